"""Where the entries of a legend stand: on few lines, with a count of the classes left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gui.drawing.written import grouped

MOST_LINES = 4
"""A legend of more lines would take the room of the picture."""
GAP, BETWEEN, SIGN = 4.0, 14.0, 16.0


@dataclass(frozen=True, slots=True)
class Wish:
    """An entry that wants a place."""

    text: str
    optional: bool
    """May be left out where there are too many."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A text with its place; `number` is that of its entry, None for the count of the rest."""

    number: int | None
    text: str
    left: float
    line: int


Elide = Callable[[str, float], str]
Measure = Callable[[str], float]


def arrange(
    wishes: Sequence[Wish], width: float, first: int, measure: Measure, elide: Elide
) -> list[Spot]:
    """Put entries on lines of this width, from line `first` on.

    Where they do not all fit, names become as short as half a line; then only the first of the
    optional ones are there, and how many more there are.
    """
    room = max(width - SIGN - GAP, 0.0)
    for limit in (room, (width - BETWEEN) / 2 - SIGN - GAP):
        texts = [_short(wish.text, limit, measure, elide) for wish in wishes]
        widths = [measure(text) for text in texts]
        everything = [(number, text) for number, text in enumerate(texts)]
        spots = _flow(everything, widths, width, first)
        if not spots or spots[-1].line < MOST_LINES:
            return spots
    optional = [number for number, wish in enumerate(wishes) if wish.optional]
    # No line holds more than this many signs.
    most = min(len(optional) - 1, MOST_LINES * (1 + int(width / (SIGN + GAP + BETWEEN))))
    for shown in range(most, -1, -1):
        spots = _without(texts, widths, optional[shown:], width, first, measure)
        if spots[-1].line < MOST_LINES:
            return spots
    return spots if optional else _flow(everything, widths, width, first)


def _without(
    texts: Sequence[str],
    widths: Sequence[float],
    left_out: Sequence[int],
    width: float,
    first: int,
    measure: Measure,
) -> list[Spot]:
    """The lines without some entries, and in their place how many they are."""
    rest = f"… and {grouped(len(left_out))} more"
    start, end = left_out[0], left_out[-1] + 1
    entries: list[tuple[int | None, str]] = [
        *((number, texts[number]) for number in range(start)),
        (None, rest),
        *((number, texts[number]) for number in range(end, len(texts))),
    ]
    return _flow(entries, [*widths[:start], measure(rest), *widths[end:]], width, first)


def _flow(
    entries: Sequence[tuple[int | None, str]], widths: Sequence[float], width: float, first: int
) -> list[Spot]:
    x, line, spots = 0.0, first, []
    for (number, text), wide in zip(entries, widths, strict=True):
        needed = wide if number is None else SIGN + GAP + wide
        if x and x + needed > width:
            x, line = 0.0, line + 1
        spots.append(Spot(number, text, x, line))
        x += needed + BETWEEN
    return spots


def _short(text: str, limit: float, measure: Measure, elide: Elide) -> str:
    return text if measure(text) <= limit else elide(text, limit)
