from __future__ import annotations

import statistics as standard_library
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.feature_selection import f_classif, f_regression

from core import statistics
from core.data_config import DataConfig
from core.datasets import catalog, scaling
from core.datasets.dataset import Dataset, Samples, Task
from core.statistics import bins_for, class_counts, summarise, telling_pair
from core.work import CancelledError, Work


def _dataset(
    x: NDArray[np.float64], labels: NDArray[np.int64], classes: int, kind: str = "off"
) -> Dataset:
    fitted = scaling.fit(kind, x)
    part = Samples(fitted(x), labels)
    names = tuple(f"f{k}" for k in range(x.shape[1]))
    classes_ = tuple("abcdefgh"[:classes])
    return Dataset(
        "t", "T", Task.CLASSIFICATION, part, part, names, classes_, (), None, "", "", "",
        scaling=fitted,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["off", "standard", "min-max"])
def test_iris_has_its_published_statistics_whatever_the_scaling(kind: str) -> None:
    # As R prints them for its data set iris; its deviations are over N - 1.
    dataset = catalog.load("iris", DataConfig(test_share=0, scaling=kind))
    features = summarise(dataset).features
    np.testing.assert_allclose(features.low, [4.3, 2.0, 1.0, 0.1], rtol=1e-5)
    np.testing.assert_allclose(features.high, [7.9, 4.4, 6.9, 2.5], rtol=1e-5)
    np.testing.assert_allclose(features.mean, [5.843, 3.057, 3.758, 1.199], atol=6e-4)
    sample_deviation = features.deviation * np.sqrt(150 / 149)
    np.testing.assert_allclose(sample_deviation, [0.828, 0.436, 1.765, 0.762], atol=6e-4)
    assert features.decimals.tolist() == [1, 1, 1, 1]


def test_mnist_has_the_mean_and_the_deviation_that_everybody_subtracts(data_dir: Path) -> None:
    summary = summarise(catalog.load("mnist", data_dir=data_dir))
    features = summary.features
    mean = features.mean.mean()
    squares = np.mean(features.deviation**2 + features.mean**2)
    assert round(float(mean), 4) == 0.1307
    assert round(float(np.sqrt(squares - mean**2)), 4) == 0.3081
    assert features.counts is None  # nobody looks at 784 histograms
    assert summary.class_means is not None
    assert summary.class_means.shape == (10, 784)


def test_histograms_count_as_numpy_does() -> None:
    rng = np.random.default_rng(1)
    x, labels = rng.gamma(2.0, size=(300, 3)), rng.integers(0, 3, 300)
    dataset = _dataset(x, labels, 3)
    features = summarise(dataset).features
    assert features.counts is not None
    bins = bins_for(300)
    assert features.counts.shape == (3, 3, bins)
    for column in range(3):
        for label in range(3):
            values = dataset.train.x[labels == label, column].astype(np.float64)
            ends = features.edges(column)[[0, -1]]
            expected, _ = np.histogram(values, bins, range=(ends[0], ends[1]))
            assert features.counts[column, label].tolist() == expected.tolist()


@pytest.mark.parametrize("kind", ["off", "standard", "min-max"])
def test_few_whole_numbers_have_a_bin_each(kind: str) -> None:
    rng = np.random.default_rng(2)
    x = np.stack(
        [
            rng.integers(0, 2, 500),
            rng.integers(1, 13, 500),
            rng.integers(1900, 1960, 500),
            rng.integers(0, 10, 500) / 10,
            rng.normal(size=500),
        ],
        axis=1,
    ).astype(np.float64)
    features = summarise(_dataset(x, np.zeros(500, np.int64), 1, kind)).features
    assert features.values_per_bin.tolist() == [1, 1, 4, 1, 0]
    assert features.bins.tolist() == [2, 12, 15, 10, bins_for(500)]
    for column, values in enumerate(np.round(x, 9).T[:4]):
        seen = dict(zip(*np.unique(values, return_counts=True), strict=True))
        edges, per_bin = features.edges(column), features.values_per_bin[column]
        counts = features.histogram(column)[0]
        assert counts.sum() == 500
        for k, count in enumerate(counts):
            inside = {v: n for v, n in seen.items() if edges[k] < v < edges[k + 1]}
            assert count == sum(inside.values())
            assert len(inside) <= per_bin
    assert features.histogram(0).shape == (1, 2)


def test_the_pieces_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = catalog.load("breast-cancer")
    whole = summarise(dataset)
    monkeypatch.setattr(statistics, "VALUES_AT_ONCE", 200)
    pieces = summarise(dataset)
    for name in ("low", "high", "mean", "deviation"):
        first, second = getattr(whole.features, name), getattr(pieces.features, name)
        np.testing.assert_allclose(second, first, rtol=1e-12)
    assert whole.features.counts is not None
    assert pieces.features.counts is not None
    assert (whole.features.counts == pieces.features.counts).all()
    assert whole.class_means is not None
    assert pieces.class_means is not None
    np.testing.assert_allclose(pieces.class_means, whole.class_means, rtol=1e-5)


def test_a_small_spread_far_from_zero_keeps_its_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "VALUES_AT_ONCE", 7)
    x = (1e5 + np.arange(50.0) % 7)[:, np.newaxis].astype(np.float64)
    features = summarise(_dataset(x, np.zeros(50, np.int64), 1)).features
    values = x[:, 0].tolist()
    assert features.mean[0] == pytest.approx(standard_library.fmean(values), rel=1e-12)
    assert features.deviation[0] == pytest.approx(standard_library.pstdev(values), rel=1e-9)


def test_regression_has_its_targets_in_their_own_units() -> None:
    dataset = catalog.load("diabetes", DataConfig(test_share=0))
    summary = summarise(dataset)
    assert summary.class_means is None
    assert summary.targets is not None
    # Efron et al. (2004): progression from 25 to 346, mean 152.13 over 442 patients.
    assert summary.targets.low[0] == pytest.approx(25, rel=1e-5)
    assert summary.targets.high[0] == pytest.approx(346, rel=1e-5)
    assert summary.targets.mean[0] == pytest.approx(152.13, abs=0.01)
    assert summary.targets.decimals.tolist() == [0]
    assert summary.targets.counts is not None
    assert summary.targets.counts.sum() == 442


def test_a_constant_column_is_told_apart_and_lies_in_one_bin() -> None:
    x = np.stack([np.full(20, 3.5), np.arange(20.0)], axis=1)
    features = summarise(_dataset(x, np.zeros(20, np.int64), 1, "standard")).features
    assert features.constant.tolist() == [True, False]
    assert features.mean[0] == 3.5
    assert features.deviation[0] == 0
    assert features.decimals[0] == 1
    third = _dataset(np.full((9, 1), 100 / 3), np.zeros(9, np.int64), 1, "standard")
    assert summarise(third).features.decimals.tolist() == [2]  # 33.33
    assert features.counts is not None
    assert np.count_nonzero(features.counts[0]) == 1


def test_class_means_are_the_means_of_the_members() -> None:
    dataset = catalog.load("digits")
    summary = summarise(dataset)
    assert summary.class_means is not None
    for label in range(10):
        members = dataset.train.x[dataset.train.y == label].astype(np.float64)
        np.testing.assert_allclose(summary.class_means[label], members.mean(axis=0), atol=1e-6)


def test_a_class_without_samples_has_no_mean() -> None:
    summary = summarise(_dataset(np.eye(3), np.array([0, 0, 2]), 3))
    assert summary.class_means is not None
    assert np.isnan(summary.class_means[1]).all()
    assert np.isfinite(summary.class_means[[0, 2]]).all()


def test_decimals_are_as_many_as_tell_values_apart() -> None:
    rng = np.random.default_rng(3)
    x = np.stack(
        [
            rng.integers(0, 90, 200).astype(float),
            np.round(rng.normal(size=200), 2),
            rng.normal(size=200),
            1e-5 * rng.normal(size=200),
            1e6 * rng.normal(size=200),
            np.round(rng.uniform(size=200), 5),
        ],
        axis=1,
    )
    for kind in ("off", "standard", "min-max"):
        features = summarise(_dataset(x, np.zeros(200, np.int64), 1, kind)).features
        assert features.decimals[:2].tolist() == [0, 2], kind
        assert features.decimals[2] in (3, 4), kind
        assert features.decimals[3] in (8, 9), kind
        assert features.decimals[4] == 0, kind
        assert features.decimals[5] == 5, kind


def test_it_can_be_given_up() -> None:
    work = Work()
    work.cancel()
    with pytest.raises(CancelledError):
        summarise(catalog.load("iris"), work)


def test_the_number_of_bins_follows_the_rule_of_rice() -> None:
    assert [bins_for(count) for count in (1, 64, 125, 1000, 10**6)] == [8, 8, 10, 20, 24]


def test_very_many_classes_share_one_histogram() -> None:
    labels = np.arange(60) % 30
    x = np.arange(60.0)[:, np.newaxis]
    fitted = scaling.fit("off", x)
    part = Samples(fitted(x), labels)
    names = tuple(str(label) for label in range(30))
    dataset = Dataset(
        "t", "T", Task.CLASSIFICATION, part, part, ("f",), names, (), None, "", "", ""
    )
    summary = summarise(dataset)
    assert summary.features.counts is not None
    assert summary.features.counts.shape[:2] == (1, 1)
    assert summary.features.counts.sum() == 60


def test_class_counts_know_classes_without_samples() -> None:
    assert class_counts(np.array([0, 2, 2]), 4).tolist() == [1, 0, 2, 0]


@pytest.mark.parametrize(
    ("name", "pair"),
    [
        ("iris", ("petal length (cm)", "petal width (cm)")),
        ("diabetes", ("bmi", "s5")),
    ],
)
def test_the_features_that_say_most_are_those_of_the_f_test(
    name: str, pair: tuple[str, str]
) -> None:
    dataset = catalog.load(name)
    first, second = telling_pair(dataset)
    assert (dataset.feature_names[first], dataset.feature_names[second]) == pair
    test = f_classif if dataset.class_names else f_regression
    scores, _ = test(dataset.train.x, dataset.train.y.ravel())
    assert {first, second} == set(np.argsort(-scores)[:2].tolist())


def test_constant_features_say_nothing() -> None:
    dataset = catalog.load("iris")
    x = dataset.train.x.copy()
    x[:, 2:] = 1
    assert telling_pair(replace(dataset, train=Samples(x, dataset.train.y))) == (0, 1)
