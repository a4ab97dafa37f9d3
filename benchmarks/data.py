"""Opening data: MNIST from the cache, and a table of 100 MB while the window goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from benchmarks.child import median_seconds
from benchmarks.report import table
from benchmarks.window import Lateness, open_window, pass_time
from core.config import RunConfig
from core.data_config import DataConfig, FileOptions
from core.datasets.catalog import FILE, load
from core.work import Progress
from gui.app import Chalkgrad
from gui.screenshot import wait_until
from gui.session import default_config

START_LIMIT = 1.0
CANCEL_LIMIT = 200.0
LATE_LIMIT = 16.0
MEGABYTES = 100
COLUMNS = 12
ROWS_OF_A_BLOCK = 20_000
CHILDREN = ("floor", "batch", "window")
GIVEN_UP_AT = (
    ("Reading", 0.05),
    ("Reading", 0.5),
    ("Reading", 0.95),
    ("Putting", 0),
    ("Scaling", 0),
)
"""How the report of progress begins, and which share is done."""


def report(data_dir: Path | None = None, rounds: int = 7) -> str:
    """Return the two tables."""
    return _report_mnist(data_dir, rounds) + _report_table()


def _report_mnist(data_dir: Path | None, rounds: int) -> str:
    folder = [] if data_dir is None else [str(data_dir)]
    found = median_seconds("benchmarks.data_child", CHILDREN, rounds, *folder)
    floor, batch, window = (found[which] for which in CHILDREN)
    rows = [
        ["numpy and gzip alone: the files unpacked", f"{floor:.3f} s", "1.00", "", ""],
        [
            "to the first minibatch, without a window",
            f"{batch:.3f} s",
            f"{batch / floor:.2f}",
            f"< {START_LIMIT:.0f} s",
            _verdict(batch < START_LIMIT),
        ],
        ["to the run in the window", f"{window:.3f} s", f"{window / floor:.2f}", "", ""],
    ]
    return table(
        f"MNIST from the cache, from the start of the process (median of {rounds})",
        ["", "median", "times numpy and gzip", "wanted", "met"],
        rows,
    )


def _report_table() -> str:
    with _large_table() as path:
        ours, theirs = _reading_seconds(path)
        watched, cancelled = _in_the_window(path)
    middle = median(cancelled)
    rows = [
        ["reading it, without a window", f"{ours:.2f} s", "", ""],
        ["  times pandas.read_csv", f"{ours / theirs:.1f}", "", ""],
        *watched,
        [
            f"given up, to a step of the old run (median of {len(cancelled)})",
            f"{middle:.0f} ms",
            f"< {CANCEL_LIMIT:.0f} ms",
            _verdict(middle < CANCEL_LIMIT),
        ],
        ["  at most", f"{max(cancelled):.0f} ms", "", ""],
    ]
    return table(
        f"A table of {MEGABYTES} MB, {COLUMNS} columns", ["", "measured", "wanted", "met"], rows
    )


@contextmanager
def _large_table() -> Iterator[Path]:
    """A file of decimals that is there as long as it is looked at."""
    with TemporaryDirectory(prefix="chalkgrad-") as folder:
        path = Path(folder) / f"{MEGABYTES} MB.csv"
        rows = np.random.default_rng(0).normal(size=(ROWS_OF_A_BLOCK, COLUMNS))
        block = "".join(",".join(f"{value:.6f}" for value in row) + "\n" for row in rows)
        with path.open("w", encoding="ascii") as file:
            file.write(",".join(f"column {number}" for number in range(COLUMNS)) + "\n")
            for _ in range(MEGABYTES * 1_000_000 // len(block) + 1):
                file.write(block)
        yield path


def _reading_seconds(path: Path, rounds: int = 3) -> tuple[float, float]:
    """Median seconds of ours, to the scaled parts, and of pandas, to its frame; in turns."""
    import pandas as pd

    ours, theirs = [], []
    for _ in range(rounds):
        started = perf_counter()
        load(FILE, _data(path))
        ours.append(perf_counter() - started)
        started = perf_counter()
        pd.read_csv(path)
        theirs.append(perf_counter() - started)
    return median(ours), median(theirs)


def _data(path: Path) -> DataConfig:
    return DataConfig(file=FileOptions(str(path)))


def _in_the_window(path: Path) -> tuple[list[list[str]], list[float]]:
    """What one notices while it is read, and how long giving it up takes, in milliseconds."""
    program = open_window(default_config(), None)
    session, lateness, reports = program.session, Lateness(), 0

    def count() -> None:
        nonlocal reports
        reports += 1

    session.progress_changed.connect(count)
    before = session.config
    wanted = replace(before, dataset=FILE, output="", loss="", data=_data(path))
    ready_at: list[int] = []
    session.run_ready.connect(lambda: ready_at.append(len(lateness.late)))
    try:
        lateness.start()
        started = perf_counter()
        session.apply(wanted)
        wait_until(lambda: not session.loading)
        seconds = perf_counter() - started
        pass_time(0.5)
        lateness.stop()
        told = reports
        session.apply(before)
        wait_until(lambda: not session.loading)
        cancelled = [_give_up(program, wanted, *place) for place in GIVEN_UP_AT]
    finally:
        program.close()
    late, after = lateness.late[: ready_at[0]], lateness.late[ready_at[0] :]
    p50, p99 = np.percentile(late, (50, 99))
    rows = [
        ["reading it in the window", f"{seconds:.2f} s", "", ""],
        ["  how late a click would be, median", f"{p50:.1f} ms", "", ""],
        ["  p99", f"{p99:.1f} ms", f"< {LATE_LIMIT:.0f} ms", _verdict(p99 < LATE_LIMIT)],
        ["  at most", f"{max(late):.1f} ms", "", ""],
        ["  reports of progress", f"{told / seconds:.0f} a second", "", ""],
        ["  once it is there, at most", f"{max(after):.1f} ms", "", ""],
    ]
    return rows, cancelled


def _give_up(program: Chalkgrad, wanted: RunConfig, what: str, share: float) -> float:
    """Give up as soon as it is there; return milliseconds until the old run has taken a step."""
    session = program.session
    seen: list[Progress] = []

    def is_there() -> bool:
        if not session.loading:
            raise RuntimeError("it was read before it could be given up")
        return (
            bool(seen)
            and seen[-1].what.startswith(what)
            and seen[-1].done >= share * seen[-1].total
        )

    session.progress_changed.connect(seen.append)
    session.apply(wanted)
    wait_until(is_there)
    steps = 0 if session.place is None else session.place.step
    started = perf_counter()
    session.cancel_loading()
    wait_until(lambda: not session.loading)
    session.step()
    wait_until(lambda: session.place is not None and session.place.step == steps + 1)
    session.progress_changed.disconnect(seen.append)
    return 1000 * (perf_counter() - started)


def _verdict(met: bool) -> str:
    return "yes" if met else "NO"
