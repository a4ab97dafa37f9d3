"""The columns of layers: W_i and b_i over q_i, and how large they are. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.key import Key
from core.models import Layer
from gui.stage.cells import Cells
from gui.stage.fit import fit_bias, fit_images, fit_matrix, room_weight
from gui.stage.labels import Labels
from gui.stage.numbers import grouped
from gui.stage.room import BETWEEN, Room

LEAST_WIDTH = 48.0
TRIAL = 16.0


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
    title: str
    gradient_title: str
    detail: str
    gradient_detail: str
    bias_detail: str
    label_width: float
    gradient_width: float
    bias_width: float
    gradient_bias_width: float
    note_width: float
    bias_note_width: float
    """0 where biases have no scale beside them."""
    offset: float
    """Of the biases from the left."""
    inner: float
    """Width of weights and biases with their titles."""
    width: float


def fit_layers(room: Room, labels: Labels, rest: float) -> list[Layered]:
    """Size all layers for a `rest` of the width: what each needs, and its part of what is over.

    Where they need more, the scene will be wider than the view.
    """
    styles = [Style(numbers=False, short=short) for short in (False, True)]
    if room.numbers:
        styles = [Style(numbers=True, short=short) for short in (False, True)] + styles
    for style in styles:
        least = [_fit(room, labels, layer, style, 0.0) for layer in room.network.layers]
        written = all(_written(each.weights, room) for each in least)
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
            return larger
        spare *= 0.8
    return least


def _width(layers: Sequence[Layered]) -> float:
    return sum(layer.width for layer in layers)


def _fit(room: Room, labels: Labels, layer: Layer, style: Style, width: float) -> Layered:
    """Size a layer whose weights are as wide as `width`; 0 for as narrow as they can be read."""
    i, measure = layer.number, room.measure
    m, n = room.network.graph[layer.weight].shape
    terse = room.density.terse
    pick = (2 if terse else 1) if style.short else 0
    forward, backward = labels.arrows[Key("g", i)], labels.arrows[Key("A", i)]
    title = labels.titles[Key("W", i)][0]
    texts = (
        max(measure.label(_short(forward, pick)), measure.label(_short(backward, pick)))
        - 2 * room.density.gap
        + 8
    )
    images = room.image_shape if i == 1 else None
    detail = "" if terse else f"{grouped(m)} × {grouped(n)}"
    # The title takes this width in any case.
    free = max(room.label_width(title, detail) + 10 - BETWEEN, texts - 60, LEAST_WIDTH)
    weights = _weights(room, (m, n), images, style, max(width, free))
    written = style.numbers and _written(weights, room)
    biases = fit_bias(weights, room.number[0] if written else 0.0)
    if weights.pooled:
        detail = f"{detail}, {weights.pooling}" if detail else weights.pooling
    bias_detail = "" if terse else grouped(m)
    bias_note = room.note if room.density.bias_notes else 0.0
    label_width = room.label_width(title, detail)
    bias_width = room.label_width(labels.titles[Key("b", i)][0], bias_detail)
    gradient_bias_width = room.label_width(labels.titles[Key("q_b", i)][0], bias_detail)
    symbol = labels.titles[Key("q_W", i)][-1]
    offset = max(
        weights.x.length + BETWEEN,
        label_width + 10,
        room.label_width(symbol, detail) + 10,
        room.note + 10 if bias_note else 0.0,
    )
    offset = float(int(offset + 0.999))
    gradient_title, gradient_detail = _longest(room, labels, i, detail, offset - 10)
    inner = offset + max(biases.x.length, bias_width, gradient_bias_width, bias_note)
    inner = max(inner, room.note)
    gradient_width = room.label_width(gradient_title, gradient_detail)
    return Layered(
        layer,
        weights,
        biases,
        title,
        gradient_title,
        detail,
        gradient_detail,
        bias_detail,
        label_width,
        gradient_width,
        bias_width,
        gradient_bias_width,
        room.note,
        bias_note,
        offset,
        inner,
        float(int(max(inner, texts) + 0.999)),
    )


def _short(versions: Sequence[str], pick: int) -> str:
    """A version of a formula, or the shortest that there is."""
    return versions[min(pick, len(versions) - 1)]


def _longest(room: Room, labels: Labels, number: int, detail: str, width: float) -> tuple[str, str]:
    """Title and detail of q_W: the formula is worth more than the shape, which W has as well."""
    versions = labels.titles[Key("q_W", number)]
    for version in versions[:-1]:
        for text in (detail, ""):
            if room.label_width(version, text) <= width:
                return version, text
    return versions[-1], detail


def _weights(
    room: Room,
    shape: tuple[int, ...],
    images: tuple[int, int] | None,
    style: Style,
    width: float,
) -> Cells:
    m, n = shape
    height = room.bands.layer_room

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


def _written(weights: Cells, room: Room) -> bool:
    """True if the cells have room for their numbers."""
    return weights.x.pitch >= room.number[0]


def _legible(cells: Cells) -> float:
    """The size of a cell; the less the more is pooled."""
    return min(cells.x.pitch, cells.y.pitch) / max(cells.pool_rows, cells.pool_columns)
