"""Drawing the arrows of the score and their formulas."""

from __future__ import annotations

from math import atan2, cos, hypot, sin

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from gui.stage.context import Context
from gui.stage.scene import Arrow

WIDTH = 2.0
HEAD, HALF_HEAD = 10.0, 4.5
CORNER = 16.0


def paint_arrow(painter: QPainter, arrow: Arrow, context: Context) -> None:
    """Draw an arrow with its formula."""
    color = context.theme.color("forward" if arrow.forward else "backward")
    path, tip, angle = arrow_path(arrow)
    pen = QPen(color, WIDTH)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(_head(tip, angle))
    if arrow.text:
        painter.setPen(color)
        fonts = context.fonts
        fonts.draw_label(painter, arrow.label.x, fonts.baseline(arrow.label), arrow.text)


def arrow_path(arrow: Arrow) -> tuple[QPainterPath, QPointF, float]:
    """The line up to the head, where the tip is, and where it points (radians)."""
    points = [QPointF(x, y) for x, y in arrow.points]
    tip, before = points[-1], points[-2]
    angle = atan2(tip.y() - before.y(), tip.x() - before.x())
    points[-1] = QPointF(tip.x() - 0.7 * HEAD * cos(angle), tip.y() - 0.7 * HEAD * sin(angle))
    path = QPainterPath(points[0])
    for previous, corner, following in zip(points, points[1:], points[2:], strict=False):
        path.lineTo(_towards(corner, previous))
        path.quadTo(corner, _towards(corner, following))
    path.lineTo(points[-1])
    return path, tip, angle


def _towards(start: QPointF, end: QPointF) -> QPointF:
    """The point where the rounding of a corner begins."""
    length = hypot(end.x() - start.x(), end.y() - start.y())
    share = min(CORNER, length / 2) / length if length else 0.0
    return start + (end - start) * share


def _head(tip: QPointF, angle: float) -> QPolygonF:
    back = QPointF(tip.x() - HEAD * cos(angle), tip.y() - HEAD * sin(angle))
    across = QPointF(-sin(angle), cos(angle)) * HALF_HEAD
    return QPolygonF([tip, back + across, back - across])
