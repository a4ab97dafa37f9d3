"""Loss and score: one definition, counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.arrays import Array
from core.config import HiddenLayer, RunConfig
from core.metrics import CHUNK, Evaluator, predicted_classes
from core.models import Network, build_network
from core.parameters import ParameterVector
from core.training import one_hot

Model = tuple[Network, ParameterVector]


def random_model(config: RunConfig, inputs: int, outputs: int, classes: int) -> Model:
    network = build_network(config, inputs, outputs, classes)
    parameters = ParameterVector(network.graph)
    parameters.flat[:] = np.random.default_rng(0).normal(size=parameters.flat.size)
    return network, parameters


def test_class_is_that_of_the_largest_score_and_of_equal_ones_the_first() -> None:
    scores = np.array([[1.0, 3.0, 2.0], [5.0, 5.0, 0.0], [-3.0, -1.0, -2.0]])
    assert predicted_classes(scores, 3).tolist() == [1, 0, 1]


def test_reference_class_wins_where_all_scores_are_negative() -> None:
    scores = np.array([[1.0, 3.0], [-1.0, 2.0], [-1.0, -2.0], [0.0, -1.0]])
    assert predicted_classes(scores, 3).tolist() == [1, 1, 2, 0]


def test_reference_class_is_where_the_modified_softmax_puts_it() -> None:
    rng = np.random.default_rng(1)
    config = RunConfig(hidden=(), output="modified softmax")
    network, parameters = random_model(config, 5, 4, 4)
    x = rng.normal(size=(300, 5)).astype(np.float32)
    likeliest = Evaluator(network, parameters).predict(x).argmax(axis=1)
    scores = x @ parameters["W_1"].T + parameters["b_1"]
    assert np.array_equal(predicted_classes(scores, 4), likeliest)
    assert set(likeliest) == {0, 1, 2, 3}


@pytest.mark.parametrize("count", [1, 7, CHUNK, CHUNK + 1, 2 * CHUNK + 345])
@pytest.mark.parametrize("output", ["softmax", "modified softmax"])
def test_classification_is_the_mean_cross_entropy_and_the_share_of_hits(
    count: int, output: str
) -> None:
    rng = np.random.default_rng(count)
    config = RunConfig(hidden=(HiddenLayer(6, "tanh"),), output=output)
    network, parameters = random_model(config, 5, 3, 3)
    x = rng.normal(size=(count, 5)).astype(np.float32)
    labels = rng.integers(3, size=count)
    evaluator = Evaluator(network, parameters)
    metrics = evaluator.evaluate(x, one_hot(labels, 3), labels)
    predictions = evaluator.predict(x)
    assert predictions.shape == (count, 3)
    np.testing.assert_allclose(predictions.sum(axis=1), 1.0, rtol=1e-5)
    likelihood = predictions[np.arange(count), labels].astype(np.float64)
    assert metrics.loss == pytest.approx(-np.log(likelihood).mean(), rel=1e-4)
    hits = int((predictions.argmax(axis=1) == labels).sum())
    assert metrics.score == pytest.approx(hits / count)


@pytest.mark.parametrize(
    ("loss", "factor"),
    [("squared error", 1.0), ("half squared error", 0.5), ("mean squared error", 1 / 3)],
)
def test_regression_is_the_loss_and_the_root_mean_squared_error(loss: str, factor: float) -> None:
    count = CHUNK + 17  # a last chunk that weighs less
    rng = np.random.default_rng(2)
    config = RunConfig(hidden=(), output="identity", loss=loss)
    network, parameters = random_model(config, 4, 3, 0)
    x, y = (rng.normal(size=(count, n)).astype(np.float32) for n in (4, 3))
    metrics = Evaluator(network, parameters).evaluate(x, y, None)
    residual = residuals(x, y, parameters)
    assert metrics.loss == pytest.approx(factor * (residual**2).sum(axis=1).mean(), rel=1e-5)
    assert metrics.score == pytest.approx(math.sqrt((residual**2).mean()), rel=1e-5)


def residuals(x: Array, y: Array, parameters: ParameterVector) -> Array:
    W, b = (parameters[name].astype(np.float64) for name in ("W_1", "b_1"))
    return np.asarray(x @ W.T + b - y)


def test_evaluation_follows_parameters_that_change_in_place() -> None:
    network, parameters = random_model(RunConfig(hidden=()), 4, 3, 3)
    evaluator = Evaluator(network, parameters)
    x, labels = np.ones((5, 4), np.float32), np.zeros(5, np.int64)
    before = evaluator.evaluate(x, one_hot(labels, 3), labels)
    parameters.flat[:] = 0.0
    after = evaluator.evaluate(x, one_hot(labels, 3), labels)
    assert before != after
    assert after.loss == pytest.approx(math.log(3))
    assert after.score == 1.0  # of equal scores the first


def test_evaluation_changes_nothing() -> None:
    network, parameters = random_model(RunConfig(hidden=(HiddenLayer(3),)), 4, 3, 3)
    before = parameters.flat.tobytes()
    evaluator = Evaluator(network, parameters)
    x, labels = np.ones((5, 4), np.float32), np.zeros(5, np.int64)
    first = evaluator.evaluate(x, one_hot(labels, 3), labels)
    predictions = evaluator.predict(x).copy()
    assert evaluator.evaluate(x, one_hot(labels, 3), labels) == first
    assert np.array_equal(evaluator.predict(x), predictions)
    assert parameters.flat.tobytes() == before


def test_perfect_prediction_has_accuracy_one_and_never_more() -> None:
    network, parameters = random_model(RunConfig(hidden=()), 3, 3, 3)
    parameters.assign({"W_1": 100 * np.eye(3), "b_1": np.zeros(3)})
    labels = np.arange(2 * CHUNK + 1) % 3
    x = np.eye(3, dtype=np.float32)[labels]
    metrics = Evaluator(network, parameters).evaluate(x, one_hot(labels, 3), labels)
    assert metrics.score == pytest.approx(1.0, abs=1e-12)
    assert metrics.score <= 1.0
    assert metrics.loss == pytest.approx(0.0, abs=1e-6)
