"""What is there at a moment: of each column and of the edges of each layer. Pure, no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np

from core.arrays import Array
from core.key import LOSS, Key, has_activation, values_of
from core.timeline import StageState
from core.trace import Trace
from gui.drawing.numbers import round_up


class Edges(Enum):
    """What width and colour of the edges stand for on the way forward."""

    WEIGHTS = "weights"
    CONTRIBUTIONS = "contributions"


class Sort(Enum):
    """What an edge, or the bias, shows."""

    WEIGHT = "W"
    PRODUCT = "W z"
    GRADIENT = "q"
    AFTER = "W after"
    PRODUCT_AFTER = "W after, times z"


@dataclass(frozen=True, slots=True)
class Turn:
    """How far things have gone from showing one sort of numbers to showing another."""

    before: Sort
    after: Sort
    share: float
    """0 all as before, 1 all as after; in between the first of them have changed."""

    def count(self, size: int) -> int:
        """How many of `size` have changed."""
        return min(int(np.ceil(self.share * size - 1e-9)), size)

    def sort(self, index: int, size: int) -> Sort:
        """What number `index` of `size` shows."""
        return self.after if index < self.count(size) else self.before


def part(share: float, index: int, size: int) -> float:
    """How much of entry `index` of `size` is there: they arrive one after the other."""
    return 1.0 if share >= 1 else min(max(share * size - index, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class ColumnState:
    """How much of the numbers of z_i is there, 0 to 1."""

    z: float
    s: float
    p: float
    p_comes: bool
    """False if p is not computed in these beats at all."""
    bias: Turn


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A trace at one moment."""

    trace: Trace
    state: StageState | None = None
    """None if everything is there and nothing moves."""
    edges: Edges = Edges.WEIGHTS

    def share(self, key: Key) -> float:
        """How much of a thing is there."""
        if self.state is None:
            return 1.0
        filled = self.state.filled
        if key in filled or key.symbol != "p":
            return filled.get(key, 0.0)
        # Past a fused loss there is no p_{L+1}, only the adjoint of the scores.
        last = len(self.trace.layers)
        return filled.get(Key("p_s", last), 0.0) if key.number == last + 1 else 0.0

    def there(self, key: Key, index: int, size: int) -> float:
        """How much of one entry is there."""
        return part(self.share(key), index, size)

    def column(self, number: int) -> ColumnState:
        """The state of the units of z_number."""
        s = self.share(Key("s", number - 1)) if number > 1 else 0.0
        p = Key("p", number)
        last = number == len(self.trace.layers) + 1
        comes = self.state is None or p in self.state.filled or last
        bias = Turn(Sort.WEIGHT, Sort.WEIGHT, 1.0)
        if number > 1:
            bias = self._turn("b", number - 1, bias)
        return ColumnState(self.share(Key("z", number)), s, self.share(p), comes, bias)

    def turn(self, layer: int) -> Turn:
        """What the edges of a layer show."""
        base = Turn(Sort.WEIGHT, Sort.WEIGHT, 1.0)
        if self.edges is Edges.CONTRIBUTIONS:
            scores, output = Key("s", layer), Key("z", layer + 1)
            split = self.state is not None and scores in self.state.filled
            # The weights are given from the start; what they contribute comes with the values.
            base = Turn(Sort.WEIGHT, Sort.PRODUCT, self.share(scores if split else output))
            return self._turn("W", layer, base, Sort.PRODUCT_AFTER)
        return self._turn("W", layer, base)

    def _turn(self, letter: str, layer: int, base: Turn, last: Sort = Sort.AFTER) -> Turn:
        if self.state is None:
            return base
        after, gradient = Key(f"{letter}_after", layer), Key(f"q_{letter}", layer)
        updated = self.share(after)
        if updated > 0 and has(self.trace, after):
            return Turn(Sort.GRADIENT, last, updated)
        if (share := self.share(gradient)) > 0:
            return Turn(base.after, Sort.GRADIENT, share)
        return base

    @property
    def loss(self) -> float:
        """How much of the loss is there."""
        return self.share(LOSS)


def has(trace: Trace, key: Key) -> bool:
    """True if the trace has this thing: parameters after the update it may not have."""
    try:
        values_of(trace, key)
    except KeyError:
        return False
    return True


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The numbers of a trace, with the ends of their scales: made once for a trace."""

    trace: Trace
    edges: Mapping[tuple[int, Sort], Array]
    """By layer: (m, n)."""
    ends: Mapping[tuple[int, Sort], float]
    values: Mapping[Key, Array]
    """z, p, s; b, q_b, b_after."""
    value_ends: Mapping[Key, float]


_PAIRS = ((Sort.WEIGHT, Sort.AFTER), (Sort.PRODUCT, Sort.PRODUCT_AFTER))
"""The same scale before and after an update: the change is what is to be seen."""
_LETTERS = {Sort.WEIGHT: "b", Sort.GRADIENT: "q_b", Sort.AFTER: "b_after"}


def bias_key(sort: Sort, layer: int) -> Key:
    """What a bias shows; a product has none of its own."""
    return Key(_LETTERS.get(sort, "b"), layer)


def table_of(trace: Trace, *, shared: bool = False) -> Table:
    """Collect the numbers; with `shared`, edges of one sort have one scale in all layers."""
    edges: dict[tuple[int, Sort], Array] = {}
    values: dict[Key, Array] = {}
    value_ends: dict[Key, float] = {}
    for record in trace.layers:
        i = record.layer.number
        edges[i, Sort.WEIGHT] = record.W
        edges[i, Sort.PRODUCT] = record.W * record.z
        edges[i, Sort.GRADIENT] = record.q_W
        if record.W_after is not None:
            edges[i, Sort.AFTER] = record.W_after
            edges[i, Sort.PRODUCT_AFTER] = record.W_after * record.z
        for symbol in ("b", "q_b", "b_after"):
            if has(trace, key := Key(symbol, i)):
                values[key] = values_of(trace, key)
                value_ends[key] = largest(values[key])
        if Key("b_after", i) in values:
            # The same scale before and after: the change is what is to be seen.
            both = max(value_ends[Key("b", i)], value_ends[Key("b_after", i)])
            value_ends[Key("b", i)] = value_ends[Key("b_after", i)] = both
        if has_activation(record.layer):
            values[Key("s", i)] = record.s
    for number in range(1, len(trace.layers) + 2):
        for symbol in "zp":
            key = Key(symbol, number)
            values[key] = values_of(trace, key)
            value_ends[key] = largest(values[key])
    ends = {key: largest(array) for key, array in edges.items()}
    for i in range(1, len(trace.layers) + 1):
        for before, after in _PAIRS:
            if (i, after) in ends:
                ends[i, before] = ends[i, after] = max(ends[i, before], ends[i, after])
    if shared:
        ends = {
            (i, sort): max(end for (_, other), end in ends.items() if other is sort)
            for i, sort in ends
        }
    return Table(
        trace, edges, {key: round_up(end) for key, end in ends.items()}, values, value_ends
    )


def largest(values: Array) -> float:
    """The largest finite magnitude; 0 if there is none."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0
