"""Computation graphs: nodes in topological order, each an operation with its parents.

A graph is a sequence of assignments, as in seed 003: a node's parents come before it, so walking
the nodes in order computes the values and walking them backwards computes the adjoints.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

from core.arrays import Array, Shape, frozen_copy
from core.ops.base import Operation


class Role(Enum):
    """What a node is."""

    INPUT = "input"
    """Data: differs from sample to sample, carries the batch axis."""
    TARGET = "target"
    """The y of a loss: data as well, but no variable to differentiate by."""
    PARAMETER = "parameter"
    """What training changes: the same for every sample of a batch."""
    CONSTANT = "constant"
    """A fixed number or array."""
    VALUE = "value"
    """Computed by an operation."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One assignment of a graph. `shape` is that of one sample, without the batch axis."""

    index: int
    name: str
    role: Role
    shape: Shape
    parents: tuple[int, ...] = ()
    operation: Operation | None = None
    constant: Array | None = None
    batched: bool = True
    """False for parameters, constants, and what is computed from these alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Nodes in topological order. Built by `GraphBuilder`."""

    nodes: tuple[Node, ...]

    def __iter__(self) -> Iterator[Node]:
        """Walk the nodes in topological order."""
        return iter(self.nodes)

    def __len__(self) -> int:
        """Count the nodes."""
        return len(self.nodes)

    def __getitem__(self, key: int | str) -> Node:
        """Return a node by its index or its name."""
        if isinstance(key, int):
            return self.nodes[key]
        for node in self.nodes:
            if node.name == key:
                return node
        raise KeyError(key)

    @property
    def parameters(self) -> tuple[Node, ...]:
        """The parameter nodes, in order."""
        return tuple(node for node in self.nodes if node.role is Role.PARAMETER)

    @property
    def inputs(self) -> tuple[Node, ...]:
        """The input nodes, in order."""
        return tuple(node for node in self.nodes if node.role is Role.INPUT)

    def ancestors(self, *targets: int) -> frozenset[int]:
        """Return the nodes that the targets depend on, the targets among them."""
        needed = set(targets)
        for node in reversed(self.nodes):
            if node.index in needed:
                needed.update(node.parents)
        return frozenset(needed)

    def descendants(self, *sources: int) -> frozenset[int]:
        """Return the nodes that depend on the sources, the sources among them."""
        reached = set(sources)
        for node in self.nodes:
            if any(parent in reached for parent in node.parents):
                reached.add(node.index)
        return frozenset(reached)


class GraphBuilder:
    """Adds one assignment after the other. Each method returns the new node's index."""

    def __init__(self) -> None:
        self._nodes: list[Node] = []

    def input(self, name: str, shape: Shape = ()) -> int:
        """Add data of the given shape of one sample."""
        return self._append(name, Role.INPUT, shape)

    def target(self, name: str, shape: Shape = ()) -> int:
        """Add the y that a loss compares with."""
        return self._append(name, Role.TARGET, shape)

    def parameter(self, name: str, shape: Shape = ()) -> int:
        """Add a parameter."""
        return self._append(name, Role.PARAMETER, shape, batched=False)

    def constant(self, name: str, value: npt.ArrayLike) -> int:
        """Add a fixed number or array."""
        values = frozen_copy(value, np.float64)
        return self._append(name, Role.CONSTANT, values.shape, constant=values, batched=False)

    def apply(self, operation: Operation, *parents: int, name: str = "") -> int:
        """Add the value of an operation on existing nodes; ValueError if shapes do not fit."""
        if any(not 0 <= parent < len(self._nodes) for parent in parents):
            raise ValueError("parents must be nodes of this graph, defined before their use")
        shape = operation.output_shape(*(self._nodes[parent].shape for parent in parents))
        if operation.reduces_batch and any(self._nodes[parent].batched for parent in parents[1:]):
            raise ValueError(f"only the first operand of {operation.name} can differ by sample")
        batched = any(self._nodes[parent].batched for parent in parents)
        label = name or f"u_{len(self._nodes)}"
        return self._append(
            label, Role.VALUE, shape, parents=parents, operation=operation, batched=batched
        )

    def build(self) -> Graph:
        """Return the graph as it stands."""
        return Graph(tuple(self._nodes))

    def _append(
        self,
        name: str,
        role: Role,
        shape: Shape,
        *,
        parents: tuple[int, ...] = (),
        operation: Operation | None = None,
        constant: Array | None = None,
        batched: bool = True,
    ) -> int:
        if any(node.name == name for node in self._nodes):
            raise ValueError(f"the graph has a node named {name!r} already")
        index = len(self._nodes)
        self._nodes.append(Node(index, name, role, shape, parents, operation, constant, batched))
        return index
