"""Data that somebody brings along: what a path holds, told by its bytes and not by its name."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.data_config import FileOptions
from core.datasets.prepare import shuffled
from core.datasets.raw import RawData
from core.errors import UserError
from core.files import cannot, file_size
from core.quoting import quoted
from core.work import Work

TABLE = "table"
IDX = "idx"
NPZ = "npz"
IMAGES = "images"

_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_HEAD = 4096
_TAIL = 66_000
_IDX_NAME = re.compile(r"(?:images|labels)[-.]idx[13](?:-ubyte)?(?:\.gz)?$", re.IGNORECASE)
_IDX_TYPES = (0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E)
_PICKLE_REMEDY = (
    "Opening one could run any program, so none is opened. Where it comes from, save the arrays "
    "with numpy.savez, or the table as CSV."
)
_TABLE_REMEDY = "Save the table as CSV."
_ARRAYS_REMEDY = "Save the arrays in it with numpy.savez(file, x=..., y=...)."
_UNPACK_REMEDY = "Unpack it, and open what is in it."
_FOLDER_REMEDY = "Put the images of each class into a sub-folder, and choose the folder of these."

# How files begin that are something else, what they are, and what to do.
_BEGINNINGS: tuple[tuple[bytes, str, str], ...] = (
    (b"\x93NUMPY", "a single numpy array", "Save features and answers together with numpy.savez."),
    *((b"\x80" + bytes([n]), "a Python pickle", _PICKLE_REMEDY) for n in range(2, 6)),
    (b"\x89HDF", "an HDF5 file", _ARRAYS_REMEDY),
    (b"PAR1", "a Parquet file", _TABLE_REMEDY),
    (b"ARROW1", "a Feather file", _TABLE_REMEDY),
    (b"\xd0\xcf\x11\xe0", "an old Office document, as an .xls spreadsheet", _TABLE_REMEDY),
    (b"SQLite format 3", "a database", _TABLE_REMEDY),
    (b"%PDF", "a PDF document", _TABLE_REMEDY),
    (b"MATLAB 5.0", "a MATLAB file", _ARRAYS_REMEDY),
    (b"BZh", "a bzip2 file", _UNPACK_REMEDY),
    (b"\xfd7zXZ", "an xz file", _UNPACK_REMEDY),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file", _UNPACK_REMEDY),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK_REMEDY),
    (b"Rar!", "a RAR archive", _UNPACK_REMEDY),
    (b"\x89PNG", "a single image", _FOLDER_REMEDY),
    (b"\xff\xd8\xff", "a single image", _FOLDER_REMEDY),
    (b"GIF8", "a single image", _FOLDER_REMEDY),
)
# What a zip archive is that is none of numpy's, by names that occur in it.
_ARCHIVES: tuple[tuple[bytes, str, str], ...] = (
    (b"data.pkl", "a PyTorch file, which is a Python pickle", _PICKLE_REMEDY),
    (b"xl/workbook", "an Excel spreadsheet", _TABLE_REMEDY),
    (b"[Content_Types].xml", "an Office document", _TABLE_REMEDY),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file", _TABLE_REMEDY),
)
# Files whose beginning says little.
_ENDINGS: dict[str, tuple[str, str]] = {
    **dict.fromkeys((".pkl", ".pickle", ".joblib"), ("a Python pickle", _PICKLE_REMEDY)),
    **dict.fromkeys((".pt", ".pth", ".ckpt"), ("a PyTorch file", _PICKLE_REMEDY)),
    **dict.fromkeys((".h5", ".hdf5", ".keras"), ("a Keras or HDF5 file", _ARRAYS_REMEDY)),
    **dict.fromkeys((".xlsx", ".xls", ".ods"), ("called a spreadsheet", _TABLE_REMEDY)),
    ".npy": ("called a single numpy array", "Save features and answers with numpy.savez."),
    ".parquet": ("called a Parquet file", _TABLE_REMEDY),
    ".safetensors": ("a trained model", "Open it as a model, with File > Open model."),
}


def read(
    options: FileOptions, samples: int | None = None, seed: int = 0, work: Work | None = None
) -> RawData:
    """The data at `options.path`: a table, an IDX pair, an npz archive, or a folder of images.

    At most `samples` are used, drawn by `seed`; a published test part is left as it is. Raises
    UserError naming the file, the place and the remedy; CancelledError if `work` is.
    """
    path = Path(options.path).expanduser()
    kind = kind_of(path)
    if kind == IDX:
        from core.datasets.idx_pair import read_idx_pair

        return _some(read_idx_pair(_idx_in(path) or path, work), samples, seed)
    if kind == NPZ:
        from core.datasets.npz import read_npz

        return _some(read_npz(path, work, options.task), samples, seed)
    if kind == IMAGES:
        from core.datasets.image_folder import read_image_folder

        return read_image_folder(path, work, most=samples, seed=seed)
    from core.datasets.tables.read import read_table

    return read_table(options, samples=samples, seed=seed, work=work)


def _some(raw: RawData, samples: int | None, seed: int) -> RawData:
    """At most so many samples of what is no test part, in their order."""
    count = len(raw.x) - raw.published_test
    if samples is None or samples >= count:
        return raw
    if samples < 2:
        raise UserError(f"{samples} samples are too few to learn from. Ask for at least 2.")
    rows = np.sort(shuffled(count, seed)[:samples])
    rows = np.append(rows, np.arange(count, len(raw.x)))
    notice = f"{samples:,} of {count:,} samples are used, drawn at random."
    notices = (*raw.notices, notice)
    return replace(raw, x=raw.x[rows], y=raw.y[rows], notices=notices, is_drawn=True)


def kind_of(path: str | Path) -> str:
    """What the path holds: "table", "idx", "npz" or "images". Reads a few kilobytes at most.

    Whatever is not known to be something else is a table. Raises UserError if the path cannot be
    read, or holds what the program does not open, with the remedy.
    """
    path = Path(path).expanduser()
    if _is_folder(path):
        return IDX if _idx_in(path) else IMAGES
    size = file_size(path)
    if size == 0:
        raise UserError(f"{quoted(path)} is empty. Choose another file.")
    head, tail = _ends(path, size)
    if _is_idx(head) or is_called_idx(path):
        return IDX
    if head.startswith(_GZIP):
        if _is_idx(_unpacked(head)):
            return IDX
        raise _refused(path, "compressed with gzip, but holds no IDX data", _UNPACK_REMEDY)
    if head.startswith(_ZIP):
        return _archive(path, head, tail)
    for beginning, what, remedy in _BEGINNINGS:
        if head.startswith(beginning):
            raise _refused(path, what, remedy)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        raise _refused(path, "a single image", _FOLDER_REMEDY)
    if (known := _ENDINGS.get(path.suffix.lower())) is not None:
        raise _refused(path, *known)
    return TABLE


def _archive(path: Path, head: bytes, tail: bytes) -> str:
    for name, what, remedy in _ARCHIVES:
        if name in head or name in tail:
            raise _refused(path, what, remedy)
    if b".npy" in head or b".npy" in tail or path.suffix.lower() == ".npz":
        return NPZ
    raise _refused(path, "a zip archive without numpy arrays", _UNPACK_REMEDY)


def _is_idx(head: bytes) -> bool:
    return len(head) >= 4 and head[:2] == b"\0\0" and head[2] in _IDX_TYPES and 0 < head[3] < 8


def is_called_idx(path: Path) -> bool:
    """Whether its name is that of an IDX file, damaged or not: their reader says best what is."""
    return _IDX_NAME.search(path.name) is not None


def _unpacked(head: bytes) -> bytes:
    """The first four bytes of a gzip file, as far as they can be told."""
    inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        start = inflater.decompress(head, 4)
    except zlib.error:
        start = b""
    # Damaged or cut off: the reader of IDX files says so better.
    return b"\0\0\x08\x03" if len(start) < 4 and not inflater.eof else start


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError) as error:
        raise cannot("read", path, error) from error


def _idx_in(folder: Path) -> Path | None:
    """The images of MNIST's names in a folder, or None if it is no folder or has none."""
    for start in ("train", "t10k"):
        for mark in ("-", "."):
            for end in ("", ".gz"):
                path = folder / f"{start}-images{mark}idx3-ubyte{end}"
                if path.is_file():
                    return path
    return None


def _ends(path: Path, size: int) -> tuple[bytes, bytes]:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(max(size - _TAIL, 0))
            return head, file.read(_TAIL)
    except (OSError, ValueError) as error:
        raise cannot("read", path, error) from error


def _refused(path: Path, what: str, remedy: str) -> UserError:
    return UserError(f"{quoted(path)} is {what}. {remedy}")
