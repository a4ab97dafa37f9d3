"""Files are written whole or not at all, and read only as far as they make sense."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from core.errors import UserError
from core.quoting import quoted

SUFFIX = ".part"
"""The end of the name of a file that is being written."""


def write_file(path: Path, data: bytes) -> None:
    """Replace a file, or make it; whoever reads it sees the old one or the new one, never a part.

    Raises UserError naming the file and the reason; the old file is then as it was.
    """
    write_files({path: data})


def write_files(files: Mapping[Path, bytes]) -> None:
    """Replace several files that belong together.

    All are written beside their places first and moved there last, so a full disk leaves the old
    ones. Raises UserError naming the file and the reason.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for path, data in files.items():
            target = writable_target(path)
            part = target.with_name(f".{token_hex(8)}{SUFFIX}")
            staged.append((part, target))
            _write(part, data, path)
        for part, target in staged:
            _move(part, target)
    finally:
        for part, _ in staged:
            remove(part)


def write_through(path: Path, write: Callable[[Path], object]) -> None:
    """Replace a file by what `write` makes of the path that it is given, unless it raises.

    For libraries that insist on writing files themselves; the path does not end as `path` does.
    """
    target = writable_target(path)
    part = target.with_name(f".{token_hex(8)}{SUFFIX}")
    try:
        write(part)
        _move(part, target)
    finally:
        remove(part)


def writable_target(path: Path) -> Path:
    """Return where to write: what `path` names, or links to.

    Raises UserError if something is there that must not be replaced, as a folder or a device.
    """
    target = Path(os.path.realpath(path))
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return target
    except OSError as error:
        raise cannot("written", path, error) from error
    if not stat.S_ISREG(mode):
        kind = "a folder" if stat.S_ISDIR(mode) else "no ordinary file"
        raise UserError(f"{quoted(path)} cannot be written: it is {kind}. Choose another name.")
    return target


def writable_folder(folder: Path) -> bool:
    """Make a folder unless it is there, and try whether files can be written in it.

    Returns whether it has been made. Raises UserError naming the folder and the reason.
    """
    try:
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".{token_hex(8)}{SUFFIX}"
        probe.touch(exist_ok=False)
        probe.unlink()
    except FileExistsError as error:
        raise UserError(f"{quoted(folder)} is no folder. Choose another one.") from error
    except (OSError, ValueError) as error:
        raise cannot("written into", folder, error) from error
    return made


def read_file(path: Path, limit: int) -> bytes:
    """Return the bytes of an ordinary file of at most `limit` bytes.

    Raises UserError if it is missing, is something else, is larger, or cannot be read.
    """
    size = file_size(path)
    if size > limit:
        raise UserError(
            f"{quoted(path)} has {size:,} bytes, and at most {limit:,} are expected. Is it the "
            "right file?"
        )
    try:
        with path.open("rb") as file:
            return file.read(limit)
    except OSError as error:
        raise cannot("read", path, error) from error


def file_size(path: Path) -> int:
    """Return the size of an ordinary file; UserError if it is missing or is something else.

    Asked before it is opened, for opening a pipe waits for somebody to write into it.
    """
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise UserError(
            f"There is no file {quoted(path)}. Check its name and its folder."
        ) from error
    except (OSError, ValueError) as error:
        raise cannot("read", path, error) from error
    if not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "no ordinary file"
        raise UserError(f"{quoted(path)} is {kind}. Name a file.")
    return found.st_size


def remove(path: Path) -> None:
    """Delete a file if it is there and that is possible."""
    # Only ever tidying up: whatever prevents it has been reported where it mattered.
    with suppress(OSError):
        path.unlink(missing_ok=True)


def cannot(what: str, path: Path, error: OSError | ValueError) -> UserError:
    """Return the error that says that `path` cannot be `what` ("read", "written"), and why."""
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return UserError(f"{quoted(path)} cannot be {what}: {reason}. Choose another place.")


def _write(part: Path, data: bytes, path: Path) -> None:
    try:
        # "x": mkstemp would make it readable for its owner only, and so would be the final file.
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except (OSError, ValueError) as error:
        raise cannot("written", path, error) from error


def _move(part: Path, target: Path) -> None:
    try:
        os.replace(part, target)
    except OSError as error:
        raise cannot("written", target, error) from error
