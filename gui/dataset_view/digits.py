"""How the numbers of a column are written: all of them alike, and no digit too few."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.statistics import Columns
from gui.dataset_view.words import number
from gui.widgets.numbers import tidy_exponent

SMALL, LARGE = 1e-3, 1e7
"""Columns that stay below, or reach beyond, have exponents."""


@dataclass(frozen=True, slots=True)
class Digits:
    """A manner of writing."""

    places: int
    """Decimals, of the mantissa where there is an exponent."""
    exponent: bool = False

    def text(self, value: float) -> str:
        """The number in this manner."""
        if not self.exponent or value == 0 or not math.isfinite(value):
            return number(value, 0 if value == 0 and self.exponent else self.places)
        return tidy_exponent(f"{value:.{self.places}e}").replace("-", "−")


def digits_of(columns: Columns, at: int) -> Digits:
    """For the values of a column."""
    spread, size = _spread_and_size(columns, at)
    if 0 < size < SMALL or size >= LARGE:
        return _with_exponent(spread, size)
    return Digits(int(columns.decimals[at]))


def statistic_digits(columns: Columns, at: int) -> Digits:
    """For mean, deviation, offset and scale: three significant digits of the deviation or more."""
    spread, size = _spread_and_size(columns, at)
    if 0 < size < SMALL or size >= LARGE:
        return _with_exponent(spread, size)
    places = int(columns.decimals[at])
    if columns.deviation[at] > 0:
        three = 2 - _magnitude(spread)
        places = max(three, min(places + 1, three + 1), 0)
    return Digits(places)


def _with_exponent(spread: float, size: float) -> Digits:
    return Digits(min(max(2 + _magnitude(size) - _magnitude(spread), 2), 6), exponent=True)


def _spread_and_size(columns: Columns, at: int) -> tuple[float, float]:
    size = max(abs(float(columns.low[at])), abs(float(columns.high[at])))
    return float(columns.deviation[at]) or size, size


def _magnitude(value: float) -> int:
    return math.floor(math.log10(value)) if value > 0 and math.isfinite(value) else 0
