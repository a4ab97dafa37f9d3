"""The record of one sample: right to the last digit, and nobody else's."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from core.arrays import Array
from core.checks import LOSSES, OUTPUTS
from core.config import HiddenLayer, RunConfig
from core.linear_map import Diagonal, DiagonalMinusOuter, Identity
from core.models import Network, build_network
from core.ops import ACTIVATIONS
from core.optimizers import OPTIMIZERS, build_optimizer
from core.parameters import ParameterVector
from core.program import Program
from core.trace import LayerTrace, Trace, take_trace
from core.training import Learner, train
from tests.core.data_cases import blobs
from tests.core.operation_cases import slope

INPUTS, OUTPUTS_COUNT = 4, 3
Sample = tuple[Network, ParameterVector, Array, Array]


def every_kind() -> list[RunConfig]:
    """All activations, outputs and losses that go together."""
    hidden = [
        (HiddenLayer(5, first), HiddenLayer(4, second))
        for first, second in zip(ACTIVATIONS, reversed(list(ACTIVATIONS)), strict=True)
    ]
    pairs = [
        (output, loss)
        for output in OUTPUTS
        for loss in LOSSES
        if loss != "cross-entropy" or "softmax" in output
    ]
    return [
        RunConfig(hidden=hidden[k % len(hidden)], output=output, loss=loss, seed=k)
        for k, (output, loss) in enumerate(pairs)
    ] + [RunConfig(hidden=()), RunConfig(hidden=(), output="identity", loss="half squared error")]


CONFIGS = every_kind()
every_network = pytest.mark.parametrize(
    "config",
    CONFIGS,
    ids=["-".join([*(layer.activation for layer in c.hidden), c.output, c.loss]) for c in CONFIGS],
)


def sample_of(config: RunConfig) -> Sample:
    """Return a random network of the kind and a random sample, off the kinks of its activations."""
    rng = np.random.default_rng(config.seed)
    network = build_network(config, INPUTS, OUTPUTS_COUNT, OUTPUTS_COUNT)
    parameters = ParameterVector(network.graph, np.float64)
    while True:
        parameters.flat[:] = rng.normal(scale=0.7, size=parameters.flat.size)
        x, y = rng.normal(size=INPUTS), np.eye(OUTPUTS_COUNT)[rng.integers(OUTPUTS_COUNT)]
        trace = take_trace(network, parameters, x, y)
        if all(np.abs(layer.s).min() > 0.05 for layer in trace.layers):
            return network, parameters, x, y


def loss_of(network: Network, parameters: ParameterVector, x: Array, y: Array) -> float:
    program = Program(network.graph, network.loss, parameters, 1)
    program.values[network.x][0] = x
    program.values[network.y][0] = y
    return float(program.forward()[0])


# Against finite differences and the formulas.


def test_every_activation_output_and_loss_is_among_the_networks() -> None:
    assert {layer.activation for c in CONFIGS for layer in c.hidden} == set(ACTIVATIONS)
    assert {c.output for c in CONFIGS} == set(OUTPUTS)
    assert {c.loss for c in CONFIGS} == set(LOSSES)
    assert len(CONFIGS) >= 12


@every_network
def test_gradients_are_those_of_finite_differences(config: RunConfig) -> None:
    network, parameters, x, y = sample_of(config)
    trace = take_trace(network, parameters, x, y)
    assert trace.loss == pytest.approx(loss_of(network, parameters, x, y), rel=1e-14)
    for layer in trace.layers:
        number = layer.layer.number
        for name, q in ((f"W_{number}", layer.q_W), (f"b_{number}", layer.q_b)):
            entries = parameters[name].reshape(-1)
            numeric = [slope_at(entries, k, (network, parameters, x, y)) for k in range(q.size)]
            np.testing.assert_allclose(q.ravel(), numeric, rtol=1e-7, atol=1e-9)


def slope_at(entries: Array, k: int, sample: Sample) -> float:
    """Return the derivative of the loss by entry k of a parameter."""
    original = float(entries[k])

    def moved(t: float) -> Array:
        entries[k] = original + t
        return np.array(loss_of(*sample))

    result = float(slope(moved))
    entries[k] = original
    return result


@every_network
def test_sensitivity_to_the_input_is_that_of_finite_differences(config: RunConfig) -> None:
    network, parameters, x, y = sample_of(config)
    p_1 = take_trace(network, parameters, x, y).layers[0].p
    for k, unit in enumerate(np.eye(INPUTS)):

        def moved(t: float, unit: Array = unit) -> Array:
            return np.array(loss_of(network, parameters, x + t * unit, y))

        assert p_1[k] == pytest.approx(float(slope(moved)), rel=1e-7, abs=1e-9)


@every_network
def test_layers_obey_the_recursion_of_seed_001(config: RunConfig) -> None:
    trace = take_trace(*sample_of(config))
    for layer in trace.layers:
        np.testing.assert_allclose(layer.s, layer.W @ layer.z + layer.b, rtol=1e-13)
        np.testing.assert_allclose(layer.q_W, np.outer(layer.p_s, layer.z), rtol=1e-13)
        np.testing.assert_allclose(layer.q_b, layer.p_s, rtol=1e-13)
        np.testing.assert_allclose(layer.p, layer.W.T @ layer.p_s, rtol=1e-12, atol=1e-15)
        if layer.p_output is not None:
            back = layer.A.apply_transposed(layer.p_output)
            np.testing.assert_allclose(layer.p, back, rtol=1e-12, atol=1e-15)
    for layer, following in zip(trace.layers, trace.layers[1:], strict=False):
        assert np.array_equal(layer.output, following.z)
        assert layer.p_output is not None
        assert np.array_equal(layer.p_output, following.p)


@every_network
def test_jacobian_of_a_layer_is_its_dense_product_and_its_differences(config: RunConfig) -> None:
    network, parameters, x, y = sample_of(config)
    trace = take_trace(network, parameters, x, y)
    for layer in trace.layers:
        matrix = layer.A.dense()
        np.testing.assert_allclose(
            matrix, layer.activation.dense() @ layer.W, rtol=1e-12, atol=1e-15
        )
        for column, unit in enumerate(np.eye(layer.z.size)):

            def moved(t: float, layer: LayerTrace = layer, unit: Array = unit) -> Array:
                return output_of(network, layer, layer.z + t * unit)

            np.testing.assert_allclose(matrix[:, column], slope(moved), rtol=1e-7, atol=1e-9)


def output_of(network: Network, layer: LayerTrace, z: Array) -> Array:
    """Return g_i(z; W_i, b_i), the activation computed by the graph's own operation alone."""
    s = layer.W @ z + layer.b
    node = network.graph[layer.layer.output]
    if layer.layer.output == layer.layer.score or node.operation is None:
        return np.asarray(s)
    out = np.empty(node.shape)
    node.operation.forward([s], out, node.operation.workspace((), (s.shape,), np.float64))
    return out


@pytest.mark.parametrize("output", ["softmax", "modified softmax"])
def test_adjoint_of_the_scores_collapses_to_gamma_minus_y(output: str) -> None:
    network, parameters, x, y = sample_of(RunConfig(hidden=(HiddenLayer(5),), output=output))
    trace = take_trace(network, parameters, x, y)
    last = trace.layers[-1]
    np.testing.assert_allclose(last.p_s, (trace.prediction - y)[: last.p_s.size], atol=1e-15)
    assert last.p_output is None  # the fused loss passes the prediction by
    assert trace.prediction.sum() == pytest.approx(1.0, rel=1e-14)
    assert trace.loss == pytest.approx(-float(y @ np.log(trace.prediction)), rel=1e-12)


@pytest.mark.parametrize(
    ("activation", "structure"),
    [("tanh", Diagonal), ("sigmoid", Diagonal), ("relu", Diagonal), ("identity", Identity)],
)
def test_activation_keeps_its_structure(activation: str, structure: type) -> None:
    trace = take_trace(*sample_of(RunConfig(hidden=(HiddenLayer(5, activation),))))
    assert isinstance(trace.layers[0].activation, structure)
    assert isinstance(trace.layers[1].activation, DiagonalMinusOuter)


def test_jacobian_by_weights_is_asked_for_by_parent() -> None:
    trace = take_trace(*sample_of(RunConfig(hidden=(HiddenLayer(5, "tanh"),))))
    layer = trace.layers[0]
    B = trace.jacobian(layer.layer.score, 1)
    assert B.shape == (5, 20)
    np.testing.assert_allclose(B.dense(), np.kron(np.eye(5), layer.z[None, :]))
    with pytest.raises(ValueError, match="not computed"):
        trace.jacobian(trace.network.x, 0)


# Whose numbers they are.


def arrays_of(trace: Trace) -> list[Array]:
    found = [a for node in trace.nodes for a in (node.z, node.p, node.after) if a is not None]
    for layer in trace.layers:
        values = [getattr(layer, field.name) for field in fields(LayerTrace)]
        found += [value for value in values if isinstance(value, np.ndarray)]
    return found


def test_arrays_are_float64_and_read_only() -> None:
    learner = Learner(RunConfig(hidden=(HiddenLayer(6),)), blobs())
    part = learner.data.train
    trace = take_trace(
        learner.network, learner.parameters, part.x[0], part.y[0], optimizer=learner.optimizer
    )
    arrays = arrays_of(trace)
    assert len(arrays) > 30
    assert all(array.dtype == np.float64 for array in arrays)
    assert not any(array.flags.writeable for array in arrays)
    with pytest.raises(ValueError, match="read-only"):
        trace.layers[0].W[0, 0] = 1.0


def test_later_training_leaves_a_trace_as_it_was() -> None:
    learner = Learner(RunConfig(hidden=(HiddenLayer(6),), learning_rate=0.1), blobs())
    part = learner.data.train
    trace = take_trace(learner.network, learner.parameters, part.x[0], part.y[0], epoch=0, step=0)
    before = [array.copy() for array in arrays_of(trace)]
    for _ in train(learner, 2):
        pass
    assert learner.step > 0
    assert (trace.epoch, trace.step) == (0, 0)
    for array, copy in zip(arrays_of(trace), before, strict=True):
        assert np.array_equal(array, copy)
    again = take_trace(learner.network, learner.parameters, part.x[0], part.y[0])
    assert not np.array_equal(again.layers[0].W, trace.layers[0].W)


def test_taking_a_trace_does_not_disturb_the_training() -> None:
    config = RunConfig(hidden=(HiddenLayer(6),), learning_rate=0.1)
    plain, watched = Learner(config, blobs()), Learner(config, blobs())
    for _ in train(plain, 2):
        pass
    part = watched.data.train
    for _ in train(watched, 2):
        take_trace(
            watched.network, watched.parameters, part.x[1], part.y[1], optimizer=watched.optimizer
        )
    assert plain.parameters.flat.tobytes() == watched.parameters.flat.tobytes()


def test_trace_is_close_to_single_precision_training() -> None:
    learner = Learner(RunConfig(hidden=(HiddenLayer(6, "tanh"),), batch_size=1), blobs())
    part = learner.data.train
    chosen = np.array([5])
    program = learner.load(chosen)
    loss = float(program.forward()[0])
    program.backward()
    trace = take_trace(learner.network, learner.parameters, part.x[5], part.y[5])
    assert trace.loss == pytest.approx(loss, rel=1e-5)
    for layer in trace.layers:
        ours = learner.gradient[f"W_{layer.layer.number}"]
        np.testing.assert_allclose(layer.q_W, ours, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_after_is_what_the_next_step_with_this_sample_makes(name: str) -> None:
    network, parameters, x, y = sample_of(RunConfig(hidden=(HiddenLayer(5, "tanh"),)))
    gradient = parameters.like()
    optimizer = build_optimizer(name, parameters.flat, gradient.flat, 0.05, weight_decay=0.01)
    trace = take_trace(network, parameters, x, y, optimizer=optimizer)
    program = Program(network.graph, network.loss, parameters, 1, gradient)
    program.values[network.x][0] = x
    program.values[network.y][0] = y
    program.forward()
    program.backward()
    optimizer.step()
    for layer in trace.layers:
        assert layer.W_after is not None
        assert layer.b_after is not None
        np.testing.assert_allclose(layer.W_after, parameters[f"W_{layer.layer.number}"], rtol=1e-12)
        np.testing.assert_allclose(layer.b_after, parameters[f"b_{layer.layer.number}"], rtol=1e-12)
        assert not np.array_equal(layer.W_after, layer.W)


def test_without_an_optimizer_there_is_no_after() -> None:
    trace = take_trace(*sample_of(RunConfig(hidden=(HiddenLayer(5, "tanh"),))))
    assert all(layer.W_after is None and layer.b_after is None for layer in trace.layers)


def test_sample_and_target_are_in_the_trace() -> None:
    network, parameters, x, y = sample_of(replace(CONFIGS[0], seed=9))
    trace = take_trace(network, parameters, x, y, epoch=3, step=40)
    assert np.array_equal(trace.x, x)
    assert np.array_equal(trace.y, y)
    assert (trace.epoch, trace.step) == (3, 40)
