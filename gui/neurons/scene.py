"""What stands where in the neuron view: frozen records, made by `layout`. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from core.arrays import Array
from core.key import Key
from gui.drawing.rect import Rect


class Spot(NamedTuple):
    """One number: an entry of a thing, by its flat index."""

    key: Key
    cell: int = 0


class Density(Enum):
    """How a unit is drawn; the first that there is room for."""

    ROOMY = "circle, its bias above, its adjoint below"
    MEDIUM = "flat, its adjoint below"
    TIGHT = "flat, its adjoint beside the value"
    SINGLE = "flat, its adjoint in place of the value"
    DOTS = "dots without numbers"


@dataclass(frozen=True, slots=True)
class Unit:
    """A neuron, or an entry of the input."""

    key: Key
    index: int
    body: Rect
    value: Rect
    """Where z is written; empty if it is not."""
    adjoint: Rect
    """Where p is written; empty if it is not."""
    bias: Rect
    """The little square; empty for the input."""
    bias_text: Rect
    name: Rect
    """Of the feature or class; empty if it has none."""
    name_text: str
    note: Rect
    """Under the name: that this is the target."""

    @property
    def spot(self) -> Spot:
        """Its value."""
        return Spot(self.key, self.index)

    def parts(self) -> Iterator[Rect]:
        """All rectangles that are not empty, but those within the body."""
        outer = () if self.adjoint in (self.body, self.value) else (self.adjoint,)
        for rect in (self.body, *outer, self.bias, self.bias_text, self.name, self.note):
            if rect.width > 0:
                yield rect


@dataclass(frozen=True, slots=True)
class Column:
    """The units of z_i."""

    number: int
    units: tuple[Unit, ...]
    rect: Rect
    """Around all of it, names included."""
    title: Rect
    foot: Rect


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """The edges of layer i, between two columns."""

    number: int
    rect: Rect
    title: Rect
    foot: Rect
    starts: Array
    """(n, 2): where the edges of each source leave it."""
    ends: Array
    """(m, 2): where the edges of each target arrive."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """The whole picture."""

    width: float
    height: float
    density: Density
    number_size: int
    """Pixels of the figures in the units."""
    small_size: int
    title_size: int
    columns: tuple[Column, ...]
    bands: tuple[Band, ...]
    loss: Rect
    loss_starts: Array
    """(K, 2): where the lines from the outputs to the loss begin."""

    def column(self, number: int) -> Column:
        """The units of z_number."""
        return self.columns[number - 1]

    def band(self, number: int) -> Band:
        """The edges of a layer."""
        return self.bands[number - 1]

    def units(self) -> Iterator[Unit]:
        """All units, column by column."""
        for column in self.columns:
            yield from column.units
