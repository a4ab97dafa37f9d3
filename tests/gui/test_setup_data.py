"""The data part of the setup through real clicks and keys, with the real engine behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.data_config import DataConfig, FileOptions, Point
from core.datasets import catalog
from core.datasets.dataset import Dataset
from core.datasets.made import BY_NAME
from core.engine import Engine
from core.errors import UserError
from core.work import Work
from gui.engine_client import EngineClient
from gui.panels.setup import SetupPanel
from gui.session import Session
from gui.setup import data_edits
from gui.setup.data import DataSection
from gui.setup.data_list import OPEN_FILE, OPEN_FOLDER
from gui.setup.data_wait import progress_text
from gui.theme import theme_source
from gui.widgets.steady import ChoiceBox

Key = Qt.Key
Opener = Callable[..., SetupPanel]


@pytest.fixture
def open_panel(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Opener]:
    """Open the panel on a session whose first run stands."""
    made: list[tuple[EngineClient, Session]] = []

    def open_it(config: RunConfig | None = None, engine: Engine | None = None) -> SetupPanel:
        theme_source().install(qapp)
        client = EngineClient(engine)
        # An empty folder: no MNIST, wherever these tests run.
        session = Session(client, config or RunConfig(), data_dir=tmp_path)
        made.append((client, session))
        panel = SetupPanel(session)
        qtbot.addWidget(panel)
        client.start()
        session.start()
        panel.resize(290, 700)
        panel.show()
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        settle(qtbot, panel)
        return panel

    yield open_it
    for client, session in made:
        assert session.downloads.shut_down()
        assert client.shut_down()


@pytest.fixture
def panel(open_panel: Opener) -> SetupPanel:
    return open_panel(RunConfig(dataset="spirals", hidden=(HiddenLayer(5),)))


def session_of(panel: SetupPanel) -> Session:
    return panel.data.session


def settle(qtbot: QtBot, panel: SetupPanel) -> None:
    """Wait until the run of the settings stands, or they were refused."""
    session = session_of(panel)
    qtbot.waitUntil(lambda: session.ready is not None and not session.loading)


def retype(box: QWidget, text: str) -> None:
    box.setFocus()
    line = box.findChild(QLineEdit)
    assert line is not None
    QTest.keyClick(line, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Key.Key_Return)


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def unfold(panel: SetupPanel) -> DataSection:
    panel.data.split.set_expanded(True)
    QApplication.processEvents()
    return panel.data


# Which data set


def test_the_data_sets_come_in_groups_that_cannot_be_chosen(panel: SetupPanel) -> None:
    box = panel.data.dataset
    model = box.model()
    assert isinstance(model, QStandardItemModel)
    items = [model.item(row) for row in range(model.rowCount())]
    headings = [item.text() for item in items if not item.flags() & Qt.ItemFlag.ItemIsEnabled]
    assert headings == ["Included", "Made here", "Downloaded", "Yours"]
    titles = [item.text() for item in items]
    assert titles.index("Digits 8 × 8") < titles.index("Made here") < titles.index("Spirals")
    assert titles.index("Downloaded") < titles.index("MNIST") < titles.index("Yours")
    assert titles[-3:] == ["Your own points", "Open a file…", "Open a folder…"]
    assert {item.flags() for item in items if item.text() in headings} == {Qt.ItemFlag.NoItemFlags}


def test_arrows_pass_over_headings_and_stop_before_dialogues(
    panel: SetupPanel, qtbot: QtBot
) -> None:
    box, session = panel.data.dataset, session_of(panel)
    wanted: list[str] = []
    box.action_chosen.connect(wanted.append)
    box.setFocus()
    QTest.keyClick(box, Key.Key_Home)
    assert box.key() == "digits"
    seen = [box.key()]
    for _ in range(30):
        QTest.keyClick(box, Key.Key_Down)
        if box.key() != seen[-1]:
            seen.append(box.key())
    known = [entry.name for entry in catalog.entries() if entry.name != catalog.FILE]
    assert sorted(seen) == sorted(known)
    assert seen[-1] == "painted"
    assert box.currentText() == "Your own points"
    assert wanted == []
    settle(qtbot, panel)
    assert session.config.dataset == "painted"


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_home_and_end_in_the_open_list_find_an_entry(panel: SetupPanel, qtbot: QtBot) -> None:
    box = panel.data.dataset
    QTest.keyClick(box, Key.Key_End)
    assert box.key() == "painted"
    box.showPopup()
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    QTest.keyClick(view, Key.Key_Home)
    assert view.currentIndex().data() == "Digits 8 × 8"
    QTest.keyClick(view, Key.Key_End)
    assert view.currentIndex().data() == "Open a folder…"
    QTest.keyClick(view, Key.Key_Home)
    QTest.keyClick(view, Key.Key_Return)
    assert box.key() == "digits"


@pytest.mark.parametrize(
    ("title", "key"), [("Open a file…", OPEN_FILE), ("Open a fold", OPEN_FOLDER)]
)
def test_the_list_leads_to_a_file_and_shows_what_stands(
    panel: SetupPanel, qtbot: QtBot, title: str, key: str
) -> None:
    box = panel.data.dataset
    asked: list[str] = []
    panel.data.file_wanted.connect(lambda: asked.append(OPEN_FILE))
    panel.data.folder_wanted.connect(lambda: asked.append(OPEN_FOLDER))
    row = next(at for at in range(box.count()) if box.itemText(at).startswith(title))
    box.setCurrentIndex(row)
    box.activated.emit(row)  # as the open list does it; popups grab the keyboard
    assert asked == [key]
    assert box.currentText() == "Spirals"
    assert session_of(panel).config.dataset == "spirals"


def test_another_set_starts_from_its_own_defaults_and_keeps_the_network(
    panel: SetupPanel, qtbot: QtBot
) -> None:
    session = session_of(panel)
    session.apply(replace(session.config, data=DataConfig(noise=0.2, classes=4, seed=3)))
    settle(qtbot, panel)
    panel.data.dataset.chosen.emit("moons")
    settle(qtbot, panel)
    assert session.config.dataset == "moons"
    assert session.config.data == DataConfig()
    assert session.config.hidden == (HiddenLayer(5),)


def test_the_set_that_stands_keeps_its_knobs_when_it_is_chosen_again(
    panel: SetupPanel, qtbot: QtBot
) -> None:
    session = session_of(panel)
    session.apply(replace(session.config, data=DataConfig(noise=0.2, classes=4)))
    settle(qtbot, panel)
    panel.data.dataset.chosen.emit("spirals")
    assert session.config.data == DataConfig(noise=0.2, classes=4)
    assert not session.loading


def test_painted_points_begin_with_some_and_are_come_back_to(
    panel: SetupPanel, qtbot: QtBot
) -> None:
    session = session_of(panel)
    panel.data.dataset.chosen.emit("painted")
    settle(qtbot, panel)
    assert session.config.data.points == data_edits.FIRST_POINTS
    assert session.dataset is not None
    assert len(session.dataset.class_names) == 2
    points = (*data_edits.FIRST_POINTS, Point(0.9, -0.9, 2))
    session.apply(data_edits.change(session.config, "points", points))
    settle(qtbot, panel)
    panel.data.dataset.chosen.emit("iris")
    settle(qtbot, panel)
    panel.data.dataset.chosen.emit("painted")
    settle(qtbot, panel)
    assert session.config.data.points == points


def test_a_file_is_an_entry_by_its_name(panel: SetupPanel, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a table with a rather long name of its own.csv"
    path.write_text("a,b,c\n" + "".join(f"{i},{i * i % 7},{i / 3}\n" for i in range(30)))
    session, data = session_of(panel), panel.data
    again: list[bool] = []
    data.options_wanted.connect(lambda: again.append(True))
    assert not data.options_button.isVisible()
    options = DataConfig(file=FileOptions(str(path)))
    session.apply(replace(session.config, dataset="file", data=options, output="", loss=""))
    settle(qtbot, panel)
    assert data.dataset.key() == "file"
    assert data.dataset.currentText() == "a table with…f its own.csv"
    assert "rather long name" in data.dataset.toolTip().replace("\n", " ")
    assert "30 rows" in data.summary.full_text()
    click(data.options_button)
    assert again == [True]
    data.dataset.chosen.emit("iris")
    settle(qtbot, panel)
    assert not data.options_button.isVisible()
    data.dataset.chosen.emit("file")  # still in the list
    settle(qtbot, panel)
    assert session.config.data == options


# Knobs of made sets


def test_every_made_set_shows_its_own_knobs(panel: SetupPanel, qtbot: QtBot) -> None:
    knobs = panel.data.knobs
    for name, kind in BY_NAME.items():
        panel.data.dataset.chosen.emit(name)
        assert knobs.isVisible()
        assert knobs.noise.box.value() == pytest.approx(kind.noise.default)
        assert knobs.samples.value() == kind.samples.default
        assert knobs.classes.isEnabled() == (kind.classes is not None)
    settle(qtbot, panel)
    panel.data.dataset.chosen.emit("iris")
    assert not knobs.isVisible()
    settle(qtbot, panel)


def test_nothing_moves_while_made_sets_are_looked_through(panel: SetupPanel, qtbot: QtBot) -> None:
    places = set()
    for name in BY_NAME:
        panel.data.dataset.chosen.emit(name)
        settle(qtbot, panel)
        QApplication.processEvents()
        places.add(panel.network.header.mapTo(panel, QPoint(0, 0)).y())
    assert len(places) == 1


def test_noise_is_dragged_with_live_effect(panel: SetupPanel, qtbot: QtBot) -> None:
    session, slider = session_of(panel), panel.data.knobs.noise.slider
    seen: list[float | None] = []
    session.config_changed.connect(lambda config: seen.append(config.data.noise))
    slider.setSliderDown(True)
    for place in range(20, 90, 2):
        slider.setSliderPosition(place)
        slider.setValue(place)
    high = BY_NAME["spirals"].noise.high
    assert seen == [pytest.approx(0.2 * high)]  # the first at once, the rest at a bearable pace
    qtbot.waitUntil(lambda: session.config.data.noise == pytest.approx(0.88 * high))
    slider.setSliderDown(False)
    settle(qtbot, panel)
    assert len(seen) <= 4
    ready = session.ready
    assert ready is not None
    assert ready.config.data.noise == pytest.approx(0.88 * high)
    assert panel.data.knobs.noise.box.value() == pytest.approx(0.88 * high)


def test_noise_is_typed_and_stepped_by_keys(panel: SetupPanel, qtbot: QtBot) -> None:
    session, noise = session_of(panel), panel.data.knobs.noise
    retype(noise.box, "0.05")
    qtbot.waitUntil(lambda: session.config.data.noise == 0.05)
    assert noise.slider.value() == 25  # of 0.2
    noise.slider.setFocus()
    QTest.keyClick(noise.slider, Key.Key_Right)
    qtbot.waitUntil(lambda: session.config.data.noise == 0.052)
    settle(qtbot, panel)


def test_samples_classes_and_new_points(panel: SetupPanel, qtbot: QtBot) -> None:
    session, knobs = session_of(panel), panel.data.knobs
    retype(knobs.samples, "300")
    retype(knobs.classes, "4")
    settle(qtbot, panel)
    assert session.dataset is not None
    assert len(session.dataset.train) + len(session.dataset.test) == 300
    assert session.dataset.outputs == 4
    before = session.dataset.train.x.copy()
    knobs.dice.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(knobs.dice, Key.Key_Space)
    settle(qtbot, panel)
    assert session.config.data == DataConfig(samples=300, classes=4, seed=1)
    assert session.dataset.outputs == 4
    assert not (session.dataset.train.x == before).all()


def test_a_value_beyond_the_limits_is_not_typed(panel: SetupPanel, qtbot: QtBot) -> None:
    retype(panel.data.knobs.samples, "99999")
    retype(panel.data.knobs.classes, "9")
    settle(qtbot, panel)
    data = session_of(panel).config.data
    assert data.samples is None or data.samples <= 10_000
    assert data.classes is None or data.classes <= 5


# Split and scaling


def test_the_usual_test_share_is_said_and_changed(open_panel: Opener, qtbot: QtBot) -> None:
    panel = open_panel()
    share = unfold(panel).split.share
    session = session_of(panel)
    assert share.text() == "usual: 28 %"  # 500 of 1797, as published
    share.setFocus()
    steps = []
    for key in (Key.Key_Up, Key.Key_Up, Key.Key_Up, Key.Key_Down, Key.Key_Down, Key.Key_Down):
        QTest.keyClick(share, key)
        steps.append((share.text(), session.config.data.test_share))
    assert [step[1] for step in steps] == [0.0, 0.05, 0.1, 0.05, 0.0, None]
    assert [step[0] for step in steps[:5]] == ["none", "5 %", "10 %", "5 %", "none"]
    retype(share, "12,5" if share.locale().decimalPoint() == "," else "12.5 %")
    settle(qtbot, panel)
    assert session.config.data.test_share == 0.125
    assert session.dataset is not None
    assert len(session.dataset.test) == pytest.approx(0.125 * 1797, abs=5)
    retype(share, "usual")
    settle(qtbot, panel)
    assert session.config.data.test_share is None


def test_classes_are_stratified_and_numbers_standardised(open_panel: Opener, qtbot: QtBot) -> None:
    panel = open_panel(RunConfig(dataset="iris"))
    split, session = unfold(panel).split, session_of(panel)
    assert split.stratified.isVisible()
    assert not split.scale_target.isVisible()
    click(split.stratified)
    settle(qtbot, panel)
    assert session.config.data.stratified is False
    panel.data.dataset.chosen.emit("diabetes")
    settle(qtbot, panel)
    assert not split.stratified.isVisible()
    assert split.scale_target.isVisible()
    assert split.scale_target.isChecked()
    click(split.scale_target)
    settle(qtbot, panel)
    assert session.config.data.scale_target is False
    assert session.dataset is not None
    assert session.dataset.target_scale == ()


def test_the_scale_is_chosen(open_panel: Opener, qtbot: QtBot) -> None:
    panel = open_panel(RunConfig(dataset="iris"))
    scaling, session = unfold(panel).split.scaling, session_of(panel)
    assert scaling.currentText() == "Usual: standardise"
    scaling.setFocus()
    QTest.keyClick(scaling, Key.Key_End)
    settle(qtbot, panel)
    assert session.config.data.scaling == "min-max"
    assert session.dataset is not None
    train = session.dataset.train.x
    assert train.min(axis=0).tolist() == [0, 0, 0, 0]
    assert train.max(axis=0).tolist() == [1, 1, 1, 1]
    QTest.keyClick(scaling, Key.Key_Home)
    settle(qtbot, panel)
    assert session.config.data.scaling == ""
    assert scaling.currentText() == "Usual: standardise"


def test_the_seed_cuts_in_another_way(open_panel: Opener, qtbot: QtBot) -> None:
    panel = open_panel(RunConfig(dataset="iris"))
    session = session_of(panel)
    assert session.dataset is not None
    before = session.dataset.test.x.copy()
    retype(unfold(panel).split.seed, "7")
    settle(qtbot, panel)
    assert session.config.data.seed == 7
    assert session.dataset.test.x.tolist() != before.tolist()


# What is not on this computer


def test_a_set_that_is_not_there_is_offered_with_size_and_source(
    panel: SetupPanel, qtbot: QtBot
) -> None:
    session, offer = session_of(panel), panel.data.offer
    panel.data.dataset.chosen.emit("mnist")
    qtbot.waitUntil(lambda: session.wanted == "mnist")
    assert offer.isVisible()
    assert offer.label.text() == (
        "Not on this computer yet: 12 MB from ossci-datasets.s3.amazonaws.com. "
        "Until then it is Spirals that is shown and trained on."
    )
    assert panel.data.dataset.key() == "mnist"
    assert session.config.dataset == "spirals"
    assert not panel.data.knobs.isVisible()  # they would seem to be MNIST's
    panel.data.dataset.chosen.emit("spirals")  # back to what stands: nothing is loaded
    assert not offer.isVisible()
    assert panel.data.knobs.isVisible()
    assert not session.loading


def test_an_edit_of_what_stands_ends_the_offer(panel: SetupPanel, qtbot: QtBot) -> None:
    session = session_of(panel)
    panel.data.dataset.chosen.emit("mnist")
    qtbot.waitUntil(lambda: session.wanted == "mnist")
    session.apply(replace(session.config, learning_rate=0.5))
    assert not panel.data.offer.isVisible()
    assert panel.data.dataset.key() == "spirals"


def test_a_download_shows_how_far_it_is_and_is_cancelled(
    panel: SetupPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, never = Event(), Event()

    def endless(name: str, folder: Path, work: Work) -> Path:
        try:
            while True:
                work.report(f"Downloading {name}", 3_000_000, 12_000_000)
                never.wait(0.01)
        finally:
            ended.set()

    monkeypatch.setattr("core.datasets.downloads.download.download", endless)
    session, offer = session_of(panel), panel.data.offer
    panel.data.dataset.chosen.emit("mnist")
    qtbot.waitUntil(lambda: session.wanted == "mnist")
    click(offer.download_button)
    assert not offer.download_button.isVisible()
    text = "Downloading mnist: 3 of 12 MB"
    qtbot.waitUntil(lambda: offer.wait.label.full_text() == text)
    assert offer.wait.bar.value() == 250
    click(offer.wait.cancel_button)
    assert ended.wait(5)
    assert offer.download_button.isVisible()
    assert not offer.wait.isVisible()


def test_a_failed_download_leaves_the_offer(
    panel: SetupPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(name: str, folder: Path, work: Work) -> Path:
        raise UserError("There is no connection. Try again later.")

    monkeypatch.setattr("core.datasets.downloads.download.download", fail)
    session = session_of(panel)
    panel.data.dataset.chosen.emit("mnist")
    qtbot.waitUntil(lambda: session.wanted == "mnist")
    with qtbot.waitSignal(session.downloads.failed):
        click(panel.data.offer.download_button)
    assert panel.data.offer.download_button.isVisible()


# Waiting


def test_progress_comes_to_those_who_wait_and_can_be_cancelled(
    open_panel: Opener, qtbot: QtBot
) -> None:
    never = Event()

    def slow(name: str, data: DataConfig, data_dir: Path | None, work: Work) -> Dataset:
        while name == "wine":
            work.report("Reading wine.csv", 1, 4)
            never.wait(0.01)
        return catalog.load(name, data, data_dir, work)

    panel = open_panel(engine=Engine(slow))
    session, wait, above = session_of(panel), panel.data.wait, panel.network.header
    QApplication.processEvents()
    before = above.mapTo(panel, QPoint(0, 0))
    panel.data.dataset.chosen.emit("wine")
    assert not wait.isVisible()
    qtbot.waitUntil(lambda: wait.label.full_text() == "Reading wine.csv: 25 %")
    assert wait.isVisible()
    assert above.mapTo(panel, QPoint(0, 0)) == before
    click(wait.cancel_button)
    settle(qtbot, panel)
    assert not wait.isVisible()
    assert session.config.dataset == "digits"
    assert panel.data.dataset.key() == "digits"


def test_a_file_is_named_as_loading_until_it_stands(
    open_panel: Opener, qtbot: QtBot, tmp_path: Path
) -> None:
    stands, waits, refused = (tmp_path / f"{name}.csv" for name in ("stands", "waits", "refused"))
    for path in (stands, waits):
        path.write_text("a,b\n" + "".join(f"{i},{i / 3}\n" for i in range(30)))
    refused.write_text("a,b\n1,2\n3\n")
    may_go_on = Event()

    def slow(name: str, data: DataConfig, data_dir: Path | None, work: Work) -> Dataset:
        while data.file is not None and data.file.path != str(stands) and not may_go_on.is_set():
            work.report(f"Reading {Path(data.file.path).name}", 3_000_000, 12_000_000)
            may_go_on.wait(0.01)
        return catalog.load(name, data, data_dir, work)

    panel = open_panel(engine=Engine(slow))
    session, data = session_of(panel), panel.data

    def ask_for(path: Path) -> None:
        config = DataConfig(file=FileOptions(str(path)))
        session.apply(replace(session.config, dataset="file", data=config, output="", loss=""))

    ask_for(waits)
    qtbot.waitUntil(lambda: data.dataset.shown_text() == "Loading waits.csv …")
    assert data.wait.label.full_text() == "Reading waits.csv: 3 of 12 MB"
    assert data.dataset.accessibleDescription().startswith("Loading waits.csv …")
    assert not data.options_button.isVisible()
    click(data.wait.cancel_button)
    settle(qtbot, panel)
    assert data.dataset.shown_text() == "Digits 8 × 8"
    assert "waits.csv" not in data.dataset.titles()

    ask_for(stands)
    settle(qtbot, panel)
    assert data.dataset.shown_text() == "stands.csv"
    ask_for(refused)
    qtbot.waitUntil(lambda: data.dataset.shown_text() == "Loading refused.csv …")
    may_go_on.set()
    settle(qtbot, panel)
    assert data.dataset.shown_text() == "stands.csv"
    assert "refused.csv" not in data.dataset.titles()
    assert not panel.network.notes["output"].isVisible()


def test_large_things_are_counted_in_megabytes() -> None:
    from core.work import Progress

    assert progress_text(Progress("Reading", 12_400_000, 100_000_000)) == "Reading: 12 of 100 MB"
    assert progress_text(Progress("Putting together", 3, 10)) == "Putting together: 30 %"


@pytest.fixture
def fetch(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> Event:
    """Let a download of Advertising bring the published file, as soon as the event is set."""
    may_go_on = Event()

    def fetch_it(name: str, folder: Path, work: Work) -> Path:
        assert may_go_on.wait(10)
        place = folder / name
        place.mkdir()
        (place / "Advertising.csv").write_bytes((data_dir / "Advertising.csv").read_bytes())
        return place

    monkeypatch.setattr("core.datasets.downloads.download.download", fetch_it)
    return may_go_on


def test_what_was_downloaded_is_gone_on_with(panel: SetupPanel, qtbot: QtBot, fetch: Event) -> None:
    session = session_of(panel)
    panel.data.dataset.chosen.emit("advertising")
    qtbot.waitUntil(lambda: session.wanted == "advertising")
    assert "5 KB from www.statlearning.com" in panel.data.offer.label.text()
    click(panel.data.offer.download_button)
    fetch.set()
    qtbot.waitUntil(lambda: session.config.dataset == "advertising" and not session.loading)
    assert session.dataset is not None
    assert session.dataset.name == "advertising"
    assert not panel.data.offer.isVisible()
    assert panel.data.dataset.key() == "advertising"


def test_a_download_that_ends_takes_nothing_from_who_has_gone_on(
    panel: SetupPanel, qtbot: QtBot, fetch: Event
) -> None:
    session = session_of(panel)
    panel.data.dataset.chosen.emit("advertising")
    qtbot.waitUntil(lambda: session.wanted == "advertising")
    click(panel.data.offer.download_button)
    panel.data.dataset.chosen.emit("moons")
    settle(qtbot, panel)
    with qtbot.waitSignal(session.downloads.finished):
        fetch.set()
    settle(qtbot, panel)
    assert session.config.dataset == "moons"
    assert not panel.data.offer.isVisible()


@pytest.mark.parametrize("scale", [1.0, 1.2, 1.6])
@pytest.mark.parametrize("dataset", ["digits", "diabetes"])
def test_no_choice_of_the_setup_is_shortened(
    open_panel: Opener, qtbot: QtBot, request: pytest.FixtureRequest, dataset: str, scale: float
) -> None:
    request.addfinalizer(lambda: theme_source().set_text_scale(1.0))
    theme_source().set_text_scale(scale)
    panel = open_panel(data_edits.choose(RunConfig(), "digits"))
    panel.data.dataset.chosen.emit(dataset)
    settle(qtbot, panel)
    panel.resize(panel.minimumSizeHint().width(), 700)
    QApplication.processEvents()
    boxes = [box for box in panel.findChildren(ChoiceBox) if box.isVisible()]
    assert len(boxes) > 4
    for box in boxes:
        assert box.shown_text() == box.whole_text(), box.accessibleName()
