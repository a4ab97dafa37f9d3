"""Drawing titles, the loss, and the marks of what is chosen and pointed at."""

from __future__ import annotations

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPen

from core.key import LOSS, Key
from gui.drawing.numbers import alike, fitted, significant
from gui.drawing.qt import qrect
from gui.drawing.rect import Rect
from gui.neurons.context import AIR, Context, point, text_width, typeface, write
from gui.neurons.layout import elided
from gui.neurons.moment import Sort
from gui.neurons.scene import Band, Density, Spot
from gui.neurons.walk import is_here, unit_of
from gui.theme import RADIUS

RING = 4.0


def paint_titles(painter: QPainter, context: Context) -> None:
    """Write the symbols: of the way forward above, of the way back below."""
    moment = context.moment
    for column in context.scene.columns:
        z, p = Key("z", column.number), Key("p", column.number)
        there = moment is not None and moment.share(z) > 0
        _title(painter, column.title, (context.symbols.get(z, ""),), "text", there, context)
        if moment is None or moment.column(column.number).p_comes:
            back = moment is not None and moment.share(p) > 0
            texts = (context.symbols.get(p, ""),)
            _title(painter, column.foot, texts, "backward", back, context)
    for band in context.scene.bands:
        _paint_band_titles(painter, band, context)


def band_titles(band: Band, context: Context) -> tuple[str, str]:
    """What the edges show and the end of its scale: for the line above and the one below."""
    i, symbols = band.number, context.symbols
    weight, gradient = symbols.get(Key("W", i), ""), symbols.get(Key("q_W", i), "")
    after, source = symbols.get(Key("W_after", i), weight), symbols.get(Key("z", i), "")
    table, moment = context.table, context.moment
    if table is None or moment is None:
        return weight, gradient
    turn = moment.turn(i)
    sort = turn.after if turn.share > 0 else turn.before

    def scaled(text: str, sort: Sort) -> str:
        return f"{text}   ±{context.style.localized(significant(table.ends[i, sort], 2))}"

    match sort:
        case Sort.WEIGHT:
            return scaled(weight, sort), gradient
        case Sort.PRODUCT:
            return scaled(f"{weight} · {source}", sort), gradient
        case Sort.GRADIENT:
            return weight, scaled(gradient, sort)
        case Sort.AFTER:
            return scaled(after, sort), gradient
        case Sort.PRODUCT_AFTER:
            return scaled(f"{after} · {source}", sort), gradient


def _paint_band_titles(painter: QPainter, band: Band, context: Context) -> None:
    moment = context.moment
    above, below = band_titles(band, context)
    shown = Sort.WEIGHT if moment is None else moment.turn(band.number).after
    gradient = moment is not None and moment.share(Key("q_W", band.number)) > 0
    bare = context.symbols.get(Key("W", band.number), "")
    texts = (above, above.split("   ")[0], bare)
    role = "text" if shown is not Sort.GRADIENT else "muted"
    _title(painter, band.title, texts, role, True, context)
    foot = (below, below.split("   ")[0])
    _title(painter, band.foot, foot, "backward", gradient, context)


def _title(
    painter: QPainter,
    rect: Rect,
    texts: tuple[str, ...],
    role: str,
    there: bool,
    context: Context,
) -> None:
    size = context.scene.title_size
    text = next((t for t in texts if text_width(t, size) <= rect.width), None)
    if text is None:
        text = elided(texts[-1], rect.width, lambda t: text_width(t, size))
    painter.setFont(typeface(size))
    painter.setPen(context.theme.color(role if there else "disabled"))
    write(painter, rect, text)


def paint_loss_lines(painter: QPainter, context: Context) -> None:
    """Draw the lines from the outputs to the loss."""
    scene = context.scene
    x, y = scene.loss.x, scene.loss.centre[1]
    painter.setPen(QPen(context.theme.color("line_strong"), 1))
    painter.drawLines([QLineF(float(u), float(v), x, y) for u, v in scene.loss_starts])


def paint_loss(painter: QPainter, context: Context) -> None:
    """Draw the loss; its number when it is there."""
    scene, theme = context.scene, context.theme
    box, moment = scene.loss, context.moment
    share = 0.0 if moment is None else moment.loss
    pen = QPen(theme.color("text" if share >= 1 else "line_strong"), 2)
    if share < 1:
        pen.setDashPattern([3.0, 3.0])
    painter.setPen(pen)
    painter.setBrush(theme.color("surface"))
    painter.drawEllipse(qrect(box, -1))
    aside = scene.small_size * 1.25
    painter.setFont(typeface(scene.small_size))
    painter.setPen(theme.color("muted" if share > 0 else "disabled"))
    middle = box.centre[1]
    write(painter, Rect(box.x, middle - aside - 1, box.width, aside), "loss")
    if moment is not None and share > 0:
        size = scene.number_size + (2 if scene.density is not Density.DOTS else 0)
        room, loss = box.width - 12, moment.trace.loss
        digits = alike((loss,), room - AIR, lambda t: text_width(t, size), context.style.digits)
        text = fitted(loss, room, lambda t: text_width(t, size), digits=digits)
        painter.setFont(typeface(size, strong=True))
        painter.setPen(theme.color("text", min(share, 1.0)))
        text = context.style.localized(text)
        write(painter, Rect(box.x, middle - 1, box.width, size * 1.3), text)


def paint_marks(painter: QPainter, context: Context, *, active: bool) -> None:
    """Draw the rings of what is chosen, what is under the mouse, and what is lit elsewhere.

    The ring of what is chosen is stronger while the keys go there (`active`).
    """
    painter.setBrush(Qt.BrushStyle.NoBrush)
    scene, theme = context.scene, context.theme
    for key in context.lit:
        _paint_lit(painter, key, context)
    if context.hover is not None and context.hover != context.focus:
        painter.setPen(QPen(theme.color("text"), 1.5))
        _paint_ring(painter, context.hover, context)
    if context.focus is not None:
        painter.setPen(QPen(theme.color("focus"), 2.5 if active else 1.2))
        _paint_ring(painter, context.focus, context)
        unit = unit_of(scene, context.focus)
        if unit is not None and context.focus.key.symbol != "z":
            painter.setPen(QPen(theme.color("focus"), 1))
            radius = unit.body.height / 2 + RING
            painter.drawRoundedRect(qrect(unit.body, RING), radius, radius)


def _paint_ring(painter: QPainter, spot: Spot, context: Context) -> None:
    scene, symbol = context.scene, spot.key.symbol
    unit = unit_of(scene, spot)
    if spot.key == LOSS:
        painter.drawEllipse(qrect(scene.loss, RING))
    elif unit is None:
        return
    elif symbol in ("W", "q_W", "W_after"):
        band = scene.band(spot.key.number)
        start = band.starts[spot.cell % len(band.starts)]
        painter.drawLine(point(*start), point(*band.ends[unit.index]))
    elif symbol in ("b", "q_b", "b_after") and unit.bias.width > 0:
        box = unit.bias if unit.bias_text.width <= 0 else _around(unit.bias, unit.bias_text)
        painter.drawRoundedRect(qrect(box, 2), RADIUS, RADIUS)
    elif symbol in ("p", "p_s") and unit.adjoint.width > 0 and unit.adjoint != unit.body:
        painter.drawRoundedRect(qrect(unit.adjoint, 0.5), RADIUS, RADIUS)
    else:
        radius = unit.body.height / 2 + RING
        painter.drawRoundedRect(qrect(unit.body, RING), radius, radius)


def _around(one: Rect, other: Rect) -> Rect:
    top, bottom = min(one.y, other.y), max(one.bottom, other.bottom)
    return Rect(one.x, top, other.right - one.x, bottom - top)


def _paint_lit(painter: QPainter, key: Key, context: Context) -> None:
    scene, (symbol, number) = context.scene, key
    painter.setPen(QPen(context.theme.color("warning"), 2))
    if key == LOSS:
        painter.drawEllipse(qrect(scene.loss, RING))
    elif context.lit_entry >= 0 and is_here(scene, Spot(key, context.lit_entry)):
        _paint_ring(painter, Spot(key, context.lit_entry), context)
    elif symbol in ("W", "q_W", "W_after", "g", "A") and 1 <= number <= len(scene.bands):
        rect = scene.band(number).rect
        painter.drawRoundedRect(qrect(rect, -1), RADIUS, RADIUS)
    elif symbol in ("z", "p", "b", "q_b", "b_after", "s", "p_s"):
        column = number if symbol in ("z", "p") else number + 1
        if 1 <= column <= len(scene.columns):
            for unit in scene.column(column).units:
                _paint_ring(painter, Spot(key, unit.index), context)
