"""What is said of the cut into parts is what the counts of the classes show."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from core.config import RunConfig
from core.data_config import DataConfig
from core.datasets.dataset import Task
from core.datasets.prepare import prepared
from core.datasets.raw import RawData
from gui.dataset_view.words import features, split


def raw(sizes: list[int], shape: tuple[int, int] | None = None) -> RawData:
    y = np.repeat(np.arange(len(sizes)), sizes)
    d = 1 if shape is None else shape[0] * shape[1]
    return RawData(
        name="file", title="t", task=Task.CLASSIFICATION,
        x=np.random.default_rng(0).random((len(y), d)),
        y=y, feature_names=tuple(map(str, range(d))), class_names=tuple("abc"[: len(sizes)]),
        target_names=(), image_shape=shape, source="", licence="", description="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ([10, 20], "seed 0, the same share of every class."),
        ([8, 13], "the same share of every class, rounded to whole samples."),
        ([2, 2], "whatever the class, for there are too few samples to take a share of each."),
    ],
)
def test_the_share_of_every_class(sizes: list[int], words: str) -> None:
    ready: Any = SimpleNamespace(
        dataset=prepared(raw(sizes)),
        config=RunConfig(data=DataConfig()),
        split=SimpleNamespace(development=None),
    )
    assert split(ready).endswith(words)


def test_images_are_told_by_width_and_height() -> None:
    assert features(prepared(raw([5, 5], (3, 7)))).startswith("Images of 7 × 3: 21 pixels")
