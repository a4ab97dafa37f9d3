"""The stage as a widget: what it shows is the trace, and mouse and keys reach all of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.formula import NumberStyle
from core.initializers import initialize
from core.key import Key, values_of
from core.models import Network, build_network
from core.parameters import ParameterVector
from core.trace import Trace, take_trace
from gui.stage.cells import NOTHING
from gui.stage.layout import Names
from gui.stage.scene import Kind, Spot, Thing, cell_rect
from gui.stage.view import StageView
from gui.theme import Appearance, theme_source

DIGITS = tuple("0123456789")


def build(
    inputs: int,
    hidden: tuple[int, ...],
    outputs: int,
    output: str = "softmax",
    loss: str = "cross-entropy",
) -> Network:
    layers = tuple(HiddenLayer(width, "sigmoid") for width in hidden)
    config = RunConfig(hidden=layers, output=output, loss=loss)
    return build_network(config, inputs, outputs, 0 if output == "identity" else outputs)


def trace_of(network: Network, seed: int = 0, spread: float = 0.5) -> Trace:
    random = np.random.default_rng(seed)
    parameters = ParameterVector(network.graph)
    initialize(network.graph, parameters, "normal", random, spread)
    outputs = network.layers[-1].outputs
    y = np.eye(outputs)[3 % outputs] if network.classes else random.normal(size=outputs)
    return take_trace(network, parameters, random.random(network.layers[0].inputs), y)


def show(
    qtbot: QtBot,
    network: Network,
    image_shape: tuple[int, int] | None = None,
    names: Names | None = None,
    size: tuple[int, int] = (1000, 600),
) -> StageView:
    view = StageView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.set_style(NumberStyle(6))
    view.set_network(network, image_shape, names or Names())
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    return view


def picture(view: StageView) -> QImage:
    return view.grab().toImage()


def point_of(view: StageView, thing: Thing, cell: int) -> QPoint:
    box = cell_rect(thing, cell)
    x = box.x + box.width / 2 - view.horizontalScrollBar().value()
    y = box.y + box.height / 2 - view.verticalScrollBar().value()
    return QPoint(int(x), int(y))


def number_in(text: str) -> float:
    found = re.search(r"= (−?[\d.]+)(?: × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", text)
    assert found, text
    power = (found[2] or "⁰").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(found[1].replace("−", "-")) * 10.0 ** int(power)


def test_the_reading_under_the_mouse_is_the_number_of_the_trace(qtbot: QtBot) -> None:
    network = build(64, (32,), 10)
    trace = trace_of(network)
    view = show(qtbot, network, (8, 8), Names((), DIGITS), (1500, 800))
    view.set_trace(trace, 3, "true: 3")
    checked = 0
    for thing in view.scene_shown.things:
        values = values_of(trace, thing.key).ravel()
        for cell in {0, thing.cells.count // 2, thing.cells.count - 1}:
            QTest.mouseMove(view.viewport(), QPoint(1, 1))
            QTest.mouseMove(view.viewport(), point_of(view, thing, cell))
            assert number_in(view.reading) == pytest.approx(values[cell], rel=1e-5)
            checked += 1
    assert checked > 30


def test_the_reading_names_entry_pixel_and_class(qtbot: QtBot) -> None:
    network = build(64, (32,), 10)
    view = show(qtbot, network, (8, 8), Names((), DIGITS), (1500, 800))
    view.set_trace(trace_of(network), 3, "true: 3")
    weights = view.scene_shown.thing(("W", 1))
    QTest.mouseMove(view.viewport(), point_of(view, weights, 2 * 64 + 16))
    assert view.reading.startswith("W₁[3, 17] = ")
    assert view.reading.endswith(", pixel in row 3, column 1")
    output = view.scene_shown.thing(("z", 3))
    QTest.mouseMove(view.viewport(), point_of(view, output, 6))
    assert view.reading.startswith("z₃[7] = ")
    assert view.reading.endswith(", class 6")


def test_the_reading_of_a_thing_begins_with_its_numbers(qtbot: QtBot) -> None:
    network = build(64, (32,), 10)
    trace = trace_of(network)
    view = show(qtbot, network, (8, 8), Names((), DIGITS), (1500, 800))
    view.set_trace(trace, 3, "true: 3")
    label = view.scene_shown.thing(("p", 2)).label
    QTest.mouseMove(view.viewport(), QPoint(int(label.x) + 3, int(label.y) + 3))
    values = trace.layers[1].p
    found = re.match(r"p₂ from (−?[\d.]+) to (−?[\d.]+), 32, gradient", view.reading)
    assert found is not None, view.reading
    ends = [float(text.replace("−", "-")) for text in found.groups()]
    np.testing.assert_allclose(ends, [values.min(), values.max()], rtol=1e-3)


def test_where_cells_are_pooled_the_reading_is_the_largest_of_the_block(qtbot: QtBot) -> None:
    network = build(784, (512, 512), 10)
    trace = trace_of(network)
    view = show(qtbot, network, (28, 28), Names((), DIGITS), (700, 400))
    view.set_trace(trace, 3, "true: 3")
    weights = view.scene_shown.thing(("W", 1))
    assert weights.cells.pooled
    QTest.mouseMove(view.viewport(), point_of(view, weights, 1))
    block = values_of(trace, weights.key).ravel()[weights.cells.block(1)]
    assert number_in(view.reading) == pytest.approx(block[np.abs(block).argmax()], rel=1e-5)
    assert f"the largest of {len(block)} entries" in view.reading


def test_keys_take_the_reading_from_the_mouse_until_it_moves(qtbot: QtBot) -> None:
    network = build(64, (32,), 10)
    view = show(qtbot, network, (8, 8), Names((), DIGITS))
    view.set_trace(trace_of(network), 3, "true: 3")
    resting = point_of(view, view.scene_shown.thing(("z", 2)), 4)
    QTest.mouseMove(view.viewport(), QPoint(1, 1))
    QTest.mouseMove(view.viewport(), resting)
    assert view.reading.startswith("z₂[5] = ")
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.reading.startswith("z₂[5] = ")  # nothing is chosen: that key is for time
    with qtbot.waitSignal(view.pointed) as pointed:
        QTest.keyClick(view, Qt.Key.Key_Tab)
    assert pointed.args == [None, -1]
    assert view.reading.startswith("z₁ from ")
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.reading.startswith("z₁[1] = ")
    QTest.mouseMove(view.viewport(), resting + QPoint(1, 0))
    assert view.reading.startswith("z₂[5] = ")


@pytest.mark.parametrize("size", [(721, 340), (688, 414)])
def test_names_on_two_lines_leave_a_gap_to_those_of_the_next_row(
    qtbot: QtBot, size: tuple[int, int]
) -> None:
    flowers = ("sepal length", "sepal width", "petal length", "petal width")
    view = show(qtbot, build(4, (32,), 3), None, Names(flowers, ("a", "b", "c")), size)
    thing = view.scene_shown.thing(("z", 1))
    assert thing.name_lines[0] == ("sepal", "length")
    image = picture(view)
    columns = range(int(thing.rect.x), int(thing.rect.x + thing.name_width))

    def blank(y: int) -> bool:
        return len({image.pixel(x, y) for x in columns}) == 1

    for row in range(1, 4):
        top = round(cell_rect(thing, row).y)
        assert all(blank(y) for y in range(top - 2, top + 2))


def test_leaving_the_stage_clears_the_reading(qtbot: QtBot) -> None:
    network = build(4, (3,), 2)
    view = show(qtbot, network)
    view.set_trace(trace_of(network), 0, "")
    QTest.mouseMove(view.viewport(), point_of(view, view.scene_shown.thing(("W", 1)), 0))
    assert view.reading
    QTest.mouseMove(view.viewport(), QPoint(1, 1))
    assert view.reading == ""


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_other_traces_make_other_pictures(
    qtbot: QtBot, qapp: QApplication, appearance: Appearance
) -> None:
    network = build(64, (32,), 10)
    theme_source().set_appearance(appearance)
    try:
        view = show(qtbot, network, (8, 8), Names((), DIGITS))
        empty = picture(view)
        view.set_trace(trace_of(network, 0), 3, "true: 3")
        first = picture(view)
        view.set_trace(trace_of(network, 1), 3, "true: 3")
        second = picture(view)
        view.set_trace(trace_of(network, 0), 3, "true: 3")
        again = picture(view)
    finally:
        theme_source().set_appearance(Appearance.SYSTEM)
    assert empty != first
    assert first != second
    assert first == again


def test_the_picture_shows_the_sign_of_every_weight(qtbot: QtBot) -> None:
    network = build(6, (5,), 3)
    trace = trace_of(network)
    view = show(qtbot, network, (2, 3), Names(), (900, 500))
    view.set_trace(trace, 0, "")
    shown, thing = picture(view), view.scene_shown.thing(("W", 1))
    ratio = shown.devicePixelRatio()
    values = trace.layers[0].W.ravel()
    assert thing.cells.count == 30
    for cell in np.flatnonzero(np.abs(values) > 0.2).tolist():
        point = point_of(view, thing, cell)
        colour = shown.pixelColor(int(point.x() * ratio), int(point.y() * ratio))
        assert (colour.red() > colour.blue()) == (values[cell] > 0)


def test_without_a_trace_the_structure_stays_and_the_values_go(qtbot: QtBot) -> None:
    network = build(64, (32,), 10)
    view = show(qtbot, network, (8, 8), Names((), DIGITS))
    empty = picture(view)
    scene = view.scene_shown
    view.set_trace(trace_of(network), 3, "true: 3")
    full = picture(view)
    view.set_trace(None, None, "")
    assert view.scene_shown is scene
    assert picture(view) == empty != full
    QTest.mouseMove(view.viewport(), point_of(view, scene.thing(("W", 1)), 0))
    assert "no values yet" in view.reading


def test_a_trace_of_another_network_is_not_shown(qtbot: QtBot) -> None:
    network = build(64, (32,), 10)
    view = show(qtbot, network, (8, 8), Names((), DIGITS))
    empty = picture(view)
    view.set_trace(trace_of(build(64, (16,), 10)), 3, "true: 3")
    assert picture(view) == empty
    assert view.scales is None


def test_tab_reaches_every_thing_in_the_order_of_the_computation(qtbot: QtBot) -> None:
    network = build(4, (3, 2), 3)
    window = QWidget()
    qtbot.addWidget(window)
    before, view, after = QLineEdit(), StageView(), QLineEdit()
    layout = QVBoxLayout(window)
    for widget in (before, view, after):
        layout.addWidget(widget)
    window.resize(900, 500)
    view.set_network(network, None, Names())
    view.set_trace(trace_of(network), 0, "")
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    before.setFocus()
    keys, spoken = [], []
    QTest.keyClick(before, Qt.Key.Key_Tab)
    while view.hasFocus():
        assert view.spot is not None
        keys.append(tuple(view.spot.key))
        spoken.append(view.accessibleDescription())
        QTest.keyClick(view, Qt.Key.Key_Tab)
    assert after.hasFocus()
    assert keys == [tuple(thing.key) for thing in view.scene_shown.things]
    assert keys[:5] == [("z", 1), ("W", 1), ("b", 1), ("z", 2), ("W", 2)]
    assert keys[-1] == ("p", 1)
    assert len(set(spoken)) == len(keys)
    QTest.keyClick(after, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert view.spot == Spot(Key("p", 1))
    for _ in keys[1:]:
        QTest.keyClick(view, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert view.spot == Spot(Key("z", 1))
    QTest.keyClick(view, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert before.hasFocus()


SHAPES = [
    pytest.param(lambda: (build(4, (3,), 2), None), id="small, with numbers"),
    pytest.param(lambda: (build(64, (12,), 10), (8, 8)), id="images"),
    pytest.param(lambda: (build(200, (150,), 10), None), id="folded strips"),
]


@pytest.mark.parametrize("make", SHAPES)
def test_arrow_keys_reach_every_cell(
    qtbot: QtBot, make: Callable[[], tuple[Network, tuple[int, int] | None]]
) -> None:
    network, shape = make()
    view = show(qtbot, network, shape, Names())
    view.set_trace(trace_of(network), 0, "")
    view.setFocus()
    for thing in view.scene_shown.things:
        if thing.kind is Kind.LOSS or thing.cells.count > 1200:
            continue
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point_of(view, thing, 0))
        assert view.spot == Spot(thing.key, 0)
        seen = walk(view, thing)
        assert seen == set(range(thing.cells.count)), thing.key


def walk(view: StageView, thing: Thing) -> set[int]:
    """Go along every row and down, as somebody at the keyboard would; return where one was."""
    seen = set()
    QTest.keyClick(view, Qt.Key.Key_Home)
    while True:
        assert view.spot is not None
        row_start = view.spot.cell
        steps, before = 0, NOTHING
        while view.spot.cell != before:
            seen.add(view.spot.cell)
            before = view.spot.cell
            QTest.keyClick(view, Qt.Key.Key_Right)
            steps += 1
        for _ in range(steps - 1):
            QTest.keyClick(view, Qt.Key.Key_Left)
        assert view.spot == Spot(thing.key, row_start)
        QTest.keyClick(view, Qt.Key.Key_Down)
        if view.spot.cell == row_start or view.spot.cell in seen:
            return seen


def test_home_end_and_escape(qtbot: QtBot) -> None:
    network = build(64, (32,), 10)
    trace = trace_of(network)
    view = show(qtbot, network, (8, 8), Names((), DIGITS))
    view.set_trace(trace, 3, "true: 3")
    view.setFocus()
    vector = view.scene_shown.thing(("z", 2))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point_of(view, vector, 4))
    QTest.mouseMove(view.viewport(), QPoint(1, 1))
    QTest.keyClick(view, Qt.Key.Key_End)
    assert number_in(view.reading) == pytest.approx(trace.layers[1].z[31], rel=1e-5)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert number_in(view.reading) == pytest.approx(trace.layers[1].z[0], rel=1e-5)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.spot == Spot(Key("z", 2), NOTHING)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.spot is None


def test_a_screen_reader_hears_the_numbers(qtbot: QtBot) -> None:
    network = build(64, (3,), 10)
    trace = trace_of(network)
    view = show(qtbot, network, (8, 8), Names((), DIGITS))
    view.set_trace(trace, 3, "true: 3")
    view.setFocus()
    output = view.scene_shown.thing(("z", 3))
    view.choose(Spot(output.key))
    interface = QAccessible.queryAccessibleInterface(view)
    spoken = interface.text(QAccessible.Text.Description)
    assert "prediction" in spoken
    assert "true: 3" in spoken
    for name, value in zip(DIGITS, trace.prediction, strict=True):
        assert f"{name}: {value:.3g}".replace("-", "−")[:6] in spoken
    view.choose(Spot(Key("loss", 0)))
    assert number_in(interface.text(QAccessible.Text.Description)) == pytest.approx(
        trace.loss, rel=1e-5
    )


def test_what_has_the_focus_is_scrolled_into_view(qtbot: QtBot) -> None:
    network = build(64, (16,) * 12, 10)
    view = show(qtbot, network, (8, 8), Names((), DIGITS), (560, 360))
    view.set_trace(trace_of(network), 3, "true: 3")
    assert view.horizontalScrollBar().maximum() > 0
    for key in (("loss", 0), ("W", 7), ("z", 1)):
        view.choose(Spot(Key(*key)))
        thing, left = view.scene_shown.thing(key), view.horizontalScrollBar().value()
        assert left <= thing.rect.x
        assert thing.rect.right <= left + view.viewport().width()


def test_scales_are_shared_on_demand(qtbot: QtBot) -> None:
    network = build(6, (5, 4), 3)
    trace = trace_of(network)
    view = show(qtbot, network)
    view.set_trace(trace, 0, "")
    own = view.scales
    assert own is not None
    for layer in trace.layers:
        end = own.of[Key("W", layer.layer.number)].end
        largest = np.abs(layer.W).max()
        assert largest <= end <= 1.1 * largest
    view.set_shared(True)
    shared = view.scales
    assert shared is not None
    parameters = [Key(symbol, i) for symbol in ("W", "b") for i in (1, 2, 3)]
    assert len({shared.of[key].end for key in parameters}) == 1
    assert shared.of[Key("W", 1)].end >= max(np.abs(layer.W).max() for layer in trace.layers)


def test_regression_and_a_reference_class_can_be_shown(qtbot: QtBot) -> None:
    for settings in (
        {"output": "identity", "loss": "half squared error"},
        {"output": "modified softmax"},
        {"output": "sigmoid", "loss": "mean squared error"},
        {"output": "softmax", "loss": "squared error"},
    ):
        network = build(5, (4,), 3, **settings)
        names = Names(tuple("abcde"), tuple("xyz"))
        view = show(qtbot, network, None, names)
        empty = picture(view)
        trace = trace_of(network)
        view.set_trace(trace, None if settings["output"] == "identity" else 1, "true: y")
        assert picture(view) != empty
        shown = view.scene_shown.thing(("p", 3))
        assert shown.shape == values_of(trace, shown.key).shape


def test_values_that_are_no_numbers_are_painted_without_a_fault(qtbot: QtBot) -> None:
    network = build(5, (4,), 3, output="softmax", loss="squared error")
    parameters = ParameterVector(network.graph)
    parameters.flat[:] = np.nan
    trace = take_trace(network, parameters, np.ones(5), np.eye(3)[0])
    view = show(qtbot, network, None, Names(tuple("abcde"), tuple("xyz")))
    view.set_trace(trace, 0, "true: x")
    assert not picture(view).isNull()
    QTest.mouseMove(view.viewport(), point_of(view, view.scene_shown.thing(("W", 1)), 0))
    assert "not a number" in view.reading


def test_reached_without_tab_the_first_tab_enters_and_after_escape_it_leaves(qtbot: QtBot) -> None:
    network = build(3, (4,), 2)
    view = show(qtbot, network)
    view.setFocus(Qt.FocusReason.ShortcutFocusReason)
    view.choose(None)
    assert view.focusNextPrevChild(True)
    assert view.spot is not None
    assert view.spot.key == Key("z", 1)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.spot is None
    view.focusNextPrevChild(True)
    assert view.spot is None


def test_what_is_chosen_is_copied_with_every_digit(qtbot: QtBot) -> None:
    network = build(3, (4,), 2)
    trace = trace_of(network)
    view = show(qtbot, network)
    view.set_trace(trace, 1, "")
    view.setFocus()
    clipboard = QApplication.clipboard()
    view.choose(Spot(Key("W", 1)))
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    rows = [[float(x) for x in line.split("\t")] for line in clipboard.text().splitlines()]
    assert np.array_equal(rows, trace.layers[0].W)
    view.choose(Spot(Key("z", 2), 3))
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert float(clipboard.text()) == trace.layers[1].z[3]
    menu = view.menu()
    assert menu is not None
    assert [each.text() for each in menu.actions()] == ["Copy &value", "Copy &all of z₂"]
    menu.actions()[1].trigger()
    assert [float(line) for line in clipboard.text().splitlines()] == trace.layers[1].z.tolist()
    view.set_trace(None, None, "")
    clipboard.setText("as it was")
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "as it was"
    assert view.menu() is None
