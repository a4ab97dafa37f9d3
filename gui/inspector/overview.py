"""The whole matrix in small: where its entries are, and which of them are seen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from gui.inspector.matrix_window import Window
from gui.theme import Theme

SMALLEST = 5.0
"""Pixels: the frame of the window is never smaller, so that it can be seen and taken hold of."""
MOST_BLOCKS = 64


@dataclass(frozen=True, slots=True)
class Overview:
    """All rows and columns squeezed into `rect`; both ways to their own scale."""

    rect: QRectF
    window: Window
    block: int
    """The width of the blocks of a block diagonal matrix; 0 if entries can be anywhere."""

    @property
    def frame(self) -> QRectF:
        """Where the window is."""
        window, rect = self.window, self.rect
        rows, columns = window.shape
        x = rect.x() + rect.width() * window.column / columns
        y = rect.y() + rect.height() * window.row / rows
        width = max(rect.width() * len(window.column_range) / columns, SMALLEST)
        height = max(rect.height() * len(window.row_range) / rows, SMALLEST)
        x, y = min(x, rect.right() - width), min(y, rect.bottom() - height)
        return QRectF(x, y, width, height)

    def entry_at(self, position: QPointF) -> tuple[int, int]:
        """Return the row and column under a point, the nearest if it lies outside."""
        rows, columns = self.window.shape
        down = (position.y() - self.rect.y()) / self.rect.height()
        across = (position.x() - self.rect.x()) / self.rect.width()
        row = min(max(int(down * rows), 0), rows - 1)
        return row, min(max(int(across * columns), 0), columns - 1)

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Paint where entries are, then the frame of the window."""
        rect = self.rect
        painter.fillRect(rect, theme.color("signed_zero"))
        if self.block:
            self._paint_blocks(painter, theme)
        else:
            painter.fillRect(rect, theme.color("track"))
        painter.setPen(QPen(theme.color("line_strong"), 1))
        painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.setBrush(theme.color("accent", 0.2))
        painter.drawRect(self.frame)

    def _paint_blocks(self, painter: QPainter, theme: Theme) -> None:
        """Paint the staircase; a long one in fewer steps than it has."""
        rows, columns = self.window.shape
        steps = min(rows, MOST_BLOCKS)
        for step in range(steps):
            first, last = step * rows // steps, (step + 1) * rows // steps
            left = self.rect.width() * min(first * self.block, columns) / columns
            right = self.rect.width() * min(last * self.block, columns) / columns
            top, bottom = (self.rect.height() * row / rows for row in (first, last))
            box = QRectF(
                self.rect.x() + left, self.rect.y() + top, right - left, max(bottom - top, 1.0)
            )
            painter.fillRect(box, theme.color("muted"))
