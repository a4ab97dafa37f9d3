"""One thread for the matrix products. To be called before numpy is imported for the first time."""

from __future__ import annotations

import os

VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def use_one_thread() -> None:
    """Let BLAS use one thread, unless the environment says otherwise.

    Layers of this size gain nothing from a second one: it fights with the thread that draws, and
    the order of summation, hence the last bits of a run, would depend on the machine's load.
    """
    for variable in VARIABLES:
        os.environ.setdefault(variable, "1")
