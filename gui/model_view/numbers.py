"""Numbers in sentences and tables: short, with a true minus sign."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gui.drawing.written import localized
from gui.widgets.numbers import tidy_exponent

MINUS = "−"
FloatArray = NDArray[np.float64]


def short(value: float, digits: int = 3) -> str:
    """A number with so many significant digits and none that say nothing: 0.3, −12.5, 1.2e-6."""
    if not math.isfinite(value):
        return "–"
    return localized(tidy_exponent(f"{value:.{digits}g}").replace("-", MINUS))


def compact(value: float, digits: int) -> str:
    """As `short`, for a narrow column: all digits, so that two numbers can be compared, 0.0460.

    What is small goes without leading zeros: 4.65e-3.
    """
    if not math.isfinite(value):
        return "–"
    if 0 < abs(value) < 0.01:
        return localized(tidy_exponent(f"{value:.{min(digits, 3) - 1}e}").replace("-", MINUS))
    if 10.0**digits <= abs(value) < 1e5:
        return f"{value:.0f}".replace("-", MINUS)  # no longer than with an exponent
    if value == 0:
        return "0"
    text = tidy_exponent(f"{value:#.{digits}g}").replace(".e", "e")
    return localized(text.rstrip(".").replace("-", MINUS))


def extremes(values: FloatArray) -> FloatArray:
    """Of the values (n,) the least and the largest of each sign and power of ten.

    All others are written as wide as one of these, but for the digits themselves.
    """
    written = values[np.isfinite(values) & (values != 0)]
    size = np.abs(written)
    kind = 2.0 * np.floor(np.log10(size)) + (written < 0)
    order = np.lexsort((size, kind))
    other = np.diff(kind[order]) != 0
    kept = np.ones(len(order), np.bool_)
    kept[1:-1] = other[:-1] | other[1:]
    found: FloatArray = written[order[kept]]
    return found


def percent(share: float) -> str:
    """A share of one as a percentage: 83 %, 99.7 %; 100 % only if it is that exactly."""
    hundred = 100.0 * share
    text = f"{hundred:.0f}" if hundred <= 99 else f"{math.floor(10 * hundred) / 10:g}"
    if 0 < hundred < 1:
        text = f"{hundred:.1g}" if hundred >= 0.1 else "< 0.1"
    return localized(f"{text} %")
