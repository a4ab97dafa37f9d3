"""What travels along the edges during a beat. Positions are pure functions of the moment.

On the way forward a value leaves each source, on the way back an adjoint leaves each target. For a
gradient q = p z the two come from both ends and meet in the middle. Where the activation stands
apart, it goes round each unit once, on the way back the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, pi, sin

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap

from core.arrays import Array
from core.key import LOSS, Key
from core.timeline import TRAVEL
from gui.drawing.rect import Rect
from gui.neurons.context import Context, pale
from gui.neurons.moment import Moment, Sort, Table
from gui.neurons.scene import Scene
from gui.theme import Theme

SIZES = (4.0, 6.0, 9.0)
TAIL = 7.0
"""Pixels."""
TAIL_OF_ROUND = 0.04
VEIL = 0.45


@dataclass(frozen=True, slots=True, eq=False)
class Pulses:
    """Values on their way, of one direction."""

    role: str
    """Their colour: forward or backward."""
    heads: Array
    """(k, 2): where they are."""
    tails: Array
    """(k, 2): where they were a moment ago."""
    strength: Array
    """(k,), from 0 to 1."""
    round: bool = False
    """They go round the units, so they are drawn over these."""


def pulses(scene: Scene, table: Table, moment: Moment) -> Iterator[Pulses]:
    """Everything that is on its way."""
    state = moment.state
    if state is None or not state.travelling:
        return
    for target in dict.fromkeys(travel.target for travel in state.travelling):
        sources = {travel.source for travel in state.travelling if travel.target == target}
        yield from _towards(scene, table, target, sources, state.progress)


def _towards(
    scene: Scene, table: Table, target: Key, sources: set[Key], progress: float
) -> Iterator[Pulses]:
    symbol, i = target
    last = len(scene.columns)
    if target == LOSS:
        ways = _loss_ways(scene)
        yield _along(ways, _places(progress, 1, 0, ways.shape[:2]), "forward", None)
    elif symbol in ("p", "p_s") and LOSS in sources:
        ways = _loss_ways(scene)[:, :, ::-1]
        yield _along(ways, _places(progress, ways.shape[0], 0, ways.shape[:2]), "backward", None)
    elif (symbol == "s" and i < last) or (symbol == "z" and Key("z", i - 1) in sources):
        layer = i if symbol == "s" else i - 1
        size = table.values[target].size
        ways = _ways(scene, table, layer)
        places = _places(progress, size, 0, ways.shape[:2])
        yield _along(ways, places, "forward", table.edges[layer, Sort.PRODUCT])
    elif symbol == "z" and Key("s", i - 1) in sources:
        yield _around(scene, i, table.values[target].size, progress, "forward")
    elif symbol == "p_s":
        yield _around(scene, i + 1, table.values[Key("b", i)].size, progress, "backward")
    elif symbol == "p" and i < last and Key("W", i) in sources:
        ways = _ways(scene, table, i)[:, :, ::-1]
        record = table.trace.layers[i - 1]
        places = _places(progress, record.p.size, 1, ways.shape[:2])
        yield _along(ways, places, "backward", record.W * record.p_s[:, None])
    elif symbol == "q_W":
        ways = _ways(scene, table, i)
        places = _places(progress, len(ways), 0, ways.shape[:2])
        half = np.where(places < 1, places / 2, 1.0)  # where they have met, there is q
        strength = table.edges[i, Sort.GRADIENT]
        yield _along(ways, half, "forward", strength)
        yield _along(ways[:, :, ::-1], half, "backward", strength)


def _places(progress: float, size: int, axis: int, shape: tuple[int, ...]) -> Array:
    """How far each value is: 0 at its source, 1 at its target, where it is just due."""
    late = np.arange(shape[axis]) / size * (1.0 - TRAVEL)
    places = np.clip((progress - late) / TRAVEL, 0.0, 1.0)
    return np.broadcast_to(places[:, None] if axis == 0 else places[None, :], shape)


def _around(scene: Scene, column: int, size: int, progress: float, role: str) -> Pulses:
    """One value goes round each unit, from unit to unit a little later."""
    units = scene.column(column).units[:size]
    places = _places(progress, len(units), 0, (len(units), 1))[:, 0]
    turn = 1.0 if role == "forward" else -1.0
    heads, tails = np.empty((2, len(units), 2))
    for k, unit in enumerate(units):
        heads[k] = _border(unit.body, turn * places[k])
        tails[k] = _border(unit.body, turn * max(places[k] - TAIL_OF_ROUND, 0.0))
    moving = (places > 0) & (places < 1)
    return Pulses(role, heads[moving], tails[moving], np.ones(int(moving.sum())), round=True)


def _border(body: Rect, share: float) -> tuple[float, float]:
    """A point of the outline of a unit, a share of the way round from its left end, clockwise."""
    radius = body.height / 2
    flat = body.width - body.height
    arc = pi * radius
    x, y = body.centre
    way = (share % 1.0) * 2 * (flat + arc)
    for side in (-1.0, 1.0):
        # A quarter of a circle, a flat side, a quarter of a circle; then the same on the way back.
        if way <= arc / 2:
            angle = way / radius
            return x + side * (flat / 2 + radius * cos(angle)), y + side * radius * sin(angle)
        way -= arc / 2
        if way <= flat:
            return x + side * (flat / 2 - way), y + side * radius
        way -= flat
        if way <= arc / 2:
            angle = way / radius
            return x - side * (flat / 2 + radius * sin(angle)), y + side * radius * cos(angle)
        way -= arc / 2
    return x - flat / 2 - radius, y


def _ways(scene: Scene, table: Table, layer: int) -> Array:
    """(m, n, 2, 2): start and end of each edge that has a weight."""
    band = scene.band(layer)
    m, n = table.edges[layer, Sort.WEIGHT].shape
    ways = np.empty((m, n, 2, 2))
    ways[:, :, 0] = band.starts[None, :n]
    ways[:, :, 1] = band.ends[:m, None]
    return ways


def _loss_ways(scene: Scene) -> Array:
    """(K, 1, 2, 2)."""
    ways = np.empty((len(scene.loss_starts), 1, 2, 2))
    ways[:, 0, 0] = scene.loss_starts
    ways[:, 0, 1] = scene.loss.x, scene.loss.centre[1]
    return ways


def _along(ways: Array, places: Array, role: str, strength: Array | None) -> Pulses:
    moving = (places > 0) & (places < 1)
    start, end, place = ways[moving][:, 0], ways[moving][:, 1], places[moving][:, None]
    heads = start + (end - start) * place
    length = np.linalg.norm(end - start, axis=1, keepdims=True)
    tails = heads - (end - start) * np.minimum(TAIL / np.maximum(length, 1.0), place)
    if strength is None:
        strong = np.ones(len(heads))
    else:
        sizes = np.abs(np.nan_to_num(strength, posinf=0.0, neginf=0.0))
        strong = sizes[moving] / max(float(sizes.max(initial=0.0)), 1e-300)
    return Pulses(role, heads, tails, strong)


def paint_pulses(painter: QPainter, context: Context, *, over: bool) -> None:
    """Draw what is on its way: strong ones large, weak ones small.

    Along the edges it is to be seen under the units, around the units `over` them.
    """
    if context.table is None or context.moment is None or context.moment.state is None:
        return
    if not over:
        _pale(painter, context)
    for group in pulses(context.scene, context.table, context.moment):
        if group.round is not over:
            continue
        grade = np.minimum((group.strength * len(SIZES)).astype(int), len(SIZES) - 1)
        for level, size in enumerate(SIZES):
            chosen = np.flatnonzero(grade == level)
            for points, share in ((group.tails, 0.6), (group.heads, 1.0)):
                _paint_dots(painter, points[chosen], size * share, group.role, share, context)


def _paint_dots(
    painter: QPainter, points: Array, size: float, role: str, strength: float, context: Context
) -> None:
    """Stamp one picture of a dot many times, which is far faster than drawing each."""
    if not len(points):
        return
    stamp = _dot(context.theme, role, size, strength, context.ratio)
    half = stamp.width() / stamp.devicePixelRatio() / 2
    for x, y in (points - half).tolist():
        painter.drawPixmap(QPointF(x, y), stamp)


@lru_cache(maxsize=64)
def _dot(theme: Theme, role: str, size: float, strength: float, ratio: float) -> QPixmap:
    side = ceil((size + 2) * ratio)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(role, strength))
    middle = QPointF(side / 2, side / 2)
    painter.drawEllipse(middle, size * ratio / 2, size * ratio / 2)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def _pale(painter: QPainter, context: Context) -> None:
    """Let the edges step back while something travels along them."""
    state = context.moment.state if context.moment is not None else None
    layers = {
        travel.target.number
        if travel.target.symbol in ("q_W", "s", "p")
        else travel.target.number - 1
        for travel in (state.travelling if state is not None else ())
        if travel.source.symbol == "W" or travel.target.symbol == "q_W"
    }
    for layer in layers:
        pale(painter, context.scene.band(layer).rect, VEIL, context)
