"""How fast a count grows, from what has been seen in the last moments."""

from __future__ import annotations

from collections import deque


class RateMeter:
    """Counts per second over a sliding window: it follows a change soon, and does not flicker."""

    def __init__(self, window: float = 1.0) -> None:
        self._window = window
        self._seen: deque[tuple[float, float]] = deque()

    def clear(self) -> None:
        """Forget everything: after a pause, the time that has passed does not count."""
        self._seen.clear()

    def add(self, seconds: float, count: float) -> None:
        """Record that at the time `seconds` the count was `count`."""
        self._seen.append((seconds, count))
        while len(self._seen) > 2 and self._seen[1][0] <= seconds - self._window:
            self._seen.popleft()

    @property
    def per_second(self) -> float | None:
        """The rate; None while too little has been seen."""
        if len(self._seen) < 2:
            return None
        (start, first), (end, last) = self._seen[0], self._seen[-1]
        return (last - first) / (end - start) if end > start else None


def in_words(seconds: float) -> str:
    """Write a duration for people: "4 s", "3 min", "2 h"."""
    if seconds < 1.0:
        return "under 1 s"
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    if seconds < 99.5 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"
