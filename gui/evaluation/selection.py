"""Which samples are stepped through, and where one stands among them. No Qt in here."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from core.arrays import IntArray
from core.confusion import Confusion
from gui.drawing.written import grouped


class Which(StrEnum):
    """The filter."""

    ALL = "all"
    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """Some samples of the test set."""

    members: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    """Indices, ascending."""
    words: str = ""
    """What they have in common: "wrong", "true 4, predicted 9"; empty for all."""

    def __len__(self) -> int:
        return len(self.members)

    def position(self, index: int) -> int | None:
        """Where a sample stands, counted from 0; None if it is not among them."""
        at = int(np.searchsorted(self.members, index))
        there = at < len(self.members) and self.members[at] == index
        return at if there else None

    def step(self, index: int, steps: int) -> int:
        """The sample `steps` further (or back), round the end. The index itself if there is none.

        A sample that is not among them (its prediction has changed meanwhile) lies between two.
        """
        if not len(self.members) or steps == 0:
            return index
        at = int(np.searchsorted(self.members, index))
        if self.position(index) is None and steps > 0:
            at -= 1
        return int(self.members[(at + steps) % len(self.members)])

    def nearest(self, index: int) -> int:
        """The sample itself if it is among them, else the next one."""
        return index if self.position(index) is not None else self.step(index, 1)

    def place(self, index: int) -> str:
        """Where a sample stands, in words: "3 of 31 wrong"."""
        words = f" {self.words}" if self.words and "," not in self.words else ""
        after = f": {self.words}" if "," in self.words else ""
        if not len(self.members):
            return f"none{words}{after}"
        position = self.position(index)
        at = "–" if position is None else grouped(position + 1)
        return f"{at} of {grouped(len(self.members))}{words}{after}"


def select(
    count: int,
    which: Which = Which.ALL,
    cell: tuple[int, int] | None = None,
    result: Confusion | None = None,
    classes: tuple[str, ...] = (),
) -> Selection:
    """Choose from `count` samples: those of a cell of the matrix, or by right and wrong.

    Without a result nothing is known of right and wrong, and no sample is either.
    """
    everything = np.arange(count)
    if result is None:
        return Selection(everything) if which is Which.ALL and cell is None else Selection()
    if cell is not None:
        true, predicted = cell
        words = f"true {classes[true]}, predicted {classes[predicted]}"
        return Selection(result.in_cell(true, predicted), words)
    if which is Which.ALL:
        return Selection(everything)
    members = result.right() if which is Which.RIGHT else result.wrong()
    return Selection(members, str(which))
