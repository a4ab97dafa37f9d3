"""The gradient check: it accepts what is right, and notices what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.arrays import Array
from core.gradcheck import Comparison, finite_differences, gradcheck
from core.graph import GraphBuilder
from core.ops import Add, Multiply, ReLU, Sum, Tanh
from core.ops.losses import Loss
from core.parameters import ParameterVector
from core.program import Program
from tests.core.graph_cases import random_graph
from tests.core.operation_cases import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("batch", [1, 4])
@pytest.mark.parametrize("as_parameters", [False, True], ids=["inputs", "parameters"])
def test_every_operation_passes(case: Case, batch: int, as_parameters: bool) -> None:
    rng = np.random.default_rng(7)
    builder = GraphBuilder()
    draws = case.values(rng, batch)
    values: dict[str, Array] = {}
    parents = []
    for k, shape in enumerate(case.shapes):
        name = f"v{k}"
        values[name] = draws[k]
        if k >= case.variables:
            parents.append(builder.target(name, shape))
        elif k in case.shared:
            parents.append(builder.parameter(name, shape))
        elif as_parameters and k == case.variables - 1:
            parents.append(builder.parameter(name, shape))  # one for the whole batch
            values[name] = draws[k][0]
        else:
            parents.append(builder.input(name, shape))
    out = builder.apply(case.operation, *parents)
    # Different weights for different entries, so that no error can cancel in the sum.
    weights = builder.constant("weights", rng.uniform(0.5, 1.5, case.output_shape))
    target = builder.apply(Sum(), builder.apply(Multiply(), out, weights))
    comparisons = gradcheck(builder.build(), target, values, batch)
    assert len(comparisons) == case.variables
    for comparison in comparisons:
        assert comparison.relative_error <= 1e-7, comparison.name


@given(seed=st.integers(0, 2**32 - 1), size=st.integers(1, 9), batch=st.integers(1, 3))
def test_any_graph_passes(seed: int, size: int, batch: int) -> None:
    graph, target, values = random_graph(np.random.default_rng(seed), size, batch)
    for comparison in gradcheck(graph, target, values, batch):
        assert comparison.relative_error <= 1e-7, comparison.name


class WrongSign(Tanh):
    name = "wrong sign"

    def derivative(self, z: Array, s: Array, out: Array) -> None:
        super().derivative(z, s, out)
        np.negative(out, out=out)


class ForgetsOneEntry(Add):
    name = "forgets one entry"

    def backward(
        self,
        p: Array,
        inputs: Sequence[Array],
        output: Array,
        into: Sequence[Array | None],
        work: tuple[Array, ...],
    ) -> None:
        super().backward(p, inputs, output, into, work)
        for target in into:
            if target is not None:
                target[..., -1] = 0.0


class OnePartInAMillion(Tanh):
    name = "one part in a million"

    def derivative(self, z: Array, s: Array, out: Array) -> None:
        super().derivative(z, s, out)
        out *= 1.0 + 1e-6


@pytest.mark.parametrize("operation", [WrongSign(), OnePartInAMillion()])
def test_wrong_derivative_is_noticed(operation: Tanh) -> None:
    builder = GraphBuilder()
    x = builder.input("x", (3,))
    total = builder.apply(Sum(), builder.apply(operation, x))
    (comparison,) = gradcheck(builder.build(), total, {"x": [[0.1, 0.5, -0.7]]})
    assert comparison.relative_error > 5e-7


def test_missing_contribution_is_noticed() -> None:
    builder = GraphBuilder()
    x, w = builder.input("x", (3,)), builder.parameter("w", (3,))
    total = builder.apply(Sum(), builder.apply(ForgetsOneEntry(), x, w))
    for comparison in gradcheck(builder.build(), total, {"x": np.ones((1, 3)), "w": np.ones(3)}):
        assert comparison.relative_error > 0.1


def test_differences_of_a_cubic_are_exact_to_rounding() -> None:
    builder = GraphBuilder()
    w = builder.parameter("w")
    cube = builder.apply(Multiply(), w, builder.apply(Multiply(), w, w))
    graph = builder.build()
    parameters = ParameterVector(graph, np.float64)
    parameters.flat[:] = 1.25
    program = Program(graph, cube, parameters, 1)
    slope = finite_differences(program, program.values[w])
    assert slope == pytest.approx(3 * 1.25**2, rel=1e-12)
    assert parameters.flat.tolist() == [1.25]  # put back as it was
    assert program.values[cube] == 1.25**3


def test_relative_error_is_by_the_larger_of_the_two() -> None:
    comparison = Comparison("w", np.array([3.0, 0.0]), np.array([3.0, 4.0]))
    assert comparison.relative_error == pytest.approx(4.0 / 5.0)


def test_two_gradients_of_zero_agree() -> None:
    assert Comparison("w", np.zeros(3), np.zeros(3)).relative_error == 0.0


def test_gradient_of_zero_is_not_failed_for_the_rounding_of_the_differences() -> None:
    builder = GraphBuilder()
    x, w = builder.input("x", (50,)), builder.parameter("w", (50,))
    dead = builder.apply(ReLU(), builder.apply(Multiply(), x, w))
    constant = builder.constant("c", np.full(50, 0.3))
    total = builder.apply(Sum(), builder.apply(Tanh(), builder.apply(Add(), dead, constant)))
    values = {"x": np.full((1, 50), -1.0), "w": np.full(50, 1.0)}
    for comparison in gradcheck(builder.build(), total, values):
        assert not comparison.exact.any()
        assert comparison.relative_error <= 1e-7


def test_noise_excuses_no_more_than_itself() -> None:
    comparison = Comparison("w", np.array([1e-6]), np.array([1.1e-6]), noise=1e-12)
    assert comparison.relative_error == pytest.approx(0.1 / 1.1, rel=1e-4)


def test_losses_are_checked_by_their_prediction_alone() -> None:
    for case in CASES:
        if isinstance(case.operation, Loss):
            assert case.variables == 1
