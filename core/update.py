"""One step of an optimizer, looked at before it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.optimizers import Optimizer
from core.parameters import ParameterVector


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """What an optimizer remembers by one letter of the texts: m, v or r."""

    was: ParameterVector
    """Before the step, without the factor and in the precision of the run."""
    becomes: ParameterVector
    factor: float

    def before(self, parameter: str) -> Array:
        """Return what was remembered for a parameter, in its shape."""
        return self.factor * self.was[parameter].astype(np.float64)

    def after(self, parameter: str) -> Array:
        """Return what is remembered after the step."""
        return self.factor * self.becomes[parameter]


@dataclass(frozen=True, slots=True, eq=False)
class Update:
    """What a step makes of the parameters and of the memory. Everything is read-only."""

    t: int
    """The number of the step, counted from 1 where the memory was empty."""
    after: ParameterVector
    memory: Mapping[str, Memory]
    """By its letter; empty for plain gradient descent."""


def preview(optimizer: Optimizer, theta: ParameterVector, gradient: ParameterVector) -> Update:
    """Return what the next step would make of `theta` by `gradient`; change nothing."""
    after = theta.copy()
    twin = optimizer.twin(after.flat, gradient.copy(after.flat.dtype).flat)
    was = {letter: theta.over(kept.copy()) for letter, (kept, _) in optimizer.memory().items()}
    twin.step()
    memory = {
        letter: Memory(was[letter], theta.over(kept), factor)
        for letter, (kept, factor) in twin.memory().items()
    }
    for each in memory.values():
        each.was.freeze()
        each.becomes.freeze()
    after.freeze()
    return Update(twin.t, after, memory)
