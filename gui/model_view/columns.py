"""How wide the columns of the coefficients are. Numbers are never cut: names give way, then digits,
and last of all the column of differences.

Pure: widths in pixels in, widths out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

FEWEST_DIGITS, MOST_DIGITS = 2, 6
ENOUGH_DIGITS = 3
"""More of them need names that can be read."""
LEAST_NAME = 70.0
"""Some room for the names, at least."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What fits: digits, the widths of learned, closed form and difference, if that is shown."""

    digits: int
    numbers: tuple[float, float]
    difference: float | None
    name: float
    """What is left for the names."""


Needed = Callable[[int], tuple[float, float]]


def plan(width: float, name: float, needed: Needed, difference: float) -> Plan:
    """Choose digits and columns for a table of this width.

    Args:
        width: of the table.
        name: of the longest name.
        needed: the widths of the two columns of numbers with so many digits.
        difference: the width of the column of differences.
    """
    for shown in (difference, None):
        for digits in range(MOST_DIGITS, FEWEST_DIGITS - 1, -1):
            numbers = needed(digits)
            share = 0.4 if digits > ENOUGH_DIGITS else 0.25  # a name says more than a fourth digit
            reserved = min(name, max(LEAST_NAME, share * width))
            rest = width - sum(numbers) - (shown or 0.0)
            if rest >= reserved:
                return Plan(digits, numbers, shown, rest)
    return Plan(FEWEST_DIGITS, numbers, None, rest)


def steadied(before: Plan | None, found: Plan, needed: Needed) -> Plan:
    """The columns of before as long as they hold the numbers: widths that jump cannot be read."""
    if before is None or (before.difference is None) != (found.difference is None):
        return found
    digits = min(before.digits, found.digits)
    first, second = needed(digits)
    numbers = (max(first, before.numbers[0]), max(second, before.numbers[1]))
    difference = None
    if before.difference is not None and found.difference is not None:
        difference = max(before.difference, found.difference)
    used = sum(found.numbers) + (found.difference or 0.0)
    rest = found.name + used - sum(numbers) - (difference or 0.0)
    return Plan(digits, numbers, difference, rest) if rest >= LEAST_NAME else found
