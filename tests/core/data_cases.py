"""Small data sets, made on the spot."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.datasets.dataset import Dataset, Samples, Task


def regression(x: Array, y: Array, name: str = "made up") -> Dataset:
    """Return features (N, d) and targets (N, k) as a data set, all of it both train and test."""
    samples = Samples(
        np.array(x, np.float32, order="C"), np.array(y, np.float32, order="C").reshape(len(y), -1)
    )
    return Dataset(
        name=name,
        title="Made up",
        task=Task.REGRESSION,
        train=samples,
        test=samples,
        feature_names=tuple(f"x{k}" for k in range(samples.x.shape[1])),
        class_names=(),
        target_names=tuple(f"y{k}" for k in range(samples.y.shape[1])),
        image_shape=None,
        source="",
        licence="",
        description="",
    )


def classification(x: Array, labels: Array, classes: int, name: str = "made up") -> Dataset:
    """Return features (N, d) and labels (N,) as a data set, all of it both train and test."""
    samples = Samples(np.array(x, np.float32, order="C"), np.array(labels, np.int64))
    return Dataset(
        name=name,
        title="Made up",
        task=Task.CLASSIFICATION,
        train=samples,
        test=samples,
        feature_names=tuple(f"x{k}" for k in range(samples.x.shape[1])),
        class_names=tuple(f"class {k}" for k in range(classes)),
        target_names=(),
        image_shape=None,
        source="",
        licence="",
        description="",
    )


def blobs(count: int = 70, inputs: int = 4, classes: int = 3, seed: int = 0) -> Dataset:
    """Return classes of points round a centre each."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(classes, size=count)
    centres = rng.normal(scale=2.0, size=(classes, inputs))
    return classification(centres[labels] + rng.normal(size=(count, inputs)), labels, classes)


def plane(count: int = 70, inputs: int = 4, seed: int = 0) -> Dataset:
    """Return noisy values of a linear function."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, inputs))
    y = x @ rng.normal(size=(inputs, 1)) + 0.5 + 0.1 * rng.normal(size=(count, 1))
    return regression(x, y)
