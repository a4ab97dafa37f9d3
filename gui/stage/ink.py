"""The sample's ink over its sensitivity: an outline, so that both can be seen. No Qt.

The last picture of the way back says which pixels would raise the loss. It can be read only with
the drawing in it, so the edge of the drawing is traced along the borders of the cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
    found = []
    for row, start, end in _stretches(ink[:-1] != ink[1:]):
        y = _border(cells.y, row)
        found.append(Line(_border(cells.x, start - 1), y, _border(cells.x, end - 1), y))
    for column, start, end in _stretches((ink[:, :-1] != ink[:, 1:]).T):
        x = _border(cells.x, column)
        found.append(Line(x, _border(cells.y, start - 1), x, _border(cells.y, end - 1)))
    return tuple(found)


def _border(axis: Axis, index: int) -> float:
    """The line before a cell, in the middle of the gap; the outer edges lie on the cells."""
    if index <= 0:
        return 0.0
    return axis.start(index) - axis.gap / 2 if index < axis.count else axis.length


def _stretches(marks: NDArray[np.bool_]) -> Iterable[tuple[int, int, int]]:
    """What is marked without a break in each row: the row, where it begins, where it has ended."""
    steps = np.diff(np.pad(marks, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(steps > 0)
    ends = np.nonzero(steps < 0)[1]
    return zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True)
