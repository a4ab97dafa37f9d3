"""Samples as a grid of pictures. Only what is in sight is painted, however many there are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from gui.dataset_view.shown import Shown
from gui.theme import (
    GRID,
    HALF,
    RADIUS,
    FontRole,
    current_theme,
    font,
    rgba_image,
    theme_source,
    unit_rgba,
)

SIDE, LARGEST = 54, 80
LEAST_WORDS, MOST_WORDS = 88, 132
"""Pixels: the height of pictures, of those of many pixels at most, the width of names."""
PAD = 6
SHORT = 3
"""Letters of a class name up to which truth and prediction fit into one line."""
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
        self._tile = QSize(SIDE, SIDE)
        self._lines, self._words = 1, LEAST_WORDS
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
        return max(1, (self.viewport().width() - GRID) // self._cell().width())

    def cell_rect(self, position: int) -> QRect:
        """Where a cell stands in the viewport now."""
        cell = self._cell()
        row, column = divmod(position, self.columns())
        y = row * cell.height() - self.verticalScrollBar().value() + HALF
        return QRect(QPoint(GRID // 2 + column * cell.width(), y), cell)

    def position_at(self, place: QPoint) -> int | None:
        """The cell at a place of the viewport."""
        cell, columns = self._cell(), self.columns()
        column = (place.x() - GRID // 2) // cell.width()
        row = (place.y() + self.verticalScrollBar().value() - HALF) // cell.height()
        position = row * columns + column
        there = 0 <= column < columns and row >= 0 and self._shown is not None
        return position if there and position < len(self._shown or ()) else None

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is in sight: one look-up of colours for all pictures together."""
        shown = self._shown
        if shown is None or not len(shown) or shown.dataset.image_shape is None:
            return
        first, last = self._in_sight()
        indices = shown.members[first:last]
        rows, columns = shown.dataset.image_shape
        values = shown.dataset.own_units(shown.part.x[indices])
        stack = unit_rgba(values.reshape(-1, columns), current_theme())
        image = rgba_image(stack)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._tile.height() < rows)
        painter.setFont(font(FontRole.SMALL))
        metrics = QFontMetricsF(painter.font())
        for number, index in enumerate(indices.tolist()):
            cell = self.cell_rect(first + number)
            self._paint_ground(painter, cell, first + number, index)
            tile = self._tile_rect(cell)
            source = QRectF(0, number * rows, columns, rows)
            painter.drawImage(QRectF(tile), image, source)
            self._paint_words(painter, metrics, cell, tile, index)

    def _paint_ground(self, painter: QPainter, cell: QRect, position: int, index: int) -> None:
        theme = current_theme()
        inside = QRectF(cell).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if index == self._traced:
            painter.setBrush(theme.color("selection"))
            painter.drawRoundedRect(inside, RADIUS, RADIUS)
        elif position == self._pointed:
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(inside, RADIUS, RADIUS)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if index == self._traced:
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawRoundedRect(inside.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        if position == self._cursor and self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRoundedRect(inside, RADIUS, RADIUS)

    def _paint_words(
        self, painter: QPainter, metrics: QFontMetricsF, cell: QRect, tile: QRect, index: int
    ) -> None:
        shown, theme = self._shown, current_theme()
        assert shown is not None
        centre = Qt.AlignmentFlag.AlignCenter
        width, height = cell.width() - HALF, metrics.height()
        line = QRectF(cell.x() + HALF / 2, tile.bottom() + 2, width, height)
        truth, right, guess = shown.truth(index), shown.right(index), shown.guess(index)
        said = f"✗ {guess}" if right is False else "✓" if right else guess and f"→ {guess}"
        role = {True: "right", False: "wrong", None: "muted"}[right]
        if self._lines == 2:
            name = metrics.elidedText(truth, Qt.TextElideMode.ElideRight, width)
            painter.setPen(theme.color("text"))
            painter.drawText(line, centre, name)
            said = metrics.elidedText(said, Qt.TextElideMode.ElideRight, width)
            painter.setPen(theme.color(role))
            painter.drawText(line.translated(0, height), centre, said)
            return
        gap = metrics.horizontalAdvance(" ")
        both = metrics.horizontalAdvance(truth) + (
            gap + metrics.horizontalAdvance(said) if said else 0
        )
        start = line.center().x() - both / 2
        base = line.y() + metrics.ascent()
        painter.setPen(theme.color("text"))
        painter.drawText(QPointF(start, base), truth)
        painter.setPen(theme.color(role))
        painter.drawText(QPointF(start + metrics.horizontalAdvance(truth) + gap, base), said)

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
            page = columns * max(1, self.viewport().height() // self._cell().height())
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
        """Keep the first picture in sight where it is, in other columns."""
        super().resizeEvent(event)
        self._set_range()

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

    def _in_sight(self) -> tuple[int, int]:
        """The first cell that can be seen, and the one after the last."""
        height, columns = self._cell().height(), self.columns()
        top = self.verticalScrollBar().value() - HALF
        first = max(0, top // height) * columns
        last = (-(-(top + self.viewport().height()) // height)) * columns
        return first, min(last, len(self._shown or ()))

    def _cell(self) -> QSize:
        text = round(QFontMetricsF(font(FontRole.SMALL)).height())
        width = self._tile.width() + 2 * PAD
        if self._lines == 2:
            width = max(width, self._words)
        return QSize(width, self._tile.height() + PAD + 2 + self._lines * text + HALF)

    def _tile_rect(self, cell: QRect) -> QRect:
        left = cell.x() + (cell.width() - self._tile.width()) // 2
        return QRect(QPoint(left, cell.y() + PAD), self._tile)

    def _measure(self) -> None:
        shown = self._shown
        if shown is not None and shown.dataset.image_shape is not None:
            rows, columns = shown.dataset.image_shape
            longest = max(rows, columns)
            factor: float = max(1, round(SIDE / longest))
            if longest > LARGEST:
                factor = LARGEST / longest
            self._tile = QSize(max(1, round(columns * factor)), max(1, round(rows * factor)))
            names = shown.dataset.class_names
            self._lines = 1 if names and max(map(len, names)) <= SHORT else 2
            metrics = QFontMetricsF(font(FontRole.SMALL))
            widest = max((metrics.horizontalAdvance(f"✗ {name}") for name in names), default=0.0)
            self._words = round(min(max(widest + GRID, LEAST_WORDS), MOST_WORDS))
        self._set_range()
        self.viewport().update()

    def _set_range(self) -> None:
        cell = self._cell()
        rows = -(-len(self._shown or ()) // self.columns())
        height = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, rows * cell.height() + GRID - height))
        bar.setPageStep(max(cell.height(), height - cell.height()))
        bar.setSingleStep(cell.height() // 3)

    def _describe(self) -> None:
        shown = self._shown
        if shown is None or not len(shown):
            self.setAccessibleDescription("No samples")
        else:
            self.setAccessibleDescription(shown.sentence(int(shown.members[self._cursor])))
