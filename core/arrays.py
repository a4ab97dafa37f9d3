"""Array types that the whole engine shares."""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
FloatArray: TypeAlias = npt.NDArray[np.floating[Any]]
IntArray: TypeAlias = npt.NDArray[np.int64]
Shape: TypeAlias = tuple[int, ...]


class Rows(Protocol):
    """Samples (N, d) that are read some at a time: an array, or what makes them then."""

    @property
    def shape(self) -> Shape:
        """(N, d)."""
        ...

    def __len__(self) -> int:
        """Count the rows, N."""
        ...

    def __getitem__(self, rows: slice, /) -> Array:
        """Some of the rows."""
        ...


def frozen_copy(values: npt.ArrayLike, dtype: npt.DTypeLike | None = None) -> Array:
    """Return a read-only copy.

    A copy, because a read-only *view* still changes when an optimizer updates the array in place.
    """
    copy = np.array(values, dtype=dtype)
    copy.setflags(write=False)
    return copy


def size(shape: Shape) -> int:
    """Return the number of entries of an array of this shape; 1 for a scalar."""
    total = 1
    for extent in shape:
        total *= extent
    return total
