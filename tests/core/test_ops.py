"""Every operation against its definition, its own Jacobian and finite differences."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy

from core.arrays import Array, Shape
from core.graph import GraphBuilder
from core.ops import (
    ACTIVATIONS,
    Add,
    Affine,
    CrossEntropy,
    Divide,
    Exp,
    IdentityFunction,
    LeakyReLU,
    Log,
    ModifiedSoftmax,
    Multiply,
    Negate,
    Operation,
    Power,
    ReLU,
    Sigmoid,
    Softmax,
    SoftmaxCrossEntropy,
    Sqrt,
    SquaredError,
    Subtract,
    Sum,
    Tanh,
)
from core.ops.elementwise import Elementwise
from core.ops.losses import Factor
from tests.core.operation_cases import CASES, Case, all_operations, run_forward, slope

every_case = pytest.mark.parametrize("case", CASES, ids=str)
any_precision = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def value(operation: Operation, *inputs: object, dtype: type = np.float64) -> Array:
    """Return the value of an operation for one sample."""
    values: list[Array] = [np.asarray(entries, dtype) for entries in inputs]
    shapes = tuple(array.shape for array in values)
    return run_forward(operation, values, (), shapes)[0]


def gradient(operation: Operation, *inputs: object, dtype: type = np.float64) -> Array:
    """Return the adjoint of the first parent of an operation for one sample, for p = 1."""
    values: list[Array] = [np.asarray(entries, dtype) for entries in inputs]
    shapes = tuple(array.shape for array in values)
    out, work = run_forward(operation, values, (), shapes)
    into: list[Array | None] = [np.empty_like(values[0]), *(None for _ in values[1:])]
    operation.backward(np.ones_like(out), values, out, into, work)
    assert into[0] is not None
    return into[0]


# Every operation.


def test_every_operation_has_a_case() -> None:
    assert {type(case.operation) for case in CASES} == all_operations()


@every_case
@pytest.mark.parametrize("batch", [1, 5])
def test_fused_backward_is_the_transposed_jacobian(case: Case, batch: int) -> None:
    rng = np.random.default_rng(0)
    values = case.values(rng, batch)
    out, work = run_forward(case.operation, values, (batch,), case.shapes)
    p = rng.normal(size=out.shape)
    into: list[Array | None] = [np.full(v.shape, np.nan) for v in values[: case.variables]]
    into += [None] * (len(values) - case.variables)
    case.operation.backward(p, values, out, into, work)
    for k in range(case.variables):
        each = np.stack(
            [
                case.operation.jacobian(k, case.sample(values, row), out[row])
                .apply_transposed(p[row].ravel())
                .reshape(case.shapes[k])
                for row in range(batch)
            ]
        )
        expected = each.sum(axis=0) if k in case.shared else each
        adjoint = into[k]
        assert adjoint is not None
        np.testing.assert_allclose(adjoint, expected, rtol=1e-12, atol=1e-14)


@every_case
def test_jacobian_is_the_limit_of_differences(case: Case) -> None:
    rng = np.random.default_rng(1)
    values = case.sample(case.values(rng, 1), 0)
    out, _ = run_forward(case.operation, values, (), case.shapes)
    for k in range(case.variables):
        matrix = case.operation.jacobian(k, values, out).dense()
        assert matrix.shape == (out.size, values[k].size)
        for column, unit in enumerate(np.eye(values[k].size)):

            def moved(t: float, k: int = k, unit: Array = unit) -> Array:
                shifted = list(values)
                shifted[k] = values[k] + t * unit.reshape(values[k].shape)
                return run_forward(case.operation, shifted, (), case.shapes)[0].ravel()

            np.testing.assert_allclose(matrix[:, column], slope(moved), rtol=1e-8, atol=1e-9)


@every_case
def test_batch_is_as_many_single_samples(case: Case) -> None:
    values = case.values(np.random.default_rng(2), 6)
    out, _ = run_forward(case.operation, values, (6,), case.shapes)
    for row in range(6):
        alone, _ = run_forward(case.operation, case.sample(values, row), (), case.shapes)
        np.testing.assert_allclose(out[row], alone, rtol=1e-13, atol=1e-15)


@every_case
def test_single_precision_is_close_to_double(case: Case) -> None:
    values = case.values(np.random.default_rng(3), 3)
    exact, _ = run_forward(case.operation, values, (3,), case.shapes)
    single = [v.astype(np.float32) for v in values]
    rounded, _ = run_forward(case.operation, single, (3,), case.shapes)
    assert rounded.dtype == np.float32
    np.testing.assert_allclose(rounded, exact, rtol=2e-5, atol=2e-6)


@every_case
def test_each_adjoint_can_be_had_without_the_others(case: Case) -> None:
    rng = np.random.default_rng(4)
    values = case.values(rng, 3)
    out, work = run_forward(case.operation, values, (3,), case.shapes)
    p = rng.normal(size=out.shape)

    def adjoints(*wanted: int) -> list[Array | None]:
        into = [np.zeros_like(v) if k in wanted else None for k, v in enumerate(values)]
        case.operation.backward(p, values, out, into, work)
        return into

    together = adjoints(*range(case.variables))
    for k in range(case.variables):
        assert np.array_equal(adjoints(k)[k], together[k])  # type: ignore[arg-type]
    adjoints()  # and none of them does not fail


@every_case
def test_parents_are_only_read(case: Case) -> None:
    values = case.values(np.random.default_rng(5), 3)
    for array in values:
        array.setflags(write=False)
    out, work = run_forward(case.operation, values, (3,), case.shapes)
    p = np.ones_like(out)
    p.setflags(write=False)
    out.setflags(write=False)
    into = [np.zeros_like(v) if k < case.variables else None for k, v in enumerate(values)]
    case.operation.backward(p, values, out, into, work)
    assert all(np.isfinite(target).all() for target in into if target is not None)


@every_case
def test_latex_names_every_parent(case: Case) -> None:
    symbols = [f"u_{{{k}}}" for k in range(len(case.shapes))]
    text = case.operation.latex(*symbols)
    if case.operation != Power(0.0):
        assert all(symbol in text for symbol in symbols)
    assert text.count("{") == text.count("}")


# Functions of one number, against sympy.

Z = sympy.Symbol("z", real=True)
FORMULAS = [
    (IdentityFunction(), Z),
    (Negate(), -Z),
    (Sigmoid(), 1 / (1 + sympy.exp(-Z))),
    (Tanh(), sympy.tanh(Z)),
    (ReLU(), sympy.Max(Z, 0)),
    (LeakyReLU(), sympy.Max(Z, Z / 100)),
    (Exp(), sympy.exp(Z)),
    (Log(), sympy.log(Z)),
    (Sqrt(), sympy.sqrt(Z)),
    (Power(3.0), Z**3),
    (Power(-2.0), Z**-2),
    (Power(0.5), Z ** sympy.Rational(1, 2)),
]
POSITIVE_ONLY = (Log, Sqrt)


def test_every_function_of_one_number_has_a_formula() -> None:
    elementwise = {op for op in all_operations() if issubclass(op, Elementwise)}
    assert {type(operation) for operation, _ in FORMULAS} == elementwise


@pytest.mark.parametrize(
    ("operation", "formula"), FORMULAS, ids=[str(formula) for _, formula in FORMULAS]
)
def test_function_and_its_derivative_are_sympys(operation: Operation, formula: sympy.Expr) -> None:
    positive = isinstance(operation, POSITIVE_ONLY) or operation == Power(0.5)
    points = [sympy.Rational(n, 7) for n in range(1 if positive else -20, 21) if n != 0]
    z = np.array([float(point) for point in points])
    expected = [float(formula.subs(Z, point).evalf(30)) for point in points]
    slopes = [float(sympy.diff(formula, Z).subs(Z, point).evalf(30)) for point in points]
    np.testing.assert_allclose(value(operation, z), expected, rtol=2e-15, atol=1e-16)
    np.testing.assert_allclose(gradient(operation, z), slopes, rtol=5e-14, atol=1e-15)


def test_kinks_have_the_customary_derivative() -> None:
    assert gradient(ReLU(), [0.0, -0.0]).tolist() == [0.0, 0.0]
    assert gradient(LeakyReLU(), [0.0, -0.0]).tolist() == [0.01, 0.01]


def test_powers_at_zero_are_finite() -> None:
    assert gradient(Power(2.0), [0.0]).tolist() == [0.0]
    assert gradient(Power(1.0), [0.0]).tolist() == [1.0]
    assert gradient(Power(0.0), [0.0]).tolist() == [0.0]


def test_activations_are_known_by_their_names() -> None:
    assert set(ACTIVATIONS) == {"sigmoid", "tanh", "relu", "leaky relu", "identity"}


# Functions of several numbers, against their definition.


def test_affine_is_the_matrix_product_plus_the_bias() -> None:
    z, weight, bias = [1.0, -2.0], [[3.0, 4.0], [5.0, 6.0], [7.0, 8.0]], [0.5, 0.25, 0.125]
    assert value(Affine(), z, weight, bias).tolist() == [-4.5, -6.75, -8.875]


def test_arithmetic_is_arithmetic() -> None:
    x, y = [3.0, -1.0], [2.0, 4.0]
    assert value(Add(), x, y).tolist() == [5.0, 3.0]
    assert value(Subtract(), x, y).tolist() == [1.0, -5.0]
    assert value(Multiply(), x, y).tolist() == [6.0, -4.0]
    assert value(Divide(), x, y).tolist() == [1.5, -0.25]
    assert value(Sum(), [[1.0, 2.0], [3.0, 4.0]]) == 10.0


def test_softmax_is_exponentials_over_their_sum() -> None:
    z = [0.3, -1.2, 2.0]
    total = sum(math.exp(v) for v in z)
    np.testing.assert_allclose(value(Softmax(), z), [math.exp(v) / total for v in z], rtol=1e-15)


def test_softmax_ignores_a_shift_of_all_scores() -> None:
    z = np.array([0.3, -1.2, 2.0])
    np.testing.assert_allclose(value(Softmax(), z + 700.0), value(Softmax(), z), rtol=1e-12)


def test_modified_softmax_is_the_definition_of_seed_000() -> None:
    z = [0.3, -1.2, 2.0]
    total = 1.0 + sum(math.exp(v) for v in z)
    expected = [*(math.exp(v) / total for v in z), 1.0 / total]
    np.testing.assert_allclose(value(ModifiedSoftmax(), z), expected, rtol=1e-15)


def test_modified_softmax_is_softmax_with_a_score_of_zero_appended() -> None:
    z = [5.0, -3.0]
    np.testing.assert_allclose(value(ModifiedSoftmax(), z), value(Softmax(), [*z, 0.0]), rtol=1e-15)


def test_modified_softmax_of_one_score_is_the_sigmoid() -> None:
    gamma = value(ModifiedSoftmax(), [0.7])
    np.testing.assert_allclose(gamma[0], value(Sigmoid(), [0.7])[0], rtol=1e-15)


@pytest.mark.parametrize(("factor", "expected"), [("1", 14.0), ("1/2", 7.0), ("mean", 14.0 / 3)])
def test_squared_error_has_its_factor(factor: Factor, expected: float) -> None:
    z, y = [1.0, 0.0, 5.0], [2.0, -2.0, 2.0]
    assert value(SquaredError(factor), z, y) == pytest.approx(expected, rel=1e-15)
    np.testing.assert_allclose(
        gradient(SquaredError(factor), z, y), np.array([-2.0, 4.0, 6.0]) * expected / 14, rtol=1e-15
    )


def test_cross_entropy_is_minus_the_log_of_the_true_class() -> None:
    assert value(CrossEntropy(), [0.2, 0.5, 0.3], [0, 1, 0]) == pytest.approx(math.log(2))


def test_cross_entropy_is_least_where_prediction_and_target_agree() -> None:
    y = np.array([0.2, 0.5, 0.3])  # Gibbs' inequality
    entropy = float(value(CrossEntropy(), y, y))
    rng = np.random.default_rng(0)
    for z in rng.dirichlet(np.ones(3), 200):
        assert value(CrossEntropy(), z, y) >= entropy


@pytest.mark.parametrize("reference", [False, True])
def test_fused_loss_is_softmax_then_cross_entropy(reference: bool) -> None:
    rng = np.random.default_rng(6)
    softmax = ModifiedSoftmax() if reference else Softmax()
    for _ in range(50):
        z = rng.normal(scale=3.0, size=4)
        y = rng.dirichlet(np.ones(4 + reference))
        gamma = value(softmax, z)
        fused = SoftmaxCrossEntropy(reference)
        assert value(fused, z, y) == pytest.approx(
            float(value(CrossEntropy(), gamma, y)), rel=1e-13
        )
        np.testing.assert_allclose(gradient(fused, z, y), (gamma - y)[:4], rtol=0, atol=1e-15)
        through = softmax.jacobian(0, [z], gamma).apply_transposed(
            gradient(CrossEntropy(), gamma, y)
        )
        np.testing.assert_allclose(through, (gamma - y)[:4], rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("reference", [False, True])
def test_a_sure_prediction_keeps_the_digits_of_its_loss_and_gradient(reference: bool) -> None:
    fused = SoftmaxCrossEntropy(reference)
    z = np.array([-44.0, 0.0, -46.0][: 3 - reference])
    y = np.array([0.0, 1.0, 0.0])
    if reference:
        z += 46.0  # the third score is 0
    rest = np.exp(-44.0) + np.exp(-46.0)  # beside 1 it would vanish
    assert float(value(fused, z, y)) == pytest.approx(np.log1p(rest), rel=1e-12)
    expected = np.array([np.exp(-44.0), -rest, np.exp(-46.0)]) / (1.0 + rest)
    np.testing.assert_allclose(gradient(fused, z, y), expected[: len(z)], rtol=1e-12)


def test_a_wrong_prediction_has_its_large_loss() -> None:
    z, y = np.array([0.0, 800.0]), np.array([1.0, 0.0])
    fused = SoftmaxCrossEntropy()
    assert float(value(fused, z, y)) == 800.0
    np.testing.assert_allclose(gradient(fused, z, y), [-1.0, 1.0])


def test_loss_is_not_differentiated_by_its_target() -> None:
    inputs = [np.ones(3), np.ones(3)]
    with pytest.raises(ValueError, match="target"):
        SquaredError().jacobian(1, inputs, np.zeros(()))


# Shapes that do not fit.

MISFITS: list[tuple[Operation, tuple[Shape, ...]]] = [
    (Add(), ((3,), (4,))),
    (Subtract(), ((3,), ())),  # would broadcast
    (Multiply(), ((3,), (1,))),
    (Divide(), ((2, 3), (3,))),
    (SquaredError(), ((3,), (1,))),
    (SquaredError(), ((3,), ())),
    (CrossEntropy(), ((3,), (4,))),
    (SoftmaxCrossEntropy(), ((3,), (4,))),
    (SoftmaxCrossEntropy(reference=True), ((4,), (4,))),
    (SoftmaxCrossEntropy(), ((2, 3), (2, 3))),
    (Softmax(), ((),)),
    (ModifiedSoftmax(), ((2, 3),)),
    (Affine(), ((4,), (3, 5), (3,))),
    (Affine(), ((4,), (3, 4), (4,))),
    (Affine(), ((4,), (3, 4), ())),
    (Affine(), ((2, 4), (3, 4), (3,))),
]


@pytest.mark.parametrize(
    ("operation", "shapes"), MISFITS, ids=[f"{op.name} {shapes}" for op, shapes in MISFITS]
)
def test_shapes_that_do_not_fit_are_refused_when_the_graph_is_built(
    operation: Operation, shapes: tuple[Shape, ...]
) -> None:
    builder = GraphBuilder()
    parents = [builder.parameter(f"v{k}", shape) for k, shape in enumerate(shapes)]
    with pytest.raises(ValueError, match="got"):
        builder.apply(operation, *parents)


# Extremes: finite, without a floating-point error.


@any_precision
@pytest.mark.parametrize("operation", [Sigmoid(), Tanh()], ids=["sigmoid", "tanh"])
def test_saturated_activations_are_finite(operation: Operation, dtype: type) -> None:
    z = [-1e30, -1e4, -800.0, -100.0, 0.0, 100.0, 800.0, 1e4, 1e30]
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        s, slopes = value(operation, z, dtype=dtype), gradient(operation, z, dtype=dtype)
    assert np.isfinite(s).all()
    assert np.isfinite(slopes).all()
    low = 0.0 if operation.name == "sigmoid" else -1.0
    np.testing.assert_allclose(s[[0, 2, 6, 8]], [low, low, 1.0, 1.0], atol=1e-30)
    np.testing.assert_allclose(slopes[[0, 2, 6, 8]], 0.0, atol=1e-30)


@any_precision
@pytest.mark.parametrize("reference", [False, True])
def test_fused_loss_of_huge_scores_is_finite(reference: bool, dtype: type) -> None:
    z = [1e4, -1e4, 0.0]
    target = np.eye(3 + reference)
    loss = SoftmaxCrossEntropy(reference)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        losses = [float(value(loss, z, y, dtype=dtype)) for y in target]
        slopes = [gradient(loss, z, y, dtype=dtype).tolist() for y in target]
    assert losses == [0.0, 2e4, 1e4, 1e4][: 3 + reference]
    assert slopes[0] == [0.0, 0.0, 0.0]
    assert slopes[1] == [1.0, -1.0, 0.0]


@any_precision
@pytest.mark.parametrize("softmax", [Softmax(), ModifiedSoftmax()], ids=["softmax", "modified"])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_softmax_of_huge_scores_is_finite(softmax: Softmax, sign: float, dtype: type) -> None:
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        gamma = value(softmax, [sign * 1e4, sign * 1e4, 0.0], dtype=dtype)
        slopes = gradient(softmax, [sign * 1e4, sign * 1e4, 0.0], dtype=dtype)
    assert gamma.sum() == 1.0
    assert gamma[0] == (0.5 if sign > 0 else 0.0)
    np.testing.assert_allclose(slopes, 0.0, atol=1e-30)


@any_precision
def test_cross_entropy_of_a_probability_of_zero_is_large_and_finite(dtype: type) -> None:
    z, y = [0.0, 1.0], [1.0, 0.0]
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        loss = float(value(CrossEntropy(), z, y, dtype=dtype))
        slopes = gradient(CrossEntropy(), z, y, dtype=dtype)
    assert 80.0 < loss < 1000.0
    assert np.isfinite(slopes).all()
    assert slopes[0] < -1e30


def test_zero_target_takes_no_part_in_cross_entropy() -> None:
    assert value(CrossEntropy(), [0.0, 1.0], [0.0, 1.0]) == 0.0
    assert gradient(CrossEntropy(), [0.0, 1.0], [0.0, 1.0]).tolist() == [0.0, -1.0]


def test_saturated_softmax_before_cross_entropy_stays_finite() -> None:
    gamma = value(Softmax(), [1e4, -1e4])
    y = np.array([0.0, 1.0])
    p = gradient(CrossEntropy(), gamma, y)
    back = Softmax().jacobian(0, [np.array([1e4, -1e4])], gamma).apply_transposed(p)
    assert np.isfinite(back).all()
