"""Where the files of a data set are looked for."""

from __future__ import annotations

import os
from pathlib import Path

from core.datasets.downloads.cache import VARIABLE as VARIABLE
from core.datasets.downloads.cache import cache_folder, find
from core.datasets.downloads.registry import REMOTE_SETS

# Beside the project's own folder, where lessons keep the files that are too large for it.
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def searched(data_dir: Path | None) -> tuple[Path, ...]:
    """The folders to look in, in order; never none.

    The chosen one alone if there is one, or else that of the environment variable CHALKGRAD_DATA;
    without both ../shared/data beside the project, and the folder of downloads.
    """
    if data_dir is not None:
        return (data_dir.expanduser(),)
    if named := os.environ.get(VARIABLE):
        return (Path(named).expanduser(),)
    return (SHARED, cache()) if SHARED.is_dir() else (cache(),)


def cache() -> Path:
    """The folder of downloads, whose files are held to their checksums at every load."""
    return cache_folder()


def is_missing(name: str, data_dir: Path | None) -> bool:
    """Whether a data set could be downloaded, and has not been."""
    if name not in REMOTE_SETS:
        return False
    return all(find(name, folder) is None for folder in searched(data_dir))
