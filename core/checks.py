"""What a configuration cannot be, and what it can be but should not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from math import isfinite

from core.config import RunConfig
from core.datasets.dataset import Dataset, Task
from core.errors import UserError
from core.initializers import INITIALIZERS
from core.ops import ACTIVATIONS
from core.optimizers import OPTIMIZERS
from core.quoting import quoted

OUTPUTS = ("softmax", "modified softmax", "sigmoid", "identity")
LOSSES = ("cross-entropy", "squared error", "half squared error", "mean squared error")

MAX_LAYERS = 100
MAX_BYTES = 2 << 30
BYTES_PER_PARAMETER = 4 * 7
"""float32 parameters, gradient, Adam's two means, scratch, the last good copy, the snapshot."""


class Severity(Enum):
    """Whether a problem stops a run or is only worth knowing."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one field of a configuration, in one sentence with its remedy."""

    field: str
    severity: Severity
    message: str


def parameter_count(config: RunConfig, inputs: int, outputs: int) -> int:
    """Return the number of weights and biases of the network."""
    return sum(m * n + m for n, m in _shapes(config, inputs, outputs))


def _shapes(config: RunConfig, inputs: int, outputs: int) -> list[tuple[int, int]]:
    last = outputs - 1 if config.output == "modified softmax" else outputs
    widths = [inputs, *(layer.width for layer in config.hidden), last]
    return list(pairwise(widths))


def check(config: RunConfig, dataset: Dataset) -> tuple[Problem, ...]:
    """Return every problem of a configuration with this data set, errors first."""
    found = [
        *_architecture(config, dataset),
        *_output_and_loss(config, dataset),
        *_optimizer(config),
        *_schedule(config, dataset),
    ]
    return tuple(sorted(found, key=lambda problem: problem.severity is Severity.WARNING))


def require_valid(config: RunConfig, dataset: Dataset) -> tuple[Problem, ...]:
    """Return the warnings; UserError with the first error if there is one."""
    problems = check(config, dataset)
    for problem in problems:
        if problem.severity is Severity.ERROR:
            raise UserError(problem.message)
    return problems


def _error(field: str, message: str) -> Problem:
    return Problem(field, Severity.ERROR, message)


def _warning(field: str, message: str) -> Problem:
    return Problem(field, Severity.WARNING, message)


def _architecture(config: RunConfig, dataset: Dataset) -> Iterator[Problem]:
    for number, layer in enumerate(config.hidden, 1):
        if layer.width < 1:
            yield _error("hidden", f"Hidden layer {number} needs at least 1 unit.")
        if layer.activation not in ACTIVATIONS:
            yield _error(
                "hidden",
                f"Hidden layer {number}: there is no activation {quoted(layer.activation)}; choose "
                f"one of {', '.join(ACTIVATIONS)}.",
            )
    if len(config.hidden) > MAX_LAYERS:
        yield _error(
            "hidden", f"{len(config.hidden)} hidden layers; at most {MAX_LAYERS} are possible."
        )
    elif len(config.hidden) >= 20:
        yield _warning(
            "hidden", f"{len(config.hidden)} hidden layers train slowly; the drawing folds them."
        )
    count = parameter_count(config, dataset.inputs, dataset.outputs)
    memory = count * BYTES_PER_PARAMETER + _batch_bytes(config, dataset)
    if memory > MAX_BYTES:
        needed = -(-memory // 2**30)
        limit = MAX_BYTES >> 30
        yield _error(
            "hidden",
            f"This network has {count:,} parameters and needs {needed:,} GB to train; "
            f"the limit is {limit} GB. Use narrower layers, or smaller batches.",
        )


def _batch_bytes(config: RunConfig, dataset: Dataset) -> int:
    """Return what a minibatch takes: float32 scores and values, and the adjoints of both."""
    samples = max(len(dataset.train), 1)
    if not _takes_whole_set(config):
        samples = min(max(config.batch_size, 1), samples)
    widths = dataset.inputs + sum(max(layer.width, 0) for layer in config.hidden) + dataset.outputs
    return samples * widths * 4 * 4


def _output_and_loss(config: RunConfig, dataset: Dataset) -> Iterator[Problem]:
    if config.output not in OUTPUTS:
        yield _error(
            "output", f"There is no output {quoted(config.output)}; choose {_any(OUTPUTS)}."
        )
    if config.loss not in LOSSES:
        yield _error("loss", f"There is no loss {quoted(config.loss)}; choose {_any(LOSSES)}.")
    probabilities = config.output in ("softmax", "modified softmax")
    if dataset.task is Task.REGRESSION:
        if probabilities or config.output == "sigmoid":
            yield _error(
                "output",
                f"{quoted(dataset.title)} has numbers to predict: the {config.output} output stays "
                "between 0 and 1. Choose the identity output.",
            )
        if config.loss == "cross-entropy":
            yield _error(
                "loss",
                f"Cross-entropy compares probabilities, and {quoted(dataset.title)} has numbers to "
                "predict. Choose a squared error.",
            )
    elif config.loss == "cross-entropy" and not probabilities:
        yield _error(
            "loss",
            f"Cross-entropy needs probabilities that add up to 1, and the {config.output} output "
            "gives none. Choose the softmax output, or a squared error.",
        )
    elif config.loss != "cross-entropy" and probabilities:
        yield _warning(
            "loss",
            "Squared error on a softmax: the gradient is exact, but it vanishes where the "
            "softmax is sure and wrong. Cross-entropy does not.",
        )


def _optimizer(config: RunConfig) -> Iterator[Problem]:
    if config.initializer not in INITIALIZERS:
        yield _error(
            "initializer",
            f"There is no initialiser {quoted(config.initializer)}; choose "
            f"{_any(tuple(INITIALIZERS))}.",
        )
    if not (isfinite(config.sigma) and config.sigma >= 0):
        yield _error("sigma", "Sigma must be a finite number, 0 or larger.")
    zeros = config.initializer == "zeros"
    if zeros and config.hidden:
        yield _warning(
            "initializer",
            "All weights start at zero: the units of a layer get equal gradients and stay alike.",
        )
    if not (isfinite(config.learning_rate) and config.learning_rate >= 0):
        yield _error("learning_rate", "The learning rate must be a finite number, 0 or larger.")
    elif config.learning_rate == 0:
        yield _warning("learning_rate", "A learning rate of 0 leaves the parameters as they are.")
    if not (isfinite(config.weight_decay) and config.weight_decay >= 0):
        yield _error("weight_decay", "The weight decay must be a finite number, 0 or larger.")
    yield from _hyperparameters(config)


def _hyperparameters(config: RunConfig) -> Iterator[Problem]:
    kind = OPTIMIZERS.get(config.optimizer)
    if kind is None:
        names = _any(tuple(OPTIMIZERS))
        yield _error(
            "optimizer", f"There is no optimizer {quoted(config.optimizer)}; choose {names}."
        )
        return
    known = {parameter.name: parameter for parameter in kind.hyperparameters}
    for name, value in config.hyperparameters:
        if name not in known:
            yield _error("hyperparameters", f"{kind.title} has no hyperparameter {quoted(name)}.")
            continue
        low, high = known[name].low, known[name].high
        if not low <= value <= high:
            label = known[name].label
            yield _error("hyperparameters", f"{label} must be between {low:g} and {high:g}.")


def _schedule(config: RunConfig, dataset: Dataset) -> Iterator[Problem]:
    if config.batch_size < 1:
        yield _error("batch_size", "A minibatch needs at least 1 sample.")
    elif config.batch_size > len(dataset.train) and not _takes_whole_set(config):
        count = len(dataset.train)
        uses = "its only sample" if count == 1 else f"all {count:,} samples"
        yield _warning(
            "batch_size", f"The batch is larger than the training set: every step uses {uses}."
        )
    if config.epochs < 1:
        yield _error("epochs", "Train for at least 1 epoch.")
    if config.seed < 0:
        yield _error("seed", "The seed must be 0 or larger.")
    share = config.development_fraction
    if not 0 <= share <= 0.5:
        yield _error("development_fraction", "The development set can take 0 to half of the data.")
    elif share > 0 and round(share * len(dataset.train)) < 1:
        yield _error("development_fraction", "This share leaves the development set empty.")


def _takes_whole_set(config: RunConfig) -> bool:
    kind = OPTIMIZERS.get(config.optimizer)
    return kind is not None and kind.whole_set


def _any(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + f" or {names[-1]}"
