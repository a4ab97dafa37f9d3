"""How long processes of their own take, as on a second start of the program."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import time


def median_seconds(
    module: str, names: Sequence[str], rounds: int, *arguments: str
) -> dict[str, float]:
    """Return for each name what the module prints when it is run with that name.

    The names take turns, after one round that fills the caches of the disk and makes Python's
    compiled files. These are kept in a folder of their own: some machines are told to write none,
    and a program that is started again has them.

    Args:
        module: prints the seconds since a time; run with a name, that time, and `arguments`.
        names: what to run it with.
        rounds: how often.
        arguments: what else it needs.
    """
    found: dict[str, list[float]] = {name: [] for name in names}
    with TemporaryDirectory() as compiled:
        for number in range(rounds + 1):
            for name, values in found.items():
                seconds = _seconds(module, Path(compiled), name, arguments)
                if number:
                    values.append(seconds)
    return {name: median(values) for name, values in found.items()}


def _seconds(module: str, compiled: Path, name: str, arguments: Sequence[str]) -> float:
    env = os.environ | {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(compiled)}
    command = [sys.executable, "-m", module, name, repr(time()), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=env)
    return float(done.stdout.split()[0])
