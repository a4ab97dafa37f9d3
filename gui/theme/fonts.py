"""Fonts by role. The program ships what it uses: PySide6 brings no fonts of its own."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

FONT_FOLDER = Path(__file__).parents[2] / "assets" / "fonts"
FONT_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "DejaVuSans.ttf")
FAMILIES = ("Inter", "DejaVu Sans", "sans-serif")
"""Inter for text; DejaVu Sans has the signs that Inter lacks (circled times, superscript T)."""


class FontRole(StrEnum):
    """What a piece of text is for."""

    BODY = "body"
    STRONG = "strong"
    SMALL = "small"
    TITLE = "title"
    HEADING = "heading"
    NUMBER = "number"
    FORMULA = "formula"
    DISPLAY = "display"


_SIZES = {
    FontRole.BODY: 14,
    FontRole.STRONG: 14,
    FontRole.SMALL: 12,
    FontRole.TITLE: 14,
    FontRole.HEADING: 18,
    FontRole.NUMBER: 14,
    FontRole.FORMULA: 16,
    FontRole.DISPLAY: 28,
}
_WEIGHTS = {
    FontRole.STRONG: QFont.Weight.Medium,
    FontRole.TITLE: QFont.Weight.DemiBold,
    FontRole.HEADING: QFont.Weight.DemiBold,
    FontRole.DISPLAY: QFont.Weight.DemiBold,
}

_registered: list[int] = []


def register_fonts() -> bool:
    """Make the shipped fonts known to Qt, once; needs a QGuiApplication.

    Returns False when a file is missing or unreadable: the program then goes on with what the
    system has.
    """
    if not _registered:
        _registered.extend(
            QFontDatabase.addApplicationFont(str(FONT_FOLDER / name)) for name in FONT_FILES
        )
    return -1 not in _registered


def pixel_size(role: FontRole, scale: float = 1.0) -> int:
    """Height of the role's type in logical pixels, at the given text scale."""
    return round(_SIZES[role] * scale)


def make_font(role: FontRole, scale: float = 1.0) -> QFont:
    """The font of a role. All have figures of equal width, so that live numbers do not jitter."""
    # A copy, for whoever wants it bolder; it is made for every text that is painted.
    return QFont(_made(role, scale))


@cache
def _made(role: FontRole, scale: float) -> QFont:
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(pixel_size(role, scale))
    font.setWeight(_WEIGHTS.get(role, QFont.Weight.Normal))
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
