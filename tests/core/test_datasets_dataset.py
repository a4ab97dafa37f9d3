from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data_config import DataConfig
from core.datasets.dataset import Dataset, Samples, Task
from core.datasets.prepare import prepared
from core.datasets.raw import RawData
from core.statistics import summarise


def samples(n: int = 4, d: int = 6, classes: int = 3) -> Samples:
    return Samples(np.zeros((n, d), np.float32), np.arange(n, dtype=np.int64) % classes)


def dataset(**changes: object) -> Dataset:
    fields: dict[str, object] = {
        "name": "toy",
        "title": "Toy",
        "task": Task.CLASSIFICATION,
        "train": samples(5),
        "test": samples(4),
        "feature_names": tuple("abcdef"),
        "class_names": ("x", "y", "z"),
        "target_names": (),
        "image_shape": (2, 3),
        "source": "made here",
        "licence": "CC0",
        "description": "",
    }
    return Dataset(**(fields | changes))  # type: ignore[arg-type]


def test_arrays_are_read_only() -> None:
    part = samples()
    with pytest.raises(ValueError, match="read-only"):
        part.x[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        part.y[0] = 1


def test_records_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        dataset().name = "other"  # type: ignore[misc]


def test_inputs_and_outputs_of_a_classification() -> None:
    assert (dataset().inputs, dataset().outputs, len(dataset().train)) == (6, 3, 5)


def test_outputs_of_a_regression_are_its_targets() -> None:
    part = Samples(np.zeros((3, 6), np.float32), np.zeros((3, 2), np.float32))
    toy = dataset(
        task=Task.REGRESSION, train=part, test=part, class_names=(), target_names=("p", "q")
    )
    assert (toy.inputs, toy.outputs) == (6, 2)


def test_an_empty_test_part_is_allowed() -> None:
    assert len(dataset(test=samples(0)).test) == 0


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (np.zeros((3, 2)), np.zeros(3, np.int64)),
        (np.zeros(3, np.float32), np.zeros(3, np.int64)),
        (np.zeros((3, 2), np.float32, order="F"), np.zeros(3, np.int64)),
        (np.zeros((3, 2), np.float32), np.zeros(3, np.float32)),
        (np.zeros((3, 2), np.float32), np.zeros((3, 1), np.int64)),
        (np.zeros((3, 2), np.float32), np.zeros(4, np.int64)),
    ],
)
def test_what_are_no_samples(x: NDArray[Any], y: NDArray[Any]) -> None:
    with pytest.raises(ValueError, match=r"must be|rows of x"):
        Samples(x, y)


@pytest.mark.parametrize(
    "changes",
    [
        {"feature_names": ("a",)},
        {"test": samples(d=5)},
        {"image_shape": (8, 8)},
        {"class_names": ()},
        {"class_names": ("x", "y")},
        {"task": Task.REGRESSION, "target_names": ("p",)},
    ],
)
def test_what_does_not_belong_together(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="toy"):
        dataset(**changes)


def test_a_zero_is_zero_again_in_its_own_units() -> None:
    """And neither 3.8e-13 nor -1.1e-8, as float32 would have it."""
    x = np.array([[0.0, 1e-6], [1.3, 7e-5], [4.1, 0.0], [2.9, 1.2e-4]])
    y = np.array([[0.0], [1 / 7], [2 / 7], [29 / 7]])
    raw = RawData(
        "file", "File", Task.REGRESSION, x, y, ("a", "b"), (), ("y",), None, "s", "l", "d",
        scale_target=True,
    )  # fmt: skip
    data = prepared(raw, DataConfig(test_share=0))
    assert (data.own_targets(data.train.y) == 0.0).sum() == 1
    assert (data.own_units(data.train.x) == 0.0).sum(axis=0).tolist() == [1, 1]
    assert summarise(data).features.low.tolist() == [0.0, 0.0]
