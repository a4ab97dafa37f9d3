"""What a model makes of the whole plane, or of a line: inputs to ask about, and what to draw.

Places are in the features' own units, as people read them; the network is asked in the scaled units
that it was trained in. A picture of the plane has its first row at the top.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.datasets.dataset import Dataset

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
    margin: FloatArray
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


def to_scaled(
    dataset: Dataset, columns: tuple[int, ...], values: NDArray[np.floating]
) -> FloatArray:
    """Values (..., len(columns)) of these features, from own units to those of the network."""
    own = np.asarray(values, np.float64)
    if dataset.scaling is None:
        return own
    chosen = list(columns)
    scaled: FloatArray = (own - dataset.scaling.offset[chosen]) / dataset.scaling.scale[chosen]
    return scaled


def own_targets(dataset: Dataset, values: NDArray[Any]) -> FloatArray:
    """Targets or predictions (..., k) of a regression in their own units."""
    targets = np.asarray(values, np.float64)
    if not dataset.target_scale:
        return targets
    own: FloatArray = targets * np.array(dataset.target_scale) + np.array(dataset.target_offset)
    return own


def cell_middles(low: float, high: float, count: int) -> FloatArray:
    """The middles of `count` equal cells between two ends."""
    return np.asarray(low + (np.arange(count) + 0.5) * ((high - low) / count), np.float64)


def plane_inputs(
    dataset: Dataset,
    axes: tuple[int, int],
    box: Box,
    held: NDArray[np.floating] | None = None,
    side: int = SIDE,
) -> NDArray[np.float32]:
    """Inputs (side * side, d) at the middles of the cells of a box, row by row from the top.

    The two features `axes` run over the box; the others stay at those of `held` (d,), a sample as
    the network sees it, or at 0.
    """
    across = cell_middles(box.left, box.right, side)
    down = cell_middles(box.top, box.bottom, side)
    places = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
    inputs = np.zeros((len(places), dataset.inputs), np.float32)
    if held is not None:
        inputs[:] = held
    inputs[:, list(axes)] = to_scaled(dataset, axes, places)
    return inputs


def line_inputs(
    dataset: Dataset, low: float, high: float, count: int = LINE
) -> NDArray[np.float32]:
    """Inputs (count, 1) between two values of the only feature, both ends included."""
    own = np.linspace(low, high, count)[:, np.newaxis]
    return to_scaled(dataset, (0,), own).astype(np.float32)


def regions(values: NDArray[np.floating]) -> Regions:
    """What outputs (..., K), one for each class, say. What is not a number counts as least."""
    outputs = np.nan_to_num(np.asarray(values, np.float64), nan=-np.inf, neginf=-np.inf)
    winner = outputs.argmax(axis=-1)
    if outputs.shape[-1] < 2:
        return Regions(winner, np.ones(winner.shape))
    two = np.partition(outputs, -2, axis=-1)[..., -2:]
    with np.errstate(invalid="ignore"):  # infinite less infinite, where nothing is a number
        margin = np.nan_to_num(two[..., 1] - two[..., 0], nan=0.0, posinf=1.0)
    return Regions(winner, np.clip(margin, 0.0, 1.0))


def region_colours(found: Regions, colours: Rgba, ground: Rgba) -> Rgba:
    """The winner's colour, the paler the less clear it is.

    Args:
        found: of the cells (rows, columns).
        colours: (K, 3), of the classes.
        ground: (3,), what the colours fade into.

    Returns:
        uint8 RGBA (rows, columns, 4), opaque.
    """
    amount = (PALEST + (FULLEST - PALEST) * found.margin)[..., np.newaxis].astype(np.float32)
    paper = ground.astype(np.float32)
    rgba = np.full((*found.winner.shape, 4), 255, np.uint8)
    full = colours.astype(np.float32)[found.winner]
    np.rint(paper + amount * (full - paper), casting="unsafe", out=rgba[..., :3])
    return rgba


def boundary(values: NDArray[np.floating]) -> FloatArray:
    """Where the winner changes, as short straight lines (S, 4): x1, y1, x2, y2.

    `values` are outputs (rows, columns, K) at the middles of cells; the ends of the lines are in
    columns and rows, 0.5 being the middle of the first. Between two neighbours with other winners
    the outputs of these two are taken as straight lines, and meet somewhere. In each square of
    four middles two such meetings are joined; more of them, where three or four classes meet, are
    joined to the middle of them all, which gives a star.
    """
    outputs = np.nan_to_num(np.asarray(values, np.float64), nan=-1e300)
    winner = outputs.argmax(axis=-1)
    x, y, there = _meetings(outputs, winner)
    rows, columns = np.nonzero(there.sum(axis=0) >= 2)
    if not len(rows):
        return np.zeros((0, 4))
    x, y, there = x[:, rows, columns], y[:, rows, columns], there[:, rows, columns]
    count = there.sum(axis=0)
    middle_x = np.where(there, x, 0.0).sum(axis=0) / count
    middle_y = np.where(there, y, 0.0).sum(axis=0) / count
    two = count == 2
    first = there.argmax(axis=0)
    last = 3 - there[::-1].argmax(axis=0)
    square = np.arange(len(rows))
    straight = np.stack(
        [x[first, square], y[first, square], x[last, square], y[last, square]], axis=1
    )
    there = there & ~two
    stars = [
        np.stack([x[edge], y[edge], middle_x, middle_y], axis=1)[there[edge]] for edge in range(4)
    ]
    return np.concatenate([straight[two], *stars])


def _meetings(
    outputs: FloatArray, winner: IntArray
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Of each square of four middles the places x and y on its four edges, and which there are."""
    across, across_there = _crossings(
        outputs[:, :-1], outputs[:, 1:], winner[:, :-1], winner[:, 1:]
    )
    down, down_there = _crossings(outputs[:-1], outputs[1:], winner[:-1], winner[1:])
    rows, columns = np.indices((winner.shape[0] - 1, winner.shape[1] - 1)) + 0.5
    x = np.stack([columns + across[:-1], columns + across[1:], columns, columns + 1])
    y = np.stack([rows, rows + 1, rows + down[:, :-1], rows + down[:, 1:]])
    there = np.stack([across_there[:-1], across_there[1:], down_there[:, :-1], down_there[:, 1:]])
    return x, y, there


def _crossings(
    here: FloatArray, there: FloatArray, mine: IntArray, other: IntArray
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """How far on the way to the neighbour its winner overtakes ours, 0 to 1, and where it does."""
    change = mine != other
    share = np.full(mine.shape, 0.5)
    if change.any():
        at = np.nonzero(change)
        ahead = here[(*at, mine[at])] - here[(*at, other[at])]
        behind = there[(*at, other[at])] - there[(*at, mine[at])]
        total = ahead + behind
        share[at] = np.where(total > 0, ahead / np.where(total > 0, total, 1.0), 0.5)
    return share, change
