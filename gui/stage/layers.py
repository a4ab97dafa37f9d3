"""The columns of layers: W_i and b_i over q_i, and how large they are. No Qt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.key import Key
from core.models import Layer
from gui.stage.cells import Cells
from gui.stage.fit import fit_bias, fit_images, fit_matrix, room_weight
from gui.stage.labels import Labels
from gui.stage.room import BETWEEN, Room

NEXT = 6.0
"""Between a scale and the next one."""
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
    bias_title: str
    gradient_bias_title: str
    detail: str
    gradient_detail: str
    bias_detail: str
    label_width: float
    gradient_width: float
    bias_width: float
    gradient_bias_width: float
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
            return larger
        spare *= 0.8
    return least if style.numbers else [_filled(room, labels, each, style) for each in least]


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
    terse, bare = room.density.terse, room.bare
    m, n = room.network.graph[layer.weight].shape
    # The right side of the formulas; the least that they can be.
    pick = (4 if room.density.sparse else 3 if terse else 2) if style.short else 0
    formulas = (_short(labels.arrows[Key(arrow, i)], pick) for arrow in "gA")
    texts = max(measure.label(text) for text in formulas) - 2 * room.density.gap + 8
    titles = {name: labels.titles[Key(name, i)] for name in ("W", "b", "q_W", "q_b")}
    title, bias_title, gradient_bias_title = (
        titles[name][-1 if terse else 0] for name in ("W", "b", "q_b")
    )
    shape = room.style.shape((m, n))
    # The title takes this width in any case.
    free = room.label_width(title, "" if bare else shape) + 10 - BETWEEN
    free = max(free, texts - 60, room.density.least_weights)
    weights = _weights(room, (m, n), room.image_shape if i == 1 else None, style, max(width, free))
    written = style.numbers and is_written(weights, room)
    biases = fit_bias(weights, room.number[0] if written else 0.0)
    details = _details("" if bare else shape, shape, weights.pooling)
    if room.density.sparse and weights.pooled:
        details = (*details, weights.brief_pooling)
    beside = room.density.bias_notes
    offset = max(
        weights.x.length + BETWEEN,
        room.label_width(title, details[-1]) + 10,
        room.label_width(titles["q_W"][-1], "" if bare else details[-1]) + 10,
        room.note + 10 if beside else 0.0,
    )
    offset = float(int(offset + 0.999))
    detail = _fitting(room, title, details, offset - 10)
    gradient_title, gradient_detail = _longest(room, titles["q_W"], details, offset - 10)
    both = bias_title, gradient_bias_title
    bias_detail = "" if bare else room.style.count(m)
    right = max(biases.x.length, *(room.label_width(text, bias_detail) for text in both))
    inner = max(offset + max(right, room.note if beside else 0.0), room.note)
    whole = float(int(max(inner, texts) + 0.999))
    if bare:
        # What need not be written is written where there is room for it.
        widest = max(room.label_width(text, room.style.count(m)) for text in both)
        if offset + widest <= whole:
            bias_detail, inner = room.style.count(m), max(inner, offset + widest)
    if terse:
        beside = beside or 2 * room.note + NEXT <= whole
        inner = max(inner, 2 * room.note + NEXT) if beside else inner
    return Layered(
        layer,
        weights,
        biases,
        title,
        gradient_title,
        bias_title,
        gradient_bias_title,
        detail,
        gradient_detail,
        bias_detail,
        room.label_width(title, detail),
        room.label_width(gradient_title, gradient_detail),
        room.label_width(bias_title, bias_detail),
        room.label_width(gradient_bias_title, bias_detail),
        room.note,
        beside,
        offset,
        inner,
        whole,
    )


def _details(least: str, shape: str, pooling: str) -> tuple[str, ...]:
    """What may stand after a title, the longest first; that values are pooled is always said."""
    texts = [", ".join(part for part in (text, pooling) if part) for text in (shape, least)]
    texts.append(texts[-1] if least else "×".join(re.split(r"\s×\s", texts[-1])))
    return tuple(dict.fromkeys(texts))


def _fitting(room: Room, title: str, details: Sequence[str], width: float) -> str:
    """The longest detail that fits, or the shortest that there is."""
    fits = (text for text in details if room.label_width(title, text) <= width)
    return next(fits, details[-1])


def _short(versions: Sequence[str], pick: int) -> str:
    """A version of a formula, or the shortest that there is."""
    return versions[min(pick, len(versions) - 1)]


def _longest(
    room: Room, versions: Sequence[str], details: Sequence[str], width: float
) -> tuple[str, str]:
    """Title and detail of q_W: the longest formula that leaves room for the shape."""
    for text in (*details, ""):
        for version in versions[:-1] if text == "" else versions:
            if room.label_width(version, text) <= width:
                return version, text
    return versions[-1], _fitting(room, versions[-1], (*details, ""), width)


def _weights(
    room: Room,
    shape: tuple[int, ...],
    images: tuple[int, int] | None,
    style: Style,
    width: float,
) -> Cells:
    m, n = shape
    height = room.layer_room

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
