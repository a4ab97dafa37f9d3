"""Random numbers that are the same everywhere and for ever.

numpy promises the raw stream of a bit generator, but not what Generator.uniform or
Generator.normal makes of it. So the few lines that do are here; a set that is made from a seed
looks the same after every update (but for the last digit of a logarithm or a cosine).
"""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_BITS = 53  # of a float64's significand


class Stream(IntEnum):
    """What the numbers are for. Each purpose has a stream of its own, so that more noise, say,
    does not change the places. All differ from the stream that cuts a set into parts.
    """

    PLACES = 1
    NOISE = 2
    ORDER = 3


def uniforms(seed: int, stream: Stream, rows: int, columns: int) -> FloatArray:
    """(rows, columns) numbers, uniform in [0, 1). Row i does not depend on how many rows follow."""
    high = raw(seed, stream, rows * columns) >> np.uint64(64 - _BITS)
    return (high.astype(np.float64) * 2.0**-_BITS).reshape(rows, columns)


def normals(seed: int, stream: Stream, rows: int, columns: int) -> FloatArray:
    """(rows, columns) numbers, normal with mean 0 and deviation 1, by the Box-Muller transform.

    Each takes two uniform numbers of its own: the second normal number of a pair is left unused,
    so that here, too, row i is the same however many rows follow.
    """
    pairs = uniforms(seed, stream, rows, 2 * columns).reshape(rows, columns, 2)
    radius = np.sqrt(-2.0 * np.log(1.0 - pairs[..., 0]))  # 1 - u is never 0
    return np.asarray(radius * np.cos(math.tau * pairs[..., 1]), np.float64)


def raw(seed: int, stream: Stream, count: int) -> NDArray[np.uint64]:
    """`count` numbers of 64 random bits."""
    sequence = np.random.SeedSequence(seed, spawn_key=(int(stream),))
    return np.asarray(np.random.PCG64(sequence).random_raw(count), np.uint64)
