"""What an operation of a computation graph is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from core.arrays import Array, Shape
from core.linear_map import LinearMap


class Operation(ABC):
    """One assignment of a computation graph: a value computed from its parents' values.

    An operation says the same thing three times, and the tests hold the three against each other:

    - `forward` and `backward` work on whole minibatches, in buffers that are given to them. Values
      carry the batch as their leading axis, parameters do not.
    - `jacobian` gives the derivative by one parent, for one sample, as a `LinearMap`: the A (the
      parent is a value) or B (it is a parameter) of the texts.
    - `latex` writes it down.
    """

    name: ClassVar[str]

    reduces_batch: ClassVar[bool] = False
    """True if `backward` itself sums the contributions of a batch to a parent without batch axis.

    An affine layer gets the sum for free from its matrix product, and only its first parent may
    carry a batch. Where this is False the program sums what `backward` returns for each sample.
    """

    @abstractmethod
    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the shape of the value of one sample; ValueError if the parents do not fit."""

    def workspace(
        self, lead: Shape, shapes: Sequence[Shape], dtype: npt.DTypeLike
    ) -> tuple[Array, ...]:
        """Allocate what `forward` leaves behind for `backward`. `lead` is (batch,) or ()."""
        return ()

    @abstractmethod
    def forward(self, inputs: Sequence[Array], out: Array, work: tuple[Array, ...]) -> None:
        """Compute the value from the parents' values into `out`."""

    @abstractmethod
    def backward(
        self,
        p: Array,
        inputs: Sequence[Array],
        output: Array,
        into: Sequence[Array | None],
        work: tuple[Array, ...],
    ) -> None:
        """Write each parent's adjoint, the transposed Jacobian applied to `p`, into its buffer.

        A buffer that is None is not needed. Buffers are overwritten: adding up the contributions
        of a parent that is used twice is the program's business.
        """

    @abstractmethod
    def jacobian(self, k: int, inputs: Sequence[Array], output: Array) -> LinearMap:
        """Return the derivative by parent `k` for one sample (no batch axis)."""

    @abstractmethod
    def latex(self, *inputs: str) -> str:
        """Write the operation in LaTeX, with the parents' symbols."""


def require_equal(name: str, *shapes: Shape) -> Shape:
    """Return the common shape; ValueError otherwise.

    Shapes must be equal, not merely broadcastable: a batch axis that broadcasts against the
    features gives wrong numbers without an error.
    """
    if any(shape != shapes[0] for shape in shapes):
        raise ValueError(f"{name} needs operands of the same shape, got {shapes}")
    return shapes[0]


def flat(values: Array) -> Array:
    """Return the values as a float64 vector, the form on which a `LinearMap` acts."""
    return np.asarray(values, dtype=np.float64).ravel()
