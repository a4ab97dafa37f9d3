"""The samples as points of a picture, and which of them is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from core.data_config import Point
from core.datasets.dataset import Dataset
from core.training import Part, Split
from gui.drawing.written import grouped
from gui.model_view.names import cut
from gui.model_view.numbers import short

MOST_POINTS = 2_000
"""More would hide each other and what is behind them."""
MOST_VALUES = 8_000_000
"""Of all points' features together: fewer points have a place where each has many thousands."""
MOST_TOLD = 6
"""So many features of a point are told."""
RUG = 0.07
"""Distance of the rows of points under the curves of probabilities, one row a class."""

FloatArray = NDArray[np.float64]


class Member(IntEnum):
    """Which part of the data a point belongs to."""

    TRAINING = 0
    DEVELOPMENT = 1
    TEST = 2


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """N points, those of the training part first, those of the test part last."""

    place: FloatArray
    """(N, 2), in own units."""
    x: NDArray[np.float32]
    """(N, d), as the network sees them."""
    part: NDArray[np.int8]
    """(N,), a `Member` each."""
    index: NDArray[np.int64]
    """(N,), its number in its part."""
    label: NDArray[np.int64] | None
    """(N,), for classes."""
    value: FloatArray | None
    """(N,), for regression: the target in its own unit."""
    total: int
    """How many samples there are; if more than N, some are left out."""

    def __len__(self) -> int:
        """Count the points."""
        return len(self.place)

    def has(self, place: tuple[float, float]) -> bool:
        """True if one of the points lies there."""
        return bool(np.isclose(self.place, place, rtol=1e-6, atol=0.0).all(axis=1).any())

    @property
    def members(self) -> tuple[Member, ...]:
        """The parts that there are points of."""
        return tuple(member for member in Member if (self.part == member).any())


def gather(dataset: Dataset, split: Split, axes: tuple[int, ...]) -> Points:
    """The samples of a run as points over one feature or two."""
    members = [Member.TRAINING]
    parts = [split.train]
    if split.development is not None:
        members.append(Member.DEVELOPMENT)
        parts.append(split.development)
    if dataset.test is not dataset.train:
        members.append(Member.TEST)
        parts.append(split.test)
    total = sum(len(part) for part in parts)
    most = max(1, min(MOST_POINTS, MOST_VALUES // dataset.inputs))
    rows = [_spread(len(part), total, most) for part in parts]
    pieces = list(zip(parts, rows, strict=True))
    x = np.concatenate([part.x[chosen] for part, chosen in pieces])
    part_of = np.repeat(np.array(members, np.int8), [len(chosen) for chosen in rows])
    label = value = None
    if split.train.labels is not None:
        label = np.concatenate([_labels(part)[chosen] for part, chosen in pieces])
    else:
        targets = np.concatenate([part.y[chosen] for part, chosen in pieces])
        value = dataset.own_targets(targets)[:, 0]
    place = dataset.own_columns(x, axes)
    if len(axes) == 1:
        height = value if label is None else -RUG * (label + 1.0)
        place = np.stack([place[:, 0], np.asarray(height)], axis=1)
    return Points(place, x, part_of, np.concatenate(rows), label, value, total)


def of_painting(points: Sequence[Point]) -> Points:
    """Painted points that have not been made a data set yet."""
    place = np.array([(point.x, point.y) for point in points], np.float64).reshape(-1, 2)
    count = len(points)
    labels = np.array([point.label for point in points], np.int64)
    return Points(
        place,
        place.astype(np.float32),
        np.zeros(count, np.int8),
        np.arange(count),
        labels,
        None,
        count,
    )


def nearest(pixels: FloatArray, x: float, y: float, within: float) -> int | None:
    """The row of `pixels` (N, 2) nearest to a place; None if none lies within that distance."""
    if not len(pixels):
        return None
    distance = np.hypot(pixels[:, 0] - x, pixels[:, 1] - y)
    best = int(distance.argmin())
    return best if distance[best] <= within else None


def neighbour(pixels: FloatArray, current: int, across: int, down: int) -> int:
    """The nearest point that lies in a direction (at most 45 degrees off); itself if there is none.

    Of points at one place the next in order follows, so that all can be reached.
    """
    away = pixels - pixels[current]
    along = away[:, 0] * across + away[:, 1] * down
    aside = np.abs(away[:, 0] * down) + np.abs(away[:, 1] * across)
    same = np.flatnonzero((away == 0).all(axis=1))
    later = same[same > current]
    if len(later) and across + down > 0:
        return int(later[0])
    ahead = np.flatnonzero((along > 0) & (aside <= along))
    if not len(ahead):
        ahead = np.flatnonzero(along > 0)
    if not len(ahead):
        return current
    return int(ahead[np.hypot(away[ahead, 0], away[ahead, 1]).argmin()])


def describe(dataset: Dataset, points: Points, row: int, output: str = "") -> str:
    """A point in words: its part and number, its first features, its class or target."""
    part = Member(points.part[row]).name.lower()
    told = range(min(dataset.inputs, MOST_TOLD))
    own = dataset.own_columns(points.x[row], tuple(told))
    names = dataset.feature_names
    features = [f"{cut(names[at])} {short(own[at])}" for at in told]
    if dataset.inputs > MOST_TOLD:
        features.append("…")
    if points.label is not None:
        answer = f"class {cut(dataset.class_names[points.label[row]])}"
    else:
        values = np.zeros(0) if points.value is None else points.value
        answer = f"{cut(dataset.target_names[0])} {short(values[row])}"
    text = f"{part} point {grouped(points.index[row] + 1)}: {', '.join(features)}; {answer}"
    return f"{text}, {output}" if output else text


def _labels(part: Part) -> NDArray[np.int64]:
    return np.zeros(len(part), np.int64) if part.labels is None else part.labels


def _spread(count: int, total: int, most: int) -> NDArray[np.int64]:
    """Numbers of a part's samples to show: all, or its share of the most that are shown, evenly."""
    if total <= most:
        return np.arange(count)
    share = max(1, round(most * count / total))
    return np.linspace(0, count - 1, share).astype(np.int64)
