from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data_config import DataConfig, Point
from core.datasets import painted
from core.datasets.dataset import Task
from core.datasets.painted import MOST_POINTS, add, erase, move, nearest, raw_data
from core.datasets.prepare import prepared
from core.errors import UserError

SQUARE = (Point(-0.5, -0.5, 0), Point(0.5, -0.5, 1), Point(-0.5, 0.5, 1), Point(0.5, 0.5, 0))

coordinates = st.floats(-1, 1)
labels = st.integers(0, painted.MOST_CLASSES - 1)
some_points = st.lists(st.builds(Point, coordinates, coordinates, labels), max_size=40).map(tuple)


def test_the_points_become_a_data_set_in_the_order_they_were_painted() -> None:
    data = raw_data(DataConfig(points=SQUARE))
    assert (data.name, data.title, data.task) == (
        "painted",
        "Your own points",
        Task.CLASSIFICATION,
    )
    assert data.x.tolist() == [[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5]]
    assert data.y.tolist() == [0, 1, 1, 0]
    assert data.x.dtype == np.float64
    assert data.y.dtype == np.int64
    assert len(data.class_names) == 2
    assert data.scaling == "off"
    assert data.notices == ()


def test_four_points_are_enough_to_train_on() -> None:
    config = DataConfig(points=SQUARE)
    dataset = prepared(raw_data(config), config)
    assert len(dataset.train) + len(dataset.test) == 4
    assert min(len(dataset.train), len(dataset.test)) >= 1


def test_a_class_without_points_keeps_its_number_and_is_named() -> None:
    points = (*SQUARE, Point(0, 0, 4))
    data = raw_data(DataConfig(points=points))
    assert len(data.class_names) == 5
    assert data.y.tolist() == [0, 1, 1, 0, 4]
    (notice,) = data.notices
    assert notice.startswith("C, D have no points: the network keeps outputs for them")
    (notice,) = raw_data(DataConfig(points=(*SQUARE, Point(0, 0, 3)))).notices
    assert notice.startswith("C has no points: the network keeps an output for it")


@pytest.mark.parametrize(
    ("points", "counted"),
    [
        ((), "No points are painted"),
        (SQUARE[:1], "1 point is painted"),
        (SQUARE[:3], "3 points are painted"),
        ((SQUARE[0],) * 6, "6 points of a single class are painted"),
    ],
)
def test_too_few_points_are_refused_with_what_to_do(
    points: tuple[Point, ...], counted: str
) -> None:
    with pytest.raises(UserError) as caught:
        raw_data(DataConfig(points=points))
    assert str(caught.value).startswith(counted)
    assert "Paint at least 4 points, of two classes or more." in str(caught.value)


@pytest.mark.parametrize(
    ("point", "part"),
    [
        (Point(1.01, 0, 0), "point 5 lies at (1.01, 0), outside the square"),
        (Point(0, -2, 0), "point 5 lies at (0, -2), outside the square"),
        (Point(math.nan, 0, 0), "point 5 lies at (nan, 0), outside the square"),
        (Point(0, math.inf, 0), "point 5 lies at (0, inf), outside the square"),
        (Point(0, 0, 5), "point 5 has class 5; classes are numbered 0 to 4"),
        (Point(0, 0, -1), "point 5 has class -1; classes are numbered 0 to 4"),
    ],
)
def test_points_from_elsewhere_are_refused(point: Point, part: str) -> None:
    with pytest.raises(UserError) as caught:
        raw_data(DataConfig(points=(*SQUARE, point)))
    assert part in str(caught.value)
    assert "rase it." in str(caught.value)


def test_too_many_points_are_refused() -> None:
    most = SQUARE * (MOST_POINTS // 4)
    assert len(raw_data(DataConfig(points=most)).x) == MOST_POINTS
    with pytest.raises(UserError, match=r"2,001 points are painted; 2,000 are possible\. Erase"):
        raw_data(DataConfig(points=(*most, SQUARE[0])))
    with pytest.raises(UserError, match=r"2,000 points are as many as can be painted\. Erase"):
        add(most, 0, 0, 0)


@given(points=some_points, x=coordinates, y=coordinates, label=labels)
def test_what_is_added_is_erased_again(
    points: tuple[Point, ...], x: float, y: float, label: int
) -> None:
    more = add(points, x, y, label)
    assert more[:-1] == points
    assert more[-1] == Point(x, y, label)
    others = tuple(point for point in points if (point.x, point.y) != (x, y))
    assert erase(more, x, y, 0.0) == tuple(
        point for point in others if math.dist((point.x, point.y), (x, y)) > 0
    )


@given(points=some_points, x=coordinates, y=coordinates, radius=st.floats(0, 2))
def test_erasing_leaves_what_is_outside_the_circle(
    points: tuple[Point, ...], x: float, y: float, radius: float
) -> None:
    left = erase(points, x, y, radius)
    distances = [math.dist((point.x, point.y), (x, y)) for point in points]
    clear = [point for point, d in zip(points, distances, strict=True) if d > radius + 1e-9]
    gone = [point for point, d in zip(points, distances, strict=True) if d < radius - 1e-9]
    assert len(points) - len(gone) >= len(left) >= len(clear)
    kept = iter(left)
    assert all(point in kept for point in clear)  # and the order stays
    assert erase(left, x, y, radius) == left


@given(points=some_points, x=coordinates, y=coordinates)
def test_the_nearest_is_the_nearest(points: tuple[Point, ...], x: float, y: float) -> None:
    index = nearest(points, x, y)
    if not points:
        assert index is None
        return
    assert index is not None
    distances = [math.hypot(point.x - x, point.y - y) for point in points]
    assert distances[index] == min(distances)
    assert min(distances) not in distances[index + 1 :]  # of equals the last
    assert nearest(points, x, y, distances[index]) == index
    if distances[index] > 0:
        assert nearest(points, x, y, distances[index] * 0.999) is None


@given(points=some_points.filter(bool), data=st.data())
def test_moving_changes_one_point_and_only_its_place(
    points: tuple[Point, ...], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(points) - 1))
    x, y = data.draw(coordinates), data.draw(coordinates)
    moved = move(points, index, x, y)
    assert moved[index] == Point(x, y, points[index].label)
    assert moved[:index] == points[:index]
    assert moved[index + 1 :] == points[index + 1 :]


@pytest.mark.parametrize(
    ("x", "y", "clipped"),
    [(1.5, 0, (1, 0)), (-9, 7, (-1, 1)), (math.inf, -math.inf, (1, -1)), (0.25, -1, (0.25, -1))],
)
def test_beyond_the_edge_a_point_stays_at_the_edge(
    x: float, y: float, clipped: tuple[float, float]
) -> None:
    added = add((), x, y, 1)[0]
    assert (added.x, added.y) == clipped
    moved = move(SQUARE, 2, x, y)[2]
    assert (moved.x, moved.y) == clipped


def test_what_the_window_must_never_ask_for_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"label 5 is not in 0\.\.4"):
        add((), 0, 0, 5)
    with pytest.raises(ValueError, match="label -1"):
        add((), 0, 0, -1)
    with pytest.raises(ValueError, match="no number"):
        add((), math.nan, 0, 0)
    with pytest.raises(ValueError, match="no number"):
        move(SQUARE, 0, 0, math.nan)
    for index in (-1, 4):
        with pytest.raises(IndexError, match=f"no point {index}"):
            move(SQUARE, index, 0, 0)
