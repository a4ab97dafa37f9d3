"""Points that somebody painted on the plane, class by class, and what one can do to them.

The editing functions take a tuple of points and return another; none is changed.
"""

from __future__ import annotations

import math

import numpy as np

from core.data_config import DataConfig, Point
from core.datasets.dataset import Task
from core.datasets.made_set import CLASS_NAMES, LICENCE, PLANE_FEATURES
from core.datasets.raw import RawData
from core.errors import UserError

NAME = "painted"
TITLE = "Your own points"
SUMMARY = "Points that you paint on the plane, two to five classes"

MOST_POINTS = 2_000
FEWEST_POINTS = 4
MOST_CLASSES = len(CLASS_NAMES)

Points = tuple[Point, ...]


def raw_data(config: DataConfig) -> RawData:
    """The painted points as a data set, in the order in which they were painted.

    A point's label stays its number, and with it its colour: a class that is left out below the
    largest label has no points, and a notice says so.
    Raises UserError if there are too few points, too many, or some that do not belong there.
    """
    points = config.points
    _check(points)
    used = {point.label for point in points}
    classes = max(used) + 1
    empty = [CLASS_NAMES[label] for label in range(classes) if label not in used]
    return RawData(
        name=NAME,
        title=TITLE,
        task=Task.CLASSIFICATION,
        x=np.array([(point.x, point.y) for point in points], np.float64),
        y=np.array([point.label for point in points], np.int64),
        feature_names=PLANE_FEATURES,
        class_names=CLASS_NAMES[:classes],
        target_names=(),
        image_shape=None,
        source="Painted with the mouse.",
        licence=LICENCE.replace("this program", "you"),
        description="Points painted on the plane, in the square from -1 to 1.",
        notices=(_about_empty(empty),) if empty else (),
        scaling="off",  # painted in the square that the network sees
    )


def _check(points: Points) -> None:
    if len(points) < FEWEST_POINTS or len({point.label for point in points}) < 2:
        raise UserError(
            f"{_counted(points)} painted, too few to learn from. "
            f"Paint at least {FEWEST_POINTS} points, of two classes or more."
        )
    if len(points) > MOST_POINTS:
        raise UserError(
            f"{len(points):,} points are painted; {MOST_POINTS:,} are possible. Erase some."
        )
    for number, point in enumerate(points, start=1):
        if not (_inside(point.x) and _inside(point.y)):
            raise UserError(
                f"Painted point {number} lies at ({point.x:g}, {point.y:g}), outside the square "
                "from -1 to 1. Move it, or erase it."
            )
        if not 0 <= point.label < MOST_CLASSES:
            raise UserError(
                f"Painted point {number} has class {point.label}; classes are numbered "
                f"0 to {MOST_CLASSES - 1}. Erase it."
            )


def _counted(points: Points) -> str:
    if not points:
        return "No points are"
    if len(points) == 1:
        return "1 point is"
    one = " of a single class" if len({point.label for point in points}) == 1 else ""
    return f"{len(points):,} points{one} are"


def _about_empty(names: list[str]) -> str:
    several = len(names) > 1
    return (
        f"{', '.join(names)} {'have' if several else 'has'} no points: the network keeps "
        f"{'outputs' if several else 'an output'} for {'them' if several else 'it'}, and learns "
        f"never to choose {'them' if several else 'it'}."
    )


def _inside(coordinate: float) -> bool:
    return -1 <= coordinate <= 1  # NaN is not


def add(points: Points, x: float, y: float, label: int) -> Points:
    """With one more point, at the end; from outside the square it is brought to its edge.

    Raises UserError if there are as many as can be painted, ValueError if x or y is no number or
    there is no such class.
    """
    if not 0 <= label < MOST_CLASSES:
        raise ValueError(f"label {label} is not in 0..{MOST_CLASSES - 1}")
    if len(points) >= MOST_POINTS:
        raise UserError(f"{MOST_POINTS:,} points are as many as can be painted. Erase some first.")
    return (*points, Point(_clipped(x), _clipped(y), label))


def erase(points: Points, x: float, y: float, radius: float) -> Points:
    """Without the points within `radius` of (x, y)."""
    return tuple(point for point in points if _distance(point, x, y) > radius)


def nearest(points: Points, x: float, y: float, within: float = math.inf) -> int | None:
    """The index of the point nearest to (x, y); of equally near ones the last, which lies on top.

    None if none lies within that distance.
    """
    best: int | None = None
    for index, point in enumerate(points):
        distance = _distance(point, x, y)
        if distance <= within:
            best, within = index, distance
    return best


def move(points: Points, index: int, x: float, y: float) -> Points:
    """With that point at (x, y), or at the edge of the square; its place in the order stays.

    Raises ValueError if x or y is no number, IndexError if there is no such point.
    """
    if not 0 <= index < len(points):
        raise IndexError(f"there is no point {index}")
    moved = Point(_clipped(x), _clipped(y), points[index].label)
    return (*points[:index], moved, *points[index + 1 :])


def _clipped(coordinate: float) -> float:
    if math.isnan(coordinate):
        raise ValueError("a coordinate is no number")
    return min(max(float(coordinate), -1.0), 1.0)


def _distance(point: Point, x: float, y: float) -> float:
    return math.hypot(point.x - x, point.y - y)
