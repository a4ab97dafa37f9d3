"""Is the gradient right? Finite differences against the backward pass, for any graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.graph import Graph, Role
from core.parameters import ParameterVector
from core.program import Program

STEP = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The gradient by one node, both ways."""

    name: str
    exact: Array
    numeric: Array
    noise: float = 0.0
    """The norm of the difference that rounding alone can make."""

    @property
    def relative_error(self) -> float:
        """``||exact - numeric|| / max(||exact||, ||numeric||, 1e-8)``, less the noise.

        A gradient that is 0 (of a dead unit, of weights behind zeros) is right if the difference
        is no more than rounding.
        """
        difference = max(float(np.linalg.norm(self.exact - self.numeric)) - self.noise, 0.0)
        scale = max(float(np.linalg.norm(self.exact)), float(np.linalg.norm(self.numeric)), 1e-8)
        return difference / scale


def gradcheck(
    graph: Graph, target: int, values: Mapping[str, npt.ArrayLike], batch: int = 1
) -> list[Comparison]:
    """Compare the gradient of the mean of a scalar node with finite differences, in float64.

    `values` holds every parameter in its shape, and every input and target with the batch axis in
    front (B, ...). The result has a comparison for each parameter and each input.
    Differences are central and of fourth order, (f(-2h) - 8 f(-h) + 8 f(h) - f(2h)) / 12h: with
    h = 1e-3 their error is some 1e-12, where those of second order stop at 1e-10.
    """
    parameters = ParameterVector(graph, np.float64)
    parameters.assign({node.name: values[node.name] for node in graph.parameters})
    gradient = parameters.like()
    program = Program(graph, target, parameters, batch, gradient, wrt_inputs=True)
    for node in graph:
        if node.role in (Role.INPUT, Role.TARGET) and node.index in program.values:
            program.values[node.index][...] = values[node.name]
    # f is rounded to about one part in 2^52, and the differences divide that by the step.
    magnitude = max(abs(float(program.forward().mean())), 1.0)
    rounding = 8.0 * float(np.finfo(np.float64).eps) * magnitude / STEP
    program.backward()
    comparisons = []
    for node in (*graph.inputs, *graph.parameters):
        if node.index in program.adjoints:
            exact = program.adjoints[node.index].copy()
            numeric = finite_differences(program, program.values[node.index])
            noise = rounding * sqrt(exact.size)
            comparisons.append(Comparison(node.name, exact, numeric, noise))
    return comparisons


def finite_differences(program: Program, values: Array, step: float = STEP) -> Array:
    """Return the derivative of the mean of the program's target by each entry of `values`.

    `values` is one of the program's buffers; it is put back as it was.
    """
    result = np.empty_like(values)
    entries, slopes = values.reshape(-1), result.reshape(-1)
    for index in range(entries.size):
        original = entries[index]
        slope = 0.0
        for offset, weight in ((-2.0, 1.0), (-1.0, -8.0), (1.0, 8.0), (2.0, -1.0)):
            entries[index] = original + offset * step
            program.forward()
            slope += weight * program.mean
        entries[index] = original
        slopes[index] = slope / (12.0 * step)
    program.forward()
    return result
