"""Pictures of the window without a display: for the README, for slides, for a finished run."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from core.checks import Severity
from core.config import RunConfig
from core.errors import UserError
from core.history import History
from core.messages import RunState
from core.quoting import quoted
from core.training import Trained

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

PATIENCE = 600.0
"""Seconds to wait for a run before giving up."""
SETTLE_FRAMES = 12
"""Frames to wait after the last change, so that every panel has drawn it."""


def render(
    path: Path,
    size: tuple[int, int] = (1600, 1000),
    *,
    config: RunConfig | None = None,
    data_dir: Path | None = None,
    theme: str = "light",
    train: bool = False,
    page: str = "window",
    beat: float | None = None,
    trained: Trained | None = None,
    history: History | None = None,
) -> None:
    """Write a picture (PNG) of the window, its stage, or its data, at the start or after training.

    `beat` is where the playhead stands; without it, everything has been computed.

    Runs offscreen, whatever display there is. With `trained` the window shows that model, with
    `history` its curves. UserError if the run cannot be set up or the file cannot be written.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QSize, qInstallMessageHandler

    from gui.app import Chalkgrad, make_application
    from gui.centre import View
    from gui.session import Notice, default_config
    from gui.settings import Settings
    from gui.theme import Appearance

    qInstallMessageHandler(_pass_on)
    settings = replace(Settings(), appearance=Appearance(theme))
    make_application(settings)
    program = Chalkgrad(settings, config or default_config(), data_dir)
    session, window = program.session, program.window
    refusals: list[str] = []

    def note(notice: Notice | None) -> None:
        if notice is not None and notice.severity is Severity.ERROR:
            refusals.append(notice.message)

    session.notice.connect(note)
    picture: QWidget = window
    if page != "window":
        picture = window.centre
        window.centre.show_view(View(page))
        window.panes.hide_all_but_stage()
    window.resize(*size)
    window.show()
    window.resize(window.size() + QSize(*size) - picture.size())
    if picture.size() != QSize(*size):
        least = f"{picture.width()}x{picture.height()}"
        program.close()
        raise UserError(f"The picture needs at least {least}. Choose a larger --size.")
    try:
        program.start(trained, history)
        wait_until(lambda: session.trace is not None or bool(refusals))
        if refusals:
            raise UserError(refusals[0])
        if train:
            session.run()
            wait_until(lambda: session.state in (RunState.FINISHED, RunState.DIVERGED))
        settle()
        if beat is not None:
            end = window.player.end
            if not 0 <= beat <= end:
                raise UserError(f"There is no beat {beat:g}: this network has {end:g}.")
            window.player.seek(beat)
        settle()
        if not picture.grab().save(str(path), "PNG"):
            raise UserError(
                f"The picture could not be written to {quoted(path)}. Choose another folder."
            )
    finally:
        program.close()
        qInstallMessageHandler(None)


def _pass_on(kind: object, context: object, message: str) -> None:
    """Print Qt's messages, but for the one that the offscreen platform says for every window."""
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)


def wait_until(condition: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Let the window work until the condition holds; UserError if it takes too long."""
    from PySide6.QtCore import QEventLoop, QTimer

    deadline = monotonic() + patience
    loop = QEventLoop()
    timer = QTimer()
    timer.setInterval(5)
    timer.timeout.connect(lambda: loop.quit() if condition() or monotonic() > deadline else None)
    timer.start()
    loop.exec()
    timer.stop()
    if not condition():
        raise UserError(f"The run was not done after {patience:.0f} seconds.")


def settle(frames: int = SETTLE_FRAMES) -> None:
    """Let some frames pass, so that what has changed is painted."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(frames * 16, loop.quit)
    loop.exec()
