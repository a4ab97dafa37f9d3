"""Forward and reverse mode over the linear maps, against the fused pass and against each other."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.arrays import Array
from core.autodiff import (
    forward_mode_counts,
    jacobians,
    jvp,
    product_cost,
    reverse_mode_counts,
    vjp,
)
from core.graph import Graph, GraphBuilder
from core.ops import Exp, Multiply, Power, SquaredError
from core.parameters import ParameterVector
from core.program import Program
from tests.core.graph_cases import Problem, random_graph
from tests.core.operation_cases import slope

seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(1, 9)


def bound(problem: Problem) -> tuple[Program, ParameterVector, ParameterVector]:
    """Return a program for one sample with its values in place, its parameters, its gradient."""
    graph, target, values = problem
    parameters = ParameterVector(graph, np.float64)
    parameters.assign({node.name: values[node.name] for node in graph.parameters})
    gradient = parameters.like()
    program = Program(graph, target, parameters, 1, gradient, wrt_inputs=True)
    for node in graph.inputs:
        if node.index in program.values:
            program.values[node.index][...] = values[node.name]
    program.forward()
    return program, parameters, gradient


def one_sample(graph: Graph, program: Program) -> dict[int, Array]:
    return {i: v[0] if graph[i].batched else v for i, v in program.values.items()}


def subgraph(problem: Problem, program: Program) -> dict[int, Array]:
    """Return the values by node, with zeros for nodes that the target does not need."""
    graph = problem[0]
    values = one_sample(graph, program)
    return {node.index: values.get(node.index, np.zeros(node.shape)) for node in graph}


@given(seed=seeds, size=sizes)
def test_reverse_mode_is_the_fused_backward_pass(seed: int, size: int) -> None:
    problem = random_graph(np.random.default_rng(seed), size, batch=1)
    graph, target, _ = problem
    program, _, _ = bound(problem)
    program.backward()
    adjoints = vjp(graph, subgraph(problem, program), target)
    for index, fused in program.adjoints.items():
        np.testing.assert_allclose(adjoints[index], fused.ravel(), rtol=1e-12, atol=1e-13)


@given(seed=seeds, size=sizes)
def test_forward_mode_is_the_directional_difference(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    problem = random_graph(rng, size, batch=1)
    graph, target, _ = problem
    program, parameters, _ = bound(problem)
    moving = [node for node in (*graph.inputs, *graph.parameters) if node.index in program.values]
    start = {node.index: program.values[node.index].copy() for node in moving}
    tangents: dict[int, Array] = {node.index: rng.normal(size=node.shape) for node in moving}

    def moved(t: float) -> Array:
        for index, value in start.items():
            program.values[index][...] = value + t * tangents[index]
        return program.forward().ravel().copy()

    numeric = slope(moved)
    moved(0.0)
    exact = jvp(graph, subgraph(problem, program), tangents)[target]
    np.testing.assert_allclose(exact, numeric, rtol=1e-7, atol=1e-8)
    assert parameters.flat.dtype == np.float64


@given(seed=seeds, size=sizes)
def test_both_modes_give_the_same_directional_derivative(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    problem = random_graph(rng, size, batch=1)
    graph, target, _ = problem
    program, _, _ = bound(problem)
    values = subgraph(problem, program)
    tangents: dict[int, Array] = {
        node.index: rng.normal(size=node.shape) for node in (*graph.inputs, *graph.parameters)
    }
    adjoints = vjp(graph, values, target)
    backward = sum(float(adjoints[i] @ t.ravel()) for i, t in tangents.items() if i in adjoints)
    forward = float(jvp(graph, values, tangents)[target][0])
    assert forward == pytest.approx(backward, rel=1e-10, abs=1e-12)


def test_reverse_mode_starts_with_the_adjoint_that_is_given() -> None:
    builder = GraphBuilder()
    x = builder.input("x", (2,))
    y = builder.apply(Power(2.0), x)
    values = {x: np.array([3.0, 5.0]), y: np.array([9.0, 25.0])}
    adjoints = vjp(builder.build(), values, y, np.array([1.0, -1.0]))
    assert adjoints[x].tolist() == [6.0, -10.0]


def test_seed_003_adds_up_both_uses_of_x_in_forward_and_in_reverse_mode() -> None:
    builder = GraphBuilder()
    x = builder.input("x")
    y = builder.apply(Exp(), x)
    z = builder.apply(Multiply(), y, x)
    e = np.exp(0.5)
    values = {x: np.array(0.5), y: np.array(e), z: np.array(0.5 * e)}
    expected = pytest.approx([1.5 * e])
    assert vjp(builder.build(), values, z)[x].tolist() == expected
    assert jvp(builder.build(), values, {x: np.ones(())})[z].tolist() == expected


def test_only_what_moves_appears_in_forward_mode() -> None:
    builder = GraphBuilder()
    x, w = builder.input("x"), builder.parameter("w")
    y = builder.apply(Exp(), x)
    z = builder.apply(Multiply(), y, w)
    values = {x: np.array(0.0), w: np.array(2.0), y: np.array(1.0), z: np.array(2.0)}
    assert set(jvp(builder.build(), values, {w: np.array(1.0)})) == {w, z}


def test_targets_and_constants_have_no_jacobian() -> None:
    builder = GraphBuilder()
    x, y = builder.input("x", (2,)), builder.target("y", (2,))
    c = builder.constant("c", [1.0, 2.0])
    product = builder.apply(Multiply(), c, x)
    loss = builder.apply(SquaredError(), product, y)
    graph = builder.build()
    values = {node.index: np.ones(node.shape) for node in graph}
    assert [parent for parent, _ in jacobians(graph, product, values)] == [x]
    assert [parent for parent, _ in jacobians(graph, loss, values)] == [product]
    assert jacobians(graph, x, values) == []


# Operation counts.


def test_product_costs_what_the_schoolbook_says() -> None:
    multiplications = additions = 0
    n, m, columns = 3, 4, 5
    for _entry in range(n * columns):
        multiplications += m
        additions += m - 1
    assert product_cost(n, m, columns) == multiplications + additions


@pytest.mark.parametrize("d", [1, 5, 784])
@pytest.mark.parametrize("m", [1, 4, 32])
@pytest.mark.parametrize("K", [1, 3, 10])
@pytest.mark.parametrize("L", [2, 3, 7])
def test_counts_of_equal_widths_are_the_closed_formulas_of_seed_001(
    d: int, m: int, K: int, L: int
) -> None:
    widths = [d, *[m] * (L - 1), K]
    forward = (L - 2) * m * (2 * m - 1) * d + K * (2 * m - 1) * d + (2 * K - 1) * d
    reverse = (2 * K - 1) * m + (L - 2) * (2 * m - 1) * m + (2 * m - 1) * d
    assert sum(forward_mode_counts(widths)) == forward
    assert sum(reverse_mode_counts(widths)) == reverse


@given(widths=st.lists(st.integers(1, 6), min_size=2, max_size=6), seed=seeds)
def test_counts_are_those_of_the_products_and_both_orders_give_one_gradient(
    widths: list[int], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    layers = [rng.normal(size=(m, n)) for n, m in pairwise(widths)]
    p = rng.normal(size=(1, widths[-1]))
    counted: list[int] = []

    def times(a: Array, b: Array) -> Array:
        counted.append(a.shape[0] * b.shape[1] * (2 * a.shape[1] - 1))
        return np.asarray(a @ b)

    forward = layers[0]
    for layer in layers[1:]:
        forward = times(layer, forward)
    by_forward = times(p, forward)
    assert sum(forward_mode_counts(widths)) == sum(counted)
    counted.clear()
    by_reverse = p.T
    for layer in reversed(layers):
        by_reverse = times(layer.T, by_reverse)
    assert sum(reverse_mode_counts(widths)) == sum(counted)
    np.testing.assert_allclose(by_forward, by_reverse.T, rtol=1e-9, atol=1e-10)
