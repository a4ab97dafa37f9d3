"""From strokes on the drawing pad to an image like those of the training set.

A drawing is "ink": (h, w) float32, 0 paper to 1 ink. Strokes are drawn into it, and it is
normalised as the digits of the training set were, so that a network sees what it knows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.datasets.dataset import FloatArray

Region = tuple[slice, slice]  # rows, columns


class Point(NamedTuple):
    """A point of a stroke: pixels, x to the right, y down, (0, 0) the corner; and the width."""

    x: float
    y: float
    width: float


def add_segment(ink: FloatArray, start: Point, end: Point) -> Region:
    """Draw a line with round caps into the ink; its width goes from start's to end's.

    The edges are anti-aliased. Only the pixels of the region that is returned are touched. Equal
    points give a dot; what lies outside the ink is not drawn.
    """
    reach = max(start.width, end.width) / 2 + 1
    rows = _span(start.y, end.y, reach, ink.shape[0])
    columns = _span(start.x, end.x, reach, ink.shape[1])
    x = np.arange(columns.start, columns.stop, dtype=np.float32) + np.float32(0.5 - start.x)
    y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] + np.float32(0.5 - start.y)
    dx, dy = end.x - start.x, end.y - start.y
    length2 = dx * dx + dy * dy
    radius: float | FloatArray = start.width / 2
    if length2 > 0:
        # t in 0..1: where the nearest point of the segment lies.
        t = np.clip(x * np.float32(dx / length2) + y * np.float32(dy / length2), 0, 1)
        x = x - t * np.float32(dx)
        y = y - t * np.float32(dy)
        if end.width != start.width:
            radius = np.float32(radius) + t * np.float32((end.width - start.width) / 2)
    cover = np.clip(radius + np.float32(0.5) - np.sqrt(x * x + y * y), 0, 1)
    part = ink[rows, columns]
    np.maximum(part, cover, out=part)
    return rows, columns


def rasterise(strokes: Iterable[Sequence[Point]], shape: tuple[int, int]) -> FloatArray:
    """Ink of this shape with all strokes: points joined by segments, a single point a dot."""
    ink = np.zeros(shape, np.float32)
    for stroke in strokes:
        for start, end in zip(stroke, stroke[1:] or stroke, strict=False):
            add_segment(ink, start, end)
    return ink


def _span(a: float, b: float, reach: float, size: int) -> slice:
    """The pixels from reach before the lesser to reach after the greater, inside 0..size."""
    first = min(max(math.floor(min(a, b) - reach), 0), size)
    return slice(first, min(max(math.ceil(max(a, b) + reach), first), size))
