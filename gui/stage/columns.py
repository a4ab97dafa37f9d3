"""What stands in the columns of the stage, and how large it is. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from core.models import Layer, Network
from gui.stage.bands import Bands
from gui.stage.cells import Cells
from gui.stage.fit import (
    axis,
    fit_bias,
    fit_image,
    fit_images,
    fit_matrix,
    fit_strip,
    floor_pixel,
    room_weight,
)
from gui.stage.labels import Labels, Versions, is_fused
from gui.stage.measure import Measure
from gui.stage.numbers import grouped
from gui.stage.scene import Arrow, Key, Kind, Rect, Thing

GAP = 14.0
BETWEEN = 8.0
"""Between weights and biases, a title and its detail, a bar and its number."""
MOST_BARS = 16
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
        return floor_pixel(self.measure.small(WIDEST_NUMBER)) + 10

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

    def shares(self, rest: float) -> list[float]:
        """The width that each layer gets of what is left."""
        weights = [room_weight(layer.outputs, layer.inputs) for layer in self.network.layers]
        return [rest * weight / sum(weights) for weight in weights]

    def label_width(self, title: str, detail: str) -> float:
        """Width of a title with its detail."""
        return self.measure.label(title) + (BETWEEN + self.measure.small(detail) if detail else 0.0)


@dataclass(frozen=True, slots=True)
class Column:
    """One vector of a column of nodes."""

    kind: Kind
    cells: Cells
    title: str
    detail: str
    label_width: float
    names: tuple[str, ...] = ()
    name_width: float = 0.0
    number_width: float = 0.0


@dataclass(frozen=True, slots=True)
class NodeColumn:
    """z_i over p_i."""

    number: int
    z: Column
    p: Column
    width: float

    @property
    def height(self) -> float:
        """Of the higher one."""
        return max(self.z.cells.y.length, self.p.cells.y.length)


def fit_nodes(room: Room, labels: Labels) -> list[NodeColumn]:
    """Size all columns of nodes."""
    widths = room.network.widths
    columns = []
    for i, n in enumerate(widths, 1):
        scores = room.network.graph[room.network.layers[-1].score].shape[0]
        last = i == len(widths)
        # Past a softmax with a reference class there is one score less than there are classes.
        below = scores if last and is_fused(room.network) else n
        z = _vector(room, labels, Key("z", i), n)
        p = _vector(room, labels, Key("p", i), below)
        inner = max(z.cells.x.length, p.cells.x.length, z.label_width, p.label_width, room.note)
        columns.append(NodeColumn(i, z, p, floor_pixel(inner) + 1))
    return columns


def _vector(room: Room, labels: Labels, key: Key, n: int) -> Column:
    first, last = key.number == 1, key.number == len(room.network.widths)
    height = room.bands.node_room
    title = labels.titles[key][0]
    detail = grouped(n)
    if first and room.image_shape is not None:
        rows, columns = room.image_shape
        detail = f"{rows} × {columns}"
        side = min(height, max(84.0, 0.17 * room.width))
        cells, kind = fit_image(room.image_shape, side, side), Kind.CELLS
        return Column(kind, cells, title, detail, room.label_width(title, detail))
    names = room.features if first else room.outputs if last else ()
    row = min(24.0, floor_pixel(height / n)) if n else 0.0
    if names and n <= MOST_BARS and row >= room.bands.small_height - 1:
        return _bars(room, n, names[:n], title, detail, row)
    cells = fit_strip(n, height, max(120.0, 0.12 * room.width), room.number, room.numbers)
    return Column(Kind.CELLS, cells, title, detail, room.label_width(title, detail))


def _bars(
    room: Room, n: int, names: tuple[str, ...], title: str, detail: str, row: float
) -> Column:
    widest = max(room.measure.small(name) for name in names) + 2
    name_width = min(widest, max(56.0, 0.11 * room.width))
    number_width = room.number
    bar = max(40.0, min(120.0, 0.07 * room.width))
    width = floor_pixel(name_width + BETWEEN + bar + number_width)
    cells = Cells((n,), 1, 1, n, 1, 1, axis(1, width), axis(n, row), 1, folded=True)
    label_width = room.label_width(title, detail)
    return Column(Kind.BARS, cells, title, detail, label_width, names, name_width, number_width)


@dataclass(frozen=True, slots=True)
class Layered:
    """W_i and b_i over q_i, with the arrows above and below."""

    layer: Layer
    weights: Cells
    biases: Cells
    title: str
    gradient_title: str
    detail: str
    gradient_detail: str
    label_width: float
    gradient_width: float
    bias_detail: str
    bias_width: float
    gradient_bias_width: float
    note_width: float
    inner: float
    """Width of weights and biases with their titles."""
    offset: float
    """Of the biases from the left."""
    width: float
    forward: Versions
    backward: Versions
    measure: Measure

    def arrows(
        self,
        before: tuple[Thing, Thing],
        after: tuple[Thing, Thing],
        left: float,
        width: float,
        gap: float,
        bands: Bands,
    ) -> list[Arrow]:
        """The arrow from z_i to z_{i+1}, and the one from p_{i+1} back to p_i."""
        number = self.layer.number
        lane, back = bands.lane, bands.mirrored(bands.lane)
        room = width + 2 * gap - 8
        arrows = []
        for forward in (True, False):
            source, target = (before[0], after[0]) if forward else (after[1], before[1])
            y = lane if forward else back
            versions = self.forward if forward else self.backward
            text = next((v for v in versions if self.measure.label(v) <= room), versions[-1])
            wide = self.measure.label(text)
            top = bands.top if forward else bands.mirrored(bands.top) - bands.label_height
            label = Rect(left + (width - wide) / 2, top, wide, bands.label_height)
            a = source.rect.right + 6 if forward else source.rect.x - 6
            b = target.rect.x - 6 if forward else target.rect.right + 6
            key = Key("g" if forward else "A", number)
            arrows.append(Arrow(key, forward, ((a, y), (b, y)), label, text))
        return arrows


def fit_layer(room: Room, labels: Labels, layer: Layer, share: float, short: bool) -> Layered:
    """Size the parameters of a layer in a `share` of the width."""
    i, measure = layer.number, room.measure
    m, n = room.network.graph[layer.weight].shape
    height = room.bands.layer_room
    pick = -1 if short else 0
    forward, backward = labels.arrows[Key("g", i)], labels.arrows[Key("A", i)]
    title, gradient_title = labels.titles[Key("W", i)][0], labels.titles[Key("q_W", i)][pick]
    detail = f"{grouped(m)} × {grouped(n)}"
    bias_detail = "" if short else grouped(m)
    texts = max(measure.label(forward[pick]), measure.label(backward[pick])) - 2 * GAP + 8
    numbers = room.numbers
    allowed = max(share - 60, 0.0) if not numbers else n * room.number + 1
    images = room.image_shape if i == 1 else None

    def fit(width: float) -> Cells:
        if images is not None:
            return fit_images(m, images, height, width)
        return fit_matrix(m, n, height, width, room.number, numbers)

    weights = fit(max(allowed, texts - 60, 48.0))
    if weights.pooled:
        # Rather a scene to scroll than a picture of a few coarse cells.
        weights = fit(max(allowed, 0.45 * room.width, 240.0))
    written = weights.x.pitch >= room.number
    biases = fit_bias(weights, room.number, written)
    if weights.pooled:
        detail = f"{detail}, {weights.pooling}"
    label_width = room.label_width(title, detail)
    bias_width = room.label_width(labels.titles[Key("b", i)][0], bias_detail)
    gradient_bias_width = room.label_width(labels.titles[Key("q_b", i)][0], bias_detail)
    offset = max(weights.x.length + BETWEEN, label_width + 12, room.note + 12)
    offset = float(int(offset + 0.5))
    inner = offset + max(biases.x.length, bias_width, gradient_bias_width)
    gradient_width = room.label_width(gradient_title, detail)
    width = float(int(max(inner, gradient_width, texts) + 1))
    return Layered(
        layer,
        weights,
        biases,
        title,
        gradient_title,
        detail,
        detail,
        label_width,
        gradient_width,
        bias_detail,
        bias_width,
        gradient_bias_width,
        room.note,
        inner,
        offset,
        width,
        forward[pick:] if short else forward,
        backward,
        measure,
    )
