"""The horizontal lines of the stage. The lower half mirrors the upper one. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gui.drawing.rect import Rect
from gui.stage.measure import Measure

MARGIN = 8.0
LANE = 10.0
"""From the titles' line to the arrows, and from there to the next titles."""
CLEAR = 6.0
"""From values to what is written at them: frames and rings stand between."""
MIDDLE = 4.0
"""Between the upper half and the axis of symmetry."""


@dataclass(frozen=True, slots=True)
class Bands:
    """Heights, measured from the upper edge; the lower half has the same from the lower one."""

    height: float
    label_height: float
    small_height: float
    top: float
    """Of the titles."""
    half: float
    """How far the upper half reaches down from its upper edge."""

    @property
    def nodes(self) -> float:
        """Upper edge of z."""
        return self.top + self.label_height + CLEAR

    @property
    def lane(self) -> float:
        """The arrows."""
        return self.nodes + LANE

    @property
    def layer_titles(self) -> float:
        """Upper edge of the titles of W and b."""
        return self.lane + LANE - 2

    @property
    def layers(self) -> float:
        """Upper edge of W and b."""
        return self.layer_titles + self.label_height + CLEAR

    @property
    def node_room(self) -> float:
        """Height for z, with its note if it has one."""
        return self.half - MIDDLE - self.nodes

    @property
    def note(self) -> float:
        """Height of a note, with its distance."""
        return self.small_height + CLEAR

    def line(self, values: Rect, number: int, *, below: bool) -> float:
        """Upper edge of a line of small text at values: under them, or over them in the lower half.

        Line 0 is the one next to them.
        """
        if below:
            return values.y - CLEAR - (number + 1) * self.small_height
        return values.bottom + CLEAR + number * self.small_height

    @property
    def layer_room(self) -> float:
        """Height for W without its note."""
        return self.half - MIDDLE - self.note - self.layers

    def mirrored(self, y: float) -> float:
        """The same line in the other half."""
        return self.height - y

    def drawn_together(self, nodes: Sequence[float], layers: Sequence[float]) -> Bands:
        """Bring the halves together where nothing needs the room between them, and centre them."""
        need = max(
            max(nodes) + self.half - self.node_room,
            max(layers) + self.half - self.layer_room,
        )
        spare = max(self.half - need, 0.0)
        # A little of the spare room stays in the middle, for the loss and to let it breathe.
        shift = float(int(spare * 0.8))
        return replace(self, top=self.top + shift)


def bands_for(height: float, measure: Measure) -> Bands:
    """The lines for a scene of that height."""
    tall, small = float(int(measure.label_height)), float(int(measure.small_height))
    return Bands(float(int(height)), tall, small, MARGIN, float(int(height / 2)))
