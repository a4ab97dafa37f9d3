"""Drawing a unit: its value, the bias that feeds it, its adjoint, its name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.arrays import Array
from core.key import Key
from gui.drawing.numbers import alike, fitted
from gui.drawing.qt import qrect
from gui.drawing.rect import Rect
from gui.neurons.context import (
    AIR,
    LEFT,
    RIGHT,
    Context,
    ink_on,
    point,
    qcolor,
    text_width,
    typeface,
    write,
)
from gui.neurons.moment import ColumnState, Sort, bias_key, part
from gui.neurons.scene import Density, Unit
from gui.theme import signed_rgba, unit_rgba
from gui.theme.colormaps import Rgba

TARGET_RING = 3.0


def paint_unit(painter: QPainter, unit: Unit, context: Context) -> None:
    """Draw a unit as far as it is there."""
    state = None if context.moment is None else context.moment.column(unit.key.number)
    last = unit.key.number == len(context.scene.columns)
    _paint_name(painter, unit, last, context)
    if unit.bias.width > 0:
        _paint_bias(painter, unit, state, context)
    _paint_body(painter, unit, state, last and unit.index == context.target, context)


def shown(unit: Unit, state: ColumnState | None, context: Context) -> tuple[object, ...]:
    """What decides how a unit looks: if it is the same, so is the picture."""
    table, number = context.table, unit.key.number
    if state is None or table is None:
        return ()
    sizes = [table.values[key].size for key in (unit.key, Key("p", number))]
    shares = (part(state.z, unit.index, sizes[0]), part(state.p, unit.index, sizes[1]))
    if number == 1:
        return (*shares, state.p_comes)
    size = table.values[Key("b", number - 1)].size
    scores = part(state.s, unit.index, size)
    return (*shares, state.p_comes, scores, state.bias.sort(unit.index, size))


def value_text(unit: Unit, context: Context) -> tuple[str, float, Key | None]:
    """What is written for the value: the text, how much of it is there, and which number it is.

    Where affine map and activation are shown apart, the score stands there until the activation.
    """
    moment, table = context.moment, context.table
    if moment is None or table is None:
        return "", 0.0, None
    key = unit.key
    values = table.values[key]
    share = moment.there(key, unit.index, values.size)
    scores = Key("s", key.number - 1)
    if share <= 0 and scores in table.values and unit.index < table.values[scores].size:
        key, values = scores, table.values[scores]
        share = moment.there(key, unit.index, values.size)
    if share <= 0:
        return "", 0.0, None
    return _fit(values, unit.index, unit.value, context, context.scene.number_size), share, key


def adjoint_text(unit: Unit, context: Context) -> tuple[str, float]:
    """What is written for the adjoint, and how much of it is there."""
    moment, table = context.moment, context.table
    key = Key("p", unit.key.number)
    if moment is None or table is None or unit.index >= table.values[key].size:
        return "", 0.0
    values = table.values[key]
    share = moment.there(key, unit.index, values.size)
    size = context.scene.number_size
    if context.scene.density in (Density.ROOMY, Density.MEDIUM):
        size = context.scene.small_size
    return (_fit(values, unit.index, unit.adjoint, context, size), share) if share > 0 else ("", 0)


def bias_value(
    unit: Unit, state: ColumnState | None, context: Context
) -> tuple[Sort, float] | None:
    """What the bias shows, and its number; None if there is none."""
    table, layer = context.table, unit.key.number - 1
    if table is None or state is None:
        return None
    size = table.values[Key("b", layer)].size
    if unit.index >= size:
        return None  # the reference class of a modified softmax
    sort = state.bias.sort(unit.index, size)
    return sort, float(table.values[bias_key(sort, layer)][unit.index])


def bias_text(unit: Unit, key: Key, value: float, context: Context) -> str:
    """The bias by its name and with its number; the number alone where there is less room."""

    def width(text: str) -> float:
        return text_width(text, context.scene.small_size)

    room = unit.bias_text.width
    name = f"{context.symbols[key]} = " if key in context.symbols else ""
    left = room - width(name)
    others = [] if context.table is None else context.table.values[key].tolist()
    digits = alike(others, left, width, context.style.digits)
    text = name + fitted(value, left, width, digits=digits)
    return context.style.localized(text if width(text) <= room else fitted(value, room, width))


def _fit(values: Array, index: int, rect: Rect, context: Context, size: int) -> str:
    room = rect.width - (5 if rect.height > rect.width / 2 else 6)

    def width(text: str) -> float:
        return text_width(text, size)

    numbers = values.reshape(-1).tolist()
    digits = alike(numbers, room - AIR, width, context.style.digits)
    return context.style.localized(fitted(numbers[index], room, width, digits=digits))


def _paint_body(
    painter: QPainter, unit: Unit, state: ColumnState | None, is_target: bool, context: Context
) -> None:
    theme, table = context.theme, context.table
    body = unit.body
    radius = body.height / 2
    if is_target:
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(qrect(body, TARGET_RING), radius + 3, radius + 3)
    text, share, key = value_text(unit, context)
    empty = QPen(theme.color("line_strong"), 1.2)
    empty.setDashPattern([3.0, 3.0])
    full = QPen(theme.color("line_strong"), 1.2)
    painter.setBrush(theme.color("background"))
    arrived = key == unit.key
    painter.setPen(full if arrived and share >= 1 else empty)
    painter.drawRoundedRect(qrect(body), radius, radius)
    ground = theme.color("background")
    if arrived and table is not None and key is not None:
        ground = qcolor(_fill(table.values[key], unit.index, table.value_ends[key], context, key))
        _paint_fill(painter, unit, ground, share, full)
    if text and unit.value.width > 0 and not _replaced(unit, context):
        painter.setOpacity(share)
        painter.setFont(typeface(context.scene.number_size, strong=True))
        painter.setPen(ink_on(ground.name(), theme) if arrived else theme.color("muted"))
        write(painter, unit.value, text)
        painter.setOpacity(1.0)
    if context.scene.density is Density.TIGHT:
        painter.setPen(QPen(theme.color("line_strong"), 1))
        x = unit.adjoint.x
        painter.drawLine(point(x, body.y + 1), point(x, body.bottom - 1))
    _paint_adjoint(painter, unit, state, ground, context)


def _replaced(unit: Unit, context: Context) -> bool:
    """True where the adjoint takes the place of the value."""
    return context.scene.density is Density.SINGLE and adjoint_text(unit, context)[1] > 0


def _paint_fill(painter: QPainter, unit: Unit, ground: QColor, share: float, pen: QPen) -> None:
    radius = unit.body.height / 2
    painter.setOpacity(share)
    painter.setPen(pen)
    painter.setBrush(ground)
    if 0 < unit.value.width < unit.body.width:
        painter.save()
        painter.setClipRect(qrect(unit.value))
        painter.drawRoundedRect(qrect(unit.body), radius, radius)
        painter.restore()
        painter.setOpacity(1.0)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(qrect(unit.body), radius, radius)
    painter.setOpacity(1.0)


def _fill(values: Array, index: int, end: float, context: Context, key: Key) -> Rgba:
    value = float(values.reshape(-1)[index])
    if context.signed.get(key.number, True):
        return signed_rgba(value, end, context.theme)
    return unit_rgba(value, context.theme, 0.0, max(end, 1.0))


def _paint_adjoint(
    painter: QPainter, unit: Unit, state: ColumnState | None, ground: QColor, context: Context
) -> None:
    if unit.adjoint.width <= 0 or state is None or not state.p_comes:
        return
    text, share = adjoint_text(unit, context)
    density, theme = context.scene.density, context.theme
    if share <= 0:
        return
    small = density in (Density.ROOMY, Density.MEDIUM)
    size = context.scene.small_size if small else context.scene.number_size
    if density is Density.SINGLE:
        painter.setBrush(theme.color("background"))
        painter.setPen(QPen(theme.color("backward"), 1.2))
        painter.setOpacity(share)
        painter.drawRoundedRect(qrect(unit.body), unit.body.height / 2, unit.body.height / 2)
    painter.setOpacity(share)
    painter.setFont(typeface(size, strong=True))
    painter.setPen(theme.color("backward"))
    write(painter, unit.adjoint, text)
    painter.setOpacity(1.0)


def _paint_bias(painter: QPainter, unit: Unit, state: ColumnState | None, context: Context) -> None:
    theme, box = context.theme, qrect(unit.bias)
    if context.scene.density is Density.ROOMY:
        painter.setPen(QPen(theme.color("line_strong"), 1.2))
        painter.drawLine(box.center(), point(*unit.body.centre))
    found = bias_value(unit, state, context)
    painter.setPen(QPen(theme.color("line_strong"), 1))
    if found is None:
        painter.setBrush(theme.color("background"))
        if context.table is None:
            painter.drawRect(box)
        return
    sort, value = found
    key = bias_key(sort, unit.key.number - 1)
    table = context.table
    end = table.value_ends[key] if table is not None else 0.0
    painter.setBrush(qcolor(signed_rgba(value, end, theme)))
    painter.drawRect(box)
    if unit.bias_text.width > 0:
        size = context.scene.small_size
        painter.setFont(typeface(size))
        painter.setPen(theme.color("backward" if sort is Sort.GRADIENT else "muted"))
        write(painter, unit.bias_text, bias_text(unit, key, value, context), LEFT)


def _paint_name(painter: QPainter, unit: Unit, last: bool, context: Context) -> None:
    theme, size = context.theme, context.scene.small_size
    if unit.name.width > 0:
        is_target = last and unit.index == context.target
        painter.setFont(typeface(size, strong=is_target))
        painter.setPen(theme.color("accent" if is_target else "text"))
        write(painter, unit.name, unit.name_text, LEFT if last else RIGHT)
    said = unit.index == context.target or context.target is None
    if unit.note.width > 0 and said and context.target_text:
        painter.setFont(typeface(size))
        painter.setPen(theme.color("accent"))
        write(painter, unit.note, context.target_text, LEFT)
