"""What the pictures of beats are made of: packets on their way, threads, rings, what is lit.

Values travel as small squares in the colours that they have in their strips.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from core.key import Key
from core.timeline import TRAVEL, Beat, BeatKind, Phase, StageState
from gui.drawing.qt import qrect
from gui.drawing.rect import Rect
from gui.drawing.shades import shade
from gui.stage.arrows import arrow_track, paint_line
from gui.stage.context import Context
from gui.stage.painter import paint_region, placed
from gui.stage.paper import beside_texts
from gui.stage.reveal import unit_count, unit_of, unit_rect
from gui.stage.scene import Arrow, Kind, Scene, Thing, bar_rect
from gui.stage.tracks import Track, swing

PACKET = 9.0
MOST_PACKETS = 14
HALO, DOT = 11.0, 5.0
MARGIN = 3.0
GLOW = 5.0
"""Width of a thread with its glow."""
VEIL = 0.62
"""How far what is not lit steps back."""
LIT_LINE = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
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


def ramp(u: float, start: float, end: float) -> float:
    """0 before start, 1 after end, and evenly between."""
    return min(max((u - start) / (end - start), 0.0), 1.0)


def paint_along(
    shot: Shot, arrow: Arrow, source: Thing, target: Thing | None, change: float | None
) -> None:
    """Values go along an arrow, which is lit behind the playhead."""
    way = arrow_track(arrow)
    start = 0.0
    if shot.beat.kind is BeatKind.ADJOINT:
        matrix = shot.thing("q_W", shot.beat.layer)
        start = 0.0 if matrix is None else share_at(arrow, matrix)
    share = start + shot.u * (1.0 - start)
    paint_line(shot.painter, arrow, shot.hue, min(share, 0.9999), LIT_LINE)
    paint_packets(shot, way, source, target, change, shot.hue, (TRAVEL, 1.0 - TRAVEL))
    paint_playhead(shot, way, share)


def paint_packets(
    shot: Shot,
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


def _colours(shot: Shot, thing: Thing, count: int) -> list[QColor]:
    pictures = shot.context.pictures
    if pictures is None:
        return []
    cells = np.linspace(0, thing.cells.count - 1, count).astype(np.int64)
    return [QColor(*rgba) for rgba in pictures.colours(thing, cells).tolist()]


def paint_playhead(shot: Shot, way: Track, share: float) -> None:
    """A dot with a glow."""
    x, y = way.at(share)
    painter = shot.painter
    painter.setPen(Qt.PenStyle.NoPen)
    for radius, alpha in ((HALO, 0.16), (0.72 * HALO, 0.22)):
        painter.setBrush(shot.tint(alpha))
        painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.setPen(QPen(shot.context.theme.color("background"), 1.5))
    painter.setBrush(shot.hue)
    painter.drawEllipse(QPointF(x, y), DOT, DOT)


def paint_light(shot: Shot, thing: Thing, rects: Sequence[Rect], veil: float) -> None:
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


def paint_threads(shot: Shot, row: Rect, bias: Rect, cell: Rect) -> None:
    """From a row of W, past its bias, to the entry that it makes."""
    start = row.right + 2, row.y + row.height / 2
    middle = bias.x - 2, bias.y + bias.height / 2
    if middle[0] > start[0] + 4:
        paint_thread(shot, swing(start, middle))
    paint_thread(shot, swing((bias.right + 2, middle[1]), (cell.x - 4, cell.y + cell.height / 2)))


def paint_thread(shot: Shot, way: Track) -> None:
    """One thread, with a glow; it passes behind what is written."""
    xs, ys = zip(*way.points, strict=True)
    around = Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)).grown(GLOW)
    shot.painter.setClipRegion(beside_texts(shot.scene, around))
    _draw_line(shot.painter, way, 1.0, QPen(shade(shot.context.theme, shot.role, 0.3), GLOW))
    _draw_line(shot.painter, way, 1.0, QPen(shot.hue, 1.75))
    shot.painter.setClipping(False)


def paint_way(shot: Shot, way: Track, role: str, strength: float, share: float) -> None:
    """The first part of a way that values go, faintly."""
    if strength > 0:
        color = shade(shot.context.theme, role, 0.5 * strength)
        _draw_line(shot.painter, way, share, QPen(color, 2))


def _draw_line(painter: QPainter, way: Track, share: float, pen: QPen) -> None:
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in way.upto(share)]))


def paint_ring(shot: Shot, rect: Rect) -> None:
    """A ring around what arrives."""
    painter = shot.painter
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(shot.tint(0.3), 5))
    painter.drawRect(qrect(rect, 2))
    painter.setPen(QPen(shot.hue, 2))
    painter.drawRect(qrect(rect, 1))


def paint_arc(shot: Shot, thing: Thing, share: float) -> None:
    """A part of the circle of the loss, from its top."""
    pen = QPen(shot.hue, 4)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    shot.painter.setPen(pen)
    shot.painter.setBrush(Qt.BrushStyle.NoBrush)
    shot.painter.drawArc(qrect(thing.rect, -1), 90 * 16, -int(360 * 16 * share))


def row_of(weights: Thing, entry: int, target: Thing) -> Rect:
    """The row of W that makes an entry; past a reference class there is none, so the last."""
    row = min(entry, weights.shape[0] - 1)
    return unit_rect(weights.cells, unit_of(weights.cells, row))


def row_index(matrix: Thing, unit: int) -> int:
    """The first row of a matrix that a unit shows."""
    return unit if matrix.cells.planes > 1 else unit * matrix.cells.pool_rows


def cell_box(thing: Thing, cell: int) -> Rect:
    """A cell of a vector; of bars, the bar's row without its name."""
    if thing.kind is not Kind.BARS:
        return placed(thing, unit_rect(thing.cells, cell))
    box = bar_rect(thing, cell)
    return Rect(box.x + 6, box.y + 1, box.width - 6, box.height - 2)


def share_at(arrow: Arrow, matrix: Thing) -> float:
    """The share of a level arrow at which a matrix stands."""
    (start, _), (end, _) = arrow.points[0], arrow.points[-1]
    return ramp(matrix.rect.x + matrix.rect.width / 2, start, end) if start != end else 0.0
