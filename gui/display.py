"""Whether there is a screen, and what Qt lacks to draw on it. Imports no Qt: Qt aborts without."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from gui.system_libraries import install_command, missing_packages


def has_display() -> bool:
    """Return whether a window can be opened. Always true but on Linux."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return _wayland_answers() or _x_answers()


def missing_libraries(*, window: bool) -> str:
    """Return the sentence that says which system libraries to install; empty if all are there.

    With `window` for a window on the screen, else for pictures only.
    """
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    x_window = window and (platform.startswith("xcb") or not (platform or _wayland_answers()))
    packages = missing_packages(window=x_window)
    if not packages:
        return ""
    return (
        "Qt needs system libraries that are missing here. On Debian or Ubuntu this installs them: "
        f"{install_command(packages)}"
    )


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    # An absolute name stands for itself; joining keeps it.
    return bool(name) and Path(os.environ.get("XDG_RUNTIME_DIR", "/"), str(name)).exists()


def _x_answers() -> bool:
    """Try to connect: where DISPLAY names nothing that answers, Qt would abort the program."""
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # `missing_libraries` says so
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed
