"""A graph bound to buffers: forward and backward on a minibatch, without allocating."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.graph import Graph, Role
from core.ops.base import Operation
from core.parameters import ParameterVector


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """An operation with its buffers, looked up once."""

    operation: Operation
    inputs: tuple[Array, ...]
    output: Array
    work: tuple[Array, ...]
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class _Addition:
    """A contribution that cannot be written straight into the adjoint of its node."""

    adjoint: Array
    contribution: Array
    over_batch: bool
    """The parent has no batch axis: what counts is the sum over the samples."""
    first: bool
    """Nothing has been written to the adjoint in this pass."""

    def carry_out(self) -> None:
        total = self.contribution.sum(axis=0) if self.over_batch else self.contribution
        if self.first:
            self.adjoint[...] = total
        else:
            self.adjoint[...] += total


@dataclass(frozen=True, slots=True, eq=False)
class _BackwardStep:
    """A step with the buffers that its adjoints go to, and what to add up afterwards."""

    step: _Step
    adjoint: Array
    into: tuple[Array | None, ...]
    additions: tuple[_Addition, ...]


class Program:
    """The forward and backward pass of a graph for one batch size.

    Values and adjoints live in preallocated buffers; parameters and gradients are views of the
    flat vectors that the optimizer works on. Only what the target depends on is computed.

    Backward is the loop of seed 003: the adjoint of the target starts at 1/B, so that parameter
    gradients are means over the minibatch; every other adjoint starts at zero, and each use of a
    node *adds* its contribution. (The first contribution is written rather than added to zero.)
    """

    def __init__(
        self,
        graph: Graph,
        target: int,
        parameters: ParameterVector,
        batch: int,
        gradient: ParameterVector | None = None,
        wrt_inputs: bool = False,
        also: tuple[int, ...] = (),
    ) -> None:
        """Allocate every buffer; `also` names nodes to compute beside what the target needs."""
        self.graph = graph
        self.batch = batch
        self.target = target
        self.dtype = parameters.flat.dtype
        needed = graph.ancestors(target, *also)
        self.values: dict[int, Array] = {}
        self.adjoints: dict[int, Array] = {}
        self._forward: list[_Step] = []
        self._backward: list[_BackwardStep] = []
        for node in graph:
            if node.index in needed:
                self._allocate(node.index, parameters)
        samples = batch if graph[target].batched else 1
        self._seed = np.full(samples, 1.0 / samples, self.dtype)
        if gradient is not None:
            self._plan_backward(gradient, wrt_inputs)

    def value(self, name: str) -> Array:
        """Return a node's buffer, (B, ...) or, for what does not depend on the sample, (...)."""
        return self.values[self.graph[name].index]

    def adjoint(self, name: str) -> Array:
        """Return the buffer of a node's adjoint."""
        return self.adjoints[self.graph[name].index]

    def forward(self) -> Array:
        """Compute the target from the inputs that stand in their buffers; return its buffer."""
        for step in self._forward:
            step.operation.forward(step.inputs, step.output, step.work)
        return self.values[self.target]

    def forward_from(self, index: int) -> Array:
        """Compute what comes after a node, whose buffer has been changed by hand.

        `forward` must have run: what comes before stays as it is.
        """
        for step in self._forward:
            if step.index > index:
                step.operation.forward(step.inputs, step.output, step.work)
        return self.values[self.target]

    @property
    def mean(self) -> float:
        """The mean of the target over the minibatch: what `backward` differentiates."""
        return float(np.dot(self._seed, self.values[self.target].reshape(-1)))

    def backward(self) -> None:
        """Compute every adjoint and the gradient. `forward` must have run."""
        for planned in self._backward:
            step = planned.step
            step.operation.backward(
                planned.adjoint, step.inputs, step.output, planned.into, step.work
            )
            for addition in planned.additions:
                addition.carry_out()

    def _allocate(self, index: int, parameters: ParameterVector) -> None:
        node = self.graph[index]
        lead = (self.batch,) if node.batched else ()
        if node.role is Role.PARAMETER:
            self.values[index] = parameters[node.name]
        elif node.constant is not None:
            self.values[index] = node.constant.astype(self.dtype)
        else:
            self.values[index] = np.zeros((*lead, *node.shape), self.dtype)
        if node.operation is not None:
            shapes = [self.graph[parent].shape for parent in node.parents]
            work = node.operation.workspace(lead, shapes, self.dtype)
            inputs = tuple(self.values[parent] for parent in node.parents)
            self._forward.append(_Step(node.operation, inputs, self.values[index], work, index))

    def _plan_backward(self, gradient: ParameterVector, wrt_inputs: bool) -> None:
        sources = {node.index for node in self.graph.parameters}
        if wrt_inputs:
            sources |= {node.index for node in self.graph.inputs}
        wanted = self.graph.ancestors(self.target) & self.graph.descendants(*sources)
        for index in wanted:
            node = self.graph[index]
            if node.role is Role.PARAMETER:
                self.adjoints[index] = gradient[node.name]
            else:
                self.adjoints[index] = np.zeros_like(self.values[index])
        self.adjoints.setdefault(self.target, np.zeros_like(self.values[self.target]))
        samples = self.batch if self.graph[self.target].batched else 1
        self.adjoints[self.target][...] = 1.0 / samples
        written: set[int] = {self.target}
        for step in reversed(self._forward):
            if step.index in wanted:
                self._backward.append(self._plan_step(step, wanted, written))

    def _plan_step(self, step: _Step, wanted: frozenset[int], written: set[int]) -> _BackwardStep:
        """Choose where each parent's contribution goes: straight to its adjoint, or added to it."""
        node = self.graph[step.index]
        into: list[Array | None] = []
        additions: list[_Addition] = []
        for parent in node.parents:
            if parent not in wanted:
                into.append(None)
                continue
            adjoint = self.adjoints[parent]
            mixed = node.batched and not self.graph[parent].batched
            over_batch = mixed and not step.operation.reduces_batch
            first = parent not in written
            written.add(parent)
            if first and not over_batch:
                into.append(adjoint)
                continue
            lead = (self.batch,) if over_batch else ()
            contribution = np.zeros((*lead, *adjoint.shape), self.dtype)
            into.append(contribution)
            additions.append(_Addition(adjoint, contribution, over_batch, first))
        return _BackwardStep(step, self.adjoints[step.index], tuple(into), tuple(additions))
