"""Where the pictures of a grid of samples stand: in the coordinates of the whole, unscrolled."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QFontMetricsF

from gui.dataset_view.shown import Shown
from gui.theme import GRID, HALF, FontRole, font

SIDE, LARGEST = 54, 80
"""Pixels: the height of pictures, and of those of many pixels at most."""
LEAST_WORDS, MOST_WORDS = 88, 132
"""Pixels: the width of the names under them, where they need a line of their own."""
PAD = 6
SHORT = 3
"""Letters of a class name up to which truth and prediction fit into one line."""


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Cells from left to right and from top to bottom."""

    count: int
    columns: int
    cell: QSize
    """A picture with its words."""
    tile: QSize
    """The picture alone."""
    lines: int
    """Of words."""

    @property
    def height(self) -> int:
        """Of all rows."""
        return -(-self.count // self.columns) * self.cell.height() + GRID

    def rect(self, position: int) -> QRect:
        """Where a cell stands."""
        row, column = divmod(position, self.columns)
        left, top = column * self.cell.width(), row * self.cell.height()
        return QRect(QPoint(GRID // 2 + left, HALF + top), self.cell)

    def tile_in(self, cell: QRect) -> QRect:
        """Where the picture stands in its cell."""
        left = cell.x() + (cell.width() - self.tile.width()) // 2
        return QRect(QPoint(left, cell.y() + PAD), self.tile)

    def position_at(self, place: QPoint) -> int | None:
        """The cell at a place."""
        column = (place.x() - GRID // 2) // self.cell.width()
        row = (place.y() - HALF) // self.cell.height()
        position = row * self.columns + column
        there = 0 <= column < self.columns and row >= 0 and position < self.count
        return position if there else None

    def in_sight(self, top: int, height: int) -> range:
        """The cells between two heights."""
        first = max(0, (top - HALF) // self.cell.height())
        last = -(-(top - HALF + height) // self.cell.height())
        return range(first * self.columns, min(last * self.columns, self.count))


def grid_layout(shown: Shown | None, width: int) -> GridLayout:
    """The cells for these samples in a grid of that width, in the font in force."""
    metrics = QFontMetricsF(font(FontRole.SMALL))
    tile, lines, words = QSize(SIDE, SIDE), 1, 0
    if shown is not None and shown.dataset.image_shape is not None:
        rows, columns = shown.dataset.image_shape
        longest = max(rows, columns)
        factor: float = LARGEST / longest if longest > LARGEST else max(1, round(SIDE / longest))
        tile = QSize(max(1, round(columns * factor)), max(1, round(rows * factor)))
        names = shown.dataset.class_names
        if not names or max(map(len, names)) > SHORT:
            lines = 2
            widest = max((metrics.horizontalAdvance(f"✗ {name}") for name in names), default=0.0)
            words = round(min(max(widest + GRID, LEAST_WORDS), MOST_WORDS))
    high = tile.height() + PAD + 2 + lines * round(metrics.height()) + HALF
    cell = QSize(max(tile.width() + 2 * PAD, words), high)
    beside = max(1, (width - GRID) // cell.width())
    return GridLayout(0 if shown is None else len(shown), beside, cell, tile, lines)
