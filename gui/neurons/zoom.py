"""The chosen unit: its edges stand out, with the products on the strongest, and their sum."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPen

from core.arrays import Array
from core.contributions import Contributions
from core.key import Key
from gui.drawing.numbers import round_up, significant
from gui.drawing.qt import qrect
from gui.drawing.rect import Rect
from gui.neurons.context import Context, pale, text_width, typeface, write
from gui.neurons.edges import levels_of, pen_of, thickest
from gui.neurons.moment import largest
from gui.neurons.readout import sum_behind
from gui.neurons.scene import Band, Spot
from gui.neurons.walk import unit_of
from gui.theme import RADIUS

MOST_TERMS = 5
VEIL = 0.78


def zoomed(context: Context) -> Spot | None:
    """The value or adjoint whose sum is shown: that of the chosen unit, once it is there."""
    spot, moment, table = context.focus, context.moment, context.table
    if spot is None or moment is None or table is None:
        return None
    unit = unit_of(context.scene, spot)
    if unit is None or spot.key.symbol in ("W", "q_W", "W_after"):
        return None
    key = Key("p" if spot.key.symbol in ("p", "p_s", "q_b") else "z", unit.key.number)
    size = table.values[key].size
    if unit.index >= size or moment.there(key, unit.index, size) < 1:
        return None
    return Spot(key, unit.index)


def paint_zoom(painter: QPainter, context: Context) -> None:
    """Draw the terms of the chosen unit's sum, over the paled other edges."""
    spot, moment = zoomed(context), context.moment
    if spot is None or moment is None:
        return
    found = sum_behind(moment.trace, spot, MOST_TERMS)
    if found is None or not found.strongest:
        return
    forward = spot.key.symbol == "z"
    band = context.scene.band(spot.key.number - 1 if forward else spot.key.number)
    record = moment.trace.layers[band.number - 1]
    if forward:
        products = record.W[spot.cell] * record.z
        lines = [_line(start, band.ends[spot.cell]) for start in band.starts]
    else:
        products = record.W[:, spot.cell] * record.p_s
        lines = [_line(band.starts[spot.cell], end) for end in band.ends[: len(products)]]
    pale(painter, band.rect, VEIL, context)
    _paint_lines(painter, band, lines, products, context)
    labels = [(lines[t.cell], t.product) for t in found.strongest]
    _paint_labels(painter, band, labels, found, forward, context)


def _line(start: Sequence[float] | Array, end: Sequence[float] | Array) -> QLineF:
    return QLineF(float(start[0]), float(start[1]), float(end[0]), float(end[1]))


def _paint_lines(
    painter: QPainter, band: Band, lines: list[QLineF], products: Array, context: Context
) -> None:
    levels = levels_of(products, round_up(largest(products)))
    for place in sorted(range(len(lines)), key=lambda k: abs(int(levels[k]))):
        painter.setPen(pen_of(int(levels[place]), max(thickest(band), 4.5), context.theme))
        painter.drawLine(lines[place])


def _paint_labels(
    painter: QPainter,
    band: Band,
    labels: list[tuple[QLineF, float]],
    found: Contributions,
    forward: bool,
    context: Context,
) -> None:
    size = context.scene.small_size
    high = size * 1.3
    plates = [sum_plate(band, found, forward, context)]
    for line, product in labels:
        number = significant(product, 3, full=True)
        text = context.style.localized(f"+{number}" if product > 0 else number)
        wide = text_width(text, size) + 6
        # Near the sources the edges are farthest apart.
        for share in (0.3, 0.2, 0.4, 0.5, 0.12):
            at = line.pointAt(share if forward else 1 - share)
            plate = Rect(at.x() - wide / 2, at.y() - high / 2, wide, high)
            inside = plate.x >= band.rect.x + 2 and plate.right <= band.rect.right - 2
            if inside and not any(plate.overlaps(other) for other, _ in plates):
                plates.append((plate, text))
                break
    for place, (plate, text) in enumerate(plates):
        _paint_plate(painter, plate, text, context, strong=place == 0, forward=forward)


def sum_plate(
    band: Band, found: Contributions, forward: bool, context: Context
) -> tuple[Rect, str]:
    """The sum on the unit, where its edges come together."""
    size = context.scene.small_size
    total = context.style.localized(significant(found.total, 3, full=True))
    text = f"Σ + b = {total}" if found.bias is not None else f"Σ = {total}"
    if text_width(text, size) + 8 > 0.5 * band.rect.width:
        text = f"Σ {total}"
    wide = text_width(text, size) + 8
    x, y = band.ends[found.cell] if forward else band.starts[found.cell]
    high = size * 1.3 + 2
    left = float(x) - wide - 7 if forward else float(x) + 5
    return Rect(left, float(y) - high / 2, wide, high), text


def _paint_plate(
    painter: QPainter, plate: Rect, text: str, context: Context, *, strong: bool, forward: bool
) -> None:
    theme = context.theme
    painter.setBrush(theme.color("raised"))
    border = theme.color("forward" if forward else "backward") if strong else theme.color("line")
    painter.setPen(QPen(border, 1.5 if strong else 1))
    painter.drawRoundedRect(qrect(plate), RADIUS, RADIUS)
    painter.setFont(typeface(context.scene.small_size, strong=strong))
    painter.setPen(theme.color("text"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    write(painter, plate, text)
