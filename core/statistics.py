"""What the values of a data set look like: ranges, means, histograms, mean images.

All of it in the units that the values were measured in, and of the training part alone: it is the
part that the scaling is taken from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import Array, IntArray
from core.datasets.dataset import Dataset, Task
from core.datasets.scaling import Float64Array, unscaled
from core.work import Work

VALUES_AT_ONCE = 1 << 19
"""4 MB in float64. MNIST as a whole would take 376, and nobody could cancel in between."""
LEAST_BINS, MOST_BINS = 8, 24
MOST_DECIMALS = 6
MOST_GROUPS = 10
"""Classes that a histogram counts one by one: more cannot be told apart in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What the values of d columns look like."""

    low: Float64Array
    """(d,), as the other numbers: the least value."""
    high: Float64Array
    mean: Float64Array
    deviation: Float64Array
    """Over N, not N - 1: the same as the scaling uses."""
    decimals: IntArray
    """(d,): with so many decimals the values can be written down, or told apart."""
    counts: IntArray | None
    """(d, K, B): how many values of each class lie in each bin; see `histogram`.

    K is 1 for regression, and where there are more than MOST_GROUPS classes. None for images:
    nobody looks at 784 histograms.
    """
    bins: IntArray
    """(d,): how many of the B bins a column uses."""
    values_per_bin: IntArray
    """(d,): of values that have few decimals, how many different ones a bin stands for; else 0."""

    def histogram(self, column: int) -> IntArray:
        """The counts (K, b) of the b bins of a column, which are equally wide."""
        assert self.counts is not None
        return self.counts[column, :, : self.bins[column]]

    def edges(self, column: int) -> Float64Array:
        """The b + 1 ends of the bins of a column."""
        low, high, count = self.low[column], self.high[column], int(self.bins[column])
        if self.values_per_bin[column]:
            # Half a step aside, so that no value lies on an edge.
            step = 10.0 ** -float(self.decimals[column])
            low = low - step / 2
            high = low + count * step * self.values_per_bin[column]
        return np.linspace(low, high, count + 1)

    @property
    def constant(self) -> NDArray[np.bool_]:
        """(d,): whether all values of a column are the same."""
        return np.equal(self.low, self.high)


@dataclass(frozen=True, slots=True, eq=False)
class Summary:
    """A data set in numbers."""

    features: Columns
    targets: Columns | None
    """For regression."""
    class_means: Float64Array | None
    """(K, d), the mean of each class, NaN where it has no sample; None for regression."""


def summarise(dataset: Dataset, work: Work | None = None) -> Summary:
    """Look at the whole training part, in pieces. Raises CancelledError if `work` is cancelled."""
    samples = dataset.train
    offset, scale = _back(dataset)
    classes = dataset.task is Task.CLASSIFICATION
    labels = samples.y if classes else np.zeros(len(samples), np.int64)
    kinds = dataset.outputs if classes else 1
    pictures = dataset.image_shape is not None
    groups = (labels, kinds) if kinds <= MOST_GROUPS else (np.zeros_like(labels), 1)
    features = _columns(samples.x, offset, scale, work, None if pictures else groups)
    if classes:
        means = _class_means(samples.x, labels, kinds, work) * scale + offset
        return Summary(features, None, means)
    target_offset = np.asarray(dataset.target_offset or 0.0, np.float64)
    target_scale = np.asarray(dataset.target_scale or 1.0, np.float64)
    targets = _columns(samples.y, target_offset, target_scale, work, groups)
    return Summary(features, targets, None)


def class_counts(labels: IntArray, classes: int) -> IntArray:
    """How many samples each class has, (K,)."""
    return np.bincount(labels, minlength=classes)


def bins_for(count: int) -> int:
    """How many bins show `count` values well: 2 cube roots (the rule of Rice), 8 to 24."""
    return int(np.clip(round(2 * count ** (1 / 3)), LEAST_BINS, MOST_BINS))


def _back(dataset: Dataset) -> tuple[Float64Array, Float64Array]:
    """Offset and scale that lead to the features' own units."""
    if dataset.scaling is None:
        return np.zeros(dataset.inputs), np.ones(dataset.inputs)
    return dataset.scaling.offset, dataset.scaling.scale


def _columns(
    values: Array,
    offset: Float64Array,
    scale: Float64Array,
    work: Work | None,
    groups: tuple[Array, int] | None,
) -> Columns:
    low, high, mean, deviation = _moments(values, work)
    tables = groups is not None  # it would take seconds for the pixels of MNIST
    decimals, exact = _decimals(values, (low, high), offset, scale, deviation * scale, work, tables)
    step = np.where(exact, 10.0**-decimals, 0.0) / scale
    bins, per_bin = _bins(len(values), low, high, step)
    counts = None
    if groups is not None:
        start = np.where(per_bin > 0, low - step / 2, low)
        width = np.where(per_bin > 0, step * per_bin, (high - low) / bins)
        width = np.where(width > 0, width, 1.0)
        counts = _histograms(values, start, width, bins, *groups, work)
    ends = unscaled(low, offset, scale), unscaled(high, offset, scale)
    own = unscaled(mean, offset, scale), deviation * scale
    return Columns(*ends, *own, decimals, counts, bins, per_bin)


def _bins(
    count: int, low: Float64Array, high: Float64Array, step: Float64Array
) -> tuple[IntArray, IntArray]:
    """How many bins each column has, and how many of its possible values each of them holds.

    Values at equal distances have a bin each if they are few, else every bin as many as any other:
    bins of 1.6 whole numbers would hold now one, now two of them, and look like gaps.
    """
    usual = bins_for(count)
    different = np.round((high - low) / np.where(step > 0, step, np.inf)) + 1
    different = np.where((step > 0) & (high > low), np.minimum(different, 1e9), 0).astype(np.int64)
    per_bin = np.where(different > MOST_BINS, -(-different // usual), np.minimum(different, 1))
    bins = np.where(per_bin > 0, -(-different // np.maximum(per_bin, 1)), usual)
    return bins, per_bin


def _moments(values: Array, work: Work | None) -> tuple[Float64Array, ...]:
    """Least and largest value, mean and deviation of each column.

    The pieces' means and sums of squares are joined as T. F. Chan, G. H. Golub and R. J. LeVeque
    (1983) do: the difference of two large sums would lose digits.
    """
    d = values.shape[1]
    low, high = np.full(d, np.inf), np.full(d, -np.inf)
    mean, squares, seen = np.zeros(d), np.zeros(d), 0
    for rows in _pieces(values, work, "Ranges and means"):
        piece = values[rows].astype(np.float64)
        np.minimum(low, piece.min(axis=0), out=low)
        np.maximum(high, piece.max(axis=0), out=high)
        own = piece.mean(axis=0)
        piece -= own
        count = len(piece)
        apart = own - mean
        squares += np.einsum("ij,ij->j", piece, piece) + apart**2 * (seen * count / (seen + count))
        mean += apart * (count / (seen + count))
        seen += count
    return low, high, mean, np.sqrt(squares / max(seen, 1))


def _decimals(
    values: Array,
    ends: tuple[Float64Array, Float64Array],
    offset: Float64Array,
    scale: Float64Array,
    deviation: Float64Array,
    work: Work | None,
    all_of_them: bool,
) -> tuple[IntArray, NDArray[np.bool_]]:
    """The fewest decimals that lose nothing; else down to a thousandth of the spread.

    A constant has four digits. Also whether nothing is lost, as far as the values tell that were
    looked at.

    Scaled values are rounded to 24 bits, so what counts as nothing is measured in those.
    """
    low, high = ends
    size = np.maximum(np.abs(low), np.abs(high))
    near = 4e-7 * (size * scale + np.abs(offset)) + 1e-30
    largest = np.maximum(np.abs(low * scale + offset), np.abs(high * scale + offset))
    places = np.arange(MOST_DECIMALS + 1)
    # Otherwise everything would seem exact.
    exact = near < 0.3 * 10.0 ** -places[:, np.newaxis]
    for rows in _pieces(values, work, "Decimals"):
        own = values[rows] * scale + offset
        for decimals in places:
            exact[decimals] &= (np.abs(own - np.round(own, decimals)) <= near).all(axis=0)
        if not all_of_them:
            break
    with np.errstate(divide="ignore"):
        spread = np.where(
            deviation > 0,
            3 - np.floor(np.log10(deviation)),
            3 - np.floor(np.log10(np.where(largest > 0, largest, 1.0))),
        )
    rounded = np.clip(spread, 0, 9).astype(np.int64)
    found: NDArray[np.bool_] = np.logical_or.reduce(exact)
    return np.where(found, exact.argmax(axis=0), rounded), found


def _histograms(
    values: Array,
    start: Float64Array,
    width: Float64Array,
    used: IntArray,
    labels: Array,
    kinds: int,
    work: Work | None,
) -> IntArray:
    d, bins = values.shape[1], int(used.max())
    counts = np.zeros(d * kinds * bins, np.int64)
    column = np.arange(d) * (kinds * bins)
    for rows in _pieces(values, work, "Histograms"):
        place = (values[rows] - start) / width
        index = np.minimum(place.astype(np.int64), used - 1)
        index += column + labels[rows, np.newaxis] * bins
        counts += np.bincount(index.ravel(), minlength=len(counts))
    return counts.reshape(d, kinds, bins)


def _class_means(values: Array, labels: Array, classes: int, work: Work | None) -> Float64Array:
    total = np.zeros((classes, values.shape[1]))
    for rows in _pieces(values, work, "Means of the classes"):
        membership = (labels[rows] == np.arange(classes)[:, np.newaxis]).astype(np.float32)
        total += membership @ values[rows]
    counts = class_counts(labels, classes)[:, np.newaxis]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(total / counts)


def _pieces(values: Array, work: Work | None, what: str) -> Iterator[slice]:
    count = len(values)
    rows = max(1, VALUES_AT_ONCE // max(1, values.shape[1]))
    for start in range(0, count, rows):
        if work is not None:
            work.report(what, start, count)
        yield slice(start, start + rows)


def telling_pair(dataset: Dataset) -> tuple[int, int]:
    """The two features that say most about the answer, each by itself, in their own order.

    Measured by the share of a feature's variance that lies between the classes (eta squared), or by
    its squared correlation with the first target; on as many rows as can be looked at in a moment.
    Needs two features or more.
    """
    rows = max(VALUES_AT_ONCE // dataset.inputs, 2)
    x = np.asarray(dataset.train.x[:rows], np.float64)
    x = x - x.mean(axis=0)
    total = np.square(x).sum(axis=0)
    if dataset.task is Task.CLASSIFICATION:
        labels = dataset.train.y[:rows].astype(np.int64)
        counts = np.bincount(labels, minlength=dataset.outputs)
        sums = np.zeros((dataset.outputs, dataset.inputs))
        np.add.at(sums, labels, x)
        explained = (np.square(sums) / np.maximum(counts, 1)[:, np.newaxis]).sum(axis=0)
    else:
        y = np.asarray(dataset.train.y[:rows, 0], np.float64)
        y = y - y.mean()
        explained = np.square(x.T @ y) / max(float(y @ y), np.finfo(np.float64).tiny)
    share = explained / np.where(total > 0, total, np.inf)
    first, second = np.sort(np.argsort(-share, kind="stable")[:2]).tolist()
    return first, second
