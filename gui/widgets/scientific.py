"""Entry of numbers over many magnitudes, such as a learning rate."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.errors import UserError
from gui.widgets.entry import NumberEntry
from gui.widgets.numbers import check_range, format_number, parse_number, step_number


class ScientificSpinBox(NumberEntry):
    """A positive number, typed as 1e-3, 0.001 or 0,001, or stepped 1, 2, 5, 10.

    Page keys, and the arrows with Ctrl, step by a factor of ten.
    """

    valueChanged = Signal(float)  # noqa: N815 (as in Qt's own spin boxes)

    def __init__(
        self,
        value: float,
        *,
        minimum: float = 0.0,
        exclusive: bool = True,
        maximum: float = math.inf,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(float(value), minimum, maximum, hint, parent)
        check_range(value, minimum, maximum, exclusive)
        self._exclusive = exclusive
        self.show_last()

    def value(self) -> float:
        """The last good value."""
        return self._value

    def setValue(self, value: float) -> None:
        """Set the value and show it.

        Raises:
            UserError: when the value is not allowed here; the old one then stays.
        """
        self.require(value)
        self.take(float(value))

    def require(self, value: float) -> None:
        """Raise UserError when a value is not allowed here."""
        if not math.isfinite(value):
            raise UserError(f"{value} is not a number to compute with. Enter a finite one.")
        check_range(value, self._minimum, self._maximum, self._exclusive)

    def read(self, text: str) -> float:
        """Return the number that a text stands for; UserError if it cannot be one here."""
        value = parse_number(text)
        check_range(value, self._minimum, self._maximum, self._exclusive)
        return value

    def written(self, value: float) -> str:
        """Return a value as short as it can be read back exactly."""
        return format_number(value).replace(".", self.locale().decimalPoint())

    def announce(self) -> None:
        """Emit `valueChanged`."""
        self.valueChanged.emit(self._value)

    def stepBy(self, steps: int) -> None:
        """Step through 1, 2, 5, 10; ten steps are a factor of ten."""
        if not self.commit():
            return
        value = step_number(self._value, steps)
        if not self._exclusive and self._minimum == 0 and steps < 0 and value < 1e-8:
            value = 0.0
        low = self._value if self._exclusive and value <= self._minimum else self._minimum
        self.take(min(max(value, low), self._maximum))
        self.selectAll()
