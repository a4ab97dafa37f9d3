"""From the start of the process to the first painted window, beside a bare window with a plot.

As on a second start: Python's compiled files are there, in a folder of this benchmark's own, since
some machines are told to write none.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import time

from benchmarks.report import table

LIMIT = 0.5


def seconds(which: str, compiled: Path) -> float:
    """Start a child that keeps its compiled files in a folder, and return what it measured."""
    command = [sys.executable, "-m", "benchmarks.start_child", which, repr(time())]
    env = os.environ | {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(compiled)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=env)
    return float(done.stdout.split()[0])


def report(rounds: int = 7) -> str:
    """Return the table; the two take turns, after one start each that fills the caches."""
    found: dict[str, list[float]] = {"bare": [], "chalkgrad": []}
    with TemporaryDirectory() as folder:
        for number in range(rounds + 1):
            for which, values in found.items():
                elapsed = seconds(which, Path(folder))
                if number:
                    values.append(elapsed)
    bare, ours = median(found["bare"]), median(found["chalkgrad"])
    verdict = "yes" if ours - bare <= LIMIT else "NO"
    return table(
        "Start to first painted window, seconds",
        ["window", "median", "more than bare", f"within {LIMIT} s"],
        [
            ["PySide6 with one pyqtgraph plot", f"{bare:.3f}", "", ""],
            ["Chalkgrad", f"{ours:.3f}", f"{ours - bare:.3f}", verdict],
        ],
    )
