"""How the entries of a vector or matrix lie on the stage, cell by cell. No Qt in here.

Values are seen as planes of rows and columns: a vector is one row, a matrix one plane, and a matrix
whose rows are images one plane for each row. The cells of a plane stay together, the planes form a
grid; a long vector is folded into several columns instead, read downwards.

What has less than a pixel for each entry is pooled: one cell stands for a block of entries, and
shows the one that is largest in magnitude. It is never left out silently: `Cells.pooled` says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array, IntArray, Shape

NOTHING = -1
"""Stands for "no cell here": a gap, or the rest of an unfinished row."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Cells in one direction: their pitch, and a gap after every `group` of them."""

    count: int
    pitch: float
    gap: float = 0.0
    """The part of the pitch that stays empty, after the cell."""
    group: int = 0
    """How many cells lie close together; 0 means all of them."""
    group_gap: float = 0.0

    @property
    def length(self) -> float:
        """From the first cell's beginning to the last cell's end."""
        return self.start(self.count - 1) + self.pitch - self.gap if self.count else 0.0

    def start(self, index: int) -> float:
        """Where a cell begins."""
        groups = index // self.group if self.group else 0
        return index * self.pitch + groups * self.group_gap

    def at(self, position: float) -> int:
        """The cell at a position, or NOTHING beyond the ends.

        A gap belongs to the cell before it: whoever points there means a cell, not a line.
        """
        if not 0 <= position < self.length:
            return NOTHING
        if not self.group:
            return min(int(position // self.pitch), self.count - 1)
        groups, within = divmod(position, self.group * self.pitch + self.group_gap)
        inside = min(int(within // self.pitch), self.group - 1)
        return min(int(groups) * self.group + inside, self.count - 1)

    def indices(self, positions: Array) -> IntArray:
        """The cell that covers each position (n,), NOTHING where there is none, as in a gap."""
        if self.group:
            step = self.group * self.pitch + self.group_gap
            groups = np.floor(positions / step)
            within = positions - groups * step
            inside = np.floor(within / self.pitch)
            index = groups * self.group + inside
            good = (inside < self.group) & (within - inside * self.pitch < self.pitch - self.gap)
        else:
            index = np.floor(positions / self.pitch)
            good = positions - index * self.pitch < self.pitch - self.gap
        good &= (index >= 0) & (index < self.count)
        return np.where(good, index, NOTHING).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one thing, relative to its upper left corner."""

    shape: Shape
    """Of the values: (n,) or (m, n)."""
    planes: int
    height: int
    width: int
    """The values as (planes, height, width)."""
    pool_rows: int
    pool_columns: int
    x: Axis
    y: Axis
    grid: int = 1
    """Planes in a row of the grid."""
    folded: bool = False
    """Cells go down column after column, instead of along the rows of planes."""

    @property
    def plane_rows(self) -> int:
        """Rows of cells in a plane."""
        return -(-self.height // self.pool_rows)

    @property
    def plane_columns(self) -> int:
        """Columns of cells in a plane."""
        return -(-self.width // self.pool_columns)

    @property
    def count(self) -> int:
        """How many cells there are."""
        return self.planes * self.plane_rows * self.plane_columns

    @property
    def pooled(self) -> bool:
        """True if a cell stands for more than one entry."""
        return self.pool_rows > 1 or self.pool_columns > 1

    @property
    def pooling(self) -> str:
        """What to write beside what is pooled; nothing otherwise."""
        if not self.pooled:
            return ""
        if self.pool_rows == 1:
            return f"pooled {self.pool_columns}"
        return f"pooled {self.pool_rows} × {self.pool_columns}"

    @property
    def brief_pooling(self) -> str:
        """The same where there is hardly any room: ÷2."""
        if not self.pooled:
            return ""
        sides = {self.pool_rows, self.pool_columns}
        if self.pool_rows == 1 or len(sides) == 1:
            return f"÷{self.pool_columns}"
        return f"÷{self.pool_rows}×{self.pool_columns}"

    def slots(self) -> IntArray:
        """The cell at each place of the grid, (y.count, x.count); NOTHING where there is none."""
        row = np.arange(self.y.count)[:, None]
        column = np.arange(self.x.count)[None, :]
        if self.folded:
            cell = column * self.y.count + row
            return np.where(cell < self.count, cell, NOTHING)
        rows, columns = self.plane_rows, self.plane_columns
        plane = row // rows * self.grid + column // columns
        cell = (plane * rows + row % rows) * columns + column % columns
        return np.where(plane < self.planes, cell, NOTHING)

    def place(self, cell: int) -> tuple[int, int]:
        """Row and column of a cell in the grid."""
        if self.folded:
            return cell % self.y.count, cell // self.y.count
        plane, inside = divmod(cell, self.plane_rows * self.plane_columns)
        row, column = divmod(inside, self.plane_columns)
        down, across = divmod(plane, self.grid)
        return down * self.plane_rows + row, across * self.plane_columns + column

    def cell_at_place(self, row: int, column: int) -> int:
        """The cell at a place of the grid, or NOTHING."""
        if not (0 <= row < self.y.count and 0 <= column < self.x.count):
            return NOTHING
        if self.folded:
            cell = column * self.y.count + row
            return cell if cell < self.count else NOTHING
        rows, columns = self.plane_rows, self.plane_columns
        plane = row // rows * self.grid + column // columns
        if column // columns >= self.grid or plane >= self.planes:
            return NOTHING
        return (plane * rows + row % rows) * columns + column % columns

    def cell_at(self, x: float, y: float) -> int:
        """The cell at a point, or NOTHING."""
        row, column = self.y.at(y), self.x.at(x)
        if NOTHING in (row, column):
            return NOTHING
        return self.cell_at_place(row, column)

    def box(self, cell: int) -> tuple[float, float, float, float]:
        """Left, top, width and height of a cell."""
        row, column = self.place(cell)
        x, y = self.x, self.y
        return x.start(column), y.start(row), x.pitch - x.gap, y.pitch - y.gap

    def block(self, cell: int) -> IntArray:
        """The flat indices of the entries that a cell stands for, in order."""
        plane, inside = divmod(cell, self.plane_rows * self.plane_columns)
        row, column = divmod(inside, self.plane_columns)
        top, left = row * self.pool_rows, column * self.pool_columns
        rows = np.arange(top, min(top + self.pool_rows, self.height))[:, None]
        columns = np.arange(left, min(left + self.pool_columns, self.width))[None, :]
        return np.asarray(((plane * self.height + rows) * self.width + columns).ravel(), np.int64)

    def cell_of(self, entry: int) -> int:
        """The cell that shows an entry, given by its flat index."""
        plane, inside = divmod(entry, self.height * self.width)
        row, column = divmod(inside, self.width)
        row, column = row // self.pool_rows, column // self.pool_columns
        return (plane * self.plane_rows + row) * self.plane_columns + column

    def shown(self, values: Array) -> Array:
        """The value that each cell shows, (count,): its entry, or the largest of its block."""
        if not self.pooled:
            return values.reshape(-1)
        planes = values.reshape(self.planes, self.height, self.width)
        down = self.plane_rows * self.pool_rows - self.height
        across = self.plane_columns * self.pool_columns - self.width
        if down or across:
            # Zeros never win over an entry, unless all of them are zero.
            planes = np.pad(planes, ((0, 0), (0, down), (0, across)))
        blocks = planes.reshape(
            self.planes, self.plane_rows, self.pool_rows, self.plane_columns, self.pool_columns
        )
        high, low = blocks.max(axis=(2, 4)), blocks.min(axis=(2, 4))
        shown: Array = np.where(high >= -low, high, low).reshape(-1)
        return shown


def is_image(cells: Cells) -> bool:
    """True for a vector that is shown as the picture that it is."""
    return len(cells.shape) == 1 and cells.planes == 1 and not cells.folded
