"""From the start of the process to the first painted window, beside a bare window with a plot."""

from __future__ import annotations

from benchmarks.child import median_seconds
from benchmarks.report import table

LIMIT = 0.5


def report(rounds: int = 7) -> str:
    """Return the table."""
    found = median_seconds("benchmarks.start_child", ("bare", "chalkgrad"), rounds)
    bare, ours = found["bare"], found["chalkgrad"]
    verdict = "yes" if ours - bare <= LIMIT else "NO"
    return table(
        "Start to first painted window, seconds",
        ["window", "median", "more than bare", f"within {LIMIT} s"],
        [
            ["PySide6 with one pyqtgraph plot", f"{bare:.3f}", "", ""],
            ["Chalkgrad", f"{ours:.3f}", f"{ours - bare:.3f}", verdict],
        ],
    )
