"""One step of an optimizer, looked at before it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.optimizers import Optimizer
from core.parameters import ParameterVector


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """What an optimizer remembers by one letter of the texts: m, v or s, for each parameter."""

    before: ParameterVector
    after: ParameterVector


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
    before = twin.memory()
    twin.step()
    kept = {letter: theta.like() for letter in before}
    made = {letter: theta.like() for letter in before}
    remembered = twin.memory()
    for letter in before:
        kept[letter].flat[:] = before[letter]
        made[letter].flat[:] = remembered[letter]
    for vector in (after, *kept.values(), *made.values()):
        vector.freeze()
    return Update(twin.t, after, {each: Memory(kept[each], made[each]) for each in before})
