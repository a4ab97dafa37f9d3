"""The sets that are plotted, each with its name, colour and mark, in curves and legend alike."""

from __future__ import annotations

from enum import Enum
from functools import cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

MARK = 7.0
"""Size of a mark in logical pixels."""
FAINT, BAND = 0.4, 0.2
"""Opacity of the raw minibatch curve, and of the band from its least to its largest values."""


class Series(Enum):
    """What a curve is of. The values are the prefixes of the history's columns."""

    MINIBATCH = "minibatch"
    TRAIN = "train"
    DEVELOPMENT = "development"
    TEST = "test"

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
        return "muted" if self is Series.MINIBATCH else self.value


_LABELS = {
    Series.MINIBATCH: "Minibatch",
    Series.TRAIN: "Train",
    Series.DEVELOPMENT: "Dev",
    Series.TEST: "Test",
}
_TIPS = {
    Series.MINIBATCH: "Each minibatch, before its update; the band spans the least and the largest",
    Series.TRAIN: "The whole training set, at the end of each epoch",
    Series.DEVELOPMENT: "The development set, at the end of each epoch",
    Series.TEST: "The test set, at the end of each epoch",
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


def paint_mark(
    painter: QPainter, series: Series, centre: QPointF, colour: QColor, width: float = 14.0
) -> None:
    """Paint a piece of the curve with its mark; the minibatches have no mark, only a zigzag."""
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
    else:
        painter.drawLine(QPointF(-half, 0), QPointF(half, 0))
        painter.scale(MARK, MARK)
        painter.fillPath(symbol(series), colour)
    painter.restore()
