"""The check of a gradient: right gradients pass, wrong ones do not, kinks are named."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest

from core.arrays import Array
from core.batch_trace import take_batch_trace
from core.config import HiddenLayer, RunConfig
from core.gradient_check import GradientCheck, error_beyond_rounding, variable_of
from core.key import Key, values_of
from core.models import build_network
from core.parameters import ParameterVector
from core.trace import Trace, take_trace
from tests.core.stage_cases import (
    ANSWERS,
    CONFIGS,
    INPUTS,
    network_of,
    random_parameters,
    trace_of,
)

every_network = pytest.mark.parametrize("config", CONFIGS)


@every_network
def test_every_gradient_of_a_trace_passes(config: RunConfig) -> None:
    trace = trace_of(config)
    check = GradientCheck(trace)
    count = len(trace.layers)
    keys = [Key(s, k) for k in range(1, count + 1) for s in ("W", "b", "s", "p_s")]
    for key in keys + [Key(s, k) for k in range(1, count + 2) for s in "zp"]:
        if not _can_be_checked(trace, key):
            continue
        entries = list(check.vector(key))
        assert len(entries) == values_of(trace, variable_of(trace.network, key)[1]).size
        assert not any(entry.kink for entry in entries)
        assert error_beyond_rounding(entries) < 1e-7
        for entry in entries:
            assert entry.beyond_rounding < 1e-5
            assert entry.numeric == pytest.approx(entry.exact, rel=1e-6, abs=1e-8)


def _can_be_checked(trace: Trace, key: Key) -> bool:
    """False for a maximum or minimum, where the gradient is 0 and rounding is all there is."""
    return bool(np.abs(values_of(trace, variable_of(trace.network, key)[1])).max() > 1e-6)


@every_network
def test_an_adjoint_in_the_middle_is_checked_from_there(config: RunConfig) -> None:
    """The rest of the network written down by hand: the layers after z_i, then the loss."""
    trace = trace_of(config)
    check = GradientCheck(trace)
    for number in range(2, len(trace.layers) + 1):
        z = trace.layers[number - 1].z

        def loss_of(moved: Array, start: int = number) -> float:
            value, score = moved, moved
            for layer in trace.layers[start - 1 :]:
                score = layer.W @ value + layer.b
                value = _activated(layer.layer.activation, score)
            return _loss_by_hand(config, value, trace.y)

        assert loss_of(z) == pytest.approx(trace.loss, rel=1e-9)
        for cell in range(z.size):
            unit = np.eye(z.size)[cell] * 1e-5
            expected = (loss_of(z + unit) - loss_of(z - unit)) / 2e-5
            found = check.entry(("p", number), cell)
            assert found.key == Key("z", number)
            assert found.exact == values_of(trace, Key("p", number))[cell]
            assert found.numeric == pytest.approx(expected, rel=1e-5, abs=1e-7)


def _activated(activation: str, s: Array) -> Array:
    match activation:
        case "sigmoid":
            return np.asarray(1.0 / (1.0 + np.exp(-s)))
        case "tanh":
            return np.asarray(np.tanh(s))
        case "relu":
            return np.maximum(s, 0.0)
        case "leaky relu":
            return np.where(s > 0, s, 0.01 * s)
        case "softmax":
            return np.asarray(np.exp(s) / np.exp(s).sum())
        case "modified softmax":
            powers = np.exp(np.append(s, 0.0))
            return np.asarray(powers / powers.sum())
    return s


def _loss_by_hand(config: RunConfig, z: Array, y: Array) -> float:
    match config.loss:
        case "cross-entropy":
            return -float(y @ np.log(z))
        case "half squared error":
            return 0.5 * float(((z - y) ** 2).sum())
        case "mean squared error":
            return float(((z - y) ** 2).mean())
    return float(((z - y) ** 2).sum())


@every_network
def test_with_a_minibatch_the_means_are_checked_against_the_mean_loss(config: RunConfig) -> None:
    network = network_of(config)
    parameters = random_parameters(network, config.seed)
    rng = np.random.default_rng(config.seed)
    x, y = rng.normal(size=(6, INPUTS)), np.eye(ANSWERS)[rng.integers(ANSWERS, size=6)]
    trace = take_trace(network, parameters, x[0], y[0])
    batch = take_batch_trace(network, parameters, x, y)
    check = GradientCheck(trace, batch)

    def mean_loss(name: str, cell: int, by: float) -> float:
        moved = parameters.copy(np.float64)
        moved[name].reshape(-1)[cell] += by
        return float(np.mean([take_trace(network, moved, *s).loss for s in zip(x, y, strict=True)]))

    for letter in "Wb":
        entries = list(check.vector((letter, 1)))
        assert error_beyond_rounding(entries) < 1e-6
        means = batch.means[Key(f"q_{letter}", 1)].reshape(-1)
        cell = int(np.abs(means).argmax())
        found = entries[cell]
        assert found.exact == means[cell]
        name = f"{letter}_1"
        slope = (mean_loss(name, cell, 1e-6) - mean_loss(name, cell, -1e-6)) / 2e-6
        assert found.numeric == pytest.approx(slope, rel=1e-5, abs=1e-7)
    own = check.entry(("p", 1), 0)  # an adjoint is that of one sample whatever the minibatch
    assert own.exact == trace.layers[0].p[0]
    assert own.relative_error < 1e-6


def test_a_mean_that_is_wrong_is_found() -> None:
    network = network_of(CONFIGS[0])
    parameters = random_parameters(network, 1)
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(4, INPUTS)), np.eye(ANSWERS)[[0, 1, 2, 0]]
    trace = take_trace(network, parameters, x[0], y[0])
    batch = take_batch_trace(network, parameters, x, y)
    wrong = replace(batch, means={**batch.means, Key("q_b", 1): trace.layers[0].q_b})
    assert error_beyond_rounding(GradientCheck(trace, batch).vector(("b", 1))) < 1e-7
    assert error_beyond_rounding(GradientCheck(trace, wrong).vector(("b", 1))) > 1e-2


def test_a_wrong_gradient_is_found() -> None:
    trace = trace_of(RunConfig(hidden=(HiddenLayer(4, "tanh"),)))
    first = trace.layers[0]
    wrong = replace(trace, layers=(replace(first, q_W=first.q_W * 1.001), *trace.layers[1:]))
    cell = int(np.abs(first.q_W).argmax())
    assert GradientCheck(trace).entry(("W", 1), cell).relative_error < 1e-9
    found = GradientCheck(wrong).entry(("W", 1), cell)
    assert found.relative_error == pytest.approx(1e-3, rel=1e-2)
    assert error_beyond_rounding(GradientCheck(wrong).vector(("q_W", 1))) > 5e-4


def _one_unit(bias: float) -> Trace:
    network = build_network(
        RunConfig(hidden=(HiddenLayer(1, "relu"),), output="identity", loss="squared error"),
        1,
        1,
        0,
    )
    parameters = ParameterVector(network.graph, np.float64)
    parameters.assign({"W_1": [[1.0]], "b_1": [bias], "W_2": [[1.0]], "b_2": [0.0]})
    return take_trace(network, parameters, [1.0], [3.0])


def test_the_step_shrinks_beside_a_kink_and_on_it_there_is_no_derivative() -> None:
    far = GradientCheck(_one_unit(0.5)).entry(("b", 1), 0)
    beside = GradientCheck(_one_unit(-1.0 + 1e-4)).entry(("b", 1), 0)
    on = GradientCheck(_one_unit(-1.0)).entry(("b", 1), 0)
    assert (far.step, far.kink) == (1e-3, False)
    assert (beside.step, beside.kink) == (1e-5, False)
    assert beside.relative_error < 1e-8
    assert on.kink
    # d/db (relu(1 + b) - 3)^2 = -6 to the right, 0 to the left.
    assert on.numeric == pytest.approx(-3.0, abs=1e-3)
    assert error_beyond_rounding([on]) == 0.0


def test_checking_leaves_trace_and_parameters_as_they_were() -> None:
    trace = trace_of(CONFIGS[0])
    check = GradientCheck(trace)
    first = [entry.numeric for entry in check.vector(("W", 2))]
    entries = check.vector(("b", 1))
    next(entries)
    entries.close()
    assert [entry.numeric for entry in check.vector(("q_W", 2), range(len(first)))] == first


def test_other_things_are_refused() -> None:
    check = GradientCheck(trace_of(CONFIGS[0]))
    for key in (("z", 9), ("p", 0), ("y", 0), ("loss", 0), ("W", 9), ("s", 9), ("W_after", 1)):
        with pytest.raises(KeyError):
            check.entry(key, 0)
    with pytest.raises(IndexError):
        check.entry(("b", 1), 5)


def test_one_entry_of_a_network_for_mnist_takes_less_than_two_milliseconds() -> None:
    hidden = (HiddenLayer(128), HiddenLayer(64))
    network = build_network(RunConfig(hidden=hidden), 784, 10, 10)
    parameters = ParameterVector(network.graph, np.float64)
    rng = np.random.default_rng(0)
    parameters.flat[:] = rng.normal(scale=0.05, size=parameters.flat.size)
    trace = take_trace(network, parameters, rng.uniform(size=784), np.eye(10)[3])
    check = GradientCheck(trace)
    best = np.inf
    for cell in range(20):
        started = perf_counter()
        entry = check.entry(("W", 1), cell)
        best = min(best, perf_counter() - started)
        assert entry.beyond_rounding < 1e-5
    assert best < 2e-3
