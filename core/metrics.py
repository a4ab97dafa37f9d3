"""Loss and score of a network on samples. One definition, used wherever a number is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

import numpy as np

from core.arrays import Array, IntArray, Rows
from core.models import Network
from core.parameters import ParameterVector
from core.program import Program

CHUNK = 1000
"""Samples in one forward pass of an evaluation: few calls, and the buffers stay in the cache."""
CHUNK_VALUES = 2**20
"""Of samples with more than a thousand features fewer: their values take 4 MB then."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """The mean loss, and the score: accuracy (0 to 1), or for regression the root mean squared
    error.

    Weight decay is no part of the loss.
    """

    loss: float
    score: float


def predicted_classes(scores: Array, classes: int) -> IntArray:
    """Return the class of the largest score of each row; of equal ones the first.

    Scores of a modified softmax lack the reference class, whose score is 0.
    """
    best = scores.argmax(axis=-1)
    if scores.shape[-1] < classes:
        best[scores.max(axis=-1) < 0.0] = classes - 1
    return np.asarray(best)


def batch_score(scores: Array, y: Array, network: Network, labels: IntArray | None) -> float:
    """Return the share of correct rows, or the mean of the squared errors for regression."""
    if labels is None:
        return float(np.mean((scores - y) ** 2))
    correct = int(np.count_nonzero(predicted_classes(scores, network.classes) == labels))
    return correct / len(labels)


def _chunks(x: Rows) -> Iterator[slice]:
    """The samples (N, d), as many at a time as are evaluated in one pass."""
    size = max(1, min(CHUNK, CHUNK_VALUES // x.shape[1]))
    for start in range(0, len(x), size):
        yield slice(start, start + size)


class Evaluator:
    """Forward passes without gradients, sharing the parameters with whoever trains them."""

    def __init__(self, network: Network, parameters: ParameterVector) -> None:
        self._network = network
        self._parameters = parameters
        self._programs: dict[tuple[int, int], Program] = {}

    def evaluate(self, x: Array, y: Array, labels: IntArray | None) -> Metrics:
        """Return loss and score over all samples; `y` holds targets (N, k), one-hot for classes."""
        network, loss, score = self._network, 0.0, 0.0
        for part in _chunks(x):
            count = len(x[part])
            program = self._program(network.loss, count)
            program.values[network.x][...] = x[part]
            program.values[network.y][...] = y[part]
            loss += float(program.forward().sum(dtype=np.float64))
            chosen = None if labels is None else labels[part]
            scores = program.values[network.scores]
            score += count * batch_score(scores, y[part], network, chosen)
        mean = score / len(x)
        return Metrics(loss / len(x), mean if labels is not None else sqrt(mean))

    def predict(self, x: Rows) -> Array:
        """Return the predictions z_{L+1}, (N, K), of inputs (N, d)."""
        results = np.empty((len(x), self._network.layers[-1].outputs), self._parameters.flat.dtype)
        for part in _chunks(x):
            program = self._program(self._network.prediction, len(x[part]))
            program.values[self._network.x][...] = x[part]
            results[part] = program.forward()
        return results

    def _program(self, target: int, count: int) -> Program:
        key = (target, count)
        if key not in self._programs:
            network = self._network
            self._programs[key] = Program(network.graph, target, self._parameters, count)
        return self._programs[key]
