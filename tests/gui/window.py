"""Helpers that drive the whole window as a person would."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from core.messages import RunState
from gui.app import Chalkgrad
from tests.core.stroke_digits import STROKES

PATIENCE = 20_000
"""Milliseconds: a crowded machine is slow, a broken program is slower."""


def button(program: Chalkgrad, key: str) -> QToolButton:
    """Return the transport's button for an action."""
    found = program.window.transport.findChild(QToolButton, f"button-{key}")
    assert isinstance(found, QToolButton)
    return found


def click(widget: QWidget) -> None:
    """Click into the middle."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def wait_for_state(qtbot: QtBot, program: Chalkgrad, *states: RunState) -> None:
    """Wait until the run is in one of these states."""
    qtbot.waitUntil(lambda: program.session.state in states, timeout=PATIENCE)


def steps(program: Chalkgrad) -> int:
    """Return the steps of the current run so far."""
    place = program.session.place
    return 0 if place is None else place.step


def draw(canvas: QWidget, digit: int) -> None:
    """Draw a digit with the mouse: press, move along the polyline, release."""
    side = min(canvas.width(), canvas.height())
    left, top = (canvas.width() - side) // 2, (canvas.height() - side) // 2
    for line in STROKES[digit]:
        points = [QPoint(round(left + x * side), round(top + y * side)) for x, y in line]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(canvas, point)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])
