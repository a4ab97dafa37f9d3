"""What the test-set view says. Pure functions: numbers in, sentences out."""

from __future__ import annotations

from math import sqrt

import numpy as np

from core.arrays import Array, FloatArray
from core.confusion import Confusion
from core.datasets.dataset import Dataset, Task
from gui.evaluation.verdict import Verdict
from gui.plots.scales import four_digits
from gui.session import Predictions
from gui.widgets.numbers import tidy_exponent


def in_own_units(dataset: Dataset, values: Array) -> FloatArray:
    """Targets or predictions (..., k) in the units that they were measured in, float64."""
    own = np.asarray(values, np.float64)
    if dataset.target_scale:
        own = own * np.array(dataset.target_scale) + np.array(dataset.target_offset)
    return own


def summary(dataset: Dataset, result: Confusion | None, predictions: Predictions | None) -> str:
    """The test set as a whole, with the same score as in the plots, and after which step."""
    if predictions is None:
        return f"{len(dataset.test):,} samples, not predicted yet"
    after = f"after step {predictions.step:,}" if predictions.step else "untrained"
    if dataset.task is Task.CLASSIFICATION and result is not None:
        return f"Accuracy {four_digits(100 * result.accuracy)} %, {after}"
    error = predictions.values.astype(np.float64) - dataset.test.y
    return f"RMS error {four_digits(sqrt(np.mean(error**2)))}, {after}"


def class_verdict(
    dataset: Dataset, true: int, predicted: int | None, values: Array | None, output: str
) -> Verdict:
    """As in "7  98 % (7)": the class found and how sure, the true one in brackets."""
    label = dataset.class_names[true]
    if predicted is None or values is None:
        return Verdict(f"({label})", ("not predicted yet",))
    best = float(values[predicted])
    # An identity output is no probability: it may be anything.
    sure = four_digits(best) if output == "identity" else f"{100 * best:.0f} %"
    right = predicted == true
    head = f"{dataset.class_names[predicted]}  {sure} ({label})"
    return Verdict(head, ("✓ right" if right else "✗ wrong",), right)


def target_verdict(dataset: Dataset, true: FloatArray, predicted: FloatArray | None) -> Verdict:
    """The value found, the true one in brackets, and how far they are apart."""
    if predicted is None:
        return Verdict(f"({_values(true)})", ("not predicted yet",))
    head = f"{_values(predicted)} ({_values(true)})"
    off = np.atleast_1d(predicted - true)
    apart = ", ".join(tidy_exponent(f"{value:+.4g}").replace("-", "−") for value in off)
    return Verdict(head, (f"off by {apart}", ", ".join(dataset.target_names)))


def _values(values: FloatArray) -> str:
    return ", ".join(four_digits(value).replace("-", "−") for value in np.atleast_1d(values))
