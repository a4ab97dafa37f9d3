"""Golden values: numbers computed once elsewhere, to which the whole engine is pinned."""

from __future__ import annotations

import numpy as np
import pytest

from core.arrays import Array, Shape
from core.config import HiddenLayer, RunConfig
from core.models import Network, build_network
from core.optimizers import build_optimizer
from core.parameters import ParameterVector
from core.program import Program


def det(shape: Shape, k: float, scale: float) -> Array:
    """``scale * sin(k + 0.7 i)``, i running row by row from 0."""
    count = int(np.prod(shape))
    return np.asarray(scale * np.sin(k + 0.7 * np.arange(count)).reshape(shape))


class Setting:
    """The network of the golden values: 3 inputs, 5 tanh units, 3 classes; 4 samples."""

    def __init__(self) -> None:
        config = RunConfig(hidden=(HiddenLayer(5, "tanh"),))
        self.network: Network = build_network(config, 3, 3, 3)
        self.parameters = ParameterVector(self.network.graph, np.float64)
        self.parameters.assign(
            {
                "W_1": det((5, 3), 2, 0.5),
                "b_1": det((5,), 3, 0.1),
                "W_2": det((3, 5), 4, 0.5),
                "b_2": det((3,), 5, 0.1),
            }
        )
        self.gradient = self.parameters.like()
        loss = self.network.loss
        self.program = Program(self.network.graph, loss, self.parameters, 4, self.gradient)
        self.program.values[self.network.x][...] = det((4, 3), 1, 1)
        self.program.values[self.network.y][...] = np.eye(3)[[0, 2, 1, 1]]


def test_loss_and_gradient() -> None:
    setting = Setting()
    assert setting.program.forward().mean() == pytest.approx(1.1068936471311748, rel=1e-12)
    setting.program.backward()
    row = [0.08896016339446627, -0.03400619804487307, -0.14097891318220673]
    np.testing.assert_allclose(setting.gradient["W_1"][0], row, rtol=1e-12)


@pytest.mark.parametrize(
    ("optimizer", "rate", "expected"),
    [
        ("sgd", 0.5, 0.3572254323684072),
        ("momentum", 0.1, 0.35115234179535276),
        ("nesterov", 0.1, 0.35146883656849554),
        ("adam", 0.01, 0.3675181261064175),
        ("rmsprop", 0.01, 0.35298346494849087),
    ],
)
def test_loss_before_the_hundredth_update(optimizer: str, rate: float, expected: float) -> None:
    setting = Setting()
    stepper = build_optimizer(optimizer, setting.parameters.flat, setting.gradient.flat, rate)
    for _ in range(99):
        setting.program.forward()
        setting.program.backward()
        stepper.step()
    assert setting.program.forward().mean() == pytest.approx(expected, rel=1e-12)
