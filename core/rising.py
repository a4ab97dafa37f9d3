"""Whether a loss has risen where it should have fallen, without becoming infinite."""

from __future__ import annotations

import math

import numpy as np

from core.datasets.dataset import Dataset, Task
from core.history import EpochCurve

TIMES = 10
"""Healthy runs stay below 2 times their start, whatever the data; rates too large go far beyond."""


def guessing_loss(dataset: Dataset) -> float:
    """About what a model loses that always says the same, as one does before it has learnt."""
    if dataset.task is Task.CLASSIFICATION:
        return max(1.0, math.log(dataset.outputs))
    return max(1.0, float(np.var(dataset.train.y, axis=0, dtype=np.float64).sum()))


def has_risen(first_loss: float | None, guessing: float, epochs: EpochCurve) -> bool:
    """True if the training set's loss is more than `TIMES` that before the first update.

    Not if it was for a few epochs and came down again: it is so for the last quarter of them. The
    loss of whole sets does not jump as that of minibatches does. And that of the first minibatch
    may happen to be next to nothing, so `guessing` counts at least.
    """
    if first_loss is None or not len(epochs):
        return False
    last_quarter = epochs["train_loss"][-len(epochs) // 4 :]  # one at least
    return bool(last_quarter.min() > TIMES * max(first_loss, guessing))


def about_rise(dataset: Dataset) -> str:
    """Say that it has risen, and what to do with this data set."""
    unscaled = dataset.scaling is not None and dataset.scaling.kind == "off"
    remedy = ", or scale the features" if unscaled else ""
    return (
        f"The loss on the training set is more than {TIMES} times what it was at the start. "
        f"Reset, and try a smaller learning rate{remedy}."
    )
