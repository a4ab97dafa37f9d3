"""Losses: a prediction and its target to one number for each sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.arrays import Array, Shape
from core.linear_map import Dense, LinearMap
from core.ops.base import Operation, flat, require_equal
from core.ops.softmax import columns_first, stable_exponentials

Factor = Literal["1", "1/2", "mean"]


class Loss(Operation):
    """``l_y(z)``: parents z and y. Only z gets an adjoint: targets are data, not variables."""

    def output_shape(self, *shapes: Shape) -> Shape:
        """A scalar."""
        require_equal(self.name, *shapes)
        return ()

    def jacobian(self, k: int, inputs: Sequence[Array], output: Array) -> LinearMap:
        """The gradient by the prediction, as a row."""
        if k != 0:
            raise ValueError("a loss is not differentiated by its target")
        return Dense(self.gradient(flat(inputs[0]), flat(inputs[1]))[None, :], r"\nabla\ell^T")

    def gradient(self, z: Array, y: Array) -> Array:
        """Return the gradient of ``l_y`` at `z`, both of shape (K,)."""
        target = np.empty_like(z)
        work = self.workspace((), (z.shape, y.shape), z.dtype)
        loss = np.empty((), z.dtype)
        self.forward((z, y), loss, work)
        self.backward(np.ones((), z.dtype), (z, y), loss, (target, None), work)
        return target


@dataclass(frozen=True)
class SquaredError(Loss):
    """``c ||z - y||^2`` with the factor c = 1 (seeds 000, 001), 1/2 (004) or 1/K (the mean)."""

    factor: Factor = "1"
    name = "squared error"

    def workspace(
        self, lead: Shape, shapes: Sequence[Shape], dtype: npt.DTypeLike
    ) -> tuple[Array, ...]:
        """Room for the residual and its squares."""
        return (np.empty((*lead, *shapes[0]), dtype), np.empty((*lead, *shapes[0]), dtype))

    def _weight(self, entries: int) -> float:
        return {"1": 1.0, "1/2": 0.5, "mean": 1.0 / entries}[self.factor]

    def forward(self, inputs: Sequence[Array], out: Array, work: tuple[Array, ...]) -> None:
        """C times the sum of the squared residuals."""
        residual, squares = work
        np.subtract(inputs[0], inputs[1], out=residual)
        np.multiply(residual, residual, out=squares)
        np.sum(squares.reshape((*out.shape, -1)), axis=-1, out=out)
        np.multiply(out, self._weight(residual.size // max(out.size, 1)), out=out)

    def backward(
        self,
        p: Array,
        inputs: Sequence[Array],
        output: Array,
        into: Sequence[Array | None],
        work: tuple[Array, ...],
    ) -> None:
        """2 c (z - y)."""
        target, _ = into
        if target is not None:
            weight = 2.0 * self._weight(target.size // max(output.size, 1))
            p_column = p.reshape(p.shape + (1,) * (target.ndim - p.ndim))
            np.multiply(work[0], weight * p_column, out=target)

    def latex(self, *inputs: str) -> str:
        """The squared norm behind its factor."""
        z, y = inputs
        sign = {"1": "", "1/2": r"\frac{1}{2} ", "mean": r"\frac{1}{K} "}[self.factor]
        return rf"{sign}\lVert {z} - {y} \rVert^2"


class CrossEntropy(Loss):
    """``-sum_i y_i log z_i`` on probabilities.

    Probabilities are held above the smallest normal number, so that a probability that has
    underflowed to 0 gives a large finite loss, not an infinity.
    """

    name = "cross-entropy"

    def workspace(
        self, lead: Shape, shapes: Sequence[Shape], dtype: npt.DTypeLike
    ) -> tuple[Array, ...]:
        """Room for the clipped probabilities and their logarithms."""
        return (np.empty((*lead, *shapes[0]), dtype), np.empty((*lead, *shapes[0]), dtype))

    def forward(self, inputs: Sequence[Array], out: Array, work: tuple[Array, ...]) -> None:
        """The sum of the targets times the logarithms."""
        clipped, terms = work
        np.maximum(inputs[0], np.finfo(clipped.dtype).tiny, out=clipped)
        np.log(clipped, out=terms)
        np.multiply(terms, inputs[1], out=terms)
        np.sum(terms, axis=-1, out=out)
        np.negative(out, out=out)

    def backward(
        self,
        p: Array,
        inputs: Sequence[Array],
        output: Array,
        into: Sequence[Array | None],
        work: tuple[Array, ...],
    ) -> None:
        """-y / z."""
        target, _ = into
        if target is not None:
            np.divide(inputs[1], work[0], out=target)
            np.multiply(target, -p[..., None], out=target)

    def latex(self, *inputs: str) -> str:
        """The sum."""
        z, y = inputs
        return rf"-\sum_i {y}_i \log {z}_i"


MOST_CAREFUL = 256
"""Classes. With more of them, sums of all but one would take too long."""


@dataclass(frozen=True)
class SoftmaxCrossEntropy(Loss):
    """Cross-entropy of a softmax, computed from the scores: stable, and its gradient collapses.

    ``log sum_k e^{z_k} - sum_i y_i z_i`` with the largest score taken out first; the gradient is
    ``(sum_i y_i) gamma(z) - y``, which is ``gamma(z) - y`` for a target that adds up to 1.
    With `reference`, the scores are those of the modified softmax: one less than the classes.

    In double precision, that of traces, a probability that rounds to 1 keeps its distance from it:
    loss and gradient then have all their digits, and the gradient adds up to 0.
    """

    reference: bool = False
    name = "softmax cross-entropy"

    def output_shape(self, *shapes: Shape) -> Shape:
        """A scalar."""
        z, y = shapes
        if len(z) != 1 or y != (z[0] + int(self.reference),):
            raise ValueError(f"{self.name} needs scores and a target that fit, got {z}, {y}")
        return ()

    def workspace(
        self, lead: Shape, shapes: Sequence[Shape], dtype: npt.DTypeLike
    ) -> tuple[Array, ...]:
        """Room for the shifted scores and the probabilities; ones to add up the target.

        And, in double precision, what adds up all probabilities but one.
        """
        (classes,) = shapes[1]
        shifted, gamma = (columns_first(lead, classes, dtype) for _ in range(2))
        careful = np.dtype(dtype) == np.float64 and classes <= MOST_CAREFUL
        others = 1.0 - np.eye(classes if careful else 0)
        return shifted, gamma, np.ones(classes, dtype), others

    def forward(self, inputs: Sequence[Array], out: Array, work: tuple[Array, ...]) -> None:
        """Log of the sum of the exponentials, less the score of the target."""
        z, y = inputs
        shifted, gamma, _, others = work
        total = stable_exponentials(z, shifted, gamma, self.reference)
        np.divide(gamma, total, out=gamma)
        np.log(total, out=total)
        # -sum_i y_i log gamma_i, with log gamma_i = shifted_i - log total.
        np.subtract(total, shifted, out=shifted)
        if others.size:
            # Of a gamma_i near 1 this would be 0, where the others still tell it from 1.
            rest = gamma @ others
            near = rest < 0.5
            shifted[near] = -np.log1p(-rest[near])
        np.multiply(shifted, y, out=shifted)
        np.add.reduce(shifted, axis=-1, out=out)

    def backward(
        self,
        p: Array,
        inputs: Sequence[Array],
        output: Array,
        into: Sequence[Array | None],
        work: tuple[Array, ...],
    ) -> None:
        """gamma - y."""
        target, _ = into
        if target is None:
            return
        z, y = inputs
        difference, gamma, ones, others = work
        weight = np.matmul(y, ones)
        if others.size:
            # The same without the difference of two numbers near 1.
            difference[...] = gamma * (weight[..., None] - y) - y * (gamma @ others)
        else:
            np.multiply(gamma, weight[..., None], out=difference)
            np.subtract(difference, y, out=difference)
        np.multiply(difference[..., : z.shape[-1]], p[..., None], out=target)

    def latex(self, *inputs: str) -> str:
        """The cross-entropy of gamma(z)."""
        z, y = inputs
        gamma = r"\tilde{\gamma}" if self.reference else r"\gamma"
        return rf"-\sum_i {y}_i \log {gamma}({z})_i"
