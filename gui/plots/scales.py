"""How far the axes reach, where their ticks stand, and how their numbers are written.

Ranges move in steps of a ladder of round numbers: an axis that follows every new value jumps.
"""

from __future__ import annotations

import math

import numpy as np

from core.arrays import FloatArray
from gui.drawing.written import localized
from gui.widgets.numbers import tidy_exponent

_LADDER = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
FIRST_STEPS = 10
SOON = 0.2
"""Share of a run after which the x axis shows all of it."""
OUTLIER = 3.0
"""A peak this many times as high as the rest of the curve is left above the plot."""


def x_end(step: int, goal: int) -> float:
    """The right end of the x axis: round numbers at first, then the end of the run.

    A single step can be seen when only few have been made, and the curves of a whole run grow into
    an axis that stands still.
    """
    if goal > 0 and step >= SOON * goal:
        return float(max(step, goal))
    end = float(FIRST_STEPS)
    for factor in _cycle((2.0, 2.5, 2.0)):
        if end >= step:
            break
        end *= factor
    return min(end, float(goal)) if goal > step else end


def linear_top(values: list[FloatArray], means: FloatArray) -> float:
    """The largest value worth showing: all of `values`, and the means but for rare peaks.

    What is not finite, as at the end of a run that diverges, is shown by no scale.
    """
    values = [array[np.isfinite(array)] for array in values]
    means = means[np.isfinite(means)]
    tops = [float(array.max()) for array in values if len(array)]
    if len(means):
        usual, largest = float(np.percentile(means, 99)), float(means.max())
        tops.append(usual if largest > OUTLIER * usual > 0 else largest)
    return max(tops, default=0.0)


def round_up(value: float) -> float:
    """The next number of the ladder 1, 1.2, 1.5, 2, ... times a power of ten; 1 for zero."""
    if not math.isfinite(value) or value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((rung * power for rung in _LADDER if rung * power >= value), 10.0 * power)


def steady_top(old: float | None, wanted: float) -> float:
    """The upper end of an axis from 0: grows at once, shrinks when less than half is used."""
    top = round_up(1.04 * wanted)
    return top if old is None or top > old or top < 0.5 * old else old


def log_range(low: float, high: float) -> tuple[float, float]:
    """Exponents of a range around low to high (both positive), rounded outwards."""
    rungs = np.log10([1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0])
    below, above = math.log10(low) - 0.02, math.log10(max(high, low)) + 0.02
    start = math.floor(below) + max(r for r in rungs if r <= below - math.floor(below))
    stop = math.floor(above) + min(r for r in rungs if r >= above - math.floor(above))
    return float(start), float(stop)


def ticks(low: float, high: float, count: int, whole: bool = False) -> tuple[float, list[float]]:
    """Distance and places of about `count` round numbers (at least 1 apart, if whole)."""
    if not high > low:
        return 1.0, [low]
    raw = (high - low) / max(count, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    distance = next(f * power for f in (1.0, 2.0, 2.5, 5.0, 10.0) if f * power >= raw * 0.999)
    if whole:
        distance = max(5.0 if distance == 2.5 else distance, 1.0)
    first = math.ceil(low / distance - 1e-9)
    last = math.floor(high / distance + 1e-9)
    return distance, [k * distance for k in range(first, last + 1)]


def log_ticks(low: float, high: float, count: int) -> list[float]:
    """Exponents of the round numbers between 10^low and 10^high: decades, or 1, 2, 5 of each."""
    decades = range(math.floor(low), math.ceil(high) + 1)
    for factors in ((1, 2, 3, 4, 5, 6, 8), (1, 2, 5), (1, 3), (1,)):
        found = [math.log10(f) + n for n in decades for f in factors]
        inside = [value for value in found if low - 1e-9 <= value <= high + 1e-9]
        if len(inside) <= max(count, 2):
            return inside
    apart = -(-len(inside) // max(count, 2))
    return [value for value in inside if round(value) % apart == 0]


def data_tick_texts(values: list[float], distance: float) -> list[str]:
    """As `tick_texts`, for a feature or a target: numbers of four digits may be years."""
    years = max(map(abs, values), default=0.0) < 10_000
    return [text.replace("-", "−") for text in tick_texts(values, distance, apart=not years)]


def tick_texts(values: list[float], distance: float, apart: bool = True) -> list[str]:
    """The numbers of an axis, all in one notation, with the digits that their distance needs.

    Thousands stand `apart`, if that is wanted.
    """
    top = max(map(abs, values), default=0.0)
    decimals = max(0, -_power(distance))
    if abs(distance * 10**decimals - round(distance * 10**decimals)) > 1e-6:
        decimals += 1  # 2.5, 0.25, ...
    if top >= 1e7 or (decimals > 4 and top < 0.01):
        return [_with_exponent(value, _power(value) - _power(distance) + 1) for value in values]
    form = f"{',' if apart else ''}.{decimals}f"
    return ["0" if value == 0 else localized(f"{value:{form}}") for value in values]


def log_tick_texts(exponents: list[float]) -> list[str]:
    """The numbers of a logarithmic axis, all in one notation: 0.002, 0.1, 5; or 1e-5, 1e-3."""
    values = [10.0**exponent for exponent in exponents]
    if all(1e-4 <= value < 1e5 for value in values):
        return [localized(f"{value:.6g}") for value in values]
    return [_with_exponent(value, 0) for value in values]


def _power(value: float) -> int:
    """The exponent of ten of a number; that of 1 for 0."""
    return math.floor(math.log10(abs(value)) + 1e-9) if value else 0


def _with_exponent(value: float, decimals: int) -> str:
    if value == 0:
        return "0"
    digits, exponent = f"{value:.{max(0, decimals)}e}".split("e")
    if "." in digits:
        digits = digits.rstrip("0").removesuffix(".")
    return localized(tidy_exponent(f"{digits}e{exponent}"))


def four_digits(value: float) -> str:
    """A number with four significant digits, zeros at the end among them; in English style."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    if abs(value) < 1e-4 or abs(value) >= 1e7:
        return tidy_exponent(f"{value:.3e}")
    if abs(value) >= 999.95:
        return f"{value:,.0f}"
    return f"{value:#.4g}".removesuffix(".")


def _cycle(factors: tuple[float, ...]) -> list[float]:
    return list(factors) * 7


def steady_range(old: tuple[float, float] | None, values: FloatArray) -> tuple[float, float]:
    """Round ends around all values; those before stay while they fit and half of them is used."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return old or (0.0, 1.0)
    low, high = float(finite.min()), float(finite.max())
    span = high - low or abs(high) or 1.0
    if old is not None and old[0] <= low and high <= old[1] and span > 0.5 * (old[1] - old[0]):
        return old
    distance, _ = ticks(low, low + span, 5)
    return math.floor(low / distance) * distance, math.ceil(high / distance) * distance
