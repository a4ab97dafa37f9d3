"""Bringing the columns of a table to one scale, and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.work import Work

FloatArray = NDArray[np.float32]
Float64Array = NDArray[np.float64]

ROWS_AT_ONCE = 4096
"""The pixels of MNIST in float64 would take 376 MB: they are looked at in pieces."""
CELLS_AT_ONCE = ROWS_AT_ONCE * 1024
"""Of wider tables fewer rows: some 20 ms of work, so that it can be cancelled soon."""

_ROUNDING = 2.0**-23


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
        return self.of(values)

    def of(self, values: NDArray[Any], work: Work | None = None) -> FloatArray:
        """The same, and raises CancelledError if `work` is given up."""
        scaled = np.empty(values.shape, np.float32)
        for rows in pieces(values, work):
            scaled[rows] = (_units(values[rows]) - self.offset) / self.scale
        return scaled

    def back(self, values: NDArray[Any]) -> Float64Array:
        """Scaled columns (..., d) in their own units again."""
        return unscaled(values, self.offset, self.scale)


def unscaled(values: NDArray[Any], offset: Float64Array, scale: Float64Array) -> Float64Array:
    """Columns (..., d) before (x - offset) / scale. What is 0 but for float32's rounding is 0."""
    own = np.asarray(values, np.float64) * scale + offset
    return np.where(np.abs(own) <= _ROUNDING * np.abs(offset), 0.0, own)


def fit(kind: str, training: NDArray[Any], work: Work | None = None) -> Scaling:
    """The scaling that the columns (N, d) of the training part ask for.

    "standard" leaves each with mean 0 and standard deviation 1 (over N, not N - 1), "min-max" with
    0 and 1 as its ends, "off" as it is. Raises CancelledError if `work` is given up.
    """
    columns = training.shape[1]
    ends = [
        (training[rows].min(axis=0), training[rows].max(axis=0)) for rows in pieces(training, work)
    ]
    low = _units(np.min([least for least, _ in ends], axis=0))
    high = _units(np.max([largest for _, largest in ends], axis=0))
    constant = low == high
    indices = tuple(np.flatnonzero(constant).tolist())
    if kind == "off":
        return Scaling(kind, np.zeros(columns), np.ones(columns), indices)
    # Beyond 1.8e308 a difference is infinite; whoever scales finds that and refuses the column.
    with np.errstate(over="ignore"):
        width = high - low
    if kind == "min-max":
        offset, scale = low, width
    else:
        # Numbers whose squares would be infinite or 0 are brought near 1 for the while.
        size = np.maximum(np.abs(low), np.abs(high))
        size = np.where((size > 1e100) | ((size < 1e-100) & (size > 0)), size, 1.0)
        mean, deviation = _mean_and_deviation(training, size, work)
        offset, scale = mean * size, deviation * size
        scale = np.where(scale > 0, scale, width)
    return Scaling(kind, np.where(constant, low, offset), np.where(constant, 1.0, scale), indices)


def plain(values: NDArray[Any], work: Work | None = None) -> FloatArray:
    """The columns as they are, in float32. Pixels in bytes mean 0..1.

    Raises CancelledError if `work` is given up.
    """
    same = np.empty(values.shape, np.float32)
    for rows in pieces(values, work):
        if values.dtype == np.uint8:
            np.divide(values[rows], np.float32(255), out=same[rows], dtype=np.float32)
        else:
            same[rows] = values[rows]
    return same


def _mean_and_deviation(
    training: NDArray[Any], size: Float64Array, work: Work | None
) -> tuple[Float64Array, Float64Array]:
    """Of the columns divided by `size`."""
    parts = list(pieces(training))
    if len(parts) == 1:
        table = _units(training) / size
        return table.mean(axis=0), table.std(axis=0)
    total = np.sum(
        [(_units(training[rows]) / size).sum(axis=0) for rows in pieces(training, work)], axis=0
    )
    mean = total / len(training)
    squares = np.sum(
        [
            np.square(_units(training[rows]) / size - mean).sum(axis=0)
            for rows in pieces(training, work)
        ],
        axis=0,
    )
    return mean, np.sqrt(squares / len(training))


def _units(values: NDArray[Any]) -> Float64Array:
    """In float64; pixels in bytes as 0..1."""
    table = np.asarray(values, np.float64)
    return table / 255 if values.dtype == np.uint8 else table


def pieces(table: NDArray[Any], work: Work | None = None) -> Iterator[slice]:
    """The rows of a table (N, ...), some at a time. Raises CancelledError if `work` is given up."""
    cells = max(table[:1].size, 1)
    step = min(ROWS_AT_ONCE, max(CELLS_AT_ONCE // cells, 1))
    for start in range(0, len(table), step):
        if work is not None:
            work.report("Scaling", start, len(table))
        yield slice(start, start + step)
