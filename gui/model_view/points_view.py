"""A plane with the samples as points, one of which can be chosen: the ground of every picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.regions import Box
from gui.model_view.frame import Frame, fitting_height, lay_out, paint_axes
from gui.model_view.points import Points, nearest, neighbour
from gui.model_view.stamps import MANY, cursor_stamp, mark_stamp, stamp, stamp_points, wrong_stamp
from gui.theme import FontRole, Theme, current_theme, font, theme_source

REACH = 12.0
"""How near, in pixels, the mouse must be to a point to mean it."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PointsView(QWidget):
    """Axes and points are painted once into a picture of their own; what moves comes over it."""

    chosen = Signal(int)
    """The row of a point that was clicked, or chosen with Enter."""
    pointed = Signal(str)
    """What is under the mouse or the keyboard's cursor, in words; empty for nothing."""
    hint = ""
    square = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
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
        self._cursor: int | None = None
        self._by_keys = False
        self._text = ""
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
        """Show other points, or none; what was known of the old ones goes."""
        self._points, self._wrong = points, None
        if describe is not None:
            self._describe = describe
        self._point_at(None)
        self.forget()

    def set_wrong(self, wrong: NDArray[np.bool_] | None) -> None:
        """Ring these points (N,), which the model classifies wrongly."""
        self._wrong = wrong
        self.update()

    def set_mark(self, place: tuple[float, float] | None) -> None:
        """Mark the sample on the stage."""
        if place != self._mark:
            self._mark = place
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
        """Paint what has been learned, the points over it, and the rings over these."""
        theme, ratio, frame = current_theme(), self.devicePixelRatioF(), self.frame
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(frame.area)
        self.paint_model(painter, frame, theme)
        painter.restore()
        if self._layer is None:
            self._layer = self._static_layer(frame, theme, ratio)
        painter.drawPixmap(QPointF(0, 0), self._layer)
        if self._wrong is not None:
            many = len(self._pixels) > MANY
            stamp(painter, wrong_stamp(theme, ratio, many), self._pixels[self._wrong])
        if self._mark is not None:
            stamp(painter, mark_stamp(theme, ratio), frame.to_pixels(np.array([self._mark])))
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

    # Mouse and keyboard.

    def describe_place(self, x: float, y: float) -> str:
        """What the model says of a place, in words."""
        return ""

    def row_at(self, place: QPointF) -> int | None:
        """The point at a place of the widget, or near enough."""
        _ = self.frame
        return nearest(self._pixels, place.x(), place.y(), REACH)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the mouse."""
        self._by_keys = False
        row = self.row_at(event.position())
        self._point_at(row, event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a point."""
        row = self.row_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and row is not None:
            self._point_at(row)
            self.chosen.emit(row)

    def leaveEvent(self, event: QEvent) -> None:
        """Say no more of what is under the mouse."""
        super().leaveEvent(event)
        if not self._by_keys:
            self._point_at(None)

    def event(self, event: QEvent) -> bool:
        """Keep our keys from becoming shortcuts of the window; say in a tip what is pointed at."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            if self._text:
                QToolTip.showText(event.globalPos(), self._text, self)
            else:
                QToolTip.hideText()
            return True
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self.is_own_key(event):
            event.accept()
            return True
        return bool(super().event(event))

    def is_own_key(self, event: QKeyEvent) -> bool:
        """True for the keys that this view uses."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = event.key()
        return not plain and (key in ARROWS or key in ENTER) and bool(self._points)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the next point in their direction, Enter chooses."""
        key = Qt.Key(event.key())
        if not self.is_own_key(event):
            event.ignore()
        elif key in ARROWS:
            self._by_keys = True
            self._step(*ARROWS[key])
        elif self._cursor is not None:
            self.chosen.emit(self._cursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the keyboard's cursor where it was, or on the sample of the stage."""
        super().focusInEvent(event)
        by_keys = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if event.reason() in by_keys and self._points:
            self._by_keys = True
            self._point_at(self._start() if self._cursor is None else self._cursor)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the keyboard's cursor."""
        super().focusOutEvent(event)
        if self._by_keys:
            self._by_keys = False
            self._point_at(None)

    def _step(self, across: int, down: int) -> None:
        _ = self.frame
        row = self._start() if self._cursor is None else self._cursor
        if self._cursor is not None:
            row = neighbour(self._pixels, row, across, down)
        self._point_at(row)

    def _start(self) -> int:
        """Where the keyboard begins: at the mark, or in the middle."""
        frame = self.frame
        middle = frame.area.center()
        x, y = middle.x(), middle.y()
        if self._mark is not None:
            x, y = frame.to_pixels(np.array([self._mark]))[0].tolist()
        return nearest(self._pixels, x, y, float("inf")) or 0

    def _point_at(self, row: int | None, place: QPointF | None = None) -> None:
        if row != self._cursor:
            self._cursor = row
            self.update()
        text = ""
        if row is not None:
            text = self._describe(row)
        elif place is not None and self.frame.area.contains(place):
            text = self.describe_place(*self.frame.to_own(place.x(), place.y()))
        self._text = text
        self.setAccessibleDescription(text or self.hint)
        self.pointed.emit(text)
