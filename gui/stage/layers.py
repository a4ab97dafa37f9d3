"""How the layers share the width that there is for them. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gui.stage.fit import room_weight
from gui.stage.labels import Labels
from gui.stage.layered import Layered, Style, fit_layer, is_written, legible
from gui.stage.room import BETWEEN, Room

AIR = 16.0
"""Pixels for each layer that stay between the columns."""


def fit_layers(room: Room, labels: Labels, rest: float) -> list[Layered]:
    """Size all layers for a `rest` of the width: what each needs, and its part of what is over.

    Where they need more, the scene will be wider than the view.
    """
    room = _fair(room, labels)
    styles = [Style(numbers=False, short=short) for short in (False, True)]
    if room.numbers:
        styles = [Style(numbers=True, short=short) for short in (False, True)] + styles
    for style in styles:
        least = [fit_layer(room, labels, layer, style, 0.0) for layer in room.network.layers]
        written = all(is_written(each.weights, room) for each in least)
        if _width(least) <= rest and written == style.numbers:
            break
    spare = rest - _width(least)
    weights = [room_weight(*each.weights.shape) for each in least]
    while spare > 2 * len(least) and not style.numbers:
        larger = [
            fit_layer(room, labels, each.layer, style, each.weights.x.length + spare * weight)
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
    first = fit_layer(room, labels, room.network.layers[0], Style(numbers=False, short=True), 0.0)
    cell = min(room.density.least_cell, max(legible(first.weights), 1.0))
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
            wider = fit_layer(room, labels, found[k].layer, style, width)
            found[k] = wider if wider.width <= found[k].width + free else found[k]
    return found


def _filled(room: Room, labels: Labels, least: Layered, style: Style) -> Layered:
    """Let weights take the width that their titles or the formulas take in any case."""
    free = max(least.offset - BETWEEN, least.weights.x.length + least.width - least.inner)
    filled = fit_layer(room, labels, least.layer, style, free)
    return filled if filled.width <= least.width else least


def _width(layers: Sequence[Layered]) -> float:
    return sum(layer.width for layer in layers)
