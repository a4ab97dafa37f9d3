"""The font of tables."""

from __future__ import annotations

from PySide6.QtGui import QFont

from gui.theme import FontRole, font


def small_font(strong: bool = False) -> QFont:
    """Small text, or what is to be found at once in it: the same size, so that no row jumps."""
    letters = font(FontRole.SMALL)
    if strong:
        letters.setWeight(QFont.Weight.DemiBold)
    return letters
