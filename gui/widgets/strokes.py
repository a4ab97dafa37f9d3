"""What is drawn on a pad: strokes, their ink, and the way back. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.digits import Point, add_segment

Ink = NDArray[np.float32]
INK_SIZE = 256
"""Pixels of the ink on each side: enough that brush edges are smooth at 28 x 28."""
_MOST_STATES = 200


@dataclass(frozen=True, slots=True)
class Stroke:
    """Points from pen down to pen up, in units of the pad's side: (0, 0) to (1, 1)."""

    points: tuple[Point, ...]
    erases: bool = False


class Drawing:
    """Strokes with their ink; undo takes back the last stroke, or the last clearing.

    `ink` is (256, 256) float32, 0 paper to 1 ink, and is kept up to date point by point.
    """

    def __init__(self) -> None:
        self.ink: Ink = np.zeros((INK_SIZE, INK_SIZE), np.float32)
        self._strokes: tuple[Stroke, ...] = ()
        self._past: list[tuple[Stroke, ...]] = []
        self._points: list[Point] = []
        self._erases = False

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """All strokes, with the one that is being drawn."""
        if not self._points:
            return self._strokes
        return (*self._strokes, Stroke(tuple(self._points), self._erases))

    @property
    def is_empty(self) -> bool:
        """Whether the pad shows nothing."""
        return not self.ink.any()

    @property
    def is_drawing(self) -> bool:
        """Whether a stroke was begun and not ended."""
        return bool(self._points)

    @property
    def erases(self) -> bool:
        """Whether the stroke that is being drawn rubs out."""
        return self._erases

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to take back."""
        return bool(self._past or self._points)

    def begin(self, point: Point, erases: bool = False) -> None:
        """Put the pen down."""
        self.end()
        self._erases = erases
        self._points = [point]
        add_to_ink(self.ink, point, point, erases)

    def extend(self, point: Point) -> tuple[Point, Point] | None:
        """Move the pen; the ends of the new segment, or None when there is none."""
        if not self._points or self._points[-1] == point:
            return None
        start = self._points[-1]
        self._points.append(point)
        add_to_ink(self.ink, start, point, self._erases)
        return start, point

    def end(self) -> None:
        """Lift the pen."""
        if self._points:
            finished = self.strokes
            self._points = []
            self._change(finished)

    def undo(self) -> bool:
        """Take back the last stroke or clearing; False when there is nothing to take back."""
        self.end()
        if not self._past:
            return False
        self._strokes = self._past.pop()
        self.ink = ink_of(self._strokes)
        return True

    def replace(self, strokes: Iterable[Stroke]) -> bool:
        """Show these strokes instead, none to clear; False when nothing changes."""
        self.end()
        wanted = tuple(strokes)
        if wanted == self._strokes:
            return False
        self._change(wanted)
        self.ink = ink_of(wanted)
        return True

    def _change(self, strokes: tuple[Stroke, ...]) -> None:
        self._past.append(self._strokes)
        del self._past[:-_MOST_STATES]
        self._strokes = strokes


def ink_of(strokes: Sequence[Stroke]) -> Ink:
    """The ink of strokes drawn one after the other, (256, 256) float32."""
    ink: Ink = np.zeros((INK_SIZE, INK_SIZE), np.float32)
    for stroke in strokes:
        points = stroke.points
        for start, end in zip(points, points[1:] or points, strict=False):
            add_to_ink(ink, start, end, stroke.erases)
    return ink


def add_to_ink(ink: Ink, start: Point, end: Point, erases: bool = False) -> None:
    """Draw a segment between two points in units of the pad, or rub it out."""
    if not erases:
        add_segment(ink, _pixels(start), _pixels(end))
        return
    rubber = np.zeros_like(ink)
    region = add_segment(rubber, _pixels(start), _pixels(end))
    part = ink[region]
    np.minimum(part, 1 - rubber[region], out=part)


def _pixels(point: Point) -> Point:
    return Point(point.x * INK_SIZE, point.y * INK_SIZE, point.width * INK_SIZE)
