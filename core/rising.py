"""Whether a loss has risen where it should have fallen, without becoming infinite."""

from __future__ import annotations

from core.datasets.dataset import Dataset
from core.history import EpochCurve, StepCurve

TIMES = 10
"""Healthy runs stay below 2 times their start, whatever the data; rates too large go far beyond."""
_FIRST_SAMPLES = 32
"""Make up the start: a single sample's loss may happen to be next to nothing."""
_LEAST_START = 0.1
"""A run that starts below, from a trained model, may well lose a fit and find it again."""


def has_risen(steps: StepCurve, epochs: EpochCurve, batch_size: int) -> bool:
    """True if the training set's loss is more than `TIMES` that of the first minibatches.

    Not if it was for a few epochs and came down again: it is so for the last quarter of them. The
    loss of whole sets does not jump as that of minibatches does.
    """
    if not len(epochs):
        return False
    start = float(steps.loss[: max(1, _FIRST_SAMPLES // batch_size)].mean())
    last_quarter = epochs["train_loss"][-len(epochs) // 4 :]  # one at least
    return bool(last_quarter.min() > TIMES * max(start, _LEAST_START))


def about_rise(dataset: Dataset) -> str:
    """Say that it has risen, and what to do with this data set."""
    unscaled = dataset.scaling is not None and dataset.scaling.kind == "off"
    remedy = ", or scale the features" if unscaled else ""
    return (
        f"The loss on the training set is more than {TIMES} times what it was at the start. "
        f"Reset, and try a smaller learning rate{remedy}."
    )
