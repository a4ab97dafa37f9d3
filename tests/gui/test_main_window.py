"""The whole window, driven by clicks and keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.key import Key as StageKey
from core.messages import RunState
from core.metrics import predicted_classes
from gui import actions as act
from gui.app import Chalkgrad, ErrorRelay, make_application, remembered_config
from gui.player import FASTEST, AtEnd
from gui.session import Origin, default_config
from gui.settings import Settings, load_settings, save_settings
from gui.theme import DARK, LIGHT, Appearance, current_theme, theme_source
from gui.widgets.notice import Level
from gui.widgets.segmented import SegmentedControl
from tests.gui.paint_watch import PaintWatch
from tests.gui.window import PATIENCE, button, click, draw, steps, wait_for_state

Key = Qt.Key
Open = Callable[..., Chalkgrad]


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication) -> Iterator[Open]:
    """Return a function that opens the program and waits for its first picture."""
    opened: list[Chalkgrad] = []

    def open_it(config: RunConfig | None = None, settings: Settings | None = None) -> Chalkgrad:
        chosen = settings or Settings()
        make_application(chosen)
        program = Chalkgrad(chosen, config)
        opened.append(program)
        program.window.resize(1280, 860)
        program.window.show()
        program.start()
        qtbot.waitUntil(lambda: program.session.trace is not None, timeout=PATIENCE)
        return program

    yield open_it
    for program in opened:
        assert program.close(), "the engine did not end within a second"
    theme_source().set_appearance(Appearance.SYSTEM)
    theme_source().set_text_scale(1.0)


@pytest.fixture
def program(open_window: Open) -> Chalkgrad:
    """Return the program as it is at the very first start."""
    return open_window()


def parameters(program: Chalkgrad) -> np.ndarray:
    """Return what the current trace was made with."""
    trace = program.session.trace
    assert trace is not None
    return np.concatenate([layer.W.ravel() for layer in trace.layers])


def test_the_first_start_needs_nothing(program: Chalkgrad) -> None:
    session = program.session
    assert session.config == default_config()
    assert session.dataset is not None
    assert session.dataset.name == "digits"
    assert session.trace is not None
    np.testing.assert_array_equal(session.trace.x, session.dataset.test.x[0])
    assert program.window.focusWidget() is not None


def test_space_trains_to_ninety_percent_and_the_pad_recognises_what_is_drawn(
    program: Chalkgrad, qtbot: QtBot
) -> None:
    QTest.keyClick(program.window.stage, Key.Key_Space)
    wait_for_state(qtbot, program, RunState.RUNNING)
    wait_for_state(qtbot, program, RunState.FINISHED)
    assert program.session.history is not None
    assert program.session.history.epochs()["test_score"][-1] > 0.9
    pad = program.window.pad
    recognised = 0
    for digit in range(10):
        draw(pad.canvas, digit)
        recognised += pad.bars.best() == digit
        click_undo = pad.canvas.clear
        click_undo()
        assert pad.bars.best() is None, "an empty pad has no prediction"
    assert recognised >= 8


def test_the_pad_works_during_training(open_window: Open, qtbot: QtBot) -> None:
    program = open_window(replace(default_config(), epochs=100_000))
    click(button(program, act.RUN))
    qtbot.waitUntil(lambda: steps(program) > 2_000, timeout=PATIENCE)
    draw(program.window.pad.canvas, 3)
    assert program.session.state is RunState.RUNNING
    assert program.window.pad.bars.best() is not None
    seen: list[object] = []
    program.session.model_changed.connect(lambda: seen.append(program.session.trace))
    qtbot.waitUntil(lambda: len(seen) > 2, timeout=PATIENCE)
    click(button(program, act.RUN))
    wait_for_state(qtbot, program, RunState.PAUSED)


def test_training_waits_while_the_window_works(program: Chalkgrad, qtbot: QtBot) -> None:
    way, read = program.session.right_of_way, list[bool]()
    program.session.trace_changed.connect(lambda trace: read.append(way.is_taken))
    watch = PaintWatch(program.window.stage.view.viewport(), way)
    program.session.run()
    qtbot.waitUntil(lambda: len(watch.held) > 3 and len(read) > 3, timeout=PATIENCE)
    assert all(watch.held)
    assert all(read)
    program.session.pause()
    qtbot.waitUntil(lambda: not way.is_taken, timeout=PATIENCE)


def test_step_epoch_and_reset(program: Chalkgrad, qtbot: QtBot) -> None:
    first = parameters(program)
    click(button(program, act.STEP))
    qtbot.waitUntil(lambda: steps(program) == 1, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not np.array_equal(parameters(program), first), timeout=PATIENCE)
    click(button(program, act.EPOCH))
    qtbot.waitUntil(lambda: steps(program) == 41, timeout=PATIENCE)
    wait_for_state(qtbot, program, RunState.PAUSED)
    with qtbot.waitSignal(program.session.run_ready, timeout=PATIENCE):
        click(button(program, act.RESET))
    qtbot.waitUntil(lambda: program.session.trace is not None, timeout=PATIENCE)
    assert steps(program) == 0
    np.testing.assert_array_equal(parameters(program), first)
    with qtbot.waitSignal(program.session.run_ready, timeout=PATIENCE):
        click(button(program, act.NEW_WEIGHTS))
    qtbot.waitUntil(lambda: program.session.trace is not None, timeout=PATIENCE)
    assert not np.array_equal(parameters(program), first)
    assert program.session.config.seed == 1


def test_the_trained_network_comes_back(program: Chalkgrad, qtbot: QtBot) -> None:
    session, before = program.session, button(program, act.RUN_BEFORE)
    assert not before.isEnabled()
    click(button(program, act.EPOCH))
    qtbot.waitUntil(lambda: steps(program) == 41, timeout=PATIENCE)
    wait_for_state(qtbot, program, RunState.PAUSED)
    qtbot.waitUntil(lambda: trace_step(program) == 41, timeout=PATIENCE)
    trained, config = parameters(program), session.config
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        session.apply(replace(config, learning_rate=0.5, hidden=(HiddenLayer(7, "tanh"),)))
    qtbot.waitUntil(lambda: trace_step(program) == 0, timeout=PATIENCE)
    assert "step 41" in before.toolTip()
    assert "learning rate 0.03" in before.toolTip()
    assert "hidden 32 relu" in before.toolTip()
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        click(before)
    qtbot.waitUntil(lambda: trace_step(program) == 41, timeout=PATIENCE)
    np.testing.assert_array_equal(parameters(program), trained)
    assert session.config == config
    assert program.window.setup.training.learning_rate.value() == 0.03
    assert steps(program) == 41
    assert not before.isEnabled(), "the other one was never trained"
    click(button(program, act.STEP))
    qtbot.waitUntil(lambda: steps(program) == 42, timeout=PATIENCE)


def trace_step(program: Chalkgrad) -> int:
    trace = program.session.trace
    return -1 if trace is None else trace.step


def test_the_run_before_comes_back_by_its_key_also_while_the_other_trains(
    program: Chalkgrad, qtbot: QtBot
) -> None:
    session = program.session
    click(button(program, act.STEP))
    qtbot.waitUntil(lambda: steps(program) == 1, timeout=PATIENCE)
    wait_for_state(qtbot, program, RunState.PAUSED)
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        session.apply(replace(session.config, seed=5, epochs=100_000))
    click(button(program, act.RUN))
    qtbot.waitUntil(lambda: steps(program) > 100, timeout=PATIENCE)
    for seed in (0, 5):
        with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
            QTest.keyClick(program.window, Key.Key_B, Qt.KeyboardModifier.ControlModifier)
        assert session.config.seed == seed
        wait_for_state(qtbot, program, RunState.PAUSED)
    assert steps(program) > 100


def test_what_is_wished_for_after_the_run_before_counts(program: Chalkgrad, qtbot: QtBot) -> None:
    session = program.session
    click(button(program, act.STEP))
    qtbot.waitUntil(lambda: steps(program) == 1, timeout=PATIENCE)
    wait_for_state(qtbot, program, RunState.PAUSED)
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        session.apply(replace(session.config, batch_size=64))
    session.restore()
    session.reset()
    qtbot.waitUntil(lambda: not session.loading, timeout=PATIENCE)
    assert session.config.batch_size == 64
    assert session.ready is not None
    assert session.ready.config == session.config


def test_what_stands_is_shown_when_the_next_is_given_up(program: Chalkgrad, qtbot: QtBot) -> None:
    session = program.session
    session.apply(replace(session.config, seed=1))
    session.apply(replace(session.config, seed=2))
    session.cancel_loading()  # the second was still waiting; the first may stand by now, or not
    qtbot.waitUntil(lambda: not session.loading, timeout=PATIENCE)
    assert session.ready is not None
    assert session.config == session.ready.config
    assert session.config.seed in (0, 1)


def test_space_belongs_to_the_control_that_uses_it(program: Chalkgrad, qtbot: QtBot) -> None:
    canvas = program.window.pad.canvas
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(canvas, Key.Key_Space)
    QTest.keyClick(canvas, Key.Key_Right)
    QTest.keyClick(canvas, Key.Key_Space)
    assert not canvas.is_empty()
    assert program.session.state is RunState.READY
    reset = button(program, act.RESET)
    with qtbot.waitSignal(program.session.run_ready, timeout=PATIENCE):
        QTest.keyClick(reset, Key.Key_Space)
    assert steps(program) == 0


def test_a_click_on_the_transport_leaves_space_to_run_and_pause(
    program: Chalkgrad, qtbot: QtBot
) -> None:
    program.window.stage.setFocus()
    click(button(program, act.STEP))
    qtbot.waitUntil(lambda: steps(program) == 1, timeout=PATIENCE)
    focused = program.window.focusWidget()
    assert focused is not button(program, act.STEP)
    assert focused is not None
    QTest.keyClick(focused, Key.Key_Space)
    qtbot.waitUntil(lambda: steps(program) > 41, timeout=PATIENCE)


@pytest.mark.parametrize("enter", [True, False])
def test_space_after_a_number_runs_with_it(program: Chalkgrad, qtbot: QtBot, enter: bool) -> None:
    rate = program.window.setup.training.learning_rate
    rate.setFocus()
    rate.selectAll()
    QTest.keyClicks(rate, "0.05")
    if enter:
        QTest.keyClick(rate, Key.Key_Return)
    QTest.keyClick(rate, Key.Key_Space)
    wait_for_state(qtbot, program, RunState.RUNNING)
    assert program.session.config.learning_rate == 0.05
    assert (rate.text(), rate.problem()) == ("0.05", "")
    QTest.keyClick(rate, Key.Key_Space)
    wait_for_state(qtbot, program, RunState.PAUSED, RunState.FINISHED)


@pytest.fixture
def german() -> Iterator[None]:
    """A computer that writes 0,5."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    yield
    QLocale.setDefault(before)


def test_one_decimal_sign_on_the_whole_screen(
    german: None, open_window: Open, qtbot: QtBot
) -> None:
    program = open_window()
    window = program.window
    for key in (act.EPOCH, act.TEST_SET):
        window.actions_[key].trigger()
    qtbot.waitUntil(lambda: steps(program) == 41, timeout=PATIENCE)
    qtbot.waitUntil(lambda: "after step 41" in window.test_set.summary.text(), timeout=PATIENCE)
    space = "\N{NARROW NO-BREAK SPACE}"
    assert window.setup.footer.summary.text().endswith(f"2{space}410 parameters")
    assert window.setup.footer.status.full_text() == f"1{space}297 samples, 41 steps an epoch"
    assert window.setup.data.summary.full_text().startswith(f"1{space}797 handwritten")
    assert re.match(r"Accuracy \d\d,\d\d %", window.test_set.summary.text())
    rate = window.setup.training.learning_rate
    rate.setFocus()
    rate.selectAll()
    QTest.keyClicks(rate, "0,05")
    QTest.keyClick(rate, Key.Key_Return)
    assert (program.session.config.learning_rate, rate.text()) == (0.05, "0,05")
    texts = [label.text() for label in window.findChildren(QLabel)]
    texts += [button.text() for button in window.findChildren(QAbstractButton)]
    texts += [line.text() for line in window.findChildren(QLineEdit)]
    texts += [widget.toolTip() for widget in window.findChildren(QWidget)]
    assert [text for text in texts if re.search(r"\d\.\d", text)] == []


def test_closing_in_the_middle_of_an_epoch_takes_less_than_a_second(
    qapp: QApplication, qtbot: QtBot
) -> None:
    program = Chalkgrad(Settings(), replace(default_config(), epochs=100_000))
    program.window.show()
    program.start()
    qtbot.waitUntil(lambda: program.session.ready is not None, timeout=PATIENCE)
    program.session.run()
    qtbot.waitUntil(lambda: steps(program) > 100, timeout=PATIENCE)
    started = monotonic()
    assert program.close()
    assert monotonic() - started < 1.0


def test_running_and_pausing_two_hundred_times(open_window: Open, qtbot: QtBot) -> None:
    program = open_window(replace(default_config(), epochs=1_000_000))
    for count in range(200):
        QTest.keyClick(program.window.stage, Key.Key_Space)
        wait_for_state(qtbot, program, RunState.RUNNING)
        before = steps(program)
        qtbot.waitUntil(lambda b=before: steps(program) > b, timeout=PATIENCE)  # type: ignore[misc]
        QTest.keyClick(program.window.stage, Key.Key_Space)
        wait_for_state(qtbot, program, RunState.PAUSED)
        assert steps(program) > count


def test_another_data_set_during_training_replaces_everything(
    program: Chalkgrad, qtbot: QtBot
) -> None:
    session = program.session
    session.run()
    qtbot.waitUntil(lambda: steps(program) > 100, timeout=PATIENCE)
    traces: list[object] = []
    session.trace_changed.connect(traces.append)
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        session.apply(replace(session.config, dataset="iris"))
    assert traces[-1] is None or session.trace is not None
    qtbot.waitUntil(lambda: session.trace is not None, timeout=PATIENCE)
    assert session.trace is not None
    assert session.trace.x.shape == (4,)
    assert session.state is RunState.READY
    assert steps(program) == 0
    assert session.history is not None
    assert len(session.history.epochs()) == 0
    qtbot.wait(50)
    assert steps(program) == 0, "a record of the old run came through"


def test_of_a_hundred_changes_the_last_one_wins(program: Chalkgrad, qtbot: QtBot) -> None:
    session = program.session
    for width in range(1, 101):
        session.apply(
            replace(session.config, hidden=(replace(session.config.hidden[0], width=width),))
        )
    qtbot.waitUntil(lambda: not session.loading, timeout=PATIENCE)
    assert session.ready is not None
    assert session.ready.config.hidden[0].width == 100
    session.run()
    for rate in np.linspace(0.01, 0.05, 100):
        session.apply(replace(session.config, learning_rate=float(rate)))
    qtbot.waitUntil(lambda: steps(program) > 10, timeout=PATIENCE)
    assert session.config.learning_rate == pytest.approx(0.05)
    assert session.ready.config.learning_rate == pytest.approx(0.03), "no new run was needed"


def test_two_files_that_are_dropped_at_once_are_refused_in_a_notice(program: Chalkgrad) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in ("/data/one.csv", "/data/two.csv")])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(program.window, QDragEnterEvent(QPoint(9, 9), copy, mime, left, none))
    QApplication.sendEvent(program.window, QDropEvent(QPointF(9, 9), copy, mime, left, none))
    (notice,) = program.window.notices.notices()
    assert notice.text.startswith("One file at a time")
    assert program.window.importer.dialog is None


def test_divergence_is_told_and_reset_mends_it(program: Chalkgrad, qtbot: QtBot) -> None:
    session = program.session
    session.apply(
        replace(session.config, loss="squared error", output="identity", learning_rate=1e6)
    )
    qtbot.waitUntil(lambda: not session.loading, timeout=PATIENCE)
    QTest.keyClick(program.window.stage, Key.Key_Space)
    wait_for_state(qtbot, program, RunState.DIVERGED)
    (notice,) = program.window.notices.notices()
    assert "smaller learning rate" in notice.text
    assert not button(program, act.RUN).isEnabled()
    qtbot.waitUntil(lambda: session.trace is not None, timeout=PATIENCE)
    assert np.isfinite(parameters(program)).all()
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        click(button(program, act.RESET))
    assert program.window.notices.notices() == []
    assert button(program, act.RUN).isEnabled()


def test_a_loss_that_rises_and_stays_finite_is_told_once_in_a_run(
    program: Chalkgrad, qtbot: QtBot
) -> None:
    session, notices = program.session, program.window.notices
    session.apply(replace(session.config, learning_rate=1e3, epochs=20))
    click(button(program, act.RUN))
    qtbot.waitUntil(lambda: bool(notices.notices()), timeout=PATIENCE)
    (notice,) = notices.notices()
    assert notice.level is Level.WARNING
    assert "10 times what it was at the start" in notice.text
    assert "smaller learning rate" in notice.text
    wait_for_state(qtbot, program, RunState.FINISHED)
    close = notices.findChild(QToolButton)
    assert close is not None
    click(close)
    epochs = session.config.epochs
    click(button(program, act.EPOCH))
    qtbot.waitUntil(lambda: session.place is not None and session.place.epoch > epochs)
    wait_for_state(qtbot, program, RunState.PAUSED)
    qtbot.waitUntil(lambda: session.trace is not None and session.trace.step == steps(program))
    assert notices.notices() == [], "it was read"
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        click(button(program, act.RESET))
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        click(button(program, act.RUN_BEFORE))
    qtbot.waitUntil(lambda: session.trace is not None and session.trace.step == steps(program))
    assert steps(program) > 0
    assert notices.notices() == [], "also in the run that is taken up again"


def test_a_new_run_takes_away_what_was_told_of_the_loss(program: Chalkgrad, qtbot: QtBot) -> None:
    session, notices = program.session, program.window.notices
    session.apply(replace(session.config, learning_rate=1e3, epochs=20))
    for _ in range(2):
        click(button(program, act.RUN))
        qtbot.waitUntil(lambda: bool(notices.notices()), timeout=PATIENCE)
        wait_for_state(qtbot, program, RunState.FINISHED)
        with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
            click(button(program, act.RESET))
        assert notices.notices() == []
        qtbot.waitUntil(lambda: session.trace is not None, timeout=PATIENCE)
        assert notices.notices() == []


def test_the_test_set_agrees_with_the_history(program: Chalkgrad, qtbot: QtBot) -> None:
    session = program.session
    QTest.keyClick(program.window, Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    click(button(program, act.EPOCH))
    qtbot.waitUntil(
        lambda: session.predictions is not None and session.predictions.step == 41,
        timeout=PATIENCE,
    )
    assert session.predictions is not None
    assert session.ready is not None
    assert session.history is not None
    labels = session.ready.split.test.labels
    share = np.mean(predicted_classes(session.predictions.values, 10) == labels)
    assert share == session.history.epochs()["test_score"][-1]


def test_numbers_to_predict_leave_no_digit_pad(program: Chalkgrad, qtbot: QtBot) -> None:
    session = program.session
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        session.apply(replace(session.config, dataset="diabetes"))
    assert not program.window.pad.canvas.isVisible()
    session.show_sample(Origin.TRAIN, 5)
    qtbot.waitUntil(
        lambda: session.sample is not None and session.sample.index == 5, timeout=PATIENCE
    )
    QTest.keyClick(program.window.stage, Key.Key_Space)
    wait_for_state(qtbot, program, RunState.FINISHED, RunState.DIVERGED)
    assert session.state is RunState.FINISHED


def test_panes_hide_by_key_and_take_the_focus_along(program: Chalkgrad) -> None:
    window = program.window
    window.setup.data.dataset.setFocus()
    QTest.keyClick(window, Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.setup.isHidden()
    assert window.focusWidget() is None or not window.setup.isAncestorOf(window.focusWidget())
    assert not window.actions_[act.SHOW_SETUP].isChecked()
    QTest.keyClick(window, Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert not window.setup.isHidden()


def test_the_window_remembers(open_window: Open, qtbot: QtBot, tmp_path: Path) -> None:
    program = open_window()
    QTest.keyClick(program.window, Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(program.window, Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    program.session.apply(replace(program.session.config, learning_rate=0.02, seed=7))
    program.window.pad.set_brush_size(0.15)
    assert save_settings(program.window.settings(), tmp_path) == ""
    program.window.close()
    settings = load_settings(tmp_path).settings
    config, problem = remembered_config(settings)
    assert problem == ""
    again = open_window(config, settings)
    assert again.session.config == replace(default_config(), learning_rate=0.02, seed=7)
    assert not again.window.plots.isVisible()
    qtbot.waitUntil(lambda: again.window.test_set.isVisible(), timeout=PATIENCE)
    assert again.window.pad.canvas.brush_size() == pytest.approx(0.15)


@pytest.mark.parametrize("state", [b"", b"{", b"[]", b'{"tab": 3}', b'{"widths": ["a", 1, 2]}'])
def test_a_damaged_layout_is_the_usual_layout(
    open_window: Open, qtbot: QtBot, state: bytes
) -> None:
    program = open_window(None, Settings(window_state=state))
    assert program.window.setup.isVisible()
    qtbot.waitUntil(lambda: program.window.plots.isVisible(), timeout=PATIENCE)


def test_a_remembered_run_that_cannot_be_had_gives_the_default(qtbot: QtBot) -> None:
    config, problem = remembered_config(Settings(config={"dataset": 3}))
    assert config == default_config()
    assert "dataset" in problem


def test_light_and_dark(program: Chalkgrad) -> None:
    theme_source().set_appearance(Appearance.DARK)
    assert current_theme() is DARK
    dark = program.window.grab().toImage().pixelColor(5, 400).lightness()
    theme_source().set_appearance(Appearance.LIGHT)
    assert current_theme() is LIGHT
    assert program.window.grab().toImage().pixelColor(5, 400).lightness() > dark + 100


def test_help_lists_every_shortcut(program: Chalkgrad, qtbot: QtBot) -> None:
    QTest.keyClick(program.window, Key.Key_F1)
    dialog = program.window.findChild(QDialog, "help")
    assert dialog is not None
    QTest.keyClick(dialog, Key.Key_Escape)
    qtbot.waitUntil(lambda: program.window.findChild(QDialog, "help") is None, timeout=PATIENCE)
    shortcuts = [spec.shortcut for spec in act.TABLE if spec.shortcut]
    assert len(shortcuts) == len(set(shortcuts))


def test_an_error_that_nobody_caught_is_told_once(
    qtbot: QtBot, qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[tuple[str, str]] = []
    relay = ErrorRelay(lambda text, details: told.append((text, details)))
    for _ in range(2):
        try:
            raise ValueError("a bug")
        except ValueError as error:
            relay._on_error(ValueError, error, error.__traceback__)
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE)
    qapp.processEvents()
    assert len(told) == 1
    assert "a bug" in told[0][0]
    assert "Traceback" in told[0][1]
    assert "Traceback" in capsys.readouterr().err


def test_a_narrow_window_has_the_setup_as_a_tab(program: Chalkgrad, qtbot: QtBot) -> None:
    window = program.window
    window.resize(1280, 768)
    assert window.setup.isVisible()
    assert window.pad.isVisible()
    wide = window.stage.width()
    window.resize(1024, 768)
    qtbot.waitUntil(lambda: not window.setup.isVisible(), timeout=PATIENCE)
    assert window.pad.isVisible(), "what was in front stays there"
    assert window.stage.width() > wide - 256, "the stage has got the setup's column"
    QTest.keyClick(window, Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.setup.isVisible()
    window.resize(1280, 768)
    qtbot.waitUntil(window.pad.isVisible, timeout=PATIENCE)
    assert window.setup.isVisible()


def test_a_drawing_is_traced_and_learnt(program: Chalkgrad, qtbot: QtBot) -> None:
    pad, session = program.window.pad, program.session
    click(button(program, act.EPOCH))
    qtbot.waitUntil(lambda: steps(program) == 41, timeout=PATIENCE)
    wait_for_state(qtbot, program, RunState.PAUSED)
    trace_this = next(b for b in pad.findChildren(QPushButton) if b.text() == "Trace")
    one_step = next(b for b in pad.findChildren(QPushButton) if b.text() == "Learn")
    assert not trace_this.isEnabled(), "nothing has been drawn"
    draw(pad.canvas, 7)
    meant = pad.findChild(QComboBox)
    assert isinstance(meant, QComboBox)
    meant.setFocus()
    QTest.keyClick(meant, Key.Key_7)
    assert meant.currentText() == "7"
    click(trace_this)
    qtbot.waitUntil(
        lambda: (
            session.trace is not None
            and session.sample is not None
            and session.sample.origin is Origin.DRAWN
            and bool(session.trace.y[7] == 1.0)
            and np.array_equal(session.trace.x, session.sample.x)
        ),
        timeout=PATIENCE,
    )
    assert session.trace is not None
    loss = session.trace.loss
    before = session.predict(session.trace.x)
    assert before is not None
    assert pad.bars.before is None
    click(one_step)
    qtbot.waitUntil(
        lambda: session.trace is not None and session.trace.loss < loss, timeout=PATIENCE
    )
    assert steps(program) == 41, "it is no step of the run"
    assert any("→" in label.text() for label in pad.findChildren(QLabel))
    assert pad.bars.before is not None
    assert pad.bars.before == pytest.approx(before, abs=1e-6), "of all classes"
    session.step()
    qtbot.waitUntil(lambda: pad.bars.before is None, timeout=PATIENCE)


def test_presentation_shows_the_stage_in_large_letters_and_goes_back(
    program: Chalkgrad, qtbot: QtBot
) -> None:
    window = program.window
    window.resize(1600, 1000)
    columns = window.panes.findChild(QSplitter)
    assert columns is not None
    qtbot.waitUntil(lambda: columns.width() == 1600, timeout=PATIENCE)
    window.actions_[act.INSPECT].trigger()
    before = columns.sizes()
    QTest.keyClick(window, Key.Key_F5)
    assert window.presentation.is_on
    assert window.actions_[act.PRESENTATION].isChecked()
    assert theme_source().text_scale > 1.5
    assert not window.setup.isVisible()
    assert not window.plots.isVisible()
    assert window.stage.isVisible()
    QTest.keyClick(window, Key.Key_F5)
    assert theme_source().text_scale == 1.0
    qtbot.waitUntil(window.inspector.isVisible, timeout=PATIENCE)
    qtbot.waitUntil(lambda: columns.sizes() == before, timeout=PATIENCE)


def test_what_is_presented_is_not_remembered(open_window: Open, qtbot: QtBot) -> None:
    window = open_window().window
    QTest.keyClick(window, Key.Key_F5)
    window.close()
    settings = window.settings()
    assert settings.text_scale == 1.0
    assert b'"hidden": []' in settings.window_state


def test_the_score_on_the_test_set_stands_in_the_bar(program: Chalkgrad, qtbot: QtBot) -> None:
    score = program.window.transport.findChild(QLabel, "testScore")
    assert score is not None
    assert score.text() == ""
    click(button(program, act.EPOCH))
    wait_for_state(qtbot, program, RunState.PAUSED)
    qtbot.waitUntil(lambda: score.text() != "", timeout=PATIENCE)
    assert program.session.history is not None
    share = program.session.history.epochs()["test_score"][-1]
    assert score.text() == f"Test {100 * share:.1f} %"


def test_large_letters_leave_the_stage_its_room(open_window: Open, qtbot: QtBot) -> None:
    program = open_window(settings=replace(Settings(), text_scale=1.5))
    window = program.window
    # It fits a projector, as soon as everything has its place.
    qtbot.waitUntil(lambda: window.minimumSizeHint().width() <= 1024, timeout=PATIENCE)
    columns = window.panes.findChild(QSplitter)
    assert columns is not None
    assert columns.indexOf(window.setup) < 0, "the setup is a tab"
    small = button(program, act.STEP).iconSize().width()
    QTest.keyClick(window, Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: theme_source().text_scale == 1.0, timeout=PATIENCE)
    assert button(program, act.STEP).iconSize().width() < small, "icons go with the letters"
    assert columns.indexOf(window.setup) == 0, "it is a column again"


def test_after_a_divergence_a_smaller_rate_is_enough(program: Chalkgrad, qtbot: QtBot) -> None:
    session = program.session
    session.apply(
        replace(session.config, loss="squared error", output="identity", learning_rate=1e6)
    )
    qtbot.waitUntil(lambda: not session.loading, timeout=PATIENCE)
    session.run()
    wait_for_state(qtbot, program, RunState.DIVERGED)
    session.apply(replace(session.config, learning_rate=1e-3, epochs=3))
    wait_for_state(qtbot, program, RunState.READY)
    assert button(program, act.RUN).isEnabled()
    QTest.keyClick(program.window.stage, Key.Key_Space)
    wait_for_state(qtbot, program, RunState.FINISHED)


def test_a_chosen_folder_loads_what_could_not_be_had_and_is_remembered(
    program: Chalkgrad,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    data_dir: Path,
) -> None:
    session = program.session
    monkeypatch.setenv("CHALKGRAD_DATA", str(tmp_path))
    session.apply(replace(session.config, dataset="mnist"))
    qtbot.waitUntil(lambda: session.wanted == "mnist", timeout=PATIENCE)
    assert not program.window.notices.notices()  # the offer to download it says what to do
    assert session.config.dataset == "digits"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(data_dir))
    program.window.actions_["data-folder"].trigger()
    qtbot.waitUntil(
        lambda: session.dataset is not None and session.dataset.name == "mnist", timeout=PATIENCE
    )
    assert program.window.notices.notices() == []
    assert program.window.settings().data_folder == str(data_dir)


def test_the_first_window_fits_the_screen(program: Chalkgrad) -> None:
    room = program.window.screen().availableSize()
    first = program.window._first_size()
    assert first.width() <= room.width()
    assert first.height() <= room.height()


def test_reduced_motion_is_an_action_and_is_remembered(program: Chalkgrad) -> None:
    window = program.window
    assert window.player.motion
    window.actions_[act.REDUCED_MOTION].trigger()
    assert not window.player.motion
    assert window.settings().reduced_motion
    window.actions_[act.REDUCED_MOTION].trigger()
    assert window.player.motion


def test_a_traced_drawing_plays_on_the_stage(program: Chalkgrad, qtbot: QtBot) -> None:
    window, session = program.window, program.session
    draw(window.pad.canvas, 4)
    trace_this = next(b for b in window.pad.findChildren(QPushButton) if b.text() == "Trace")
    click(trace_this)
    qtbot.waitUntil(lambda: window.player.playing and window.player.t > 0.2, timeout=PATIENCE)
    assert session.sample is not None
    assert session.sample.origin is Origin.DRAWN
    QTest.keyClick(window.stage.view, Key.Key_Space)
    assert not window.player.playing, "while the playhead is on its way, Space pauses it"
    assert session.state is RunState.READY
    QTest.keyClick(window.stage.view, Key.Key_End)
    QTest.keyClick(window.stage.view, Key.Key_Space)
    assert window.player.playing, "at its end, once more"
    assert session.state is RunState.READY


def test_the_mean_of_a_minibatch_takes_the_place_of_q(program: Chalkgrad, qtbot: QtBot) -> None:
    window, session = program.window, program.session
    own = session.trace
    assert own is not None
    box = next(b for b in window.stage.findChildren(QCheckBox) if b.text() == "Minibatch mean")
    box.setFocus()
    QTest.keyClick(box, Key.Key_Space)
    qtbot.waitUntil(lambda: session.batch is not None, timeout=PATIENCE)
    batch = session.batch
    assert batch is not None
    assert batch.count == session.config.batch_size
    caption = window.stage.caption
    qtbot.waitUntil(
        lambda: "over a minibatch of 32 with this sample" in caption.accessibleName(),
        timeout=PATIENCE,
    )
    view = window.stage.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    view.choose_entry(StageKey("q_b", 2), 3)
    assert f"{abs(float(batch.means[StageKey('q_b', 2)][3])):.6f}"[:6] in view.reading
    box.setFocus()
    QTest.keyClick(box, Key.Key_Space)
    qtbot.waitUntil(lambda: session.batch is None, timeout=PATIENCE)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    view.choose_entry(StageKey("q_b", 2), 3)
    assert f"{abs(float(own.layers[1].q_b[3])):.6f}"[:6] in view.reading


def test_tab_reaches_every_control_of_the_stage(program: Chalkgrad) -> None:
    stage = program.window.stage
    program.window.activateWindow()
    names = {"previousSample", "randomSample", "nextSample", "stageView"}
    reached = set()
    stage.view.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(200):
        focused = program.window.focusWidget()
        assert focused is not None
        reached.add(focused.objectName())
        QTest.keyClick(focused, Key.Key_Tab)
    assert names <= reached


def test_a_small_network_is_shown_as_neurons_too(open_window: Open, qtbot: QtBot) -> None:
    program = open_window(RunConfig(dataset="iris", hidden=(HiddenLayer(3, "tanh"),), epochs=5))
    window, session = program.window, program.session
    window.resize(1024, 768)
    qtbot.waitUntil(lambda: not window.setup.isVisible(), timeout=PATIENCE)
    assert window.size() == QSize(1024, 768), "three columns must not keep two from fitting"
    form = next(
        control
        for control in window.stage.findChildren(SegmentedControl)
        if control.accessibleName() == "Form of the picture"
    )
    click(form.button("neurons"))
    assert window.stage.neurons.isVisible()
    window.player.to_start()
    window.player.step()
    window.stage.setFocus()
    window.reading.select(StageKey("z", 2), 1)
    assert session.trace is not None
    shown = f"{session.trace.layers[0].output[1]:.3f}".lstrip("-")[:4]
    assert shown in window.stage.neurons.reading
    with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
        session.apply(replace(session.config, dataset="digits"))
    assert not form.isVisible()
    assert window.stage.view.isVisible()


def test_layers_are_split_and_merged(program: Chalkgrad) -> None:
    window = program.window
    merged = window.player.end
    box = next(b for b in window.stage.findChildren(QCheckBox) if b.text() == "Split layers")
    box.setFocus()
    QTest.keyClick(box, Key.Key_Space)
    assert window.player.end > merged
    keys = {thing.key for thing in window.stage.view.scene_shown.things}
    assert {("s", 1), ("p_s", 1), ("s", 2), ("p_s", 2)} <= keys
    for t in np.linspace(0.0, window.player.end, 12):
        window.player.seek(float(t))
        window.stage.grab()
        assert window.stage.caption.accessibleName()
    QTest.keyClick(box, Key.Key_Space)
    assert window.player.end == merged
    assert ("s", 1) not in {thing.key for thing in window.stage.view.scene_shown.things}


def test_a_sample_whose_class_the_new_data_do_not_have(program: Chalkgrad, qtbot: QtBot) -> None:
    session = program.session
    draw(program.window.pad.canvas, 7)
    session.show_drawn(program.session.trace.x if program.session.trace else np.zeros(64), 9)
    qtbot.waitUntil(
        lambda: session.trace is not None and session.trace.y[9] == 1.0, timeout=PATIENCE
    )
    program.window.player.to_start()
    program.window.player.play()
    for name in ("iris", "diabetes", "wine", "digits"):
        with qtbot.waitSignal(session.run_ready, timeout=PATIENCE):
            session.apply(replace(session.config, dataset=name))
        qtbot.waitUntil(lambda: session.trace is not None, timeout=PATIENCE)
        assert session.sample is not None
        assert session.sample.label is None or session.dataset is not None
    assert program.window.notices.notices() == []


def test_nothing_can_be_played_while_it_trains(open_window: Open, qtbot: QtBot) -> None:
    program = open_window(replace(default_config(), epochs=100_000))
    transport = program.window.stage.transport
    assert transport.isEnabled()
    program.session.run()
    wait_for_state(qtbot, program, RunState.RUNNING)
    assert not transport.isEnabled()
    program.session.pause()
    wait_for_state(qtbot, program, RunState.PAUSED)
    assert transport.isEnabled()


def test_the_bar_says_that_steps_are_watched(program: Chalkgrad, qtbot: QtBot) -> None:
    """Between two of them as well, when the run is for a moment trained, and paused."""
    window, player = program.window, program.window.player
    words = next(
        label
        for label in window.transport.findChildren(QLabel)
        if label.accessibleName() == "Samples per second"
    )
    play = window.stage.findChild(QToolButton, "playStage")
    assert play is not None
    assert words.text() == "Untrained"
    player.at_end = AtEnd.WATCH
    player.set_speed(FASTEST)
    click(play)
    assert words.text() == "Watching"
    seen: list[tuple[RunState, str, bool]] = []
    program.session.state_changed.connect(
        lambda state: seen.append((state, words.text(), window.stage.transport.isEnabled()))
    )
    qtbot.waitUntil(lambda: steps(program) >= 2, timeout=PATIENCE)
    wait_for_state(qtbot, program, RunState.PAUSED)
    qtbot.waitUntil(lambda: player.playing, timeout=PATIENCE)
    click(play)
    assert {state for state, *_ in seen} == {RunState.RUNNING, RunState.PAUSED}
    assert {(text, enabled) for _, text, enabled in seen} == {("Watching", True)}
    assert words.text() == "Paused"


def test_the_bar_stands_still_whatever_the_run_button_says(
    program: Chalkgrad, qtbot: QtBot
) -> None:
    run, reset = button(program, act.RUN), button(program, act.RESET)
    seen = {(run.width(), reset.x())}
    click(run)
    wait_for_state(qtbot, program, RunState.RUNNING)
    program.window.grab()
    seen.add((run.width(), reset.x()))
    wait_for_state(qtbot, program, RunState.FINISHED)
    program.window.grab()
    assert run.text() == "Run on"
    seen.add((run.width(), reset.x()))
    assert len(seen) == 1
    assert run.sizeHint().width() <= run.width(), "the longest text is not cut"
