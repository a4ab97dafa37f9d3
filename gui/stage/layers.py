"""The columns of layers: W_i and b_i over q_i, and how large they are. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.key import Key
from core.models import Layer
from gui.stage.cells import Cells
from gui.stage.fit import fit_bias, fit_images, fit_matrix, room_weight
from gui.stage.labels import Labels
from gui.stage.room import BETWEEN, NEXT, Label, Room

APART = 10.0
"""Between what is written at the weights and at their biases."""
TRIAL = 16.0
FARTHEST = 48.0
"""From weights to their biases, for the sake of a title."""
AIR = 16.0
"""Pixels for each layer that stay between the columns."""


@dataclass(frozen=True, slots=True)
class Style:
    """How much is written."""

    numbers: bool
    """Numbers stand in the cells."""
    short: bool
    """Formulas are shortened."""


@dataclass(frozen=True, slots=True)
class Layered:
    """One column of a layer."""

    layer: Layer
    weights: Cells
    biases: Cells
    labels: dict[str, Label]
    """Of W, b, q_W and q_b."""
    note_width: float
    bias_note_beside: bool
    """The scale of the biases stands beside that of the weights; else a line further."""
    offset: float
    """Of the biases from the left."""
    inner: float
    """Width of weights and biases with their titles."""
    width: float


def fit_layers(room: Room, labels: Labels, rest: float) -> list[Layered]:
    """Size all layers for a `rest` of the width: what each needs, and its part of what is over.

    Where they need more, the scene will be wider than the view.
    """
    room = _fair(room, labels)
    styles = [Style(numbers=False, short=short) for short in (False, True)]
    if room.numbers:
        styles = [Style(numbers=True, short=short) for short in (False, True)] + styles
    for style in styles:
        least = [_fit(room, labels, layer, style, 0.0) for layer in room.network.layers]
        written = all(is_written(each.weights, room) for each in least)
        if _width(least) <= rest and written == style.numbers:
            break
    spare = rest - _width(least)
    weights = [room_weight(*each.weights.shape) for each in least]
    while spare > 2 * len(least) and not style.numbers:
        larger = [
            _fit(room, labels, each.layer, style, each.weights.x.length + spare * weight)
            for each, weight in zip(least, (w / sum(weights) for w in weights), strict=True)
        ]
        # Biases and titles grow as well, so it may be too much at first.
        if _width(larger) <= rest:
            return _fuller(room, labels, larger, style, rest - AIR * len(larger))
        spare *= 0.8
    return least if style.numbers else [_filled(room, labels, each, style) for each in least]


def _fair(room: Room, labels: Labels) -> Room:
    """Let no matrix ask for larger cells than the images of the first layer get at the least."""
    if room.image_shape is None:
        return room
    first = _fit(room, labels, room.network.layers[0], Style(numbers=False, short=True), 0.0)
    cell = min(room.density.least_cell, max(_legible(first.weights), 1.0))
    return replace(room, density=replace(room.density, least_cell=cell))


def _fuller(
    room: Room, labels: Labels, layers: list[Layered], style: Style, rest: float
) -> list[Layered]:
    """Give what is still over to whom it makes a larger picture, the largest matrix first.

    Pictures grow in steps of a pixel for each cell, so a fair part may be of no use to anybody.
    """
    found = list(layers)
    for k in sorted(range(len(found)), key=lambda k: -room_weight(*found[k].weights.shape)):
        free = rest - _width(found)
        if free > 0:
            width = found[k].weights.x.length + free
            wider = _fit(room, labels, found[k].layer, style, width)
            found[k] = wider if wider.width <= found[k].width + free else found[k]
    return found


def _filled(room: Room, labels: Labels, least: Layered, style: Style) -> Layered:
    """Let weights take the width that their titles or the formulas take in any case."""
    free = max(least.offset - BETWEEN, least.weights.x.length + least.width - least.inner)
    filled = _fit(room, labels, least.layer, style, free)
    return filled if filled.width <= least.width else least


def _width(layers: Sequence[Layered]) -> float:
    return sum(layer.width for layer in layers)


def _fit(room: Room, labels: Labels, layer: Layer, style: Style, width: float) -> Layered:
    """Size a layer whose weights are as wide as `width`; 0 for as narrow as they can be read."""
    i, measure = layer.number, room.measure
    terse = room.density.terse
    m, n = room.network.graph[layer.weight].shape
    # The right side of the formulas; the least that they can be.
    pick = (4 if room.density.sparse else 3 if terse else 2) if style.short else 0
    formulas = (_short(labels.arrows[Key(arrow, i)], pick) for arrow in "gA")
    texts = max(measure.label(text) for text in formulas) - 2 * room.density.gap + 8
    titles = {name: labels.titles[Key(name, i)] for name in ("W", "b", "q_W", "q_b")}
    least = -1 if terse else 0
    shape = room.style.shape((m, n))
    title = room.write(titles["W"][least], shape).width
    # What the gradient is made of is worth some width, if the other formulas are whole.
    modest = terse or style.short or style.numbers
    symbol, formula = (
        room.write(titles["q_W"][k], shape).width for k in (-1, -1 if modest else -2)
    )
    written = {name: room.write(titles[name][least], room.style.count(m)) for name in ("b", "q_b")}
    bias_title = max(label.width for label in written.values())
    # This width the texts take in any case.
    certain = max(max(title, symbol) + APART + bias_title, texts)
    beside = room.beside(certain)
    height = room.layer_room(beside)
    free = max(title, formula) + APART - BETWEEN
    free = max(free, texts - 60, room.density.least_weights)
    images = room.image_shape if i == 1 else None
    weights = _weights(room, (m, n), images, style, (max(width, free), height))
    numbers = style.numbers and is_written(weights, room)
    biases = fit_bias(weights, room.number[0] if numbers else 0.0)
    poolings = (weights.pooling, weights.brief_pooling)
    parted = formula + APART > weights.x.length + FARTHEST
    offset = max(
        weights.x.length + BETWEEN,
        room.write(titles["W"][least], shape, poolings[-1]).width + APART,
        (symbol if parted else formula) + APART,
        room.note + APART if room.density.bias_notes else 0.0,
    )
    offset = float(int(offset + 0.999))
    written["W"] = room.longest([titles["W"][least]], shape, offset - APART, poolings)
    # It is pooled as its weights are, which say so in any case.
    written["q_W"] = room.longest(titles["q_W"], shape, offset - APART, (*poolings, ""))
    right = max(biases.x.length, bias_title)
    aligned = room.note if room.density.bias_notes else 0.0
    inner = max(offset + max(right, aligned), 2 * room.note + NEXT if beside else room.note)
    whole = float(int(max(inner, texts) + 0.999))
    return Layered(
        layer,
        weights,
        biases,
        written,
        room.note,
        beside,
        offset,
        inner,
        whole,
    )


def _short(versions: Sequence[str], pick: int) -> str:
    """A version of a formula, or the shortest that there is."""
    return versions[min(pick, len(versions) - 1)]


def _weights(
    room: Room,
    shape: tuple[int, ...],
    images: tuple[int, int] | None,
    style: Style,
    size: tuple[float, float],
) -> Cells:
    m, n = shape
    width, height = size

    def fit(width: float) -> Cells:
        if images is not None:
            return fit_images(m, images, height, width)
        return fit_matrix(m, n, height, width, room.figure if style.numbers else None)

    if style.numbers:
        return fit(n * room.number[0] + 1)
    # Rather a scene to scroll than pooled or tiny cells, as long as one sees most of it at once.
    limit = max(0.45 * room.width, 240.0)
    found = best = fit(width)
    while width < limit and _legible(found) < room.density.least_cell:
        width = min(width + TRIAL, limit)
        found = fit(width)
        if _legible(found) > _legible(best):
            best = found
    return best


def is_written(weights: Cells, room: Room) -> bool:
    """True if the cells have room for their numbers."""
    return weights.x.pitch >= room.number[0]


def _legible(cells: Cells) -> float:
    """The size of a cell; the less the more is pooled."""
    return min(cells.x.pitch, cells.y.pitch) / max(cells.pool_rows, cells.pool_columns)
