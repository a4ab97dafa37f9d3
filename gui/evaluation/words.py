"""What the test-set view says. Pure functions: numbers in, sentences out."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array, FloatArray
from core.confusion import Confusion
from core.datasets.dataset import Dataset, Task
from gui.drawing.written import grouped, localized
from gui.evaluation.verdict import Verdict
from gui.plots.scales import four_digits
from gui.session import Predictions
from gui.widgets.numbers import tidy_exponent


def summary(dataset: Dataset, result: Confusion | None, predictions: Predictions | None) -> str:
    """The test set as a whole, with the same score as in the plots, and after which step."""
    if predictions is None:
        return f"{grouped(len(dataset.test))} samples, not predicted yet"
    after = _after(predictions)
    if dataset.task is Task.CLASSIFICATION and result is not None:
        return f"Accuracy {_four_digits(100 * result.accuracy)} %, {after}"
    if dataset.outputs > 1:
        scaled = ", standardised," if dataset.target_scale else ""
        return f"RMS error{scaled} {_four_digits(_rms(_off(dataset, predictions)))}, {after}"
    own = _four_digits(_rms(_off_in_own_units(dataset, predictions)))
    return f"RMS error {own}, {after}, in units of {dataset.target_names[0]}"


def _after(predictions: Predictions) -> str:
    if not (predictions.step or predictions.extra):
        return "untrained"
    drawings = f" and {grouped(predictions.extra)} on drawings" if predictions.extra else ""
    return f"after step {grouped(predictions.step)}{drawings}"


def summary_note(dataset: Dataset, predictions: Predictions | None) -> str:
    """The same error as the plots have it, or target by target; empty where there is no more."""
    if predictions is None or dataset.task is Task.CLASSIFICATION:
        return ""
    if dataset.outputs > 1:
        own = _off_in_own_units(dataset, predictions)
        each = (_four_digits(_rms(own[:, column])) for column in range(dataset.outputs))
        named = zip(dataset.target_names, each, strict=True)
        return "RMS error in own units: " + ", ".join(f"{name} {error}" for name, error in named)
    if not dataset.target_scale:
        return ""
    scaled = _four_digits(_rms(_off(dataset, predictions)))
    return f"RMS error, standardised (target with deviation 1, as in the plots): {scaled}"


def _off(dataset: Dataset, predictions: Predictions) -> FloatArray:
    """(N, k), as the loss sees it."""
    return predictions.values.astype(np.float64) - dataset.test.y


def _off_in_own_units(dataset: Dataset, predictions: Predictions) -> FloatArray:
    """(N, k): the offset cancels, so that it costs no digits."""
    off = _off(dataset, predictions)
    return off * np.array(dataset.target_scale) if dataset.target_scale else off


def _rms(off: FloatArray) -> float:
    with np.errstate(over="ignore"):  # of a model that has diverged
        return math.sqrt(np.mean(off**2))


def class_verdict(
    dataset: Dataset, true: int, predicted: int | None, values: Array | None, output: str
) -> Verdict:
    """As in "4  75 %", "✗ wrong, it is 7": the class found and how sure, and what it is."""
    label = dataset.class_names[true]
    if predicted is None or values is None:
        return Verdict(f"true {label}", ("not predicted yet",))
    best = float(values[predicted])
    # An identity output is no probability: it may be anything.
    sure = _four_digits(best) if output == "identity" else f"{100 * best:.0f} %"
    right = predicted == true
    told = "✓ right" if right else f"✗ wrong, it is {label}"
    return Verdict(f"{dataset.class_names[predicted]}  {sure}", (told,), right)


def target_verdict(dataset: Dataset, true: FloatArray, predicted: FloatArray | None) -> Verdict:
    """The value found, the true one, and how far they are apart."""
    if predicted is None:
        return Verdict(f"true {_values(true)}", ("not predicted yet",))
    head = f"predicted {_values(predicted)}"
    off = np.atleast_1d(predicted - true)
    apart = ", ".join(f"+{_value(value)}" if value > 0 else _value(value) for value in off)
    told = f"true {_values(true)}, off by {apart}"
    return Verdict(head, (told, ", ".join(dataset.target_names)))


def measured(value: float, noise: float) -> str:
    """A feature's value in its own units: five digits, none of them made up by rounding errors.

    `noise` is how far it may be from what was in the data. Years have no separators: they begin
    with five digits.
    """
    if not math.isfinite(value):
        return "–"
    if abs(value) <= noise:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if not -4 <= size < 7:
        return localized(tidy_exponent(f"{value:.3e}").replace("-", "−"))
    sure = 9 if noise <= 0 else math.floor(-math.log10(2 * noise))
    text = f"{value:,.{max(0, min(sure, 4 - size))}f}"
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    if abs(value) < 10_000:
        text = text.replace(",", "")
    return localized(text.replace("-", "−"))


def feature_in_own_units(dataset: Dataset, x: Array, feature: int) -> str:
    """One of the features (d,) of a sample as it was measured, written down."""
    own, noise = float(dataset.own_columns(x, (feature,))[0]), 0.0
    scaling = dataset.scaling
    if scaling is not None and scaling.kind != "off":
        moved = abs(float(x[feature])) * scaling.scale[feature] + abs(scaling.offset[feature])
        noise = ROUNDING * float(moved)
    return measured(own, noise)


ROUNDING = 2.0**-23
"""Scaled values are kept in float32."""


def _values(values: FloatArray) -> str:
    texts = [_value(value) for value in np.atleast_1d(values)]
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"


def _four_digits(value: float) -> str:
    return localized(four_digits(value))


def _value(value: float) -> str:
    return _four_digits(float(value)).replace("-", "−")
