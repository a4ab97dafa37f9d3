"""Trained models as files: a safetensors file with the arrays, and the run in its metadata.

Such a file holds data only; nothing in it can be executed. Reading is strict: a file that is
damaged, strange or too new is refused, with the reason, before its arrays are touched.

The metadata has a single entry, a JSON document. (Several entries would be written in an order that
differs from run to run, and equal models should be equal files.)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from safetensors.numpy import save as save_tensors

from core.arrays import Array, Shape, frozen_copy
from core.config import RunConfig, from_json
from core.datasets.dataset import Dataset, Task
from core.errors import UserError
from core.files import cannot, file_size, write_file
from core.model_header import Header, parse_json, read_header, refused, shown
from core.model_schema import DataDescription, describe, parameter_shapes, read_count, read_data
from core.models import Network, build_network
from core.parameters import ParameterVector
from core.quoting import quoted

ENTRY = "chalkgrad"
"""The name of the metadata entry."""
VERSION = 1
"""Of the format. A reader takes this one and all older ones."""


@dataclass(frozen=True, slots=True, eq=False)
class SavedModel:
    """A trained network: everything that it takes to use it, without its data set."""

    config: RunConfig
    parameters: Mapping[str, Array]
    """W_i (m, n) and b_i (m,) by name, float32, read-only."""
    data: DataDescription
    epoch: int
    """Complete epochs of training."""
    step: int
    """Updates of the parameters."""

    def restore(self) -> tuple[Network, ParameterVector]:
        """Build the network and give it these parameters."""
        classes = self.data.outputs if self.data.task is Task.CLASSIFICATION else 0
        network = build_network(self.config, self.data.inputs, self.data.outputs, classes)
        parameters = ParameterVector(network.graph)
        parameters.assign(self.parameters)
        return network, parameters


def saved_model(
    config: RunConfig, dataset: Dataset, parameters: ParameterVector, epoch: int, step: int
) -> SavedModel:
    """Return the record of a network as it is now; its arrays are copies."""
    arrays = {name: frozen_copy(view) for name, view in parameters.items()}
    return SavedModel(config, MappingProxyType(arrays), describe(dataset), epoch, step)


def save(path: Path, model: SavedModel) -> None:
    """Write a model, the whole file or nothing.

    Raises UserError if it cannot be written, or has weights that are not finite.
    """
    write_file(path, to_bytes(model))


def to_bytes(model: SavedModel) -> bytes:
    """Return the contents of a model's file; equal models give equal bytes.

    Raises UserError if a weight is not finite: `load` would refuse it.
    """
    for name, array in model.parameters.items():
        if not np.isfinite(array).all():
            raise UserError(
                f"This model cannot be saved: {name} has weights that are not finite numbers. "
                "Reset, and train with a smaller learning rate."
            )
    document = {
        "version": VERSION,
        "config": asdict(model.config),
        "data": asdict(model.data),
        "epoch": model.epoch,
        "step": model.step,
    }
    arrays = {name: np.ascontiguousarray(a, np.float32) for name, a in model.parameters.items()}
    metadata = {ENTRY: json.dumps(document, ensure_ascii=False, allow_nan=False)}
    return bytes(save_tensors(arrays, metadata))


def load(path: Path) -> SavedModel:
    """Read a model.

    Raises UserError naming the file, what is wrong with it and the remedy; takes no more memory
    than a few times the file's size.
    """
    size = file_size(path)
    try:
        with path.open("rb") as file:
            header = read_header(file, size, path)
            model = _read_document(header, path)
            _check_tensors(header, model, path)
            # Only now, when the arrays are known to be what the network needs.
            file.seek(0)
            content = file.read(size)
    except OSError as error:
        raise cannot("read", path, error) from error
    try:
        arrays = load_tensors(content)
    except SafetensorError as error:
        raise refused(path, f"is damaged ({error})") from error
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise refused(path, f"has weights in {quoted(name)} that are not finite numbers")
        array.setflags(write=False)
    ordered = {name: arrays[name] for name in model.parameters}
    return SavedModel(model.config, MappingProxyType(ordered), model.data, model.epoch, model.step)


def _read_document(header: Header, path: Path) -> SavedModel:
    """Return the model of the metadata; its arrays are empty, but have their names."""
    text = header.metadata.get(ENTRY)
    if text is None:
        raise UserError(
            f"{quoted(path)} was not written by Chalkgrad: its metadata lack the configuration of "
            "a run. Choose a model that was saved by this program."
        )
    document = parse_json(text, path)
    version = read_count(document, "version", path)
    if version > VERSION:
        raise UserError(
            f"{quoted(path)} was written by a newer version of Chalkgrad (format {version}, this "
            f"one reads up to {VERSION}). Update the program."
        )
    # No layer has more outputs than numbers; but a modified softmax stores one output less.
    data = read_data(document.get("data"), path, most=header.numbers + 1)
    config = _read_config(document, path)
    epoch, step = (read_count(document, name, path, least=0) for name in ("epoch", "step"))
    names = dict.fromkeys(parameter_shapes(config, data, path), np.empty(0, np.float32))
    return SavedModel(config, names, data, epoch, step)


def _read_config(document: dict[str, Any], path: Path) -> RunConfig:
    try:
        return from_json(json.dumps(document.get("config")), f"The configuration in {quoted(path)}")
    except OverflowError as error:
        raise refused(path, "has a number that is too large") from error


def _check_tensors(header: Header, model: SavedModel, path: Path) -> None:
    expected = parameter_shapes(model.config, model.data, path)
    if set(header.tensors) != set(expected):
        missing = sorted(set(expected) - set(header.tensors))
        strange = sorted(set(header.tensors) - set(expected))
        what = (
            f"lacks {quoted(missing[0])}"
            if missing
            else f"has an array {shown(strange[0])} too many"
        )
        raise refused(path, f"does not fit its own configuration: it {what}")
    for name, shape in expected.items():
        found: Shape = header.tensors[name]
        if found != shape:
            raise refused(path, f"does not fit: {quoted(name)} has shape {found}, expected {shape}")
