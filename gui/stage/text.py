"""Setting formulas: letters above and below the line, drawn from the plain text that has them.

A label is plain Unicode, "p₁ = A₁ᵀ p₂", as it is also spoken and copied. Here its indices become
ordinary figures in a smaller size, lowered or raised, which reads better across a room than the
font's own tiny ones, and looks the same whichever fonts are there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from gui.drawing.rect import Rect
from gui.theme import FontRole, font

LEAST_SIZE = 11
"""Pixels: no text of the stage is smaller."""
_BELOW = dict(zip("₀₁₂₃₄₅₆₇₈₉ₓ", "0123456789x", strict=True))
_ABOVE = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁺ᵀᵇˢᶲ", "0123456789()+TbsΦ", strict=True))
_DROP, _RISE = 0.2, 0.34


@dataclass(frozen=True, slots=True, eq=False)
class Fonts:
    """The fonts of the stage at one text size, with what is measured of them."""

    label: QFont
    index: QFont
    small: QFont
    number: QFont
    large_number: QFont
    strong: QFont
    loss: QFont
    label_metrics: QFontMetricsF
    index_metrics: QFontMetricsF
    small_metrics: QFontMetricsF

    @property
    def label_height(self) -> float:
        """Of a title, with its indices."""
        return float(ceil(self.label_metrics.height() + _DROP * self.label.pixelSize() * 0.5))

    @property
    def small_height(self) -> float:
        """Of a note, a row's name, a number."""
        return float(ceil(self.small_metrics.height()))

    def label_width(self, text: str) -> float:
        """The width of a title or formula."""
        return float(ceil(sum(self._run_width(run, index) for run, index in runs(text)))) + 1

    def small_width(self, text: str) -> float:
        """The width of a note."""
        return float(ceil(self.small_metrics.horizontalAdvance(text))) + 1

    def fitted(self, letters: QFont, height: float) -> QFont:
        """Small letters for a line of that height, which may ask for smaller ones."""
        if height >= self.small_height - 1:
            return letters
        size = int(self.small.pixelSize() * height / (self.small_height - 1))
        smaller = QFont(letters)
        smaller.setPixelSize(max(LEAST_SIZE, size))
        return smaller

    def _run_width(self, run: str, index: int) -> float:
        metrics = self.index_metrics if index else self.label_metrics
        return metrics.horizontalAdvance(run) + (1.0 if index else 0.0)

    def draw_label(self, painter: QPainter, x: float, baseline: float, text: str) -> float:
        """Draw a title or formula in the painter's pen; return where it ends."""
        for run, index in runs(text):
            painter.setFont(self.index if index else self.label)
            size = self.label.pixelSize()
            shift = _DROP * size if index < 0 else -_RISE * size if index > 0 else 0.0
            painter.drawText(QPointF(x, baseline + shift), run)
            x += self._run_width(run, index)
        return x

    def baseline(self, rect: Rect) -> float:
        """Where the letters of a title in `rect` stand."""
        return rect.y + self.label_metrics.ascent()


@dataclass(frozen=True, slots=True, eq=False)
class FontMeasure:
    """The fonts as the layout sees them; remembers the widths, which it asks again and again."""

    fonts: Fonts
    labels: dict[str, float] = field(default_factory=dict)
    smalls: dict[str, float] = field(default_factory=dict)

    @property
    def label_height(self) -> float:
        """Of a title or a formula."""
        return self.fonts.label_height

    @property
    def small_height(self) -> float:
        """Of a note, a row's name, a number."""
        return self.fonts.small_height

    def label(self, text: str) -> float:
        """Width of a title or a formula."""
        if text not in self.labels:
            self.labels[text] = self.fonts.label_width(text)
        return self.labels[text]

    def small(self, text: str) -> float:
        """Width of a note, a row's name, a number."""
        if text not in self.smalls:
            self.smalls[text] = self.fonts.small_width(text)
        return self.smalls[text]


def make_fonts(share: float = 1.0) -> Fonts:
    """The fonts at a share of the text size in force."""
    label, small = font(FontRole.BODY), font(FontRole.SMALL)
    strong, loss = QFont(font(FontRole.TITLE)), font(FontRole.HEADING)
    for each in (label, small, loss):
        each.setPixelSize(round(share * each.pixelSize()))
    label.setPixelSize(round(label.pixelSize() * 15 / 14))
    index = QFont(label)
    index.setPixelSize(max(LEAST_SIZE, round(0.74 * label.pixelSize())))
    small.setPixelSize(max(LEAST_SIZE, small.pixelSize()))
    strong.setPixelSize(small.pixelSize())
    large_number = QFont(small)
    large_number.setPixelSize(round(1.2 * small.pixelSize()))
    return Fonts(
        label,
        index,
        small,
        QFont(small),
        large_number,
        strong,
        loss,
        QFontMetricsF(label),
        QFontMetricsF(index),
        QFontMetricsF(strong),
    )


def runs(text: str) -> list[tuple[str, int]]:
    """Cut a text into pieces on the line (0), below it (-1) and above it (1)."""
    found: list[tuple[str, int]] = []
    for letter in text:
        level = -1 if letter in _BELOW else 1 if letter in _ABOVE else 0
        plain = _BELOW.get(letter) or _ABOVE.get(letter) or letter
        if found and found[-1][1] == level:
            found[-1] = (found[-1][0] + plain, level)
        else:
            found.append((plain, level))
    return found
