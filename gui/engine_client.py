"""The window's side of the engine: a thread, a clock, and run numbers.

The only file of the window that knows of threads. The clock reads the mailbox once a frame; the
engine's thread never calls into Qt.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from core.arrays import Array
from core.config import RunConfig
from core.engine import Engine, Mailbox
from core.history import History
from core.messages import (
    Adjust,
    Advance,
    Ask,
    Configure,
    Go,
    Learn,
    Place,
    Quit,
    Ready,
    Refused,
    Restore,
    RunState,
    Snapshot,
    StateChanged,
)
from core.right_of_way import RightOfWay
from core.training import Trained
from core.work import Progress, Work
from gui.until_painted import UntilPainted

FRAME_MS = 16
"""While an answer is awaited: once a frame."""
RUNNING_MS = 33
"""While it trains: the place of the run is shown no more often."""
IDLE_MS = 100
JOIN_SECONDS = 1.0


class EngineClient(QObject):
    """Sends commands, and emits what the engine answers, always in the GUI thread.

    Records of a run that has been replaced are dropped here and nowhere else.
    """

    ready = Signal(object)
    """A `Ready`: a new run is set up and is the current one from now on."""
    refused = Signal(object)
    """A `Refused`: the run before it stays."""
    state_changed = Signal(object)
    """A `StateChanged` of the current run."""
    place_changed = Signal(object)
    """A `Place` of the current run, at most once a frame."""
    snapshot = Signal(object)
    """A `Snapshot` of the current run."""
    progress_changed = Signal(object)
    """`Progress` of the loading of a data set, at most once a frame."""

    def __init__(self, engine: Engine | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine or Engine()
        self._until_painted = UntilPainted(self._engine.right_of_way, self)
        self._thread = Thread(target=self._engine.run, name="engine", daemon=True)
        self._run = 0
        self._newest_run = 0
        self._setting_up = False
        self._work = Work()
        self._progress: Progress | None = None
        self._next_configure: Configure | None = None
        self._place: Place | None = None
        self._running = False
        self._asked: Ask | None = None
        self._next_ask: Ask | None = None
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self.poll)

    @property
    def loading(self) -> bool:
        """True while a run that was asked for is being set up."""
        return self._setting_up

    def start(self) -> None:
        """Start the thread and the clock."""
        self._thread.start()
        self._clock.start(IDLE_MS)

    def shut_down(self) -> bool:
        """Stop the clock and the thread; True if it has ended in time."""
        self._clock.stop()
        self._until_painted.stop()
        self._work.cancel()
        if not self._thread.is_alive():
            return True
        self._engine.commands.put(Quit())
        self._thread.join(JOIN_SECONDS)
        return not self._thread.is_alive()

    def configure(
        self,
        config: RunConfig,
        data_dir: Path | None = None,
        trained: Trained | None = None,
        history: History | None = None,
    ) -> int:
        """Ask for a new run; return its number.

        While one is being set up only the latest further wish is kept.
        """
        self._newest_run += 1
        command = Configure(self._newest_run, config, data_dir, trained, history)
        if self._setting_up:
            self._next_configure = command
            self._work.cancel()  # nobody waits for it any more
        else:
            self._set_up(command)
        return self._newest_run

    def restore(self) -> None:
        """Take the run before up again, unless another is being set up."""
        if not self._setting_up:
            self._newest_run += 1
            self._setting_up = True
            self._work, self._progress = Work(), None  # nothing is loaded
            self._engine.commands.put(Restore(self._newest_run))
            self._set_pace()

    def cancel_loading(self) -> None:
        """Give up what is being loaded: it is refused, and the run before it stays."""
        self._next_configure = None
        self._work.cancel()

    def go(self, advance: Advance) -> None:
        """Train, or pause."""
        self._engine.commands.put(Go(self._run, advance))
        self._clock.start(FRAME_MS)

    def adjust(self, learning_rate: float | None = None, epochs: int | None = None) -> None:
        """Change what can change in the middle of a run."""
        self._engine.commands.put(Adjust(self._run, learning_rate, epochs))

    def learn(self, x: Array, y: Array) -> None:
        """Take one step on this sample alone."""
        self._engine.commands.put(Learn(self._run, x, y))
        self._clock.start(FRAME_MS)

    def ask(self, ask: Ask) -> None:
        """Ask for a snapshot. While one is under way only the latest further wish is kept."""
        if self._asked is not None:
            if self._next_ask is not None:
                ask = _with_wishes_of(self._next_ask, ask)
            self._next_ask = ask
            return
        self._asked = ask
        self._engine.commands.put(ask)
        self._set_pace()

    @property
    def right_of_way(self) -> RightOfWay:
        """To be held while something takes time in the GUI thread: training waits meanwhile."""
        return self._engine.right_of_way

    def hold_until_painted(self) -> None:
        """Let training wait until what changes in the window now is painted."""
        self._until_painted.hold()

    @property
    def asking(self) -> bool:
        """True while a snapshot is under way."""
        return self._asked is not None

    @Slot()
    def poll(self) -> None:
        """Read the mailbox. Called by the clock."""
        with self._engine.right_of_way:
            self._read(self._engine.mailbox)

    def _read(self, mailbox: Mailbox) -> None:
        while (record := mailbox.take_record()) is not None:
            if isinstance(record, Ready):
                self._accept(record)
            elif isinstance(record, Refused):
                self._refuse(record)
            elif record.run == self._run:
                self._change_state(record)
        progress = self._work.progress if self._setting_up else None
        if progress is not None and progress != self._progress:
            self._progress = progress
            self.progress_changed.emit(progress)
        snapshot = mailbox.take_snapshot()
        if snapshot is not None and snapshot.run == self._run:
            self._deliver(snapshot)
        # Last, for then the next question can be asked at once.
        place = self._engine.place
        if place is not None and place != self._place and place.run == self._run:
            self._place = place
            self.place_changed.emit(place)
        self._set_pace()

    def _set_up(self, command: Configure) -> None:
        self._setting_up = True
        self._work, self._progress = command.work, None
        self._engine.commands.put(command)
        self._set_pace()

    def _set_up_next(self) -> None:
        """Send what was wished for meanwhile, before anybody is told: `loading` stays true."""
        self._setting_up = False
        if self._next_configure is not None:
            command, self._next_configure = self._next_configure, None
            self._set_up(command)

    def _accept(self, record: Ready) -> None:
        self._set_up_next()
        self._run = record.run
        self._running = False
        # What was asked of the run before is not answered any more.
        self._asked = self._next_ask = None
        self.ready.emit(record)

    def _refuse(self, record: Refused) -> None:
        self._set_up_next()
        self.refused.emit(record)

    def _change_state(self, record: StateChanged) -> None:
        self._running = record.state is RunState.RUNNING
        if record.state is RunState.FAILED:
            self._asked = self._next_ask = None
        self.state_changed.emit(record)

    def _deliver(self, snapshot: Snapshot) -> None:
        self.hold_until_painted()
        self._asked = None
        if self._next_ask is not None:
            wish, self._next_ask = self._next_ask, None
            self.ask(wish)
        self.snapshot.emit(snapshot)

    def _set_pace(self) -> None:
        waiting = self.loading or self._asked is not None
        interval = FRAME_MS if waiting else RUNNING_MS if self._running else IDLE_MS
        if self._clock.isActive() and self._clock.interval() != interval:
            self._clock.setInterval(interval)


def _with_wishes_of(earlier: Ask, ask: Ask) -> Ask:
    """The later question, with what only the earlier one asked besides."""
    base = earlier if ask.x is None else ask
    return replace(
        base,
        predictions=ask.predictions or earlier.predictions,
        grid=earlier.grid if ask.grid is None else ask.grid,
    )
