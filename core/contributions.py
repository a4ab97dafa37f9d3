"""Zoom into one unit: the weighted sum behind a number, its strongest terms first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.key import Key, values_of
from core.trace import LayerTrace, Trace


@dataclass(frozen=True, slots=True)
class Contribution:
    """One term of a weighted sum: ``product = weight * value``."""

    source: Key
    """Where the value comes from."""
    cell: int
    """Its entry there."""
    weight_key: Key
    """What the weight is an entry of: a W, the Jacobian A of a layer, or of its activation, D."""
    weight_cell: tuple[int, int]
    """Its row and column there."""
    weight: float
    value: float
    product: float
    running: float
    """The sum so far, this term included."""


@dataclass(frozen=True, slots=True)
class Contributions:
    """A weighted sum: the strongest terms, the rest in one number, the bias if there is one."""

    key: Key
    cell: int
    sum_key: Key
    """What the sum is a cell of: for z past an activation, the scores s."""
    strongest: tuple[Contribution, ...]
    """The largest products first, by their size."""
    rest_count: int
    rest_sum: float
    bias: float | None
    total: float
    """The number in the trace: strongest, rest and bias add up to it."""
    result: float
    """The cell's own number: `total`, or what the activation makes of it."""


def contributions(
    trace: Trace, key: Key, cell: int, most: int = 5, *, split: bool = False
) -> Contributions:
    """Take apart entry `cell` of s, z, p or p_s.

    With `split`, p is the sum over the adjoint of the scores with the weights W; without, over the
    next p with the entries of A. ValueError for what is no weighted sum: the input, the first
    adjoint, an adjoint taken entry by entry; IndexError for an entry that there is not.
    """
    symbol, number = key
    values = values_of(trace, key)
    if not 0 <= cell < values.size:
        raise IndexError(f"{key} has no entry {cell}")
    result = float(values.ravel()[cell])
    if symbol == "s" or (symbol == "z" and number > 1):
        layer = trace.layers[(number if symbol == "s" else number - 1) - 1]
        return _score(layer, key, cell, most, result)
    if symbol == "p" and number <= len(trace.layers):
        layer = trace.layers[number - 1]
        return _adjoint(layer, key, cell, most, result, split)
    if symbol == "p_s" and "softmax" in trace.layers[number - 1].layer.activation:
        layer = trace.layers[number - 1]
        if layer.p_output is not None:
            return _through_softmax(layer, layer.p_output, key, cell, most, result)
    raise ValueError(f"{key} is no weighted sum")


def _score(layer: LayerTrace, key: Key, cell: int, most: int, result: float) -> Contributions:
    if cell >= layer.s.size:
        raise ValueError("the reference class has no score")
    i = layer.layer.number
    terms = _Terms(Key("z", i), Key("W", i), layer.W[cell], layer.z, (cell, None))
    own = layer.layer.output == layer.layer.score
    summed = Key("z", i + 1) if own else Key("s", i)
    total = float(layer.s[cell])
    return terms.strongest(key, cell, summed, most, float(layer.b[cell]), total, result)


def _adjoint(
    layer: LayerTrace, key: Key, cell: int, most: int, result: float, split: bool
) -> Contributions:
    i = layer.layer.number
    column = layer.W[:, cell]
    own = layer.layer.output == layer.layer.score
    if layer.p_output is None or own or split:
        source = Key("p", i + 1) if own or not split else Key("p_s", i)
        terms = _Terms(source, Key("W", i), column, layer.p_s, (None, cell))
    else:
        weights = layer.activation.apply(column)
        terms = _Terms(Key("p", i + 1), Key("A", i), weights, layer.p_output, (None, cell))
    return terms.strongest(key, cell, key, most, None, result, result)


def _through_softmax(
    layer: LayerTrace, p: Array, key: Key, cell: int, most: int, result: float
) -> Contributions:
    i = layer.layer.number
    weights = layer.activation.window(np.arange(p.size), [cell])[:, 0]
    terms = _Terms(Key("p", i + 1), Key("D", i), weights, p, (None, cell))
    return terms.strongest(key, cell, key, most, None, result, result)


@dataclass(frozen=True, slots=True, eq=False)
class _Terms:
    """All terms of a sum: `weights` times the entries of `source`."""

    source: Key
    weight_key: Key
    weights: Array
    values: Array
    place: tuple[int | None, int | None]
    """Row and column of the weights; None is the running index."""

    def strongest(
        self,
        key: Key,
        cell: int,
        summed: Key,
        most: int,
        bias: float | None,
        total: float,
        result: float,
    ) -> Contributions:
        """Sort out the largest products."""
        products = self.weights * self.values
        # Stable, so that equal terms come in their own order.
        order = np.argsort(-np.abs(products), kind="stable")
        chosen, rest = order[: max(most, 0)], order[max(most, 0) :]
        running = np.cumsum(products[chosen])
        row, column = self.place
        terms = tuple(
            Contribution(
                self.source,
                int(j),
                self.weight_key,
                (int(j) if row is None else row, int(j) if column is None else column),
                float(self.weights[j]),
                float(self.values[j]),
                float(products[j]),
                float(running[place]),
            )
            for place, j in enumerate(chosen)
        )
        left = float(products[rest].sum())
        return Contributions(key, cell, summed, terms, len(rest), left, bias, total, result)
