"""One training step as a list of beats, and the state of the stage at any moment of it.

The clock is one number t, in beats. `Timeline.state_at` is a pure function of it: playing,
pausing, stepping and scrubbing only change t, in both directions, and never ask the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from math import ceil, isnan

from core.key import LOSS, TARGET, Key, has_activation, is_direct, is_fused
from core.models import Layer, Network


class Phase(Enum):
    """The parts of a step, in their order."""

    FORWARD = "forward"
    LOSS = "loss"
    BACKWARD = "backward"
    UPDATE = "update"


class BeatKind(Enum):
    """What happens in a beat."""

    FORWARD = "forward"
    """A layer's output; its scores, if the activation is shown apart."""
    ACTIVATE = "activate"
    """The activation of the scores, if it is shown apart."""
    LOSS = "loss"
    LOSS_GRADIENT = "gradient of the loss"
    ACTIVATION_ADJOINT = "activation adjoint"
    """From the adjoint of the output to that of the scores, if these are shown apart."""
    PARAMETERS = "parameters"
    """A layer's gradients q."""
    ADJOINT = "adjoint"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Beat:
    """One understandable thing that happens."""

    index: int
    kind: BeatKind
    phase: Phase
    layer: int
    """i, counted from 1; 0 for the loss and its gradient."""
    reads: tuple[Key, ...]
    """What goes in; all of it is there before the beat begins."""
    writes: tuple[Key, ...]
    """What comes out."""


@dataclass(frozen=True, slots=True)
class Travel:
    """Values on their way. They set out one after the other, so their train has two ends."""

    source: Key
    target: Key
    progress: float
    """Where the first of them is: 0 at the source, 1 at the target."""
    tail: float
    """Where the last of them is."""


@dataclass(frozen=True, slots=True)
class StageState:
    """Everything that moves, at one moment."""

    t: float
    beat: int
    """The index of the beat that is running, or that has just ended."""
    progress: float
    """How far it is: 0 only at the very beginning, 1 when it has ended."""
    phase: Phase
    filled: Mapping[Key, float]
    """How much of each thing is there: 0 not yet computed, 1 all of it."""
    active: frozenset[Key]
    """What the beat reads and writes; empty at the very beginning."""
    travelling: tuple[Travel, ...]
    """Empty while nothing moves: at t = 0 and whenever a beat has ended."""


TRAVEL = 0.6
"""The share of a beat that one value is on its way. The first arrives then, the last at its end."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The beats of a training step. Each lasts 1, so beat k runs from t = k to t = k + 1."""

    beats: tuple[Beat, ...]
    given: tuple[Key, ...]
    """What is there from the start: the sample, its target, the parameters."""

    @property
    def duration(self) -> float:
        """The t of the end."""
        return float(len(self.beats))

    @property
    def phase_starts(self) -> dict[Phase, float]:
        """The t at which each phase begins, in order; without an update there is no such phase."""
        starts: dict[Phase, float] = {}
        for beat in self.beats:
            starts.setdefault(beat.phase, float(beat.index))
        return starts

    def next_phase(self, t: float) -> float:
        """Return the end of the phase that runs at t; from its end, the end of the following."""
        ends = [*list(self.phase_starts.values())[1:], self.duration]
        return next((end for end in ends if end > t), self.duration)

    def previous_phase(self, t: float) -> float:
        """Return the last beginning of a phase before t; 0 if there is none."""
        return max((start for start in self.phase_starts.values() if start < t), default=0.0)

    def beat_of(self, key: Key) -> Beat | None:
        """Return the beat that computes a thing; None for what is given or not shown."""
        return next((beat for beat in self.beats if key in beat.writes), None)

    def state_at(self, t: float) -> StageState:
        """Return the state at t, which is held within 0 and `duration`; ValueError if it is NaN.

        At t = k the beats before k have ended, and `beat` is k - 1, the last of them: what stands
        still shows what has just happened. Hence t = 1, 2, ... are the pictures without motion.
        """
        if isnan(t):
            raise ValueError("t must be a number")
        t = min(max(float(t), 0.0), self.duration)
        beat = self.beats[max(ceil(t) - 1, 0)]
        progress = t - beat.index
        filled = dict.fromkeys(self.given, 1.0)
        for each in self.beats:
            share = _arrived(t - each.index)
            for key in each.writes:
                filled[key] = share
        return StageState(
            t,
            beat.index,
            progress,
            beat.phase,
            filled,
            frozenset((*beat.reads, *beat.writes)) if t > 0 else frozenset(),
            _travels(beat, progress),
        )


def _arrived(progress: float) -> float:
    if progress >= 1.0:  # exactly, not by division
        return 1.0
    return max((progress - TRAVEL) / (1.0 - TRAVEL), 0.0)


def _travels(beat: Beat, progress: float) -> tuple[Travel, ...]:
    if not 0.0 < progress < 1.0:
        return ()
    head = min(progress / TRAVEL, 1.0)
    tail = max((progress - (1.0 - TRAVEL)) / TRAVEL, 0.0)
    return tuple(
        Travel(source, target, head, tail)
        for target in beat.writes
        for source in beat.reads
        if _goes_into(source, target)
    )


def _goes_into(source: Key, target: Key) -> bool:
    """False for what a beat reads for another of its results: b is not changed by q_W."""
    match target.symbol:
        case "q_b":
            return source.symbol != "z" or source.number == target.number + 1
        case "W_after":
            return source.symbol in ("W", "q_W")
        case "b_after":
            return source.symbol in ("b", "q_b")
    return True


def timeline(
    network: Network, *, split: bool = False, with_p1: bool = True, update: bool = True
) -> Timeline:
    """Write down the beats of a step.

    With `split`, affine map and activation are shown apart, with the scores s and their adjoint
    p_s between them; a layer without activation has none. With a fused loss the last p_s comes
    straight from the loss, and there is then no p_{L+1}.
    """
    steps = list(_steps(network, split, with_p1, update))
    beats = tuple(Beat(index, *step) for index, step in enumerate(steps))
    parameters = [Key(symbol, layer.number) for layer in network.layers for symbol in "Wb"]
    return Timeline(beats, (Key("z", 1), TARGET, *parameters))


_Keys = tuple[Key, ...]
_Step = tuple[BeatKind, Phase, int, _Keys, _Keys]


def _steps(network: Network, split: bool, with_p1: bool, update: bool) -> Iterator[_Step]:
    for layer in network.layers:
        yield from _forward(layer, split)
    count = len(network.layers)
    prediction = Key("z", count + 1)
    yield BeatKind.LOSS, Phase.LOSS, 0, (prediction, TARGET), (LOSS,)
    past = split and is_fused(network)
    first = Key("p_s", count) if past else Key("p", count + 1)
    # The loss is read as well: here the way back begins, with its adjoint by itself, 1.
    yield BeatKind.LOSS_GRADIENT, Phase.BACKWARD, 0, (LOSS, prediction, TARGET), (first,)
    for layer in reversed(network.layers):
        yield from _backward(network, layer, split, with_p1)
    if update:
        for layer in network.layers:
            i = layer.number
            reads = (Key("W", i), Key("q_W", i), Key("b", i), Key("q_b", i))
            yield BeatKind.UPDATE, Phase.UPDATE, i, reads, (Key("W_after", i), Key("b_after", i))


def _forward(layer: Layer, split: bool) -> Iterator[_Step]:
    i = layer.number
    output, scores = Key("z", i + 1), Key("s", i)
    reads = (Key("z", i), Key("W", i), Key("b", i))
    apart = split and has_activation(layer)
    yield BeatKind.FORWARD, Phase.FORWARD, i, reads, (scores if apart else output,)
    if apart:
        yield BeatKind.ACTIVATE, Phase.FORWARD, i, (scores,), (output,)


def _backward(network: Network, layer: Layer, split: bool, with_p1: bool) -> Iterator[_Step]:
    i = layer.number
    adjoint, output = Key("p", i + 1), Key("z", i + 1)
    # The slope of every activation can be read off its output, so that is what goes in.
    slope: _Keys = () if is_direct(network, layer) else (output,)
    if split and has_activation(layer):
        scores = Key("p_s", i)
        if slope:
            reads = (adjoint, *slope)
            yield BeatKind.ACTIVATION_ADJOINT, Phase.BACKWARD, i, reads, (scores,)
        adjoint, slope = scores, ()
    gradients = (Key("q_W", i), Key("q_b", i))
    reads = (adjoint, *slope, Key("z", i))
    yield BeatKind.PARAMETERS, Phase.BACKWARD, i, reads, gradients
    if i > 1 or with_p1:
        reads = (adjoint, *slope, Key("W", i))
        yield BeatKind.ADJOINT, Phase.BACKWARD, i, reads, (Key("p", i),)
