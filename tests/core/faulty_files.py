"""Files that cannot be opened: each is written into a folder, and says what it should be told."""

from __future__ import annotations

import gzip
import io
import math
import pickle
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

MEGABYTE = 1 << 20


def idx(shape: tuple[int, ...], content: bytes | None = None, kind: int = 0x08) -> bytes:
    """Return an IDX file; without content its bytes are 0, 1, 2, ... modulo 10."""
    if content is None:
        content = bytes(n % 10 for n in range(math.prod(shape)))
    return struct.pack(f">4B{len(shape)}I", 0, 0, kind, len(shape), *shape) + content


IMAGES, LABELS = idx((20, 3, 3)), idx((20,))
CSV = "a,b,y\n" + "".join(f"{n}.5,{n * n},{'cat' if n % 3 else 'dog'}\n" for n in range(30))


@dataclass(frozen=True, slots=True)
class Faulty:
    """A file that is refused."""

    name: str
    says: str
    """A part of the message: the place, or what is wrong there."""
    file: str
    """Its name: the message has it too."""
    content: bytes
    beside: bytes | None = None
    """The labels that lie beside images."""

    def write(self, folder: Path) -> Path:
        """Write it, and what lies beside it, and return its path."""
        if self.beside is not None:
            (folder / self.file.replace("images-idx3", "labels-idx1")).write_bytes(self.beside)
        path = folder / self.file
        path.write_bytes(self.content)
        return path


def _images(name: str, says: str, content: bytes, labels: bytes = LABELS) -> Faulty:
    return Faulty(name, says, "my-images-idx3-ubyte", content, labels)


def _csv(name: str, says: str, content: str | bytes) -> Faulty:
    data = content.encode() if isinstance(content, str) else content
    return Faulty(name, says, "table.csv", data)


def _bomb() -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
        file.write(idx((20, 3, 3)))
        for _ in range(64):
            file.write(bytes(MEGABYTE))
    return packed.getvalue()


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def _spreadsheet() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return packed.getvalue()


def _npz(write: Callable[[io.BytesIO], None]) -> bytes:
    packed = io.BytesIO()
    write(packed)
    return packed.getvalue()


_OBJECTS = _npz(lambda file: np.savez(file, x=np.array([{}, {}], object), y=np.arange(2)))
_SINGLE = _npz(lambda file: np.savez(file, x=np.ones((6, 2))))

FAULTY = (
    _images("IDX, empty", "is empty", b""),
    _images("IDX, bad magic", "0x07", b"\0\0\x07\x03" + IMAGES[4:]),
    _images("IDX, no magic", "is not an IDX file", b"1,2,3\n" * 50),
    _images("IDX, of floats", "0x0d", idx((20, 3, 3), bytes(720), 0x0D)),
    _images("IDX, wrong dimensions", "2 dimensions", idx((20, 9))),
    _images("IDX, too large", "512 MB", idx((60_000, 100, 100), b"")),
    _images("IDX, truncated gzip", "cut off", gzip.compress(IMAGES)[:-20]),
    _images("IDX, CRC error", "damaged", _flipped(gzip.compress(IMAGES), -8)),
    _images("IDX, short payload", "too short", IMAGES[:-1]),
    _images("IDX, trailing bytes", "more than the 180 bytes", IMAGES + b"\0"),
    _images("IDX, counts differ", "20 images", IMAGES, idx((19,))),
    _images("IDX, images as labels", "holds images, not labels", IMAGES, IMAGES),
    _images("IDX, a bomb", "more than the 180 bytes", _bomb()),
    _images("IDX, one class", "class", IMAGES, idx((20,), bytes(20))),
    _csv("CSV, empty", "is empty", b""),
    _csv("CSV, an extra field", "line 12", CSV.replace("10.5,", "10.5,1,")),
    _csv("CSV, a missing field", "line 12", CSV.replace("10.5,", "10.5")),
    _csv("CSV, HTML", "web page", "<!DOCTYPE html><html><body>404</body></html>"),
    _csv("CSV, JSON", "is JSON", '[{"a": 1, "y": 2},\n {"a": 3, "y": 4}]\n'),
    _csv("CSV, a title", "line 3", "Measurements of spring\n\n" + CSV),
    _csv("CSV, NUL bytes", "line 12", CSV.replace("10.5", "10\0.5")),
    _csv("CSV, a renamed spreadsheet", "spreadsheet", _spreadsheet()),
    _csv("CSV, header only", "no rows", "a,b,y\n"),
    _csv("CSV, a quotation mark", "line 12", CSV.replace("10.5", '"10.5')),
    _csv("CSV, missing cells", "line 12", CSV.replace("\n10.5,", "\n,")),
    _csv("CSV, infinite cells", "line 12", CSV.replace("\n10.5,", "\ninf,")),
    _csv("CSV, one class", "“cat”", CSV.replace("dog", "cat")),
    _csv("CSV, one row", "1 row", "a,b,y\n1.5,2,3\n"),
    _csv("CSV, one column", "column", "a\n" + "1\n2\n" * 9),
    _csv("CSV, 5,001 columns", "5,001 columns", ",".join(["1"] * 5001) + "\n"),
    _csv("a pickle", "pickle", pickle.dumps([[1, 2], [3, 4]])),
    Faulty("npz, objects", "pickle", "arrays.npz", _OBJECTS),
    Faulty("npz, truncated", "cut off", "arrays.npz", _OBJECTS[:-30]),
    Faulty("npz, no answers", "y", "arrays.npz", _SINGLE),
)
