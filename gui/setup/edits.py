"""What the controls do to a configuration: pure functions from one to the next. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.checks import Severity, check
from core.config import HiddenLayer, RunConfig
from core.datasets.dataset import Dataset
from core.optimizers import OPTIMIZERS

_PROBABILITIES = ("softmax", "modified softmax")


def add_layer(config: RunConfig) -> RunConfig:
    """Append a hidden layer like the last one."""
    last = config.hidden[-1] if config.hidden else HiddenLayer(32)
    return replace(config, hidden=(*config.hidden, last))


def remove_layer(config: RunConfig, index: int) -> RunConfig:
    """Take out the hidden layer at `index`."""
    return replace(config, hidden=config.hidden[:index] + config.hidden[index + 1 :])


def change_layer(
    config: RunConfig, index: int, width: int | None = None, activation: str | None = None
) -> RunConfig:
    """Change the hidden layer at `index`; None leaves what is there."""
    old = config.hidden[index]
    new = HiddenLayer(
        old.width if width is None else width, old.activation if activation is None else activation
    )
    return replace(config, hidden=(*config.hidden[:index], new, *config.hidden[index + 1 :]))


def choose_output(config: RunConfig, output: str) -> RunConfig:
    """Choose the output, and with it a loss that goes with it.

    Cross-entropy needs probabilities: where the new output has none, the mean squared error takes
    its place. Where the new output has them and the old had none, cross-entropy comes back.
    """
    loss = config.loss
    if output not in _PROBABILITIES and loss == "cross-entropy":
        loss = "mean squared error"
    elif output in _PROBABILITIES and config.output not in _PROBABILITIES:
        loss = "cross-entropy"
    return replace(config, output=output, loss=loss)


def choose_optimizer(config: RunConfig, name: str) -> RunConfig:
    """Choose the optimizer.

    The learning rate follows if it was the old one's default, and stays if somebody chose it.
    Hyper-parameters that the new one has as well are kept.
    """
    kind = OPTIMIZERS[name]
    old = OPTIMIZERS.get(config.optimizer)
    rate = config.learning_rate
    if old is not None and rate == old.default_learning_rate:
        rate = kind.default_learning_rate
    known = {parameter.name for parameter in kind.hyperparameters}
    kept = tuple(pair for pair in config.hyperparameters if pair[0] in known)
    return replace(config, optimizer=name, learning_rate=rate, hyperparameters=kept)


def hyperparameter(config: RunConfig, name: str) -> float:
    """Return a hyper-parameter of the optimizer: the chosen one, or its default.

    Raises:
        KeyError: when the optimizer has none of this name.
    """
    defaults = {item.name: item.default for item in OPTIMIZERS[config.optimizer].hyperparameters}
    return (defaults | dict(config.hyperparameters))[name]


def change_hyperparameter(config: RunConfig, name: str, value: float) -> RunConfig:
    """Change a hyper-parameter. Defaults are left out, so that equal runs are equal records."""
    chosen = dict(config.hyperparameters) | {name: value}
    parameters = OPTIMIZERS[config.optimizer].hyperparameters
    pairs = tuple(
        (item.name, chosen[item.name])
        for item in parameters
        if chosen.get(item.name, item.default) != item.default
    )
    return replace(config, hyperparameters=pairs)


def refusals(
    config: RunConfig, dataset: Dataset, field: str, keys: Iterable[str]
) -> dict[str, str]:
    """Return which values of a field cannot work with the rest, and why.

    Asks `core.checks`, so that what is prevented is what would be refused.
    """
    found: dict[str, str] = {}
    for key in keys:
        changed = replace(config, output=key) if field == "output" else replace(config, loss=key)
        for problem in check(changed, dataset):
            if problem.field == field and problem.severity is Severity.ERROR:
                found.setdefault(key, problem.message)
    return found


def consequences(old: RunConfig, new: RunConfig) -> dict[str, str]:
    """Return, by field, what changed along with something else, and why.

    `old` has an output; that of `new` may still be left to data that are being loaded.
    """
    if not new.output:
        return {}
    others = (old.dataset, old.data.file) != (new.dataset, new.data.file)
    if others and old.output != new.output:
        if new.output == "identity":
            return {"output": "Numbers are to be predicted: the output and the loss were adapted."}
        return {"output": "Classes are to be predicted: the output and the loss were adapted."}
    along = choose_output(old, new.output).loss
    if not others and old.loss != new.loss == along:
        if new.output in _PROBABILITIES:
            return {"loss": "Chosen because it goes with a softmax; squared errors work as well."}
        return {"loss": "Chosen because cross-entropy needs the probabilities of a softmax."}
    kind = OPTIMIZERS.get(new.optimizer)
    if kind is None or old.optimizer == new.optimizer or old.learning_rate == new.learning_rate:
        return {}
    if new.learning_rate == kind.default_learning_rate:  # a preset may bring another one
        return {"learning_rate": f"The usual start for {kind.title}."}
    return {}
