"""Files of one's own, in the whole window: by menu, drop, clipboard and recent list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from core.messages import RunState
from gui.app import Chalkgrad, make_application
from gui.importing.dialog import ImportDialog
from gui.settings import Settings
from tests.gui.window import PATIENCE, click, wait_for_state

Key = Qt.Key
TABLE = "height;weight;kind\n" + "".join(
    f"{150 + n},5;{50 + n % 7};{'cat' if n % 3 else 'dog'}\n" for n in range(60)
)


@pytest.fixture
def program(qtbot: QtBot) -> Iterator[Chalkgrad]:
    make_application(Settings())
    program = Chalkgrad(Settings())
    program.window.resize(1280, 860)
    program.window.show()
    qtbot.waitExposed(program.window)
    program.start()
    qtbot.waitUntil(lambda: program.session.ready is not None, timeout=PATIENCE)
    yield program
    assert program.close()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "Tiere größer.csv"
    path.write_text(TABLE, encoding="utf-8-sig")
    return path


def dialogue(program: Chalkgrad, qtbot: QtBot) -> ImportDialog:
    """Return the dialogue once it is open and has looked at the file."""
    importer = program.window.importer
    qtbot.waitUntil(
        lambda: (
            importer.dialog is not None
            and importer.dialog.isVisible()
            and importer.dialog.open_button.isEnabled()
        ),
        timeout=PATIENCE,
    )
    assert importer.dialog is not None
    return importer.dialog


def opened(program: Chalkgrad, qtbot: QtBot, name: str) -> None:
    """Wait for the data set of that title and train a little on it."""
    session = program.session
    qtbot.waitUntil(
        lambda: (
            not session.loading
            and session.dataset is not None
            and session.dataset.name == "file"
            and name in session.dataset.title
        ),
        timeout=PATIENCE,
    )
    session.step()
    wait_for_state(qtbot, program, RunState.PAUSED)


def test_a_table_by_the_menu(
    program: Chalkgrad, qtbot: QtBot, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(table), ""))
    QTest.keyClick(program.window, Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    click(dialogue(program, qtbot).open_button)
    opened(program, qtbot, "Tiere")
    data = program.session.dataset
    assert data is not None
    assert data.feature_names == ("height", "weight")
    assert data.class_names == ("cat", "dog")
    assert data.own_units(data.train.x)[:, 0].max() > 200
    assert program.window.settings().recent_files == (str(table),)
    assert program.session.config.output == "softmax"


def test_giving_it_up_leaves_what_stood(program: Chalkgrad, qtbot: QtBot, table: Path) -> None:
    before = program.session.ready
    program.window.importer.open_path(str(table))
    QTest.keyClick(dialogue(program, qtbot), Key.Key_Escape)
    qtbot.waitUntil(lambda: program.window.importer.dialog is None, timeout=PATIENCE)
    assert program.session.ready is before
    assert program.window.settings().recent_files == ()


def test_a_table_that_is_dropped(program: Chalkgrad, qtbot: QtBot, table: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(table))])
    window = program.window
    enter = QDragEnterEvent(
        QPoint(300, 300),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    assert window.drop.overlay.isVisible()
    assert table.name in window.drop.overlay.text
    drop = QDropEvent(
        QPointF(300, 300),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QEvent.Type.Drop,
    )
    QApplication.sendEvent(window, drop)
    assert not window.drop.overlay.isVisible()
    click(dialogue(program, qtbot).open_button)
    opened(program, qtbot, "Tiere")


def test_a_table_from_the_clipboard(
    program: Chalkgrad, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.importing.importer.pasted_folder", lambda: tmp_path / "pasted")
    QGuiApplication.clipboard().setText("a\tb\n" + "".join(f"{n}\t{n / 2}\n" for n in range(30)))
    QTest.keyClick(
        program.window,
        Key.Key_V,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    click(dialogue(program, qtbot).open_button)
    opened(program, qtbot, "Pasted table")
    assert list((tmp_path / "pasted").iterdir())


def test_what_is_no_table_is_said_in_the_dialogue(
    program: Chalkgrad, qtbot: QtBot, tmp_path: Path
) -> None:
    page = tmp_path / "page.csv"
    page.write_text("<!DOCTYPE html><html><body>Not found</body></html>")
    before = program.session.ready
    importer = program.window.importer
    importer.open_path(str(page))
    qtbot.waitUntil(
        lambda: importer.dialog is not None and bool(importer.dialog.problem), timeout=PATIENCE
    )
    assert importer.dialog is not None
    assert "page" in importer.dialog.problem
    assert not importer.dialog.open_button.isEnabled()
    importer.dialog.reject()
    assert program.session.ready is before


def test_the_recent_list_opens_it_again(program: Chalkgrad, qtbot: QtBot, table: Path) -> None:
    program.window.importer.open_path(str(table))
    click(dialogue(program, qtbot).open_button)
    opened(program, qtbot, "Tiere")
    menu = program.window.recent
    menu.fill()
    texts = [action.text() for action in menu.actions()]
    assert any("Tiere" in text for text in texts)
    menu.actions()[0].trigger()
    assert dialogue(program, qtbot).isVisible()
