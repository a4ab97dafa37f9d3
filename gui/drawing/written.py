"""Numbers in the words of the screen: one decimal sign and one way to set thousands apart."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from core.formula import NumberStyle


def has_comma(locale: QLocale) -> bool:
    """Whether a language writes 0,5 and not 0.5."""
    return locale.decimalPoint() == ","


def grouped(count: int) -> str:
    """Write a whole number with its thousands apart: 2,238, or 2 238 beside a decimal comma."""
    return NumberStyle(comma=has_comma(QLocale())).count(count)


def localized(text: str) -> str:
    """Write the numbers of a text as this computer's language does: 2,238 and 0.5 as 2 238 and 0,5.

    The text is the program's own, in English. What it quotes (`core.quoting`) stays as it is.
    """
    return NumberStyle(comma=True).sentence(text) if has_comma(QLocale()) else text
