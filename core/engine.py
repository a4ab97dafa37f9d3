"""The loop of the worker thread. Knows no Qt, and calls nobody.

It iterates `core.training.train` and looks into its queue between two steps, so every command is
answered within a step. Answers go into a `Mailbox`, which whoever asked reads when it suits them.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from traceback import format_exc

import numpy as np

from core.arrays import Array
from core.batch_trace import take_batch_trace
from core.checks import Problem, require_valid
from core.config import RunConfig, fitted
from core.data_config import DataConfig
from core.datasets.dataset import Dataset
from core.datasets.library import Library
from core.errors import UserError
from core.history import History
from core.messages import (
    Adjust,
    Advance,
    Ask,
    Before,
    Command,
    Configure,
    Go,
    Learn,
    Place,
    Quit,
    Ready,
    Record,
    Refused,
    Restore,
    RunState,
    Snapshot,
    StateChanged,
)
from core.right_of_way import RightOfWay
from core.trace import take_trace
from core.training import (
    Diverged,
    Epoch,
    Event,
    Learner,
    Split,
    Step,
    Trained,
    split,
    train,
)
from core.work import CancelledError, Work

Loader = Callable[[str, DataConfig, Path | None, Work], Dataset]


class Mailbox:
    """Where the engine leaves its answers. Bounded: nothing piles up if nobody reads.

    Changes of state are few and are kept in order. The snapshot is latest-wins: the next one
    replaces it. (A signal for each step would flood the reader: 13,000 a second.)
    """

    def __init__(self) -> None:
        self.records: deque[Record] = deque()
        self._snapshot: deque[Snapshot] = deque(maxlen=1)

    def put_snapshot(self, snapshot: Snapshot) -> None:
        """Leave a snapshot; one that has not been fetched is replaced."""
        self._snapshot.append(snapshot)

    def take_snapshot(self) -> Snapshot | None:
        """Fetch the snapshot, if there is one."""
        try:
            return self._snapshot.pop()
        except IndexError:
            return None

    def take_record(self) -> Record | None:
        """Fetch the oldest record, if there is one."""
        try:
            return self.records.popleft()
        except IndexError:
            return None


class _Run:
    """A learner with the generator that trains it, and how far that is to go."""

    def __init__(
        self,
        number: int,
        learner: Learner,
        dataset: Dataset,
        warnings: tuple[Problem, ...],
        history: History | None = None,
    ) -> None:
        self.number = number
        self.learner = learner
        self.dataset = dataset
        self.warnings = warnings
        self.history = history or History()
        self.epochs = learner.config.epochs
        self.epochs_done = learner.epoch
        # An adopted model may have been trained with other batches: count from where it came.
        self.first_epoch, self.first_step = learner.epoch, learner.step
        self.goal = 0
        """The epoch to stop after; 0 before the first start."""
        self.steps_per_epoch = learner.steps_per_epoch  # asked for after every step
        self.advance = Advance.PAUSE
        self.over = self.failed = False
        self.config = learner.config
        """The settings that it was last trained with, what was adjusted meanwhile among them."""
        # Endless: the goal is checked here, so that it can be moved during training.
        self.events: Iterator[Event] = train(learner, sys.maxsize)

    @property
    def at_goal(self) -> bool:
        """True between the last epoch and the next."""
        return self.epochs_done >= self.goal and self.learner.epoch == self.epochs_done

    @property
    def is_trained(self) -> bool:
        """True once a step has been made, in this run or in that which it goes on from."""
        return self.learner.step > 0 or self.learner.extra > 0

    @property
    def state(self) -> RunState:
        """What a run is that stands still."""
        if self.over:
            return RunState.DIVERGED
        if not self.is_trained:
            return RunState.READY
        return RunState.FINISHED if self.learner.step and self.at_goal else RunState.PAUSED

    def put_aside(self) -> Before:
        """What is told of it when another stands in its place."""
        learner = self.learner
        return Before(self.config, self.dataset, learner.epoch, learner.step, self.history)

    def note_settings(self) -> None:
        """Note what the steps to come are made with."""
        rate = self.learner.optimizer.learning_rate
        self.config = replace(self.config, learning_rate=rate, epochs=self.epochs)

    @property
    def place(self) -> Place:
        """How far this run is."""
        learner = self.learner
        goal = max(self.goal or self.epochs, self.epochs_done) - self.first_epoch
        steps = self.first_step + goal * self.steps_per_epoch
        return Place(self.number, learner.epoch, learner.step, steps)

    def ends_epoch(self, step: Step) -> bool:
        """True for the last step of an epoch, which the epoch's own record follows."""
        return (step.step - self.first_step) % self.steps_per_epoch == 0


class Engine:
    """Holds one run, and trains it as it is told."""

    def __init__(self, load: Loader | None = None) -> None:
        self.commands: SimpleQueue[Command] = SimpleQueue()
        self.mailbox = Mailbox()
        self.right_of_way = RightOfWay()
        self._load = load or Library().load
        self._run: _Run | None = None
        self._before: _Run | None = None
        """The trained run that stood before, all of it: it goes on where it was."""
        self._quitting = False

    @property
    def place(self) -> Place | None:
        """How far the current run is. May be read from any thread: it only looks at counters."""
        run = self._run
        return None if run is None else run.place

    def run(self) -> None:
        """Work until `Quit`. An error ends the run that it happened in, never the loop."""
        # A run that diverges overflows; `train` looks at every loss and says so in its own words.
        np.seterr(over="ignore", invalid="ignore", divide="ignore")
        while not self._quitting:
            run = self._run
            training = run is not None and run.advance is not Advance.PAUSE
            try:
                if not training or not self.commands.empty():
                    self._handle(self.commands.get())
                elif run is not None:
                    self.right_of_way.give_way()
                    self._advance(run)
            except Exception as error:
                self._fail(error)

    def _handle(self, command: Command) -> None:
        match command:
            case Quit():
                self._quitting = True
            case Configure():
                self._configure(command)
            case Restore():
                self._restore(command)
            case _ if self._run is None or command.run != self._run.number:
                pass  # meant for a run that has been replaced
            case Go(advance=advance):
                self._go(self._run, advance)
            case Adjust(learning_rate=learning_rate, epochs=epochs):
                self._adjust(self._run, learning_rate, epochs)
            case Learn(x=x, y=y):
                self._learn(self._run, x, y)
            case Ask():
                self._answer(self._run, command)

    def _configure(self, command: Configure) -> None:
        config = command.config
        before = Advance.PAUSE if self._run is None else self._run.advance
        if self._run is not None:
            self._go(self._run, Advance.PAUSE)
        try:
            dataset = self._load(config.dataset, config.data, command.data_dir, command.work)
            config = fitted(config, dataset.task)
            warnings = require_valid(config, dataset)
            learner = self._learner(config, command.trained, dataset)
        except CancelledError:
            self._refuse(Refused(command.run, ""), before)
            return
        except UserError as error:
            self._refuse(Refused(command.run, str(error)), before)
            return
        except Exception as error:  # a bug, of which the run that stands knows nothing
            self._refuse(Refused(command.run, _bug(error), format_exc()), before)
            return
        run = _Run(command.run, learner, dataset, warnings, command.history)
        self._stand(run)
        if command.trained is not None:
            self._announce(run, RunState.FINISHED)

    def _restore(self, command: Restore) -> None:
        before, self._before = self._before, None
        if before is None:
            self._refuse(Refused(command.run, "There is no run before this one."), Advance.PAUSE)
            return
        if self._run is not None:
            self._go(self._run, Advance.PAUSE)
        before.number = command.run
        # What nothing was trained with was meant for the run that came after it.
        self._adjust(before, before.config.learning_rate, before.config.epochs)
        self._stand(before, restored=True)
        self._announce(before, before.state)

    def _stand(self, run: _Run, restored: bool = False) -> None:
        """Put a run in the place of the one that stands, which is kept if it was trained."""
        if self._run is not None and self._run.is_trained and not self._run.failed:
            self._before = self._run
        self._run = run
        learner, before = run.learner, self._before
        self.mailbox.records.append(
            Ready(
                run.number,
                run.config,
                run.dataset,
                learner.data,
                learner.network,
                run.history,
                run.steps_per_epoch,
                learner.batch_size,
                run.warnings,
                None if before is None else before.put_aside(),
                restored,
            )
        )

    def _refuse(self, record: Refused, before: Advance) -> None:
        """The run that stands goes on as it did before the other was asked for."""
        self.mailbox.records.append(record)
        if self._run is not None and before is not Advance.PAUSE:
            self._go(self._run, before)

    def _learner(self, config: RunConfig, trained: Trained | None, dataset: Dataset) -> Learner:
        learner = Learner(config, dataset, self._parts(config, dataset))
        if trained is not None:
            try:
                learner.adopt(trained)
            except ValueError as error:
                raise UserError(f"The model does not fit: {error}.") from error
        return learner

    def _parts(self, config: RunConfig, dataset: Dataset) -> Split:
        """Those of a run that is kept, if they are of the same data and drawn alike."""
        for run in (self._run, self._before):
            if run is not None and run.dataset is dataset and _drawn_alike(run.config, config):
                return run.learner.data
        return split(dataset, config)

    def _go(self, run: _Run, advance: Advance) -> None:
        if run.over:
            return
        if advance is Advance.PAUSE:
            if run.advance is not Advance.PAUSE:
                self._stop(run, RunState.PAUSED)
            return
        if run.at_goal:
            run.goal = run.epochs_done + run.epochs
        run.advance = advance
        run.note_settings()
        self._announce(run, RunState.RUNNING)

    def _adjust(self, run: _Run, learning_rate: float | None, epochs: int | None) -> None:
        if learning_rate is not None:
            run.learner.optimizer.learning_rate = learning_rate
        if epochs is not None and epochs != run.epochs:
            run.epochs = epochs
            run.goal = max(epochs, run.epochs_done) if run.goal else 0
        if run.advance is not Advance.PAUSE:
            run.note_settings()

    def _learn(self, run: _Run, x: Array, y: Array) -> None:
        if run.advance is Advance.PAUSE and not run.over:
            run.note_settings()
            run.learner.learn(x, y)
            self._announce(run, RunState.PAUSED)

    def _advance(self, run: _Run) -> None:
        """Train to the next event and see whether that was far enough."""
        if run.at_goal:
            self._stop(run, RunState.FINISHED)
            return
        event = next(run.events)
        if isinstance(event, Step):
            run.history.add_step(event)
            if run.ends_epoch(event):
                event = next(run.events)  # at once: a pause in between would leave it to be found
            elif run.advance is Advance.STEP:
                self._stop(run, RunState.PAUSED)
        if isinstance(event, Epoch):
            run.history.add_epoch(event)
            run.epochs_done = event.epoch
            if run.at_goal:
                self._stop(run, RunState.FINISHED)
            elif run.advance is not Advance.RUN:
                self._stop(run, RunState.PAUSED)
        elif isinstance(event, Diverged):
            run.over = True
            self._stop(
                run,
                RunState.DIVERGED,
                f"The loss was {_in_words(event.loss)} after step {event.step:,}, so training "
                "stopped; the last good parameters are kept. Reset, and try a smaller learning "
                "rate.",
            )

    def _stop(self, run: _Run, state: RunState, message: str = "") -> None:
        run.advance = Advance.PAUSE
        self._announce(run, state, message)

    def _announce(self, run: _Run, state: RunState, message: str = "", details: str = "") -> None:
        learner = run.learner
        record = StateChanged(run.number, state, learner.step, message, details, learner.extra)
        self.mailbox.records.append(record)

    def _answer(self, run: _Run, ask: Ask) -> None:
        learner = run.learner
        trace = batch = None
        if ask.x is not None and ask.y is not None:
            trace = take_trace(
                learner.network,
                learner.parameters,
                ask.x,
                ask.y,
                epoch=learner.epoch,
                step=learner.step,
                optimizer=learner.optimizer if ask.update else None,
            )
            if ask.batch:
                x, y, is_next = learner.minibatch_with(ask.x, ask.y)
                batch = take_batch_trace(
                    learner.network,
                    learner.parameters,
                    x,
                    y,
                    optimizer=learner.optimizer if ask.update else None,
                    is_next=is_next,
                )
        predictions = None
        if ask.predictions:
            predictions = learner.evaluator.predict(learner.data.test.x)
            predictions.setflags(write=False)
        values = None
        if ask.grid is not None:
            values = learner.evaluator.predict(ask.grid)
            values.setflags(write=False)
        parameters = learner.parameters.copy()
        parameters.freeze()
        self.mailbox.put_snapshot(
            Snapshot(
                run.number,
                learner.epoch,
                learner.step,
                parameters,
                trace,
                ask.tag,
                batch,
                predictions,
                ask.grid,
                values,
                learner.extra,
            )
        )

    def _fail(self, error: Exception) -> None:
        number = step = 0
        if self._run is not None:
            self._run.advance = Advance.PAUSE
            self._run.over = self._run.failed = True
            number, step = self._run.number, self._run.learner.step
        record = StateChanged(number, RunState.FAILED, step, _bug(error), format_exc())
        self.mailbox.records.append(record)


def _drawn_alike(one: RunConfig, other: RunConfig) -> bool:
    """True if both hold out the same samples; without a development set no seed matters."""
    share = one.development_fraction
    return share == other.development_fraction and (not share or one.seed == other.seed)


def _bug(error: Exception) -> str:
    return f"Something went wrong inside the program ({type(error).__name__}: {error})."


def _in_words(loss: float) -> str:
    return "not a number" if loss != loss else "infinite"
