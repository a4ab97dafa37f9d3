"""What a cell of a table says: a number, nothing, something infinite, or a word."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Float64Array = NDArray[np.float64]

MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "?", "-"})
"""Spellings (in small letters) that mean "no value" among numbers."""
MISSING_AMONG_WORDS = frozenset({"", "?"})
"""Among words "NA" may be a country, "None" an answer and "-" a sign: they stay what they are."""
YES_OR_NO = {"false": 0.0, "true": 1.0}

LONGEST_NUMBER = 1000

# Alternatives that cannot match the same text twice: the time stays linear in the length.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_INFINITE = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[ ,.'][0-9]{3})+(?:[.,][0-9]+)?")


def number(cell: str, decimal: str = ".") -> float | None:
    """Return the number; NaN for a missing cell, an infinity, or None for a word.

    A typeset minus sign is one. Stricter than float(): no underscores, no digits of other scripts,
    and no points where the decimal mark is a comma, for they could only separate thousands.
    """
    text = cell.strip().replace("\u2212", "-")
    if text.lower() in MISSING:
        return math.nan
    if len(text) > LONGEST_NUMBER:
        return None
    if decimal == ",":
        if "." in text:
            return None
        text = text.replace(",", ".", 1)
    if _NUMBER.fullmatch(text):
        return float(text)
    if _INFINITE.fullmatch(text):
        return -math.inf if text.startswith("-") else math.inf
    return None


def is_number(cell: str, decimal: str = ".") -> bool:
    """Whether the cell holds a number, infinite ones included; missing is none."""
    value = number(cell, decimal)
    return value is not None and not math.isnan(value)


def is_grouped(cell: str) -> bool:
    """Whether it looks like a number with its thousands set apart, as 1,234,567.8."""
    return _GROUPED.fullmatch(cell.strip()) is not None


def numbers(cells: Sequence[str], decimal: str = ".") -> Float64Array | None:
    """Return `number` of all cells in one go; None if any is not a finite number."""
    joined = "\n".join(cells)
    if not joined.isascii() or "_" in joined:
        return None
    if decimal == ",":
        if "." in joined:
            return None
        cells = joined.replace(",", ".").split("\n")
    try:
        values = np.fromiter(map(float, cells), np.float64)
    except ValueError:
        return None
    return values if np.isfinite(values).all() else None
