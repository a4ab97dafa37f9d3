"""All parameters of a graph in one flat array."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from core.arrays import Array, size
from core.graph import Graph


class ParameterVector:
    """One flat buffer, with a view of it for each parameter in its own shape.

    An optimizer updates the flat buffer in a few passes, however many layers there are; the
    operations see the views. Gradients, velocities and copies use the same layout.
    """

    def __init__(
        self, graph: Graph, dtype: npt.DTypeLike = np.float32, flat: Array | None = None
    ) -> None:
        nodes = graph.parameters
        count = sum(size(node.shape) for node in nodes)
        self._graph = graph
        self.flat: Array = np.zeros(count, dtype) if flat is None else flat
        self._views: dict[str, Array] = {}
        start = 0
        for node in nodes:
            stop = start + size(node.shape)
            self._views[node.name] = self.flat[start:stop].reshape(node.shape)
            start = stop

    def __getitem__(self, name: str) -> Array:
        """Return the view of one parameter."""
        return self._views[name]

    def __iter__(self) -> Iterator[str]:
        """Walk the names in the graph's order."""
        return iter(self._views)

    def items(self) -> Iterator[tuple[str, Array]]:
        """Walk the names with their views."""
        return iter(self._views.items())

    def like(self, dtype: npt.DTypeLike | None = None) -> ParameterVector:
        """Return zeros in the same layout."""
        return ParameterVector(self._graph, self.flat.dtype if dtype is None else dtype)

    def over(self, flat: Array) -> ParameterVector:
        """Return a vector in the same layout whose numbers are those of `flat`, not copied."""
        return ParameterVector(self._graph, flat=flat)

    def copy(self, dtype: npt.DTypeLike | None = None) -> ParameterVector:
        """Return an independent copy, in another precision if one is given."""
        twin = self.like(dtype)
        twin.flat[:] = self.flat
        return twin

    def freeze(self) -> None:
        """Make the flat array and every view of it read-only."""
        self.flat.setflags(write=False)
        for view in self._views.values():
            view.setflags(write=False)

    def assign(self, arrays: Mapping[str, npt.ArrayLike]) -> None:
        """Set every parameter; ValueError if a name or a shape does not fit."""
        if set(arrays) != set(self._views):
            raise ValueError(f"expected parameters {sorted(self._views)}, got {sorted(arrays)}")
        for name, view in self._views.items():
            values = np.asarray(arrays[name])
            if values.shape != view.shape:
                raise ValueError(f"{name} has shape {values.shape}, expected {view.shape}")
            view[...] = values
