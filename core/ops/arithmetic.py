"""Arithmetic of two values entry by entry, and the sum of all entries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array, Shape
from core.linear_map import Dense, Diagonal, Identity, LinearMap
from core.ops.base import Operation, flat, require_equal


class _Binary(Operation):
    """Two operands of the same shape."""

    sign: str

    def output_shape(self, *shapes: Shape) -> Shape:
        """The common shape."""
        left, right = shapes
        return require_equal(self.name, left, right)

    def latex(self, *inputs: str) -> str:
        """The operands around the sign."""
        return f"{inputs[0]} {self.sign} {inputs[1]}"


class Add(_Binary):
    """``x + y``: the adjoint goes to both."""

    name = "add"
    sign = "+"

    def forward(self, inputs: Sequence[Array], out: Array, work: tuple[Array, ...]) -> None:
        """x + y."""
        np.add(inputs[0], inputs[1], out=out)

    def backward(
        self,
        p: Array,
        inputs: Sequence[Array],
        output: Array,
        into: Sequence[Array | None],
        work: tuple[Array, ...],
    ) -> None:
        """`p` and `p`."""
        for target in into:
            if target is not None:
                np.copyto(target, p)

    def jacobian(self, k: int, inputs: Sequence[Array], output: Array) -> LinearMap:
        """I."""
        return Identity(output.size)


class Subtract(_Binary):
    """``x - y``."""

    name = "subtract"
    sign = "-"

    def forward(self, inputs: Sequence[Array], out: Array, work: tuple[Array, ...]) -> None:
        """x - y."""
        np.subtract(inputs[0], inputs[1], out=out)

    def backward(
        self,
        p: Array,
        inputs: Sequence[Array],
        output: Array,
        into: Sequence[Array | None],
        work: tuple[Array, ...],
    ) -> None:
        """`p` and `-p`."""
        p_x, p_y = into
        if p_x is not None:
            np.copyto(p_x, p)
        if p_y is not None:
            np.negative(p, out=p_y)

    def jacobian(self, k: int, inputs: Sequence[Array], output: Array) -> LinearMap:
        """I and -I."""
        return Identity(output.size) if k == 0 else Diagonal(-np.ones(output.size), "-1")


class Multiply(_Binary):
    """``x * y``: each factor is the other's derivative."""

    name = "multiply"
    sign = r"\cdot"

    def forward(self, inputs: Sequence[Array], out: Array, work: tuple[Array, ...]) -> None:
        """x * y."""
        np.multiply(inputs[0], inputs[1], out=out)

    def backward(
        self,
        p: Array,
        inputs: Sequence[Array],
        output: Array,
        into: Sequence[Array | None],
        work: tuple[Array, ...],
    ) -> None:
        """`p y` and `p x`."""
        for target, other in zip(into, reversed(inputs), strict=True):
            if target is not None:
                np.multiply(p, other, out=target)

    def jacobian(self, k: int, inputs: Sequence[Array], output: Array) -> LinearMap:
        """diag(y) and diag(x)."""
        return Diagonal(flat(inputs[1 - k]), "yx"[k])


class Divide(_Binary):
    """``x / y``."""

    name = "divide"
    sign = "/"

    def forward(self, inputs: Sequence[Array], out: Array, work: tuple[Array, ...]) -> None:
        """x / y."""
        np.divide(inputs[0], inputs[1], out=out)

    def backward(
        self,
        p: Array,
        inputs: Sequence[Array],
        output: Array,
        into: Sequence[Array | None],
        work: tuple[Array, ...],
    ) -> None:
        """`p / y` and `-p x / y^2`."""
        p_x, p_y = into
        if p_x is not None:
            np.divide(p, inputs[1], out=p_x)
        if p_y is not None:
            np.divide(output, inputs[1], out=p_y)
            np.multiply(p_y, p, out=p_y)
            np.negative(p_y, out=p_y)

    def jacobian(self, k: int, inputs: Sequence[Array], output: Array) -> LinearMap:
        """diag(1/y) and diag(-x/y^2)."""
        x, y = flat(inputs[0]), flat(inputs[1])
        return Diagonal(1.0 / y, "1/y") if k == 0 else Diagonal(-x / y**2, "-x/y^2")

    def latex(self, *inputs: str) -> str:
        """A fraction."""
        return rf"\frac{{{inputs[0]}}}{{{inputs[1]}}}"


class Sum(Operation):
    """The sum of all entries: its gradient is 1 everywhere."""

    name = "sum"

    def output_shape(self, *shapes: Shape) -> Shape:
        """A scalar."""
        return ()

    def forward(self, inputs: Sequence[Array], out: Array, work: tuple[Array, ...]) -> None:
        """Add up the entries of each sample."""
        np.sum(inputs[0].reshape((*out.shape, -1)), axis=-1, out=out)

    def backward(
        self,
        p: Array,
        inputs: Sequence[Array],
        output: Array,
        into: Sequence[Array | None],
        work: tuple[Array, ...],
    ) -> None:
        """`p` for every entry."""
        (target,) = into
        if target is not None:
            np.copyto(target.reshape((*p.shape, -1)), p[..., None])

    def jacobian(self, k: int, inputs: Sequence[Array], output: Array) -> LinearMap:
        """A row of ones."""
        return Dense(np.ones((1, inputs[0].size)), r"\mathbf{1}^T")

    def latex(self, *inputs: str) -> str:
        """The sum sign."""
        return rf"\sum_j {inputs[0]}_j"
