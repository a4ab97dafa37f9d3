"""A Jacobian of a layer: its structure in words and signs, its entries as a picture."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.key import Key, has_activation
from gui.inspector.formula_view import FormulaView
from gui.inspector.jacobian_names import (
    ACTIVATION,
    BY_BIASES,
    BY_VALUE,
    BY_WEIGHTS,
    SYMBOLS,
    Jacobian,
    choice_for,
    jacobian,
)
from gui.inspector.matrix_foot import MatrixFoot
from gui.inspector.matrix_view import MatrixView
from gui.inspector.part import Part
from gui.inspector.pieces import pieces_of
from gui.inspector.subject import Shown
from gui.theme import Look, set_look
from gui.widgets.basics import WrappedLabel
from gui.widgets.segmented import SegmentedControl

_TIPS = {
    BY_VALUE: "Jacobian by the input of the layer",
    BY_WEIGHTS: "Jacobian by the weights, row by row",
    BY_BIASES: "Jacobian by the biases",
    ACTIVATION: "Jacobian of the activation alone",
}


class JacobianPart(Part):
    """Choice of the Jacobian, formula, picture, and the entry that is pointed at."""

    pointed = Signal(object)
    chosen = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = SegmentedControl([(symbol, symbol) for symbol in SYMBOLS], BY_VALUE)
        self.choice.setObjectName("jacobianChoice")
        self.choice.setAccessibleName("Derivative by")
        for symbol, tip in _TIPS.items():
            self.choice.button(symbol).setToolTip(tip)
            self.choice.button(symbol).setAccessibleName(tip)
        self.formula = FormulaView("Jacobian", 1.1)
        self.formula.setObjectName("jacobianFormula")
        self.formula.pointed.connect(self.pointed)
        self.formula.chosen.connect(self.chosen)
        self.structure = WrappedLabel()
        self.structure.setObjectName("jacobianStructure")
        set_look(self.structure, Look.SMALL)
        self.view = MatrixView()
        self.view.setObjectName("jacobianView")
        self.foot = MatrixFoot(self.view, "jacobian")
        for widget in (self.choice, self.formula, self.structure, self.waiting, self.view):
            self.column.addWidget(widget)
        self.column.addWidget(self.foot)
        self._jacobian: Jacobian | None = None
        self._subject: tuple[Key, int] | None = None
        self._drawn: tuple[object, ...] = ()
        self.choice.changed.connect(self._on_choice)
        self.view.pointed.connect(self._on_pointed)

    @property
    def jacobian(self) -> Jacobian | None:
        """What is shown."""
        return self._jacobian

    def refresh(self) -> None:
        """Show the Jacobian that belongs to the subject, or the next state of the one shown."""
        shown = self.shown
        if shown is None:
            self._jacobian, self._subject, self._drawn = None, None, ()
            self.view.set_map(None)
            return
        subject = (shown.key, shown.subject.cell)
        if subject != self._subject:
            self._subject = subject
            wanted = choice_for(shown.key, shown.formulas.split)
            self.choice.set_current(self._available(shown, wanted))
        symbol = self.choice.current()
        self._label(shown)
        found = jacobian(shown.formulas, shown.trace, shown.layer, symbol, shown.style)
        self._jacobian = found
        drawn = (shown.formulas, shown.layer, symbol, subject)
        same = drawn == self._drawn
        self._drawn = drawn
        self.view.set_style(shown.style)
        self.foot.set_style(shown.style)
        if not same:
            pieces = () if found.formula is None else pieces_of(found.formula)
            self.formula.set_pieces(pieces)
            self.formula.setVisible(bool(pieces))
        if found.structure != self.structure.text():
            self.structure.setText(found.structure)
            self.view.setAccessibleName(f"Jacobian, {found.structure}")
        self.view.set_veiled(self.hold_back(*found.needs))
        self.view.set_map(found.linear_map, keep=same)
        if not same:
            self._aim(shown)
        self.foot.say_where()

    # Behind the scenes.

    def _available(self, shown: Shown, symbol: str) -> str:
        layer = shown.layer
        plain = layer and not has_activation(shown.trace.layers[layer - 1].layer)
        return BY_VALUE if symbol == ACTIVATION and plain else symbol

    def _label(self, shown: Shown) -> None:
        """Name the choices by what they are derivatives by."""
        layer, symbols = shown.layer, shown.formulas.symbols
        self.choice.setVisible(bool(layer))
        if not layer:
            return
        record = shown.trace.layers[layer - 1].layer
        function = symbols.function(record)
        texts = {
            BY_VALUE: symbols["z", layer].plain,
            BY_WEIGHTS: symbols["W", layer].plain,
            BY_BIASES: symbols["b", layer].plain,
            ACTIVATION: "none" if function is None else f"{function.plain}′",
        }
        for symbol, text in texts.items():
            short = text.removesuffix(".value")
            if self.choice.button(symbol).text() != short:
                self.choice.button(symbol).setText(short)
        there = has_activation(record)
        self.choice.button(ACTIVATION).setEnabled(there)
        if not there and self.choice.current() == ACTIVATION:
            self.choice.set_current(BY_VALUE)

    def _aim(self, shown: Shown) -> None:
        """Bring the part of the matrix that belongs to the entry into the window."""
        found = self._jacobian
        if found is None:
            return
        rows, columns = found.linear_map.shape
        key, cell = shown.key, shown.entry
        if key == found.row:
            row, column = cell, 0
            if self.choice.current() in (BY_WEIGHTS, BY_BIASES, ACTIVATION):
                column = row * columns // max(rows, 1)
        elif key.symbol in ("W", "q_W", "W_after") and self.choice.current() == BY_WEIGHTS:
            row, column = cell // found.shape[-1], cell
        elif key.symbol == "p" and self.choice.current() == BY_VALUE:
            row, column = 0, cell  # it is made of a whole column
        else:
            row = column = cell
        self.view.show_entry(min(row, rows - 1), min(column, columns - 1))

    def _on_choice(self) -> None:
        if self.shown is not None and self.isVisible() and self._subject is not None:
            self.refresh()

    def _on_pointed(self, row: int, column: int) -> None:
        found, shown = self._jacobian, self.shown
        if found is None or shown is None or row < 0:
            self.pointed.emit(frozenset())
            self.foot.say_where()
            return
        value = self.view.value_at(row, column)
        self.foot.say(row, column, found.say(shown.formulas, row, column, value, shown.style))
        self.pointed.emit(frozenset((found.row, found.column)))
