"""The data sets by name."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path

from core.data_config import DataConfig
from core.datasets import embedded, made, mnist, painted
from core.datasets.dataset import Dataset, Task
from core.datasets.prepare import prepared
from core.datasets.raw import RawData
from core.errors import UserError
from core.quoting import quoted
from core.work import Work

FILE = "file"
"""The data set that somebody brought along: `DataConfig.file` says where it lies."""
PAINTED = "painted"


class Kind(Enum):
    """Where a data set comes from."""

    MADE = "Made here"
    EMBEDDED = "Included"
    DOWNLOADED = "Downloaded"
    BROUGHT = "Yours"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a data set before it is loaded."""

    name: str
    title: str
    task: Task | None
    """None: only the file knows."""
    kind: Kind
    summary: str
    """One line."""

    @property
    def needs_folder(self) -> bool:
        """True if its files do not come with the program."""
        return self.kind is Kind.DOWNLOADED


@dataclass(frozen=True, slots=True)
class _Request:
    """What a source may have to know."""

    config: DataConfig
    data_dir: Path | None
    work: Work | None


@dataclass(frozen=True, slots=True)
class _Source:
    entry: Entry
    read: Callable[[_Request], RawData]


def _made() -> tuple[_Source, ...]:
    def source(kind: made.MadeSet) -> _Source:
        entry = Entry(kind.name, kind.title, kind.task, Kind.MADE, kind.summary)
        return _Source(entry, lambda request: made.make(kind, request.config))

    return tuple(source(kind) for kind in made.MADE)


def _embedded(
    name: str, title: str, task: Task, summary: str, read: Callable[[], RawData]
) -> _Source:
    return _Source(Entry(name, title, task, Kind.EMBEDDED, summary), lambda _request: read())


def _classes(name: str, title: str, summary: str, description: str) -> _Source:
    read = partial(embedded.classes, name, title, description)
    return _embedded(name, title, Task.CLASSIFICATION, summary, read)


def _downloaded(family: mnist.Family, summary: str) -> _Source:
    return _Source(
        Entry(family.name, family.title, Task.CLASSIFICATION, Kind.DOWNLOADED, summary),
        lambda request: mnist.load(family, request.data_dir, request.work),
    )


def _advertising(request: _Request) -> RawData:
    from core.datasets import advertising  # brings the reader of tables: when it is needed

    return advertising.load(request.data_dir, request.work)


def _brought(request: _Request) -> RawData:
    if request.config.file is None:
        raise UserError("No file was named. Open one with File > Open data.")
    from core.datasets import brought

    config = request.config
    return brought.read(request.config.file, config.samples, config.seed, request.work)


_SOURCES = (
    _embedded(
        "digits",
        "Digits 8 x 8",
        Task.CLASSIFICATION,
        "1,797 handwritten digits, 8 x 8 pixels, 10 classes",
        embedded.digits,
    ),
    _classes(
        "iris",
        "Iris",
        "150 flowers, 4 measurements, 3 species",
        "Three species of iris, told apart by the length and width of sepals and petals.",
    ),
    _classes(
        "wine",
        "Wine",
        "178 wines, 13 chemical measurements, 3 cultivars",
        "Wines of one Italian region, told apart by cultivar from a chemical analysis.",
    ),
    _classes(
        "breast-cancer",
        "Breast cancer",
        "569 tumours, 30 measurements of cell nuclei, malignant or benign",
        "Tumours, malignant or benign, from measurements of cell nuclei in an image.",
    ),
    _embedded(
        "diabetes",
        "Diabetes",
        Task.REGRESSION,
        "442 patients, 10 measurements, progression after a year (regression)",
        embedded.diabetes,
    ),
    _downloaded(mnist.MNIST, "70,000 handwritten digits, 28 x 28 pixels, 10 classes"),
    _downloaded(mnist.FASHION, "70,000 pictures of clothes, 28 x 28 pixels, 10 classes"),
    _Source(
        Entry(
            "advertising",
            "Advertising",
            Task.REGRESSION,
            Kind.DOWNLOADED,
            "200 markets, 3 budgets, sales (regression)",
        ),
        _advertising,
    ),
    *_made(),
    _Source(
        Entry(
            PAINTED,
            "Your own points",
            Task.CLASSIFICATION,
            Kind.BROUGHT,
            "Points that you paint on the plane, class by class",
        ),
        lambda request: painted.raw_data(request.config),
    ),
    _Source(
        Entry(FILE, "A file", None, Kind.BROUGHT, "A table, images, or arrays of your own"),
        _brought,
    ),
)
_BY_NAME = {source.entry.name: source for source in _SOURCES}
_AS_IT_IS = DataConfig()


def names() -> tuple[str, ...]:
    """What can be asked for by name alone, the default first."""
    return tuple(entry.name for entry in entries() if entry.kind is not Kind.BROUGHT)


def entries() -> tuple[Entry, ...]:
    """What there is to choose from, the default first."""
    return tuple(source.entry for source in _SOURCES)


def entry(name: str) -> Entry | None:
    """What is known of the data set of that name; None if there is none."""
    return _BY_NAME[name].entry if name in _BY_NAME else None


def read(
    name: str,
    config: DataConfig = _AS_IT_IS,
    data_dir: Path | None = None,
    work: Work | None = None,
) -> RawData:
    """The data set of that name as it comes; data_dir matters to those that need a folder.

    Raises UserError if there is no such name, or its files are missing or damaged; CancelledError
    if `work` is.
    """
    if name not in _BY_NAME:
        close = difflib.get_close_matches(name.lower(), _BY_NAME, n=1)
        suggestion = f"Did you mean {quoted(close[0])}? " if close else ""
        raise UserError(
            f"There is no data set named {quoted(name)}. {suggestion}There are: "
            f"{', '.join(names())}."
        )
    return _BY_NAME[name].read(_Request(config, data_dir, work))


def load(
    name: str,
    config: DataConfig = _AS_IT_IS,
    data_dir: Path | None = None,
    work: Work | None = None,
) -> Dataset:
    """The data set of that name, cut into parts and scaled; raises what `read` raises."""
    return prepared(read(name, config, data_dir, work), config, work)
