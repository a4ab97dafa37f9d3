"""Against PyTorch, where it is installed: optimizers, activations, losses, bounds of the weights.

PyTorch is large and no part of the test group, so these tests say that it is missing and skip.
`make parity` installs it and runs them.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from core.arrays import Array
from core.config import HiddenLayer, RunConfig
from core.initializers import initialize
from core.models import build_network
from core.ops import ACTIVATIONS, Softmax, SoftmaxCrossEntropy, SquaredError
from core.ops.base import Operation
from core.optimizers import build_optimizer
from core.parameters import ParameterVector
from core.program import Program

if importlib.util.find_spec("torch") is None:
    pytest.skip("PyTorch is not installed; `make parity` installs it", allow_module_level=True)

import torch

EXACT = 1e-12

OPTIMIZER_PAIRS: list[tuple[str, float, Callable[..., Any], dict[str, Any]]] = [
    ("sgd", 0.1, torch.optim.SGD, {}),
    ("momentum", 0.05, torch.optim.SGD, {"momentum": 0.9}),
    ("nesterov", 0.05, torch.optim.SGD, {"momentum": 0.9, "nesterov": True}),
    ("adagrad", 0.05, torch.optim.Adagrad, {}),
    ("rmsprop", 0.01, torch.optim.RMSprop, {}),
    ("adam", 0.01, torch.optim.Adam, {}),
    ("adamw", 0.01, torch.optim.AdamW, {}),
]


class Pair:
    """The same network here and there, 6-8-4 with tanh, from the same parameters, on one batch."""

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        network = build_network(RunConfig(hidden=(HiddenLayer(8, "tanh"),)), 6, 4, 4)
        self.parameters = ParameterVector(network.graph, np.float64)
        self.parameters.flat[:] = rng.normal(scale=0.5, size=self.parameters.flat.size)
        self.gradient = self.parameters.like()
        self.program = Program(network.graph, network.loss, self.parameters, 20, self.gradient)
        x, labels = rng.normal(size=(20, 6)), rng.integers(4, size=20)
        self.program.values[network.x][...] = x
        self.program.values[network.y][...] = np.eye(4)[labels]
        self.x, self.labels = torch.tensor(x), torch.tensor(labels)
        layers = (torch.nn.Linear(6, 8), torch.nn.Tanh(), torch.nn.Linear(8, 4))
        self.theirs = torch.nn.Sequential(*layers).double()
        with torch.no_grad():
            for tensor, (_, values) in zip(
                self.theirs.parameters(), self.parameters.items(), strict=True
            ):
                tensor.copy_(torch.tensor(values))

    def their_loss(self) -> Any:
        return torch.nn.functional.cross_entropy(self.theirs(self.x), self.labels)

    def their_parameters(self) -> Array:
        flat = [tensor.detach().numpy().ravel() for tensor in self.theirs.parameters()]
        return np.concatenate(flat)


def test_loss_and_gradient_of_a_network_agree() -> None:
    pair = Pair()
    loss = pair.their_loss()
    loss.backward()
    assert pair.program.forward().mean() == pytest.approx(loss.item(), rel=EXACT)
    pair.program.backward()
    theirs = [tensor.grad.numpy().ravel() for tensor in pair.theirs.parameters()]
    np.testing.assert_allclose(pair.gradient.flat, np.concatenate(theirs), rtol=0, atol=EXACT)


@pytest.mark.parametrize(
    ("name", "rate", "theirs", "settings"),
    OPTIMIZER_PAIRS,
    ids=[pair[0] for pair in OPTIMIZER_PAIRS],
)
@pytest.mark.parametrize("decay", [0.0, 0.01])
def test_a_hundred_steps_agree(
    name: str, rate: float, theirs: Callable[..., Any], settings: dict[str, Any], decay: float
) -> None:
    pair = Pair()
    stepper = build_optimizer(name, pair.parameters.flat, pair.gradient.flat, rate, decay)
    their_stepper = theirs(pair.theirs.parameters(), lr=rate, weight_decay=decay, **settings)
    for _ in range(100):
        pair.program.forward()
        pair.program.backward()
        stepper.step()
        their_stepper.zero_grad()
        pair.their_loss().backward()
        their_stepper.step()
    difference = np.abs(pair.parameters.flat - pair.their_parameters()).max()
    assert difference <= EXACT


def value_and_slope(operation: Operation, z: Array) -> tuple[Array, Array]:
    out, slope = np.empty_like(z), np.empty_like(z)
    work = operation.workspace((len(z),), (z.shape[1:],), z.dtype)
    operation.forward([z], out, work)
    operation.backward(np.cos(out), [z], out, [slope], work)
    return out, slope


@pytest.mark.parametrize(
    ("operation", "theirs"),
    [
        (ACTIVATIONS["sigmoid"], torch.sigmoid),
        (ACTIVATIONS["tanh"], torch.tanh),
        (ACTIVATIONS["relu"], torch.nn.functional.relu),
        (ACTIVATIONS["leaky relu"], torch.nn.functional.leaky_relu),
        (ACTIVATIONS["identity"], lambda z: z),
        (Softmax(), lambda z: torch.softmax(z, dim=-1)),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_activations_agree(operation: Operation, theirs: Callable[[Any], Any]) -> None:
    z = np.random.default_rng(1).normal(scale=4.0, size=(9, 5))
    z[0] = [0.0, 30.0, -30.0, 800.0, -800.0]
    ours, slope = value_and_slope(operation, z)
    tensor = torch.tensor(z, requires_grad=True)
    out = theirs(tensor)
    out.backward(torch.cos(out.detach()))
    assert tensor.grad is not None
    np.testing.assert_allclose(ours, out.detach().numpy(), rtol=1e-13, atol=1e-16)
    np.testing.assert_allclose(slope, tensor.grad.numpy(), rtol=1e-11, atol=1e-15)


@pytest.mark.parametrize("kind", ["labels", "probabilities"])
def test_cross_entropy_agrees_in_value_and_gradient(kind: str) -> None:
    rng = np.random.default_rng(2)
    z, labels = rng.normal(scale=5.0, size=(7, 4)), rng.integers(4, size=7)
    y = np.eye(4)[labels] if kind == "labels" else rng.dirichlet(np.ones(4), 7)
    target = torch.tensor(labels if kind == "labels" else y)
    compare_losses(SoftmaxCrossEntropy(), z, y, torch.nn.CrossEntropyLoss(), target)


def test_mean_squared_error_averages_over_all_entries() -> None:
    rng = np.random.default_rng(3)
    z, y = rng.normal(size=(7, 4)), rng.normal(size=(7, 4))
    compare_losses(SquaredError("mean"), z, y, torch.nn.MSELoss(), torch.tensor(y))


def compare_losses(operation: Operation, z: Array, y: Array, theirs: Any, target: Any) -> None:
    out, slope = np.empty(len(z)), np.empty_like(z)
    work = operation.workspace((len(z),), (z.shape[1:], y.shape[1:]), z.dtype)
    operation.forward([z, y], out, work)
    operation.backward(np.full(len(z), 1 / len(z)), [z, y], out, [slope, None], work)
    tensor = torch.tensor(z, requires_grad=True)
    loss = theirs(tensor, target)
    loss.backward()
    assert tensor.grad is not None
    assert out.mean() == pytest.approx(loss.item(), rel=EXACT)
    np.testing.assert_allclose(slope, tensor.grad.numpy(), rtol=1e-11, atol=1e-15)


def test_uniform_weights_and_biases_fill_the_range_of_their_linear_layer() -> None:
    network = build_network(RunConfig(hidden=(HiddenLayer(400),)), 50, 10, 10)
    parameters = ParameterVector(network.graph)
    initialize(network.graph, parameters, "uniform", np.random.default_rng(0), 0.0)
    linear = torch.nn.Linear(50, 400)
    for ours, theirs in (("W_1", linear.weight), ("b_1", linear.bias)):
        values = theirs.detach().numpy()
        assert parameters[ours].shape == values.shape
        assert np.abs(parameters[ours]).max() == pytest.approx(np.abs(values).max(), rel=0.02)
        assert parameters[ours].std() == pytest.approx(float(values.std()), rel=0.1)
