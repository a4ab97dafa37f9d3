"""Networks as graphs: shapes, names, and which nodes play which part."""

from __future__ import annotations

import numpy as np
import pytest

from core.checks import LOSSES, OUTPUTS
from core.config import HiddenLayer, RunConfig
from core.models import Network, build_network
from core.ops import (
    ACTIVATIONS,
    ModifiedSoftmax,
    Softmax,
    SoftmaxCrossEntropy,
    SquaredError,
)
from core.ops.losses import Factor


def network(*hidden: HiddenLayer, output: str = "softmax", loss: str = "cross-entropy") -> Network:
    config = RunConfig(hidden=hidden, output=output, loss=loss)
    return build_network(config, inputs=7, outputs=4, classes=4)


def shapes(built: Network) -> dict[str, tuple[int, ...]]:
    return {node.name: node.shape for node in built.graph.parameters}


def test_no_hidden_layer_is_softmax_regression() -> None:
    assert shapes(network()) == {"W_1": (4, 7), "b_1": (4,)}
    assert network().widths == (7, 4)


def test_hidden_layers_chain_their_widths() -> None:
    built = network(HiddenLayer(5, "tanh"), HiddenLayer(3, "sigmoid"))
    assert built.widths == (7, 5, 3, 4)
    assert shapes(built) == {
        "W_1": (5, 7),
        "b_1": (5,),
        "W_2": (3, 5),
        "b_2": (3,),
        "W_3": (4, 3),
        "b_3": (4,),
    }
    assert [layer.number for layer in built.layers] == [1, 2, 3]
    assert [layer.activation for layer in built.layers] == ["tanh", "sigmoid", "softmax"]


def test_layers_name_the_nodes_of_the_texts() -> None:
    built = network(HiddenLayer(5, "relu"))
    first, last = built.layers
    name = {index: node.name for index, node in enumerate(built.graph)}
    assert [name[k] for k in (first.source, first.weight, first.bias, first.score)] == [
        "z_1",
        "W_1",
        "b_1",
        "s_1",
    ]
    assert name[first.output] == name[last.source] == "z_2"
    assert name[last.output] == name[built.prediction] == "z_3"
    assert name[built.x] == "z_1"
    assert name[built.y] == "y"


def test_modified_softmax_has_one_score_less_than_classes() -> None:
    built = network(HiddenLayer(5), output="modified softmax")
    assert shapes(built)["W_2"] == (3, 5)
    assert built.graph[built.prediction].shape == (4,)
    assert built.widths == (7, 5, 4)


@pytest.mark.parametrize("output", ["softmax", "modified softmax"])
def test_cross_entropy_is_fused_with_its_softmax(output: str) -> None:
    built = network(HiddenLayer(5), output=output)
    loss = built.graph[built.loss]
    assert isinstance(loss.operation, SoftmaxCrossEntropy)
    assert loss.operation.reference is (output == "modified softmax")
    assert loss.parents == (built.layers[-1].score, built.y)
    prediction = built.graph[built.prediction].operation
    assert type(prediction) is (Softmax if output == "softmax" else ModifiedSoftmax)
    assert built.scores == built.layers[-1].score


@pytest.mark.parametrize(
    ("loss", "factor"),
    [("squared error", "1"), ("half squared error", "1/2"), ("mean squared error", "mean")],
)
@pytest.mark.parametrize("output", OUTPUTS)
def test_squared_errors_compare_the_prediction(output: str, loss: str, factor: Factor) -> None:
    built = network(HiddenLayer(5), output=output, loss=loss)
    node = built.graph[built.loss]
    assert node.operation == SquaredError(factor)
    assert node.parents == (built.prediction, built.y)


def test_every_loss_builds_a_network() -> None:
    built = [network(loss=loss) for loss in LOSSES]
    assert all(item.graph[item.loss].shape == () for item in built)


def test_layer_without_activation_is_one_node() -> None:
    built = network(HiddenLayer(5, "identity"), output="identity", loss="squared error")
    assert all(layer.score == layer.output for layer in built.layers)
    assert [node.name for node in built.graph if node.operation] == ["z_2", "z_3", "loss"]
    assert built.scores == built.prediction


@pytest.mark.parametrize("activation", sorted(set(ACTIVATIONS) - {"identity"}))
def test_activation_is_applied_to_the_score(activation: str) -> None:
    built = network(HiddenLayer(5, activation))
    output = built.graph[built.layers[0].output]
    assert output.operation is ACTIVATIONS[activation]
    assert output.parents == (built.layers[0].score,)


def test_fifty_layers_can_be_built() -> None:
    built = network(*[HiddenLayer(2)] * 50)
    assert len(built.layers) == 51
    assert sum(int(np.prod(shape)) for shape in shapes(built).values()) == 7 * 2 + 2 + 49 * 6 + 12
