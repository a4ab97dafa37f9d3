"""Networks as graphs: linear and softmax regression, and multilayer perceptrons."""

from __future__ import annotations

from dataclasses import dataclass

from core.config import RunConfig
from core.graph import Graph, GraphBuilder
from core.ops import (
    ACTIVATIONS,
    Affine,
    ModifiedSoftmax,
    Operation,
    Softmax,
    SoftmaxCrossEntropy,
    SquaredError,
)
from core.ops.losses import CrossEntropy, Factor


@dataclass(frozen=True, slots=True)
class Layer:
    """Layer i: ``z_{i+1} = g_i(z_i; W_i, b_i)``, an affine map and its activation.

    The fields name nodes of the graph. Without activation, `score` and `output` are one node.
    """

    number: int
    """i, counted from 1 as in the texts."""
    activation: str
    inputs: int
    outputs: int
    source: int
    """z_i."""
    weight: int
    """W_i, of shape (outputs of the affine map, inputs)."""
    bias: int
    """b_i."""
    score: int
    """``s_i = W_i z_i + b_i``, before the activation."""
    output: int
    """z_{i+1}, after it."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A graph with the names of its parts."""

    graph: Graph
    layers: tuple[Layer, ...]
    x: int
    y: int
    scores: int
    """The node whose largest entry names the class: what goes into the softmax, if there is one."""
    prediction: int
    """z_{L+1}."""
    loss: int
    classes: int
    """The number of classes; 0 for regression."""

    @property
    def widths(self) -> tuple[int, ...]:
        """n_1, ..., n_{L+1}."""
        return (self.layers[0].inputs, *(layer.outputs for layer in self.layers))


def build_network(config: RunConfig, inputs: int, outputs: int, classes: int) -> Network:
    """Build the graph of a configuration for data with `inputs` features and `outputs` answers.

    No hidden layer gives linear regression (identity output) or softmax regression; more give a
    multilayer perceptron. A softmax with cross-entropy trains through the fused loss on the
    scores; the softmax itself stays in the graph as the prediction.
    """
    graph = GraphBuilder()
    x = graph.input("z_1", (inputs,))
    y = graph.target("y", (outputs,))
    plan = [(layer.width, layer.activation) for layer in config.hidden]
    reference = config.output == "modified softmax"
    plan.append((outputs - 1 if reference else outputs, config.output))
    layers: list[Layer] = []
    source, width = x, inputs
    for number, (units, activation) in enumerate(plan, 1):
        weight = graph.parameter(f"W_{number}", (units, width))
        bias = graph.parameter(f"b_{number}", (units,))
        plain = activation == "identity"
        name = f"z_{number + 1}" if plain else f"s_{number}"
        score = graph.apply(Affine(), source, weight, bias, name=name)
        output = score
        if not plain:
            output = graph.apply(_activation(activation), score, name=f"z_{number + 1}")
        wide = outputs if number == len(plan) else units
        layers.append(Layer(number, activation, width, wide, source, weight, bias, score, output))
        source, width = output, units
    last = layers[-1]
    fused = config.loss == "cross-entropy"
    loss = graph.apply(
        _loss(config.loss, reference), last.score if fused else last.output, y, name="loss"
    )
    scores = last.score if config.output in ("softmax", "modified softmax") else last.output
    return Network(graph.build(), tuple(layers), x, y, scores, last.output, loss, classes)


def _activation(name: str) -> Operation:
    if name == "softmax":
        return Softmax()
    if name == "modified softmax":
        return ModifiedSoftmax()
    return ACTIVATIONS[name]


_FACTORS: dict[str, Factor] = {
    "squared error": "1",
    "half squared error": "1/2",
    "mean squared error": "mean",
}


def _loss(name: str, reference: bool) -> SquaredError | SoftmaxCrossEntropy | CrossEntropy:
    if name == "cross-entropy":
        return SoftmaxCrossEntropy(reference)
    return SquaredError(_FACTORS[name])
