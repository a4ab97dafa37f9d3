"""All files of a data set, from the first mirror that gives them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from core.datasets.downloads.cache import missing, place_of, verified
from core.datasets.downloads.fetch import Patience, fetch
from core.datasets.downloads.reasons import MirrorError, OfflineError
from core.datasets.downloads.registry import RemoteFile, RemoteSet, remote_set
from core.datasets.downloads.scratch import scratch_folder
from core.errors import UserError
from core.files import writable_folder
from core.quoting import quoted
from core.work import Work

_PATIENCE = Patience()


def download(name: str, folder: Path, work: Work, mirrors: Sequence[str] | None = None) -> Path:
    """Return the folder that holds the files of the data set, after fetching what is not there.

    They go to the sub-folder of the data set's name; files that are there already, in it or in
    `folder` itself, are used if their checksums are right. Each file appears there whole or not at
    all, so several processes may do this at the same time. Progress is in bytes over all files.
    Raises UserError if no mirror gives a file or the folder cannot take it; CancelledError within
    200 ms of a cancel.
    """
    return fetch_set(remote_set(name), folder, work, mirrors)


def fetch_set(
    remote: RemoteSet,
    folder: Path,
    work: Work,
    mirrors: Sequence[str] | None = None,
    patience: Patience = _PATIENCE,
) -> Path:
    """Do what `download` does, for a record and with some other patience."""
    there = place_of(remote, folder)
    if there is not None and not missing(remote, there, work):
        return there
    place = folder / remote.name  # never over what somebody else put into the folder itself
    wanted = missing(remote, place, work)
    if not wanted:
        return place
    writable_folder(place)
    _check_space(remote, place, sum(file.size for file in wanted))
    asked = list(mirrors or remote.mirrors)
    try:
        with scratch_folder(folder) as scratch:
            _fetch_files(remote, wanted, asked, scratch, place, work, patience)
    except OSError as error:
        raise UserError(
            f"{quoted(place)} cannot take the files of {remote.title}: {error.strerror or error}. "
            "Choose another folder for downloads."
        ) from error
    return place


def _fetch_files(
    remote: RemoteSet,
    wanted: Sequence[RemoteFile],
    mirrors: list[str],
    scratch: Path,
    place: Path,
    work: Work,
    patience: Patience,
) -> None:
    done = remote.size - sum(file.size for file in wanted)

    def report(received: int) -> None:
        work.report(f"Downloading {remote.title}", done + received, remote.size)

    for file in wanted:
        part, mirror = _fetch_file(remote, file, mirrors, scratch, patience, report)
        _place(part, place / file.name, file.sha256)
        # The next file is asked for where this one was found: a mirror that hangs costs time once.
        mirrors.remove(mirror)
        mirrors.insert(0, mirror)
        done += file.size
        report(0)


def _fetch_file(
    remote: RemoteSet,
    file: RemoteFile,
    mirrors: Sequence[str],
    scratch: Path,
    patience: Patience,
    report: Callable[[int], None],
) -> tuple[Path, str]:
    """Return the fetched file, and the mirror that gave it."""
    failures: dict[str, MirrorError] = {}
    for mirror in mirrors:
        try:
            return fetch(file, mirror, scratch, patience, report), mirror
        except MirrorError as error:
            failures[mirror] = error
    raise _all_failed(remote, file, failures)


def _place(part: Path, target: Path, sha256: str) -> None:
    """Move a finished file to its place."""
    # pooch makes it readable for its owner only; a folder for downloads may serve a whole class.
    usual = part.with_name("usual")
    usual.touch()
    part.chmod(usual.stat().st_mode)
    try:
        os.replace(part, target)
    except OSError:
        # Windows refuses while another process reads the same file, which then is just as good.
        if not verified(target, sha256):
            raise


def _check_space(remote: RemoteSet, place: Path, needed: int) -> None:
    try:
        free = shutil.disk_usage(place).free
    except OSError:
        return  # then the writing will tell
    if free < needed:
        raise UserError(
            f"{quoted(place)} has room for {free / 1e6:.1f} MB, and {remote.title} takes "
            f"{needed / 1e6:.1f} MB. Choose another folder for downloads."
        )


def _all_failed(remote: RemoteSet, file: RemoteFile, failures: dict[str, MirrorError]) -> UserError:
    if all(isinstance(error, OfflineError) for error in failures.values()):
        problem = "there seems to be no connection to the internet"
    else:
        reasons = (f"{urlsplit(mirror).netloc} {error}" for mirror, error in failures.items())
        problem = "; ".join(reasons)
    names = ", ".join(each.name for each in remote.files)
    folder = "their folder" if len(remote.files) > 1 else "its folder"
    return UserError(
        f"{remote.title} could not be downloaded ({file.name}): {problem}. Try again later, or "
        f"get {names} yourself, from {remote.mirrors[0]} for example, and choose {folder}. "
        "The data sets that are included need no network."
    )
