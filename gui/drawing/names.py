"""Writing the names of rows where there is little room: never cut within a word. No Qt.

A unit in brackets goes first, then the name takes two lines, then its last words go, as long as it
cannot be taken for another. The whole name is in the read-out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

MORE = " …"
Lines = tuple[str, ...]


def written(
    names: Sequence[str], width: float, lines: int, width_of: Callable[[str], float]
) -> tuple[Lines, ...]:
    """Write names into a column of that width, all in the same way.

    Args:
        names: whole.
        width: room.
        lines: how many there may be for each.
        width_of: a text in the letters of names.

    Returns:
        the lines of each name; a name whose first word is wider than the column is whole, for
        whoever draws it to shorten.
    """
    bare = [_without_unit(name) for name in names]
    if len(set(bare)) < len(set(names)):
        bare = list(names)
    forms: list[list[Lines]] = [[(name,) for name in names], [(name,) for name in bare]]
    if lines > 1:
        forms.append([_broken(name, width_of) for name in bare])
    for form in forms:
        if _width(form, width_of) <= width:
            return tuple(form)
    return tuple(_longest_start(name, bare, width, width_of) for name in bare)


def least_width(names: Sequence[str], lines: int, width_of: Callable[[str], float]) -> float:
    """The width below which a name would be cut within a word, or be taken for another."""
    bare = [_without_unit(name) for name in names]
    if lines > 1:
        return _width([_broken(name, width_of) for name in bare], width_of)
    return _width([(_starts(name, bare)[0],) for name in bare], width_of)


def _without_unit(name: str) -> str:
    """Without what stands in brackets at the end: sepal length (cm)."""
    head, bracket, _ = name.rpartition(" (")
    return head if bracket and name.endswith(")") else name


def _broken(name: str, width_of: Callable[[str], float]) -> Lines:
    """On two lines, broken between two words where it is narrowest."""
    words = name.split()
    if len(words) < 2:
        return (name,)
    ways = [(" ".join(words[:k]), " ".join(words[k:])) for k in range(1, len(words))]
    return min(ways, key=lambda way: max(width_of(line) for line in way))


def _starts(name: str, names: Sequence[str]) -> list[str]:
    """Its first words, the fewest first, that are the beginning of no other name; at last all."""
    words = name.split()
    found = []
    for k in range(1, len(words)):
        start = " ".join(words[:k])
        if sum(each == name or each.startswith(start) for each in names) == 1:
            found.append(start + MORE)
    return [*found, name]


def _longest_start(
    name: str, names: Sequence[str], width: float, width_of: Callable[[str], float]
) -> Lines:
    for start in (name, *reversed(_starts(name, names)[:-1])):
        if width_of(start) <= width:
            return (start,)
    return (name,)


def _width(form: Sequence[Lines], width_of: Callable[[str], float]) -> float:
    return max(width_of(line) for lines in form for line in lines)
