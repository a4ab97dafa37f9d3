"""Strict reader of npz archives, numpy's zip files of arrays.

The zip directory and the header of each array say how large everything is; both are checked
before anything is unpacked. Nothing is ever unpickled or evaluated: a header is matched, character
by character, against the few forms that an array of plain numbers or words has
(https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
"""

from __future__ import annotations

import math
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.files import cannot, file_size
from core.quoting import quoted
from core.work import Work

LIMIT = 512 * 1024 * 1024  # bytes that an archive may unpack to
PIECE = 1 << 18
LONGEST_HEADER = 10_000
MOST_MEMBERS = 200
LONGEST_REASON = 80

_SAVE = "Save it again with numpy.savez."
_END = struct.Struct("<4s4H2LH")  # the end of the zip directory (APPNOTE.TXT, 4.3.16)
_END_MAGIC = b"PK\x05\x06"
_END64_MAGIC = b"PK\x06\x07"
_LARGEST_DIRECTORY = 64 * 1024
_MOST_PACKED = 1032  # times smaller: deflate cannot do better
_KINDS = {"b": (1,), "i": (1, 2, 4, 8), "u": (1, 2, 4, 8), "f": (2, 4, 8)}
# What the zip module may raise when an archive contradicts itself.
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    struct.error,
)


@dataclass(frozen=True, slots=True)
class ArrayHeader:
    """What a member says of its array."""

    dtype: np.dtype[Any]
    fortran: bool
    shape: tuple[int, ...]

    @property
    def count(self) -> int:
        """The number of values."""
        return math.prod(self.shape)

    @property
    def nbytes(self) -> int:
        """The bytes of all values."""
        return self.count * self.dtype.itemsize


class Archive:
    """An open npz archive; a context manager. Every method raises UserError naming the member."""

    def __init__(self, path: Path) -> None:
        self.path = path
        size = file_size(path)
        if size > LIMIT:
            raise UserError(
                f"{quoted(path)} is larger than {_megabytes(LIMIT)}. Choose another file, or save "
                "fewer samples."
            )
        try:
            self._file: BufferedReader = path.open("rb")
        except OSError as error:
            raise cannot("read", path, error) from error
        try:
            self._members = self._directory(size)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()
        self._file.close()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the arrays, in the order of the archive."""
        return tuple(self._members)

    def header(self, name: str) -> ArrayHeader:
        """What the array of that name is, before it is read."""
        member = self._members[name]
        with self._open(member) as stream:
            return self._header(member, stream)[0]

    def read(self, name: str, work: Work | None = None) -> NDArray[Any]:
        """The array of that name, in C order. Raises CancelledError if `work` is."""
        member = self._members[name]
        with self._open(member) as stream:
            header, length = self._header(member, stream)
            if length + header.nbytes != member.file_size:
                raise self._bad(
                    member,
                    f"takes {member.file_size:,} bytes, but its header announces "
                    f"{length + header.nbytes:,}",
                )
            values = np.empty(header.nbytes, np.uint8)
            filled = 0
            while filled < header.nbytes:
                part = self._take(member, stream, min(PIECE, header.nbytes - filled))
                if not part:
                    raise self._bad(member, "is cut off")
                values[filled : filled + len(part)] = np.frombuffer(part, np.uint8)
                filled += len(part)
                if work is not None:
                    work.report(f"Reading {name} of {self.path.name}", filled, header.nbytes)
            self._take(member, stream, 1)  # the checksum is looked at when the end is met
        # Bytes other than 0 and 1 make no valid booleans.
        array = values != 0 if header.dtype.kind == "b" else values.view(header.dtype)
        if not header.fortran:
            return array.reshape(header.shape)
        return np.ascontiguousarray(array.reshape(header.shape[::-1]).T)

    def _directory(self, size: int) -> dict[str, zipfile.ZipInfo]:
        self._check_end(size)
        try:
            self._zip = zipfile.ZipFile(self._file)
            members = self._zip.infolist()
        except _ZIP_ERRORS as error:
            raise UserError(f"{quoted(self.path)} is damaged: {_reason(error)}. {_SAVE}") from error
        found: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            self._check(member)
            name = member.filename.removesuffix(".npy")
            if name in found:
                raise UserError(
                    f"{quoted(self.path)} holds two members named {quoted(name)}. {_SAVE}"
                )
            found[name] = member
        total = sum(member.file_size for member in members)
        if total > LIMIT:
            raise UserError(
                f"{quoted(self.path)} unpacks to {total:,} bytes, more than {_megabytes(LIMIT)}. "
                "Save fewer samples, or pixels as uint8."
            )
        if not found:
            raise UserError(f"{quoted(self.path)} holds no arrays. {_SAVE}")
        return found

    def _check_end(self, size: int) -> None:
        """The directory is where a complete archive has it, and is small enough to be read."""
        cut = UserError(
            f"{quoted(self.path)} is cut off, or more was written behind its end: the directory of "
            f"the archive is not where it must be. {_SAVE}"
        )
        if size < _END.size:
            raise cut
        before = min(size, _END.size + 20)
        self._file.seek(size - before)
        tail = self._file.read(before)
        if len(tail) != before:
            raise cut
        magic, *_, count, length, start, comment = _END.unpack(tail[-_END.size :])
        large = tail[: -_END.size].startswith(_END64_MAGIC) or count > MOST_MEMBERS
        if magic == _END_MAGIC and (large or length > _LARGEST_DIRECTORY):
            raise UserError(f"{quoted(self.path)} has more than {MOST_MEMBERS} members. {_SAVE}")
        if magic != _END_MAGIC or comment or start + length + _END.size != size:
            raise cut

    def _check(self, member: zipfile.ZipInfo) -> None:
        if not re.fullmatch(r"[^/\\:\0]+\.npy", member.orig_filename):
            raise UserError(
                f"{quoted(self.path)} holds the member {quoted(member.orig_filename[:80])}, which "
                f"is no array (NAME.npy). {_SAVE}"
            )
        if member.flag_bits & 1:
            raise self._bad(member, "is encrypted")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self._bad(
                member,
                f"is compressed with method {member.compress_type}, which numpy does not use",
                "Save it again with numpy.savez_compressed.",
            )
        factor = 1 if member.compress_type == zipfile.ZIP_STORED else _MOST_PACKED
        if member.file_size > member.compress_size * factor:
            raise self._bad(
                member,
                f"cannot be {member.file_size:,} bytes, from {member.compress_size:,} packed ones",
            )

    def _open(self, member: zipfile.ZipInfo) -> IO[bytes]:
        try:
            return self._zip.open(member)
        except (*_ZIP_ERRORS, OSError) as error:
            raise self._bad(member, f"is damaged ({_reason(error)})") from error

    def _take(self, member: zipfile.ZipInfo, stream: IO[bytes], n: int) -> bytes:
        try:
            return stream.read(n)
        except (*_ZIP_ERRORS, OSError) as error:
            raise self._bad(member, f"is damaged ({_reason(error)})") from error

    def _header(self, member: zipfile.ZipInfo, stream: IO[bytes]) -> tuple[ArrayHeader, int]:
        """The header and its length in bytes."""
        start = self._take(member, stream, 8)
        if len(start) < 8 or start[:6] != b"\x93NUMPY":
            raise self._bad(member, "is no array in numpy's format")
        version = start[6]
        if version not in (1, 2, 3):
            raise self._bad(member, f"is in version {version} of numpy's format, not 1 to 3")
        width = 2 if version == 1 else 4
        announced = self._take(member, stream, width)
        length = int.from_bytes(announced, "little")
        if length > LONGEST_HEADER:
            raise self._bad(
                member, f"has a header of {length:,} bytes; at most {LONGEST_HEADER:,} make sense"
            )
        raw = self._take(member, stream, length)
        if len(announced) < width or len(raw) < length:
            raise self._bad(member, "ends within its header")
        text = raw.decode("utf-8" if version == 3 else "latin-1", "replace")
        return self._parsed(member, text), 8 + width + length

    def _parsed(self, member: zipfile.ZipInfo, text: str) -> ArrayHeader:
        found = _HEADER.fullmatch(text)
        if found is None:
            if re.search(r"'descr': *\[", text):
                raise self._bad(
                    member, "holds records", "Save each column, or all as one array of numbers."
                )
            raise self._bad(member, "has a header that is not numpy's")
        order, kind, digits = found["order"], found["kind"], found["size"]
        if kind == "O":
            raise self._bad(
                member,
                "holds pickled Python objects, which could run anything and are never opened",
                "Save plain numbers or words: numpy.array(..., dtype=float), int or str.",
            )
        size = int(digits or 0)
        words = kind in "US" and 1 <= size <= LONGEST_HEADER
        if not words and size not in _KINDS.get(kind, ()):
            raise self._bad(
                member,
                f"holds values of numpy's type {kind}{digits}",
                "Save them as float64, int64, uint8 or words.",
            )
        shape = tuple(int(n) for n in re.findall(r"\d+", found["shape"]))
        header = ArrayHeader(
            np.dtype(f"{order if order in '<>' else '='}{kind}{size}"),
            found["fortran"] == "True",
            shape,
        )
        if 0 in shape:
            raise self._bad(member, f"is empty: its shape is {shape}", "Save an array with values.")
        if header.nbytes > LIMIT:
            raise self._bad(
                member,
                f"announces {' x '.join(map(str, shape))} values, more than {_megabytes(LIMIT)}",
            )
        return header

    def _bad(self, member: zipfile.ZipInfo, what: str, remedy: str = _SAVE) -> UserError:
        return UserError(
            f"{quoted(self.path)}: the member {quoted(member.filename)} {what}. {remedy}"
        )


_HEADER = re.compile(
    r"\{ *'descr': *'(?P<order>[<>|=]?)(?P<kind>[A-Za-z])(?P<size>\d{0,8})(\[[^]']*\])?', *"
    r"'fortran_order': *(?P<fortran>True|False), *"
    r"'shape': *\((?P<shape>(\d{1,19}, *){0,8}(\d{1,19})?),?\) *,? *\} *\n?",
    re.ASCII,
)


def _megabytes(n: int) -> str:
    return f"{n // 1024**2} MB"


def _reason(error: Exception) -> str:
    """What the library says, which may quote a thousand bytes of the file."""
    text = str(error) or "cut off"
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]} ..."
