"""The switch between stage and data, and the tabs that come and go with the data set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.app import Chalkgrad, make_application
from gui.settings import Settings
from tests.gui.window import PATIENCE, click

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
