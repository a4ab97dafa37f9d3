"""The stage as a widget that answers the mouse and the keys, in words too."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from core.arrays import Array
from core.key import Key, values_of
from core.trace import Trace
from gui.drawing.copied import copy_menu, copy_table
from gui.drawing.qt import qrect
from gui.stage.canvas import StageCanvas
from gui.stage.cells import NOTHING
from gui.stage.painter import RING
from gui.stage.readout import describe, entry_of, speak
from gui.stage.scene import Spot, cell_rect, hit
from gui.stage.scrolling import reveal
from gui.stage.walk import Move, next_cell, next_thing

_MOVES = {
    Qt.Key.Key_Left: Move.LEFT,
    Qt.Key.Key_Right: Move.RIGHT,
    Qt.Key.Key_Up: Move.UP,
    Qt.Key.Key_Down: Move.DOWN,
    Qt.Key.Key_Home: Move.FIRST,
    Qt.Key.Key_End: Move.LAST,
}
_SHIFT = Qt.KeyboardModifier.ShiftModifier
TIME_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space)
"""Left alone while nothing is chosen: they are for going through time."""


class StageView(StageCanvas):
    """The stage, with mouse and keys.

    Tab goes from thing to thing and on to the next widget, the arrow keys from cell to cell, Escape
    back out; Ctrl+C copies the numbers of what is chosen. `reading` is what is under the mouse, or
    else what has the focus, in words; a key that goes elsewhere puts the focus first until the
    mouse moves.
    """

    reading_changed = Signal(str)
    spot_changed = Signal(object)
    """`Spot` that was chosen by mouse or keys, or None."""
    pointed = Signal(object, int)
    """`Key` of what is under the mouse, or None; and the entry of it, or -1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading = ""
        self._left = False
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Stage")

    @property
    def reading(self) -> str:
        """What is under the mouse or has the focus, in words."""
        return self._reading

    def choose_entry(self, key: Key | None, entry: int = -1) -> None:
        """Choose a thing, or the cell that shows an entry of it; nothing if it is not here."""
        thing = next((thing for thing in self._scene.things if thing.key == key), None)
        if thing is None:
            self.choose(None)
        else:
            self.choose(Spot(thing.key, NOTHING if entry < 0 else thing.cells.cell_of(entry)))

    # The mouse.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read out what is under the mouse."""
        self._set_hover(self._spot_at(event.position().toPoint()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is under the mouse."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.choose(self._spot_at(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing more to do; the press has done it."""
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Forget what was under the mouse when it leaves."""
        if event.type() is QEvent.Type.Leave:
            self._set_hover(None)
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let a plain wheel scroll sideways, the only way there usually is to scroll."""
        sideways, bar = self.horizontalScrollBar(), self.verticalScrollBar()
        delta = event.angleDelta()
        if bar.maximum() == 0 and sideways.maximum() > 0 and abs(delta.y()) > abs(delta.x()):
            sideways.setValue(sideways.value() - delta.y())
            event.accept()
        else:
            super().wheelEvent(event)

    def _spot_at(self, point: QPoint) -> Spot | None:
        place = point + self._origin()
        return hit(self._scene, place.x() + 0.5, place.y() + 0.5)

    def _set_hover(self, spot: Spot | None) -> None:
        if spot != self._context.hover:
            self._context = replace(self._context, hover=spot)
            self.pointed.emit(*((None, -1) if spot is None else (spot.key, self.entry(spot))))
            self._tell()
            self.viewport().update()

    # The keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk within the thing that has the focus; Escape leaves the cell, then the thing."""
        spot, key = self._context.focus, Qt.Key(event.key())
        if key in TIME_KEYS and (spot is None or event.modifiers() & _SHIFT):
            event.ignore()  # they move the playhead, which is not the view's
        elif spot is not None and event.matches(QKeySequence.StandardKey.Copy):
            if self._words is not None:
                copy_table(self._chosen(spot), self._words.style)
        elif spot is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in _MOVES:
            thing = self._scene.thing(spot.key)
            self._go_to(replace(spot, cell=next_cell(thing, spot.cell, _MOVES[key])))
        elif key == Qt.Key.Key_Escape:
            self._go_to(None if spot.cell == NOTHING else Spot(spot.key))
            self._left = self._context.focus is None
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go from thing to thing before the focus leaves the stage."""
        spot = self._context.focus
        if spot is not None and self.hasFocus():
            following = next_thing(self._scene, spot, 1 if forward else -1)
            if following is not None:
                self._go_to(following)
                return True
        elif spot is None and forward and not self._left and self.hasFocus():
            # Reached by a shortcut or the mouse. Who has left by Escape goes on.
            self._go_to(next_thing(self._scene, None, 1))
            if self._context.focus is not None:
                return True
        return super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the end from which the focus comes."""
        super().focusInEvent(event)
        self._left = False
        reasons = {Qt.FocusReason.TabFocusReason: 1, Qt.FocusReason.BacktabFocusReason: -1}
        if event.reason() in reasons:
            self._go_to(next_thing(self._scene, None, reasons[event.reason()]))
        self._tell()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self._tell()
        self.viewport().update()

    def _go_to(self, spot: Spot | None) -> None:
        """Choose by a key: where the mouse rests counts no more, until it moves again."""
        self._set_hover(None)
        self.choose(spot)

    def choose(self, spot: Spot | None) -> None:
        """Give a thing or a cell the ring of the focus, and scroll there."""
        self._context = replace(self._context, focus=spot)
        if spot is not None:
            self._scroll_to(spot)
        self._tell()
        self.viewport().update()
        self.spot_changed.emit(spot)

    def _scroll_to(self, spot: Spot) -> None:
        thing = self._scene.thing(spot.key)
        rect = qrect(thing.rect, RING + 3)
        if spot.cell != NOTHING and rect.width() > self.viewport().width():
            rect = qrect(cell_rect(thing, spot.cell), RING + 3)
        reveal(self, rect)

    # Copying.

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy what is under the mouse, or what is chosen."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            self.choose(self._spot_at(self.viewport().mapFromGlobal(event.globalPos())))
        menu = self.menu()
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(event.globalPos())

    def menu(self) -> QMenu | None:
        """Return the menu of what can be copied; None if nothing that is there is chosen."""
        spot, words = self._context.focus, self._words
        if spot is None or words is None:
            return None
        values = self._chosen(Spot(spot.key))
        if values is None:
            return None
        name = words.labels.symbols[self._known(spot.key)[1]]
        entry = None if spot.cell == NOTHING else self._chosen(spot)
        return copy_menu(self, words.style, name, entry, lambda: values)

    def _chosen(self, spot: Spot) -> Array | None:
        """The numbers of a thing, or the one of a cell; None while they are not there."""
        trace, shown = self._known(spot.key)
        if trace is None:
            return None
        values = values_of(trace, shown)
        if spot.cell == NOTHING:
            return values
        entry = entry_of(self._scene.thing(spot.key), spot.cell, values)
        return values.reshape(-1)[entry : entry + 1]

    # In words.

    def _known(self, key: Key) -> tuple[Trace | None, Key]:
        """The trace if a thing has been computed by now, and what stands in its place."""
        there = self._context.fill(key) >= 1.0
        return (self._trace if there else None), self._context.shown(key)

    def _tell(self) -> None:
        focus = self._context.focus if self.hasFocus() else None
        spot = self._context.hover or focus
        text = ""
        if spot is not None and self._words is not None:
            thing = self._scene.thing(spot.key)
            trace, shown = self._known(spot.key)
            text = describe(thing, spot.cell, trace, self._words, shown=shown)
        if text != self._reading:
            self._reading = text
            self.reading_changed.emit(text)
        if self._words is not None and self._context.focus is not None:
            spot = self._context.focus
            trace, shown = self._known(spot.key)
            spoken = speak(spot, self._scene.thing(spot.key), trace, self._words, shown)
        else:
            spoken = "Press Tab to go from one vector or matrix to the next."
        if spoken != self.accessibleDescription():
            self.setAccessibleDescription(spoken)
