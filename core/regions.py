"""What a model makes of the whole plane, or of a line: which part of it, and what to draw.

A picture of the plane has its first row at the top.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Rgba = NDArray[np.uint8]

SIDE = 100
"""Cells of the picture in each direction."""
LINE = 200
"""Places at which a curve is asked for."""
MARGIN = 0.08
"""Share of the data's extent that is left free around them."""
LIKE_A_SQUARE = 2.0
"""Two axes whose extents differ by less get one scale: a circle of points then looks like one."""
SHADES = 128
LARGE = 1e30
PALEST, FULLEST = 0.12, 0.62
"""How much of its colour a region has where the model is undecided, and where it is sure."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the plane, in own units."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def width(self) -> float:
        """How far it reaches along the first axis."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How far it reaches along the second axis."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True, eq=False)
class Regions:
    """Which class wins at each place, and how clearly."""

    winner: IntArray
    margin: NDArray[np.floating]
    """How far the largest output is ahead of the next, 0 to 1."""


def box_around(places: NDArray[np.floating], square: bool = True) -> Box:
    """A box with some room around places (N, 2); with `square`, similar extents become equal.

    A single place, or none, gets a box of width 2.
    """
    finite = np.asarray(places, np.float64)
    finite = finite[np.isfinite(finite).all(axis=1)]
    if not len(finite):
        return Box(-1.0, 1.0, -1.0, 1.0)
    low, high = finite.min(axis=0), finite.max(axis=0)
    middle, span = (low + high) / 2, high - low
    span = np.where(span > 0, span, np.maximum(np.abs(middle), 1.0))
    if square and span.max() < LIKE_A_SQUARE * span.min():
        span[:] = span.max()
    half = span * (0.5 + MARGIN)
    (left, bottom), (right, top) = (middle - half).tolist(), (middle + half).tolist()
    return Box(left, right, bottom, top)


def cell_middles(low: float, high: float, count: int) -> FloatArray:
    """The middles of `count` equal cells between two ends."""
    return np.asarray(low + (np.arange(count) + 0.5) * ((high - low) / count), np.float64)


def regions(values: NDArray[np.floating]) -> Regions:
    """What outputs (..., K), one for each class, say. What is not a number counts as least."""
    outputs = _numbers(values)
    if outputs.shape[-1] == 1:
        only = outputs[..., 0]
        return Regions(np.zeros(only.shape, np.int64), np.ones(only.shape, only.dtype))
    if outputs.shape[-1] == 2:  # the usual case, in half the passes
        ahead = outputs[..., 1] - outputs[..., 0]
        return Regions((ahead > 0).astype(np.int64), np.minimum(np.abs(ahead), 1))
    two = np.partition(outputs, -2, axis=-1)
    return Regions(outputs.argmax(axis=-1), np.minimum(two[..., -1] - two[..., -2], 1))


def region_colours(found: Regions, colours: Rgba, ground: Rgba) -> Rgba:
    """The winner's colour, the paler the less clear it is.

    Args:
        found: of the cells (rows, columns).
        colours: (K, 3), of the classes.
        ground: (3,), what the colours fade into.

    Returns:
        uint8 RGBA (rows, columns, 4), opaque.
    """
    amount = np.linspace(PALEST, FULLEST, SHADES)[:, np.newaxis]
    table = np.full((len(colours), SHADES, 4), 255, np.uint8)
    paper = ground.astype(np.float64)
    table[..., :3] = np.rint(paper + amount * (colours[:, np.newaxis] - paper))
    entry = found.winner * SHADES + (found.margin * (SHADES - 1)).astype(np.int64)
    # One 32-bit word a colour: a look-up of words is four times as fast as one of rows.
    words: NDArray[np.uint32] = np.take(table.reshape(-1, 4).view(np.uint32)[:, 0], entry)
    return words[..., np.newaxis].view(np.uint8)


def boundary(values: NDArray[np.floating], winner: IntArray | None = None) -> FloatArray:
    """Where the winner changes, as short straight lines (S, 4): x1, y1, x2, y2.

    `values` are outputs (rows, columns, K) at the middles of cells; the ends of the lines are in
    columns and rows, 0.5 being the middle of the first. `winner` is that of `regions`, if it is
    known. Between two neighbours with other winners the outputs of these two are taken as straight
    lines, and meet somewhere. In each square of four middles two such meetings are joined; more of
    them, where three or four classes meet, are joined to the middle of them all, which gives a
    star.
    """
    outputs = _numbers(values)
    if winner is None:
        winner = regions(outputs).winner
    squares, x, y = _meetings(outputs, winner)
    order = np.argsort(squares, kind="stable")
    squares, x, y = squares[order], x[order], y[order]
    _, first, count = np.unique(squares, return_index=True, return_counts=True)
    if not len(first):
        return np.zeros((0, 4))
    pairs = first[count == 2]
    straight = np.stack([x[pairs], y[pairs], x[pairs + 1], y[pairs + 1]], axis=1)
    middle_x, middle_y = np.add.reduceat(x, first) / count, np.add.reduceat(y, first) / count
    rays = np.repeat(count > 2, count)
    group = np.repeat(np.arange(len(count)), count)[rays]
    star = np.stack([x[rays], y[rays], middle_x[group], middle_y[group]], axis=1)
    return np.concatenate([straight, star])


def _numbers(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """The values, with something very small for what is not a number."""
    if np.isfinite(values.sum()):  # one pass, and nearly always the only one
        return values
    return np.asarray(np.nan_to_num(values, nan=-LARGE, posinf=LARGE, neginf=-LARGE))


def _meetings(
    outputs: NDArray[np.floating], winner: IntArray
) -> tuple[IntArray, FloatArray, FloatArray]:
    """The places where winners change, each with the square of four middles that it belongs to.

    A place between two middles lies on the border of two squares and comes twice, but at the edge
    of the picture. Only neighbours that differ are looked at: few, as a rule.
    """
    rows, columns = winner.shape
    up, left = np.nonzero(winner[:, :-1] != winner[:, 1:])
    share = _overtaken(
        outputs[up, left], outputs[up, left + 1], winner[up, left], winner[up, left + 1]
    )
    x, y = _floats(left + (0.5 + share)), _floats(up + 0.5)
    # The squares below and above; a square has the number of its upper left middle.
    found = [
        (up[up < rows - 1] * columns + left[up < rows - 1], x[up < rows - 1], y[up < rows - 1]),
        ((up[up > 0] - 1) * columns + left[up > 0], x[up > 0], y[up > 0]),
    ]
    up, left = np.nonzero(winner[:-1] != winner[1:])
    share = _overtaken(
        outputs[up, left], outputs[up + 1, left], winner[up, left], winner[up + 1, left]
    )
    x, y = _floats(left + 0.5), _floats(up + (0.5 + share))
    last = columns - 1
    found += [
        (up[left < last] * columns + left[left < last], x[left < last], y[left < last]),
        (up[left > 0] * columns + left[left > 0] - 1, x[left > 0], y[left > 0]),
    ]
    squares, xs, ys = (np.concatenate(column) for column in zip(*found, strict=True))
    return squares, xs, ys


def _floats(values: NDArray[np.floating]) -> FloatArray:
    return np.asarray(values, np.float64)


def _overtaken(
    here: NDArray[np.floating], there: NDArray[np.floating], mine: IntArray, other: IntArray
) -> FloatArray:
    """How far on the way to the neighbour its winner overtakes ours, 0 to 1."""
    at = np.arange(len(mine))
    ahead = np.asarray(here[at, mine], np.float64) - here[at, other]
    behind = np.asarray(there[at, other], np.float64) - there[at, mine]
    total = ahead + behind
    return np.where(total > 0, ahead / np.where(total > 0, total, 1.0), 0.5)
