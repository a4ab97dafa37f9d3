"""Jacobians seen through a window: the entries, the way through them, what is said of them."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.key import Key, has_activation, values_of
from core.linear_map import Dense, Diagonal, KroneckerRow, LinearMap, Product
from core.notation import NOTATIONS
from gui.inspector.jacobian_names import BY_VALUE, SYMBOLS, jacobian
from gui.inspector.jacobian_part import JacobianPart
from gui.inspector.matrix_painter import fitting
from gui.inspector.matrix_view import MatrixView
from gui.inspector.matrix_window import Window, block_width, largest
from gui.theme import FontRole, current_theme, font, signed_rgba, theme_source
from tests.gui.inspector_cases import CONFIGS, next_trace, shown_of, trace_of, written


def every_jacobian(config: str) -> list[LinearMap]:
    trace = trace_of(CONFIGS[config])
    found = written(trace)
    maps = [jacobian(found, trace, 0, "A").linear_map]
    for layer in trace.network.layers:
        symbols = SYMBOLS if has_activation(layer) else SYMBOLS[:3]
        maps += [jacobian(found, trace, layer.number, s).linear_map for s in symbols]
    return maps


def big(seed: int = 0) -> Product:
    random = np.random.default_rng(seed)
    z = random.random(784)
    return Product((Diagonal(random.random(128)), KroneckerRow(128, z)))


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    theme_source().install(qapp)


@pytest.fixture
def view(qtbot: QtBot) -> MatrixView:
    """Return a view of a matrix that is larger than its window."""
    view = MatrixView()
    qtbot.addWidget(view)
    view.resize(260, 100)
    view.set_map(big())
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.setFocus()
    return view


@pytest.mark.parametrize("config", CONFIGS)
def test_every_window_is_what_the_map_does_to_unit_vectors(config: str) -> None:
    random = np.random.default_rng(1)
    for linear_map in every_jacobian(config):
        count = linear_map.shape[1]
        dense = np.stack([linear_map.apply(unit) for unit in np.eye(count)], axis=1)
        for _ in range(5):
            rows = np.sort(random.choice(dense.shape[0], random.integers(1, dense.shape[0] + 1)))
            columns = np.sort(random.choice(count, 3))
            seen = linear_map.window(rows.tolist(), columns.tolist())
            np.testing.assert_allclose(seen, dense[np.ix_(rows, columns)], atol=1e-15)


@pytest.mark.parametrize("config", CONFIGS)
def test_the_scale_is_the_largest_entry(config: str) -> None:
    for linear_map in every_jacobian(config):
        expected = np.abs(linear_map.dense()).max()
        # Of a product of a diagonal and blocks the bound is taken, which may be larger.
        assert largest(linear_map) >= expected * (1 - 1e-12)
        if not isinstance(linear_map, Product):
            assert largest(linear_map) == pytest.approx(expected)


@pytest.mark.parametrize("config", CONFIGS)
def test_outside_of_the_blocks_there_is_nothing(config: str) -> None:
    seen = 0
    for linear_map in every_jacobian(config):
        width = block_width(linear_map)
        if width:
            seen += 1
            dense = linear_map.dense()
            row, column = np.nonzero(dense)
            assert (column // width == row).all()
    assert seen


def test_a_large_jacobian_is_never_built(view: MatrixView) -> None:
    tracemalloc.start()
    view.set_map(big(1))
    view.show_entry(100, 80_000)
    QTest.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert view.spot == (127, 100_351)
    assert peak < 2_000_000  # the matrix has 12,845,056 entries


def test_keys_walk_through_all_of_it(view: MatrixView) -> None:
    seen: list[tuple[int, int]] = []
    view.pointed.connect(lambda row, column: seen.append((row, column)))
    QTest.keyClick(view, Qt.Key.Key_Right)  # first to where one is
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    QTest.keyClick(view, Qt.Key.Key_End)
    rows = view.window_shown.rows
    assert seen == [(0, 0), (0, 1), (1, 1), (1 + rows, 1), (1 + rows, 100_351)]
    window = view.window_shown
    assert 1 + rows in window.row_range
    assert 100_351 in window.column_range
    QTest.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert (view.window_shown.row, view.window_shown.column) == (0, 0)


def test_the_entry_pointed_at_is_named_with_its_value(qtbot: QtBot, view: MatrixView) -> None:
    linear_map = view.linear_map
    assert linear_map is not None
    cell = view.cell
    QTest.mouseMove(view, QPoint(2 + 5 * cell + 1, 2 + 3))
    assert view.spot == (0, 5)
    exact = float(linear_map.window([0], [5])[0, 0])
    assert view.value_at(0, 5) == pytest.approx(exact, rel=1e-15)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert float(QGuiApplication.clipboard().text()) == view.value_at(0, 5)


def test_dragging_pulls_the_matrix(view: MatrixView) -> None:
    cell = view.cell
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 50))
    QTest.mouseMove(view, QPoint(200 - 10 * cell, 50 - 4 * cell))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(200 - 10 * cell, 50 - 4 * cell))
    assert (view.window_shown.row, view.window_shown.column) == (4, 10)


def test_a_click_in_the_overview_goes_there(view: MatrixView) -> None:
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(130, view.height() - 10))
    window = view.window_shown
    assert 45_000 < window.column < 55_000
    assert window.row > 60


def test_the_wheel_belongs_to_the_panel_until_it_is_clicked(view: MatrixView) -> None:
    view.clearFocus()
    assert not wheel(view, QPoint(0, -120))
    assert view.window_shown.row == 0
    view.setFocus()
    assert wheel(view, QPoint(0, -120))
    assert view.window_shown.row == 3
    assert wheel(view, QPoint(0, -120), Qt.KeyboardModifier.ShiftModifier)
    assert view.window_shown.column == 3


def test_larger_cells_show_less(view: MatrixView) -> None:
    columns, cell = view.window_shown.columns, view.cell
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.cell > cell
    assert view.window_shown.columns < columns
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert view.cell == cell
    assert view.window_shown.columns == columns


def test_a_resized_window_begins_at_the_same_entry() -> None:
    window = Window((128, 1000), 10, 30).at(7, 90)
    assert window.sized(20, 50).row_range.start == 7
    assert window.sized(20, 50).column_range.start == 90
    assert window.sized(4, 10, centred=True).column_range.start == 100


def test_colours_are_those_of_the_entries(qtbot: QtBot) -> None:
    matrix = np.array([[1.0, -0.5], [0.25, 0.0]])
    view = MatrixView()
    qtbot.addWidget(view)
    view.resize(60, 60)
    view.set_map(Dense(matrix))
    with qtbot.waitExposed(view):
        view.show()
    image = view.grab().toImage()
    expected = signed_rgba(matrix, 1.0, current_theme())
    for (row, column), _ in np.ndenumerate(matrix):
        # Not in the middle, where the number may stand.
        at = view.picture().topLeft() + QPointF(column + 0.12, row + 0.12) * view.cell
        ratio = image.devicePixelRatio()
        colour = image.pixelColor(int(at.x() * ratio), int(at.y() * ratio))
        assert (colour.red(), colour.green(), colour.blue()) == tuple(
            int(k) for k in expected[row, column, :3]
        )


# The part of the inspector around it.


@pytest.fixture
def part(qtbot: QtBot) -> JacobianPart:
    part = JacobianPart()
    qtbot.addWidget(part)
    part.resize(260, 500)
    with qtbot.waitExposed(part):
        part.show()
    return part


@pytest.mark.parametrize(
    ("symbol", "number", "expected"),
    [("z", 2, "A"), ("p", 1, "A"), ("q_W", 1, "B"), ("W", 1, "B"), ("q_b", 1, "B_b")],
)
def test_each_thing_has_its_jacobian(
    part: JacobianPart, symbol: str, number: int, expected: str
) -> None:
    trace = trace_of(CONFIGS["softmax"])
    part.set_shown(shown_of(trace, symbol, number))
    assert part.choice.current() == expected
    assert part.view.linear_map is not None
    layer = trace.layers[0]
    rows, columns = layer.output.size, {"A": layer.z, "B": layer.W, "B_b": layer.b}[expected].size
    assert part.view.linear_map.shape == (rows, columns)


def test_switching_by_click_names_the_structure(part: JacobianPart) -> None:
    trace = trace_of(CONFIGS["squared"])
    part.set_shown(shown_of(trace, "z", 3))
    said = {}
    for symbol in SYMBOLS:
        QTest.mouseClick(part.choice.button(symbol), Qt.MouseButton.LeftButton)
        said[symbol] = part.structure.text()
        assert part.view.linear_map is not None
    assert "diagonal minus rank one times dense" in said["A"]
    assert "Kronecker product" in said["B"]
    assert "Of the activation alone: 3\xa0×\xa03, diagonal minus rank one" in said["D"]


def test_an_entry_is_named_as_a_derivative(part: JacobianPart) -> None:
    trace = trace_of(CONFIGS["softmax"])
    part.set_shown(shown_of(trace, "q_W", 1))
    lit: list[frozenset[Key]] = []
    part.pointed.connect(lit.append)
    part.view.setFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right):
        modifier = Qt.KeyboardModifier.ControlModifier if key == Qt.Key.Key_Home else None
        QTest.keyClick(part.view, key, modifier or Qt.KeyboardModifier.NoModifier)
    value = part.view.value_at(0, 2)
    layer = trace.layers[0]
    slope = float(layer.s[0] > 0)
    assert value == pytest.approx(slope * values_of(trace, ("z", 1))[2])
    assert part.shown is not None
    said = part.foot.value.text().replace("\xa0", " ")
    assert said == f"∂z₂[1] / ∂W₁[1,3] = {part.shown.style.plain(value)}"
    assert lit[-1] == frozenset({Key("z", 2), Key("W", 1)})


@pytest.mark.parametrize("notation", NOTATIONS)
def test_what_is_said_of_an_entry_is_read_whole(part: JacobianPart, notation: str) -> None:
    shown = shown_of(trace_of(RunConfig(hidden=(HiddenLayer(128, "tanh"),)), inputs=784), "q_W", 1)
    part.resize(250, 500)
    part.set_shown(replace(shown, formulas=written(shown.trace, NOTATIONS[notation])))
    height = part.height()
    part.view.setFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(part.view, key, Qt.KeyboardModifier.ControlModifier)
        for name in ("jacobianWhere", "jacobianValue"):
            label = part.findChild(QLabel, name)
            assert label is not None
            assert label.text()
            assert label.heightForWidth(label.width()) <= label.height()
            metrics = label.fontMetrics()
            words = label.text().split(" ") if name == "jacobianValue" else label.text().split("\n")
            assert all(metrics.horizontalAdvance(word) <= label.width() for word in words)
    assert part.view.spot == (127, 100_351)
    assert part.height() == height


def test_the_next_trace_keeps_the_window(part: JacobianPart) -> None:
    shown = shown_of(trace_of(CONFIGS["softmax"], inputs=100), "q_W", 1, 3)
    part.set_shown(shown)
    part.view.show_entry(2, 250)
    window = part.view.window_shown
    after = next_trace(shown.trace)
    part.set_shown(replace(shown, trace=after))
    assert part.view.window_shown == window
    slope = float(after.layers[0].s[2] > 0)
    assert part.view.value_at(2, 250) == pytest.approx(slope * shown.trace.x[50])


def wheel(
    view: MatrixView,
    delta: QPoint,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> bool:
    at = QPointF(50.0, 30.0)
    event = QWheelEvent(
        at,
        view.mapToGlobal(at),
        QPoint(),
        delta,
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)
    return event.isAccepted()


def test_past_a_softmax_its_title_says_of_what_it_is() -> None:
    trace = trace_of(CONFIGS["softmax"])
    found = jacobian(written(trace), trace, 2, BY_VALUE)
    assert found.structure.startswith("s₂ by the input: 3\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}5, ")
    assert found.structure.endswith(" The softmax is taken together with the loss.")
    hidden = jacobian(written(trace), trace, 1, BY_VALUE)
    assert hidden.structure.startswith("By the input: ")


def test_a_small_number_is_written_into_its_cell_as_a_power_of_ten() -> None:
    metrics = QFontMetricsF(font(FontRole.SMALL))
    room = 44 - 2.0  # of the largest cell
    assert fitting(-0.12, metrics, room, False) == "−0.12"
    assert fitting(-0.0085, metrics, room, True) == "−9e−3"
    assert fitting(-0.0085, metrics, 4.0, True) == ""
