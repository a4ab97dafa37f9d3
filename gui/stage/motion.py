"""Drawing the beat that runs: what is lit, what travels, and where the playhead is.

Everything here is a function of the scene and a frozen context; nothing is kept between frames.
Values travel as small squares in the colours that they have in their strips. They leave a vector,
pass the layer, and arrive as what the layer makes of them; meanwhile the row of W that makes the
next entry is lit, and a thread leads from it to the entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from core.key import LOSS, Key
from core.timeline import TRAVEL, Beat, BeatKind, Phase, StageState
from gui.stage.arrows import arrow_track, paint_line
from gui.stage.context import Context
from gui.stage.painter import paint_region, placed, qrect
from gui.stage.phases import role_of
from gui.stage.pictures import Part
from gui.stage.reveal import column_rects, last_units, unit_count, unit_of, unit_rect
from gui.stage.scene import Arrow, Kind, Rect, Scene, Thing
from gui.stage.shades import shade
from gui.stage.tracks import Track, swing
from gui.stage.update import paint_update
from gui.theme import RADIUS

PACKET = 9.0
MOST_PACKETS = 14
HALO, DOT = 11.0, 5.0
MARGIN = 4.0
VEIL = 0.62
"""How far what is not lit steps back."""
LIT_LINE = 3.0


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
        shot = _Shot(painter, scene, beat, context, state, role)
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
            case _:
                pass
    painter.restore()


@dataclass(frozen=True, slots=True, eq=False)
class _Shot:
    """One frame of a beat, and what it takes to draw it."""

    painter: QPainter
    scene: Scene
    beat: Beat
    context: Context
    state: StageState
    role: str
    """Of the phase's colour."""

    @property
    def hue(self) -> QColor:
        """The phase's colour."""
        return self.context.theme.color(self.role)

    @property
    def u(self) -> float:
        """How far the beat is."""
        return self.state.progress

    def thing(self, symbol: str, number: int) -> Thing | None:
        """A thing of the scene; None where it has none."""
        return find(self.scene, Key(symbol, number))

    def tint(self, alpha: float) -> QColor:
        """The phase's colour, as a wash."""
        color = QColor(self.hue)
        color.setAlphaF(min(max(alpha, 0.0), 1.0))
        return color

    def unit(self, key: Key) -> int | None:
        """The entry or row that is arriving; None before the first one and after the last."""
        thing = find(self.scene, key)
        fill = self.state.filled.get(key, 0.0)
        if thing is None or not 0.0 < fill < 1.0:
            return None
        return int(fill * unit_count(thing.cells))


def find(scene: Scene, key: Key) -> Thing | None:
    """The thing of that key, or None."""
    return next((thing for thing in scene.things if thing.key == key), None)


def find_arrow(scene: Scene, key: Key) -> Arrow | None:
    """The arrow of that key, or None."""
    return next((arrow for arrow in scene.arrows if arrow.key == key), None)


# The beats.


def _forward(shot: _Shot) -> None:
    """z_i goes along the arrow; row after row of W makes entry after entry of z_{i+1}."""
    i = shot.beat.layer
    arrow = find_arrow(shot.scene, Key("g", i))
    source, weights, biases = shot.thing("z", i), shot.thing("W", i), shot.thing("b", i)
    target = shot.thing("z", i + 1)
    if arrow is None or source is None or weights is None or biases is None or target is None:
        return
    unit = shot.unit(target.key)
    veil = ramp(shot.u, TRAVEL - 0.12, TRAVEL)
    if unit is not None:
        entry = int(target.cells.block(unit)[0])
        row = _row_of(weights, entry, target)
        _light(shot, weights, [row], veil)
        bias = unit_rect(biases.cells, unit_of(biases.cells, min(entry, biases.shape[0] - 1)))
        _light(shot, biases, [bias], veil)
        cell = _cell_box(target, unit)
        _thread(shot, placed(weights, row), placed(biases, bias), cell)
        _ring(shot, cell)
    else:
        _light(shot, weights, [], veil)
        _light(shot, biases, [], veil)
    change = weights.rect.x + weights.rect.width / 2
    _along(shot, arrow, source, target, change)


def _adjoint(shot: _Shot) -> None:
    """p_{i+1} goes back along the arrow; column after column of W makes entry after entry of p_i.

    With the transpose, a column is what a row was on the way forward.
    """
    i = shot.beat.layer
    arrow = find_arrow(shot.scene, Key("A", i))
    source, weights, target = shot.thing("p", i + 1), shot.thing("W", i), shot.thing("p", i)
    if arrow is None or source is None or weights is None or target is None:
        return
    unit = shot.unit(target.key)
    veil = ramp(shot.u, TRAVEL - 0.12, TRAVEL)
    if unit is not None:
        column = int(target.cells.block(unit)[0])
        rects = column_rects(weights.cells, column)
        _light(shot, weights, rects, veil)
        cell = _cell_box(target, unit)
        lowest = placed(weights, max(rects, key=lambda rect: (rect.bottom, -rect.x)))
        start = lowest.x + lowest.width / 2, lowest.bottom + 3
        _paint_thread(shot, swing(start, (cell.right + 3, cell.y + cell.height / 2)))
        _ring(shot, cell)
    else:
        _light(shot, weights, [], veil)
    change = weights.rect.x + weights.rect.width / 2
    _along(shot, arrow, source, target, change)


def _parameters(shot: _Shot) -> None:
    """z_i and p_{i+1} meet: columns of z_i, rows of p_{i+1}, and where they cross their product."""
    i, u = shot.beat.layer, shot.u
    values, adjoint = shot.thing("z", i), shot.thing("p", i + 1)
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
    start = values.rect.right + 6, values.rect.y + values.rect.height * 0.62
    left = matrix.rect.x - 4, matrix.rect.y + matrix.rect.height / 2
    right = bias.rect.right + 4, bias.rect.y + bias.rect.height / 2
    origin = adjoint.rect.x - 6, adjoint.rect.y + adjoint.rect.height / 2
    for way, source, role in (
        (swing(start, left), values, "forward"),
        (swing(origin, right), adjoint, shot.role),
    ):
        hue = shot.context.theme.color(role)
        strength = ramp(u, 0.0, 0.1) * (1.0 - ramp(u, 0.8, 1.0))
        _paint_way(shot, way, role, strength, ramp(u, 0.0, 0.35))
        # They arrive early, so that there is time to see the rows come.
        _packets(shot, way, source, source, None, hue, (0.35, 0.2))
    unit = shot.unit(matrix.key)
    if unit is not None:
        _ring(shot, placed(matrix, unit_rect(matrix.cells, unit)))
        row = _row_index(matrix, unit)
        if row < adjoint.shape[0]:
            _ring(shot, _cell_box(adjoint, unit_of(adjoint.cells, row)))
    arrow = find_arrow(shot.scene, Key("A", i))
    if arrow is not None:
        _playhead(shot, arrow_track(arrow), u * _share_at(arrow, matrix))


def _loss(shot: _Shot) -> None:
    """The prediction goes to the loss, which closes like a ring."""
    arrow = find_arrow(shot.scene, Key("forward loss", 0))
    loss = find(shot.scene, LOSS)
    source = shot.thing("z", shot.context.last)
    if arrow is None or loss is None or source is None:
        return
    _arc(shot, loss, shot.state.filled.get(LOSS, 0.0))
    _along(shot, arrow, source, None, None)


def _loss_gradient(shot: _Shot) -> None:
    """The way back begins at the loss."""
    arrow = find_arrow(shot.scene, Key("backward loss", 0))
    loss = find(shot.scene, LOSS)
    target = shot.thing("p", shot.context.last)
    if arrow is None or loss is None or target is None:
        return
    _arc(shot, loss, 1.0 - ramp(shot.u, 0.0, 0.5))
    unit = shot.unit(target.key)
    if unit is not None:
        _ring(shot, _cell_box(target, unit))
    _along(shot, arrow, target, target, None)


# What beats are made of.


def ramp(u: float, start: float, end: float) -> float:
    """0 before start, 1 after end, and evenly between."""
    return min(max((u - start) / (end - start), 0.0), 1.0)


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


def _along(
    shot: _Shot, arrow: Arrow, source: Thing, target: Thing | None, change: float | None
) -> None:
    """Values go along an arrow, which is lit behind the playhead."""
    way = arrow_track(arrow)
    start = 0.0
    if shot.beat.kind is BeatKind.ADJOINT:
        matrix = shot.thing("q_W", shot.beat.layer)
        start = 0.0 if matrix is None else _share_at(arrow, matrix)
    share = start + shot.u * (1.0 - start)
    paint_line(shot.painter, arrow, shot.hue, min(share, 0.9999), LIT_LINE)
    _packets(shot, way, source, target, change, shot.hue, (TRAVEL, 1.0 - TRAVEL))
    _playhead(shot, way, share)


def _packets(
    shot: _Shot,
    way: Track,
    source: Thing,
    target: Thing | None,
    change: float | None,
    hue: QColor,
    times: tuple[float, float],
) -> None:
    """A train of values: each is `times[0]` on its way, the last sets out `times[1]` later."""
    count = min(MOST_PACKETS, source.cells.count, max(3, int(way.length / (2.2 * PACKET))))
    ends = target or source
    last = max(count - 1, 1)
    first = _colours(shot, source, count)
    second = first if ends is source else _colours(shot, ends, count)
    painter = shot.painter
    painter.setPen(QPen(hue, 1.5))
    for k in range(count):
        place = (shot.u - times[1] * k / last) / times[0]
        if not 0.0 < place < 1.0:
            continue
        x, y = way.at(place)
        passed = change is not None and (x >= change) is (shot.beat.phase is Phase.FORWARD)
        painter.setBrush((second if passed else first)[k])
        painter.setOpacity(min(1.0, 8 * place, 8 * (1 - place)))
        half = PACKET / 2
        painter.drawRoundedRect(QRectF(x - half, y - half, PACKET, PACKET), 2, 2)
    painter.setOpacity(1.0)


def _colours(shot: _Shot, thing: Thing, count: int) -> list[QColor]:
    pictures = shot.context.pictures
    if pictures is None:
        return []
    cells = np.linspace(0, thing.cells.count - 1, count).astype(np.int64)
    return [QColor(*rgba) for rgba in pictures.colours(thing, cells).tolist()]


def _playhead(shot: _Shot, way: Track, share: float) -> None:
    x, y = way.at(share)
    painter = shot.painter
    painter.setPen(Qt.PenStyle.NoPen)
    for radius, alpha in ((HALO, 0.16), (0.72 * HALO, 0.22)):
        painter.setBrush(shot.tint(alpha))
        painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.setPen(QPen(shot.context.theme.color("background"), 1.5))
    painter.setBrush(shot.hue)
    painter.drawEllipse(QPointF(x, y), DOT, DOT)


def _light(shot: _Shot, thing: Thing, rects: Sequence[Rect], veil: float) -> None:
    """Let a thing step back, but for the parts that are at work."""
    painter, pictures = shot.painter, shot.context.pictures
    if veil <= 0 or pictures is None:
        return
    if not rects:
        veil *= 0.5
    painter.fillRect(qrect(thing.rect), shot.context.theme.color("background", VEIL * veil))
    image = pictures.of(thing, shot.context.shown(thing.key))
    for rect in rects:
        paint_region(painter, thing, image, rect)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(shot.hue, 1.5 if len(rects) < 2 else 1.0))
    if rects:
        painter.drawRects([qrect(placed(thing, rect), 0.75) for rect in rects])


def _thread(shot: _Shot, row: Rect, bias: Rect, cell: Rect) -> None:
    """From a row of W, past its bias, to the entry that it makes."""
    start = row.right + 2, row.y + row.height / 2
    middle = bias.x - 2, bias.y + bias.height / 2
    if middle[0] > start[0] + 4:
        _paint_thread(shot, swing(start, middle))
    _paint_thread(shot, swing((bias.right + 2, middle[1]), (cell.x - 4, cell.y + cell.height / 2)))


def _paint_thread(shot: _Shot, way: Track) -> None:
    _draw_line(shot.painter, way, 1.0, QPen(shade(shot.context.theme, shot.role, 0.3), 5))
    _draw_line(shot.painter, way, 1.0, QPen(shot.hue, 1.75))


def _paint_way(shot: _Shot, way: Track, role: str, strength: float, share: float) -> None:
    if strength > 0:
        color = shade(shot.context.theme, role, 0.5 * strength)
        _draw_line(shot.painter, way, share, QPen(color, 2))


def _draw_line(painter: QPainter, way: Track, share: float, pen: QPen) -> None:
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in way.upto(share)]))


def _ring(shot: _Shot, rect: Rect) -> None:
    painter = shot.painter
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(shot.tint(0.3), 5))
    painter.drawRect(qrect(rect, 2))
    painter.setPen(QPen(shot.hue, 2))
    painter.drawRect(qrect(rect, 1))


def _arc(shot: _Shot, thing: Thing, share: float) -> None:
    pen = QPen(shot.hue, 4)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    shot.painter.setPen(pen)
    shot.painter.setBrush(Qt.BrushStyle.NoBrush)
    shot.painter.drawArc(qrect(thing.rect, -1), 90 * 16, -int(360 * 16 * share))


def _row_of(weights: Thing, entry: int, target: Thing) -> Rect:
    """The row of W that makes an entry; past a reference class there is none, so the last."""
    row = min(entry, weights.shape[0] - 1)
    return unit_rect(weights.cells, unit_of(weights.cells, row))


def _row_index(matrix: Thing, unit: int) -> int:
    return unit if matrix.cells.planes > 1 else unit * matrix.cells.pool_rows


def _cell_box(thing: Thing, cell: int) -> Rect:
    """A cell of a vector; of bars, the bar's row without its name."""
    box = placed(thing, unit_rect(thing.cells, cell))
    if thing.kind is not Kind.BARS:
        return box
    left = thing.name_width + 6
    return Rect(box.x + left, box.y + 1, box.width - left, box.height - 2)


def _share_at(arrow: Arrow, matrix: Thing) -> float:
    """The share of a level arrow at which a matrix stands."""
    (start, _), (end, _) = arrow.points[0], arrow.points[-1]
    return ramp(matrix.rect.x + matrix.rect.width / 2, start, end) if start != end else 0.0
