"""What the inspector looks at, put together from session, playhead and reading."""

from __future__ import annotations

from dataclasses import replace

from core.batch_trace import BatchTrace, with_mean
from core.formulas import Formulas, formulas
from core.timeline import Beat, StageState
from core.trace import Trace
from core.update_formulas import UpdateRule
from gui.inspector.subject import (
    WHOLE,
    Shown,
    Subject,
    absent,
    found_values,
    has_arrived,
    in_place_of,
    is_split,
    strongest,
    subject_of,
)
from gui.player import Player
from gui.reading import Reading
from gui.session import Session


class Looking:
    """Makes `Shown`, and keeps what of it stays the same."""

    def __init__(self, session: Session, player: Player, reading: Reading) -> None:
        self._session, self._player, self._reading = session, player, reading
        self._formulas: Formulas | None = None
        self._made_of: tuple[object, ...] = ()
        self._entry = 0
        self._entry_of: tuple[object, ...] = ()
        self._mean: tuple[Trace, BatchTrace, Trace] | None = None
        self.resting = player.at_rest
        """Nobody has moved the playhead since there is something to see."""

    def beat(self) -> Beat | None:
        """Return what the playhead is at; None while it rests."""
        if self.resting:
            return None
        timeline, state = self._player.timeline, self._player.state()
        return None if timeline is None or state is None else timeline.beats[state.beat]

    def state(self) -> StageState | None:
        """Return what is there; None while the playhead rests, and everything is."""
        return None if self.resting else self._player.state()

    def what(self) -> Shown | None:
        """Return what is to be shown now; None while there is nothing."""
        trace = self._session.trace
        if trace is None:
            return None
        count = len(trace.layers)
        beat = self.beat()
        batch = self._batch_of(trace)
        trace = trace if batch is None else self._with_mean(trace, batch)
        subject = subject_of(self._reading.selection, beat, count)
        if subject.beat is None:
            key = in_place_of(subject.key, trace, self.state())
            subject = replace(subject, key=key)
        found = self._written(trace)
        if subject.key not in found.symbols.table:
            # Selected in another network, or not shown in this view.
            subject = subject_of((None, WHOLE), beat, count)
        entry = self._entry_for(trace, subject)
        classes = self._classes(trace)
        shown = Shown(found, trace, subject, entry, self._reading.style, batch, classes=classes)
        return self.at_playhead(shown)

    def at_playhead(self, shown: Shown) -> Shown:
        """Return the same, of which what the playhead has not come to is not there."""
        timeline, state = self._player.timeline, self.state()
        return replace(
            shown,
            reached=has_arrived(state, shown.trace, shown.key, shown.entry),
            absent=absent(timeline, state),
            beats=0 if timeline is None else len(timeline.beats),
        )

    def _classes(self, trace: Trace) -> tuple[str, ...]:
        """Return the names of the classes, where they are what the network's outputs stand for."""
        dataset = self._session.dataset
        names = () if dataset is None else tuple(dataset.class_names)
        return names if len(names) == trace.prediction.size else ()

    def _batch_of(self, trace: Trace) -> BatchTrace | None:
        batch = self._session.batch
        return batch if batch is not None and batch.network is trace.network else None

    def _with_mean(self, trace: Trace, batch: BatchTrace) -> Trace:
        """Return the trace with the means, the same one as long as both are the same."""
        if self._mean is None or self._mean[0] is not trace or self._mean[1] is not batch:
            self._mean = trace, batch, with_mean(trace, batch)
        return self._mean[2]

    def _written(self, trace: Trace) -> Formulas:
        """Return the formulas, the same ones as long as nothing changes that they are made of."""
        rule = self._rule()
        split, batch = is_split(self._player.timeline), self._batch_of(trace)
        notation, size = self._reading.notation, 0 if batch is None else batch.count
        made_of = (trace.network, notation, split, rule, size)
        if self._formulas is None or made_of != self._made_of:
            self._made_of = made_of
            self._formulas = formulas(trace.network, notation, split=split, rule=rule, batch=size)
        return self._formulas

    def _rule(self) -> UpdateRule:
        """Return what the run that stands does, though other settings may be on their way."""
        config, ready = self._session.config, self._session.ready
        if ready is None:
            return UpdateRule.of(config)
        own = ready.config
        same = replace(config, learning_rate=own.learning_rate, epochs=own.epochs) == own
        return UpdateRule.of(config if same else own)

    def _entry_for(self, trace: Trace, subject: Subject) -> int:
        """Return the entry to write out.

        The largest is chosen once for a sample: it would jump about while the network trains.
        """
        values = found_values(trace, subject.key)
        if values is not None and 0 <= subject.cell < values.size:
            return subject.cell
        mean = self._session.batch is not None
        entry_of = (trace.network, self._session.sample, subject.key, mean)
        if entry_of != self._entry_of:
            self._entry_of = entry_of
            self._entry = strongest(trace, subject.key)
        return self._entry
