"""Small pictures of points, drawn once and stamped often."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from gui.model_view.points import Member, Points
from gui.theme import Shape, Theme, class_colour, class_shape, shape_path, values_lut

DIAMETER = 7.0
DIAMETERS = ((60, 9.0), (600, DIAMETER))
"""How many points at most are drawn how large; still more of them are drawn smallest."""
LEAST_DIAMETER = 5.0
AROUND, MARK = 4.0, 15.0
"""How much larger the ring around a wrong point is; the diameter of that around the traced one."""
PART_SHAPES = {
    Member.TRAINING: Shape.CIRCLE,
    Member.DEVELOPMENT: Shape.TRIANGLE,
    Member.TEST: Shape.DIAMOND,
}
SHADES = 32
"""Colours that points of a regression are rounded to."""


@lru_cache(maxsize=512)
def point_stamp(
    shape: Shape, colour: str, part: Member, theme: Theme, diameter: float, ratio: float
) -> QPixmap:
    """A point to train on is filled, one to test hollow, one for development has a dot in it."""
    pixmap, painter = _canvas(2 * diameter, ratio)
    path = shape_path(shape, diameter)
    if part is not Member.TRAINING:
        painter.setBrush(theme.color("background"))
        painter.setPen(QPen(QColor(colour), 1.6))
        path = shape_path(shape, diameter - 0.8)
    else:
        painter.setBrush(QColor(colour))
        painter.setPen(QPen(theme.color("background"), 1.0))
    painter.drawPath(path)
    if part is Member.DEVELOPMENT:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QPointF(0, 0), 0.2 * diameter, 0.2 * diameter)
    painter.end()
    return pixmap


@lru_cache(maxsize=64)
def ring_stamp(colour: str, ground: str, diameter: float, width: float, ratio: float) -> QPixmap:
    """A ring around a point, with a rim of the background that keeps it apart from the colours."""
    pixmap, painter = _canvas(diameter + 8, ratio)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for shade, wide in ((ground, width + 1.6), (colour, width)):
        painter.setPen(QPen(QColor(shade), wide))
        painter.drawEllipse(QPointF(0, 0), diameter / 2, diameter / 2)
    painter.end()
    return pixmap


def diameter_of(count: int) -> float:
    """How large each of so many points is."""
    return next((diameter for most, diameter in DIAMETERS if count <= most), LEAST_DIAMETER)


def wrong_stamp(theme: Theme, ratio: float, diameter: float = DIAMETER) -> QPixmap:
    """The ring around what is classified wrongly."""
    return ring_stamp(theme.wrong, theme.background, diameter + AROUND, 1.4, ratio)


def mark_stamp(theme: Theme, ratio: float, diameter: float = MARK) -> QPixmap:
    """The ring around the sample on the stage."""
    return ring_stamp(theme.text, theme.background, diameter, 2.2, ratio)


def cursor_stamp(theme: Theme, ratio: float) -> QPixmap:
    """The ring around the point under the mouse or the keyboard."""
    return ring_stamp(theme.focus, theme.background, MARK + 1, 1.6, ratio)


def class_stamp(
    label: int, part: Member, theme: Theme, ratio: float, diameter: float = DIAMETER
) -> QPixmap:
    """A point of a class."""
    colour = class_colour(label, theme).name()
    return point_stamp(class_shape(label), colour, part, theme, diameter, ratio)


def part_stamp(part: Member, theme: Theme, ratio: float, diameter: float = DIAMETER) -> QPixmap:
    """A point in the colour that its part has in the plots."""
    colour = {
        Member.TRAINING: theme.train,
        Member.DEVELOPMENT: theme.development,
        Member.TEST: theme.test,
    }[part]
    return point_stamp(Shape.CIRCLE, colour, part, theme, diameter, ratio)


def value_stamps(part: Member, theme: Theme, ratio: float, diameter: float) -> list[QPixmap]:
    """Points of a regression, in the colours of the map of values."""
    rows = values_lut(theme)[np.linspace(0, 255, SHADES).astype(int), :3].tolist()
    return [_value_stamp(QColor(*row).name(), part, theme, diameter, ratio) for row in rows]


def stamp(painter: QPainter, pixmap: QPixmap, pixels: NDArray[np.float64]) -> None:
    """Put the same picture at all these places (N, 2)."""
    size = pixmap.deviceIndependentSize()
    left, top = size.width() / 2, size.height() / 2
    for x, y in pixels.tolist():
        painter.drawPixmap(QPointF(x - left, y - top), pixmap)


def stamp_points(
    painter: QPainter,
    points: Points,
    pixels: NDArray[np.float64],
    theme: Theme,
    ratio: float,
    values: tuple[float, float] | None,
) -> None:
    """Draw all points: by class, or by their value between the two ends of a scale, or plainly.

    Those of the test part lie on top: as a rule they are fewer.
    """
    diameter = diameter_of(len(points))
    for member in points.members:
        part = points.part == member
        if points.label is not None:
            for label in np.unique(points.label[part]).tolist():
                chosen = part & (points.label == label)
                stamp(painter, class_stamp(label, member, theme, ratio, diameter), pixels[chosen])
        elif values is not None and points.value is not None:
            low, high = values
            share = (points.value - low) / (high - low if high > low else 1.0)
            entry = np.clip(np.rint(share * (SHADES - 1)), 0, SHADES - 1).astype(int)
            stamps = value_stamps(member, theme, ratio, diameter)
            for number in np.unique(entry[part]).tolist():
                stamp(painter, stamps[number], pixels[part & (entry == number)])
        else:
            stamp(painter, part_stamp(member, theme, ratio, diameter), pixels[part])


@lru_cache(maxsize=256)
def _value_stamp(colour: str, part: Member, theme: Theme, diameter: float, ratio: float) -> QPixmap:
    """A point with a dark or light rim: its colour is nearly that of what is behind it.

    The part is told by the shape, for a hollow point would have no colour.
    """
    pixmap, painter = _canvas(2 * diameter, ratio)
    painter.setBrush(QColor(colour))
    painter.setPen(QPen(theme.color("text"), 1.2))
    painter.drawPath(shape_path(PART_SHAPES[part], diameter))
    painter.end()
    return pixmap


def _canvas(side: float, ratio: float) -> tuple[QPixmap, QPainter]:
    pixels = round(side * ratio)
    pixmap = QPixmap(pixels, pixels)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = QRectF(0, 0, pixels / ratio, pixels / ratio).center()
    painter.translate(middle)
    return pixmap, painter
