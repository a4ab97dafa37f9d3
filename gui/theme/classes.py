"""Colours and shapes of classes: a class can be told by either.

The colours of the first five keep their distance for every kind of colour vision, ten still do
somewhat, and every one stands out from the background; a test computes it. From the eleventh class
on colours and shapes repeat, in other pairs.
"""

from __future__ import annotations

import math
from enum import Enum

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath, QPolygonF

from gui.theme.roles import Theme

MOST_CLASSES = 10
_LIGHT = (
    *("#1f62b5", "#d2691e", "#46979f", "#44296a", "#681e08"),
    *("#aa71fc", "#a73e3d", "#78437d", "#0022a0", "#8b223b"),
)
_DARK = (
    *("#6ea4ec", "#f08a4b", "#7ff9f4", "#ede94e", "#bf6b86"),
    *("#325ec6", "#985027", "#b1bfb5", "#6c76ff", "#7d5680"),
)


class Shape(Enum):
    """What the points of a class look like."""

    CIRCLE = "circle"
    SQUARE = "square"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    PENTAGON = "pentagon"
    TRIANGLE_DOWN = "triangle pointing down"
    PLUS = "plus"
    STAR = "star"
    HEXAGON = "hexagon"


_SHAPES = tuple(Shape)
_CORNERS = {
    Shape.SQUARE: (4, 45.0, 1.22),
    Shape.TRIANGLE: (3, 90.0, 1.24),
    Shape.DIAMOND: (4, 90.0, 1.24),
    Shape.PENTAGON: (5, 90.0, 1.12),
    Shape.TRIANGLE_DOWN: (3, 270.0, 1.24),
    Shape.HEXAGON: (6, 90.0, 1.08),
}
"""Number of corners, direction of the first in degrees, and a factor that gives all the area of
the circle, about."""


def class_colours(count: int, theme: Theme) -> tuple[str, ...]:
    """The colours of so many classes, "#rrggbb"."""
    colours = _DARK if theme.dark else _LIGHT
    return tuple(colours[k % MOST_CLASSES] for k in range(count))


def class_colour(label: int, theme: Theme) -> QColor:
    """The colour of one class."""
    return QColor((_DARK if theme.dark else _LIGHT)[label % MOST_CLASSES])


def class_shape(label: int) -> Shape:
    """The shape of the points of one class."""
    return _SHAPES[label % len(_SHAPES)]


def shape_path(shape: Shape, diameter: float) -> QPainterPath:
    """The outline of a shape around (0, 0), about as large as a circle of that diameter."""
    radius, path = diameter / 2, QPainterPath()
    if shape is Shape.CIRCLE:
        path.addEllipse(QPointF(0, 0), radius, radius)
    elif shape is Shape.PLUS:
        arm, half = 1.16 * radius, 0.42 * radius
        path.addRect(QRectF(-arm, -half, 2 * arm, 2 * half))
        upright = QPainterPath()
        upright.addRect(QRectF(-half, -arm, 2 * half, 2 * arm))
        path = path.united(upright)
    elif shape is Shape.STAR:
        reach = [1.4 * radius, 0.64 * radius] * 5
        path.addPolygon(_corners(reach, 90.0))
        path.closeSubpath()
    else:
        corners, first, factor = _CORNERS[shape]
        path.addPolygon(_corners([factor * radius] * corners, first))
        path.closeSubpath()
    return path


def _corners(reach: list[float], first: float) -> QPolygonF:
    """Corners in even directions at these distances; y grows downwards."""
    turn = 360.0 / len(reach)
    angles = [math.radians(first + k * turn) for k in range(len(reach))]
    return QPolygonF(
        [QPointF(r * math.cos(a), -r * math.sin(a)) for r, a in zip(reach, angles, strict=True)]
    )
