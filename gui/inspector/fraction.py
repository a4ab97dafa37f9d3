"""A fraction of numbers, in the type of the formulas.

Numbers change with every step of the training: setting them as LaTeX would take ten milliseconds
for each fraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from gui.inspector.typeset import Set, SetText, set_number

SMALLER = 0.72
"""Of the formula's size, the numbers above and under the line."""
AXIS, GAP = 0.26, 0.14
"""In em: the height of the line over the baseline; between the line and the numbers."""
ASIDE, THICK = 0.06, 0.05
"""In em: how far the line reaches beyond the longer of both; how thick it is."""
ROOT, ROOT_GAP = 0.62, 0.1
"""The width of the sign of a root, in em of the smaller numbers; what is left over its number."""


@dataclass(frozen=True, slots=True, eq=False)
class SetFraction(Set):
    """Two numbers, or a number and a sum that begins with a root, and the line between them."""

    above: SetText
    rooted: SetText | None
    """What stands under the root."""
    below: SetText
    """What stands under the line; after the root, if there is one."""
    under: float
    """The width of all that stands under the line."""
    base: float
    """How far its baseline lies under the formula's."""
    size: float
    """Of the formula, in logical pixels."""

    def draw(self, painter: QPainter, at: QPointF, scale: float, colour: QColor) -> None:
        """Draw it with its origin at a point of the baseline."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(at)
        painter.scale(scale, scale)
        line = -AXIS * self.size
        origin = QPointF((self.advance - self.above.advance) / 2, line - GAP * self.size)
        self.above.draw(painter, origin, 1.0, colour)
        pen = QPen(colour, max(THICK * self.size, 0.8))
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawLine(QLineF(0.0, line, self.advance, line))
        x = (self.advance - self.under) / 2
        if self.rooted is not None:
            x = self._draw_root(painter, x, self.rooted, colour)
        self.below.draw(painter, QPointF(x, self.base), 1.0, colour)
        painter.restore()

    def _draw_root(self, painter: QPainter, x: float, rooted: SetText, colour: QColor) -> float:
        """Draw the root with its sign, and return where it ends."""
        sign, high = _root_width(self.size), rooted.ascent
        end, top = x + sign + rooted.advance, self.base - high - ROOT_GAP * self.size
        corners = (
            (x, self.base - 0.4 * high),
            (x + 0.4 * sign, self.base),
            (x + 0.75 * sign, top),
            (end, top),
        )
        painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in corners]))
        rooted.draw(painter, QPointF(x + sign, self.base), 1.0, colour)
        return end


@lru_cache(maxsize=512)
def set_fraction(text: str, size: int) -> SetFraction:
    """Set a/(b) or a/(√b + c), where a, b and c are written with figures."""
    numerator, _, denominator = text.partition("/")
    small = round(SMALLER * size)
    above = set_number(numerator.strip("()"), small)
    rest, rooted = denominator[1:-1], None
    if rest.startswith("√"):
        radicand, plus, rest = rest[1:].partition(" + ")
        rooted, rest = set_number(radicand, small), plus + rest
    below = set_number(rest, small)
    under, base = below.advance, (GAP - AXIS) * size + below.ascent
    if rooted is not None:
        under += _root_width(size) + rooted.advance
        base += ROOT_GAP * size
    advance = max(above.advance, under) + 2 * ASIDE * size
    ascent = (AXIS + GAP) * size + above.ascent
    return SetFraction(
        advance, ascent, base + below.descent, above, rooted, below, under, base, size
    )


def _root_width(size: float) -> float:
    return ROOT * SMALLER * size
