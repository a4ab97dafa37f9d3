"""Opening a table file: is it text at all, in which encoding, and its lines in turn."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from core.datasets.tables.encodings import encoding_title
from core.errors import UserError
from core.files import cannot, file_size
from core.quoting import quoted
from core.work import Work

HEAD_BYTES = 256 * 1024
CHUNK = 256 * 1024
"""Characters read at once: some 20 ms of work, so that it can be cancelled soon."""
LONGEST_LINE = 1024 * 1024
FEW_LINES = 3
"""A line that names the separator, a header and a row: with fewer there is nothing to see."""

_BOMS = (
    # The mark of UTF-32 begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARK = "\ufeff"
_SAVE_AS = "Open it in its own program and save it as CSV."
_MAGIC = (
    (b"PK\x03\x04", "a spreadsheet or a zip archive", _SAVE_AS),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet or office file", _SAVE_AS),
    (b"%PDF", "a PDF", "Export its table as CSV."),
    (b"\x1f\x8b", "compressed (gzip)", "Unpack it first."),
    (b"BZh", "compressed (bzip2)", "Unpack it first."),
    (b"\xfd7zXZ", "compressed (xz)", "Unpack it first."),
    (b"\x28\xb5\x2f\xfd", "compressed (zstd)", "Unpack it first."),
)
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml|!--)", re.IGNORECASE)

_JSON = re.compile(r"\s*[\[{]\s*[\[{\"]")


@dataclass(frozen=True, slots=True)
class Head:
    """The first lines of a file, decoded."""

    path: Path
    size: int
    """Of the file, in bytes."""
    text: str
    """Whole lines, each ended by a line feed."""
    encoding: str
    sure: bool
    """False: the encoding is a guess."""
    line_ends: str
    """"LF", "CRLF", "CR" or "mixed"."""
    whole: bool
    """Whether this is all there is."""


def read_head(path: Path, encoding: str = "") -> Head:
    """Read the beginning of a file that should be a table.

    Raises UserError if there is no such file, it cannot be read, or is something else.
    """
    size = file_size(path)
    data = _first_bytes(path, HEAD_BYTES)
    if size > len(data) and max(data.count(b"\n"), data.count(b"\r")) < FEW_LINES:
        # The lines are long. Each may be as long as is allowed, and then there is a row to see.
        data = _first_bytes(path, FEW_LINES * LONGEST_LINE)
    _refuse_others(path, data)
    whole = len(data) >= size
    chosen, sure = (checked_encoding(encoding), True) if encoding else guessed(data, whole)
    # Encodings that name the order of the bytes, as utf-16-le, leave the mark in the text.
    raw = decoded(path, data, chosen, whole).removeprefix(_MARK)
    refuse_text(quoted(path), raw)
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    if not whole:
        text = text[: text.rfind("\n") + 1]
        if not text:
            raise too_long(path, 1)
    return Head(path, size, text, chosen, sure, _line_ends(raw), whole)


def guessed(data: bytes, whole: bool) -> tuple[str, bool]:
    """Return the encoding of the bytes, and whether that is certain."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name, True
    for name in ("utf-8-sig", "cp1252"):
        try:
            codecs.getincrementaldecoder(name)().decode(data, whole)
        except UnicodeDecodeError:
            continue
        return name, name == "utf-8-sig"
    return "latin-1", False


def decoded(path: Path, data: bytes, encoding: str, whole: bool) -> str:
    """Return the text; UserError if the bytes are not in this encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(data, whole)
    except ValueError as error:
        raise wrong_encoding(path, encoding) from error


def checked_encoding(name: str) -> str:
    """Return the name as Python knows it; UserError if it is no encoding of text."""
    try:
        "".encode(name)
        found = codecs.lookup(name)
        "a,b".encode(name)
    except (LookupError, ValueError) as error:
        raise UserError(
            f"There is no encoding {quoted(name)}. Usual ones are utf-8, utf-16, cp1252 and "
            "latin-1."
        ) from error
    # Each file may begin with a byte-order mark, which is no part of the first name.
    return "utf-8-sig" if found.name == "utf-8" else found.name


def lines(path: Path, encoding: str, work: Work | None = None) -> Generator[str, None, None]:
    """Give the lines in turn, each ended by a line feed, whatever ends them in the file.

    Raises UserError if the file cannot be read or is no text, UnicodeDecodeError if it is not in
    this encoding, CancelledError if `work` is given up.
    """
    tail, line, start = "", 1, True
    size, what = file_size(path), f"Reading {path.name}"
    try:
        with path.open("rb") as file, io.TextIOWrapper(file, encoding, newline=None) as text:
            while chunk := text.read(CHUNK):
                if work is not None:
                    work.report(what, min(file.tell(), size), size)
                if "\0" in chunk:
                    place = (tail + chunk).index("\0")
                    raise _has_nul(quoted(path), line + (tail + chunk).count("\n", 0, place))
                if start:
                    chunk, start = chunk.removeprefix(_MARK), False
                cut = chunk.rfind("\n") + 1
                if cut:
                    whole, tail = tail + chunk[:cut], chunk[cut:]
                    line += whole.count("\n")
                    yield from io.StringIO(whole)
                else:
                    tail += chunk
                if len(tail) > LONGEST_LINE:
                    raise too_long(path, line)
    except OSError as error:
        raise cannot("read", path, error) from error
    if tail:
        yield tail + "\n"


def refuse_text(place: str, text: str) -> None:
    """Raise UserError, naming the place, if the text is a web page, JSON, or nothing."""
    if _MARKUP.match(text):
        raise UserError(
            f"{place} is a web page (HTML or XML), not a table. Download the file itself, often "
            "behind a button named Raw or Download."
        )
    if _JSON.match(text):
        raise UserError(
            f"{place} is JSON, not a table. Save it as CSV: a line with the names of the columns, "
            "and one for each row."
        )
    if not text.strip("\ufeff \t\r\n"):
        raise UserError(f"{place} is empty. Choose a file with a table.")
    if "\0" in text:
        raise _has_nul(place, 1 + text.count("\n", 0, text.index("\0")))


def too_long(path: Path, line: int) -> UserError:
    """The error for a line that no table has."""
    return UserError(
        f"{quoted(path)}, line {line}: it is longer than {LONGEST_LINE:,} characters. Is it a "
        "table with one row in each line?"
    )


def wrong_encoding(path: Path, encoding: str) -> UserError:
    """The error for bytes that mean nothing in the encoding."""
    return UserError(
        f"{quoted(path)} is not in the encoding {encoding_title(encoding)}. Choose another one, as "
        f"{encoding_title('cp1252')}."
    )


def _has_nul(place: str, line: int) -> UserError:
    return UserError(
        f"{place}, line {line}: a NUL byte, which no text has. Is it a table saved as CSV? If it "
        "is in UTF-16, choose that encoding."
    )


def _first_bytes(path: Path, count: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(count)
    except OSError as error:
        raise cannot("read", path, error) from error


def _refuse_others(path: Path, data: bytes) -> None:
    for magic, what, remedy in _MAGIC:
        if data.startswith(magic):
            raise UserError(f"{quoted(path)} is {what}, not a table in text. {remedy}")


def _line_ends(text: str) -> str:
    both = text.count("\r\n")
    kinds = {"CRLF": both, "CR": text.count("\r") - both, "LF": text.count("\n") - both}
    found = [kind for kind, count in kinds.items() if count]
    return found[0] if len(found) == 1 else "mixed" if found else "LF"
