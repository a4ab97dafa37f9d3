"""Where downloaded files lie, and whether they are what they should be."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import platformdirs

from core.datasets.downloads.registry import RemoteFile, RemoteSet, remote_set
from core.errors import UserError
from core.files import cannot
from core.quoting import quoted
from core.work import Work

VARIABLE = "CHALKGRAD_DATA"
_CHUNK = 1 << 20  # bytes; hashed in about a millisecond


def cache_folder(chosen: Path | None = None) -> Path:
    """Return the folder for downloads: the chosen one, else CHALKGRAD_DATA's, else the user's own.

    It need not exist yet.
    """
    if chosen is not None:
        return chosen.expanduser()
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser()
    return platformdirs.user_cache_path("chalkgrad", appauthor=False) / "data"


def find(name: str, folder: Path) -> Path | None:
    """Return the folder that has all files of the data set; None if there is none.

    Looks into the sub-folder of the data set's name, then into `folder` itself. Cheap: it looks at
    names and sizes only, and `checked` reads the bytes.
    """
    return place_of(remote_set(name), folder)


def cached(name: str, folder: Path) -> bool:
    """Return whether the files are there, by name and size."""
    return find(name, folder) is not None


def place_of(remote: RemoteSet, folder: Path) -> Path | None:
    """Return what `find` returns, for a record."""
    for place in (folder / remote.name, folder):
        if all(_has_size(place / file.name, file.size) for file in remote.files):
            return place
    return None


def verified(path: Path, sha256: str, work: Work | None = None) -> bool:
    """Return whether the file has these bytes; False if it is not there.

    Raises UserError if it cannot be read, CancelledError if `work` is cancelled.
    """
    digest = hashlib.sha256()
    what, done = f"Checking {path.name}", 0
    try:
        total = path.stat().st_size
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                done += len(chunk)
                if work is not None:
                    work.report(what, done, total)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise cannot("read", path, error) from error
    return digest.hexdigest() == sha256


def checked(name: str, folder: Path, work: Work | None = None) -> Path:
    """Return the folder of the files after reading them: each has its published checksum.

    Raises UserError naming the file that is missing or damaged.
    """
    remote = remote_set(name)
    place = place_of(remote, folder)
    if place is None:
        names = ", ".join(file.name for file in remote.files)
        raise UserError(
            f"{quoted(folder)} does not hold {names} as they were published. Download "
            f"{remote.title}, or choose the folder that has them."
        )
    for file in remote.files:
        if not verified(place / file.name, file.sha256, work):
            raise UserError(
                f"{quoted(place / file.name)} is damaged: its checksum is not the published one. "
                f"Download {remote.title} again."
            )
    return place


def missing(remote: RemoteSet, place: Path, work: Work | None) -> tuple[RemoteFile, ...]:
    """Return the files that are not in the folder, or not with the right bytes."""
    return tuple(
        file
        for file in remote.files
        if not _has_size(place / file.name, file.size)
        or not verified(place / file.name, file.sha256, work)
    )


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.is_file() and path.stat().st_size == size
    except OSError:
        return False
