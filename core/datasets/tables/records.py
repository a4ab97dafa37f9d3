"""The rows of a table, strictly: every one has as many fields as the first."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from core.errors import UserError

if TYPE_CHECKING:
    from _csv import Reader

MOST_COLUMNS = 5000


def reader(lines: Iterable[str], separator: str, strict: bool = True) -> Reader:
    """Split lines into fields; where spaces separate, several are one."""
    spaces = separator == " "
    return csv.reader(lines, delimiter=separator, skipinitialspace=spaces, strict=strict)


def records(
    place: str, lines: Iterable[str], separator: str, first_line: int = 1
) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that are not blank, each with the number of the line where it begins.

    Raises UserError naming `place` and the line if a row has more or fewer fields than the first
    one, a quotation mark is not closed, or there are more than MOST_COLUMNS columns.
    """
    rows = reader(lines, separator)
    shift = first_line
    start, width, header_line = shift, 0, shift
    try:
        for row in rows:
            if len(row) != width or not width:
                if not row or (len(row) == 1 and not row[0].strip()):
                    start = rows.line_num + shift
                    continue
                if width:
                    raise _uneven(place, start, len(row), width, header_line)
                width, header_line = len(row), start
                if width > MOST_COLUMNS:
                    raise UserError(
                        f"{place} has {width:,} columns; at most {MOST_COLUMNS:,} can be read. "
                        "Leave some out, or check the separator."
                    )
            yield start, row
            start = rows.line_num + shift
    except csv.Error as error:
        raise UserError(
            f"{place}, line {start}: {_reason(error)} Mend the quotation marks there, or choose "
            "another separator."
        ) from error


def _uneven(place: str, line: int, found: int, width: int, first: int) -> UserError:
    fields = "1 field" if found == 1 else f"{found:,} fields"
    what = "where 1 is expected" if width == 1 else f"where {width:,} are expected"
    # Above a table there may be its title.
    remedy = "Take away what is above the table" if width == 1 else "Mend the line"
    return UserError(
        f"{place}, line {line}: {fields}, {what}, as in line {first}. {remedy}, or choose another "
        "separator."
    )


def _reason(error: csv.Error) -> str:
    text = str(error)
    if "field larger" in text:
        return "a field of more than 100,000 characters, or a quotation mark that is not closed."
    if "unexpected end" in text:
        return "a quotation mark is opened and never closed."
    return "something follows a closing quotation mark."
