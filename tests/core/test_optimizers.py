"""Optimizers against their formulas, written down once more as a text would."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np
import pytest

from core.arrays import Array
from core.optimizers import OPTIMIZERS, build_optimizer

Textbook = Callable[..., Array]
STEPS = 60
RATE = 0.05


def gradient_at(theta: Array, t: int) -> Array:
    """A gradient that depends on the place and on the time, as a minibatch's does."""
    return np.asarray(np.sin(3.0 * theta) + theta + 0.3 * np.cos(t + np.arange(theta.size)))


def plain(theta: Array, decay: float) -> Array:
    for t in range(STEPS):
        g = gradient_at(theta, t) + decay * theta
        theta = theta - RATE * g
    return theta


def momentum(theta: Array, decay: float, momentum: float = 0.9) -> Array:
    v = np.zeros_like(theta)
    for t in range(STEPS):
        g = gradient_at(theta, t) + decay * theta
        v = g if t == 0 else momentum * v + g
        theta = theta - RATE * v
    return theta


def nesterov(theta: Array, decay: float, momentum: float = 0.9) -> Array:
    v = np.zeros_like(theta)
    for t in range(STEPS):
        g = gradient_at(theta, t) + decay * theta
        v = momentum * v + g
        theta = theta - RATE * (g + momentum * v)
    return theta


def adagrad(theta: Array, decay: float, eps: float = 1e-10) -> Array:
    s = np.zeros_like(theta)
    for t in range(STEPS):
        g = gradient_at(theta, t) + decay * theta
        s = s + g**2
        theta = theta - RATE * g / (np.sqrt(s) + eps)
    return theta


def rmsprop(theta: Array, decay: float, alpha: float = 0.99, eps: float = 1e-8) -> Array:
    s = np.zeros_like(theta)
    for t in range(STEPS):
        g = gradient_at(theta, t) + decay * theta
        s = alpha * s + (1 - alpha) * g**2
        theta = theta - RATE * g / (np.sqrt(s) + eps)
    return theta


def adam(
    theta: Array,
    decay: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    decoupled: bool = False,
) -> Array:
    m, v = np.zeros_like(theta), np.zeros_like(theta)
    for t in range(1, STEPS + 1):
        g = gradient_at(theta, t - 1)
        if decoupled:
            theta = theta - RATE * decay * theta
        else:
            g = g + decay * theta
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        theta = theta - RATE / (1 - beta1**t) * m / (np.sqrt(v) / sqrt(1 - beta2**t) + eps)
    return theta


def adamw(theta: Array, decay: float, **settings: Any) -> Array:
    return adam(theta, decay, decoupled=True, **settings)


TEXTBOOK: dict[str, Textbook] = {
    "gradient descent": plain,
    "sgd": plain,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adamw,
}
OTHER_SETTINGS: dict[str, dict[str, float]] = {
    "gradient descent": {},
    "sgd": {},
    "momentum": {"momentum": 0.5},
    "nesterov": {"momentum": 0.0},
    "adagrad": {"eps": 0.1},
    "rmsprop": {"alpha": 0.5, "eps": 1e-3},
    "adam": {"beta1": 0.0, "beta2": 0.9, "eps": 0.01},
    "adamw": {"beta1": 0.5, "beta2": 0.5, "eps": 0.01},
}
every_optimizer = pytest.mark.parametrize("name", list(OPTIMIZERS))
START: Array = np.linspace(-2.0, 2.0, 9)


def stepped(name: str, decay: float, settings: dict[str, float] | None = None) -> Array:
    theta, g = START.copy(), np.empty_like(START)
    optimizer = build_optimizer(name, theta, g, RATE, decay, settings)
    for t in range(STEPS):
        g[:] = gradient_at(theta, t)
        optimizer.step()
    return theta


def test_every_optimizer_has_its_formula() -> None:
    assert set(TEXTBOOK) == set(OPTIMIZERS) == set(OTHER_SETTINGS)


@every_optimizer
@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_steps_are_those_of_the_formula(name: str, decay: float) -> None:
    np.testing.assert_allclose(stepped(name, decay), TEXTBOOK[name](START, decay), rtol=1e-12)


@every_optimizer
def test_hyperparameters_take_effect(name: str) -> None:
    settings = OTHER_SETTINGS[name]
    expected = TEXTBOOK[name](START, 0.1, **settings)
    np.testing.assert_allclose(stepped(name, 0.1, settings), expected, rtol=1e-12)


@every_optimizer
def test_defaults_are_those_of_the_table(name: str) -> None:
    defaults = {h.name: h.default for h in OPTIMIZERS[name].hyperparameters}
    assert np.array_equal(stepped(name, 0.0, defaults), stepped(name, 0.0))
    for h in OPTIMIZERS[name].hyperparameters:
        assert h.low <= h.default <= h.high


@every_optimizer
def test_first_step_goes_against_the_gradient(name: str) -> None:
    theta, g = START.copy(), gradient_at(START, 0)
    build_optimizer(name, theta, g, 1e-3).step()
    moved = theta - START
    assert moved @ g < 0
    assert (np.sign(moved) == -np.sign(g)).all()


@every_optimizer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_learning_rate_of_zero_changes_no_bit(name: str, dtype: type) -> None:
    theta: Array = START.astype(dtype)
    g = np.empty_like(theta)
    before = theta.tobytes()
    optimizer = build_optimizer(name, theta, g, 0.0, weight_decay=0.1)
    for t in range(5):
        g[:] = gradient_at(theta, t)
        optimizer.step()
    assert theta.tobytes() == before


@every_optimizer
def test_gradient_of_zero_moves_nothing(name: str) -> None:
    theta, g = START.copy(), np.zeros_like(START)
    with np.errstate(all="raise"):
        build_optimizer(name, theta, g, 0.1).step()
    assert np.array_equal(theta, START)


@every_optimizer
def test_learning_rate_can_change_between_steps(name: str) -> None:
    theta, g = START.copy(), gradient_at(START, 0)
    optimizer = build_optimizer(name, theta, g, 0.1)
    optimizer.learning_rate = 0.2
    optimizer.step()
    other = START.copy()
    build_optimizer(name, other, gradient_at(START, 0), 0.2).step()
    assert np.array_equal(theta, other)


@every_optimizer
@pytest.mark.parametrize("before", [0, 7])
def test_preview_is_the_next_step_and_changes_nothing(name: str, before: int) -> None:
    theta, g = START.copy(), np.empty_like(START)
    optimizer = build_optimizer(name, theta, g, RATE, weight_decay=0.1)
    for t in range(before):
        g[:] = gradient_at(theta, t)
        optimizer.step()
    g[:] = gradient_at(theta, before)

    def state() -> dict[str, Any]:
        return {
            key: value.tobytes() if isinstance(value, np.ndarray) else value
            for key, value in vars(optimizer).items()
        }

    frozen = state()
    place, slope = theta.copy(), g.copy()
    optimizer.twin(place, slope).step()
    assert state() == frozen
    optimizer.step()
    assert np.array_equal(place, theta)


@every_optimizer
def test_the_twin_of_single_precision_is_in_double(name: str) -> None:
    theta = START.astype(np.float32)
    optimizer = build_optimizer(name, theta, np.zeros_like(theta), RATE)
    place, expected = START.copy(), START.copy()
    optimizer.twin(place, gradient_at(START, 0)).step()
    build_optimizer(name, expected, gradient_at(START, 0), RATE).step()
    np.testing.assert_allclose(place, expected, rtol=1e-15)


def test_a_twin_does_not_trip_over_memory_that_was_never_written() -> None:
    theta = np.zeros(4, np.float32)
    optimizer = build_optimizer("sgd", theta, theta.copy(), RATE)
    # A signalling not-a-number, as fresh memory may hold: its conversion is a warning.
    optimizer.scratch.view(np.uint32)[:] = 0x7FA00000
    with np.errstate(all="raise"):
        place = np.ones(4)
        optimizer.twin(place, np.zeros(4)).step()
    assert place.tolist() == [1.0] * 4


def test_only_gradient_descent_takes_the_whole_set() -> None:
    assert [name for name, kind in OPTIMIZERS.items() if kind.whole_set] == ["gradient descent"]
