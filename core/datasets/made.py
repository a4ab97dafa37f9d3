"""The data sets that are made here, from a seed, as large and as noisy as one likes."""

from __future__ import annotations

from core.datasets import made_classes, made_curves
from core.datasets.made_set import Limits, MadeSet, make

__all__ = ["BY_NAME", "MADE", "Limits", "MadeSet", "make"]

MADE: tuple[MadeSet, ...] = (*made_classes.SETS, *made_curves.SETS)

BY_NAME = {kind.name: kind for kind in MADE}
