"""Where everything stands: a pure function from a network and a size to a `Scene`. No Qt.

The picture is a score of two staves. Columns of nodes (z_i above, p_i below) alternate with columns
of layers (W_i and b_i above, q_i below); the upper half and the lower half mirror each other. All
titles of a stave stand on one line, the arrows run along a lane beneath it, and nothing overlaps:
every column is as wide as its widest part, and if the view is too narrow the scene is wider.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.models import Network
from core.notation import PROGRESSIVE, Notation
from gui.stage.bands import Bands, bands_for
from gui.stage.labels import Labels, labels_of
from gui.stage.layers import Layered, fit_layers
from gui.stage.measure import Measure
from gui.stage.nodes import NodeColumn, fit_nodes
from gui.stage.place import place_arrows, place_layer, place_loss, place_node
from gui.stage.room import DENSITIES, LEAST_ROW, MOST_BARS, SCROLLING, Room
from gui.stage.scene import Arrow, Scene, Thing

PAD = 10.0
MOST_EXTRA = 56.0
"""How far columns move apart, at most, when there is room left."""
LEAST_LINES = 15.0


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
) -> Scene:
    """Lay out a network for a view of `size` (width, height).

    The scene is at least as large as the view. It is wider where the layers need more, and higher
    where the view is too low to read anything.
    """
    labels = labels_of(network, notation)
    width, height = size
    height = max(height, least_height(network, names, measure))
    bands = bands_for(height, measure)
    room = Room(network, image_shape, names.features, names.outputs, width, bands, measure)
    for density in (*DENSITIES, SCROLLING):
        room = replace(room, density=density)
        nodes = fit_nodes(room, labels)
        rest = _rest(room, labels, nodes)
        layers = fit_layers(room, labels, rest)
        if sum(layer.width for layer in layers) <= rest:
            break
    bands = bands.drawn_together(
        [*(node.height for node in nodes)], [layer.weights.y.length for layer in layers]
    )
    return _place(room, labels, nodes, layers, bands, (width, height))


def least_height(network: Network, names: Names, measure: Measure) -> float:
    """The height below which the scene does not shrink: fifteen lines, or a row for each class."""
    rows = network.layers[-1].outputs
    bars = rows if names.outputs and rows <= MOST_BARS else 0
    bands = bands_for(0.0, measure)
    return max(LEAST_LINES * measure.label_height, 2 * (bars * LEAST_ROW - bands.node_room) + 1)


def _rest(room: Room, labels: Labels, nodes: Sequence[NodeColumn]) -> float:
    """The width that is left for the layers."""
    fixed = sum(node.width for node in nodes) + room.loss_width(labels, short=True)
    fixed += 2 * PAD + (2 * len(room.network.layers) + 1) * room.density.gap
    return room.width - fixed


def _place(
    room: Room,
    labels: Labels,
    nodes: Sequence[NodeColumn],
    layers: Sequence[Layered],
    bands: Bands,
    size: tuple[float, float],
) -> Scene:
    gaps = 2 * len(layers) + 1
    used = sum(node.width for node in nodes) + sum(layer.width for layer in layers) + 2 * PAD
    short = used + room.loss_width(labels, short=False) + gaps * room.density.gap > size[0]
    loss_width = room.loss_width(labels, short)
    used += loss_width
    extra = min(max((size[0] - used) / gaps - room.density.gap, 0.0), MOST_EXTRA)
    gap = float(int(room.density.gap + extra))
    width = max(size[0], used + gaps * gap)
    x = float(int((width - used - gaps * gap) / 2)) + PAD

    upper: list[Thing] = []
    lower: list[Thing] = []
    columns: list[tuple[Thing, Thing]] = []
    spans: list[tuple[float, float]] = []
    for i, node in enumerate(nodes):
        z, p = place_node(node, x, bands, room)
        columns.append((z, p))
        upper.append(z)
        lower.append(p)
        x += node.width + gap
        if i < len(layers):
            W, b, q_W, q_b = place_layer(layers[i], x, bands, labels)
            upper += [W, b]
            lower += [q_b, q_W]
            spans.append((x, layers[i].width))
            x += layers[i].width + gap
    arrows: list[Arrow] = []
    for layer, (left, wide), before, after in zip(
        layers, spans, columns, columns[1:], strict=False
    ):
        number, span = layer.layer.number, (left - gap, wide + 2 * gap)
        arrows += place_arrows(number, before, after, span, bands, labels, room.measure)
    loss, turns = place_loss(columns[-1], x, loss_width, bands, labels, room, short)
    things = (*upper, loss, *reversed(lower))
    return Scene(width, size[1], things, (*arrows, *turns))
