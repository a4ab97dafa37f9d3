"""What is said of a unit or an edge: for the eye beside the view, and for a screen reader. No Qt.

Entries are counted from 1, as in the texts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.contributions import Contributions, contributions
from core.formula import NumberStyle
from core.key import LOSS, Key, has_activation, is_direct, values_of
from core.notation import Symbols
from core.trace import Trace
from gui.drawing.numbers import POINT
from gui.neurons.moment import Moment, has
from gui.neurons.scene import Spot


@dataclass(frozen=True, slots=True)
class Words:
    """What the numbers are called."""

    symbols: Symbols
    features: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    target: str = ""
    """The sample's target in words."""
    style: NumberStyle = POINT
    """How numbers are read: their digits, and the decimal sign."""

    def number(self, value: float) -> str:
        """A number as it is read out."""
        return self.style.plain(value)

    def brief(self, value: float) -> str:
        """The same with three digits, however many the others have."""
        return replace(self.style, digits=3).plain(value)


def sum_behind(trace: Trace, spot: Spot, most: int = 5) -> Contributions | None:
    """The weighted sum that a unit's value or adjoint is; None if it is none."""
    if spot.key.symbol not in ("z", "p"):
        return None
    try:
        return contributions(trace, spot.key, spot.cell, most, split=True)
    except (ValueError, IndexError, KeyError):
        return None


def describe(spot: Spot, moment: Moment | None, words: Words, *, aloud: bool = False) -> str:
    """Say what stands at a spot, as far as it has been computed."""
    symbol, number = spot.key
    if spot.key == LOSS:
        return _loss(moment, words, aloud)
    if symbol in ("W", "q_W", "W_after"):
        return _edge(Spot(Key("W", number), spot.cell), moment, words, aloud)
    column = number + 1 if symbol in ("b", "q_b", "b_after", "s", "p_s") else number
    parts = _unit(column, spot, moment, words, aloud)
    return ", ".join(parts)


def speak(spot: Spot, moment: Moment | None, words: Words) -> str:
    """Say all of it to somebody who does not see the view."""
    text = f"{describe(spot, moment, words, aloud=True)}."
    if moment is None or moment.share(spot.key) < 1:
        return text
    found = sum_behind(moment.trace, spot)
    if found is None or not found.strongest:
        return text
    terms = ", ".join(
        f"{_name(words, t.weight_key, True, *t.weight_cell)}, times "
        f"{_name(words, t.source, True, t.cell)} = {words.brief(t.product)}"
        for t in found.strongest
    )
    text += f" Strongest terms: {terms}."
    if found.rest_count:
        many = words.style.count(found.rest_count)
        text += f" {many} more, together {words.brief(found.rest_sum)}."
    return text


def _unit(column: int, spot: Spot, moment: Moment | None, words: Words, aloud: bool) -> list[str]:
    index, keys = spot.cell, [Key("z", column)]
    if column > 1:
        layer = words.symbols.network.layers[column - 2]
        if has_activation(layer):
            keys.append(Key("s", column - 1))
        keys.append(Key("b", column - 1))
    keys.append(Key("p", column))
    if column > 1:
        keys += [Key("q_b", column - 1), Key("b_after", column - 1)]
    # What is asked for comes first.
    asked = spot.key if spot.key in keys else keys[0]
    keys.sort(key=lambda key: key != asked)
    parts = []
    for key in keys:
        value = _value(moment, key, index)
        if value is not None:
            parts.append(f"{_name(words, key, aloud, index)} = {words.number(value)}")
        elif key == asked:
            parts.append(f"{_name(words, key, aloud, index)}: not yet computed")
    named = words.features if column == 1 else ()
    last = column == len(words.symbols.network.layers) + 1
    named = words.outputs if last else named
    if index < len(named):
        parts.insert(1, named[index])
    if last and words.target:
        parts.append(words.target)
    return parts


def _value(moment: Moment | None, key: Key, index: int) -> float | None:
    """A number that is there by now."""
    if moment is None or not has(moment.trace, key):
        return None
    share = moment.share(key)
    if key.symbol == "s" and moment.state is not None and key not in moment.state.filled:
        share = moment.share(Key("z", key.number + 1))
    if moment.state is None and key.symbol == "b_after":
        return None  # at rest the parameters are those that made this trace
    values = values_of(moment.trace, key).reshape(-1)
    if index >= values.size:
        return None
    arrived = share >= 1 or share * values.size - index >= 1
    return float(values[index]) if arrived else None


def _edge(spot: Spot, moment: Moment | None, words: Words, aloud: bool) -> str:
    i = spot.key.number
    layer = words.symbols.network.layers[i - 1]
    row, column = divmod(spot.cell, layer.inputs)
    name = _name(words, spot.key, aloud, row, column)
    if moment is None:
        return f"{name}: no values yet"
    record = moment.trace.layers[i - 1]
    if row >= len(record.W):
        return f"{name}: no such weight"
    parts = [f"{name} = {words.number(float(record.W[row, column]))}"]
    for symbol in ("q_W", "W_after"):
        value = _value(moment, Key(symbol, i), row * layer.inputs + column)
        if value is not None and not (symbol == "W_after" and moment.state is None):
            parts.append(
                f"{_name(words, Key(symbol, i), aloud, row, column)} = {words.number(value)}"
            )
    # Last what can be worked out: where there is little room, the end of the line is cut.
    if _value(moment, Key("z", i), column) is not None:
        times = " times " if aloud else " · "
        source = _name(words, Key("z", i), aloud, column)
        product = float(record.W[row, column] * record.z[column])
        parts.append(f"{name}{times}{source} = {words.number(product)}")
    return ", ".join(parts)


def _loss(moment: Moment | None, words: Words, aloud: bool) -> str:
    symbol = words.symbols[LOSS]
    name = symbol.spoken if aloud else symbol.plain
    if moment is None or moment.loss <= 0:
        return f"{name}, the {symbol.meaning}: not yet computed"
    text = f"{name} = {words.number(moment.trace.loss)}, the {symbol.meaning}"
    return f"{text}, {words.target}" if words.target else text


def _name(words: Words, key: Key, aloud: bool, *index: int) -> str:
    network = words.symbols.network
    if key.symbol == "p_s" and is_direct(network, network.layers[key.number - 1]):
        key = Key("p", key.number + 1)  # as it is called under the unit
    symbol = words.symbols[key]
    numbers = [str(k + 1) for k in index]
    if aloud:
        return f"{symbol.spoken} entry {', '.join(numbers)}"
    return f"{symbol.plain}[{', '.join(numbers)}]"
