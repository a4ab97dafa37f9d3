"""Strict reader of IDX files, the format of MNIST (http://yann.lecun.com/exdb/mnist/).

A header of big-endian numbers (two zero bytes, the type, the number of dimensions, then each
dimension as 32 bits) and the values, the last dimension fastest. Compressed with gzip or not;
the first two bytes tell, not the name.
"""

from __future__ import annotations

import math
import stat
import zlib
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.quoting import quoted
from core.work import Work

ByteArray = NDArray[np.uint8]

LIMIT = 512 * 1024 * 1024  # bytes that a file may unpack to
PIECE = 1 << 18  # bytes at a time: a millisecond, after which the work can be given up

_UNSIGNED_BYTES = 0x08
_GZIP_MAGIC = b"\x1f\x8b"
_MOST_PACKED = 1032  # times smaller: deflate cannot do better (https://zlib.net/zlib_tech.html)
_DOWNLOAD = "Download the file again."


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a file should hold, in words for people."""

    what: str
    dimensions: int


_IMAGES = _Kind("images", 3)
_LABELS = _Kind("labels", 1)
_KINDS = {kind.dimensions: kind for kind in (_IMAGES, _LABELS)}


def read_images(path: Path, work: Work | None = None) -> ByteArray:
    """(N, height, width) uint8 pixels, read-only.

    Raises UserError for anything else, CancelledError if `work` is.
    """
    return _read(path, _IMAGES, work)


def read_labels(path: Path, work: Work | None = None) -> ByteArray:
    """(N,) uint8 labels, read-only.

    Raises UserError for anything else, CancelledError if `work` is.
    """
    return _read(path, _LABELS, work)


def read(path: Path, work: Work | None = None) -> ByteArray:
    """Images or labels, whichever the file says it holds, read-only.

    Raises UserError for anything else, CancelledError if `work` is.
    """
    return _read(path, None, work)


def read_pair(images: Path, labels: Path, work: Work | None = None) -> tuple[ByteArray, ByteArray]:
    """The images and their labels, as many of these as of those; raises UserError if not."""
    x, y = read_images(images, work), read_labels(labels, work)
    if len(x) != len(y):
        raise UserError(
            f"{quoted(images)} holds {len(x):,} images, but {quoted(labels)} holds {len(y):,} "
            "labels. Take both files from the same data set."
        )
    return x, y


def _read(path: Path, kind: _Kind | None, work: Work | None) -> ByteArray:
    size = _size(path)
    try:
        with FileIO(path) as file:
            packed = file.read(2) == _GZIP_MAGIC
            file.seek(0)
            opened = _Gzipped(path, file, size) if packed else _Plain(file, size)
            return _array(path, opened, kind, work)
    except OSError as error:
        raise _cannot(path, error) from error


def _array(
    path: Path, opened: _Plain | _Gzipped, kind: _Kind | None, work: Work | None
) -> ByteArray:
    shape, what = _shape(path, opened, kind)
    payload = math.prod(shape)
    # A header may announce what the file cannot hold: then no memory is taken for it.
    values = np.empty(min(payload, opened.most), np.uint8)
    filled = 0
    while filled < payload:
        part = opened.take(min(PIECE, payload - filled))
        if not part:
            raise UserError(
                f"{quoted(path)} is too short: its header announces {payload} bytes of {what}, "
                f"{filled} are there. {_DOWNLOAD}"
            )
        values[filled : filled + len(part)] = np.frombuffer(part, np.uint8)
        filled += len(part)
        if work is not None:
            work.report(f"Reading {path.name}", filled, payload)
    if opened.take(1):
        raise UserError(
            f"{quoted(path)} holds more than the {payload} bytes of {what} that its header "
            f"announces. {_DOWNLOAD}"
        )
    opened.check_end()
    values.setflags(write=False)
    return values.reshape(shape)


def _size(path: Path) -> int:
    """The size in bytes, looked at before opening: a pipe would wait for somebody to write."""
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        raise _cannot(path, error) from error
    if not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "no ordinary file"
        raise UserError(f"{quoted(path)} cannot be read: it is {kind}. Choose a file.")
    if found.st_size > LIMIT:
        raise UserError(f"{quoted(path)} is larger than {_megabytes(LIMIT)}. Choose another file.")
    if found.st_size == 0:
        raise UserError(f"{quoted(path)} is empty. {_DOWNLOAD}")
    return found.st_size


def _cannot(path: Path, error: OSError | ValueError) -> UserError:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return UserError(
        f"{quoted(path)} cannot be read ({reason}). Check the name and the permissions."
    )


def _shape(
    path: Path, opened: _Plain | _Gzipped, kind: _Kind | None
) -> tuple[tuple[int, ...], str]:
    """The dimensions in the header and what they count, once it is what was asked for."""
    magic = opened.take(4)
    if len(magic) < 4:
        raise UserError(f"{quoted(path)} ends within its first four bytes. {_DOWNLOAD}")
    wanted = "images or labels" if kind is None else kind.what
    if magic[:2] != b"\0\0":
        raise UserError(
            f"{quoted(path)} is not an IDX file: it begins with the bytes {magic.hex(' ')}, not "
            f"with {_magic(kind or _IMAGES)}. Choose a file of {wanted} in the format of MNIST."
        )
    if magic[2] != _UNSIGNED_BYTES:
        raise UserError(
            f"{quoted(path)} holds values of type 0x{magic[2]:02x} (third byte); only unsigned "
            f"bytes, 0x08, are read. Choose a file of {wanted} in the format of MNIST."
        )
    kind = kind or _KINDS.get(magic[3], _IMAGES)
    if magic[3] != kind.dimensions:
        raise UserError(_wrong_dimensions(path, magic[3], kind))
    header = opened.take(4 * kind.dimensions)
    if len(header) < 4 * kind.dimensions:
        raise UserError(f"{quoted(path)} ends within its header. {_DOWNLOAD}")
    shape = tuple(int(n) for n in np.frombuffer(header, ">u4"))
    size = " x ".join(map(str, shape))
    if 0 in shape:
        raise UserError(f"{quoted(path)} holds no {kind.what}: its header says {size}. {_DOWNLOAD}")
    if math.prod(shape) > LIMIT:
        raise UserError(
            f"{quoted(path)} announces {size} bytes in its header, more than {_megabytes(LIMIT)}. "
            f"{_DOWNLOAD}"
        )
    return shape, kind.what


def _wrong_dimensions(path: Path, found: int, kind: _Kind) -> str:
    other = _KINDS.get(found)
    if other is not None:
        return (
            f"{quoted(path)} holds {other.what}, not {kind.what}. Check that the files of images "
            "and of labels are not exchanged."
        )
    return (
        f"{quoted(path)} has {found} dimensions (fourth byte); {kind.what} have {kind.dimensions}. "
        f"Choose a file of {kind.what} in the format of MNIST."
    )


class _Plain:
    """The bytes of a file that is not compressed, from the first to the last."""

    def __init__(self, file: FileIO, size: int) -> None:
        self._file = file
        self.most = size
        """So many bytes can come at most."""

    def take(self, n: int) -> bytes:
        """The next n bytes, or what is left of them."""
        return self._file.read(n)

    def check_end(self) -> None:
        """Nothing to check: there is no trailer."""


class _Gzipped:
    """The bytes of a gzip file; never unpacks more than is asked for, so a bomb stays packed."""

    def __init__(self, path: Path, file: FileIO, size: int) -> None:
        self._path = path
        self._file = file
        self._size = size
        self._packed = b""
        self._inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)  # 16: gzip, with its CRC
        self.most = size * _MOST_PACKED
        """So many bytes can come at most."""

    def take(self, n: int) -> bytes:
        """The next n bytes, or what is left of them."""
        parts, missing = [], n
        while missing and not self._inflater.eof:
            part = self._inflate(missing)
            # The inflater may still hold something when its input is used up, so ask it first.
            if not part and not self._packed and not self._inflater.eof:
                self._packed = self._file.read(PIECE)
                if not self._packed:
                    raise UserError(
                        f"{quoted(self._path)} is cut off: the compressed data ends too early. "
                        f"{_DOWNLOAD}"
                    )
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def check_end(self) -> None:
        """The gzip member is complete and the last thing in the file; raises UserError if not."""
        if trailing := len(self._inflater.unused_data) + self._size - self._file.tell():
            raise UserError(
                f"{quoted(self._path)} has {trailing} bytes after the end of its compressed data. "
                f"{_DOWNLOAD}"
            )

    def _inflate(self, n: int) -> bytes:
        try:
            part = self._inflater.decompress(self._packed, n)
        except zlib.error as error:
            raise UserError(
                f"{quoted(self._path)} is damaged: gzip says {error}. {_DOWNLOAD}"
            ) from error
        self._packed = self._inflater.unconsumed_tail
        return part


def _magic(kind: _Kind) -> str:
    return f"00 00 {_UNSIGNED_BYTES:02x} {kind.dimensions:02x}"


def _megabytes(n: int) -> str:
    return f"{n // 1024**2} MB"
