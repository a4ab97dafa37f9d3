"""Every structure of a Jacobian against the plain matrix that it stands for."""

from __future__ import annotations

import inspect
import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.linear_map
from core.arrays import Array
from core.linear_map import (
    Dense,
    Diagonal,
    DiagonalMinusOuter,
    Identity,
    KroneckerRow,
    LinearMap,
    Product,
)

Pair = tuple[LinearMap, Array]
"""A map and its matrix, written down without the map's help."""


def dense(rng: np.random.Generator, m: int, n: int) -> Pair:
    matrix = rng.normal(size=(m, n))
    return Dense(matrix), matrix


def diagonal(rng: np.random.Generator, m: int, n: int) -> Pair:
    d = rng.normal(size=n)
    return Diagonal(d), np.diag(d)


def identity(rng: np.random.Generator, m: int, n: int) -> Pair:
    return Identity(n), np.eye(n)


def kronecker_row(rng: np.random.Generator, m: int, n: int) -> Pair:
    z = rng.normal(size=n)
    return KroneckerRow(m, z), np.kron(np.eye(m), z[None, :])


def square_minus_outer(rng: np.random.Generator, m: int, n: int) -> Pair:
    gamma = rng.dirichlet(np.ones(n))
    return DiagonalMinusOuter(gamma, gamma), np.diag(gamma) - np.outer(gamma, gamma)


def tall_minus_outer(rng: np.random.Generator, m: int, n: int) -> Pair:
    gamma = rng.dirichlet(np.ones(n + 1))
    matrix = np.vstack([np.diag(gamma[:-1]), np.zeros(n)]) - np.outer(gamma, gamma[:-1])
    return DiagonalMinusOuter(gamma[:-1], gamma), matrix


def product(rng: np.random.Generator, m: int, n: int) -> Pair:
    s, w, z = rng.normal(size=m), rng.normal(size=(m, n)), rng.normal(size=2)
    factors = (Diagonal(s), Dense(w), KroneckerRow(n, z))
    return Product(factors), np.diag(s) @ w @ np.kron(np.eye(n), z[None, :])


def scaled_blocks(rng: np.random.Generator, m: int, n: int) -> Pair:
    s, z = rng.normal(size=m), rng.normal(size=n)
    return Product((Diagonal(s), KroneckerRow(m, z))), np.kron(np.diag(s), z[None, :])


def mixed_blocks(rng: np.random.Generator, m: int, n: int) -> Pair:
    softmax, matrix = tall_minus_outer(rng, m, m)
    z = rng.normal(size=n)
    return Product((softmax, KroneckerRow(m, z))), np.kron(matrix, z[None, :])


def plain_blocks(rng: np.random.Generator, m: int, n: int) -> Pair:
    z = rng.normal(size=n)
    return Product((Identity(m), KroneckerRow(m, z))), np.kron(np.eye(m), z[None, :])


def vectors(rng: np.random.Generator, matrix: Array) -> tuple[Array, Array]:
    rows, columns = matrix.shape
    return rng.normal(size=(columns,)), rng.normal(size=(rows,))


MAKERS = [
    dense,
    diagonal,
    identity,
    kronecker_row,
    square_minus_outer,
    tall_minus_outer,
    product,
    scaled_blocks,
    mixed_blocks,
    plain_blocks,
]
Make = Callable[[np.random.Generator, int, int], Pair]
any_structure = pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
extents = st.integers(1, 7)
seeds = st.integers(0, 2**32 - 1)


def test_every_structure_is_tested() -> None:
    structures = {
        cls
        for _, cls in inspect.getmembers(core.linear_map, inspect.isclass)
        if issubclass(cls, LinearMap) and cls is not LinearMap
    }
    rng = np.random.default_rng(0)
    assert {type(make(rng, 2, 3)[0]) for make in MAKERS} == structures


@any_structure
@given(m=extents, n=extents, seed=seeds)
def test_map_does_what_its_matrix_does(make: Make, m: int, n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    linear, matrix = make(rng, m, n)
    v, p = vectors(rng, matrix)
    assert linear.shape == matrix.shape
    np.testing.assert_allclose(linear.apply(v), matrix @ v, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(linear.apply_transposed(p), matrix.T @ p, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(linear.dense(), matrix, rtol=1e-12, atol=1e-13)


@any_structure
@given(m=extents, n=extents, seed=seeds)
def test_transposition_moves_the_map_to_the_other_side(
    make: Make, m: int, n: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    linear, matrix = make(rng, m, n)
    v, p = vectors(rng, matrix)
    assert p @ linear.apply(v) == pytest.approx(
        linear.apply_transposed(p) @ v, rel=1e-11, abs=1e-12
    )


@any_structure
@given(m=extents, n=extents, seed=seeds, data=st.data())
def test_window_shows_those_entries_of_the_matrix(
    make: Make, m: int, n: int, seed: int, data: st.DataObject
) -> None:
    linear, matrix = make(np.random.default_rng(seed), m, n)
    rows = data.draw(st.lists(st.integers(0, matrix.shape[0] - 1), min_size=1, max_size=9))
    columns = data.draw(st.lists(st.integers(0, matrix.shape[1] - 1), min_size=1, max_size=9))
    window = linear.window(rows, columns)
    assert window.shape == (len(rows), len(columns))
    np.testing.assert_allclose(window, matrix[np.ix_(rows, columns)], rtol=1e-12, atol=1e-13)


@any_structure
def test_vectors_are_only_read(make: Make) -> None:
    rng = np.random.default_rng(1)
    linear, matrix = make(rng, 3, 4)
    v, p = vectors(rng, matrix)
    v.setflags(write=False)
    p.setflags(write=False)
    assert linear.apply(v).shape == (matrix.shape[0],)
    assert linear.apply_transposed(p).shape == (matrix.shape[1],)


@any_structure
def test_structure_has_a_name_and_a_formula(make: Make) -> None:
    linear, _ = make(np.random.default_rng(2), 3, 4)
    assert linear.structure
    assert linear.latex.count("{") == linear.latex.count("}")


def test_single_row_is_called_a_row_vector() -> None:
    assert Dense(np.ones((1, 4))).structure == "row vector"
    assert Dense(np.ones((2, 4))).structure == "dense"


# Counted by hand: multiplications and additions of the schoolbook product.
COUNTS = [
    (Dense(np.ones((3, 5))), 3 * (5 + 4), 5 * (3 + 2)),
    (Diagonal(np.ones(6)), 6, 6),
    (Identity(6), 0, 0),
    (KroneckerRow(3, np.ones(5)), 3 * (5 + 4), 3 * 5),
    # u * v, its sum, times each of v, and the n additions to them; v . p, n differences, n products
    (DiagonalMinusOuter(np.ones(4), np.ones(4)), 4 + 3 + 4 + 4, (4 + 3) + 4 + 4),
    (DiagonalMinusOuter(np.ones(4), np.ones(5)), 4 + 3 + 5 + 4, (5 + 4) + 4 + 4),
    (Product((Diagonal(np.ones(3)), Dense(np.ones((3, 5))))), 3 + 27, 3 + 25),
]


@pytest.mark.parametrize(
    ("linear", "forward", "backward"), COUNTS, ids=[type(linear).__name__ for linear, *_ in COUNTS]
)
def test_operations_are_counted_as_by_hand(linear: LinearMap, forward: int, backward: int) -> None:
    assert linear.operations == forward
    assert linear.operations_transposed == backward


@given(n=extents, m=extents, k=extents, h=extents, seed=seeds)
def test_product_is_associative(n: int, m: int, k: int, h: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b, c = (Dense(rng.normal(size=shape)) for shape in ((n, m), (m, k), (k, h)))
    left, right = Product((Product((a, b)), c)), Product((a, Product((b, c))))
    v = rng.normal(size=h)
    np.testing.assert_allclose(left.apply(v), right.apply(v), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(left.dense(), right.dense(), rtol=1e-12, atol=1e-12)
    assert left.operations == right.operations  # with a vector on the right there is one order


def test_product_refuses_factors_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="cannot multiply"):
        Product((Dense(np.ones((2, 3))), Dense(np.ones((4, 2)))))


def test_large_kronecker_product_is_looked_at_without_being_built() -> None:
    z = np.arange(784.0)
    linear = KroneckerRow(128, z)
    assert linear.shape == (128, 100_352)
    window = linear.window([127], [100_350, 100_351])
    assert np.array_equal(window, [[782.0, 783.0]])


def test_a_large_product_is_looked_at_without_being_built() -> None:
    """B of a layer 784 -> 128: its matrix has 12,845,056 entries, one unit row of it 100,352."""
    s, z = np.linspace(0.1, 1.0, 128), np.arange(784.0)
    linear = Product((Diagonal(s), KroneckerRow(128, z)))
    rows, columns = np.arange(100, 128), np.arange(100_300, 100_352)
    tracemalloc.start()
    window = linear.window(rows, columns)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000
    assert np.array_equal(window[27], s[127] * z[-52:])
    assert not window[:27].any()
