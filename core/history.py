"""The metrics of a run, in bounded memory however long it is.

Every step is recorded, none is kept: steps are gathered in buckets with their mean, least and
largest value. When the buckets run out, neighbours are merged and each holds twice as many steps.
A million steps take as much room, and as long to draw, as four thousand.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array
from core.training import Epoch, Step

if TYPE_CHECKING:
    import pandas as pd

BUCKETS = 4096

EPOCH_COLUMNS = (
    "epoch",
    "step",
    "train_loss",
    "train_score",
    "development_loss",
    "development_score",
    "test_loss",
    "test_score",
    "seconds",
)


@dataclass(frozen=True, slots=True, eq=False)
class StepCurve:
    """The steps so far, in at most `BUCKETS` points; all arrays have one entry for each."""

    step: Array
    """The last step of the bucket."""
    loss: Array
    """The mean of the bucket's losses; then the least and the largest."""
    loss_low: Array
    loss_high: Array
    score: Array


@dataclass(frozen=True, slots=True, eq=False)
class EpochCurve:
    """One row for each epoch; columns by the names in `EPOCH_COLUMNS`, nan where there is none."""

    columns: dict[str, Array]

    def __getitem__(self, name: str) -> Array:
        """Return a column."""
        return self.columns[name]

    def __len__(self) -> int:
        """Count the epochs."""
        return len(self.columns["epoch"])


class History:
    """Written by the thread that trains, read by the one that draws."""

    def __init__(self, buckets: int = BUCKETS) -> None:
        self._lock = Lock()
        self._buckets = buckets
        self._rows = np.zeros((5, buckets))
        self._filled = 0
        self._per_bucket = 1
        # The bucket that is being filled: plain numbers, for this runs once a step.
        self._pending = 0
        self._step = 0
        self._loss = self._low = self._high = self._score = 0.0
        self._epochs = {name: array("d") for name in EPOCH_COLUMNS}
        self.first_loss: float | None = None
        """Of the first minibatch, before the first update; None before there is one."""
        self.version = 0
        """Grows with every record: whoever draws can see that nothing is new."""

    def add_step(self, record: Step) -> None:
        """Record a step."""
        _, step, loss, score, _ = record
        with self._lock:
            self._step = step
            if self.first_loss is None:
                self.first_loss = loss
            if self._pending == 0:
                self._loss = self._low = self._high = loss
                self._score = score
            else:
                self._loss += loss
                self._score += score
                if loss < self._low:
                    self._low = loss
                elif loss > self._high:
                    self._high = loss
            self._pending += 1
            if self._pending == self._per_bucket:
                self._close_bucket()
            self.version += 1

    def add_epoch(self, record: Epoch) -> None:
        """Record the end of an epoch."""
        development = record.development
        values = (
            record.epoch,
            record.step,
            record.train.loss,
            record.train.score,
            np.nan if development is None else development.loss,
            np.nan if development is None else development.score,
            record.test.loss,
            record.test.score,
            record.seconds,
        )
        with self._lock:
            for name, value in zip(EPOCH_COLUMNS, values, strict=True):
                self._epochs[name].append(value)
            self.version += 1

    def steps(self) -> StepCurve:
        """Return a copy of the steps so far."""
        with self._lock:
            rows = self._rows[:, : self._filled + (self._pending > 0)].copy()
            if self._pending:
                rows[:, -1] = self._open_bucket()
        return StepCurve(*rows)

    def epochs(self, most: int | None = None) -> EpochCurve:
        """Return a copy of the epochs so far; with `most`, thinned out to about so many.

        The last epoch is always there, and those that are left out stay left out: the distance
        between two that are kept is a power of two.
        """
        with self._lock:
            count = len(self._epochs["epoch"])
            apart = 1
            while most is not None and count > most * apart:
                apart *= 2
            kept = np.arange(apart - 1, count, apart)
            if count and (not len(kept) or kept[-1] != count - 1):
                kept = np.append(kept, count - 1)
            return EpochCurve(
                {name: np.frombuffer(column)[kept] for name, column in self._epochs.items()}
                if count
                else {name: np.empty(0) for name in self._epochs}
            )

    def latest(self, name: str) -> float | None:
        """Return a column's value after the last epoch; None before the first one."""
        with self._lock:
            column = self._epochs[name]
            return column[-1] if column else None

    def to_frame(self) -> pd.DataFrame:
        """Return the epochs as a table."""
        import pandas as pd  # takes 200 ms to import: only whoever wants a table waits for it

        frame = pd.DataFrame(self.epochs().columns)
        return frame.astype({"epoch": int, "step": int})

    def _open_bucket(self) -> tuple[float, ...]:
        count = self._pending
        return self._step, self._loss / count, self._low, self._high, self._score / count

    def _close_bucket(self) -> None:
        self._rows[:, self._filled] = self._open_bucket()
        self._pending = 0
        self._filled += 1
        if self._filled == self._buckets:
            self._merge_neighbours()

    def _merge_neighbours(self) -> None:
        rows, half = self._rows, self._buckets // 2
        even, odd = rows[:, 0::2].copy(), rows[:, 1::2].copy()
        rows[0, :half] = odd[0]
        rows[1, :half] = (even[1] + odd[1]) / 2.0
        rows[2, :half] = np.minimum(even[2], odd[2])
        rows[3, :half] = np.maximum(even[3], odd[3])
        rows[4, :half] = (even[4] + odd[4]) / 2.0
        self._filled = half
        self._per_bucket *= 2
