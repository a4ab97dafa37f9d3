"""The columns of nodes: z_i over p_i, and how large they are. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from core.key import Key, is_fused
from gui.stage.cells import Cells
from gui.stage.fit import axis, fit_image, fit_strip, floor_pixel
from gui.stage.labels import Labels
from gui.stage.numbers import grouped
from gui.stage.room import BETWEEN, LEAST_ROW, MOST_BARS, MOST_ROW, Room
from gui.stage.scene import Kind


@dataclass(frozen=True, slots=True)
class Column:
    """One vector of a column of nodes."""

    kind: Kind
    cells: Cells
    title: str
    detail: str
    label_width: float
    note: float
    """Height of the note beyond it; 0 where it has none."""
    names: tuple[str, ...] = ()
    name_width: float = 0.0
    number_width: float = 0.0


@dataclass(frozen=True, slots=True)
class NodeColumn:
    """z_i over p_i."""

    number: int
    z: Column
    p: Column
    width: float

    @property
    def height(self) -> float:
        """Of the higher one, with its note."""
        return max(self.z.cells.y.length + self.z.note, self.p.cells.y.length + self.p.note)


def fit_nodes(room: Room, labels: Labels) -> list[NodeColumn]:
    """Size all columns of nodes."""
    widths = room.network.widths
    columns = []
    for i, n in enumerate(widths, 1):
        scores = room.network.graph[room.network.layers[-1].score].shape[0]
        last = i == len(widths)
        # Past a softmax with a reference class there is one score less than there are classes.
        below = scores if last and is_fused(room.network) else n
        z = _vector(room, labels, Key("z", i), n)
        p = _vector(room, labels, Key("p", i), below)
        inner = max(z.cells.x.length, p.cells.x.length, z.label_width, p.label_width, room.note)
        columns.append(NodeColumn(i, z, p, floor_pixel(inner) + 1))
    return columns


def _vector(room: Room, labels: Labels, key: Key, n: int) -> Column:
    first, last = key.number == 1, key.number == len(room.network.widths)
    note = room.bands.note
    height = room.bands.node_room - note
    title = labels.titles[key][0]
    detail = grouped(n)
    if first and room.image_shape is not None:
        rows, columns = room.image_shape
        detail = "" if room.density.terse else f"{rows} × {columns}"
        wide = room.label_width(title, detail)
        share = room.density.image_share * room.width
        side = min(height, max(wide, room.density.least_image, share))
        cells, kind = fit_image(room.image_shape, side, side), Kind.CELLS
        return Column(kind, cells, title, detail, wide, note)
    names = room.features if first else room.outputs if last else ()
    row = min(MOST_ROW, floor_pixel(room.bands.node_room / n))
    if names and n <= MOST_BARS and row >= LEAST_ROW:
        # The note says what the mark at the target says as well, so it can do without.
        note = note if n * row + note <= room.bands.node_room else 0.0
        return _bars(room, n, names[:n], title, detail, row, note)
    cells = fit_strip(n, height, max(120.0, 0.12 * room.width), room.figure)
    return Column(Kind.CELLS, cells, title, detail, room.label_width(title, detail), note)


def _bars(
    room: Room,
    n: int,
    names: tuple[str, ...],
    title: str,
    detail: str,
    row: float,
    note: float,
) -> Column:
    widest = max(room.measure.small(name) for name in names) + 2
    density = room.density
    name_width = min(widest, max(density.least_name, density.name_share * room.width))
    number_width = floor_pixel(room.measure.small("−0.0000")) + 8
    bar = max(32.0, min(120.0, 0.4 * room.density.image_share * room.width))
    width = floor_pixel(name_width + BETWEEN + bar + number_width)
    cells = Cells((n,), 1, 1, n, 1, 1, axis(1, width), axis(n, row), 1, folded=True)
    label_width = room.label_width(title, detail)
    return Column(
        Kind.BARS, cells, title, detail, label_width, note, names, name_width, number_width
    )
