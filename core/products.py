"""Matrix products, cut into the pieces that OpenBLAS multiplies fastest.

For products of up to a million multiplications OpenBLAS has kernels that read the operands where
they lie; above that it packs them into buffers first, which pays only for far larger matrices than
ours. Cut into pieces below that limit, the products of our layers take a fifth to a half less
time. The kernels exist for processors with AVX-512; elsewhere the product is left whole. The cut
depends on the shapes alone, so a run is the same, bit for bit, every time on the same machine.
(Figures in docs/decisions.md.)
"""

from __future__ import annotations

from functools import cache

import numpy as np
from threadpoolctl import threadpool_info

from core.arrays import Array

SMALL_PRODUCT = 1_000_000
"""Multiplications up to which OpenBLAS takes its small kernels."""
ROWS = 8
"""Rows of a piece: a whole number of the kernels' registers, and never a bad stride."""
ARCHITECTURES = frozenset({"SkylakeX", "Cooperlake", "SapphireRapids"})
"""What OpenBLAS calls the processors that it has small kernels for."""


@cache
def has_small_kernels() -> bool:
    """Return whether numpy's OpenBLAS has small kernels on this machine."""
    return any(
        library.get("internal_api") == "openblas" and library.get("architecture") in ARCHITECTURES
        for library in threadpool_info()
    )


def product_by_rows(left: Array, right: Array, out: Array) -> None:
    """Write ``left @ right`` into `out`, cutting `left` (rows, n) and `out` across.

    Both must be in C order; `right` (n, columns) may be transposed.
    """
    rows, n = left.shape
    columns = out.shape[-1]
    pieces = _row_pieces(rows, n * columns)
    if pieces == 1:
        np.matmul(left, right, out=out)
    else:
        height = rows // pieces
        stack = left.reshape(pieces, height, n)
        np.matmul(stack, right, out=out.reshape(pieces, height, columns))


def product_by_columns(left: Array, right: Array, out: Array) -> None:
    """Write ``left @ right`` into `out`, cutting `right` (n, columns) and `out` lengthwise.

    Both must be in C order; `left` (rows, n) may be transposed.
    """
    n, columns = right.shape
    rows = len(left)
    pieces = _column_pieces(columns, rows * n)
    if pieces == 1:
        np.matmul(left, right, out=out)
    else:
        width = columns // pieces
        stack = right.reshape(n, pieces, width).swapaxes(0, 1)
        np.matmul(left, stack, out=out.reshape(rows, pieces, width).swapaxes(0, 1))


@cache
def _row_pieces(rows: int, multiplications_per_row: int) -> int:
    if not has_small_kernels() or rows * multiplications_per_row <= SMALL_PRODUCT:
        return 1
    height = ROWS
    while height > 1 and height * multiplications_per_row > SMALL_PRODUCT:
        height //= 2
    fits = rows % height == 0 and height * multiplications_per_row <= SMALL_PRODUCT
    return rows // height if fits else 1


@cache
def _column_pieces(columns: int, multiplications_per_column: int) -> int:
    whole = columns * multiplications_per_column
    if not has_small_kernels() or whole <= SMALL_PRODUCT:
        return 1
    for pieces in range(-(-whole // SMALL_PRODUCT), columns // ROWS + 1):
        if columns % pieces == 0:
            return pieces
    return 1
