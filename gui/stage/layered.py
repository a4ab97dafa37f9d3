"""One column of a layer: W_i and b_i over q_i, their sizes, and what is written there. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.key import Key
from core.models import Layer
from gui.stage.cells import Cells
from gui.stage.fit import fit_bias, fit_images, fit_matrix
from gui.stage.labels import Labels
from gui.stage.room import BETWEEN, NEXT, Label, Room

APART = 10.0
"""Between what is written at the weights and at their biases."""
TRIAL = 16.0
FARTHEST = 48.0
"""From weights to their biases, for the sake of a title."""


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


@dataclass(frozen=True, slots=True)
class _Texts:
    """The least that is written at a column, and how wide that is."""

    formulas: float
    """On the ways forward and back, as far as they reach over the column alone."""
    W: str
    title: float
    """Of W, with its shape."""
    symbol: float
    """Of q, with its shape."""
    formula: float
    """Of q, with what it is made of where that is worth some width."""
    biases: dict[str, Label]

    @property
    def bias(self) -> float:
        """Of b and its gradient."""
        return max(label.width for label in self.biases.values())

    @property
    def least(self) -> float:
        """What the column takes in any case."""
        return max(max(self.title, self.symbol) + APART + self.bias, self.formulas)


def _texts(room: Room, labels: Labels, layer: Layer, style: Style) -> _Texts:
    i, terse = layer.number, room.density.terse
    # The right side of the formulas; the least that they can be.
    pick = (4 if room.density.sparse else 3 if terse else 2) if style.short else 0
    formulas = (_short(labels.arrows[Key(arrow, i)], pick) for arrow in "gA")
    wide = max(room.measure.label(text) for text in formulas) - 2 * room.density.gap + 8
    W, b, q_W, q_b = (labels.titles[Key(name, i)] for name in ("W", "b", "q_W", "q_b"))
    least = -1 if terse else 0
    m, n = room.network.graph[layer.weight].shape
    shape, count = room.style.shape((m, n)), room.style.count(m)
    modest = terse or style.short or style.numbers
    return _Texts(
        wide,
        W[least],
        room.write(W[least], shape).width,
        room.write(q_W[-1], shape).width,
        room.write(q_W[-1 if modest else -2], shape).width,
        {"b": room.write(b[least], count), "q_b": room.write(q_b[least], count)},
    )


def fit_layer(room: Room, labels: Labels, layer: Layer, style: Style, width: float) -> Layered:
    """Size a layer whose weights are as wide as `width`; 0 for as narrow as they can be read."""
    texts = _texts(room, labels, layer, style)
    m, n = room.network.graph[layer.weight].shape
    beside = room.beside(texts.least)
    free = max(texts.title, texts.formula) + APART - BETWEEN
    free = max(free, texts.formulas - 60, room.density.least_weights)
    images = room.image_shape if layer.number == 1 else None
    size = max(width, free), room.layer_room(beside)
    weights = _weights(room, (m, n), images, style, size)
    numbers = style.numbers and is_written(weights, room)
    biases = fit_bias(weights, room.number[0] if numbers else 0.0)
    shape, poolings = room.style.shape((m, n)), (weights.pooling, weights.brief_pooling)
    parted = texts.formula + APART > weights.x.length + FARTHEST
    aligned = room.note if room.density.bias_notes else 0.0
    offset = max(
        weights.x.length + BETWEEN,
        room.write(texts.W, shape, poolings[-1]).width + APART,
        (texts.symbol if parted else texts.formula) + APART,
        aligned + APART,
    )
    offset = float(int(offset + 0.999))
    written = {
        **texts.biases,
        "W": room.longest([texts.W], shape, offset - APART, poolings),
        # It is pooled as its weights are, which say so in any case.
        "q_W": room.longest(
            labels.titles[Key("q_W", layer.number)], shape, offset - APART, (*poolings, "")
        ),
    }
    right = max(biases.x.length, texts.bias, aligned)
    inner = max(offset + right, 2 * room.note + NEXT if beside else room.note)
    whole = float(int(max(inner, texts.formulas) + 0.999))
    return Layered(layer, weights, biases, written, room.note, beside, offset, inner, whole)


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
    while width < limit and legible(found) < room.density.least_cell:
        width = min(width + TRIAL, limit)
        found = fit(width)
        if legible(found) > legible(best):
            best = found
    return best


def is_written(weights: Cells, room: Room) -> bool:
    """True if the cells have room for their numbers."""
    return weights.x.pitch >= room.number[0]


def legible(cells: Cells) -> float:
    """The size of a cell; the less the more is pooled."""
    return min(cells.x.pitch, cells.y.pitch) / max(cells.pool_rows, cells.pool_columns)
