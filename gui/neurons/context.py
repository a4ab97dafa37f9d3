"""What painting depends on, beside what is painted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from core.formula import NumberStyle
from core.key import Key
from gui.drawing.numbers import POINT
from gui.drawing.qt import qrect
from gui.drawing.rect import Rect
from gui.neurons.moment import Moment, Table
from gui.neurons.scene import Scene, Spot
from gui.theme import FontRole, Theme, contrast, font, theme_source
from gui.theme.colormaps import Rgba

CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@lru_cache(maxsize=128)
def _typeface(role: FontRole, size: int, scale: float) -> QFont:
    """`scale` is the text size in force, so that a change of it makes new fonts."""
    made = font(role)
    made.setPixelSize(size)
    return made


def typeface(size: int, *, strong: bool = False) -> QFont:
    """The font of figures and names, at a size in pixels."""
    role = FontRole.STRONG if strong else FontRole.SMALL
    return _typeface(role, size, theme_source().text_scale)


@lru_cache(maxsize=4096)
def text_width(text: str, size: int) -> float:
    """The width of a text in the heavier weight: the lighter one needs no more."""
    return QFontMetricsF(typeface(size, strong=True)).horizontalAdvance(text)


AIR = 8.0
"""Pixels that are left beside a number that has more digits than it must."""


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """The state of the view at one moment."""

    scene: Scene
    theme: Theme
    table: Table | None = None
    """The numbers; None while there are none."""
    moment: Moment | None = None
    symbols: Mapping[Key, str] = field(default_factory=dict)
    signed: Mapping[int, bool] = field(default_factory=dict)
    """By the number of z: whether its values can be negative."""
    target: int | None = None
    target_text: str = ""
    hover: Spot | None = None
    focus: Spot | None = None
    lit: frozenset[Key] = frozenset()
    """What is pointed at elsewhere, in a formula."""
    lit_entry: int = -1
    """The one entry of it that is meant; -1 for the whole."""
    style: NumberStyle = POINT
    """How numbers are written."""
    ratio: float = 1.0
    """Pixels of the device in a logical one."""


def pale(painter: QPainter, rect: Rect, strength: float, context: Context) -> None:
    """Let what lies in a rectangle step back."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    # Whole pixels, without smoothed borders, are many times as fast.
    box = qrect(rect).toAlignedRect()
    painter.fillRect(box, context.theme.color("background", strength))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def qcolor(rgba: Rgba) -> QColor:
    """A colour of the maps."""
    return QColor(int(rgba[0]), int(rgba[1]), int(rgba[2]))


@lru_cache(maxsize=1024)
def ink_on(ground: str, theme: Theme) -> QColor:
    """The text colour that is read best on a ground."""
    colours = ("#ffffff", "#14161a", theme.ink, theme.paper)
    return QColor(max(colours, key=lambda colour: contrast(colour, ground)))


def write(painter: QPainter, rect: Rect, text: str, align: Qt.AlignmentFlag = CENTRE) -> None:
    """Write a line into a rectangle, never cut."""
    painter.drawText(
        qrect(rect), align | Qt.TextFlag.TextDontClip | Qt.TextFlag.TextSingleLine, text
    )


def point(x: float, y: float) -> QPointF:
    """A point of Qt's, also of numpy's numbers."""
    return QPointF(float(x), float(y))
