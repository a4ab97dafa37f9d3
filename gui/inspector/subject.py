"""What the inspector is about: what is selected, or the beat under the playhead. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from core.batch_trace import BatchTrace
from core.formula import Formula, NumberStyle
from core.formulas import Formulas
from core.key import LOSS, Key, values_of
from core.timeline import Beat, StageState, Timeline
from core.trace import Trace

WHOLE = -1


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing, and one entry of it or the whole."""

    key: Key
    cell: int = WHOLE
    beat: Beat | None = None
    """The beat that it is taken from; None if it was selected."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Everything that the parts of the inspector draw from."""

    formulas: Formulas
    trace: Trace
    subject: Subject
    entry: int
    """The entry whose numbers are written: the one selected, or the strongest."""
    style: NumberStyle
    batch: BatchTrace | None = None
    """Where q is the mean over a minibatch: its samples. The trace then has the means."""
    reached: bool = True
    """False while the playhead stands before the moment that the entry is computed at."""
    absent: Mapping[Key, Beat] = field(default_factory=dict)
    """What the playhead has not come to, or not all of it, with the beat that computes it."""
    beats: int = 0
    """How many beats there are."""
    classes: tuple[str, ...] = ()
    """The names of the classes, if the last layer has one output for each."""

    @property
    def key(self) -> Key:
        """The thing."""
        return self.subject.key

    @property
    def layer(self) -> int:
        """The number of the layer whose Jacobians belong to it; 0 for those of the loss."""
        return layer_of(self.subject.key, len(self.trace.layers))

    def waits_for(self, *keys: Key) -> str:
        """Say what has to be computed before numbers made of these things can be shown.

        Empty if all of them are there.
        """
        key = next((key for key in keys if key in self.absent), None)
        if key is None:
            return ""
        number, count = self.absent[key].index + 1, self.beats
        where = f"beat\N{NO-BREAK SPACE}{number} of\N{NO-BREAK SPACE}{count}"
        return f"Not computed yet: {self.formulas.symbols[key].plain} comes in {where}."


def plain_key(key: Key, count: int) -> Key:
    """Return what an arrow of the stage leads to, and any other thing itself."""
    match key.symbol:
        case "g":
            return Key("z", key.number + 1)
        case "A" | "B" | "D":
            return Key("p", key.number)
        case "forward loss":
            return LOSS
        case "backward loss":
            return Key("p", count + 1)
    return key


def subject_of(selection: tuple[Key | None, int], beat: Beat | None, count: int) -> Subject:
    """Return what to show: what is selected, else the beat, else the loss, where all is summed up.

    `count` is the number of layers.
    """
    key, cell = selection
    if key is not None:
        plain = plain_key(key, count)
        return Subject(plain, cell if plain == key else WHOLE)
    return Subject(LOSS) if beat is None else Subject(beat.writes[0], WHOLE, beat)


def is_split(timeline: Timeline | None) -> bool:
    """True if affine maps and activations are shown apart."""
    if timeline is None:
        return False
    return any(key.symbol in ("s", "p_s") for beat in timeline.beats for key in beat.writes)


def layer_of(key: Key, count: int) -> int:
    """Return the number of the layer that computes a thing; 0 for the loss.

    An adjoint p_i comes back through layer i, so that A_i is what it is multiplied with.
    """
    if key.symbol in ("loss", "y") or key == Key("p", count + 1):
        return 0
    if key.symbol == "z":
        return max(key.number - 1, 1)
    return key.number


def class_of(shown: Shown) -> str:
    """Return the class that the entry belongs to; "" if it belongs to none.

    Entries count from 1, as in texts, and classes are called as the data call them, often from 0:
    both are said together.
    """
    key, last = shown.key, len(shown.trace.layers)
    if key.symbol in ("z", "p"):
        outer = key.number == last + 1
    else:
        outer = key.symbol == "y" or (key.symbol != "loss" and key.number == last)
    values = found_values(shown.trace, key)
    if not outer or values is None:
        return ""
    row = shown.entry // (values.shape[1] if values.ndim > 1 else 1)
    return shown.classes[row] if row < len(shown.classes) else ""


def absent(timeline: Timeline | None, state: StageState | None) -> dict[Key, Beat]:
    """Return what is not there at a moment, with the beat that computes it.

    Without a moment (the playhead rests) everything is there.
    """
    if timeline is None or state is None:
        return {}
    return {key: beat for beat in timeline.beats for key in beat.writes if state.filled[key] < 1.0}


def in_place_of(key: Key, trace: Trace, state: StageState | None) -> Key:
    """Return what stands in the place of a thing: of parameters, once they are, the updated."""
    after = Key(f"{key.symbol}_after", key.number)
    if state is None or state.filled.get(after, 0.0) < 1.0:
        return key
    return key if found_values(trace, after) is None else after


def has_arrived(state: StageState | None, trace: Trace, key: Key, cell: int) -> bool:
    """True if an entry is on the stage: a vector fills entry by entry, a matrix row by row."""
    values = found_values(trace, key)
    fill = 1.0 if state is None else state.filled.get(key, 1.0)
    if fill >= 1.0 or values is None:
        return True
    row = cell // (values.shape[1] if values.ndim > 1 else 1)
    return row < int(fill * values.shape[0])


def strongest(trace: Trace, key: Key) -> int:
    """Return the entry that says most: of parameters that with the largest gradient, else the
    largest; 0 if the trace has no such thing.
    """
    if key.symbol in ("W", "b", "W_after", "b_after"):
        key = Key(f"q_{key.symbol[0]}", key.number)
    values = found_values(trace, key)
    if values is None or not values.size:
        return 0
    with np.errstate(invalid="ignore"):
        return int(np.nan_to_num(np.abs(values)).argmax())


def found_values(
    trace: Trace, key: Key
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]] | None:
    """Return the values of a thing, None if the trace has none (an update not taken)."""
    try:
        return values_of(trace, key)
    except KeyError:
        return None


def general(formulas: Formulas, subject: Subject) -> tuple[Formula, ...]:
    """Return the formulas of a subject: of a beat, all that it computes."""
    if subject.beat is not None:
        return formulas.of_beat(subject.beat)
    return formulas.of(subject.key)
