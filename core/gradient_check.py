"""Check a gradient that stands on the stage: the finite difference beside the exact value."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.arrays import Array
from core.batch_trace import BatchTrace
from core.gradcheck import STEP
from core.key import Key, is_fused, values_of
from core.models import Network
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
    """What the loss is differentiated by: a W, b, z or s."""
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
        """The difference over the larger of the two."""
        return self.difference / max(abs(self.exact), abs(self.numeric), 1e-8)

    @property
    def beyond_rounding(self) -> float:
        """The relative error, less what is rounding: what decides whether the entry is right."""
        scale = max(abs(self.exact), abs(self.numeric), 1e-8)
        return max(self.difference - self.noise, 0.0) / scale


class GradientCheck:
    """Checks the gradients of one trace, on the trace's own float64 parameters and sample.

    With a minibatch, those by the parameters are checked as its means, against differences of the
    mean loss; adjoints belong to one sample and are checked on it as before. Setting up copies the
    parameters once; an entry then costs four forward passes, or what of them comes after a value.
    """

    def __init__(self, trace: Trace, batch: BatchTrace | None = None) -> None:
        self.trace = trace
        self.batch = batch
        self._theta = ParameterVector(trace.network.graph, np.float64)
        for layer in trace.layers:
            self._theta[f"W_{layer.layer.number}"][...] = layer.W
            self._theta[f"b_{layer.layer.number}"][...] = layer.b

    def entry(self, key: tuple[str, int], cell: int) -> EntryCheck:
        """Check one entry, by its flat index.

        `key` is a W, b, z or s, or the gradient by it: q_W, q_b, p, p_s. The last z stands for the
        last s where the loss is computed from the scores, as the last p does. KeyError for other
        things, IndexError for an entry that there is not.
        """
        by, gradient = variable_of(self.trace.network, key)
        exact = self.exact(gradient).reshape(-1)
        if not 0 <= cell < exact.size:
            raise IndexError(f"{by} has no entry {cell}")
        probe = self._of_batch if self._is_mean(by) else self._of_sample
        index = _node_of(self.trace.network, by)
        for step in _STEPS:
            numeric, magnitude, kink = probe.slope(index, cell, step)
            if not kink:
                break
        noise = 8.0 * float(np.finfo(np.float64).eps) * max(magnitude, 1.0) / step
        return EntryCheck(by, cell, float(exact[cell]), numeric, step, noise, kink)

    def exact(self, gradient: tuple[str, int]) -> Array:
        """Return the gradient that is checked: of the sample, or the mean over the minibatch."""
        if self.batch is not None and self._is_mean(Key(*gradient)):
            return self.batch.means[Key(*gradient)]
        return values_of(self.trace, gradient)

    def vector(
        self, key: tuple[str, int], cells: Iterable[int] | None = None
    ) -> Generator[EntryCheck, None, None]:
        """Check entry after entry, all of them unless `cells` are given.

        A generator: whoever iterates it decides how many entries to check between two frames, and
        closes it to cancel.
        """
        size = self.exact(variable_of(self.trace.network, key)[1]).size
        for cell in range(size) if cells is None else cells:
            yield self.entry(key, cell)

    def _is_mean(self, key: Key) -> bool:
        return self.batch is not None and key.symbol in ("W", "b", "q_W", "q_b")

    @cached_property
    def _of_sample(self) -> _Probe:
        return _Probe(self.trace.network, self._theta, self.trace.x[None], self.trace.y[None])

    @cached_property
    def _of_batch(self) -> _Probe:
        assert self.batch is not None
        return _Probe(self.trace.network, self._theta, self.batch.x, self.batch.y)


class _Probe:
    """The mean loss of some samples as a function of one number in the network."""

    def __init__(self, network: Network, theta: ParameterVector, x: Array, y: Array) -> None:
        self._program = Program(network.graph, network.loss, theta, len(x))
        self._program.values[network.x][...] = x
        self._program.values[network.y][...] = y
        self._kinked = [
            self._program.values[layer.score]
            for layer in network.layers
            if layer.activation in _KINKED
        ]
        self._moved: int | None = None
        """The node that was moved last: what comes after it holds what came of that."""
        self._magnitude = 0.0

    def slope(self, index: int, cell: int, step: float) -> tuple[float, float, bool]:
        """Return the slope by an entry of a node, the size of the loss, and whether it has a kink.

        It has one if a ReLU changes sides on the way, for one of the samples.
        """
        program = self._program
        if index != self._moved:
            program.forward()
            self._moved, self._magnitude = index, abs(program.mean)
        entries = program.values[index].reshape(-1)
        original = entries[cell]
        slope, sides = 0.0, []
        try:
            for offset, weight in _STENCIL:
                entries[cell] = original + offset * step
                program.forward_from(index)
                slope += weight * program.mean
                sides.append([scores > 0 for scores in self._kinked])
        finally:
            entries[cell] = original
        kink = any(
            not np.array_equal(first, other)
            for later in sides[1:]
            for first, other in zip(sides[0], later, strict=True)
        )
        return slope / (12.0 * step), self._magnitude, kink


def error_beyond_rounding(checks: Iterable[EntryCheck]) -> float:
    """Return ``||exact - numeric|| / max(||exact||, ||numeric||, 1e-8)``, less the noise.

    Entries at a kink are left out: there is nothing to compare with.
    """
    counted = [check for check in checks if not check.kink]
    exact = np.array([check.exact for check in counted])
    numeric = np.array([check.numeric for check in counted])
    noise = float(np.linalg.norm([check.noise for check in counted]))
    scale = max(float(np.linalg.norm(exact)), float(np.linalg.norm(numeric)), 1e-8)
    return max(float(np.linalg.norm(exact - numeric)) - noise, 0.0) / scale


def variable_of(network: Network, key: tuple[str, int]) -> tuple[Key, Key]:
    """Return a variable and the gradient by it, from either of them; KeyError for other things."""
    symbol, number = Key(*key)
    last = len(network.layers)
    if symbol in ("W", "b", "q_W", "q_b") and 1 <= number <= last:
        return Key(symbol[-1], number), Key(f"q_{symbol[-1]}", number)
    if symbol in ("s", "p_s") and 1 <= number <= last:
        return Key("s", number), Key("p_s", number)
    if symbol in ("z", "p") and 1 <= number <= last + 1:
        past = number == last + 1 and is_fused(network)
        return Key("s", last) if past else Key("z", number), Key("p", number)
    raise KeyError(key)


def _node_of(network: Network, variable: Key) -> int:
    """Return the node whose entries a variable has."""
    symbol, number = variable
    if symbol == "z":
        return network.x if number == 1 else network.layers[number - 2].output
    layer = network.layers[number - 1]
    return {"W": layer.weight, "b": layer.bias, "s": layer.score}[symbol]
