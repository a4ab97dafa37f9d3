"""The view-model: one source of truth for what the panels show.

Panels read its properties, listen to its signals and call its methods. It owns no widget.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from core.arrays import Array, Rows, frozen_copy
from core.batch_trace import BatchTrace
from core.checks import Problem, Severity, check
from core.choosing import about_points, adapted
from core.config import RunConfig, fitted
from core.datasets import catalog
from core.datasets.dataset import Dataset
from core.datasets.folders import is_missing
from core.history import History
from core.messages import Advance, Place, Ready, Refused, RunState, Snapshot, StateChanged
from core.metrics import Evaluator
from core.models import Network
from core.parameters import ParameterVector
from core.presets import default_config
from core.right_of_way import RightOfWay
from core.trace import Trace
from core.training import Trained
from gui.downloads import Downloads
from gui.engine_client import EngineClient
from gui.questions import Questions
from gui.records import Grid, Notice, Origin, Predictions, Sample, part_of

__all__ = [
    "Grid",
    "Notice",
    "Origin",
    "Predictions",
    "Sample",
    "Session",
    "default_config",
    "part_of",
]


class Session(QObject):
    """What is chosen, what runs, and what is known of it."""

    config_changed = Signal(object)
    """`RunConfig`: the settings have changed, by whatever way."""
    data_dir_changed = Signal(object)
    """`Path`: the folder for data files."""
    problems_changed = Signal(object)
    """`tuple[Problem, ...]` of the current settings."""
    run_ready = Signal(object)
    """`Ready`: another network stands; everything shown of the old one is void. If it has been
    trained before, its state and its place follow."""
    loading_changed = Signal(bool)
    """A data set or a network is being set up."""
    state_changed = Signal(object)
    """`RunState`."""
    place_changed = Signal(object)
    """`Place`, at most once a frame."""
    sample_changed = Signal(object)
    """`Sample`."""
    trace_changed = Signal(object)
    """`Trace` of the current sample, or None when the old one has become void."""
    batch_changed = Signal(object)
    """`BatchTrace` of a minibatch with the current sample, or None when the old one is void."""
    model_changed = Signal()
    """The parameters have changed: `predict` gives other answers."""
    predictions_changed = Signal(object)
    """`Predictions` of the test set, or None when the old ones have become void."""
    grid_changed = Signal(object)
    """`Grid` of the inputs that somebody watches, or None when the old one has become void."""
    progress_changed = Signal(object)
    """`Progress` of a data set that is being loaded."""
    wanted_changed = Signal(str)
    """The name of a data set that was chosen and has to be downloaded first; empty for none."""
    notice = Signal(object)
    """`Notice`, or None when what was told has been dealt with."""

    def __init__(
        self,
        client: EngineClient,
        config: RunConfig | None = None,
        data_dir: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._client = client
        self._config = config or default_config()
        self._data_dir = data_dir
        self._ready: Ready | None = None
        self._wished: RunConfig | None = None
        """What was refused because its data were not found: to be had when they are there."""
        self._wanted = ""
        self._lost: RunConfig | None = None
        """What was remembered from last time and could not be had: not to be forgotten for that."""
        self._standing = self._config
        """The settings of the run that stands, with what has been adjusted since."""
        self._given_up = False
        """Whether what is being loaded is not wanted any more."""
        self._problems: tuple[Problem, ...] = ()
        self._state = RunState.READY
        self._place: Place | None = None
        self._sample: Sample | None = None
        self._trace: Trace | None = None
        self._predictions: Predictions | None = None
        self._batch: BatchTrace | None = None
        self._grid: Grid | None = None
        self._questions = Questions()
        self._extra = 0
        """Steps on drawings, as the engine has last told: what is older was another model's."""
        self._parameters: ParameterVector | None = None
        self._evaluator: Evaluator | None = None
        client.ready.connect(self._on_ready)
        client.refused.connect(self._on_refused)
        client.state_changed.connect(self._on_state)
        client.place_changed.connect(self._on_place)
        client.snapshot.connect(self._on_snapshot)
        client.progress_changed.connect(self.progress_changed)
        self.downloads = Downloads(self)
        self.downloads.finished.connect(self._take_wished)
        self.downloads.failed.connect(self._tell_failed_download)

    # What is known.

    @property
    def config(self) -> RunConfig:
        """The settings as they stand, even while a run with them is still being set up."""
        return self._config

    @property
    def to_remember(self) -> RunConfig:
        """The settings for the next start."""
        return self._lost or self._config

    @property
    def can_train(self) -> bool:
        """Whether there is a run to train, and it is one of the data that are shown."""
        over = self._state in (RunState.DIVERGED, RunState.FAILED)
        void = any(problem.field == "dataset" for problem in self._errors())
        return self._ready is not None and not (self.loading or over or void)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the settings, errors first."""
        return self._problems

    @property
    def ready(self) -> Ready | None:
        """The current run; None until the first one stands."""
        return self._ready

    @property
    def dataset(self) -> Dataset | None:
        """The data of the current run."""
        return None if self._ready is None else self._ready.dataset

    @property
    def network(self) -> Network | None:
        """The network of the current run."""
        return None if self._ready is None else self._ready.network

    @property
    def data_dir(self) -> Path | None:
        """The folder for data files, if one was chosen."""
        return self._data_dir

    @property
    def history(self) -> History | None:
        """The metrics of the current run."""
        return None if self._ready is None else self._ready.history

    @property
    def state(self) -> RunState:
        """What the current run is doing."""
        return self._state

    @property
    def loading(self) -> bool:
        """True while a new run is being set up."""
        return self._client.loading

    @property
    def right_of_way(self) -> RightOfWay:
        """To be held while the window paints: training waits meanwhile."""
        return self._client.right_of_way

    def hold_until_painted(self) -> None:
        """Let training wait until what changes in the window now is painted."""
        self._client.hold_until_painted()

    @property
    def place(self) -> Place | None:
        """How far the current run is."""
        return self._place

    @property
    def sample(self) -> Sample | None:
        """The sample on the stage."""
        return self._sample

    @property
    def trace(self) -> Trace | None:
        """The latest trace of that sample."""
        return self._trace

    @property
    def batch(self) -> BatchTrace | None:
        """The gradients of a minibatch with the current sample, while somebody looks at them."""
        return self._batch

    @property
    def predictions(self) -> Predictions | None:
        """The latest predictions of the test set."""
        return self._predictions

    @property
    def parameters(self) -> ParameterVector | None:
        """The latest parameters, in copies that nobody changes."""
        return self._parameters

    @property
    def grid(self) -> Grid | None:
        """What the latest model makes of the inputs that are watched."""
        return self._grid

    def predict(self, x: Array) -> Array | None:
        """Return what the latest model makes of one sample (d,): (K,). None before there is one."""
        if self._evaluator is None:
            return None
        return np.asarray(self._evaluator.predict(x[None, :])[0])

    # What can be asked for.

    def start(self, trained: Trained | None = None, history: History | None = None) -> None:
        """Set up the first run, from the parameters of an earlier one if they are given."""
        self._client.configure(self._config, self._data_dir, trained, history)
        self.loading_changed.emit(True)

    def set_data_dir(self, folder: Path) -> None:
        """Look for data files in this folder from now on, and for what could not be had before."""
        self._data_dir = folder
        self.data_dir_changed.emit(folder)
        if self._wished is not None:
            self._take_wished()
            return
        entry = catalog.entry(self._config.dataset)
        if entry is not None and entry.needs_folder:
            self._configure(self._config)

    def apply(self, config: RunConfig) -> None:
        """Take over new settings.

        The learning rate and the number of epochs change in the middle of a run; everything else
        means a new network. Settings that cannot work stay where they are shown, with the reason,
        and the run that stands goes on.
        """
        self._set_wanted("")
        if config == self._config:
            return
        self._wished = None
        self.notice.emit(None)
        self._config = adapted(config, self._config)
        config = self._config
        self._lost = None
        self.config_changed.emit(config)
        if problems := about_points(config):
            self._set_problems(problems)
            self._client.go(Advance.PAUSE)
            return
        if self.dataset is not None and self._has_data_of(config):
            self._set_problems(check(config, self.dataset))
            if self._errors():
                return
        if self._ready is not None and not self.loading and self._continues(config):
            before, self._standing = self._standing, config
            self._client.adjust(config.learning_rate, config.epochs)
            if before.learning_rate != config.learning_rate and self._state is not RunState.RUNNING:
                self._ask()  # the update on the stage is one at the old rate
            return
        self._configure(config)

    @property
    def wanted(self) -> str:
        """The data set that was chosen and has to be downloaded first; empty for none."""
        return self._wanted

    def download(self) -> None:
        """Fetch the data set that is wanted, and go on with it."""
        if self._wanted:
            self.notice.emit(None)
            self.downloads.start(self._wanted, self._data_dir)

    def run(self) -> None:
        """Train until all epochs are done."""
        self._go(Advance.RUN)

    def pause(self) -> None:
        """Stop after the current step."""
        self._go(Advance.PAUSE)

    def toggle(self) -> None:
        """Run, or pause if it is running."""
        self._go(Advance.PAUSE if self._state is RunState.RUNNING else Advance.RUN)

    def step(self) -> None:
        """Train one minibatch."""
        self._go(Advance.STEP)

    def epoch(self) -> None:
        """Train to the end of the epoch."""
        self._go(Advance.EPOCH)

    def reset(self) -> None:
        """Go back to the same initial weights."""
        self.notice.emit(None)
        self._configure(self._config)

    def new_weights(self) -> None:
        """Start again from other weights: the next seed."""
        self.apply(replace(self._config, seed=self._config.seed + 1))

    def restore(self) -> None:
        """Take up the trained run again that stood before this one, which takes its place."""
        if self._ready is not None and self._ready.before is not None and not self.loading:
            self._set_wanted("")
            self._wished = None
            self.notice.emit(None)
            self._client.restore()
            self.loading_changed.emit(self.loading)

    def show_sample(self, origin: Origin, index: int) -> None:
        """Put a sample of the data set on the stage; indices beyond its ends wrap round."""
        if self._ready is None or origin is Origin.DRAWN:
            return
        part = part_of(self._ready, origin)
        index %= len(part)
        label = None if part.labels is None else int(part.labels[index])
        self._put(Sample(origin, index, part.x[index], part.y[index], label))

    def show_drawn(self, x: Array, label: int) -> None:
        """Put a drawing on the stage, with the class that it is meant to be."""
        if self._ready is None or self.network is None:
            return
        y = frozen_copy([float(k == label) for k in range(self._ready.dataset.outputs)])
        self._put(Sample(Origin.DRAWN, 0, frozen_copy(x), y, label))

    def learn_sample(self) -> None:
        """Take one gradient step on the sample on the stage alone, while the run stands still."""
        over = (RunState.RUNNING, RunState.DIVERGED, RunState.FAILED)
        if self._sample is not None and not self.loading and self._state not in over:
            self._drop_predictions()  # of the model before: the run's step will be the same
            self._client.learn(self._sample.x, self._sample.y)

    def watch_batch(self, wanted: bool) -> None:
        """Say whether somebody looks at the gradients of a minibatch. Not while it trains."""
        self._questions.batch = wanted
        if wanted:
            self._ask()
        else:
            self._set_batch(None)

    def watch_grid(self, x: Rows | None) -> None:
        """Say which inputs (G, d) somebody wants to see the model's answers to; None for none."""
        self._questions.inputs = x
        if x is None:
            self._set_grid(None)
        else:
            self._ask()

    def cancel_loading(self) -> None:
        """Give up the data set that is being loaded; the run before it stays."""
        self._given_up = self.loading
        self._client.cancel_loading()

    def watch_predictions(self, wanted: bool) -> None:
        """Say whether somebody looks at the predictions of the test set."""
        self._questions.predictions = wanted
        if wanted and (self._predictions is None or self._predictions.step != self._step()):
            self._ask(predictions=True)

    # What the engine answers.

    @Slot(object)
    def _on_ready(self, record: Ready) -> None:
        # A sample of the old data has no place beside the new: its label may not even exist there.
        old, self._sample = self._sample, None
        self._ready = record
        self._standing = record.config
        # The output and the loss may have been left to the data.
        fits = fitted(self._config, record.dataset.task) == record.config
        # Its own settings count if it was taken up again, or stands although it was given up: then
        # it was too late. While another is loading, that one is what was wished for last.
        own = (record.restored or self._given_up) and not self.loading
        self._given_up = False
        if (fits or own) and record.config != self._config:
            self._config = record.config
            self.config_changed.emit(self._config)
        self._parameters = None
        self._evaluator = None
        self._extra = 0
        self._place = Place(record.run, 0, 0, record.config.epochs * record.steps_per_epoch)
        self._drop_trace()
        self._drop_predictions()
        if (
            self._questions.inputs is not None
            and self._questions.inputs.shape[1] != record.dataset.inputs
        ):
            self._questions.inputs = None
        self._set_grid(None)
        self._set_problems(about_points(self._config) or record.warnings)
        self.run_ready.emit(record)
        self.loading_changed.emit(self.loading)
        self._set_state(RunState.READY)
        self.place_changed.emit(self._place)
        keep = old is not None and old.x.size == record.dataset.inputs
        keep = keep and old is not None and old.y.size == record.dataset.outputs
        if keep and old is not None and old.origin is Origin.DRAWN:
            self._put(old)
        elif keep and old is not None:
            self.show_sample(old.origin, old.index)
        else:
            self.show_sample(Origin.TEST, 0)

    @Slot(object)
    def _on_refused(self, record: Refused) -> None:
        self._given_up = False
        self.loading_changed.emit(self.loading)
        entry = catalog.entry(self._config.dataset)
        self._wished = self._config if entry is not None and entry.needs_folder else None
        absent = is_missing(self._config.dataset, self._data_dir)
        if absent and self._ready is not None and not self.loading:
            self._set_wanted(self._config.dataset)
        # No message: it was cancelled. Without a chosen folder the offer to download says enough.
        instead = ""
        if self._ready is None and not self.loading and self._config != default_config():
            instead = " The digits are shown instead; what was set up last time is not forgotten."
        if record.message and not (self._wanted and self._data_dir is None):
            self.notice.emit(Notice(Severity.ERROR, record.message + instead, record.details))
        if self.loading:
            return  # something else has been chosen meanwhile
        if self._ready is None:
            # Nothing stands yet: what was remembered from last time cannot be had any more.
            if self._config != default_config():
                self._lost, self._config = self._config, default_config()
                self.config_changed.emit(self._config)
                self._configure(self._config)
            return
        self._config = self._standing
        self.config_changed.emit(self._config)
        self._set_problems(self._ready.warnings)

    @Slot(object)
    def _on_state(self, record: StateChanged) -> None:
        self._set_state(record.state)
        if record.extra != self._extra:
            self._extra = record.extra
            self._drop_predictions()
        if record.message:
            self.notice.emit(Notice(Severity.ERROR, record.message, record.details))
        if record.state is not RunState.FAILED:
            self._ask(predictions=self._questions.predictions)

    @Slot(object)
    def _on_place(self, place: Place) -> None:
        self._place = place
        self.place_changed.emit(place)
        if self._state is RunState.RUNNING and not self._client.asking:
            ask = self._questions.next(place.run, self._sample)
            if ask is not None:
                self._client.ask(ask)

    @Slot(object)
    def _on_snapshot(self, snapshot: Snapshot) -> None:
        self._parameters = snapshot.parameters
        if self.network is not None:
            self._evaluator = Evaluator(self.network, snapshot.parameters)
        if snapshot.trace is not None and snapshot.tag is self._sample:
            # Both at once, before anybody is told: a trace never stands beside another's minibatch.
            self._trace, before, self._batch = snapshot.trace, self._batch, snapshot.batch
            self.trace_changed.emit(self._trace)
            if self._batch is not before:
                self.batch_changed.emit(self._batch)
        inputs, values = snapshot.grid, snapshot.grid_values
        if inputs is not None and inputs is self._questions.inputs and values is not None:
            self._set_grid(Grid(inputs, values, snapshot.step))
        if snapshot.predictions is not None and snapshot.extra == self._extra:
            self._predictions = Predictions(snapshot.predictions, snapshot.step, snapshot.extra)
            self.predictions_changed.emit(self._predictions)
        self.model_changed.emit()

    @Slot()
    def _take_wished(self) -> None:
        """Try again what could not be had before."""
        wished, self._wished = self._wished, None
        if wished is not None:
            self.apply(wished)

    @Slot(str, str)
    def _tell_failed_download(self, message: str, details: str) -> None:
        self.notice.emit(Notice(Severity.ERROR, message, details))

    # Behind the scenes.

    def _configure(self, config: RunConfig) -> None:
        self._given_up = False
        self._client.configure(config, self._data_dir)
        self.loading_changed.emit(True)

    def _continues(self, config: RunConfig) -> bool:
        if self._ready is None or self._state in (RunState.DIVERGED, RunState.FAILED):
            return False
        ours = self._standing
        return config == replace(ours, learning_rate=config.learning_rate, epochs=config.epochs)

    def _errors(self) -> list[Problem]:
        return [problem for problem in self._problems if problem.severity is Severity.ERROR]

    def _has_data_of(self, config: RunConfig) -> bool:
        """True if the data that stand are those that a configuration speaks of."""
        ours = self._standing
        return (ours.dataset, ours.data) == (config.dataset, config.data)

    def _go(self, advance: Advance) -> None:
        if self.can_train:
            self._client.go(advance)

    def _put(self, sample: Sample) -> None:
        self._sample = sample
        self.sample_changed.emit(sample)
        self._ask(predictions=self._questions.predictions and self._predictions is None)

    def _ask(self, predictions: bool = False) -> None:
        if self._ready is None or self._sample is None:
            return
        training = self._state is RunState.RUNNING
        question = self._questions.in_training if training else self._questions.at_rest
        self._client.ask(question(self._ready.run, self._sample, predictions))

    def _step(self) -> int:
        return 0 if self._place is None else self._place.step

    def _set_state(self, state: RunState) -> None:
        self._state = state
        self.state_changed.emit(state)

    def _set_problems(self, problems: tuple[Problem, ...]) -> None:
        if problems != self._problems:
            self._problems = problems
            self.problems_changed.emit(problems)

    def _set_batch(self, batch: BatchTrace | None) -> None:
        if batch is not self._batch:
            self._batch = batch
            self.batch_changed.emit(batch)

    def _set_wanted(self, name: str) -> None:
        if name != self._wanted:
            self._wanted = name
            self.wanted_changed.emit(name)

    def _set_grid(self, grid: Grid | None) -> None:
        if grid is not self._grid:
            self._grid = grid
            self.grid_changed.emit(grid)

    def _drop_trace(self) -> None:
        self._set_batch(None)
        self._trace = None
        self.trace_changed.emit(None)

    def _drop_predictions(self) -> None:
        self._predictions = None
        self.predictions_changed.emit(None)
