"""What a data set is: two parts of samples, and the names that go with their columns."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.datasets.scaling import FloatArray, Scaling, unscaled
from core.task import Task as Task

LabelArray = NDArray[np.int64]
Array = FloatArray | LabelArray
IS_WORD = " = "
"""Between the name of a column of words and one of its words: "colour = blue" is 1 where it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """N samples with their answers; sample i is row i of both arrays.

    The arrays are taken over, not copied (MNIST is 188 MB): they are read-only from then on.
    Raises ValueError where shapes or types cannot be samples.
    """

    x: FloatArray  # (N, d) float32, C order
    y: Array  # (N,) int64 labels, or (N, k) float32 targets for regression

    def __post_init__(self) -> None:
        if self.x.ndim != 2 or self.x.dtype != np.float32 or not self.x.flags.c_contiguous:
            raise ValueError(f"x must be (N, d) float32 in C order, is {_kind(self.x)}")
        labels = self.y.ndim == 1 and self.y.dtype == np.int64
        targets = self.y.ndim == 2 and self.y.dtype == np.float32
        if not (labels or targets):
            raise ValueError(f"y must be (N,) int64 or (N, k) float32, is {_kind(self.y)}")
        if len(self.x) != len(self.y):
            raise ValueError(f"{len(self.x)} rows of x, but {len(self.y)} of y")
        self.x.setflags(write=False)
        self.y.setflags(write=False)

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """A training and a test part, and everything that is needed to show them.

    Raises ValueError if names, shapes and labels do not belong together.
    """

    name: str  # "digits": what the command line and the configuration say
    title: str  # "Digits 8 x 8"
    task: Task
    train: Samples
    test: Samples
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]  # empty for regression
    target_names: tuple[str, ...]  # regression: one per target
    image_shape: tuple[int, int] | None  # (28, 28): rows of x are images, row-major, 0..1
    source: str
    licence: str
    description: str
    notices: tuple[str, ...] = ()  # sentences to show: it works, but one should know
    scaling: Scaling | None = None  # what was done to the features; None: nothing
    test_is_published: bool = False  # the test part is the one that the source came with
    # Regression: a target in its own units is y * target_scale + target_offset, per column.
    # Empty where the targets are in their own units already.
    target_offset: tuple[float, ...] = ()
    target_scale: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if len(self.feature_names) != self.inputs or self.test.x.shape[1] != self.inputs:
            raise ValueError(f"{self.name}: training part, test part and feature names differ")
        if self.image_shape is not None and math.prod(self.image_shape) != self.inputs:
            raise ValueError(f"{self.name}: {self.inputs} features are no {self.image_shape} image")
        if self.outputs == 0:
            raise ValueError(f"{self.name}: nothing to predict")
        for part in (self.train, self.test):
            self._check_answers(part)

    def _check_answers(self, part: Samples) -> None:
        if self.task is Task.REGRESSION:
            if part.y.ndim != 2 or part.y.shape[1] != self.outputs:
                raise ValueError(f"{self.name}: targets {_kind(part.y)}, not (N, {self.outputs})")
        elif part.y.ndim != 1:
            raise ValueError(f"{self.name}: labels {_kind(part.y)}, not (N,)")
        elif len(part) and not 0 <= part.y.min() <= part.y.max() < self.outputs:
            raise ValueError(f"{self.name}: labels must be in 0..{self.outputs - 1}")

    @property
    def inputs(self) -> int:
        """The number d of features of a sample."""
        return int(self.train.x.shape[1])

    def own_units(self, x: NDArray[np.floating]) -> NDArray[np.float64]:
        """Features (..., d) as they were before they were scaled."""
        if self.scaling is None:
            return np.asarray(x, np.float64)
        return self.scaling.back(x)

    def own_columns(self, x: NDArray[np.floating], columns: tuple[int, ...]) -> NDArray[np.float64]:
        """The same for some of the features only, (..., len(columns))."""
        chosen = list(columns)
        values = x[..., chosen]
        if self.scaling is None:
            return np.asarray(values, np.float64)
        return unscaled(values, self.scaling.offset[chosen], self.scaling.scale[chosen])

    def own_targets(self, y: Array) -> NDArray[np.float64]:
        """Targets or predictions (..., k) of a regression as they were before they were scaled."""
        if not self.target_scale:
            return np.asarray(y, np.float64)
        return unscaled(y, np.array(self.target_offset), np.array(self.target_scale))

    @property
    def outputs(self) -> int:
        """The number of classes, or of targets for regression."""
        names = self.class_names if self.task is Task.CLASSIFICATION else self.target_names
        return len(names)


def _kind(array: NDArray[np.generic]) -> str:
    return f"{array.shape} {array.dtype}"
