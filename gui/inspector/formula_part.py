"""The formula of what is selected, and the same formula with this sample's numbers."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from core.formula import Formula, entry
from core.key import Key
from core.number_formulas import number_formula
from gui.inspector.formula_view import FormulaView
from gui.inspector.part import Part
from gui.inspector.pieces import Piece, pieces_of
from gui.inspector.subject import class_of, found_values, general
from gui.reading import FEWEST_DIGITS, MOST_DIGITS
from gui.theme import GRID, Look, set_look, theme_source
from gui.widgets.basics import WrappedLabel
from gui.widgets.focus import only_by_tab
from gui.widgets.note import FieldNote
from gui.widgets.ranged import IntSpinBox

_OF_MEAN = ("q_W", "q_b", "W_after", "b_after")
_MEAN = (
    "Off: q is the gradient of this sample's loss.\n"
    "On: q is the mean over a minibatch with this sample in it; "
    "while it trains at full speed, q is this sample's."
)
MOST_TERMS = 3
"""Terms of a sum that are written out; the rest stand together."""


class FormulaPart(Part):
    """The formula, with a sentence that says what it does."""

    pointed = Signal(object)
    chosen = Signal(object, int)
    mean_asked = Signal(bool)
    """q is to be the mean over a minibatch, or that of the sample."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = FormulaView("Formula", 1.25)
        self.view.setObjectName("inspectorFormula")
        self.view.pointed.connect(self.pointed)
        self.view.chosen.connect(self.chosen)
        self._sentence = WrappedLabel()
        self._sentence.setObjectName("inspectorSentence")
        set_look(self._sentence, Look.MUTED)
        self.mean = QCheckBox("Minibatch mean")
        only_by_tab(self.mean)
        self.mean.setObjectName("inspectorMean")
        self.mean.setToolTip(_MEAN)
        self.mean.toggled.connect(self.mean_asked)
        self.column.addWidget(self.view)
        self.column.addWidget(self._sentence)
        self.column.addWidget(self.mean)
        self._drawn: tuple[object, ...] = ()

    def refresh(self) -> None:
        """Set the formula, if it is another one."""
        if self.shown is None:
            self._drawn = ()
            self.view.set_pieces(())
            self._sentence.setText("")
            return
        style = self.shown.style
        drawn = (self.shown.formulas, self.shown.subject, style.comma)
        if drawn == self._drawn:
            return  # only the numbers are others
        self._drawn = drawn
        self.mean.setVisible(self.shown.key.symbol in _OF_MEAN)
        found = general(self.shown.formulas, self.shown.subject)
        self.view.set_pieces(in_lines(found))
        self._sentence.setText(style.sentence(found[0].sentence))
        self._sentence.setAccessibleName(found[0].spoken)


class NumberPart(Part):
    """The formula of one entry, with numbers."""

    pointed = Signal(object)
    chosen = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = FormulaView("With numbers", 1.05, steady=True)
        self.view.setObjectName("inspectorNumbers")
        self.view.pointed.connect(self.pointed)
        self.view.chosen.connect(self.chosen)
        self._note = WrappedLabel()
        self._note.setObjectName("inspectorNote")
        set_look(self._note, Look.SMALL)
        self.column.addWidget(self.view)
        self.column.addWidget(self.waiting)
        self.digits = IntSpinBox(FEWEST_DIGITS, FEWEST_DIGITS, MOST_DIGITS)
        self.digits.setObjectName("digits")
        self.digits.setAccessibleName("Significant digits")
        self.digits.set_hint("Significant digits of the numbers")
        self.digits.setSuffix(" digits")
        self.digits.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        below = QHBoxLayout()
        below.setSpacing(GRID)
        below.addWidget(self._note, 1)
        below.addWidget(self.digits, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self.column.addLayout(below)
        self.column.addWidget(FieldNote().follow(self.digits))
        theme_source().changed.connect(self._dress)
        self._dress()

    def refresh(self) -> None:
        """Write the numbers."""
        shown = self.shown
        values = None if shown is None else found_values(shown.trace, shown.key)
        # Of what arrives entry by entry this one may be there before the rest.
        waits = self.hold_back(*(() if shown is None or shown.reached else (shown.key,)))
        if shown is None or values is None or waits:
            self.view.set_pieces(())
            self.view.set_exact("")
            self.view.hide()
            there = shown is None or waits
            self._say("" if there else "This trace was taken without an update.")
            return
        found = number_formula(
            shown.formulas,
            shown.trace,
            shown.key,
            shown.entry,
            shown.style,
            MOST_TERMS,
            shown.batch,
        )
        self.view.set_pieces(in_lines(found))
        self.view.show()
        value = float(values.reshape(-1)[shown.entry])
        self.view.set_exact(shown.style.exact(value))
        chosen = shown.subject.cell >= 0 or values.size == 1
        what = "At the largest gradient" if _is_parameter(shown.key) else "Its largest entry"
        name = class_of(shown)
        of_class = f", class\N{NO-BREAK SPACE}{name}" if name else ""
        if not chosen:
            note = what + of_class
        elif name:
            index = tuple(int(k) for k in np.unravel_index(shown.entry, values.shape))
            note = entry(shown.formulas.symbols[shown.key], index).plain + of_class
        else:
            note = ""
        if shown.batch is not None and shown.key.symbol in ("q_W", "q_b"):
            note = f"{note}. ⁽¹⁾ is this sample" if note else "⁽¹⁾ is this sample"
        self._say(note)

    def _dress(self) -> None:
        # Left to itself the box takes half of the panel. What its frame and arrows take is asked of
        # the style, for the longest text that it can have.
        self.digits.ensurePolished()
        self.digits.setFixedWidth(self.digits.sizeHint().width())

    def _say(self, text: str) -> None:
        if text != self._note.text():
            self._note.setText(text)


def _is_parameter(key: Key) -> bool:
    return key.symbol in ("W", "b", "W_after", "b_after")


def in_lines(found: Iterable[Formula]) -> tuple[Piece, ...]:
    """Put several formulas under each other."""
    pieces: list[Piece] = []
    for formula in found:
        first, *rest = pieces_of(formula)
        pieces += [first.on_a_new_line() if pieces else first, *rest]
    return tuple(pieces)
