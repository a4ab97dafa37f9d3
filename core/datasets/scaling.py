"""Bringing the columns of a table to one scale, and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
Float64Array = NDArray[np.float64]

ROWS_AT_ONCE = 4096
"""The pixels of MNIST in float64 would take 376 MB: they are looked at in pieces."""


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """Per column (x - offset) / scale; offset and scale are (d,) float64."""

    kind: str
    """One of `core.data_config.SCALINGS`."""
    offset: Float64Array
    scale: Float64Array
    constant: tuple[int, ...] = ()
    """Columns that have one value in the whole training part: they are only shifted."""

    def __call__(self, values: NDArray[Any]) -> FloatArray:
        """The scaled columns, computed in float64, rounded once. Pixels in bytes mean 0..1."""
        scaled = np.empty(values.shape, np.float32)
        for rows in _pieces(len(values)):
            scaled[rows] = (_units(values[rows]) - self.offset) / self.scale
        return scaled

    def back(self, values: NDArray[Any]) -> Float64Array:
        """Scaled columns (..., d) in their own units again."""
        return np.asarray(values, np.float64) * self.scale + self.offset


def fit(kind: str, training: NDArray[Any]) -> Scaling:
    """The scaling that the columns (N, d) of the training part ask for.

    "standard" leaves each with mean 0 and standard deviation 1 (over N, not N - 1), "min-max" with
    0 and 1 as its ends, "off" as it is.
    """
    columns = training.shape[1]
    low, high = _units(training.min(axis=0)), _units(training.max(axis=0))
    constant = low == high
    indices = tuple(np.flatnonzero(constant).tolist())
    if kind == "off":
        return Scaling(kind, np.zeros(columns), np.ones(columns), indices)
    if kind == "min-max":
        offset, scale = low, high - low
    else:
        # Numbers whose squares would not be finite are made smaller for the while.
        size = np.maximum(np.abs(low), np.abs(high))
        size = np.where(size > 1e100, size, 1.0)
        mean, deviation = _mean_and_deviation(training, size)
        offset, scale = mean * size, deviation * size
    return Scaling(kind, np.where(constant, low, offset), np.where(constant, 1.0, scale), indices)


def plain(values: NDArray[Any]) -> FloatArray:
    """The columns as they are, in float32. Pixels in bytes mean 0..1."""
    if values.dtype == np.uint8:
        pixels: FloatArray = np.divide(values, np.float32(255), dtype=np.float32)
        return pixels
    return np.array(values, np.float32, order="C")


def _mean_and_deviation(
    training: NDArray[Any], size: Float64Array
) -> tuple[Float64Array, Float64Array]:
    """Of the columns divided by `size`."""
    if len(training) <= ROWS_AT_ONCE:
        table = _units(training) / size
        return table.mean(axis=0), table.std(axis=0)
    pieces = [training[rows] for rows in _pieces(len(training))]
    total = np.sum([(_units(piece) / size).sum(axis=0) for piece in pieces], axis=0)
    mean = total / len(training)
    squares = np.sum(
        [np.square(_units(piece) / size - mean).sum(axis=0) for piece in pieces], axis=0
    )
    return mean, np.sqrt(squares / len(training))


def _units(values: NDArray[Any]) -> Float64Array:
    """In float64; pixels in bytes as 0..1."""
    table = np.asarray(values, np.float64)
    return table / 255 if values.dtype == np.uint8 else table


def _pieces(rows: int) -> Iterator[slice]:
    for start in range(0, rows, ROWS_AT_ONCE):
        yield slice(start, start + ROWS_AT_ONCE)
