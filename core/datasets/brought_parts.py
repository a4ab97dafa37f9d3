"""What the readers of brought files share: names of pixels, and labels that become classes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.quoting import quoted

MOST_FEATURES = 65_536
"""Of a sample: an image of 256 x 256. Each costs a name and a weight for every unit."""
LICENCE = "Not known to the program: what you may do with your file is yours to know."


def pixel_names(shape: tuple[int, int]) -> tuple[str, ...]:
    """A name for each feature of an image of that height and width."""
    rows, columns = shape
    return tuple(f"pixel {r} {c}" for r in range(rows) for c in range(columns))


def check_features(where: str, shape: tuple[int, ...]) -> None:
    """Raises UserError if samples of that shape have more features than can be worked with."""
    count = 1
    for extent in shape:
        count *= extent
    if count > MOST_FEATURES:
        size = " x ".join(map(str, reversed(shape) if len(shape) == 2 else shape))
        raise UserError(
            f"{where} has {size} values in each sample; at most {MOST_FEATURES:,} are possible. "
            "Scale the images down, or leave columns out."
        )


def recounted(
    path: Path, labels: NDArray[np.integer[Any]]
) -> tuple[NDArray[np.int64], tuple[str, ...], tuple[str, ...]]:
    """The labels (N,) as 0..K-1, the K names (the labels as they were), and notices.

    A notice says so if labels were skipped or are larger than 9, as those of digits are.
    Raises UserError if all are the same.
    """
    found, counted = np.unique(labels, return_inverse=True)
    names = tuple(str(label) for label in found.tolist())
    check_classes(path, names)
    notices: tuple[str, ...] = ()
    low, high = int(found[0]), int(found[-1])
    if low != 0 or high > 9 or len(found) != high + 1:
        notices = (
            f"The labels of {quoted(path.name)} go from {low} to {high}, and {len(found):,} "
            f"different ones occur: {len(found):,} classes, named by their labels.",
        )
    return counted.reshape(-1).astype(np.int64), names, notices


def check_classes(path: Path, names: tuple[str, ...]) -> None:
    """Raises UserError if there are fewer than two classes: then nothing can be told apart."""
    if len(names) < 2:
        what = f"all of the class {quoted(names[0])}" if names else "without a class"
        raise UserError(
            f"The samples of {quoted(path)} are {what}. Bring samples of at least two classes."
        )
