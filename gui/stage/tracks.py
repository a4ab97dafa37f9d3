"""The ways along which things move: lines with a length, and the point at any part of it. No Qt."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from math import hypot

Point = tuple[float, float]
CORNER = 16.0
"""How far before a corner its rounding begins."""
_BENDS = 8
"""Straight pieces in a rounding."""


@dataclass(frozen=True, slots=True)
class Track:
    """A line through points, with the length from its beginning to each of them."""

    points: tuple[Point, ...]
    lengths: tuple[float, ...]

    @property
    def length(self) -> float:
        """From end to end."""
        return self.lengths[-1]

    def at(self, share: float) -> Point:
        """The point at a share of the length, 0 to 1."""
        goal = min(max(share, 0.0), 1.0) * self.length
        index = min(max(bisect_right(self.lengths, goal), 1), len(self.points) - 1)
        (x, y), (u, v) = self.points[index - 1], self.points[index]
        piece = self.lengths[index] - self.lengths[index - 1]
        part = (goal - self.lengths[index - 1]) / piece if piece else 0.0
        return x + part * (u - x), y + part * (v - y)

    def upto(self, share: float) -> list[Point]:
        """The points of the first part of the line."""
        goal = min(max(share, 0.0), 1.0) * self.length
        inner = [p for p, length in zip(self.points, self.lengths, strict=True) if length < goal]
        return [*(inner or self.points[:1]), self.at(share)]


@lru_cache(maxsize=512)
def track(points: tuple[Point, ...]) -> Track:
    """A line with rounded corners."""
    found = [points[0]]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        found += bend(_towards(corner, before), corner, _towards(corner, after))
    found.append(points[-1])
    return _measured(found)


@lru_cache(maxsize=512)
def swing(start: Point, end: Point) -> Track:
    """A curve that leaves and arrives level, as a thread between two columns."""
    (x, y), (u, v) = start, end
    middle = (x + u) / 2
    steps = [k / 24 for k in range(25)]
    return _measured(
        [
            (
                _cubic(x, middle, middle, u, s),
                _cubic(y, y, v, v, s),
            )
            for s in steps
        ]
    )


def bend(start: Point, corner: Point, end: Point) -> list[Point]:
    """A quadratic curve from start to end that leaves towards the corner."""
    found = []
    for k in range(_BENDS + 1):
        s = k / _BENDS
        a, b, c = (1 - s) ** 2, 2 * s * (1 - s), s * s
        found.append(
            (a * start[0] + b * corner[0] + c * end[0], a * start[1] + b * corner[1] + c * end[1])
        )
    return found


def _measured(points: list[Point]) -> Track:
    steps = (hypot(u - x, v - y) for (x, y), (u, v) in pairwise(points))
    return Track(tuple(points), tuple(accumulate(steps, initial=0.0)))


def _towards(start: Point, end: Point) -> Point:
    length = hypot(end[0] - start[0], end[1] - start[1])
    share = min(CORNER, length / 2) / length if length else 0.0
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _cubic(a: float, b: float, c: float, d: float, s: float) -> float:
    r = 1 - s
    return r**3 * a + 3 * r * r * s * b + 3 * r * s * s * c + s**3 * d
