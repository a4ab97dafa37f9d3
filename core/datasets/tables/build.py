"""From the columns of a table to samples and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.data_config import FileOptions
from core.datasets.dataset import Task
from core.datasets.raw import RawData
from core.datasets.tables.choose import counts_rows, is_index, suggested_target
from core.datasets.tables.columns import Column
from core.datasets.tables.features import Feature, features_of
from core.datasets.tables.gaps import Gap, mended
from core.datasets.tables.names import find
from core.datasets.tables.records import MOST_COLUMNS
from core.datasets.tables.sample import RowSample
from core.datasets.tables.targets import Target, target_of
from core.datasets.title import PASTED, title_of
from core.errors import UserError
from core.quoting import listed_names, quoted
from core.work import Work

ONE_ROW_EACH = (
    "Most classes have only one row, so they cannot be learned. Choose another target, or numbers "
    "(regression) if it holds numbers."
)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A file as it was read: its columns have as many cells as `sample` has rows."""

    path: Path
    columns: list[Column]
    sample: RowSample
    asked: int | None
    """How many rows somebody wanted at most."""
    unnamed_first: bool
    """Whether the header has no name for the first column."""
    notices: Sequence[str]


def raw_data(
    table: Table,
    options: FileOptions,
    notices: Sequence[str],
    most_bytes: int,
    work: Work | None = None,
) -> RawData:
    """Make the data set that the options ask for; `most_bytes` limits x.

    With `options.missing` "mean" cells to be filled are NaN. Raises UserError if it cannot be made.
    """
    found = [*notices, *table.notices]
    target_column, chosen = _roles(table, options, found)
    features, about = features_of(chosen, options.text, quoted(table.path))
    found += about
    width = sum(len(feature.names) for feature in features)
    _check_width(table.path, width, found[len(notices) + len(table.notices) :])
    _shrink(table, most_bytes // (8 * width))
    is_drawn = len(table.sample) < table.sample.total
    if is_drawn:
        found.append(_about_sample(table, most_bytes))
    if work is not None:
        work.report(f"Putting {table.path.name} together", 0, width)
    target = target_of(target_column, options.task, quoted(table.path))
    x, gaps = _filled(table, features, target_column.name, target, work)
    classes = target.labels is not None
    rows = mended(x, gaps, options.missing, quoted(table.path), table.sample.lines, found)
    x, target = (x, target) if rows is None else (x[rows], _chosen(target, rows))
    if len(x) < 2:
        raise UserError(
            f"{quoted(table.path)} has {'1 row' if len(x) == 1 else f'{len(x)} rows'} that can be "
            "used; at least 2 are needed. Choose a file with more rows."
        )
    y, class_names = _answers(table.path, target_column.name, target)
    if not classes and (y == y[0]).all():
        found.append(
            f"{quoted(target_column.name)} is {y[0, 0]:.6g} in every row: there is nothing to be "
            "learned. Choose another target."
        )
    title = title_of(table.path)
    if classes and _are_mostly_single(y):
        found.append(ONE_ROW_EACH)
    named = "a pasted table" if title == PASTED else quoted(title)
    return RawData(
        name="file",
        title=title,
        task=Task.CLASSIFICATION if classes else Task.REGRESSION,
        x=x,
        y=y,
        feature_names=_different([name for each in features for name in each.names]),
        class_names=class_names,
        target_names=() if classes else (target_column.name,),
        image_shape=None,
        source=str(table.path),
        licence="As given by its owner.",
        description=f"{len(x):,} rows of {named}: {quoted(target_column.name)} from "
        f"{listed_names([feature.column.name for feature in features])}.",
        notices=tuple(found),
        scale_target=not classes,
        is_drawn=is_drawn,
        fill_missing=options.missing == "mean" and len(gaps) > 1,
    )


def _roles(table: Table, options: FileOptions, notices: list[str]) -> tuple[Column, list[Column]]:
    """The target and the features, before it is known which of these can be used."""
    names = [column.name for column in table.columns]
    out = {find(name, names, table.path) for name in options.leave_out}
    index = _index_column(table)
    wanted = find(options.target, names, table.path) if options.target else None
    if wanted is not None and wanted in out:
        raise UserError(
            f"{quoted(table.path)}: {quoted(names[wanted])} is the target and cannot be left out "
            "as well. Choose another target."
        )
    if index is not None and wanted != index and index not in out:
        others = set(range(len(names))) - out - {index}
        if len(others) > 1:
            out.add(index)
            notices.append(
                f"{quoted(names[index])} is left out: it only numbers the rows. Give it another "
                "name in the file if it is a measurement."
            )
    elif 0 not in out and wanted != 0 and _counts_rows(table.columns[0]):
        notices.append(
            f"{quoted(names[0])} counts the rows: leave it out unless it is something measured."
        )
    left = [number for number in range(len(names)) if number not in out]
    if not left:
        raise UserError(
            f"{quoted(table.path)}: every column is left out. Keep a target and a feature."
        )
    if wanted is None:
        filled = [number for number in left if _can_be_target(table.columns[number])]
        wanted = suggested_target(names, filled or left)
    target = table.columns[wanted]
    return target, [table.columns[number] for number in left if number != wanted]


def _index_column(table: Table) -> int | None:
    first = table.columns[0]
    if first.is_words or first.is_empty:
        return None
    return 0 if is_index("" if table.unnamed_first else first.name, first.values()) else None


def _can_be_target(column: Column) -> bool:
    return not column.is_empty or column.is_odd


def _counts_rows(column: Column) -> bool:
    return not column.is_words and not column.is_empty and counts_rows(column.values())


def _check_width(path: Path, width: int, reasons: Sequence[str]) -> None:
    """Raise UserError if there are no columns, for the reasons why they are left out, or many."""
    if not width and reasons:
        raise UserError(
            f"{quoted(path)} has no column to learn from. {' '.join(reasons)} Keep a column of "
            "numbers, or of few different words, beside the target."
        )
    if not width:
        raise UserError(
            f"{quoted(path)} has no column to learn from. Keep at least one beside the target, and "
            "check the separator."
        )
    if width > MOST_COLUMNS:
        raise UserError(
            f"{quoted(path)} would become {width:,} columns, with one for every word; at most "
            f"{MOST_COLUMNS:,} can be used. Leave columns of words out."
        )


def _shrink(table: Table, limit: int) -> None:
    stays = table.sample.shrink(min(max(limit, 2), table.sample.limit))
    if stays is not None:
        for column in table.columns:
            column.keep(stays)


def _about_sample(table: Table, most_bytes: int) -> str:
    """How many rows are used, and why not all."""
    used = len(table.sample)
    text = f"{used:,} of {table.sample.total:,} rows are used, drawn at random"
    if used != table.asked:
        text += f": more would take over {most_bytes // 1024**2:,} MB"
    return text + "."


def _filled(
    table: Table, features: list[Feature], name: str, target: Target, work: Work | None
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], list[Gap]]:
    """The table x, with NaN and infinities, and where they are; the target's gap comes first."""
    width = sum(len(feature.names) for feature in features)
    x = np.empty((len(table.sample), width))
    gaps = [Gap(name, slice(0, 0), target.missing, target.infinite)]
    start = 0
    for feature in features:
        if work is not None:
            work.report(f"Putting {table.path.name} together", start, width)
        columns = slice(start, start + len(feature.names))
        feature.fill(x[:, columns])
        first = x[:, start]
        if not np.isfinite(first).all():
            gaps.append(Gap(feature.column.name, columns, np.isnan(first), np.isinf(first)))
        start = columns.stop
    return x, gaps


def _chosen(target: Target, rows: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Target:
    labels = None if target.labels is None else target.labels[rows]
    values = None if target.values is None else target.values[rows]
    return Target(labels, target.class_names, values, target.missing[:0], target.infinite[:0])


def _answers(
    path: Path, name: str, target: Target
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.generic]], tuple[str, ...]]:
    """The answers, with the classes that are left; UserError if it is a single one."""
    if target.values is not None:
        return target.values[:, np.newaxis].copy(), ()
    assert target.labels is not None
    present = np.flatnonzero(np.bincount(target.labels))
    names = tuple(target.class_names[label] for label in present.tolist())
    if len(names) < 2:
        raise UserError(
            f"{quoted(path)}: all rows are of the class {quoted(names[0])} in {quoted(name)}; "
            "there is nothing to tell apart. Choose another target."
        )
    new = np.zeros(len(target.class_names), np.int64)
    new[present] = np.arange(len(present))
    return new[target.labels], names


def _are_mostly_single(labels: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> bool:
    """Whether more than half of the classes that occur do so once."""
    counts = np.unique(labels, return_counts=True)[1]
    return 2 * int((counts == 1).sum()) > len(counts)


def _different(names: list[str]) -> tuple[str, ...]:
    """A column may be called as a category of another one is."""
    seen: set[str] = set()
    found = []
    for name in names:
        new, count = name, 2
        while new in seen:
            new, count = f"{name} ({count})", count + 1
        seen.add(new)
        found.append(new)
    return tuple(found)
