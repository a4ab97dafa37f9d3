"""The confusion matrix as a heat map in which the errors stand out."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.confusion import Confusion
from gui.drawing.written import grouped, localized
from gui.evaluation.matrix_layout import Cell, MatrixLayout, lay_out
from gui.evaluation.matrix_painter import MatrixPicture, cell_colours, paint_matrix
from gui.theme import current_theme, theme_source

_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
HINT = (
    "Rows: true class; columns: predicted class. Colour: share of the row on a logarithmic scale, "
    "blue where it is right and red where it is wrong. Click a cell to step through its samples."
)


class ConfusionMatrix(QWidget):
    """Counts of true (rows) against predicted classes (columns)."""

    cell_chosen = Signal(object)
    """A `Cell` was clicked, or None to take the choice back."""
    cell_pointed = Signal(str)
    """What the cell under the mouse or the keyboard means; empty for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusion")
        self.setAccessibleName("Confusion matrix")
        self.setToolTip(HINT)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._classes: tuple[str, ...] = ()
        self._confusion: Confusion | None = None
        self._shares: NDArray[np.floating] = np.zeros((0, 0))
        self._chosen: Cell | None = None
        self._pointed: Cell | None = None
        self._key_cell: Cell = (0, 0)
        self._square = True
        self._colours: NDArray[np.uint8] | None = None
        theme_source().changed.connect(self._forget)

    def set_classes(self, classes: Sequence[str]) -> None:
        """Name the classes; everything else is taken away."""
        self._classes = tuple(classes)
        self._chosen = self._pointed = None
        self._key_cell = (0, 0)
        self.set_confusion(None)
        self.updateGeometry()

    def set_confusion(self, confusion: Confusion | None) -> None:
        """Show other counts, or none."""
        self._confusion = confusion
        count = len(self._classes)
        self._shares = np.zeros((count, count)) if confusion is None else confusion.row_shares
        self._forget()
        self._tell()

    def set_square(self, square: bool) -> None:
        """Ask for a height to go with the width, or take what there is."""
        self._square = square
        policy = self.sizePolicy()
        down = QSizePolicy.Policy.Preferred if square else QSizePolicy.Policy.Expanding
        policy.setVerticalPolicy(down)
        policy.setHeightForWidth(square)
        self.setSizePolicy(policy)
        self.updateGeometry()

    def set_chosen(self, cell: Cell | None) -> None:
        """Frame the cell whose samples are stepped through."""
        self._chosen = cell
        self.update()

    def chosen(self) -> Cell | None:
        """The framed cell."""
        return self._chosen

    def describe(self, cell: Cell) -> str:
        """What a cell says, in words."""
        true, predicted = self._classes[cell[0]], self._classes[cell[1]]
        if self._confusion is None:
            return f"true {true}, predicted {predicted}"
        count = int(self._confusion.counts[cell])
        share = _percent(float(self._shares[cell]))
        samples = "1 sample" if count == 1 else f"{grouped(count)} samples"
        return f"true {true}, predicted {predicted}: {samples}, {share} of true {true}"

    def cell_rect(self, cell: Cell) -> QRectF:
        """Where a cell stands."""
        return self._layout().rect(cell)

    def cell_at(self, place: QPointF) -> Cell | None:
        """The cell at a place of the widget."""
        return self._layout().cell_at(place)

    def sizeHint(self) -> QSize:
        """Cells of 22 pixels."""
        side = 22 * max(2, len(self._classes)) + 40
        return QSize(min(side, 400), min(side, 400))

    def minimumSizeHint(self) -> QSize:
        """Cells of 16 pixels at least, as long as there are few."""
        side = min(16 * max(2, len(self._classes)) + 40, 200)
        return QSize(side, side)

    def hasHeightForWidth(self) -> bool:
        """A matrix is square, where its height may follow its width."""
        return self._square

    def heightForWidth(self, width: int) -> int:
        """As high as its cells need at this width, within reason, and not a pixel more."""
        side = min(width, 420)
        if not self._classes:
            return side
        return ceil(lay_out(QSizeF(side, side), self._classes).area.bottom()) + 4

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint everything in one pass."""
        if not self._classes:
            return
        theme, count = current_theme(), len(self._classes)
        if self._colours is None:
            self._colours = cell_colours(self._shares, theme)
        none = np.zeros((count, count), np.int64)
        picture = MatrixPicture(
            self._layout(),
            self._classes,
            none if self._confusion is None else self._confusion.counts,
            self._colours,
            self._shown_cell(),
            self._chosen,
            theme,
        )
        painter = QPainter(self)
        paint_matrix(painter, picture)
        painter.end()

    def _layout(self) -> MatrixLayout:
        return lay_out(QSizeF(self.size()), self._classes)

    def _forget(self) -> None:
        self._colours = None
        self.update()

    # Mouse and keyboard.

    def _shown_cell(self) -> Cell | None:
        if self._pointed is not None:
            return self._pointed
        return self._key_cell if self.hasFocus() and self._classes else None

    def _point(self, cell: Cell | None) -> None:
        if cell != self._pointed:
            self._pointed = cell
            self._tell()
            self.update()

    def _tell(self) -> None:
        cell = self._shown_cell()
        text = "" if cell is None else self.describe(cell)
        self.setAccessibleDescription(text or HINT)
        self.cell_pointed.emit(text)

    def _choose(self, cell: Cell | None) -> None:
        self.cell_chosen.emit(None if cell == self._chosen else cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Name the cell under the mouse."""
        self._point(self.cell_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Name the keyboard's cell again, or none."""
        super().leaveEvent(event)
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a cell, or give it back."""
        cell = self.cell_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and cell is not None:
            self._key_cell = cell
            self._choose(cell)

    def event(self, event: QEvent) -> bool:
        """Keep our keys from becoming shortcuts of the window; say more of a class in a tip."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            escape = event.key() == Qt.Key.Key_Escape and self._chosen is not None
            if not event.modifiers() and (event.key() in (*_ARROWS, *_CHOOSE) or escape):
                event.accept()
                return True
        if event.type() is QEvent.Type.ToolTip and self._pointed is not None:
            place = self.mapToGlobal(self.cell_rect(self._pointed).bottomRight().toPoint())
            QToolTip.showText(place, self._class_tip(self._pointed), self)
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, Enter chooses, Escape gives the choice back."""
        key, count = Qt.Key(event.key()), len(self._classes)
        if key in _ARROWS and count:
            down, across = _ARROWS[key]
            row, column = self._key_cell
            self._key_cell = (
                min(max(row + down, 0), count - 1),
                min(max(column + across, 0), count - 1),
            )
            self._pointed = None
            self._tell()
            self.update()
        elif key in _CHOOSE and count:
            self._choose(self._key_cell)
        elif key == Qt.Key.Key_Escape and self._chosen is not None:
            self.cell_chosen.emit(None)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Name the keyboard's cell."""
        super().focusInEvent(event)
        self._tell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Name no cell any more."""
        super().focusOutEvent(event)
        self._tell()

    def _class_tip(self, cell: Cell) -> str:
        lines = [self.describe(cell)]
        if self._confusion is not None:
            for k in dict.fromkeys(cell):
                precision, recall = self._confusion.precision[k], self._confusion.recall[k]
                lines.append(
                    f"{self._classes[k]}: precision {_percent(precision)}, "
                    f"recall {_percent(recall)}"
                )
        lines.append("Colour: share of the row, on a logarithmic scale")
        return "\n".join(lines)


def _percent(share: float) -> str:
    return localized(f"{100 * share:.1f} %") if share == share else "–"
