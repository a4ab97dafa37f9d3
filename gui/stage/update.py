"""Drawing the update: the gradient turns into the change of the parameters and goes up to them.

What flies is the change that the optimizer really makes, in its own scale, which is written at it.
For plain gradient descent that is minus the learning rate times q: the same picture with its
colours exchanged.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from core.key import Key
from core.timeline import Beat
from gui.stage.context import Context, after_of, has
from gui.stage.numbers import end_of_scale
from gui.stage.painter import qrect
from gui.stage.pictures import Part
from gui.stage.scene import Rect, Scene, Thing
from gui.theme import RADIUS

TURN, LAND = 0.22, 0.62
"""Until then the gradient turns into the change; until then the change flies."""


def paint_update(painter: QPainter, scene: Scene, beat: Beat, context: Context, role: str) -> None:
    """Draw the update of a layer; nothing if the trace does not know what it makes."""
    state, trace, pictures = context.state, context.trace, context.pictures
    if state is None or trace is None or pictures is None or not 0.0 < state.progress < 1.0:
        return
    for symbol in ("W", "b"):
        key = Key(symbol, beat.layer)
        after = after_of(key)
        things = {thing.key: thing for thing in scene.things}
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
    melted = min(max((u - LAND) / (1.0 - LAND), 0.0), 1.0)
    rect = Rect(
        source.rect.x + flight * (home.rect.x - source.rect.x),
        source.rect.y + flight * (home.rect.y - source.rect.y),
        home.rect.width,
        home.rect.height,
    )
    if melted > 0:
        painter.setOpacity(melted)
        painter.drawImage(QPointF(home.rect.x, home.rect.y), pictures.of(home, after))
    solid = min(u / TURN, 1.0) * (1.0 - melted)
    painter.setOpacity(solid)
    painter.fillRect(qrect(rect, 2), context.theme.color("background"))
    painter.drawImage(QPointF(rect.x, rect.y), change)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(context.theme.color(role), 2))
    painter.drawRoundedRect(qrect(rect, 3), RADIUS, RADIUS)
    if home.key.symbol == "W":
        _paint_tag(painter, rect, home, context, role)
    painter.setOpacity(1.0)


def _paint_tag(painter: QPainter, rect: Rect, home: Thing, context: Context, role: str) -> None:
    """Name the change and its scale, in a tag that flies with it."""
    pictures, fonts = context.pictures, context.fonts
    assert pictures is not None
    gradient = context.symbols.get(Key(f"q_{home.key.symbol}", home.key.number), "")
    name = f"−{context.descent} {gradient}" if context.descent else f"change of {home.title}"
    text = f"{name}  ±{end_of_scale(pictures.change_end(home.key))}"
    width, height = fonts.label_width(text) + 16, fonts.label_height + 6
    box = QRectF(rect.x - 4, rect.y - height - 6, width, height)
    painter.setPen(QPen(context.theme.color(role), 1))
    painter.setBrush(context.theme.color("raised"))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    painter.setPen(context.theme.color(role))
    fonts.draw_label(painter, box.x() + 8, box.y() + 3 + fonts.label_metrics.ascent(), text)


def _eased(share: float) -> float:
    """Slow at both ends."""
    share = min(max(share, 0.0), 1.0)
    return share * share * (3.0 - 2.0 * share)
