"""Everything that determines a run, in one frozen record."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace

from core import strict_json
from core.data_config import DataConfig
from core.errors import UserError
from core.task import Task


@dataclass(frozen=True, slots=True)
class HiddenLayer:
    """A layer between input and output: how many units, and what is applied to each."""

    width: int
    activation: str = "relu"


@dataclass(frozen=True, slots=True)
class RunConfig:
    """A run: the same configuration and data give the same numbers, bit for bit."""

    dataset: str = "digits"
    hidden: tuple[HiddenLayer, ...] = (HiddenLayer(32),)
    output: str = "softmax"
    """Empty, as the loss: what goes with the data, which only their file knows."""
    loss: str = "cross-entropy"
    initializer: str = "uniform"
    sigma: float = 0.01
    """Standard deviation of the normal initialiser."""
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    hyperparameters: tuple[tuple[str, float], ...] = ()
    """The optimizer's own, by name; those that are missing have their default."""
    weight_decay: float = 0.0
    batch_size: int = 32
    epochs: int = 20
    seed: int = 0
    development_fraction: float = 0.0
    """The share of the training part that is held out to choose by."""
    data: DataConfig = field(default_factory=DataConfig)
    """Which data exactly, and what is done to them."""


def to_json(config: RunConfig) -> str:
    """Write a configuration as JSON."""
    return json.dumps(asdict(config), indent=2, ensure_ascii=False) + "\n"


def from_json(text: str, where: str = "the configuration") -> RunConfig:
    """Read a configuration; UserError naming `where`, what is wrong with it, and the remedy."""
    data = strict_json.parse(text, where)
    if not isinstance(data, dict):
        raise UserError(f"{where} must be a JSON object with the fields of a run.")
    return strict_json.record(RunConfig, data, where)


def fitted(config: RunConfig, task: Task) -> RunConfig:
    """Fill in the output and the loss where they are left to the data."""
    regression = task is Task.REGRESSION
    output = config.output or ("identity" if regression else "softmax")
    probabilities = output in ("softmax", "modified softmax")
    loss = config.loss or ("cross-entropy" if probabilities else "mean squared error")
    return replace(config, output=output, loss=loss)
