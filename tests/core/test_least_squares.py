from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.data_config import DataConfig
from core.datasets import scaling
from core.datasets.dataset import Task
from core.datasets.prepare import prepared
from core.datasets.raw import RawData
from core.errors import UserError
from core.least_squares import Coefficients, in_own_units, one_of_many, solve
from tests.core.data_cases import regression

FloatArray = NDArray[np.float64]
COLUMNS = ("TV", "Radio", "Newspaper")


@pytest.fixture
def advertising(data_dir: Path) -> list[dict[str, str]]:
    path = data_dir / "Advertising.csv"
    if not path.is_file():
        pytest.skip(f"needs {path}")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(rows: list[dict[str, str]]) -> tuple[FloatArray, FloatArray]:
    x = np.array([[float(row[name]) for name in COLUMNS] for row in rows])
    return x, np.array([[float(row["Sales"])] for row in rows])


def random_problem(
    rng: np.random.Generator, d: int = 4, k: int = 2
) -> tuple[FloatArray, FloatArray]:
    scales, offsets = 10.0 ** rng.uniform(-3, 3, d), rng.normal(0, 10, d)
    x = rng.normal(size=(60, d)) * scales + offsets
    return x, x @ rng.normal(size=(d, k)) + rng.normal(size=(60, k)) + 7


# ---- against numbers from outside


def test_advertising_gives_the_published_coefficients(advertising: list[dict[str, str]]) -> None:
    x, y = table(advertising)
    assert x.shape == (200, 3)
    solution = solve(x, y, COLUMNS)
    found = [*solution.coefficients.intercept, *solution.coefficients.weights[0]]
    # As they are printed: nine digits, hence half a unit of the last one.
    published = ("2.93888937", "0.0457646455", "0.188530017", "-0.00103749304")
    for value, printed in zip(found, published, strict=True):
        digits = len(printed.split(".")[1])
        assert abs(value - float(printed)) <= 0.5 * 10.0**-digits * (1 + 1e-6)
    np.testing.assert_allclose(solution.mean_squared_error, 2.784126314510936, rtol=1e-12)


def test_advertising_gives_what_exact_arithmetic_gives(advertising: list[dict[str, str]]) -> None:
    rows = [
        [Fraction(1), *(Fraction(row[name]) for name in COLUMNS), Fraction(row["Sales"])]
        for row in advertising
    ]
    # The normal equations in fractions, by Gauss and Jordan: exact.
    system = [
        [sum((row[i] * row[j] for row in rows), Fraction(0)) for j in range(5)] for i in range(4)
    ]
    for k in range(4):
        system[k] = [value / system[k][k] for value in system[k]]
        for i in {0, 1, 2, 3} - {k}:
            system[i] = [a - system[i][k] * b for a, b in zip(system[i], system[k], strict=True)]
    exact = [float(row[4]) for row in system]
    solution = solve(*table(advertising))
    found = [*solution.coefficients.intercept, *solution.coefficients.weights[0]]
    np.testing.assert_allclose(found, exact, rtol=1e-12)


@given(seed=st.integers(0, 2**32 - 1), features=st.integers(1, 6), targets=st.integers(1, 3))
def test_it_agrees_with_numpys_lstsq(seed: int, features: int, targets: int) -> None:
    x, y = random_problem(np.random.default_rng(seed), features, targets)
    solution = solve(x, y)
    columns = np.hstack([np.ones((len(x), 1)), x])
    sizes = np.linalg.norm(columns, axis=0)
    expected, squares, *_ = np.linalg.lstsq(columns / sizes, y, rcond=None)
    expected /= sizes[:, np.newaxis]
    weights = expected[1:].T * sizes[1:]
    np.testing.assert_allclose(
        solution.coefficients.weights * sizes[1:], weights, atol=1e-9 * np.abs(weights).max()
    )
    assert solution.coefficients.weights.shape == (targets, features)
    assert solution.coefficients.intercept.shape == (targets,)
    np.testing.assert_allclose(solution.mean_squared_error, squares.sum() / y.size, rtol=1e-8)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_plane_is_found_again(dtype: type[np.floating]) -> None:
    x = np.random.default_rng(0).integers(-8, 9, (40, 3)).astype(dtype)
    y = (2 * x[:, 0] - 3 * x[:, 1] + 0.5 * x[:, 2] + 4).astype(dtype)
    solution = solve(x, y)
    np.testing.assert_allclose(solution.coefficients.weights, [[2, -3, 0.5]], rtol=1e-13)
    np.testing.assert_allclose(solution.coefficients.intercept, [4], rtol=1e-13)
    assert solution.mean_squared_error < 1e-26
    assert solution.coefficients.weights.dtype == np.float64


def test_columns_far_from_zero_lose_no_digits() -> None:
    # Years: the normal equations with an intercept would lose half of the digits here.
    year = np.arange(1_000_000.0, 1_000_040.0)[:, np.newaxis]
    solution = solve(year, 0.25 * (year - 1_000_000) + 1)
    np.testing.assert_allclose(solution.coefficients.weights, [[0.25]], rtol=1e-14)
    assert solution.mean_squared_error < 1e-18


def test_nothing_nearby_is_better() -> None:
    x, y = random_problem(np.random.default_rng(1), k=1)
    solution = solve(x, y)
    w, b = solution.coefficients.weights[0], solution.coefficients.intercept[0]
    for index in range(5):
        for step in (1e-3, -1e-3):
            other = np.append(w, b)
            other[index] += step * (1 + abs(other[index]))
            error = float(np.mean((x @ other[:4] + other[4] - y[:, 0]) ** 2))
            assert error > solution.mean_squared_error


# ---- no single solution

RNG = np.random.default_rng(2)
FREE = RNG.normal(size=(50, 3))


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        (np.full(50, 0.1), "“d” never changes"),
        (np.zeros(50), "“d” never changes"),
        (2 * FREE[:, 0], "“d” follows from “a”:"),
        (FREE[:, 0] - 5 * FREE[:, 2] + 1e3, "“d” follows from “a” and “c”:"),
        (1 - FREE.sum(axis=1), "“d” follows from “a”, “b” and “c”:"),
    ],
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e6])
def test_a_column_that_others_determine_is_named(
    column: FloatArray, sentence: str, dtype: type[np.floating], unit: float
) -> None:
    x = (unit * np.column_stack([FREE, column])).astype(dtype)
    with pytest.raises(UserError, match=sentence) as caught:
        solve(x, FREE[:, 0], ("a", "b", "c", "d"))
    assert "many solutions fit equally well. Leave out" in str(caught.value)
    assert np.isfinite(solve(x[:, :3], FREE[:, 0]).mean_squared_error)


def test_one_column_for_each_word_is_one_too_many() -> None:
    words = np.eye(3)[np.arange(30) % 3]
    with pytest.raises(UserError, match="“blue” follows from “red” and “green”"):
        solve(words, np.arange(30.0), ("red", "green", "blue"))
    standard = scaling.fit("standard", words)(words)  # float32, and dependent only to rounding
    with pytest.raises(UserError, match="“column 3” follows from “column 1” and “column 2”"):
        solve(standard, np.arange(30.0))
    assert solve(words[:, :2], np.arange(30.0)).mean_squared_error > 0


def test_a_column_of_words_is_said_to_be_one_and_its_error_is_known() -> None:
    words, y = np.eye(3)[RNG.permutation(np.arange(60) % 3)], RNG.normal(size=60)
    x = np.column_stack([RNG.normal(size=60), words])
    names = ("size", "colour = red", "colour = green", "colour = blue")
    with pytest.raises(UserError, match="one of the words of “colour” is true") as caught:
        solve(x, y, names)
    assert "Leave out" not in str(caught.value), "a single word cannot be left out"
    found = one_of_many(x, y)
    errors = x @ found.weights.T + found.intercept - y[:, None]
    without_blue = solve(x[:, :3], y)  # the usual remedy: one word is the reference
    assert np.mean(errors**2) == pytest.approx(without_blue.mean_squared_error, rel=1e-12)
    np.testing.assert_allclose(
        found.weights[0, 1:] - found.weights[0, 3], [*without_blue.coefficients.weights[0, 1:], 0]
    )


@pytest.mark.parametrize("samples", [40, 2_400, 100_000])
@pytest.mark.parametrize("scales", [(1.0, 1.0), (15_000.0, 1.0), (1.0, 1e-5)])
def test_the_error_is_the_least_whatever_the_sizes(
    samples: int, scales: tuple[float, float]
) -> None:
    random = np.random.default_rng(2)
    size = scales[0] * random.normal(size=samples)
    alike = scales[1] * (0.99 * size / scales[0] + 0.1 * random.normal(size=samples))
    words = np.eye(3)[random.integers(0, 3, samples)]
    x = np.column_stack([size, alike, words]).astype(np.float32)
    y = alike / scales[1] - size / scales[0] + words[:, 0] + 0.01 * random.normal(size=samples)
    found = one_of_many(x, y)
    errors = x @ found.weights.T + found.intercept - y[:, None]
    least = solve(x[:, :4], y).mean_squared_error
    assert np.mean(errors**2) == pytest.approx(least, rel=1e-4)


def test_fewer_samples_than_columns_are_met_exactly() -> None:
    x, y = RNG.normal(size=(5, 9)), RNG.normal(size=(5, 2))
    found = one_of_many(x, y)
    np.testing.assert_allclose(x @ found.weights.T + found.intercept, y, atol=1e-12)


def test_many_columns_are_not_all_listed() -> None:
    x = np.random.default_rng(3).normal(size=(40, 9))
    x = np.column_stack([x, x.sum(axis=1)])
    with pytest.raises(UserError, match=r"“column 10” follows .* “column 5” and 4 others:"):
        solve(x, x[:, 0])


def test_a_small_difference_is_no_dependence() -> None:
    almost = np.column_stack([FREE, FREE[:, 0] + 1e-6 * RNG.normal(size=50)])
    truth = np.array([1.0, 2.0, 3.0, 4.0])
    solution = solve(almost, almost @ truth)
    np.testing.assert_allclose(solution.coefficients.weights[0], truth, rtol=1e-7)


@pytest.mark.parametrize("samples", [1, 2, 3])
def test_too_few_samples_are_said_to_be(samples: int) -> None:
    with pytest.raises(UserError, match=f"{samples} samples do not settle 3 weights"):
        solve(FREE[:samples], FREE[:samples, 0])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_are_none_are_refused(bad: float) -> None:
    x = FREE.copy()
    x[7, 1] = bad
    with pytest.raises(UserError, match="missing or infinite"):
        solve(x, FREE[:, 0])
    with pytest.raises(UserError, match="missing or infinite"):
        solve(FREE, x[:, 1])


def test_shapes_that_do_not_belong_together_are_an_error() -> None:
    with pytest.raises(ValueError, match="do not belong together"):
        solve(FREE, FREE[:10, 0])
    with pytest.raises(ValueError, match="do not belong together"):
        solve(FREE[:, 0], FREE[:, 0])
    with pytest.raises(ValueError, match="2 names for 3 columns"):
        solve(FREE, FREE[:, 0], ("a", "b"))


# ---- units


def raw(x: FloatArray, y: FloatArray) -> RawData:
    return RawData(
        name="made up",
        title="Made up",
        task=Task.REGRESSION,
        x=x,
        y=y,
        feature_names=tuple(f"x{j}" for j in range(x.shape[1])),
        class_names=(),
        target_names=tuple(f"y{j}" for j in range(y.shape[1])),
        image_shape=None,
        source="",
        licence="",
        description="",
    )


@pytest.mark.parametrize("kind", ["off", "standard", "min-max"])
@pytest.mark.parametrize("scale_target", [False, True])
def test_in_own_units_the_predictions_stay(kind: str, scale_target: bool) -> None:
    x, y = random_problem(np.random.default_rng(4))
    config = DataConfig(scaling=kind, scale_target=scale_target, test_share=0)
    dataset = prepared(raw(x, y), config)
    rng = np.random.default_rng(5)
    inside = Coefficients(intercept=rng.normal(size=2), weights=rng.normal(size=(2, 4)))
    outside = in_own_units(inside, dataset)
    scaled = dataset.train.x.astype(np.float64)
    predicted = scaled @ inside.weights.T + inside.intercept
    if scale_target:
        predicted = predicted * dataset.target_scale + dataset.target_offset
    np.testing.assert_allclose(
        x @ outside.weights.T + outside.intercept,
        predicted,
        atol=1e-5 * np.abs(predicted).max(),  # the scaled features are float32
    )


@pytest.mark.parametrize("kind", ["off", "standard", "min-max"])
@pytest.mark.parametrize("scale_target", [False, True])
def test_the_scaled_solution_in_own_units_is_the_solution(kind: str, scale_target: bool) -> None:
    x, y = random_problem(np.random.default_rng(6))
    dataset = prepared(raw(x, y), DataConfig(scaling=kind, scale_target=scale_target, test_share=0))
    scaled = solve(dataset.train.x, dataset.train.y)
    found, expected = in_own_units(scaled.coefficients, dataset), solve(x, y).coefficients
    sizes = x.std(axis=0)
    np.testing.assert_allclose(
        found.weights * sizes, expected.weights * sizes, atol=1e-4 * np.ptp(y)
    )
    middle = x.mean(axis=0)
    np.testing.assert_allclose(
        found.weights @ middle + found.intercept,
        expected.weights @ middle + expected.intercept,
        atol=1e-4 * np.ptp(y),
    )


def test_by_hand() -> None:
    dataset = regression(FREE[:, :1], FREE[:, 1])
    inside = Coefficients(intercept=np.array([3.0]), weights=np.array([[2.0]]))
    same = in_own_units(inside, dataset)
    assert (same.weights.item(), same.intercept.item()) == (2, 3)
    # x = 4 x' + 10, y = 5 y' + 100, y' = 2 x' + 3: y = 2.5 x + 90.
    scaled = replace(
        dataset,
        scaling=scaling.Scaling("standard", np.array([10.0]), np.array([4.0])),
        target_offset=(100.0,),
        target_scale=(5.0,),
    )
    outside = in_own_units(inside, scaled)
    assert (outside.weights.item(), outside.intercept.item()) == (2.5, 90)


def test_what_is_too_large_for_float64_is_infinite_and_no_warning() -> None:
    dataset = replace(
        regression(FREE[:, :1], FREE[:, 1]),
        scaling=scaling.Scaling("standard", np.array([0.0]), np.array([1e-300])),
        target_offset=(0.0,),
        target_scale=(1e12,),
    )
    with np.errstate(all="raise"):
        outside = in_own_units(Coefficients(np.array([3.0]), np.array([[-2.0]])), dataset)
    assert outside.weights.item() == -np.inf  # -2e312
    assert outside.intercept.item() == 3e12
