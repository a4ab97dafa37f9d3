"""How large the cells of a thing can be in the room that there is. Pure arithmetic, no Qt.

Answers are remembered: the layout asks the same again and again while it tries what fits.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from math import ceil, sqrt

from gui.stage.cells import Axis, Cells

GAP_FROM = 5.0
"""Cells of this pitch or more stand apart by a pixel."""
IMAGE_GAP_FROM = 8.0
"""The same for pixels: smaller ones would show more mesh than image."""
LARGEST_CELL = 24.0
NUMBER_HEIGHT = 22.0
LEAST_STRIP_CELL = 3.0
STRIP_WIDTH = 26.0
FEW = 16
"""Rows that are never pooled, if there is a pixel for each."""
FEW_CELL = 12.0


def axis(
    count: int,
    pitch: float,
    group: int = 0,
    group_gap: float = 0.0,
    gap_from: float = GAP_FROM,
) -> Axis:
    """Cells that stand apart if they are large enough."""
    gap = 1.0 if pitch >= gap_from else 0.0
    if group and gap:
        group_gap -= gap  # there is one already
    return Axis(count, pitch, gap, group, max(group_gap, 0.0))


@lru_cache(maxsize=4096)
def fit_strip(n: int, height: float, widest: float, figure: tuple[float, float] | None) -> Cells:
    """A vector as a strip, in as few columns as it needs.

    Args:
        n: entries.
        height: room.
        widest: room; what does not fit with a pixel for each entry is pooled.
        figure: width and height of a cell that has its number written in it, if there may be any.
    """
    if figure is not None and n * figure[1] <= height:
        return _folded(n, 1, n, *figure)
    pitch = min(LARGEST_CELL, floor_pixel(height / n))
    if pitch >= LEAST_STRIP_CELL:
        return _folded(n, 1, n, STRIP_WIDTH + 1.0, pitch)
    pool = 1
    while True:
        cells = ceil(n / pool)
        for least in (LEAST_STRIP_CELL, 2.0, 1.0):
            most = max(1, int(height // least))
            columns = ceil(cells / most)
            width = max(least, min(12.0, floor_pixel(widest / columns)))
            if columns * width <= widest:
                rows = ceil(cells / columns)
                tall = min(width, floor_pixel(height / rows))
                return _folded(n, pool, rows, width, tall)
        pool += 1


def _folded(n: int, pool: int, rows: int, width: float, height: float) -> Cells:
    columns = ceil(ceil(n / pool) / rows)
    return Cells(
        (n,), 1, 1, n, 1, pool, axis(columns, width), axis(rows, height), columns, folded=True
    )


@lru_cache(maxsize=4096)
def fit_image(shape: tuple[int, int], height: float, width: float) -> Cells:
    """A vector as the picture that it is."""
    rows, columns = shape
    cells = Cells((rows * columns,), 1, rows, columns, 1, 1, Axis(0, 1), Axis(0, 1))
    return _largest(cells, height, width, LARGEST_CELL)


@lru_cache(maxsize=4096)
def fit_images(m: int, shape: tuple[int, int], height: float, width: float) -> Cells:
    """A matrix whose m rows are images: a grid of them. Pooled where pixels would be too small."""
    rows, columns = shape
    cells = Cells((m, rows * columns), m, rows, columns, 1, 1, Axis(0, 1), Axis(0, 1))
    return _largest(cells, height, width, 12.0)


def _largest(cells: Cells, height: float, width: float, largest: float) -> Cells:
    """The largest whole pixels for the planes; pooled as little as it must be."""
    pool = 1
    while True:
        cells = replace(cells, pool_rows=pool, pool_columns=pool)
        size = int(largest)
        while size >= 1:
            found = _grid(cells, float(size), height, width)
            if found is not None:
                fuller = _grid(cells, size - 1.0, height, width) if size > 5 else None
                # A grid without holes is worth a pixel.
                return fuller if fuller and _is_full(fuller) and not _is_full(found) else found
            size -= 1
        if cells.plane_rows * cells.plane_columns == 1:
            return _crowded(cells, height)
        pool += 1


def _is_full(cells: Cells) -> bool:
    return cells.planes % cells.grid == 0


def _grid(cells: Cells, size: float, height: float, width: float) -> Cells | None:
    """Planes with cells of one size, in the squarest full grid that fits; None if none does."""
    between = max(2.0, min(4.0, size)) if cells.planes > 1 else 0.0
    between = 1.0 if size < 2 and between else between
    x = axis(cells.plane_columns, size, cells.plane_columns, between, IMAGE_GAP_FROM)
    y = axis(cells.plane_rows, size, cells.plane_rows, between, IMAGE_GAP_FROM)
    step_x = cells.plane_columns * size + x.group_gap
    step_y = cells.plane_rows * size + y.group_gap
    down = min(cells.planes, int((height + between) // step_y))
    if down < 1:
        return None
    across = ceil(cells.planes / down)
    if across * step_x - between > width:
        return None
    most = int((width + between) // step_x)
    # A full grid looks better than one with holes, if it has not much fewer rows.
    for wider in range(across, min(most, 2 * across) + 1):
        if cells.planes % wider == 0:
            across = wider
            break
    down = ceil(cells.planes / across)
    return replace(
        cells,
        x=replace(x, count=across * cells.plane_columns),
        y=replace(y, count=down * cells.plane_rows),
        grid=across,
    )


def _crowded(cells: Cells, height: float) -> Cells:
    """A pixel for each plane, as wide as that gets."""
    down = max(1, min(cells.planes, int(height)))
    across = ceil(cells.planes / down)
    return replace(cells, x=Axis(across, 1.0), y=Axis(down, 1.0), grid=across)


@lru_cache(maxsize=4096)
def fit_matrix(
    m: int, n: int, height: float, width: float, figure: tuple[float, float] | None
) -> Cells:
    """A matrix of m rows and n columns, as it is written."""
    whole = Cells((m, n), 1, m, n, 1, 1, Axis(0, 1), Axis(0, 1))
    if figure is not None and n * figure[0] <= width and m * figure[1] <= height:
        return replace(whole, x=axis(n, figure[0]), y=axis(m, figure[1]))
    pool_rows = max(1, ceil(m / max(height, 1.0)))
    pool_columns = max(1, ceil(n / max(width, 1.0)))
    if max(pool_rows, pool_columns) > 1 and min(m, n) > 1:
        # The same in both directions, as long as there is something to pool.
        both = max(pool_rows, pool_columns)
        pool_rows, pool_columns = _few(m, both), _few(n, both)
        pool_rows = max(pool_rows, ceil(m / height))
        pool_columns = max(pool_columns, ceil(n / width))
    rows, columns = ceil(m / pool_rows), ceil(n / pool_columns)
    tall = max(1.0, min(LARGEST_CELL, floor_pixel(height / rows)))
    wide = max(1.0, min(LARGEST_CELL, floor_pixel(width / columns)))
    tall = min(tall, max(_least_side(rows), floor_pixel(_stretch(wide) * wide)))
    wide = min(wide, max(_least_side(columns), floor_pixel(_stretch(tall) * tall)))
    return replace(
        whole,
        pool_rows=pool_rows,
        pool_columns=pool_columns,
        x=axis(columns, wide),
        y=axis(rows, tall),
        grid=1,
    )


def _few(count: int, pool: int) -> int:
    """How many rows or columns are pooled: none where there are few, one for each class."""
    return 1 if count <= FEW else min(pool, max(1, count // 4))


def _least_side(count: int) -> float:
    """How large a cell may be in any case: of few rows each can be seen and pointed at."""
    return FEW_CELL if count <= FEW else 1.0


def _stretch(side: float) -> float:
    """How far a cell may be from a square: tiny ones further, to be seen at all."""
    return 4.0 if side < 3 else 2.0


def fit_bias(weights: Cells, number: float) -> Cells:
    """The biases beside their weights: each at the height of its row, or of its image.

    `number` is the width of a cell with its number, 0 without numbers.

    Where rows are pooled, biases are pooled in the same way; where images stand in a grid, the
    biases stand in the same grid, narrower.
    """
    m = weights.shape[0]
    if weights.planes > 1 or weights.height != m:
        step = weights.plane_rows * weights.y.pitch + weights.y.group_gap
        down = weights.y.count // weights.plane_rows
        gap = min(1.0, step / 3) if step >= 3 else 0.0
        wide = max(2.0, min(12.0, floor_pixel(max(0.12 * weights.x.length, 24.0) / weights.grid)))
        return Cells(
            (m,),
            m,
            1,
            1,
            1,
            1,
            axis(weights.grid, wide),
            Axis(down, step, max(gap, weights.y.group_gap + weights.y.gap)),
            weights.grid,
        )
    wide = number or min(14.0, max(8.0, weights.x.pitch))
    # A vector is one row of values; pooled along it as the rows of the matrix are.
    return Cells((m,), 1, 1, m, 1, weights.pool_rows, axis(1, wide), weights.y, 1, folded=True)


def floor_pixel(value: float) -> float:
    """The whole number of pixels below, or a half if there is not even one."""
    return float(int(value)) if value >= 1 else max(value, 0.0)


def room_weight(m: int, n: int) -> float:
    """How much of the width a matrix asks for, against others."""
    return min(max(sqrt(m * n), 32.0), 320.0)
