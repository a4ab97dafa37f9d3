"""The data sets by name."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.datasets import embedded, mnist
from core.datasets.dataset import Dataset, Task
from core.errors import UserError


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a data set before it is loaded."""

    name: str
    title: str
    task: Task
    needs_folder: bool  # False: it comes with the program
    summary: str  # one line


@dataclass(frozen=True, slots=True)
class _Source:
    entry: Entry
    load: Callable[[Path | None], Dataset]


def _embedded(entry: Entry, load: Callable[[], Dataset]) -> _Source:
    return _Source(entry, lambda _data_dir: load())


def _classes(name: str, title: str, summary: str, description: str) -> _Source:
    return _embedded(
        Entry(name, title, Task.CLASSIFICATION, needs_folder=False, summary=summary),
        partial(embedded.classes, name, title, description),
    )


def _folder(family: mnist.Family, summary: str) -> _Source:
    return _Source(
        Entry(family.name, family.title, Task.CLASSIFICATION, needs_folder=True, summary=summary),
        partial(mnist.load, family),
    )


_SOURCES = (
    _embedded(
        Entry(
            "digits",
            "Digits 8 x 8",
            Task.CLASSIFICATION,
            needs_folder=False,
            summary="1797 handwritten digits, 8 x 8 pixels, 10 classes",
        ),
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
        Entry(
            "diabetes",
            "Diabetes",
            Task.REGRESSION,
            needs_folder=False,
            summary="442 patients, 10 measurements, progression after a year (regression)",
        ),
        embedded.diabetes,
    ),
    _folder(mnist.MNIST, "70,000 handwritten digits, 28 x 28 pixels, 10 classes"),
    _folder(mnist.FASHION, "70,000 pictures of clothes, 28 x 28 pixels, 10 classes"),
)
_BY_NAME = {source.entry.name: source for source in _SOURCES}


def names() -> tuple[str, ...]:
    """All names, the default first."""
    return tuple(_BY_NAME)


def entries() -> tuple[Entry, ...]:
    """What there is to choose from, the default first."""
    return tuple(source.entry for source in _SOURCES)


def entry(name: str) -> Entry | None:
    """What is known of the data set of that name; None if there is none."""
    return _BY_NAME[name].entry if name in _BY_NAME else None


def load(name: str, data_dir: Path | None = None) -> Dataset:
    """The data set of that name; data_dir matters to those that need a folder.

    Raises UserError if there is no such name, or its files are missing or damaged.
    """
    if name not in _BY_NAME:
        close = difflib.get_close_matches(name.lower(), _BY_NAME, n=1)
        suggestion = f"Did you mean {close[0]!r}? " if close else ""
        raise UserError(
            f"There is no data set named {name!r}. {suggestion}There are: {', '.join(_BY_NAME)}."
        )
    return _BY_NAME[name].load(data_dir)
