"""Samples as a grid of pictures. Only what is in sight is painted, however many there are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from gui.dataset_view.grid_layout import grid_layout
from gui.dataset_view.grid_painter import GridPicture, paint_grid
from gui.dataset_view.shown import Shown
from gui.theme import HALF, theme_source

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYS = (
    *_ENTER,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)


class ImageGrid(QAbstractScrollArea):
    """A click, or Enter, chooses a sample."""

    chosen = Signal(int)
    """The index of a sample in its part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sample_grid")
        self.setAccessibleName("Samples as pictures")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setMouseTracking(True)
        self._shown: Shown | None = None
        self._layout = grid_layout(None, 0)
        self._cursor = 0
        self._traced: int | None = None
        self._pointed: int | None = None
        self._pressed: int | None = None
        theme_source().changed.connect(self._measure)

    @property
    def cursor_position(self) -> int:
        """Where the keyboard is: the number of a cell."""
        return self._cursor

    def set_shown(self, shown: Shown | None) -> None:
        """Show these samples; a change of what is known of them leaves the place as it is."""
        before, self._shown = self._shown, shown
        fresh = before is None or shown is None or before.part is not shown.part
        count = 0 if shown is None else len(shown)
        self._cursor = 0 if fresh else min(self._cursor, max(0, count - 1))
        self._pointed = self._pressed = None
        self._measure()
        self._describe()
        if fresh:
            self.verticalScrollBar().setValue(0)

    def set_traced(self, index: int | None) -> None:
        """Mark the sample on the stage, by its index in the part; None: it is not of this part."""
        if index != self._traced:
            self._traced = index
            self.viewport().update()

    def columns(self) -> int:
        """How many pictures stand side by side."""
        return self._layout.columns

    def cell_rect(self, position: int) -> QRect:
        """Where a cell stands in the viewport now."""
        return self._layout.rect(position).translated(0, -self.verticalScrollBar().value())

    def position_at(self, place: QPoint) -> int | None:
        """The cell at a place of the viewport."""
        return self._layout.position_at(place + QPoint(0, self.verticalScrollBar().value()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in sight."""
        shown, viewport = self._shown, self.viewport()
        if shown is None or not len(shown) or shown.dataset.image_shape is None:
            return
        picture = GridPicture(
            shown,
            self._layout,
            self.verticalScrollBar().value(),
            viewport.height(),
            self._traced,
            self._pointed,
            self._cursor if self.hasFocus() else None,
        )
        paint_grid(QPainter(viewport), picture)

    # Mouse and keyboard.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember what is pressed."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = self.position_at(event.position().toPoint())
            if self._pressed is not None:
                self._move(self._pressed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was pressed, if the mouse is still there."""
        pressed, self._pressed = self._pressed, None
        if pressed is not None and pressed == self.position_at(event.position().toPoint()):
            self._choose(pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up what is pointed at."""
        self._point(self.position_at(event.position().toPoint()))

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell what is known of the sample under the mouse."""
        if event.type() is QEvent.Type.Leave:
            self._point(None)
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            position = self.position_at(event.pos())
            if position is not None and self._shown is not None:
                index = int(self._shown.members[position])
                QToolTip.showText(event.globalPos(), self._shown.tip(index), self)
            else:
                QToolTip.hideText()
            return True
        return bool(super().viewportEvent(event))

    def event(self, event: QEvent) -> bool:
        """Keep our keys from becoming shortcuts of the window while this has the focus."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() in _KEYS:
                event.accept()
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by keys; Enter chooses."""
        count = 0 if self._shown is None else len(self._shown)
        key = event.key()
        if key not in _KEYS or not count:
            event.ignore()
        elif key in _ENTER:
            self._choose(self._cursor)
        else:
            columns = self.columns()
            page = columns * max(1, self.viewport().height() // self._layout.cell.height())
            steps = {
                Qt.Key.Key_Left: -1,
                Qt.Key.Key_Right: 1,
                Qt.Key.Key_Up: -columns,
                Qt.Key.Key_Down: columns,
                Qt.Key.Key_PageUp: -page,
                Qt.Key.Key_PageDown: page,
                Qt.Key.Key_Home: -count,
                Qt.Key.Key_End: count,
            }
            self._move(min(max(self._cursor + steps[Qt.Key(key)], 0), count - 1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard has left."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put them into other columns."""
        super().resizeEvent(event)
        self._measure()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Paint anew: cheap, since only what is in sight is."""
        self._pointed = None
        self.viewport().update()

    # Behind the scenes.

    def _choose(self, position: int) -> None:
        if self._shown is not None and 0 <= position < len(self._shown):
            self.chosen.emit(int(self._shown.members[position]))

    def _move(self, position: int) -> None:
        self._cursor = position
        cell, bar = self.cell_rect(position), self.verticalScrollBar()
        if cell.top() < 0:
            bar.setValue(bar.value() + cell.top() - HALF)
        elif cell.bottom() > self.viewport().height():
            bar.setValue(bar.value() + cell.bottom() - self.viewport().height() + HALF)
        self._describe()
        self.viewport().update()

    def _point(self, position: int | None) -> None:
        if position != self._pointed:
            self._pointed = position
            self.viewport().update()

    @Slot()
    def _measure(self) -> None:
        layout = self._layout = grid_layout(self._shown, self.viewport().width())
        bar, cell, height = self.verticalScrollBar(), layout.cell.height(), self.viewport().height()
        bar.setRange(0, max(0, layout.height - height))
        bar.setPageStep(max(cell, height - cell))
        bar.setSingleStep(cell // 3)
        self.viewport().update()

    def _describe(self) -> None:
        shown = self._shown
        if shown is None or not len(shown):
            self.setAccessibleDescription("No samples")
        else:
            self.setAccessibleDescription(shown.sentence(int(shown.members[self._cursor])))
