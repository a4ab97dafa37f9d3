from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.config import RunConfig
from core.data_config import DataConfig
from core.datasets import catalog
from core.datasets.dataset import Dataset, Samples, Task
from core.datasets.scaling import fit
from core.metrics import Evaluator
from core.statistics import Columns, class_counts, summarise
from core.training import Learner, Part, split
from core.work import CancelledError, Work
from gui.dataset_view.class_balance import MEANING, ClassBalance, part_counts
from gui.dataset_view.digits import digits_of, statistic_digits
from gui.dataset_view.feature_model import Row
from gui.dataset_view.feature_table import FeatureTable
from gui.dataset_view.gallery import Gallery, Picture
from gui.dataset_view.histogram import bin_at, bin_sentence, paint_histogram
from gui.dataset_view.image_grid import ImageGrid
from gui.dataset_view.predicting import predict
from gui.dataset_view.sample_table import SampleTable
from gui.dataset_view.scatter_layout import frame, nearest, points_of
from gui.dataset_view.shown import PartName, Verdict, shown
from gui.dataset_view.words import counted, features, linked, number, scaling, task
from gui.theme import LIGHT


def _table(rows: int, columns: int, classes: int = 3) -> tuple[Dataset, Part]:
    rng = np.random.default_rng(0)
    labels = np.arange(rows) % classes
    part = Samples(rng.normal(size=(rows, columns)).astype(np.float32), labels)
    names = tuple(f"f{k}" for k in range(columns))
    class_names = tuple("abcdefghijklmnopq"[:classes])
    dataset = Dataset(
        "t", "T", Task.CLASSIFICATION, part, part, names, class_names, (), None, "", "", ""
    )
    return dataset, split(dataset, RunConfig()).train


# Words.


def test_addresses_become_links_and_everything_else_stays_text() -> None:
    text = "A <b>B</b> & C (https://example.org/a?b=1&c=2), arXiv:1708.07747."
    html = linked(text)
    assert "&lt;b&gt;B&lt;/b&gt; &amp; C (" in html
    assert '<a href="https://example.org/a?b=1&amp;c=2">' in html
    assert "</a>), " in html
    assert '<a href="https://arxiv.org/abs/1708.07747">arXiv:1708.07747</a>.' in html
    assert linked("javascript:alert(1)") == "javascript:alert(1)"


def test_numbers_are_written_with_the_decimals_of_their_column() -> None:
    assert number(5.099999904632568, 1) == "5.1"
    assert number(-0.0004, 2) == "0.00"
    assert number(-1.25, 2) == "−1.25"
    assert number(0.1 + 0.2) == "0.3000"
    assert number(float("nan")) == "–"
    assert number(3e9, 0) == "3.000e9"
    assert counted(1, "class", "classes") == "1 class"
    assert counted(1297, "sample") == "1,297 samples"


def test_separators_begin_where_years_end() -> None:
    assert number(1963.0, 0) == "1963"
    assert number(383734.2, 1) == "383,734.2"
    assert number(-25000.0, 0) == "−25,000"


def _columns(*values: list[float]) -> Columns:
    table = np.array(values, np.float64).T
    fitted = fit("standard", table)
    part = Samples(fitted(table), np.zeros(len(table), np.int64))
    names = tuple(f"f{k}" for k in range(len(values)))
    dataset = Dataset(
        "t", "T", Task.CLASSIFICATION, part, part, names, ("a",), (), None, "", "", "",
        scaling=fitted,
    )  # fmt: skip
    return summarise(dataset).features


def test_statistics_have_three_digits_or_more_and_a_row_has_one_manner() -> None:
    rng = np.random.default_rng(4)
    columns = _columns(
        [0.0, 1.0, 0.0, 1.0, 0.0] * 20,
        (5.2e-7 + 8e-8 * rng.normal(size=100)).tolist(),
        np.round(rng.uniform(size=100), 5).tolist(),
        rng.integers(100_000, 900_000, 100).tolist(),
        rng.integers(1900, 2020, 100).tolist(),
    )
    texts = []
    for column in range(5):
        digits, statistics = digits_of(columns, column), statistic_digits(columns, column)
        values = (columns.low[column], columns.mean[column], columns.deviation[column])
        manners = (digits, statistics, statistics)
        written = zip(values, manners, strict=True)
        texts.append([manner.text(float(value)) for value, manner in written])
        mean, deviation = (float(t.replace(",", "").replace("−", "-")) for t in texts[-1][1:])
        assert mean == pytest.approx(columns.mean[column], abs=6e-3 * columns.deviation[column])
        assert deviation == pytest.approx(columns.deviation[column], rel=6e-3)
    assert texts[0] == ["0", "0.400", "0.490"]
    assert [len(text) for text in texts[1]] == [8, 8, 8]  # 5.201e−7
    assert all(text.endswith(("e−7", "e−8")) for text in texts[1])
    assert len(texts[2][0].partition(".")[2]) == 5
    assert "," in texts[3][1]
    assert "," not in "".join(texts[4])


def test_a_bin_of_one_value_is_called_by_it() -> None:
    columns = _columns([3.0, 4.0, 4.0, 6.0])
    assert columns.histogram(0).tolist() == [[1, 2, 0, 1]]
    assert [bin_sentence(columns, 0, k) for k in range(4)] == ["3: 1", "4: 2", "5: 0", "6: 1"]


def test_class_names_have_the_room_there_is_or_keep_their_ends(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    draw = QPainter.drawText

    def listen(painter: QPainter, *args: Any) -> None:
        written.extend(text for text in args if isinstance(text, str))
        draw(painter, *args)

    names = ("City of the number that ends with 12", "City of the number that ends with 13")
    dataset, _ = _table(20, 2, 2)
    balance = ClassBalance()
    qtbot.addWidget(balance)
    balance.set_parts(names, part_counts(split(dataset, RunConfig()), 2))
    balance.resize(260, balance.sizeHint().height())
    monkeypatch.setattr(QPainter, "drawText", listen)
    balance.grab()
    assert MEANING in written
    short = [text for text in written if text.startswith("C")]
    assert [text[-1] for text in short] == ["2", "3"]
    assert all("…" in text for text in short)
    written.clear()
    balance.resize(500, balance.height())
    balance.grab()
    assert set(names) <= set(written)


def test_long_lists_of_names_end_somewhere() -> None:
    dataset, _ = _table(10, 5000)
    words = features(dataset)
    assert words.startswith("5,000: f0, f1, ")
    assert words.endswith(" and 4,976 more")
    assert len(words) < 300


def test_the_scaling_is_told_with_where_it_comes_from() -> None:
    for kind, begin in (("off", "Off"), ("standard", "Standard"), ("min-max", "Min-max")):
        told = scaling(catalog.load("iris", DataConfig(scaling=kind)))
        assert told.startswith(begin)
        assert ("training part only" in told) == (kind != "off")
    assert task(catalog.load("iris")) == "Classification: one of 3 classes"
    assert task(catalog.load("diabetes")) == "Regression: 1 number to predict"


# Choosing samples.


def test_samples_are_chosen_by_class_and_by_verdict() -> None:
    dataset, part = _table(6, 2)  # classes a, b, c, a, b, c
    guesses = np.array([0, 0, 2, 1, 1, 2])
    values = np.eye(3, dtype=np.float32)[guesses]

    def members(label: int | None, verdict: Verdict) -> list[int]:
        found = shown(dataset, PartName.TEST, part, values, label, verdict).members
        return [int(index) for index in found]

    assert members(None, Verdict.ALL) == [0, 1, 2, 3, 4, 5]
    assert members(None, Verdict.RIGHT) == [0, 2, 4, 5]
    assert members(None, Verdict.WRONG) == [1, 3]
    assert members(0, Verdict.ALL) == [0, 3]
    assert members(0, Verdict.WRONG) == [3]
    assert members(2, Verdict.WRONG) == []


def test_without_predictions_nothing_is_right_or_wrong() -> None:
    dataset, part = _table(6, 2)
    for verdict in (Verdict.RIGHT, Verdict.WRONG):
        assert len(shown(dataset, PartName.TEST, part, None, None, verdict)) == 0
    found = shown(dataset, PartName.TEST, part, None)
    assert found.guess(0) == ""
    assert found.right(0) is None
    assert found.sentence(1) == "Test sample 2: b"


def test_a_sample_in_words() -> None:
    dataset, part = _table(3, 2)
    values = np.array([[0.1, 0.2, 0.7]] * 3, np.float32)
    found = shown(dataset, PartName.TRAIN, part, values, probabilities=True)
    assert found.sentence(0) == "Training sample 1: a, predicted c (70 %), wrong"
    assert found.sentence(2) == "Training sample 3: c, predicted c (70 %), right"


def test_numbers_to_predict_are_shown_in_their_own_units() -> None:
    dataset = catalog.load("diabetes", DataConfig(test_share=0))
    part = split(dataset, RunConfig(dataset="diabetes", output="identity")).train
    found = shown(dataset, PartName.TRAIN, part, part.y)
    assert found.truth(0) == found.guess(0) == "151.0"  # the first patient of the table
    assert found.right(0) is None


def test_class_counts_of_the_parts_add_up() -> None:
    dataset = catalog.load("digits")
    parts = part_counts(split(dataset, RunConfig(development_fraction=0.1)), 10)
    assert [part.name for part in parts] == ["training", "development", "test"]
    assert [part.total for part in parts] == [1167, 130, 500]
    total = parts[0].counts + parts[1].counts
    assert total.tolist() == class_counts(dataset.train.y.astype(np.int64), 10).tolist()
    assert sum(parts[0].shares) == pytest.approx(1.0)


# Predicting a part.


def test_a_part_is_predicted_as_the_evaluator_does_and_can_be_given_up() -> None:
    config = RunConfig(hidden=())
    learner = Learner(config, catalog.load("digits"))
    part = learner.data.train
    found = predict(learner.network, learner.parameters, part.x, Work())
    expected = Evaluator(learner.network, learner.parameters).predict(part.x)
    np.testing.assert_array_equal(found, expected)
    work = Work()
    work.cancel()
    with pytest.raises(CancelledError):
        predict(learner.network, learner.parameters, part.x, work)


# Pictures.


def test_bars_are_as_high_as_their_counts(qapp: QApplication) -> None:
    image = QImage(40, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    counts = np.array([[10, 5, 0, 1], [0, 5, 0, 0]])
    colours = [QColor("#ff0000"), QColor("#0000ff")]
    paint_histogram(painter, QRectF(0, 0, 40, 99), counts, colours, LIGHT)
    painter.end()

    def height(column: int, colour: str) -> int:
        wanted = QColor(colour)
        return sum(image.pixelColor(column * 10 + 4, y) == wanted for y in range(99))

    assert height(0, "#ff0000") == 99
    assert [height(1, "#ff0000"), height(1, "#0000ff")] == pytest.approx([49, 50], abs=1)
    assert height(2, "#ff0000") == 0
    assert height(3, "#ff0000") == pytest.approx(10, abs=1)


def test_a_bin_is_found_under_the_mouse() -> None:
    area = QRectF(10, 0, 100, 20)
    assert [bin_at(area, 4, x) for x in (9, 10, 34, 35, 109.9, 110)] == [None, 0, 0, 1, 3, None]


def test_a_bin_in_words() -> None:
    dataset, _ = _table(30, 1)
    columns = summarise(dataset).features
    assert columns.counts is not None
    words = bin_sentence(columns, 0, 0, dataset.class_names)
    total = int(columns.counts[0, :, 0].sum())
    assert f": {total} (" in words
    assert " to " in words
    assert "(" not in bin_sentence(columns, 0, 0)


def test_a_pixel_of_a_picture_is_read_out(qtbot: QtBot) -> None:
    gallery = Gallery(80)
    qtbot.addWidget(gallery)
    values = np.arange(16.0).reshape(4, 4)
    gallery.set_pictures([Picture(values, "Mean", 0, 15), Picture(values, "Scale", 0, 15)])
    gallery.resize(400, 120)
    area = gallery.picture_rect(1)
    place = QPointF(area.x() + 0.9 * area.width(), area.y() + 0.4 * area.height())
    assert gallery.text_at(place) == "Scale, row 2, column 4: 7.000"
    assert gallery.text_at(QPointF(399, 119)) == ""
    assert gallery.heightForWidth(100) > gallery.heightForWidth(400)  # one below the other
    assert not gallery.grab().isNull()


def tops_and_sides(gallery: Gallery) -> list[tuple[float, float]]:
    areas = [gallery.picture_rect(k) for k in range(len(gallery.pictures))]
    return [(area.top(), area.height()) for area in areas]


def test_pictures_stand_in_one_row_or_in_even_ones(qtbot: QtBot) -> None:
    gallery = Gallery(80)
    qtbot.addWidget(gallery)
    gallery.set_pictures([Picture(np.zeros((8, 8)), str(k)) for k in range(10)])
    gallery.resize(900, 400)
    assert set(tops_and_sides(gallery)) == {(0.0, 80.0)}
    gallery.resize(650, 400)
    assert set(tops_and_sides(gallery)) == {(0.0, 56.0)}  # a little smaller
    gallery.resize(540, 400)  # with full pictures six would fit
    tops = [top for top, side in tops_and_sides(gallery) if side == 80.0]
    assert sorted(tops.count(top) for top in set(tops)) == [5, 5]


def test_circles_look_like_circles_but_other_units_are_stretched() -> None:
    dataset = catalog.load("circles")
    points = points_of(dataset, split(dataset, RunConfig(dataset="circles")).train)
    assert points is not None
    where = frame(points, 0, 0, 600, 200)
    assert 600 / (where.x[1] - where.x[0]) == pytest.approx(200 / (where.y[1] - where.y[0]))
    places = where.pixels(points.at)
    assert places.min() >= 0
    assert (places.max(axis=0) <= (600, 200)).all()
    wide = type(points)(points.at * (1, 1000), "x", "y", points.labels, None)
    stretched = frame(wide, 0, 0, 600, 200)
    assert np.ptp(stretched.pixels(wide.at), axis=0) == pytest.approx([545, 182], abs=2)
    x, y = places[7].tolist()
    assert nearest(places, x, y, 3) is not None
    assert nearest(places, -50, -50, 3) is None


def test_only_planes_and_curves_have_a_scatter_plot() -> None:
    def kind(name: str) -> tuple[str, str] | None:
        dataset = catalog.load(name)
        output = "softmax" if dataset.task is Task.CLASSIFICATION else "identity"
        part = split(dataset, RunConfig(dataset=name, output=output)).train
        points = points_of(dataset, part)
        return None if points is None else (points.across, points.up)

    assert kind("spirals") == ("x₁", "x₂")
    assert kind("sine") == ("x", "y")
    assert kind("iris") is None
    assert kind("digits") is None


# Large data sets.


def test_thousands_of_features_cost_what_is_in_sight(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset, _ = _table(60, 5000)
    table = FeatureTable()
    qtbot.addWidget(table)
    table.resize(900, 400)
    table.show()
    qtbot.waitExposed(table)
    table.set_dataset(dataset, summarise(dataset))
    assert table.features.rowCount() == 5000
    asked: set[int] = set()
    whole = table.features.text

    def text(row: Row, column: int) -> str:
        asked.add(row.at)
        return whole(row, column)

    monkeypatch.setattr(table.features, "text", text)
    table.scrollToBottom()
    asked.clear()
    table.viewport().grab()
    assert 4999 in asked
    assert len(asked) < 40


def test_many_samples_cost_what_is_in_sight(qtbot: QtBot) -> None:
    dataset, part = _table(70_000, 3)
    table = SampleTable()
    qtbot.addWidget(table)
    table.resize(900, 400)
    table.show()
    qtbot.waitExposed(table)
    table.set_shown(shown(dataset, PartName.TRAIN, part, None))
    assert table.samples.rowCount() == 70_000
    table.scrollToBottom()
    table.viewport().grab()
    bottom = table.rowAt(table.viewport().height() - 4)
    assert bottom >= 69_998
    assert table.samples.index(69_999, 0).data() == "70,000"


def test_seventy_thousand_pictures_are_reached_by_scrolling(qtbot: QtBot) -> None:
    labels = np.arange(70_000) % 3
    x = np.zeros((70_000, 4), np.float32)
    x[-1] = 1.0
    samples = Samples(x, labels)
    names = ("p0", "p1", "p2", "p3")
    dataset = Dataset(
        "t", "T", Task.CLASSIFICATION, samples, samples, names, tuple("abc"), (), (2, 2), "", "", ""
    )
    part = split(dataset, RunConfig()).train
    grid = ImageGrid()
    qtbot.addWidget(grid)
    grid.resize(800, 400)
    grid.show()
    qtbot.waitExposed(grid)
    grid.set_shown(shown(dataset, PartName.TRAIN, part, None))
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum())
    last = grid.cell_rect(69_999)
    assert grid.viewport().rect().contains(last)
    assert grid.position_at(last.center()) == 69_999
    assert grid.position_at(QPoint(last.center().x() + 10 * last.width(), 0)) is None
    image = grid.viewport().grab().toImage()
    ink = image.pixelColor(last.center().x(), last.top() + 20)
    other = grid.cell_rect(69_999 - grid.columns())
    assert ink != image.pixelColor(other.center().x(), other.top() + 20)
