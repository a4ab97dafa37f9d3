"""The system libraries that Qt's wheels expect from a Linux machine, and how to install them.

Run before the virtual environment exists (`python3 -m gui.system_libraries`), so it imports nothing
but the standard library. The loader is asked, not the package manager: a library that was built by
hand, or that came under another package's name, is there too.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence

# Shared object -> its package in Debian and Ubuntu. Both tables are what `ldd` reports as not found
# for PySide6 6.10 on a Debian 12 with nothing but its base system.
QT_LIBRARIES: Mapping[str, str] = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# Needed beside them for a window on the screen (Qt's xcb plugin), not for offscreen rendering.
WINDOW_LIBRARIES: Mapping[str, str] = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def missing_packages(*, window: bool) -> tuple[str, ...]:
    """Return the Debian names of what Qt lacks here, each once; empty where nothing is missing.

    With `window` also what a window on the screen needs. Always empty but on Linux: the wheels for
    macOS and Windows bring everything along.
    """
    if not sys.platform.startswith("linux"):
        return ()
    wanted = {**QT_LIBRARIES, **(WINDOW_LIBRARIES if window else {})}
    return _unique(package for name, package in wanted.items() if not _loads(name))


def install_command(packages: Sequence[str]) -> str:
    """Return the command line that installs `packages` on Debian or Ubuntu."""
    sudo = "" if _is_root() else "sudo "
    return f"{sudo}apt-get install -y --no-install-recommends {' '.join(packages)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Install what is missing; return the exit status (0 also where nothing was to be done)."""
    parser = argparse.ArgumentParser(description="Install the system libraries that Qt needs.")
    parser.add_argument("--window", action="store_true", help="also for a window on the screen")
    parser.add_argument("--venv", action="store_true", help="also for `python -m venv`")
    options = parser.parse_args(arguments)
    packages = missing_packages(window=options.window)
    if options.venv and sys.platform.startswith("linux"):
        packages += _missing_venv_packages()
    if not packages:
        return 0
    if shutil.which("apt-get") is None:
        print(
            "Some system libraries are missing. Their names in Debian are "
            f"{' '.join(packages)}; please install your system's packages of that kind.",
            file=sys.stderr,
        )
        return 0
    if not _is_root() and shutil.which("sudo") is None:
        print(f"Please run as root: {install_command(packages)}", file=sys.stderr)
        return 1
    return _install(packages)


def _install(packages: Sequence[str]) -> int:
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    apt = [*([] if _is_root() else ["sudo"]), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    # A new machine has no package lists yet. Whether they are good enough, the install tells.
    subprocess.run([*apt, "update", "-qq"], check=False)
    install = [*apt, "install", "-y", "-qq", "--no-install-recommends", *packages]
    status = subprocess.run(install, check=False).returncode
    if status:
        print(f"That failed. Please try: {install_command(packages)}", file=sys.stderr)
    return status


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _missing_venv_packages() -> tuple[str, ...]:
    # Debian takes ensurepip, which every new environment needs, out of its python3 package.
    if importlib.util.find_spec("ensurepip") is not None:
        return ()
    return (f"python3.{sys.version_info.minor}-venv",)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


if __name__ == "__main__":
    sys.exit(main())
