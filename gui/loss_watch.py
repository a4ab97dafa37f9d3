"""Says once in a run that its loss has risen: nothing else would, while it stays finite."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Slot

from core.checks import Severity
from core.messages import Ready, RunState
from core.rising import about_rise, guessing_loss, has_risen
from gui.session import Notice, Session

MOST_EPOCHS = 256
"""Looked at: the last quarter of so many is enough, however long the run."""


class LossWatch(QObject):
    """Looks at the history whenever there is a new answer from the engine, a few times a second."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._told = False
        self._guessing = math.inf
        session.run_ready.connect(self._on_ready)
        session.model_changed.connect(self._look)
        session.state_changed.connect(self._on_state)

    @Slot(object)
    def _on_ready(self, ready: Ready) -> None:
        if self._told:
            self._session.notice.emit(None)
        self._guessing = guessing_loss(ready.dataset)
        self._told = ready.restored and self._has_risen(ready)  # told when it was so

    @Slot()
    def _look(self) -> None:
        ready = self._session.ready
        over = self._session.state in (RunState.DIVERGED, RunState.FAILED)
        if ready is None or self._told or over:
            return
        if self._has_risen(ready):
            self._told = True
            self._session.notice.emit(Notice(Severity.WARNING, about_rise(ready.dataset)))

    def _has_risen(self, ready: Ready) -> bool:
        history = ready.history
        return has_risen(history.first_loss, self._guessing, history.epochs(MOST_EPOCHS))

    @Slot(object)
    def _on_state(self, state: RunState) -> None:
        if self._told and state is RunState.DIVERGED:
            self._session.notice.emit(None)  # what is told now says more
