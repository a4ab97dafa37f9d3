"""The record of one forward and backward pass on one sample.

Everything that is shown about a sample is read from a `Trace`, and nothing else. It is made in
float64 from the current parameters, whatever the precision of training, so that the numbers on
screen survive a check by finite differences. Its arrays are read-only and belong to it alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.arrays import Array, frozen_copy
from core.graph import Node, Role
from core.linear_map import Dense, Identity, LinearMap, Product
from core.models import Layer, Network
from core.optimizers import Optimizer
from core.parameters import ParameterVector
from core.program import Program
from core.update import Update, preview


@dataclass(frozen=True, slots=True, eq=False)
class NodeTrace:
    """A node with its value and its adjoint."""

    node: Node
    z: Array
    """The value, in the node's shape."""
    p: Array | None
    """The gradient of the loss by the value; for a parameter this is q. None if there is none:
    a target, or a prediction that a fused loss passes by."""
    after: Array | None = None
    """A parameter's value after the update, if an optimizer was given."""


@dataclass(frozen=True, slots=True, eq=False)
class LayerTrace:
    """Layer i of a network in the notation of seed 001."""

    layer: Layer
    z: Array
    """z_i (n,)."""
    W: Array
    """W_i (m, n)."""
    b: Array
    """b_i (m,)."""
    s: Array
    """W_i z_i + b_i (m,), before the activation."""
    output: Array
    """z_{i+1}, after it."""
    p: Array
    """p_i (n,), the adjoint of z_i."""
    p_s: Array
    """The adjoint of s (m,): what q is made of. Where softmax meets cross-entropy it is
    gamma - y."""
    p_output: Array | None
    """p_{i+1}; None for a softmax under a fused cross-entropy, where p_s comes straight from the
    loss."""
    q_W: Array  # noqa: N815 - the letters of the texts
    """The part of q_i that belongs to W, in W's shape: p_s z^T."""
    q_b: Array
    """The part of q_i that belongs to b."""
    W_after: Array | None
    b_after: Array | None
    activation: LinearMap
    """The Jacobian of the activation: diagonal, or diag(gamma) - gamma gamma^T."""

    @property
    def A(self) -> LinearMap:
        """A_i, the Jacobian of the whole layer by z_i."""
        return Product((self.activation, Dense(self.W, f"W_{self.layer.number}")))


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """One sample's way forward and its loss's way back."""

    network: Network
    epoch: int
    step: int
    nodes: tuple[NodeTrace, ...]
    layers: tuple[LayerTrace, ...]
    update: Update | None = None
    """The step that `after` comes from, if an optimizer was given."""

    def __getitem__(self, index: int) -> NodeTrace:
        """Return the record of a node."""
        return self.nodes[index]

    @property
    def x(self) -> Array:
        """The sample, z_1."""
        return self.nodes[self.network.x].z

    @property
    def y(self) -> Array:
        """Its target."""
        return self.nodes[self.network.y].z

    @property
    def prediction(self) -> Array:
        """z_{L+1}."""
        return self.nodes[self.network.prediction].z

    @property
    def loss(self) -> float:
        """The loss of this sample."""
        return float(self.nodes[self.network.loss].z)

    def jacobian(self, index: int, k: int) -> LinearMap:
        """Return the Jacobian of a node by its parent number `k`: an A or a B."""
        node = self.nodes[index].node
        if node.operation is None:
            raise ValueError(f"{node.name} is not computed from anything")
        inputs = [self.nodes[parent].z for parent in node.parents]
        return node.operation.jacobian(k, inputs, self.nodes[index].z)


def take_trace(
    network: Network,
    parameters: ParameterVector,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    epoch: int = 0,
    step: int = 0,
    optimizer: Optimizer | None = None,
) -> Trace:
    """Run one sample `x` (d,) with target `y` (k,) forward and backward, in float64.

    With an optimizer, the trace has what its next step would make of the parameters if this
    sample were the minibatch.
    """
    graph = network.graph
    theta = parameters.copy(np.float64)
    gradient = theta.like()
    program = Program(
        graph, network.loss, theta, 1, gradient, wrt_inputs=True, also=(network.prediction,)
    )
    program.values[network.x][0] = x
    program.values[network.y][0] = y
    program.forward()
    program.backward()
    update = None if optimizer is None else preview(optimizer, theta, gradient)
    after = {} if update is None else dict(update.after.items())
    # The program and its buffers end here, so its arrays can be kept instead of copied.
    nodes = tuple(_node_trace(program, node, after.get(node.name)) for node in graph)
    layers = tuple(_layer_trace(nodes, layer) for layer in network.layers)
    return Trace(network, epoch, step, nodes, layers, update)


def _node_trace(program: Program, node: Node, after: Array | None) -> NodeTrace:
    z = program.values[node.index]
    p = program.adjoints.get(node.index)
    if node.batched:
        z, p = z[0], None if p is None else p[0]
    for array in (z, p, after):
        if array is not None:
            array.setflags(write=False)
    return NodeTrace(node, frozen_copy(z) if node.role is Role.CONSTANT else z, p, after)


def _layer_trace(nodes: tuple[NodeTrace, ...], layer: Layer) -> LayerTrace:
    score, output = nodes[layer.score], nodes[layer.output]
    weight, bias = nodes[layer.weight], nodes[layer.bias]
    source = nodes[layer.source]
    if source.p is None or score.p is None or weight.p is None or bias.p is None:
        raise ValueError(f"layer {layer.number} has no gradient")
    if output is score or output.node.operation is None:
        activation: LinearMap = Identity(layer.outputs)
    else:
        activation = output.node.operation.jacobian(0, [score.z], output.z)
    return LayerTrace(
        layer,
        source.z,
        weight.z,
        bias.z,
        score.z,
        output.z,
        source.p,
        score.p,
        output.p,
        weight.p,
        bias.p,
        weight.after,
        bias.after,
        activation,
    )
