"""Numbers as people type them, and the steps that arrow keys take. No Qt in here."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from core.errors import UserError

_NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?")
_EXPONENT = re.compile(r"e([+-])0*(\d+)")
_STEPS = (1, 2, 5)
_LONGER = 2
"""So many characters may 10000 have more than 1e4 and still be what people write."""


def parse_number(text: str, remedy: str = "Enter a number, such as 0.001 or 1e-3.") -> float:
    """The number that `text` stands for: 1e-3, 0.001 and 0,001 are the same.

    Args:
        text: what somebody typed.
        remedy: what to do about a text that is no number, as a sentence.

    Raises:
        UserError: when it is no number, or one that floating point cannot hold. A number that is
            not zero never becomes zero.
    """
    plain = "".join(text.split()).replace("−", "-")
    if not plain:
        raise UserError(f"Nothing is entered. {remedy}")
    if not _NUMBER.fullmatch(plain):
        raise UserError(f"“{text.strip()}” is not a number. {remedy}")
    mantissa = re.split("[eE]", plain)[0]
    value = float(plain.replace(",", "."))
    if math.isinf(value):
        raise UserError(f"{text.strip()} is too large for the computer. Enter a smaller number.")
    if value == 0 and any(digit in mantissa for digit in "123456789"):
        raise UserError(f"{text.strip()} is too small for the computer. Enter 0 or a larger one.")
    return value


def parse_whole(text: str, remedy: str, group: str = ",") -> int:
    """The whole number that `text` stands for: 1000, 1e3 and 1,000 are the same.

    Args:
        text: what somebody typed.
        remedy: what to do about a text that is none, as a sentence.
        group: the sign that sets thousands apart, beside a space.

    Raises:
        UserError: when it is no number, or has decimals.
    """
    plain = "".join(text.split())
    if re.fullmatch(rf"[+-]?\d{{1,3}}({re.escape(group)}\d{{3}})+", plain):
        plain = plain.replace(group, "")
    if not plain:
        raise UserError(f"Nothing is entered. {remedy}")
    try:
        value = parse_number(plain)
    except UserError:
        value = math.nan
    if not value.is_integer():
        raise UserError(f"“{text.strip()}” is not a whole number. {remedy}")
    return int(value)


def check_range(value: float, minimum: float, maximum: float, exclusive: bool) -> None:
    """Check minimum <= value <= maximum, or minimum < value where the minimum is excluded.

    Raises:
        UserError: when the value lies outside.
    """
    if exclusive and value <= minimum:
        raise UserError(
            f"{format_number(value)} is too small. Enter a number above {format_number(minimum)}."
        )
    if value < minimum:
        least = format_number(minimum)
        raise UserError(f"{format_number(value)} is too small. Enter {least} or more.")
    if value > maximum:
        most = format_number(maximum)
        raise UserError(f"{format_number(value)} is too large. Enter {most} or less.")


def format_number(value: float) -> str:
    """A short text that reads back as exactly this number: "0.001", "3", "1e-5", "1e6"."""
    if value == 0 or not math.isfinite(value):
        return repr(float(value)).removesuffix(".0")
    exact = Decimal(repr(float(value))).normalize()
    scientific, plain = tidy_exponent(f"{exact:e}"), f"{exact:f}"
    readable = exact.adjusted() > -5 and len(plain) <= len(scientific) + _LONGER
    return plain if readable else scientific


def tidy_exponent(text: str) -> str:
    """Leave out what an exponent does not need: "1e-05" is "1e-5", "3.1e+23" is "3.1e23"."""
    return _EXPONENT.sub(lambda found: f"e{found[1].removeprefix('+')}{found[2]}", text)


def step_number(value: float, steps: int, smallest: float = 1e-8) -> float:
    """The number `steps` further in ..., 0.1, 0.2, 0.5, 1, 2, 5, 10, ...; ten steps are a decade.

    A value between two of them goes to the next. From 0 upwards the first is `smallest`, which
    must be one of them. Downwards it never reaches 0.
    """
    if value < 0 or not math.isfinite(value) or steps == 0:
        return value
    if value == 0:
        return 0.0 if steps < 0 else step_number(smallest, steps - 1)
    if abs(steps) == 10:
        scaled = float(f"{value:.15g}") * 10.0 ** (1 if steps > 0 else -1)
        return _sane(float(f"{scaled:.15g}"), value)
    for _ in range(abs(steps)):
        value = _next(value) if steps > 0 else _previous(value)
    return value


def _ladder(value: float) -> list[float]:
    exponent = math.floor(math.log10(value))
    powers = range(exponent - 1, exponent + 2)
    return [float(f"{step}e{power}") for power in powers for step in _STEPS]


def _next(value: float) -> float:
    return _sane(min((rung for rung in _ladder(value) if rung > value), default=value), value)


def _previous(value: float) -> float:
    return _sane(max((rung for rung in _ladder(value) if rung < value), default=value), value)


def _sane(candidate: float, value: float) -> float:
    """Keep clear of 0, infinity and the denormal numbers."""
    return candidate if 1e-300 < candidate < 1e300 else value
