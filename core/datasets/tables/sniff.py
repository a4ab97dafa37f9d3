"""What a table file looks like: separator, decimal mark, header."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from core.data_config import MISSING, TEXT_COLUMNS, FileOptions
from core.datasets.tables.cells import is_grouped, is_number, number
from core.datasets.tables.encodings import encoding_title
from core.datasets.tables.records import reader
from core.datasets.tables.source import Head
from core.errors import UserError
from core.quoting import quoted

SEPARATORS = (",", ";", "\t", "|")
"""Looked for first: a space stands between words as well."""
TASKS = ("", "classification", "regression")
ROWS = 200
_HINT = re.compile(r"sep=([,;\t|])\n")
_COMMA_NUMBER = re.compile(r"\s*[+-]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?\s*")
_POINT_NUMBER = re.compile(r"\s*[+-]?[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?\s*")


@dataclass(frozen=True, slots=True)
class Format:
    """How the text of a table is to be understood."""

    encoding: str
    separator: str
    decimal: str
    header: bool
    skip: int = 0
    """Lines before the table: 1 if the first only names the separator (sep=;), as Excel does."""
    notices: tuple[str, ...] = ()


def check_options(options: FileOptions) -> None:
    """Raise UserError if the options are none that a table can be read with."""
    separator = options.separator
    if separator and (len(separator) != 1 or separator.isalnum() or separator in "\"'\r\n\0.+-"):
        raise UserError(
            f"{quoted(separator)} cannot separate columns. Choose a comma, a semicolon or a tab."
        )
    if options.decimal not in ("", ".", ","):
        raise UserError(f"The decimal mark can be . or , but not {quoted(options.decimal)}.")
    for what, value, choices in (
        ("task", options.task, TASKS),
        ("way to treat missing cells", options.missing, MISSING),
        ("way to treat columns of words", options.text, TEXT_COLUMNS),
    ):
        if value not in choices:
            known = ", ".join(choice for choice in choices if choice)
            raise UserError(f"There is no {what} {quoted(value)}; choose one of {known}.")


def recognise(head: Head, options: FileOptions) -> Format:
    """Find out what the options leave open."""
    notices: list[str] = []
    text, skip, hinted = head.text, 0, ""
    if hint := _HINT.match(text):
        text, skip, hinted = text[hint.end() :], 1, hint.group(1)
    separator = options.separator or hinted or _separator(text)
    rows = head_rows(text, separator)
    decimal = options.decimal or _decimal(rows[1:] or rows, separator, notices)
    header = _has_header(rows, decimal) if options.header is None else options.header
    if not head.sure:
        notices.insert(0, about_encoding(head.encoding))
    return Format(head.encoding, separator, decimal, header, skip, tuple(notices))


def about_encoding(encoding: str) -> str:
    """The notice for an encoding that is a guess."""
    return (
        f"The file is not in UTF-8: it is read as {encoding_title(encoding)}. If letters look "
        "wrong, choose another encoding."
    )


def head_rows(text: str, separator: str) -> list[list[str]]:
    """Return the first rows, as far as they can be read, without judging them."""
    rows: list[list[str]] = []
    try:
        for row in reader(io.StringIO(text), separator, strict=False):
            if row and (len(row) > 1 or row[0].strip()):
                rows.append(row)
            if len(rows) > ROWS:
                break
    except csv.Error:
        pass
    return rows


def _separator(text: str) -> str:
    """The one that gives most rows the same number of fields, and numbers in them."""
    best, found = (0.0, 0.0, 0), ","
    for separator in SEPARATORS:
        rows = head_rows(text, separator)
        if not rows:
            continue
        width, count = Counter(map(len, rows)).most_common(1)[0]
        if width < 2:
            continue
        cells = [cell for row in rows[1:50] if len(row) == width for cell in row[:100]]
        good = sum(is_number(cell) or is_number(cell, ",") for cell in cells)
        # A comma may stand in any text and in numbers, the others hardly.
        others = set(SEPARATORS[1:]) - {separator}
        bad = sum(not others.isdisjoint(cell) for cell in cells)
        likely = count / len(rows) * (1 + (good - bad) / max(len(cells), 1))
        score = float(len(rows[0]) == width), likely, width
        if score > best:
            best, found = score, separator
    return " " if not best[0] and _is_spaced(text) else found


def _is_spaced(text: str) -> bool:
    """Whether spaces stand between as many numbers in every row."""
    rows = head_rows(text, " ")
    cells = [cell for row in rows[1:50] for cell in row[:100]]
    good = sum(is_number(cell) or is_number(cell, ",") for cell in cells)
    return len(set(map(len, rows))) == 1 and len(rows[0]) > 1 and 2 * good > len(cells)


def _decimal(rows: list[list[str]], separator: str, notices: list[str]) -> str:
    cells = [cell for row in rows for cell in row[:500]]
    commas = [cell.strip() for cell in cells if _COMMA_NUMBER.fullmatch(cell)]
    points = sum(1 for cell in cells if _POINT_NUMBER.fullmatch(cell))
    if len(commas) <= points:
        return "."
    if all(is_grouped(cell) for cell in commas):
        # 1,234 may be a little over one or over a thousand; the separator tells which is likelier.
        if separator == ",":
            return "."
        notices.append(
            f"{quoted(commas[0])} is read as {quoted(commas[0].replace(',', '.'))}: the comma is "
            "taken for the decimal mark. If it sets thousands apart, choose the decimal mark . and "
            "remove it."
        )
    return ","


def _has_header(rows: list[list[str]], decimal: str) -> bool:
    """No numbers in the first row, or a word above a column of nothing but numbers."""
    if not rows or not any(is_number(cell, decimal) for cell in rows[0]):
        return True
    for index, cell in enumerate(rows[0]):
        if number(cell, decimal) is None:
            below = [row[index] for row in rows[1:] if index < len(row)]
            values = [number(each, decimal) for each in below]
            if None not in values and any(is_number(each, decimal) for each in below):
                return True
    return False
