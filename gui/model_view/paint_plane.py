"""The plane of two features that can also be painted on."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from gui.model_view.frame import Frame
from gui.model_view.plane import PlaneView
from gui.model_view.points_view import ARROWS, ENTER
from gui.theme import Theme

BRUSH = 11.0
"""Reach of the eraser and distance of points in a stroke, in pixels."""
STEPS, FINE_STEPS = 40.0, 200.0
PAINT_HINT = (
    "Paint with the mouse; the right button erases. Arrow keys move a cross, with Shift less far; "
    "Enter uses the tool there. Keys 1 to 5 choose the class, A, E, M and T the tool."
)


class Pen(Protocol):
    """Whoever paints; places and reach are in own units."""

    @property
    def is_holding(self) -> bool:
        """True while a point is being moved."""

    def press(self, x: float, y: float, reach: float, erase: bool) -> None:
        """Begin a stroke."""

    def drag(self, x: float, y: float, reach: float) -> None:
        """Go on with it."""

    def release(self) -> None:
        """End it."""

    def take_key(self, event: QKeyEvent, act: bool = True) -> bool:
        """Whether a key is one of the pen's; with `act`, do what it says."""


class PaintPlane(PlaneView):
    """Gives what the mouse does to a pen, as long as it has one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pen: Pen | None = None
        self._keys: Pen | None = None
        self._button = Qt.MouseButton.NoButton
        self._cross: tuple[float, float] | None = None
        self._holding = False

    @property
    def paints(self) -> bool:
        """True if the mouse paints, False if it chooses points."""
        return self._pen is not None

    @property
    def cross(self) -> tuple[float, float] | None:
        """Where the keyboard paints."""
        return self._cross

    def set_pen(self, pen: Pen | None, keys: Pen | None = None) -> None:
        """Paint with a pen, or choose points again; `keys` hears its keys in both cases.

        The same pen again changes nothing: it may be in the middle of a stroke.
        """
        keys = pen or keys
        if pen is self._pen and keys is self._keys:
            return
        self._lift()
        self._pen, self._keys = pen, keys
        self._cross = None
        self.setCursor(Qt.CursorShape.ArrowCursor if pen is None else Qt.CursorShape.CrossCursor)
        self.hint = PlaneView.hint if pen is None else PAINT_HINT
        self.setAccessibleDescription(self.hint)
        self.update()

    def reach(self) -> float:
        """The brush in own units."""
        frame = self.frame
        return BRUSH * frame.box.width / frame.area.width()

    # Mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke, inside the frame only."""
        if self._pen is None:
            super().mousePressEvent(event)
            return
        left, right = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
        inside = self.frame.area.contains(event.position())
        if inside and event.button() in (left, right) and self._button == left.NoButton:
            self._lift()
            self._button = event.button()
            erase = event.button() == right
            self._pen.press(*self._own(event.position()), self.reach(), erase)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a stroke, or say what is under the mouse."""
        if self._pen is not None and self._button != Qt.MouseButton.NoButton:
            self._pen.drag(*self._own(event.position()), self.reach())
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a stroke."""
        if event.button() == self._button:
            self._lift()

    # Keyboard.

    def is_own_key(self, event: QKeyEvent) -> bool:
        """The keys of the view, and those of the pen."""
        if self._keys is not None and self._keys.take_key(event, act=False):
            return True
        if self._pen is None:
            return super().is_own_key(event)
        shift = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        own = event.key() in ARROWS or event.key() in ENTER
        return own and not event.modifiers() & ~shift

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the cross, Enter uses the tool there; a second Enter drops what is held."""
        if self._keys is not None and self._keys.take_key(event):
            return
        key = Qt.Key(event.key())
        if self._pen is None or not self.is_own_key(event):
            super().keyPressEvent(event)
        elif key in ARROWS:
            self._move_cross(key, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif self._holding:
            self._lift()
        elif self._cross is not None:
            self._holding = True
            self._pen.press(*self._cross, self.reach(), False)
            if not self._pen.is_holding:
                self._lift()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the cross."""
        self._lift()
        self._cross = None
        super().focusOutEvent(event)
        self.update()

    def paint_over(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Draw the keyboard's cross."""
        if self._cross is None:
            return
        area, box = frame.area, frame.box
        x = area.left() + (self._cross[0] - box.left) * area.width() / box.width
        y = area.bottom() - (self._cross[1] - box.bottom) * area.height() / box.height
        for colour, width in ((theme.color("background"), 4.0), (theme.color("focus"), 1.6)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(x - 9, y), QPointF(x + 9, y))
            painter.drawLine(QPointF(x, y - 9), QPointF(x, y + 9))

    def _move_cross(self, key: Qt.Key, fine: bool) -> None:
        box = self._box
        if self._cross is None:
            self._cross = ((box.left + box.right) / 2, (box.bottom + box.top) / 2)
        else:
            step = 1.0 / (FINE_STEPS if fine else STEPS)
            across, down = ARROWS[key]
            x = self._cross[0] + across * step * box.width
            y = self._cross[1] - down * step * box.height
            self._cross = (min(max(x, -1.0), 1.0), min(max(y, -1.0), 1.0))
        if self._holding and self._pen is not None:
            self._pen.drag(*self._cross, self.reach())
        text = self.describe_place(*self._cross)
        self.setAccessibleDescription(text)
        self.pointed.emit(text)
        self.update()

    def _own(self, place: QPointF) -> tuple[float, float]:
        return self.frame.to_own(place.x(), place.y())

    def _lift(self) -> None:
        if self._pen is not None and (self._holding or self._button != Qt.MouseButton.NoButton):
            self._button, self._holding = Qt.MouseButton.NoButton, False
            self._pen.release()
