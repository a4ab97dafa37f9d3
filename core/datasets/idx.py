"""Strict reader of IDX files, the format of MNIST (http://yann.lecun.com/exdb/mnist/).

A header of big-endian numbers (two zero bytes, the type, the number of dimensions, then each
dimension as 32 bits) and the values, the last dimension fastest. Compressed with gzip or not;
the first two bytes tell, not the name.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError

ByteArray = NDArray[np.uint8]

LIMIT = 512 * 1024 * 1024  # bytes that a file may unpack to

_UNSIGNED_BYTES = 0x08
_GZIP_MAGIC = b"\x1f\x8b"
_DOWNLOAD = "Download the file again."


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a file should hold, in words for people."""

    what: str
    dimensions: int


_IMAGES = _Kind("images", 3)
_LABELS = _Kind("labels", 1)
_KINDS = {kind.dimensions: kind for kind in (_IMAGES, _LABELS)}


def read_images(path: Path) -> ByteArray:
    """(N, height, width) uint8 pixels, read-only. Raises UserError for anything else."""
    return _read(path, _IMAGES)


def read_labels(path: Path) -> ByteArray:
    """(N,) uint8 labels, read-only. Raises UserError for anything else."""
    return _read(path, _LABELS)


def read_pair(images: Path, labels: Path) -> tuple[ByteArray, ByteArray]:
    """The images and their labels, as many of these as of those; raises UserError if not."""
    x, y = read_images(images), read_labels(labels)
    if len(x) != len(y):
        raise UserError(
            f"{images} holds {len(x)} images, but {labels} holds {len(y)} labels. "
            "Take both files from the same data set."
        )
    return x, y


def _read(path: Path, kind: _Kind) -> ByteArray:
    raw = _bytes_of(path)
    opened = _Gzipped(path, raw) if raw[:2] == _GZIP_MAGIC else _Plain(raw)
    shape = _shape(path, opened, kind)
    payload = math.prod(shape)
    values = opened.take(payload + 1)  # one more than promised shows whether there is more
    if len(values) > payload:
        raise UserError(
            f"{path} holds more than the {payload} bytes of {kind.what} that its header "
            f"announces. {_DOWNLOAD}"
        )
    if len(values) < payload:
        raise UserError(
            f"{path} is too short: its header announces {payload} bytes of {kind.what}, "
            f"{len(values)} are there. {_DOWNLOAD}"
        )
    opened.check_end()
    return np.frombuffer(values, np.uint8).reshape(shape)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LIMIT:
            raise UserError(f"{path} is larger than {_megabytes(LIMIT)}. Choose another file.")
        raw = path.read_bytes()
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({error.strerror}). Check the name and the permissions."
        ) from error
    if not raw:
        raise UserError(f"{path} is empty. {_DOWNLOAD}")
    return raw


def _shape(path: Path, opened: _Plain | _Gzipped, kind: _Kind) -> tuple[int, ...]:
    """The dimensions in the header, once they are known to be what was asked for."""
    magic = opened.take(4)
    if len(magic) < 4:
        raise UserError(f"{path} ends within its first four bytes. {_DOWNLOAD}")
    if magic[:2] != b"\0\0":
        raise UserError(
            f"{path} is not an IDX file: it begins with the bytes {magic.hex(' ')}, not with "
            f"{_magic(kind)}. Choose a file of {kind.what} in the format of MNIST."
        )
    if magic[2] != _UNSIGNED_BYTES:
        raise UserError(
            f"{path} holds values of type 0x{magic[2]:02x} (third byte); only unsigned bytes, "
            f"0x08, are read. Choose a file of {kind.what} in the format of MNIST."
        )
    if magic[3] != kind.dimensions:
        raise UserError(_wrong_dimensions(path, magic[3], kind))
    header = opened.take(4 * kind.dimensions)
    if len(header) < 4 * kind.dimensions:
        raise UserError(f"{path} ends within its header. {_DOWNLOAD}")
    shape = tuple(int(n) for n in np.frombuffer(header, ">u4"))
    size = " x ".join(map(str, shape))
    if 0 in shape:
        raise UserError(f"{path} holds no {kind.what}: its header says {size}. {_DOWNLOAD}")
    if math.prod(shape) > LIMIT:
        raise UserError(
            f"{path} announces {size} bytes in its header, more than {_megabytes(LIMIT)}. "
            f"{_DOWNLOAD}"
        )
    return shape


def _wrong_dimensions(path: Path, found: int, kind: _Kind) -> str:
    other = _KINDS.get(found)
    if other is not None:
        return (
            f"{path} holds {other.what}, not {kind.what}. Check that the files of images and of "
            "labels are not exchanged."
        )
    return (
        f"{path} has {found} dimensions (fourth byte); {kind.what} have {kind.dimensions}. "
        f"Choose a file of {kind.what} in the format of MNIST."
    )


class _Plain:
    """The bytes of a file that is not compressed, from the first to the last."""

    def __init__(self, raw: bytes) -> None:
        self._rest = memoryview(raw)

    def take(self, n: int) -> memoryview:
        """The next n bytes, or what is left of them."""
        part, self._rest = self._rest[:n], self._rest[n:]
        return part

    def check_end(self) -> None:
        """Nothing to check: there is no trailer."""


class _Gzipped:
    """The bytes of a gzip file; never unpacks more than is asked for, so a bomb stays packed."""

    def __init__(self, path: Path, raw: bytes) -> None:
        self._path = path
        self._packed = raw
        self._inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)  # 16: gzip, with its CRC

    def take(self, n: int) -> bytes:
        """The next n bytes, or what is left of them."""
        try:
            part = self._inflater.decompress(self._packed, n)
        except zlib.error as error:
            raise UserError(f"{self._path} is damaged: gzip says {error}. {_DOWNLOAD}") from error
        self._packed = self._inflater.unconsumed_tail
        if len(part) < n and not self._inflater.eof:
            raise UserError(
                f"{self._path} is cut off: the compressed data ends too early. {_DOWNLOAD}"
            )
        return part

    def check_end(self) -> None:
        """The gzip member is complete and the last thing in the file; raises UserError if not."""
        if trailing := len(self._inflater.unused_data):
            raise UserError(
                f"{self._path} has {trailing} bytes after the end of its compressed data. "
                f"{_DOWNLOAD}"
            )


def _magic(kind: _Kind) -> str:
    return f"00 00 {_UNSIGNED_BYTES:02x} {kind.dimensions:02x}"


def _megabytes(n: int) -> str:
    return f"{n // 1024**2} MB"
