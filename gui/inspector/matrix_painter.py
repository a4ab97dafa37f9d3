"""Painting the part of a matrix that is seen. Every function draws from the frozen `Seen`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import floor

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.arrays import Array
from core.formula import NumberStyle
from gui.inspector.matrix_window import Window
from gui.theme import FontRole, Rgba, Theme, font, signed_rgba

WITH_LINES = 11
"""From this side on cells are parted by lines."""
WITH_NUMBERS = 32
"""From this side on a cell has its number written in."""
BRIGHT = 140
"""Of 255: above, dark letters are read better on a cell, below, light ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The part of a matrix that is seen, and where it is drawn."""

    window: Window
    picture: QRectF
    cell: int
    """The side of a cell."""
    values: Array
    """The entries that are seen."""
    scale: float
    """The end of the colours."""
    comma: bool = False
    """Numbers are written with a decimal comma."""

    def box(self, row: int, column: int) -> QRectF:
        """Where an entry of the matrix is drawn."""
        x = self.picture.left() + (column - self.window.column) * self.cell
        y = self.picture.top() + (row - self.window.row) * self.cell
        return QRectF(x, y, self.cell, self.cell)


def veil_rgba(pattern: Array, theme: Theme) -> Rgba:
    """Return the colours of entries of which it is only known that they may not be 0."""
    ground, veil = (signed_rgba(np.zeros(1), 1.0, theme)[0], _bytes_of(theme.color("line")))
    return np.where(pattern[..., None] > 0, veil, ground).astype(np.uint8)


def paint_lines(painter: QPainter, seen: Seen, block: int, theme: Theme) -> None:
    """Part the cells where they are large, and the blocks of a block diagonal matrix."""
    if seen.cell >= WITH_LINES:
        painter.setPen(QPen(theme.color("background", 0.6), 1))
        for column in seen.window.column_range[1:]:
            _upright(painter, seen, column)
        for row in seen.window.row_range[1:]:
            y = seen.box(row, 0).top()
            painter.drawLine(QPointF(seen.picture.left(), y), QPointF(seen.picture.right(), y))
    if block > 1:
        painter.setPen(QPen(theme.color("line_strong"), 1))
        first = (seen.window.column // block + 1) * block
        for column in range(first, seen.window.column_range.stop, block):
            _upright(painter, seen, column)


def paint_numbers(painter: QPainter, seen: Seen, theme: Theme) -> None:
    """Write the numbers into cells that are large enough."""
    if seen.cell < WITH_NUMBERS:
        return
    small = font(FontRole.SMALL)
    widest = QFontMetricsF(small).horizontalAdvance("−0.00") + 2
    if widest > seen.cell:
        small.setPixelSize(max(10, floor(small.pixelSize() * seen.cell / widest)))
    painter.setFont(small)
    metrics = QFontMetricsF(small)
    colours = signed_rgba(seen.values, seen.scale, theme)
    for (row, column), value in np.ndenumerate(seen.values):
        text = fitting(float(value), metrics, seen.cell - 2.0, seen.comma)
        red, green, blue = (int(part) for part in colours[row, column, :3])
        bright = 0.299 * red + 0.587 * green + 0.114 * blue > BRIGHT
        dark_letters, light_letters = ("background", "text") if theme.dark else ("text", "raised")
        painter.setPen(theme.color(dark_letters if bright else light_letters))
        box = seen.box(seen.window.row + row, seen.window.column + column)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def paint_frame(painter: QPainter, seen: Seen, focused: bool, theme: Theme) -> None:
    """Draw the edge, which shows as well where the keyboard is."""
    painter.setPen(QPen(theme.color("focus" if focused else "line_strong"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(seen.picture.adjusted(-0.5, -0.5, 0.5, 0.5))


def paint_spot(painter: QPainter, seen: Seen, spot: tuple[int, int], theme: Theme) -> None:
    """Mark the entry that is pointed at, if it is seen."""
    row, column = spot
    if row not in seen.window.row_range or column not in seen.window.column_range:
        return
    box = seen.box(row, column)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("background"), 3))
    painter.drawRect(box)
    painter.setPen(QPen(theme.color("text"), 1))
    painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))


def _bytes_of(colour: QColor) -> Rgba:
    return np.array(colour.getRgb(), np.uint8)


def _upright(painter: QPainter, seen: Seen, column: int) -> None:
    x = seen.box(0, column).left()
    painter.drawLine(QPointF(x, seen.picture.top()), QPointF(x, seen.picture.bottom()))


def fitting(value: float, metrics: QFontMetricsF, width: float, comma: bool) -> str:
    """Write a number with two digits, with one, as a power of ten, or not at all."""
    style = NumberStyle(1, comma)
    power = f"{value:.0e}".replace("e-0", "e−").replace("-", "−")
    for text in (replace(style, digits=2).plain(value), style.plain(value), power):
        if metrics.horizontalAdvance(text) <= width:
            return text
    return ""
