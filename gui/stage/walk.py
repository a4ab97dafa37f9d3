"""Walking over the stage with keys: from thing to thing, and from cell to cell. No Qt."""

from __future__ import annotations

from enum import Enum

from gui.stage.cells import NOTHING
from gui.stage.scene import Kind, Scene, Spot, Thing


class Move(Enum):
    """A step within a thing."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    FIRST = "first"
    LAST = "last"


_STEPS = {Move.LEFT: (0, -1), Move.RIGHT: (0, 1), Move.UP: (-1, 0), Move.DOWN: (1, 0)}


def next_thing(scene: Scene, spot: Spot | None, step: int) -> Spot | None:
    """The next thing in the order of the computation (step 1), or the one before (-1).

    From nowhere to the first or the last; None beyond the ends.
    """
    if not scene.things:
        return None
    if spot is None:
        return Spot(scene.things[0 if step > 0 else -1].key)
    keys = [thing.key for thing in scene.things]
    index = keys.index(spot.key) + step if spot.key in keys else 0
    return Spot(keys[index]) if 0 <= index < len(keys) else None


def _within(cell: int, count: int) -> int:
    return max(0, min(cell, count - 1))


def next_cell(thing: Thing, cell: int, move: Move) -> int:
    """The cell that a key leads to; at an edge, the same one."""
    cells = thing.cells
    if thing.kind is Kind.LOSS:
        return NOTHING
    if cell == NOTHING or move is Move.FIRST:
        return cells.count - 1 if move is Move.LAST else 0
    if move is Move.LAST:
        return cells.count - 1
    row, column = cells.place(cell)
    down, across = _STEPS[move]
    if cells.folded and cells.x.count > 1 and down:
        # A folded strip is read column after column: below its foot comes the next one's head.
        return _within(cell + down, cells.count)
    if thing.kind is Kind.BARS or cells.x.count * cells.y.count == cells.count == cells.y.count:
        return _within(cell + down + across, cells.count)
    found = cells.cell_at_place(row + down, column + across)
    return cell if found == NOTHING else found
