"""Minibatch gradient descent.

`train` is the algorithm and reads as it does in the texts (seeds 001, 003, 004). It is a generator:
whoever iterates it decides about pausing, single steps and stopping.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from math import inf, isfinite, sqrt
from time import perf_counter
from typing import NamedTuple

import numpy as np

from core.arrays import Array, IntArray
from core.config import RunConfig
from core.datasets.dataset import Dataset, Samples, Task
from core.initializers import initialize
from core.metrics import Evaluator, Metrics, batch_score
from core.models import Network, build_network
from core.optimizers import OPTIMIZERS, build_optimizer
from core.parameters import ParameterVector
from core.program import Program

MOST_SHOWN = 1024
"""Of a minibatch that is only looked at."""


class Step(NamedTuple):
    """One update: the minibatch's loss and score, with the parameters before the update."""

    epoch: int
    step: int
    """Updates so far, this one among them."""
    loss: float
    score: float
    samples: int


@dataclass(frozen=True, slots=True)
class Epoch:
    """The end of an epoch: metrics of whole sets, all with the parameters at that moment."""

    epoch: int
    step: int
    train: Metrics
    development: Metrics | None
    test: Metrics
    seconds: float
    """Time spent in the steps of this epoch; pauses and evaluation are left out."""


@dataclass(frozen=True, slots=True)
class Diverged:
    """The loss or a parameter is no longer finite. The parameters are back where all was."""

    epoch: int
    step: int
    loss: float
    """Infinite, or not a number."""


Event = Step | Epoch | Diverged


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Samples with their targets as the graph wants them."""

    x: Array
    """(N, d) float32."""
    y: Array
    """(N, k) float32: one-hot rows for classes, the targets for regression."""
    labels: IntArray | None
    """(N,) for classes."""

    def __len__(self) -> int:
        """Count the samples."""
        return len(self.x)


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """The three parts: to train on, to choose by (may be missing), to judge by."""

    train: Part
    development: Part | None
    test: Part


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """Parameters from an earlier run, to start from instead of fresh ones."""

    parameters: Mapping[str, Array]
    """By the names in the graph."""
    epoch: int
    step: int


def one_hot(labels: IntArray, classes: int) -> Array:
    """Return the rows e_label, (N, classes) float32."""
    rows = np.zeros((len(labels), classes), np.float32)
    rows[np.arange(len(labels)), labels] = 1.0
    return rows


def split(dataset: Dataset, config: RunConfig) -> Split:
    """Return the parts of a data set; the development set is drawn from the training part."""

    def part(samples: Samples, chosen: IntArray | None = None) -> Part:
        x, answers = samples.x, samples.y
        if chosen is not None:
            x, answers = x[chosen], answers[chosen]
        if dataset.task is Task.REGRESSION:
            return Part(x, answers, None)
        labels = answers.astype(np.int64, copy=False)
        return Part(x, one_hot(labels, dataset.outputs), labels)

    held_out = round(config.development_fraction * len(dataset.train))
    if not held_out:
        return Split(part(dataset.train), None, part(dataset.test))
    order = _generator(config.seed, "split").permutation(len(dataset.train))
    development, rest = np.sort(order[:held_out]), np.sort(order[held_out:])
    return Split(part(dataset.train, rest), part(dataset.train, development), part(dataset.test))


class Learner:
    """The state of a run: a network, its parameters, its optimizer and its place in the data.

    The same configuration and data give the same parameters, so a reset is a new learner. Streams
    of random numbers are apart for weights, order and split: changing one leaves the others.
    """

    def __init__(self, config: RunConfig, dataset: Dataset, data: Split | None = None) -> None:
        self.config = config
        self.data = data or split(dataset, config)
        classes = dataset.outputs if dataset.task is Task.CLASSIFICATION else 0
        self.network: Network = build_network(config, dataset.inputs, dataset.outputs, classes)
        graph = self.network.graph
        self.parameters = ParameterVector(graph)
        weights = _generator(config.seed, "weights")
        initialize(graph, self.parameters, config.initializer, weights, config.sigma)
        self.gradient = self.parameters.like()
        self.last_good = self.parameters.copy()
        self.optimizer = build_optimizer(
            config.optimizer,
            self.parameters.flat,
            self.gradient.flat,
            config.learning_rate,
            config.weight_decay,
            dict(config.hyperparameters),
        )
        self.evaluator = Evaluator(self.network, self.parameters)
        self.epoch = 0
        self.step = 0
        self.extra = 0
        """Steps on single samples beside the run, see `learn`."""
        self._order = _generator(config.seed, "order")
        self._epoch_order = np.empty(0, np.int64)
        self._taken = 0
        self._programs: dict[int, Program] = {}

    def adopt(self, trained: Trained) -> None:
        """Go on from these parameters; ValueError if they do not fit the network.

        The optimizer starts afresh: what it had gathered is no part of a model.
        """
        self.parameters.assign(trained.parameters)
        self.last_good.flat[:] = self.parameters.flat
        self.epoch, self.step = trained.epoch, trained.step

    @property
    def batch_size(self) -> int:
        """Samples in a full minibatch: all of them for plain gradient descent."""
        whole = OPTIMIZERS[self.config.optimizer].whole_set
        count = len(self.data.train)
        return count if whole else min(self.config.batch_size, count)

    @property
    def steps_per_epoch(self) -> int:
        """Minibatches in an epoch, the smaller last one among them."""
        return -(-len(self.data.train) // self.batch_size)

    def minibatches(self) -> Iterator[IntArray]:
        """Shuffle the training set and hand out its indices; the last batch may be smaller."""
        self._epoch_order = self._order.permutation(len(self.data.train))
        self._taken = 0
        while len(indices := self._rest_of_epoch()):
            self._taken += len(indices)
            yield indices

    def upcoming(self) -> IntArray:
        """Return the indices of the next step's minibatch; looking changes nothing."""
        indices = self._rest_of_epoch()
        if len(indices) == 0:  # the next epoch's order is not drawn yet
            order = deepcopy(self._order).permutation(len(self.data.train))
            indices = order[: self.batch_size]
        return indices

    def _rest_of_epoch(self) -> IntArray:
        return self._epoch_order[self._taken : self._taken + self.batch_size]

    def load(self, indices: IntArray) -> Program:
        """Gather a minibatch into the buffers of the program for its size."""
        program = self._program(len(indices))
        network, train = self.network, self.data.train
        # mode="clip" spares numpy a second buffer; the indices are in range.
        np.take(train.x, indices, axis=0, out=program.values[network.x], mode="clip")
        np.take(train.y, indices, axis=0, out=program.values[network.y], mode="clip")
        return program

    def learn(self, x: Array, y: Array) -> float:
        """Take one step on one sample of any origin, a drawing say; return its loss before.

        The order of the epoch and the count of its steps are left as they are. If the loss is not
        finite, afterwards or before, the parameters are too.
        """
        program = self._program(1)
        program.values[self.network.x][0] = x
        program.values[self.network.y][0] = y
        program.forward()
        loss = program.mean
        if self.is_finite(loss):
            program.backward()
            self.last_good.flat[:] = self.parameters.flat
            self.optimizer.step()
            self.extra += 1
            program.forward()
            if not self.is_finite(program.mean):
                self.parameters.flat[:] = self.last_good.flat
        return loss

    def minibatch_with(self, x: Array, y: Array) -> tuple[Array, Array, bool]:
        """Return a minibatch (B, d), (B, k) whose first sample is this one.

        It is the run's own next one if the sample is in it: then the third value is True, and the
        next step makes of the parameters what is shown of it. Otherwise, for a picture of how a
        mean comes about, the sample takes the place of another in it.
        """
        train, upcoming = self.data.train, self.upcoming()
        indices = upcoming[:MOST_SHOWN]
        same = (train.x[indices] == x).all(axis=1) & (train.y[indices] == y).all(axis=1)
        member = int(same.argmax())
        others = np.delete(indices, member)  # without a member: the first gives way
        batch = np.vstack([x[None], train.x[others]]), np.vstack([y[None], train.y[others]])
        return *batch, bool(same.any()) and len(indices) == len(upcoming)

    def _program(self, count: int) -> Program:
        """Return the program for minibatches of this size."""
        program = self._programs.get(count)
        if program is None:
            network = self.network
            program = Program(network.graph, network.loss, self.parameters, count, self.gradient)
            self._programs[count] = program
        return program

    def score(self, program: Program, indices: IntArray) -> float:
        """Return the minibatch's score from the forward pass that has just run."""
        labels = self.data.train.labels
        chosen = None if labels is None else labels[indices]
        y = program.values[self.network.y]
        value = batch_score(program.values[self.network.scores], y, self.network, chosen)
        return value if labels is not None else sqrt(value)

    def evaluate(self, part: Part) -> Metrics:
        """Return loss and score of a whole part with the current parameters."""
        return self.evaluator.evaluate(part.x, part.y, part.labels)

    def is_finite(self, loss: float) -> bool:
        """True while the loss and every parameter are finite.

        A unit can hide an infinite bias from the loss: tanh makes 1 of it, ReLU may make 0.
        """
        theta = self.parameters.flat
        # The product is a quick look: infinite or not a number if one of the parameters is.
        return isfinite(loss) and (isfinite(theta @ theta) or bool(np.isfinite(theta).all()))

    def retreat(self, loss: float) -> Diverged:
        """Take the last step back: the parameters are where the loss was finite."""
        diverged = Diverged(self.epoch, self.step, inf if isfinite(loss) else loss)
        if not np.array_equal(self.parameters.flat, self.last_good.flat):
            self.parameters.flat[:] = self.last_good.flat
            self.step -= 1
        return diverged


def train(learner: Learner, epochs: int) -> Iterator[Event]:
    """Train for some epochs, yielding a record after every step and every epoch.

    Stops by itself in the step in which the loss is not finite, or at the end of the epoch that
    ends with it; the parameters are then those for which it last was. Nothing is changed between a
    yield and the next iteration.
    """
    data = learner.data
    for _ in range(epochs):
        learner.epoch += 1
        seconds = 0.0
        for indices in learner.minibatches():
            started = perf_counter()
            program = learner.load(indices)
            program.forward()
            loss = program.mean
            if not learner.is_finite(loss):
                yield learner.retreat(loss)
                return
            score = learner.score(program, indices)
            program.backward()
            learner.last_good.flat[:] = learner.parameters.flat
            learner.optimizer.step()
            learner.step += 1
            seconds += perf_counter() - started
            yield Step(learner.epoch, learner.step, loss, score, len(indices))
        result, held_out = learner.evaluate(data.train), data.development
        if not learner.is_finite(result.loss):  # the epoch's last step was one too far
            yield learner.retreat(result.loss)
            return
        yield Epoch(
            learner.epoch,
            learner.step,
            result,
            None if held_out is None else learner.evaluate(held_out),
            learner.evaluate(data.test),
            seconds,
        )


def _generator(seed: int, purpose: str) -> np.random.Generator:
    return np.random.default_rng([seed, {"weights": 0, "order": 1, "split": 2}[purpose]])
