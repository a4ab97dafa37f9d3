"""Softmax: scores to probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.arrays import Array, Shape
from core.linear_map import DiagonalMinusOuter, LinearMap
from core.ops.base import Operation, flat


def columns_first(lead: Shape, width: int, dtype: npt.DTypeLike) -> Array:
    """Allocate (*lead, width) with the samples of one column side by side in memory.

    numpy reduces the short last axis of a (128, 10) array one row at a time; laid out this way it
    takes all rows at once, five times faster.
    """
    return np.empty((width, *lead), dtype).transpose(*range(1, len(lead) + 1), 0)


def stable_exponentials(z: Array, shifted: Array, exponentials: Array, reference: bool) -> Array:
    """Write ``z - c`` and its exponentials, c being the largest score; return their sum.

    With `reference`, the last column is a further score that is always 0, so z has one column
    less than the two buffers. The largest exponent is 0, so nothing overflows, and one of the
    terms is 1, so the sum is never 0.
    """
    if reference:
        shifted[..., :-1] = z
        shifted[..., -1] = 0.0
    else:
        np.copyto(shifted, z)
    largest = np.maximum.reduce(shifted, axis=-1, keepdims=True)
    np.subtract(shifted, largest, out=shifted)
    np.exp(shifted, out=exponentials)
    return np.asarray(np.add.reduce(exponentials, axis=-1, keepdims=True))


class Softmax(Operation):
    r"""``gamma(z)_i = e^{z_i} / sum_j e^{z_j}``; Jacobian ``diag(gamma) - gamma gamma^T``."""

    name = "softmax"
    reference = False
    """True for the modified softmax, whose last class has the fixed score 0."""

    def output_shape(self, *shapes: Shape) -> Shape:
        """(K,)."""
        (shape,) = shapes
        if len(shape) != 1:
            raise ValueError(f"{self.name} needs a vector of scores, got {shape}")
        return (shape[0] + int(self.reference),)

    def workspace(
        self, lead: Shape, shapes: Sequence[Shape], dtype: npt.DTypeLike
    ) -> tuple[Array, ...]:
        """Room for the shifted scores and their exponentials."""
        (classes,) = self.output_shape(*shapes)
        return (columns_first(lead, classes, dtype), columns_first(lead, classes, dtype))

    def forward(self, inputs: Sequence[Array], out: Array, work: tuple[Array, ...]) -> None:
        """Exponentials of the shifted scores over their sum."""
        shifted, exponentials = work
        total = stable_exponentials(inputs[0], shifted, exponentials, self.reference)
        np.divide(exponentials, total, out=out)

    def backward(
        self,
        p: Array,
        inputs: Sequence[Array],
        output: Array,
        into: Sequence[Array | None],
        work: tuple[Array, ...],
    ) -> None:
        """gamma * (p - gamma . p), without the entry of the reference class."""
        (target,) = into
        if target is None:
            return
        scratch = work[0]
        np.multiply(output, p, out=scratch)
        inner = np.add.reduce(scratch, axis=-1, keepdims=True)
        scores = inputs[0].shape[-1]
        np.subtract(p[..., :scores], inner, out=target)
        np.multiply(target, output[..., :scores], out=target)

    def jacobian(self, k: int, inputs: Sequence[Array], output: Array) -> LinearMap:
        """diag(gamma) - gamma gamma^T."""
        gamma = flat(output)
        return DiagonalMinusOuter(gamma[: inputs[0].size], gamma)

    def latex(self, *inputs: str) -> str:
        """gamma(z)."""
        return rf"\gamma({inputs[0]})"


class ModifiedSoftmax(Softmax):
    """The softmax of K - 1 scores with the last class as reference (seed 000).

    ``e^{z_i} / (1 + sum_j e^{z_j})`` for the first K - 1 classes, ``1 / (1 + sum_j e^{z_j})`` for
    the last: probabilities add up to 1, so K - 1 scores determine them.
    """

    name = "modified softmax"
    reference = True

    def latex(self, *inputs: str) -> str:
        """gamma with a tilde."""
        return rf"\tilde{{\gamma}}({inputs[0]})"
