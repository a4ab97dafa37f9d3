"""Training waits from a change in the window until that is painted, and no longer."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from core.right_of_way import RightOfWay
from gui.until_painted import UntilPainted
from tests.gui.paint_watch import PaintWatch


def test_the_way_is_held_through_the_painting_and_then_open(
    qtbot: QtBot, qapp: QApplication
) -> None:
    label = QLabel("before")
    qtbot.addWidget(label)
    label.show()
    qtbot.waitExposed(label)
    qapp.processEvents()
    way = RightOfWay()
    until_painted, watch = UntilPainted(way), PaintWatch(label, way)
    until_painted.hold()
    label.setText("after")
    assert way.is_taken
    qtbot.waitUntil(lambda: not way.is_taken)
    assert watch.held
    assert all(watch.held)


def test_holding_twice_is_let_go_once(qtbot: QtBot) -> None:
    way = RightOfWay()
    until_painted = UntilPainted(way)
    until_painted.hold()
    until_painted.hold()
    qtbot.waitUntil(lambda: not way.is_taken)
    with way:  # the depth is right again: whoever enters now also leaves
        assert way.is_taken
    assert not way.is_taken


def test_the_way_is_open_when_the_window_is_gone() -> None:
    way = RightOfWay()
    until_painted = UntilPainted(way)
    until_painted.hold()
    until_painted.stop()
    assert not way.is_taken
    until_painted.stop()
    assert not way.is_taken
