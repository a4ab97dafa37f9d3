"""What a thing of a network is called, whatever the notation: `Key`, and the numbers behind one.

Symbols, with the numbers they come with (L layers):

- ``z`` and ``p`` 1 to L + 1: forward values and their adjoints; ``y`` 0, the target; ``loss`` 0.
- ``W``, ``b``, ``q_W``, ``q_b``, ``W_after``, ``b_after`` 1 to L: parameters, their gradients, and
  what the update makes of them.
- ``s`` and ``p_s`` 1 to L: the scores W z + b and their adjoint, where affine map and activation
  are shown apart.
- Arrows: ``g`` and ``A`` 1 to L, ``forward loss`` and ``backward loss`` 0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.arrays import Array
from core.models import Layer, Network
from core.trace import Trace


class Key(NamedTuple):
    """What a thing is, independent of notation: ("z", 2) is the input of the second layer."""

    symbol: str
    number: int


LOSS = Key("loss", 0)
TARGET = Key("y", 0)


def is_fused(network: Network) -> bool:
    """True if the loss is computed from the last scores, past the softmax."""
    last = network.layers[-1]
    return last.output != last.score and network.graph[network.loss].parents[0] == last.score


def has_activation(layer: Layer) -> bool:
    """True if scores and output of a layer are two things."""
    return layer.output != layer.score


def is_direct(network: Network, layer: Layer) -> bool:
    """True if p_{i+1} is the adjoint of the scores themselves.

    Either no activation comes between, or the loss passes by it (``gamma - y``).
    """
    last = layer is network.layers[-1]
    return not has_activation(layer) or (last and is_fused(network))


def values_of(trace: Trace, key: tuple[str, int]) -> Array:
    """Return the numbers of a thing, (n,) or (m, n); KeyError if the trace has no such thing.

    The last p is the gradient of the loss by the prediction; or by the scores, where the loss is
    computed from these. Parameters after the update are there if the trace was taken with one.
    """
    symbol, number = key
    layers = trace.layers
    last = len(layers) + 1
    if key == LOSS:
        return np.array([trace.loss])
    if key == TARGET:
        return trace.y
    if not 1 <= number <= (last if symbol in ("z", "p") else last - 1):
        raise KeyError(key)
    if number == last:
        final = layers[-1]
        if symbol == "z":
            return final.output
        return final.p_s if final.p_output is None else final.p_output
    if symbol not in _OF_A_LAYER:
        raise KeyError(key)
    found: Array | None = getattr(layers[number - 1], symbol)
    if found is None:
        raise KeyError(key)
    return found


_OF_A_LAYER = ("z", "p", "W", "b", "s", "p_s", "q_W", "q_b", "W_after", "b_after")
