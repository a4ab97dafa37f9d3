"""Which buttons have the keyboard, and that one can see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from core.checks import Severity
from gui import actions as act
from gui.app import Chalkgrad, make_application
from gui.session import Notice
from gui.settings import Settings
from gui.theme import Appearance, theme_source
from tests.gui.window import PATIENCE, button, click, draw

Key = Qt.Key
LEAST_CONTRAST = 2.0
"""Of the ring with what was there before."""


@pytest.fixture(params=[Appearance.LIGHT, Appearance.DARK])
def program(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[Chalkgrad]:
    settings = replace(Settings(), appearance=request.param)
    make_application(settings)
    program = Chalkgrad(settings)
    program.window.resize(1600, 1000)
    with qtbot.waitActive(program.window):
        program.window.show()
        program.window.activateWindow()
    program.start()
    qtbot.waitUntil(lambda: program.session.trace is not None, timeout=PATIENCE)
    yield program
    assert program.close()
    theme_source().set_appearance(Appearance.SYSTEM)


def _pixels(window: QWidget, widget: QWidget) -> np.ndarray:
    """Height x width x (blue, green, red), of the window where the widget is."""
    image = window.grab(widget.rect().translated(widget.mapTo(window, QPoint(0, 0)))).toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return rows[:, : image.width(), :3].astype(float)


def _luminance(pixels: np.ndarray) -> np.ndarray:
    share = pixels / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ [0.0722, 0.7152, 0.2126])


def _ring_is_seen(window: QWidget, widget: QWidget) -> bool:
    """Whether most of the second pixel from the upper and the lower edge is another colour now.

    The outermost one alone would be a hairline, and beside another button it may be that one's.
    """
    focused = _luminance(_pixels(window, widget))
    widget.clearFocus()
    plain = _luminance(_pixels(window, widget))
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    light, dark = np.maximum(focused, plain), np.minimum(focused, plain)
    seen = (light + 0.05) / (dark + 0.05) > LEAST_CONTRAST
    return bool(seen[1].mean() > 0.5 and seen[-2].mean() > 0.5)


def _reached_by_tab(window: QWidget) -> list[QAbstractButton]:
    """Go once round with Tab; the buttons on the way."""
    found: list[QAbstractButton] = []
    for _ in range(200):
        QTest.keyClick(window.focusWidget() or window, Key.Key_Tab)
        focused = window.focusWidget()
        if focused in found:
            return found
        if isinstance(focused, QAbstractButton):
            found.append(focused)
    raise AssertionError("Tab does not come back")


def _is_small(button: QAbstractButton) -> bool:
    """The headings of sections have a ring as well, a thin one: they are as wide as the panel."""
    return isinstance(button, (QPushButton, QToolButton)) and button.property("look") != "section"


def test_the_ring_of_a_button_that_tab_has_come_to_is_seen(program: Chalkgrad) -> None:
    window = program.window
    draw(window.pad.canvas, 3)
    buttons = [each for each in _reached_by_tab(window) if _is_small(each)]
    names = {each.objectName() for each in buttons}
    assert names >= {"button-run", "button-reset", "playStage", "toEnd", "pad-undo", "pad-trash"}
    hidden = []
    for each in buttons:
        room = each.sizeHint()
        each.setFocus(Qt.FocusReason.TabFocusReason)
        assert each.sizeHint() == room, "nothing moves"
        if not _ring_is_seen(window, each):
            hidden.append(each.objectName() or each.accessibleName() or each.text())
    assert hidden == []


def test_the_ring_of_the_painting_tools_is_seen(program: Chalkgrad, qtbot: QtBot) -> None:
    window = program.window
    program.session.apply(replace(program.session.config, dataset="moons"))
    qtbot.waitUntil(lambda: program.session.grid is not None, timeout=PATIENCE)
    tools = window.model.findChild(QWidget, "paint_tools")
    edit = next(
        each
        for each in window.model.findChildren(QPushButton)
        if each.text() == "Paint on these points"
    )
    click(edit)
    assert tools is not None
    qtbot.waitUntil(tools.isVisible, timeout=PATIENCE)
    buttons = [each for each in _reached_by_tab(window) if tools.isAncestorOf(each)]
    assert "paint_clear" in {each.objectName() for each in buttons}
    for each in buttons:
        each.setFocus(Qt.FocusReason.TabFocusReason)
        assert _ring_is_seen(window, each), each.objectName()


def test_no_button_of_the_window_takes_the_keyboard_by_a_click(program: Chalkgrad) -> None:
    window = program.window
    program.session.notice.emit(Notice(Severity.WARNING, "Something to read.", "And more of it."))
    for key in (act.MODEL, act.INSPECT, act.TEST_SET, act.DATA_VIEW):
        window.actions_[key].trigger()
    by_click = Qt.FocusPolicy.ClickFocus.value
    takers = [
        each.objectName() or each.text()
        for each in window.findChildren(QAbstractButton)
        if each.window() is window and each.focusPolicy().value & by_click
    ]
    assert takers == []
    details = next(
        each for each in window.notices.findChildren(QPushButton) if each.text() == "Details"
    )
    window.stage.setFocus()
    before = window.focusWidget()
    click(details)
    assert details.isChecked()
    assert window.focusWidget() is before


def test_space_presses_the_button_that_tab_has_come_to(program: Chalkgrad, qtbot: QtBot) -> None:
    step = button(program, act.STEP)
    assert step in _reached_by_tab(program.window)
    step.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(step, Key.Key_Space)
    qtbot.waitUntil(
        lambda: program.session.place is not None and program.session.place.step == 1,
        timeout=PATIENCE,
    )


def test_what_becomes_of_the_work_is_said_beside_the_button(program: Chalkgrad) -> None:
    window = program.window
    for key in (act.RESET, act.NEW_WEIGHTS):
        assert "Ctrl+B undoes it" in button(program, key).toolTip()
    clear = window.pad.findChild(QToolButton, "pad-trash")
    assert clear is not None
    assert "Ctrl+Z brings the drawing back" in clear.toolTip()
