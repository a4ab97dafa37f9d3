"""What a model file says beside its arrays, and which arrays must go with it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from itertools import pairwise
from math import isfinite, prod
from pathlib import Path
from typing import Any

import numpy as np

from core.arrays import Shape
from core.checks import require_valid
from core.config import RunConfig
from core.datasets.dataset import Dataset, Samples, Task
from core.errors import UserError
from core.model_header import LARGEST_EXTENT, refused, shown
from core.quoting import quoted

LARGEST_COUNT = 1 << 53
"""The largest whole number that JSON carries safely."""


@dataclass(frozen=True, slots=True)
class DataDescription:
    """What of a data set has to be known to use a model without it."""

    name: str
    title: str
    task: Task
    inputs: int
    outputs: int
    class_names: tuple[str, ...]
    target_names: tuple[str, ...]
    image_shape: tuple[int, int] | None
    target_offset: tuple[float, ...] = ()
    target_scale: tuple[float, ...] = ()
    """A target in its own units is y * target_scale + target_offset; empty: it is already."""


def describe(dataset: Dataset) -> DataDescription:
    """Return the description of a data set."""
    return DataDescription(
        **{field.name: getattr(dataset, field.name) for field in fields(DataDescription)}
    )


def require_fit(data: DataDescription, dataset: Dataset) -> None:
    """Raise UserError unless a model for `data` can be used on this data set."""
    if (data.task, data.inputs, data.outputs) != (dataset.task, dataset.inputs, dataset.outputs):
        raise UserError(
            f"The model was trained on {quoted(data.title)} ({_size(data)}) and does not fit "
            f"{quoted(dataset.title)} ({_size(describe(dataset))}). Choose the data it was trained "
            "on."
        )


def parameter_shapes(config: RunConfig, data: DataDescription, path: Path) -> dict[str, Shape]:
    """Return the name and shape of every parameter; UserError if there is no such network."""
    # The development set needs data to be judged by, and nothing here depends on it.
    stand_in = Dataset(
        name=data.name,
        title=data.title,
        task=data.task,
        train=_nothing(data),
        test=_nothing(data),
        feature_names=("",) * data.inputs,
        class_names=data.class_names,
        target_names=data.target_names,
        image_shape=data.image_shape,
        source="",
        licence="",
        description="",
    )
    try:
        require_valid(replace(config, development_fraction=0.0), stand_in)
    except UserError as error:
        raise UserError(f"{quoted(path)} describes a network that cannot be. {error}") from error
    last = data.outputs - (config.output == "modified softmax")
    widths = [data.inputs, *(layer.width for layer in config.hidden), last]
    shapes: dict[str, Shape] = {}
    for number, (inputs, outputs) in enumerate(pairwise(widths), 1):
        shapes[f"W_{number}"] = (outputs, inputs)
        shapes[f"b_{number}"] = (outputs,)
    return shapes


def read_data(value: Any, path: Path, most: int) -> DataDescription:
    """Read the description of the data from a JSON value.

    Raises UserError if it is none, or has more than `most` inputs or outputs.
    """
    known = {field.name for field in fields(DataDescription)}
    if not isinstance(value, dict) or set(value) != known:
        raise refused(path, "does not say what data it is for")
    if value["task"] not in tuple(Task):
        raise refused(path, f"has an unknown task {shown(value['task'])}")
    data = DataDescription(
        name=_text(value["name"], path),
        title=_text(value["title"], path),
        task=Task(value["task"]),
        inputs=read_count(value, "inputs", path, most=most),
        outputs=read_count(value, "outputs", path, most=most),
        class_names=tuple(_text(name, path) for name in _list(value["class_names"], path)),
        target_names=tuple(_text(name, path) for name in _list(value["target_names"], path)),
        image_shape=_image_shape(value["image_shape"], path),
        target_offset=tuple(_number(x, path) for x in _list(value["target_offset"], path)),
        target_scale=tuple(_number(x, path) for x in _list(value["target_scale"], path)),
    )
    if not _consistent(data):
        raise refused(path, "has names and sizes that contradict each other")
    return data


def read_count(
    document: dict[str, Any], name: str, path: Path, *, least: int = 1, most: int = LARGEST_COUNT
) -> int:
    """Return a whole number of a JSON object; UserError if it is none or out of range."""
    value = document.get(name)
    if type(value) is not int or not least <= value <= most:
        raise refused(path, f"lacks a usable number {quoted(name)}")
    return value


def _consistent(data: DataDescription) -> bool:
    classes = data.task is Task.CLASSIFICATION
    names, others = (
        (data.class_names, data.target_names) if classes else (data.target_names, data.class_names)
    )
    scales = {len(data.target_offset), len(data.target_scale)}
    return (
        len(names) == data.outputs
        and not others
        and (data.image_shape is None or prod(data.image_shape) == data.inputs)
        and scales in ({0}, {0 if classes else data.outputs})
    )


def _nothing(data: DataDescription) -> Samples:
    x = np.empty((0, data.inputs), np.float32)
    if data.task is Task.CLASSIFICATION:
        return Samples(x, np.empty(0, np.int64))
    return Samples(x, np.empty((0, data.outputs), np.float32))


def _size(data: DataDescription) -> str:
    kind = "classes" if data.task is Task.CLASSIFICATION else "targets"
    return f"{data.inputs} features, {data.outputs} {kind}"


def _text(value: Any, path: Path) -> str:
    if not isinstance(value, str):
        raise refused(path, "has a name that is no text")
    return value


def _number(value: Any, path: Path) -> float:
    if type(value) not in (int, float) or abs(value) > 1e300 or not isfinite(value):
        raise refused(path, "has a scale that is no finite number")
    return float(value)


def _list(value: Any, path: Path) -> list[Any]:
    if not isinstance(value, list):
        raise refused(path, "has a single value where a list is expected")
    return value


def _image_shape(value: Any, path: Path) -> tuple[int, int] | None:
    if value is None:
        return None
    if isinstance(value, list) and len(value) == 2 and all(type(item) is int for item in value):
        rows, columns = value
        if min(rows, columns) >= 1 and max(rows, columns) <= LARGEST_EXTENT:
            return rows, columns
    raise refused(path, "has an impossible image shape")
