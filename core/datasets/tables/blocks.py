"""The rows of a table, many at a time: quickly where every line is a row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from core.datasets.tables.columns import MOST_ROWS_OF_A_BLOCK
from core.datasets.tables.records import MOST_COLUMNS, reader, records

BLOCK_CELLS = 256 * 1024
BLOCK_CHARACTERS = 1024 * 1024
_FEW = 16
CELLS_AT_ONCE = 4096
"""Split without giving other threads a turn: about a millisecond."""

Block = tuple[Sequence[int], list[list[str]]]
"""The lines where rows begin, and the rows."""


def blocks(path: Path, lines: Iterator[str], separator: str, first_line: int) -> Iterator[Block]:
    """Give what `records` gives, some rows at a time: fewer if they are long.

    As long as every line is a row of the same width, a block is split in one go. From the first
    quoted line feed, blank line or fault on, `records` finds out row by row. Raises what it raises.
    """
    line, width = first_line, 0
    while True:
        text = _taken(lines, separator)
        rows = _plain_rows(text, separator, width)
        if not rows:
            break
        yield range(line, line + len(rows)), rows
        line, width = line + len(rows), len(rows[0])
    yield from _gathered(records(path, chain(text, lines), separator, line, width, first_line))


def _taken(lines: Iterator[str], separator: str) -> list[str]:
    """The next lines, as many as make a block."""
    text = list(islice(lines, 1))
    if text:
        most = _most_rows(text[0].count(separator) + 1)
        room = BLOCK_CHARACTERS
        while len(text) < most and room > 0 and (more := list(islice(lines, _FEW))):
            text += more
            room -= sum(map(len, more))
    return text


def _plain_rows(text: list[str], separator: str, width: int) -> list[list[str]]:
    """The rows of these lines; none if it is not certain that each line is a row of that width."""
    rows: list[list[str]] = []
    step = max(CELLS_AT_ONCE // (1 + text[0].count(separator)), 1) if text else 1
    try:
        for start in range(0, len(text), step):
            rows += reader(text[start : start + step], separator)
    except csv.Error:
        return []
    width = width or (len(rows[0]) if rows and any(map(str.strip, rows[0])) else 0)
    plain = 0 < width <= MOST_COLUMNS and len(rows) == len(text)
    return rows if plain and set(map(len, rows)) == {width} else []


def _gathered(rows: Iterator[tuple[int, list[str]]]) -> Iterator[Block]:
    where: list[int] = []
    block: list[list[str]] = []
    room = BLOCK_CHARACTERS
    for line, row in rows:
        where.append(line)
        block.append(row)
        room -= sum(map(len, row))
        if len(block) == _most_rows(len(row)) or room <= 0:
            yield where, block
            where, block, room = [], [], BLOCK_CHARACTERS
    if block:
        yield where, block


def _most_rows(width: int) -> int:
    return min(max(BLOCK_CELLS // width, _FEW), MOST_ROWS_OF_A_BLOCK - _FEW)
