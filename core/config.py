"""Everything that determines a run, in one frozen record."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from core.errors import UserError


@dataclass(frozen=True, slots=True)
class HiddenLayer:
    """A layer between input and output: how many units, and what is applied to each."""

    width: int
    activation: str = "relu"


@dataclass(frozen=True, slots=True)
class RunConfig:
    """A run: the same configuration and data give the same numbers, bit for bit."""

    dataset: str = "digits"
    hidden: tuple[HiddenLayer, ...] = (HiddenLayer(32),)
    output: str = "softmax"
    loss: str = "cross-entropy"
    initializer: str = "uniform"
    sigma: float = 0.01
    """Standard deviation of the normal initialiser."""
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    hyperparameters: tuple[tuple[str, float], ...] = ()
    """The optimizer's own, by name; those that are missing have their default."""
    weight_decay: float = 0.0
    batch_size: int = 32
    epochs: int = 20
    seed: int = 0
    development_fraction: float = 0.0
    """The share of the training part that is held out to choose by."""


def to_json(config: RunConfig) -> str:
    """Write a configuration as JSON."""
    return json.dumps(asdict(config), indent=2, ensure_ascii=False) + "\n"


def from_json(text: str, where: str = "the configuration") -> RunConfig:
    """Read a configuration; UserError naming `where`, what is wrong with it, and the remedy.

    Strict: an unknown or doubled key or a value of the wrong type is refused rather than ignored,
    for a run that silently differs from its description is worse than none.
    """
    try:
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise UserError(f"{where} is no valid JSON: {error}.") from error
    if not isinstance(data, dict):
        raise UserError(f"{where} must be a JSON object with the fields of a run.")
    return _from_mapping(data, where)


def _from_mapping(data: Mapping[str, Any], where: str) -> RunConfig:
    known = {field.name: field.type for field in fields(RunConfig)}
    for key in data:
        if key not in known:
            raise UserError(f"{where} has an unknown field {key!r}; known are {', '.join(known)}.")
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key == "hidden":
            values[key] = tuple(_hidden_layer(item, where) for item in _items(value, key, where))
        elif key == "hyperparameters":
            values[key] = tuple(_pair(item, where) for item in _items(value, key, where))
        else:
            values[key] = _scalar(value, str(known[key]), key, where)
    return RunConfig(**values)


def _scalar(value: Any, kind: str, key: str, where: str) -> Any:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    number = number and abs(value) <= sys.float_info.max
    if kind == "float" and number:
        return float(value)
    if kind == "int" and number and float(value).is_integer():
        return int(value)
    if kind == "str" and isinstance(value, str):
        return value
    wanted = {"float": "a number", "int": "a whole number", "str": "a text"}[kind]
    raise UserError(f"{where}: {key} must be {wanted}, is {value!r}.")


def _items(value: Any, key: str, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise UserError(f"{where}: {key} must be a list, is {value!r}.")
    return value


def _hidden_layer(item: Any, where: str) -> HiddenLayer:
    if not isinstance(item, dict) or set(item) != {"width", "activation"}:
        raise UserError(f"{where}: a hidden layer has a width and an activation, not {item!r}.")
    width = _scalar(item["width"], "int", "width", where)
    return HiddenLayer(width, _scalar(item["activation"], "str", "activation", where))


def _pair(item: Any, where: str) -> tuple[str, float]:
    if not isinstance(item, list) or len(item) != 2:
        raise UserError(f"{where}: a hyperparameter is a name and a number, not {item!r}.")
    name = _scalar(item[0], "str", "hyperparameter", where)
    return name, _scalar(item[1], "float", name, where)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a key stands in it twice")
    return data


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")
