"""What the window asks the engine about the model, and how often while it trains. Knows no Qt."""

from __future__ import annotations

from time import monotonic

from core.arrays import Rows
from core.messages import Ask
from gui.records import Sample

TRACE_SECONDS = 0.2
"""How often the picture of the sample follows the training: over four times a second. Painting
takes time from training, for Python runs one thread at a time."""
GRID_SECONDS = 0.07
"""How often the picture of the whole plane follows it, if somebody looks."""
PREDICTIONS_SECONDS = 0.5
"""How often the whole test set is predicted during training, if somebody looks at it."""


class Questions:
    """What somebody looks at, and when it was asked about last."""

    def __init__(self) -> None:
        self.predictions = False
        """Whether somebody looks at the predictions of the test set."""
        self.batch = False
        """Whether somebody looks at the gradients of a minibatch."""
        self.inputs: Rows | None = None
        """The inputs (G, d) whose outputs somebody looks at."""
        self._traced = self._asked_inputs = self._predicted = 0.0

    def at_rest(self, run: int, sample: Sample, predictions: bool) -> Ask:
        """Everything about the sample, and about the inputs."""
        self._note(trace=True, predictions=predictions, inputs=True)
        return Ask(
            run,
            sample.x,
            sample.y,
            sample,
            update=True,
            batch=self.batch,
            predictions=predictions,
            grid=self.inputs,
        )

    def in_training(self, run: int, sample: Sample, predictions: bool) -> Ask:
        """The sample's trace. Nobody has time to look at an update or at a minibatch.

        The plane has questions of its own: both answers at once would be painted in one go, and
        hold up a click for as long as both take.
        """
        self._note(trace=True, predictions=predictions)
        return Ask(run, sample.x, sample.y, sample, predictions=predictions)

    def about_inputs(self, run: int) -> Ask:
        """The outputs for the inputs, and nothing else."""
        self._note(inputs=True)
        return Ask(run, grid=self.inputs)

    def next(self, run: int, sample: Sample | None) -> Ask | None:
        """What is due while it trains, if anything is."""
        now = monotonic()
        if sample is not None and now - self._traced >= TRACE_SECONDS:
            due = self.predictions and now - self._predicted >= PREDICTIONS_SECONDS
            return self.in_training(run, sample, due)
        if self.inputs is not None and now - self._asked_inputs >= GRID_SECONDS:
            return self.about_inputs(run)
        return None

    def _note(
        self, *, trace: bool = False, predictions: bool = False, inputs: bool = False
    ) -> None:
        now = monotonic()
        self._traced = now if trace else self._traced
        self._predicted = now if predictions else self._predicted
        self._asked_inputs = now if inputs else self._asked_inputs
