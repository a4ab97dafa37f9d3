"""Writing the names of rows where there is little room: never cut within a word. No Qt.

A unit in brackets goes first, then the name takes two lines, then its last words go, as long as it
cannot be taken for another. The whole name is in the read-out.
"""

from __future__ import annotations

from collections.abc import Sequence

from gui.stage.measure import Measure

MORE = " …"
Lines = tuple[str, ...]


def written(names: Sequence[str], width: float, lines: int, measure: Measure) -> tuple[Lines, ...]:
    """Write names into a column of that width, all in the same way.

    Args:
        names: whole.
        width: room.
        lines: how many there may be for each.
        measure: of small letters.

    Returns:
        the lines of each name; a name whose first word is wider than the column is whole, for
        whoever draws it to shorten.
    """
    bare = [_without_unit(name) for name in names]
    if len(set(bare)) < len(set(names)):
        bare = list(names)
    forms: list[list[Lines]] = [[(name,) for name in names], [(name,) for name in bare]]
    if lines > 1:
        forms.append([_broken(name, measure) for name in bare])
    for form in forms:
        if _width(form, measure) <= width:
            return tuple(form)
    return tuple(_longest_start(name, bare, width, measure) for name in bare)


def least_width(names: Sequence[str], lines: int, measure: Measure) -> float:
    """The width below which a name would be cut within a word, or be taken for another."""
    bare = [_without_unit(name) for name in names]
    if lines > 1:
        return _width([_broken(name, measure) for name in bare], measure)
    return _width([(_starts(name, bare)[0],) for name in bare], measure)


def _without_unit(name: str) -> str:
    """Without what stands in brackets at the end: sepal length (cm)."""
    head, bracket, _ = name.rpartition(" (")
    return head if bracket and name.endswith(")") else name


def _broken(name: str, measure: Measure) -> Lines:
    """On two lines, broken between two words where it is narrowest."""
    words = name.split()
    if len(words) < 2:
        return (name,)
    ways = [(" ".join(words[:k]), " ".join(words[k:])) for k in range(1, len(words))]
    return min(ways, key=lambda way: max(measure.small(line) for line in way))


def _starts(name: str, names: Sequence[str]) -> list[str]:
    """Its first words, the fewest first, that are the beginning of no other name; at last all."""
    words = name.split()
    found = []
    for k in range(1, len(words)):
        start = " ".join(words[:k])
        if sum(each == name or each.startswith(start) for each in names) == 1:
            found.append(start + MORE)
    return [*found, name]


def _longest_start(name: str, names: Sequence[str], width: float, measure: Measure) -> Lines:
    for start in (name, *reversed(_starts(name, names)[:-1])):
        if measure.small(start) <= width:
            return (start,)
    return (name,)


def _width(form: Sequence[Lines], measure: Measure) -> float:
    return max(measure.small(line) for lines in form for line in lines)
