from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.config import RunConfig
from core.data_config import DataConfig, FileOptions
from core.datasets.dataset import Dataset, Samples
from core.messages import RunState
from core.metrics import Evaluator
from core.statistics import Summary, summarise
from core.work import Work
from gui.dataset_view.feature_model import HISTOGRAM, MEAN, NAME, OFFSET, RANGE, TITLES
from gui.dataset_view.shown import PartName
from gui.engine_client import EngineClient
from gui.panels import data
from gui.panels.data import FEATURES, SAMPLES, DataPanel
from gui.session import Origin, Session
from gui.theme import Appearance, theme_source

DIGITS = RunConfig(hidden=(), epochs=2)
IRIS = RunConfig(dataset="iris", hidden=(), epochs=2)
DIABETES = RunConfig(dataset="diabetes", hidden=(), output="identity", loss="mean squared error")
SPIRALS = RunConfig(dataset="spirals", hidden=(), epochs=2)


@pytest.fixture
def client(qapp: QApplication) -> Iterator[EngineClient]:
    theme_source().install(qapp)
    client = EngineClient()
    client.start()
    yield client
    theme_source().set_appearance(Appearance.SYSTEM)
    assert client.shut_down()


def _panel(
    qtbot: QtBot, client: EngineClient, config: RunConfig, folder: Path | None = None
) -> tuple[DataPanel, Session]:
    session = Session(client, config, folder)
    panel = DataPanel(session)
    session.setParent(panel)
    qtbot.addWidget(panel, before_close_func=_shut_down)
    panel.resize(1000, 560)
    panel.show()
    qtbot.waitExposed(panel)
    with qtbot.waitSignal(session.run_ready, timeout=20_000):
        session.start()
    qtbot.waitUntil(lambda: panel.summary is not None, timeout=20_000)
    return panel, session


def _shut_down(panel: DataPanel) -> None:
    assert panel.shut_down()


def _train(qtbot: QtBot, session: Session) -> None:
    session.run()
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=20_000)


def _press(panel: DataPanel, key: str) -> None:
    QTest.mouseClick(panel.pages.button(key), Qt.MouseButton.LeftButton)


def _part(panel: DataPanel, key: str) -> None:
    QTest.mouseClick(panel.samples.part.button(key), Qt.MouseButton.LeftButton)


def _members(panel: DataPanel) -> list[int]:
    shown = panel.samples.shown
    assert shown is not None
    return [int(index) for index in shown.members]


def _wait_for_guesses(qtbot: QtBot, panel: DataPanel) -> None:
    def known() -> bool:
        shown = panel.samples.shown
        return shown is not None and shown.values is not None

    qtbot.waitUntil(known, timeout=20_000)


# Coming and going of data sets.


def test_before_the_first_run_it_says_so(qtbot: QtBot, client: EngineClient) -> None:
    session = Session(client, IRIS)
    panel = DataPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.nothing.isVisible()
    assert panel.nothing.text() == "No data yet."
    session.start()
    assert panel.nothing.text() == "Loading the data …"
    qtbot.waitUntil(lambda: panel.about.isVisible())
    assert not panel.nothing.isVisible()
    assert panel.shut_down()


def test_nothing_is_worked_out_while_nobody_looks(qtbot: QtBot, client: EngineClient) -> None:
    session = Session(client, IRIS)
    panel = DataPanel(session)
    qtbot.addWidget(panel)
    with qtbot.waitSignal(session.run_ready):
        session.start()
    names = {thread.name for thread in threading.enumerate()}
    assert panel.summary is None
    assert not names & {"summary of the data", "predictions of a part"}
    panel.show()
    qtbot.waitUntil(lambda: panel.summary is not None)
    assert panel.shut_down()


def test_other_data_take_everything_old_away_at_once(qtbot: QtBot, client: EngineClient) -> None:
    panel, session = _panel(qtbot, client, DIGITS)
    assert len(panel.about.means.pictures) == 10
    seen: list[tuple[int, bool]] = []
    session.run_ready.connect(
        lambda _ready: seen.append((len(panel.about.means.pictures), panel.summary is None))
    )
    with qtbot.waitSignal(session.run_ready):
        session.apply(IRIS)
        assert "Loading other data" in panel.heading.full_text()
    assert seen == [(0, True)]
    assert panel.about.title.text() == "Iris"
    assert panel.features.pixels.pictures == ()
    qtbot.waitUntil(lambda: panel.summary is not None)
    assert panel.about.means.pictures == ()  # flowers have no pictures


def test_a_late_result_of_older_data_is_dropped(
    qtbot: QtBot, client: EngineClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    made: list[str] = []

    def slow(dataset: Dataset, work: Work | None = None) -> Summary:
        if dataset.name == "digits":
            assert go_on.wait(10)
        made.append(dataset.name)
        return summarise(dataset)  # without `work`: it does not notice that it was cancelled

    monkeypatch.setattr(data, "summarise", slow)
    session = Session(client, DIGITS)
    panel = DataPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    with qtbot.waitSignal(session.run_ready):
        session.start()
    with qtbot.waitSignal(session.run_ready):
        session.apply(IRIS)
    qtbot.waitUntil(lambda: panel.summary is not None)
    go_on.set()
    qtbot.waitUntil(lambda: "digits" in made)
    assert panel.summary is not None
    assert len(panel.summary.features.mean) == 4
    assert panel.shut_down()


def test_a_new_network_on_the_same_data_keeps_what_is_known(
    qtbot: QtBot, client: EngineClient
) -> None:
    panel, session = _panel(qtbot, client, DIGITS)
    _press(panel, SAMPLES)
    panel.samples.label.setCurrentIndex(4)
    summary, members = panel.summary, _members(panel)
    with qtbot.waitSignal(session.run_ready):
        session.reset()
    assert panel.summary is summary
    assert len(panel.about.means.pictures) == 10
    assert _members(panel) == members


def test_a_bug_in_the_statistics_is_told(
    qtbot: QtBot, client: EngineClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(dataset: Dataset, work: Work | None = None) -> Summary:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(data, "summarise", broken)
    session = Session(client, IRIS)
    panel = DataPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    told: list[str] = []
    session.notice.connect(lambda notice: told.append(notice.message) if notice else None)
    session.start()
    qtbot.waitUntil(lambda: bool(told))
    assert "ZeroDivisionError" in told[0]
    assert panel.about.title.text() == "Iris"  # the rest is there


# About.


def test_about_tells_what_the_set_is(qtbot: QtBot, client: EngineClient) -> None:
    config = replace(IRIS, development_fraction=0.25)
    panel, _ = _panel(qtbot, client, config)
    about = panel.about
    assert about.title.text() == "Iris"
    assert about.fact("Samples") == ("150: 90 to train on, 30 to choose by, 30 to test with")
    assert about.fact("Classes") == "setosa, versicolor, virginica"
    assert "20 % is the test part" in about.fact("Split")
    assert "same share of every class" in about.fact("Split")
    assert "25 % of the training part" in about.fact("Split")
    assert about.fact("Scaling").startswith("Standard")
    assert "training part only" in about.fact("Scaling")
    assert 'href="https://' in about.fact("Source")
    described = about.balance.accessibleDescription()
    assert "setosa" in described
    assert "10 of 30 test samples (33.3 %)" in described


def test_notices_and_the_missing_test_part_are_told(qtbot: QtBot, client: EngineClient) -> None:
    config = replace(IRIS, data=DataConfig(test_share=0))
    panel, _ = _panel(qtbot, client, config)
    assert panel.about.notices.count() == 1
    assert panel.about.fact("Split").startswith("None")
    assert panel.about.fact("Samples") == "150 to train on and to test with"


def test_regression_has_no_classes_to_balance(qtbot: QtBot, client: EngineClient) -> None:
    panel, _ = _panel(qtbot, client, DIABETES)
    assert not panel.about.balance.isVisible()
    assert panel.about.fact("Target").startswith("disease progression")
    assert panel.about.fact("Classes") == ""


# Features.


def test_features_are_listed_in_their_own_units(qtbot: QtBot, client: EngineClient) -> None:
    panel, _ = _panel(qtbot, client, DIABETES)
    _press(panel, FEATURES)
    table = panel.features.table
    model = table.features
    assert table.isVisible()
    texts = [[model.index(row, c).data() for c in (NAME, RANGE)] for row in range(3)]
    assert texts[0] == ["disease progression (target)", "25 … 346"]
    assert texts[1] == ["age", "19 … 79"]
    assert texts[2] == ["sex", "1 … 2"]
    assert model.rowCount() == 11


def test_a_bin_under_the_mouse_is_read_out(qtbot: QtBot, client: EngineClient) -> None:
    panel, _ = _panel(qtbot, client, IRIS)
    _press(panel, FEATURES)
    table, summary = panel.features.table, panel.summary
    assert summary is not None
    assert summary.features.counts is not None
    area = table.histogram_rect(table.features.index(2, HISTOGRAM))
    bins = summary.features.counts.shape[2]
    place = QPoint(round(area.x() + area.width() * 0.5 / bins), round(area.center().y()))
    QTest.mouseMove(table.viewport(), place)
    qtbot.waitUntil(lambda: table.pointed == (2, 0))
    assert table.pointed == (2, 0)
    from gui.dataset_view.histogram import bin_sentence

    words = bin_sentence(summary.features, 2, 0, table.classes())
    count = int(summary.features.counts[2, :, 0].sum())
    assert words.endswith(f": {count} (setosa {count})")  # short petals: only setosa


def test_pixels_are_shown_as_pictures(qtbot: QtBot, client: EngineClient) -> None:
    panel, _ = _panel(qtbot, client, replace(DIGITS, data=DataConfig(scaling="standard")))
    _press(panel, FEATURES)
    names = [picture.name for picture in panel.features.pixels.pictures]
    assert names == ["Mean", "Deviation", "Constant", "Offset", "Scale"]
    dataset = panel._session.dataset
    assert dataset is not None
    own = dataset.own_units(dataset.train.x)
    constant = int((own.max(axis=0) - own.min(axis=0) < 1e-9).sum())
    assert constant > 0
    assert f"{constant} pixels are the same" in panel.features.words.text()
    np.testing.assert_allclose(
        panel.features.pixels.pictures[0].values.ravel(), own.mean(axis=0), atol=1e-6
    )
    assert not panel.features.table.isVisible()


def test_two_features_are_a_plane_and_its_points_can_be_traced(
    qtbot: QtBot, client: EngineClient
) -> None:
    panel, session = _panel(qtbot, client, SPIRALS)
    _press(panel, FEATURES)
    scatter = panel.features.scatter
    qtbot.waitUntil(scatter.isVisible)
    place = scatter.place_of(17)
    assert place is not None
    with qtbot.waitSignal(panel.traced):
        QTest.mouseClick(scatter, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert session.sample is not None
    assert session.sample.origin is Origin.TRAIN
    chosen = scatter.place_of(session.sample.index)
    assert chosen is not None
    assert (chosen - place).manhattanLength() <= 2  # itself, or one that covers it


@pytest.mark.parametrize("size", [(1000, 560), (760, 560), (660, 560), (660, 380)])
@pytest.mark.parametrize("scaling", ["off", "standard"])
def test_all_columns_are_in_sight_beside_or_above_the_points(
    qtbot: QtBot, client: EngineClient, scaling: str, size: tuple[int, int]
) -> None:
    config = replace(SPIRALS, data=DataConfig(scaling=scaling))
    panel, _ = _panel(qtbot, client, config)
    _press(panel, FEATURES)
    panel.resize(*size)
    QApplication.processEvents()
    table, scatter = panel.features.table, panel.features.scatter
    assert scatter.isVisible()
    assert (panel.width(), panel.height()) == size
    assert min(scatter.width(), scatter.height()) >= 120
    assert table.verticalScrollBar().maximum() == 0
    assert table.horizontalScrollBar().maximum() == 0
    for column in range(len(TITLES) if scaling == "standard" else OFFSET):
        rect = table.visualRect(table.features.index(0, column))
        assert rect.width() > 0
        assert rect.right() <= table.viewport().width()


def test_a_long_title_of_the_points_hides_no_column(
    qtbot: QtBot, client: EngineClient, tmp_path: Path
) -> None:
    path = tmp_path / "optics.csv"
    rng = np.random.default_rng(0)
    rows = [f"{x * 1e-7:.4e},{y * 1e-6:.4e},{x * y:.5f}" for x, y in rng.uniform(1, 7, (60, 2))]
    path.write_text("wavelength,slit,sine of the angle of diffraction\n" + "\n".join(rows))
    config = replace(DIABETES, dataset="file", data=DataConfig(file=FileOptions(str(path))))
    panel, _ = _panel(qtbot, client, config)
    _press(panel, FEATURES)
    QApplication.processEvents()
    assert panel.features.scatter.isVisible()
    assert panel.features.table.horizontalScrollBar().maximum() == 0
    samples = panel.samples.table.samples
    column = [c.title for c in samples.columns].index("wavelength")
    texts = [samples.index(row, column).data() for row in range(10)]
    written = [row.partition(",")[0].replace("e-0", "e−") for row in rows]
    assert all(len(text) <= 9 and "e−7" in text for text in texts)
    ends = [float(text.replace("−", "-")) for text in texts]
    known = np.array([float(text.replace("−", "-")) for text in written])
    assert all(np.abs(known - end).min() < 6e-10 for end in ends)


def test_four_features_are_no_plane(qtbot: QtBot, client: EngineClient) -> None:
    panel, _ = _panel(qtbot, client, IRIS)
    _press(panel, FEATURES)
    assert not panel.features.scatter.isVisible()
    assert panel.features.legend.isVisible()
    assert panel.features.table.features.index(0, MEAN).data() == "5.882"


# Samples.


def test_samples_are_filtered_by_part_and_class(qtbot: QtBot, client: EngineClient) -> None:
    panel, session = _panel(qtbot, client, DIGITS)
    _press(panel, SAMPLES)
    assert session.dataset is not None
    assert panel.samples.count.full_text() == "1,297 of 1,297"
    _part(panel, PartName.TEST)
    assert panel.samples.count.full_text() == "500 of 500"
    panel.samples.label.setFocus()
    QTest.keyClicks(panel.samples.label, "4")
    expected = np.flatnonzero(session.dataset.test.y == 4)
    assert _members(panel) == expected.tolist()
    assert panel.samples.count.full_text() == f"{len(expected)} of 500"


def test_right_and_wrong_come_from_the_latest_model(qtbot: QtBot, client: EngineClient) -> None:
    panel, session = _panel(qtbot, client, DIGITS)
    _train(qtbot, session)
    _press(panel, SAMPLES)
    dataset, network = session.dataset, session.network
    assert dataset is not None
    assert network is not None
    for key, samples in ((PartName.TRAIN, dataset.train), (PartName.TEST, dataset.test)):
        _part(panel, key)
        _wait_for_guesses(qtbot, panel)
        QTest.mouseClick(panel.samples.verdict.button("wrong"), Qt.MouseButton.LeftButton)

        def agree(samples: Samples = samples) -> bool:
            assert session.parameters is not None
            values = Evaluator(network, session.parameters).predict(samples.x)
            expected = np.flatnonzero(values.argmax(axis=1) != samples.y)
            return len(expected) > 0 and _members(panel) == expected.tolist()

        qtbot.waitUntil(agree, timeout=10_000)
        assert _members(panel)


def test_an_untrained_model_is_right_or_wrong_too_and_called_untrained(
    qtbot: QtBot, client: EngineClient
) -> None:
    panel, session = _panel(qtbot, client, DIGITS)
    _press(panel, SAMPLES)
    QTest.mouseClick(panel.samples.verdict.button("wrong"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(_members(panel)) > 0, timeout=10_000)
    dataset, network = session.dataset, session.network
    assert dataset is not None
    assert network is not None
    assert session.parameters is not None
    values = Evaluator(network, session.parameters).predict(dataset.train.x)
    expected = np.flatnonzero(values.argmax(axis=1) != dataset.train.y).tolist()
    assert _members(panel) == expected
    count = panel.samples.count
    assert count.full_text() == f"{len(expected):,} of 1,297, untrained"
    shown = panel.samples.shown
    assert shown is not None
    assert shown.sentence(expected[0]).endswith(", wrong (untrained)")
    assert panel.samples.grid.isVisible()
    session.step()
    qtbot.waitUntil(lambda: "untrained" not in count.full_text(), timeout=10_000)
    with qtbot.waitSignal(session.run_ready):
        session.reset()
    qtbot.waitUntil(lambda: count.full_text().endswith(", untrained"), timeout=10_000)


def test_a_click_on_a_picture_traces_it(qtbot: QtBot, client: EngineClient) -> None:
    panel, session = _panel(qtbot, client, DIGITS)
    _press(panel, SAMPLES)
    grid = panel.samples.grid
    panel.samples.label.setCurrentIndex(1 + 3)
    place = grid.cell_rect(5).center()
    with qtbot.waitSignal(panel.traced):
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.sample is not None
    assert session.sample.origin is Origin.TRAIN
    assert session.sample.index == _members(panel)[5]
    assert session.sample.label == 3


def test_the_grid_goes_by_keys_to_its_end(qtbot: QtBot, client: EngineClient) -> None:
    panel, session = _panel(qtbot, client, DIGITS)
    _press(panel, SAMPLES)
    grid = panel.samples.grid
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Down)
    assert grid.cursor_position == 1 + grid.columns()
    QTest.keyClick(grid, Qt.Key.Key_End)
    assert grid.cursor_position == 1296
    assert grid.viewport().rect().contains(grid.cell_rect(1296))
    with qtbot.waitSignal(panel.traced):
        QTest.keyClick(grid, Qt.Key.Key_Return)
    assert session.sample is not None
    assert session.sample.index == 1296
    QTest.keyClick(grid, Qt.Key.Key_Home)
    assert grid.viewport().rect().contains(grid.cell_rect(0))
    assert "sample 1:" in grid.accessibleDescription()


def test_rows_are_sorted_by_a_click_on_the_header(qtbot: QtBot, client: EngineClient) -> None:
    panel, session = _panel(qtbot, client, IRIS)
    _press(panel, SAMPLES)
    table = panel.samples.table
    assert session.dataset is not None
    header = table.horizontalHeader()
    column = next(k for k, c in enumerate(table.samples.columns) if c.title == "petal length (cm)")

    def click() -> list[float]:
        x = header.sectionViewportPosition(column) + 20
        place = QPoint(x, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        rows = range(table.samples.rowCount())
        return [float(table.samples.index(row, column).data()) for row in rows]

    own = session.dataset.own_units(session.dataset.train.x)[:, 2]
    expected = [round(float(value), 1) for value in np.sort(own)]
    assert click() == expected
    assert click() == expected[::-1]
    title = table.samples.headerData(column, Qt.Orientation.Horizontal)
    assert title == "petal length (cm) ↓"


def test_a_row_is_traced_by_click_and_by_enter(qtbot: QtBot, client: EngineClient) -> None:
    panel, session = _panel(qtbot, client, IRIS)
    _press(panel, SAMPLES)
    _part(panel, PartName.TEST)
    table = panel.samples.table
    table.samples.sort(table.samples.columnCount() - 1, Qt.SortOrder.DescendingOrder)
    for row in (4, 5):
        with qtbot.waitSignal(panel.traced):
            if row == 4:
                place = table.visualRect(table.samples.index(row, 1)).center()
                QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
            else:
                QTest.keyClick(table, Qt.Key.Key_Down)
                QTest.keyClick(table, Qt.Key.Key_Return)
        assert session.sample is not None
        assert session.sample.origin is Origin.TEST
        assert session.sample.index == table.samples.sample_at(row)
        marked = table.samples.index(row, 0).data(Qt.ItemDataRole.BackgroundRole)
        assert marked is not None
        assert table.samples.index(0, 0).data(Qt.ItemDataRole.BackgroundRole) is None


def test_regression_shows_how_far_it_is_off(qtbot: QtBot, client: EngineClient) -> None:
    panel, session = _panel(qtbot, client, replace(DIABETES, epochs=2))
    _press(panel, SAMPLES)
    samples = panel.samples.table.samples
    assert samples.index(0, 2).data() == "–"  # nothing has been learnt yet
    _train(qtbot, session)
    _wait_for_guesses(qtbot, panel)
    titles = [column.title for column in samples.columns[:4]]
    assert titles == ["No.", "disease progression", "Predicted", "Off by"]
    truth, guess, off = (float(samples.index(3, k).data().replace("−", "-")) for k in (1, 2, 3))
    assert off == pytest.approx(guess - truth, abs=0.11)
    assert not panel.samples.verdict.isVisible()
    samples.sort(3, Qt.SortOrder.DescendingOrder)
    rows = range(samples.rowCount())
    errors = [abs(float(samples.index(row, 3).data().replace("−", "-"))) for row in rows]
    assert errors == sorted(errors, reverse=True)
    assert session.dataset is not None


def test_what_is_known_stays_while_nobody_looks(qtbot: QtBot, client: EngineClient) -> None:
    panel, session = _panel(qtbot, client, DIGITS)
    _train(qtbot, session)
    _press(panel, SAMPLES)
    _wait_for_guesses(qtbot, panel)
    QTest.mouseClick(panel.samples.verdict.button("wrong"), Qt.MouseButton.LeftButton)
    panel.samples.grid.verticalScrollBar().setValue(120)
    place, members = panel.samples.grid.verticalScrollBar().value(), _members(panel)
    panel.hide()
    assert _members(panel) == members
    panel.show()
    assert _members(panel) == members
    assert panel.samples.grid.verticalScrollBar().value() == place > 0
    shown = panel.samples.shown
    session.learn_sample()
    qtbot.waitUntil(lambda: panel.samples.shown is not shown, timeout=10_000)


def test_the_development_part_can_be_looked_at_and_traced(
    qtbot: QtBot, client: EngineClient
) -> None:
    panel, session = _panel(qtbot, client, replace(DIGITS, development_fraction=0.1))
    _press(panel, SAMPLES)
    _part(panel, PartName.DEVELOPMENT)
    assert panel.samples.count.full_text() == "130 of 130"
    grid = panel.samples.grid
    place = grid.cell_rect(2).center()
    with qtbot.waitSignal(panel.traced):
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    sample, ready = session.sample, session.ready
    assert sample is not None
    assert ready is not None
    assert ready.split.development is not None
    assert (sample.origin, sample.index) == (Origin.DEVELOPMENT, 2)
    assert np.array_equal(sample.x, ready.split.development.x[2])
    with qtbot.waitSignal(session.run_ready):
        session.apply(DIGITS)
    assert panel.samples.part.current() == PartName.TRAIN
    assert not panel.samples.part.button(PartName.DEVELOPMENT).isVisible()


def test_without_any_such_sample_it_says_so(qtbot: QtBot, client: EngineClient) -> None:
    config = replace(SPIRALS, dataset="gaussians", data=DataConfig(noise=0.0))
    panel, session = _panel(qtbot, client, replace(config, epochs=40, learning_rate=0.05))
    _train(qtbot, session)
    _press(panel, SAMPLES)
    _wait_for_guesses(qtbot, panel)
    QTest.mouseClick(panel.samples.verdict.button("wrong"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _members(panel) == [])
    assert panel.samples.nothing.isVisible()
    assert panel.samples.nothing.text() == "Nothing is wrong here."


def test_fashion_mnist_has_the_names_of_its_classes(
    qtbot: QtBot, client: EngineClient, data_dir: Path
) -> None:
    panel, _ = _panel(qtbot, client, replace(DIGITS, dataset="fashion-mnist"), data_dir)
    names = [picture.name for picture in panel.about.means.pictures]
    assert names[:2] == ["T-shirt/top", "Trouser"]
    _press(panel, SAMPLES)
    assert panel.samples.label.itemText(10) == "Ankle boot"
    assert panel.samples.count.full_text() == "60,000 of 60,000"
    shown = panel.samples.shown
    assert shown is not None
    assert shown.sentence(0).startswith("Training sample 1: Ankle boot")


@pytest.mark.parametrize("config", [DIGITS, IRIS, DIABETES, SPIRALS])
def test_both_themes_and_a_narrow_window_show_every_page(
    qtbot: QtBot, client: EngineClient, config: RunConfig
) -> None:
    panel, _ = _panel(qtbot, client, config)
    for key in (FEATURES, SAMPLES, data.ABOUT):
        _press(panel, key)
        pictures = []
        for appearance in (Appearance.LIGHT, Appearance.DARK):
            theme_source().set_appearance(appearance)
            pictures.append(panel.grab().toImage())
        assert pictures[0] != pictures[1]
        panel.resize(660, 380)
        assert panel.width() == 660
        assert panel.grab().toImage().width() == 660
        panel.resize(1000, 560)
