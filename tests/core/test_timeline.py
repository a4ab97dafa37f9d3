"""The beats of a step, and the stage as a pure function of time."""

from __future__ import annotations

from itertools import pairwise
from math import nan
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.checks import LOSSES, OUTPUTS
from core.config import HiddenLayer, RunConfig
from core.key import LOSS, Key, values_of
from core.models import Network, build_network
from core.ops import ACTIVATIONS
from core.optimizers import build_optimizer
from core.parameters import ParameterVector
from core.timeline import BeatKind, Phase, Timeline, timeline
from core.trace import take_trace

ENDINGS = [(o, lo) for o in OUTPUTS for lo in LOSSES if lo != "cross-entropy" or "softmax" in o]
hidden_layers = st.lists(
    st.builds(HiddenLayer, st.integers(1, 4), st.sampled_from(list(ACTIVATIONS))), max_size=19
).map(tuple)
networks = st.builds(
    lambda hidden, ending: build_network(
        RunConfig(hidden=hidden, output=ending[0], loss=ending[1]), 2, 3, 3
    ),
    hidden_layers,
    st.sampled_from(ENDINGS),
)
timelines = st.builds(
    lambda network, split, with_p1, update: timeline(
        network, split=split, with_p1=with_p1, update=update
    ),
    networks,
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
fractions = st.floats(0.0, 1.0)


def mlp(*hidden: HiddenLayer, output: str = "softmax", loss: str = "cross-entropy") -> Network:
    return build_network(RunConfig(hidden=hidden, output=output, loss=loss), 2, 3, 3)


def told(line: Timeline) -> list[str]:
    return [f"{beat.kind.value} {beat.layer or ''}".strip() for beat in line.beats]


def test_a_network_with_one_hidden_layer_beat_by_beat() -> None:
    line = timeline(mlp(HiddenLayer(4, "sigmoid")))
    assert told(line) == [
        *("forward 1", "forward 2", "loss", "gradient of the loss"),
        *("parameters 2", "adjoint 2", "parameters 1", "adjoint 1", "update 1", "update 2"),
    ]
    parameters_1, adjoint_1 = line.beats[6], line.beats[7]
    assert parameters_1.reads == (Key("p", 2), Key("z", 2), Key("z", 1))
    assert parameters_1.writes == (Key("q_W", 1), Key("q_b", 1))
    assert adjoint_1.reads == (Key("p", 2), Key("z", 2), Key("W", 1))
    # Past the softmax the adjoint of the scores comes from the loss: no slope is needed.
    assert line.beats[4].reads == (Key("p", 3), Key("z", 2))
    assert line.phase_starts == {
        Phase.FORWARD: 0,
        Phase.LOSS: 2,
        Phase.BACKWARD: 3,
        Phase.UPDATE: 8,
    }


def test_split_shows_scores_where_there_is_an_activation() -> None:
    hidden = (HiddenLayer(4, "sigmoid"), HiddenLayer(4, "identity"))
    line = timeline(mlp(*hidden), split=True, with_p1=False, update=False)
    assert told(line) == [
        *("forward 1", "activate 1", "forward 2", "forward 3", "activate 3"),
        *("loss", "gradient of the loss", "parameters 3", "adjoint 3", "parameters 2"),
        *("adjoint 2", "activation adjoint 1", "parameters 1"),
    ]
    gradient = line.beats[6]
    assert gradient.writes == (Key("p_s", 3),)
    assert line.beat_of(Key("p", 4)) is None
    assert line.beat_of(Key("p_s", 2)) is None
    unfused = timeline(mlp(output="softmax", loss="squared error"), split=True)
    assert unfused.beat_of(Key("p", 2)) is not None
    assert unfused.beat_of(Key("p_s", 1)) is not None


@given(timelines)
@settings(deadline=None, max_examples=40)
def test_everything_is_read_only_after_it_is_full_and_written_once(line: Timeline) -> None:
    there = set(line.given)
    for beat in line.beats:
        assert line.state_at(beat.index).filled.keys() >= set(beat.reads)
        assert all(line.state_at(beat.index).filled[key] == 1.0 for key in beat.reads)
        assert there.issuperset(beat.reads)
        assert there.isdisjoint(beat.writes)
        there.update(beat.writes)
    assert line.state_at(0).filled.keys() == there


@given(timelines)
@settings(deadline=None, max_examples=40)
def test_at_the_start_only_what_is_given_at_the_end_everything(line: Timeline) -> None:
    start, end = line.state_at(0), line.state_at(line.duration)
    assert {key for key, share in start.filled.items() if share} == set(line.given)
    assert set(end.filled.values()) == {1.0}
    assert (start.active, start.travelling, end.travelling) == (frozenset(), (), ())
    assert (start.beat, start.progress) == (0, 0.0)
    assert (end.beat, end.progress) == (len(line.beats) - 1, 1.0)


@given(timelines)
@settings(deadline=None, max_examples=40)
def test_at_each_whole_number_the_beats_before_are_complete_and_no_other(line: Timeline) -> None:
    for k in range(1, len(line.beats) + 1):
        state = line.state_at(k)
        assert (state.beat, state.progress, state.travelling) == (k - 1, 1.0, ())
        assert state.phase is line.beats[k - 1].phase
        for beat in line.beats:
            expected = 1.0 if beat.index < k else 0.0
            assert {state.filled[key] for key in beat.writes} == {expected}


@given(timelines, st.lists(fractions, min_size=2, max_size=6))
@settings(deadline=None, max_examples=60)
def test_state_is_pure_and_what_is_filled_only_grows(line: Timeline, parts: list[float]) -> None:
    times = [part * line.duration for part in parts]
    there = [line.state_at(t) for t in times]
    assert [line.state_at(t) for t in reversed(times)] == there[::-1]
    ordered = [line.state_at(t) for t in sorted(times)]
    for earlier, later in pairwise(ordered):
        assert earlier.filled.keys() == later.filled.keys()
        assert all(later.filled[key] >= share for key, share in earlier.filled.items())
        assert all(0.0 <= share <= 1.0 for share in later.filled.values())


@given(timelines, fractions)
@settings(deadline=None, max_examples=60)
def test_what_travels_belongs_to_the_beat_and_fills_when_it_arrives(
    line: Timeline, part: float
) -> None:
    state = line.state_at(part * line.duration)
    beat = line.beats[state.beat]
    assert 0.0 <= state.progress <= 1.0
    for travel in state.travelling:
        assert travel.source in beat.reads
        assert travel.target in beat.writes
        assert state.active.issuperset((travel.source, travel.target))
        assert 0.0 <= travel.tail <= travel.progress <= 1.0
        assert (state.filled[travel.target] > 0.0) <= (travel.progress == 1.0)
    if 0.0 < state.progress < 1.0:
        assert {travel.target for travel in state.travelling} == set(beat.writes)
        assert {travel.source for travel in state.travelling} == set(beat.reads)


@given(timelines)
@settings(deadline=None, max_examples=30)
def test_phases_come_in_order_and_can_be_walked(line: Timeline) -> None:
    order = [phase for phase in Phase if phase in line.phase_starts]
    assert list(line.phase_starts) == order
    assert [beat.phase for beat in line.beats] == sorted(
        (beat.phase for beat in line.beats), key=list(Phase).index
    )
    t, stops = 0.0, [0.0]
    while t < line.duration:
        t = line.next_phase(t)
        stops.append(t)
    assert stops == [*line.phase_starts.values(), line.duration]
    back = [t]
    while t > 0:
        t = line.previous_phase(t)
        back.append(t)
    assert back == stops[::-1]
    assert line.next_phase(line.duration) == line.duration
    assert line.previous_phase(0.0) == 0.0


@given(networks, st.booleans())
@settings(deadline=None, max_examples=30)
def test_everything_that_is_written_has_numbers_in_the_trace(network: Network, split: bool) -> None:
    parameters = ParameterVector(network.graph, np.float64)
    parameters.flat[:] = 0.1
    optimizer = build_optimizer("sgd", parameters.flat, parameters.like().flat, 0.1)
    trace = take_trace(network, parameters, [1.0, 2.0], [0.0, 1.0, 0.0], optimizer=optimizer)
    line = timeline(network, split=split)
    for key in line.state_at(0).filled:
        assert np.isfinite(values_of(trace, key)).all()
    assert values_of(trace, LOSS).item() == trace.loss


def test_biases_travel_to_biases() -> None:
    line = timeline(mlp(HiddenLayer(4, "tanh")))
    update = line.state_at(8.5).travelling
    pairs = {(travel.source.symbol, travel.target.symbol) for travel in update}
    assert pairs == {("W", "W_after"), ("q_W", "W_after"), ("b", "b_after"), ("q_b", "b_after")}
    parameters = line.state_at(6.5).travelling
    assert {travel.source for travel in parameters if travel.target.symbol == "q_b"} == {
        Key("p", 2),
        Key("z", 2),
    }


def test_numbers_outside_are_held_and_nan_is_refused() -> None:
    line = timeline(mlp())
    assert line.state_at(-3.0) == line.state_at(0.0)
    assert line.state_at(1e9) == line.state_at(line.duration)
    with pytest.raises(ValueError, match="number"):
        line.state_at(nan)


def test_a_state_of_twenty_layers_costs_far_less_than_a_frame() -> None:
    line = timeline(mlp(*[HiddenLayer(4)] * 19), split=True)
    assert sum(beat.kind is BeatKind.FORWARD for beat in line.beats) == 20
    best = np.inf
    for _ in range(5):
        started = perf_counter()
        for k in range(20):
            line.state_at(k + 0.5)
        best = min(best, (perf_counter() - started) / 20)
    assert best < 2e-3
