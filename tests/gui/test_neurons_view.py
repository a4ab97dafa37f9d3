"""The neuron view as a widget: its numbers are those of the trace, and keys and mouse reach all."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.batch_trace import take_batch_trace, with_mean
from core.config import HiddenLayer, RunConfig
from core.formula import NumberStyle
from core.initializers import initialize
from core.key import LOSS, Key, values_of
from core.models import Network, build_network
from core.notation import NOTATIONS
from core.optimizers import build_optimizer
from core.parameters import ParameterVector
from core.timeline import TRAVEL, BeatKind, Timeline, timeline
from core.trace import Trace, take_trace
from gui.drawing.numbers import alike
from gui.drawing.rect import Rect
from gui.neurons.context import Context, text_width
from gui.neurons.moment import Edges, Moment, Sort, table_of
from gui.neurons.pulses import pulses
from gui.neurons.readout import sum_behind
from gui.neurons.scene import Scene, Spot
from gui.neurons.switch import EdgeSwitch
from gui.neurons.units import adjoint_text, bias_text, bias_value, value_text
from gui.neurons.view import NeuronView
from gui.stage.layout import Names
from gui.theme import Appearance, theme_source

IRIS = Names(("sepal length", "sepal width", "petal length", "petal width"), ("a", "b", "c"))


def build(
    widths: tuple[int, ...],
    activation: str = "tanh",
    output: str = "softmax",
    loss: str = "cross-entropy",
) -> Network:
    hidden = tuple(HiddenLayer(n, activation) for n in widths[1:-1])
    config = RunConfig(hidden=hidden, output=output, loss=loss)
    return build_network(config, widths[0], widths[-1], 0 if output == "identity" else widths[-1])


def trace_of(network: Network, seed: int = 0, *, update: bool = True) -> Trace:
    random = np.random.default_rng(seed)
    theta = ParameterVector(network.graph)
    initialize(network.graph, theta, "normal", random, 0.8)
    theta.flat[:] += random.normal(size=theta.flat.size) * 0.1
    outputs = network.layers[-1].outputs
    y = np.eye(outputs)[1 % outputs] if network.classes else random.normal(size=outputs)
    optimizer = build_optimizer("gradient descent", theta.flat, theta.like().flat, 0.5)
    x = random.normal(size=network.layers[0].inputs)
    return take_trace(network, theta, x, y, optimizer=optimizer if update else None)


def show(
    qtbot: QtBot, network: Network, names: Names | None = None, size: tuple[int, int] = (900, 560)
) -> NeuronView:
    view = NeuronView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.set_style(NumberStyle(6))
    view.set_network(network, names or Names())
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    return view


def scene_of(view: NeuronView) -> Scene:
    assert view.scene_shown is not None
    return view.scene_shown


def context_of(view: NeuronView) -> Context:
    assert view.context is not None
    return view.context


def point_of(rect: Rect) -> QPoint:
    return QPoint(*(int(value) for value in rect.centre))


def picture(view: NeuronView) -> QImage:
    return view.grab().toImage()


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def check(text: str, value: float) -> None:
    """The text is the value, rounded; to three digits, or to two where −0.00123 is too long."""
    mantissa = text.partition("e")[0].replace("−", "").replace(".", "").lstrip("0")
    assert len(mantissa) >= (3 if abs(value) >= 0.01 else 2), text
    unit = 10.0 ** -len(mantissa) * 10.0 ** (np.floor(np.log10(abs(value))) + 1)
    assert number(text) == pytest.approx(value, abs=0.5 * unit * (1 + 1e-9))


def number_in(text: str) -> float:
    found = re.search(r"= (−?[\d.]+)(?: × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", text)
    assert found, text
    power = (found[2] or "⁰").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(found[1].replace("−", "-")) * 10.0 ** int(power)


def test_the_numbers_in_the_units_are_those_of_the_trace(qtbot: QtBot) -> None:
    network = build((4, 5, 3))
    trace = trace_of(network)
    view = show(qtbot, network, IRIS, (1400, 900))
    view.set_trace(trace)
    context = context_of(view)
    assert context.moment is not None
    checked = 0
    for unit in scene_of(view).units():
        column = unit.key.number
        text, share, key = value_text(unit, context)
        assert (share, key) == (1.0, unit.key)
        check(text, values_of(trace, unit.key)[unit.index])
        text, share = adjoint_text(unit, context)
        adjoint = values_of(trace, ("p", column))[unit.index]
        assert share == 1.0
        check(text, adjoint)
        if column > 1:
            found = bias_value(unit, context.moment.column(column), context)
            assert found == (Sort.WEIGHT, trace.layers[column - 2].b[unit.index])
        checked += 1
    assert checked == 12


def test_the_reading_under_the_mouse_is_the_number_of_the_trace(qtbot: QtBot) -> None:
    network = build((4, 5, 3))
    trace = trace_of(network)
    view = show(qtbot, network, IRIS, (1400, 900))
    view.set_trace(trace)
    for unit in scene_of(view).units():
        i = unit.key.number
        places = [(unit.key, unit.body), (Key("p", i), unit.adjoint)]
        if i > 1:
            places.append((Key("b", i - 1), unit.bias))
        for key, rect in places:
            QTest.mouseMove(view, QPoint(1, 1))
            QTest.mouseMove(view, point_of(rect))
            assert number_in(view.reading) == pytest.approx(
                values_of(trace, key)[unit.index], rel=1e-5
            )
    QTest.mouseMove(view, point_of(scene_of(view).loss))
    assert number_in(view.reading) == pytest.approx(trace.loss, rel=1e-5)


def test_an_edge_under_the_mouse_tells_weight_gradient_and_contribution_in_this_order(
    qtbot: QtBot,
) -> None:
    network = build((2, 2, 2))
    trace = trace_of(network)
    view = show(qtbot, network)
    view.set_trace(trace)
    band = scene_of(view).band(1)
    for row, column in ((0, 0), (1, 0), (0, 1), (1, 1)):
        # A quarter of the way: in the middle the two that cross are equally near.
        place = 0.75 * band.starts[column] + 0.25 * band.ends[row]
        QTest.mouseMove(view, QPoint(1, 1))
        QTest.mouseMove(view, QPoint(round(place[0]), round(place[1])))
        assert view.reading.startswith(f"W₁[{row + 1}, {column + 1}] = ")
        weight = trace.layers[0].W[row, column]
        gradient = trace.layers[0].q_W[row, column]
        product = weight * trace.x[column]
        told = [number_in(part) for part in re.split(r", (?=[Wq])", view.reading)]
        assert told == pytest.approx([weight, gradient, product], rel=1e-5)


def test_keys_take_the_reading_from_the_mouse_until_it_moves(qtbot: QtBot) -> None:
    network = build((4, 5, 3))
    view = show(qtbot, network, IRIS, (1400, 900))
    view.set_trace(trace_of(network))
    resting = scene_of(view).column(3).units[1].body
    QTest.mouseMove(view, QPoint(1, 1))
    QTest.mouseMove(view, point_of(resting))
    assert view.reading.startswith("z₃[2]")
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.reading.startswith("z₁[1]")
    assert context_of(view).hover is None
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.reading.startswith("z₁[2]")
    QTest.mouseMove(view, point_of(resting) + QPoint(1, 0))
    assert view.reading.startswith("z₃[2]")


def test_the_reading_names_feature_class_and_target(qtbot: QtBot) -> None:
    network = build((4, 3, 3))
    view = show(qtbot, network, IRIS)
    view.set_trace(trace_of(network), 2, "true: c")
    view.choose(Spot(Key("z", 1), 2))
    assert view.reading.split(", ")[1] == "petal length"
    view.choose(Spot(Key("z", 3), 2))
    assert view.reading.split(", ")[1] == "c"
    assert view.reading.endswith("true: c")
    assert context_of(view).target == 2


def test_tab_and_arrows_reach_every_neuron_and_enter_its_other_numbers(qtbot: QtBot) -> None:
    network = build((4, 5, 3))
    trace = trace_of(network)
    view = show(qtbot, network, IRIS)
    view.set_trace(trace)
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.spot == Spot(Key("z", 1), 0)
    reached = set()
    for _ in range(3):
        reached.add(view.spot)
        for _ in range(5):
            QTest.keyClick(view, Qt.Key.Key_Down)
            reached.add(view.spot)
        QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.spot == Spot(LOSS, 0)
    assert reached == {unit.spot for unit in scene_of(view).units()}
    QTest.keyClick(view, Qt.Key.Key_Left)
    QTest.keyClick(view, Qt.Key.Key_Left)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.spot == Spot(Key("z", 2), 0)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.spot == Spot(Key("b", 1), 0)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.spot == Spot(Key("p", 2), 0)
    assert number_in(view.reading) == pytest.approx(trace.layers[1].p[0], rel=1e-5)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.spot is not None
    assert view.spot.key == Key("p", 3)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.spot is None


def test_with_nothing_chosen_the_keys_are_left_for_going_through_time(qtbot: QtBot) -> None:
    network = build((2, 2, 2))
    view = show(qtbot, network)
    view.setFocus()
    view.choose(None)
    heard: list[int] = []

    class Panel(NeuronView):
        def keyPressEvent(self, event: object) -> None:
            heard.append(event.key())  # type: ignore[attr-defined]

    panel = Panel()
    qtbot.addWidget(panel)
    view.setParent(panel)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_Space):
        QTest.keyClick(view, key)
    assert heard == [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_Space]


def test_a_click_chooses_and_tells_it(qtbot: QtBot) -> None:
    network = build((4, 5, 3))
    view = show(qtbot, network, IRIS)
    view.set_trace(trace_of(network))
    unit = scene_of(view).column(2).units[3]
    with qtbot.waitSignal(view.spot_changed) as told:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=point_of(unit.body))
    assert told.args == [Spot(Key("z", 2), 3)]
    assert view.entry(told.args[0]) == 3
    # The screen reader hears the terms of the sum, too.
    assert "Strongest terms: W 1 entry 4, " in view.accessibleDescription()
    view.choose_entry(Key("q_W", 1), 4)
    assert view.spot == Spot(Key("q_W", 1), 4)
    view.choose_entry(Key("z", 9), 0)
    assert view.spot is None


def test_an_adjoint_is_said_by_the_names_under_the_units(qtbot: QtBot) -> None:
    network = build((4, 5, 3))
    view = show(qtbot, network, IRIS)
    view.set_trace(trace_of(network))
    view.choose(Spot(Key("p", 2), 1))
    said = view.accessibleDescription().partition("Strongest terms: ")[2]
    assert ", times p 3 entry " in said
    assert "p s" not in said


def test_what_is_not_yet_computed_is_not_shown(qtbot: QtBot) -> None:
    network = build((4, 5, 3))
    view = show(qtbot, network, IRIS)
    view.set_trace(trace_of(network))
    beats = timeline(network)
    view.set_state(beats.state_at(1.0))
    texts = {unit.spot: value_text(unit, context_of(view))[0] for unit in scene_of(view).units()}
    assert all(bool(text) == (spot.key.number <= 2) for spot, text in texts.items())
    view.choose(Spot(Key("z", 3), 0))
    assert view.reading.startswith("z₃[1]: not yet computed")
    view.choose(Spot(LOSS, 0))
    assert "not yet computed" in view.reading
    before = picture(view)
    view.set_state(beats.state_at(beats.duration))
    assert "not yet computed" not in view.reading
    assert picture(view) != before


def test_units_fill_one_after_the_other_when_their_values_arrive() -> None:
    network = build((4, 5, 3))
    trace = trace_of(network)
    beats = timeline(network)
    halfway = TRAVEL + (1 - TRAVEL) * 0.5
    moment = Moment(trace, beats.state_at(halfway))
    shares = [moment.there(Key("z", 2), k, 5) for k in range(5)]
    assert shares == pytest.approx([1, 1, 0.5, 0, 0])


def test_pulses_run_from_the_sources_to_the_targets_and_arrive_when_these_fill(
    qtbot: QtBot,
) -> None:
    network = build((4, 5, 3))
    trace, beats = trace_of(network), timeline(network)
    scene = scene_of(show(qtbot, network))
    table, band = table_of(trace), scene.band(1)

    def heads(t: float) -> np.ndarray:
        (group,) = pulses(scene, table, Moment(trace, beats.state_at(t)))
        assert group.role == "forward"
        return group.heads

    start = heads(1e-9)
    assert start[:, 0] == pytest.approx(band.rect.x)
    assert start[:, 1] == pytest.approx(band.starts[:, 1])
    # A moment before the last target fills, only its own pulses are left.
    end = heads(TRAVEL + (1 - TRAVEL) * 0.8 - 1e-9)
    assert len(end) == 4
    assert end == pytest.approx(np.tile(band.ends[4], (4, 1)), abs=1e-3)


def test_in_a_beat_for_parameters_values_and_adjoints_meet_in_the_middle(qtbot: QtBot) -> None:
    network = build((2, 2, 2))
    trace, beats = trace_of(network), timeline(network)
    scene = scene_of(show(qtbot, network))
    beat = beats.beat_of(Key("q_W", 2))
    assert beat is not None
    moment = Moment(trace, beats.state_at(beat.index + TRAVEL - 1e-6))
    forward, backward = pulses(scene, table_of(trace), moment)
    assert (forward.role, backward.role) == ("forward", "backward")
    rect = scene.band(2).rect
    assert forward.heads[:, 0].max() == pytest.approx(rect.centre[0], abs=0.01)
    assert backward.heads[:, 0].min() == pytest.approx(rect.centre[0], abs=0.01)


def test_edges_show_weights_or_contributions_then_gradients_then_the_update(qtbot: QtBot) -> None:
    network = build((4, 5, 3))
    trace, beats = trace_of(network), timeline(network)
    table, record = table_of(trace), trace.layers[0]
    assert np.array_equal(table.edges[1, Sort.WEIGHT], record.W)
    assert table.edges[1, Sort.PRODUCT].sum(axis=1) + record.b == pytest.approx(record.s)
    assert np.array_equal(table.edges[1, Sort.GRADIENT], record.q_W)
    assert record.W_after is not None
    assert table.edges[1, Sort.PRODUCT_AFTER][2] == pytest.approx(record.W_after[2] * record.z)
    for edges, first, last in (
        (Edges.WEIGHTS, Sort.WEIGHT, Sort.AFTER),
        (Edges.CONTRIBUTIONS, Sort.PRODUCT, Sort.PRODUCT_AFTER),
    ):
        sorts: list[Sort] = []
        for beat in beats.beats:
            turn = Moment(trace, beats.state_at(beat.index + 1), edges).turn(1)
            assert turn.share == 1
            if not sorts or sorts[-1] is not turn.after:
                sorts.append(turn.after)
        assert sorts == [first, Sort.GRADIENT, last]
    plain = Moment(trace_of(network, update=False), beats.state_at(beats.duration))
    assert plain.turn(1).after is Sort.GRADIENT
    start = Moment(trace, beats.state_at(0), Edges.CONTRIBUTIONS).turn(1)
    assert start.sort(0, 5) is Sort.WEIGHT
    rest = Moment(trace, None, Edges.CONTRIBUTIONS).turn(1)
    assert rest.sort(4, 5) is Sort.PRODUCT


def test_a_bias_has_its_name_where_there_is_room(qtbot: QtBot) -> None:
    network = build((2, 4, 2))
    trace = trace_of(network)
    view = show(qtbot, network)
    view.set_style(NumberStyle())
    view.set_trace(trace)
    assert view.context is not None
    unit = view.context.scene.column(2).units[1]
    value = float(trace.layers[0].b[1])
    written = bias_text(unit, Key("b", 1), value, view.context)
    assert written.startswith("b₁ = ")
    number = written.removeprefix("b₁ = ").replace("−", "-")
    assert float(number) == pytest.approx(value, rel=1e-2)
    assert text_width(written, view.context.scene.small_size) <= unit.bias_text.width
    other = replace(view.context, symbols={Key("b", 1): "a name that is far too long"})
    assert float(bias_text(unit, Key("b", 1), value, other).replace("−", "-")) == float(number)


def test_the_sum_of_the_chosen_unit_is_its_score_and_of_its_adjoint_the_adjoint() -> None:
    network = build((4, 5, 3))
    trace = trace_of(network)
    forward = sum_behind(trace, Spot(Key("z", 2), 3))
    assert forward is not None
    assert forward.total == trace.layers[0].s[3]
    backward = sum_behind(trace, Spot(Key("p", 2), 3))
    assert backward is not None
    products = trace.layers[1].W[:, 3] * trace.layers[1].p_s
    assert backward.total == pytest.approx(products.sum())
    assert sum_behind(trace, Spot(Key("z", 1), 0)) is None


def test_the_switch_and_the_view_agree(qtbot: QtBot) -> None:
    network = build((4, 5, 3))
    view = show(qtbot, network)
    view.set_trace(trace_of(network))
    switch = EdgeSwitch(view)
    qtbot.addWidget(switch)
    before = picture(view)
    QTest.mouseClick(switch.button("contributions"), Qt.MouseButton.LeftButton)
    assert view.edges is Edges.CONTRIBUTIONS
    assert picture(view) != before
    view.set_edges(Edges.WEIGHTS)
    assert switch.current() == "weights"
    assert picture(view) == before


def test_another_network_drops_the_trace_and_a_foreign_trace_is_not_shown(qtbot: QtBot) -> None:
    first, second = build((4, 5, 3)), build((4, 5, 3))
    view = show(qtbot, first)
    view.set_trace(trace_of(first))
    view.choose(Spot(Key("z", 1), 0))
    assert context_of(view).moment is not None
    with qtbot.waitSignal(view.spot_changed) as told:
        view.set_network(second, Names())
    assert told.args == [None]
    assert context_of(view).moment is None
    view.set_trace(trace_of(first))
    assert context_of(view).moment is None


def test_numbers_are_read_out_with_as_many_digits_as_are_asked_for(qtbot: QtBot) -> None:
    network = build((2, 2, 2))
    trace = trace_of(network)
    view = show(qtbot, network)
    view.set_style(NumberStyle(9))
    view.set_network(network, Names())
    view.set_trace(trace)
    view.choose(Spot(Key("z", 2), 1))
    assert number_in(view.reading) == pytest.approx(trace.layers[1].z[1], rel=1e-8)


@pytest.mark.parametrize(("digits", "written"), [(2, 2), (4, 3), (12, 3)])
def test_units_have_the_digits_asked_for_as_far_as_all_of_a_layer_have_room(
    qtbot: QtBot, digits: int, written: int
) -> None:
    network = build((4, 5, 3))
    trace = trace_of(network)
    view = show(qtbot, network, IRIS, (1400, 900))
    view.set_style(NumberStyle(digits))
    view.set_trace(trace)
    for unit in scene_of(view).units():
        texts = value_text(unit, context_of(view))[0], adjoint_text(unit, context_of(view))[0]
        values = (values_of(trace, (s, unit.key.number))[unit.index] for s in "zp")
        for text, value in zip(texts, values, strict=True):
            count = len(text.partition("e")[0].replace("−", "").replace(".", "").lstrip("0"))
            least = written if abs(value) >= 0.01 else 2
            assert count == 2 if digits == 2 else count >= least, text
            assert number(text) == pytest.approx(value, rel=0.5 * 10.0 ** (1 - count) * 1.001)


def test_alike_is_what_all_have_room_for() -> None:
    assert alike((0.5, -0.123456), 7.0, len, 9) == 4
    assert alike((0.5, 0.123456), 7.0, len, 9) == 5
    assert alike((0.5, 0.123456), 3.0, len, 9) == 3  # `fitted` takes fewer where it must
    assert alike((0.5, 0.123456), 9.0, len, 2) == 2


def test_the_notation_changes_every_reading(qtbot: QtBot) -> None:
    network = build((2, 2, 2))
    view = show(qtbot, network)
    view.set_trace(trace_of(network))
    view.setFocus()
    view.choose(Spot(Key("p", 2), 0))
    assert view.reading.startswith("p₂[1] = ")
    for notation in NOTATIONS.values():
        view.set_notation(notation)
        assert view.reading.split("[1] = ")[0] == context_of(view).symbols[Key("p", 2)]
        assert not picture(view).isNull()


def test_a_change_of_theme_paints_it_anew(qtbot: QtBot, qapp: QApplication) -> None:
    theme_source().install(qapp)
    network = build((4, 5, 3))
    view = show(qtbot, network)
    view.set_trace(trace_of(network))
    theme_source().set_appearance(Appearance.LIGHT)
    light = picture(view).pixelColor(2, 2)
    theme_source().set_appearance(Appearance.DARK)
    dark = picture(view).pixelColor(2, 2)
    theme_source().set_appearance(Appearance.SYSTEM)
    assert light.lightness() > 200 > 60 > dark.lightness()


def test_numbers_that_are_none_are_shown_as_such(qtbot: QtBot) -> None:
    network = build((2, 2, 2))
    theta = ParameterVector(network.graph)
    theta.flat[:] = np.nan
    with np.errstate(all="ignore"):
        trace = take_trace(network, theta, [1.0, 2.0], [1.0, 0.0])
    view = show(qtbot, network)
    view.set_trace(trace)
    view.choose(Spot(Key("z", 2), 0))
    assert not picture(view).isNull()
    assert value_text(scene_of(view).column(2).units[0], context_of(view))[0] == "NaN"


KINDS = st.sampled_from(
    [
        ("softmax", "cross-entropy"),
        ("modified softmax", "cross-entropy"),
        ("softmax", "squared error"),
        ("sigmoid", "half squared error"),
        ("identity", "mean squared error"),
    ]
)


@given(
    st.lists(st.integers(1, 16), min_size=2, max_size=5),
    KINDS,
    st.booleans(),
    st.floats(0, 1),
    st.sampled_from([(320, 220), (560, 380), (1000, 700)]),
    st.data(),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_small_network_can_be_painted_at_any_moment(
    qtbot: QtBot,
    widths: list[int],
    kind: tuple[str, str],
    split: bool,
    at: float,
    size: tuple[int, int],
    data: st.DataObject,
) -> None:
    output, loss = kind
    widths[-1] = max(widths[-1], 2)
    network = build(tuple(widths), "sigmoid", output, loss)
    view = NeuronView()
    view.resize(*size)
    view.set_network(network, Names())
    assert not picture(view).isNull()
    view.set_trace(trace_of(network))
    beats: Timeline = timeline(network, split=split, with_p1=not split)
    view.set_edges(data.draw(st.sampled_from(list(Edges))))
    for t in (0.0, at * beats.duration, beats.duration):
        view.set_state(beats.state_at(t))
        for spot in data.draw(st.lists(st.sampled_from(_spots(network)), max_size=2)):
            view.choose(spot)
            for entry in (-1, spot.cell):
                view.set_lit(frozenset({spot.key}), entry)
                assert not picture(view).isNull()
        assert view.accessibleDescription()
    view.set_state(None)
    assert not picture(view).isNull()
    view.deleteLater()


def _spots(network: Network) -> list[Spot]:
    found = [Spot(LOSS, 0)]
    for number, count in enumerate(network.widths, 1):
        for symbol in "zp":
            found += [Spot(Key(symbol, number), k) for k in range(count)]
    for layer in network.layers:
        i = layer.number
        found += [Spot(Key("b", i), 0), Spot(Key("W", i), 0), Spot(Key("q_W", i), 0)]
    return found


@pytest.mark.parametrize("widths", [(2, 4, 2), (4, 4, 3)])
def test_in_every_beat_but_the_update_something_is_on_its_way(
    qtbot: QtBot, widths: tuple[int, ...]
) -> None:
    network = build(widths)
    trace = trace_of(network)
    scene, table = scene_of(show(qtbot, network)), table_of(trace)
    for split in (False, True):
        beats = timeline(network, split=split)
        for beat in beats.beats:
            moment = Moment(trace, beats.state_at(beat.index + 0.5))
            count = sum(len(group.heads) for group in pulses(scene, table, moment))
            assert (count > 0) is (beat.kind is not BeatKind.UPDATE), beat


def test_an_activation_goes_round_its_unit_and_back_the_other_way(qtbot: QtBot) -> None:
    network = build((2, 4, 2))
    trace, beats = trace_of(network), timeline(network, split=True)
    scene, table = scene_of(show(qtbot, network)), table_of(trace)

    def around(key: Key, progress: float) -> np.ndarray:
        beat = beats.beat_of(key)
        assert beat is not None
        (group,) = pulses(scene, table, Moment(trace, beats.state_at(beat.index + progress)))
        assert group.role == ("forward" if key.symbol == "z" else "backward")
        return group.heads

    body = scene.column(2).units[0].body
    for progress in (0.01, 0.1, 0.3, 0.49):
        (x, y), (u, v) = around(Key("z", 2), progress)[0], around(Key("p_s", 1), progress)[0]
        for point in ((x, y), (u, v)):
            away = np.hypot(point[0] - body.centre[0], point[1] - body.centre[1])
            assert away == pytest.approx(body.height / 2)
        assert (x, y - body.centre[1]) == pytest.approx((u, body.centre[1] - v))
    first, later = (around(Key("z", 2), progress)[0] for progress in (0.01, 0.1))
    assert first[0] < body.centre[0]
    assert later[1] < first[1] < body.centre[1]  # up on the left: clockwise


def test_the_edges_show_the_mean_over_a_minibatch_as_far_as_it_has_come(qtbot: QtBot) -> None:
    network = build((2, 4, 2))
    random = np.random.default_rng(0)
    trace, theta = trace_of(network, update=False), ParameterVector(network.graph)
    for record in trace.layers:
        theta[network.graph[record.layer.weight].name][...] = record.W
        theta[network.graph[record.layer.bias].name][...] = record.b
    x = np.vstack([trace.layers[0].z, random.normal(size=(4, 2))])
    y = np.vstack([trace.y, np.eye(2)[[0, 1, 0, 1]]])
    batch = take_batch_trace(network, theta, x, y)
    each = [take_trace(network, theta, *pair).layers[0].q_W for pair in zip(x, y, strict=True)]
    view = show(qtbot, network)
    for count in (1, 3, 5):
        view.set_trace(with_mean(trace, batch, count), None, "")
        shown = context_of(view).table
        assert shown is not None
        assert shown.edges[1, Sort.GRADIENT] == pytest.approx(np.mean(each[:count], axis=0))


def test_reached_without_tab_the_first_tab_enters_and_after_escape_it_leaves(qtbot: QtBot) -> None:
    view = show(qtbot, build((2, 3, 2)))
    view.setFocus(Qt.FocusReason.ShortcutFocusReason)
    view.choose(None)
    assert view.focusNextPrevChild(True)
    assert view.spot == Spot(Key("z", 1), 0)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    view.focusNextPrevChild(True)
    assert view.spot is None


def test_what_is_chosen_is_copied_with_every_digit(qtbot: QtBot) -> None:
    network = build((2, 3, 2))
    trace, beats = trace_of(network), timeline(network)
    view = show(qtbot, network)
    view.set_trace(trace)
    view.setFocus()
    clipboard = QApplication.clipboard()
    view.choose(Spot(Key("W", 1), 5))
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert float(clipboard.text()) == trace.layers[0].W[2, 1]
    menu = view.menu()
    assert menu is not None
    menu.actions()[1].trigger()
    rows = [[float(x) for x in line.split("\t")] for line in clipboard.text().splitlines()]
    assert np.array_equal(rows, trace.layers[0].W)
    view.choose(Spot(Key("p", 2), 1))
    view.set_state(beats.state_at(0))
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(clipboard.text().splitlines()) == 3  # there is no p yet: as before
    view.set_state(None)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert float(clipboard.text()) == values_of(trace, Key("p", 2))[1]
