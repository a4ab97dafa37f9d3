"""What stands on the stage, and where: frozen records, and finding what is under a point. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from core.arrays import Shape
from core.key import Key
from gui.drawing.rect import NOWHERE, Rect
from gui.stage.cells import NOTHING, Cells

SENSITIVITY = Key("p", 1)
"""How the loss changes with each input: of an image shown over the drawing."""


ROW_GAP = 4.0
"""Between the names of two rows, where they take two lines."""
STACK_LINES, STACK_GAP = 34.0, 6.0
"""Two lines of a row whose name stands over its bar; from there to the next row."""


class Kind(Enum):
    """How a thing is drawn."""

    CELLS = "cells"
    """A strip, an image or a matrix: colours."""
    BARS = "bars"
    """One row for each entry: name, bar, number."""
    LOSS = "loss"
    """A number in a circle."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One vector, matrix or number."""

    key: Key
    kind: Kind
    rect: Rect
    """The values themselves."""
    label: Rect
    title: str
    """What is written in `label`: the symbol, perhaps with its formula."""
    detail: str
    """Written after it, quieter: the shape, and that it is pooled."""
    note: Rect
    """Where the scale of the colours is written; of no size where there is none."""
    cells: Cells
    names: tuple[str, ...] = ()
    """Of the rows of BARS."""
    name_width: float = 0.0
    number_width: float = 0.0
    stacked: bool = False
    """Names stand over their bars, not beside them."""
    name_lines: tuple[tuple[str, ...], ...] = ()
    """The names as they are written, each on one line or two."""
    hint: Rect = NOWHERE
    """Where it says what both signs of a pixel's adjoint mean; of no size where it does not."""
    shape_text: str = ""
    """The shape, where it does not follow the title."""
    shape_at: Rect = NOWHERE
    """Where that is written, next to the values."""
    hint_form: str = ""
    """What is written there, of "more" or "less" and the name of a class."""

    @property
    def shape(self) -> Shape:
        """Of the values."""
        return self.cells.shape

    @property
    def texts(self) -> tuple[Rect, ...]:
        """Where something is written beside the values."""
        every = self.label, self.shape_at, self.note, self.hint
        return tuple(rect for rect in every if rect.width > 0)


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line with a head, from the first point to the last, with rounded corners."""

    key: Key
    forward: bool
    points: tuple[tuple[float, float], ...]
    label: Rect
    text: str
    goal: Key
    """What is there when the way has been gone."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The whole picture; it may be wider or higher than the view, which then scrolls."""

    width: float
    height: float
    things: tuple[Thing, ...]
    """In the order of the computation: forward, loss, backward."""
    arrows: tuple[Arrow, ...]
    brief: bool = False
    """Formulas are shortened for the sake of the width."""
    figures: bool = False
    """All numbers are written in their cells."""
    unused: float = 0.0
    """How much of the height is empty above and below, 0 to 1."""

    def thing(self, key: tuple[str, int]) -> Thing:
        """The thing of that key; KeyError if there is none."""
        for thing in self.things:
            if thing.key == key:
                return thing
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Spot:
    """A thing, or one cell of it."""

    key: Key
    cell: int = NOTHING


def hit(scene: Scene, x: float, y: float) -> Spot | None:
    """What is under a point: a cell, or a thing whose frame or label it is."""
    for thing in scene.things:
        if thing.rect.contains(x, y):
            return Spot(thing.key, cell_at(thing, x, y))
        if thing.label.contains(x, y) or thing.shape_at.contains(x, y):
            return Spot(thing.key)
    return None


def cell_at(thing: Thing, x: float, y: float) -> int:
    """The cell of a thing under a point, or NOTHING."""
    if thing.kind is Kind.LOSS:
        return 0
    return thing.cells.cell_at(x - thing.rect.x, y - thing.rect.y)


def cell_rect(thing: Thing, cell: int) -> Rect:
    """Where a cell lies on the stage."""
    if thing.kind is Kind.LOSS:
        return thing.rect
    x, y, width, height = thing.cells.box(cell)
    return Rect(thing.rect.x + x, thing.rect.y + y, width, height)


def bar_rect(thing: Thing, cell: int) -> Rect:
    """Where a row's bar and number lie: beside its name or below it."""
    place = cell_rect(thing, cell)
    if thing.stacked:
        # A row that is high enough ends in a gap, so that a name belongs to the bar below it.
        gap = min(STACK_GAP, max(place.height - STACK_LINES, 0.0))
        half = float(int((place.height - gap) / 2))
        return Rect(place.x, place.y + half, place.width, half)
    return Rect(place.x + thing.name_width, place.y, place.width - thing.name_width, place.height)
