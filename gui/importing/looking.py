"""What is found out about a file before it is opened. No Qt: this runs beside the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from core.data_config import DataConfig, FileOptions
from core.datasets import brought
from core.datasets.dataset import Task
from core.datasets.raw import RawData
from core.datasets.tables.build import ONE_ROW_EACH
from core.datasets.tables.encodings import encoding_title
from core.datasets.tables.paste import save_pasted
from core.datasets.tables.previews import Preview, preview
from core.datasets.tables.read import read_table
from core.work import Work
from gui.drawing.written import grouped, localized
from gui.importing.roles import about_no_features, features

SMALL = 8_000_000
"""Bytes of a file that is read as a whole while somebody looks at its first rows: about a second of
work, and what is wrong far down is known before it is opened."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """A table from the clipboard, and the folder that it is kept in."""

    text: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Found:
    """What a path holds; a preview if it is a table."""

    path: Path
    kind: str
    preview: Preview | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a table: a sentence, and what one should know."""

    text: str
    warning: str
    """Why little can be learned like this; empty: nothing is known against it."""
    notices: tuple[str, ...]


Job = Callable[[Work], object]


def look(source: Path | Pasted, options: FileOptions) -> Job:
    """The work that gives a `Found`; raises UserError if it is nothing that can be opened."""

    def job(work: Work) -> Found:
        if isinstance(source, Pasted):
            path = save_pasted(source.text, source.folder)
        else:
            path = source.expanduser()
        kind = brought.kind_of(path)
        if kind != brought.TABLE:
            return Found(path, kind, None)
        return Found(path, kind, preview(path, replace(options, path=str(path)), work))

    return job


def try_out(data: DataConfig) -> Job:
    """The work that gives an `Outcome`; raises UserError if the table cannot be learned from."""

    def job(work: Work) -> Outcome:
        assert data.file is not None
        raw = read_table(data.file, samples=data.samples, seed=data.seed, work=work)
        warning = ONE_ROW_EACH if ONE_ROW_EACH in raw.notices else ""
        notices = tuple(notice for notice in raw.notices if notice != warning)
        return Outcome(outcome_text(raw), warning, notices)

    return job


def outcome_text(raw: RawData) -> str:
    """As "200 rows, 3 features, numbers to predict"."""
    features = raw.x.shape[1]
    parts = [counted(len(raw.x), "row"), counted(features, "feature")]
    if raw.task is Task.CLASSIFICATION:
        names = ", ".join(raw.class_names[:4]) + (" …" if len(raw.class_names) > 4 else "")
        parts.append(f"{grouped(len(raw.class_names))} classes ({names})")
    else:
        parts.append(f"{raw.target_names[0]} as a number to predict")
    return ", ".join(parts) + "."


def pruned(options: FileOptions, found: Preview) -> FileOptions:
    """The options without columns that there are not any more, as after another separator."""
    names = {column.name for column in found.columns}
    leave_out = tuple(name for name in options.leave_out if name in names)
    target = options.target if options.target in names else ""
    return replace(options, leave_out=leave_out, target=target)


def resolved(options: FileOptions, found: Preview) -> FileOptions:
    """What is read is what was seen: all that was recognised is written down.

    But the encoding is only if somebody chose it, for a letter far down may tell that it is
    another one.
    """
    leave_out = dict.fromkeys((*options.leave_out, found.index))
    return replace(
        options,
        path=str(found.path),
        separator=found.separator,
        decimal=found.decimal,
        header=found.header,
        target=found.target,
        task=found.task,
        leave_out=tuple(name for name in leave_out if name and name != found.target),
    )


def missing(options: FileOptions, found: Preview) -> int:
    """Cells of the first rows, in columns that are used, that have no value."""
    target = [column for column in found.columns if column.name == found.target]
    return sum(column.missing for column in (*features(options, found), *target))


def objection(options: FileOptions, found: Preview) -> str:
    """Why it cannot be opened like this, as far as the first rows tell; empty: nothing is known."""
    if found.problem:
        return found.problem
    if not found.target:
        return "There is no column that could be predicted. Check the separator."
    if not features(options, found):
        return about_no_features(options, found)
    return ""


def about_missing(options: FileOptions, found: Preview) -> str:
    """Why cells without a value are in the way; empty: they are not, as far as is known."""
    count = missing(options, found)
    if options.missing != "refuse" or not count:
        return ""
    seen = counted(len(found.rows), "row")
    return (
        f"{cells(count)} no value in the first {seen}. Drop the rows, or take the column's mean "
        "instead."
    )


def about_rows(limit: int | None) -> str:
    """What becomes of the rows of a large table beyond the first ones."""
    if limit is None:
        return "These are its first rows; all are read when it opens."
    return f"These are its first rows; {grouped(limit)} of all are drawn at random when it opens."


def cells(count: int) -> str:
    """As "1 cell has" or "12 cells have"."""
    return "1 cell has" if count == 1 else f"{grouped(count)} cells have"


def size_text(size: int) -> str:
    """As "4.6 KB" or "120 MB"."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if size >= scale:
            value = size / scale
            return localized(f"{value:.{1 if value < 10 else 0}f} {unit}")
    return counted(size, "byte")


def counted(count: int, thing: str) -> str:
    """As "1 row", "1,200 rows" or "no rows"."""
    return f"{grouped(count)} {thing}{'s' * (count != 1)}" if count else f"no {thing}s"


def facts_text(found: Preview) -> str:
    """As "4.6 KB, 200 rows, 5 columns, UTF-8"."""
    rows = counted(len(found.rows), "row")
    if found.rows and not found.is_whole:
        rows = f"the first {rows}"
    columns = counted(len(found.columns), "column")
    return f"{size_text(found.size)}, {rows}, {columns}, {encoding_title(found.encoding)}"
