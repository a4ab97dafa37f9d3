"""The sets that are plotted, each with its name, colour and mark, in curves and legend alike."""

from __future__ import annotations

from enum import Enum
from functools import cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

MARK = 7.0
"""Size of a mark in logical pixels."""
FAINT, BAND, PAST = 0.4, 0.2, 0.75
"""Opacity of the raw minibatch curve, of the band from its least to its largest values, and of the
run before."""


class Series(Enum):
    """What a curve is of. The values are the prefixes of the history's columns."""

    MINIBATCH = "minibatch"
    TRAIN = "train"
    DEVELOPMENT = "development"
    TEST = "test"
    BEFORE = "before"
    """Of the run that stood before, on both of its sets: no column of its own."""

    @property
    def label(self) -> str:
        """What the legend calls it."""
        return _LABELS[self]

    @property
    def tip(self) -> str:
        """The legend's tool tip."""
        return _TIPS[self]

    @property
    def role(self) -> str:
        """The colour role."""
        return "muted" if self in (Series.MINIBATCH, Series.BEFORE) else self.value


_LABELS = {
    Series.MINIBATCH: "Minibatch",
    Series.TRAIN: "Train",
    Series.DEVELOPMENT: "Dev",
    Series.TEST: "Test",
    Series.BEFORE: "Before",
}
_TIPS = {
    Series.MINIBATCH: "Each minibatch, before its update; the band spans the least and the largest",
    Series.TRAIN: "The whole training set, at the end of each epoch",
    Series.DEVELOPMENT: "The development set, at the end of each epoch",
    Series.TEST: "The test set, at the end of each epoch",
    Series.BEFORE: "The run before this one: dashed",
}


@cache
def symbol(series: Series) -> QPainterPath:
    """The mark's outline in the square from -0.5 to 0.5: disc, triangle or square."""
    path = QPainterPath()
    if series is Series.TRAIN:
        path.addEllipse(QPointF(0, 0), 0.5, 0.5)
    elif series is Series.DEVELOPMENT:
        corners = [QPointF(-0.55, 0.45), QPointF(0.55, 0.45), QPointF(0, -0.55)]
        path.addPolygon(QPolygonF(corners))
        path.closeSubpath()
    elif series is Series.TEST:
        path.addRect(QRectF(-0.44, -0.44, 0.88, 0.88))
    return path


def dashed(colour: QColor) -> QPen:
    """The pen of the run before; cosmetic, for a plot's units are no pixels."""
    pen = QPen(colour, 1.2)
    pen.setDashPattern([4.0, 3.0])
    pen.setCosmetic(True)
    return pen


def paint_mark(
    painter: QPainter, series: Series, centre: QPointF, colour: QColor, width: float = 14.0
) -> None:
    """Paint a piece of the curve with its mark; minibatches are a zigzag, the run before dashes."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre)
    painter.setPen(QPen(colour, 1.2))
    half = width / 2
    if series is Series.MINIBATCH:
        heights = (2.0, -3.0, 1.0, -2.0, 3.0, -1.0)
        step = width / (len(heights) - 1)
        points = [QPointF(-half + i * step, y) for i, y in enumerate(heights)]
        painter.drawPolyline(QPolygonF(points))
    elif series is Series.BEFORE:
        painter.setPen(dashed(colour))
        painter.drawLine(QPointF(-half, 0), QPointF(half, 0))
    else:
        painter.drawLine(QPointF(-half, 0), QPointF(half, 0))
        painter.scale(MARK, MARK)
        painter.fillPath(symbol(series), colour)
    painter.restore()
