"""Points that can be pointed at and chosen, with the mouse and with the keyboard."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from gui.model_view.points import Points, nearest, neighbour
from gui.model_view.points_picture import PointsPicture

REACH = 12.0
"""How near, in pixels, the mouse must be to a point to mean it."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PointsView(PointsPicture):
    """The point under the mouse or the keyboard's cursor is ringed and described."""

    chosen = Signal(int)
    """The row of a point that was clicked, or chosen with Enter."""
    pointed = Signal(str)
    """What is under the mouse or the keyboard's cursor, in words; empty for nothing."""
    hint = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._by_keys = False
        self._text = ""

    def set_points(
        self, points: Points | None, describe: Callable[[int], str] | None = None
    ) -> None:
        """Show other points, or none; nothing is pointed at any more."""
        super().set_points(points, describe)
        self._point_at(None)

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
