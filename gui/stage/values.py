"""The numbers of a trace, by key. No Qt."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.trace import Trace
from gui.stage.scene import Key


def values_of(trace: Trace, key: Key) -> Array:
    """The values of a thing, (n,) or (m, n); KeyError if there is no such thing.

    The last p is the gradient of the loss by the prediction; or by the scores, where the loss is
    computed from these.
    """
    symbol, number = key
    layers = trace.layers
    last = len(layers) + 1
    if symbol == "loss":
        return np.array([trace.loss])
    if not 1 <= number <= (last if symbol in "zp" else last - 1):
        raise KeyError(key)
    if number == last:
        final = layers[-1]
        if symbol == "z":
            return final.output
        return final.p_s if final.p_output is None else final.p_output
    layer = layers[number - 1]
    match symbol:
        case "z":
            return layer.z
        case "p":
            return layer.p
        case "W":
            return layer.W
        case "b":
            return layer.b
        case "q_W":
            return layer.q_W
        case "q_b":
            return layer.q_b
    raise KeyError(key)
