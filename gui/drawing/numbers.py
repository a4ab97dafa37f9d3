"""How numbers are written in pictures of the network, where there is little room. No Qt.

All with a decimal point: `core.formula.NumberStyle` puts another sign in, and writes what is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import floor, isfinite, log10

from core.formula import NumberStyle

MINUS = "−"
POINT = NumberStyle()
"""How numbers are written unless somebody says otherwise."""


def short(value: float, sign: bool = False, *, brief: bool = False) -> str:
    """A number for a cell or a bar: two or three digits that count, at most six characters.

    Three decimals, four for small numbers, fewer for large ones; what is smaller yet is written as
    a power of ten: 0.150, 0.0012, 6.2e−5. With `brief`, where there is hardly any room, small
    numbers have three decimals as well, or one digit: 0.001, 6e−5.
    """
    if not isfinite(value):
        return _odd(value)
    magnitude = abs(value)
    least = 0.0005 if brief else 0.00095
    if magnitude >= 99999.5 or 0 < magnitude < least:
        text = f"{value:.{0 if brief or magnitude < 9.5e-10 else 1}e}"
        text = text if len(text.lstrip("-")) <= 7 else f"{value:.0e}"  # without the + of e+05
    elif magnitude >= 999.5:
        text = f"{value:.0f}"
    else:
        decimals = 3 if magnitude < 9.9995 else 2 if magnitude < 99.995 else 1
        if 0 < magnitude < 0.00995 and not brief:
            decimals = 4
        text = f"{value + 0.0:.{decimals}f}"  # a zero has no sign
    text = _typeset(text)
    return f"+{text}" if sign and value > 0 else text


def fixed(value: float, end: float, sign: bool = False) -> str:
    """A number of a vector whose largest is about `end`: all with the same decimals.

    What is far below the others has two digits and a power of ten: nothing is zero but zero.
    """
    if not isfinite(value):
        return _odd(value)
    if end <= 0 or not 1e-3 <= end < 99999.5:
        return short(value, sign)
    decimals = max(0, min(4, 2 - floor(log10(end))))
    text = _typeset(f"{value:.{decimals}f}")
    if not text.strip("0.−"):
        if value:
            return short(value, sign)
        text = text.strip("−")
    return f"+{text}" if sign and value > 0 and text.strip("0.") else text


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


def alike(values: Iterable[float], room: float, width: Callable[[str], float], digits: int) -> int:
    """How many significant digits, of those asked for, all these numbers have room for.

    At least three, or those asked for if they are fewer: `fitted` takes fewer where it must.
    """
    while digits > 3 and any(
        width(significant(value, digits, full=True)) > room for value in values
    ):
        digits -= 1
    return digits


def fitted(
    value: float,
    room: float,
    width: Callable[[str], float],
    sign: bool = False,
    *,
    digits: int = 3,
) -> str:
    """So many significant digits; fewer only where these do not fit into `room`."""
    text = ""
    for count in range(digits, 0, -1):
        text = significant(value, count, full=True)
        if sign and value > 0:
            text = f"+{text}"
        if width(text) <= room:
            return text
    return text


def round_up(value: float) -> float:
    """The next number of two significant digits: an end of a scale that can be written down."""
    if not isfinite(value) or value <= 0:
        return 0.0
    exponent = floor(log10(value)) - 1
    unit = 10.0**exponent
    if unit == 0:
        return value
    steps = value / unit
    whole = floor(steps)
    # A number that has two digits already must not grow by the error of the division.
    if steps - whole > 1e-9:
        whole += 1
    return float(f"{whole}e{exponent}")


def end_of_scale(value: float) -> str:
    """An end of a colour scale: 0.31, 12, 1.2e−5; at most six characters."""
    if value == 0:
        return "0"
    if value < 1e-3:
        return _typeset(f"{value:.1e}")
    return _typeset(f"{value:.2g}" if value < 100 or value >= 1e4 else f"{value:.0f}")


def _typeset(text: str) -> str:
    mantissa, e, exponent = text.partition("e")
    if e:
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", MINUS)


def _odd(value: float) -> str:
    if value != value:
        return "not a number"
    return "∞" if value > 0 else f"{MINUS}∞"
