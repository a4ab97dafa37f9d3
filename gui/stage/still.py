"""What stands still within a beat, on one picture; at the next only what changes is redrawn."""

from __future__ import annotations

from math import ceil, floor

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter, QPixmap, QRegion

from core.key import Key
from gui.drawing.rect import Rect
from gui.stage.context import Context
from gui.stage.motion import home_of, paint_frames
from gui.stage.painter import paint_still, stage_of
from gui.stage.phases import role_of
from gui.stage.scene import Arrow, Scene, Thing

Looks = dict[tuple[str, Key], tuple[object, ...]]
REACH = 16.0
"""How far a frame, a line or the head of an arrow reaches beyond its place."""


class StillLayer:
    """The picture of one scene at one place of the scroll bars."""

    def __init__(self) -> None:
        self._picture: QPixmap | None = None
        self._looks: Looks = {}

    def forget(self) -> None:
        """Draw everything anew: there is another scene, place, theme or size."""
        self._picture = None

    def picture(
        self, scene: Scene, context: Context, size: QSize, ratio: float, origin: QPoint
    ) -> QPixmap:
        """The picture at this moment."""
        looks = looks_of(scene, context)
        if self._picture is None:
            self._picture = QPixmap(size * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._draw(scene, context, origin, None)
        elif looks != self._looks:
            self._draw(scene, context, origin, changed(scene, self._looks, looks))
        self._looks = looks
        return self._picture

    def _draw(self, scene: Scene, context: Context, origin: QPoint, region: QRegion | None) -> None:
        assert self._picture is not None
        painter = QPainter(self._picture)
        if region is not None:
            painter.setClipRegion(region.translated(-origin))
        painter.fillRect(self._picture.rect(), context.theme.color("background"))
        painter.translate(-origin)
        paint_still(painter, scene, context)
        paint_frames(painter, scene, context)
        painter.end()


def looks_of(scene: Scene, context: Context) -> Looks:
    """What decides how each thing and each arrow looks."""
    state, beat = context.state, context.beat
    reads, writes, role = set[Key](), set[Key](), ""
    if state is not None and beat is not None and state.active and context.pictures is not None:
        reads, writes = ({home_of(key) for key in keys} for keys in (beat.reads, beat.writes))
        role = role_of(beat.phase)
    found: Looks = {}
    for thing in scene.things:
        key = thing.key
        framed = key in reads, key in writes
        whole = context.fill(key) >= 1
        found["thing", key] = stage_of(key, context), whole, framed, role if any(framed) else ""
    for arrow in scene.arrows:
        found["arrow", arrow.key] = (stage_of(arrow.goal, context),)
    return found


def changed(scene: Scene, before: Looks, after: Looks) -> QRegion:
    """Where something looks different."""
    region = QRegion()
    for thing in scene.things:
        if before.get(("thing", thing.key)) != after["thing", thing.key]:
            for rect in _places(thing):
                region += _pixels(rect)
    for arrow in scene.arrows:
        if before.get(("arrow", arrow.key)) != after["arrow", arrow.key]:
            for rect in _ways(arrow):
                region += _pixels(rect)
    return region


def _places(thing: Thing) -> tuple[Rect, ...]:
    return thing.rect, thing.label, thing.shape_at


def _ways(arrow: Arrow) -> list[Rect]:
    found = [arrow.label]
    for (x, y), (u, v) in zip(arrow.points, arrow.points[1:], strict=False):
        found.append(Rect(min(x, u), min(y, v), abs(u - x), abs(v - y)))
    return found


def _pixels(rect: Rect) -> QRect:
    """Whole pixels, so that nothing is cut in its middle."""
    x, y = floor(rect.x - REACH), floor(rect.y - REACH)
    return QRect(x, y, ceil(rect.right + REACH) - x, ceil(rect.bottom + REACH) - y)
