"""LaTeX to pictures that stand on a baseline, and numbers in the same type.

A formula is typeset by ziamath in pure Python, which takes milliseconds, so what has been set is
kept. Numbers change with every step of the training: they are drawn as text in the same font.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPainter
from PySide6.QtSvg import QSvgRenderer

from gui.theme import FontRole, font

if TYPE_CHECKING:
    from ziamath.zmath import Latex

_INK = "#010203"
"""Stands for the colour in what is kept, so that a change of theme typesets nothing anew."""
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True, eq=False)
class Set:
    """What has been set: how much room it takes around a point on the baseline."""

    advance: float
    ascent: float
    descent: float

    def draw(self, painter: QPainter, at: QPointF, scale: float, colour: QColor) -> None:
        """Draw it with its origin at a point of the baseline."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, eq=False)
class SetMath(Set):
    """A formula as SVG; `box` is where its picture lies around that point."""

    svg: bytes
    box: QRectF

    def draw(self, painter: QPainter, at: QPointF, scale: float, colour: QColor) -> None:
        """Draw it with its origin at a point of the baseline."""
        box = self.box
        target = QRectF(
            at.x() + scale * box.x(),
            at.y() + scale * box.y(),
            scale * box.width(),
            scale * box.height(),
        )
        _renderer(self.svg, colour.name()).render(painter, target)


@dataclass(frozen=True, slots=True, eq=False)
class SetText(Set):
    """A number or words."""

    text: str
    font: QFont
    rise: float = 0.0

    def draw(self, painter: QPainter, at: QPointF, scale: float, colour: QColor) -> None:
        """Draw it with its origin at a point of the baseline."""
        painter.save()
        painter.translate(at)
        painter.scale(scale, scale)
        painter.setPen(colour)
        painter.setFont(self.font)
        painter.drawText(QPointF(0.0, -self.rise), self.text)
        painter.restore()


@lru_cache(maxsize=2048)
def set_math(latex: str, size: int) -> SetMath:
    """Typeset a formula at a font size in logical pixels; without LaTeX's outer brackets."""
    # As an operator of LaTeX's own it would be set with a space before it, after a bracket too.
    named = latex.replace(r"\tanh", r"\operatorname{tanh}")
    formula = _typesetter()(named, size=size, color=_INK, inline=True)
    svg = formula.svg().encode()
    box = _renderer(svg, _INK).viewBoxF()
    bounds = formula.node.bbox
    return SetMath(
        max(float(bounds.xmax), 0.0), float(bounds.ymax), max(-float(bounds.ymin), 0.0), svg, box
    )


@cache
def _typesetter() -> type[Latex]:
    """Import ziamath: 140 ms, hence only when the first formula is shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of its own look for its font
        from ziamath.config import config
        from ziamath.zmath import Latex
    config.svg2 = False  # Qt's SVG Tiny shows no glyphs that are symbols
    return Latex


@lru_cache(maxsize=512)
def set_number(text: str, size: int) -> SetText:
    """Set a number in the type of the formulas."""
    return _set_text(text, number_font(size), _DIGITS)


@lru_cache(maxsize=64)
def set_raised(text: str, size: int) -> SetText:
    """Set an exponent."""
    small = _set_text(text, number_font(round(0.72 * size)), _DIGITS)
    rise = 0.38 * size
    return replace(small, ascent=small.ascent + rise, descent=0.0, rise=rise)


def set_words(text: str) -> SetText:
    """Set words between formulas, in the small type of the program."""
    return _set_text(text, font(FontRole.SMALL), "x")


@cache
def math_family() -> str:
    """Register the font that ziamath brings, and return its name; needs a QGuiApplication."""
    spec = find_spec("ziamath")
    folders = [] if spec is None else list(spec.submodule_search_locations or [])
    for folder in folders:
        for path in sorted(Path(folder, "fonts").glob("*.ttf")):
            families = QFontDatabase.applicationFontFamilies(
                QFontDatabase.addApplicationFont(str(path))
            )
            if families:
                return families[0]
    return font(FontRole.FORMULA).family()


def number_font(size: int) -> QFont:
    """Return the font of numbers beside formulas of that size."""
    result = QFont(math_family())
    result.setPixelSize(size)
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return result


def _set_text(text: str, face: QFont, high: str) -> SetText:
    metrics = QFontMetricsF(face)
    # A mathematical font has lines three times as high as its figures: their own height counts.
    figures = metrics.tightBoundingRect(high)
    return SetText(
        metrics.horizontalAdvance(text), -figures.top(), 0.3 * -figures.top(), text, face
    )


@lru_cache(maxsize=1024)
def _renderer(svg: bytes, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(svg.replace(_INK.encode(), colour.encode())))
