"""What the optimizer remembers of a parameter, before and after the step, and the step itself."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.arrays import Array
from core.formula import entry
from core.key import Key, values_of
from core.linear_map import Dense
from core.optimizers import OPTIMIZERS
from core.update import Memory
from core.update_formulas import state_symbol
from gui.inspector.matrix_foot import MatrixFoot
from gui.inspector.matrix_view import MatrixView
from gui.inspector.matrix_window import size_of
from gui.inspector.part import Part
from gui.inspector.subject import Shown
from gui.theme import Look, set_look
from gui.widgets.basics import WrappedLabel
from gui.widgets.segmented import SegmentedControl

BEFORE, AFTER = "before", "after"
STEP = "step"


class MemoryPart(Part):
    """One picture of the parameter's shape, in which before and after can be exchanged."""

    chosen = Signal(object, int)
    pointed = Signal(object, int)
    """The parameter and its gradient, and the entry of both that is pointed at; none and -1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.what = SegmentedControl([(STEP, STEP)], STEP)
        self.moment = SegmentedControl([(BEFORE, "before the step"), (AFTER, "after it")], AFTER)
        self.moment.setObjectName("memoryMoment")
        self.moment.setAccessibleName("Before or after the step")
        self.moment.changed.connect(self._on_choice)
        self._about = WrappedLabel()
        self._about.setObjectName("memoryAbout")
        set_look(self._about, Look.SMALL)
        self.view = MatrixView()
        self.view.setObjectName("memoryView")
        self.foot = MatrixFoot(self.view, "memory")
        self.view.pointed.connect(self._on_pointed)
        self.view.picked.connect(self._on_picked)
        self._letters: tuple[str, ...] = ()
        self._drawn: tuple[object, ...] = ()
        for widget in (self.what, self.moment, self._about, self.waiting, self.view, self.foot):
            self.column.addWidget(widget)

    def applies(self, shown: Shown) -> bool:
        """Only parameters have a memory, and plain gradient descent has none."""
        update = shown.trace.update
        return shown.key.symbol in _PARAMETERS and update is not None and bool(update.memory)

    def refresh(self) -> None:
        """Draw what is chosen; of an update that is yet to come only what was there before."""
        shown = self.shown
        if shown is None or not self.applies(shown):
            self._drawn = ()
            self.view.set_map(None)
            return
        self._offer(shown)
        letter, moment = self.what.current(), self.moment.current()
        self.moment.setEnabled(letter != STEP)
        later = letter == STEP or moment == AFTER
        self.view.set_veiled(self.hold_back(*((_after(shown.key),) if later else ())))
        values, end = self._values(shown, letter, moment)
        drawn = (shown.trace.network, shown.key, letter)
        same = drawn == self._drawn
        self._drawn = drawn
        self.view.set_style(shown.style)
        self.foot.set_style(shown.style)
        self._about.setText(self._meaning(shown, letter))
        when = "" if letter == STEP else f" {moment.capitalize()} the step."
        self.view.setAccessibleName(self._about.text() + when)
        self.view.set_map(Dense(values), keep=same, end=end)
        if not same:
            self.view.show_entry(*divmod(shown.entry, values.shape[1]))
        self.foot.say_where()

    # Behind the scenes.

    def _offer(self, shown: Shown) -> None:
        """Name the choices: the letters of this optimizer, and the step."""
        update = shown.trace.update
        letters = () if update is None else tuple(update.memory)
        if letters != self._letters:
            self._letters = letters
            old, new = self.what, SegmentedControl([(k, k) for k in (*letters, STEP)], letters[0])
            new.setObjectName("memoryWhat")
            new.setAccessibleName("What is remembered")
            new.changed.connect(self._on_choice)
            self.column.replaceWidget(old, new)
            old.deleteLater()
            self.what = new
        for letter in letters:
            self.what.button(letter).setText(state_symbol(letter, shown.key).plain)

    def _values(self, shown: Shown, letter: str, moment: str) -> tuple[Array, float]:
        """Return the numbers as a matrix, and the end of their colours."""
        if letter == STEP:
            change = values_of(shown.trace, _after(shown.key)) - values_of(
                shown.trace, _before(shown.key)
            )
            return _matrix(change), size_of(change)
        kept = self._memory(shown, letter)
        name = f"{shown.key.symbol[0]}_{shown.key.number}"
        before, after = kept.before(name), kept.after(name)
        # One scale for both, so that they can be compared; what is to come is not given away.
        there = (before,) if shown.waits_for(_after(shown.key)) else (before, after)
        end = max(size_of(values) for values in there)
        return _matrix(before if moment == BEFORE else after), end

    def _memory(self, shown: Shown, letter: str) -> Memory:
        update = shown.trace.update
        if update is None:
            raise KeyError(letter)
        return update.memory[letter]

    def _meaning(self, shown: Shown, letter: str) -> str:
        update, parameter = shown.trace.update, shown.formulas.symbols[_before(shown.key)]
        shape = values_of(shown.trace, _before(shown.key)).shape
        size = shown.style.shape(shape if len(shape) > 1 else (1, *shape))
        t = 0 if update is None else update.t
        step = f"step\N{NO-BREAK SPACE}t\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{shown.style.count(t)}"
        if letter == STEP:
            return f"What {step} adds to {parameter.plain}, {size}."
        words = OPTIMIZERS[shown.formulas.rule.optimizer].memory[letter]
        return f"{state_symbol(letter, shown.key).plain}, {size}: {words}, at {step}."

    def _on_choice(self) -> None:
        if self.shown is not None and self.isVisible():
            self.refresh()

    def _on_picked(self, row: int, column: int) -> None:
        """Select the entry, so that its numbers are written."""
        linear_map = self.view.linear_map
        if self.shown is not None and linear_map is not None:
            self.chosen.emit(_before(self.shown.key), row * linear_map.shape[1] + column)

    def _on_pointed(self, row: int, column: int) -> None:
        shown, linear_map = self.shown, self.view.linear_map
        if shown is None or linear_map is None or row < 0:
            self.pointed.emit(frozenset(), -1)
            self.foot.say_where()
            return
        parameter = _before(shown.key)
        gradient = Key(f"q_{parameter.symbol}", parameter.number)
        cell = row * linear_map.shape[1] + column
        self.pointed.emit(frozenset((parameter, gradient)), cell)
        index = (row, column) if parameter.symbol == "W" else (column,)
        number = shown.style.plain(self.view.value_at(row, column))
        self.foot.say(row, column, self._equation(shown, index, number))

    def _equation(self, shown: Shown, index: tuple[int, ...], number: str) -> str:
        """Say what an entry is: m₁[3,4] = 0.0123 after the step."""
        letter, symbols = self.what.current(), shown.formulas.symbols
        if letter != STEP:
            name = entry(state_symbol(letter, shown.key), index).plain
            return f"{name} = {number} {self.moment.current()} the step"
        new, old = (entry(symbols[to(shown.key)], index).plain for to in (_after, _before))
        return f"{new} − {old} = {number}"


_PARAMETERS = ("W", "b", "W_after", "b_after")


def _before(key: Key) -> Key:
    return Key(key.symbol[0], key.number)


def _after(key: Key) -> Key:
    return Key(f"{key.symbol[0]}_after", key.number)


def _matrix(values: Array) -> Array:
    return values if values.ndim > 1 else values[None, :]
