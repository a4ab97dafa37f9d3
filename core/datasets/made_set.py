"""What a set that is made here consists of, and how its noise, size and seed are looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from core.data_config import DataConfig
from core.datasets.dataset import Task
from core.datasets.random_numbers import Stream, normals, raw
from core.datasets.raw import RawData
from core.errors import UserError
from core.quoting import quoted

FloatArray = NDArray[np.float64]

CLASS_NAMES = ("A", "B", "C", "D", "E")
"""Letters, for the digits already number the features."""

PLANE_FEATURES = ("x₁", "x₂")
LICENCE = "Made by this program; free to use for anything."

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Limits(Generic[Number]):
    """The values that a setting can have, both ends included."""

    default: Number
    low: Number
    high: Number

    def chosen(self, value: Number | None, what: str) -> Number:
        """The value, or the default for None. Raises UserError outside the limits."""
        if value is None:
            return self.default
        if not self.low <= value <= self.high:  # NaN is outside as well
            raise UserError(
                f"{what} can be {self.low:,g} to {self.high:,g}, not {value}. "
                f"Choose a value in between, or leave it out for {self.default:g}."
            )
        return value


@dataclass(frozen=True, slots=True)
class MadeSet:
    """What is known of a set before it is made, and how it is made."""

    name: str  # as on the command line
    title: str
    task: Task
    summary: str  # one line
    description: str
    source: str
    feature_names: tuple[str, ...]
    noise: Limits[float]
    """The standard deviation of what is added to places (classes) or to targets (regression)."""
    samples: Limits[int]
    """How many are made in all; with `own_test`, how many are made to train on."""
    classes: Limits[int] | None
    """None for regression."""
    clean: Callable[[int, int, int, int], tuple[FloatArray, NDArray[Any]]]
    """From (training samples, test samples, classes, seed) to features and answers, no noise."""
    own_test: bool = False
    """Whether a test part is made besides, a fifth as large; else a part of the samples is cut."""

    def make(self, noise: float, samples: int, classes: int, seed: int) -> RawData:
        """The set with these settings; `classes` is 0 for regression.

        The noise is made for a deviation of 1 and then multiplied: with more of it the same points
        move further in the same direction. With more samples the points to train on stay, and
        others join them.
        """
        test = samples // 5 if self.own_test else 0
        x, y = self.clean(samples, test, classes, seed)
        if self.task is Task.CLASSIFICATION:
            x = _disturbed(x, noise, seed)
            # So that neither the first samples nor the last are all of one class.
            order = np.argsort(raw(seed, Stream.ORDER, samples), kind="stable")
            x, y = x[order], y[order]
        else:
            y = _disturbed(y, noise, seed)
        return RawData(
            name=self.name,
            title=self.title,
            task=self.task,
            x=x,
            y=y,
            feature_names=self.feature_names,
            class_names=CLASS_NAMES[:classes],
            target_names=("y",) if self.task is Task.REGRESSION else (),
            image_shape=None,
            source=self.source,
            licence=LICENCE,
            description=self.description,
            published_test=test,
            # The features are of size one already, with their middle near 0. Unscaled, what is on
            # the axes is what the network sees, and its weights compare with the formula's.
            scaling="off",
            scale_target=False,
            is_drawn=True,
        )


def make(kind: MadeSet, config: DataConfig) -> RawData:
    """The set as the configuration asks for it; None means the set's own default.

    Raises UserError for a value that is out of range.
    """
    noise = kind.noise.chosen(config.noise, f"The noise of {quoted(kind.name)}")
    samples = kind.samples.chosen(config.samples, f"The number of samples of {quoted(kind.name)}")
    classes = 0
    if kind.classes is not None:
        classes = kind.classes.chosen(
            config.classes, f"The number of classes of {quoted(kind.name)}"
        )
    elif config.classes is not None:
        raise UserError(
            f"{quoted(kind.name)} predicts a number and has no classes. Leave out the number of "
            "classes."
        )
    if config.seed < 0:
        raise UserError(f"The seed of the data must be 0 or larger, not {config.seed}.")
    return kind.make(noise, samples, classes, config.seed)


def _disturbed(values: FloatArray, noise: float, seed: int) -> FloatArray:
    return values + noise * normals(seed, Stream.NOISE, *values.shape)
