"""Where the points of a scatter plot stand: data to pixels and back. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, FloatArray
from core.datasets.dataset import Dataset, Task
from core.training import Part

AIR = 0.05
"""Share of the range that is left free on each side."""
ALIKE = 2.0
"""Ranges that differ by less have one scale: circles look like circles."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """N points of a part, in own units."""

    at: FloatArray
    """(N, 2)."""
    across: str
    up: str
    """What the axes show."""
    labels: Array | None
    """(N,), the classes."""
    values: FloatArray | None
    """(N,), a target that is shown by colour."""


def points_of(dataset: Dataset, part: Part) -> Points | None:
    """Two features against each other, or one with its target; None for any other data set."""
    names = dataset.feature_names
    if dataset.image_shape is not None:
        return None
    if dataset.inputs == 2:
        x = dataset.own_units(part.x)
        values = None
        if dataset.task is Task.REGRESSION:
            values = dataset.own_targets(part.y)[:, 0]
        return Points(x, names[0], names[1], part.labels, values)
    if dataset.inputs == 1 and dataset.task is Task.REGRESSION:
        x = dataset.own_units(part.x)
        y = dataset.own_targets(part.y)[:, :1]
        return Points(np.hstack([x, y]), names[0], dataset.target_names[0], None, None)
    return None


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of pixels, and the ranges of data that it shows."""

    left: float
    top: float
    width: float
    height: float
    x: tuple[float, float]
    y: tuple[float, float]

    def pixels(self, at: FloatArray) -> FloatArray:
        """Places of points (N, 2) in pixels."""
        across = (at[:, 0] - self.x[0]) / (self.x[1] - self.x[0])
        up = (at[:, 1] - self.y[0]) / (self.y[1] - self.y[0])
        places = [self.left + across * self.width, self.top + (1 - up) * self.height]
        return np.stack(places, axis=1)


def frame(points: Points, left: float, top: float, width: float, height: float) -> Frame:
    """The ranges that hold all points, with one scale for both axes where that makes sense."""
    low, high = points.at.min(axis=0), points.at.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    middle, half = (low + high) / 2, (0.5 + AIR) * span
    both_features = points.labels is not None or points.values is not None
    if both_features and span.max() < ALIKE * span.min():
        per_pixel = max(half[0] / width, half[1] / height)
        half = np.array([per_pixel * width, per_pixel * height])
    ends = [(float(m - h), float(m + h)) for m, h in zip(middle, half, strict=True)]
    return Frame(left, top, width, height, ends[0], ends[1])


def nearest(places: FloatArray, x: float, y: float, reach: float) -> int | None:
    """The point that is nearest to a pixel, if it is within reach."""
    if not len(places):
        return None
    distance = np.hypot(places[:, 0] - x, places[:, 1] - y)
    found = int(distance.argmin())
    return found if distance[found] <= reach else None
