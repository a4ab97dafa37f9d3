"""The sample's ink over its sensitivity: an outline, so that both can be seen. No Qt.

The last picture of the way back says which pixels would raise the loss. It can be read only with
the drawing in it, so the edge of the drawing is traced along the borders of the cells.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.arrays import Array
from gui.stage.cells import Axis, Cells

LEAST_INK = 1 / 3
"""Of the strongest pixel: soft edges and grey cloth are part of the drawing, smudges are not."""


class Line(NamedTuple):
    """A level or upright line, relative to the upper left corner of the cells."""

    x1: float
    y1: float
    x2: float
    y2: float


def outline(cells: Cells, values: Array) -> tuple[Line, ...]:
    """Return the borders between ink and paper; none where all is the same.

    Ink is what has at least a third of the strongest pixel's value. Lines of the same direction
    that continue each other are one.

    Args:
        cells: of one image.
        values: (n,), its pixels.
    """
    shown = cells.shown(values).reshape(cells.plane_rows, cells.plane_columns)
    strongest = float(shown.max())
    if not strongest > 0:
        return ()
    ink = np.pad(shown >= LEAST_INK * strongest, 1)
    rows, columns = ink.shape
    found = []
    for row in range(rows - 1):
        y = _border(cells.y, row)
        for start, end in _stretches(ink[row] != ink[row + 1]):
            left, right = _border(cells.x, start - 1), _border(cells.x, end - 1)
            found.append(Line(left, y, right, y))
    for column in range(columns - 1):
        x = _border(cells.x, column)
        for start, end in _stretches(ink[:, column] != ink[:, column + 1]):
            top, bottom = _border(cells.y, start - 1), _border(cells.y, end - 1)
            found.append(Line(x, top, x, bottom))
    return tuple(found)


def _border(axis: Axis, index: int) -> float:
    """The line before a cell, in the middle of the gap; the outer edges lie on the cells."""
    if index <= 0:
        return 0.0
    return axis.start(index) - axis.gap / 2 if index < axis.count else axis.length


def _stretches(marks: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """The beginnings and ends of what is marked without a break."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], marks.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
