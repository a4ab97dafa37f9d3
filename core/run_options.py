"""From the options of the command line to a complete configuration of a run."""

from __future__ import annotations

import argparse
import difflib
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.config import HiddenLayer, RunConfig, fitted, from_json
from core.data_config import DataConfig, FileOptions
from core.datasets import catalog
from core.errors import UserError
from core.files import read_file
from core.optimizers import OPTIMIZERS
from core.quoting import quoted

LARGEST_CONFIG = 1 << 20
"""Bytes."""

_FIELDS = {
    "initializer": "initializer",
    "sigma": "sigma",
    "weight_decay": "weight_decay",
    "batch_size": "batch_size",
    "epochs": "epochs",
    "seed": "seed",
    "development": "development_fraction",
}
"""Options that are fields of the configuration as they stand."""
_DATA_FIELDS = {
    "noise": "noise",
    "samples": "samples",
    "classes": "classes",
    "data_seed": "seed",
    "test_share": "test_share",
    "scaling": "scaling",
}
"""Options that are fields of the configuration of the data as they stand."""
_FILE_FIELDS = {"target": "target", "task": "task", "missing": "missing"}
_OTHERS = (
    *("config", "dataset", "hidden", "activation", "output", "loss", "optimizer", "lr", "set"),
    *("target_scaling", "leave_out"),
)


def resolve(given: argparse.Namespace) -> RunConfig | None:
    """Return the run, or None if nothing was said about it.

    It begins with the file of --config, or with the defaults; what the command line says goes
    before. What was not said follows from what was: a data set of another kind brings its output
    and loss, an optimizer its learning rate and settings. Raises UserError.
    """
    options = (*_FIELDS, *_DATA_FIELDS, *_FILE_FIELDS, *_OTHERS)
    if all(getattr(given, name) is None for name in options):
        return None
    base = RunConfig() if given.config is None else read_config(given.config)
    _require_folder(given, base)
    changes: dict[str, Any] = {
        field: getattr(given, name)
        for name, field in _FIELDS.items()
        if getattr(given, name) is not None
    }
    changes |= _data(given, base)
    changes |= _hidden(given, base)
    changes |= _optimizer(given, base)
    return replace(base, **changes)


def _require_folder(given: argparse.Namespace, base: RunConfig) -> None:
    """Refuse a folder that is none. One that a download may make is left to the download."""
    folder = given.data_dir
    entry = catalog.entry(str(given.dataset or base.dataset))
    if folder is None or given.download or (entry is not None and entry.needs_folder):
        return
    if not os.path.isdir(folder):
        raise UserError(
            f"--data-dir: there is no folder {quoted(folder)}. Correct it, or leave it out."
        )


def read_config(path: Path) -> RunConfig:
    """Read a written configuration; UserError naming the file and what is wrong with it."""
    try:
        text = read_file(path, LARGEST_CONFIG).decode("utf-8-sig")
        return from_json(text, quoted(path))
    except UnicodeDecodeError as error:
        raise UserError(
            f"{quoted(path)} is no text. Name a config.json that was written here."
        ) from error
    except OverflowError as error:
        raise UserError(f"{quoted(path)} has a number that is too large. Correct it.") from error


def _data(given: argparse.Namespace, base: RunConfig) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    is_file = isinstance(given.dataset, Path)
    name = catalog.FILE if is_file else given.dataset or base.dataset
    before, now = catalog.entry(base.dataset), catalog.entry(name)
    task = None if now is None else now.task
    if is_file or before is None or before.task is not task:
        left_open = replace(base, output="", loss="")
        chosen = left_open if task is None else fitted(left_open, task)
        changes |= {"output": chosen.output, "loss": chosen.loss}
    for option in ("output", "loss"):
        if getattr(given, option) is not None:
            changes[option] = getattr(given, option)
    return changes | {"dataset": name, "data": _data_config(given, base, name)}


def _data_config(given: argparse.Namespace, base: RunConfig, name: str) -> DataConfig:
    """The configuration of the data; another set does not inherit that of the one before."""
    data = base.data if name == base.dataset and given.dataset is None else DataConfig()
    said = {
        field: getattr(given, option)
        for option, field in _DATA_FIELDS.items()
        if getattr(given, option) is not None
    }
    if given.target_scaling is not None:
        said["scale_target"] = given.target_scaling == "standard"
    entry = catalog.entry(name)
    kind = None if entry is None else entry.kind
    for option in ("noise", "classes"):
        if option in said and kind is not catalog.Kind.MADE:
            raise UserError(f"--{option} belongs to a set that is made here, as spirals.")
    if "samples" in said and kind not in (catalog.Kind.MADE, catalog.Kind.BROUGHT):
        raise UserError(
            "--samples belongs to a set that is made here, as spirals, or to a file of your own."
        )
    data = replace(data, **said)
    return replace(data, file=_file(given, data, name))


def _file(given: argparse.Namespace, data: DataConfig, name: str) -> FileOptions | None:
    """How the file is read, if the data set is one."""
    said = {
        field: getattr(given, option)
        for option, field in _FILE_FIELDS.items()
        if getattr(given, option) is not None
    }
    if given.leave_out is not None:
        said["leave_out"] = tuple(part.strip() for part in given.leave_out.split(","))
    if isinstance(given.dataset, Path):
        return FileOptions(path=os.path.abspath(given.dataset), **said)
    if data.file is not None:
        return replace(data.file, **said)
    if said:
        option = next(iter(said)).replace("_", "-")
        raise UserError(f"--{option} belongs to a file of your own: --dataset FILE.")
    return None


def _hidden(given: argparse.Namespace, base: RunConfig) -> dict[str, Any]:
    if given.hidden is None and given.activation is None:
        return {}
    before = tuple(layer.activation for layer in base.hidden)
    widths = given.hidden
    if widths is None:
        widths = tuple(layer.width for layer in base.hidden)
    activations = given.activation or before or (HiddenLayer(1).activation,)
    if len(set(activations)) == 1:
        activations = activations[:1] * len(widths)
    if len(activations) != len(widths):
        raise UserError(
            f"There are {len(widths)} hidden layers and {len(activations)} activations. Give "
            "--activation one name for all, or one for each."
        )
    return {"hidden": tuple(map(HiddenLayer, widths, activations))}


def _optimizer(given: argparse.Namespace, base: RunConfig) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    name = given.optimizer or base.optimizer
    settings = dict(base.hyperparameters)
    if name != base.optimizer:
        settings = {}
        changes |= {"optimizer": name, "learning_rate": OPTIMIZERS[name].default_learning_rate}
    if given.lr is not None:
        changes["learning_rate"] = given.lr
    for setting, value in given.set or ():
        _require_setting(name, setting)
        settings[setting] = value
    return changes | {"hyperparameters": tuple(settings.items())}


def _require_setting(optimizer: str, setting: str) -> None:
    kind = OPTIMIZERS.get(optimizer)
    known = [item.name for item in kind.hyperparameters] if kind else []
    if setting in known:
        return
    close = difflib.get_close_matches(setting, known, n=1)
    guess = f"Did you mean {close[0]}? " if close else ""
    have = f"It has: {', '.join(known)}." if known else "It has none."
    raise UserError(f"--set: {optimizer} has no setting {setting!r}. {guess}{have}")
