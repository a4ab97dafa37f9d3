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
    """Room for a class name: its width beside the rows, its height above the columns."""
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
    names = min(max(widest, metrics.height()), 0.28 * least) + HALF
    edge = names + metrics.height()
    count = len(classes)
    side = (min(size.width(), size.height()) - edge - 2) / max(1, count)
    side = min(float(int(side)) if side >= 4 else max(side, 1.0), LARGEST_SIDE)
    spare = max(0.0, (size.width() - edge - side * count) / 2)
    area = QRectF(round(edge + spare), round(edge), side * count, side * count)
    return MatrixLayout(area, side, count, names, metrics.height())
