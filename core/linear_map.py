"""Jacobians as linear maps that keep their structure.

A Jacobian is rarely a full table of numbers: the one of ``s(z)`` taken entry by entry is diagonal,
the one of ``W z`` with respect to ``W`` is ``I (x) z^T``, block diagonal with one block repeated.
That structure is what a student should see, and what makes reverse mode cheap, so it is kept: a
`LinearMap` can be applied, applied transposed, counted, named, and looked at through a window,
without its matrix ever being built. (Seed 001, section 6.5; the table in seed 001's notation.)

Maps act on flat vectors; the entries of a parameter matrix are taken row by row.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.arrays import Array


class LinearMap(ABC):
    """A linear map from R^n to R^m; its matrix has `shape` (m, n)."""

    shape: tuple[int, int]

    @property
    @abstractmethod
    def structure(self) -> str:
        """Name the structure in words, such as ``"diagonal"``."""

    @property
    @abstractmethod
    def latex(self) -> str:
        r"""Name the structure in LaTeX, such as ``I \otimes z^T``."""

    @abstractmethod
    def apply(self, v: Array) -> Array:
        """Return the product of the matrix and `v` (n,): (m,). One step of forward mode."""

    @abstractmethod
    def apply_transposed(self, p: Array) -> Array:
        """Return the product of the transposed matrix and `p` (m,): (n,). One step backward."""

    @abstractmethod
    def window(self, rows: Sequence[int] | Array, columns: Sequence[int] | Array) -> Array:
        """Return the entries in these rows and columns, as a table of their lengths."""

    @property
    @abstractmethod
    def operations(self) -> int:
        """Count the multiplications and additions of one `apply`.

        A dense n x m by m x l product costs ``n l (2m - 1)`` (seed 001).
        """

    @property
    @abstractmethod
    def operations_transposed(self) -> int:
        """Count the multiplications and additions of one `apply_transposed`."""

    def window_times(
        self, right: LinearMap, rows: Sequence[int] | Array, columns: Sequence[int] | Array
    ) -> Array:
        """Return these entries of the product with `right`, computed for them alone.

        The factors on the left are the small ones: an activation that scales or mixes rows.
        """
        inner = np.arange(self.shape[1])
        return np.asarray(self.window(rows, inner) @ right.window(inner, columns))

    def dense(self) -> Array:
        """Return the whole matrix. For small maps, and for tests."""
        rows, columns = self.shape
        return self.window(np.arange(rows), np.arange(columns))


def _dense_cost(rows: int, columns: int) -> int:
    return rows * max(2 * columns - 1, 0)


@dataclass(frozen=True, eq=False)
class Dense(LinearMap):
    """A matrix without structure, such as ``A = W`` of an affine layer."""

    matrix: Array
    symbol: str = "W"

    @cached_property
    def shape(self) -> tuple[int, int]:  # type: ignore[override]
        """Rows and columns of the matrix."""
        rows, columns = self.matrix.shape
        return rows, columns

    @property
    def structure(self) -> str:
        """Dense; a single row is the transpose of a gradient."""
        return "row vector" if self.shape[0] == 1 else "dense"

    @property
    def latex(self) -> str:
        """The matrix's own symbol."""
        return self.symbol

    def apply(self, v: Array) -> Array:
        """Multiply."""
        return np.asarray(self.matrix @ v)

    def apply_transposed(self, p: Array) -> Array:
        """Multiply by the transpose."""
        return np.asarray(self.matrix.T @ p)

    def window(self, rows: Sequence[int] | Array, columns: Sequence[int] | Array) -> Array:
        """Pick the entries."""
        return np.asarray(self.matrix[np.ix_(np.asarray(rows), np.asarray(columns))])

    @property
    def operations(self) -> int:
        """m (2n - 1)."""
        return _dense_cost(*self.shape)

    @property
    def operations_transposed(self) -> int:
        """n (2m - 1)."""
        return _dense_cost(self.shape[1], self.shape[0])


@dataclass(frozen=True, eq=False)
class Diagonal(LinearMap):
    """``diag(d)``: the Jacobian of a function taken entry by entry."""

    diagonal: Array
    symbol: str = "s'(z)"

    @cached_property
    def shape(self) -> tuple[int, int]:  # type: ignore[override]
        """Square, one row for each entry of the diagonal."""
        return self.diagonal.size, self.diagonal.size

    @property
    def structure(self) -> str:
        """Diagonal."""
        return "diagonal"

    @property
    def latex(self) -> str:
        """The diagonal's symbol inside diag( )."""
        return rf"\operatorname{{diag}}({self.symbol})"

    def apply(self, v: Array) -> Array:
        """Multiply entry by entry."""
        return np.asarray(self.diagonal * v)

    def apply_transposed(self, p: Array) -> Array:
        """Multiply entry by entry: a diagonal matrix is its own transpose."""
        return np.asarray(self.diagonal * p)

    def window(self, rows: Sequence[int] | Array, columns: Sequence[int] | Array) -> Array:
        """Zero off the diagonal."""
        r, c = np.asarray(rows)[:, None], np.asarray(columns)[None, :]
        return np.where(r == c, self.diagonal[r], 0.0)

    def window_times(
        self, right: LinearMap, rows: Sequence[int] | Array, columns: Sequence[int] | Array
    ) -> Array:
        """Scale the rows of `right`."""
        return np.asarray(self.diagonal[np.asarray(rows), None] * right.window(rows, columns))

    @property
    def operations(self) -> int:
        """One multiplication for each entry."""
        return self.diagonal.size

    @property
    def operations_transposed(self) -> int:
        """One multiplication for each entry."""
        return self.diagonal.size


@dataclass(frozen=True)
class Identity(LinearMap):
    """The identity: ``B`` of a bias, ``A`` of the identity function."""

    size: int

    @property
    def shape(self) -> tuple[int, int]:  # type: ignore[override]
        """Square."""
        return self.size, self.size

    @property
    def structure(self) -> str:
        """Identity."""
        return "identity"

    @property
    def latex(self) -> str:
        """I with its size."""
        return f"I_{{{self.size}}}"

    def apply(self, v: Array) -> Array:
        """Return the vector."""
        return v

    def apply_transposed(self, p: Array) -> Array:
        """Return the vector."""
        return p

    def window(self, rows: Sequence[int] | Array, columns: Sequence[int] | Array) -> Array:
        """Ones on the diagonal."""
        r, c = np.asarray(rows)[:, None], np.asarray(columns)[None, :]
        return np.asarray(r == c, dtype=float)

    def window_times(
        self, right: LinearMap, rows: Sequence[int] | Array, columns: Sequence[int] | Array
    ) -> Array:
        """Return those of `right`."""
        return right.window(rows, columns)

    @property
    def operations(self) -> int:
        """Nothing to compute."""
        return 0

    @property
    def operations_transposed(self) -> int:
        """Nothing to compute."""
        return 0


@dataclass(frozen=True, eq=False)
class KroneckerRow(LinearMap):
    """``I_m (x) z^T``: the Jacobian of ``W z`` with respect to ``W``, taken row by row.

    Row k holds ``z^T`` in the columns of W's row k and zeros elsewhere. For 784 -> 128 it would
    have 128 x 100,352 entries; here it is the vector z and the number m.
    """

    repeats: int
    row: Array
    symbol: str = "z"

    @cached_property
    def shape(self) -> tuple[int, int]:  # type: ignore[override]
        """m by m n."""
        return self.repeats, self.repeats * self.row.size

    @property
    def structure(self) -> str:
        """Kronecker product with an identity."""
        return "Kronecker product, block diagonal"

    @property
    def latex(self) -> str:
        """I (x) z^T."""
        return rf"I_{{{self.repeats}}} \otimes {{{self.symbol}}}^T"

    def apply(self, v: Array) -> Array:
        """Return V z, where v is vec(V)."""
        return np.asarray(v.reshape(self.repeats, self.row.size) @ self.row)

    def apply_transposed(self, p: Array) -> Array:
        """Return p (x) z, the outer product taken row by row: the gradient of W."""
        return np.multiply.outer(p, self.row).ravel()

    def window(self, rows: Sequence[int] | Array, columns: Sequence[int] | Array) -> Array:
        """z in the row's own block, zero elsewhere."""
        r, c = np.asarray(rows)[:, None], np.asarray(columns)[None, :]
        n = self.row.size
        return np.asarray(np.where(c // n == r, self.row[c % n], 0.0))

    @property
    def operations(self) -> int:
        """m (2n - 1)."""
        return _dense_cost(self.repeats, self.row.size)

    @property
    def operations_transposed(self) -> int:
        """m n: one product for each entry of W."""
        return self.repeats * self.row.size


@dataclass(frozen=True, eq=False)
class DiagonalMinusOuter(LinearMap):
    """``diag(u) - v u^T``: the Jacobian of a softmax, with ``u = v = gamma``.

    With the modified softmax of K - 1 scores (seed 000), v has the K probabilities and u the first
    K - 1 of them: the matrix is K x (K - 1), its last row without a diagonal entry.
    """

    u: Array
    v: Array
    symbol: str = r"\gamma"

    @cached_property
    def shape(self) -> tuple[int, int]:  # type: ignore[override]
        """As many rows as v has entries, as many columns as u."""
        return self.v.size, self.u.size

    @property
    def structure(self) -> str:
        """Diagonal minus a matrix of rank one."""
        return "diagonal minus rank one"

    @property
    def latex(self) -> str:
        """diag(gamma) - gamma gamma^T."""
        g = self.symbol
        return rf"\operatorname{{diag}}({g}) - {g} {g}^T"

    def apply(self, v: Array) -> Array:
        """Return u * v - v (u . v), padded by zeros where there is no diagonal."""
        scaled = self.u * v
        result = -self.v * scaled.sum()
        result[: self.u.size] += scaled
        return np.asarray(result)

    def apply_transposed(self, p: Array) -> Array:
        """Return u * (p - v . p)."""
        return np.asarray(self.u * (p[: self.u.size] - self.v @ p))

    def window(self, rows: Sequence[int] | Array, columns: Sequence[int] | Array) -> Array:
        """u_i (delta_ij - v_i), entry by entry."""
        r, c = np.asarray(rows)[:, None], np.asarray(columns)[None, :]
        return np.asarray(np.where(r == c, self.u[c], 0.0) - self.v[r] * self.u[c])

    @property
    def operations(self) -> int:
        """n products, n - 1 sums, m products, n sums."""
        m, n = self.shape
        return n + (n - 1) + m + n

    @property
    def operations_transposed(self) -> int:
        """An inner product, n differences, n products."""
        m, n = self.shape
        return (2 * m - 1) + n + n


@dataclass(frozen=True, eq=False)
class Product(LinearMap):
    """The product of maps, applied from the right: ``(A B) v = A (B v)``.

    Two matrix-vector products, never a matrix-matrix product: the reason why the order of
    multiplication matters (seed 001, forward against backward).
    """

    factors: tuple[LinearMap, ...]

    def __post_init__(self) -> None:
        for left, right in zip(self.factors, self.factors[1:], strict=False):
            if left.shape[1] != right.shape[0]:
                raise ValueError(f"cannot multiply {left.shape} by {right.shape}")

    @cached_property
    def shape(self) -> tuple[int, int]:  # type: ignore[override]
        """Rows of the first factor, columns of the last."""
        return self.factors[0].shape[0], self.factors[-1].shape[1]

    @property
    def structure(self) -> str:
        """Name the factors."""
        return " times ".join(factor.structure for factor in self.factors)

    @property
    def latex(self) -> str:
        """The factors side by side."""
        return r" \, ".join(f"({f.latex})" if "-" in f.latex else f.latex for f in self.factors)

    def apply(self, v: Array) -> Array:
        """Apply the factors from right to left."""
        for factor in reversed(self.factors):
            v = factor.apply(v)
        return v

    def apply_transposed(self, p: Array) -> Array:
        """Apply the transposed factors from left to right."""
        for factor in self.factors:
            p = factor.apply_transposed(p)
        return p

    def window(self, rows: Sequence[int] | Array, columns: Sequence[int] | Array) -> Array:
        """Multiply out for these entries alone, from the left."""
        first, *rest = self.factors
        if not rest:
            return first.window(rows, columns)
        right = rest[0] if len(rest) == 1 else Product(tuple(rest))
        return first.window_times(right, rows, columns)

    @property
    def operations(self) -> int:
        """The sum over the factors."""
        return sum(factor.operations for factor in self.factors)

    @property
    def operations_transposed(self) -> int:
        """The sum over the factors."""
        return sum(factor.operations_transposed for factor in self.factors)
