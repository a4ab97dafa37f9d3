"""The import dialogue through real clicks and keys, and what leads to it."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from core.config import RunConfig
from core.data_config import DataConfig, FileOptions
from core.datasets.tables.previews import preview
from core.datasets.tables.read import read_table
from core.work import Work
from gui.engine_client import EngineClient
from gui.importing import dialog as dialog_module
from gui.importing import importer as importer_module
from gui.importing import looking
from gui.importing.dialog import ImportDialog
from gui.importing.drop import DropTarget, local_path
from gui.importing.importer import Importer, open_file
from gui.importing.looking import Pasted
from gui.session import Notice, Session
from gui.theme import GRID, theme_source
from gui.widgets.notice import Level
from gui.widgets.steady import ChoiceBox

Key = Qt.Key
Opener = Callable[..., ImportDialog]

SALES = "tv,radio,sales\n" + "".join(f"{i},{i % 7},{3 * i + 0.5}\n" for i in range(40))
FLOWERS = "length;width;kind\n" + "".join(
    f"{i / 10:.1f};{i % 5 / 10:.1f};{'rose' if i % 2 else 'lily'}\n".replace(".", ",")
    for i in range(30)
)
GAPS = "age,town,ill\n" + "".join(
    f"{'' if i % 10 == 3 else i},{('Rome', 'Oslo')[i % 2]},{i % 2}\n" for i in range(40)
)


@pytest.fixture
def open_dialog(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Opener]:
    """Open the dialogue on a text, and wait until it has been looked at."""
    theme_source().install(qapp)
    dialogs: list[ImportDialog] = []

    def open_it(text: str | bytes, name: str = "table.csv", wait: bool = True) -> ImportDialog:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        dialog = ImportDialog(path)
        dialogs.append(dialog)
        qtbot.addWidget(dialog)
        dialog.open()
        if wait:
            settle(qtbot, dialog)
        return dialog

    yield open_it
    for dialog in dialogs:
        dialog.reject()


def settle(qtbot: QtBot, dialog: ImportDialog) -> None:
    """Wait until everything is known about what is shown."""
    qtbot.waitUntil(lambda: not dialog._looking.busy and not dialog._trying.busy)


def pick(box: QComboBox, title: str) -> None:
    """Choose from a combo box with the arrow keys."""
    titles = [box.itemText(at) for at in range(box.count())]
    wanted = next(at for at, text in enumerate(titles) if text.startswith(title))
    box.setFocus()
    while box.currentIndex() != wanted:
        QTest.keyClick(box, Key.Key_Down if box.currentIndex() < wanted else Key.Key_Up)
    assert box.currentText().startswith(title)


def said(dialog: ImportDialog) -> str:
    return dialog.notices.text()


def headers(dialog: ImportDialog) -> list[str]:
    model = dialog.rows.model()
    count = model.columnCount()
    return [str(model.headerData(at, Qt.Orientation.Horizontal)) for at in range(count)]


def accepted(dialog: ImportDialog, qtbot: QtBot) -> FileOptions:
    with qtbot.waitSignal(dialog.chosen) as caught:
        QTest.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert caught.args is not None
    data = caught.args[0]
    assert isinstance(data, DataConfig)
    assert data.file is not None
    return data.file


# What is shown


def test_a_plain_table_needs_no_choice(open_dialog: Opener, qtbot: QtBot) -> None:
    dialog = open_dialog(SALES)
    assert headers(dialog) == ["tv\nnumbers", "radio\nnumbers", "sales\ntarget"]
    assert dialog.rows.model().index(1, 2).data() == "3.5"
    assert dialog.reading.separator.currentText() == "Comma (recognised)"
    assert dialog.columns.task.currentText() == "Numbers (recognised)"
    assert dialog.status.text() == "40 rows, 2 features, sales as a number to predict."
    assert not dialog.problem
    options = accepted(dialog, qtbot)
    assert (options.separator, options.decimal, options.header) == (",", ".", True)
    assert (options.target, options.task) == ("sales", "regression")
    assert options.encoding == ""  # a letter far down may still tell
    assert not dialog.isVisible()


def test_semicolons_and_decimal_commas_are_recognised(open_dialog: Opener, qtbot: QtBot) -> None:
    dialog = open_dialog(FLOWERS)
    assert dialog.reading.separator.currentText() == "Semicolon (recognised)"
    assert dialog.reading.decimal.currentText() == "Comma (recognised)"
    assert "2 classes (lily, rose)" in dialog.status.text()
    options = accepted(dialog, qtbot)
    table = read_table(options)
    assert table.class_names == ("lily", "rose")
    assert table.x[3].tolist() == [0.3, 0.3]


def test_the_options_that_come_out_read_what_was_seen(
    open_dialog: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_dialog(SALES.replace("tv", "").replace("\n0,0", "\n0,0"))  # an unnamed index
    assert headers(dialog)[0] == "column 1\nleft out"
    assert "“column 1” only numbers the rows" in said(dialog)
    options = accepted(dialog, qtbot)
    assert options.leave_out == ("column 1",)
    assert read_table(options).feature_names == ("radio",)


# What is changed


def test_another_target_is_chosen_by_the_keyboard(open_dialog: Opener, qtbot: QtBot) -> None:
    dialog = open_dialog(SALES)
    pick(dialog.columns.target, "rad")
    settle(qtbot, dialog)
    assert headers(dialog)[1] == "radio\ntarget"
    assert dialog.columns.task.currentText() == "Classes (recognised)"  # seven whole numbers
    assert "7 classes" in dialog.status.text()
    pick(dialog.columns.task, "Numbers")
    settle(qtbot, dialog)
    assert "radio as a number" in dialog.status.text()
    options = accepted(dialog, qtbot)
    assert (options.target, options.task) == ("radio", "regression")


def test_a_column_is_left_out_by_space_and_by_a_click(open_dialog: Opener, qtbot: QtBot) -> None:
    dialog = open_dialog(SALES)
    columns = dialog.columns.list
    columns.setFocus()
    columns.setCurrentIndex(dialog.columns.model.index(0))
    QTest.keyClick(columns, Key.Key_Space)
    settle(qtbot, dialog)
    assert list(dialog.options.leave_out) == ["tv"]
    assert headers(dialog)[0] == "tv\nleft out"
    assert "1 feature," in dialog.status.text()
    QTest.keyClick(columns, Key.Key_Space)
    settle(qtbot, dialog)
    assert not dialog.options.leave_out
    place = columns.visualRect(dialog.columns.model.index(1))
    QTest.mouseClick(
        columns.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QPoint(place.left() + 10, place.center().y()),
    )
    settle(qtbot, dialog)
    assert accepted(dialog, qtbot).leave_out == ("radio",)


def test_the_target_has_no_box(open_dialog: Opener) -> None:
    model = open_dialog(SALES).columns.model
    index = model.index(2)
    assert model.data(index, Qt.ItemDataRole.CheckStateRole) is None
    assert not model.flags(index) & Qt.ItemFlag.ItemIsEnabled
    assert not model.setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)


def test_all_columns_are_left_out_and_taken_back(open_dialog: Opener, qtbot: QtBot) -> None:
    dialog = open_dialog(SALES)
    QTest.mouseClick(dialog.columns.none_button, Qt.MouseButton.LeftButton)
    settle(qtbot, dialog)
    assert "No column is left" in dialog.status.text()
    assert not dialog.open_button.isEnabled()
    assert dialog.open_button.toolTip() == dialog.problem
    assert headers(dialog)[2] == "sales\ntarget"
    QTest.mouseClick(dialog.columns.all_button, Qt.MouseButton.LeftButton)
    settle(qtbot, dialog)
    assert dialog.open_button.isEnabled()


def test_missing_cells_have_to_be_dealt_with(open_dialog: Opener, qtbot: QtBot) -> None:
    dialog = open_dialog(GAPS)
    assert dialog.status.level() is Level.ERROR
    assert "line 5: 4 cells are missing (“age”: 4)" in dialog.status.text()
    assert "age: numbers, 4 missing" in str(dialog.columns.model.index(0).data())
    assert not dialog.open_button.isEnabled()
    pick(dialog.reading.missing, "Drop")
    settle(qtbot, dialog)
    assert dialog.status.text().startswith("36 rows")
    assert "4 of 40 rows are dropped" in said(dialog)
    pick(dialog.reading.missing, "Col")
    settle(qtbot, dialog)
    assert dialog.status.text().startswith("40 rows")
    options = accepted(dialog, qtbot)
    assert options.missing == "mean"
    assert "mean of the column stands, taken over the training part only" in said(dialog)
    raw = read_table(options)
    assert raw.fill_missing
    assert np.flatnonzero(np.isnan(raw.x[:, 0])).tolist() == [3, 13, 23, 33]


def test_what_was_wrong_is_not_said_any_more_while_it_is_read_again(
    open_dialog: Opener, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = open_dialog(GAPS)
    slow = threading.Event()

    def waiting(data: DataConfig) -> Callable[[Work], object]:
        def job(work: Work) -> object:
            assert slow.wait(10)
            return real(data)(work)

        return job

    real = looking.try_out
    monkeypatch.setattr(dialog_module, "try_out", waiting)
    pick(dialog.reading.missing, "Drop")
    qtbot.waitUntil(dialog.open_button.isEnabled)
    assert dialog.status.level() is Level.INFO
    assert "Reading" in dialog.status.text()
    slow.set()
    settle(qtbot, dialog)
    assert dialog.status.text().startswith("36 rows")


def test_words_are_made_columns_or_left_out(open_dialog: Opener, qtbot: QtBot) -> None:
    dialog = open_dialog(GAPS.replace(",,", ",0,").replace("\n,", "\n0,"))
    assert "3 features" in dialog.status.text()  # age, Oslo, Rome
    pick(dialog.reading.words, "Lea")
    settle(qtbot, dialog)
    assert "1 feature," in dialog.status.text()
    assert headers(dialog)[1] == "town\nleft out"


def test_a_number_of_rows_is_drawn_at_random(open_dialog: Opener, qtbot: QtBot) -> None:
    dialog = open_dialog(SALES)
    box = dialog.reading.rows
    assert box.text() == "all"
    box.setFocus()
    QTest.keyClick(box, Key.Key_Up)
    assert box.text() == "at most 1,000"
    settle(qtbot, dialog)
    assert "drawn at random" not in said(dialog)
    box.selectAll()
    QTest.keyClicks(box, "12")
    QTest.keyClick(box, Key.Key_Tab)
    settle(qtbot, dialog)
    assert box.text() == "at most 12"
    assert "12 of 40 rows are used, drawn at random." in said(dialog)
    assert dialog.status.text().startswith("12 rows")
    with qtbot.waitSignal(dialog.chosen) as caught:
        QTest.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert caught.args is not None
    assert caught.args[0].samples == 12


@pytest.mark.parametrize("typed", ["", "all", "none", "0"])
def test_what_is_no_number_of_rows_means_all(open_dialog: Opener, qtbot: QtBot, typed: str) -> None:
    dialog = open_dialog(SALES)
    box = dialog.reading.rows
    box.setFocus()
    QTest.keyClick(box, Key.Key_Up)
    box.selectAll()
    QTest.keyClick(box, Key.Key_Backspace)
    QTest.keyClicks(box, typed)
    QTest.keyClick(box, Key.Key_Tab)
    settle(qtbot, dialog)
    assert box.text() == "all"
    assert dialog.status.text().startswith("40 rows")


@pytest.mark.parametrize("typed", ["ten", "2.5", "-3", "1e12"])
def test_what_cannot_be_a_number_of_rows_is_refused(open_dialog: Opener, typed: str) -> None:
    box = open_dialog(SALES).reading.rows
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, typed)
    QTest.keyClick(box, Key.Key_Tab)
    assert (box.text(), box.value()) == (typed, 1)
    assert box.refusal().endswith("Enter 1 to 99,999,999, or “all”. In use: all.")


def test_a_wrong_separator_is_seen_and_taken_back(open_dialog: Opener, qtbot: QtBot) -> None:
    dialog = open_dialog(SALES)
    pick(dialog.columns.target, "tv")
    settle(qtbot, dialog)
    pick(dialog.reading.separator, "Tab")
    settle(qtbot, dialog)
    assert len(headers(dialog)) == 1
    assert "No column is left" in dialog.problem
    assert dialog.options.target == ""  # there is no such column any more
    pick(dialog.reading.separator, "Reco")
    settle(qtbot, dialog)
    assert len(headers(dialog)) == 3
    assert not dialog.problem


def test_without_a_header_columns_are_numbered(open_dialog: Opener, qtbot: QtBot) -> None:
    dialog = open_dialog(SALES)
    pick(dialog.reading.header, "Val")
    settle(qtbot, dialog)
    assert headers(dialog)[0].startswith("column 1")
    assert dialog.rows.model().index(0, 0).data() == "tv"
    assert "no names" in said(dialog)


def test_letters_that_look_wrong_are_mended_by_the_encoding(
    open_dialog: Opener, qtbot: QtBot
) -> None:
    text = "wort,zahl\n" + "".join(f"{('grün', 'weiß')[i % 2]},{i}\n" for i in range(30))
    dialog = open_dialog(text.encode("cp1251", "replace") + b"\xe9,3\n")
    assert "not in UTF-8" in said(dialog)
    pick(dialog.reading.encoding, "Windows-1251")
    settle(qtbot, dialog)
    assert dialog.rows.model().index(30, 0).data() == "й"
    pick(dialog.reading.encoding, "UTF-8")
    settle(qtbot, dialog)
    assert "not in the encoding UTF-8" in dialog.problem
    assert dialog.reading.encoding.isEnabled()  # or there would be no way back
    assert not dialog.reading.separator.isEnabled()
    assert not dialog.open_button.isEnabled()


# Bad input


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"", "is empty"),
        (b"a,b,c\n", "a header and no rows"),
        (b"a,b\n1,2\n3\n", "line 3"),
        (b"a,b\n1,\x002\n", "NUL byte"),
        (b"\x80\x04\x95abc", "pickle"),
        (b"a,b\n" + b"1,x\n" * 20, "tell apart"),
    ],
)
def test_what_is_no_table_says_so_and_cannot_be_opened(
    open_dialog: Opener, content: bytes, reason: str
) -> None:
    dialog = open_dialog(content)
    assert reason in dialog.status.text()
    assert dialog.status.level() is Level.ERROR
    assert not dialog.open_button.isEnabled()
    QTest.keyClick(dialog, Key.Key_Return)
    assert dialog.isVisible()


def test_a_renamed_spreadsheet_is_refused(open_dialog: Opener, tmp_path: Path) -> None:
    path = tmp_path / "sheet.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    dialog = open_dialog(path.read_bytes(), "sheet.csv")
    assert "spreadsheet" in dialog.status.text()


def test_a_file_that_is_gone_is_refused(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ImportDialog(tmp_path / "gone.csv")
    qtbot.addWidget(dialog)
    dialog.open()
    settle(qtbot, dialog)
    assert "gone.csv" in dialog.problem
    dialog.reject()


# Beside the window


def test_the_latest_change_wins(
    open_dialog: Opener, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = open_dialog(SALES)
    slow = threading.Event()
    looked: list[str] = []

    def look(source: Path | Pasted, options: FileOptions) -> Callable[[Work], object]:
        job = real(source, options)

        def wait_first(work: Work) -> object:
            if options.separator == ";":
                assert slow.wait(10)
            looked.append(options.separator)
            return job(work)

        return wait_first

    real = looking.look
    monkeypatch.setattr(dialog_module, "look", look)
    dialog.reading.separator.chosen.emit(";")
    dialog.reading.separator.chosen.emit("|")
    dialog.reading.separator.chosen.emit(",")
    settle(qtbot, dialog)
    slow.set()
    qtbot.waitUntil(lambda: ";" in looked)
    settle(qtbot, dialog)
    assert dialog.found is not None
    assert dialog.found.separator == ","
    assert len(headers(dialog)) == 3


def test_open_waits_for_the_last_change(open_dialog: Opener, qtbot: QtBot) -> None:
    dialog = open_dialog(SALES)
    dialog.columns.target.activated.emit(0)
    assert dialog._looking.busy
    assert accepted(dialog, qtbot).target == "tv"


def test_a_cancelled_dialogue_stops_its_work(
    open_dialog: Opener, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()
    begun = threading.Event()

    def endless(_source: object, _options: object) -> Callable[[Work], object]:
        def job(work: Work) -> None:
            begun.set()
            try:
                while True:
                    work.report("Looking", 0, 0)
            finally:
                ended.set()

        return job

    monkeypatch.setattr(dialog_module, "look", endless)
    dialog = open_dialog(SALES, wait=False)
    assert begun.wait(10)
    chosen: list[object] = []
    dialog.chosen.connect(chosen.append)
    QTest.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    assert ended.wait(10)
    assert chosen == []


def test_a_large_table_is_not_read_before_it_is_opened(
    open_dialog: Opener, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialog_module, "SMALL", 100)
    dialog = open_dialog(GAPS)
    assert "4 cells have no value in the first 40 rows" in dialog.problem
    pick(dialog.reading.missing, "Drop")
    settle(qtbot, dialog)
    assert "all are read when it opens" in dialog.status.text()
    assert accepted(dialog, qtbot).missing == "drop"


# The dialogue as a whole


def test_every_control_has_a_name_and_an_explanation(open_dialog: Opener) -> None:
    dialog = open_dialog(SALES)
    for box in dialog.findChildren(QComboBox):
        assert box.accessibleName()
        assert box.toolTip()
    assert dialog.rows.accessibleName()
    assert dialog.columns.list.accessibleName()
    assert dialog.columns.list.toolTip()


def test_tab_goes_from_top_to_bottom(open_dialog: Opener) -> None:
    dialog = open_dialog(GAPS.replace(",1\n", ",1.5\n"))
    dialog.rows.setFocus()
    reached: list[QWidget] = []
    for _ in range(14):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused)
        QTest.keyClick(focused, Key.Key_Tab)
    wanted: list[QWidget] = [
        dialog.rows,
        dialog.reading.separator,
        dialog.reading.decimal,
        dialog.reading.encoding,
        dialog.reading.header,
        dialog.reading.missing,
        dialog.reading.words,
        dialog.reading.rows,
        dialog.columns.target,
        dialog.columns.task,
        dialog.columns.all_button,
        dialog.columns.none_button,
        dialog.columns.list,
        dialog.notice_area,
    ]
    assert reached == wanted


@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_it_fits_on_a_small_screen(open_dialog: Opener, scale: float) -> None:
    theme_source().set_text_scale(scale)
    try:
        dialog = open_dialog(SALES)
        QApplication.processEvents()
        least = dialog.minimumSizeHint()
        assert least.width() <= 1000
        assert least.height() <= 680
        dialog.resize(least)
        QApplication.processEvents()
        for box in dialog.findChildren(ChoiceBox):
            if box is not dialog.columns.target:
                assert box.shown_text() == box.whole_text(), box.accessibleName()
    finally:
        theme_source().set_text_scale(1.0)


def test_thousands_of_columns_open_quickly_and_are_listed(
    open_dialog: Opener, qtbot: QtBot
) -> None:
    head = ",".join(f"c{i}" for i in range(2000))
    rows = "".join(",".join(str((i * j) % 7) for i in range(2000)) + "\n" for j in range(1, 12))
    dialog = open_dialog(f"{head}\n{rows}", wait=False)
    qtbot.waitUntil(lambda: dialog.found is not None, timeout=5000)
    assert dialog.columns.model.rowCount() == 2000
    assert dialog.columns.target.count() == 2000


# What leads to it


@pytest.fixture
def session(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Session]:
    theme_source().install(qapp)
    client = EngineClient()
    made = Session(client, RunConfig(dataset="iris"), data_dir=tmp_path)
    client.start()
    made.start()
    qtbot.waitUntil(lambda: made.ready is not None and not made.loading)
    yield made
    assert client.shut_down()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    widget.show()
    return widget


@pytest.fixture
def importer(session: Session, window: QWidget) -> Iterator[Importer]:
    made = Importer(session, window)
    yield made
    made.shut_down()
    assert made.dialog is None


def dialog_of(importer: Importer, qtbot: QtBot) -> ImportDialog:
    qtbot.waitUntil(lambda: importer.dialog is not None and importer.dialog.isVisible())
    assert importer.dialog is not None
    settle(qtbot, importer.dialog)
    return importer.dialog


def loaded(session: Session, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not session.loading)


def test_a_chosen_file_becomes_the_data(
    importer: Importer,
    session: Session,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(SALES)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    importer.choose_file()
    dialog = dialog_of(importer, qtbot)
    QTest.keyClick(dialog, Key.Key_Return)
    loaded(session, qtbot)
    assert session.dataset is not None
    assert session.dataset.title == "sales.csv"
    assert (session.config.output, session.config.loss) == ("identity", "mean squared error")
    assert importer.dialog is None
    kept = replace(session.config.data, samples=20, test_share=0.5, scaling="off")
    session.apply(replace(session.config, data=kept))
    loaded(session, qtbot)
    importer.open_again()  # to read it in another way
    assert importer.dialog is not None
    assert importer.dialog.options.target == "sales"
    dialog = dialog_of(importer, qtbot)
    assert dialog.reading.rows.text() == "at most 20"
    pick(dialog.columns.target, "tv")
    QTest.keyClick(dialog, Key.Key_Return)
    qtbot.waitUntil(lambda: importer.dialog is None)
    loaded(session, qtbot)
    assert session.dataset.target_names == ("tv",)
    assert session.config.data == replace(kept, file=session.config.data.file)


def test_a_cancelled_choice_changes_nothing(
    importer: Importer, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = session.config
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    importer.choose_file()
    importer.choose_folder()
    importer.open_again()  # no file stands
    assert importer.dialog is None
    assert session.config == before


def test_arrays_are_opened_at_once(
    importer: Importer, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "arrays.npz"
    np.savez(path, x=np.arange(40.0).reshape(20, 2), y=np.arange(20) % 2)
    importer.open_path(str(path))
    qtbot.waitUntil(lambda: session.config.dataset == "file")
    loaded(session, qtbot)
    assert importer.dialog is None
    assert session.dataset is not None
    assert session.dataset.inputs == 2
    assert session.config.data.file == FileOptions(str(path))
    importer.open_again()
    assert "nothing to choose" in dialog_of(importer, qtbot).facts.full_text()


def test_arrays_that_cannot_be_loaded_are_told_once(
    importer: Importer, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    """In the banner: a form with nothing to choose would say it a second time."""
    path = tmp_path / "arrays.npz"
    np.savez(path, x=np.arange(40.0).reshape(20, 2), y=np.arange(7) % 2)
    told: list[Notice | None] = []
    session.notice.connect(told.append)
    importer.open_path(str(path))
    qtbot.waitUntil(lambda: bool(told) and told[-1] is not None)
    loaded(session, qtbot)
    last = told[-1]
    assert last is not None
    assert "arrays.npz" in last.message
    assert importer.dialog is None


def test_a_file_that_cannot_be_loaded_leaves_what_stood(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    before, run = session.config, session.ready
    told: list[Notice | None] = []
    session.notice.connect(told.append)
    open_file(session, DataConfig(file=FileOptions(str(tmp_path / "gone.csv"))))
    loaded(session, qtbot)
    assert session.config == before
    assert session.ready is run
    last = told[-1]
    assert last is not None
    assert "gone.csv" in last.message


def test_a_choice_that_could_not_be_loaded_comes_back(
    importer: Importer,
    session: Session,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dialog_module, "SMALL", 100)
    path = tmp_path / "long.csv"
    path.write_text("a,b,c\n" + "1.5,2,3.5\n2.5,1,0.5\n" * 150 + "1.5,,3.5\n")
    importer.open_path(str(path))
    first = dialog_of(importer, qtbot)
    pick(first.columns.target, "a")
    settle(qtbot, first)
    accepted(first, qtbot)
    loaded(session, qtbot)
    assert session.config.dataset == "iris"
    again = dialog_of(importer, qtbot)
    assert "line 302: 1 cell is missing" in again.status.text()
    assert again.columns.target.currentText() == "a"
    pick(again.reading.missing, "Drop")
    settle(qtbot, again)
    accepted(again, qtbot)
    loaded(session, qtbot)
    assert session.dataset is not None
    assert session.dataset.title == "long.csv"
    assert importer.dialog is None


def test_a_table_is_pasted(
    importer: Importer,
    session: Session,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "pasted"
    monkeypatch.setattr(importer_module, "pasted_folder", lambda: folder)
    QGuiApplication.clipboard().setText(SALES.replace(",", "\t"))
    importer.paste()
    dialog = dialog_of(importer, qtbot)
    assert dialog.windowTitle() == "Open the pasted table"
    assert dialog.reading.separator.currentText() == "Tab (recognised)"
    options = accepted(dialog, qtbot)
    assert Path(options.path).parent == folder
    loaded(session, qtbot)
    assert session.dataset is not None
    assert session.dataset.feature_names == ("tv", "radio")
    assert session.dataset.title == "Pasted table"
    assert session.dataset.description.startswith("40 rows of a pasted table: ")
    importer.open_again()
    assert dialog_of(importer, qtbot).windowTitle() == "Open the pasted table"


def test_a_pasted_word_is_no_table(
    importer: Importer, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer_module, "pasted_folder", lambda: tmp_path / "pasted")
    QGuiApplication.clipboard().setText("hello")
    importer.paste()
    dialog = dialog_of(importer, qtbot)
    assert "no table" in dialog.status.text()
    assert not dialog.open_button.isEnabled()
    assert not (tmp_path / "pasted").exists()


def test_a_copied_file_is_pasted_as_a_file(
    importer: Importer, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(SALES)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    QGuiApplication.clipboard().setMimeData(mime)
    importer.paste()
    assert dialog_of(importer, qtbot).windowTitle() == "Open sales.csv"


def test_a_second_file_takes_the_place_of_the_first(
    importer: Importer, qtbot: QtBot, tmp_path: Path
) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(SALES)
    importer.open_path(str(tmp_path / "one.csv"))
    first = dialog_of(importer, qtbot)
    importer.open_path(str(tmp_path / "two.csv"))
    assert not first.isVisible()
    assert dialog_of(importer, qtbot).windowTitle() == "Open two.csv"


# Drag and drop


def drag(window: QWidget, mime: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(
        QPoint(10, 10),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    QApplication.sendEvent(window, event)
    return event


def drop(window: QWidget, mime: QMimeData) -> QDropEvent:
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window, event)
    return event


def files(*paths: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return mime


def test_a_file_is_dropped_onto_the_window(window: QWidget) -> None:
    target = DropTarget(window)
    paths: list[str] = []
    target.path_dropped.connect(paths.append)
    assert drag(window, files("/data/sales.csv")).isAccepted()
    assert target.overlay.isVisible()
    assert target.overlay.text == "Drop to open sales.csv"
    assert target.overlay.geometry() == window.rect()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not target.overlay.isVisible()
    drag(window, files("/data/sales.csv"))
    assert drop(window, files("/data/sales.csv")).isAccepted()
    assert not target.overlay.isVisible()
    assert paths == ["/data/sales.csv"]


def test_the_veil_takes_what_is_dropped_on_it(window: QWidget) -> None:
    target = DropTarget(window)
    paths: list[str] = []
    target.path_dropped.connect(paths.append)
    drag(window, files("/data/sales.csv"))
    # What lies on top is told of the drag next, after the window has been told that it is gone.
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert drag(target.overlay, files("/data/sales.csv")).isAccepted()
    assert target.overlay.isVisible()
    drop(target.overlay, files("/data/sales.csv"))
    assert paths == ["/data/sales.csv"]
    assert not target.overlay.isVisible()


def test_a_veil_that_was_left_behind_goes_with_a_click(window: QWidget) -> None:
    target = DropTarget(window)
    drag(window, files("/data/sales.csv"))
    QTest.mouseClick(target.overlay, Qt.MouseButton.LeftButton)
    assert not target.overlay.isVisible()


def test_a_table_is_dropped_as_text(window: QWidget) -> None:
    target = DropTarget(window)
    texts: list[str] = []
    target.text_dropped.connect(texts.append)
    mime = QMimeData()
    mime.setText(SALES)
    assert drag(window, mime).isAccepted()
    drop(window, mime)
    assert texts == [SALES]


def test_images_and_labels_are_dropped_together(window: QWidget) -> None:
    target = DropTarget(window)
    paths: list[str] = []
    target.path_dropped.connect(paths.append)
    pair = files("/data/train-labels-idx1-ubyte", "/data/train-images-idx3-ubyte")
    drag(window, pair)
    drop(window, pair)
    assert paths == ["/data/train-labels-idx1-ubyte"]
    assert local_path(files("/a/train-labels-idx1-ubyte", "/b/train-images-idx3-ubyte")) is None


def several() -> QMimeData:
    return files("/one.csv", "/two.csv")


def from_the_web() -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/table.csv")])
    return mime


def a_word() -> QMimeData:
    mime = QMimeData()
    mime.setText("hello")
    return mime


def images_and_a_table() -> QMimeData:
    return files("/data/train-images-idx3-ubyte", "/data/table.csv")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (several, "One file at a time"),
        (images_and_a_table, "One file at a time"),
        (from_the_web, "A web address cannot be opened"),
    ],
)
def test_what_cannot_be_opened_is_refused_with_the_reason(
    window: QWidget, make: Callable[[], QMimeData], words: str
) -> None:
    target = DropTarget(window)
    dropped: list[str] = []
    refused: list[str] = []
    target.path_dropped.connect(dropped.append)
    target.text_dropped.connect(dropped.append)
    target.refused.connect(refused.append)
    mime = make()
    assert drag(window, mime).isAccepted()
    assert target.overlay.isVisible()
    assert target.overlay.text.startswith(words)
    # The picture at the mouse flies back: nothing was taken.
    assert not drop(target.overlay, mime).isAccepted()
    assert not target.overlay.isVisible()
    assert dropped == []
    assert refused == [target.overlay.text]


@pytest.mark.parametrize("make", [a_word, QMimeData])
def test_what_is_not_meant_for_the_window_is_not_taken(
    window: QWidget, make: Callable[[], QMimeData]
) -> None:
    target = DropTarget(window)
    dropped: list[str] = []
    target.path_dropped.connect(dropped.append)
    target.text_dropped.connect(dropped.append)
    mime = make()
    assert not drag(window, mime).isAccepted()
    assert not target.overlay.isVisible()
    drop(window, mime)
    assert dropped == []


def test_options_of_a_reopened_file_are_shown(
    open_dialog: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    first = open_dialog(GAPS)
    pick(first.reading.missing, "Drop")
    settle(qtbot, first)
    options = accepted(first, qtbot)
    data = DataConfig(file=replace(options, leave_out=("town",)))
    again = ImportDialog(Path(options.path), data)
    qtbot.addWidget(again)
    again.open()
    settle(qtbot, again)
    assert again.reading.missing.key() == "drop"
    assert headers(again)[1] == "town\nleft out"
    again.reject()


def test_one_row_is_no_rows(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_bytes(b"a,b,y\n1,2,3\n")
    (tmp_path / "none.csv").write_bytes(b"a\n")
    found = preview(tmp_path / "one.csv")
    assert looking.facts_text(found) == "12 bytes, 1 row, 3 columns, UTF-8"
    assert looking.facts_text(preview(tmp_path / "none.csv")).startswith(
        "2 bytes, no rows, 1 column"
    )


def test_columns_of_too_many_words_are_named_as_the_reason(
    open_dialog: Opener, qtbot: QtBot
) -> None:
    dialog = open_dialog("name,street\n" + "".join(f"n{i},s{i}\n" for i in range(60)))
    assert dialog.status.level() is Level.ERROR
    assert "“name” is left out: it has more than 50 different words" in dialog.status.text()
    assert not dialog.open_button.isEnabled()


NAMED = "name,town,height\n" + "".join(f"n{i},{('Rome', 'Oslo')[i % 2]},{i}.5\n" for i in range(60))


def test_a_column_of_too_many_words_is_not_offered(open_dialog: Opener, qtbot: QtBot) -> None:
    dialog = open_dialog(NAMED)
    model = dialog.columns.model
    index = model.index(0)
    assert not index.flags() & Qt.ItemFlag.ItemIsEnabled
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    why = "it has more than 50 different words, as “n0”."
    assert index.data(Qt.ItemDataRole.ToolTipRole).endswith(f"Left out: {why}")
    assert headers(dialog) == ["name\nleft out", "town\nwords", "height\ntarget"]
    QTest.mouseClick(
        dialog.columns.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=dialog.columns.list.visualRect(index).center(),
    )
    assert headers(dialog)[0] == "name\nleft out"
    settle(qtbot, dialog)
    # The reader says the same of the whole file.
    assert f"“name” is left out: {why}" in said(dialog)
    pick(dialog.columns.target, "name")
    settle(qtbot, dialog)
    assert headers(dialog) == ["name\ntarget", "town\nwords", "height\nnumbers"]


def test_headers_have_room_for_what_becomes_of_a_column_later(
    open_dialog: Opener, qtbot: QtBot
) -> None:
    dialog = open_dialog("a,pass\n" + "".join(f"{i % 9},{i % 2}\n" for i in range(40)))
    assert headers(dialog)[1] == "pass\ntarget"
    view = dialog.rows
    before = [view.columnWidth(at) for at in range(2)]
    pick(dialog.columns.target, "a")
    settle(qtbot, dialog)
    assert headers(dialog)[1] == "pass\nnumbers"
    assert [view.columnWidth(at) for at in range(2)] == before
    metrics = view.horizontalHeader().fontMetrics()
    assert min(before) >= metrics.horizontalAdvance("numbers") + 2 * GRID


def test_classes_of_one_row_each_are_warned_of_until_numbers_are_chosen(
    open_dialog: Opener, qtbot: QtBot
) -> None:
    dialog = open_dialog("a,year\n" + "".join(f"{i % 7}.5,{1950 + i}\n" for i in range(40)))
    assert dialog.status.level() is Level.INFO
    pick(dialog.columns.task, "Classes")
    settle(qtbot, dialog)
    assert dialog.status.level() is Level.WARNING
    assert "Most classes have only one row" in dialog.status.text()
    assert dialog.open_button.isEnabled()
    pick(dialog.columns.task, "Numbers")
    settle(qtbot, dialog)
    assert dialog.status.level() is Level.INFO


@pytest.mark.parametrize(
    ("encoding", "title"),
    [("cp1252", "Windows-1252"), ("latin-1", "Latin-1"), ("utf-16", "UTF-16")],
)
def test_an_encoding_has_one_name_wherever_it_is_read(
    open_dialog: Opener, qtbot: QtBot, encoding: str, title: str
) -> None:
    dialog = open_dialog("Größe,Art\n1,Kätzchen\n2,Hund\n3,Hund\n".encode(encoding))
    if dialog.found is not None and dialog.found.encoding != encoding:
        pick(dialog.reading.encoding, title)
        settle(qtbot, dialog)
    assert dialog.facts.text().endswith(f", {title}")
    assert dialog.reading.encoding.currentText().removesuffix(" (recognised)") == title
    assert encoding not in dialog.facts.text() + said(dialog)
    if encoding == "cp1252":
        assert f"it is read as {title}." in said(dialog)
