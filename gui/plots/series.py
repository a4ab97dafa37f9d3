"""The numbers behind the curves: smoothing, thinning, logarithms. Pure functions of arrays."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.arrays import FloatArray
from core.history import EpochCurve, StepCurve
from gui.plots.marks import Series


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Buckets of steps: where each ends, its mean, its least and its largest value; each (n,)."""

    step: FloatArray
    mean: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Everything that one plot shows of a run."""

    steps: Points
    epochs: dict[Series, tuple[FloatArray, FloatArray]]
    """(step, value) at the end of each epoch, for the sets that there are."""
    before: dict[Series, tuple[FloatArray, FloatArray]] = field(default_factory=dict)
    """The same of the run before."""


def loss_curves(steps: StepCurve, epochs: EpochCurve, before: EpochCurve | None = None) -> Curves:
    """Pick the losses out of a history, and out of that of the run before."""
    points = Points(steps.step, steps.loss, steps.loss_low, steps.loss_high)
    past = {} if before is None else _epochs(before, "loss")
    return Curves(points, _epochs(epochs, "loss"), past)


def score_curves(
    steps: StepCurve, epochs: EpochCurve, factor: float = 1.0, before: EpochCurve | None = None
) -> Curves:
    """Pick the scores out of a history, times a factor (100 for per cent), as `loss_curves`."""
    score = steps.score * factor
    past = {} if before is None else _epochs(before, "score", factor)
    return Curves(Points(steps.step, score, score, score), _epochs(epochs, "score", factor), past)


def _epochs(
    epochs: EpochCurve, name: str, factor: float = 1.0
) -> dict[Series, tuple[FloatArray, FloatArray]]:
    found: dict[Series, tuple[FloatArray, FloatArray]] = {}
    for series in (Series.TRAIN, Series.DEVELOPMENT, Series.TEST):
        values = epochs[f"{series.value}_{name}"] * factor
        there = np.isfinite(values)
        found[series] = (epochs["step"][there], values[there])
    return found


def smooth(steps: FloatArray, values: FloatArray, weight: float) -> FloatArray:
    """Exponential moving average in which the past keeps `weight` with every step.

    A bucket of n steps counts as n steps, so the curve stays the same when buckets are merged. As
    in Adam, the average is divided by the sum of its weights, or it would begin at zero.
    """
    if weight <= 0.0 or len(values) == 0:
        return values
    kept = weight ** np.diff(steps, prepend=0.0)
    average = 0.0
    pairs = zip(kept.tolist(), values.tolist(), strict=True)
    averages = [average := value + past * (average - value) for past, value in pairs]
    return np.array(averages) / (1.0 - np.cumprod(kept))


def thin(points: Points, low: float, high: float, count: int) -> Points:
    """Merge neighbours until about `count` points lie between the steps `low` and `high`.

    What lies outside is left out but for a neighbour on either side. Groups start at multiples of
    a power of two, so that they do not flicker while steps are added.
    """
    size = len(points.step)
    first = int(np.searchsorted(points.step, low))
    last = int(np.searchsorted(points.step, high, side="right"))
    group = 1
    while (last - first) > group * max(count, 1):
        group *= 2
    first = max(0, (first // group - 1) * group)
    last = min(size, (last // group + 2) * group)
    step, mean = points.step[first:last], points.mean[first:last]
    least, most = points.low[first:last], points.high[first:last]
    if group == 1 or not len(step):
        return Points(step, mean, least, most)
    starts = np.arange(0, len(step), group)
    ends = np.minimum(starts + group, len(step))
    return Points(
        step[ends - 1],
        np.add.reduceat(mean, starts) / (ends - starts),
        np.minimum.reduceat(least, starts),
        np.maximum.reduceat(most, starts),
    )


def to_log(values: FloatArray, floor: float) -> FloatArray:
    """Logarithms to base 10; what is not above `floor` is shown at it, for it has none."""
    return np.log10(np.maximum(values, floor))


def least_positive(*arrays: FloatArray) -> float:
    """The least value above zero; 1e-3 when there is none."""
    found = [float(array[array > 0].min()) for array in arrays if (array > 0).any()]
    return min(found, default=1e-3)


def nearest(values: FloatArray, x: float) -> int:
    """Index of the entry of the ascending `values` that is nearest to x; -1 when it is empty."""
    if len(values) == 0:
        return -1
    after = int(np.searchsorted(values, x))
    if after == len(values):
        return after - 1
    if after and x - values[after - 1] < values[after] - x:
        return after - 1
    return after
