"""What the playhead does when the run changes, and when it comes to the end."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Signal, Slot

from core.key import Key
from core.messages import Ready, RunState
from core.timeline import Timeline, timeline
from core.trace import Trace
from gui.player import AtEnd, Player
from gui.session import Origin, Session
from gui.stage.context import has


class _Waiting(Enum):
    """For which trace, to play it from its start."""

    NOTHING = "nothing"
    SAMPLE = "sample"
    STEP = "step"


def moment_in(after: Timeline, before: Timeline, t: float) -> float:
    """The t of other beats of the same network at which the same has been computed.

    Within a beat that is not among them, the beginning of the one that it belongs to.
    """
    if t <= 0 or t >= before.duration:
        return 0.0 if t <= 0 else after.duration
    state = before.state_at(t)
    beat = before.beats[state.beat]
    same = next((each for each in after.beats if each.writes == beat.writes), None)
    if same is not None:
        return same.index + state.progress
    done = {key for key, fill in state.filled.items() if fill >= 1.0}
    return float(next((b.index for b in after.beats if not done.issuperset(b.writes)), 0))


class Conductor(QObject):
    """Gives the player its beats; at the end goes on as `Player.at_end` says."""

    watching_changed = Signal(bool)
    """Playing and training in turns has begun, or has come to an end."""

    def __init__(self, session: Session, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._player = player
        self._waiting = _Waiting.NOTHING
        self._watching = False
        self._updates = False
        self._split = False
        self._step = 0
        session.run_ready.connect(self._on_ready)
        session.trace_changed.connect(self._on_trace)
        session.state_changed.connect(self._on_state)
        player.reached_end.connect(self._on_end)
        player.playing_changed.connect(self._on_playing)
        player.at_end_changed.connect(self._tell_watching)
        if session.ready is not None:
            self._on_ready(session.ready)
            self._on_trace(session.trace)

    @property
    def watching(self) -> bool:
        """True while steps are played and trained in turns, between two of them as well."""
        goes_on = self._player.playing or self._waiting is _Waiting.STEP
        return goes_on and self._player.at_end is AtEnd.WATCH

    @Slot(bool)
    def set_split(self, split: bool) -> None:
        """Let an affine map and its activation be two beats, or one; the moment is kept."""
        if split == self._split:
            return
        self._split = split
        ready, before = self._session.ready, self._player.timeline
        if ready is None or before is None:
            return
        player = self._player
        after = timeline(ready.network, split=split, update=self._updates)
        t, playing, at_rest = moment_in(after, before, player.t), player.playing, player.at_rest
        player.set_timeline(after)
        if not at_rest:
            player.seek(t)
        if playing:
            player.play()

    @Slot(object)
    def _on_ready(self, ready: Ready) -> None:
        self._wait_for(_Waiting.NOTHING)
        self._updates = False
        self._player.set_timeline(timeline(ready.network, split=self._split, update=False))

    @Slot(object)
    def _on_trace(self, trace: Trace | None) -> None:
        if trace is None:
            self._wait_for(_Waiting.NOTHING)
            self._player.set_timeline(None)  # what was shown has become void
            return
        if has(trace, Key("W_after", 1)) and not self._updates:
            # From now on: a trace taken while it trains has none, and the beats should stay.
            self._updates = True
            self._replace(timeline(trace.network, split=self._split))
        if self._waiting is _Waiting.SAMPLE or (
            self._waiting is _Waiting.STEP and trace.step > self._step
        ):
            self._player.to_start()
            self._player.play()
        elif self._session.state is RunState.RUNNING:
            self._player.to_end()  # at full speed there is no one step to look at

    def _replace(self, beats: Timeline) -> None:
        """Change the beats, which agree up to where it is, and go on."""
        player = self._player
        t, playing, at_rest = player.t, player.playing, player.at_rest
        player.set_timeline(beats)
        if not at_rest:
            player.seek(t)
        if playing:
            player.play()

    @Slot(object)
    def _on_state(self, state: RunState) -> None:
        if not self._session.can_train:
            self._wait_for(_Waiting.NOTHING)  # the step that was waited for will not come

    @Slot(bool)
    def _on_playing(self, playing: bool) -> None:
        self._wait_for(_Waiting.NOTHING if playing else self._waiting)

    def _wait_for(self, waiting: _Waiting) -> None:
        self._waiting = waiting
        self._tell_watching()

    @Slot()
    def _tell_watching(self) -> None:
        if self.watching is not self._watching:
            self._watching = self.watching
            self.watching_changed.emit(self._watching)

    @Slot()
    def _on_end(self) -> None:
        session = self._session
        match self._player.at_end:
            case AtEnd.LOOP:
                self._player.play()
            case AtEnd.NEXT_SAMPLE:
                sample = session.sample
                if sample is None or sample.origin is Origin.DRAWN:
                    return
                self._wait_for(_Waiting.SAMPLE)
                session.show_sample(sample.origin, sample.index + 1)
            case AtEnd.WATCH:
                trace = session.trace
                if trace is None or not session.can_train:
                    return
                self._step = trace.step
                self._wait_for(_Waiting.STEP)
                session.step()
