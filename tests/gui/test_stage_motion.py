"""The stage at any moment: what is there is the trace, and what is not yet there is not shown."""

from __future__ import annotations

import itertools
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.formula import NumberStyle
from core.initializers import initialize
from core.key import Key, values_of
from core.models import Network, build_network
from core.notation import NOTATIONS
from core.optimizers import build_optimizer
from core.parameters import ParameterVector
from core.timeline import Phase, timeline
from core.trace import Trace, take_trace
from gui.drawing.qt import qrect
from gui.drawing.rect import Rect
from gui.stage.cells import Cells
from gui.stage.layout import Names
from gui.stage.reveal import column_rects, first_units, last_units, unit_count, unit_of, unit_rect
from gui.stage.scene import Kind, Spot, Thing, cell_rect
from gui.stage.tracks import swing, track
from gui.stage.view import StageView
from gui.stage.zoom import shown_terms, slip, zoomed

DIGITS = tuple("0123456789")


def build(inputs: int, hidden: tuple[int, ...], outputs: int, output: str = "softmax") -> Network:
    config = RunConfig(
        hidden=tuple(HiddenLayer(width, "tanh") for width in hidden),
        output=output,
        loss="squared error" if output == "identity" else "cross-entropy",
    )
    return build_network(config, inputs, outputs, 0 if output == "identity" else outputs)


def trace_of(network: Network, updated: bool = True, rate: float = 0.5) -> Trace:
    random = np.random.default_rng(0)
    parameters = ParameterVector(network.graph)
    initialize(network.graph, parameters, "normal", random, 0.5)
    gradient = parameters.like()
    optimizer = build_optimizer("sgd", parameters.flat, gradient.flat, rate) if updated else None
    outputs = network.layers[-1].outputs
    y = np.eye(outputs)[0] if network.classes else random.normal(size=outputs)
    x = random.random(network.layers[0].inputs)
    return take_trace(network, parameters, x, y, optimizer=optimizer)


def shown(
    qtbot: QtBot,
    network: Network,
    trace: Trace,
    image: tuple[int, int] | None = None,
    names: Names | None = None,
    size: tuple[int, int] = (1100, 640),
) -> StageView:
    view = StageView()
    view.set_style(NumberStyle(6))
    qtbot.addWidget(view)
    view.resize(*size)
    view.set_network(network, image, names or Names())
    view.set_trace(trace, 0 if network.classes else None, "")
    with qtbot.waitExposed(view):
        view.show()
    return view


def put(view: StageView, network: Network, t: float) -> QImage:
    beats = timeline(network)
    state = beats.state_at(t)
    view.set_moment(state, beats.beats[state.beat])
    return view.grab().toImage()


def part(picture: QImage, thing: Thing) -> QImage:
    box, ratio = thing.rect, picture.devicePixelRatio()
    return picture.copy(*(round(v * ratio) for v in (box.x, box.y, box.width, box.height)))


def point(thing: Thing, cell: int) -> QPoint:
    box = cell_rect(thing, cell)
    return QPoint(int(box.x + box.width / 2), int(box.y + box.height / 2))


# What is there, and when.


def test_at_the_start_only_what_is_given_is_there(qtbot: QtBot) -> None:
    network = build(64, (16,), 10)
    trace = trace_of(network)
    view = shown(qtbot, network, trace, (8, 8), Names((), DIGITS))
    full = put(view, network, inf)
    start = put(view, network, 0.0)
    view.set_trace(None, None, "")
    empty = view.grab().toImage()
    for thing in view.scene_shown.things:
        given_ = thing.key.symbol in ("W", "b") or thing.key == Key("z", 1)
        assert (part(start, thing) != part(empty, thing)) is given_, thing.key
        assert given_ or part(start, thing) != part(full, thing)


@pytest.mark.parametrize("hidden", [(16,), (5, 4)])
def test_each_beat_brings_what_it_writes_and_nothing_else(
    qtbot: QtBot, hidden: tuple[int, ...]
) -> None:
    network = build(64, hidden, 10)
    view = shown(qtbot, network, trace_of(network), (8, 8), Names((), DIGITS))
    pictures = [put(view, network, float(k)) for k in range(len(timeline(network).beats) + 1)]
    for beat, before, after in zip(timeline(network).beats, pictures, pictures[1:], strict=False):
        if beat.phase is Phase.LOSS or beat.phase is Phase.UPDATE:
            continue
        changed = {
            thing.key
            for thing in view.scene_shown.things
            if thing.kind is not Kind.LOSS and part(before, thing) != part(after, thing)
        }
        assert changed == set(beat.writes)


def test_stepping_back_is_exact(qtbot: QtBot) -> None:
    network = build(64, (16,), 10)
    view = shown(qtbot, network, trace_of(network), (8, 8), Names((), DIGITS))
    times = [0.0, 0.4, 0.8, 1.0, 2.5, 3.7, 4.3, 4.9, 5.8, 7.0, 8.4, 8.8, 10.0]
    forwards = [put(view, network, t) for t in times]
    backwards = [put(view, network, t) for t in reversed(times)]
    assert forwards == backwards[::-1]
    for a, b in itertools.pairwise(forwards):
        assert a != b


def test_a_vector_fills_from_its_first_entry_to_its_last(qtbot: QtBot) -> None:
    network = build(64, (16,), 10)
    view = shown(qtbot, network, trace_of(network), (8, 8), Names((), DIGITS))
    full, thing = put(view, network, inf), view.scene_shown.thing(("z", 2))
    state = timeline(network).state_at(0.8)
    there = int(state.filled[Key("z", 2)] * 16)
    assert 0 < there < 15
    picture, ratio = put(view, network, 0.8), full.devicePixelRatio()
    for cell in range(16):
        if abs(cell - there) <= 1:
            continue  # the one that arrives, with its ring
        spot = point(thing, cell) * ratio
        assert (picture.pixelColor(spot) == full.pixelColor(spot)) is (cell < there), cell


def test_what_has_not_been_computed_has_no_number_to_read(qtbot: QtBot) -> None:
    network = build(64, (16,), 10)
    trace = trace_of(network)
    view = shown(qtbot, network, trace, (8, 8), Names((), DIGITS))
    for thing in view.scene_shown.things:
        spot = point(thing, 0)
        beat = timeline(network).beat_of(thing.key)
        known = 0.0 if beat is None else beat.index + 1.0
        QTest.mouseMove(view.viewport(), QPoint(1, 1))
        QTest.mouseMove(view.viewport(), spot)
        if beat is not None:
            put(view, network, known - 0.1)
            assert view.reading.endswith("no values yet"), thing.key
        put(view, network, known)
        value = float(values_of(trace, thing.key).ravel()[0])
        assert float(view.reading.split("= ")[1].split(",")[0].replace("−", "-")) == (
            pytest.approx(value, rel=1e-5)
        )


# The update.


def test_after_the_update_the_new_weights_stand_in_the_place_of_the_old(qtbot: QtBot) -> None:
    network = build(4, (3,), 2)
    trace = trace_of(network)
    view = shown(qtbot, network, trace)
    weights = view.scene_shown.thing(("W", 1))
    before = trace.layers[0].W
    after = trace.layers[0].W_after
    assert after is not None
    start = timeline(network).phase_starts[Phase.UPDATE]
    QTest.mouseMove(view.viewport(), point(weights, 0))
    for t, value, symbol in ((start, before[0, 0], "W₁["), (start + 1, after[0, 0], "W₁⁺[")):
        put(view, network, t)
        assert view.reading.startswith(symbol)
        number = view.reading.split("= ")[1].split(",")[0].replace("−", "-")
        assert float(number) == pytest.approx(value, rel=1e-5)
    assert before[0, 0] != after[0, 0]


def test_the_change_flies_up(qtbot: QtBot) -> None:
    network = build(64, (16,), 10)
    view = shown(qtbot, network, trace_of(network), (8, 8), Names((), DIGITS))
    start = timeline(network).phase_starts[Phase.UPDATE]
    pictures = [put(view, network, start + u) for u in (0.1, 0.3, 0.45, 0.6, 0.8, 1.0)]
    for a, b in itertools.pairwise(pictures):
        assert a != b


def test_without_an_optimizer_the_update_shows_nothing_new(qtbot: QtBot) -> None:
    network = build(4, (3,), 2)
    view = shown(qtbot, network, trace_of(network, updated=False))
    start = timeline(network).phase_starts[Phase.UPDATE]
    weights = view.scene_shown.thing(("W", 1))
    before, after = (part(put(view, network, t), weights) for t in (start, start + 1))
    assert before == after


# Any moment of any network.


@settings(max_examples=25, deadline=None)
@given(
    inputs=st.integers(1, 70),
    hidden=st.lists(st.integers(1, 40), max_size=3),
    outputs=st.integers(1, 12),
    regression=st.booleans(),
    named=st.booleans(),
    updated=st.booleans(),
    share=st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3),
    size=st.sampled_from([(320, 240), (736, 300), (1400, 800)]),
)
def test_every_moment_can_be_painted(
    qapp: object,
    inputs: int,
    hidden: list[int],
    outputs: int,
    regression: bool,
    named: bool,
    updated: bool,
    share: list[float],
    size: tuple[int, int],
) -> None:
    outputs = outputs if regression else max(outputs, 2)
    network = build(inputs, tuple(hidden), outputs, "identity" if regression else "softmax")
    names = Names((), tuple(f"class {k}" for k in range(outputs))) if named else Names()
    view = StageView()
    view.set_style(NumberStyle(6))
    view.resize(*size)
    view.set_network(network, None, names)
    view.set_trace(trace_of(network, updated), None if regression else 0, "true")
    duration = timeline(network).duration
    for part_ in share:
        assert not put(view, network, part_ * duration).isNull()
    for thing in view.scene_shown.things:
        view.choose(Spot(thing.key, 0))
        assert not put(view, network, share[0] * duration).isNull()
    view.close()


@pytest.mark.parametrize("output", ["modified softmax", "softmax", "sigmoid", "identity"])
def test_every_output_can_be_played(qtbot: QtBot, output: str) -> None:
    config = RunConfig(
        hidden=(HiddenLayer(4),),
        output=output,
        loss="cross-entropy" if "softmax" in output else "squared error",
    )
    network = build_network(config, 6, 3, 0 if output == "identity" else 3)
    view = shown(qtbot, network, trace_of(network), (2, 3), Names((), tuple("abc")))
    pictures = [put(view, network, t) for t in np.arange(0.05, timeline(network).duration, 0.3)]
    assert all(not picture.isNull() for picture in pictures)
    assert all(a != b for a, b in itertools.pairwise(pictures))


def test_values_that_are_no_numbers_can_be_played(qtbot: QtBot) -> None:
    network = build(5, (4,), 3)
    parameters = ParameterVector(network.graph)
    parameters.flat[:] = np.nan
    trace = take_trace(network, parameters, np.ones(5), np.eye(3)[0])
    view = shown(qtbot, network, trace)
    view.choose(Spot(Key("z", 2), 1))
    for t in np.arange(0.1, timeline(network).duration, 0.4):
        assert not put(view, network, float(t)).isNull()


# One number taken apart.


def test_the_strongest_terms_add_up_to_the_number(qtbot: QtBot) -> None:
    network = build(64, (16,), 10)
    trace = trace_of(network)
    view = shown(qtbot, network, trace, (8, 8), Names((), DIGITS))
    for key, cell in ((Key("z", 2), 5), (Key("p", 2), 3), (Key("p", 1), 40), (Key("z", 3), 9)):
        view.choose(Spot(key, cell))
        context = view.context
        found = zoomed(context, view.scene_shown)
        assert found is not None
        written = slip(found, context.symbols)
        assert written.rows[-1].running == pytest.approx(found.total, abs=1e-12)
        sizes = [abs(row.value) for row in written.rows if row.source is not None]
        assert sizes == sorted(sizes, reverse=True)
        if found.rest_count:
            assert any(f"and {found.rest_count:,} more" in row.text for row in written.rows)
        for row in written.rows:
            shown_number = float(row.number.replace("−", "-"))
            assert shown_number == pytest.approx(row.value, rel=0.5, abs=6e-4)


def test_the_sum_builds_up_during_its_beat(qtbot: QtBot) -> None:
    network = build(64, (16,), 10)
    view = shown(qtbot, network, trace_of(network), (8, 8), Names((), DIGITS))
    view.choose(Spot(Key("z", 2), 5))
    seen: list[float] = []
    for t in (0.0, 0.2, 0.5, 0.95, 1.0, 3.0):
        put(view, network, t)
        found = zoomed(view.context, view.scene_shown)
        assert found is not None
        seen.append(shown_terms(view.context, found))
    assert seen[0] == 0.0
    assert seen == sorted(seen)
    assert 0 < seen[1] < seen[2] < seen[3] == seen[4] == seen[5]


def test_the_input_and_the_first_adjoint_are_no_sums(qtbot: QtBot) -> None:
    network = build(64, (16,), 10)
    view = shown(qtbot, network, trace_of(network), (8, 8), Names((), DIGITS))
    for key in (Key("z", 1), Key("p", 3), Key("W", 1)):
        view.choose(Spot(key, 0))
        assert zoomed(view.context, view.scene_shown) is None


def test_a_wide_scene_is_scrolled_to_where_something_happens(qtbot: QtBot) -> None:
    network = build(64, (16,) * 12, 10)
    view = shown(qtbot, network, trace_of(network), (8, 8), Names((), DIGITS), (600, 400))
    assert view.horizontalScrollBar().maximum() > 0
    beats = timeline(network).beats
    for beat in beats:
        put(view, network, beat.index + 0.5)
        left = view.horizontalScrollBar().value()
        for key in beat.writes:
            if not key.symbol.endswith("_after"):
                rect = view.scene_shown.thing(key).rect
                assert left <= rect.x
                assert rect.right <= left + view.viewport().width(), key


# Marks and symbols.


def test_what_is_lit_is_marked(qtbot: QtBot) -> None:
    network = build(4, (3,), 2)
    view = shown(qtbot, network, trace_of(network))
    plain = view.grab().toImage()
    view.set_lit(frozenset({Key("W", 1), Key("loss", 0)}))
    lit = view.grab().toImage()
    assert lit != plain
    view.set_lit(frozenset())
    assert view.grab().toImage() == plain


def test_of_an_entry_that_is_lit_the_cell_is_ringed_and_no_other(qtbot: QtBot) -> None:
    network = build(4, (3,), 2)
    view = shown(qtbot, network, trace_of(network))
    thing = view.scene_shown.thing(("W", 1))
    view.set_lit(frozenset({Key("W", 1)}), 0)
    first = view.grab().toImage()
    view.set_lit(frozenset({Key("W", 1)}), 7)
    changed = differing(first, view.grab().toImage())
    rings = [qrect(cell_rect(thing, cell), 3).toAlignedRect() for cell in (0, 7)]
    assert changed
    assert all(any(ring.contains(pixel) for ring in rings) for pixel in changed)
    assert all(any(ring.contains(pixel) for pixel in changed) for ring in rings)


def differing(one: QImage, other: QImage) -> list[QPoint]:
    """Which pixels are not the same."""
    size = one.size()
    every = (QPoint(x, y) for y in range(size.height()) for x in range(size.width()))
    return [each for each in every if one.pixel(each) != other.pixel(each)]


@pytest.mark.parametrize("name", list(NOTATIONS)[1:])
def test_another_notation_changes_what_is_written_and_read(qtbot: QtBot, name: str) -> None:
    network = build(4, (3,), 2)
    view = shown(qtbot, network, trace_of(network), None, Names(), (1400, 640))
    plain = view.grab().toImage()
    before = {thing.key: thing.title for thing in view.scene_shown.things}
    view.set_notation(NOTATIONS[name])
    after = {thing.key: thing.title for thing in view.scene_shown.things}
    assert view.grab().toImage() != plain
    assert before[Key("p", 2)] != after[Key("p", 2)]
    QTest.mouseMove(view.viewport(), point(view.scene_shown.thing(("p", 2)), 0))
    assert view.reading.startswith(after[Key("p", 2)].split(" ")[0])


def test_time_keys_are_left_alone_until_something_is_chosen(qtbot: QtBot) -> None:
    network = build(4, (3,), 2)
    view = shown(qtbot, network, trace_of(network))
    view.setFocus()
    view.choose(None)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.spot is None
    view.choose(Spot(Key("z", 2), 0))
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.spot == Spot(Key("z", 2), 1)


# Geometry.


def arrangements(qtbot: QtBot) -> list[tuple[Key, Cells]]:
    network = build(64, (12, 150), 10)
    view = shown(qtbot, network, trace_of(network), (8, 8), Names((), DIGITS), (900, 420))
    return [(thing.key, thing.cells) for thing in view.scene_shown.things]


def test_units_cover_a_thing_once(qtbot: QtBot) -> None:
    for key, cells in arrangements(qtbot):
        if key.symbol == "loss":
            continue
        count = unit_count(cells)
        rects = [unit_rect(cells, k) for k in range(count)]
        for rect in rects:
            assert rect.right <= cells.x.length + 1e-6
            assert rect.bottom <= cells.y.length + 1e-6
        assert not any(a.overlaps(b) for a, b in itertools.pairwise(rects))
        for done in (0, 1, count // 2, count):
            first, rest = first_units(cells, done), last_units(cells, done)
            for k, rect in enumerate(rects):
                middle = rect.x + rect.width / 2, rect.y + rect.height / 2
                assert any(region.contains(*middle) for region in first) is (k < done)
                assert any(region.contains(*middle) for region in rest) is (k >= done)


def test_rows_and_columns_of_a_matrix_are_where_its_entries_are(qtbot: QtBot) -> None:
    for key, cells in arrangements(qtbot):
        if key.symbol != "W":
            continue
        m, n = cells.shape
        for row, column in ((0, 0), (m - 1, n - 1), (m // 2, n // 3)):
            x, y, width, height = cells.box(cells.cell_of(row * n + column))
            middle = x + width / 2, y + height / 2
            assert unit_rect(cells, unit_of(cells, row)).contains(*middle)
            assert any(rect.contains(*middle) for rect in column_rects(cells, column))


@given(share=st.floats(0.0, 1.0))
def test_tracks_lead_from_end_to_end(share: float) -> None:
    for way in (track(((0.0, 0.0), (80.0, 0.0), (80.0, 90.0))), swing((0.0, 0.0), (50.0, -70.0))):
        assert way.at(0.0) == way.points[0]
        assert way.at(1.0) == pytest.approx(way.points[-1])
        assert way.upto(share)[-1] == way.at(share)
        x, y = way.at(share)
        assert Rect(-1e-6, -70 - 1e-6, 80 + 2e-6, 160 + 2e-6).contains(x, y)
