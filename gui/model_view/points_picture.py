"""Axes, points and rings around them: the ground of every picture of a plane."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.regions import Box
from gui.model_view.frame import Frame, fitting_height, lay_out, paint_axes
from gui.model_view.points import Points
from gui.model_view.stamps import (
    cursor_stamp,
    diameter_of,
    mark_stamp,
    stamp,
    stamp_points,
    wrong_stamp,
)
from gui.theme import FontRole, Theme, current_theme, font, theme_source


class PointsPicture(QWidget):
    """Axes and points are painted once into a picture of their own; what moves comes over it."""

    square = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(180, 190)
        self._points: Points | None = None
        self._box = Box(-1.0, 1.0, -1.0, 1.0)
        self._limits: tuple[float, float] | None = None
        self._values: tuple[float, float] | None = None
        self._names = ("", "")
        self._prompt = ""
        self._frame: Frame | None = None
        self._pixels: NDArray[np.float64] = np.zeros((0, 2))
        self._layer: QPixmap | None = None
        self._wrong: NDArray[np.bool_] | None = None
        self._mark: tuple[float, float] | None = None
        self._alone: Points | None = None
        self._cursor: int | None = None
        self._describe: Callable[[int], str] = lambda _row: ""
        theme_source().changed.connect(self.forget)

    # What is shown.

    @property
    def points(self) -> Points | None:
        """The points that are shown."""
        return self._points

    @property
    def frame(self) -> Frame:
        """Where places stand at the present size."""
        if self._frame is None:
            self._frame = lay_out(QSizeF(self.size()), self._box, self.square, self._limits)
            places = np.zeros((0, 2)) if self._points is None else self._points.place
            self._pixels = self._frame.to_pixels(places)
        return self._frame

    @property
    def cursor_row(self) -> int | None:
        """The point under the mouse or the keyboard."""
        return self._cursor

    @property
    def mark(self) -> tuple[float, float] | None:
        """Where the sample on the stage stands."""
        return self._mark

    @property
    def wrong(self) -> NDArray[np.bool_] | None:
        """Which points are ringed as wrong."""
        return self._wrong

    def pixel_of(self, row: int) -> QPointF:
        """Where a point stands in the widget."""
        _ = self.frame
        return QPointF(*self._pixels[row].tolist())

    def set_plane(
        self,
        box: Box,
        names: tuple[str, str],
        limits: tuple[float, float] | None = None,
        values: tuple[float, float] | None = None,
    ) -> None:
        """Show this part of the plane: `limits` of the numbers upwards, ends of points' colours."""
        self._box, self._names, self._limits, self._values = box, names, limits, values
        self.forget()

    def set_points(
        self, points: Points | None, describe: Callable[[int], str] | None = None
    ) -> None:
        """Show other points, or none; what was known of the old ones goes.

        `describe` says in words what the point of a row is.
        """
        self._points, self._wrong, self._cursor = points, None, None
        if describe is not None:
            self._describe = describe
        self.forget()

    def set_wrong(self, wrong: NDArray[np.bool_] | None) -> None:
        """Ring these points (N,), which the model classifies wrongly."""
        self._wrong = wrong
        self.update()

    @property
    def alone(self) -> Points | None:
        """The sample on the stage, if it is none of the points."""
        return self._alone

    def set_mark(self, place: tuple[float, float] | None, alone: Points | None = None) -> None:
        """Mark the sample on the stage; `alone` is its point if it is none of those shown."""
        if place != self._mark or alone is not self._alone:
            self._mark, self._alone = place, alone
            self.update()

    def fitting_height(self, width: int) -> int:
        """The height at which the plane is square at this width."""
        return round(fitting_height(float(width), self._box, self._limits))

    def set_prompt(self, text: str) -> None:
        """Say this in the middle, where there is nothing to be seen yet."""
        self._prompt = text
        self.update()

    def forget(self) -> None:
        """Paint everything anew."""
        self._frame = self._layer = None
        self.update()

    # Painting.

    def paint_model(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Paint what the model makes of it; it lies behind the points."""

    def paint_over(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Paint what lies on top of everything."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what has been learned, the rings over it, and the points on top of both."""
        theme, ratio, frame = current_theme(), self.devicePixelRatioF(), self.frame
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(frame.area)
        self.paint_model(painter, frame, theme)
        painter.restore()
        if self._wrong is not None:
            ring = wrong_stamp(theme, ratio, diameter_of(len(self._pixels)))
            stamp(painter, ring, self._pixels[self._wrong])
        if self._layer is None:
            self._layer = self._static_layer(frame, theme, ratio)
        painter.drawPixmap(QPointF(0, 0), self._layer)
        if self._mark is not None:
            pixels = frame.to_pixels(np.array([self._mark]))
            if self._alone is not None:
                stamp_points(painter, self._alone, pixels, theme, ratio, self._values)
            stamp(painter, mark_stamp(theme, ratio), pixels)
        if self._cursor is not None:
            at = self._pixels[[self._cursor]]
            stamp(painter, cursor_stamp(theme, ratio), at)
        self.paint_over(painter, frame, theme)
        if self._prompt:
            painter.setFont(font(FontRole.BODY))
            painter.setPen(theme.color("muted"))
            area = frame.area.adjusted(16, 16, -16, -16)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area, int(flags), self._prompt)
        painter.end()

    def _static_layer(self, frame: Frame, theme: Theme, ratio: float) -> QPixmap:
        layer = QPixmap(self.size() * ratio)
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        painter = QPainter(layer)
        paint_axes(painter, frame, self._names, theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._points is not None:
            stamp_points(painter, self._points, self._pixels, theme, ratio, self._values)
        painter.end()
        return layer

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out for the new size."""
        super().resizeEvent(event)
        self.forget()
