"""A large matrix seen through a window: which rows and columns, and their entries. No Qt.

`LinearMap.window` is asked for what is seen, and never for the whole of a large matrix.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Array
from core.linear_map import (
    Dense,
    Diagonal,
    Identity,
    KroneckerRow,
    LinearMap,
    Product,
)

AT_ONCE = 65_536
"""Entries that may be computed at once to find the largest."""


@dataclass(frozen=True, slots=True)
class Window:
    """The rows and columns of a matrix that are seen."""

    shape: tuple[int, int]
    """Of the whole matrix."""
    rows: int
    """How many are seen, at most all."""
    columns: int
    row: int = 0
    """The first that is seen."""
    column: int = 0

    @property
    def whole(self) -> bool:
        """True if all of the matrix is seen."""
        return self.rows >= self.shape[0] and self.columns >= self.shape[1]

    @property
    def row_range(self) -> range:
        """The rows that are seen."""
        return range(self.row, min(self.row + self.rows, self.shape[0]))

    @property
    def column_range(self) -> range:
        """The columns that are seen."""
        return range(self.column, min(self.column + self.columns, self.shape[1]))

    def at(self, row: int, column: int) -> Window:
        """Return the window that begins there, or as near as the matrix allows."""
        return replace(
            self,
            row=min(max(row, 0), max(self.shape[0] - self.rows, 0)),
            column=min(max(column, 0), max(self.shape[1] - self.columns, 0)),
        )

    def centred(self, row: int, column: int) -> Window:
        """Return the window with an entry in its middle, or as near as the matrix allows."""
        return self.at(row - self.rows // 2, column - self.columns // 2)

    def holding(self, row: int, column: int) -> Window:
        """Return the window moved no further than it must be to show an entry."""
        first_row = min(max(self.row, row - self.rows + 1), row)
        first_column = min(max(self.column, column - self.columns + 1), column)
        return self.at(first_row, first_column)

    def sized(self, rows: int, columns: int, centred: bool = False) -> Window:
        """Return the window with other numbers of rows and columns, from the same first entry.

        With `centred` the middle stays instead.
        """
        rows, columns = min(rows, self.shape[0]), min(columns, self.shape[1])
        row, column = self.row, self.column
        if centred:
            row += (self.rows - rows) // 2
            column += (self.columns - columns) // 2
        return Window(self.shape, rows, columns).at(row, column)


def block_width(linear_map: LinearMap) -> int:
    """Return n if row k has entries in the columns k n to (k + 1) n - 1 only; else 0."""
    if isinstance(linear_map, Product):
        widths = [block_width(factor) for factor in linear_map.factors]
        return widths[-1] if all(width == 1 for width in widths[:-1]) else 0
    if isinstance(linear_map, KroneckerRow):
        return linear_map.row.size
    return 1 if isinstance(linear_map, (Diagonal, Identity)) else 0


def pattern(window: Window, block: int) -> Array:
    """Return 1 where an entry that is seen may be other than 0, else 0.

    `block` is the width of the blocks of a block diagonal matrix; 0 if entries can be anywhere.
    """
    if not block:
        return np.ones((len(window.row_range), len(window.column_range)))
    rows, columns = np.array(window.row_range), np.array(window.column_range)
    return np.asarray(columns[None, :] // block == rows[:, None], np.float64)


def largest(linear_map: LinearMap) -> float:
    """Return the largest size of an entry, for the scale of the colours.

    Of a large matrix without a structure that tells, a sample of the columns is taken.
    """
    if isinstance(linear_map, Identity):
        return 1.0
    if isinstance(linear_map, Dense):
        return size_of(linear_map.matrix)
    if isinstance(linear_map, Diagonal):
        return size_of(linear_map.diagonal)
    if isinstance(linear_map, KroneckerRow):
        return size_of(linear_map.row)
    if isinstance(linear_map, Product):
        first, rest = _split(linear_map)
        if isinstance(first, Identity):
            return largest(rest)
        if isinstance(first, Diagonal) and isinstance(rest, KroneckerRow):
            return size_of(first.diagonal) * largest(rest)
        if isinstance(first, Diagonal) and isinstance(rest, Dense):
            return size_of(np.abs(first.diagonal) * np.abs(rest.matrix).max(axis=1, initial=0.0))
    rows, columns = linear_map.shape
    step = max(-(-rows * columns // AT_ONCE), 1)
    return size_of(linear_map.window(range(rows), range(0, columns, step)))


def _split(product: Product) -> tuple[LinearMap, LinearMap]:
    first, *rest = product.factors
    return first, rest[0] if len(rest) == 1 else Product(tuple(rest))


def size_of(values: Array) -> float:
    """Return the largest size of an entry."""
    return float(np.abs(values).max(initial=0.0))
