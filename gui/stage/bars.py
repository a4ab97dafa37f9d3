"""Drawing a vector as rows: name, bar, number."""

from __future__ import annotations

from math import isfinite

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPolygonF

from core.key import Key
from gui.drawing.numbers import fixed
from gui.stage.context import Context
from gui.stage.scales import Scale
from gui.stage.scene import ROW_GAP, Thing, bar_rect, cell_rect
from gui.theme import Theme

MARK_ROOM = 8.0
THICKEST = 14.0
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip


def paint_bar_tracks(painter: QPainter, thing: Thing, context: Context) -> None:
    """Draw the names and the empty bars."""
    most = max(len(lines) for lines in thing.name_lines)
    # Two lines stand closer to each other than to those of the next row.
    gap = ROW_GAP if most > 1 else 0.0
    letters = context.fonts.fitted(context.fonts.small, (_pitch(thing) - gap) / most)
    metrics = QFontMetricsF(letters)
    painter.setFont(letters)
    for row, lines in enumerate(thing.name_lines):
        place = cell_rect(thing, row)
        painter.setPen(context.theme.color("text"))
        room = bar_rect(thing, row).y - place.y if thing.stacked else place.height
        high = min(metrics.height(), (room - gap) / len(lines))
        top = place.y + (room - len(lines) * high) / 2
        for k, line in enumerate(lines):
            text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, thing.name_width)
            painter.drawText(QRectF(place.x, top + k * high, thing.name_width, high), _LEFT, text)
        painter.fillRect(_bar(thing, row), context.theme.color("track"))


def paint_bars(painter: QPainter, thing: Thing, context: Context) -> None:
    """Draw the bars, the numbers, and, at the prediction, the target."""
    fill = context.fill(thing.key)
    if context.pictures is None or fill <= 0:
        return
    values = context.values(thing.key)
    arrived = fill * len(values)
    scale = context.pictures.scales.of[thing.key]
    predicted = thing.key == Key("z", context.last)
    judged = predicted and context.target is not None and fill >= 1
    best = int(values.argmax()) if judged else None
    fonts = context.fonts
    plain, strong = (fonts.fitted(each, _pitch(thing)) for each in (fonts.number, fonts.strong))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for row, value in enumerate(values.tolist()):
        grown = min(arrived - row, 1.0)
        if grown <= 0:
            break
        place, bar = bar_rect(thing, row), _bar(thing, row)
        role = _role(value, scale.signed, row == best, best == context.target)
        _paint_bar(painter, bar, value * grown, scale, context.theme, role)
        if grown < 1:
            break  # its number comes when all of it is there
        painter.setFont(strong if row == best else plain)
        painter.setPen(context.theme.color("text" if row == best else "muted"))
        number = QRectF(bar.right(), place.y, place.right - bar.right(), place.height)
        text = fixed(value, scale.end if scale.signed else 0.5, sign=scale.signed)
        painter.drawText(number, _RIGHT, context.style.localized(text))
    if predicted:
        _paint_targets(painter, thing, context, scale)
    painter.restore()


def _paint_bar(
    painter: QPainter, bar: QRectF, value: float, scale: Scale, theme: Theme, role: str
) -> None:
    if not isfinite(value) or scale.end <= 0:
        return
    share = max(-1.0, min(1.0, value / scale.end))
    if scale.signed:
        zero, length = bar.center().x(), share * bar.width() / 2
        painter.fillRect(
            QRectF(min(zero, zero + length), bar.y(), abs(length), bar.height()), theme.color(role)
        )
        painter.fillRect(QRectF(zero - 0.5, bar.y(), 1, bar.height()), theme.color("line_strong"))
    else:
        painter.fillRect(
            QRectF(bar.x(), bar.y(), share * bar.width(), bar.height()), theme.color(role)
        )


def _role(value: float, signed: bool, best: bool, right: bool) -> str:
    if signed:
        return "signed_negative" if value < 0 else "signed_positive"
    if best:
        return "right" if right else "wrong"
    return "line_strong"


def _paint_targets(painter: QPainter, thing: Thing, context: Context, scale: Scale) -> None:
    """Mark the true class by a triangle, true values by a line across their bars."""
    trace, theme = context.trace, context.theme
    if trace is None:
        return
    if context.target is not None:
        if context.target < len(thing.names):
            bar = _bar(thing, context.target)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("text"))
            x, y = bar.x() - 1.5, bar.center().y()
            painter.drawPolygon(
                QPolygonF([QPointF(x - 5.5, y - 4), QPointF(x, y), QPointF(x - 5.5, y + 4)])
            )
    elif scale.signed and scale.end > 0:
        for row, y in enumerate(trace.y.tolist()):
            bar = _bar(thing, row)
            x = bar.center().x() + max(-1.0, min(1.0, y / scale.end)) * bar.width() / 2
            painter.fillRect(QRectF(x - 1, bar.y() - 3, 2, bar.height() + 6), theme.color("text"))
    if not thing.note.width:
        return
    painter.setFont(context.fonts.small)
    painter.setPen(theme.color("text"))
    note = thing.note
    painter.drawText(
        QRectF(note.x, note.y, note.width, note.height),
        Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip,
        context.target_text,
    )


def _pitch(thing: Thing) -> float:
    """From one line to the next."""
    return thing.cells.y.pitch / (2 if thing.stacked else 1)


def _bar(thing: Thing, row: int) -> QRectF:
    """The bar of a row."""
    place = bar_rect(thing, row)
    left = place.x + MARK_ROOM
    right = place.right - thing.number_width
    thickness = float(min(THICKEST, int(place.height * 0.62)))
    top = place.y + float(int((place.height - thickness) / 2))
    return QRectF(left, top, right - left, thickness)
