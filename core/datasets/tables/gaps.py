"""Cells that are missing or infinite: refused, dropped with their rows, or left to be filled.

They are filled after the cut into parts, by `core.datasets.prepare`: the mean is that of the
training part, for the test part must have no say in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.datasets.tables.cells import Float64Array
from core.datasets.tables.columns import BoolArray
from core.errors import UserError
from core.quoting import listed, quoted


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """Which rows of a column have no usable value."""

    name: str
    columns: slice
    """Of x; none for the target."""
    missing: BoolArray
    infinite: BoolArray

    @property
    def rows(self) -> BoolArray:
        """Both kinds together."""
        return self.missing | self.infinite


def mended(
    x: Float64Array,
    gaps: Sequence[Gap],
    way: str,
    place: str,
    lines: NDArray[np.int64],
    notices: list[str],
) -> BoolArray | None:
    """Mark in x what is to be filled as NaN, and return which rows are to be kept; None: all.

    The first gap is that of the target, whose rows cannot be used without an answer. Adds to the
    notices. Raises UserError if `way` is "refuse" and there is a gap.
    """
    gaps = [gaps[0], *(gap for gap in gaps[1:] if gap.rows.any())]
    bad = gaps[0].rows.copy()
    for gap in gaps[1:]:
        bad |= gap.rows
    if not bad.any():
        return None
    counted = _counted([gap for gap in gaps if gap.rows.any()])
    if way == "refuse":
        first = int(lines[np.flatnonzero(bad)[0]])
        raise UserError(
            f"{place}, line {first}: {counted}. Drop those rows ({int(bad.sum()):,} of "
            f"{len(bad):,}), take the column's mean instead, or mend the file."
        )
    if way == "drop":
        notices.append(f"{int(bad.sum()):,} of {len(bad):,} rows are dropped: {counted}.")
        return ~bad
    rows = ~gaps[0].rows
    for gap in gaps[1:]:
        if not (rows & ~gap.rows).any():
            raise UserError(
                f"{place}: {quoted(gap.name)} has no value that a mean could be taken of. Leave it "
                "out."
            )
        x[gap.rows, gap.columns] = np.nan
    # Those of rows that are dropped for want of an answer are not filled.
    filled = _counted(
        [Gap(gap.name, gap.columns, gap.missing & rows, gap.infinite & rows) for gap in gaps[1:]]
    )
    if filled:
        notices.append(
            f"{filled}: there the mean of the column stands, taken over the training part only."
        )
    if rows.all():
        return None
    notices.append(
        f"{int((~rows).sum()):,} rows are dropped, because {quoted(gaps[0].name)} has no value "
        "there."
    )
    return rows


def _counted(gaps: Sequence[Gap]) -> str:
    """As "3 cells are missing (age, height) and 1 is infinite (ratio)"."""
    parts = []
    for kind in ("missing", "infinite"):
        found = [(gap.name, int(getattr(gap, kind).sum())) for gap in gaps]
        found = [(name, count) for name, count in found if count]
        if found:
            total = sum(count for _, count in found)
            cells = "1 cell is" if total == 1 else f"{total:,} cells are"
            parts.append(
                f"{cells} {kind} ({listed([f'{quoted(name)}: {n:,}' for name, n in found])})"
            )
    return " and ".join(parts)
