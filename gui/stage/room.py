"""The room on the stage, and what depends on the fonts. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.formula import NumberStyle
from core.key import Key, has_activation
from core.models import Layer, Network
from gui.drawing.numbers import POINT
from gui.stage.bands import Bands
from gui.stage.fit import NUMBER_HEIGHT, floor_pixel
from gui.stage.labels import Labels
from gui.stage.measure import Measure

BETWEEN = 8.0
"""Between weights and biases, a title and its detail, a bar and its number."""
MOST_BARS = 16
LARGE = 1.3
NEXT = 6.0
"""Between a scale and the next one."""
LEAST_HIGH = 24.0
"""Pixels: for W to be lower, no further lines are written at it."""
LEAST_ROW, MOST_ROW = 12.0, 28.0
LEAST_PASSAGE = 20.0
"""Room for an arrow."""
MOST_NUMBERS = 400
"""Entries in a network that has its numbers written into the cells."""
WIDEST_NUMBER = "−0.000"
WIDEST_NOTE = "±0.0048"


@dataclass(frozen=True, slots=True)
class Density:
    """How close things stand."""

    image_share: float
    """Of the width, for the image of the input; bars in proportion."""
    least_image: float
    gap: float
    """Between the columns."""
    name_share: float = 0.11
    """Of the width, for the names of rows; longer ones are elided."""
    least_name: float = 56.0
    terse: bool = False
    """The least is written: names of functions for formulas."""
    apart: bool = False
    """Shapes have a line of their own, between the values and their scales."""
    least_cell: float = 2.0
    """Pixels: for more there may be a scene to scroll."""
    bias_notes: bool = True
    """Biases have their scales beside those of the weights; else, where need be, below them."""
    least_bar: float = 32.0
    least_weights: float = 48.0
    """Pixels, for W."""
    pad: float = 8.0
    """Left and right of all."""
    sparse: bool = False
    """Names stand over their bars, and of the adjoint's formula only the operator is written."""


USUAL = Density(0.17, 84.0, 14.0, pad=16.0)
_BRIEF = Density(0.07, 56.0, 6.0, 0.08, terse=True)
_TIGHT = Density(0.07, 56.0, 6.0, 0.06, 40.0, terse=True, apart=True, bias_notes=False)
_SPARSE = replace(
    _TIGHT,
    image_share=0.03,
    gap=4.0,
    least_cell=0.1,
    least_bar=10.0,
    least_weights=32.0,
    pad=5.0,
    sparse=True,
)
DENSITIES = (
    USUAL,
    replace(USUAL, image_share=0.13),
    replace(USUAL, image_share=0.11),
    replace(USUAL, image_share=0.09),
    Density(0.09, 64.0, 8.0),
    Density(0.07, 56.0, 6.0),
    # Formulas are shortened before shapes go to another line.
    _BRIEF,
    replace(_BRIEF, bias_notes=False),
    replace(_BRIEF, apart=True),
    replace(_TIGHT, name_share=0.08, least_name=56.0),
    _TIGHT,
    replace(_TIGHT, image_share=0.05, least_bar=20.0),
    replace(_TIGHT, image_share=0.03, least_bar=10.0, gap=5.0),
    Density(0.07, 56.0, 6.0, least_cell=1.0),
    Density(0.07, 56.0, 6.0, least_cell=0.5),
    replace(_TIGHT, least_cell=1.0),
    replace(_TIGHT, image_share=0.11, least_image=84.0, gap=8.0, least_cell=0.5),
    replace(_TIGHT, image_share=0.03, least_bar=10.0, gap=5.0, least_cell=1.0),
    replace(_TIGHT, image_share=0.05, least_bar=20.0, least_cell=0.5),
    replace(_SPARSE, gap=6.0, least_bar=24.0, least_cell=1.0),
    # Probabilities that are bars are worth more than weights of one pixel.
    *(replace(_SPARSE, least_bar=24.0, least_cell=least) for least in (0.5, 0.25, 0.1)),
    *(replace(_SPARSE, least_cell=least) for least in (1.0, 0.5, 0.25, 0.1)),
    # What is pooled by more than ten is hardly better read for being wider.
    *(replace(_SPARSE, least_bar=least, least_cell=0.0) for least in (24.0, 10.0)),
)
"""What is tried in turn, so that the scene need not scroll."""
SCROLLING = replace(_SPARSE, gap=6.0, least_bar=20.0, least_weights=48.0, least_cell=0.25)
"""What there is if it must: no wider than it has to be, for all that one does not see at once."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a thing is called, with its shape, and how wide that is."""

    title: str
    detail: str
    """After the title."""
    line: float
    """Width of both."""
    shape: str = ""
    """On a line of its own; nothing where it is the detail."""
    shape_width: float = 0.0

    @property
    def width(self) -> float:
        """Of all of it."""
        return max(self.line, self.shape_width)


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
    density: Density = USUAL
    split: bool = False
    """Affine map and activation stand apart."""
    large: bool = True
    """Numbers in cells are larger where the height allows it."""
    style: NumberStyle = POINT
    """How the shapes are written."""

    @property
    def number(self) -> tuple[float, float]:
        """Width and height of a cell with its number; larger where there is plenty of room."""
        width = floor_pixel(self.measure.small(WIDEST_NUMBER)) + 6
        widths = self.network.widths
        rows = max((*widths[1:], 1)), max((*widths[1:-1], 1) if self.features else widths)
        bands = self.bands
        room = min(bands.layer_room / rows[0], (bands.node_room - bands.note) / rows[1])
        least = NUMBER_HEIGHT * bands.small_height / 15
        if room >= LARGE * least and self.large and not self.density.terse:
            return floor_pixel(LARGE * width), floor_pixel(LARGE * least)
        return width, floor_pixel(least)

    @property
    def figure(self) -> tuple[float, float] | None:
        """The same, if the network is small enough to show all its numbers."""
        return self.number if self.numbers else None

    @property
    def _lines(self) -> int:
        """How many lines there is height for at W, beside its scale."""
        return int((self.bands.layer_room - LEAST_HIGH) // self.bands.small_height)

    @property
    def apart(self) -> bool:
        """True if shapes have a line of their own."""
        return self.density.apart and self._lines >= 1

    def beside(self, width: float) -> bool:
        """True if biases have their scale beside that of the weights, not on the next line.

        So it is in a column of that width, or where the view is too low for another line.
        """
        wide = self.density.bias_notes or width >= 2 * self.note + NEXT
        return wide or self._lines < self.apart + 1

    def layer_room(self, beside: bool) -> float:
        """Height for W, without the scales and the shapes."""
        return self.bands.layer_room - (self.apart + (not beside)) * self.bands.small_height

    @property
    def node_note(self) -> float:
        """Height of what is written at a vector: its scale, perhaps its shape."""
        return self.bands.note + self.apart * self.bands.small_height

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
        if self.density.terse:
            around = 10 if self.density.sparse else 18
            return floor_pixel(self.measure.label("0.0000") + around)
        least = self.measure.label("00.0000") + 14
        return floor_pixel(max(least, min(0.17 * self.bands.height, 112.0)))

    def loss_width(self, labels: Labels, short: bool) -> float:
        """Width of the last column."""
        text = labels.arrows[Key("forward loss", 0)][-1 if short else 0]
        return max(self.circle, self.measure.label(text)) + 4

    def passage(self, labels: Labels, layer: Layer) -> float:
        """Width between the scores of a layer and what its activation makes of them.

        0 where both are one.
        """
        if not self.split or not has_activation(layer):
            return 0.0
        keys = Key("activation", layer.number), Key("slope", layer.number)
        texts = [labels.arrows[key] for key in keys if key in labels.arrows]
        # Where columns stand well apart there is room for a formula, not only for a name.
        pick = 2 if self.density.gap >= USUAL.gap else -1
        widest = max(self.measure.label(versions[pick]) for versions in texts)
        return floor_pixel(max(widest + 8 - 2 * self.density.gap, LEAST_PASSAGE)) + 1

    def write(self, title: str, shape: str, pooling: str = "") -> Label:
        """Put a shape after its title, or on a line of its own."""
        if not self.apart:
            detail = ", ".join(text for text in (shape, pooling) if text)
            return Label(title, detail, self._line(title, detail))
        return Label(title, pooling, self._line(title, pooling), shape, self.measure.small(shape))

    def longest(
        self, titles: Sequence[str], shape: str, width: float, poolings: Sequence[str] = ("",)
    ) -> Label:
        """Write what fits, the longest way to say that it is pooled first; else the shortest."""
        every = (self.write(title, shape, text) for text in poolings for title in titles)
        fitting = (label for label in every if label.width <= width)
        return next(fitting, self.write(titles[-1], shape, poolings[-1]))

    def _line(self, title: str, detail: str) -> float:
        return self.measure.label(title) + (BETWEEN + self.measure.small(detail) if detail else 0.0)
