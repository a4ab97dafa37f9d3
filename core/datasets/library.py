"""The data set in use, kept so that it is not read again when only its treatment changes."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from core.data_config import DataConfig
from core.datasets import catalog
from core.datasets.dataset import Dataset
from core.datasets.prepare import prepared
from core.datasets.raw import RawData
from core.work import Work

PATIENCE = 0.001
"""Seconds that another thread waits for its turn while a data set is loaded."""


_Source = tuple[str, DataConfig, Path | None, object]
"""Name, what of its configuration decides what is read, folder, and when it was last written."""
_GONE = "gone"


class Library:
    """Loads data sets; remembers the last one, raw and prepared. For one thread."""

    def __init__(self) -> None:
        self._raw: tuple[_Source, int, RawData] | None = None
        """From where, drawn by which seed, and the data."""
        self._dataset: tuple[object, Dataset] | None = None

    def load(
        self, name: str, config: DataConfig, data_dir: Path | None, work: Work | None = None
    ) -> Dataset:
        """As `catalog.load`; the same object as before if nothing has changed."""
        source = self._still(_source(name, config, data_dir))
        if self._dataset is None or self._dataset[0] != (source, config):
            with _letting_others_in():
                raw = self._known(source, config.seed)
                if raw is None:
                    raw = catalog.read(name, config, data_dir, work)
                    self._raw = (source, config.seed, raw)
                self._dataset = ((source, config), prepared(raw, config, work))
        return self._dataset[1]

    def _still(self, source: _Source) -> _Source:
        """What a file held that has gone since, its stick pulled out say, is still known."""
        known = None if self._raw is None else self._raw[0]
        gone = known is not None and source[-1] is _GONE and known[:-1] == source[:-1]
        return known if known is not None and gone else source

    def _known(self, source: _Source, seed: int) -> RawData | None:
        """What was read last, if it would be the same now; most data are what they are."""
        if self._raw is None or self._raw[0] != source:
            return None
        _, its_seed, raw = self._raw
        return raw if its_seed == seed or not raw.is_drawn else None


@contextmanager
def _letting_others_in() -> Iterator[None]:
    """Give the other threads a turn every millisecond.

    Reading a table keeps Python busy for seconds. A window that repaints meanwhile needs a dozen
    turns for it, and would wait the usual 5 ms for each of them. And the rows of a table, which are
    lists, would make Python search the whole window for garbage again and again, 40 ms each time.
    """
    usual, collects = sys.getswitchinterval(), gc.isenabled()
    sys.setswitchinterval(min(PATIENCE, usual))
    gc.disable()
    try:
        yield
    finally:
        sys.setswitchinterval(usual)
        if collects:
            gc.enable()


def _source(name: str, config: DataConfig, data_dir: Path | None) -> _Source:
    """What decides what is read, but for a seed; the rest is what is done to it."""
    what = replace(config, seed=0, test_share=None, stratified=True, scaling="", scale_target=None)
    return name, what, data_dir, _stamp(config)


def _stamp(config: DataConfig) -> object:
    """When the file, or what lies in the folder, was last written."""
    if config.file is None:
        return None
    path = Path(config.file.path)
    try:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        return tuple(_written(entry) for entry in inside)
    except OSError:
        return _GONE  # reading it will say why


def _written(path: Path) -> tuple[str, int, int]:
    status = path.stat()
    return path.name, status.st_mtime_ns, status.st_size
