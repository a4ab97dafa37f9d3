"""A formula on screen: its terms can be pointed at, chosen and copied."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from core.key import Key
from gui.inspector.formula_layout import Arrangement, Extent, Placed, arrange
from gui.inspector.fraction import set_fraction
from gui.inspector.pieces import Joint, Piece, latex_of, text_of
from gui.inspector.typeset import Set, set_math, set_number, set_raised, set_words
from gui.theme import HALF, RADIUS, FontRole, current_theme, font, theme_source

_NONE = -1
ASIDE = 2
"""Left and right of a formula, for the mark of a term: it begins where the text around it does."""
_EMPTY = Arrangement((), 0.0, 0.0, 1.0)


class FormulaView(QWidget):
    """Pieces side by side, in as many lines as the width asks for.

    Left and Right go from term to term, Enter chooses one, Ctrl+C copies.
    """

    pointed = Signal(object)
    """`frozenset[Key]`: the term under the mouse or the keyboard; empty for none."""
    chosen = Signal(object, int)
    """`Key` and cell of a term that was clicked."""

    def __init__(
        self,
        name: str,
        enlarge: float = 1.15,
        steady: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Set formulas `enlarge` times as large as the program's formulas.

        A `steady` view keeps size and height while only numbers change, so that nothing jumps.
        """
        super().__init__(parent)
        self._steady = steady
        self._name = name
        self._enlarge = enlarge
        self._pieces: tuple[Piece, ...] = ()
        self._set: list[Set] = []
        self._arrangement = _EMPTY
        self._pointed = _NONE
        self._lit: frozenset[Key] = frozenset()
        self._lit_cell = -1
        self._stale = False
        self._exact = ""
        self._least = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.setAccessibleName(name)
        theme_source().changed.connect(self._on_theme)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What is shown."""
        return self._pieces

    @property
    def arrangement(self) -> Arrangement:
        """Where it is shown, within the margins."""
        return self._arrangement

    def set_pieces(self, pieces: tuple[Piece, ...]) -> None:
        """Show a formula; nothing happens if it is the one that is shown."""
        if pieces == self._pieces:
            return
        same = self._same_terms(pieces)
        if self._pointed != _NONE and not same:
            self._point(_NONE)
        self._least = self.minimumHeight() if self._steady and same else 0
        self._pieces = pieces
        text = text_of(pieces)
        self.setAccessibleName(f"{self._name}: {text}" if text else self._name)
        self._typeset()

    def set_exact(self, number: str) -> None:
        """Take the number that the formula comes to, with all its digits, to be copied."""
        self._exact = number

    @property
    def pointed_cell(self) -> int:
        """The entry that the term pointed at stands for; -1 for a whole thing, or none."""
        return -1 if self._pointed == _NONE else self._pieces[self._pointed].cell

    def set_lit(self, keys: frozenset[Key], cell: int = -1) -> None:
        """Mark the terms that stand for these; of terms for single entries, those for `cell`."""
        if (keys, cell) != (self._lit, self._lit_cell):
            self._lit, self._lit_cell = keys, cell
            self.update()

    def is_lit(self, piece: Piece) -> bool:
        """True if a term stands for what is lit elsewhere."""
        one = self._lit_cell >= 0 and piece.cell >= 0
        return piece.key in self._lit and not (one and piece.cell != self._lit_cell)

    def text(self) -> str:
        """The formula as plain text."""
        return text_of(self._pieces)

    def latex(self) -> str:
        """The formula in LaTeX."""
        return latex_of(self._pieces)

    def box(self, piece: int) -> QRectF:
        """Where a piece is drawn, in the widget's coordinates."""
        placed = next(p for p in self._arrangement.placed if p.piece == piece)
        return QRectF(placed.x + ASIDE, placed.top + HALF, placed.width, placed.height)

    def sizeHint(self) -> QSize:
        """Ask for the height of the lines at the width that there is."""
        return QSize(160, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Take any width."""
        return QSize(40, self.height() if self._pieces else 0)

    def heightForWidth(self, width: int) -> int:
        """The height of all lines at a width."""
        return ceil(self._arranged(width).height) + 2 * HALF

    # What happens.

    def showEvent(self, event: QShowEvent) -> None:
        """Set what was given while nobody looked."""
        super().showEvent(event)
        if self._stale:
            self._typeset()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._least = 0
            self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the marks, then the pieces."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 1))
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, RADIUS, RADIUS)
        painter.translate(ASIDE, HALF)
        painter.setPen(Qt.PenStyle.NoPen)
        for placed in self._arrangement.placed:
            piece = self._pieces[placed.piece]
            if self.is_lit(piece) or placed.piece == self._pointed:
                painter.setBrush(theme.color("selection"))
                box = QRectF(placed.x, placed.top, placed.width, placed.height)
                painter.drawRoundedRect(box.adjusted(-2, -1, 2, 1), RADIUS, RADIUS)
        scale = self._arrangement.scale
        for placed in self._arrangement.placed:
            piece = self._pieces[placed.piece]
            colour = theme.color("muted" if piece.words else "text")
            at = QPointF(placed.x, placed.baseline)
            self._set[placed.piece].draw(painter, at, scale, colour)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the term under the mouse."""
        self._point(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self._point(_NONE)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the term that is clicked."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._choose(self._at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from term to term, choose, or copy."""
        if event.matches(QKeySequence.StandardKey.Copy):
            copy_text(self.text())
            return
        match event.key():
            case Qt.Key.Key_Right:
                self._walk(1)
            case Qt.Key.Key_Left:
                self._walk(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._pointed != _NONE:
                self._choose(self._pointed)
            case Qt.Key.Key_Escape if self._pointed != _NONE:
                self._point(_NONE)
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at nothing, unless a menu has opened."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._point(_NONE)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be copied."""
        if not self._pieces:
            return
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu(self) -> QMenu:
        """Return the menu of what can be copied."""
        menu = QMenu(self)
        menu.addAction("Copy as &text", lambda: copy_text(self.text()))
        menu.addAction("Copy as &LaTeX", lambda: copy_text(self.latex()))
        if self._exact:
            menu.addAction("Copy exact &value", lambda: copy_text(self._exact))
        if self._pointed != _NONE:
            piece = self._pieces[self._pointed]
            menu.addAction("Copy this &term", lambda: copy_text(piece.text))
        return menu

    # Behind the scenes.

    def _on_theme(self) -> None:
        self._least = 0
        self._typeset()

    def size_of_type(self) -> int:
        """Return the size that formulas are set at, in logical pixels."""
        return round(self._enlarge * font(FontRole.FORMULA).pixelSize())

    def _typeset(self) -> None:
        if not self.isVisible():
            self._stale = True
            self._arrangement = _EMPTY
            return
        self._stale = False
        size = self.size_of_type()
        self._set = [set_piece(piece, size) for piece in self._pieces]
        self._arrange()

    def _arrange(self) -> None:
        if self._stale:
            return
        self._arrangement = self._arranged(self.width())
        height = ceil(self._arrangement.height) + 2 * HALF if self._pieces else 0
        height = max(height, self._least)
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)
        self.update()

    def _arranged(self, width: int) -> Arrangement:
        if len(self._set) != len(self._pieces):
            return _EMPTY
        extents = [Extent(each.advance, each.ascent, each.descent) for each in self._set]
        return arrange(
            self._pieces, extents, max(width - 2 * ASIDE, 1), self.size_of_type(), not self._steady
        )

    def _same_terms(self, pieces: tuple[Piece, ...]) -> bool:
        """True if only numbers and their signs have changed: what is pointed at stays."""
        return [_name(piece) for piece in self._pieces] == [_name(piece) for piece in pieces]

    def _at(self, position: QPointF) -> int:
        x, y = position.x() - ASIDE, position.y() - HALF
        found = (p for p in self._arrangement.placed if self._answers(p) and p.contains(x, y))
        hit = next(found, None)
        return _NONE if hit is None else hit.piece

    def _answers(self, placed: Placed) -> bool:
        piece = self._pieces[placed.piece]
        return piece.key is not None

    def _point(self, piece: int) -> None:
        if piece == self._pointed:
            return
        before, self._pointed = self._pointed, piece
        key = None if piece == _NONE else self._pieces[piece].key
        self.setAccessibleDescription("" if piece == _NONE else self._pieces[piece].text)
        shape = Qt.CursorShape.ArrowCursor if key is None else Qt.CursorShape.PointingHandCursor
        self.setCursor(shape)
        if key is not None or (before != _NONE and self._pieces[before].key is not None):
            self.pointed.emit(frozenset() if key is None else frozenset((key,)))
        self.update()

    def _walk(self, step: int) -> None:
        terms = [p.piece for p in self._arrangement.placed if self._answers(p)]
        if not terms:
            return
        if self._pointed in terms:
            self._point(terms[(terms.index(self._pointed) + step) % len(terms)])
        else:
            self._point(terms[0 if step > 0 else -1])

    def _choose(self, piece: int) -> None:
        if piece != _NONE and (key := self._pieces[piece].key) is not None:
            self.chosen.emit(key, self._pieces[piece].cell)


def _name(piece: Piece) -> tuple[object, ...]:
    changing = (
        piece.number or piece.raised or piece.fraction or piece.words or piece.joint is Joint.SUM
    )
    return piece.key, piece.cell, "" if changing else piece.text


def copy_text(text: str) -> None:
    """Put a text on the clipboard."""
    data = QMimeData()
    data.setText(text)
    QGuiApplication.clipboard().setMimeData(data)


def line_height() -> float:
    """Return the height of a line of small text."""
    return QFontMetricsF(font(FontRole.SMALL)).height()


def set_piece(piece: Piece, size: int) -> Set:
    """Set a piece at a size in logical pixels; what has been set is kept."""
    if piece.words:
        return set_words(piece.text)
    if piece.raised:
        return set_raised(piece.latex.removeprefix("^{").removesuffix("}"), size)
    if piece.fraction:
        return set_fraction(piece.text, size)
    if piece.number or not piece.text.strip():
        return set_number(piece.text, size)
    return set_math(piece.latex.strip(), size)
