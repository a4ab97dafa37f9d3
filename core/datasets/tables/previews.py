"""A look at the beginning of a table, before it is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.data_config import FileOptions
from core.datasets.tables.choose import is_index, suggested_target, suggested_task
from core.datasets.tables.columns import Column
from core.datasets.tables.features import why_left_out
from core.datasets.tables.names import column_names
from core.datasets.tables.records import records
from core.datasets.tables.sniff import ROWS, Format, check_options, head_rows, recognise
from core.datasets.tables.source import FEW_LINES, Head, read_head, too_long
from core.errors import UserError
from core.quoting import quoted
from core.work import Work

EXAMPLES = 3
MOST_SHOWN = 100
"""Columns, if there are more than can be read."""


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """What the first rows say about a column."""

    name: str
    kind: str
    """"numbers", "yes or no", "words", "constant" or "empty"."""
    examples: tuple[str, ...]
    """The first different cells, as they are written."""
    missing: int
    """Cells of the first rows that have no usable number or word."""
    task: str
    """What it would probably be as a target: "classification" or "regression"."""
    unusable: str = ""
    """Why it cannot be learned from, as the rest of a sentence; empty: it can."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What was recognised, and the first rows as they are written."""

    path: Path
    size: int
    """Bytes."""
    encoding: str
    encoding_sure: bool
    separator: str
    decimal: str
    header: bool
    line_ends: str
    """"LF", "CRLF", "CR" or "mixed"."""
    rows: tuple[tuple[str, ...], ...]
    """Without the header, at most 200."""
    columns: tuple[ColumnPreview, ...]
    target: str
    """The target that the options name, or else the likely one; empty: there is none."""
    task: str
    """Of that target."""
    index: str
    """The column that only numbers the rows and will be left out; empty: there is none."""
    is_whole: bool
    """Whether these are all rows of the file."""
    problem: str
    """Why it cannot be read like this: other options may help. Empty: nothing was found."""
    notices: tuple[str, ...]


def preview(
    path: Path | str, options: FileOptions | None = None, work: Work | None = None
) -> Preview:
    """Look at the first 256 KB, 200 rows at most; what the options name is not guessed.

    Raises UserError if it is no table at all: no such file, not readable, not text.
    """
    path = Path(path)
    options = options or FileOptions(path=str(path))
    check_options(options)
    if work is not None:
        work.report(f"Looking at {path.name}", 0, 0)
    head = read_head(path, options.encoding)
    form = recognise(head, options)
    rows, problem, more = _rows(path, head, form)
    first = rows[0][1] if rows else []
    names, about = column_names(first if form.header else None, len(first))
    body = rows[1:] if form.header else rows
    columns = _columns(names, form.decimal, body)
    whole = head.whole and not more
    described = tuple(_described(column, body, at, whole) for at, column in enumerate(columns))
    index = _index(columns, form, first)
    usable = [
        at
        for at, each in enumerate(described)
        if each.kind != "empty" and each.name != index and each.name not in options.leave_out
    ]
    target = _target(names, usable, options)
    predicted = "" if target is None else names[target]
    notices = [*form.notices, *about, *_notices(described, predicted)]
    if not problem and not body:
        problem = _no_rows(path, head)
    return Preview(
        path=path,
        size=head.size,
        encoding=form.encoding,
        encoding_sure=head.sure,
        separator=form.separator,
        decimal=form.decimal,
        header=form.header,
        line_ends=head.line_ends,
        rows=tuple(tuple(row) for _, row in body),
        columns=described,
        target=predicted,
        task="" if target is None else options.task or described[target].task,
        index=index,
        is_whole=whole,
        problem=problem,
        notices=tuple(notices),
    )


def _target(names: tuple[str, ...], usable: list[int], options: FileOptions) -> int | None:
    # With another separator the columns have other names: what the options name may be gone.
    if options.target in names:
        return names.index(options.target)
    return suggested_target(names, usable) if usable else None


def _rows(path: Path, head: Head, form: Format) -> tuple[list[tuple[int, list[str]]], str, bool]:
    """The first rows with their lines, what is wrong with them, and whether there are more."""
    lines = head.text.split("\n")
    text = [line + "\n" for line in lines[form.skip :]]
    found: list[tuple[int, list[str]]] = []
    most = ROWS + form.header
    try:
        for record in records(quoted(path), text, form.separator, form.skip + 1):
            if len(found) == most:
                return found, "", True
            found.append(record)
    except UserError as error:
        # The last quotation mark may be closed after the end of the head.
        if head.whole or "never closed" not in str(error) or not found:
            if not found:
                first = head_rows(head.text, form.separator)
                found = [(1, first[0][:MOST_SHOWN])] if first else []
            return found, str(error), False
    return found, "", False


def _no_rows(path: Path, head: Head) -> str:
    """Why there is nothing below the header."""
    if head.whole:
        return f"{quoted(path)} has a header and no rows. Choose a file with data."
    found = head.text.count("\n")
    if found < FEW_LINES:
        return str(too_long(path, found + 1))
    return (
        f"{quoted(path)} begins with {found:,} lines without a row of data. Choose a file with "
        "data."
    )


def _columns(
    names: tuple[str, ...], decimal: str, body: list[tuple[int, list[str]]]
) -> list[Column]:
    columns = [Column(name, decimal) for name in names]
    where = [line for line, _ in body]
    for at, column in enumerate(columns):
        column.add([row[at] for _, row in body], where)
    return columns


def _described(
    column: Column, body: list[tuple[int, list[str]]], at: int, is_whole: bool
) -> ColumnPreview:
    cells = [row[at].strip() for _, row in body]
    different = list(dict.fromkeys(cell for cell in cells if cell))
    words = column.is_odd or (column.is_words and not column.is_yes_or_no)
    values = np.empty(0) if words else column.values()
    missing = int((column.missing_words() if words else ~np.isfinite(values)).sum())
    if column.is_empty and not words:
        kind = "empty"
    elif len(different) == 1 and not missing and len(cells) > 1:
        kind = "constant"
    elif column.is_yes_or_no:
        kind = "yes or no"
    else:
        kind = "words" if words else "numbers"
    task = suggested_task(column.is_words or column.is_odd, values)
    unusable = why_left_out(column, is_whole) if words and not column.is_empty else ""
    return ColumnPreview(column.name, kind, tuple(different[:EXAMPLES]), missing, task, unusable)


def _index(columns: list[Column], form: Format, first: list[str]) -> str:
    if len(columns) < 3 or columns[0].is_words or columns[0].is_empty:
        return ""
    unnamed = form.header and not first[0].strip()
    found = is_index("" if unnamed else columns[0].name, columns[0].values())
    return columns[0].name if found else ""


def _notices(columns: tuple[ColumnPreview, ...], target: str) -> list[str]:
    return [
        f"{quoted(column.name)} is always {quoted(column.examples[0])}: as a feature its weight "
        "acts as a second bias, and once standardised it does nothing."
        for column in columns
        if column.kind == "constant" and column.name != target
    ][:5]
