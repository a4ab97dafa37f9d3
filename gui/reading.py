"""How the stage and the inspector are read: notation, numbers, whose gradients, what is selected.

One object that both look at, so that hovering a term of a formula lights its source on the stage,
and the other way round.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QLocale, QObject, Signal

from core.formula import NumberStyle
from core.key import Key
from core.notation import PROGRESSIVE, Notation
from gui.drawing.written import has_comma

FEWEST_DIGITS, MOST_DIGITS = 2, 12


class Reading(QObject):
    """What is selected and lit, and how it is written."""

    notation_changed = Signal(object)
    """`Notation`: every label, formula and spoken name changes at once."""
    digits_changed = Signal(int)
    style_changed = Signal(object)
    """`NumberStyle`: other digits, or another decimal sign."""
    mean_changed = Signal(bool)
    """q is asked for as the mean over a minibatch, or as the gradient of the sample alone."""
    selected = Signal(object, int)
    """`Key` or None, and a cell of it (-1 for the whole): chosen on the stage."""
    lit_changed = Signal(object)
    """`frozenset[Key]`: pointed at, in a formula or on the stage."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notation = PROGRESSIVE
        self._style = NumberStyle(4, has_comma(QLocale()))
        self._mean = False
        self._key: Key | None = None
        self._cell = -1
        self._lit: frozenset[Key] = frozenset()
        self._lit_cell = -1

    @property
    def notation(self) -> Notation:
        """The symbols in use."""
        return self._notation

    @property
    def digits(self) -> int:
        """Significant digits of numbers in formulas and read-outs."""
        return self._style.digits

    @property
    def style(self) -> NumberStyle:
        """How every number is written that is read exactly: digits and the decimal sign."""
        return self._style

    @property
    def mean(self) -> bool:
        """True if q is to be the mean over a minibatch, while the run stands still."""
        return self._mean

    @property
    def selection(self) -> tuple[Key | None, int]:
        """What is selected: a thing, and one of its cells or -1."""
        return self._key, self._cell

    @property
    def lit(self) -> frozenset[Key]:
        """What is pointed at."""
        return self._lit

    @property
    def lit_cell(self) -> int:
        """The one cell of it that is pointed at; -1 for the whole."""
        return self._lit_cell

    def set_notation(self, notation: Notation) -> None:
        """Write everything in other symbols."""
        if notation is not self._notation:
            self._notation = notation
            self.notation_changed.emit(notation)

    def set_digits(self, digits: int) -> None:
        """Write numbers with so many digits."""
        digits = min(max(digits, FEWEST_DIGITS), MOST_DIGITS)
        if digits != self._style.digits:
            self._set_style(replace(self._style, digits=digits))
            self.digits_changed.emit(digits)

    def set_locale(self, locale: QLocale) -> None:
        """Write numbers with the decimal sign of a language."""
        if has_comma(locale) is not self._style.comma:
            self._set_style(replace(self._style, comma=has_comma(locale)))

    def set_mean(self, mean: bool) -> None:
        """Ask for the mean over a minibatch, or for this sample's gradients."""
        if mean is not self._mean:
            self._mean = mean
            self.mean_changed.emit(mean)

    def select(self, key: Key | None, cell: int = -1) -> None:
        """Select a thing, or one cell of it."""
        if (key, cell) != (self._key, self._cell):
            self._key, self._cell = key, cell
            self.selected.emit(key, cell)

    def light(self, keys: frozenset[Key], cell: int = -1) -> None:
        """Light what is pointed at, or one cell of it; an empty set for nothing."""
        if (keys, cell) != (self._lit, self._lit_cell):
            self._lit, self._lit_cell = keys, cell
            self.lit_changed.emit(keys)

    def _set_style(self, style: NumberStyle) -> None:
        self._style = style
        self.style_changed.emit(style)
