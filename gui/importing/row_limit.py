"""How many rows of a table are used at most."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Signal, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QWidget

from gui.setup.boxes import explain, width_for
from gui.widgets.steady import IntSpinBox

_ALL = 1
"""Stands for no limit: a single row is nothing to learn from."""
_FIRST = 1000
_MOST = 99_999_999
_TIP = (
    "Of a table with more rows so many are drawn at random, evenly from the whole file, by the "
    "seed of the data. The file is read to its end all the same."
)


class RowLimitBox(IntSpinBox):
    """A number of rows, as "at most 10,000", or "all"."""

    limit_chosen = Signal(object)
    """A number of rows, or None for all; never emitted by `show_limit`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_ALL, _ALL, _MOST, parent)
        self.setStepType(IntSpinBox.StepType.AdaptiveDecimalStepType)
        self.setAccessibleName("Rows")
        explain(self, _TIP)
        self.valueChanged.connect(self._on_value)

    def show_limit(self, limit: int | None) -> None:
        """Show a limit, or None for all rows, without telling anybody."""
        with QSignalBlocker(self):
            self.setValue(_ALL if limit is None else limit)

    def textFromValue(self, value: int) -> str:
        """Say what a number of rows means."""
        return "all" if value == _ALL else f"at most {value:,}"

    def valueFromText(self, text: str) -> int:
        """Read the digits of a number; without any it is all rows."""
        digits = "".join(sign for sign in text if sign in "0123456789")
        return min(max(int(digits[:12] or _ALL), _ALL), _MOST)

    def validate(self, text: str, position: int) -> QValidator.State:
        """Let anything be typed; what is no number means all rows."""
        return QValidator.State.Acceptable

    def stepBy(self, steps: int) -> None:
        """Begin with a thousand: fewer rows are rarely wanted."""
        if self.value() == _ALL and steps > 0:
            self.setValue(_FIRST)
        else:
            super().stepBy(steps)

    def minimumSizeHint(self) -> QSize:
        """Need room for millions."""
        hint = super().minimumSizeHint()
        hint.setWidth(width_for(self, self.textFromValue(9_999_999)))
        return hint

    def sizeHint(self) -> QSize:
        """Ask for no more than that."""
        return self.minimumSizeHint()

    @Slot(int)
    def _on_value(self, value: int) -> None:
        self.limit_chosen.emit(None if value == _ALL else value)
