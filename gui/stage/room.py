"""The room on the stage, and what depends on the fonts. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from core.models import Network
from gui.stage.bands import Bands
from gui.stage.fit import floor_pixel
from gui.stage.labels import Labels
from gui.stage.measure import Measure
from gui.stage.scene import Key

GAP = 14.0
BETWEEN = 8.0
"""Between weights and biases, a title and its detail, a bar and its number."""
MOST_BARS = 16
LEAST_ROW = 12.0
MOST_NUMBERS = 400
"""Entries in a network that has its numbers written into the cells."""
WIDEST_NUMBER = "−0.000"
WIDEST_NOTE = "±0.00042"


@dataclass(frozen=True, slots=True)
class Room:
    """Everything that the sizes depend on."""

    network: Network
    image_shape: tuple[int, int] | None
    features: tuple[str, ...]
    outputs: tuple[str, ...]
    width: float
    bands: Bands
    measure: Measure

    @property
    def number(self) -> float:
        """Width of a cell with its number."""
        return floor_pixel(self.measure.small(WIDEST_NUMBER)) + 6

    @property
    def note(self) -> float:
        """Width of a scale."""
        return floor_pixel(self.measure.small(WIDEST_NOTE)) + 2

    @property
    def numbers(self) -> bool:
        """True if the network is small enough to show all its numbers."""
        layers = self.network.layers
        return self.image_shape is None and sum(e.inputs * e.outputs for e in layers) < MOST_NUMBERS

    @property
    def circle(self) -> float:
        """Diameter of the loss."""
        least = self.measure.label("00.0000") + 14
        return floor_pixel(max(least, min(0.17 * self.bands.height, 112.0)))

    def loss_width(self, labels: Labels, short: bool) -> float:
        """Width of the last column."""
        text = labels.arrows[Key("forward loss", 0)][-1 if short else 0]
        return max(self.circle, self.measure.label(text)) + 4

    def label_width(self, title: str, detail: str) -> float:
        """Width of a title with its detail."""
        return self.measure.label(title) + (BETWEEN + self.measure.small(detail) if detail else 0.0)
