"""Where places of the plane stand in a widget, and the axes around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from core.regions import Box
from gui.plots.scales import data_tick_texts, ticks
from gui.theme import HALF, FontRole, Theme, font

TICK = 4.0
PIXELS_A_TICK = 55.0


@dataclass(frozen=True, slots=True)
class Ticks:
    """Round numbers of an axis, and how they are written."""

    places: tuple[float, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The rectangle that stands for a box of the plane."""

    area: QRectF
    box: Box
    across: Ticks
    up: Ticks

    def to_pixels(self, places: NDArray[np.floating]) -> NDArray[np.float64]:
        """Pixels (N, 2) of places (N, 2)."""
        area, box = self.area, self.box
        x = area.left() + (places[:, 0] - box.left) * (area.width() / box.width)
        y = area.bottom() - (places[:, 1] - box.bottom) * (area.height() / box.height)
        return np.stack([x, y], axis=1)

    def to_own(self, x: float, y: float) -> tuple[float, float]:
        """The place that a pixel stands for."""
        area, box = self.area, self.box
        return (
            box.left + (x - area.left()) * box.width / area.width(),
            box.bottom + (area.bottom() - y) * box.height / area.height(),
        )


def lay_out(
    size: QSizeF, box: Box, square: bool, limits: tuple[float, float] | None = None
) -> Frame:
    """Leave room for the numbers of the axes and give the rest to the plane.

    `limits` are the lowest and highest number that the axis upwards may have.
    """
    metrics = QFontMetricsF(font(FontRole.SMALL))
    line = metrics.height()
    top, bottom = line + HALF, 2 * line + TICK + HALF
    height = max(size.height() - top - bottom, 20.0)
    low, high = limits or (box.bottom, box.top)
    up = _ticks(low, high, height)
    left = max((metrics.horizontalAdvance(text) for text in up.texts), default=0.0) + TICK + HALF
    width = max(size.width() - left - 2 * HALF, 20.0)
    if square:
        width = height = min(width, height)
    return Frame(QRectF(left, top, width, height), box, _ticks(box.left, box.right, width), up)


def fitting_height(width: float, box: Box, limits: tuple[float, float] | None = None) -> float:
    """The height at which a square plane leaves nothing over at this width."""
    frame = lay_out(QSizeF(width, 10 * width), box, True, limits)
    line = QFontMetricsF(font(FontRole.SMALL)).height()
    return frame.area.bottom() + 2 * line + TICK + HALF


def paint_axes(painter: QPainter, frame: Frame, names: tuple[str, str], theme: Theme) -> None:
    """Draw the border, the numbers, and the names: one below, one above the left corner."""
    area = frame.area
    small = font(FontRole.SMALL)
    metrics = QFontMetricsF(small)
    painter.setFont(small)
    painter.setPen(QPen(theme.color("line_strong"), 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)
    inside = frame.to_pixels(_padded(frame.across.places, frame.up.places, frame.box))
    count = len(frame.across.places)
    for (x, _), text in zip(inside[:count], frame.across.texts, strict=True):
        painter.setPen(QPen(theme.color("line_strong"), 1.0))
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + TICK))
        painter.setPen(theme.color("muted"))
        width = metrics.horizontalAdvance(text)
        place = min(max(x - width / 2, 0.0), area.right() + 2 * HALF - width)
        painter.drawText(QPointF(place, area.bottom() + TICK + metrics.ascent()), text)
    for (_, y), text in zip(inside[count:], frame.up.texts, strict=True):
        painter.setPen(QPen(theme.color("line_strong"), 1.0))
        painter.drawLine(QPointF(area.left() - TICK, y), QPointF(area.left(), y))
        painter.setPen(theme.color("muted"))
        width = metrics.horizontalAdvance(text)
        base = y + (metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(area.left() - TICK - 2 - width, base), text)
    painter.setPen(theme.color("text"))
    elide = Qt.TextElideMode.ElideMiddle
    below = metrics.elidedText(names[0], elide, area.width())
    base = area.bottom() + TICK + metrics.height() + metrics.ascent()
    width = metrics.horizontalAdvance(below)
    painter.drawText(QPointF(area.center().x() - width / 2, base), below)
    above = metrics.elidedText(names[1], elide, area.right())
    painter.drawText(QPointF(HALF / 2, metrics.ascent()), above)


def _ticks(low: float, high: float, pixels: float) -> Ticks:
    distance, places = ticks(low, high, max(2, min(5, round(pixels / PIXELS_A_TICK))))
    texts = tuple(data_tick_texts(places, distance))
    return Ticks(tuple(places), texts)


def _padded(across: tuple[float, ...], up: tuple[float, ...], box: Box) -> NDArray[np.float64]:
    """The ticks of both axes as places."""
    pairs = [(x, box.bottom) for x in across] + [(box.left, y) for y in up]
    return np.array(pairs, np.float64).reshape(-1, 2)
