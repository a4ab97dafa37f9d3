"""Which gradient a thing can be checked by, and what a check comes to. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from core.gradient_check import EntryCheck
from core.key import Key

RIGHT_BELOW = 1e-6


def gradient_for(key: Key, count: int) -> Key:
    """Return the gradient to check where a thing is selected, in a network of `count` layers.

    That of the loss itself is the one by the prediction, where the way back begins.
    """
    symbol, number = key
    match symbol:
        case "W" | "q_W" | "W_after":
            return Key("q_W", number)
        case "b" | "q_b" | "b_after":
            return Key("q_b", number)
        case "s" | "p_s":
            return Key("p_s", number)
        case "z" | "p":
            return Key("p", number)
    return Key("p", count + 1)


def cell_for(key: Key, cell: int) -> int:
    """Return the entry of the gradient that belongs to an entry of a thing; -1 if none does."""
    return -1 if key.symbol in ("loss", "y") else cell


@dataclass(slots=True)
class Tally:
    """The relative error of a vector, entry after entry.

    Its `beyond_rounding` is `core.gradient_check.error_beyond_rounding`, without keeping the
    entries.
    """

    entries: int = 0
    kinks: int = 0
    """Entries at which a ReLU bends, left out: there is nothing to compare with."""
    exact: float = 0.0
    numeric: float = 0.0
    difference: float = 0.0
    noise: float = 0.0

    def add(self, check: EntryCheck) -> None:
        """Count an entry in."""
        self.entries += 1
        if check.kink:
            self.kinks += 1
            return
        self.exact = hypot(self.exact, check.exact)
        self.numeric = hypot(self.numeric, check.numeric)
        self.difference = hypot(self.difference, check.difference)
        self.noise = hypot(self.noise, check.noise)

    @property
    def relative_error(self) -> float:
        """``||exact - numeric|| / max(||exact||, ||numeric||, 1e-8)``."""
        return self.difference / max(self.exact, self.numeric, 1e-8)

    @property
    def beyond_rounding(self) -> float:
        """The relative error, less what is rounding."""
        return max(self.difference - self.noise, 0.0) / max(self.exact, self.numeric, 1e-8)

    @property
    def too_small(self) -> bool:
        """True if there is something to check, but rounding could make it up."""
        return 0.0 < max(self.exact, self.numeric) <= self.noise

    @property
    def right(self) -> bool:
        """True if the gradient has passed."""
        return self.entries > self.kinks and self.beyond_rounding < RIGHT_BELOW


def verdict(tally: Tally, of: int, error: str) -> str:
    """Say what a check has found; `error` is the relative error, as written."""
    if tally.entries == tally.kinks:
        return "A ReLU bends here: there is no derivative to compare with."
    what = "The gradient" if tally.entries == of and of > 1 else "This entry"
    if 1 < tally.entries < of:
        what = "What was checked"
    left = f", {tally.kinks} at a bend of a ReLU left out" if tally.kinks else ""
    if tally.too_small:
        return f"{what} is too small to check: rounding makes up more than that{left}."
    if tally.right and tally.relative_error < RIGHT_BELOW:
        return f"{what} is right: relative error {error}, below 10⁻⁶{left}."
    if tally.right:
        return (
            f"{what} is right: relative error {error}, but the two differ by hardly more than "
            f"rounding makes of so small a number{left}."
        )
    return f"{what} differs: relative error {error}, not below 10⁻⁶{left}."
