"""Painting points: tools, strokes and taking back. Knows no widget."""

from __future__ import annotations

from enum import StrEnum

from core.data_config import Point
from core.datasets import painted
from core.errors import UserError
from gui.drawing.written import localized

MOST_STEPS = 100
"""So many strokes can be taken back."""

Points = tuple[Point, ...]


class Tool(StrEnum):
    """What the mouse does."""

    ADD = "add"
    ERASE = "erase"
    MOVE = "move"
    TRACE = "trace"
    """Choose a point as the sample on the stage."""


class Painting:
    """The points as they stand, and how they were before each stroke."""

    def __init__(self) -> None:
        self.points: Points = ()
        self.tool = Tool.ADD
        self.label = 0
        self.note = ""
        """Why the last stroke did not do what was wanted."""
        self._before: list[Points] = []
        self._at_start: Points | None = None
        self._held: int | None = None
        self._last: tuple[float, float] = (0.0, 0.0)
        self._erasing = False

    @property
    def is_stroking(self) -> bool:
        """True between `press` and `release`."""
        return self._at_start is not None

    @property
    def is_holding(self) -> bool:
        """True while a point is being moved."""
        return self._held is not None

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._before)

    @property
    def problem(self) -> str:
        """Why a network cannot learn from these points yet; empty if it can."""
        classes = len({point.label for point in self.points})
        missing = painted.FEWEST_POINTS - len(self.points)
        if missing <= 0 and classes >= 2:
            return ""
        if not self.points:
            return (
                f"Click to paint points: {painted.FEWEST_POINTS} or more, of two classes. "
                "The network starts when they are there."
            )
        if classes < 2:
            return "Paint points of a second class: choose it above, or press 1 to 5."
        return f"Paint {missing} more {'point' if missing == 1 else 'points'}."

    def load(self, points: Points) -> None:
        """Begin with these points; there is nothing to take back."""
        self.points, self._before = points, []
        self._at_start = self._held = None
        self.note = ""

    def press(self, x: float, y: float, reach: float, erase: bool = False) -> None:
        """Begin a stroke; `reach` is how far the eraser and the hand reach, in own units."""
        self._at_start, self._last, self.note = self.points, (x, y), ""
        self._erasing = erase or self.tool is Tool.ERASE
        if self._erasing:
            self.points = painted.erase(self.points, x, y, reach)
        elif self.tool is Tool.ADD:
            self._add(x, y)
        elif self.tool is Tool.MOVE:
            self._held = painted.nearest(self.points, x, y, 1.5 * reach)

    def drag(self, x: float, y: float, reach: float) -> None:
        """Go on with a stroke: points come at a distance of `reach` from each other."""
        if not self.is_stroking:
            return
        if self._erasing:
            self.points = painted.erase(self.points, x, y, reach)
        elif self.tool is Tool.MOVE and self._held is not None:
            self.points = painted.move(self.points, self._held, x, y)
        elif self.tool is Tool.ADD:
            away = max(abs(x - self._last[0]), abs(y - self._last[1]))
            if away >= reach:
                self._add(x, y)
                self._last = (x, y)

    def release(self) -> bool:
        """End a stroke; True if it has changed anything."""
        before, self._at_start, self._held = self._at_start, None, None
        return before is not None and self._changed_from(before)

    def undo(self) -> bool:
        """Take back the last stroke or clearing."""
        if not self._before or self.is_stroking:
            return False
        self.points = self._before.pop()
        return True

    def clear(self) -> bool:
        """Take all points away; can be taken back."""
        before, self.points = self.points, ()
        return self._changed_from(before)

    def _changed_from(self, before: Points) -> bool:
        if before == self.points:
            return False
        self._before = [*self._before, before][-MOST_STEPS:]
        return True

    def _add(self, x: float, y: float) -> None:
        try:
            self.points = painted.add(self.points, round(x, 4), round(y, 4), self.label)
        except UserError as error:
            self.note = localized(str(error))
