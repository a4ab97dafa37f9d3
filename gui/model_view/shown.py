"""Which picture of the model suits a run."""

from __future__ import annotations

from enum import Enum

from core.config import RunConfig
from core.datasets.dataset import Dataset, Task


class Picture(Enum):
    """What can be drawn of a model."""

    PLANE = "plane"
    """Two features: the whole plane."""
    SLICE = "slice"
    """More features: two of them, the others held at a sample's."""
    CURVE = "curve"
    """One feature: the prediction over it."""
    IMAGES = "images"
    """Pictures: the rows of the first W as pictures too."""
    TABLE = "table"
    """Linear regression with many features: nothing but its coefficients."""


def is_linear_regression(dataset: Dataset, config: RunConfig) -> bool:
    """True for y = W x + b and nothing else."""
    plain = not config.hidden and config.output == "identity"
    return plain and dataset.task is Task.REGRESSION


def picture_for(dataset: Dataset, config: RunConfig) -> Picture:
    """What shows most of this model with these data."""
    if dataset.image_shape is not None:
        return Picture.IMAGES
    if dataset.inputs == 1:
        return Picture.CURVE
    if dataset.inputs == 2:
        return Picture.PLANE
    if is_linear_regression(dataset, config):
        return Picture.TABLE
    return Picture.SLICE
