"""Functions of one value taken entry by entry: the activations, and exp, log, sqrt, powers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array, Shape
from core.linear_map import Diagonal, Identity, LinearMap
from core.ops.base import Operation, flat


class Elementwise(Operation):
    """``s(z)`` entry by entry: the Jacobian is ``diag(s'(z))``, so ``A^T p = s'(z) * p``."""

    symbol: ClassVar[str]

    def output_shape(self, *shapes: Shape) -> Shape:
        """The parent's own shape."""
        (shape,) = shapes
        return shape

    @abstractmethod
    def value(self, z: Array, out: Array) -> None:
        """Write s(z) into `out`."""

    @abstractmethod
    def derivative(self, z: Array, s: Array, out: Array) -> None:
        """Write s'(z) into `out`; `s` is s(z), from which some derivatives are cheaper."""

    def forward(self, inputs: Sequence[Array], out: Array, work: tuple[Array, ...]) -> None:
        """s(z)."""
        self.value(inputs[0], out)

    def backward(
        self,
        p: Array,
        inputs: Sequence[Array],
        output: Array,
        into: Sequence[Array | None],
        work: tuple[Array, ...],
    ) -> None:
        """s'(z) * p."""
        (target,) = into
        if target is not None:
            self.derivative(inputs[0], output, target)
            np.multiply(target, p, out=target)

    def jacobian(self, k: int, inputs: Sequence[Array], output: Array) -> LinearMap:
        """diag(s'(z))."""
        slope = np.empty(output.size)
        self.derivative(flat(inputs[0]), flat(output), slope)
        return Diagonal(slope, f"{self.symbol}'(z)")

    def latex(self, *inputs: str) -> str:
        """The function's symbol around its argument."""
        return rf"{self.symbol}({inputs[0]})"


class IdentityFunction(Elementwise):
    """``z``: a layer without activation."""

    name = "identity"
    symbol = r"\operatorname{id}"

    def value(self, z: Array, out: Array) -> None:
        """z."""
        np.copyto(out, z)

    def derivative(self, z: Array, s: Array, out: Array) -> None:
        """1."""
        out[...] = 1.0

    def jacobian(self, k: int, inputs: Sequence[Array], output: Array) -> LinearMap:
        """I."""
        return Identity(output.size)

    def latex(self, *inputs: str) -> str:
        """z itself."""
        return inputs[0]


class Negate(Elementwise):
    """``-z``."""

    name = "negate"
    symbol = "-"

    def value(self, z: Array, out: Array) -> None:
        """-z."""
        np.negative(z, out=out)

    def derivative(self, z: Array, s: Array, out: Array) -> None:
        """-1."""
        out[...] = -1.0

    def latex(self, *inputs: str) -> str:
        """-z."""
        return f"-{inputs[0]}"


class Sigmoid(Elementwise):
    """``1 / (1 + e^-z)``, with ``s' = s (1 - s)``."""

    name = "sigmoid"
    symbol = r"\sigma"

    def value(self, z: Array, out: Array) -> None:
        """As ``(1 + tanh(z/2)) / 2``: it cannot overflow, and takes half the time of exp."""
        np.multiply(z, 0.5, out=out)
        np.tanh(out, out=out)
        np.multiply(out, 0.5, out=out)
        np.add(out, 0.5, out=out)

    def derivative(self, z: Array, s: Array, out: Array) -> None:
        """s (1 - s)."""
        np.subtract(1.0, s, out=out)
        np.multiply(out, s, out=out)


class Tanh(Elementwise):
    """``tanh z``, with ``s' = 1 - s^2``."""

    name = "tanh"
    symbol = r"\tanh"

    def value(self, z: Array, out: Array) -> None:
        """tanh z."""
        np.tanh(z, out=out)

    def derivative(self, z: Array, s: Array, out: Array) -> None:
        """1 - s^2."""
        np.multiply(s, s, out=out)
        np.subtract(1.0, out, out=out)


class ReLU(Elementwise):
    """``max(z, 0)``, with s'(0) = 0 as in PyTorch."""

    name = "relu"
    symbol = r"\operatorname{ReLU}"

    def value(self, z: Array, out: Array) -> None:
        """max(z, 0)."""
        np.maximum(z, 0.0, out=out)

    def derivative(self, z: Array, s: Array, out: Array) -> None:
        """The sign of s, which is never negative: 0 or 1."""
        np.sign(s, out=out)


class LeakyReLU(Elementwise):
    """``max(z, 0.01 z)``, with s'(0) = 0.01 as in PyTorch."""

    name = "leaky relu"
    symbol = r"\operatorname{LReLU}"
    slope = 0.01

    def value(self, z: Array, out: Array) -> None:
        """max(z, 0.01 z)."""
        np.multiply(z, self.slope, out=out)
        np.maximum(out, z, out=out)

    def derivative(self, z: Array, s: Array, out: Array) -> None:
        """1 where z > 0, else 0.01."""
        out[...] = self.slope
        np.copyto(out, 1.0, where=z > 0.0)


class Exp(Elementwise):
    """``e^z``."""

    name = "exp"
    symbol = r"\exp"

    def value(self, z: Array, out: Array) -> None:
        """e^z."""
        np.exp(z, out=out)

    def derivative(self, z: Array, s: Array, out: Array) -> None:
        """e^z again."""
        np.copyto(out, s)


class Log(Elementwise):
    """The natural logarithm."""

    name = "log"
    symbol = r"\log"

    def value(self, z: Array, out: Array) -> None:
        """`log z`."""
        np.log(z, out=out)

    def derivative(self, z: Array, s: Array, out: Array) -> None:
        """1 / z."""
        np.divide(1.0, z, out=out)


class Sqrt(Elementwise):
    """The square root."""

    name = "sqrt"
    symbol = r"\sqrt"

    def value(self, z: Array, out: Array) -> None:
        """The root."""
        np.sqrt(z, out=out)

    def derivative(self, z: Array, s: Array, out: Array) -> None:
        """1 / (2 sqrt z)."""
        np.divide(0.5, s, out=out)

    def latex(self, *inputs: str) -> str:
        """The root sign."""
        return rf"\sqrt{{{inputs[0]}}}"


@dataclass(frozen=True)
class Power(Elementwise):
    """``z^n`` for a fixed exponent n."""

    exponent: float
    name = "power"
    symbol = r"\operatorname{pow}"

    def value(self, z: Array, out: Array) -> None:
        """z^n."""
        np.power(z, self.exponent, out=out)

    def derivative(self, z: Array, s: Array, out: Array) -> None:
        """n z^(n-1), which is 0 for n = 0 even where z^-1 is infinite."""
        if self.exponent == 0.0:
            out[...] = 0.0
            return
        np.power(z, self.exponent - 1.0, out=out)
        np.multiply(out, self.exponent, out=out)

    def latex(self, *inputs: str) -> str:
        """z with its exponent."""
        return f"{inputs[0]}^{{{self.exponent:g}}}"


ACTIVATIONS: dict[str, Elementwise] = {
    op.name: op for op in (Sigmoid(), Tanh(), ReLU(), LeakyReLU(), IdentityFunction())
}
"""The activations that a layer can choose from, by name."""
