"""What the window and the engine say to each other: frozen commands down, frozen records up.

Each carries the number of the run that it belongs to; what belongs to an older run is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from core.arrays import Array, Rows
from core.batch_trace import BatchTrace
from core.checks import Problem
from core.config import RunConfig
from core.datasets.dataset import Dataset
from core.history import History
from core.models import Network
from core.parameters import ParameterVector
from core.trace import Trace
from core.training import Split, Trained
from core.work import Work


class RunState(Enum):
    """What a run is doing."""

    READY = "ready"
    """Nothing trained yet."""
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    """All epochs are done; running again trains as many more."""
    DIVERGED = "diverged"
    """The loss was no longer finite; the last good parameters are kept."""
    FAILED = "failed"
    """A bug in the program."""


class Advance(Enum):
    """How far to train."""

    RUN = "until all epochs are done"
    STEP = "one step"
    EPOCH = "to the end of the epoch"
    PAUSE = "no further"


# Commands.


@dataclass(frozen=True, slots=True, eq=False)
class Configure:
    """Set up a new run: load the data unless it is there, build the network."""

    run: int
    config: RunConfig
    data_dir: Path | None = None
    trained: Trained | None = None
    """Parameters to start from."""
    history: History | None = None
    """The metrics of the run that made them, if they are known."""
    work: Work = field(default_factory=Work)
    """Tells how far the loading is, and can cancel it."""


@dataclass(frozen=True, slots=True)
class Restore:
    """Take the run before up again, under this number. The one that stands takes its place."""

    run: int


@dataclass(frozen=True, slots=True)
class Go:
    """Train, or pause."""

    run: int
    advance: Advance


@dataclass(frozen=True, slots=True)
class Adjust:
    """Change what can change in the middle of a run. None leaves a setting as it is."""

    run: int
    learning_rate: float | None = None
    epochs: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Learn:
    """Take one step on this sample alone, a drawing say. Only while the run stands still."""

    run: int
    x: Array
    y: Array


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """Ask for a snapshot of the model."""

    run: int
    x: Array | None = None
    """Trace this sample (d,) with the target `y` (k,)."""
    y: Array | None = None
    tag: object = None
    """Comes back with the trace, to say which sample it is of."""
    update: bool = False
    """With the trace, also what the optimizer's next step would make of the parameters."""
    batch: bool = False
    """With the trace, also the gradients of a minibatch that this sample is one of."""
    predictions: bool = False
    """Predict the whole test set as well."""
    grid: Rows | None = None
    """Predict these inputs (G, d) as well; they never change."""


@dataclass(frozen=True, slots=True)
class Quit:
    """End the engine's loop."""


Command = Configure | Restore | Go | Adjust | Learn | Ask | Quit


# Records.


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """The trained run that another has taken the place of. It can be taken up again."""

    config: RunConfig
    dataset: Dataset
    epoch: int
    step: int
    history: History


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A run is set up. Its history goes on growing; everything else here stays as it is."""

    run: int
    config: RunConfig
    dataset: Dataset
    split: Split
    network: Network
    history: History
    steps_per_epoch: int
    batch_size: int
    warnings: tuple[Problem, ...]
    before: Before | None = None
    """What stood before it, if that was trained."""
    restored: bool = False
    """It has been taken up again: its settings are those that count now."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A run could not be set up, and why. The run before it stays."""

    run: int
    message: str
    """Empty: it was cancelled, and whoever did that knows."""
    details: str = ""
    """For a bug: what to copy into a report."""


@dataclass(frozen=True, slots=True)
class StateChanged:
    """A run is doing something else now."""

    run: int
    state: RunState
    step: int
    message: str = ""
    details: str = ""
    """For a bug: what to copy into a report."""
    extra: int = 0
    """Steps on single samples so far, as in a `Snapshot`."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The model between two steps, in copies that nobody changes."""

    run: int
    epoch: int
    step: int
    parameters: ParameterVector
    trace: Trace | None = None
    tag: object = None
    batch: BatchTrace | None = None
    predictions: Array | None = None
    """Of the test set, (N, K)."""
    grid: Rows | None = None
    """The inputs (G, d) that were asked about."""
    grid_values: Array | None = None
    """What the model makes of them, (G, K)."""
    extra: int = 0
    """Steps on single samples, which `step` does not count."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a run is."""

    run: int
    epoch: int
    """The epoch that is being trained, or was last."""
    step: int
    goal: int
    """The step at which all epochs are done."""


Record = Ready | Refused | StateChanged
