"""Strokes as a picture in device pixels, extended segment by segment."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from core.digits import Point
from gui.widgets.strokes import Stroke


class StrokePicture:
    """A transparent square with strokes on it; a new size or colour needs a new one."""

    def __init__(
        self, side: float, ratio: float, colour: QColor, strokes: tuple[Stroke, ...]
    ) -> None:
        """Draw `strokes` on a square of `side` logical pixels at a device pixel ratio."""
        self._side = side
        self._colour = colour
        pixels = max(1, round(side * ratio))
        self.pixmap = QPixmap(pixels, pixels)
        self.pixmap.setDevicePixelRatio(ratio)
        self.pixmap.fill(Qt.GlobalColor.transparent)
        for stroke in strokes:
            if len(stroke.points) == 1:
                self.add(stroke.points[0], stroke.points[0], stroke.erases)
            for start, end in pairwise(stroke.points):
                self.add(start, end, stroke.erases)

    def fits(self, side: float, ratio: float) -> bool:
        """Whether it was made for this size."""
        return side == self._side and ratio == self.pixmap.devicePixelRatioF()

    def add(self, start: Point, end: Point, erases: bool) -> None:
        """Draw a segment with round ends, or rub it out."""
        painter = QPainter(self.pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if erases:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
        painter.setBrush(self._colour)
        painter.setPen(Qt.PenStyle.NoPen)
        for point in (start, end):
            radius = point.width * self._side / 2
            painter.drawEllipse(self._place(point), radius, radius)
        width = (start.width + end.width) / 2 * self._side
        painter.setPen(QPen(self._colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(self._place(start), self._place(end))
        painter.end()

    def _place(self, point: Point) -> QPointF:
        return QPointF(point.x * self._side, point.y * self._side)
