from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sklearn.datasets import load_iris
from sklearn.metrics import accuracy_score, confusion_matrix

from core.config import RunConfig
from core.confusion import Confusion, confusion
from core.data_config import DataConfig
from core.datasets.dataset import Dataset, Samples, Task
from core.messages import RunState
from gui.engine_client import EngineClient
from gui.evaluation.confusion_matrix import ConfusionMatrix
from gui.evaluation.matrix_painter import cell_colours, cell_texts, strengths
from gui.evaluation.sample_features import SampleFeatures
from gui.evaluation.selection import Selection, Which, select
from gui.evaluation.words import measured, summary, summary_note, target_verdict
from gui.panels.test_set import TestSetPanel
from gui.plots.scatter import PredictionScatter
from gui.session import Origin, Predictions, Session
from gui.theme import DARK, LIGHT, Appearance, FontRole, font, theme_source
from gui.widgets.note import FieldNote

SMALL = RunConfig(hidden=(), epochs=2)


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    theme_source().install(qapp)
    client = EngineClient()
    client.start()
    yield Session(client, SMALL)
    theme_source().set_appearance(Appearance.SYSTEM)
    assert client.shut_down()


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> TestSetPanel:
    panel = TestSetPanel(session)
    qtbot.addWidget(panel)
    panel.resize(420, 760)
    panel.show()
    qtbot.waitExposed(panel)
    with qtbot.waitSignal(session.run_ready):
        session.start()
    return panel


def _train(qtbot: QtBot, session: Session) -> None:
    session.run()
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=20_000)
    qtbot.waitUntil(lambda: _step(session) == (session.place.step if session.place else -1))


def _step(session: Session) -> int:
    return -2 if session.predictions is None else session.predictions.step


def _result(panel: TestSetPanel) -> Confusion:
    assert panel.result is not None
    return panel.result


def _click(panel: TestSetPanel, key: str) -> None:
    QTest.mouseClick(panel.filter.button(key), Qt.MouseButton.LeftButton)


# The pure parts.


def _small() -> Confusion:
    labels = np.array([0, 0, 1, 1, 2, 2])
    predicted = np.array([0, 1, 1, 0, 2, 1])
    return confusion(np.eye(3, dtype=np.float32)[predicted], labels)


def test_the_filters_choose_right_and_wrong() -> None:
    result = _small()
    assert select(6, Which.ALL, result=result).members.tolist() == [0, 1, 2, 3, 4, 5]
    assert select(6, Which.RIGHT, result=result).members.tolist() == [0, 2, 4]
    assert select(6, Which.WRONG, result=result).members.tolist() == [1, 3, 5]
    cell = select(6, cell=(2, 1), result=result, classes=("a", "b", "c"))
    assert cell.members.tolist() == [5]
    assert cell.place(5) == "1 of 1: true c, predicted b"


def test_without_predictions_nothing_is_right_or_wrong() -> None:
    assert len(select(6, Which.WRONG)) == 0
    assert len(select(6, Which.RIGHT)) == 0
    assert len(select(6)) == 6


def test_stepping_goes_round_the_end() -> None:
    wrong = Selection(np.array([1, 3, 5]), "wrong")
    assert [wrong.step(index, 1) for index in (1, 3, 5)] == [3, 5, 1]
    assert [wrong.step(index, -1) for index in (1, 3, 5)] == [5, 1, 3]
    assert [wrong.place(index) for index in (1, 5)] == ["1 of 3 wrong", "3 of 3 wrong"]


def test_stepping_from_a_sample_that_left_the_selection() -> None:
    wrong = Selection(np.array([1, 3, 5]), "wrong")
    assert wrong.step(2, 1) == 3
    assert wrong.step(2, -1) == 1
    assert wrong.step(6, 1) == 1
    assert wrong.place(2) == "– of 3 wrong"
    assert wrong.nearest(2) == 3
    assert wrong.nearest(3) == 3
    assert Selection(words="wrong").step(4, 1) == 4
    assert Selection(words="wrong").place(4) == "none wrong"


def test_colours_of_the_matrix_show_rare_errors_and_tell_right_from_wrong() -> None:
    assert strengths(np.array([0.0, 1.0])).tolist() == [0.0, 1.0]
    found = strengths(np.array([0.001, 0.01, 0.1, 1.0]))
    assert np.all(np.diff(found) > 0.2)
    for theme in (LIGHT, DARK):
        colours = cell_colours(np.array([[1.0, 0.0], [1.0, 0.0]]), theme)
        right, wrong = theme.color("right"), theme.color("wrong")
        assert colours[0, 0].tolist()[:3] == [right.red(), right.green(), right.blue()]
        assert colours[1, 0].tolist()[:3] == [wrong.red(), wrong.green(), wrong.blue()]
        assert np.array_equal(colours[0, 1], colours[1, 1])


# The panel.


def test_the_counts_are_those_of_scikit_learn(
    qtbot: QtBot, panel: TestSetPanel, session: Session
) -> None:
    _train(qtbot, session)
    assert session.predictions is not None
    assert session.dataset is not None
    labels = session.dataset.test.y
    predicted = session.predictions.values.argmax(axis=1)
    result = _result(panel)
    assert np.array_equal(result.counts, confusion_matrix(labels, predicted, labels=range(10)))
    assert result.accuracy == accuracy_score(labels, predicted)
    assert panel.filter.button("right").text() == f"Right {int((labels == predicted).sum())}"


def test_the_accuracy_is_the_very_number_of_the_history(
    qtbot: QtBot, panel: TestSetPanel, session: Session
) -> None:
    _train(qtbot, session)
    assert session.history is not None
    assert _result(panel).accuracy == session.history.epochs()["test_score"][-1]
    assert f"after step {_step(session)}" in panel.summary.full_text()


def test_a_step_on_a_drawing_makes_other_predictions_and_says_so(
    qtbot: QtBot, panel: TestSetPanel, session: Session
) -> None:
    _train(qtbot, session)
    assert session.predictions is not None
    before, step = session.predictions.values, _step(session)
    panel.hide()
    assert session.dataset is not None
    session.show_drawn(session.dataset.test.x[0], 3)
    session.learn_sample()
    session.learn_sample()
    assert session.predictions is None, "they are those of another model"
    panel.show()
    qtbot.waitUntil(lambda: session.predictions is not None, timeout=10_000)
    assert not np.array_equal(session.predictions.values, before)
    qtbot.waitUntil(lambda: f"after step {step} and 2 on drawings" in panel.summary.full_text())


def test_the_verdict_names_class_confidence_and_truth(
    qtbot: QtBot, panel: TestSetPanel, session: Session
) -> None:
    _train(qtbot, session)
    assert session.predictions is not None
    result = _result(panel)
    for index in (int(result.right()[0]), int(result.wrong()[0])):
        panel.go_to(index)
        verdict = panel.sample.verdict.verdict()
        values = session.predictions.values[index]
        true = result.labels[index]
        right = values.argmax() == true
        assert verdict.head == f"{values.argmax()}  {100 * values.max():.0f} %"
        assert verdict.lines == ("✓ right" if right else f"✗ wrong, it is {true}",)
        assert verdict.right == right
        assert panel.sample.bars.best_role() == ("right" if verdict.right else "wrong")


def test_stepping_through_the_wrong_ones(
    qtbot: QtBot, panel: TestSetPanel, session: Session
) -> None:
    _train(qtbot, session)
    wrong = _result(panel).wrong().tolist()
    _click(panel, "wrong")
    assert panel.index == wrong[0]
    seen = []
    for _ in wrong:
        seen.append(panel.index)
        QTest.mouseClick(panel.next, Qt.MouseButton.LeftButton)
    assert seen == wrong
    assert panel.index == wrong[0]  # round the end
    QTest.mouseClick(panel.previous, Qt.MouseButton.LeftButton)
    assert panel.index == wrong[-1]
    assert panel.position.full_text() == f"{len(wrong)} of {len(wrong)} wrong"


def test_the_arrow_keys_step_where_the_focus_is(panel: TestSetPanel) -> None:
    QTest.mouseClick(panel.sample, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert panel.sample.hasFocus()
    QTest.keyClick(panel.sample, Qt.Key.Key_Right)
    QTest.keyClick(panel.sample, Qt.Key.Key_Right)
    QTest.keyClick(panel.sample, Qt.Key.Key_Left)
    assert panel.index == 1
    assert panel.number.value() == 2


def test_a_number_beyond_the_last_sample_is_refused_with_the_reason(panel: TestSetPanel) -> None:
    panel.number.setFocus()
    panel.number.selectAll()
    QTest.keyClicks(panel.number, "501")
    QTest.keyClick(panel.number, Qt.Key.Key_Return)
    told = [note.text() for note in panel.findChildren(FieldNote) if note.isVisibleTo(panel)]
    assert told == ["501 is too large. Enter 1 to 500. In use: 1."]
    assert panel.index == 0


def test_a_number_goes_to_its_sample(panel: TestSetPanel, session: Session) -> None:
    panel.number.setFocus()
    panel.number.selectAll()
    QTest.keyClicks(panel.number, "123")
    QTest.keyClick(panel.number, Qt.Key.Key_Return)
    assert panel.index == 122
    assert session.dataset is not None
    shown = panel.sample.tile._values
    assert shown is not None
    assert np.array_equal(shown.ravel(), session.dataset.test.x[122])


def test_a_cell_of_the_matrix_chooses_its_samples(
    qtbot: QtBot, panel: TestSetPanel, session: Session
) -> None:
    _train(qtbot, session)
    result = _result(panel)
    errors = result.counts - np.diag(np.diag(result.counts))
    true, predicted = (int(i) for i in np.unravel_index(errors.argmax(), errors.shape))
    place = panel.matrix.cell_rect((true, predicted)).center().toPoint()
    QTest.mouseMove(panel.matrix, place)
    share = 100 * errors[true, predicted] / result.counts[true].sum()
    words = f"{errors.max()} samples, {share:.1f} % of true {true}"
    qtbot.waitUntil(
        lambda: panel.overview.words.text() == f"true {true}, predicted {predicted}: {words}"
    )
    QTest.mouseClick(panel.matrix, Qt.MouseButton.LeftButton, pos=place)
    members = result.in_cell(true, predicted).tolist()
    assert panel.index in members
    QTest.mouseClick(panel.next, Qt.MouseButton.LeftButton)
    assert panel.index in members
    assert f"of {len(members)}: true {true}, predicted {predicted}" in panel.position.full_text()
    QTest.mouseClick(panel.clear_cell, Qt.MouseButton.LeftButton)
    assert panel.matrix.chosen() is None
    assert panel.position.full_text().endswith("of 500")
    assert not panel.clear_cell.isVisible()


def test_the_matrix_by_keyboard(qtbot: QtBot, panel: TestSetPanel, session: Session) -> None:
    _train(qtbot, session)
    panel.matrix.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(panel.matrix, key)
    assert panel.overview.words.text().startswith("true 2, predicted 2: ")
    assert panel.matrix.accessibleDescription() == panel.overview.words.text()
    QTest.keyClick(panel.matrix, Qt.Key.Key_Return)
    assert panel.matrix.chosen() == (2, 2)
    QTest.keyClick(panel.matrix, Qt.Key.Key_Escape)
    assert panel.matrix.chosen() is None


def test_a_filter_takes_the_place_of_a_cell(
    qtbot: QtBot, panel: TestSetPanel, session: Session
) -> None:
    _train(qtbot, session)
    panel.show_cell((3, 3))
    _click(panel, "wrong")
    assert panel.matrix.chosen() is None
    assert panel.index in _result(panel).wrong()


def test_a_cell_takes_the_place_of_a_filter(
    qtbot: QtBot, panel: TestSetPanel, session: Session
) -> None:
    _train(qtbot, session)
    _click(panel, "wrong")
    place = panel.matrix.cell_rect((4, 4)).center().toPoint()
    QTest.mouseClick(panel.matrix, Qt.MouseButton.LeftButton, pos=place)
    assert panel.matrix.chosen() == (4, 4)
    assert panel.filter.current() == "all"
    assert panel.index in _result(panel).in_cell(4, 4)
    QTest.mouseClick(panel.matrix, Qt.MouseButton.LeftButton, pos=place)
    assert panel.matrix.chosen() is None


def test_show_on_stage(panel: TestSetPanel, session: Session) -> None:
    panel.go_to(41)
    QTest.mouseClick(panel.stage, Qt.MouseButton.LeftButton)
    assert session.sample is not None
    assert (session.sample.origin, session.sample.index) == (Origin.TEST, 41)


def test_a_new_run_voids_what_is_shown_at_once(
    qtbot: QtBot, panel: TestSetPanel, session: Session
) -> None:
    _train(qtbot, session)
    panel.go_to(7)
    seen: list[object] = []
    session.run_ready.connect(lambda _: seen.append((panel.result, panel.summary.full_text())))
    with qtbot.waitSignal(session.run_ready):
        session.new_weights()
    assert seen == [(None, "500 samples, not predicted yet")]
    assert panel.index == 7
    qtbot.waitUntil(lambda: _step(session) == 0)
    assert panel.summary.full_text().endswith("untrained")


def test_another_data_set_begins_anew(qtbot: QtBot, panel: TestSetPanel, session: Session) -> None:
    _train(qtbot, session)
    panel.go_to(400)
    panel.show_cell((9, 9))
    with qtbot.waitSignal(session.run_ready):
        session.apply(RunConfig(dataset="iris", hidden=()))
    qtbot.waitUntil(lambda: panel.result is not None)
    assert panel.index == 0
    assert panel.matrix.chosen() is None
    assert panel.number.maximum() == 30
    assert not panel.sample.tile.isVisible()
    assert panel.sample.features.rowCount() == 4
    assert session.dataset is not None
    shown = float(_cell(panel.sample.features, 2, 2).replace("−", "-"))
    assert shown == pytest.approx(session.dataset.test.x[0, 2], abs=5e-4)
    assert _result(panel).counts.shape == (3, 3)


def test_regression_shows_predicted_over_true_in_own_units(
    qtbot: QtBot, panel: TestSetPanel, session: Session
) -> None:
    with qtbot.waitSignal(session.run_ready):
        session.apply(RunConfig(dataset="diabetes", hidden=(), epochs=3))
    _train(qtbot, session)
    data, scatter = session.dataset, panel.overview.scatter
    assert data is not None
    assert scatter is not None
    assert session.predictions is not None
    assert session.history is not None
    assert scatter.isVisible()
    assert not panel.filter.isVisible()
    assert not panel.matrix.isVisible()
    x, y = scatter._dots.getData()
    own = data.test.y[:, 0].astype(float) * data.target_scale[0] + data.target_offset[0]
    np.testing.assert_allclose(x, own)
    assert own.min() > 20  # the disease score, not standard deviations
    found = session.predictions.values[:, 0].astype(float)
    np.testing.assert_allclose(y, found * data.target_scale[0] + data.target_offset[0])
    error = session.history.epochs()["test_score"][-1]
    told = panel.summary.full_text()
    assert told.startswith(f"RMS error {error * data.target_scale[0]:#.4g}, after step ")
    assert told.endswith(", in units of disease progression")
    assert panel.summary.toolTip().endswith(f"as in the plots): {error:#.4g}")

    far = int(np.argmax(x))
    scene = scatter._box.mapViewToScene(QPointF(x[far], y[far]))
    place = QPoint(scatter.mapFromScene(scene))
    QTest.mouseClick(scatter.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.index == far
    assert scatter._ring.getData()[0].tolist() == [x[far]]
    verdict = panel.sample.verdict.verdict()
    assert verdict.head == f"predicted {y[far]:#.4g}"
    assert verdict.lines[0].startswith(f"true {own[far]:#.4g}, off by ")


def _cell(features: SampleFeatures, row: int, column: int) -> str:
    text = features.data(features.index(row, column))
    assert isinstance(text, str)
    return text


def test_features_are_told_as_measured_and_as_the_network_sees_them(
    qtbot: QtBot, panel: TestSetPanel, session: Session
) -> None:
    with qtbot.waitSignal(session.run_ready):
        session.apply(RunConfig(dataset="iris", hidden=()))
    table, features, data = panel.sample.table, panel.sample.features, session.dataset
    assert data is not None
    published = load_iris().data.tolist()
    for index in range(5):
        panel.go_to(index)
        texts = [[_cell(features, row, column) for row in range(4)] for column in (1, 2)]
        assert [float(text) for text in texts[0]] in published
        seen = [float(text.replace("−", "-")) for text in texts[1]]
        np.testing.assert_allclose(seen, data.test.x[index], atol=6e-4)
    assert not table.isColumnHidden(2)
    with qtbot.waitSignal(session.run_ready):
        session.apply(RunConfig(dataset="iris", hidden=(), data=DataConfig(scaling="off")))
    assert table.isColumnHidden(2)


@pytest.mark.parametrize(
    ("value", "noise", "text"),
    [
        (121.90000153, 2e-5, "121.9"),
        (1963.00002, 2e-4, "1963"),
        (383734.0156, 0.04, "383,734"),
        (6.4828e-7, 1e-13, "6.483e−7"),
        (-0.31475, 1e-8, "−0.31475"),
        (3e-8, 1e-7, "0"),
        (2.0, 0.0, "2"),
        (1.0 / 3.0, 0.0, "0.33333"),
        (2.5e9, 1e3, "2.500e9"),
        (float("nan"), 0.0, "–"),
    ],
)
def test_a_measured_value_has_no_digits_of_rounding(value: float, noise: float, text: str) -> None:
    assert measured(value, noise) == text


def _prices(targets: int = 1) -> Dataset:
    rng = np.random.default_rng(5)
    y = rng.normal(size=(40, targets)).astype(np.float32)
    part = Samples(rng.normal(size=(40, 2)).astype(np.float32), y)
    names = ("price_eur", "area_m2")[:targets]
    return Dataset(
        "t", "T", Task.REGRESSION, part, part, ("a", "b"), (), names, None, "", "", "",
        target_offset=(400_000.0, 90.0)[:targets], target_scale=(117_700.0, 30.0)[:targets],
    )  # fmt: skip


def test_errors_are_told_in_the_units_of_the_target() -> None:
    dataset = _prices()
    predictions = Predictions(dataset.test.y + np.float32(0.25), 1200)
    told = summary(dataset, None, predictions)
    assert told == "RMS error 29,425, after step 1,200, in units of price_eur"
    assert summary_note(dataset, predictions).endswith(": 0.2500")
    verdict = target_verdict(dataset, np.array([383_734.0]), np.array([368_691.0]))
    assert verdict.head == "predicted 368,691"
    assert verdict.lines == ("true 383,734, off by −15,043", "price_eur")
    near = target_verdict(dataset, np.array([2134.4]), np.array([4268.0]))
    assert near.lines[0] == "true 2,134, off by +2,134"
    assert target_verdict(dataset, np.array([87.0]), None).head == "true 87.00"


def test_several_targets_have_an_error_each_and_a_standardised_one() -> None:
    dataset = _prices(2)
    off = np.array([0.25, 0.5], np.float32)
    predictions = Predictions(dataset.test.y + off, 3)
    both = np.sqrt((0.25**2 + 0.5**2) / 2)
    told = summary(dataset, None, predictions)
    assert told == f"RMS error, standardised, {both:.4f}, after step 3"
    note = summary_note(dataset, predictions)
    assert note == "RMS error in own units: price_eur 29,425, area_m2 15.00"
    verdict = target_verdict(dataset, np.array([1.0, 2.0]), np.array([1.5, 2.0]))
    assert verdict.head == "predicted (1.500, 2.000)"
    assert verdict.lines[0] == "true (1.000, 2.000), off by +0.5000, 0"


@pytest.mark.parametrize("high", [1.0, 0.004, 600_000.0, 98_765.0, 9_000_000.0])
@pytest.mark.parametrize("width", [160, 270, 600])
def test_the_numbers_of_the_scatter_plot_fit_beside_it(
    qtbot: QtBot, high: float, width: int
) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    scatter = PredictionScatter(around)
    scatter.resize(width, 360)
    around.resize(width, 360)
    around.show()
    qtbot.waitExposed(around)
    true = np.linspace(high / 6, high, 30)
    scatter.set_values(true, true)
    QApplication.processEvents()
    metrics = QFontMetricsF(font(FontRole.SMALL))
    (low, high), _ = scatter._box.viewRange()
    left, bottom = scatter._left, scatter._bottom
    room = scatter._box.height()
    [(spacing, places)] = left.tickValues(low, high, room)
    for text in left.tickStrings(places, 1.0, spacing):
        assert metrics.horizontalAdvance(text) + 4 <= left.width()
    [(spacing, places)] = bottom.tickValues(low, high, scatter._box.width())
    ends = []
    for place, text in zip(places, bottom.tickStrings(places, 1.0, spacing), strict=True):
        x = scatter._box.mapViewToScene(QPointF(place, low)).x()
        half = metrics.horizontalAdvance(text) / 2
        assert x - half >= 0
        assert x + half <= scatter.width()
        ends.append((x - half, x + half))
    assert all(before[1] < after[0] for before, after in pairwise(ends))


def test_predictions_are_asked_for_only_while_it_is_shown(
    qtbot: QtBot, panel: TestSetPanel, session: Session
) -> None:
    qtbot.waitUntil(lambda: _step(session) == 0)
    panel.hide()
    with qtbot.waitSignal(session.model_changed):
        session.step()
    qtbot.waitUntil(lambda: session.place is not None and session.place.step == 1)
    assert _step(session) == 0
    panel.show()
    qtbot.waitUntil(lambda: _step(session) == 1)
    assert panel.summary.full_text().endswith("after step 1")


def test_the_matrix_finds_cells_at_every_size(qtbot: QtBot) -> None:
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.set_classes(["a rather long name", "b", "c"])
    matrix.set_confusion(_small())
    for size in ((120, 120), (260, 300), (700, 200)):
        matrix.resize(*size)
        for cell in ((0, 0), (0, 2), (2, 1)):
            rect = matrix.cell_rect(cell)
            assert matrix.rect().contains(rect.toAlignedRect())
            assert matrix.cell_at(rect.center()) == cell
        assert matrix.cell_at(matrix.cell_rect((0, 0)).topLeft() - QPointF(2, 2)) is None
        matrix.grab()


@pytest.mark.parametrize("height", [663, 795, 1100])
def test_the_hint_follows_the_matrix_and_is_in_sight(
    qtbot: QtBot, panel: TestSetPanel, session: Session, height: int
) -> None:
    _train(qtbot, session)
    panel.resize(302, height)
    matrix, words = panel.matrix, panel.overview.words
    qtbot.waitUntil(lambda: words.mapTo(panel, words.rect().bottomLeft()).y() < panel.height())
    last = matrix.cell_rect((9, 9)).bottom()
    below = words.y() - matrix.y()
    assert last < below <= last + 12
    top = matrix.mapTo(panel, QPoint(0, 0)).y()
    over = panel.sample.mapTo(panel, panel.sample.rect().bottomLeft()).y()
    assert top - over <= 12
    assert matrix.cell_rect((0, 0)).width() >= 22


_MNIST = np.diag([970, 1107, 981, 977, 908, 866, 930, 999, 914, 977]) + 2 * np.eye(
    10, k=1, dtype=int
)


_CONFUSED = _MNIST + 240 * np.eye(10, k=-3, dtype=int)


@pytest.mark.parametrize("counts", [_MNIST, _CONFUSED])
@pytest.mark.parametrize("side", [40.0, 32.0, 26.0, 24.0, 23.0, 22.0, 20.0, 18.0, 16.0])
def test_no_cell_that_counts_is_blank_and_every_text_fits(
    qapp: QApplication, counts: NDArray[np.int64], side: float
) -> None:
    theme_source().install(qapp)
    texts = cell_texts(counts, side)
    assert set(texts) == {(int(i), int(j)) for i, j in np.argwhere(counts)}
    for cell, (text, size) in texts.items():
        letters = font(FontRole.SMALL)
        letters.setPixelSize(size)
        assert QFontMetricsF(letters).horizontalAdvance(text) <= side - 2
        count = int(counts[cell])
        share = 100 * count / counts[cell[0]].sum()
        assert text in (str(count), f"{share:.0f}%")
        assert size >= 9 or text.endswith("%")
    if side >= 40:
        assert len({size for _, size in texts.values()}) == 1
        assert texts[1, 1][0] == "1107"
        assert all(not text.endswith("%") for text, _ in texts.values())


def test_a_class_that_is_never_found_says_so_and_one_without_samples_says_nothing(
    qapp: QApplication,
) -> None:
    theme_source().install(qapp)
    texts = cell_texts(np.array([[0, 5], [0, 0]]), 30.0)
    assert {cell: text for cell, (text, _) in texts.items()} == {(0, 0): "0", (0, 1): "5"}


def test_both_themes_and_all_shapes_paint(
    qtbot: QtBot, panel: TestSetPanel, session: Session
) -> None:
    _train(qtbot, session)
    for appearance in (Appearance.DARK, Appearance.LIGHT):
        theme_source().set_appearance(appearance)
        for size in ((280, 560), (420, 800), (900, 300)):
            panel.resize(*size)
            assert not panel.grab().isNull()
            qtbot.waitUntil(lambda width=size[0]: panel.sample.width() < width)  # type: ignore[misc]
