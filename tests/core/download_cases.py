"""Made-up data sets to download: small, and known by their checksums like the real ones."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from core.datasets.downloads.download import fetch_set
from core.datasets.downloads.fetch import Patience
from core.datasets.downloads.registry import RemoteFile, RemoteSet
from core.work import CancelledError, Work

FILES = {name: random.Random(name).randbytes(size) for name, size in (("a", 90_000), ("b", 500))}
QUICK = Patience(connect=5.0, read=5.0, retries=0)


def made_up(
    files: Mapping[str, bytes] = FILES, mirrors: tuple[str, ...] = ("http://x/",)
) -> RemoteSet:
    """Return the record of these files."""
    records = (
        RemoteFile(name, len(data), hashlib.sha256(data).hexdigest())
        for name, data in files.items()
    )
    return RemoteSet("made-up", "Made up", tuple(records), mirrors)


def everything(folder: Path) -> dict[str, bytes]:
    """Return all files below the folder, and the bytes of each."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def entries(folder: Path) -> list[str]:
    """Return all that lies below the folder, folders too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


class Background(Thread):
    """A download in a thread, as the engine runs one."""

    def __init__(self, remote: RemoteSet, folder: Path, mirror: str) -> None:
        super().__init__()
        self.work = Work()
        self.cancelled = False
        self.error: Exception | None = None
        self._wanted = (remote, folder, self.work, [mirror], QUICK)

    def run(self) -> None:
        try:
            fetch_set(*self._wanted)
        except CancelledError:
            self.cancelled = True
        except Exception as error:
            self.error = error


@contextmanager
def in_background(remote: RemoteSet, folder: Path, mirror: str) -> Iterator[Background]:
    """Run a download that is cancelled in the end, whatever the test does."""
    background = Background(remote, folder, mirror)
    background.start()
    try:
        yield background
    finally:
        background.work.cancel()
        background.join()
