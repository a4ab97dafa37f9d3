"""The header of a safetensors file, checked before anything else of the file is believed.

The format: eight bytes with the header's length N, little-endian; N bytes of JSON, an object that
maps each array's name to its type, shape and place, and "__metadata__" to texts; then the data.
See https://huggingface.co/docs/safetensors.
"""

from __future__ import annotations

import json
import reprlib
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

from core.arrays import Shape
from core.errors import UserError
from core.quoting import quoted

LENGTH_BYTES = 8
LARGEST_HEADER = 1 << 20
"""Bytes. Ours have some thousand; a hundred layers have twenty thousand."""
LARGEST_EXTENT = 1 << 31
ITEM_BYTES = 4

_REMEDY = "Choose another file, or train and save the model again."
_CODE = ((b"\x80", "a pickle"), (b"PK", "a zip archive, as PyTorch and numpy write it"))
"""How files begin that are often called models too, and that can run code when they are opened."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says that it holds; types, shapes and places fit each other and the size."""

    metadata: dict[str, str]
    tensors: dict[str, Shape]

    @property
    def numbers(self) -> int:
        """The number of entries of all arrays."""
        return sum(prod(shape) for shape in self.tensors.values())


def read_header(file: BinaryIO, size: int, path: Path) -> Header:
    """Read and check the header of a file of `size` bytes; UserError if it cannot be right."""
    start = file.read(LENGTH_BYTES)
    for magic, kind in _CODE:
        if start.startswith(magic) and not _plausible(start, size):
            raise UserError(
                f"{quoted(path)} is {kind}, and no model of Chalkgrad. Such files can contain code "
                "and are never opened. Choose a file that ends in .safetensors."
            )
    if len(start) < LENGTH_BYTES:
        raise refused(path, f"has only {size} bytes and is no model")
    length = int.from_bytes(start, "little")
    if not 2 <= length <= LARGEST_HEADER:
        raise refused(path, "is no model file: it does not begin as safetensors files do")
    if length > size - LENGTH_BYTES:
        raise refused(path, "is cut off in its header")
    content = file.read(length)
    if len(content) < length:
        raise refused(path, "is cut off in its header")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refused(path, "has a header that is no text") from error
    document = parse_json(text, path)
    metadata = _metadata(document.pop("__metadata__", {}), path)
    return Header(metadata, _tensors(document, size - LENGTH_BYTES - length, path))


def parse_json(text: str, path: Path) -> dict[str, Any]:
    """Return a JSON object; UserError for anything else, doubled keys and absurd depth."""
    try:
        document = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
        json.dumps(document)  # so that writing a part of it again cannot run out of stack
    except (ValueError, RecursionError) as error:
        raise refused(path, f"has a header that is no valid JSON ({error})") from error
    if not isinstance(document, dict):
        raise refused(path, "has a header that is no JSON object")
    return document


def shown(value: object) -> str:
    """Return a strange value as it can be quoted in one line: cut, if it is long."""
    return quoted(reprlib.repr(value))


def _plausible(start: bytes, size: int) -> bool:
    return int.from_bytes(start, "little") <= min(size, LARGEST_HEADER)


def _metadata(value: Any, path: Path) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise refused(path, "has metadata that are not texts")
    return value


def _tensors(document: dict[str, Any], data_bytes: int, path: Path) -> dict[str, Shape]:
    tensors, places = {}, []
    for name, entry in document.items():
        if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
            raise refused(path, f"has an array {shown(name)} that is not described as it should be")
        if entry["dtype"] != "F32":
            raise refused(
                path, f"has an array {shown(name)} of type {shown(entry['dtype'])}, not F32"
            )
        shape = _counts(entry["shape"])
        place = _counts(entry["data_offsets"])
        if shape is None or place is None or len(place) != 2 or not 1 <= len(shape) <= 2:
            raise refused(path, f"has an array {shown(name)} with an impossible shape or place")
        if place[1] - place[0] != ITEM_BYTES * prod(shape):
            raise refused(path, f"has an array {shown(name)} whose shape does not fit its place")
        tensors[name] = shape
        places.append(place)
    # One after the other, from the first byte to the last: no overlap, no hole, nothing behind.
    end = 0
    for begin, stop in sorted(places):
        if begin != end:
            raise refused(path, "has arrays that overlap or leave a gap")
        end = stop
    if end > data_bytes:
        raise refused(path, f"is cut off: {end - data_bytes:,} bytes are missing")
    if end < data_bytes:
        raise refused(path, f"has {data_bytes - end:,} bytes too many")
    return tensors


def _counts(value: Any) -> Shape | None:
    if not isinstance(value, list):
        return None
    fits = all(type(item) is int and 0 <= item < LARGEST_EXTENT for item in value)
    return tuple(value) if fits else None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a key stands in it twice")
    return document


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def refused(path: Path, what: str) -> UserError:
    """Return the error that says what is wrong with a model's file."""
    return UserError(f"{quoted(path)} {what}. {_REMEDY}")
