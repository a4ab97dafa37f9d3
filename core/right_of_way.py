"""Who goes first when two threads want Python's interpreter: the one that draws.

Python runs one thread at a time. A thread that trains gives the interpreter up for each large
matrix product and is back at once; a thread that draws gives it up in most calls and then waits
for its turn, up to the switch interval each time. So a picture of four milliseconds takes
twenty-five, while training gains next to nothing. Training gives way instead, between two steps.
"""

from __future__ import annotations

from threading import Event
from types import TracebackType

PATIENCE = 0.1
"""Seconds. Nobody waits for ever for a window that hangs, or that waits for the training."""


class RightOfWay:
    """For the one thread that goes first, in a `with` or between two calls; it may enter again."""

    def __init__(self) -> None:
        self._free = Event()
        self._free.set()
        self._depth = 0

    def enter(self) -> None:
        """Go first from now on, until `leave`."""
        self._depth += 1
        self._free.clear()

    def leave(self) -> None:
        """Let the others go on, unless it has been entered more than once."""
        self._depth -= 1
        if not self._depth:
            self._free.set()

    def __enter__(self) -> None:
        self.enter()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()

    @property
    def is_taken(self) -> bool:
        """True while the one that goes first is inside."""
        return not self._free.is_set()

    def give_way(self) -> None:
        """Wait until nobody is inside, at most `PATIENCE` seconds. For all other threads."""
        # Looking first takes a fraction of what waiting for an event that is set takes.
        if self.is_taken:
            self._free.wait(PATIENCE)
