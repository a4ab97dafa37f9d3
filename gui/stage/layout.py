"""Where everything stands: a pure function from a network and a size to a `Scene`. No Qt.

The picture is a score of two staves. Columns of nodes (z_i above, p_i below) alternate with columns
of layers (W_i and b_i above, q_i below); the upper half and the lower half mirror each other. All
titles of a stave stand on one line, the arrows run along a lane beneath it, and nothing overlaps:
every column is as wide as its widest part, and if the view is too narrow the scene is wider.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.formula import NumberStyle
from core.key import Key
from core.models import Network
from core.notation import PROGRESSIVE, Notation
from gui.drawing.numbers import POINT
from gui.stage.bands import MARGIN, Bands, bands_for
from gui.stage.labels import Labels, labels_of
from gui.stage.layered import Layered, is_written
from gui.stage.layers import fit_layers
from gui.stage.measure import Measure
from gui.stage.nodes import NodeColumn, fit_nodes
from gui.stage.place import Pair, place_arrows, place_layer, place_loss, place_node
from gui.stage.room import DENSITIES, LEAST_ROW, MOST_BARS, SCROLLING, Room
from gui.stage.scene import Arrow, Scene, Thing

MOST_EXTRA = 56.0
"""How far columns move apart, at most, when there is room left."""
LEAST_LINES = 13.5
TO_WRITE = 5
"""How many densities are tried for the sake of numbers in the cells."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the entries of the input and of the output are called."""

    features: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


def layout(
    network: Network,
    image_shape: tuple[int, int] | None,
    names: Names,
    size: tuple[float, float],
    measure: Measure,
    notation: Notation = PROGRESSIVE,
    *,
    split: bool = False,
    style: NumberStyle = POINT,
) -> Scene:
    """Lay out a network for a view of `size` (width, height).

    The scene is at least as large as the view. It is wider where the layers need more, and higher
    where the view is too low to read anything. With `split`, affine maps and activations stand
    apart, the scores between them.
    """
    labels = labels_of(network, notation, split=split)
    width, height = size
    height = max(height, least_height(network, names, measure))
    bands = bands_for(height, measure)
    room = Room(network, image_shape, names.features, names.outputs, width, bands, measure)
    for attempt, must_write in _attempts(replace(room, split=split, style=style)):
        room = attempt
        nodes = fit_nodes(room, labels)
        rest = _rest(room, labels, nodes)
        if rest <= 0 and room.density is not SCROLLING:
            continue  # the nodes alone are too wide
        layers = fit_layers(room, labels, rest)
        unwritten = must_write and not all(is_written(layer.weights, room) for layer in layers)
        if sum(layer.width for layer in layers) <= rest and not unwritten:
            break
    bands = bands.drawn_together(
        [node.height for node in nodes],
        [
            layer.weights.y.length
            + (room.apart + (not layer.bias_note_beside)) * bands.small_height
            for layer in layers
        ],
    )
    return _place(room, labels, nodes, layers, bands, (width, height))


def _attempts(room: Room) -> Iterator[tuple[Room, bool]]:
    """What is tried in turn, the best first; and whether it must have numbers in all its cells."""
    if room.numbers:
        for large in (True, False):
            for density in DENSITIES[:TO_WRITE]:
                yield replace(room, density=density, large=large), True
    for density in (*DENSITIES, SCROLLING):
        yield replace(room, density=density), False


def least_height(network: Network, names: Names, measure: Measure) -> float:
    """The height below which the scene does not shrink: some lines, or a row for each class."""
    rows = network.layers[-1].outputs
    bars = rows if names.outputs and rows <= MOST_BARS else 0
    bands = bands_for(0.0, measure)
    return max(LEAST_LINES * measure.label_height, 2 * (bars * LEAST_ROW - bands.node_room) + 1)


def _rest(room: Room, labels: Labels, nodes: Sequence[NodeColumn]) -> float:
    """The width that is left for the layers."""
    fixed = sum(node.width for node in nodes) + room.loss_width(labels, short=True)
    fixed += _passages(room, labels)
    fixed += 2 * room.density.pad + _gaps(nodes) * room.density.gap
    return room.width - fixed


def _gaps(nodes: Sequence[NodeColumn]) -> int:
    """Between nodes, layers or passages, nodes, ..., and the loss."""
    return 2 * len(nodes) - 1


def _passages(room: Room, labels: Labels) -> float:
    """The width between all scores and their activations."""
    return sum(room.passage(labels, layer) for layer in room.network.layers)


def _place(
    room: Room,
    labels: Labels,
    nodes: Sequence[NodeColumn],
    layers: Sequence[Layered],
    bands: Bands,
    size: tuple[float, float],
) -> Scene:
    gaps = _gaps(nodes)
    used = sum(node.width for node in nodes) + sum(layer.width for layer in layers)
    used += _passages(room, labels) + 2 * room.density.pad
    short = used + room.loss_width(labels, short=False) + gaps * room.density.gap > size[0]
    loss_width = room.loss_width(labels, short)
    used += loss_width
    extra = min(max((size[0] - used) / gaps - room.density.gap, 0.0), MOST_EXTRA)
    gap = float(int(room.density.gap + extra))
    width = max(size[0], used + gaps * gap)
    x = float(int((width - used - gaps * gap) / 2)) + room.density.pad

    upper: list[Thing] = []
    lower: list[Thing] = []
    arrows: list[Arrow] = []
    waiting = iter(layers)
    before: Pair | None = None
    last: Thing | None = None
    keys, left = (Key("", 0), Key("", 0)), 0.0
    for node in nodes:
        column = place_node(node, x, bands, room)
        if before is not None:
            span = left, x - left
            arrows += place_arrows(keys, before, column, span, bands, labels, room.measure)
        upper.append(column[0])
        if column[1] is not None:
            lower.append(column[1])
            last = column[1]
        before, left = column, x + node.width
        x = left + gap
        if node.upper.symbol == "s":
            number = node.upper.number
            keys = Key("activation", number), Key("slope", number)
            x += room.passage(labels, room.network.layers[number - 1]) + gap
        elif (layer := next(waiting, None)) is not None:
            W, b, q_W, q_b = place_layer(layer, x, bands)
            upper += [W, b]
            lower += [q_b, q_W]
            keys = Key("g", layer.layer.number), Key("A", layer.layer.number)
            x += layer.width + gap
    assert before is not None
    assert last is not None
    loss, turns = place_loss((before[0], last), x, loss_width, bands, labels, room, short)
    things = (*upper, loss, *reversed(lower))
    return Scene(
        width,
        size[1],
        things,
        (*arrows, *turns),
        brief=room.density.terse,
        figures=room.numbers and all(is_written(layer.weights, room) for layer in layers),
        unused=2 * (bands.top - MARGIN) / size[1],
    )
