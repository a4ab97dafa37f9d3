"""Which column is probably the target, and which only numbers the rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.datasets.tables.cells import Float64Array

TARGET_NAMES = (
    "target", "label", "labels", "class", "y", "sales", "species", "outcome", "diagnosis"
)  # fmt: skip
INDEX_NAMES = ("index", "id", "no", "no.", "nr", "nr.", "row", "#", "unnamed: 0")
FEW_CLASSES = 20


def suggested_target(names: Sequence[str], usable: Sequence[int]) -> int:
    """Return the usable column that is named like a target, or else the last one."""
    folded = [name.casefold() for name in names]
    for name in TARGET_NAMES:
        found = [index for index in usable if folded[index] == name]
        if len(found) == 1:
            return found[0]
    return usable[-1]


def is_index(name: str, values: Float64Array) -> bool:
    """Whether the first column only numbers the rows.

    `name` is as in the file: "" for a column without a name, which R and pandas write. Under
    another name, as "id", the numbers must also rise in steps of one from 0 or 1: a column "x"
    with 1, 2, 3 is a feature. Rows of a sample may be missing in between.
    """
    named = name.strip().casefold()
    if len(values) < 2 or (named and named not in INDEX_NAMES):
        return False
    if not np.isfinite(values).all() or (values != np.floor(values)).any():
        return False
    if not named:
        return len(np.unique(values)) == len(values)
    return bool((values[1:] > values[:-1]).all() and values[0] >= 0)


def counts_rows(values: Float64Array) -> bool:
    """Whether the numbers are 1, 2, 3 and so on, or 0, 1, 2."""
    return bool(len(values) > 2 and values[0] in (0, 1) and (values[1:] == values[:-1] + 1).all())


def suggested_task(is_words: bool, values: Float64Array) -> str:
    """Few different whole numbers, or words, are classes; else there are numbers to predict."""
    if is_words:
        return "classification"
    known = values[np.isfinite(values)]
    if not len(known) or (known != np.floor(known)).any():
        return "regression"
    count = len(np.unique(known))
    few = count <= FEW_CLASSES and (2 * count <= len(known) or count <= 2 < len(known))
    return "classification" if few else "regression"
