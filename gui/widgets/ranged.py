"""Entry of numbers from here to there, in plain digits."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.errors import UserError
from gui.drawing.written import has_comma
from gui.widgets.entry import NumberEntry
from gui.widgets.numbers import parse_number, parse_whole, tidy_exponent

DECIMALS = 4


class RangedEntry(NumberEntry):
    """A number between two others. What a person types is refused outside, a program's is bounded.

    The lowest may have a word of its own, and a unit may follow the number; it need not be typed.
    """

    def __init__(
        self, value: float, minimum: float, maximum: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(value, minimum, maximum, "", parent)
        self._step = 1.0
        self._suffix = ""
        self._word = ""
        self.show_last()

    def setRange(self, minimum: float, maximum: float) -> None:
        """Set the limits. A value outside is brought between them, and nobody is told."""
        self._minimum, self._maximum = minimum, max(minimum, maximum)
        self.show_value(self.bounded(self._value))
        self.updateGeometry()

    def setMaximum(self, maximum: float) -> None:
        """Set the upper limit, like `setRange`."""
        self.setRange(self._minimum, maximum)

    def setValue(self, value: float) -> None:
        """Set the value, brought between the limits."""
        self.take(self.bounded(value))

    def setSingleStep(self, step: float) -> None:
        """Set the length of a step."""
        self._step = step

    def setSuffix(self, suffix: str) -> None:
        """Set what follows the number."""
        self._suffix = suffix
        self.show_value(self._value)

    def setSpecialValueText(self, word: str) -> None:
        """Set a word for the lowest value; an empty one for none."""
        self._word = word
        self.show_value(self._value)

    def bounded(self, value: float) -> float:
        """Return a value between the limits."""
        return min(max(value, self._minimum), self._maximum)

    def read(self, text: str) -> float:
        """Return the number that a text stands for; UserError, with the limits, if it cannot be."""
        plain = text.strip()
        if self._word and plain == self._word:
            return self._minimum
        value = self.parsed(plain.removesuffix(self._suffix.strip()))
        if self.bounded(value) != value:
            how = "small" if value < self._minimum else "large"
            raise UserError(f"{_said(value)} is too {how}. {self.remedy()}")
        return value

    def takes_space(self) -> bool:
        """True where a unit can follow after a space, once."""
        return self._suffix.startswith(" ") and " " not in self.text()

    def parsed(self, text: str) -> float:
        """Return the number in a text without its unit; UserError if there is none."""
        return round(parse_number(text, self.remedy()), DECIMALS)

    def remedy(self) -> str:
        """Return what can be entered, as a sentence."""
        low, high = _said(self._minimum), _said(self._maximum)
        return f"Enter {low}." if low == high else f"Enter {low} to {high}."

    def digits(self, value: float) -> str:
        """Return a value in digits, without zeros that say nothing: "0.18"."""
        text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
        return text.replace(".", self.locale().decimalPoint())

    def written(self, value: float) -> str:
        """Return a value as it stands in the field."""
        if self._word and value <= self._minimum:
            return self._word
        return self.digits(value) + self._suffix

    def stepBy(self, steps: int) -> None:
        """Go further by so many steps."""
        if self.commit():
            self.setValue(self._value + steps * self._step)
            self.selectAll()

    def longest(self) -> str:
        """Return the longer one of the limits."""
        return max(self.written(self._minimum), self.written(self._maximum), key=len)


class PlainNumberBox(RangedEntry):
    """A number with up to four decimals."""

    valueChanged = Signal(float)  # noqa: N815 (as in Qt's own spin boxes)

    def value(self) -> float:
        """The last good value."""
        return self._value

    def announce(self) -> None:
        """Emit `valueChanged`."""
        self.valueChanged.emit(self._value)


class IntSpinBox(RangedEntry):
    """A whole number: 1000, 1,000 or 1e3."""

    valueChanged = Signal(int)  # noqa: N815 (as in Qt's own spin boxes)

    def value(self) -> int:
        """The last good value."""
        return int(self._value)

    def minimum(self) -> int:
        """The smallest that is possible."""
        return int(self._minimum)

    def maximum(self) -> int:
        """The largest that is possible."""
        return int(self._maximum)

    def announce(self) -> None:
        """Emit `valueChanged`."""
        self.valueChanged.emit(self.value())

    def parsed(self, text: str) -> float:
        """Return the whole number in a text without its unit; UserError if there is none."""
        return parse_whole(text, self.remedy(), "." if has_comma(self.locale()) else ",")

    def digits(self, value: float) -> str:
        """Return the number in plain digits."""
        return str(int(value))


def _said(value: float) -> str:
    """Write a number for a sentence, in English style."""
    return tidy_exponent(f"{value:,.10g}")
