"""How numbers are written in the neuron view. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor, isfinite, log10

MINUS = "−"


def significant(value: float, digits: int, *, full: bool = False) -> str:
    """A number with so many significant digits: −0.0412; as a power of ten below 0.001.

    With `full`, zeros at the end stay, so that all numbers of a picture are equally long.
    """
    if value != value:
        return "NaN"
    if not isfinite(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0:
        return "0"
    if 10.0**digits <= abs(value) < 99999.5:
        text = f"{value:.0f}"
    elif abs(value) < 1e-3:
        text = f"{value:.{digits - 1}e}"
    else:
        text = f"{value:#.{digits}g}"
    mantissa, e, exponent = text.partition("e")
    if "." in mantissa and not full:
        mantissa = mantissa.rstrip("0")
    mantissa = mantissa.rstrip(".")
    return (f"{mantissa}e{int(exponent)}" if e else mantissa).replace("-", MINUS)


def fitted(value: float, room: float, width: Callable[[str], float], sign: bool = False) -> str:
    """Three significant digits; fewer only where three do not fit into `room`."""
    text = ""
    for digits in (3, 2, 1):
        text = significant(value, digits, full=True)
        if sign and value > 0:
            text = f"+{text}"
        if width(text) <= room:
            return text
    return text


def end_of_scale(largest: float) -> float:
    """The largest magnitude rounded up to two digits, which can be written down; 0 for none."""
    if not isfinite(largest) or largest <= 0:
        return 0.0
    unit = 10.0 ** (floor(log10(largest)) - 1)
    if unit == 0:
        return largest
    return float(f"{ceil(largest / unit - 1e-9) * unit:.2g}")
