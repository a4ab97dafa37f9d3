"""The help windows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gui import about
from gui.actions import TABLE
from gui.theme import theme_source


@pytest.fixture
def owner(qtbot: QtBot, qapp: QApplication) -> Iterator[QWidget]:
    theme_source().install(qapp)
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    yield widget
    theme_source().set_text_scale(1.0)


def _opened(owner: QWidget) -> QDialog:
    dialog = owner.findChild(QDialog, "help")
    assert dialog is not None
    return dialog


def _texts(dialog: QDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def test_every_key_is_listed(owner: QWidget) -> None:
    about.show_shortcuts(owner)
    text = _texts(_opened(owner))
    for spec in TABLE:
        if spec.shortcut:
            assert f">{about._native(spec.shortcut)}</td>" in text
    for title in (
        "Stage, while nothing",
        "Plots",
        "Sample of",
        "Confusion matrix",
        "Drawing pad",
        "Inspector",
    ):
        assert title in text
    for keys in ("Shift+Left, Shift+Right", "Page Up, Page Down", "Home, End", "Tab, Shift+Tab"):
        assert f">{keys}</td>" in text


def test_names_keep_their_letters(owner: QWidget) -> None:
    about.show_shortcuts(owner)
    text = _texts(_opened(owner))
    assert "CSV" in text
    assert "csv" not in text


@pytest.mark.parametrize("scale", [1.0, 1.9])
def test_it_fits_a_small_screen_and_all_of_it_can_be_reached(
    owner: QWidget, monkeypatch: pytest.MonkeyPatch, scale: float
) -> None:
    theme_source().set_text_scale(scale)

    class Screen:
        def availableSize(self) -> QSize:
            return QSize(1024, 768)

    monkeypatch.setattr(QWidget, "screen", lambda _: Screen())
    about.show_shortcuts(owner)
    dialog = _opened(owner)
    QApplication.processEvents()
    assert dialog.width() <= 1024
    assert dialog.height() <= 768 - 40, "with room for the frame of the window"
    area = dialog.findChild(QScrollArea)
    assert area is not None
    content = area.widget()
    assert content is not None
    hidden = content.height() - area.viewport().height()
    assert area.verticalScrollBar().maximum() >= hidden
    assert area.horizontalScrollBar().maximum() == 0
    if scale == 1.0:
        assert area.verticalScrollBar().maximum() == 0


def test_close_has_no_icon_and_closes(qtbot: QtBot, owner: QWidget) -> None:
    for show in (about.show_about, about.show_shortcuts):
        show(owner)
        (button,) = _opened(owner).findChildren(QPushButton)
        assert button.icon().isNull()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: owner.findChild(QDialog, "help") is None)
