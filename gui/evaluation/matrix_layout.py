"""Where the cells of a confusion matrix stand, for painting and for hit-testing alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF

from gui.theme import HALF, FontRole, font

Cell = tuple[int, int]
"""(true class, predicted class)."""

LARGEST_SIDE = 64.0


@dataclass(frozen=True, slots=True)
class MatrixLayout:
    """A square of count x count cells."""

    area: QRectF
    side: float
    """Of a cell: whole pixels where there is room."""
    count: int
    names: float
    """Room for the class names beside the rows."""
    heads: float
    """Room for them above the columns."""
    upright: bool
    """Whether they fit there without being turned."""
    title: float
    """Height of the words beyond the names."""

    def rect(self, cell: Cell) -> QRectF:
        """Where a cell stands."""
        row, column = cell
        x, y = self.area.x() + column * self.side, self.area.y() + row * self.side
        return QRectF(x, y, self.side, self.side)

    def cell_at(self, place: QPointF) -> Cell | None:
        """The cell at a place."""
        if self.count == 0 or not self.area.contains(place):
            return None
        row = int((place.y() - self.area.y()) / self.side)
        column = int((place.x() - self.area.x()) / self.side)
        return (row, column) if row < self.count and column < self.count else None


def lay_out(size: QSizeF, classes: Sequence[str]) -> MatrixLayout:
    """Make the cells as large as they fit, with at most 0.28 of the room for the names."""
    metrics = QFontMetricsF(font(FontRole.SMALL))
    widest = max((metrics.horizontalAdvance(name) for name in classes), default=0.0)
    least = min(size.width(), size.height())
    names = min(max(widest, metrics.height()), 0.28 * least) + 2 * HALF
    height, count = metrics.height(), len(classes)
    left = names + height

    def side_under(heads: float) -> float:
        room = min(size.width() - left, size.height() - heads - height) - 2
        side = room / max(1, count)
        return min(float(int(side)) if side >= 4 else max(side, 1.0), LARGEST_SIDE)

    upright = widest + 4 <= side_under(height)
    heads = height if upright else names
    side = side_under(heads)
    spare = max(0.0, (size.width() - left - side * count) / 2)
    area = QRectF(round(left + spare), round(heads + height), side * count, side * count)
    return MatrixLayout(area, side, count, names, heads, upright, height)
