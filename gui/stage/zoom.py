"""Zoom into one unit: where a number comes from, its strongest terms first.

A chosen cell of z or p is a weighted sum. Its strongest terms are drawn as threads from their
sources, as wide as they are strong; a slip beside it adds them up. While the beat runs that
computes the cell, the sum builds up term by term.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from core.contributions import Contributions, contributions
from core.key import Key
from gui.stage.cells import NOTHING
from gui.stage.context import Context
from gui.stage.numbers import short
from gui.stage.reveal import unit_of
from gui.stage.scene import Kind, Rect, Scene, Spot, Thing, cell_rect
from gui.stage.shades import shade
from gui.stage.tracks import Track, swing
from gui.theme import RADIUS

MOST_TERMS = 10
LEAST_TERMS = 3
THINNEST, THICKEST = 1.0, 6.0
PAD = 8.0


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the slip: what is added, and what it comes to."""

    text: str
    number: str
    value: float
    running: float
    """The sum so far."""
    source: int | None = None
    """The entry of the source, if it is one term."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A weighted sum, written down."""

    title: str
    rows: tuple[Row, ...]
    ends: tuple[tuple[str, str], ...]
    """The sum, and what the activation makes of it."""


def zoomed(context: Context, scene: Scene, most: int = MOST_TERMS) -> Contributions | None:
    """Take apart what the chosen cell shows; None if it is no weighted sum."""
    spot, trace = context.focus, context.trace
    if spot is None or trace is None or spot.cell == NOTHING:
        return None
    symbol, number = spot.key
    keys = {thing.key for thing in scene.things}
    # Past an activation that is shown apart there is no sum: that is a cell of the scores.
    if symbol not in ("z", "p", "s") or (symbol == "z" and Key("s", number - 1) in keys):
        return None
    split = Key("s", number) in keys
    thing = next((thing for thing in scene.things if thing.key == spot.key), None)
    if thing is None or len(block := thing.cells.block(spot.cell)) != 1:
        return None
    try:
        return contributions(trace, spot.key, int(block[0]), most, split=split)
    except (ValueError, IndexError):
        return None


def shown_terms(context: Context, found: Contributions) -> float:
    """How many rows of the slip are there by now: all of them, unless its beat runs."""
    count = len(found.strongest) + (found.rest_count > 0) + (found.bias is not None)
    state, beat = context.state, context.beat
    if state is None or beat is None or found.key not in beat.writes:
        return float(count) if context.fill(found.key) >= 1 else 0.0
    return count * min(state.progress / 0.9, 1.0)


def slip(found: Contributions, symbols: Mapping[Key, str]) -> Slip:
    """Write a sum down; entries are counted from 1, as in the texts."""
    rows, running = [], 0.0
    for term in found.strongest:
        running = term.running
        row, column = (k + 1 for k in term.weight_cell)
        weight = f"{_symbol(symbols, term.weight_key)}[{row},{column}]"
        value = f"{_symbol(symbols, term.source)}[{term.cell + 1}]"
        rows.append(
            Row(f"{weight} · {value}", short(term.product, True), term.product, running, term.cell)
        )
    if found.rest_count:
        running += found.rest_sum
        text = f"… and {found.rest_count:,} more, together"
        rows.append(Row(text, short(found.rest_sum, True), found.rest_sum, running))
    if found.bias is not None:
        running += found.bias
        number = found.key.number - (found.key.symbol == "z")
        bias = f"{_symbol(symbols, Key('b', number))}[{found.cell + 1}]"
        rows.append(Row(bias, short(found.bias, True), found.bias, running))
    ends = [("sum", short(found.total))]
    symbol = f"{_symbol(symbols, found.key)}[{found.cell + 1}]"
    if found.sum_key != found.key:
        ends.append((symbol, short(found.result)))
    else:
        ends = [(symbol, short(found.result))]
    return Slip(symbol, tuple(rows), tuple(ends))


def paint_zoom(painter: QPainter, scene: Scene, context: Context, view: Rect) -> None:
    """Draw the threads and the slip of the chosen cell; `view` is the part that can be seen."""
    room = view.height - 2 * PAD
    line = context.fonts.small_height + 2
    most = int(min(MOST_TERMS, max(LEAST_TERMS, room / line - 5)))
    found = zoomed(context, scene, most)
    spot = context.focus
    if found is None or spot is None or not found.strongest:
        return
    things = {thing.key: thing for thing in scene.things}
    source, target = things.get(found.strongest[0].source), things[spot.key]
    if source is None:
        return
    there = shown_terms(context, found)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_threads(painter, source, target, spot, found, there, context)
    _paint_slip(painter, slip(found, context.symbols), found, target, there, view, context)
    painter.restore()


def _paint_threads(
    painter: QPainter,
    source: Thing,
    target: Thing,
    spot: Spot,
    found: Contributions,
    there: float,
    context: Context,
) -> None:
    strongest = max(abs(term.product) for term in found.strongest)
    if not strongest > 0:
        return
    end = _bar_rect(target, spot.cell)
    # The strongest last, over the others.
    for place in reversed(range(len(found.strongest))):
        term, grown = found.strongest[place], min(there - place, 1.0)
        if grown <= 0 or term.product == 0:
            continue
        start = _bar_rect(source, unit_of(source.cells, term.cell))
        # Leftwards a thread begins before the names of the rows, not across them.
        row = cell_rect(source, unit_of(source.cells, term.cell))
        way = _between(start if start.x < end.x else row, end)
        share = abs(term.product) / strongest
        color = _sign_color(context, term.product, 0.35 + 0.6 * share)
        pen = QPen(color, THINNEST + (THICKEST - THINNEST) * share)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_path(way, grown))
        painter.setPen(QPen(color, 1.5))
        painter.drawRect(QRectF(start.x - 1, start.y - 1, start.width + 2, start.height + 2))


def _between(start: Rect, end: Rect) -> Track:
    """From the side of one rectangle that looks towards the other."""
    y, v = start.y + start.height / 2, end.y + end.height / 2
    if start.x < end.x:
        return swing((start.right + 1, y), (end.x - 3, v))
    return swing((start.x - 1, y), (end.right + 3, v))


def _path(way: Track, share: float) -> QPainterPath:
    points = way.upto(share)
    path = QPainterPath(QPointF(*points[0]))
    for x, y in points[1:]:
        path.lineTo(x, y)
    return path


def _bar_rect(thing: Thing, cell: int) -> Rect:
    box = cell_rect(thing, cell)
    if thing.kind is not Kind.BARS:
        return box
    left = thing.name_width + 6
    return Rect(box.x + left, box.y + 1, box.width - left, box.height - 2)


def _paint_slip(
    painter: QPainter,
    what: Slip,
    found: Contributions,
    target: Thing,
    there: float,
    view: Rect,
    context: Context,
) -> None:
    fonts, theme = context.fonts, context.theme
    metrics = fonts.small_metrics
    line = fonts.small_height + 2
    texts = max(metrics.horizontalAdvance(row.text) for row in what.rows)
    texts = max([texts, *(metrics.horizontalAdvance(text) for text, _ in what.ends)])
    numbers = metrics.horizontalAdvance("+0.0000")
    bar = 56.0
    width = 4 * PAD + texts + bar + numbers
    height = line * (len(what.rows) + len(what.ends)) + 2 * PAD + 5
    box = _place(view, target, width, height)
    painter.setPen(QPen(theme.color("line_strong"), 1))
    painter.setBrush(theme.color("raised"))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    low = min(0.0, *(row.running for row in what.rows))
    high = max(0.0, *(row.running for row in what.rows))
    scale = bar / (high - low) if high > low else 0.0
    left = box.x() + 2 * PAD + texts
    zero = left - low * scale
    y = box.y() + PAD
    before = 0.0
    painter.setFont(fonts.small)
    for place, row in enumerate(what.rows):
        grown = min(there - place, 1.0)
        if grown > 0:
            painter.setOpacity(grown)
            _write(painter, box, y, line, row.text, row.number, theme.color("text"))
            painter.setOpacity(1.0)
            after = before + grown * (row.running - before)
            start, stop = sorted((zero + before * scale, zero + after * scale))
            color = _sign_color(context, row.value, 1.0)
            painter.fillRect(QRectF(start, y + 3, max(stop - start, 1.0), line - 6), color)
        before = row.running
        y += line
    painter.fillRect(QRectF(zero - 0.5, box.y() + PAD, 1, y - box.y() - PAD), theme.color("line"))
    painter.fillRect(QRectF(box.x() + PAD, y + 2, width - 2 * PAD, 1), theme.color("line_strong"))
    y += 5
    painter.setFont(fonts.strong)
    if there >= len(what.rows):
        for text, number in what.ends:
            _write(painter, box, y, line, text, number, theme.color("text"))
            y += line
    elif there > 0:
        # The sum so far, of the terms that are wholly there.
        done = int(there)
        so_far = what.rows[done - 1].running if done else 0.0
        _write(painter, box, y, line, "sum so far", short(so_far), theme.color("text"))


def _write(
    painter: QPainter, box: QRectF, y: float, line: float, text: str, number: str, color: QColor
) -> None:
    painter.setPen(color)
    rect = QRectF(box.x() + PAD, y, box.width() - 2 * PAD, line)
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | middle, text)
    painter.drawText(rect, Qt.AlignmentFlag.AlignRight | middle, number)


def _place(view: Rect, target: Thing, width: float, height: float) -> QRectF:
    """Beside the thing, on the side away from its sources, as far as that is in view.

    At the ends of the score there is no room beside it: then in the other half.
    """
    forward = target.key.symbol in ("z", "s")
    left, right = view.x + 4, max(view.right - width - 4, view.x + 4)
    x = target.rect.right + 16 if forward else target.rect.x - width - 16
    y = view.y + (view.height - height) / 2
    beyond = not left <= x <= right
    x = min(max(x, left), right)
    if beyond:
        free = target.rect.bottom + 8 if forward else target.rect.y - height - 8
        y = free if forward else min(free, y)
    y = min(max(y, view.y + 2), max(view.bottom - height - 2, view.y + 2))
    return QRectF(float(int(x)), float(int(y)), width, height)


def _sign_color(context: Context, value: float, alpha: float) -> QColor:
    return shade(context.theme, "signed_negative" if value < 0 else "signed_positive", alpha)


def _symbol(symbols: Mapping[Key, str], key: Key) -> str:
    return symbols.get(key, f"{key.symbol}{key.number}")
