"""Inputs at places along one feature or two, with the others held: made as they are read.

Places are in the features' own units, as people read them; the network is asked in the scaled units
that it was trained in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.datasets.dataset import Dataset
from core.regions import LINE, SIDE, Box, FloatArray, cell_middles


@dataclass(frozen=True, slots=True, eq=False)
class SliceInputs:
    """G inputs (d,) at places on a slice through the space of features, then N at points.

    All of them together may take hundreds of megabytes, with thousands of features. So whoever
    predicts takes some rows at a time, and they are made there.
    """

    axes: tuple[int, ...]
    """The features that run along the slice."""
    places: FloatArray
    """(G, len(axes)), scaled."""
    held: NDArray[np.floating]
    """(d,), what the other features stay at, scaled."""
    points: NDArray[np.floating]
    """(N, d), scaled."""

    def __len__(self) -> int:
        """Count the inputs: G + N."""
        return len(self.places) + len(self.points)

    @property
    def shape(self) -> tuple[int, int]:
        """(G + N, d)."""
        return len(self), len(self.held)

    def __getitem__(self, rows: slice) -> NDArray[np.float32]:
        """Some inputs one after another, as an array (rows, d) of their own."""
        start, stop, _ = rows.indices(len(self))
        count = len(self.places)
        places = self.places[start:stop]
        points = self.points[max(start - count, 0) : max(stop - count, 0)]
        inputs = np.empty((len(places) + len(points), len(self.held)), np.float32)
        on_slice = inputs[: len(places)]
        on_slice[:] = self.held
        for axis, along in zip(self.axes, places.T, strict=True):
            on_slice[:, axis] = along
        inputs[len(places) :] = points
        return inputs


def plane_places(dataset: Dataset, axes: tuple[int, ...], box: Box, side: int = SIDE) -> FloatArray:
    """The middles (side * side, 2) of the cells of a box over two features, scaled.

    Row by row, from the top.
    """
    across = cell_middles(box.left, box.right, side)
    down = cell_middles(box.top, box.bottom, side)
    own = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
    return to_scaled(dataset, axes, own)


def line_places(dataset: Dataset, low: float, high: float, count: int = LINE) -> FloatArray:
    """Places (count, 1) between two values of the only feature, both ends included, scaled."""
    return to_scaled(dataset, (0,), np.linspace(low, high, count)[:, np.newaxis])


def to_scaled(
    dataset: Dataset, columns: tuple[int, ...], values: NDArray[np.floating]
) -> FloatArray:
    """Values (..., len(columns)) of these features, from own units to those of the network."""
    own = np.asarray(values, np.float64)
    if dataset.scaling is None:
        return own
    chosen = list(columns)
    scaled: FloatArray = (own - dataset.scaling.offset[chosen]) / dataset.scaling.scale[chosen]
    return scaled
