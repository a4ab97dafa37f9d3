"""Where everything stands: a pure function from a network and a size to a `Scene`. No Qt.

The picture is a score of two staves. Columns of nodes (z_i above, p_i below) alternate with columns
of layers (W_i and b_i above, q_i below); the upper half and the lower half mirror each other. All
titles of a stave stand on one line, the arrows run along a lane beneath it, and nothing overlaps:
every column is as wide as its widest part, and if the view is too narrow the scene is wider.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.models import Network
from gui.stage.bands import Bands, bands_for
from gui.stage.columns import (
    GAP,
    Layered,
    NodeColumn,
    Room,
    fit_layer,
    fit_nodes,
)
from gui.stage.labels import Labels, labels_of
from gui.stage.measure import Measure
from gui.stage.place import place_layer, place_loss, place_node
from gui.stage.scene import Arrow, Scene, Thing

PAD = 16.0
MOST_EXTRA = 56.0
"""How far columns move apart, at most, when there is room left."""
LEAST_HEIGHT = 17.0
"""In lines of text."""


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
) -> Scene:
    """Lay out a network for a view of `size` (width, height).

    The scene is at least as large as the view. It is wider where the layers need more, and higher
    where the view is too low to read anything.
    """
    labels = labels_of(network)
    width, height = size
    height = max(height, LEAST_HEIGHT * measure.label_height)
    bands = bands_for(height, measure)
    room = Room(network, image_shape, names.features, names.outputs, width, bands, measure)
    nodes = fit_nodes(room, labels)
    layers = _fit_layers(room, labels, nodes)
    bands = bands.drawn_together(
        [*(node.height for node in nodes)], [layer.weights.y.length for layer in layers]
    )
    return _place(room, labels, nodes, layers, bands, (width, height))


def _fit_layers(room: Room, labels: Labels, nodes: Sequence[NodeColumn]) -> list[Layered]:
    fixed = sum(node.width for node in nodes) + room.loss_width(labels, short=True)
    fixed += 2 * PAD + (2 * len(room.network.layers) + 1) * GAP
    rest = max(room.width - fixed, 0.0)
    shares = room.shares(rest)
    for short in (False, True):
        layers = [
            fit_layer(room, labels, layer, share, short)
            for layer, share in zip(room.network.layers, shares, strict=True)
        ]
        if sum(layer.width for layer in layers) <= rest:
            break
    return layers


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
    short = used + room.loss_width(labels, short=False) + gaps * GAP > size[0]
    loss_width = room.loss_width(labels, short)
    used += loss_width
    extra = min(max((size[0] - used) / gaps - GAP, 0.0), MOST_EXTRA)
    gap = float(int(GAP + extra))
    width = max(size[0], used + gaps * gap)
    x = float(int((width - used - gaps * gap) / 2)) + PAD

    upper: list[Thing] = []
    lower: list[Thing] = []
    columns: list[tuple[Thing, Thing]] = []
    spans: list[tuple[float, float]] = []
    for i, node in enumerate(nodes):
        z, p = place_node(node, x, bands, labels, room)
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
        arrows += layer.arrows(before, after, left, wide, gap, bands)
    loss, turns = place_loss(columns[-1], x, loss_width, bands, labels, room, short)
    things = (*upper, loss, *reversed(lower))
    return Scene(width, size[1], things, (*arrows, *turns))
