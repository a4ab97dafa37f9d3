"""Cutting a product into pieces changes how long it takes, not what comes out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import products
from core.products import product_by_columns, product_by_rows

SHAPES = [
    (128, 784, 10),
    (128, 784, 256),
    (96, 784, 128),
    (7, 784, 256),
    (128, 256, 128),
    (1, 3, 2),
]


@pytest.fixture(params=[True, False], ids=["small kernels", "no small kernels"])
def _kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "has_small_kernels", lambda: request.param)
    products._row_pieces.cache_clear()
    products._column_pieces.cache_clear()


@pytest.mark.usefixtures("_kernels")
@pytest.mark.parametrize(("batch", "n", "m"), SHAPES)
def test_the_three_products_of_a_layer(batch: int, n: int, m: int) -> None:
    rng = np.random.default_rng(0)
    z, p, weight = rng.normal(size=(batch, n)), rng.normal(size=(batch, m)), rng.normal(size=(m, n))
    forward, gradient, adjoint = np.empty((batch, m)), np.empty((m, n)), np.empty((batch, n))
    product_by_rows(z, weight.T, forward)
    product_by_columns(p.T, z, gradient)
    product_by_rows(p, weight, adjoint)
    np.testing.assert_allclose(forward, np.einsum("bn,mn->bm", z, weight), rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(gradient, np.einsum("bm,bn->mn", p, z), rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(adjoint, np.einsum("bm,mn->bn", p, weight), rtol=1e-10, atol=1e-10)


@given(st.integers(1, 300), st.integers(1, 3_000_000))
def test_pieces_are_equal_and_small_enough(extent: int, multiplications: int) -> None:
    for cut in (products._row_pieces, products._column_pieces):
        pieces = cut.__wrapped__(extent, multiplications)
        assert extent % pieces == 0
        assert pieces == 1 or extent // pieces * multiplications <= products.SMALL_PRODUCT
