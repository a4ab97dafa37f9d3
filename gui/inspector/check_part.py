"""Check this gradient: finite differences beside the exact values."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QWidget,
)

from core.formula import NumberStyle, entry
from core.gradient_check import EntryCheck, GradientCheck, variable_of
from core.key import Key, values_of
from core.trace import Trace
from gui.inspector.check_run import CheckRun
from gui.inspector.checking import Tally, cell_for, gradient_for, verdict
from gui.inspector.part import Part
from gui.inspector.subject import Shown, strongest
from gui.resources import icon
from gui.theme import GRID, HALF, Look, set_look, theme_source
from gui.widgets.basics import WrappedLabel
from gui.widgets.focus import only_by_tab
from gui.widgets.segmented import SegmentedControl

ENTRY, VECTOR = "entry", "vector"
MORE_DIGITS = 8
"""Less would hide by how little the two differ."""


class CheckPart(Part):
    """One entry at once, or all of them in slices, with progress and a way to stop."""

    checked = Signal()
    """A check has ended."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.which = SegmentedControl([(ENTRY, "One entry"), (VECTOR, "All entries")], ENTRY)
        self.which.setAccessibleName("What to check")
        self.which.setObjectName("checkWhich")
        self.button = QPushButton("Check this gradient")
        only_by_tab(self.button)
        self.button.setObjectName("checkButton")
        self.button.clicked.connect(self._on_button)
        self.progress = QProgressBar()
        self.progress.setObjectName("checkProgress")
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Entries checked")
        self.counted = QLabel()
        self.counted.setObjectName("checkCounted")
        set_look(self.counted, Look.SMALL)
        self._table = QWidget()
        self._rows: dict[str, QLabel] = {}
        self._names: dict[str, QLabel] = {}
        self._make_table()
        self._mark = QLabel()
        self._mark.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.result = WrappedLabel()
        self.result.setObjectName("checkResult")
        said = QHBoxLayout()
        said.setSpacing(GRID)
        said.addWidget(self._mark)
        said.addWidget(self.result, 1)
        self._about = WrappedLabel()
        self._about.setObjectName("checkAbout")
        set_look(self._about, Look.SMALL)
        for widget in (
            *(self.which, self._about, self.waiting),
            *(self.button, self.progress, self.counted),
        ):
            self.column.addWidget(widget)
        self.column.addWidget(self._table)
        self.column.addLayout(said)
        self.run = CheckRun(self)
        self.run.progressed.connect(self._on_progress)
        self.run.ended.connect(self._on_ended)
        self._gradient: Key | None = None
        self._cell = 0
        self._subject: tuple[object, ...] = ()
        self._trace: Trace | None = None
        self._right: bool | None = None
        self._done: EntryCheck | Tally | None = None
        self.which.changed.connect(self._on_which)
        theme_source().changed.connect(self._dress)
        self._clear()

    def value(self, name: str) -> str:
        """Return a number of the table: "exact", "numeric", "difference", "noise", "error"."""
        return self._rows[name].text()

    def refresh(self) -> None:
        """Name the gradient; a result of another one goes."""
        shown = self.shown
        if shown is None:
            self._subject, self._gradient, self._trace = (), None, None
            self.run.drop()
            self._clear()
            self.button.setEnabled(False)
            return
        gradient = gradient_for(shown.key, len(shown.trace.layers))
        thing = (shown.trace.network, shown.key, shown.batch is None)
        subject = (thing, shown.subject.cell, shown.formulas)
        if subject != self._subject:
            if self._subject[:1] != subject[:1] or not self.run.running:
                self.run.drop()
                self._clear()
            self._subject, self._gradient = subject, gradient
            cell = cell_for(shown.key, shown.entry)
            size = values_of(shown.trace, gradient).size
            self._cell = cell if 0 <= cell < size else strongest(shown.trace, gradient)
        elif self._done is not None and self._trace is not shown.trace:
            step = shown.style.count(self._step())
            self.counted.setText(f"Of step {step}; the network has changed since.")
            self.counted.show()
        waits = self.hold_back(gradient)
        if waits:
            self.run.drop()
            self._clear()
        self.button.setEnabled(not waits)
        self._name(shown)
        if self._done is not None:
            self._write(shown.style)

    # What happens.

    def _on_button(self) -> None:
        if self.run.running:
            self.run.cancel()
            return
        shown, gradient = self.shown, self._gradient
        if shown is None or gradient is None:
            return
        self._clear()
        self._trace = shown.trace
        if self.which.current() == ENTRY:
            check = GradientCheck(shown.trace, shown.batch).entry(gradient, self._cell)
            tally = Tally()
            tally.add(check)
            self._finish(check, tally, 1)
            return
        self.button.setText("Stop")
        self.progress.show()
        self.counted.show()
        self.run.start(shown.trace, gradient, shown.batch)
        self._on_progress(0, self.run.count)

    def _on_which(self) -> None:
        self.run.drop()
        self._clear()
        if self.shown is not None:
            self._name(self.shown)

    def _on_progress(self, done: int, count: int) -> None:
        self.progress.setRange(0, count)
        self.progress.setValue(done)
        number = self._style.count
        self.counted.setText(f"{number(done)} of {number(count)} entries")

    def _on_ended(self, tally: Tally, complete: bool) -> None:
        count = self.run.count
        self._clear()
        if not tally.entries:
            return
        self._finish(tally, tally, count)
        if not complete:
            number = self._style.count
            self.counted.setText(f"Stopped after {number(tally.entries)} of {number(count)}.")
            self.counted.show()

    # Behind the scenes.

    def _finish(self, done: EntryCheck | Tally, tally: Tally, count: int) -> None:
        self._done = done
        self._right = None if tally.too_small else tally.right
        style = replace(self._style, digits=2)
        self.result.setText(verdict(tally, count, style.plain(tally.relative_error)))
        self.result.setAccessibleName(self.result.text())
        self._write(self._style)
        self._dress()
        for widget in (self._table, self.result):
            widget.show()
        self._mark.setVisible(self._right is not None)
        self.checked.emit()

    def _write(self, style: NumberStyle) -> None:
        done = self._done
        if done is None:
            return
        long, short = (
            replace(style, digits=max(style.digits, MORE_DIGITS)),
            replace(style, digits=2),
        )
        numbers = {
            "exact": done.exact,
            "numeric": done.numeric,
            "difference": done.difference,
            "noise": done.noise,
            "error": done.relative_error,
        }
        for name, value in numbers.items():
            written = long if name in ("exact", "numeric") else short
            self._rows[name].setText(written.plain(value))
            self._rows[name].setToolTip(style.exact(value))
        single = isinstance(done, EntryCheck)
        self._names["exact"].setText("Exact value" if single else "Exact norm")
        self._names["numeric"].setText("Finite difference" if single else "Numeric norm")

    def _name(self, shown: Shown) -> None:
        """Say which gradient is checked, and what is moved to see how the loss changes."""
        gradient = self._gradient
        if gradient is None:
            return
        symbols = shown.formulas.symbols
        symbol, by = symbols[gradient], symbols[variable_of(shown.trace.network, gradient)[0]]
        values = values_of(shown.trace, gradient)
        if self.which.current() == VECTOR:
            count = "entry" if values.size == 1 else "entries"
            name = f"{symbol.plain}, {shown.style.count(values.size)} {count}"
            moved = f"each entry of {by.plain}"
        else:
            row, *rest = divmod(self._cell, values.shape[1]) if values.ndim > 1 else (self._cell,)
            name, moved = (entry(each, (row, *rest)).plain for each in (symbol, by))
        follows = "what follows" if gradient.symbol in ("p", "p_s") else "the loss"
        if shown.batch is not None and gradient.symbol in ("q_W", "q_b"):
            follows = f"the mean loss of the {shown.style.count(shown.batch.count)} samples"
        text = f"{name}: {moved} is moved a little, and {follows} is computed anew."
        if self._about.text() != text:
            self._about.setText(text)
            self._about.setAccessibleName(text)

    def _clear(self) -> None:
        self._done = None
        self._right = None
        self.button.setText("Check this gradient")
        for widget in (self.progress, self.counted, self._table, self.result, self._mark):
            widget.hide()

    @property
    def _style(self) -> NumberStyle:
        return NumberStyle() if self.shown is None else self.shown.style

    def _step(self) -> int:
        return 0 if self._trace is None else self._trace.step

    def _dress(self) -> None:
        if self._right is not None:
            name, role = ("check", "right") if self._right else ("warning", "wrong")
            self._mark.setPixmap(icon(name, role=role).pixmap(QSize(20, 20)))

    def _make_table(self) -> None:
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(HALF)
        grid.setColumnStretch(1, 1)
        for row, (name, text) in enumerate(
            (
                ("exact", ""),
                ("numeric", ""),
                ("difference", "Apart by"),
                ("noise", "Rounding makes up to"),
                ("error", "Relative error"),
            )
        ):
            label, value = QLabel(text), QLabel()
            set_look(label, Look.SMALL)
            flags = Qt.TextInteractionFlag.TextSelectableByMouse
            value.setTextInteractionFlags(flags | Qt.TextInteractionFlag.TextSelectableByKeyboard)
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.setObjectName(f"check-{name}")
            label.setBuddy(value)
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 1)
            self._names[name], self._rows[name] = label, value
