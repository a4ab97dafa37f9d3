"""What the session tells the panels of: samples, predictions, notices."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from core.arrays import Array, Rows
from core.checks import Severity
from core.messages import Ready
from core.training import Part


class Origin(Enum):
    """Where the sample on the stage comes from."""

    TRAIN = "train"
    DEVELOPMENT = "development"
    TEST = "test"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The sample on the stage: its features (d,) and its target (k,)."""

    origin: Origin
    index: int
    x: Array
    y: Array
    label: int | None
    """The true class; None for regression."""


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """What the model makes of the test set, (N, K), and after which step."""

    values: Array
    step: int
    extra: int = 0
    """Steps on drawings beside those of the run."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """What the model makes of chosen inputs, (G, d) to (G, K), after which step."""

    x: Rows
    values: Array
    step: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell, that stays until it is closed."""

    severity: Severity
    message: str
    details: str = ""


def part_of(ready: Ready, origin: Origin) -> Part:
    """Return the part of the data that a sample is from; who held nothing out, trains on all."""
    parts = ready.split
    if origin is Origin.DEVELOPMENT:
        return parts.development or parts.train
    return parts.train if origin is Origin.TRAIN else parts.test
