"""The points of another data set, to paint on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.data_config import Point
from core.datasets.painted import MOST_CLASSES, MOST_POINTS

EDGE = 0.92
"""How far points from elsewhere reach in the square from -1 to 1."""
DECIMALS = 4

Points = tuple[Point, ...]


def points_of(places: NDArray[np.floating], labels: NDArray[np.integer]) -> Points | None:
    """Samples (N, 2) with their labels as painted points; None if they cannot be painted.

    Places beyond the square are brought into it, with one scale for both axes if they reach
    similarly far.
    """
    if not len(places) or len(places) > MOST_POINTS or labels.max() >= MOST_CLASSES:
        return None
    places = np.asarray(places, np.float64)
    if np.abs(places).max() > 1.0:
        low, high = places.min(axis=0), places.max(axis=0)
        half = np.maximum((high - low) / 2, 1e-12)
        if half.max() < 2.0 * half.min():
            half[:] = half.max()
        places = EDGE * (places - (low + high) / 2) / half
    rounded = places.round(DECIMALS).tolist()
    return tuple(Point(x, y, label) for (x, y), label in zip(rounded, labels.tolist(), strict=True))
