from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from core.config import RunConfig
from core.datasets.dataset import Task
from core.history import EPOCH_COLUMNS, EpochCurve, History, StepCurve
from core.messages import RunState
from core.metrics import Metrics
from core.training import Epoch, Step
from gui.engine_client import EngineClient
from gui.panels.plots import PlotsPanel
from gui.plots.axes import XAxis
from gui.plots.curve_plot import EPOCH_SERIES
from gui.plots.export import epochs_as_csv
from gui.plots.marks import Series
from gui.plots.readout import Reading
from gui.plots.scales import (
    data_tick_texts,
    four_digits,
    linear_top,
    log_range,
    log_tick_texts,
    log_ticks,
    round_up,
    steady_range,
    steady_top,
    tick_texts,
    ticks,
    x_end,
)
from gui.plots.series import Points, nearest, smooth, thin, to_log
from gui.screenshot import settle
from gui.session import Notice, Session
from gui.theme import Appearance, FontRole, current_theme, font, theme_source
from tests.gui.paint_watch import PaintWatch

SMALL = RunConfig(hidden=(), epochs=3, development_fraction=0.1)


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    theme_source().install(qapp)
    client = EngineClient()
    client.start()
    yield Session(client, SMALL)
    theme_source().set_appearance(Appearance.SYSTEM)
    assert client.shut_down()


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> PlotsPanel:
    panel = PlotsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(1000, 260)
    panel.show()
    qtbot.waitExposed(panel)
    with qtbot.waitSignal(session.run_ready):
        session.start()
    return panel


def _train(qtbot: QtBot, panel: PlotsPanel, session: Session) -> None:
    session.run()
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=20_000)
    history = session.history
    assert history is not None
    reached = history.steps().step[-1]
    qtbot.waitUntil(lambda: panel._drawn == history.version)
    qtbot.waitUntil(lambda: panel.score.reached == reached and not panel._turn.isActive())


def _place_of(panel: PlotsPanel, step: float) -> QPoint:
    plot = panel.loss.plot
    box = plot.getPlotItem().getViewBox()
    (_, _), (low, high) = plot.view()
    scene = box.mapViewToScene(QPointF(step, (low + high) / 2))
    return QPoint(plot.mapFromScene(scene))


# The pure parts.


def test_smoothing_is_the_bias_corrected_moving_average() -> None:
    values = np.random.default_rng(0).normal(size=50)
    found = smooth(np.arange(1.0, 51.0), values, 0.9)
    for n in (1, 2, 17, 50):
        weights = 0.9 ** np.arange(n)[::-1]
        assert found[n - 1] == pytest.approx((weights * values[:n]).sum() / weights.sum())


def test_smoothing_of_a_constant_is_that_constant() -> None:
    steps = np.array([4.0, 8.0, 12.0, 13.0])
    np.testing.assert_allclose(smooth(steps, np.full(4, 2.5), 0.99), 2.5)


def test_smoothing_hardly_changes_when_buckets_are_merged() -> None:
    steps = np.arange(1.0, 1025.0)
    values = np.exp(-steps / 300)
    one_by_one = smooth(steps, values, 0.99)
    merged = smooth(steps[3::4], values.reshape(-1, 4).mean(axis=1), 0.99)
    np.testing.assert_allclose(merged[40:], one_by_one[3::4][40:], rtol=0.01)


def _points(count: int) -> Points:
    random = np.random.default_rng(count)
    mean = random.normal(size=count)
    return Points(np.arange(1.0, count + 1), mean, mean - 1, mean + random.random(count))


@pytest.mark.parametrize(("count", "room"), [(4096, 300), (1000, 999), (7, 3), (1, 10)])
def test_thinning_keeps_means_and_extremes(count: int, room: int) -> None:
    points = _points(count)
    found = thin(points, 0.0, count + 1.0, room)
    assert len(found.step) <= 2 * room
    assert found.step[-1] == count
    assert found.low.min() == points.low.min()
    assert found.high.max() == points.high.max()
    widths = np.diff(found.step, prepend=0.0)
    assert (found.mean * widths).sum() == pytest.approx(points.mean.sum())


def test_thinning_a_part_keeps_its_neighbours_and_its_detail() -> None:
    found = thin(_points(4096), 1000.0, 1100.0, 400)
    assert found.step[0] < 1000 <= 1100 < found.step[-1]
    assert np.all(np.diff(found.step) == 1.0)


def test_groups_stay_the_same_when_a_step_is_added() -> None:
    longer = _points(4001)
    shorter = Points(*(getattr(longer, name)[:4000] for name in ("step", "mean", "low", "high")))
    one, other = thin(shorter, 0, 5000, 300), thin(longer, 0, 5000, 300)
    assert np.array_equal(one.mean[:-1], other.mean[: len(one.mean) - 1])


def test_logarithms_of_what_has_none_lie_on_the_floor() -> None:
    found = to_log(np.array([10.0, 0.1, 0.0, -3.0]), 0.01)
    assert found.tolist() == [1.0, -1.0, -2.0, -2.0]


def test_nearest() -> None:
    values = np.array([1.0, 2.0, 4.0])
    assert [nearest(values, x) for x in (-5, 1.4, 1.6, 3.5, 9)] == [0, 0, 1, 2, 2]
    assert nearest(np.zeros(0), 1.0) == -1


def test_the_x_axis_grows_in_round_numbers_and_then_shows_the_whole_run() -> None:
    ends = [x_end(step, 10_000) for step in range(10_001)]
    assert sorted(set(ends)) == [10, 20, 50, 100, 200, 500, 1000, 2000, 10_000]
    assert ends == sorted(ends)
    assert all(end >= step for step, end in enumerate(ends))
    assert x_end(25_000, 10_000) == 25_000
    assert x_end(0, 4) == 4


def test_the_top_of_an_axis_is_calm() -> None:
    assert [round_up(v) for v in (0.0, 0.9, 1.0, 2.31, 70.0)] == [1, 1, 1, 2.5, 80]
    assert steady_top(None, 2.3) == 2.5
    assert steady_top(2.5, 1.5) == 2.5
    assert steady_top(2.5, 3.0) == 4.0
    assert steady_top(2.5, 0.5) == pytest.approx(0.6)


def test_a_rare_peak_does_not_flatten_the_curve() -> None:
    means = np.ones(1000)
    means[3] = 500.0
    assert linear_top([], means) == 1.0
    assert linear_top([np.array([7.0])], means) == 7.0
    assert linear_top([], np.array([2.0, 1.0, 0.5])) == 2.0
    diverged = np.array([1.0, 3.0, np.inf, np.nan])
    assert linear_top([diverged], diverged) == 3.0, "what can be shown is"
    assert linear_top([np.array([np.nan])], np.array([np.inf])) == 0.0


def test_a_logarithmic_range_holds_its_values() -> None:
    for low, high in ((0.013, 2.3), (1e-9, 1e-8), (5.0, 5.0), (0.99, 1.01)):
        bottom, top = log_range(low, high)
        assert 10**bottom < low <= high < 10**top
        assert 10**bottom > low / 3
        assert 10**top < high * 3


@pytest.mark.parametrize(
    ("low", "high", "count", "expected"),
    [
        (0, 100, 4, [0, 25, 50, 75, 100]),
        (0, 2.5, 5, [0, 0.5, 1.0, 1.5, 2.0, 2.5]),
        (0, 0.011, 3, [0, 0.005, 0.01]),
        (3, 3, 4, [3]),
    ],
)
def test_ticks(low: float, high: float, count: int, expected: list[float]) -> None:
    assert ticks(low, high, count)[1] == pytest.approx(expected)


def test_ticks_of_whole_things_are_whole() -> None:
    assert ticks(0, 3, 12, whole=True) == (1.0, [0, 1, 2, 3])
    assert ticks(0, 10, 4, whole=True)[0] == 5.0


def test_logarithmic_ticks() -> None:
    assert [round(10**t, 3) for t in log_ticks(-0.4, 0.4, 9)] == [0.4, 0.5, 0.6, 0.8, 1, 2]
    assert log_ticks(-3, 2, 6) == [-3, -2, -1, 0, 1, 2]
    assert log_ticks(-30, 0, 4) == [-24, -16, -8, 0]


def test_numbers() -> None:
    texts = [four_digits(v) for v in (0.12345, 2.3, 100.0, 98.765, 12345.0, 1.5e-7, 0.0, math.nan)]
    assert texts == ["0.1235", "2.300", "100.0", "98.77", "12,345", "1.500e-7", "0", "–"]
    texts = [four_digits(v) for v in (999.94, 999.96, 2134.4, -2134.4)]
    assert texts == ["999.9", "1,000", "2,134", "-2,134"]
    assert tick_texts([0, 0.25, 0.5], 0.25) == ["0", "0.25", "0.50"]
    assert tick_texts([15_000, 20_000], 5_000) == ["15,000", "20,000"]
    assert tick_texts([0.001, 0.002], 0.001) == ["0.001", "0.002"]
    assert data_tick_texts([1950.0, 2000.0], 50.0) == ["1950", "2000"]  # years
    assert data_tick_texts([-5_000.0, 10_000.0], 5_000.0) == ["−5,000", "10,000"]


@pytest.mark.parametrize(
    ("values", "distance", "expected"),
    [
        ([0, 5e-5, 1e-4, 1.5e-4], 5e-5, ["0", "5e-5", "1e-4", "1.5e-4"]),
        ([0, 2.5e-5, 1e-4, 1.25e-4], 2.5e-5, ["0", "2.5e-5", "1e-4", "1.25e-4"]),
        ([5e6, 1e7, 1.5e7], 5e6, ["5e6", "1e7", "1.5e7"]),
        ([1.00002e7, 1.00004e7], 200.0, ["1.00002e7", "1.00004e7"]),
        ([-1e-5, 0, 1e-5], 1e-5, ["-1e-5", "0", "1e-5"]),
        ([3.00001, 3.00002], 1e-5, ["3.00001", "3.00002"]),
        ([0, 2e-4, 4e-4], 2e-4, ["0", "0.0002", "0.0004"]),
    ],
)
def test_an_axis_has_one_notation(
    values: list[float], distance: float, expected: list[str]
) -> None:
    assert tick_texts(values, distance) == expected


def test_a_logarithmic_axis_has_one_notation() -> None:
    assert log_tick_texts([-4.0, -3.0, 0.0, math.log10(50)]) == ["0.0001", "0.001", "1", "50"]
    assert log_tick_texts([math.log10(5e-5), -4.0, 0.0]) == ["5e-5", "1e-4", "1e0"]
    assert log_tick_texts([0.0, 6.0, 12.0]) == ["1e0", "1e6", "1e12"]


@given(st.floats(-1e12, 1e12), st.floats(1e-9, 1e12), st.integers(2, 12))
def test_no_two_ticks_of_an_axis_look_alike(low: float, span: float, count: int) -> None:
    assume(span > 1e-7 * abs(low))
    distance, places = ticks(low, low + span, count)
    texts = tick_texts(places, distance)
    assert len(set(texts)) == len(texts)
    for text, place in zip(texts, places, strict=True):
        assert float(text.replace(",", "")) == pytest.approx(place, abs=0.01 * distance)


@pytest.mark.parametrize("exponent", [7, 9, 10, 23, 100, 307, -5, -9, -10, -23, -300])
def test_exponents_are_short_and_right(exponent: int) -> None:
    value = float(f"3.134e{exponent}")
    assert four_digits(value) == f"3.134e{exponent}"
    assert four_digits(-value) == f"-3.134e{exponent}"
    round_value = float(f"2e{exponent}")
    assert tick_texts([round_value], round_value) == [f"2e{exponent}"]
    assert log_tick_texts([exponent]) == [f"1e{exponent}"]


def test_a_range_around_values_is_calm() -> None:
    assert steady_range(None, np.array([37.0, 341.0])) == (0.0, 400.0)
    assert steady_range((0.0, 400.0), np.array([50.0, 300.0])) == (0.0, 400.0)
    assert steady_range(None, np.array([np.nan])) == (0.0, 1.0)


def test_csv_reads_back_exactly() -> None:
    history = History()
    for epoch in (1, 2):
        train, test = Metrics(0.1 / 3 / epoch, 0.9), Metrics(1 / 7, 0.8)
        history.add_epoch(Epoch(epoch, 41 * epoch, train, None, test, 0.25))
    rows = list(csv.DictReader(io.StringIO(epochs_as_csv(history.epochs(), Task.CLASSIFICATION))))
    assert list(rows[0]) == [
        "epoch", "step", "train_loss", "train_accuracy", "test_loss", "test_accuracy", "seconds",
    ]  # fmt: skip
    assert [row["step"] for row in rows] == ["41", "82"]
    assert [float(row["train_loss"]) for row in rows] == [0.1 / 3, 0.1 / 6]


def test_csv_of_no_epochs_has_only_a_header() -> None:
    empty = EpochCurve({name: np.zeros(0) for name in EPOCH_COLUMNS})
    assert epochs_as_csv(empty, Task.REGRESSION).startswith("epoch,step,train_loss,train_rmse,")
    assert epochs_as_csv(empty, Task.REGRESSION).count("\n") == 1


# The panel.


def test_before_training_it_says_what_to_do(panel: PlotsPanel) -> None:
    assert panel.loss.plot.prompt.isVisible()
    assert panel.loss.plot.prompt.text() == "Press Space to train"


def test_curves_show_what_the_history_holds(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    _train(qtbot, panel, session)
    assert session.history is not None
    steps, epochs = session.history.steps(), session.history.epochs()
    assert not panel.loss.plot.prompt.isVisible()
    x, y = panel.loss.plot._raw.getData()
    assert np.array_equal(x, steps.step)
    assert np.array_equal(y, steps.loss)
    for series, name in ((Series.TRAIN, "train"), (Series.TEST, "test")):
        x, y = panel.score.plot._lines[series].getData()
        assert np.array_equal(x, epochs["step"])
        assert np.array_equal(y, 100 * epochs[f"{name}_score"])
    values = dict(panel.score.readout.reading().values)
    assert values[Series.TEST] == four_digits(100 * epochs["test_score"][-1])
    assert panel.loss.readout.reading().place == f"step {int(steps.step[-1]):,}"


def test_a_new_run_clears_the_plots_at_once(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    _train(qtbot, panel, session)
    with qtbot.waitSignal(session.run_ready):
        session.new_weights()
    for chart in (panel.loss, panel.score):
        assert chart.plot._raw.getData()[0] is None or len(chart.plot._raw.getData()[0]) == 0
        assert chart.readout.reading().values == ()
    assert panel.loss.plot.prompt.isVisible()


def test_the_legend_switches_curves(qtbot: QtBot, panel: PlotsPanel, session: Session) -> None:
    _train(qtbot, panel, session)
    line = panel.loss.plot._lines[Series.TEST]
    button = panel.controls.legend(Series.TEST)
    assert line.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not line.isVisible()
    assert Series.TEST not in dict(panel.loss.readout.reading().values)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert line.isVisible()


def test_the_development_set_is_in_the_legend_only_if_there_is_one(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    assert panel.controls.legend(Series.DEVELOPMENT).isVisible()
    with qtbot.waitSignal(session.run_ready):
        session.apply(RunConfig(hidden=()))
    assert not panel.controls.legend(Series.DEVELOPMENT).isVisible()


def test_pointing_reads_the_values_at_a_step(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    _train(qtbot, panel, session)
    assert session.history is not None
    steps = session.history.steps()
    height = panel.loss.readout.height()
    QTest.mouseMove(panel.loss.plot.viewport(), _place_of(panel, 17.0))
    qtbot.waitUntil(lambda: panel.loss.readout.reading().place == "step 17")
    values = dict(panel.loss.readout.reading().values)
    assert values[Series.MINIBATCH] == four_digits(float(steps.loss[16]))
    assert values[Series.TRAIN] == "–"  # no epoch was over by then
    assert panel.score.readout.reading().place == "step 17"
    assert panel.score.plot._cursor.isVisible()
    assert panel.loss.readout.height() == height


def test_the_arrow_keys_move_the_crosshair(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    _train(qtbot, panel, session)
    last = int(session.history.steps().step[-1]) if session.history else 0
    QTest.keyClick(panel.loss.plot, Qt.Key.Key_Left)
    QTest.keyClick(panel.loss.plot, Qt.Key.Key_Left)
    assert panel.loss.readout.reading().place == f"step {last - 1}"
    QTest.keyClick(panel.loss.plot, Qt.Key.Key_Escape)
    assert panel.loss.readout.reading().place == f"step {last}"
    assert not panel.loss.plot._cursor.isVisible()


def test_zooming_one_plot_zooms_both_until_it_is_reset(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    _train(qtbot, panel, session)
    whole = panel.loss.plot.view()
    QTest.keyClick(panel.loss.plot, Qt.Key.Key_Plus)
    near = panel.loss.plot.view()[0]
    assert near[1] - near[0] < whole[0][1] - whole[0][0]
    assert panel.score.plot.view()[0] == pytest.approx(near)
    panel._redraw_all()
    assert panel.loss.plot.view()[0] == near
    viewport = panel.loss.plot.viewport()
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=viewport.rect().center())
    assert panel.loss.plot.view() == whole
    assert panel.score.plot.view()[0] == whole[0]


def test_another_scale_shows_all_of_both_plots(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    _train(qtbot, panel, session)
    whole = panel.loss.plot.view()[0]
    QTest.keyClick(panel.loss.plot, Qt.Key.Key_Plus)
    QTest.mouseClick(panel.controls.log, Qt.MouseButton.LeftButton)
    assert panel.loss.plot.view()[0] == panel.score.plot.view()[0] == whole


def test_an_empty_plot_begins_at_zero_also_after_a_logarithmic_scale(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    panel.set_log(True)
    with qtbot.waitSignal(session.run_ready):
        session.reset()
    panel.set_log(False)
    (_, _), (low, high) = panel.loss.plot.view()
    assert low == 0.0 < high


def test_a_single_step_is_a_dot(qtbot: QtBot, panel: PlotsPanel, session: Session) -> None:
    session.step()
    qtbot.waitUntil(lambda: panel._drawn == 1)
    plot = panel.loss.plot
    assert list(plot._dot.getData()[0]) == [1.0]
    session.step()
    qtbot.waitUntil(lambda: panel._drawn == 2)
    assert len(plot._dot.getData()[0]) == 0
    assert list(plot._raw.getData()[0]) == [1.0, 2.0]


def test_options_by_mouse_and_by_slot_agree(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    _train(qtbot, panel, session)
    with qtbot.waitSignal(panel.options_changed):
        QTest.mouseClick(panel.controls.log, Qt.MouseButton.LeftButton)
    assert panel.log
    (_, _), (low, high) = panel.loss.plot.view()
    assert -3 < low < high < 1.5  # exponents
    panel.set_log(False)
    assert not panel.controls.log.isChecked()

    with qtbot.waitSignal(panel.options_changed):
        QTest.mouseClick(panel.controls.axis_button(XAxis.EPOCH), Qt.MouseButton.LeftButton)
    assert panel.axis is XAxis.EPOCH
    assert panel.loss.readout.reading().place == "epoch 3"
    panel.set_axis(XAxis.STEP)
    assert panel.controls.axis_button(XAxis.STEP).isChecked()

    with qtbot.waitSignal(panel.options_changed):
        QTest.keyClick(panel.controls.slider, Qt.Key.Key_Right)
    assert panel.smoothing == pytest.approx(2 / 3)
    assert len(panel.loss.plot._smooth.getData()[0]) > 100
    panel.set_smoothing(0.985)
    assert panel.smoothing == 0.985
    assert panel.controls.slider.value() == 5 or panel.controls.slider.value() == 4


def test_a_loss_of_zero_is_no_trouble_on_a_logarithmic_scale(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    assert session.history is not None
    panel.set_log(True)
    for step in range(1, 9):
        session.history.add_step(Step(1, step, 0.0, 1.0, 32))
    panel._redraw_all()
    assert all(math.isfinite(v) for axis in panel.loss.plot.view() for v in axis)
    session.history.add_step(Step(1, 9, 0.5, 1.0, 32))
    panel._redraw_all()
    assert np.isfinite(panel.loss.plot._raw.getData()[1]).all()
    panel.grab()


def test_a_run_that_diverges_leaves_a_readable_plot(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    with qtbot.waitSignal(session.run_ready):
        session.apply(RunConfig(dataset="diabetes", hidden=(), optimizer="sgd", learning_rate=9.0))
    for log in (False, True):
        panel.set_log(log)
        session.run()
        qtbot.waitUntil(lambda: session.state is RunState.DIVERGED, timeout=20_000)
        panel._redraw_all()
        assert session.history is not None
        assert session.history.steps().loss.max() > 1e20
        (_, _), (low, high) = panel.loss.plot.view()
        assert math.isfinite(low)
        assert math.isfinite(high)
        drawn = panel.loss.plot._raw.getData()[1]
        assert np.abs(drawn).max() <= 30 * (high - low) + abs(low)
        assert not panel.grab().isNull()
        with qtbot.waitSignal(session.run_ready):
            session.reset()


def test_values_of_every_length_have_room_and_never_overlap(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    assert session.history is not None
    values = (3.134e23, 9_999_999.0, 1.234e-11, 0.12345, -2.5e-300)
    for number, value in enumerate(values, 1):
        session.history.add_step(Step(number, number, value, 0.5, 32))
        metrics = Metrics(value, 1.0)
        session.history.add_epoch(Epoch(number, number, metrics, metrics, metrics, 0.1))
    small = QFontMetricsF(font(FontRole.SMALL))
    for width in (456, 700, 1000):
        panel.resize(width, 260)
        QApplication.processEvents()
        panel._redraw_all()
        for step in range(1, len(values) + 1):
            panel._set_cursor(float(step))
            for chart in (panel.loss, panel.score):
                slots = chart.readout.slots()
                assert slots
                assert slots[0].mark.left() >= small.horizontalAdvance(chart.title)
                assert slots[-1].words.right() <= chart.readout.width()
                for slot in slots:
                    assert small.horizontalAdvance(slot.text) <= slot.words.width()
                    assert slot.mark.right() < slot.words.left()
                for one, other in pairwise(slots):
                    assert one.words.right() < other.mark.left()
                shown = [series for series, _ in chart.readout.reading().values]
                assert [slot.series for slot in slots] == shown[-len(slots) :]
                for series in shown:
                    assert series.label in chart.readout.toolTip(), "what finds no room is there"
    assert [slot.series for slot in panel.loss.readout.slots()] == [Series.MINIBATCH, *EPOCH_SERIES]


def test_the_values_stand_still_while_their_lengths_change(qtbot: QtBot, panel: PlotsPanel) -> None:
    readout = panel.loss.readout

    def shown(value: float) -> list[float]:
        readout.set_reading(Reading("step 1", ((Series.TRAIN, four_digits(value)),) * 2))
        return [slot.mark.left() for slot in readout.slots()]

    usual = shown(0.1235)
    assert shown(99.0) == usual
    wide = shown(1.234e-10)
    assert wide != usual
    assert shown(0.1235) == wide
    readout.set_reading(Reading())
    assert shown(0.1235) == usual, "another run"


@pytest.mark.parametrize("scale", [1.0, 1.9])
def test_the_last_tick_is_not_cut_at_the_right(panel: PlotsPanel, scale: float) -> None:
    theme_source().set_text_scale(scale)
    try:
        for width, goal in product((456, 1000), (10, 1_000, 10_000, 100_000, 9_000_000)):
            panel.resize(width, 260)
            for chart in (panel.loss, panel.score):
                chart.clear(goal)
                chart.plot.set_range(float(goal), 0.0, 1.0)
            QApplication.processEvents()
            for chart in (panel.loss, panel.score):
                plot = chart.plot
                box = plot.getPlotItem().getViewBox()
                (left, right), _ = plot.view()
                spacing, places = plot.steps.tickValues(left, right, box.width())[0]
                text = plot.steps.tickStrings(places, 1.0, spacing)[-1]
                half = QFontMetricsF(font(FontRole.SMALL)).horizontalAdvance(text) / 2
                at = box.mapViewToScene(QPointF(places[-1], 0.0)).x()
                assert at + half <= plot.viewport().width()
                area = plot.steps.mapRectToScene(plot.steps.boundingRect())
                assert at + half <= area.right()
    finally:
        theme_source().set_text_scale(1.0)


def test_nothing_is_drawn_while_nothing_is_new(
    qtbot: QtBot, panel: PlotsPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    _train(qtbot, panel, session)
    assert session.history is not None
    reads: list[int] = []
    steps = session.history.steps

    def count_and_read() -> StepCurve:
        reads.append(1)
        return steps()

    monkeypatch.setattr(session.history, "steps", count_and_read)
    panel._redraw()
    panel._redraw()
    assert reads == []
    session.history.add_step(Step(4, 999, 0.5, 0.5, 32))
    panel._redraw()
    assert reads == [1]


def test_the_plots_are_drawn_in_turns_and_each_names_its_own_step(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    _train(qtbot, panel, session)
    assert session.history is not None
    before = f"step {panel.score.reached:,.0f}"
    session.history.add_step(Step(4, 999, 0.5, 0.5, 32))
    panel._redraw()
    assert panel.loss.readout.reading().place == "step 999"
    assert panel.score.readout.reading().place == before
    qtbot.waitUntil(lambda: panel.score.readout.reading().place == "step 999")
    assert panel.score.plot._raw.getData()[0][-1] == 999


def test_the_run_before_is_dashed_behind_the_next(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    button = panel.controls.legend(Series.BEFORE)
    assert button.isHidden()
    _train(qtbot, panel, session)
    assert session.history is not None
    old = session.history.epochs()
    with qtbot.waitSignal(session.run_ready):
        session.apply(replace(session.config, learning_rate=0.01, batch_size=64))
    assert button.isVisible()
    assert "learning rate 0.001, batch size 32" in button.toolTip().replace("  ", " ")
    _train(qtbot, panel, session)
    assert session.history is not None
    for series, name in ((Series.TRAIN, "train"), (Series.TEST, "test")):
        for chart, kind, factor in ((panel.loss, "loss", 1), (panel.score, "score", 100)):
            x, y = chart.plot._before[series].getData()
            np.testing.assert_array_equal(x, old["step"])
            np.testing.assert_array_equal(y, factor * old[f"{name}_{kind}"])
    QTest.mouseClick(panel.controls.axis_button(XAxis.EPOCH), Qt.MouseButton.LeftButton)
    x, _ = panel.loss.plot._before[Series.TEST].getData()
    np.testing.assert_array_equal(x, session.history.epochs()["step"])  # epoch beside epoch
    QTest.mouseClick(panel.controls.legend(Series.TEST), Qt.MouseButton.LeftButton)
    assert not panel.loss.plot._before[Series.TEST].isVisible()
    assert panel.loss.plot._before[Series.TRAIN].isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not panel.loss.plot._before[Series.TRAIN].isVisible()


def test_the_legend_says_what_was_otherwise_also_after_a_change_in_the_middle(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    _train(qtbot, panel, session)
    with qtbot.waitSignal(session.run_ready):
        session.reset()
    button = panel.controls.legend(Series.BEFORE)
    assert "the same settings" in button.toolTip()
    session.apply(replace(session.config, learning_rate=0.5))  # no new network
    assert "learning rate 0.001" in button.toolTip()


def test_a_run_on_other_data_is_not_compared(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    _train(qtbot, panel, session)
    with qtbot.waitSignal(session.run_ready):
        session.apply(RunConfig(dataset="iris", hidden=(), epochs=3))
    assert session.ready is not None
    assert session.ready.before is not None
    assert panel.controls.legend(Series.BEFORE).isHidden()
    assert not panel.loss.plot._before[Series.TRAIN].isVisible()


def test_a_new_range_is_painted_once_while_training_waits(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    _train(qtbot, panel, session)
    assert session.history is not None
    settle()
    range_before = panel.loss.plot.view()
    watch = PaintWatch(panel.loss.plot.viewport(), session.right_of_way)
    session.history.add_step(Step(4, 999, 0.5, 0.5, 32))
    panel._redraw()
    settle()
    assert panel.loss.plot.view() != range_before
    assert watch.held == [True]
    qtbot.waitUntil(lambda: not session.right_of_way.is_taken)


def test_empty_curves_and_hidden_ones_cost_no_painting(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    plot = panel.loss.plot
    assert not plot._raw.isVisible()
    _train(qtbot, panel, session)
    assert plot._raw.isVisible()
    assert not plot._smooth.isVisible()
    panel.set_smoothing(0.9)
    assert plot._smooth.isVisible()
    QTest.mouseClick(panel.controls.legend(Series.MINIBATCH), Qt.MouseButton.LeftButton)
    assert not plot._raw.isVisible()
    assert not plot._smooth.isVisible()
    QTest.mouseClick(panel.controls.legend(Series.MINIBATCH), Qt.MouseButton.LeftButton)
    assert plot._raw.isVisible()
    assert plot._smooth.isVisible()


def test_full_buckets_are_thinned_to_the_pixels(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    assert session.history is not None
    random = np.random.default_rng(0)
    for step, loss in enumerate(random.random(20_000).tolist(), 1):
        session.history.add_step(Step(1, step, loss, 0.5, 32))
    panel._redraw_all()
    width = panel.loss.plot.width()
    assert width / 4 < len(panel.loss.plot._raw.getData()[0]) < 1.5 * width
    band_x, band_y = panel.loss.plot._band.getData()
    assert len(band_x) == 2 * len(panel.loss.plot._raw.getData()[0])
    assert band_y.max() == session.history.steps().loss_high.max()


def test_regression_shows_the_error(qtbot: QtBot, panel: PlotsPanel, session: Session) -> None:
    with qtbot.waitSignal(session.run_ready):
        session.apply(RunConfig(dataset="diabetes", hidden=(), epochs=3))
    assert panel.score.title == "RMS error, standardised"
    _train(qtbot, panel, session)
    assert session.history is not None
    values = dict(panel.score.readout.reading().values)
    assert values[Series.TEST] == four_digits(session.history.epochs()["test_score"][-1])


def test_copying_puts_the_epochs_on_the_clipboard(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    _train(qtbot, panel, session)
    assert session.history is not None
    panel.menu.copy.trigger()
    rows = list(csv.DictReader(io.StringIO(QGuiApplication.clipboard().text())))
    assert [float(row["test_loss"]) for row in rows] == session.history.epochs()[
        "test_loss"
    ].tolist()
    assert "development_accuracy" in rows[0]


def test_saving_asks_and_writes_a_picture(
    qtbot: QtBot, panel: PlotsPanel, session: Session, tmp_path: Path
) -> None:
    _train(qtbot, panel, session)
    panel.menu.save.trigger()
    dialog = panel.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    file = tmp_path / "grün.png"
    dialog.fileSelected.emit(str(file))
    dialog.close()
    image = QImage(str(file))
    assert image.width() == 2 * panel.width()
    assert image.height() == 2 * panel.height()


def test_a_picture_that_cannot_be_written_is_told(
    qtbot: QtBot, panel: PlotsPanel, session: Session, tmp_path: Path
) -> None:
    with qtbot.waitSignal(session.notice) as told:
        panel.save_picture(str(tmp_path / "missing" / "plots.png"))
    notice = told.args[0] if told.args else None
    assert isinstance(notice, Notice)
    assert "plots.png" in notice.message


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_a_right_click_opens_our_own_menu(qtbot: QtBot, panel: PlotsPanel) -> None:
    panel.set_log(True)
    viewport = panel.loss.plot.viewport()
    reason, place = QContextMenuEvent.Reason.Mouse, viewport.rect().center()
    event = QContextMenuEvent(reason, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    assert panel.menu.isVisible()
    assert panel.menu.log.isChecked()
    panel.menu.log.trigger()
    assert not panel.log
    panel.menu.close()
    box = panel.loss.plot.getPlotItem().getViewBox()
    assert not box.menuEnabled()


def test_the_theme_recolours_live(panel: PlotsPanel) -> None:
    for appearance in (Appearance.DARK, Appearance.LIGHT):
        theme_source().set_appearance(appearance)
        theme = current_theme()
        pen = panel.loss.plot._lines[Series.TEST].opts["pen"]
        assert pen.color() == theme.color("test")
        assert pen.width() == 1
        assert panel.loss.plot.backgroundBrush().color() == theme.color("background")


def test_a_narrow_high_panel_stacks_its_plots(qtbot: QtBot, panel: PlotsPanel) -> None:
    assert panel.loss.y() == panel.score.y()
    panel.resize(420, 480)
    qtbot.waitUntil(lambda: panel.loss.x() == panel.score.x())
    assert panel.score.y() > panel.loss.y()
    assert not panel.controls.slider.isVisible()
    panel.resize(1000, 260)
    qtbot.waitUntil(lambda: panel.loss.y() == panel.score.y())
    assert panel.controls.slider.isVisible()


def test_nothing_is_drawn_while_it_is_hidden(
    qtbot: QtBot, panel: PlotsPanel, session: Session
) -> None:
    panel.hide()
    session.run()
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=20_000)
    assert panel._drawn <= 0
    panel.show()
    assert session.history is not None
    qtbot.waitUntil(lambda: panel._drawn == session.history.version)  # type: ignore[union-attr]
