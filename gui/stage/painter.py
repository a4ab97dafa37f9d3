"""Drawing the stage: functions of a thing and a frozen context.

`paint_still` draws what changes with the beat at most, to be cached: frames, titles, arrows.
`paint` draws a thing's values, as far as they have been computed.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QImage, QPainter, QPen

from core.key import Key
from core.timeline import BeatKind
from gui.drawing.numbers import short
from gui.drawing.qt import qrect
from gui.drawing.rect import Rect
from gui.stage.arrows import Stage, paint_arrow
from gui.stage.bars import paint_bar_tracks, paint_bars
from gui.stage.cells import NOTHING
from gui.stage.context import Context
from gui.stage.figures import paint_figures
from gui.stage.place import SWATCH, WORDS
from gui.stage.related import related
from gui.stage.reveal import first_units, unit_count, unit_rect
from gui.stage.room import BETWEEN
from gui.stage.scene import Kind, Scene, Spot, Thing, cell_rect
from gui.stage.text import LEAST_SIZE
from gui.theme import RADIUS

FRAME = 2.5
RING = 3.5
LOSS_PAD = 9.0
"""Between the number of the loss and its circle."""
_BACKWARD = ("p", "p_s", "q_W", "q_b")
_ONE_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip


def paint_still(painter: QPainter, scene: Scene, context: Context) -> None:
    """Draw everything that stays when the numbers change."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for arrow in scene.arrows:
        paint_arrow(painter, arrow, context, stage_of(arrow.goal, context))
    for thing in scene.things:
        if thing.kind is Kind.LOSS:
            _paint_circle(painter, thing, context)
            continue
        if thing.kind is Kind.BARS:
            paint_bar_tracks(painter, thing, context)
        else:
            _paint_frame(painter, thing, context)
            if context.fill(thing.key) < 1:
                _paint_nothing(painter, thing, context)
        _paint_title(painter, thing, context)


def paint(painter: QPainter, thing: Thing, context: Context) -> None:
    """Draw the values of a thing; where there are none, show that there are none."""
    fill = context.fill(thing.key)
    if thing.kind is Kind.LOSS:
        _paint_loss(painter, thing, context, fill)
    elif thing.kind is Kind.BARS:
        paint_bars(painter, thing, context)
    elif fill > 0 and context.pictures is not None:
        image = context.pictures.of(thing, context.shown(thing.key))
        if fill >= 1:
            painter.drawImage(QPointF(thing.rect.x, thing.rect.y), image)
        else:
            _paint_part(painter, thing, context, image, fill)
        paint_figures(painter, thing, context)
        _paint_scale(painter, thing, context)
        if thing.hint.width > 0 and fill >= 1:
            _paint_hint(painter, thing, context)


def _paint_nothing(painter: QPainter, thing: Thing, context: Context) -> None:
    brush = QBrush(context.theme.color("line"), Qt.BrushStyle.BDiagPattern)
    painter.fillRect(qrect(thing.rect), brush)


def _paint_loss(painter: QPainter, thing: Thing, context: Context, fill: float) -> None:
    """Write the number when all of it is there: half of it would be another number."""
    trace = context.trace
    there = trace is not None and fill > 0
    painter.setPen(context.theme.color("text", min(fill, 1.0) if there else 1.0))
    text = context.style.localized(short(trace.loss)) if trace is not None and there else "–"
    letters, room = QFont(context.fonts.loss), thing.rect.width - 2 * LOSS_PAD
    wide = QFontMetricsF(letters).horizontalAdvance(text)
    if wide > room:
        letters.setPixelSize(max(LEAST_SIZE, int(letters.pixelSize() * room / wide)))
    painter.setFont(letters)
    painter.drawText(qrect(thing.rect), Qt.AlignmentFlag.AlignCenter, text)


def _paint_part(
    painter: QPainter, thing: Thing, context: Context, image: QImage, fill: float
) -> None:
    """Draw the units that have arrived, and the next one as its own ghost."""
    arrived = fill * unit_count(thing.cells)
    ground = context.theme.color("background")
    for region in first_units(thing.cells, int(arrived)):
        painter.fillRect(qrect(placed(thing, region)), ground)
        paint_region(painter, thing, image, region)
    if int(arrived) < unit_count(thing.cells):
        painter.setOpacity(arrived % 1.0)
        paint_region(painter, thing, image, unit_rect(thing.cells, int(arrived)))
        painter.setOpacity(1.0)


def paint_region(painter: QPainter, thing: Thing, image: QImage, region: Rect) -> None:
    """Draw a part of a thing's picture where it belongs."""
    ratio = image.devicePixelRatio()
    source = QRectF(region.x * ratio, region.y * ratio, region.width * ratio, region.height * ratio)
    painter.drawImage(qrect(placed(thing, region)), image, source)


def placed(thing: Thing, region: Rect) -> Rect:
    """A rectangle within a thing as one on the stage."""
    return Rect(thing.rect.x + region.x, thing.rect.y + region.y, region.width, region.height)


def stage_of(key: Key, context: Context) -> Stage:
    """How far a thing is, or the arrow that leads to it."""
    state = context.state
    if state is None:
        return Stage.DONE
    if state.filled.get(key, 0.0) >= 1.0:
        return Stage.DONE
    return Stage.NOW if key in state.active else Stage.COMING


def paint_marks(painter: QPainter, scene: Scene, context: Context) -> None:
    """Draw the ring around what has the focus, and the one around the cell under the mouse."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if context.focus is not None:
        thing = scene.thing(context.focus.key)
        painter.setPen(QPen(context.theme.color("focus"), 2))
        if thing.kind is Kind.LOSS:
            painter.drawEllipse(qrect(thing.rect, RING))
        else:
            painter.drawRoundedRect(qrect(thing.rect, RING), RADIUS, RADIUS)
            _paint_ring(painter, thing, context.focus, context, "focus")
    if context.hover is not None:
        thing = scene.thing(context.hover.key)
        if thing.kind is not Kind.LOSS:
            _paint_ring(painter, thing, context.hover, context, "text")
    pointed = context.hover or context.focus
    if pointed is not None:
        for spot in related(scene, pointed):
            _paint_ring(painter, scene.thing(spot.key), spot, context, "muted")
    for thing in scene.things:
        if thing.key in context.lit and (pointed is None or pointed.key != thing.key):
            _paint_lit(painter, thing, context)


def _paint_lit(painter: QPainter, thing: Thing, context: Context) -> None:
    """Mark a thing; where one entry of it is meant, that one, and where to look for it."""
    exact = context.lit_entry >= 0 and thing.kind is not Kind.LOSS
    painter.setPen(QPen(context.theme.color("warning"), 1 if exact else 2))
    if thing.kind is Kind.LOSS:
        painter.drawEllipse(qrect(thing.rect, RING))
        return
    painter.drawRoundedRect(qrect(thing.rect, RING), RADIUS, RADIUS)
    if exact:
        spot = Spot(thing.key, thing.cells.cell_of(context.lit_entry))
        _paint_ring(painter, thing, spot, context, "warning")


def _paint_ring(painter: QPainter, thing: Thing, spot: Spot, context: Context, role: str) -> None:
    if spot.cell == NOTHING or spot.cell >= thing.cells.count:
        return
    # Two lines, so that it shows on light and dark cells alike.
    rect = qrect(cell_rect(thing, spot.cell))
    painter.setPen(QPen(context.theme.color("background"), 1))
    painter.drawRect(rect.adjusted(-2.5, -2.5, 2.5, 2.5))
    painter.setPen(QPen(context.theme.color(role), 2))
    painter.drawRect(rect.adjusted(-1, -1, 1, 1))


def _paint_frame(painter: QPainter, thing: Thing, context: Context) -> None:
    painter.setPen(QPen(context.theme.color("line"), 1))
    painter.setBrush(context.theme.color("background"))
    painter.drawRoundedRect(qrect(thing.rect, FRAME), 2, 2)


def _paint_circle(painter: QPainter, thing: Thing, context: Context) -> None:
    painter.setPen(QPen(context.theme.color("text"), 2))
    painter.setBrush(context.theme.color("surface"))
    painter.drawEllipse(qrect(thing.rect, -1))
    painter.setPen(context.theme.color("muted"))
    painter.setFont(context.fonts.small)
    painter.drawText(qrect(thing.label), Qt.AlignmentFlag.AlignCenter, thing.title)


def _paint_title(painter: QPainter, thing: Thing, context: Context) -> None:
    role = "backward" if thing.key.symbol in _BACKWARD else "text"
    if stage_of(thing.key, context) is Stage.COMING:
        role = "disabled"
    painter.setPen(context.theme.color(role))
    fonts = context.fonts
    baseline = fonts.baseline(thing.label)
    end = fonts.draw_label(painter, thing.label.x, baseline, thing.title)
    painter.setPen(context.theme.color("disabled" if role == "disabled" else "muted"))
    painter.setFont(fonts.small)
    if thing.detail:
        painter.drawText(QPointF(end + BETWEEN, baseline), thing.detail)
    if thing.shape_text:
        painter.drawText(qrect(thing.shape_at), _ONE_LINE, thing.shape_text)


def _paint_scale(painter: QPainter, thing: Thing, context: Context) -> None:
    if thing.note.width <= 0 or context.pictures is None or _gives_way(thing.key, context):
        return
    painter.setPen(context.theme.color("muted"))
    painter.setFont(context.fonts.small)
    text = context.style.localized(context.pictures.scales.of[context.shown(thing.key)].text)
    painter.drawText(qrect(thing.note), _side(thing) | _ONE_LINE, text)


def _side(thing: Thing) -> Qt.AlignmentFlag:
    """Where a scale stands in its room: under the middle or an edge of the values."""
    if thing.key.symbol in ("z", "p", "s", "p_s"):
        return Qt.AlignmentFlag.AlignHCenter
    # Biases are narrow: where their scale reaches to the left, it ends where they end.
    reaches = thing.key.symbol in ("b", "q_b") and thing.note.x < thing.rect.x
    return Qt.AlignmentFlag.AlignRight if reaches else Qt.AlignmentFlag.AlignLeft


def is_updated(key: Key, layer: int) -> bool:
    """True for the parameters of a layer and their gradients."""
    return key.number == layer and key.symbol in ("W", "b", "q_W", "q_b")


def _gives_way(key: Key, context: Context) -> bool:
    """True while the change of the parameters flies by, which has its own scale."""
    state, beat = context.state, context.beat
    if state is None or beat is None or beat.kind is not BeatKind.UPDATE:
        return False
    return is_updated(key, beat.layer) and 0.0 < state.progress < 1.0


def _paint_hint(painter: QPainter, thing: Thing, context: Context) -> None:
    """Say what the signs of the sensitivity mean: where the loss falls, it is more that class."""
    if context.target is None or not 0 <= context.target < len(context.outputs):
        return
    painter.setFont(context.fonts.small)
    line = thing.hint.height / 2
    rows = zip(("signed_negative", "signed_positive"), WORDS, strict=True)
    for row, (role, word) in enumerate(rows):
        rect = qrect(thing.hint).adjusted(0, row * line, 0, (row - 1) * line)
        middle = rect.center().y()
        side = SWATCH - 6
        painter.fillRect(
            QRectF(rect.x(), float(int(middle - side / 2)), side, side), context.theme.color(role)
        )
        painter.setPen(context.theme.color("muted"))
        text = thing.hint_form.format(word, context.outputs[context.target])
        painter.drawText(rect.adjusted(SWATCH, 0, 0, 0), _ONE_LINE, text)
