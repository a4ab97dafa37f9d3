"""How parameters start. Zeros are among them, to show why not."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np

from core.arrays import Array, Shape
from core.graph import Graph
from core.parameters import ParameterVector

Initializer = Callable[[np.random.Generator, Shape, float], Array]
"""From a generator, the shape (fan_out, fan_in) and sigma to the weights."""


def _uniform(rng: np.random.Generator, shape: Shape, sigma: float) -> Array:
    bound = 1.0 / sqrt(shape[1])
    return rng.uniform(-bound, bound, shape)


def _xavier(rng: np.random.Generator, shape: Shape, sigma: float) -> Array:
    bound = sqrt(6.0 / (shape[0] + shape[1]))
    return rng.uniform(-bound, bound, shape)


def _he(rng: np.random.Generator, shape: Shape, sigma: float) -> Array:
    return rng.normal(0.0, sqrt(2.0 / shape[1]), shape)


def _normal(rng: np.random.Generator, shape: Shape, sigma: float) -> Array:
    return rng.normal(0.0, sigma, shape)


def _zeros(rng: np.random.Generator, shape: Shape, sigma: float) -> Array:
    return np.zeros(shape)


INITIALIZERS: dict[str, Initializer] = {
    "uniform": _uniform,
    "xavier": _xavier,
    "he": _he,
    "normal": _normal,
    "zeros": _zeros,
}


def initialize(
    graph: Graph, parameters: ParameterVector, name: str, rng: np.random.Generator, sigma: float
) -> None:
    """Draw every parameter of a network in place, in the graph's order.

    "uniform" is PyTorch's default for a linear layer: weights and biases from
    U(-1/sqrt(fan_in), 1/sqrt(fan_in)). The others draw the weights (Xavier and Glorot 2010: U with
    bound sqrt(6 / (fan_in + fan_out)); He 2015: N with variance 2 / fan_in; normal: N with standard
    deviation `sigma`) and leave the biases at zero.
    """
    draw = INITIALIZERS[name]
    fan_in = 1
    for node in graph.parameters:
        if len(node.shape) == 2:
            fan_in = node.shape[1]
            parameters[node.name][...] = draw(rng, node.shape, sigma)
        elif name == "uniform":
            parameters[node.name][...] = draw(rng, (*node.shape, fan_in), sigma)[:, 0]
        else:
            parameters[node.name][...] = 0.0
