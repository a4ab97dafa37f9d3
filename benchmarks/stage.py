"""The stage at work: what a frame of the animation costs, and a trace, and following the mouse."""

from __future__ import annotations

from collections import deque
from time import perf_counter

import numpy as np
from PySide6.QtCore import QEventLoop, QSize

from benchmarks.report import table
from benchmarks.window import open_window
from core.arrays import Array
from core.config import HiddenLayer, RunConfig
from core.datasets.dataset import Dataset
from core.key import Key
from core.messages import RunState
from core.trace import Trace, take_trace
from core.training import Learner
from gui.screenshot import settle, wait_until

WIDE = RunConfig(
    dataset="mnist", hidden=(HiddenLayer(128, "sigmoid"), HiddenLayer(64, "sigmoid")), epochs=1
)
SIZE = (1920, 1080)
FRAMES = 400
TRACES = 300
FRAME_MS = 1000 / 60
ZOOMED = Key("z", 2)
"""Of 784 terms."""


def report(data: Dataset) -> str:
    """Return the table: 784-128-64-10, the stage alone at 1920 x 1080."""
    frames, zoomed, lags = _frames()
    traces, with_update = _traces(data)
    rows = [
        _row("a frame of the animation", frames, 8.0),
        _row("a frame with one unit taken apart", zoomed, 8.0),
        _row("from the mouse on the scrubber to the repainted stage", lags, FRAME_MS),
        _row("taking a trace", traces, 2.0),
        _row("the same with Adam's step and memory, while it stands still", with_update, 2.0),
    ]
    title = f"The stage, 784-128-64-10 at {SIZE[0]} x {SIZE[1]}, milliseconds"
    return table(title, ["", "median", "p95", "wanted", "met"], rows)


def _row(name: str, times: Array, limit: float) -> list[str]:
    p95 = float(np.percentile(times, 95))
    met = "yes" if p95 < limit else "NO"
    return [name, f"{np.median(times):.2f}", f"{p95:.2f}", f"p95 < {limit:.1f}", met]


def _frames() -> tuple[Array, Array, Array]:
    """Return the time to paint each frame of a whole animation, and to follow random seeks.

    The second animation has a unit chosen, so that the terms of its sum are drawn.
    """
    program = open_window(WIDE, None)
    window, player = program.window, program.window.player
    window.panes.hide_all_but_stage()
    settle(2)
    window.resize(window.size() + QSize(*SIZE) - window.stage.size())
    program.session.step()
    wait_until(lambda: program.session.state is RunState.PAUSED)
    settle()
    view = window.stage.view.viewport()
    try:
        frames: dict[Key | None, list[float]] = {None: [], ZOOMED: []}
        for key, times in frames.items():
            window.stage.setFocus()
            window.stage.view.choose_entry(key, 5)
            for t in np.linspace(0.0, player.end, FRAMES):
                player.seek(float(t))
                started = perf_counter()
                view.repaint()
                times.append(1000 * (perf_counter() - started))
                _breathe()
        window.stage.view.choose(None)
        lags = []
        for t in np.random.default_rng(0).uniform(0.0, player.end, FRAMES // 2):
            started = perf_counter()
            player.seek(float(t))
            view.repaint()
            lags.append(1000 * (perf_counter() - started))
            _breathe()
    finally:
        program.close()
    return np.array(frames[None]), np.array(frames[ZOOMED]), np.array(lags)


def _traces(data: Dataset) -> tuple[Array, Array]:
    """Return the time for a trace as in training, and for one with the update as while paused.

    The last two are kept, as in the window: memory that is used again costs less.
    """
    learner = Learner(WIDE, data)
    x, y = learner.data.test.x[0], learner.data.test.y[0]
    found = []
    for optimizer in (None, learner.optimizer):
        kept: deque[Trace] = deque(maxlen=2)
        times = []
        for _ in range(TRACES):
            started = perf_counter()
            kept.append(take_trace(learner.network, learner.parameters, x, y, optimizer=optimizer))
            times.append(1000 * (perf_counter() - started))
        found.append(np.array(times))
    return found[0], found[1]


def _breathe() -> None:
    """Let the window do what it has put off, so that it does not pile up in the next frame."""
    QEventLoop().processEvents()
