"""A download for the command line: a line for every tenth of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

from core.datasets.downloads.cache import cache_folder
from core.datasets.downloads.download import download
from core.work import Work


class WrittenWork(Work):
    """Work whose progress is written line by line."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._written: tuple[str, int] | None = None

    def report(self, what: str, done: int, total: int) -> None:
        """Write a line if a further tenth is done. Raises what `Work.report` raises."""
        super().report(what, done, total)
        tenths = 10 * done // total if total else 0
        if (what, tenths) != self._written:
            self._written = (what, tenths)
            print(f"{what}: {_amounts(done, total)}", file=self._stream)


def _amounts(done: int, total: int) -> str:
    """As "1.5 of 11.6 MB", and less than a megabyte as "0.0 of 4.8 KB"."""
    scale, unit = (1e6, "MB") if total >= 1e6 else (1e3, "KB")
    return f"{done / scale:.1f} of {total / scale:.1f} {unit}"


def download_with_lines(
    name: str, folder: Path | None = None, stream: TextIO | None = None
) -> Path:
    """Return the folder with the files of the data set; progress goes to the stream, else stderr.

    `folder` is as in `cache_folder`. Raises what `download` raises; Ctrl+C leaves nothing behind.
    """
    return download(name, cache_folder(folder), WrittenWork(stream or sys.stderr))
