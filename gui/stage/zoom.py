"""Zoom into one unit: where a number comes from, its strongest terms first. No Qt.

A chosen cell of z or p is a weighted sum; a slip of paper adds up its terms. While the beat runs
that computes the cell, the sum builds up term by term.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.contributions import Contributions, contributions
from core.formula import NumberStyle
from core.key import Key
from gui.drawing.numbers import POINT, significant
from gui.stage.cells import NOTHING
from gui.stage.context import Context
from gui.stage.scene import Scene

MOST_TERMS = 10
DIGITS = 3
"""Significant ones: terms of every size add up to what is written under them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the slip: what is added, and what it comes to."""

    text: str
    number: str
    value: float
    running: float
    """The sum so far."""
    source: int | None = None
    """The entry of the source, if it is one term."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A weighted sum, written down."""

    title: str
    rows: tuple[Row, ...]
    ends: tuple[tuple[str, str], ...]
    """The sum, and what the activation makes of it."""


def zoomed(context: Context, scene: Scene, most: int = MOST_TERMS) -> Contributions | None:
    """Take apart what the chosen cell shows; None if it is no weighted sum."""
    spot, trace = context.focus, context.trace
    if spot is None or trace is None or spot.cell == NOTHING:
        return None
    symbol, number = spot.key
    keys = {thing.key for thing in scene.things}
    # Past an activation that is shown apart there is no sum: that is a cell of the scores.
    if symbol not in ("z", "p", "s") or (symbol == "z" and Key("s", number - 1) in keys):
        return None
    split = Key("s", number) in keys
    thing = next((thing for thing in scene.things if thing.key == spot.key), None)
    if thing is None or len(block := thing.cells.block(spot.cell)) != 1:
        return None
    try:
        return contributions(trace, spot.key, int(block[0]), most, split=split)
    except (ValueError, IndexError):
        return None


def shown_terms(context: Context, found: Contributions) -> float:
    """How many rows of the slip are there by now: all of them, unless its beat runs."""
    count = len(found.strongest) + (found.rest_count > 0) + (found.bias is not None)
    state, beat = context.state, context.beat
    if state is None or beat is None or found.key not in beat.writes:
        return float(count) if context.fill(found.key) >= 1 else 0.0
    return count * min(state.progress / 0.9, 1.0)


def written(value: float, style: NumberStyle = POINT, *, sign: bool = False) -> str:
    """Write a number of the slip, with its sign if it is a term."""
    text = style.localized(significant(value, DIGITS, full=True))
    return f"+{text}" if sign and value > 0 else text


def slip(
    found: Contributions,
    symbols: Mapping[Key, str],
    style: NumberStyle = POINT,
    *,
    classes: tuple[str, ...] = (),
    last: int = 0,
) -> Slip:
    """Write a sum down; entries are counted from 1, as in the texts.

    Args:
        found: the sum.
        symbols: what things are called.
        style: of the numbers.
        classes: what the entries of the prediction stand for; nothing if they are no classes.
        last: the number of the prediction, L + 1.
    """

    def number(value: float, sign: bool = False) -> str:
        return written(value, style, sign=sign)

    def entry(key: Key, cell: int) -> str:
        text = f"{_symbol(symbols, key)}[{cell + 1}]"
        of_class = key in (Key("z", last), Key("p", last), Key("s", last - 1), Key("p_s", last - 1))
        return f"{text}, class {classes[cell]}" if of_class and cell < len(classes) else text

    rows, running = [], 0.0
    for term in found.strongest:
        running = term.running
        row, column = (k + 1 for k in term.weight_cell)
        weight = f"{_symbol(symbols, term.weight_key)}[{row}, {column}]"
        value = entry(term.source, term.cell)
        rows.append(
            Row(f"{weight} · {value}", number(term.product, True), term.product, running, term.cell)
        )
    if found.rest_count:
        running += found.rest_sum
        text = f"… and {style.count(found.rest_count)} more, together"
        rows.append(Row(text, number(found.rest_sum, True), found.rest_sum, running))
    if found.bias is not None:
        running += found.bias
        layer = found.key.number - (found.key.symbol == "z")
        bias = f"{_symbol(symbols, Key('b', layer))}[{found.cell + 1}]"
        rows.append(Row(bias, number(found.bias, True), found.bias, running))
    ends = [("sum", number(found.total))]
    symbol = entry(found.key, found.cell)
    if found.sum_key != found.key:
        ends.append((symbol, number(found.result)))
    else:
        ends = [(symbol, number(found.result))]
    return Slip(symbol, tuple(rows), tuple(ends))


def _symbol(symbols: Mapping[Key, str], key: Key) -> str:
    return symbols.get(key, f"{key.symbol}{key.number}")
