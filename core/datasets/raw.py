"""A data set as it comes from its source: before it is cut into parts and scaled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from core.datasets.dataset import Task


@dataclass(frozen=True, slots=True, eq=False)
class RawData:
    """N samples with their answers, in their own units and in the order of their source."""

    name: str
    title: str
    task: Task
    x: NDArray[Any]
    """(N, d) float64; images: float32 in 0..1, or uint8 pixels that stand for 0..255 / 255."""
    y: NDArray[Any]
    """(N,) int64 labels, or (N, k) float64 targets."""
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    """Empty for regression."""
    target_names: tuple[str, ...]
    """Empty for classification."""
    image_shape: tuple[int, int] | None
    source: str
    licence: str
    description: str
    notices: tuple[str, ...] = ()
    """Sentences to show: it works, but one should know."""
    published_test: int = 0
    """So many rows at the end are the published test part."""
    scaling: str = "standard"
    """What is usually done to the features: one of `core.data_config.SCALINGS`."""
    scale_target: bool = False
    """Whether the targets are usually standardised."""
    is_drawn: bool = False
    """Whether the seed of the data had a say in which samples these are."""
    fill_missing: bool = False
    """Whether NaN in x stands for cells that get the mean of the training part."""
