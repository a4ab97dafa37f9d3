"""From the data as they come to what is trained on: cut into two parts, and scaled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data_config import SCALINGS, DataConfig
from core.datasets import filling, scaling
from core.datasets.dataset import Dataset, Samples, Task
from core.datasets.raw import RawData
from core.datasets.scaling import FloatArray, Scaling
from core.errors import UserError
from core.quoting import listed_names, quoted
from core.work import Work

TEST_SHARE = 0.2
LARGEST_TEST_SHARE = 0.9
SEED = 0
SORTED_AT_ONCE = 65536
"""Numbers: a few milliseconds of work, so that it can be cancelled soon."""

IndexArray = NDArray[np.int64]

_AS_IT_IS = DataConfig()


def prepared(raw: RawData, config: DataConfig = _AS_IT_IS, work: Work | None = None) -> Dataset:
    """Cut the samples into a training and a test part, and scale both.

    All statistics are taken from the training part: the test part must not be known to anybody
    before the end. Raises UserError if the configuration asks for what is not possible,
    CancelledError if `work` is given up.
    """
    _check(raw, config)
    train, test = _parts(raw, config, work)
    kind = config.scaling or raw.scaling
    x_train, y_train = _taken(raw.x, train, work), raw.y[train]
    means = None
    if raw.fill_missing:
        means = filling.means_of(x_train, raw.feature_names, quoted(raw.title), work)
        x_train = _filled(raw, x_train, means, work)
    features = scaling.fit(kind, x_train, work)
    scale_target = raw.scale_target if config.scale_target is None else config.scale_target
    targets: Scaling | None = None
    if scale_target and raw.task is Task.REGRESSION:
        targets = scaling.fit("standard", y_train, work)

    def part(values: NDArray[Any], answers: NDArray[Any]) -> Samples:
        with np.errstate(over="ignore", invalid="ignore"):
            x = scaling.plain(values, work) if kind == "off" else features.of(values, work)
        _check_finite(raw, x)
        if raw.task is Task.CLASSIFICATION:
            return Samples(x, np.array(answers, np.int64))
        with np.errstate(over="ignore", invalid="ignore"):
            y = scaling.plain(answers, work) if targets is None else targets.of(answers, work)
        if not np.isfinite(y).all():
            raise UserError(
                f"{quoted(raw.target_names[0])} has numbers beyond 3.4e38, which training cannot "
                "hold. Standardise the target, or give it in another unit."
            )
        return Samples(x, y)

    training = part(x_train, y_train)
    no_test = config.test_share == 0
    return Dataset(
        name=raw.name,
        title=raw.title,
        task=raw.task,
        train=training,
        # Without a test part the figures are those of the training part, under both names.
        test=training
        if no_test
        else part(_filled(raw, _taken(raw.x, test, work), means, work), raw.y[test]),
        feature_names=raw.feature_names,
        class_names=raw.class_names,
        target_names=raw.target_names,
        image_shape=raw.image_shape,
        source=raw.source,
        licence=raw.licence,
        description=raw.description,
        notices=(*raw.notices, *_notices(raw, config, features, test)),
        scaling=features,
        test_is_published=config.test_share is None and raw.published_test > 0,
        target_offset=() if targets is None else tuple(targets.offset.tolist()),
        target_scale=() if targets is None else tuple(targets.scale.tolist()),
    )


def _check(raw: RawData, config: DataConfig) -> None:
    share = config.test_share
    if share is not None and not 0 <= share <= LARGEST_TEST_SHARE:
        raise UserError(
            f"The test part can take 0 to {LARGEST_TEST_SHARE:.0%} of the data, not {share:g}."
        )
    if config.scaling and config.scaling not in SCALINGS:
        raise UserError(
            f"There is no scaling {quoted(config.scaling)}; choose one of {', '.join(SCALINGS)}."
        )
    if config.seed < 0:
        raise UserError("The seed of the data must be 0 or larger.")
    if len(raw.x) < 2:
        raise UserError(f"{quoted(raw.title)} has a single sample. At least 2 are needed.")


def _parts(
    raw: RawData, config: DataConfig, work: Work | None
) -> tuple[slice | IndexArray, slice | IndexArray]:
    """Rows of the training and of the test part; neither is empty."""
    count, share = len(raw.x), config.test_share
    if share == 0:
        return slice(0, count), slice(0, 0)
    if share is None and raw.published_test:
        border = count - raw.published_test
        return slice(0, border), slice(border, count)
    share = TEST_SHARE if share is None else share
    if raw.task is Task.CLASSIFICATION and config.stratified:
        train, test = stratified_split(raw.y, share, config.seed, work)
        if len(train) and len(test):
            return train, test
    return split(count, share, config.seed, work)


def _taken(table: NDArray[Any], rows: slice | IndexArray, work: Work | None) -> NDArray[Any]:
    """The rows of a table; those of a slice are not copied."""
    if isinstance(rows, slice):
        return table[rows]
    taken = np.empty((len(rows), *table.shape[1:]), table.dtype)
    for piece in scaling.pieces(taken, work):
        taken[piece] = table[rows[piece]]
    return taken


def _filled(
    raw: RawData, x: NDArray[Any], means: NDArray[np.float64] | None, work: Work | None
) -> NDArray[Any]:
    """The rows with their gaps filled; what came from the source stays as it is."""
    if means is None:
        return x
    if np.may_share_memory(x, raw.x):
        x = x.copy()
    filling.fill(x, means, work)
    return x


def _check_finite(raw: RawData, x: FloatArray) -> None:
    if raw.x.dtype == np.uint8 or np.isfinite(x).all():
        return
    column = int(np.flatnonzero(~np.isfinite(x).all(axis=0))[0])
    raise UserError(
        f"{quoted(raw.feature_names[column])} has numbers beyond 3.4e38, which training cannot "
        "hold. Scale the features, or give that column in another unit."
    )


def _notices(
    raw: RawData, config: DataConfig, features: Scaling, test: slice | IndexArray
) -> tuple[str, ...]:
    found = []
    if config.test_share == 0:
        found.append(
            "There is no test part: what is called test is the training part itself, and says "
            "nothing about samples that were never seen."
        )
    elif raw.task is Task.CLASSIFICATION:
        untested = np.setdiff1d(raw.y, raw.y[test])
        if len(untested):
            names = listed_names([raw.class_names[label] for label in untested.tolist()])
            it = "it" if len(untested) == 1 else "them"
            found.append(f"The test part has no sample of {names}, and says nothing about {it}.")
    if features.constant and raw.image_shape is None:
        found.append(_about_constant(raw, features))
    return tuple(found)


def _about_constant(raw: RawData, features: Scaling) -> str:
    names = listed_names([raw.feature_names[index] for index in features.constant])
    several = len(features.constant) > 1
    start = f"{names} never {'change' if several else 'changes'}"
    if features.kind == "off":
        return f"{start}: such a column times its weight is a second bias beside b."
    if several:
        return (
            f"{start}: scaled they are 0 everywhere, so their weights do nothing, and the bias b "
            "stands for them."
        )
    return (
        f"{start}: scaled it is 0 everywhere, so its weight does nothing, and the bias b stands "
        "for it."
    )


def shuffled(n: int, seed: int = SEED, work: Work | None = None) -> IndexArray:
    """The numbers 0..n-1 in a random order that is the same everywhere and for ever.

    Sorts the raw stream of a bit generator: numpy promises that stream, but not what
    Generator.permutation makes of it, and the parts of a data set must never change. Raises
    CancelledError if `work` is given up.
    """
    keys = np.random.PCG64(seed).random_raw(n)
    bits = min((n // SORTED_AT_ONCE).bit_length(), 16)
    if not bits:
        return np.argsort(keys, kind="stable").astype(np.int64)
    # By their first bits, which is quick, and then each heap: the sum is the same order.
    heaps = (keys >> np.uint64(64 - bits)).astype(np.uint16)
    order = np.argsort(heaps, kind="stable").astype(np.int64)
    start = 0
    for size in np.bincount(heaps, minlength=1 << bits).tolist():
        if work is not None:
            work.report("Splitting", start, n)
        heap = order[start : start + size]
        order[start : start + size] = heap[np.argsort(keys[heap], kind="stable")]
        start += size
    return order


def split(
    n: int, share: float = TEST_SHARE, seed: int = SEED, work: Work | None = None
) -> tuple[IndexArray, IndexArray]:
    """Rows of the training and of the test part, a share of n; each has at least one."""
    order = shuffled(n, seed, work)
    tests = min(max(round(n * share), 1), n - 1)
    return order[tests:], order[:tests]


def stratified_split(
    labels: NDArray[np.integer],
    share: float = TEST_SHARE,
    seed: int = SEED,
    work: Work | None = None,
) -> tuple[IndexArray, IndexArray]:
    """Rows of the training and of the test part, with that share of every class in the latter."""
    order = shuffled(len(labels), seed, work)
    # In as few bytes as they need: numpy sorts 16 bits in linear time.
    in_order = labels.astype(np.min_scalar_type(int(labels.max())))[order]
    by_class = np.argsort(in_order, kind="stable")
    is_test = np.zeros(len(labels), bool)
    start = 0
    for size in np.bincount(in_order).tolist():
        is_test[by_class[start : start + round(size * share)]] = True
        start += size
    return order[~is_test], order[is_test]
