"""Cutting a table into a training and a test part, and bringing its columns to one scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.datasets.dataset import FloatArray

TEST_FRACTION = 0.2
SEED = 0

Float64Array = NDArray[np.float64]
IndexArray = NDArray[np.int64]


def shuffled(n: int, seed: int = SEED) -> IndexArray:
    """The numbers 0..n-1 in a random order that is the same everywhere and for ever.

    Sorts the raw stream of a bit generator: numpy promises that stream, but not what
    Generator.permutation makes of it, and the parts of a data set must never change.
    """
    keys = np.random.PCG64(seed).random_raw(n)
    return np.argsort(keys, kind="stable").astype(np.int64)


def split(n: int) -> tuple[IndexArray, IndexArray]:
    """Rows of the training and of the test part, a fifth of n."""
    order = shuffled(n)
    tests = round(n * TEST_FRACTION)
    return order[tests:], order[:tests]


def stratified_split(labels: NDArray[np.integer]) -> tuple[IndexArray, IndexArray]:
    """Rows of the training and of the test part, with a fifth of every class in the latter."""
    order = shuffled(len(labels))
    is_test = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        members = order[labels[order] == label]
        is_test[members[: round(len(members) * TEST_FRACTION)]] = True
    return order[~is_test[order]], order[is_test[order]]


@dataclass(frozen=True, slots=True, eq=False)
class Standardiser:
    """Per column (x - offset) / scale; offset and scale are (d,) float64."""

    offset: Float64Array
    scale: Float64Array

    @classmethod
    def fit(cls, training: Float64Array) -> Standardiser:
        """Mean and standard deviation of the columns; a constant column is only centred."""
        constant = training.min(axis=0) == training.max(axis=0)
        offset = np.where(constant, training[0], training.mean(axis=0))
        return cls(offset, np.where(constant, 1.0, training.std(axis=0)))

    def __call__(self, values: Float64Array) -> FloatArray:
        """The standardised columns, computed in float64, rounded once."""
        return np.ascontiguousarray((values - self.offset) / self.scale, np.float32)
