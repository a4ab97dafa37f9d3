"""The affine layer, the only operation that holds weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.arrays import Array, Shape
from core.linear_map import Dense, Identity, KroneckerRow, LinearMap
from core.ops.base import Operation, flat
from core.products import product_by_columns, product_by_rows


class Affine(Operation):
    """``W z + b`` with W (m, n), b (m,) and z (n,); parents in the order z, W, b.

    For a minibatch Z (B, n): ``Z W^T + b``. Backward (seed 001): ``A^T p = W^T p``,
    ``B_W^T p = p (x) z`` (the matrix ``p z^T``), ``B_b^T p = p``, summed over the batch.
    """

    name = "affine"
    reduces_batch = True

    def output_shape(self, *shapes: Shape) -> Shape:
        """(m,)."""
        z, weight, bias = shapes
        if len(z) != 1 or len(weight) != 2 or weight[1] != z[0] or bias != (weight[0],):
            raise ValueError(f"affine needs z (n,), W (m, n), b (m,); got {z}, {weight}, {bias}")
        return bias

    def workspace(
        self, lead: Shape, shapes: Sequence[Shape], dtype: npt.DTypeLike
    ) -> tuple[Array, ...]:
        """A row of ones: a product with it sums over the batch faster than `numpy.sum`."""
        return (np.ones(lead or (1,), dtype),)

    def forward(self, inputs: Sequence[Array], out: Array, work: tuple[Array, ...]) -> None:
        """Z W^T + b."""
        z, weight, bias = inputs
        if z.ndim == 1:  # computed from parameters alone: a batch of one
            z, out = z[None], out[None]
        product_by_rows(z, weight.T, out)
        np.add(out, bias, out=out)

    def backward(
        self,
        p: Array,
        inputs: Sequence[Array],
        output: Array,
        into: Sequence[Array | None],
        work: tuple[Array, ...],
    ) -> None:
        """P W, P^T Z and 1^T P."""
        z, weight, _ = inputs
        p_z, q_weight, q_bias = into
        if z.ndim == 1:
            z, p, p_z = z[None], p[None], None if p_z is None else p_z[None]
        if q_weight is not None:
            product_by_columns(p.T, z, q_weight)
        if q_bias is not None:
            np.matmul(work[0], p, out=q_bias)
        if p_z is not None:
            product_by_rows(p, weight, p_z)

    def jacobian(self, k: int, inputs: Sequence[Array], output: Array) -> LinearMap:
        """W, I (x) z^T, I."""
        z, weight, bias = inputs
        if k == 0:
            return Dense(weight, "W")
        if k == 1:
            return KroneckerRow(bias.size, flat(z), "z")
        return Identity(bias.size)

    def latex(self, *inputs: str) -> str:
        """W z + b."""
        z, weight, bias = inputs
        return f"{weight} {z} + {bias}"
