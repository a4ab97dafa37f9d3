"""The switch between stage and data, and the tabs that come and go with the data set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot

from core.config import RunConfig
from core.data_config import DataConfig, FileOptions, Point
from core.messages import RunState
from gui.app import Chalkgrad, make_application
from gui.settings import Settings
from tests.gui.window import PATIENCE, click, steps, wait_for_state

Key = Qt.Key


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Chalkgrad]:
    make_application(Settings())
    program = Chalkgrad(Settings())
    program.window.resize(1400, 900)
    program.window.show()
    qtbot.waitExposed(program.window)
    program.start()
    qtbot.waitUntil(lambda: program.session.ready is not None, timeout=PATIENCE)
    yield program
    assert program.close()


def test_the_data_can_be_seen_and_left_by_mouse_and_by_key(
    program: Chalkgrad, qtbot: QtBot
) -> None:
    window = program.window
    assert window.stage.isVisible()
    click(window.centre.switch.button("data"))
    qtbot.waitUntil(lambda: window.data.isVisible(), timeout=PATIENCE)
    assert not window.stage.isVisible()
    QTest.keyClick(window, Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert window.stage.isVisible()
    assert window.stage.isAncestorOf(window.focusWidget())
    QTest.keyClick(window, Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.data.isVisible(), timeout=PATIENCE)
    assert window.centre.switch.current() == "data"


def test_a_sample_that_is_chosen_brings_the_stage(program: Chalkgrad) -> None:
    window = program.window
    click(window.centre.switch.button("data"))
    window.data.traced.emit()
    assert window.stage.isVisible()
    assert window.centre.switch.current() == "stage"


def test_space_trains_from_the_data_view_too(program: Chalkgrad, qtbot: QtBot) -> None:
    click(program.window.centre.switch.button("data"))
    QTest.keyClick(program.window.centre.switch.button("data"), Key.Key_F10)
    qtbot.waitUntil(
        lambda: program.session.place is not None and program.session.place.step == 1,
        timeout=PATIENCE,
    )


def test_the_pad_is_offered_for_images_alone(program: Chalkgrad, qtbot: QtBot) -> None:
    window, session = program.window, program.session
    assert window.pad.isVisible()
    session.apply(replace(session.config, dataset="iris"))
    qtbot.waitUntil(lambda: not session.loading, timeout=PATIENCE)
    assert not window.pad.isVisible()
    qtbot.waitUntil(lambda: window.model.isVisible(), timeout=PATIENCE)
    session.apply(replace(session.config, dataset="digits"))
    qtbot.waitUntil(lambda: not session.loading, timeout=PATIENCE)
    assert window.pad.isVisible()


def test_who_looks_at_the_test_set_goes_on_looking(program: Chalkgrad, qtbot: QtBot) -> None:
    window, session = program.window, program.session
    QTest.keyClick(window, Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.test_set.isVisible(), timeout=PATIENCE)
    session.apply(replace(session.config, dataset="iris"))
    qtbot.waitUntil(lambda: not session.loading, timeout=PATIENCE)
    qtbot.waitUntil(lambda: window.test_set.isVisible(), timeout=PATIENCE)


def test_points_that_were_taken_away_are_not_trained_on(program: Chalkgrad, qtbot: QtBot) -> None:
    session = program.session
    points = tuple(Point(0.1 * k, -0.1 * k, k % 2) for k in range(8))
    painted = replace(session.config, dataset="painted", data=DataConfig(points=points))
    session.apply(painted)
    qtbot.waitUntil(lambda: not session.loading, timeout=PATIENCE)
    session.run()
    wait_for_state(qtbot, program, RunState.RUNNING, RunState.FINISHED)
    session.apply(replace(painted, data=DataConfig(points=points[:1])))
    wait_for_state(qtbot, program, RunState.PAUSED, RunState.FINISHED)
    assert not program.window.actions_["run"].isEnabled()
    assert [problem.field for problem in session.problems] == ["dataset"]
    before = steps(program)
    session.step()
    program.client.poll()
    assert steps(program) == before
    assert list(program.window.settings().config["data"]["points"]) == [asdict(points[0])]
    session.apply(painted)
    assert program.window.actions_["run"].isEnabled()
    assert not [p for p in session.problems if p.field == "dataset"]


def test_what_cannot_be_had_at_the_start_is_not_forgotten(qtbot: QtBot, tmp_path: Path) -> None:
    gone = tmp_path / "gone.csv"
    config = RunConfig(dataset="file", data=DataConfig(file=FileOptions(str(gone), target="x")))
    make_application(Settings())
    program = Chalkgrad(Settings(), config)
    program.window.show()
    program.start()
    session = program.session
    qtbot.waitUntil(lambda: session.ready is not None, timeout=PATIENCE)
    assert session.dataset is not None
    assert session.dataset.name == "digits"
    (notice,) = program.window.notices.notices()
    assert "gone.csv" in notice.text
    assert "digits are shown instead" in notice.text
    assert program.window.settings().config == asdict(config)
    session.apply(replace(session.config, seed=3))
    assert program.window.settings().config["dataset"] == "digits"
    assert program.close()


def test_points_taken_away_before_their_run_stands_are_not_trained_on(
    program: Chalkgrad, qtbot: QtBot
) -> None:
    session = program.session
    points = tuple(Point(0.1 * k, -0.1 * k, k % 2) for k in range(8))
    painted = replace(session.config, dataset="painted", data=DataConfig(points=points))
    session.apply(painted)
    session.apply(replace(painted, data=DataConfig()))
    qtbot.waitUntil(lambda: not session.loading, timeout=PATIENCE)
    assert not session.can_train
    assert not program.window.actions_["run"].isEnabled()


def test_all_tabs_are_seen_on_a_small_projector(program: Chalkgrad, qtbot: QtBot) -> None:
    program.window.resize(1024, 768)
    bar = program.window.findChild(QTabBar)
    assert bar is not None
    qtbot.waitUntil(lambda: bar.count() == 5, timeout=PATIENCE)
    assert bar.sizeHint().width() <= bar.width()
