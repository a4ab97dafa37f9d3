"""Drawing the update: the gradient turns into the change of the parameters and goes up to them.

What flies is the change that the optimizer really makes, in its own scale, written halfway.
For plain gradient descent that is minus the learning rate times q: the same picture with its
colours exchanged.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from core.key import Key
from core.timeline import Beat
from gui.drawing.numbers import end_of_scale
from gui.drawing.qt import qrect
from gui.drawing.rect import Rect
from gui.stage.context import Context, after_of, has
from gui.stage.painter import is_updated
from gui.stage.pictures import Part
from gui.stage.scene import Scene, Thing
from gui.theme import RADIUS

TURN, LAND = 0.22, 0.62
"""Until then the gradient turns into the change; until then the change flies."""

TAG_PAD, TAG_CLEAR = 6.0, 3.0


def paint_update(painter: QPainter, scene: Scene, beat: Beat, context: Context, role: str) -> None:
    """Draw the update of a layer; nothing if the trace does not know what it makes."""
    state, trace, pictures = context.state, context.trace, context.pictures
    if state is None or trace is None or pictures is None or not 0.0 < state.progress < 1.0:
        return
    things = {thing.key: thing for thing in scene.things}
    # Under the change: where there is little room this passes over it.
    tag = tag_of(scene, beat.layer, context)
    if tag is not None:
        painter.setOpacity(_solid(state.progress))
        _paint_tag(painter, *tag, context, role)
        painter.setOpacity(1.0)
    for symbol in ("W", "b"):
        key = Key(symbol, beat.layer)
        after = after_of(key)
        home, source = things.get(key), things.get(Key(f"q_{symbol}", beat.layer))
        if after is None or not has(trace, after) or home is None or source is None:
            continue
        _paint_one(painter, home, source, context, state.progress, role)


def _paint_one(
    painter: QPainter, home: Thing, source: Thing, context: Context, u: float, role: str
) -> None:
    pictures = context.pictures
    assert pictures is not None
    after = after_of(home.key)
    assert after is not None
    change = pictures.of(home, home.key, Part.CHANGE)
    flight = _eased((u - TURN) / (LAND - TURN))
    melted = _melted(u)
    rect = Rect(
        source.rect.x + flight * (home.rect.x - source.rect.x),
        source.rect.y + flight * (home.rect.y - source.rect.y),
        home.rect.width,
        home.rect.height,
    )
    if melted > 0:
        painter.setOpacity(melted)
        painter.drawImage(QPointF(home.rect.x, home.rect.y), pictures.of(home, after))
    painter.setOpacity(_solid(u))
    painter.fillRect(qrect(rect, 2), context.theme.color("background"))
    painter.drawImage(QPointF(rect.x, rect.y), change)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(context.theme.color(role), 2))
    painter.drawRoundedRect(qrect(rect, 3), RADIUS, RADIUS)
    painter.setOpacity(1.0)


def _melted(u: float) -> float:
    """How much of the change has become part of the parameters."""
    return min(max((u - LAND) / (1.0 - LAND), 0.0), 1.0)


def _solid(u: float) -> float:
    """How much of the change is seen."""
    return min(u / TURN, 1.0) * (1.0 - _melted(u))


def tag_of(scene: Scene, layer: int, context: Context) -> tuple[Rect, str] | None:
    """Where the change and its scale are named, and how: halfway, where the scales stand at rest.

    None where the trace knows no change, or not even the scale has room.
    """
    pictures, trace, fonts = context.pictures, context.trace, context.fonts
    key = Key("W", layer)
    if pictures is None or trace is None or not has(trace, Key("W_after", layer)):
        return None
    home, source = scene.thing(key), scene.thing(("q_W", layer))
    gradient = context.symbols.get(source.key, "")
    name = f"−{context.descent} {gradient}" if context.descent else f"change of {home.title}"
    scale = context.style.localized(f"±{end_of_scale(pictures.change_end(key))}")
    height = fonts.label_height + 4
    top = float(int((home.rect.bottom + source.rect.y - height) / 2))
    biases = scene.thing(("b", layer))
    start, end = min(home.rect.x, home.note.x), max(biases.rect.right, biases.note.right)
    obstacles = _obstacles(scene, layer)
    for text in (f"{name}  {scale}", scale):
        wide = fonts.label_width(text) + 2 * TAG_PAD
        # Where its left edge would be that of the weights, else about the middle of the column.
        for left in (start, (start + end - wide) / 2, end - wide):
            box = Rect(float(int(left)), top, wide, height)
            if not any(box.grown(TAG_CLEAR).overlaps(each) for each in obstacles):
                return box, text
    return None


def _obstacles(scene: Scene, layer: int) -> list[Rect]:
    """Everything but the layer's own, whose scales give way."""
    boxes = [Rect(scene.width, 0.0, 1.0, scene.height)]
    for thing in scene.things:
        own = is_updated(thing.key, layer)
        boxes += [thing.shape_at] if own else [thing.rect, *thing.texts]
    return boxes + [arrow.label for arrow in scene.arrows]


def _paint_tag(painter: QPainter, box: Rect, text: str, context: Context, role: str) -> None:
    painter.setPen(QPen(context.theme.color(role), 1))
    painter.setBrush(context.theme.color("raised"))
    painter.drawRoundedRect(qrect(box), RADIUS, RADIUS)
    painter.setPen(context.theme.color(role))
    fonts = context.fonts
    fonts.draw_label(painter, box.x + TAG_PAD, box.y + 2 + fonts.label_metrics.ascent(), text)


def _eased(share: float) -> float:
    """Slow at both ends."""
    share = min(max(share, 0.0), 1.0)
    return share * share * (3.0 - 2.0 * share)
