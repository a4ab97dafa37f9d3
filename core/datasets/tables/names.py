"""The names of the columns, and finding one of them."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from core.errors import UserError
from core.quoting import listed_names, quoted

LONGEST_NAME = 100


def column_names(row: Sequence[str] | None, width: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return names that are all different, and the notices about those that were changed.

    `row` is the header; None if there is none.
    """
    if row is None:
        names = tuple(f"column {index + 1}" for index in range(width))
        return names, (
            "The first line holds values, so there are no names: the columns are called column 1, "
            "column 2 and so on.",
        )
    wanted = [_shortened(" ".join(name.split())) for name in row]
    taken = {name for name in wanted if name}
    found: list[str] = []
    seen: set[str] = set()
    counts: dict[str, int] = {}
    renamed: list[str] = []
    for index, name in enumerate(wanted):
        new = name or f"column {index + 1}"
        if new in seen or (not name and new in taken):
            count = counts.get(new, 1) + 1
            while f"{new} ({count})" in seen or f"{new} ({count})" in taken:
                count += 1
            counts[new] = count
            new = f"{new} ({count})"
            renamed.append(new)
        seen.add(new)
        found.append(new)
    if not renamed:
        return tuple(found), ()
    return tuple(found), (
        f"Several columns have the same name: {listed_names(renamed)} got a number.",
    )


def find(name: str, names: Sequence[str], path: Path) -> int:
    """Return the index of a column; capitals do not matter if there is only one such name.

    Raises UserError with the nearest name.
    """
    if name in names:
        return list(names).index(name)
    folded = [each.casefold() for each in names]
    wanted = " ".join(name.split()).casefold()
    if folded.count(wanted) == 1:
        return folded.index(wanted)
    near = get_close_matches(wanted, folded, 1, 0.5)
    if near:
        remedy = f"Do you mean {quoted(names[folded.index(near[0])])}?"
    else:
        remedy = f"It has {listed_names(names, 10)}."
    raise UserError(f"{quoted(path)} has no column {quoted(name)}. {remedy}")


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
