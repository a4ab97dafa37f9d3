"""Where the keys lead: a pure function of a scene and a spot. No Qt.

A spot stands at a place in the picture: that of a unit or, behind the last column, of the loss.
Walking keeps what is read there, the value or the adjoint, where the next place has it.
"""

from __future__ import annotations

from enum import Enum

from core.key import LOSS, Key
from gui.neurons.scene import Density, Scene, Spot, Unit

_OF_LAYER = ("b", "q_b", "b_after", "s", "p_s")
_OF_EDGE = ("W", "q_W", "W_after")


class Move(Enum):
    """Where to."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    FIRST = "first"
    LAST = "last"


def place_of(scene: Scene, spot: Spot) -> tuple[int, int]:
    """The column and the unit at which a spot stands; of an edge, its target.

    The loss stands in the column behind the last.
    """
    symbol, number = spot.key
    if spot.key == LOSS:
        return len(scene.columns) + 1, 0
    if symbol in _OF_EDGE:
        return number + 1, spot.cell // len(scene.band(number).starts)
    return (number + 1 if symbol in _OF_LAYER else number), spot.cell


def unit_of(scene: Scene, spot: Spot) -> Unit | None:
    """The unit at which a spot stands; None at the loss, or where there is none."""
    column, index = place_of(scene, spot)
    if not 1 <= column <= len(scene.columns):
        return None
    units = scene.column(column).units
    return units[index] if 0 <= index < len(units) else None


def is_here(scene: Scene, spot: Spot) -> bool:
    """True if the picture has a place for a spot."""
    symbol, number = spot.key
    if symbol in _OF_EDGE and not 1 <= number <= len(scene.bands):
        return False
    known = symbol in ("z", "p", *_OF_LAYER, *_OF_EDGE)
    return spot.key == LOSS or (known and unit_of(scene, spot) is not None)


def walk(scene: Scene, spot: Spot, move: Move) -> Spot:
    """The next spot; the same at the border of the picture."""
    column, index = place_of(scene, spot)
    last = len(scene.columns) + 1
    symbol = "p" if spot.key.symbol in ("p", "p_s", "q_b") else "z"
    if column == last:
        units = len(scene.columns[-1].units)
        return Spot(Key(symbol, last - 1), units // 2) if move is Move.LEFT else spot
    count = len(scene.column(column).units)
    match move:
        case Move.UP:
            index = max(index - 1, 0)
        case Move.DOWN:
            index = min(index + 1, count - 1)
        case Move.FIRST:
            index = 0
        case Move.LAST:
            index = count - 1
        case Move.LEFT | Move.RIGHT:
            beside = column + (1 if move is Move.RIGHT else -1)
            if beside == last:
                return Spot(LOSS, 0)
            if beside >= 1:
                y = scene.column(column).units[index].body.centre[1]
                units_beside = scene.column(beside).units
                index = min(
                    range(len(units_beside)),
                    key=lambda k: abs(units_beside[k].body.centre[1] - y),
                )
                column = beside
    return Spot(Key(symbol, column), index)


def turn_over(scene: Scene, spot: Spot) -> Spot:
    """From a unit's value to its bias, its adjoint, and back."""
    column, index = place_of(scene, spot)
    if column > len(scene.columns):
        return spot
    faces = [Key("z", column), Key("p", column)]
    if column > 1:
        faces.insert(1, Key("b", column - 1))
    place = faces.index(spot.key) if spot.key in faces else 0
    return Spot(faces[(place + 1) % len(faces)], index)


def next_column(scene: Scene, spot: Spot | None, step: int) -> Spot | None:
    """The first unit of the next layer, for Tab; None beyond the ends."""
    last = len(scene.columns) + 1
    column = (0 if step > 0 else last + 1) if spot is None else place_of(scene, spot)[0]
    column += step
    if not 1 <= column <= last:
        return None
    return Spot(LOSS, 0) if column == last else Spot(Key("z", column), 0)


def hit(scene: Scene, x: float, y: float) -> Spot | None:
    """What is at a point: a unit's number, its bias, the loss, or the nearest edge."""
    if scene.loss.contains(x, y):
        return Spot(LOSS, 0)
    for column in scene.columns:
        if not column.rect.x - 6 <= x <= column.rect.right + 6:
            continue
        for unit in column.units:
            bias = unit.bias.width > 0 and unit.bias.contains(x, y, 3)
            if bias or unit.bias_text.contains(x, y):
                return Spot(Key("b", column.number - 1), unit.index)
            aside = unit.adjoint.contains(x, y) and scene.density is not Density.SINGLE
            if aside:
                return Spot(Key("p", column.number), unit.index)
            if unit.body.contains(x, y, 2) or unit.name.contains(x, y):
                return unit.spot
    return _edge_at(scene, x, y)


_REACH = 4.0


def _edge_at(scene: Scene, x: float, y: float) -> Spot | None:
    for band in scene.bands:
        if band.rect.contains(x, y) and band.rect.width > 0:
            share = (x - band.rect.x) / band.rect.width
            starts, ends = band.starts[:, 1], band.ends[:, 1]
            heights = (1 - share) * starts[None, :] + share * ends[:, None]
            slopes = (ends[:, None] - starts[None, :]) / band.rect.width
            away = abs(heights - y) / (1 + slopes**2) ** 0.5
            flat = int(away.argmin())
            if away.flat[flat] <= _REACH:
                return Spot(Key("W", band.number), flat)
    return None
