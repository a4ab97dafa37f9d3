"""Long work that can be watched and given up: reading a large file, a download."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event


class CancelledError(Exception):
    """Somebody did not want to wait any longer."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of work is."""

    what: str
    """What is being done, as "Reading sales.csv"."""
    done: int
    total: int
    """In the same unit as `done`, bytes mostly; 0: not known."""


class Work:
    """Shared by the thread that works and those that watch it.

    The one that works calls `report` often; the others read `progress` and may call `cancel`.
    """

    def __init__(self) -> None:
        self._cancelled = Event()
        self._progress: Progress | None = None

    @property
    def progress(self) -> Progress | None:
        """The latest report; None before the first."""
        return self._progress

    @property
    def is_cancelled(self) -> bool:
        """True once somebody has cancelled."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to end at its next report."""
        self._cancelled.set()

    def report(self, what: str, done: int, total: int) -> None:
        """Say how far it is. Raises CancelledError if nobody wants it any more."""
        self._progress = Progress(what, done, total)
        if self._cancelled.is_set():
            raise CancelledError
