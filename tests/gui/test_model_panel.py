"""The Model panel with an engine: pictures that follow, clicks that trace, painting that learns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sklearn.linear_model import LinearRegression

from core.config import HiddenLayer, RunConfig, fitted
from core.data_config import DataConfig, FileOptions, Point
from core.datasets.catalog import PAINTED, entry
from core.messages import RunState
from core.regions import LINE, SIDE
from gui.engine_client import EngineClient
from gui.model_view.painting import Tool
from gui.model_view.points import Member
from gui.model_view.points_view import PointsView
from gui.model_view.shown import Picture
from gui.panels.model import ModelPanel
from gui.session import Notice, Origin, Session
from gui.theme import Appearance, class_colour, current_theme, theme_source

PATIENCE = 20_000
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
Open = Callable[..., tuple[Session, ModelPanel]]


def _config(
    name: str, hidden: int = 8, epochs: int = 20, data: DataConfig | None = None
) -> RunConfig:
    known = entry(name)
    assert known is not None
    assert known.task is not None
    layers = (HiddenLayer(hidden, "tanh"),) if hidden else ()
    config = RunConfig(
        dataset=name,
        hidden=layers,
        output="",
        loss="",
        learning_rate=0.02,
        epochs=epochs,
        data=data or DataConfig(),
    )
    return fitted(config, known.task)


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot) -> Iterator[Open]:
    theme_source().install(qapp)
    clients: list[EngineClient] = []

    def begin(config: RunConfig, show: bool = True) -> tuple[Session, ModelPanel]:
        client = EngineClient()
        clients.append(client)
        client.start()
        session = Session(client, config)
        panel = ModelPanel(session)
        qtbot.addWidget(panel)
        panel.resize(288, 720)
        if show:
            panel.show()
            qtbot.waitExposed(panel)
        with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
            session.start()
        return session, panel

    yield begin
    theme_source().set_appearance(Appearance.SYSTEM)
    theme_source().set_text_scale(1.0)
    assert all(client.shut_down() for client in clients)


def _wait_for_grid(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.grid is not None, timeout=PATIENCE)


def _train(qtbot: QtBot, session: Session) -> None:
    session.run()
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=PATIENCE)
    end = session.place.step if session.place else -1
    if session.grid is not None:
        qtbot.waitUntil(lambda: session.grid is not None and session.grid.step == end)
    qtbot.waitUntil(lambda: session.trace is not None and session.trace.step == end)


def _image(panel: ModelPanel) -> QImage:
    assert panel.part.plane.image is not None
    return panel.part.plane.image


def _pixel(view: PointsView, x: float, y: float) -> QPoint:
    place = view.frame.to_pixels(np.array([[x, y]]))[0]
    return QPoint(round(float(place[0])), round(float(place[1])))


def _stroke(view: PointsView, *places: tuple[float, float]) -> None:
    QTest.mousePress(view, LEFT, pos=_pixel(view, *places[0]))
    for place in places[1:]:
        QTest.mouseMove(view, _pixel(view, *place))
    QTest.mouseRelease(view, LEFT, pos=_pixel(view, *places[-1]))


def _lonely_row(panel: ModelPanel, view: PointsView, part: Member) -> int:
    """A point whose nearest neighbour is far enough away to be meant."""
    points = view.points
    assert points is not None
    pixels = np.array([[view.pixel_of(k).x(), view.pixel_of(k).y()] for k in range(len(points))])
    gaps = np.hypot(*(pixels[:, None] - pixels[None]).transpose(2, 0, 1))
    np.fill_diagonal(gaps, np.inf)
    order = np.argsort(-gaps.min(axis=1))
    return next(int(row) for row in order if points.part[row] == part)


# Before the first run, and what belongs to which run.


def test_before_the_first_run_it_says_what_will_come(qtbot: QtBot, qapp: QApplication) -> None:
    client = EngineClient()
    panel = ModelPanel(Session(client, _config("moons")))
    qtbot.addWidget(panel)
    panel.show()
    assert panel.picture is None
    assert "first run" in panel.caption.text()
    assert not panel.part.plane.isVisible()


@pytest.mark.parametrize(
    ("name", "hidden", "picture"),
    [
        ("moons", 8, Picture.PLANE),
        ("plane", 8, Picture.PLANE),
        ("sine", 8, Picture.CURVE),
        ("iris", 8, Picture.SLICE),
        ("digits", 0, Picture.IMAGES),
        ("diabetes", 0, Picture.TABLE),
    ],
)
def test_each_data_set_gets_its_picture_and_nothing_else(
    start: Open, name: str, hidden: int, picture: Picture
) -> None:
    _, panel = start(_config(name, hidden))
    assert panel.picture is picture
    assert panel.part.plane.isVisible() == (picture in (Picture.PLANE, Picture.SLICE))
    assert panel.part.curve.isVisible() == (picture is Picture.CURVE)
    assert panel.weights.isVisible() == (picture is Picture.IMAGES)
    assert panel.part.across.isVisible() == (picture is Picture.SLICE)
    assert panel.table.isVisible() == (picture is Picture.TABLE)
    assert not panel.part.tools.isVisible()


def test_a_new_network_never_shows_the_old_regions(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("moons"))
    _wait_for_grid(qtbot, session)
    _train(qtbot, session)
    assert panel.part.plane.image is not None
    seen: list[bool] = []
    session.run_ready.connect(lambda _ready: seen.append(panel.part.plane.image is None))
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        session.reset()
    assert seen == [True]
    _wait_for_grid(qtbot, session)
    assert session.grid is not None
    assert session.grid.step == 0


def test_another_data_set_brings_its_own_picture(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("moons"))
    _wait_for_grid(qtbot, session)
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        session.apply(_config("sine"))
    assert panel.picture is Picture.CURVE
    assert panel.part.plane.image is None
    qtbot.waitUntil(lambda: panel.part.curve.curves is not None, timeout=PATIENCE)
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        session.apply(_config("digits", 0))
    assert panel.part.curve.curves is None
    qtbot.waitUntil(lambda: panel.weights.image(9) is not None, timeout=PATIENCE)


# The plane.


def test_the_colour_is_that_of_the_class_that_wins(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("gaussians", epochs=30))
    _wait_for_grid(qtbot, session)
    _train(qtbot, session)
    found, dataset = panel.part.plane.frame.box, session.dataset
    assert dataset is not None
    theme = current_theme()
    colours = [class_colour(k, theme) for k in range(dataset.outputs)]
    ground = QColor(theme.background)
    for column, row in ((3, 3), (96, 4), (5, 95), (97, 96), (20, 50)):
        x = found.left + (column + 0.5) / SIDE * found.width
        y = found.top - (row + 0.5) / SIDE * found.height
        answer = session.predict(np.array([x, y], np.float32))
        assert answer is not None
        pixel = _image(panel).pixelColor(column, row)

        def away(colour: QColor, pixel: QColor = pixel) -> float:
            """How far the pixel lies off the way from the background to a colour."""
            way = _rgb(colour) - _rgb(ground)
            step = _rgb(pixel) - _rgb(ground)
            return float(np.linalg.norm(step - way * (step @ way) / (way @ way)))

        distances = [away(colour) for colour in colours]
        assert int(np.argmin(distances)) == int(np.argmax(answer))
        assert min(distances) < 2


def test_it_follows_the_training(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("spirals", epochs=100_000))
    steps: list[int] = []
    session.grid_changed.connect(lambda grid: steps.extend([] if grid is None else [grid.step]))
    _wait_for_grid(qtbot, session)
    before = _image(panel).copy()
    session.run()
    qtbot.waitUntil(lambda: len(set(steps)) > 8, timeout=PATIENCE)
    session.pause()
    qtbot.waitUntil(lambda: session.state is RunState.PAUSED, timeout=PATIENCE)
    assert _image(panel) != before


def test_wrongly_classified_points_are_ringed(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("gaussians", epochs=10, data=DataConfig(classes=3)))
    _wait_for_grid(qtbot, session)
    _train(qtbot, session)
    points, wrong = panel.part.plane.points, panel.part.plane.wrong
    assert points is not None
    assert wrong is not None
    assert points.label is not None
    for row in range(0, len(points), 7):
        answer = session.predict(points.x[row])
        assert answer is not None
        assert wrong[row] == (int(np.argmax(answer)) != points.label[row])
    history = session.history
    assert history is not None
    assert session.ready is not None
    test = session.ready.split.test
    assert wrong[points.part == Member.TEST].sum() == sum(
        int(np.argmax(_answer(session, x))) != label
        for x, label in zip(test.x, test.labels if test.labels is not None else [], strict=True)
    )


def _rgb(colour: QColor) -> np.ndarray:
    return np.array([colour.red(), colour.green(), colour.blue()], np.float64)


def _answer(session: Session, x: np.ndarray) -> np.ndarray:
    answer = session.predict(x)
    assert answer is not None
    return answer


def test_the_surface_of_a_regression_has_one_scale_with_its_points(
    qtbot: QtBot, start: Open
) -> None:
    session, panel = start(_config("plane", 0, epochs=60))
    _wait_for_grid(qtbot, session)
    _train(qtbot, session)
    points, scale = panel.part.plane.points, panel.part.legend.scale
    assert points is not None
    assert points.value is not None
    assert scale is not None
    assert (scale.low, scale.high) == (points.value.min(), points.value.max())
    box = panel.part.plane.frame.box
    answers = np.array(
        [[_answer(session, np.array([x, 0.0], np.float32))[0]] for x in (box.left, box.right)]
    )
    light = [_image(panel).pixelColor(column, SIDE // 2).lightnessF() for column in (0, SIDE - 1)]
    assert (light[1] > light[0]) == bool(answers[1] > answers[0])
    assert panel.part.plane.wrong is None


# Tracing.


@pytest.mark.parametrize(
    ("part", "held_out", "origin"),
    [
        (Member.TRAINING, 0.0, Origin.TRAIN),
        (Member.TRAINING, 0.3, Origin.TRAIN),
        (Member.DEVELOPMENT, 0.3, Origin.DEVELOPMENT),
        (Member.TEST, 0.3, Origin.TEST),
    ],
)
def test_clicking_a_point_traces_that_very_sample(
    qtbot: QtBot, start: Open, part: Member, held_out: float, origin: Origin
) -> None:
    config = replace(_config("moons"), development_fraction=held_out)
    session, panel = start(config)
    _wait_for_grid(qtbot, session)
    row = _lonely_row(panel, panel.part.plane, part)
    points = panel.part.plane.points
    assert points is not None
    QTest.mouseClick(panel.part.plane, LEFT, pos=panel.part.plane.pixel_of(row).toPoint())
    sample = session.sample
    assert sample is not None
    assert sample.origin is origin
    assert np.array_equal(sample.x, points.x[row])
    assert panel.part.plane.mark == pytest.approx(tuple(points.place[row]))


def test_a_click_beside_all_points_traces_nothing(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("moons"))
    before = session.sample
    corner = panel.part.plane.frame.area.topLeft() + QPointF(3, 3)
    QTest.mouseClick(panel.part.plane, LEFT, pos=corner.toPoint())
    assert session.sample is before


def test_the_mark_follows_the_sample(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("sine"))
    session.show_sample(Origin.TRAIN, 7)
    dataset = session.dataset
    assert dataset is not None
    assert session.ready is not None
    part = session.ready.split.train
    x, y = float(dataset.own_units(part.x[7])[0]), float(part.y[7, 0])
    assert panel.part.curve.mark == pytest.approx((x, y))


def test_keys_go_from_point_to_point_and_trace(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("moons"))
    view = panel.part.plane
    view.setFocus(Qt.FocusReason.TabFocusReason)
    first = view.cursor_row
    assert first is not None
    QTest.keyClick(view, Qt.Key.Key_Right)
    second = view.cursor_row
    assert second not in (None, first)
    assert second is not None
    assert view.pixel_of(second).x() >= view.pixel_of(first).x()
    assert "point" in view.accessibleDescription()
    assert panel.readout.text() == view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_Return)
    points, sample = view.points, session.sample
    assert points is not None
    assert sample is not None
    assert np.array_equal(sample.x, points.x[second])


def test_the_mouse_tells_what_is_predicted_there(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("moons"))
    _wait_for_grid(qtbot, session)
    _train(qtbot, session)
    place = panel.part.plane.frame.area.topLeft() + QPointF(6, 6)
    QTest.mouseMove(panel.part.plane, place.toPoint())
    assert panel.readout.text().startswith("x₁ −")
    assert "%" in panel.readout.text()


# The curve.


def test_the_curve_is_the_prediction_in_own_units(qtbot: QtBot, start: Open) -> None:
    data = DataConfig(scaling="standard", scale_target=True)
    session, panel = start(_config("sine", epochs=40, data=data))
    _wait_for_grid(qtbot, session)
    _train(qtbot, session)
    curves, dataset = panel.part.curve.curves, session.dataset
    assert curves is not None
    assert dataset is not None
    assert dataset.scaling is not None
    assert curves.shape == (LINE, 1)
    box = panel.part.curve.frame.box
    for k in (0, 60, LINE - 1):
        own = box.left + box.width * k / (LINE - 1)
        scaled = (own - dataset.scaling.offset) / dataset.scaling.scale
        answer = _answer(session, scaled.astype(np.float32))[0]
        expected = answer * dataset.target_scale[0] + dataset.target_offset[0]
        assert curves[k, 0] == pytest.approx(expected, abs=1e-4)


def test_with_classes_there_is_a_curve_for_each(qtbot: QtBot, start: Open, tmp_path: Path) -> None:
    generator = np.random.default_rng(5)
    x = np.sort(generator.uniform(-3.0, 3.0, 120))
    kinds = ["low", "middle", "high"]
    lines = [f"{value:.4f},{kinds[int(k)]}" for value, k in zip(x, (x + 3) // 2, strict=True)]
    path = tmp_path / "one.csv"
    path.write_text("\n".join(["length,kind", *lines]) + "\n", encoding="utf-8")
    config = RunConfig(
        dataset="file", hidden=(), epochs=60, data=DataConfig(file=FileOptions(str(path)))
    )
    session, panel = start(config)
    assert panel.picture is Picture.CURVE
    _wait_for_grid(qtbot, session)
    _train(qtbot, session)
    curves, points = panel.part.curve.curves, panel.part.curve.points
    assert curves is not None
    assert points is not None
    assert points.label is not None
    assert curves.shape == (LINE, 3)
    assert curves.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert len(np.unique(points.place[:, 1])) == 3  # a row for each class
    assert (points.place[:, 1] < 0).all()
    assert panel.title.text() == "Probabilities"


# The slice.


def test_a_slice_goes_through_the_traced_sample(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("iris"))
    _wait_for_grid(qtbot, session)
    assert "held" in panel.caption.text()
    session.show_sample(Origin.TRAIN, 11)
    sample = session.sample
    assert sample is not None
    qtbot.waitUntil(
        lambda: (
            session.grid is not None
            and bool(np.array_equal(session.grid.x[:1][0, :2], sample.x[:2]))
        ),
        timeout=PATIENCE,
    )
    grid = session.grid
    assert grid is not None
    plane = grid.x[: SIDE * SIDE]
    assert np.ptp(plane[:, :2], axis=0) == pytest.approx(0)
    assert np.ptp(plane[:, 2]) > 1


def test_other_features_can_be_chosen_but_not_one_twice(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("iris"))
    _wait_for_grid(qtbot, session)
    panel.part.across.setFocus()
    QTest.keyClick(panel.part.across, Qt.Key.Key_Down)  # the one that already goes upwards
    assert panel.part.across.currentIndex() == 3
    assert panel.part.up.currentIndex() == 0
    qtbot.waitUntil(
        lambda: session.grid is not None and bool(np.ptp(session.grid.x[: SIDE * SIDE][:, 0]) > 1),
        timeout=PATIENCE,
    )
    assert panel.part.plane.points is not None
    dataset = session.dataset
    assert dataset is not None
    own = dataset.own_units(panel.part.plane.points.x)
    assert panel.part.plane.points.place == pytest.approx(own[:, [3, 0]])


# Coefficients.


def test_coefficients_come_close_to_the_closed_form(qtbot: QtBot, start: Open) -> None:
    config = replace(_config("plane", 0, epochs=300), optimizer="sgd", learning_rate=0.1)
    session, panel = start(config)
    assert panel.table.isVisible()
    _train(qtbot, session)
    assert session.ready is not None
    part = session.ready.split.train
    found = LinearRegression().fit(part.x.astype(float), part.y[:, 0].astype(float))
    rows = {row.name: row for row in panel.table.model.rows}
    assert rows["intercept"].closed == pytest.approx(found.intercept_, abs=1e-6)
    assert rows["x₁"].closed == pytest.approx(found.coef_[0], abs=1e-6)
    assert rows["x₁"].learned == pytest.approx(found.coef_[0], abs=0.02)
    assert rows["MSE"].learned == pytest.approx(rows["MSE"].closed, rel=0.1)


def test_a_large_problem_is_solved_beside_the_window(
    qtbot: QtBot, start: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.model_view.fit.QUICK", 10)
    _session, panel = start(_config("diabetes", 0))
    rows = panel.table.model
    qtbot.waitUntil(lambda: rows.rowCount() == 12, timeout=PATIENCE)
    assert all(row.closed is not None for row in rows.rows)
    qtbot.waitUntil(lambda: rows.rows[1].learned is not None, timeout=PATIENCE)


def test_the_units_of_the_coefficients_can_be_switched(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("diabetes", 0))
    qtbot.waitUntil(lambda: panel.table.model.rows[1].learned is not None, timeout=PATIENCE)
    own = [row.learned for row in panel.table.model.rows]
    QTest.mouseClick(panel.table.units.button("scaled"), LEFT)
    scaled = [row.learned for row in panel.table.model.rows]
    parameters = session.parameters
    assert parameters is not None
    assert scaled[0] == pytest.approx(float(parameters["b_1"][0]))
    assert scaled[1:11] == pytest.approx(parameters["W_1"][0].tolist())
    assert own[1] != scaled[1]


def test_the_table_writes_what_its_columns_hold(qtbot: QtBot, start: Open) -> None:
    _, panel = start(_config("diabetes", 0))
    table = panel.table
    qtbot.waitUntil(lambda: table.model.rows[1].learned is not None, timeout=PATIENCE)

    def longest() -> int:
        texts = [table.model.index(row, 2).data() for row in range(table.model.rowCount())]
        widths = [table.view.fontMetrics().horizontalAdvance(text) for text in texts]
        assert max(widths) + 8 <= table.view.columnWidth(2)
        return max(len(text) for text in texts)

    panel.resize(600, 720)
    qtbot.waitUntil(lambda: table.view.width() > 500)
    wide = longest()
    assert not table.view.isColumnHidden(3)
    theme_source().set_text_scale(1.8)
    panel.resize(288, 720)
    qtbot.waitUntil(lambda: table.view.width() < 300)
    assert longest() < wide


# Rows of W.


def test_rows_of_w_are_pictures_on_one_scale(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("digits", 0, epochs=3))
    _train(qtbot, session)
    parameters, view = session.parameters, panel.weights
    assert parameters is not None
    W = parameters["W_1"]
    pictures = [view.image(number) for number in range(10)]
    assert view.scale is not None
    for number, picture in enumerate(pictures):
        assert picture is not None
        assert picture.width() == picture.height() == 8
        row, column = divmod(int(np.argmax(W[number])), 8)
        found = picture.pixelColor(column, row)
        assert found.red() >= found.blue()  # positive is orange
    assert view.scale >= np.abs(W).max() / 1.05
    area = view.tile(3)
    QTest.mouseMove(view, (area.topLeft() + QPointF(area.width() * 2.5 / 8, 2)).toPoint())
    assert panel.readout.text().startswith("class 3, row 1, column 3: ")
    said = float(panel.readout.text().split(": ")[1].replace("−", "-"))
    assert said == pytest.approx(float(W[3, 2]), rel=0.01, abs=1e-6)


def test_hidden_units_have_numbers(qtbot: QtBot, start: Open) -> None:
    _, panel = start(_config("digits", 16))
    qtbot.waitUntil(lambda: panel.weights.image(15) is not None, timeout=PATIENCE)
    panel.weights.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel.weights, Qt.Key.Key_Right)
    assert panel.weights.accessibleDescription().startswith("unit 2: weights from ")


# Painting.


def _painted(*extra: Point) -> RunConfig:
    cluster = tuple(
        Point(sign * 0.5 + 0.02 * k, sign * 0.4 - 0.01 * k, label)
        for label, sign in ((0, -1), (1, 1))
        for k in range(6)
    )
    return _config(PAINTED, data=DataConfig(points=cluster + extra))


def test_a_stroke_becomes_points_at_once_and_a_run_at_its_end(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_painted())
    assert panel.part.tools.isVisible()
    before = session.config.data.points
    QTest.mouseClick(panel.part.tools.classes[2], LEFT)
    view = panel.part.plane
    QTest.mousePress(view, LEFT, pos=_pixel(view, -0.8, 0.8))
    QTest.mouseMove(view, _pixel(view, -0.5, 0.8))
    assert view.points is not None
    assert len(view.points) == len(before) + 2
    assert session.config.data.points == before
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        QTest.mouseRelease(view, LEFT, pos=_pixel(view, -0.5, 0.8))
    assert len(session.config.data.points) == len(before) + 2
    assert session.dataset is not None
    assert session.dataset.class_names == ("A", "B", "C")
    _wait_for_grid(qtbot, session)
    assert view.image is not None


def test_a_stroke_goes_on_while_the_run_of_the_one_before_is_set_up(
    qtbot: QtBot, start: Open
) -> None:
    session, panel = start(_painted())
    view, count = panel.part.plane, len(session.config.data.points)
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        _stroke(view, (-0.9, 0.9))
        QTest.mousePress(view, LEFT, pos=_pixel(view, 0.0, 0.9))
    assert view.points is not None
    assert len(view.points) == count + 2  # the latest is there, though the network has one less
    assert view.wrong is None
    QTest.mouseMove(view, _pixel(view, 0.3, 0.9))
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        QTest.mouseRelease(view, LEFT, pos=_pixel(view, 0.3, 0.9))
    assert len(session.config.data.points) == count + 3


def test_erase_move_and_take_back(qtbot: QtBot, start: Open) -> None:
    lonely = Point(0.8, -0.8, 0)
    session, panel = start(_painted(lonely))
    view, start_points = panel.part.plane, session.config.data.points
    QTest.keyClick(view, Qt.Key.Key_M)
    assert panel.part.tools.painting.tool is Tool.MOVE
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        _stroke(view, (0.8, -0.8), (0.6, -0.7), (0.2, -0.6))
    moved = session.config.data.points[-1]
    assert (moved.x, moved.y) == pytest.approx((0.2, -0.6), abs=0.01)
    assert moved.label == 0
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        QTest.mouseClick(view, RIGHT, pos=_pixel(view, 0.2, -0.6))
    assert len(session.config.data.points) == len(start_points) - 1
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.config.data.points[-1] == moved
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        QTest.mouseClick(panel.part.tools.undo_button, LEFT)
    assert session.config.data.points == start_points


def test_an_empty_plane_is_no_error(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_painted())
    told: list[Notice | None] = []
    session.notice.connect(told.append)
    before = session.config
    QTest.mouseClick(panel.part.tools.clear_button, LEFT)
    view = panel.part.plane
    assert not session.can_train
    assert view.points is not None
    assert len(view.points) == 0
    assert view.image is None
    assert "4 or more, of two classes" in panel.readout.text()
    for x in (-0.5, -0.4, -0.3):
        QTest.mouseClick(view, LEFT, pos=_pixel(view, x, 0.0))
    assert "second class" in panel.readout.text()
    assert len(session.config.data.points) == 3
    assert session.ready is not None
    assert session.ready.config == before  # nothing is asked of the engine yet
    QTest.keyClick(view, Qt.Key.Key_2)
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        QTest.mouseClick(view, LEFT, pos=_pixel(view, 0.5, 0.0))
    assert [point.label for point in session.config.data.points] == [0, 0, 0, 1]
    assert not any(told)


def test_points_that_were_taken_away_are_not_trained_on(qtbot: QtBot, start: Open) -> None:
    session, panel = start(replace(_painted(), epochs=100_000))
    session.run()
    qtbot.waitUntil(lambda: session.state is RunState.RUNNING, timeout=PATIENCE)
    ready = session.ready
    QTest.mouseClick(panel.part.tools.clear_button, LEFT)
    assert session.config.data.points == ()
    assert [problem.field for problem in session.problems] == ["dataset"]
    qtbot.waitUntil(lambda: session.state is RunState.PAUSED, timeout=PATIENCE)
    step = session.place.step if session.place else -1
    session.step()
    session.run()
    assert session.state is RunState.PAUSED
    assert session.place is not None
    assert session.place.step == step
    assert session.ready is ready
    assert panel.part.plane.image is None


def test_points_that_were_taken_away_stay_away_when_the_panel_comes_back(
    qtbot: QtBot, start: Open
) -> None:
    session, panel = start(_painted())
    QTest.mouseClick(panel.part.tools.clear_button, LEFT)
    view = panel.part.plane
    QTest.mouseClick(view, LEFT, pos=_pixel(view, 0.5, 0.5))
    panel.hide()
    panel.show()
    qtbot.waitExposed(panel)
    assert view.points is not None
    assert len(view.points) == 1
    assert session.grid is None
    assert view.image is None
    assert "second class" in panel.readout.text()
    assert len(session.config.data.points) == 1
    assert panel.part.tools.painting.can_undo


def test_taking_back_a_clearing_shows_the_run_that_stands_again(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_painted())
    _wait_for_grid(qtbot, session)
    before, ready, problems = session.config, session.ready, session.problems
    QTest.mouseClick(panel.part.tools.clear_button, LEFT)
    view = panel.part.plane
    QTest.mouseClick(view, LEFT, pos=_pixel(view, 0.5, 0.5))
    for _ in range(2):
        QTest.mouseClick(panel.part.tools.undo_button, LEFT)
    assert session.config == before
    assert session.problems == problems
    assert session.can_train
    qtbot.waitUntil(lambda: view.image is not None, timeout=PATIENCE)
    assert session.ready is ready
    assert view.mark is not None
    assert view.points is not None
    assert len(view.points) == len(before.data.points)


def test_points_can_be_painted_by_keys(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_painted())
    view, before = panel.part.plane, session.config.data.points
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.cross == (0.0, 0.0)
    QTest.keyClick(view, Qt.Key.Key_Up)
    cross = view.cross
    assert cross is not None
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert session.config.data.points[:-1] == before
    new = session.config.data.points[-1]
    assert (new.x, new.y) == pytest.approx(cross, abs=1e-4)
    assert view.cross == cross  # the next point can be painted from here


def test_painted_points_can_be_traced_too(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_painted(Point(0.8, -0.8, 0), Point(-0.8, 0.8, 1)))
    QTest.mouseClick(panel.part.tools.tools.button(Tool.TRACE), LEFT)
    before = session.config
    QTest.mouseClick(panel.part.plane, LEFT, pos=_pixel(panel.part.plane, 0.8, -0.8))
    assert session.sample is not None
    assert session.sample.x == pytest.approx([0.8, -0.8])
    assert session.config == before


def test_points_of_another_set_can_be_taken_over(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("moons", data=DataConfig(samples=60)))
    assert panel.part.edit.isVisible()
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        QTest.mouseClick(panel.part.edit, LEFT)
    assert session.config.dataset == PAINTED
    assert len(session.config.data.points) == 60
    assert panel.part.tools.isVisible()
    assert not panel.part.edit.isVisible()


def test_points_that_come_with_a_configuration_are_taken_over(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_painted())
    other = (*session.config.data.points[:8], Point(0.9, 0.9, 4))
    data = replace(session.config.data, points=other)
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        session.apply(replace(session.config, data=data))
    assert panel.part.tools.painting.points == other
    assert not panel.part.tools.painting.can_undo


# Hidden, shown, dressed.


def test_hidden_it_asks_for_nothing(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("moons", epochs=5), show=False)
    _train(qtbot, session)
    assert session.grid is None
    panel.show()
    _wait_for_grid(qtbot, session)
    assert panel.part.plane.image is not None
    panel.hide()
    assert session.grid is None
    session.step()
    qtbot.waitUntil(lambda: session.state is RunState.PAUSED, timeout=PATIENCE)
    qtbot.waitUntil(
        lambda: (
            session.trace is not None
            and session.place is not None
            and session.trace.step == session.place.step
        ),
        timeout=PATIENCE,
    )
    assert session.grid is None


def _spread(widget: QWidget) -> int:
    image = widget.grab().toImage()
    return len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(40, 300, 3)})


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_it_paints_in_both_themes(qtbot: QtBot, start: Open, appearance: Appearance) -> None:
    theme_source().set_appearance(appearance)
    session, panel = start(_config("moons"))
    _wait_for_grid(qtbot, session)
    assert _spread(panel) > 50
    ground = panel.grab().toImage().pixelColor(2, 2)
    assert (ground.lightnessF() < 0.5) == (appearance is Appearance.DARK)


def test_a_change_of_theme_repaints_the_regions(qtbot: QtBot, start: Open) -> None:
    theme_source().set_appearance(Appearance.LIGHT)
    session, panel = start(_config("moons"))
    _wait_for_grid(qtbot, session)
    light = _image(panel).copy()
    theme_source().set_appearance(Appearance.DARK)
    assert _image(panel) != light


def test_it_fits_into_a_side_column(start: Open) -> None:
    for name in ("moons", "iris", "diabetes"):
        _, panel = start(_config(name, 0))
        assert panel.minimumSizeHint().width() <= 288
        assert panel.minimumSizeHint().height() <= 600


def _table_file(folder: Path, classes: int, length: int) -> DataConfig:
    generator = np.random.default_rng(2)
    lines = ["a,b," + "k" * length]
    for number in range(3 * classes):
        x, y = generator.normal(size=2)
        lines.append(f"{x:.3f},{y:.3f},class{'n' * length} {number % classes}")
    path = folder / "classes.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return DataConfig(file=FileOptions(str(path)))


@pytest.mark.parametrize(("classes", "length"), [(150, 1), (60, 150), (2, 150)])
def test_many_classes_and_long_names_fit_into_a_side_column(
    qtbot: QtBot, start: Open, tmp_path: Path, classes: int, length: int
) -> None:
    config = RunConfig(dataset="file", hidden=(), data=_table_file(tmp_path, classes, length))
    session, panel = start(config)
    _wait_for_grid(qtbot, session)
    assert panel.minimumSizeHint().height() <= 600
    view = panel.part.plane
    QTest.mouseClick(view, LEFT, pos=view.pixel_of(0).toPoint())
    assert "training point" in panel.readout.text()
    assert panel.minimumSizeHint().width() <= 288
    assert panel.minimumSizeHint().height() <= 600


def test_a_traced_sample_that_is_none_of_the_points_is_there_too(qtbot: QtBot, start: Open) -> None:
    session, panel = start(_config("gaussians", data=DataConfig(samples=5_000)))
    view = panel.part.plane
    points = view.points
    assert points is not None
    shown = points.index[points.part == Member.TRAINING]
    hidden = next(k for k in range(1_000) if k not in shown)
    session.show_sample(Origin.TRAIN, hidden)
    assert session.sample is not None
    alone, mark = view.alone, view.mark
    assert alone is not None
    assert alone.label is not None
    assert alone.label[0] == session.sample.label
    assert tuple(alone.place[0]) == mark
    place = view.frame.to_pixels(alone.place)[0]
    colour = class_colour(int(alone.label[0]), current_theme())
    picture = view.grab().toImage().pixelColor(round(float(place[0])), round(float(place[1])))
    assert np.abs(_rgb(picture) - _rgb(colour)).max() < 12
    session.show_sample(Origin.TRAIN, int(shown[3]))
    assert view.alone is None


def test_a_long_feature_name_shows_what_tells_it_from_others(
    qtbot: QtBot, start: Open, tmp_path: Path
) -> None:
    generator = np.random.default_rng(2)
    count = 120
    names = [f"a_feature_of_this_very_long_table_number_{k}" for k in range(count)]
    lines = [",".join([*names, "kind"])]
    for row in range(40):
        numbers = ",".join(f"{value:.3f}" for value in generator.normal(size=count))
        lines.append(f"{numbers},{'ab'[row % 2]}")
    path = tmp_path / "wide.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    data = DataConfig(file=FileOptions(str(path)))
    _, panel = start(RunConfig(dataset="file", hidden=(), data=data))
    assert panel.picture is Picture.SLICE
    for box, number in ((panel.part.across, 17), (panel.part.up, 118)):
        box.setCurrentIndex(number)
        assert "…" in box.shown_text()
        assert box.shown_text().endswith(str(number))
        assert names[number] in box.toolTip()
    assert panel.minimumSizeHint().width() <= 288


def test_features_are_chosen_below_each_other_where_their_names_are_long(
    qtbot: QtBot, start: Open
) -> None:
    _, panel = start(_config("iris"))
    across, up = panel.part.across, panel.part.up
    qtbot.waitUntil(lambda: up.y() > across.y())
    assert across.shown_text() == "petal length (cm)"
    assert up.shown_text() == "petal width (cm)"
    panel.resize(600, 720)
    qtbot.waitUntil(lambda: up.y() == across.y())
    assert across.shown_text() == "petal length (cm)"
