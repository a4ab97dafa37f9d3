"""The picture of the plane in training: how often, how quickly, and what it costs the training."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.report import table
from benchmarks.window import Lateness, open_window, pass_time
from core.arrays import Array
from core.config import HiddenLayer, RunConfig
from core.data_config import DataConfig
from core.messages import RunState
from gui.panels.model import ModelPanel
from gui.screenshot import settle, wait_until
from gui.session import Grid, Session

SPIRALS = RunConfig(
    dataset="spirals",
    hidden=(HiddenLayer(8, "tanh"), HiddenLayer(8, "tanh")),
    epochs=1_000_000,
    data=DataConfig(samples=1000),
)
ROUNDS, SECONDS = 6, 2.0
FRAMES = 300


@dataclass(eq=False)
class _Count:
    """How many new pictures came."""

    updates: int = 0

    def add(self, grid: Grid | None) -> None:
        """One more."""
        self.updates += grid is not None


def report() -> str:
    """Return the table: 2-8-8-2 on 1,000 points of the spirals, in the whole window."""
    program = open_window(SPIRALS, None)
    session, panel = program.session, program.window.model
    count, hidden, shown = _Count(), Lateness(), Lateness()
    session.grid_changed.connect(count.add)
    with_panel, without, rates = [], [], []
    try:
        program.window.panes.show_panel(panel)
        wait_until(lambda: session.grid is not None)
        frames = _frames(panel, session)
        session.run()
        wait_until(lambda: session.state is RunState.RUNNING)
        for _ in range(ROUNDS):
            panel.hide()
            pass_time(0.3)
            without.append(_speed(session))
            _measure(hidden)
            panel.show()
            pass_time(0.3)
            before, started = count.updates, perf_counter()
            with_panel.append(_speed(session))
            rates.append((count.updates - before) / (perf_counter() - started))
            _measure(shown)
    finally:
        session.pause()
        program.close()
    late = (np.array(hidden.late), np.array(shown.late))
    return _table(frames, late, median(rates), with_panel, without)


def _table(
    frames: Array,
    late: tuple[Array, Array],
    rate: float,
    with_panel: list[float],
    without: list[float],
) -> str:
    p95 = float(np.percentile(frames, 95))
    hidden, shown = (float(np.percentile(times, 99)) for times in late)
    share = median(shown / alone for shown, alone in zip(with_panel, without, strict=True))
    rows = [
        ["new pictures a second, in training", f"{rate:.1f}", ">= 10", _verdict(rate >= 10)],
        ["a new picture, painted, p50", f"{np.median(frames):.2f} ms", "", ""],
        ["a new picture, painted, p95", f"{p95:.2f} ms", "< 8 ms", _verdict(p95 < 8)],
        ["event loop late, p99, panel hidden", f"{hidden:.1f} ms", "", ""],
        ["event loop late, p99, panel shown", f"{shown:.1f} ms", "< 16 ms", _verdict(shown < 16)],
        ["steps/s with the panel hidden", f"{median(without):,.0f}", "", ""],
        ["steps/s with the panel shown", f"{median(with_panel):,.0f}", "", ""],
        ["share of the speed", f"{share:.0%}", "", ""],
    ]
    title = f"Decision regions of 2-8-8-2 on 1,000 spiral points, {ROUNDS} rounds"
    return table(title, ["", "measured", "wanted", "met"], rows)


def _frames(panel: ModelPanel, session: Session) -> Array:
    """Return milliseconds from the model's answers to the repainted plane, for other answers."""
    plane, grid, times = panel.part.plane, session.grid, []
    if grid is None:
        raise RuntimeError("nothing has been asked")
    inputs, values = grid.x[:], np.asarray(grid.values, np.float32)
    generator = np.random.default_rng(0)
    for _ in range(FRAMES):
        # Winding boundaries, as long as those of a trained network.
        a, b, c = generator.uniform(0.5, 4.0, 3)
        height = np.sin(a * inputs[:, 0] + b * np.sin(c * inputs[:, 1]))
        share = 1 / (1 + np.exp(-6 * height))
        answers = Grid(grid.x, np.stack([share, 1 - share], 1).astype(values.dtype), grid.step)
        started = perf_counter()
        panel.part.show_grid(answers)
        plane.repaint()
        times.append(1000 * (perf_counter() - started))
        settle(1)
    return np.array(times)


def _measure(lateness: Lateness) -> None:
    """Apart from the speed: a hundred ticks a second are work of their own."""
    lateness.start()
    pass_time(SECONDS)
    lateness.stop()


def _speed(session: Session) -> float:
    """Return the steps in a second."""
    first, started = _steps(session), perf_counter()
    pass_time(SECONDS)
    return (_steps(session) - first) / (perf_counter() - started)


def _steps(session: Session) -> int:
    return 0 if session.place is None else session.place.step


def _verdict(met: bool) -> str:
    return "yes" if met else "NO"
