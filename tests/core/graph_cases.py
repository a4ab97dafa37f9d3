"""Graphs to differentiate: random ones in which values are used many times, and losses."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.graph import Graph, GraphBuilder
from core.ops import (
    Add,
    Affine,
    Multiply,
    Negate,
    Operation,
    Sigmoid,
    Softmax,
    Subtract,
    Sum,
    Tanh,
)

Problem = tuple[Graph, int, dict[str, Array]]
"""A graph, its scalar target, and a value for each input and parameter."""

WIDTH = 3


def random_graph(rng: np.random.Generator, size: int, batch: int) -> Problem:
    """Return a DAG of `size` operations whose parents are drawn from all nodes before them.

    Inputs, parameters and a constant meet in all ways, so some values carry the batch and some
    do not. The target adds up all values that nothing else uses.
    """
    builder = GraphBuilder()
    nodes = [
        builder.input("x", (WIDTH,)),
        builder.input("x'", (WIDTH,)),
        builder.parameter("w", (WIDTH,)),
        builder.parameter("w'", (WIDTH,)),
        builder.constant("c", rng.uniform(0.5, 1.0, WIDTH)),
    ]
    weight, bias = builder.parameter("W", (WIDTH, WIDTH)), builder.parameter("b", (WIDTH,))
    unary: list[Operation] = [Tanh(), Sigmoid(), Negate(), Softmax()]
    binary: list[Operation] = [Add(), Subtract(), Multiply()]
    loose = set(nodes)
    for _ in range(size):
        first, second = (int(node) for node in rng.choice(nodes, 2))
        kind = rng.integers(3)
        if kind == 0:
            parents: tuple[int, ...] = (first,)
            node = builder.apply(unary[rng.integers(len(unary))], first)
        elif kind == 1:
            parents = (first, second)
            node = builder.apply(binary[rng.integers(len(binary))], first, second)
        else:
            parents = (first,)
            affine = builder.apply(Affine(), first, weight, bias)
            node = builder.apply(Tanh(), affine)  # holds the numbers small
        loose -= set(parents)
        loose.add(node)
        nodes.append(node)
    total = sorted(loose)[0]
    for node in sorted(loose)[1:]:
        total = builder.apply(Add(), total, node)
    target = builder.apply(Sum(), total, name="target")
    graph = builder.build()
    values = {node.name: rng.uniform(-1, 1, node.shape) for node in graph.parameters}
    values |= {node.name: rng.uniform(-1, 1, (batch, *node.shape)) for node in graph.inputs}
    return graph, target, values
