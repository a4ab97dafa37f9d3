"""Training against what is known without it: least squares, optima, limits, published figures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from core.arrays import Array
from core.config import HiddenLayer, RunConfig
from core.datasets import catalog
from core.datasets.dataset import Dataset
from core.training import Diverged, Epoch, Learner, train
from tests.core.data_cases import regression

LEAST_SQUARES = RunConfig(
    hidden=(),
    output="identity",
    loss="mean squared error",
    initializer="zeros",
    optimizer="gradient descent",
)


def epochs_of(learner: Learner, epochs: int) -> list[Epoch]:
    return [event for event in train(learner, epochs) if isinstance(event, Epoch)]


def with_intercept(x: Array) -> Array:
    return np.hstack([np.ones((len(x), 1)), x.astype(np.float64)])


def least_squares(x: Array, y: Array) -> Array:
    """Return the coefficients, intercept first, by QR: (X^T X)^-1 X^T y without an inverse."""
    q, r = np.linalg.qr(with_intercept(x))
    return np.linalg.solve(r, q.T @ np.asarray(y, np.float64))


def fitted(learner: Learner) -> Array:
    """Return the coefficients that were learnt, intercept first."""
    return np.concatenate([learner.parameters["b_1"], learner.parameters["W_1"][0]])


def curvature(x: Array) -> Array:
    """Return the eigenvalues of the Hessian of the mean squared error, ascending."""
    design = with_intercept(x)
    return np.linalg.eigvalsh(2.0 * design.T @ design / len(design))


# Linear regression.


def test_linear_regression_finds_the_least_squares_of_diabetes() -> None:
    dataset = catalog.load("diabetes")
    x, y = dataset.train.x, dataset.train.y
    config = replace(
        LEAST_SQUARES,
        dataset="diabetes",
        optimizer="momentum",
        learning_rate=0.05,
        batch_size=len(x),
        hyperparameters=(("momentum", 0.95),),
    )
    learner = Learner(config, dataset)
    last = epochs_of(learner, 3000)[-1]
    coefficients = least_squares(x, y)[:, 0]
    np.testing.assert_allclose(fitted(learner), coefficients, atol=2e-3)
    best = float(np.mean((with_intercept(x) @ coefficients - y[:, 0]) ** 2))
    assert last.train.loss == pytest.approx(best, rel=1e-5)


@pytest.mark.parametrize("seed", [0, 1])
def test_synthetic_data_of_seed_004_is_learnt_in_three_epochs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(1000, 2))
    y = x @ [2.0, -3.4] + 4.2 + rng.normal(scale=0.01, size=1000)
    config = RunConfig(
        hidden=(),
        output="identity",
        loss="half squared error",
        initializer="normal",
        optimizer="sgd",
        learning_rate=0.03,
        batch_size=10,
        seed=seed,
    )
    learner = Learner(config, regression(x, y))
    losses = [epoch.train.loss for epoch in epochs_of(learner, 3)]
    assert 0.01 < losses[0] < 0.06  # about 0.025
    assert 5e-5 < losses[1] < 3e-4  # about 0.00009
    assert 4e-5 < losses[2] < 6e-5  # about 0.00005, which is half the variance of the noise
    np.testing.assert_allclose(fitted(learner), [4.2, 2.0, -3.4], atol=0.005)


# Advertising: the figures of seeds 000 and 001.


@pytest.fixture(scope="module")
def advertising(data_dir: Path) -> tuple[Array, Array]:
    """Return TV, radio, newspaper (200, 3), and sales (200,)."""
    table = np.genfromtxt(data_dir / "Advertising.csv", delimiter=",", skip_header=1)
    return table[:, 1:4], table[:, 4]


def standardised(x: Array) -> Array:
    return np.asarray((x - x.mean(axis=0)) / x.std(axis=0))


def test_advertising_has_the_published_least_squares(advertising: tuple[Array, Array]) -> None:
    x, y = advertising
    coefficients = least_squares(x, y)
    published = [2.93888937, 0.0457646455, 0.188530017, -0.00103749304]
    np.testing.assert_allclose(coefficients, published, rtol=1e-8)
    mse = np.mean((with_intercept(x) @ coefficients - y) ** 2)
    assert mse == pytest.approx(2.784126314510936, rel=1e-12)


def test_gradient_descent_reaches_the_least_squares_of_advertising(
    advertising: tuple[Array, Array],
) -> None:
    x, y = advertising
    learner = Learner(replace(LEAST_SQUARES, learning_rate=0.3), regression(standardised(x), y))
    last = epochs_of(learner, 200)[-1]
    assert last.train.loss == pytest.approx(2.784126314510936, rel=1e-5)
    assert last.train.score == pytest.approx(np.sqrt(2.784126314510936), rel=1e-5)
    np.testing.assert_allclose(fitted(learner), least_squares(standardised(x), y), atol=1e-4)


def test_raw_advertising_is_slow_as_the_seeds_found(advertising: tuple[Array, Array]) -> None:
    x, y = advertising
    config = replace(LEAST_SQUARES, optimizer="sgd", learning_rate=1e-5, batch_size=64)
    learner = Learner(replace(config, initializer="uniform"), regression(x, y))
    last = epochs_of(learner, 1000)[-1]
    assert 2.784 < last.train.loss < 5.0  # about 3.6 to 3.9, from run to run


def test_stability_limits_of_advertising_are_the_published_ones(
    advertising: tuple[Array, Array],
) -> None:
    x, _ = advertising
    assert 2 / curvature(x)[-1] == pytest.approx(3.318e-5, rel=1e-3)
    assert 2 / curvature(standardised(x))[-1] == pytest.approx(0.7295, rel=1e-3)


@pytest.mark.parametrize("scale", ["raw", "standardised"])
def test_gradient_descent_is_stable_below_two_over_the_largest_eigenvalue_and_not_above(
    advertising: tuple[Array, Array], scale: str
) -> None:
    x = advertising[0] if scale == "raw" else standardised(advertising[0])
    assert_stability_limit(x, advertising[1])


def test_stability_limit_holds_for_made_up_data_too() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(100, 3)) * [1.0, 3.0, 0.5]
    assert_stability_limit(x, x @ [1.0, 2.0, 3.0] + rng.normal(size=100))


def assert_stability_limit(x: Array, y: Array) -> None:
    """Just below 2 / lambda_max losses fall, just above they grow without end."""
    limit = 2.0 / curvature(x)[-1]
    dataset = regression(x, y)
    start = Learner(LEAST_SQUARES, dataset)
    first = start.evaluate(start.data.train).loss
    below = Learner(replace(LEAST_SQUARES, learning_rate=0.99 * limit), dataset)
    losses = [epoch.train.loss for epoch in epochs_of(below, 400)]
    assert losses[-1] < losses[200] < losses[0] < first * 1.001
    above = Learner(replace(LEAST_SQUARES, learning_rate=1.01 * limit), dataset)
    with np.errstate(all="ignore"):
        losses = [epoch.train.loss for epoch in epochs_of(above, 800)]
    assert losses[-1] > 100 * first


def test_far_above_the_limit_a_run_stops_by_itself() -> None:
    x = np.random.default_rng(5).normal(size=(50, 2))
    config = replace(LEAST_SQUARES, learning_rate=30.0 / curvature(x)[-1])
    learner = Learner(config, regression(x, x[:, 0]))
    with np.errstate(all="ignore"):
        events = list(train(learner, 1000))
        kept = learner.evaluate(learner.data.train)
    assert isinstance(events[-1], Diverged)
    assert np.isfinite(kept.loss)


# Digits.


def penalised(model: LogisticRegression, x: Array, labels: Array) -> float:
    """Return the mean cross-entropy plus ||W||^2 / (2 n): what C = 1 minimises."""
    likelihood = model.predict_proba(x)[np.arange(len(x)), labels]
    return float(-np.log(likelihood).mean() + (model.coef_**2).sum() / (2 * len(x)))


def test_softmax_regression_reaches_the_optimum_of_logistic_regression() -> None:
    """Weight decay 1/n is the penalty ||theta||^2 / (2 n), here of the biases as well.

    So it is compared with scikit-learn's model of features to which a 1 was added; that of the
    published optimum leaves the biases free, and must be lower by no more than their penalty.
    """
    dataset = catalog.load("digits")
    x, labels, n = dataset.train.x.astype(np.float64), dataset.train.y, len(dataset.train)
    free = LogisticRegression(C=1.0, tol=1e-8, max_iter=5000).fit(x, labels)
    assert penalised(free, x, labels) == pytest.approx(0.20673726, abs=2e-8)
    design = with_intercept(x)
    bound = LogisticRegression(C=1.0, tol=1e-8, max_iter=5000, fit_intercept=False)
    optimum = penalised(bound.fit(design, labels), design, labels)
    config = RunConfig(
        hidden=(),
        initializer="zeros",
        optimizer="nesterov",
        learning_rate=0.3,
        hyperparameters=(("momentum", 0.98),),
        batch_size=n,
        weight_decay=1.0 / n,
    )
    learner = Learner(config, dataset)
    last = epochs_of(learner, 800)[-1]
    reached = last.train.loss + float((learner.parameters.flat**2).sum()) / (2 * n)
    assert reached == pytest.approx(optimum, rel=1e-5)
    assert 0.0 < reached - 0.20673726 < float((free.intercept_**2).sum()) / (2 * n)
    assert free.score(dataset.test.x, dataset.test.y) == pytest.approx(0.918, abs=0.001)
    assert last.test.score == pytest.approx(
        bound.score(with_intercept(dataset.test.x), dataset.test.y)
    )


def test_perceptron_on_digits_has_the_known_accuracy() -> None:
    learner = Learner(RunConfig(hidden=(HiddenLayer(32, "relu"),)), catalog.load("digits"))
    last = epochs_of(learner, 20)[-1]
    assert last.test.score == pytest.approx(0.900, abs=0.02)
    assert last.train.score > 0.93


# MNIST and Fashion-MNIST: the accuracies of the seeds.


def accuracy(config: RunConfig, dataset: Dataset, epochs: int) -> float:
    """Train without evaluating after every epoch but the last."""
    learner = Learner(config, dataset)
    return epochs_of(learner, epochs)[-1].test.score


def test_softmax_regression_on_mnist_is_as_good_as_in_seed_001(data_dir: Path) -> None:
    dataset = catalog.load("mnist", data_dir=data_dir)
    config = RunConfig(dataset="mnist", hidden=(), optimizer="adam", batch_size=32)
    assert accuracy(config, dataset, 3) == pytest.approx(0.924, abs=0.005)


def test_softmax_regression_on_fashion_mnist_is_as_good_as_in_seed_004(data_dir: Path) -> None:
    dataset = catalog.load("fashion-mnist", data_dir=data_dir)
    config = RunConfig(
        dataset="fashion-mnist", hidden=(), optimizer="sgd", learning_rate=0.1, batch_size=256
    )
    assert accuracy(config, dataset, 10) == pytest.approx(0.837, abs=0.01)


def test_synthetic_linear_data_as_in_the_text() -> None:
    """Seed 004: half squared loss near 0.025, 0.00009, 0.00005 after three epochs.

    The first two depend on which thousand points were drawn; the third is half the variance of the
    noise, 0.00005, whatever they were.
    """
    config = RunConfig(
        dataset="linear",
        hidden=(),
        output="identity",
        loss="half squared error",
        initializer="normal",
        sigma=0.01,
        optimizer="sgd",
        learning_rate=0.03,
        batch_size=10,
        epochs=3,
    )
    losses = []
    learner = Learner(config, catalog.load("linear"))
    assert learner.steps_per_epoch == 100
    for event in train(learner, 3):
        if isinstance(event, Epoch):
            losses.append(event.train.loss)
    assert losses[0] == pytest.approx(0.025, rel=0.6)
    assert losses[1] == pytest.approx(0.00009, rel=0.6)
    assert losses[2] == pytest.approx(0.00005, rel=0.05)
    affine = learner.parameters
    assert np.allclose(affine["W_1"], [[2, -3.4]], atol=2e-3)
    assert affine["b_1"] == pytest.approx(4.2, abs=2e-3)
