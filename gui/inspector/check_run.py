"""Checks a whole gradient in small slices, so that the window goes on answering."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.batch_trace import BatchTrace
from core.gradient_check import EntryCheck, GradientCheck
from core.key import Key
from core.trace import Trace
from gui.inspector.checking import Tally

SLICE_SECONDS = 0.006
"""Of a frame's 16 ms: painting and training want the rest."""
PAUSE_MS = 2


class CheckRun(QObject):
    """Goes through the entries of a gradient of one trace, whatever becomes of the network."""

    progressed = Signal(int, int)
    """Entries checked, and all of them."""
    ended = Signal(object, bool)
    """`Tally`, and whether all entries are in it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: Iterator[EntryCheck] | None = None
        self._tally = Tally()
        self._count = 0
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._slice)

    @property
    def running(self) -> bool:
        """True until all entries are checked or `cancel` is called."""
        return self._entries is not None

    @property
    def tally(self) -> Tally:
        """What has been found so far."""
        return self._tally

    @property
    def count(self) -> int:
        """The entries of the gradient."""
        return self._count

    def start(self, trace: Trace, key: Key, batch: BatchTrace | None = None) -> None:
        """Begin; what was running is dropped. With a minibatch, q is checked as its mean."""
        self.drop()
        check = GradientCheck(trace, batch)
        self._count = check.exact(key).size
        self._tally = Tally()
        self._entries = iter(check.vector(key))
        self._timer.start()

    def cancel(self) -> None:
        """Stop where it is; what has been checked counts."""
        if self._entries is not None:
            self.drop()
            self.ended.emit(self._tally, False)

    def drop(self) -> None:
        """Stop and forget."""
        self._timer.stop()
        self._entries = None

    @Slot()
    def _slice(self) -> None:
        if self._entries is None:
            return
        until = perf_counter() + SLICE_SECONDS
        while perf_counter() < until:
            check = next(self._entries, None)
            if check is None:
                self.drop()
                self.ended.emit(self._tally, True)
                return
            self._tally.add(check)
        self.progressed.emit(self._tally.entries, self._count)
