"""What the colours mean: which map a thing has, and where its ends are. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from core.key import Key, has_activation, values_of
from core.notation import Symbols
from core.trace import Trace
from gui.drawing.numbers import end_of_scale, round_up

_FROM_ZERO = ("sigmoid", "relu", "softmax", "modified softmax")
_TO_ONE = ("sigmoid", "softmax", "modified softmax")


class Family(Enum):
    """Things whose colours are comparable when they share a scale."""

    VALUES = "z"
    WEIGHTS = "W, b"
    ADJOINTS = "p"
    GRADIENTS = "q"


MUCH = 2.0
"""Parameters that an update makes so many times as large have another scale after it."""

_INDICES = str.maketrans("", "", "0123456789₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")


def family_names(symbols: Symbols) -> dict[Family, str]:
    """The families in a notation: its symbols without the numbers of the layers."""
    keys = {
        Family.VALUES: ("z",),
        Family.WEIGHTS: ("W", "b"),
        Family.ADJOINTS: ("p",),
        Family.GRADIENTS: ("q_W",),
    }
    number = len(symbols.network.layers)
    return {
        family: ", ".join(symbols[Key(name, number)].plain.translate(_INDICES) for name in names)
        for family, names in keys.items()
    }


FAMILIES = {
    "z": Family.VALUES,
    "W": Family.WEIGHTS,
    "b": Family.WEIGHTS,
    "p": Family.ADJOINTS,
    "s": Family.VALUES,
    "p_s": Family.ADJOINTS,
    "q_W": Family.GRADIENTS,
    "q_b": Family.GRADIENTS,
}


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of a colour map: -end to end if signed, else 0 to end."""

    signed: bool
    end: float

    @property
    def text(self) -> str:
        """As it is written beside a thing."""
        end = end_of_scale(self.end)
        return f"±{end}" if self.signed else f"0 … {end}"


@dataclass(frozen=True, slots=True)
class Scales:
    """The scale of every thing of one trace."""

    of: dict[Key, Scale]
    families: dict[Family, Scale]
    """The scale that a whole family would share."""


def scales_of(trace: Trace, *, image: bool, shared: bool, split: bool = False) -> Scales:
    """Choose the scales: each thing's own, or one for each family (`shared`).

    An end is the largest magnitude, rounded up to what can be written beside it, so nothing is
    clipped; that of parameters covers them before and after the update, unless this makes much more
    of them. Values that cannot be
    negative have the sequential map from zero; pixels and probabilities go from 0 to 1 in any
    case. Scores and their adjoints have one, and a part in their families', with `split` only.
    """
    count = len(trace.layers)
    ends: dict[Key, float] = {}
    signed: dict[Key, bool] = {}
    natural: set[Key] = set()
    for i in range(1, count + 2):
        for symbol in "zp":
            ends[Key(symbol, i)] = _largest(trace, Key(symbol, i))
        before = trace.layers[i - 2].layer.activation if i > 1 else ""
        signed[Key("z", i)] = not (image if i == 1 else before in _FROM_ZERO)
        if before in _TO_ONE or (i == 1 and image):
            ends[Key("z", i)] = max(ends[Key("z", i)], 1.0)
            natural.add(Key("z", i))
    # A prediction that is no probability is shown beside its target, so both must fit.
    last = Key("z", count + 1)
    if signed[last] and np.isfinite(trace.y).all():
        ends[last] = max(ends[last], float(np.abs(trace.y).max()))
    for i in range(1, count + 1):
        apart = split and has_activation(trace.layers[i - 1].layer)
        for symbol in ("W", "b", "q_W", "q_b", *(("s", "p_s") if apart else ())):
            ends[Key(symbol, i)] = _largest(trace, Key(symbol, i))
    # What the update makes of parameters stands in their place, in the same colours, unless it is
    # so much larger that the parameters as they are could not be seen.
    after = {key: _largest(trace, after_key) for key, after_key in _updated(trace)}
    for key, end in after.items():
        if end <= MUCH * ends[key]:
            ends[key] = max(ends[key], end)
    families = _families(ends, signed, natural)
    of = {key: Scale(signed.get(key, True), round_up(end)) for key, end in ends.items()}
    if shared:
        for key, scale in of.items():
            if key not in natural:
                of[key] = replace(scale, end=families[FAMILIES[key.symbol]].end)
    for key, after_key in _updated(trace):
        of[after_key] = of[key]
        if after[key] > MUCH * ends[key]:
            of[after_key] = Scale(True, round_up(after[key]))
    return Scales(of, families)


def _updated(trace: Trace) -> list[tuple[Key, Key]]:
    """The parameters that have been updated, and what has become of them."""
    return [
        (Key(symbol, i), Key(f"{symbol}_after", i))
        for i, layer in enumerate(trace.layers, 1)
        if layer.W_after is not None and layer.b_after is not None
        for symbol in ("W", "b")
    ]


def _families(
    ends: dict[Key, float], signed: dict[Key, bool], natural: set[Key]
) -> dict[Family, Scale]:
    families = {}
    for family in Family:
        ours = [key for key in ends if FAMILIES[key.symbol] is family and key not in natural]
        end = max((ends[key] for key in ours), default=1.0)
        both = family is not Family.VALUES or any(signed.get(key, True) for key in ours)
        families[family] = Scale(both, round_up(end))
    return families


def _largest(trace: Trace, key: Key) -> float:
    values = values_of(trace, key)
    # Two passes without a temporary, where |values| would make one of the size of W.
    largest = max(float(values.max()), -float(values.min())) if values.size else 0.0
    if np.isfinite(largest):
        return largest
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0
