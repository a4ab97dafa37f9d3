"""Points of the plane in two to five classes: the classics, without their noise.

Each shape takes a label (N,) and three uniform numbers (N, 3) for each point, and returns the
places (N, 2), all of them in the square from -1 to 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from core.datasets.dataset import Task
from core.datasets.made_set import PLANE_FEATURES, Limits, MadeSet
from core.datasets.random_numbers import Stream, uniforms

FloatArray = NDArray[np.float64]
LabelArray = NDArray[np.int64]
Shape = Callable[[LabelArray, int, FloatArray], FloatArray]

MARGIN = 0.95
"""The outermost points are that far from the middle, so that none sits on the frame."""

CENTRES = 0.6
"""How far the centres of the Gaussians are from the middle."""

CELL_MARGIN = 0.08
"""The share of a cell of the checkerboard that stays empty on each side."""

SPIRAL_START = 0.08
SPIRAL_TURNS = 3.0
"""Of all arms together: one arm winds less the more there are, so that the space from one to the
next (a third of the radius) stays."""

MOONS = {2: (0.45, 165.0), 3: (0.5, 195.0), 4: (0.6, 200.0), 5: (0.65, 200.0)}
"""By the number of classes: the distance of a crescent's centre from the middle, in radii of the
crescent, and the angle in degrees by which it lies behind the tips. These keep the crescents
furthest apart while the tip of each reaches into the next (found by trying all in small steps)."""


def gaussians(labels: LabelArray, classes: int, _draws: FloatArray) -> FloatArray:
    """The centres, evenly on a circle: everything else is noise."""
    # Two and four on the diagonals, three and five with one on top.
    start = math.pi / 2 if classes % 2 else math.pi / 4
    return CENTRES * _direction(start + math.tau * labels / classes)


def circles(labels: LabelArray, classes: int, draws: FloatArray) -> FloatArray:
    """Concentric rings with equal distances: class k of K has the radius 0.95 (k + 1) / K."""
    radius = MARGIN * (labels + 1) / classes
    return radius[:, np.newaxis] * _direction(math.tau * draws[:, 0])


def xor(labels: LabelArray, classes: int, draws: FloatArray) -> FloatArray:
    """A checkerboard of K x K cells; column i and row j have the class (i + j) mod K.

    With two classes this is exclusive or, which is addition modulo 2; so for more classes it is
    addition modulo their number. Between the cells a strip stays empty.
    """
    column = np.floor(draws[:, 0] * classes)
    row = (labels - column) % classes
    inside = CELL_MARGIN + (1 - 2 * CELL_MARGIN) * draws[:, 1:3]
    return 2.0 / classes * (np.stack([column, row], axis=1) + inside) - 1.0


def spirals(labels: LabelArray, classes: int, draws: FloatArray) -> FloatArray:
    """Arms from the middle outwards; the angle grows in proportion to the radius.

    The root spreads the points evenly along the arm, whose turns get longer towards the outside.
    """
    along = np.sqrt(draws[:, 0])
    radius = SPIRAL_START + (MARGIN - SPIRAL_START) * along
    turns = SPIRAL_TURNS / classes * along + labels / classes
    return radius[:, np.newaxis] * _direction(math.tau * turns)


def moons(labels: LabelArray, classes: int, draws: FloatArray) -> FloatArray:
    """Half circles in a ring, each of which reaches into the next."""
    distance, behind = MOONS[classes]
    centre = distance * _direction(np.array([-math.radians(behind)]))
    crescent = centre + _direction(math.pi * draws[:, 0])
    return MARGIN / (1 + distance) * _turned(crescent, math.tau * labels / classes)


def _direction(angle: FloatArray) -> FloatArray:
    return np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def _turned(points: FloatArray, angle: FloatArray) -> FloatArray:
    cosine, sine = np.cos(angle), np.sin(angle)
    x, y = points[:, 0], points[:, 1]
    return np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1)


def _labelled(
    shape: Shape,
    train: int,
    _test: int,
    classes: int,
    seed: int,
) -> tuple[FloatArray, LabelArray]:
    """Places with labels that take turns: the classes differ in size by one at most."""
    labels = np.arange(train, dtype=np.int64) % classes
    return shape(labels, classes, uniforms(seed, Stream.PLACES, train, 3)), labels


def _classes(
    name: str,
    title: str,
    shape: Shape,
    *,
    noise: Limits[float],
    classes: int = 2,
    texts: tuple[str, str, str],
) -> MadeSet:
    summary, description, source = texts
    return MadeSet(
        name,
        title,
        Task.CLASSIFICATION,
        summary,
        description,
        source,
        PLANE_FEATURES,
        noise,
        Limits(500, 20, 10_000),
        Limits(classes, 2, 5),
        partial(_labelled, shape),
    )


_NOISE = "plus normal noise in both directions"

SETS = (
    _classes(
        "gaussians",
        "Gaussians",
        gaussians,
        noise=Limits(0.18, 0.0, 0.6),
        texts=(
            "Points round two to five centres; straight borders will do",
            "Clouds of points round centres that lie evenly on a circle. Softmax regression is "
            "the right model for them; with much noise the clouds overlap, and no model can "
            "tell all points apart.",
            "Centre k of K: 0.6 from the middle, evenly in angle, " + _NOISE + ".",
        ),
    ),
    _classes(
        "circles",
        "Circles",
        circles,
        noise=Limits(0.05, 0.0, 0.3),
        texts=(
            "Rings round the same middle; needs a hidden layer",
            "Concentric rings. No straight line parts them, a hidden layer does: three neurons "
            "are enough to fence in the inner ring.",
            "Class k of K: uniform on the circle of radius 0.95 (k + 1) / K, " + _NOISE + ".",
        ),
    ),
    _classes(
        "xor",
        "Exclusive or",
        xor,
        noise=Limits(0.04, 0.0, 0.3),
        texts=(
            "Class A where x₁ and x₂ have the same sign; with more classes a checkerboard",
            "The problem that a network without a hidden layer cannot solve. A where x₁ and x₂ "
            "have the same sign, B where the signs differ. Exclusive or is addition modulo 2; "
            "with K classes the square is a board of K x K cells, and column i and row j have "
            "the class (i + j) mod K.",
            "Uniform in the cells of the board, but for a strip along their borders, "
            + _NOISE
            + ".",
        ),
    ),
    _classes(
        "spirals",
        "Spirals",
        spirals,
        noise=Limits(0.03, 0.0, 0.2),
        texts=(
            "Arms wound round each other; the hardest of these",
            "Arms that wind round each other, from the middle outwards: the hardest of the "
            "classics. It takes two hidden layers, or a wide one, and some patience.",
            "Class k of K: radius r = 0.08 + 0.87 t, angle 2π (3 t + k) / K, t² uniform in 0 to "
            "1, " + _NOISE + ".",
        ),
    ),
    _classes(
        "moons",
        "Moons",
        moons,
        noise=Limits(0.06, 0.0, 0.3),
        texts=(
            "Crescents that reach into each other",
            "Crescents, each with a tip in the next one. A straight border gets most of the "
            "points right; a bent one gets all.",
            "Half circles, uniform in angle, each turned by 1 / K of a turn against the one "
            "before, " + _NOISE + ".",
        ),
    ),
)
