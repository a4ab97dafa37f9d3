"""The playhead: it goes in both directions, exactly, and never beyond the ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.models import build_network
from core.timeline import Timeline, timeline
from gui.player import FASTEST, SLOWEST, AtEnd, Player


def beats() -> Timeline:
    return timeline(build_network(RunConfig(hidden=(HiddenLayer(3),)), 4, 2, 2))


@pytest.fixture
def player(qapp: object) -> Iterator[Player]:
    player = Player()
    player.set_timeline(beats())
    yield player
    player.pause()


def test_without_a_timeline_nothing_can_be_played(qapp: object) -> None:
    player = Player()
    player.play()
    player.step()
    assert (player.playing, player.t, player.state()) == (False, 0.0, None)


def test_it_rests_at_the_end_until_somebody_plays(player: Player) -> None:
    assert player.at_rest
    assert player.t == player.end == len(beats().beats)
    player.play()
    assert player.playing
    assert player.t == 0.0
    player.pause()
    assert not player.at_rest


def test_steps_complete_beats_and_undo_them(player: Player) -> None:
    player.to_start()
    player.seek(2.3)
    player.step()
    assert player.t == 3.0
    player.step()
    assert player.t == 4.0
    player.step_back()
    assert player.t == 3.0
    player.seek(2.3)
    player.step_back()
    assert player.t == 2.0


def test_phases_are_walked_in_both_directions(player: Player) -> None:
    starts = list(beats().phase_starts.values())
    player.to_start()
    seen: list[float] = []
    while player.t < player.end:
        player.finish_phase()
        seen.append(player.t)
    assert seen == [*starts[1:], player.end]
    back = []
    while player.t > 0:
        player.phase_back()
        back.append(player.t)
    assert back == starts[::-1]


@given(st.lists(st.sampled_from(["step", "step_back", "finish_phase", "phase_back"]), max_size=30))
def test_it_never_leaves_the_timeline(moves: list[str]) -> None:
    player = Player()
    player.set_timeline(beats())
    for move in moves:
        getattr(player, move)()
        assert 0.0 <= player.t <= player.end
        assert player.t == int(player.t)


def test_a_step_from_the_end_begins_with_the_first_beat(player: Player) -> None:
    assert player.at_rest
    seen: list[float] = []
    player.moved.connect(seen.append)
    player.step()
    assert seen == [player.t] == [1.0]
    player.to_end()
    player.finish_phase()
    assert player.t == list(beats().phase_starts.values())[1]


def test_playing_reaches_the_end_and_says_so(qtbot: QtBot, player: Player) -> None:
    player.set_speed(FASTEST)
    seen: list[float] = []
    player.moved.connect(seen.append)
    with qtbot.waitSignal(player.reached_end):
        player.play()
    assert player.at_rest
    assert seen == sorted(seen)
    assert len(seen) > 10


def test_scrubbing_to_the_end_is_not_reaching_it(qtbot: QtBot, player: Player) -> None:
    player.to_start()
    with qtbot.assertNotEmitted(player.reached_end):
        player.seek(player.end)
        player.to_end()


def test_speed_stays_within_its_limits(player: Player) -> None:
    player.set_speed(1e9)
    assert player.speed == FASTEST
    player.set_speed(0.0)
    assert player.speed == SLOWEST


def test_whoever_sets_the_speed_the_others_hear_of_it_once(player: Player) -> None:
    seen: list[float] = []
    player.speed_changed.connect(seen.append)
    for speed in (2.0, 2.0, 1e9, FASTEST, 0.5):
        player.set_speed(speed)
    assert seen == [2.0, FASTEST, 0.5]
    assert player.speed == 0.5


def test_whoever_chooses_the_end_the_others_hear_of_it_once(player: Player) -> None:
    seen: list[AtEnd] = []
    player.at_end_changed.connect(seen.append)
    for at_end in (AtEnd.STOP, AtEnd.LOOP, AtEnd.LOOP, AtEnd.WATCH):
        player.at_end = at_end
    assert seen == [AtEnd.LOOP, AtEnd.WATCH]
    assert player.at_end is AtEnd.WATCH


def test_without_motion_beats_switch(player: Player) -> None:
    player.seek(1.4)
    moving = player.state()
    player.set_motion(False)
    still = player.state()
    assert moving is not None
    assert still is not None
    assert moving.travelling
    assert not still.travelling
    assert still.t == 2.0
    assert all(fill in (0.0, 1.0) for fill in still.filled.values())


def test_another_timeline_stops_and_rests(player: Player) -> None:
    player.play()
    player.set_timeline(None)
    assert not player.playing
    assert player.state() is None
