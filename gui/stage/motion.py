"""Drawing the beat that runs: what goes in, what travels where, and where the playhead is.

Everything here is a function of the scene and a frozen context; nothing is kept between frames.
Values leave a vector, pass the layer, and arrive as what the layer makes of them; meanwhile the row
of W that makes the next entry is lit, and a thread leads from it to the entry.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from core.key import LOSS, Key
from core.timeline import TRAVEL, BeatKind
from gui.drawing.qt import qrect
from gui.drawing.rect import Rect
from gui.stage.arrows import arrow_track
from gui.stage.context import Context
from gui.stage.painter import paint_region, placed
from gui.stage.phases import role_of
from gui.stage.pictures import Part
from gui.stage.reveal import column_rects, last_units, unit_of, unit_rect
from gui.stage.scene import Kind, Scene, Thing
from gui.stage.shot import (
    MARGIN,
    Shot,
    cell_box,
    find,
    find_arrow,
    paint_along,
    paint_arc,
    paint_light,
    paint_packets,
    paint_playhead,
    paint_ring,
    paint_thread,
    paint_threads,
    paint_way,
    ramp,
    row_index,
    row_of,
    share_at,
)
from gui.stage.tracks import Track, swing
from gui.stage.update import paint_update
from gui.theme import RADIUS


def paint_beat(painter: QPainter, scene: Scene, context: Context) -> None:
    """Draw what makes the beat that the context is in; nothing at rest."""
    state, beat = context.state, context.beat
    if state is None or beat is None or context.pictures is None or not state.active:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    role = role_of(beat.phase)
    moving = 0.0 < state.progress < 1.0
    if beat.kind is BeatKind.UPDATE:
        paint_update(painter, scene, beat, context, role)
    elif moving:
        shot = Shot(painter, scene, beat, context, state, role)
        match beat.kind:
            case BeatKind.FORWARD:
                _forward(shot)
            case BeatKind.PARAMETERS:
                _parameters(shot)
            case BeatKind.ADJOINT:
                _adjoint(shot)
            case BeatKind.LOSS:
                _loss(shot)
            case BeatKind.LOSS_GRADIENT:
                _loss_gradient(shot)
            case BeatKind.ACTIVATE:
                _activation(shot, "activation")
            case BeatKind.ACTIVATION_ADJOINT:
                _activation(shot, "slope")
            case _:
                pass
    painter.restore()


def paint_frames(painter: QPainter, scene: Scene, context: Context) -> None:
    """Frame what goes into the beat thinly, what comes out strongly; still during the beat."""
    state, beat = context.state, context.beat
    if state is None or beat is None or context.pictures is None or not state.active:
        return
    role = role_of(beat.phase)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for keys, alpha, width in ((beat.reads, 0.55, 1.25), (beat.writes, 1.0, 2.0)):
        painter.setPen(QPen(context.theme.color(role, alpha), width))
        for key in keys:
            thing = find(scene, home_of(key))
            if thing is None:
                continue
            if thing.kind is Kind.LOSS:
                painter.drawEllipse(qrect(thing.rect, MARGIN - 1))
            else:
                painter.drawRoundedRect(qrect(thing.rect, MARGIN), RADIUS, RADIUS)


def home_of(key: Key) -> Key:
    """Where a thing stands: what the update makes stands where the parameter stood."""
    return Key(key.symbol.removesuffix("_after"), key.number)


# The beats.


def _forward(shot: Shot) -> None:
    """z_i goes along the arrow; row after row of W makes entry after entry of what it makes."""
    i = shot.beat.layer
    arrow = find_arrow(shot.scene, Key("g", i))
    source, weights, biases = shot.thing("z", i), shot.thing("W", i), shot.thing("b", i)
    target = find(shot.scene, shot.beat.writes[0])
    if arrow is None or source is None or weights is None or biases is None or target is None:
        return
    unit = shot.unit(target.key)
    veil = ramp(shot.u, TRAVEL - 0.12, TRAVEL)
    if unit is not None:
        entry = int(target.cells.block(unit)[0])
        row = row_of(weights, entry, target)
        paint_light(shot, weights, [row], veil)
        bias = unit_rect(biases.cells, unit_of(biases.cells, min(entry, biases.shape[0] - 1)))
        paint_light(shot, biases, [bias], veil)
        cell = cell_box(target, unit)
        paint_threads(shot, placed(weights, row), placed(biases, bias), cell)
        paint_ring(shot, cell)
    else:
        paint_light(shot, weights, [], veil)
        paint_light(shot, biases, [], veil)
    change = weights.rect.x + weights.rect.width / 2
    paint_along(shot, arrow, source, target, change)


def _adjoint(shot: Shot) -> None:
    """p_{i+1} goes back along the arrow; column after column of W makes entry after entry of p_i.

    With the transpose, a column is what a row was on the way forward.
    """
    i = shot.beat.layer
    arrow = find_arrow(shot.scene, Key("A", i))
    source, weights = find(shot.scene, shot.beat.reads[0]), shot.thing("W", i)
    target = shot.thing("p", i)
    if arrow is None or source is None or weights is None or target is None:
        return
    unit = shot.unit(target.key)
    veil = ramp(shot.u, TRAVEL - 0.12, TRAVEL)
    if unit is not None:
        column = int(target.cells.block(unit)[0])
        rects = column_rects(weights.cells, column)
        paint_light(shot, weights, rects, veil)
        cell = cell_box(target, unit)
        lowest = placed(weights, max(rects, key=lambda rect: (rect.bottom, -rect.x)))
        start = lowest.x + lowest.width / 2, lowest.bottom + 3
        paint_thread(shot, swing(start, (cell.right + 3, cell.y + cell.height / 2)))
        paint_ring(shot, cell)
    else:
        paint_light(shot, weights, [], veil)
    change = weights.rect.x + weights.rect.width / 2
    paint_along(shot, arrow, source, target, change)


def _activation(shot: Shot, symbol: str) -> None:
    """From the scores to what the activation makes of them, or back: entry after entry."""
    arrow = find_arrow(shot.scene, Key(symbol, shot.beat.layer))
    source = find(shot.scene, shot.beat.reads[0])
    target = find(shot.scene, shot.beat.writes[0])
    if arrow is None or source is None or target is None:
        return
    unit = shot.unit(target.key)
    if unit is not None:
        entry = int(target.cells.block(unit)[0])
        end = cell_box(target, unit)
        trace = shot.context.trace
        # A softmax makes each entry of all scores: there is no one thread to draw.
        if (
            trace is not None
            and "softmax" not in trace.layers[shot.beat.layer - 1].layer.activation
        ):
            start = cell_box(source, unit_of(source.cells, entry))
            paint_ring(shot, start)
            paint_thread(shot, _thread(start, end))
        paint_ring(shot, end)
    (left, _), (right, _) = arrow.points[0], arrow.points[-1]
    paint_along(shot, arrow, source, target, (left + right) / 2)


def _thread(start: Rect, end: Rect) -> Track:
    """From the side of a cell that looks towards another."""
    y, v = start.y + start.height / 2, end.y + end.height / 2
    if start.x < end.x:
        return swing((start.right + 3, y), (end.x - 4, v))
    return swing((start.x - 3, y), (end.right + 4, v))


def _parameters(shot: Shot) -> None:
    """z_i and p_{i+1} meet: columns of z_i, rows of p_{i+1}, and where they cross their product."""
    i, u = shot.beat.layer, shot.u
    values, adjoint = shot.thing("z", i), find(shot.scene, shot.beat.reads[0])
    matrix, bias = shot.thing("q_W", i), shot.thing("q_b", i)
    if values is None or adjoint is None or matrix is None or bias is None:
        return
    pictures = shot.context.pictures
    assert pictures is not None
    # Where nothing has arrived yet, the two factors lie over each other.
    ghost = ramp(u, 0.22, 0.45)
    if ghost > 0:
        whole = Rect(0.0, 0.0, matrix.rect.width, matrix.rect.height)
        unit = shot.unit(matrix.key)
        clip = [whole] if unit is None else last_units(matrix.cells, unit + 1)
        for part, share in ((Part.COLUMNS, 0.42), (Part.ROWS, 0.36)):
            image = pictures.of(matrix, part=part)
            shot.painter.setOpacity(share * ghost)
            for region in clip:
                paint_region(shot.painter, matrix, image, region)
        shot.painter.setOpacity(1.0)
    ways = meeting_ways(values, adjoint, matrix, bias)
    sources = (values, "forward"), (adjoint, shot.role)
    for way, (source, role) in zip(ways, sources, strict=True):
        hue = shot.context.theme.color(role)
        strength = ramp(u, 0.0, 0.1) * (1.0 - ramp(u, 0.8, 1.0))
        paint_way(shot, way, role, strength, ramp(u, 0.0, 0.35))
        # They arrive early, so that there is time to see the rows come.
        paint_packets(shot, way, source, source, None, hue, (0.35, 0.2))
    unit = shot.unit(matrix.key)
    if unit is not None:
        paint_ring(shot, placed(matrix, unit_rect(matrix.cells, unit)))
        row = row_index(matrix, unit)
        if row < adjoint.shape[0]:
            paint_ring(shot, cell_box(adjoint, unit_of(adjoint.cells, row)))
    arrow = find_arrow(shot.scene, Key("A", i))
    if arrow is not None:
        paint_playhead(shot, arrow_track(arrow), u * share_at(arrow, matrix))


def meeting_ways(values: Thing, adjoint: Thing, matrix: Thing, bias: Thing) -> tuple[Track, Track]:
    """How z_i comes to q from above, past its own scale, and p_{i+1} from the right."""
    beside = max(values.rect.right + 6, min(values.note.right + 2, matrix.rect.x - 4))
    start = beside, values.rect.y + values.rect.height * 0.62
    left = matrix.rect.x - 4, matrix.rect.y + matrix.rect.height / 2
    right = bias.rect.right + 4, bias.rect.y + bias.rect.height / 2
    level = min(max(right[1], adjoint.rect.y + 4), adjoint.rect.bottom - 4)
    origin = adjoint.rect.x - 6, level
    return swing(start, left), swing(origin, right)


def _loss(shot: Shot) -> None:
    """The prediction goes to the loss, which closes like a ring."""
    arrow = find_arrow(shot.scene, Key("forward loss", 0))
    loss = find(shot.scene, LOSS)
    source = shot.thing("z", shot.context.last)
    if arrow is None or loss is None or source is None:
        return
    paint_arc(shot, loss, shot.state.filled.get(LOSS, 0.0))
    paint_along(shot, arrow, source, None, None)


def _loss_gradient(shot: Shot) -> None:
    """The way back begins at the loss."""
    arrow = find_arrow(shot.scene, Key("backward loss", 0))
    loss = find(shot.scene, LOSS)
    target = find(shot.scene, shot.beat.writes[0])
    if arrow is None or loss is None or target is None:
        return
    paint_arc(shot, loss, 1.0 - ramp(shot.u, 0.0, 0.5))
    unit = shot.unit(target.key)
    if unit is not None:
        paint_ring(shot, cell_box(target, unit))
    paint_along(shot, arrow, target, target, None)
