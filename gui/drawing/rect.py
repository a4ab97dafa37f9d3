"""A rectangle without Qt, so that a layout is a pure function of numbers."""

from __future__ import annotations

from typing import NamedTuple

_HAIR = 1e-6
"""What arithmetic may leave between edges that coincide."""


class Rect(NamedTuple):
    """A rectangle in logical pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def grown(self, margin: float) -> Rect:
        """The same with a margin on each side."""
        return Rect(
            self.x - margin, self.y - margin, self.width + 2 * margin, self.height + 2 * margin
        )

    def contains(self, x: float, y: float, margin: float = 0.0) -> bool:
        """True for a point inside, or not further outside than the margin."""
        across = self.x - margin <= x < self.right + margin
        return across and self.y - margin <= y < self.bottom + margin

    def covers(self, other: Rect) -> bool:
        """True if `other` lies wholly inside."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def overlaps(self, other: Rect) -> bool:
        """True if both have an area in common, not only an edge."""
        across = min(self.right, other.right) - max(self.x, other.x)
        down = min(self.bottom, other.bottom) - max(self.y, other.y)
        return across > _HAIR and down > _HAIR


NOWHERE = Rect(0.0, 0.0, 0.0, 0.0)
"""Of what is not there."""
