"""A fair sample of rows whose number is not known before the end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]

SLACK = 1.25
"""So many times the limit is held, so that rows are not thrown away one by one."""


class RowSample:
    """Every row gets a random key, and those with the smallest keys stay, in their order.

    Every set of `limit` rows is equally likely (bottom-k sampling), and the same seed gives the
    same rows however the file is cut into blocks.
    """

    def __init__(self, limit: int, seed: int) -> None:
        self.limit = limit
        self.total = 0
        """Rows seen so far."""
        self._random = np.random.default_rng(seed)
        self._border = np.inf
        self._keys = np.empty(0)
        self._lines = np.empty(0, np.int64)
        self._new_keys: list[NDArray[np.float64]] = []
        self._new_lines: list[NDArray[np.int64]] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def lines(self) -> NDArray[np.int64]:
        """The lines where the rows that are kept begin."""
        self._join()
        return self._lines

    def offer(self, lines: Sequence[int]) -> BoolArray | None:
        """Return which of the next rows are to be kept for now; None: all."""
        keys = self._random.random(len(lines))
        self.total += len(lines)
        picked = keys < self._border
        where = np.array(lines, np.int64)
        self._new_keys.append(keys[picked])
        self._new_lines.append(where[picked])
        self._count += len(self._new_keys[-1])
        return None if picked.all() else picked

    def is_crowded(self) -> bool:
        """Whether it is time to `shrink`."""
        return self._count > self.limit * SLACK

    def shrink(self, limit: int | None = None) -> BoolArray | None:
        """Return which rows stay, at most `limit`; None: all of them."""
        self.limit = self.limit if limit is None else limit
        if self._count <= self.limit:
            return None
        self._join()
        chosen = np.argpartition(self._keys, self.limit - 1)[: self.limit]
        stays = np.zeros(self._count, bool)
        stays[chosen] = True
        self._keys, self._lines = self._keys[stays], self._lines[stays]
        self._count = self.limit
        self._border = float(self._keys.max())
        return stays

    def _join(self) -> None:
        self._keys = np.concatenate([self._keys, *self._new_keys])
        self._lines = np.concatenate([self._lines, *self._new_lines])
        self._new_keys, self._new_lines = [], []
