"""Readings in a row: the least important go where there is no room, and nothing else moves."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.readings import Readings


@pytest.fixture
def labels(qtbot: QtBot) -> list[QLabel]:
    return [QLabel(name) for name in ("first", "second", "third")]


def shown(labels: list[QLabel]) -> list[str]:
    return [label.text() for label in labels if label.isVisible()]


def test_the_least_important_goes_first(labels: list[QLabel], qtbot: QtBot) -> None:
    readings = Readings(labels, by_importance=(labels[1], labels[0], labels[2]))
    bar = QWidget()
    qtbot.addWidget(bar)
    readings.setParent(bar)
    readings.reserve(("a long text indeed", "a text", "some text"))
    full, least = readings.sizeHint(), readings.minimumSizeHint().width()
    readings.resize(full)
    bar.show()
    assert shown(labels) == ["first", "second", "third"]
    readings.resize(full.width() - 1, full.height())
    assert shown(labels) == ["first", "second"]
    readings.resize(least, full.height())
    assert shown(labels) == ["second"]
    readings.resize(full)
    assert shown(labels) == ["first", "second", "third"]


def test_a_reading_keeps_its_place_when_its_number_grows(
    labels: list[QLabel], qtbot: QtBot
) -> None:
    readings = Readings(labels, by_importance=labels)
    qtbot.addWidget(readings)
    readings.reserve(("9,999", "9,999", "9,999"))
    readings.resize(readings.sizeHint())
    readings.show()
    before = [label.x() for label in labels]
    labels[0].setText("1")
    labels[1].setText("9,999")
    readings.grab()
    assert [label.x() for label in labels] == before
