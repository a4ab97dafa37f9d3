"""The surface to draw a digit on: with the mouse, a tablet, or the keyboard."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.digits import Point
from gui.theme import RADIUS, FontRole, Theme, current_theme, font, theme_source
from gui.widgets.stroke_picture import StrokePicture
from gui.widgets.strokes import Drawing, Stroke

SMALLEST_BRUSH, LARGEST_BRUSH = 0.01, 0.5
_KEY_STEP, _KEY_STRIDE = 1 / 64, 1 / 16
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_OWN_KEYS = frozenset({*_ARROWS, Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace})
_HARMLESS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_HELP = (
    "Draw with the mouse; the right button erases. Arrow keys move the pen, with Shift further; "
    "then Space puts it down and lifts it. Delete clears, Ctrl+Z takes back."
)
_BY_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_BACK_AGAIN = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class DrawingCanvas(QWidget):
    """A square pad. Points are joined, pressure changes the width, the right button erases.

    Space moves the pen only for those who draw by keys: who came by Tab or a shortcut, or has moved
    the pen with an arrow key since. After drawing with the mouse it is left to the window.
    """

    inkChanged = Signal(object)  # noqa: N815 (as Qt names its signals)
    """The ink after every change: a read-only (256, 256) float32 array, 0 paper to 1 ink."""
    strokeFinished = Signal()  # noqa: N815
    """A stroke, an undo or a clearing is complete."""

    def __init__(self, prompt: str = "Draw a digit", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing = Drawing()
        self._prompt = prompt
        self._brush = 0.09
        self._button = Qt.MouseButton.NoButton
        self._pen = QPointF(0.5, 0.5)
        self._pen_shown = False
        self._by_keys = False
        self._picture: StrokePicture | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Drawing pad")
        self.setToolTip(_HELP)
        theme_source().changed.connect(self._repaint_all)
        self._describe()

    def brush_size(self) -> float:
        """Width of the brush as a share of the pad's side."""
        return self._brush

    def set_brush_size(self, size: float) -> None:
        """Set the width of the brush, 0.01 to 0.5 of the pad's side."""
        self._brush = min(max(size, SMALLEST_BRUSH), LARGEST_BRUSH)
        self.update()

    def ink(self) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        """A read-only copy of the ink, (256, 256) float32, 0 paper to 1 ink."""
        ink = self._drawing.ink.copy()
        ink.flags.writeable = False
        return ink

    def strokes(self) -> tuple[Stroke, ...]:
        """What was drawn, in units of the pad's side."""
        return self._drawing.strokes

    def is_empty(self) -> bool:
        """Whether the pad shows nothing."""
        return self._drawing.is_empty

    def can_undo(self) -> bool:
        """Whether `undo` would do anything."""
        return self._drawing.can_undo

    def set_strokes(self, strokes: Iterable[Stroke]) -> None:
        """Show these strokes instead of what is there; can be undone."""
        if self._drawing.replace(strokes):
            self._finish_change()

    def clear(self) -> None:
        """Wipe the pad; can be undone."""
        self.set_strokes(())

    def undo(self) -> None:
        """Take back the last stroke or clearing."""
        if self._drawing.undo():
            self._finish_change()

    def sizeHint(self) -> QSize:
        """Say that 240 x 240 pixels are enough to draw well."""
        return QSize(240, 240)

    def minimumSizeHint(self) -> QSize:
        """Say that less than 120 x 120 pixels is too little."""
        return QSize(120, 120)

    # Mouse and tablet

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the pen down, or the rubber with the right button."""
        drawing_buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
        if self._button is Qt.MouseButton.NoButton and event.button() in drawing_buttons:
            self._button = event.button()
            self._by_keys = False
            self._begin(event.position(), 1.0, event.button() is Qt.MouseButton.RightButton)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw on, also outside the pad as long as the button is held."""
        if self._button is not Qt.MouseButton.NoButton:
            self._extend(event.position(), 1.0)
        else:
            self._hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lift the pen, wherever the mouse is."""
        if event.button() is self._button:
            self._extend(event.position(), 1.0)
            self._lift()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw with a pen, whose pressure sets the width and whose other end erases."""
        if event.type() == QEvent.Type.TabletPress:
            eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
            second = event.button() is Qt.MouseButton.RightButton
            self._by_keys = False
            self._begin(event.position(), event.pressure(), eraser or second)
        elif event.type() == QEvent.Type.TabletMove and self._drawing.is_drawing:
            self._extend(event.position(), event.pressure())
        elif event.type() == QEvent.Type.TabletRelease:
            self._lift()
        event.accept()  # or Qt would send it once more, as a mouse event

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the size of the brush under the mouse."""
        self._hover(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the brush, unless the keyboard holds it."""
        self._pen_shown = self.hasFocus() and self._button is Qt.MouseButton.NoButton
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Lift the pen: no release will come any more."""
        self._lift()

    # Keyboard

    def event(self, event: QEvent) -> bool:
        """Claim the pad's own keys before the window takes them as shortcuts."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_own(event)
        ):
            event.accept()
            return True
        if event.type() in (QEvent.Type.UngrabMouse, QEvent.Type.WindowDeactivate):
            self._lift()
        if isinstance(event, QFocusEvent):
            self._on_focus(event.gotFocus(), event.reason())
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the pen, put it down, lift it, clear."""
        key = Qt.Key(event.key())
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif not self._is_own(event):
            super().keyPressEvent(event)
        elif key in _ARROWS:
            far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move_pen(*_ARROWS[key], _KEY_STRIDE if far else _KEY_STEP)
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._toggle_pen()
        else:
            self.clear()

    # Painting

    def set_prompt(self, prompt: str) -> None:
        """Say this where nothing is drawn yet."""
        self._prompt = prompt
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pad, the drawing, and the brush."""
        theme = current_theme()
        area = self._area()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "focus" if self.hasFocus() else "line_strong"
        painter.setPen(QPen(theme.color(edge), 2 if self.hasFocus() else 1))
        painter.setBrush(theme.color("paper"))
        painter.drawRoundedRect(area.adjusted(-1, -1, 1, 1), RADIUS, RADIUS)
        painter.drawPixmap(area.topLeft(), self._drawn().pixmap)
        if self.is_empty() and not self._drawing.is_drawing and self._prompt:
            painter.setPen(theme.color("muted"))
            painter.setFont(font(FontRole.BODY))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._prompt)
        if self._pen_shown:
            self._paint_brush(painter, theme, area)

    def _paint_brush(self, painter: QPainter, theme: Theme, area: QRectF) -> None:
        radius = self._brush * area.width() / 2
        centre = self._on_screen(self._pen.x(), self._pen.y(), area)
        painter.setClipRect(area)
        down = self._drawing.is_drawing
        painter.setPen(QPen(theme.color("accent" if down else "muted"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, radius, radius)

    def _drawn(self) -> StrokePicture:
        """The strokes so far, kept until the size or the theme changes."""
        side, ratio = self._area().width(), self.devicePixelRatioF()
        if self._picture is None or not self._picture.fits(side, ratio):
            ink = current_theme().color("ink")
            self._picture = StrokePicture(side, ratio, ink, self._drawing.strokes)
        return self._picture

    # Drawing

    def _begin(self, position: QPointF, pressure: float, erases: bool) -> None:
        point = self._point(position, pressure)
        self._drawn().add(point, point, erases)
        self._drawing.begin(point, erases)
        self._hover(position)
        self._emit_ink()

    def _extend(self, position: QPointF, pressure: float) -> None:
        self._hover(position)
        self._join(self._point(position, pressure))

    def _join(self, point: Point) -> None:
        picture = self._drawn()  # before the segment is among the strokes, not to draw it twice
        segment = self._drawing.extend(point)
        if segment is not None:
            picture.add(*segment, self._drawing.erases)
            self._emit_ink()

    def _lift(self) -> None:
        self._button = Qt.MouseButton.NoButton
        if self._drawing.is_drawing:
            self._drawing.end()
            self._describe()
            self.update()
            self.strokeFinished.emit()

    def _move_pen(self, right: int, down: int, step: float) -> None:
        self._by_keys = True
        x = min(max(self._pen.x() + right * step, 0.0), 1.0)
        y = min(max(self._pen.y() + down * step, 0.0), 1.0)
        self._pen = QPointF(x, y)
        self._pen_shown = True
        self._join(Point(x, y, self._brush))
        self.update()

    def _toggle_pen(self) -> None:
        if self._drawing.is_drawing:
            self._lift()
        else:
            self._begin(self._on_screen(self._pen.x(), self._pen.y(), self._area()), 1.0, False)

    def _finish_change(self) -> None:
        self._repaint_all()
        self._emit_ink()
        self._describe()
        self.strokeFinished.emit()

    def _emit_ink(self) -> None:
        self.inkChanged.emit(self.ink())
        self.update()

    def _describe(self) -> None:
        count = len(self._drawing.strokes)
        said = "Empty." if self.is_empty() else f"{count} stroke{'s' if count != 1 else ''}."
        self.setAccessibleDescription(f"{said} {_HELP}")

    # Places

    def _area(self) -> QRectF:
        """The square that is drawn on, centred, clear of the edge."""
        side = max(1, min(self.width(), self.height()) - 4)
        left, top = (self.width() - side) // 2, (self.height() - side) // 2
        return QRectF(left, top, side, side)

    def _on_screen(self, x: float, y: float, area: QRectF) -> QPointF:
        return QPointF(area.x() + x * area.width(), area.y() + y * area.height())

    def _point(self, position: QPointF, pressure: float) -> Point:
        area = self._area()
        x = (position.x() - area.x()) / area.width()
        y = (position.y() - area.y()) / area.height()
        # A light touch draws at a third of the width: thin, but still seen after scaling down.
        width = self._brush * ((1 + 2 * min(max(pressure, 0.0), 1.0)) / 3)
        return Point(min(max(x, -0.5), 1.5), min(max(y, -0.5), 1.5), width)

    def _hover(self, position: QPointF) -> None:
        point = self._point(position, 1.0)
        self._pen = QPointF(min(max(point.x, 0.0), 1.0), min(max(point.y, 0.0), 1.0))
        self._pen_shown = True
        self.update()

    def _on_focus(self, gained: bool, reason: Qt.FocusReason) -> None:
        if not gained:
            self._lift()
        elif reason not in _BACK_AGAIN:
            self._by_keys = reason in _BY_KEYS
        self._pen_shown = gained
        self.update()

    def _is_own(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Undo):
            return True
        if event.key() == Qt.Key.Key_Space and not self._by_keys:
            return False
        return event.key() in _OWN_KEYS and not event.modifiers() & ~_HARMLESS

    def _repaint_all(self) -> None:
        self._picture = None
        self.update()
