"""The data set in use, kept so that it is not read again when only its treatment changes."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from core.data_config import DataConfig
from core.datasets import catalog
from core.datasets.dataset import Dataset
from core.datasets.prepare import prepared
from core.datasets.raw import RawData
from core.work import Work

MOST_KEPT = 2
PATIENCE = 0.001
"""Seconds that another thread waits for its turn while a data set is loaded."""


_Source = tuple[str, DataConfig, Path | None, object]
"""Name, what of its configuration decides what is read, folder, and when it was last written."""
_GONE = "gone"


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    source: _Source
    config: DataConfig
    raw: RawData
    """As it was read: by the seed of `config`, where it is drawn."""
    dataset: Dataset


class Library:
    """Loads data sets; remembers two, raw and prepared. For one thread.

    Two: of the run that stands and of the one before, which can be taken up again.
    """

    def __init__(self) -> None:
        self._kept: list[_Kept] = []
        """The latest first."""

    def load(
        self, name: str, config: DataConfig, data_dir: Path | None, work: Work | None = None
    ) -> Dataset:
        """As `catalog.load`; the same object as before if nothing has changed."""
        source = self._still(_source(name, config, data_dir))
        for kept in self._kept:
            if (kept.source, kept.config) == (source, config):
                return self._keep(kept)
        with _letting_others_in():
            raw = self._known(source, config.seed)
            if raw is None:
                raw = catalog.read(name, config, data_dir, work)
            return self._keep(_Kept(source, config, raw, prepared(raw, config, work)))

    def _keep(self, used: _Kept) -> Dataset:
        others = [kept for kept in self._kept if kept is not used]
        self._kept = [used, *others][:MOST_KEPT]
        return used.dataset

    def _still(self, source: _Source) -> _Source:
        """What a file held that has gone since, its stick pulled out say, is still known."""
        if source[-1] is _GONE:
            for kept in self._kept:
                if kept.source[:-1] == source[:-1]:
                    return kept.source
        return source

    def _known(self, source: _Source, seed: int) -> RawData | None:
        """What was read before, if it would be the same now; most data are what they are."""
        for kept in self._kept:
            if kept.source == source and (kept.config.seed == seed or not kept.raw.is_drawn):
                return kept.raw
        return None


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
