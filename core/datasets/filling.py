"""Missing cells get the mean of their column in the training part, and of nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.datasets.scaling import Float64Array, pieces
from core.errors import UserError
from core.quoting import quoted
from core.work import Work


def means_of(
    training: Float64Array, names: Sequence[str], place: str, work: Work | None = None
) -> Float64Array:
    """The mean of each column (d,) of the training part (N, d), over the cells that are not NaN.

    Of a category's column, which is 0 or 1, it is the share of that category. Raises UserError if
    a column has no value in the training part, CancelledError if `work` is given up.
    """
    known = np.zeros(training.shape[1], np.int64)
    largest = np.zeros(training.shape[1])
    for rows in pieces(training, work):
        gap = np.isnan(training[rows])
        known += (~gap).sum(axis=0)
        largest = np.maximum(largest, np.where(gap, 0.0, np.abs(training[rows])).max(axis=0))
    if not known.all():
        name = names[int(np.flatnonzero(known == 0)[0])]
        raise UserError(
            f"{place}: {quoted(name)} has no value in the training part that a mean could be taken "
            "of. Leave it out, or choose another data seed."
        )
    # The sum of very large numbers overflows, their mean does not.
    size = np.where(largest > 1e150, largest, 1.0)
    total = np.zeros(training.shape[1])
    for rows in pieces(training, work):
        total += np.where(np.isnan(training[rows]), 0.0, training[rows] / size).sum(axis=0)
    return total / known * size


def fill(table: Float64Array, means: Float64Array, work: Work | None = None) -> None:
    """Put the means (d,) where the table (N, d) has NaN. CancelledError if `work` is given up."""
    for rows in pieces(table, work):
        np.copyto(table[rows], means, where=np.isnan(table[rows]))
