"""Which classes are taken for which: the confusion matrix and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, FloatArray, IntArray
from core.metrics import predicted_classes


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """How the samples fell out: row = true class, column = predicted class."""

    labels: IntArray
    """(N,), the true classes."""
    predicted: IntArray
    """(N,), the predicted ones."""
    counts: IntArray
    """(K, K); entry (t, p) is the number of samples of class t that were taken for p."""

    @property
    def correct(self) -> int:
        """The number of samples on the diagonal."""
        return int(np.trace(self.counts))

    @property
    def accuracy(self) -> float:
        """The share of correct samples, as `core.metrics` defines it; nan without samples."""
        return self.correct / len(self.labels) if len(self.labels) else float("nan")

    @property
    def recall(self) -> FloatArray:
        """(K,): of the samples of a class, the share that was found; nan where there are none."""
        return _share(np.diagonal(self.counts), self.counts.sum(axis=1))

    @property
    def precision(self) -> FloatArray:
        """(K,): of those taken for a class, the share that belongs to it; nan where none was."""
        return _share(np.diagonal(self.counts), self.counts.sum(axis=0))

    @property
    def row_shares(self) -> FloatArray:
        """(K, K): each count as a share of its row; 0 in the row of a class without samples."""
        return np.nan_to_num(_share(self.counts, self.counts.sum(axis=1, keepdims=True)))

    def right(self) -> IntArray:
        """Indices of the samples that were predicted correctly, ascending."""
        return np.flatnonzero(self.predicted == self.labels)

    def wrong(self) -> IntArray:
        """Indices of the others, ascending."""
        return np.flatnonzero(self.predicted != self.labels)

    def in_cell(self, true: int, predicted: int) -> IntArray:
        """Indices of the samples of one cell of the matrix, ascending."""
        return np.flatnonzero((self.labels == true) & (self.predicted == predicted))


def confusion(predictions: Array, labels: IntArray) -> Confusion:
    """Sort samples by true and predicted class.

    Args:
        predictions: (N, K), one value for each class; the largest names the class.
        labels: (N,), from 0 to K - 1.

    Raises:
        ValueError: when the shapes do not belong together or a label is no class.
    """
    count, classes = predictions.shape
    if labels.shape != (count,):
        raise ValueError(f"{count} predictions do not fit labels of shape {labels.shape}")
    if count and not 0 <= labels.min() <= labels.max() < classes:
        raise ValueError(f"labels must be in 0..{classes - 1}")
    predicted = predicted_classes(predictions, classes)
    # One number for each cell: a single pass over the samples, whatever K is.
    cells = np.bincount(labels * classes + predicted, minlength=classes * classes)
    return Confusion(labels, predicted, cells.reshape(classes, classes))


def _share(part: IntArray, whole: IntArray) -> FloatArray:
    shares = np.full(np.broadcast_shapes(part.shape, whole.shape), np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares
