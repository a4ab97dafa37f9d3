"""A folder for what is not finished, which goes away whatever happens."""

from __future__ import annotations

import os
import platform
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

_QUIET = 3600.0
"""Seconds without a byte after which a download is over: every wait for one is far shorter."""
_NAME = re.compile(r"\.download-(?P<host>.*)-(?P<process>\d+)-[0-9a-f]{16}")


@contextmanager
def scratch_folder(folder: Path) -> Iterator[Path]:
    """Give a new folder in `folder`, and remove it; those of processes that were killed, too."""
    remove_stale(folder)
    path = folder / f".download-{_host()}-{os.getpid()}-{token_hex(8)}"
    path.mkdir()
    try:
        yield path
    finally:
        discard(path)


def discard(path: Path) -> None:
    """Delete a scratch folder with all that is in it, if it is there and that is possible."""
    shutil.rmtree(path, ignore_errors=True)


def remove_stale(folder: Path) -> None:
    """Delete the scratch folders in `folder` that nobody works in any more."""
    for path in folder.glob(".download-*"):
        match = _NAME.fullmatch(path.name)
        if match and _is_stale(path, match["host"], int(match["process"])):
            discard(path)


def _is_stale(path: Path, host: str, process: int) -> bool:
    # A folder on a server may be shared: of the processes elsewhere only their silence is known.
    if host == _host() and not _may_run(process):
        return True
    try:
        latest = max(entry.stat().st_mtime for entry in (path, *path.iterdir()))
    except OSError:
        return False  # somebody is at it just now
    return time.time() - latest > _QUIET


def _may_run(process: int) -> bool:
    if os.name == "nt":
        return True  # os.kill would not ask there, but end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9.]", "_", platform.node())[:60]
