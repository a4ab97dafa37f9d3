"""Forward and backward over whole graphs: reuse, batches, and what gets no gradient."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pytest

from core.graph import Graph, GraphBuilder, Role
from core.ops import Add, Affine, Exp, Multiply, Power, Sqrt, SquaredError, Sum, Tanh
from core.parameters import ParameterVector
from core.program import Program


def run(
    graph: Graph, target: int, values: Mapping[str, npt.ArrayLike], batch: int = 1
) -> tuple[Program, ParameterVector]:
    """Run forward and backward in float64; return the program and the gradient."""
    parameters = ParameterVector(graph, np.float64)
    parameters.assign({node.name: values[node.name] for node in graph.parameters})
    gradient = parameters.like()
    program = Program(graph, target, parameters, batch, gradient, wrt_inputs=True)
    for node in graph:
        if node.role in (Role.INPUT, Role.TARGET):
            program.values[node.index][...] = values[node.name]
    program.forward()
    program.backward()
    return program, gradient


# The examples of seed 003.


def test_length_of_a_vector_through_its_squares() -> None:
    builder = GraphBuilder()
    x, y = builder.input("x"), builder.input("y")
    u = builder.apply(Power(2.0), x, name="u")
    w = builder.apply(Power(2.0), y, name="w")
    r = builder.apply(Add(), u, w, name="r")
    length = builder.apply(Sqrt(), r, name="l")
    program, _ = run(builder.build(), length, {"x": 3.0, "y": -4.0})
    assert program.value("l") == 5.0
    assert program.adjoint("r") == pytest.approx(0.1)  # 1 / (2 l)
    assert program.adjoint("x") == pytest.approx(0.6)  # x / l
    assert program.adjoint("y") == pytest.approx(-0.8)  # y / l


def test_value_that_is_used_twice_gets_both_contributions() -> None:
    builder = GraphBuilder()
    x = builder.input("x")
    y = builder.apply(Exp(), x, name="y")  # y = f(x)
    z = builder.apply(Multiply(), y, x, name="z")  # z = g(y, x)
    u = builder.apply(Power(3.0), z, name="u")  # u = h(z)
    program, _ = run(builder.build(), u, {"x": 0.5})
    e = math.exp(0.5)
    assert program.value("u") == pytest.approx((0.5 * e) ** 3)
    assert program.adjoint("z") == pytest.approx(3 * (0.5 * e) ** 2)
    assert program.adjoint("y") == pytest.approx(3 * (0.5 * e) ** 2 * 0.5)
    assert program.adjoint("x") == pytest.approx(3 * (0.5 * e) ** 2 * (e + 0.5 * e))


def test_value_times_itself_is_a_square() -> None:
    builder = GraphBuilder()
    x = builder.input("x")
    square = builder.apply(Multiply(), x, x)
    program, _ = run(builder.build(), square, {"x": 3.0})
    assert program.adjoint("x") == 6.0


def test_backward_again_gives_the_same_and_adds_nothing() -> None:
    builder = GraphBuilder()
    x, w = builder.input("x"), builder.parameter("w")
    y = builder.apply(Multiply(), w, x)
    z = builder.apply(Multiply(), y, w)  # w^2 x
    program, gradient = run(builder.build(), z, {"x": [2.0, 4.0], "w": 3.0}, batch=2)
    first = gradient.flat.copy()
    program.backward()
    program.forward()
    program.backward()
    assert first.tolist() == [18.0]  # the mean of 2 w x
    assert gradient.flat.tolist() == first.tolist()


# Batches.


def test_gradient_is_the_mean_over_the_minibatch() -> None:
    builder = GraphBuilder()
    x, y = builder.input("x"), builder.target("y")
    w = builder.parameter("w")
    loss = builder.apply(SquaredError(), builder.apply(Multiply(), w, x), y)
    graph = builder.build()
    xs, ys = np.array([1.0, 2.0, -3.0]), np.array([0.5, -1.0, 2.0])
    program, together = run(graph, loss, {"x": xs, "y": ys, "w": 0.7}, batch=3)
    each = [run(graph, loss, {"x": xs[k], "y": ys[k], "w": 0.7})[1].flat[0] for k in range(len(xs))]
    assert together["w"] == pytest.approx(np.mean(each))
    assert together["w"] == pytest.approx(np.mean(2 * (0.7 * xs - ys) * xs))
    # and the adjoint of a sample's own input is its share of that mean
    np.testing.assert_allclose(program.adjoint("x"), 2 * (0.7 * xs - ys) * 0.7 / 3)


@pytest.mark.parametrize("batch", [1, 2, 5])
def test_vector_parameter_sums_over_the_batch(batch: int) -> None:
    builder = GraphBuilder()
    x, w = builder.input("x", (3,)), builder.parameter("w", (3,))
    total = builder.apply(Sum(), builder.apply(Multiply(), x, w))
    xs = np.random.default_rng(0).normal(size=(batch, 3))
    _, gradient = run(builder.build(), total, {"x": xs, "w": np.ones(3)}, batch=batch)
    np.testing.assert_allclose(gradient["w"], xs.mean(axis=0))


def test_batch_as_large_as_the_features_is_not_mixed_up_with_them() -> None:
    builder = GraphBuilder()
    x, w = builder.input("x", (3,)), builder.parameter("w", (3,))
    product = builder.apply(Multiply(), x, w, name="product")
    total = builder.apply(Sum(), product)
    xs = np.arange(9.0).reshape(3, 3)
    program, gradient = run(builder.build(), total, {"x": xs, "w": [1.0, 10.0, 100.0]}, batch=3)
    assert program.value("product")[1].tolist() == [3.0, 40.0, 500.0]
    np.testing.assert_allclose(gradient["w"], [3.0, 4.0, 5.0])


def test_weight_that_two_layers_share_gets_both_gradients() -> None:
    builder = GraphBuilder()
    x = builder.input("x", (2,))
    w, b = builder.parameter("W", (2, 2)), builder.parameter("b", (2,))
    first = builder.apply(Affine(), x, w, b)
    total = builder.apply(Sum(), builder.apply(Affine(), first, w, b))
    xs = np.array([[1.0, 2.0], [3.0, -1.0]])
    W, bias = np.array([[0.5, -1.0], [2.0, 0.25]]), np.array([0.1, 0.2])
    _, gradient = run(builder.build(), total, {"x": xs, "W": W, "b": bias}, batch=2)
    ones = np.ones(2)
    each = [np.outer(ones, W @ z + bias) + np.outer(W.T @ ones, z) for z in xs]
    np.testing.assert_allclose(gradient["W"], np.mean(each, axis=0))
    np.testing.assert_allclose(gradient["b"], ones + W.T @ ones)


def test_penalty_on_parameters_alone_does_not_depend_on_the_batch() -> None:
    builder = GraphBuilder()
    w = builder.parameter("w", (2,))
    penalty = builder.apply(Sum(), builder.apply(Power(2.0), w))
    program, gradient = run(builder.build(), penalty, {"w": [3.0, -1.0]}, batch=4)
    assert program.values[penalty] == 10.0
    assert gradient["w"].tolist() == [6.0, -2.0]


def test_affine_of_a_parameter_needs_no_batch() -> None:
    builder = GraphBuilder()
    z = builder.parameter("z", (2,))
    w, b = builder.parameter("W", (3, 2)), builder.parameter("b", (3,))
    total = builder.apply(Sum(), builder.apply(Affine(), z, w, b))
    W = np.arange(6.0).reshape(3, 2)
    _, gradient = run(builder.build(), total, {"z": [1.0, 2.0], "W": W, "b": np.ones(3)}, batch=4)
    assert gradient["z"].tolist() == [6.0, 9.0]
    assert gradient["W"].tolist() == [[1.0, 2.0]] * 3
    assert gradient["b"].tolist() == [1.0] * 3


# What is computed, and what is not.


def test_constants_and_targets_get_no_gradient() -> None:
    builder = GraphBuilder()
    x, y = builder.input("x"), builder.target("y")
    c = builder.constant("c", 2.0)
    loss = builder.apply(SquaredError(), builder.apply(Multiply(), x, c), y)
    program, _ = run(builder.build(), loss, {"x": 3.0, "y": 1.0})
    assert program.value("c") == 2.0
    assert c not in program.adjoints
    assert y not in program.adjoints
    assert program.adjoint("x") == 20.0


def test_inputs_get_an_adjoint_only_if_it_is_wanted() -> None:
    builder = GraphBuilder()
    x, w = builder.input("x"), builder.parameter("w")
    y = builder.apply(Multiply(), x, w)
    parameters = ParameterVector(builder.build())
    program = Program(builder.build(), y, parameters, 2, parameters.like())
    assert x not in program.adjoints
    assert w in program.adjoints


def test_only_what_the_target_needs_is_computed() -> None:
    builder = GraphBuilder()
    x = builder.input("x")
    wanted = builder.apply(Tanh(), x, name="wanted")
    builder.apply(Exp(), x, name="unwanted")
    beside = builder.apply(Exp(), wanted, name="beside")
    graph = builder.build()
    assert "unwanted" not in {
        graph[index].name for index in Program(graph, wanted, ParameterVector(graph), 1).values
    }
    program = Program(graph, wanted, ParameterVector(graph, np.float64), 1, also=(beside,))
    program.value("x")[...] = 0.3
    program.forward()
    assert program.value("beside") == pytest.approx(math.exp(math.tanh(0.3)))


def test_parameter_that_the_target_does_not_use_has_gradient_zero() -> None:
    builder = GraphBuilder()
    x, w = builder.input("x"), builder.parameter("w")
    builder.parameter("idle", (2,))
    y = builder.apply(Multiply(), x, w)
    _, gradient = run(builder.build(), y, {"x": 5.0, "w": 1.0, "idle": [1.0, 1.0]})
    assert gradient["w"] == 5.0
    assert gradient["idle"].tolist() == [0.0, 0.0]


def test_program_sees_parameters_that_change_in_place() -> None:
    builder = GraphBuilder()
    x, w = builder.input("x"), builder.parameter("w")
    y = builder.apply(Multiply(), x, w)
    parameters = ParameterVector(builder.build())
    program = Program(builder.build(), y, parameters, 1)
    program.value("x")[...] = 2.0
    assert program.forward() == 0.0
    parameters.flat[:] = 3.0
    assert program.forward() == 6.0


# The flat vector of parameters.


def test_parameters_are_views_of_one_flat_vector_in_the_graphs_order() -> None:
    builder = GraphBuilder()
    builder.parameter("W", (2, 3))
    builder.parameter("b", (2,))
    parameters = ParameterVector(builder.build())
    parameters.flat[:] = np.arange(8)
    assert list(parameters) == ["W", "b"]
    assert parameters["W"].tolist() == [[0, 1, 2], [3, 4, 5]]
    parameters["b"][0] = 60
    assert parameters.flat[6] == 60
    twin = parameters.copy(np.float64)
    twin.flat[:] = 0
    assert twin.flat.dtype == np.float64
    assert parameters.flat[6] == 60


@pytest.mark.parametrize(
    "arrays", [{"w": [1.0, 2.0, 3.0]}, {"v": [1.0, 2.0]}, {}, {"w": [1.0, 2.0], "v": 1.0}]
)
def test_parameters_that_do_not_fit_are_refused(arrays: dict[str, list[float]]) -> None:
    builder = GraphBuilder()
    builder.parameter("w", (2,))
    with pytest.raises(ValueError, match="expected"):
        ParameterVector(builder.build()).assign(arrays)
