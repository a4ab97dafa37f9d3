"""Putting the columns where they belong. No Qt."""

from __future__ import annotations

from dataclasses import replace

from core.key import Key
from gui.drawing.rect import NOWHERE, Rect
from gui.stage.bands import Bands
from gui.stage.cells import Axis, Cells, is_image
from gui.stage.labels import Labels
from gui.stage.layered import FARTHEST, Layered
from gui.stage.measure import Measure
from gui.stage.nodes import Column, NodeColumn
from gui.stage.room import NEXT, Room
from gui.stage.scene import SENSITIVITY, Arrow, Kind, Thing

SWATCH = 16.0
"""Width of a square of colour before a hint."""
HINTS = ("ink here: {} {}", "{} {}", "{} like it", "{}")
WORDS = ("more", "less")
Pair = tuple[Thing, Thing | None]
"""What stands over what."""


def place_node(node: NodeColumn, x: float, bands: Bands, room: Room) -> Pair:
    """Place z_i at the upper edge and p_i at the lower one, both centred in their column."""
    z = _vector(node.upper, node.z, x, node.width, bands, room, below=False)
    if node.p is None:
        return z, None
    p = _vector(node.lower, node.p, x, node.width, bands, room, below=True)
    if p.key == SENSITIVITY and is_image(p.cells):
        p = _with_hint(p, z.note.bottom, x, node.width, room)
    return z, p


def _with_hint(p: Thing, above: float, x: float, width: float, room: Room) -> Thing:
    """Say over the sensitivity what its signs mean, if there is room below z_1."""
    high = 2 * room.bands.small_height
    top = p.note.y - 4 - high
    names = room.outputs[: room.network.classes] or ("",)
    if not room.outputs or not room.network.classes or top < above + 4:
        return p
    for form in HINTS:
        widest = max(
            room.measure.small(form.format(word, name)) for word in WORDS for name in names
        )
        # In a narrow column it may reach into the margin.
        if SWATCH + widest <= width + room.density.pad - 2:
            wide = SWATCH + widest
            rect = Rect(float(int(x + min((width - wide) / 2, width - wide))), top, wide, high)
            return replace(p, hint=rect, hint_form=form)
    return p


def _vector(
    key: Key, column: Column, x: float, width: float, bands: Bands, room: Room, *, below: bool
) -> Thing:
    cells = column.cells
    wide, tall = cells.x.length, cells.y.length
    left = x + float(int((width - wide) / 2))
    label = column.label
    if below:
        rect = Rect(left, bands.mirrored(bands.nodes) - tall, wide, tall)
        label_top = bands.mirrored(bands.top) - bands.label_height
    else:
        rect = Rect(left, bands.nodes, wide, tall)
        label_top = bands.top

    def centred(line: int, width_: float) -> Rect:
        top = bands.line(rect, line, below=below)
        return Rect(x + (width - width_) / 2, top, width_, bands.small_height)

    note = centred(1 if label.shape else 0, max(room.note, min(wide, width)))
    return Thing(
        key,
        column.kind,
        rect,
        Rect(x + (width - label.line) / 2, label_top, label.line, bands.label_height),
        label.title,
        label.detail,
        note if column.note else NOWHERE,
        cells,
        column.names,
        column.name_width,
        column.number_width,
        column.stacked,
        column.name_lines,
        shape_text=label.shape,
        shape_at=centred(0, label.shape_width) if label.shape else NOWHERE,
    )


def place_layer(column: Layered, x: float, bands: Bands) -> tuple[Thing, Thing, Thing, Thing]:
    """Place W and b, and q of both in the same shape at the same place of the lower half."""
    i = column.layer.number
    left = x + float(int((column.width - column.inner) / 2))
    weights, biases = column.weights, column.biases
    wide, tall = weights.x.length, weights.y.length
    bias_left = left + column.offset
    # Under their title, unless that would part them from their biases.
    weights_left = left if column.offset - wide <= FARTHEST else bias_left - 8 - wide
    note_left, bias_note_left = left, bias_left
    if column.bias_note_beside:
        after = left + column.note_width + NEXT
        bias_note_left = min(max(bias_left, after), left + column.inner - column.note_width)
        note_left = min(weights_left, bias_note_left - NEXT - column.note_width)
    else:
        # There is no room for both on one line: then on the next one, where its biases end.
        bias_note_left = max(bias_left + biases.x.length - column.note_width, left)

    def thing(name: str, *, below: bool) -> Thing:
        label, of_weights = column.labels[name], name in ("W", "q_W")
        cells = weights if of_weights else biases
        start = weights_left if of_weights else bias_left
        title_left = min(left, weights_left) if of_weights else bias_left
        top, title_top = bands.layers, bands.layer_titles
        if below:
            top = bands.mirrored(top) - tall
            title_top = bands.mirrored(title_top) - bands.label_height
        rect = Rect(start, top, cells.x.length, cells.y.length)
        row = Rect(start, top, cells.x.length, tall)
        line = 1 if label.shape else 0

        def small(line: int, left: float, width: float) -> Rect:
            return Rect(left, bands.line(row, line, below=below), width, bands.small_height)

        if of_weights:
            note = small(line, note_left, column.note_width)
        else:
            next_line = line if column.bias_note_beside else line + 1
            note = small(next_line, bias_note_left, column.note_width)
        return Thing(
            Key(name, i),
            Kind.CELLS,
            rect,
            Rect(title_left, title_top, label.line, bands.label_height),
            label.title,
            label.detail,
            note,
            cells,
            shape_text=label.shape,
            shape_at=small(0, title_left, label.shape_width) if label.shape else NOWHERE,
        )

    return (
        thing("W", below=False),
        thing("b", below=False),
        thing("q_W", below=True),
        thing("q_b", below=True),
    )


def place_arrows(
    keys: tuple[Key, Key],
    before: Pair,
    after: Pair,
    span: tuple[float, float],
    bands: Bands,
    labels: Labels,
    measure: Measure,
) -> list[Arrow]:
    """Place the arrow from a column to the next, as from z_i to z_{i+1}, and the one back.

    Their formulas are centred in `span` (left, width), in the longest version that fits there.
    """
    left, width = span
    arrows = []
    for forward, key in zip((True, False), keys, strict=True):
        source, target = (before[0], after[0]) if forward else (after[1], before[1])
        if source is None or target is None:
            continue
        versions = labels.arrows[key]
        # What has a shorter form is written only where it stands well apart from the titles beside
        # it: a formula with spaces in it would run together with them.
        apart = (28 if k < 2 and len(set(versions)) > 1 else 8 for k in range(len(versions)))
        both = zip(versions, apart, strict=True)
        text = next((v for v, gap in both if measure.label(v) + gap <= width), versions[-1])
        wide = measure.label(text)
        y = bands.lane if forward else bands.mirrored(bands.lane)
        top = bands.top if forward else bands.mirrored(bands.top) - bands.label_height
        start = source.rect.right + 6 if forward else source.rect.x - 6
        end = target.rect.x - 6 if forward else target.rect.right + 6
        label = Rect(left + (width - wide) / 2, top, wide, bands.label_height)
        arrows.append(Arrow(key, forward, ((start, y), (end, y)), label, text, target.key))
    return arrows


def place_loss(
    last: tuple[Thing, Thing],
    x: float,
    width: float,
    bands: Bands,
    labels: Labels,
    room: Room,
    short: bool,
) -> tuple[Thing, list[Arrow]]:
    """Place the loss in the middle of the last column, where the way forward turns round."""
    size = room.circle
    centre, middle = x + width / 2, bands.height / 2
    rect = Rect(centre - size / 2, middle - size / 2, size, size)
    cells = Cells((1,), 1, 1, 1, 1, 1, Axis(1, size), Axis(1, size))
    title = labels.titles[Key("loss", 0)][0]
    label = Rect(rect.x + 8, rect.y + 0.16 * size, size - 16, bands.small_height)
    loss = Thing(Key("loss", 0), Kind.LOSS, rect, label, title, "", label, cells)
    z, p = last
    text = labels.arrows[Key("forward loss", 0)][-1 if short else 0]
    wide = room.measure.label(text)
    lane, back = bands.lane, bands.mirrored(bands.lane)
    down = Arrow(
        Key("forward loss", 0),
        True,
        ((z.rect.right + 6, lane), (centre, lane), (centre, rect.y - 6)),
        Rect(centre - wide / 2, bands.top, wide, bands.label_height),
        text,
        loss.key,
    )
    up = Arrow(
        Key("backward loss", 0),
        False,
        ((centre, rect.bottom + 6), (centre, back), (p.rect.right + 6, back)),
        NOWHERE,
        "",
        p.key,
    )
    return loss, [down, up]
