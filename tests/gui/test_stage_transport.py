"""The animation's controls under the stage: real clicks and keys, with a real engine behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.key import Key
from core.messages import RunState
from core.notation import NOTATIONS
from core.timeline import Phase
from gui.engine_client import EngineClient
from gui.panels.stage import StagePanel
from gui.player import FASTEST, SLOWEST, AtEnd, Player
from gui.reading import Reading
from gui.session import Session
from gui.stage.caption import Caption
from gui.stage.legend import StageLegend
from gui.stage.scene import Spot, cell_rect
from gui.widgets.basics import ElidedLabel
from gui.widgets.scrubber import Scrubber


@pytest.fixture
def session() -> Iterator[Session]:
    client = EngineClient()
    client.start()
    yield Session(client, RunConfig(hidden=(HiddenLayer(12, "sigmoid"),)))
    assert client.shut_down()


@pytest.fixture
def reading(qapp: object) -> Reading:
    return Reading()


@pytest.fixture
def panel(qtbot: QtBot, session: Session, reading: Reading) -> Iterator[StagePanel]:
    panel = StagePanel(session, Player(), reading)
    qtbot.addWidget(panel)
    panel.resize(1000, 700)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    session.start()
    qtbot.waitUntil(lambda: session.trace is not None)
    panel.view.setFocus()
    yield panel
    panel.player.at_end = AtEnd.STOP
    panel.player.pause()


def press(panel: StagePanel, name: str) -> None:
    button = panel.findChild(QToolButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def scrubber(panel: StagePanel) -> Scrubber:
    found = panel.findChild(Scrubber)
    assert found is not None
    return found


def caption(panel: StagePanel) -> Caption:
    found = panel.findChild(Caption)
    assert found is not None
    return found


def choose(panel: StagePanel, name: str, text: str) -> None:
    """Take the entry of a menu of the transport whose text begins so.

    Without opening it: the offscreen platform cannot grab the keyboard for a menu.
    """
    button = panel.findChild(QToolButton, name)
    assert button is not None
    next(a for a in button.menu().actions() if a.text().startswith(text)).trigger()


def test_at_rest_the_whole_trace_stands_there(panel: StagePanel) -> None:
    assert panel.player.at_rest
    assert panel.view.context.state is None
    assert panel.view.context.fill(Key("p", 1)) == 1.0
    assert [part.name for part in scrubber(panel).parts[:3]] == ["Forward", "Loss", "Backward"]


def test_play_pause_and_play_on(qtbot: QtBot, panel: StagePanel) -> None:
    press(panel, "playStage")
    qtbot.waitUntil(lambda: panel.player.t > 0.05)
    press(panel, "playStage")
    t = panel.player.t
    assert not panel.player.playing
    assert 0 < t < panel.player.end
    assert scrubber(panel).place == t
    press(panel, "playStage")
    qtbot.waitUntil(lambda: panel.player.t > t)
    assert panel.player.playing


def test_buttons_step_in_both_directions(panel: StagePanel) -> None:
    press(panel, "toStart")
    start = panel.view.grab().toImage()
    assert panel.view.context.fill(Key("z", 2)) == 0.0
    press(panel, "stepOn")
    assert panel.view.context.fill(Key("z", 2)) == 1.0
    press(panel, "stepOn")
    press(panel, "stepBack")
    press(panel, "stepBack")
    assert panel.player.t == 0.0
    assert panel.view.grab().toImage() == start
    press(panel, "finishPhase")
    assert panel.player.t == panel.player.timeline.phase_starts[Phase.LOSS]  # type: ignore[union-attr]
    press(panel, "toEnd")
    assert panel.player.t == panel.player.end


def test_keys_on_the_stage_do_the_same(panel: StagePanel) -> None:
    view, player = panel.view, panel.player
    view.choose(None)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert player.t == 0.0
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert player.t == 2.0
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert player.t == 1.0
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert player.t == 2.0
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert player.t == 0.0
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert player.playing
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert not player.playing
    QTest.keyClick(view, Qt.Key.Key_End)
    assert player.t == player.end


def test_at_rest_space_is_left_to_the_window(qtbot: QtBot, session: Session) -> None:
    class Window(QWidget):
        heard = 0

        def keyPressEvent(self, event: object) -> None:
            self.heard += 1

    window = Window()
    qtbot.addWidget(window)
    panel = StagePanel(session)
    QVBoxLayout(window).addWidget(panel)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    session.start()
    qtbot.waitUntil(lambda: session.trace is not None)
    QTest.keyClick(panel.view, Qt.Key.Key_Space)
    assert window.heard == 1
    panel.player.to_start()
    QTest.keyClick(panel.view, Qt.Key.Key_Space)
    assert panel.player.playing
    assert window.heard == 1
    panel.player.pause()


def test_at_the_end_space_plays_again_for_who_has_moved_the_playhead(
    panel: StagePanel, session: Session
) -> None:
    QTest.keyClick(panel.view, Qt.Key.Key_Home)
    QTest.keyClick(panel.view, Qt.Key.Key_End)
    assert panel.player.at_rest
    QTest.keyClick(panel.view, Qt.Key.Key_Space)
    assert panel.player.playing
    assert panel.player.t < panel.player.end
    assert session.state is RunState.READY
    tip = panel.findChild(QToolButton, "playStage")
    assert tip is not None
    assert tip.toolTip() == "Pause (Space)"
    panel.player.pause()
    assert "at rest Space trains" in tip.toolTip()


@pytest.mark.parametrize("how", ["key", "button", "slider"])
def test_at_rest_no_place_is_marked_and_the_end_can_be_asked_for(
    qtbot: QtBot, panel: StagePanel, session: Session, how: str
) -> None:
    bar, weight = scrubber(panel), Key("W", 1)
    assert bar.quiet
    assert caption(panel).text.startswith("At rest: the whole pass, before the update.")
    assert panel.view.context.shown(weight) == weight
    if how == "key":
        QTest.keyClick(panel.view, Qt.Key.Key_End)
    elif how == "button":
        press(panel, "toEnd")
    else:
        at_end = QPoint(round(bar.x_of(bar.length)) + 3, bar.height() // 2)
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=at_end)
    assert not bar.quiet
    assert panel.player.t == panel.player.end
    assert panel.view.context.shown(weight) == Key("W_after", 1)
    session.reset()
    qtbot.waitUntil(lambda: bar.quiet)
    qtbot.waitUntil(lambda: session.trace is not None)
    assert panel.view.context.shown(weight) == weight


def test_dragging_scrubs_and_stops_the_playing(panel: StagePanel) -> None:
    bar = scrubber(panel)
    panel.player.play()
    y = bar.height() // 2
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(round(bar.x_of(2.0)), y))
    assert not panel.player.playing
    shown = []
    for place in (2.5, 3.5, 6.4, 1.2):
        QTest.mouseMove(bar, QPoint(round(bar.x_of(place)), y))
        assert panel.player.t == pytest.approx(place, abs=0.02)
        state = panel.view.context.state
        assert state is not None
        shown.append(state.t)
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton)
    assert shown == [pytest.approx(place, abs=0.02) for place in (2.5, 3.5, 6.4, 1.2)]


def test_the_speed_can_be_chosen(panel: StagePanel) -> None:
    choose(panel, "stageSpeed", "5 times")
    assert panel.player.speed == 5.0
    button = panel.findChild(QToolButton, "stageSpeed")
    assert button is not None
    assert (button.text(), button.accessibleName()) == ("5×", "Speed: 5 times")


def test_it_plays_to_the_end_and_stops(qtbot: QtBot, panel: StagePanel) -> None:
    panel.player.set_speed(FASTEST)
    with qtbot.waitSignal(panel.player.reached_end):
        press(panel, "playStage")
    assert not panel.player.playing
    assert panel.player.at_rest


def test_the_button_says_what_happens_at_the_end(panel: StagePanel) -> None:
    button = panel.findChild(QToolButton, "stageAtEnd")
    assert button is not None
    panel.resize(900, 600)
    assert button.text() == "At end: stop"
    choose(panel, "stageAtEnd", "Watch")
    assert button.text() == "At end: watch"
    assert button.accessibleName().startswith("At the end of the animation: Watch")
    assert "What happens at the end" in button.toolTip()
    panel.resize(480, 600)
    assert button.text() == "Watch"
    assert button.fontMetrics().horizontalAdvance(button.text()) < button.width()


def test_the_buttons_follow_the_player(panel: StagePanel) -> None:
    """Whoever changes it: the command palette, a key, another panel."""
    panel.resize(900, 600)
    panel.player.at_end = AtEnd.LOOP
    panel.player.set_speed(2.0)
    texts, ticked = [], []
    for name in ("stageSpeed", "stageAtEnd"):
        button = panel.findChild(QToolButton, name)
        assert button is not None
        texts.append(button.text())
        ticked += [each.text() for each in button.menu().actions() if each.isChecked()]
    assert texts == ["2×", "At end: loop"]
    assert ticked == ["2 times", "Loop this step"]


def test_a_loop_begins_again(qtbot: QtBot, panel: StagePanel, session: Session) -> None:
    choose(panel, "stageAtEnd", "Loop")
    panel.player.set_speed(FASTEST)
    trace = session.trace
    with qtbot.waitSignal(panel.player.reached_end):
        press(panel, "playStage")
    assert panel.player.playing
    with qtbot.waitSignal(panel.player.reached_end):
        pass
    assert session.trace is trace


def test_the_next_sample_follows(qtbot: QtBot, panel: StagePanel, session: Session) -> None:
    choose(panel, "stageAtEnd", "Go on")
    panel.player.set_speed(FASTEST)
    assert session.sample is not None
    index = session.sample.index
    with qtbot.waitSignal(panel.player.reached_end):
        press(panel, "playStage")
    panel.player.set_speed(SLOWEST)
    qtbot.waitUntil(lambda: panel.player.playing and panel.player.t > 0)
    assert session.sample.index == index + 1
    assert caption(panel).text.endswith("of z₂ (the next sample, at the same weights).")
    panel.player.set_speed(FASTEST)
    with qtbot.waitSignal(panel.player.reached_end):
        pass
    panel.player.at_end = AtEnd.STOP
    qtbot.waitUntil(lambda: panel.player.playing)
    panel.player.pause()
    panel.player.to_start()
    panel.player.step()
    assert caption(panel).text.endswith("of z₂.")


def test_watch_trains_one_step_for_each_animation(
    qtbot: QtBot, panel: StagePanel, session: Session
) -> None:
    choose(panel, "stageAtEnd", "Watch")
    panel.player.set_speed(FASTEST)
    steps: list[int] = []
    panel.player.reached_end.connect(
        lambda: steps.append(-1 if session.trace is None else session.trace.step)
    )
    press(panel, "playStage")
    qtbot.waitUntil(lambda: len(steps) >= 4, timeout=20_000)
    panel.player.at_end = AtEnd.STOP
    assert steps[:4] == [0, 1, 2, 3]


def test_watching_ends_when_somebody_pauses(
    qtbot: QtBot, panel: StagePanel, session: Session
) -> None:
    choose(panel, "stageAtEnd", "Watch")
    press(panel, "playStage")
    qtbot.waitUntil(lambda: panel.player.t > 0)
    press(panel, "playStage")
    assert session.state is RunState.READY
    assert session.trace is not None
    assert session.trace.step == 0


def test_a_new_run_drops_everything_at_once(
    qtbot: QtBot, panel: StagePanel, session: Session
) -> None:
    press(panel, "playStage")
    qtbot.waitUntil(lambda: panel.player.t > 0.05)
    seen = []
    session.run_ready.connect(
        lambda _: seen.append((panel.player.playing, panel.view.context.state))
    )
    session.apply(replace(session.config, hidden=(HiddenLayer(5), HiddenLayer(4))))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(False, None)]
    qtbot.waitUntil(lambda: session.trace is not None)
    assert panel.player.at_rest
    assert panel.view.context.state is None
    press(panel, "toStart")
    for _ in range(3):
        press(panel, "stepOn")
    assert panel.view.context.fill(Key("z", 4)) == 1.0


def test_running_at_full_speed_shows_complete_traces(
    qtbot: QtBot, panel: StagePanel, session: Session
) -> None:
    press(panel, "playStage")
    session.run()
    qtbot.waitUntil(lambda: panel.player.at_rest)
    session.pause()
    qtbot.waitUntil(lambda: session.state is not RunState.RUNNING)
    assert panel.player.at_rest


def test_motion_off_switches_beats(panel: StagePanel) -> None:
    panel.player.set_motion(False)
    panel.player.seek(0.3)
    state = panel.view.context.state
    assert state is not None
    assert state.t == 1.0
    assert not state.travelling
    half = panel.view.grab().toImage()
    panel.player.seek(0.9)
    assert panel.view.grab().toImage() == half


def test_the_caption_says_what_happens_and_keeps_its_height(panel: StagePanel) -> None:
    words, heights = [], set()
    press(panel, "toStart")
    words.append(caption(panel).text)
    while panel.player.t < panel.player.end:
        press(panel, "stepOn")
        words.append(caption(panel).text)
        heights.add(caption(panel).height())
        interface = QAccessible.queryAccessibleInterface(caption(panel))
        assert interface.text(QAccessible.Text.Name)
    assert len(set(words)) == len(words)
    assert len(heights) == 1
    assert words[0].startswith("The sample and the parameters are given")
    assert words[1].endswith("values of z₂.")


def test_another_notation_reaches_stage_and_caption(panel: StagePanel, reading: Reading) -> None:
    panel.player.seek(1.0)
    before = caption(panel).text
    reading.set_notation(NOTATIONS["d2l"])
    assert caption(panel).text != before
    assert panel.view.scene_shown.thing(("z", 2)).title == "h⁽¹⁾"


def test_pointing_lights_and_choosing_selects(panel: StagePanel, reading: Reading) -> None:
    thing = panel.view.scene_shown.thing(("W", 1))
    box = cell_rect(thing, 70)
    spot = QPoint(int(box.x + box.width / 2), int(box.y + box.height / 2))
    QTest.mouseMove(panel.view.viewport(), spot)
    assert reading.lit == {Key("W", 1)}
    assert reading.lit_cell == 70
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert reading.selection == (Key("W", 1), 70)
    QTest.mouseMove(panel.view.viewport(), QPoint(1, 1))
    assert reading.lit == frozenset()
    plain = panel.view.grab().toImage()
    reading.light(frozenset({Key("z", 1)}))
    whole = panel.view.grab().toImage()
    assert whole != plain
    reading.light(frozenset({Key("z", 1)}), 5)
    assert panel.view.grab().toImage() not in (plain, whole)


def test_what_is_pointed_at_is_read_beside_the_legend_and_nothing_moves(panel: StagePanel) -> None:
    legend, line = panel.findChild(StageLegend), panel.findChild(ElidedLabel, "stageReading")
    assert legend is not None
    assert line is not None
    parts = panel.view, legend, line, panel.transport, caption(panel)
    places = [part.geometry() for part in parts]
    invitation = line.full_text()
    box = cell_rect(panel.view.scene_shown.thing(("W", 1)), 70)
    spot = QPoint(int(box.x + box.width / 2), int(box.y + box.height / 2))
    QTest.mouseMove(panel.view.viewport(), spot)
    assert line.full_text() == panel.view.reading != invitation
    assert legend.isVisible()
    assert line.isVisible()
    assert [part.geometry() for part in parts] == places
    QTest.mouseMove(panel.view.viewport(), QPoint(1, 1))
    assert line.full_text() == invitation


def test_what_is_selected_elsewhere_is_chosen_here(panel: StagePanel, reading: Reading) -> None:
    reading.select(Key("z", 2), 3)
    assert panel.view.spot == Spot(Key("z", 2), 3)
    reading.select(None)
    assert panel.view.spot is None


def test_every_control_has_a_name_and_a_tip(panel: StagePanel) -> None:
    transport = panel.findChild(QWidget, "stageTransport")
    assert transport is not None
    buttons = transport.findChildren(QToolButton)
    assert len(buttons) == 8
    for button in buttons:
        assert button.accessibleName()
        assert button.toolTip()
    assert len({button.accessibleName() for button in buttons}) == 8


def test_in_the_smallest_window_the_controls_fit(qtbot: QtBot, panel: StagePanel) -> None:
    panel.resize(660, 420)
    transport = panel.findChild(QWidget, "stageTransport")
    assert transport is not None
    qtbot.waitUntil(lambda: panel.width() == 660)
    right = 0
    for child in (*transport.findChildren(QToolButton), scrubber(panel)):
        place = child.geometry()
        assert transport.rect().contains(place)
        assert place.width() >= child.minimumSizeHint().width()
        right = max(right, place.right())
    assert scrubber(panel).width() > 250
    assert caption(panel).lines <= 3


@pytest.mark.parametrize("width", [640, 724, 1024, 1280])
def test_no_sentence_is_cut_in_any_notation(
    qtbot: QtBot, panel: StagePanel, reading: Reading, width: int
) -> None:
    panel.resize(width, 460)
    qtbot.waitUntil(lambda: panel.width() == width)
    for notation in NOTATIONS.values():
        reading.set_notation(notation)
        qtbot.waitUntil(lambda: caption(panel).height() == caption(panel).sizeHint().height())
        assert panel.player.timeline is not None
        for beat in range(len(panel.player.timeline.beats)):
            panel.player.seek(beat + 0.5)
            shown = " ".join(caption(panel).shown)
            assert shown == caption(panel).text, notation.name
            assert not caption(panel).toolTip()
