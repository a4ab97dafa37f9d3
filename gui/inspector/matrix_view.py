"""A matrix as a picture, window by window, with an overview of where the window is."""

from __future__ import annotations

from enum import Enum
from math import floor

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.arrays import Array
from core.formula import NumberStyle
from core.linear_map import LinearMap
from gui.inspector.formula_view import copy_text
from gui.inspector.matrix_keys import walked
from gui.inspector.matrix_painter import (
    Seen,
    paint_frame,
    paint_lines,
    paint_numbers,
    paint_spot,
    veil_rgba,
)
from gui.inspector.matrix_window import Window, block_width, largest, pattern
from gui.inspector.overview import Overview
from gui.theme import (
    GRID,
    HALF,
    current_theme,
    rgba_image,
    signed_rgba,
    theme_source,
)

CELLS = (4, 6, 8, 11, 16, 22, 32, 44)
"""Sides of a cell in logical pixels, from which one can choose."""
USUAL = 8
SMALLEST_FIT = 5
TALLEST = 232
FEW_ROWS = 13
OVERVIEW = 34
MARGIN = 2


class _Drag(Enum):
    NONE = 0
    MATRIX = 1
    OVERVIEW = 2


class MatrixView(QWidget):
    """Colours of the entries; one entry can be pointed at.

    Arrow keys go from entry to entry, Page Up and Page Down by windows (with Shift across), Home
    and End along the row (with Ctrl through the matrix), + and - change the size of the cells.
    """

    pointed = Signal(int, int)
    """Row and column of the entry under the mouse or the keyboard; -1, -1 for none."""
    picked = Signal(int, int)
    """Row and column of an entry that has been clicked, or chosen by the Return key."""
    moved = Signal()
    """The window shows other rows or columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map: LinearMap | None = None
        self._window = Window((0, 0), 0, 0)
        self._cell = USUAL
        self._zoom: int | None = None
        self._scale = 0.0
        self._end: float | None = None
        self._block = 0
        self._values: Array | None = None
        self._image: QImage | None = None
        self._style = NumberStyle()
        self._veiled = False
        self._spot: tuple[int, int] | None = None
        self._drag = _Drag.NONE
        self._from = QPointF()
        self._began = self._window
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Matrix")
        theme_source().changed.connect(self._refresh)

    @property
    def linear_map(self) -> LinearMap | None:
        """What is shown."""
        return self._map

    @property
    def window_shown(self) -> Window:
        """Which part of it."""
        return self._window

    @property
    def spot(self) -> tuple[int, int] | None:
        """Row and column of the entry that is pointed at."""
        return self._spot

    @property
    def veiled(self) -> bool:
        """True while only the structure is seen."""
        return self._veiled

    @property
    def cell(self) -> int:
        """The side of a cell in logical pixels."""
        return self._cell

    @property
    def scale(self) -> float:
        """The end of the colours."""
        return self._scale

    def value_at(self, row: int, column: int) -> float:
        """Return one entry, seen or not."""
        if self._map is None:
            raise IndexError("no matrix")
        return float(self._map.window((row,), (column,))[0, 0])

    def set_map(
        self, linear_map: LinearMap | None, keep: bool = False, end: float | None = None
    ) -> None:
        """Show a matrix. With `keep` it is the next state of the same one: the window stays.

        `end` is that of the colours, if it is not the largest entry.
        """
        old = self._map
        self._map, self._end = linear_map, end
        if linear_map is None:
            self._window, self._values, self._image = Window((0, 0), 0, 0), None, None
            self._point(None)
            self._resize()
            return
        if not keep or old is None or old.shape != linear_map.shape:
            self._zoom = None
            self._window = Window(linear_map.shape, *linear_map.shape)
            self._block = block_width(linear_map)
            self._point(None)
            self._lay_out()
            self.show_entry(0, 0)
        self._refresh()
        if self._spot is not None:
            self.pointed.emit(*self._spot)

    def set_style(self, style: NumberStyle) -> None:
        """Write the numbers in the cells, and what is copied, with this decimal sign."""
        if style != self._style:
            self._style = style
            self.update()

    def set_veiled(self, veiled: bool) -> None:
        """Show only where entries may be, not what they are: no entry can be pointed at."""
        if veiled is not self._veiled:
            self._veiled = veiled
            self._point(None)
            self._refresh()

    def show_entry(self, row: int, column: int) -> None:
        """Bring an entry to the middle of the window."""
        self._go(self._window.centred(row, column))

    def picture(self) -> QRectF:
        """Where the matrix is drawn."""
        rows, columns = len(self._window.row_range), len(self._window.column_range)
        return QRectF(MARGIN, MARGIN, columns * self._cell, rows * self._cell)

    def sizeHint(self) -> QSize:
        """Ask for the height of the picture."""
        return QSize(240, max(self.minimumHeight(), 40))

    def minimumSizeHint(self) -> QSize:
        """Take any width."""
        return QSize(60, self.minimumHeight())

    # What happens.

    def showEvent(self, event: QShowEvent) -> None:
        """Fill in what was given while nobody looked."""
        super().showEvent(event)
        self._lay_out()
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as there is room for."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._lay_out()
            self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the window, the entry pointed at, and the overview."""
        if self._image is None or self._values is None:
            return
        theme = current_theme()
        painter = QPainter(self)
        seen = Seen(
            self._window, self.picture(), self._cell, self._values, self._scale, self._style.comma
        )
        painter.drawImage(seen.picture, self._image)
        paint_lines(painter, seen, self._block, theme)
        if not self._veiled:
            paint_numbers(painter, seen, theme)
        paint_frame(painter, seen, self.hasFocus(), theme)
        if self._spot is not None:
            paint_spot(painter, seen, self._spot, theme)
        overview = self._overview()
        if overview is not None:
            overview.paint(painter, theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the matrix, or of the frame in the overview."""
        if event.button() is not Qt.MouseButton.LeftButton or self._map is None:
            return
        overview = self._overview()
        if overview is not None and overview.rect.contains(event.position()):
            self._drag = _Drag.OVERVIEW
            self._follow_overview(event.position())
        else:
            self._drag = _Drag.MATRIX
            self._from, self._began = event.position(), self._window
            self._point(self._at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point, or pull."""
        if self._drag is _Drag.OVERVIEW:
            self._follow_overview(event.position())
        elif self._drag is _Drag.MATRIX:
            way = event.position() - self._from
            rows, columns = (round(-part / self._cell) for part in (way.y(), way.x()))
            if rows or columns or self._window != self._began:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self._go(self._began.at(self._began.row + rows, self._began.column + columns))
        else:
            self._point(self._at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        drag, self._drag = self._drag, _Drag.NONE
        self.unsetCursor()
        if drag is _Drag.MATRIX and self._window == self._began and self._spot is not None:
            self.picked.emit(*self._spot)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing, unless the keyboard is here."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self._point(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move the window, or zoom with Ctrl, once the picture has been clicked."""
        if not self.hasFocus() or self._map is None:
            event.ignore()  # the panel scrolls
            return
        event.accept()
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if delta.y() > 0 else -1)
            return
        down, across = -delta.y() / 40, -delta.x() / 40
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not across:
            down, across = 0.0, down
        window = self._window
        if window.rows >= window.shape[0] and not across:
            down, across = 0.0, down  # all rows are seen: the wheel goes the only way there is
        self._go(window.at(window.row + round(down), window.column + round(across)))
        self._point(self._at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk."""
        if self._map is None:
            super().keyPressEvent(event)
            return
        if event.matches(QKeySequence.StandardKey.Copy) and self._spot is not None:
            copy_text(self._style.exact(self.value_at(*self._spot)))
            return
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(-1 if event.key() == Qt.Key.Key_Minus else 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._spot is not None:
            self.picked.emit(*self._spot)
        elif event.key() == Qt.Key.Key_Escape and self._spot is not None:
            self._point(None)
        elif (target := walked(event, self._spot, self._window)) is not None:
            row, column = target
            self._go(self._window.holding(row, column))
            self._point((row, column))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go of the entry."""
        super().focusOutEvent(event)
        self._point(None)
        self.update()

    def zoom(self, step: int) -> None:
        """Make cells larger (1) or smaller (-1)."""
        if step > 0:
            larger = [side for side in CELLS if side > self._cell]
            self._zoom = min(larger, default=self._cell)
        else:
            smaller = [side for side in CELLS if side < self._cell]
            self._zoom = max(smaller, default=self._cell)
        self._lay_out(centred=True)
        self._refresh()
        self.moved.emit()

    # Behind the scenes.

    def _lay_out(self, centred: bool = False) -> None:
        """Choose the size of the cells, and with it how many are seen."""
        if self._map is None:
            return
        rows, columns = self._map.shape
        width = max(self.width() - 2 * MARGIN, 20)
        if self._zoom is None:
            fit = floor(min(width / columns, TALLEST / rows, CELLS[-1]))
            self._cell = fit if fit >= SMALLEST_FIT else USUAL
        else:
            self._cell = self._zoom
        seen = max(min(columns, width // self._cell), 1)
        high = max(min(rows, TALLEST // self._cell), 1)
        if self._block > seen:
            high = min(high, FEW_ROWS)  # beside the one block that is seen there are only zeros
        old = self._window
        self._window = old.sized(high, seen, centred)
        if self._window != old:
            self.moved.emit()
        self._resize()

    def _resize(self) -> None:
        height = 0
        if self._map is not None:
            height = round(self.picture().height()) + 2 * MARGIN
            height += 0 if self._window.whole else GRID + OVERVIEW
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)

    def _refresh(self) -> None:
        """Compute the entries that are seen, if somebody sees them."""
        if self._map is None or not self.isVisible():
            self.update()
            return
        if not self._veiled:
            self._scale = largest(self._map) if self._end is None else self._end
        self._fill()

    def _fill(self) -> None:
        if self._map is None or not self.isVisible():
            return
        theme = current_theme()
        if self._veiled:
            self._values = pattern(self._window, self._block)
            self._image = rgba_image(veil_rgba(self._values, theme))
        else:
            self._values = self._map.window(self._window.row_range, self._window.column_range)
            self._image = rgba_image(signed_rgba(self._values, self._scale, theme))
        self.update()

    def _go(self, window: Window) -> None:
        if window != self._window:
            self._window = window
            self._fill()
            self.moved.emit()

    def _point(self, spot: tuple[int, int] | None) -> None:
        spot = None if self._veiled else spot
        if spot != self._spot:
            self._spot = spot
            self.pointed.emit(*(spot or (-1, -1)))
            self.update()

    def _at(self, position: QPointF) -> tuple[int, int] | None:
        if not self.picture().contains(position):
            return None
        row = self._window.row + int((position.y() - MARGIN) // self._cell)
        column = self._window.column + int((position.x() - MARGIN) // self._cell)
        inside = row in self._window.row_range and column in self._window.column_range
        return (row, column) if inside else None

    def _overview(self) -> Overview | None:
        if self._map is None or self._window.whole:
            return None
        top = self.picture().bottom() + GRID
        rect = QRectF(MARGIN, top, max(self.width() - 2 * MARGIN, 20), OVERVIEW - HALF)
        return Overview(rect, self._window, self._block)

    def _follow_overview(self, position: QPointF) -> None:
        overview = self._overview()
        if overview is not None:
            self._go(self._window.centred(*overview.entry_at(position)))
