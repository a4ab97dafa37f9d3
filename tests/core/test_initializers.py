"""How parameters start: bounds and spreads, with wide margins for chance."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from core.arrays import Array
from core.config import HiddenLayer, RunConfig
from core.initializers import INITIALIZERS, initialize
from core.models import build_network
from core.parameters import ParameterVector

IN, HIDDEN, OUT = 300, 200, 50
every_initializer = pytest.mark.parametrize("name", list(INITIALIZERS))


def drawn(name: str, seed: int = 0, sigma: float = 0.01) -> ParameterVector:
    network = build_network(RunConfig(hidden=(HiddenLayer(HIDDEN),)), IN, OUT, OUT)
    parameters = ParameterVector(network.graph)
    parameters.flat[:] = np.nan  # so that what is left out shows
    initialize(network.graph, parameters, name, np.random.default_rng(seed), sigma)
    return parameters


def assert_uniform(values: Array, bound: float) -> None:
    assert np.abs(values).max() <= bound * (1 + 1e-6)
    assert np.abs(values).max() > 0.9 * bound
    assert values.std() == pytest.approx(bound / sqrt(3), rel=0.15)
    assert abs(values.mean()) < 5 * bound / sqrt(3 * values.size)


def assert_normal(values: Array, sigma: float) -> None:
    assert values.std() == pytest.approx(sigma, rel=0.05)
    assert abs(values.mean()) < 5 * sigma / sqrt(values.size)
    within = np.mean(np.abs(values) < sigma)
    assert within == pytest.approx(0.6827, abs=0.03)  # a uniform one would have 0.577


def test_uniform_is_within_one_over_the_root_of_fan_in_biases_too() -> None:
    parameters = drawn("uniform")
    for layer, fan_in in ((1, IN), (2, HIDDEN)):
        assert_uniform(parameters[f"W_{layer}"], 1 / sqrt(fan_in))
        assert_uniform(parameters[f"b_{layer}"], 1 / sqrt(fan_in))


def test_xavier_weights_depend_on_both_sides() -> None:
    parameters = drawn("xavier")
    assert_uniform(parameters["W_1"], sqrt(6 / (IN + HIDDEN)))
    assert_uniform(parameters["W_2"], sqrt(6 / (HIDDEN + OUT)))


def test_he_weights_have_variance_two_over_fan_in() -> None:
    parameters = drawn("he")
    assert_normal(parameters["W_1"], sqrt(2 / IN))
    assert_normal(parameters["W_2"], sqrt(2 / HIDDEN))


@pytest.mark.parametrize("sigma", [0.01, 2.0])
def test_normal_weights_have_the_chosen_spread(sigma: float) -> None:
    parameters = drawn("normal", sigma=sigma)
    assert_normal(parameters["W_1"], sigma)
    assert_normal(parameters["W_2"], sigma)


def test_zeros_are_zeros() -> None:
    assert not drawn("zeros").flat.any()


@pytest.mark.parametrize("name", ["xavier", "he", "normal", "zeros"])
def test_biases_start_at_zero_except_with_uniform(name: str) -> None:
    parameters = drawn(name)
    assert not parameters["b_1"].any()
    assert not parameters["b_2"].any()


@every_initializer
def test_seed_fixes_every_bit(name: str) -> None:
    assert drawn(name, 7).flat.tobytes() == drawn(name, 7).flat.tobytes()


@every_initializer
def test_other_seed_gives_other_weights(name: str) -> None:
    assert np.array_equal(drawn(name, 7).flat, drawn(name, 8).flat) is (name == "zeros")


@every_initializer
def test_every_parameter_is_set(name: str) -> None:
    assert np.isfinite(drawn(name).flat).all()
