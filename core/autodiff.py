"""Forward and reverse mode over the Jacobians of a graph, as the texts write them down.

Training uses the fused backward pass of `core.program`. This is the other way to the same numbers,
through the linear maps A and B that are shown: one sample, float64, nothing fused. The two must
agree to rounding, which the tests check for every operation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from core.arrays import Array
from core.graph import Graph
from core.linear_map import LinearMap

Values = Mapping[int, Array]
"""The value of each computed node for one sample, in the node's shape."""


def jacobians(graph: Graph, index: int, values: Values) -> list[tuple[int, LinearMap]]:
    """Return a node's parents, each with the Jacobian by it: its A's and B's."""
    node = graph[index]
    if node.operation is None:
        return []
    inputs = [values[parent] for parent in node.parents]
    reach = graph.descendants(*(n.index for n in (*graph.parameters, *graph.inputs)))
    return [
        (parent, node.operation.jacobian(k, inputs, values[index]))
        for k, parent in enumerate(node.parents)
        if parent in reach
    ]


def vjp(graph: Graph, values: Values, target: int, p: Array | None = None) -> dict[int, Array]:
    """Reverse mode: return the adjoint of every node that `target` depends on, as a flat vector.

    ``p_i += A_i^T p_{i+1}``, from the target back (seed 001; the sum is seed 003's: every use of a
    value adds its contribution). `p` is the target's own adjoint, 1 for a scalar if it is left out.
    """
    adjoints = {target: np.ones(1) if p is None else np.asarray(p, np.float64).ravel()}
    for node in reversed(graph.nodes[: target + 1]):
        if node.index in adjoints:
            for parent, jacobian in jacobians(graph, node.index, values):
                contribution = jacobian.apply_transposed(adjoints[node.index])
                adjoints[parent] = adjoints.get(parent, 0.0) + contribution
    return adjoints


def jvp(graph: Graph, values: Values, tangents: Mapping[int, Array]) -> dict[int, Array]:
    """Forward mode: return how every node moves when inputs and parameters move by `tangents`.

    ``t_{i+1} = A_i t_i + B_i dw_i`` (seed 001). Nodes that do not move are left out.
    """
    moved = {index: np.asarray(t, np.float64).ravel() for index, t in tangents.items()}
    for node in graph:
        for parent, jacobian in jacobians(graph, node.index, values):
            if parent in moved:
                moved[node.index] = moved.get(node.index, 0.0) + jacobian.apply(moved[parent])
    return moved


def product_cost(n: int, m: int, columns: int) -> int:
    """Count the operations of an n x m by m x columns product: ``n l (2m - 1)`` (seed 001)."""
    return n * columns * (2 * m - 1)


def forward_mode_counts(widths: Sequence[int]) -> tuple[int, ...]:
    """Count forward mode's operations for the gradient by the input, layer by layer, then the loss.

    `widths` are n_1 = d, ..., n_{L+1} = K. ``F_1 = A_1`` costs nothing; ``F_i = A_i F_{i-1}`` is
    an n_{i+1} x n_i by n_i x d product; the loss is a 1 x K by K x d product. With all hidden
    widths m this adds up to ``(L-2) m (2m-1) d + K (2m-1) d + (2K-1) d``.
    """
    d = widths[0]
    layers = [0] + [product_cost(m, n, d) for n, m in pairwise(widths[1:])]
    return (*layers, product_cost(1, widths[-1], d))


def reverse_mode_counts(widths: Sequence[int]) -> tuple[int, ...]:
    """Count reverse mode's operations for the gradient by the input, layer by layer.

    ``p_i = A_i^T p_{i+1}`` is an n_i x n_{i+1} by n_{i+1} x 1 product. With all hidden widths m
    this adds up to ``(2K-1) m + (L-2) (2m-1) m + (2m-1) d``.
    """
    return tuple(product_cost(n, m, 1) for n, m in pairwise(widths))
