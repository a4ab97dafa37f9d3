"""The mean gradient of a minibatch and the samples it is made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.arrays import Array
from core.batch_trace import PART, BatchTrace, take_batch_trace, with_mean
from core.config import HiddenLayer, RunConfig
from core.key import Key, values_of
from core.optimizers import OPTIMIZERS, build_optimizer
from core.program import Program
from core.trace import take_trace
from tests.core.stage_cases import ANSWERS, CONFIGS, INPUTS, network_of, random_parameters

every_network = pytest.mark.parametrize("config", CONFIGS)


def batch(count: int, seed: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(count, INPUTS)), np.eye(ANSWERS)[rng.integers(ANSWERS, size=count)]


def keys_of(trace: BatchTrace) -> list[Key]:
    return list(trace.means)


@every_network
def test_each_sample_has_the_gradient_of_its_own_trace(config: RunConfig) -> None:
    network, (x, y) = network_of(config), batch(5, 3)
    parameters = random_parameters(network, config.seed)
    found = take_batch_trace(network, parameters, x, y)
    assert (found.count, found.samples) == (5, 5)
    for sample in range(5):
        alone = take_trace(network, parameters, x[sample], y[sample])
        assert found.losses[sample] == pytest.approx(alone.loss, rel=1e-13)
        for key in keys_of(found):
            expected = values_of(alone, key)
            np.testing.assert_allclose(found.q(sample, key), expected, rtol=1e-11, atol=1e-14)


@every_network
def test_the_mean_is_that_of_the_program_and_of_the_samples(config: RunConfig) -> None:
    network, (x, y) = network_of(config), batch(7, 5)
    parameters = random_parameters(network, config.seed)
    found = take_batch_trace(network, parameters, x, y)
    gradient = parameters.like()
    program = Program(network.graph, network.loss, parameters, 7, gradient)
    program.values[network.x][...] = x
    program.values[network.y][...] = y
    program.forward()
    program.backward()
    for key in keys_of(found):
        expected = gradient[f"{key.symbol[-1]}_{key.number}"]
        np.testing.assert_allclose(found.means[key], expected, rtol=1e-12, atol=1e-15)
        mean = np.mean([found.q(k, key) for k in range(7)], axis=0)
        np.testing.assert_allclose(found.means[key], mean, rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(found.partial_mean(7, key), mean, rtol=1e-10, atol=1e-14)


@given(st.integers(1, 2 * PART + 3), st.integers(0, 40))
@settings(deadline=None, max_examples=20)
def test_parts_make_no_difference_and_only_what_is_asked_for_is_kept(count: int, kept: int) -> None:
    config = RunConfig(hidden=(HiddenLayer(3, "tanh"),))
    network, (x, y) = network_of(config), batch(count, 1)
    parameters = random_parameters(network, 2)
    found = take_batch_trace(network, parameters, x, y, samples=kept)
    every = take_batch_trace(network, parameters, x, y, samples=count)
    assert (found.samples, every.samples) == (min(kept, count), count)
    for key in keys_of(found):
        np.testing.assert_allclose(
            found.means[key], every.partial_mean(count, key), rtol=1e-9, atol=1e-13
        )
        for sample in range(found.samples):
            assert np.array_equal(found.q(sample, key), every.q(sample, key))
    if kept < count:
        with pytest.raises(IndexError):
            found.q(found.samples, Key("q_W", 1))


def test_partial_means_come_nearer_step_by_step() -> None:
    network, (x, y) = network_of(RunConfig(hidden=())), batch(3, 8)
    found = take_batch_trace(network, random_parameters(network, 1), x, y)
    key = Key("q_W", 1)
    running = found.q(0, key)
    np.testing.assert_allclose(found.partial_mean(1, key), running)
    running = (running + found.q(1, key)) / 2
    np.testing.assert_allclose(found.partial_mean(2, key), running)
    for wrong in (0, 4):
        with pytest.raises(IndexError):
            found.partial_mean(wrong, key)
    with pytest.raises(KeyError):
        found.q(0, ("W", 1))


def test_nothing_of_it_can_be_written_to() -> None:
    network, (x, y) = network_of(RunConfig()), batch(4, 0)
    found = take_batch_trace(network, random_parameters(network, 0), x, y)
    arrays = [found.x, found.y, found.losses, *found.means.values()]
    arrays += [found.q(1, key) for key in keys_of(found)]
    arrays += [found.partial_mean(2, key) for key in keys_of(found)]
    assert not any(array.flags.writeable for array in arrays)


def test_an_empty_minibatch_is_refused() -> None:
    network = network_of(RunConfig())
    with pytest.raises(ValueError, match="at least one"):
        take_batch_trace(network, random_parameters(network, 0), *batch(0, 0))


def test_a_trace_with_the_mean_shows_the_means_and_leaves_the_values_alone() -> None:
    network = network_of(CONFIGS[0])
    parameters = random_parameters(network, 5)
    x, y = batch(6, 5)
    trace = take_trace(network, parameters, x[0], y[0])
    gradients = take_batch_trace(network, parameters, x, y, samples=3)
    whole, first, two = (with_mean(trace, gradients, count) for count in (None, 1, 2))
    for before, mean, own, half in zip(
        trace.layers, whole.layers, first.layers, two.layers, strict=True
    ):
        key = Key("q_W", before.layer.number)
        np.testing.assert_array_equal(mean.q_W, gradients.means[key])
        np.testing.assert_allclose(own.q_W, before.q_W, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(
            half.q_W, (gradients.q(0, key) + gradients.q(1, key)) / 2, rtol=1e-12
        )
        np.testing.assert_array_equal(mean.z, before.z)
        assert mean.W_after is None
    assert whole.loss == trace.loss


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_update_of_a_minibatch_is_the_step_that_training_takes(name: str) -> None:
    network = network_of(CONFIGS[1])
    x, y = batch(7, 2)
    parameters = random_parameters(network, 3)
    gradient = parameters.like()
    optimizer = build_optimizer(name, parameters.flat, gradient.flat, 0.05, 0.01, {})
    program = Program(network.graph, network.loss, parameters, 7, gradient)
    program.values[network.x][...] = x
    program.values[network.y][...] = y
    for _ in range(3):  # so that there is something to remember
        before = parameters.copy()
        found = take_batch_trace(network, parameters, x, y, optimizer=optimizer)
        program.forward()
        program.backward()
        optimizer.step()
        alone = take_trace(network, before, x[0], y[0])
        for layer in with_mean(alone, found).layers:
            number = layer.layer.number
            assert layer.W_after is not None
            assert layer.b_after is not None
            np.testing.assert_allclose(layer.W_after, parameters[f"W_{number}"], rtol=1e-9)
            np.testing.assert_allclose(layer.b_after, parameters[f"b_{number}"], rtol=1e-9)
        assert with_mean(alone, found, 2).layers[0].W_after is None
