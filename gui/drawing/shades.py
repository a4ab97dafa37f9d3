"""Colours between a role and the ground, made opaque.

A wide line in a translucent colour takes five times as long to draw as in an opaque one.
"""

from __future__ import annotations

from PySide6.QtGui import QColor

from gui.theme import Theme


def shade(theme: Theme, role: str, strength: float) -> QColor:
    """The colour of a role as it looks on the ground with that opacity, 0 to 1."""
    strength = min(max(strength, 0.0), 1.0)
    color, ground = theme.color(role), theme.color("background")
    return QColor.fromRgbF(
        ground.redF() + strength * (color.redF() - ground.redF()),
        ground.greenF() + strength * (color.greenF() - ground.greenF()),
        ground.blueF() + strength * (color.blueF() - ground.blueF()),
    )
