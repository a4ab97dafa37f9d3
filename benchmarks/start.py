"""From the start of the process to the first painted window, beside a bare window with a plot."""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import time

from benchmarks.report import table

LIMIT = 0.5


def seconds(which: str) -> float:
    """Start a child and return what it measured."""
    command = [sys.executable, "-m", "benchmarks.start_child", which, repr(time())]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return float(done.stdout.split()[0])


def report(rounds: int = 7) -> str:
    """Return the table; the two take turns, after one start each that fills the caches."""
    found: dict[str, list[float]] = {"bare": [], "chalkgrad": []}
    for number in range(rounds + 1):
        for which, values in found.items():
            elapsed = seconds(which)
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
