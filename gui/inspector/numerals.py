"""How counts and exact numbers are written in the inspector. No Qt.

Numbers in formulas are written by `core.formula.NumberStyle`.
"""

from __future__ import annotations


def exact(value: float, comma: bool = False) -> str:
    """Write a number so that it reads back as exactly this one: what is copied."""
    text = repr(float(value))
    return text.replace(".", ",") if comma else text


def grouped(count: int) -> str:
    """Write a whole number with its thousands apart: 1,230, as everywhere in the program."""
    return f"{count:,}"


def rounded(count: float) -> str:
    """Write how many times as much something is, with two digits: 310, 4.2, 1.8 million."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if count >= size:
            return f"{float(f'{count / size:.2g}'):g} {word}"
    return grouped(round(float(f"{count:.2g}"))) if count >= 10 else f"{count:.2g}"
