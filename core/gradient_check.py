"""Check a gradient that stands on the stage: the finite difference beside the exact value."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.gradcheck import STEP
from core.key import Key, values_of
from core.parameters import ParameterVector
from core.program import Program
from core.trace import Trace

_STENCIL = ((-2.0, 1.0), (-1.0, -8.0), (1.0, 8.0), (2.0, -1.0))
"""(f(-2h) - 8 f(-h) + 8 f(h) - f(2h)) / 12 h, of fourth order as in `gradcheck`."""
_STEPS = (STEP, 1e-4, 1e-5, 1e-6)
"""The first that does not go over a kink counts: a large step makes less of rounding."""
_KINKED = ("relu", "leaky relu")


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """One entry of a gradient, both ways."""

    key: Key
    """What the loss is differentiated by: W, b, or z 1."""
    cell: int
    exact: float
    numeric: float
    step: float
    """h of the difference."""
    noise: float
    """The difference that rounding alone can make."""
    kink: bool
    """True if even the smallest step goes over a kink of a ReLU, where there is no derivative."""

    @property
    def difference(self) -> float:
        """How far the two are apart."""
        return abs(self.exact - self.numeric)

    @property
    def relative_error(self) -> float:
        """The difference, less what is rounding, over the larger of the two."""
        scale = max(abs(self.exact), abs(self.numeric), 1e-8)
        return max(self.difference - self.noise, 0.0) / scale


class GradientCheck:
    """Checks the gradients of one trace, on the trace's own float64 parameters and sample.

    Setting up copies the parameters once; an entry then costs four forward passes.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        network = trace.network
        theta = ParameterVector(network.graph, np.float64)
        for layer in trace.layers:
            theta[f"W_{layer.layer.number}"][...] = layer.W
            theta[f"b_{layer.layer.number}"][...] = layer.b
        self._program = Program(network.graph, network.loss, theta, 1)
        self._program.values[network.x][0] = trace.x
        self._program.values[network.y][0] = trace.y
        self._kinked = [
            self._program.values[layer.score]
            for layer in network.layers
            if layer.activation in _KINKED
        ]

    def entry(self, key: tuple[str, int], cell: int) -> EntryCheck:
        """Check one entry, by its flat index.

        `key` is a W, a b or z 1, or the gradient by it: q_W, q_b, p 1. KeyError for other things,
        IndexError for an entry that there is not.
        """
        by, gradient = _pair(Key(*key))
        exact = values_of(self.trace, gradient).reshape(-1)
        if not 0 <= cell < exact.size:
            raise IndexError(f"{by} has no entry {cell}")
        entries = self._entries(by)
        for step in _STEPS:
            numeric, kink = self._slope(entries, cell, step)
            if not kink:
                break
        magnitude = max(abs(self.trace.loss), 1.0)
        noise = 8.0 * float(np.finfo(np.float64).eps) * magnitude / step
        return EntryCheck(by, cell, float(exact[cell]), numeric, step, noise, kink)

    def vector(
        self, key: tuple[str, int], cells: Iterable[int] | None = None
    ) -> Generator[EntryCheck, None, None]:
        """Check entry after entry, all of them unless `cells` are given.

        A generator: whoever iterates it decides how many entries to check between two frames, and
        closes it to cancel.
        """
        size = values_of(self.trace, _pair(Key(*key))[1]).size
        for cell in range(size) if cells is None else cells:
            yield self.entry(key, cell)

    def _entries(self, by: Key) -> Array:
        program, network = self._program, self.trace.network
        if by.symbol == "z":
            return program.values[network.x].reshape(-1)
        layer = network.layers[by.number - 1]
        return program.values[layer.weight if by.symbol == "W" else layer.bias].reshape(-1)

    def _slope(self, entries: Array, cell: int, step: float) -> tuple[float, bool]:
        """Return the slope, and whether a ReLU changed sides on the way."""
        original = entries[cell]
        slope, sides = 0.0, []
        try:
            for offset, weight in _STENCIL:
                entries[cell] = original + offset * step
                slope += weight * float(self._program.forward()[0])
                sides.append([scores > 0 for scores in self._kinked])
        finally:
            entries[cell] = original
        kink = any(
            not np.array_equal(first, other)
            for later in sides[1:]
            for first, other in zip(sides[0], later, strict=True)
        )
        return slope / (12.0 * step), kink


def relative_error(checks: Iterable[EntryCheck]) -> float:
    """Return ``||exact - numeric|| / max(||exact||, ||numeric||, 1e-8)``, less the noise.

    Entries at a kink are left out: there is nothing to compare with.
    """
    counted = [check for check in checks if not check.kink]
    exact = np.array([check.exact for check in counted])
    numeric = np.array([check.numeric for check in counted])
    noise = float(np.linalg.norm([check.noise for check in counted]))
    scale = max(float(np.linalg.norm(exact)), float(np.linalg.norm(numeric)), 1e-8)
    return max(float(np.linalg.norm(exact - numeric)) - noise, 0.0) / scale


def _pair(key: Key) -> tuple[Key, Key]:
    """Return a variable and the gradient by it, from either of them."""
    symbol, number = key
    if symbol in ("W", "b", "q_W", "q_b"):
        return Key(symbol[-1], number), Key(f"q_{symbol[-1]}", number)
    if symbol in ("z", "p") and number == 1:
        return Key("z", 1), Key("p", 1)
    raise KeyError(key)
