"""How many rows of a table are used at most."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.drawing.written import localized
from gui.setup.boxes import explain
from gui.widgets.ranged import IntSpinBox

_ALL = 1
"""Stands for no limit: a single row is nothing to learn from."""
_FIRST = 1000
_AT_MOST = "at most"
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
        self.setSpecialValueText("all")
        self.setAccessibleName("Rows")
        explain(self, _TIP)
        self.valueChanged.connect(self._on_value)

    def show_limit(self, limit: int | None) -> None:
        """Show a limit, or None for all rows, without telling anybody."""
        self.show_value(_ALL if limit is None else limit)

    def digits(self, value: float) -> str:
        """Say what a number of rows means."""
        return localized(f"{_AT_MOST} {int(value):,}")

    def read(self, text: str) -> float:
        """Read a number of rows; nothing, none or 0 are all of them."""
        plain = text.strip().removeprefix(_AT_MOST).strip()
        return _ALL if plain in ("", "none", "0") else super().read(plain)

    def remedy(self) -> str:
        """Return what can be entered."""
        return f"Enter 1 to {_MOST:,}, or “all”."

    def stepBy(self, steps: int) -> None:
        """Step by a tenth of the power of ten; begin with a thousand: fewer are rarely wanted."""
        if not self.commit():
            return
        first = self.value() == _ALL and steps > 0
        self.setSingleStep(10 ** max(len(str(self.value())) - 2, 0))
        self.setValue(_FIRST if first else self.value() + steps * self._step)
        self.selectAll()

    def longest(self) -> str:
        """Need room for millions."""
        return self.digits(9_999_999)

    @Slot(int)
    def _on_value(self, value: int) -> None:
        self.limit_chosen.emit(None if value == _ALL else value)
