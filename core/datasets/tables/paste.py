"""A table from the clipboard becomes a file like any other."""

from __future__ import annotations

import io
from hashlib import sha256
from pathlib import Path

from core.data_config import FileOptions
from core.datasets.tables.records import records
from core.datasets.tables.sniff import recognise
from core.datasets.tables.source import Head, refuse_text
from core.errors import UserError
from core.files import writable_folder, write_file

MOST_CHARACTERS = 64 * 1024 * 1024
WHAT = "The pasted text"


def save_pasted(text: str, folder: Path) -> Path:
    """Write a pasted table into the folder, named after what is in it, and return the file.

    Spreadsheets separate cells by tabs; any separator that a file may have is fine. Raises
    UserError if it is empty or no table, or if it cannot be written.
    """
    refuse_text(WHAT, text)
    if len(text) > MOST_CHARACTERS:
        raise UserError(
            f"{WHAT} has more than {MOST_CHARACTERS:,} characters. Save it as a file and open that."
        )
    plain = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip("\n") + "\n"
    head = Head(Path("paste"), len(plain), plain, "utf-8-sig", True, "LF", True)
    form = recognise(head, FileOptions(path="paste"))
    lines = io.StringIO(plain)
    for _ in range(form.skip):
        lines.readline()
    rows = [len(row) for _, row in records(WHAT, lines, form.separator, form.skip + 1)]
    if len(rows) < 2 or rows[0] < 2:
        raise UserError(
            f"{WHAT} is no table: at least two rows with two columns each are needed, separated "
            "by tabs, commas or semicolons. Copy the cells together with their header."
        )
    try:
        data = plain.encode()
    except UnicodeEncodeError as error:
        raise UserError(f"{WHAT} holds broken characters. Copy it once more.") from error
    ending = "tsv" if form.separator == "\t" else "csv"
    path = folder / f"pasted-{sha256(data).hexdigest()[:12]}.{ending}"
    writable_folder(folder)
    write_file(path, data)
    return path
