"""Where the playhead of the stage is, and how it moves.

Playing, stepping and scrubbing only change `t`; what is on the stage at `t` is
`Timeline.state_at(t)`, so all of them go in both directions and never ask the engine.
"""

from __future__ import annotations

from enum import Enum
from math import ceil, floor
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from core.timeline import StageState, Timeline

FRAME_MS = 16
BEAT_SECONDS = 1.2
"""How long a beat takes at the usual speed."""
SLOWEST, FASTEST = 0.1, 10.0
LONGEST_FRAME = 0.1
"""After a stall (sleep, a dialogue) the playhead goes on from where it was, without a jump."""


class AtEnd(Enum):
    """What happens when the playhead reaches the end."""

    STOP = "stop"
    LOOP = "loop"
    """The same training step again."""
    NEXT_SAMPLE = "next sample"
    WATCH = "watch"
    """Train one step, and show the new trace from its start."""


class Player(QObject):
    """The playhead. It stands at the end, everything visible, until somebody plays or steps."""

    moved = Signal(float)
    """t has changed, by whatever way."""
    playing_changed = Signal(bool)
    timeline_changed = Signal(object)
    """`Timeline` or None: another network, or other beats. t is at its end."""
    speed_changed = Signal(float)
    at_end_changed = Signal(object)
    """`AtEnd`: something else is to happen at the end."""
    reached_end = Signal()
    """Playing has come to the end (not scrubbing, not stepping)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timeline: Timeline | None = None
        self._t = 0.0
        self._playing = False
        self._moving = True
        self._speed = 1.0
        self._at_end = AtEnd.STOP
        self._last = 0.0
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.setInterval(FRAME_MS)
        self._clock.timeout.connect(self._tick)

    @property
    def timeline(self) -> Timeline | None:
        """The beats; None while there is no network."""
        return self._timeline

    @property
    def t(self) -> float:
        """Where the playhead is, in beats from the start."""
        return self._t

    @property
    def end(self) -> float:
        """Where everything has been computed."""
        return 0.0 if self._timeline is None else float(len(self._timeline.beats))

    @property
    def at_rest(self) -> bool:
        """True when everything is visible and nothing moves: the stage simply shows the trace."""
        return not self._playing and self._t >= self.end

    @property
    def playing(self) -> bool:
        """True while the playhead moves by itself."""
        return self._playing

    @property
    def speed(self) -> float:
        """1 for the usual speed."""
        return self._speed

    @property
    def at_end(self) -> AtEnd:
        """What happens when playing has come to the end."""
        return self._at_end

    @at_end.setter
    def at_end(self, at_end: AtEnd) -> None:
        if at_end is not self._at_end:
            self._at_end = at_end
            self.at_end_changed.emit(at_end)

    @property
    def motion(self) -> bool:
        """False where beats switch without movement."""
        return self._moving

    def state(self) -> StageState | None:
        """Return what is on the stage now."""
        if self._timeline is None:
            return None
        t = self._t if self._moving else float(ceil(self._t))
        return self._timeline.state_at(t)

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Take other beats; the playhead goes to the end and stands still."""
        self._stop()
        self._timeline = timeline
        self._t = self.end
        self.timeline_changed.emit(timeline)
        self.moved.emit(self._t)

    def set_motion(self, moving: bool) -> None:
        """Let values travel, or let beats switch without movement."""
        self._moving = moving
        self.moved.emit(self._t)

    def set_speed(self, speed: float) -> None:
        """Play faster or slower, 0.1 to 10 times."""
        speed = min(max(speed, SLOWEST), FASTEST)
        if speed != self._speed:
            self._speed = speed
            self.speed_changed.emit(speed)

    @Slot()
    def play(self) -> None:
        """Play on; from the start if everything has been shown."""
        if self._timeline is None or self._playing:
            return
        if self._t >= self.end:
            self.seek(0.0)
        self._playing = True
        self._last = monotonic()
        self._clock.start()
        self.playing_changed.emit(True)

    @Slot()
    def pause(self) -> None:
        """Stand still where it is."""
        self._stop()

    @Slot()
    def toggle(self) -> None:
        """Play, or pause."""
        if self._playing:
            self.pause()
        else:
            self.play()

    @Slot()
    def to_start(self) -> None:
        """Go where nothing has been computed yet."""
        self._stop()
        self.seek(0.0)

    @Slot()
    def to_end(self) -> None:
        """Go where everything has been computed."""
        self._stop()
        self.seek(self.end)

    @Slot()
    def step(self) -> None:
        """Complete the current beat, or the next one; at the end, the first one once more."""
        self._begin_again()
        self.seek(floor(self._t + 1e-9) + 1.0)

    @Slot()
    def step_back(self) -> None:
        """Undo the current beat, or the one before."""
        self._stop()
        self.seek(ceil(self._t - 1e-9) - 1.0)

    @Slot()
    def finish_phase(self) -> None:
        """Go to the end of the current phase; at the end, to that of the first one."""
        self._begin_again()
        self.seek(min((s for s in self._marks() if s > self._t + 1e-9), default=self.end))

    @Slot()
    def phase_back(self) -> None:
        """Go to the start of the current phase, or of the one before."""
        self._stop()
        self.seek(max((s for s in self._marks() if s < self._t - 1e-9), default=0.0))

    def seek(self, t: float) -> None:
        """Put the playhead at t, held between start and end."""
        t = min(max(t, 0.0), self.end)
        if t != self._t:
            self._t = t
            self.moved.emit(t)

    def _marks(self) -> list[float]:
        if self._timeline is None:
            return []
        return [float(start) for start in self._timeline.phase_starts.values()] + [self.end]

    def _begin_again(self) -> None:
        self._stop()
        if self._t >= self.end:
            self._t = 0.0

    def _stop(self) -> None:
        self._clock.stop()
        if self._playing:
            self._playing = False
            self.playing_changed.emit(False)

    @Slot()
    def _tick(self) -> None:
        now = monotonic()
        elapsed = min(now - self._last, LONGEST_FRAME)
        self._last = now
        self.seek(self._t + elapsed * self._speed / BEAT_SECONDS)
        if self._t >= self.end:
            self._stop()
            self.reached_end.emit()
