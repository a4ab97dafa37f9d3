"""Drawing the edges, many at a time: lines of one strength share a pen."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPen

from core.arrays import Array
from gui.neurons.context import Context
from gui.neurons.moment import Sort, Table, Turn
from gui.neurons.scene import Band
from gui.theme import Theme, signed_rgba

LEVELS = 10
NOT_A_NUMBER = LEVELS + 1
THINNEST, THIN = 0.6, 1.2
"""Of weak edges in a large network and in a small one."""


def levels_of(values: Array, end: float) -> NDArray[np.int64]:
    """The strength of each value, from −LEVELS to LEVELS; NOT_A_NUMBER for NaN."""
    if not end > 0:
        levels = np.zeros(values.shape)
    else:
        with np.errstate(over="ignore", invalid="ignore"):
            levels = np.rint(np.clip(values / end, -1, 1) * LEVELS)
    return np.where(np.isnan(values), NOT_A_NUMBER, np.nan_to_num(levels)).astype(np.int64)


def thickest(band: Band) -> float:
    """The width of the strongest edge: bold in a small network, finer where there are many."""
    count = max(len(band.starts), len(band.ends))
    return float(np.clip(36.0 / count, 3.0, 7.0))


def count_shown(turn: Turn, band: Band) -> int:
    """The number of targets whose edges show the new numbers.

    Of many edges a few targets change at a time, for they are all painted anew.
    """
    size = len(band.ends)
    count = turn.count(size)
    step = -(-size // 4) if len(band.starts) * size > 64 else 1
    return count if count == size else count - count % step


def lines_of(band: Band) -> list[list[QLineF]]:
    """The edges as Qt's lines, by target and source."""
    return [
        [QLineF(float(x), float(y), float(u), float(v)) for x, y in band.starts]
        for u, v in band.ends
    ]


def paint_edges(
    painter: QPainter, band: Band, lines: list[list[QLineF]], turn: Turn | None, context: Context
) -> None:
    """Draw all edges of a layer; without a turn, that there are no values yet."""
    table = context.table
    if table is None or turn is None:
        _paint_empty(painter, [line for row in lines for line in row], context)
        return
    size = len(table.edges[band.number, Sort.WEIGHT])
    done = min(count_shown(turn, band), size)
    _paint_rows(painter, band, lines, (done, size), turn.before, table, context)
    _paint_rows(painter, band, lines, (0, done), turn.after, table, context)


def _paint_rows(
    painter: QPainter,
    band: Band,
    lines: list[list[QLineF]],
    rows: tuple[int, int],
    sort: Sort,
    table: Table,
    context: Context,
) -> None:
    first, end = rows
    if first >= end:
        return
    chosen = [line for row in lines[first:end] for line in row]
    values = table.edges[band.number, sort][first:end]
    levels = levels_of(values, table.ends[band.number, sort]).ravel()
    groups: dict[int, list[QLineF]] = {}
    for level, line in zip(levels.tolist(), chosen, strict=True):
        groups.setdefault(level, []).append(line)
    # The strongest last, over the others.
    for level in sorted(groups, key=abs):
        painter.setPen(pen_of(level, thickest(band), context.theme))
        painter.drawLines(groups[level])


@lru_cache(maxsize=512)
def pen_of(level: int, most: float, theme: Theme) -> QPen:
    """The pen of a strength."""
    if level == NOT_A_NUMBER:
        return QPen(theme.color("not_a_number"), 2)
    share = abs(level) / LEVELS
    # In a small network even weak edges are to be seen; among hundreds they would be a hairball.
    tone = np.sign(level) * (0.15 + 0.85 * share if most > 4 else share**1.4)
    red, green, blue, _ = (int(c) for c in signed_rgba(tone, 1.0, theme))
    color = theme.color("line")
    if level:
        color.setRgb(red, green, blue)
    least = THIN if most > 4 else THINNEST
    pen = QPen(color, least + (most - least) * share)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _paint_empty(painter: QPainter, lines: list[QLineF], context: Context) -> None:
    pen = QPen(context.theme.color("line"), 1)
    if len(lines) <= 64:
        pen.setDashPattern([4.0, 5.0])
    painter.setPen(pen)
    painter.drawLines(lines)
