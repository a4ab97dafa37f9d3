"""Where everything stands: a pure function from a network and a size to a `Scene`. No Qt.

All units of a network have one size, the largest that fits: as circles with the bias above and the
adjoint below, else flatter, else with the adjoint beside the value; the last resort are dots.
Symbols of the way forward stand on a line above, those of the way back on a line below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Protocol

import numpy as np

from core.key import Key
from core.models import Network
from gui.drawing.names import least_width, written
from gui.drawing.rect import NOWHERE, Rect
from gui.neurons.scene import Band, Column, Density, Scene, Unit

MOST_UNITS, MOST_LAYERS = 16, 6
PAD = 12.0
WIDEST = "−0.123"
"""What three significant digits usually take."""
LEAST_SIZE = 11
NAME_GAP = 8.0
TARGET = "true"
"""What is written under the name of the class that the sample belongs to."""
CLEAR = 4.0
"""Around a unit: the ring of the true class stands there."""

Measure = Callable[[str, int], float]
"""The width of a text at a size in pixels."""


class Names(Protocol):
    """What the entries of the input and of the output are called."""

    @property
    def features(self) -> tuple[str, ...]:
        """One for each entry of the input, or none."""

    @property
    def outputs(self) -> tuple[str, ...]:
        """One for each entry of the output, or none."""


def fits(network: Network) -> bool:
    """True if a network is small enough to be drawn as neurons and edges."""
    return max(network.widths) <= MOST_UNITS and len(network.layers) <= MOST_LAYERS


def elided(text: str, room: float, width: Callable[[str], float]) -> str:
    """As much of a text as fits, with … where something is left out; empty if nothing fits."""
    if width(text) <= room:
        return text
    # A unit in brackets is the first thing to go: "sepal length (cm)".
    if text.endswith(")") and " (" in text and width(bare := text.rpartition(" (")[0]) <= room:
        return bare
    for count in range(len(text) - 1, 0, -1):
        if width(short := text[:count].rstrip() + "…") <= room:
            return short
    return ""


@dataclass(frozen=True, slots=True)
class _Plan:
    """The sizes of one way to draw the units."""

    density: Density
    number: int
    small: int
    body: tuple[float, float]
    above: float
    below: float
    gap: float
    least_band: float
    square: float

    @property
    def pitch(self) -> float:
        """From one unit to the next, at least."""
        return self.above + self.body[1] + self.below + self.gap

    @property
    def out(self) -> float:
        """How far the bias reaches out on the left."""
        return 0.0 if self.density is Density.ROOMY else self.square / 2


def layout(
    network: Network, names: Names, size: tuple[float, float], measure: Measure, text: int = 12
) -> Scene:
    """Lay out a network for a view of `size` (width, height), small text having `text` pixels."""
    width, height = size
    title = max(LEAST_SIZE, min(round(text * 1.25), 22))
    line = ceil(title * 1.35)
    top, bottom = PAD / 2 + line + 3, height - PAD / 2 - line - 3
    most, count = max(network.widths), len(network.widths)
    room = max(bottom - top, 1.0)
    left, right = 0.0, 0.0
    for plan in _plans(text, measure, room / most):
        share = 0.15 if plan.density is not Density.DOTS else 0.1
        left = _names_width(names.features, plan, measure, share * width)
        right = _names_width(names.outputs, plan, measure, share * width, TARGET)
        loss = _loss_size(plan, measure)
        taken = 2 * PAD + left + right + count * (plan.body[0] + plan.out) + loss
        free = width - taken
        if plan.pitch * most - plan.gap <= room and free >= plan.least_band * (count - 0.5):
            break
    return _place(network, names, size, plan, (left, right), (top, bottom), title, measure)


def _plans(text: int, measure: Measure, pitch: float) -> Iterator[_Plan]:
    largest = max(LEAST_SIZE, min(round(1.5 * text), 24))
    for density, limit in (
        (Density.ROOMY, largest),
        (Density.MEDIUM, max(LEAST_SIZE, text + 2)),
        (Density.TIGHT, max(LEAST_SIZE, text)),
        (Density.SINGLE, max(LEAST_SIZE, text)),
    ):
        for size in range(limit, LEAST_SIZE - 1, -1):
            yield _plan(density, size, measure)
    dot = max(min(18.0, pitch - 4), 3.0)
    yield _Plan(Density.DOTS, LEAST_SIZE, LEAST_SIZE, (dot, dot), 1, 0, 2, 8, min(6.0, dot / 2))


def _plan(density: Density, size: int, measure: Measure) -> _Plan:
    number, small = ceil(measure(WIDEST, size)), max(LEAST_SIZE, size - 2)
    line, aside = ceil(size * 1.25), ceil(small * 1.25)
    number += ceil(0.66 * size)  # one figure more: −0.0123
    match density:
        case Density.ROOMY:
            wide = number + 6.0
            return _Plan(density, size, small, (wide, wide), aside + 4, aside + CLEAR, 8, 52, 10)
        case Density.MEDIUM:
            body = (number + 11.0, line + 8.0)
            return _Plan(density, size, small, body, 4, aside + CLEAR, 4, 48, 9)
        case Density.TIGHT:
            body = (2 * (number + 6.0), line + 2.0)
            return _Plan(density, size, small, body, 2, 0, 2, 56, 7)
        case _:
            return _Plan(density, size, small, (number + 7.0, line + 2.0), 2, 0, 2, 40, 7)


def _names_width(
    names: tuple[str, ...], plan: _Plan, measure: Measure, most: float, note: str = ""
) -> float:
    if not names:
        return 0.0
    longest = max(measure(name, plan.small) for name in names)
    # Half as much again, rather than to cut a word.
    least = min(least_width(names, 1, lambda text: measure(text, plan.small)), 1.5 * most)
    least = ceil(max(least, measure(note, plan.small))) + 1.0
    return max(min(ceil(longest) + 1.0, most, 170.0), least) + NAME_GAP


def _shown(names: tuple[str, ...], room: float, plan: _Plan, measure: Measure) -> tuple[str, ...]:
    def width_of(text: str) -> float:
        return measure(text, plan.small)

    lines = written(names, room - NAME_GAP, 1, width_of) if names else ()
    return tuple(elided(line, room - NAME_GAP, width_of) for (line,) in lines)


def _loss_size(plan: _Plan, measure: Measure) -> float:
    number = plan.number if plan.density is not Density.DOTS else LEAST_SIZE
    return max(plan.body[1], ceil(measure("0.0123", number + 2)) + 18.0)


def _place(
    network: Network,
    names: Names,
    size: tuple[float, float],
    plan: _Plan,
    sides: tuple[float, float],
    span: tuple[float, float],
    title: int,
    measure: Measure,
) -> Scene:
    (width, height), (left, right), (top, bottom) = size, sides, span
    count, wide = len(network.widths), plan.body[0]
    loss = _loss_size(plan, measure)
    free = width - 2 * PAD - left - right - count * (wide + plan.out) - loss
    gap = max(min(free / (count - 0.5), max(300.0, 0.26 * width)), 2.0)
    used = width - 2 * PAD - free + gap * (count - 0.5)
    x = PAD + max(width - 2 * PAD - used, 0.0) / 2 + left
    line = ceil(title * 1.35)
    rows = (PAD / 2, height - PAD / 2 - line)
    columns: list[Column] = []
    edges: list[tuple[float, float]] = []
    for number, units in enumerate(network.widths, 1):
        x += plan.out
        ends = (_shown(names.features, left, plan, measure), left) if number == 1 else ((), 0.0)
        if number == count:
            ends = _shown(names.outputs, right, plan, measure), right
        column = _column(number, count, units, x, gap, plan, span, rows, line, ends, measure)
        columns.append(column)
        edges.append((x, x + wide))
        x += wide + gap
    bands = []
    for one, other in pairwise(columns):
        start, end = edges[one.number - 1][1], edges[other.number - 1][0]
        rect = Rect(start, top - 4, end - start, bottom - top + 8)
        inner = max(other.title.x - one.title.right - 12, 0.0)
        bands.append(
            Band(
                one.number,
                rect,
                Rect(one.title.right + 6, rows[0], inner, line),
                Rect(one.title.right + 6, rows[1], inner, line),
                np.array([(start, unit.body.centre[1]) for unit in one.units]),
                np.array([(end, unit.body.centre[1]) for unit in other.units]),
            )
        )
    last = columns[-1]
    beyond = edges[-1][1] + right
    loss_x = beyond + gap / 2
    middle = (top + bottom) / 2
    starts = np.array(
        [
            (
                unit.name.x + max(measure(text, plan.small) for text in _beside(unit)) + 6
                if unit.name.width
                else beyond,
                unit.body.centre[1],
            )
            for unit in last.units
        ]
    )
    return Scene(
        width,
        height,
        plan.density,
        plan.number,
        plan.small,
        title,
        tuple(columns),
        tuple(bands),
        Rect(loss_x, middle - loss / 2, loss, loss),
        starts,
    )


def _beside(unit: Unit) -> tuple[str, ...]:
    """What is written on the right of an output."""
    return (unit.name_text, TARGET) if unit.note.width > 0 else (unit.name_text,)


def _column(
    number: int,
    last: int,
    count: int,
    x: float,
    gap: float,
    plan: _Plan,
    span: tuple[float, float],
    rows: tuple[float, float],
    line: float,
    ends: tuple[tuple[str, ...], float],
    measure: Measure,
) -> Column:
    top, bottom = span
    room = bottom - top
    # Short columns are spread a little, so that their edges do not run in one bundle.
    pitch = max(min((room + plan.gap) / count, 2.4 * plan.pitch), min(plan.pitch, room / count))
    inner = plan.above + plan.body[1] + plan.below
    high = pitch * (count - 1) + inner
    y = top + max(room - high, 0.0) / 2 + plan.above
    units = tuple(
        _unit(number, last, k, x, y + k * pitch, pitch, plan, ends, rows[1], measure)
        for k in range(count)
    )
    parts = [part for unit in units for part in unit.parts()]
    west, north = min(p.x for p in parts), min(p.y for p in parts)
    rect = Rect(
        west, north, max(p.right for p in parts) - west, max(p.bottom for p in parts) - north
    )
    # A title may be a little wider than the units.
    wide = max(plan.body[0], min(plan.body[0] + 0.4 * gap, 96.0))
    middle = x + plan.body[0] / 2
    wide = min(wide, 2 * middle - 4)
    return Column(
        number,
        units,
        rect,
        Rect(middle - wide / 2, rows[0], wide, line),
        Rect(middle - wide / 2, rows[1], wide, line),
    )


def _unit(
    number: int,
    last: int,
    index: int,
    x: float,
    y: float,
    pitch: float,
    plan: _Plan,
    ends: tuple[tuple[str, ...], float],
    foot: float,
    measure: Measure,
) -> Unit:
    wide, high = plan.body
    body = Rect(x, y, wide, high)
    value, adjoint = body, NOWHERE
    aside = ceil(plan.small * 1.25)
    match plan.density:
        case Density.ROOMY | Density.MEDIUM:
            adjoint = Rect(x - 4, body.bottom + CLEAR, wide + 8, aside)
        case Density.TIGHT:
            value = Rect(x, y, wide / 2, high)
            adjoint = Rect(x + wide / 2, y, wide / 2, high)
        case Density.SINGLE:
            adjoint = body
        case Density.DOTS:
            value = NOWHERE
    bias, bias_text = NOWHERE, NOWHERE
    if number > 1:
        side = plan.square
        if plan.density is Density.ROOMY:
            half = (side + 4 + measure(f"b₁⁺ = {WIDEST}", plan.small)) / 2 + 3
            start = x + wide / 2 - half
            line = y - CLEAR - aside
            bias = Rect(start, line + (aside - side) / 2, side, side)
            bias_text = Rect(bias.right + 4, line, 2 * half - side - 4, aside)
        else:
            bias = Rect(x - side / 2, y - side / 2 + 1, side, side)
    names, room = ends
    text, name, note = "", NOWHERE, NOWHERE
    if index < len(names):
        text = names[index]
        start = x - room - plan.out if number == 1 else body.right + NAME_GAP
        name = Rect(start, body.centre[1] - aside / 2, room - NAME_GAP, aside)
        # Its colour says that it is the target where the column's foot is too near.
        if number == last and pitch >= 2.6 * aside and name.bottom + aside <= foot:
            note = Rect(name.x, name.bottom, name.width, aside)
    return Unit(Key("z", number), index, body, value, adjoint, bias, bias_text, name, text, note)
