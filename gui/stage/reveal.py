"""What part of a thing is there while its values arrive, and what makes which. No Qt.

A vector fills entry by entry, a matrix row by row: its *units*. Rectangles are relative to the
thing's upper left corner, as those of its `Cells`.
"""

from __future__ import annotations

from functools import lru_cache

from gui.drawing.rect import Rect
from gui.stage.cells import Cells


def is_matrix(cells: Cells) -> bool:
    """True for values with rows and columns."""
    return len(cells.shape) == 2


def unit_count(cells: Cells) -> int:
    """In how many units a thing fills; pooled rows or entries come together."""
    if not is_matrix(cells):
        return cells.count
    return cells.planes if cells.planes > 1 else cells.plane_rows


def unit_of(cells: Cells, index: int) -> int:
    """The unit of an entry of a vector, or of a row of a matrix."""
    if not is_matrix(cells):
        return cells.cell_of(index)
    return index if cells.planes > 1 else index // cells.pool_rows


def unit_rect(cells: Cells, unit: int) -> Rect:
    """Where a unit lies."""
    if not is_matrix(cells):
        return Rect(*cells.box(unit))
    if cells.planes == 1:
        y = cells.y
        return Rect(0.0, y.start(unit), cells.x.length, y.pitch - y.gap)
    size = cells.plane_rows * cells.plane_columns
    return _around(Rect(*cells.box(unit * size)), Rect(*cells.box((unit + 1) * size - 1)))


def first_units(cells: Cells, count: int) -> tuple[Rect, ...]:
    """Where the first units lie: whole lines of them, and the beginning of another line."""
    if count <= 0:
        return ()
    full, rest = divmod(count, _per_line(cells))
    found = []
    if full:
        last = full * _per_line(cells) - 1
        found.append(_around(unit_rect(cells, 0), unit_rect(cells, last)))
    if rest:
        start = full * _per_line(cells)
        found.append(_around(unit_rect(cells, start), unit_rect(cells, count - 1)))
    return tuple(found)


def last_units(cells: Cells, start: int) -> tuple[Rect, ...]:
    """Where the units from `start` on lie."""
    count, per = unit_count(cells), _per_line(cells)
    head = min(-(-start // per) * per, count)
    found = []
    if start < head:
        found.append(_around(unit_rect(cells, start), unit_rect(cells, head - 1)))
    if head < count:
        ends = unit_rect(cells, min(head + per, count) - 1), unit_rect(cells, count - 1)
        found.append(_around(_around(unit_rect(cells, head), ends[0]), ends[1]))
    return tuple(found)


@lru_cache(maxsize=512)
def column_rects(cells: Cells, column: int) -> tuple[Rect, ...]:
    """Where a column of a matrix lies: a stripe, or the same pixel of each row's image."""
    if cells.planes == 1:
        x = cells.x
        start = x.start(column // cells.pool_columns)
        return (Rect(start, 0.0, x.pitch - x.gap, cells.y.length),)
    size = cells.plane_rows * cells.plane_columns
    row, across = divmod(column, cells.width)
    inside = row // cells.pool_rows * cells.plane_columns + across // cells.pool_columns
    return tuple(Rect(*cells.box(plane * size + inside)) for plane in range(cells.planes))


def _per_line(cells: Cells) -> int:
    """How many units follow each other along a line before the next line begins."""
    if cells.folded:
        return cells.y.count
    if is_matrix(cells):
        return cells.grid if cells.planes > 1 else 1
    return cells.x.count


def _around(first: Rect, last: Rect) -> Rect:
    left, top = min(first.x, last.x), min(first.y, last.y)
    right, bottom = max(first.right, last.right), max(first.bottom, last.bottom)
    return Rect(left, top, right - left, bottom - top)
