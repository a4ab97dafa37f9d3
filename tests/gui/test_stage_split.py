"""The split view: affine map and activation apart, with the scores between them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

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
from core.notation import NOTATIONS, Notation
from core.parameters import ParameterVector
from core.timeline import Phase, timeline
from core.trace import Trace, take_trace
from gui.drawing.numbers import short
from gui.engine_client import EngineClient
from gui.player import Player
from gui.session import Session
from gui.stage.conductor import Conductor, moment_in
from gui.stage.labels import labels_of
from gui.stage.layout import Names, layout
from gui.stage.related import related
from gui.stage.scene import Kind, Scene, Spot, Thing, cell_rect, hit
from gui.stage.text import FontMeasure, make_fonts
from gui.stage.view import StageView
from gui.stage.zoom import zoomed
from tests.gui.stage_scenes import Typewriter, check

DIGITS = Names((), tuple("0123456789"))
FUSED = ("softmax", "cross-entropy")
MODIFIED = ("modified softmax", "cross-entropy")
APART = ("softmax", "squared error")
SIGMOID = ("sigmoid", "squared error")
PLAIN = ("identity", "squared error")
KINDS = [FUSED, MODIFIED, APART, SIGMOID, PLAIN]


def build(
    widths: tuple[int, ...], kind: tuple[str, str] = FUSED, activation: str = "tanh"
) -> Network:
    hidden = tuple(HiddenLayer(width, activation) for width in widths[1:-1])
    config = RunConfig(hidden=hidden, output=kind[0], loss=kind[1])
    return build_network(config, widths[0], widths[-1], 0 if kind == PLAIN else widths[-1])


def trace_of(network: Network) -> Trace:
    random = np.random.default_rng(0)
    parameters = ParameterVector(network.graph)
    initialize(network.graph, parameters, "normal", random, 0.5)
    outputs = network.layers[-1].outputs
    y = np.eye(outputs)[0] if network.classes else random.normal(size=outputs)
    return take_trace(network, parameters, random.random(network.layers[0].inputs), y)


def written(network: Network) -> set[Key]:
    """Everything that the beats bring, and what is there before them."""
    beats = timeline(network, split=True, update=False)
    keys = {key for beat in beats.beats for key in beat.writes}
    return keys | {key for key in beats.given if key != ("y", 0)}


def lay_out(network: Network, size: tuple[float, float] = (1300.0, 640.0)) -> Scene:
    return layout(network, None, Names(), size, Typewriter(), split=True)


# The layout.


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("activation", ["relu", "identity"])
def test_the_scene_has_what_the_beats_bring(kind: tuple[str, str], activation: str) -> None:
    network = build((6, 5, 4), kind, activation)
    scene = lay_out(network)
    assert {thing.key for thing in scene.things} == written(network)
    assert {arrow.goal for arrow in scene.arrows} == {
        thing.key
        for thing in scene.things
        if thing.key.symbol in ("s", "p_s", "z", "p", "loss") and thing.key != ("z", 1)
    }


@settings(max_examples=80)
@given(
    widths=st.lists(st.sampled_from([2, 3, 8, 32, 128, 784]), min_size=2, max_size=5),
    kind=st.sampled_from(KINDS),
    width=st.integers(300, 2600),
    height=st.integers(120, 1500),
    named=st.booleans(),
)
def test_nothing_overlaps(
    widths: list[int], kind: tuple[str, str], width: int, height: int, named: bool
) -> None:
    network = build((*widths[:-1], min(widths[-1], 32)), kind)
    names = Names()
    if named:
        outputs = tuple(f"class {k}" for k in range(network.layers[-1].outputs))
        names = Names(tuple(f"feature {k}" for k in range(widths[0])), outputs)
    check(layout(network, None, names, (width, height), Typewriter(), split=True), (width, height))


def test_scores_stand_between_the_matrix_and_what_the_activation_makes() -> None:
    scene = lay_out(build((64, 16, 10)))
    for i in (1, 2):
        bias, scores, after = (scene.thing(key) for key in (("b", i), ("s", i), ("z", i + 1)))
        assert bias.rect.right < scores.rect.x
        assert scores.rect.right < after.rect.x
        assert scores.rect.y == after.rect.y
        assert scene.thing(("p_s", i)).rect.bottom == scene.height - scores.rect.y


def test_the_usual_network_in_the_usual_window_need_not_scroll(qapp: object) -> None:
    network, size = build((64, 32, 10), FUSED, "relu"), (816.0, 590.0)
    measure = FontMeasure(make_fonts())
    scene = layout(network, (8, 8), DIGITS, size, measure, split=True)
    check(scene, size)
    assert (scene.width, scene.height) == size


def test_merged_is_as_before() -> None:
    network = build((64, 16, 10))
    args = network, (8, 8), DIGITS, (1200.0, 640.0), Typewriter()
    assert layout(*args) == layout(*args, split=False)
    assert not {t.key for t in layout(*args).things} & {("s", 1), ("p_s", 1), ("s", 2)}


@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)
def test_formulas_name_the_scores(notation: Notation) -> None:
    labels = labels_of(build((6, 5, 4)), notation, split=True)
    scores = labels.symbols[Key("s", 1)]
    assert labels.arrows[Key("g", 1)][0].startswith(scores)
    assert scores in labels.arrows[Key("activation", 1)][0]
    assert labels.symbols[Key("p_s", 1)] in labels.arrows[Key("A", 1)][0]


def test_the_way_back_begins_at_the_scores_where_the_loss_passes_by_the_softmax() -> None:
    scene = lay_out(build((6, 5, 4), FUSED))
    back = next(arrow for arrow in scene.arrows if arrow.key.symbol == "backward loss")
    target = scene.thing(("p_s", 2))
    assert back.goal == target.key
    assert back.points[-1][0] == target.rect.right + 6
    assert "y" in target.title


# The widget.


def show(qtbot: QtBot, network: Network, size: tuple[int, int] = (1500, 700)) -> StageView:
    view = StageView()
    view.set_style(NumberStyle(6))
    qtbot.addWidget(view)
    view.resize(*size)
    view.set_network(network, None, Names())
    view.set_split(True)
    view.set_trace(trace_of(network), 0 if network.classes else None, "")
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    return view


def put(view: StageView, network: Network, t: float) -> QImage:
    beats = timeline(network, split=True, update=False)
    state = beats.state_at(t)
    view.set_moment(state, beats.beats[state.beat])
    return view.grab().toImage()


def part(picture: QImage, thing: Thing) -> QImage:
    box, ratio = thing.rect, picture.devicePixelRatio()
    return picture.copy(*(round(v * ratio) for v in (box.x, box.y, box.width, box.height)))


@pytest.mark.parametrize("kind", KINDS)
def test_each_beat_brings_what_it_writes_and_nothing_else(
    qtbot: QtBot, kind: tuple[str, str]
) -> None:
    network = build((30, 8, 4), kind)
    view = show(qtbot, network)
    beats = timeline(network, split=True, update=False).beats
    pictures = [put(view, network, float(k)) for k in range(len(beats) + 1)]
    for beat, (before, after) in zip(beats, pairwise(pictures), strict=True):
        changed = {
            thing.key
            for thing in view.scene_shown.things
            if thing.kind is not Kind.LOSS and part(before, thing) != part(after, thing)
        }
        assert changed == (set() if beat.phase is Phase.LOSS else set(beat.writes))


@pytest.mark.parametrize("kind", KINDS)
def test_something_moves_within_each_beat_and_back_again_exactly(
    qtbot: QtBot, kind: tuple[str, str]
) -> None:
    network = build((30, 8, 4), kind)
    view = show(qtbot, network)
    count = len(timeline(network, split=True, update=False).beats)
    times = [k + u for k in range(count) for u in (0.3, 0.8)]
    forwards = [put(view, network, t) for t in times]
    assert all(a != b for a, b in pairwise(forwards))
    assert [put(view, network, t) for t in reversed(times)] == forwards[::-1]


def test_the_mouse_reads_scores_and_their_adjoints(qtbot: QtBot) -> None:
    network = build((30, 8, 4))
    view = show(qtbot, network)
    trace = trace_of(network)
    for key in (Key("s", 1), Key("p_s", 1), Key("s", 2), Key("p_s", 2)):
        thing = view.scene_shown.thing(key)
        box = cell_rect(thing, 2)
        x, y = box.x + box.width / 2, box.y + box.height / 2
        assert hit(view.scene_shown, x, y) == Spot(key, 2)
        QTest.mouseMove(view.viewport(), QPoint(int(x), int(y)))
        symbol, rest = view.reading.split("[3] = ")
        assert symbol == labels_of(network, split=True).symbols[key]
        number = float(rest.split(",")[0].replace("−", "-"))
        assert number == pytest.approx(values_of(trace, key)[2], rel=1e-5)


def test_tab_goes_to_everything_in_the_order_of_the_computation(qtbot: QtBot) -> None:
    network = build((6, 5, 4), APART)
    view = show(qtbot, network)
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[Key] = []
    while view.spot is not None and view.hasFocus() and len(seen) < 40:
        seen.append(view.spot.key)
        if len(seen) == len(view.scene_shown.things):
            break
        QTest.keyClick(view, Qt.Key.Key_Tab)
    assert set(seen) == written(network)
    assert seen.index(Key("s", 1)) == seen.index(Key("b", 1)) + 1
    assert seen.index(Key("p_s", 1)) == seen.index(Key("p", 2)) + 1


def test_the_sum_is_a_cell_of_the_scores(qtbot: QtBot) -> None:
    network = build((6, 5, 4))
    view = show(qtbot, network)
    trace = trace_of(network)
    view.choose(Spot(Key("s", 1), 3))
    found = zoomed(view.context, view.scene_shown)
    assert found is not None
    assert found.total == pytest.approx(trace.layers[0].s[3])
    picture = view.grab().toImage()
    view.choose(Spot(Key("z", 2), 3))
    assert zoomed(view.context, view.scene_shown) is None
    assert view.grab().toImage() != picture
    view.choose(Spot(Key("p", 2), 3))
    back = zoomed(view.context, view.scene_shown)
    assert back is not None
    assert back.strongest[0].source == Key("p_s", 2)


def test_a_score_belongs_to_its_unit() -> None:
    scene = lay_out(build((6, 5, 4)))
    found = set(related(scene, Spot(Key("s", 1), 3)))
    keys = (("z", 2), ("p", 2), ("p_s", 1), ("b", 1), ("q_b", 1))
    assert found == {Spot(Key(*key), 3) for key in keys}


def test_switching_back_forgets_what_is_no_more(qtbot: QtBot) -> None:
    network = build((6, 5, 4))
    view = show(qtbot, network)
    split = view.grab().toImage()
    view.choose(Spot(Key("s", 1), 3))
    view.set_split(False)
    assert view.spot is None
    assert ("s", 1) not in {thing.key for thing in view.scene_shown.things}
    assert view.grab().toImage() != split
    put(view, network, 1.5)  # beats of the other view, until the player has these
    view.choose(Spot(Key("z", 2), 3))
    view.set_split(True)
    assert view.spot == Spot(Key("z", 2))


def test_shared_scales_have_the_scores_too(qtbot: QtBot) -> None:
    view = show(qtbot, build((6, 5, 4), APART))
    view.set_shared(True)
    assert view.scales is not None
    of = view.scales.of
    assert of[Key("p_s", 1)].end == of[Key("p", 2)].end == of[Key("p_s", 2)].end
    view.set_split(False)
    assert view.scales is not None
    assert Key("s", 1) not in view.scales.of


# The playhead.


@pytest.mark.parametrize("kind", KINDS)
def test_the_moment_is_kept(kind: tuple[str, str]) -> None:
    network = build((6, 5, 4), kind)
    one, two = timeline(network), timeline(network, split=True)
    assert moment_in(two, one, 0.0) == 0.0
    assert moment_in(two, one, one.duration) == two.duration
    for beat in one.beats:
        same = [each for each in two.beats if each.writes == beat.writes]
        if same:
            assert moment_in(two, one, beat.index + 0.25) == same[0].index + 0.25
    for t in np.linspace(0.0, two.duration, 60):
        # Nothing is there that was not, but for what a beat of the other view ends with.
        state = one.state_at(moment_in(one, two, float(t)))
        before = two.state_at(float(t)).filled
        for key, fill in state.filled.items():
            assert fill <= before.get(key, 1.0) + 1e-9


@pytest.fixture
def session() -> Iterator[Session]:
    client = EngineClient()
    client.start()
    yield Session(client, RunConfig(hidden=(HiddenLayer(12, "sigmoid"),)))
    assert client.shut_down()


def test_the_player_gets_the_beats_of_the_view(qtbot: QtBot, session: Session) -> None:
    player = Player()
    conductor = Conductor(session, player)
    session.start()
    qtbot.waitUntil(lambda: session.trace is not None and player.timeline is not None)
    assert player.timeline is not None
    assert player.timeline.beat_of(Key("s", 1)) is None
    player.seek(1.5)
    conductor.set_split(True)
    assert player.timeline.beat_of(Key("s", 1)) is not None
    assert player.t == 3.5  # half of z 3, which came second and comes fourth
    session.step()
    qtbot.waitUntil(lambda: player.timeline is not None and Phase.UPDATE in _phases(player))
    assert player.timeline.beat_of(Key("s", 1)) is not None
    player.to_end()
    conductor.set_split(False)
    assert player.timeline.beat_of(Key("s", 1)) is None
    assert player.at_rest


def _phases(player: Player) -> set[Phase]:
    return set() if player.timeline is None else {beat.phase for beat in player.timeline.beats}


def test_a_zero_has_no_sign() -> None:
    assert short(-0.0) == "0.000"
