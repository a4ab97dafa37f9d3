"""Drawing the arrows of the score and their formulas."""

from __future__ import annotations

from enum import Enum
from math import atan2, cos, sin

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from gui.stage.context import Context
from gui.stage.scene import Arrow
from gui.stage.tracks import Track, track

WIDTH = 2.0
HEAD, HALF_HEAD = 10.0, 4.5


class Stage(Enum):
    """How far a thing or an arrow is."""

    COMING = "coming"
    NOW = "now"
    DONE = "done"


def paint_arrow(painter: QPainter, arrow: Arrow, context: Context, stage: Stage) -> None:
    """Draw an arrow with its formula: faint until the beat comes that goes along it."""
    color = context.theme.color("forward" if arrow.forward else "backward")
    paint_line(painter, arrow, color if stage is Stage.DONE else context.theme.color("line"), 1.0)
    if arrow.text:
        painter.setPen(context.theme.color("disabled") if stage is Stage.COMING else color)
        fonts = context.fonts
        fonts.draw_label(painter, arrow.label.x, fonts.baseline(arrow.label), arrow.text)


def paint_line(
    painter: QPainter, arrow: Arrow, color: QColor, share: float, width: float = WIDTH
) -> None:
    """Draw the first part of an arrow's line; its head if it is the whole."""
    path = QPainterPath()
    line = [QPointF(x, y) for x, y in arrow_track(arrow).upto(share)]
    path.addPolygon(QPolygonF(line))
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    if share < 1:
        return
    (x, y), (before_x, before_y) = arrow.points[-1], arrow.points[-2]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(_head(QPointF(x, y), atan2(y - before_y, x - before_x)))


def arrow_track(arrow: Arrow) -> Track:
    """The line of an arrow, up to its head."""
    *points, tip = arrow.points
    x, y = points[-1]
    angle = atan2(tip[1] - y, tip[0] - x)
    end = tip[0] - 0.7 * HEAD * cos(angle), tip[1] - 0.7 * HEAD * sin(angle)
    return track((*points, end))


def _head(tip: QPointF, angle: float) -> QPolygonF:
    back = QPointF(tip.x() - HEAD * cos(angle), tip.y() - HEAD * sin(angle))
    across = QPointF(-sin(angle), cos(angle)) * HALF_HEAD
    return QPolygonF([tip, back + across, back - across])
