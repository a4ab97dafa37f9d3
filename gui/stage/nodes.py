"""The columns of nodes: z_i over p_i, and how large they are. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.key import Key, has_activation, is_fused
from gui.drawing.names import least_width, written
from gui.stage.cells import Cells
from gui.stage.fit import axis, fit_image, fit_strip, floor_pixel
from gui.stage.labels import Labels
from gui.stage.room import BETWEEN, LEAST_ROW, MOST_BARS, MOST_ROW, Label, Room
from gui.stage.scene import ROW_GAP, STACK_GAP, Kind

TWO_LINES = 1.75
"""A row that is higher than so many lines has room for two, in smaller letters."""
WIDEST_BESIDE = 20.0
"""Pixels: a shorter name stands beside its bar in any case."""
WIDEST_NAME = 140.0
"""A word that is wider is cut."""


@dataclass(frozen=True, slots=True)
class Column:
    """One vector of a column of nodes."""

    kind: Kind
    cells: Cells
    label: Label
    note: float
    """Height of what is written beyond it; 0 where nothing is."""
    names: tuple[str, ...] = ()
    name_width: float = 0.0
    number_width: float = 0.0
    name_lines: tuple[tuple[str, ...], ...] = ()
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class NodeColumn:
    """z_i over p_i, or the scores s_i over their adjoint."""

    upper: Key
    lower: Key
    z: Column
    p: Column | None
    """None where the way back passes by the prediction, from the loss to the scores."""
    width: float

    @property
    def height(self) -> float:
        """Of the higher one, with its note."""
        return max(each.cells.y.length + each.note for each in (self.z, self.p) if each is not None)


def fit_nodes(room: Room, labels: Labels) -> list[NodeColumn]:
    """Size all columns of nodes, from left to right."""
    network = room.network
    widths = network.widths
    columns = []
    for i, n in enumerate(widths, 1):
        scores = network.graph[network.layers[-1].score].shape[0]
        last = i == len(widths)
        if i > 1 and room.split and has_activation(network.layers[i - 2]):
            count = network.graph[network.layers[i - 2].score].shape[0]
            columns.append(_column(room, labels, Key("s", i - 1), Key("p_s", i - 1), count, count))
        # Past a softmax with a reference class there is one score less than there are classes.
        below = scores if last and is_fused(network) else n
        if last and is_fused(network) and room.split:
            below = 0
        columns.append(_column(room, labels, Key("z", i), Key("p", i), n, below))
    return columns


def _column(
    room: Room, labels: Labels, upper: Key, lower: Key, above: int, below: int
) -> NodeColumn:
    """Size one vector over another, or over nothing."""
    z = _vector(room, labels, upper, above)
    p = _vector(room, labels, lower, below) if below else None
    both = [each for each in (z, p) if each is not None]
    inner = max(max(each.cells.x.length, each.label.width) for each in both)
    return NodeColumn(upper, lower, z, p, floor_pixel(max(inner, room.note)) + 1)


def _vector(room: Room, labels: Labels, key: Key, n: int) -> Column:
    node = key.symbol in ("z", "p")
    first, last = node and key.number == 1, node and key.number == len(room.network.widths)
    note = room.node_note
    height = room.bands.node_room - note
    titles = labels.titles[key] if room.density.terse else labels.titles[key][:1]
    if first and room.image_shape is not None:
        shape = room.style.shape(room.image_shape)
        # Both images in one size: the sensitivity lies over the drawing.
        both = max(room.write(labels.titles[Key(s, 1)][0], shape).width for s in "zp")
        share = room.density.image_share * room.width
        least = 0.0 if room.density.terse else both
        side = min(height, max(least, room.density.least_image, share))
        cells = fit_image(room.image_shape, side, side)
        return Column(Kind.CELLS, cells, room.longest(titles, shape, cells.x.length), note)
    detail = room.style.count(n)
    names = room.features if first else room.outputs if last else ()
    free = floor_pixel(room.bands.node_room / n)
    row = min(MOST_ROW, free)
    if names and n <= MOST_BARS and row >= LEAST_ROW:
        if _stacks(room, names[:n], free):
            row = min(free, 2 * room.bands.small_height + STACK_GAP + 2)
        bars = _bars(room, n, names[:n], titles, detail, row)
        if max(map(len, bars.name_lines)) > 1:
            # Where there is height for it, the rows stand apart with letters as large as ever.
            row = max(row, min(free, 2 * room.bands.small_height + ROW_GAP))
            bars = _bars(room, n, names[:n], titles, detail, row)
        return bars
    cells = fit_strip(n, height, max(120.0, 0.12 * room.width), room.figure)
    label = room.longest(titles, detail, max(cells.x.length, room.note))
    return Column(Kind.CELLS, cells, label, note)


def _stacks(room: Room, names: tuple[str, ...], row: float) -> bool:
    """True if names go over their bars: where there is little width, and height enough."""
    high = row >= 2 * room.bands.small_height - 2
    return high and room.density.sparse and max(map(room.measure.small, names)) > WIDEST_BESIDE


def _bars(
    room: Room,
    n: int,
    names: tuple[str, ...],
    titles: Sequence[str],
    detail: str,
    row: float,
) -> Column:
    # The note says what the mark at the target says as well, so it can do without.
    note = room.bands.note if n * row + room.bands.note <= room.bands.node_room else 0.0
    widest = max(room.measure.small(name) for name in names)
    density = room.density
    lines = 2 if row >= TWO_LINES * room.bands.small_height else 1
    least = min(least_width(names, lines, room.measure.small), WIDEST_NAME)
    share = max(density.least_name, density.name_share * room.width)
    stacked = _stacks(room, names, row)
    if stacked:
        lines, share = 1, room.note
        least = min(least_width(names, 1, room.measure.small), WIDEST_NAME)
    name_width = min(widest, max(least, share))
    shown = written(names, name_width, lines, room.measure.small)
    name_width = min(name_width, max(room.measure.small(line) for each in shown for line in each))
    name_width += 2
    number_width = floor_pixel(room.measure.small("−0.0000") + (4 if density.terse else 8))
    bar = max(density.least_bar, min(120.0, 0.4 * room.density.image_share * room.width))
    if stacked:
        width = name_width = floor_pixel(max(name_width, BETWEEN + bar + number_width))
    else:
        width = floor_pixel(name_width + BETWEEN + bar + number_width)
    cells = Cells((n,), 1, 1, n, 1, 1, axis(1, width), axis(n, row), 1, folded=True)
    # There is room for the shape over the bars, where another line would cost a row of them.
    label = replace(room, density=replace(density, apart=False)).longest(titles, detail, width)
    return Column(
        Kind.BARS,
        cells,
        label,
        note,
        names,
        name_width,
        number_width,
        shown,
        stacked,
    )
