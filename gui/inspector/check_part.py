"""Check this gradient: finite differences beside the exact values."""

from __future__ import annotations

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
from core.gradient_check import EntryCheck, GradientCheck
from core.key import Key, values_of
from core.trace import Trace
from gui.inspector.check_run import CheckRun
from gui.inspector.checking import Tally, cell_for, gradient_for, verdict
from gui.inspector.numerals import exact, grouped
from gui.inspector.part import Part
from gui.inspector.subject import Shown, strongest
from gui.resources import icon
from gui.theme import GRID, HALF, Look, set_look, theme_source
from gui.widgets.basics import WrappedLabel
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
        for widget in (self.which, self._about, self.button, self.progress, self.counted):
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
        """Return a number of the table: "exact", "numeric", "error"."""
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
        subject = (shown.trace.network, shown.key, shown.subject.cell, shown.formulas)
        if subject != self._subject:
            if self._subject[:2] != subject[:2] or not self.run.running:
                self.run.drop()
                self._clear()
            self._subject, self._gradient = subject, gradient
            cell = cell_for(shown.key, shown.entry, gradient)
            size = values_of(shown.trace, gradient).size
            self._cell = cell if 0 <= cell < size else strongest(shown.trace, gradient)
        elif self._done is not None and self._trace is not shown.trace:
            self.counted.setText(f"Of step {grouped(self._step())}; the network has changed since.")
            self.counted.show()
        self.button.setEnabled(True)
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
            check = GradientCheck(shown.trace).entry(gradient, self._cell)
            tally = Tally()
            tally.add(check)
            self._finish(check, tally, 1)
            return
        self.button.setText("Stop")
        self.progress.show()
        self.counted.show()
        self.run.start(shown.trace, gradient)
        self._on_progress(0, self.run.count)

    def _on_which(self) -> None:
        self.run.drop()
        self._clear()
        if self.shown is not None:
            self._name(self.shown)

    def _on_progress(self, done: int, count: int) -> None:
        self.progress.setRange(0, count)
        self.progress.setValue(done)
        self.counted.setText(f"{grouped(done)} of {grouped(count)} entries")

    def _on_ended(self, tally: Tally, complete: bool) -> None:
        count = self.run.count
        self._clear()
        if not tally.entries:
            return
        self._finish(tally, tally, count)
        if not complete:
            self.counted.setText(f"Stopped after {grouped(tally.entries)} of {grouped(count)}.")
            self.counted.show()

    # Behind the scenes.

    def _finish(self, done: EntryCheck | Tally, tally: Tally, count: int) -> None:
        self._done = done
        self._right = tally.right
        style = NumberStyle(2, self.shown is not None and self.shown.style.comma)
        self.result.setText(verdict(tally, count, style.plain(tally.relative_error)))
        self.result.setAccessibleName(self.result.text())
        self._write(style)
        self._dress()
        for widget in (self._table, self.result, self._mark):
            widget.show()
        self.checked.emit()

    def _write(self, style: NumberStyle) -> None:
        done = self._done
        if done is None or self.shown is None:
            return
        long = NumberStyle(max(self.shown.style.digits, MORE_DIGITS), self.shown.style.comma)
        numbers = {
            "exact": done.exact,
            "numeric": done.numeric,
            "difference": done.difference,
            "error": done.relative_error,
        }
        for name, value in numbers.items():
            written = long if name in ("exact", "numeric") else NumberStyle(2, long.comma)
            self._rows[name].setText(written.plain(value))
            self._rows[name].setToolTip(exact(value, long.comma))
        single = isinstance(done, EntryCheck)
        self._names["exact"].setText("Exact value" if single else "Exact length")
        self._names["numeric"].setText("Finite difference" if single else "Numeric length")

    def _name(self, shown: Shown) -> None:
        """Say which gradient is checked, if it is not the one that is selected."""
        gradient = self._gradient
        if gradient is None:
            return
        symbol = shown.formulas.symbols[gradient]
        values = values_of(shown.trace, gradient)
        if self.which.current() == VECTOR:
            text = f"{symbol.plain}, {grouped(values.size)} entries"
        else:
            row, *rest = divmod(self._cell, values.shape[1]) if values.ndim > 1 else (self._cell,)
            text = f"{entry(symbol, (row, *rest)).plain}"
        if gradient != shown.key and shown.key.symbol in ("z", "p", "s", "p_s") and gradient[1]:
            text += ": what the loss depends on directly is checked"
        if self._about.text() != text:
            self._about.setText(text)
            self._about.setAccessibleName(text)

    def _clear(self) -> None:
        self._done = None
        self._right = None
        self.button.setText("Check this gradient")
        for widget in (self.progress, self.counted, self._table, self.result, self._mark):
            widget.hide()

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
