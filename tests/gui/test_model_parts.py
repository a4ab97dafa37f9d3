"""The pure parts of the Model panel: points, painting, coefficients, words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSizeF
from PySide6.QtWidgets import QApplication
from sklearn.linear_model import LinearRegression

from core.config import HiddenLayer, RunConfig
from core.data_config import DataConfig, Point
from core.datasets import painted
from core.datasets.catalog import load
from core.datasets.painted_from import points_of
from core.datasets.scaling import Scaling
from core.errors import UserError
from core.least_squares import Coefficients, solve
from core.regions import Box
from core.training import split
from gui.model_view import points as points_module
from gui.model_view.fit import Fit
from gui.model_view.frame import fitting_height, lay_out
from gui.model_view.numbers import compact, extremes, percent, short
from gui.model_view.painting import MOST_STEPS, Painting, Tool
from gui.model_view.points import MOST_POINTS, Member, describe, gather, nearest, neighbour
from gui.model_view.shown import Picture, picture_for
from tests.core.data_cases import plane

# Points.


def test_points_keep_the_number_that_they_have_in_their_part() -> None:
    dataset = load("iris")
    data = split(dataset, RunConfig(dataset="iris", development_fraction=0.3))
    points = gather(dataset, data, (2, 0))
    assert data.development is not None
    assert len(points) == len(dataset.train) + len(dataset.test)
    for row in (0, 17, len(data.train) + 3, len(points) - 1):
        part = (data.train, data.development, data.test)[points.part[row]]
        assert np.array_equal(points.x[row], part.x[points.index[row]])
        assert part.labels is not None
        assert points.label is not None
        assert points.label[row] == part.labels[points.index[row]]
        own = dataset.own_units(part.x[points.index[row]])
        assert points.place[row] == pytest.approx(own[[2, 0]])


def test_of_many_points_an_even_choice_is_shown() -> None:
    dataset = load("gaussians", DataConfig(samples=5_000))
    data = split(dataset, RunConfig(dataset="gaussians"))
    points = gather(dataset, data, (0, 1))
    assert points.total == 5_000
    assert len(points) == MOST_POINTS
    assert (points.part == Member.TEST).sum() == MOST_POINTS * len(data.test) // 5_000
    numbers = points.index[points.part == Member.TRAINING]
    assert numbers[0] == 0
    assert numbers[-1] == len(data.train) - 1
    assert (np.diff(numbers) > 0).all()


def test_points_with_very_many_features_are_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = load("iris")
    monkeypatch.setattr(points_module, "MOST_VALUES", 4 * 60)
    points = gather(dataset, split(dataset, RunConfig(dataset="iris")), (0, 1))
    assert points.total == 150
    assert len(points) == 60
    assert points.x.size <= 4 * 60


def test_without_a_test_part_no_point_is_shown_twice() -> None:
    dataset = load("moons", DataConfig(test_share=0.0))
    points = gather(dataset, split(dataset, RunConfig(dataset="moons")), (0, 1))
    assert len(points) == len(dataset.train)
    assert points.members == (Member.TRAINING,)


def test_a_point_is_described_with_its_own_numbers() -> None:
    dataset = load("iris")
    points = gather(dataset, split(dataset, RunConfig(dataset="iris")), (0, 1))
    text = describe(dataset, points, 3)
    own = dataset.own_units(dataset.train.x[3])
    assert text.startswith("training point 4: sepal length (cm) ")
    for value in own:
        assert short(float(value)) in text
    assert text.endswith(f"class {dataset.class_names[dataset.train.y[3]]}")


def test_the_nearest_point_is_found_within_reach_only() -> None:
    pixels = np.array([[10.0, 10.0], [50.0, 50.0]])
    assert nearest(pixels, 45.0, 48.0, 12.0) == 1
    assert nearest(pixels, 30.0, 30.0, 12.0) is None
    assert nearest(np.zeros((0, 2)), 0.0, 0.0, 12.0) is None


def test_arrows_go_to_the_next_point_in_their_direction() -> None:
    pixels = np.array([[0.0, 0.0], [10.0, 2.0], [4.0, 9.0], [30.0, 0.0], [0.0, -20.0]])
    assert neighbour(pixels, 0, 1, 0) == 1
    assert neighbour(pixels, 1, 1, 0) == 3
    assert neighbour(pixels, 0, 0, 1) == 2
    assert neighbour(pixels, 0, 0, -1) == 4
    assert neighbour(pixels, 3, 1, 0) == 3  # nothing further


def test_points_at_one_place_can_all_be_reached() -> None:
    pixels = np.array([[0.0, 0.0], [5.0, 0.0], [5.0, 0.0], [5.0, 0.0], [9.0, 0.0]])
    row, seen = 0, []
    for _ in range(5):
        row = neighbour(pixels, row, 1, 0)
        seen.append(row)
    assert seen == [1, 2, 3, 4, 4]


def test_a_pixel_and_its_place_are_each_others_inverse(qapp: QApplication) -> None:
    frame = lay_out(QSizeF(320, 300), Box(-2.0, 5.0, 10.0, 11.0), square=True)
    assert frame.area.width() == frame.area.height()
    pixels = frame.to_pixels(np.array([[-2.0, 10.0], [5.0, 11.0], [1.3, 10.4]]))
    assert pixels[0] == pytest.approx([frame.area.left(), frame.area.bottom()])
    assert pixels[1] == pytest.approx([frame.area.right(), frame.area.top()])
    assert frame.to_own(*pixels[2]) == pytest.approx((1.3, 10.4))


def test_a_square_plane_fills_the_height_that_it_asks_for(qapp: QApplication) -> None:
    box = Box(-2.0, 5.0, 10.0, 11.0)
    high = fitting_height(300, box)
    fits = lay_out(QSizeF(300, high), box, square=True).area
    assert fits.width() == pytest.approx(lay_out(QSizeF(300, 900), box, True).area.width(), abs=2)


# Which picture.


@pytest.mark.parametrize(
    ("name", "hidden", "picture"),
    [
        ("moons", (HiddenLayer(4),), Picture.PLANE),
        ("sine", (HiddenLayer(4),), Picture.CURVE),
        ("iris", (), Picture.SLICE),
        ("digits", (), Picture.IMAGES),
        ("diabetes", (HiddenLayer(4),), Picture.SLICE),
        ("diabetes", (), Picture.TABLE),
    ],
)
def test_each_kind_of_data_has_its_picture(
    name: str, hidden: tuple[HiddenLayer, ...], picture: Picture
) -> None:
    output = "identity" if name in ("sine", "diabetes") else "softmax"
    assert picture_for(load(name), RunConfig(dataset=name, hidden=hidden, output=output)) is picture


# Coefficients.


def _learned(k: int, d: int) -> Coefficients:
    generator = np.random.default_rng(3)
    return Coefficients(generator.normal(size=k), generator.normal(size=(k, d)))


def test_the_closed_form_is_that_of_scikit_learn() -> None:
    dataset = load("diabetes")
    fit = Fit(dataset, split(dataset, RunConfig(dataset="diabetes")).train)
    raw_x = dataset.own_units(dataset.train.x)
    scale, offset = dataset.target_scale, dataset.target_offset
    raw_y = dataset.train.y[:, 0] * (scale[0] if scale else 1) + (offset[0] if offset else 0)
    found = LinearRegression().fit(raw_x, raw_y)
    rows = fit.rows(None, own=True)
    assert [row.name for row in rows] == ["intercept", *dataset.feature_names]
    assert [row.learned for row in rows] == [None] * 11
    closed = [row.closed for row in rows]
    assert closed == pytest.approx([found.intercept_, *found.coef_], rel=1e-4)
    error = fit.mean_squared_error(None, own=True).closed
    assert error == pytest.approx(np.mean((found.predict(raw_x) - raw_y) ** 2), rel=1e-5)


@pytest.mark.parametrize("scale_target", [False, True])
@pytest.mark.parametrize("own", [False, True])
def test_the_error_of_what_is_learned_is_that_of_its_predictions(
    scale_target: bool, own: bool
) -> None:
    dataset = load("diabetes", DataConfig(scale_target=scale_target))
    fit = Fit(dataset, split(dataset, RunConfig(dataset="diabetes")).train)
    learned = _learned(1, 10)
    errors = dataset.train.x @ learned.weights.T + learned.intercept - dataset.train.y
    factor = dataset.target_scale[0] if own and scale_target else 1.0
    row = fit.mean_squared_error(learned, own)
    assert row.learned == pytest.approx(factor**2 * np.mean(np.square(errors)), rel=1e-6)
    assert row.difference is not None
    assert row.difference > 0


def test_with_more_features_than_samples_the_error_is_that_of_the_predictions_too() -> None:
    dataset = plane(count=20, inputs=400)
    fit = Fit(dataset, split(dataset, RunConfig(dataset="plane")).train)
    learned = _learned(1, 400)
    errors = dataset.train.x @ learned.weights.T + learned.intercept - dataset.train.y
    row = fit.mean_squared_error(learned, own=True)
    assert row.learned == pytest.approx(np.mean(np.square(errors)), rel=1e-6)


@given(st.lists(st.floats(allow_nan=True), max_size=60), st.integers(2, 6))
def test_no_number_is_written_longer_than_the_extremes(values: list[float], digits: int) -> None:
    least = [compact(value, digits) for value in extremes(np.array(values, np.float64)).tolist()]
    most = max(map(len, [compact(0.0, digits), *least]))
    assert all(len(compact(value, digits)) <= most for value in values)


def test_of_thousands_of_numbers_few_are_measured() -> None:
    values = np.random.default_rng(0).normal(size=4_000)
    assert len(extremes(values)) < 40


def test_own_units_predict_the_same() -> None:
    dataset = load("diabetes", DataConfig(scale_target=True))
    fit = Fit(dataset, split(dataset, RunConfig(dataset="diabetes")).train)
    learned = _learned(1, 10)
    own = np.array([row.learned for row in fit.rows(learned, own=True)], np.float64)
    x = dataset.train.x[5]
    scaled = learned.weights[0] @ x + learned.intercept[0]
    expected = scaled * dataset.target_scale[0] + dataset.target_offset[0]
    assert own[0] + own[1:] @ dataset.own_units(x) == pytest.approx(expected, rel=1e-9)


def test_where_many_coefficients_fit_there_is_a_reason_and_still_the_least_error() -> None:
    dataset = load("diabetes")
    twice = np.ascontiguousarray(dataset.train.x[:, [0, 0, 2]])
    part = replace(split(dataset, RunConfig(dataset="diabetes")).train, x=twice)
    narrow = replace(
        dataset,
        train=replace(dataset.train, x=twice),
        test=replace(dataset.test, x=np.ascontiguousarray(dataset.test.x[:, [0, 0, 2]])),
        feature_names=("a", "b", "c"),
        scaling=None,
    )
    fit = Fit(narrow, part)
    assert "b" in fit.problem
    learned = _learned(1, 3)
    row = fit.mean_squared_error(learned, own=False)
    errors = twice @ learned.weights.T + learned.intercept - dataset.train.y
    assert row.learned == pytest.approx(np.mean(np.square(errors)), rel=1e-5)
    assert all(each.closed is None for each in fit.rows(learned, own=False))
    once = solve(twice[:, 1:], part.y)
    assert row.closed == pytest.approx(once.mean_squared_error, rel=1e-9)


def test_of_missing_numbers_nothing_is_solved() -> None:
    dataset = load("diabetes")
    part = split(dataset, RunConfig(dataset="diabetes")).train
    x = part.x.copy()
    x[3, 4] = np.nan
    fit = Fit(dataset, replace(part, x=x))
    assert "missing" in fit.problem
    assert fit.mean_squared_error(None, own=False).closed is None


# Painting.


def _painting(*points: tuple[float, float, int]) -> Painting:
    painting = Painting()
    painting.load(tuple(Point(*point) for point in points))
    return painting


def test_a_click_adds_a_point_of_the_chosen_class() -> None:
    painting = _painting()
    painting.label = 3
    painting.press(0.25, -0.5, 0.1)
    assert painting.points == (Point(0.25, -0.5, 3),)  # before the button is released
    assert painting.release()
    assert painting.can_undo


def test_dragging_adds_points_that_keep_their_distance() -> None:
    painting = _painting()
    painting.press(-0.8, 0.0, 0.1)
    for k in range(1, 161):
        painting.drag(-0.8 + 0.01 * k, 0.0, 0.1)
    painting.release()
    x = np.array([point.x for point in painting.points])
    assert len(x) >= 14
    assert np.diff(x).min() >= 0.1 - 1e-9


def test_erasing_takes_what_is_in_reach() -> None:
    painting = _painting((0, 0, 0), (0.05, 0, 1), (0.5, 0, 1))
    painting.tool = Tool.ERASE
    painting.press(0.02, 0.0, 0.1)
    painting.release()
    assert painting.points == (Point(0.5, 0, 1),)


def test_the_right_button_erases_with_every_tool() -> None:
    painting = _painting((0, 0, 0))
    painting.press(0.0, 0.0, 0.1, erase=True)
    assert painting.points == ()


def test_moving_takes_the_nearest_point_along() -> None:
    painting = _painting((0, 0, 0), (0.5, 0.5, 1))
    painting.tool = Tool.MOVE
    painting.press(0.48, 0.52, 0.1)
    assert painting.is_holding
    painting.drag(0.9, 5.0, 0.1)
    assert painting.release()
    assert painting.points == (Point(0, 0, 0), Point(0.9, 1.0, 1))
    assert not painting.is_holding


def test_one_stroke_is_one_step_back() -> None:
    painting = _painting((0, 0, 0))
    start = painting.points
    painting.press(-0.8, 0.0, 0.1)
    painting.drag(0.0, 0.0, 0.1)
    painting.drag(0.8, 0.0, 0.1)
    painting.release()
    assert len(painting.points) == 4
    assert painting.clear()
    assert painting.undo()
    assert len(painting.points) == 4
    assert painting.undo()
    assert painting.points == start
    assert not painting.undo()


def test_a_stroke_that_changes_nothing_is_no_step() -> None:
    painting = _painting((0, 0, 0))
    painting.tool = Tool.ERASE
    painting.press(0.9, 0.9, 0.1)
    assert not painting.release()
    assert not painting.can_undo


def test_only_so_many_steps_are_kept() -> None:
    painting = _painting()
    for k in range(MOST_STEPS + 20):
        painting.press(k / 200, 0.0, 0.001)
        painting.release()
    steps = 0
    while painting.undo():
        steps += 1
    assert steps == MOST_STEPS


def test_too_many_points_are_refused_in_a_sentence() -> None:
    painting = Painting()
    painting.load((Point(0, 0, 0),) * painted.MOST_POINTS)
    painting.press(0.5, 0.5, 0.1)
    painting.release()
    assert len(painting.points) == painted.MOST_POINTS
    assert "Erase" in painting.note


@given(
    st.lists(
        st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.integers(0, 4)), min_size=0, max_size=8
    )
)
def test_what_can_be_learned_from_is_what_the_data_set_takes(
    points: list[tuple[float, float, int]],
) -> None:
    painting = _painting(*points)
    refused = False
    try:
        painted.raw_data(DataConfig(points=painting.points))
    except UserError:
        refused = True
    assert bool(painting.problem) == refused


def test_points_from_elsewhere_come_into_the_square_in_their_shape() -> None:
    dataset = load("iris")
    places = dataset.own_units(dataset.train.x)[:, [0, 2]]
    labels = np.asarray(dataset.train.y, np.int64)
    points = points_of(places, labels)
    assert points is not None
    found = np.array([(point.x, point.y) for point in points])
    assert np.abs(found).max() <= 1
    # A straight line through three places stays straight, and the order stays.
    for axis in (0, 1):
        slope, middle = np.polyfit(places[:, axis], found[:, axis], 1)
        assert found[:, axis] == pytest.approx(slope * places[:, axis] + middle, abs=1e-3)
    assert [point.label for point in points] == labels.tolist()


def test_points_that_lie_in_the_square_stay_where_they_are() -> None:
    points = points_of(np.array([[0.5, -1.0], [0.1, 0.2]]), np.array([0, 1]))
    assert points == (Point(0.5, -1.0, 0), Point(0.1, 0.2, 1))


def test_what_cannot_be_painted_is_not_taken_over() -> None:
    assert points_of(np.zeros((2, 2)), np.array([0, 5])) is None
    assert points_of(np.zeros((3_000, 2)), np.zeros(3_000, np.int64)) is None


# Numbers.


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1 + 0.2, "0.3"), (-12.34, "−12.3"), (0.0, "0"), (1.5e-9, "1.5e−9"), (float("nan"), "–")],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert short(value) == text


@given(st.floats(-1e6, 1e6).filter(lambda value: value == 0 or abs(value) > 1e-99))
def test_a_narrow_column_holds_every_number(value: float) -> None:
    assert len(compact(value, 4)) <= 9


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.046, "0.04600"),
        (-2.5, "−2.500"),
        (1234.0, "1234"),
        (20_000.0, "20000"),
        (2e6, "2.000e6"),
        (4.65e-3, "4.65e−3"),
        (0.0, "0"),
        (float("nan"), "–"),
    ],
)
def test_numbers_that_are_compared_have_all_their_digits(value: float, text: str) -> None:
    assert compact(value, 4) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(1.0, "100 %"), (0.9999, "99.9 %"), (0.834, "83 %"), (0.004, "0.4 %"), (1e-9, "< 0.1 %")],
)
def test_nearly_all_is_not_all(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.filterwarnings("error")
def test_coefficients_too_large_for_the_computer_are_a_dash() -> None:
    dataset = load("sine")
    tiny = replace(
        dataset,
        scaling=Scaling("standard", np.zeros(1), np.full(1, 1e-300)),
        target_scale=(1e200,),
        target_offset=(0.0,),
    )
    part = split(dataset, RunConfig(dataset="sine")).train
    fit = Fit(tiny, part)
    _, weight = fit.rows(_learned(1, 1), own=True)
    assert weight.learned is not None
    assert compact(weight.learned, 4) == "–"
    assert compact(weight.difference or 0.0, 4) == "–"
    error = fit.mean_squared_error(_learned(1, 1), own=True)
    assert error.learned is not None
    assert short(error.learned) == "–"
