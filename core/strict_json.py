"""Frozen records from JSON, strictly: what is unknown, doubled or of the wrong type is refused.

A run that silently differs from its description is worse than none.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from core.errors import UserError
from core.quoting import quoted

T = TypeVar("T")

_WANTED = {float: "a number", int: "a whole number", str: "a text", bool: "true or false"}


def parse(text: str, where: str) -> Any:
    """Read JSON without doubled keys and NaN; UserError naming `where` and what is wrong."""
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise UserError(f"{where} is no valid JSON: {error}.") from error


def record(kind: type[T], data: Mapping[str, Any], where: str, complete: bool = False) -> T:
    """Make a record of plain values, tuples and further records; UserError naming `where`.

    Fields that are missing have their defaults, unless the record has to be `complete`.
    """
    hints = get_type_hints(kind)
    for key in data:
        if key not in hints:
            raise UserError(
                f"{where} has an unknown field {quoted(key)}; known are {', '.join(hints)}."
            )
    missing = set(hints) - set(data)
    if not complete:
        missing &= _required(kind)
    if missing:
        raise UserError(f"{where} lacks {', '.join(sorted(missing))}.")
    return kind(**{key: _value(hints[key], value, key, where) for key, value in data.items()})


def _required(kind: type) -> set[str]:
    """Fields that have no default."""
    return {
        field.name
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING
    }


def _value(hint: Any, value: Any, key: str, where: str, in_list: bool = False) -> Any:
    kinds = get_args(hint)
    if NoneType in kinds:
        (kind,) = (kind for kind in kinds if kind is not NoneType)
        return None if value is None else _value(kind, value, key, where)
    if get_origin(hint) is tuple:
        return _tuple(kinds, value, key, where)
    if not is_dataclass(hint):
        return _scalar(hint, value, key, where)
    if not isinstance(value, dict):
        raise UserError(f"{where}: {key} must be an object, is {quoted(repr(value))}.")
    assert isinstance(hint, type)
    return record(hint, value, f"{where}: {key}", complete=in_list)


def _tuple(kinds: tuple[Any, ...], value: Any, key: str, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise UserError(f"{where}: {key} must be a list, is {quoted(repr(value))}.")
    if kinds[-1] is Ellipsis:
        return tuple(_value(kinds[0], item, key, where, in_list=True) for item in value)
    if len(value) != len(kinds):
        raise UserError(
            f"{where}: {key} takes {len(kinds)} values together, not {quoted(repr(value))}."
        )
    return tuple(_value(kind, item, key, where) for kind, item in zip(kinds, value, strict=True))


def _scalar(kind: Any, value: Any, key: str, where: str) -> Any:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    number = number and abs(value) <= sys.float_info.max
    if kind is float and number:
        return float(value)
    if kind is int and number and float(value).is_integer():
        return int(value)
    if kind in (str, bool) and isinstance(value, kind):
        return value
    raise UserError(f"{where}: {key} must be {_WANTED[kind]}, is {quoted(repr(value))}.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a key stands in it twice")
    return data


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")
