"""Which entries belong together: a weight, the values it connects, their adjoints. No Qt.

Pointing at one of them marks the others: one sees where a pixel of W₁ lies in the image, and to
which unit its row belongs.
"""

from __future__ import annotations

import numpy as np

from core.key import Key
from gui.stage.cells import NOTHING
from gui.stage.scene import Scene, Spot


def related(scene: Scene, spot: Spot) -> tuple[Spot, ...]:
    """The cells that belong to a cell, without itself.

    For entry [i, j] of W_k or q_k: the same entry of the other, entry j of z_k, and entry i of
    b_k, z_{k+1} and p_{k+1}. For entry i of a vector: its z, p, and the bias that it is made with.
    """
    if spot.cell == NOTHING or spot.key.symbol == "loss":
        return ()
    thing = scene.thing(spot.key)
    entry = int(thing.cells.block(spot.cell)[0])
    index = tuple(int(k) for k in np.unravel_index(entry, thing.shape))
    found = []
    for key, place in _partners(spot.key, index):
        other = next((thing for thing in scene.things if thing.key == key), None)
        # Past a softmax with a reference class there is no score for the last class.
        if other is None or any(k >= n for k, n in zip(place, other.shape, strict=True)):
            continue
        flat = int(np.ravel_multi_index(place, other.shape))
        found.append(Spot(key, other.cells.cell_of(flat)))
    return tuple(found)


def _partners(key: Key, index: tuple[int, ...]) -> list[tuple[Key, tuple[int, ...]]]:
    symbol, number = key
    if symbol in ("W", "q_W"):
        row, column = index[:1], index[1:]
        other = "q_W" if symbol == "W" else "W"
        keys = [(Key(other, number), index), (Key("z", number), column)]
        return keys + [(each, row) for each in _unit(number + 1) if each.symbol != "q_b"]
    unit = _unit(number if symbol in ("z", "p") else number + 1)
    return [(each, index) for each in unit if each != key]


def _unit(number: int) -> list[Key]:
    """All vectors with an entry for each unit whose value is z_number."""
    ours = [Key(symbol, number) for symbol in ("z", "p")]
    return ours + [Key(symbol, number - 1) for symbol in ("b", "q_b", "s", "p_s")]
