"""What is said of a thing or a cell: for the eye beside the stage, and for a screen reader. No Qt.

Entries are counted from 1, as in the texts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.arrays import Array
from core.formula import NumberStyle
from core.key import Key, values_of
from core.trace import Trace
from gui.drawing.numbers import POINT
from gui.stage.cells import NOTHING, is_image
from gui.stage.labels import Labels
from gui.stage.scene import SENSITIVITY, Kind, Spot, Thing


@dataclass(frozen=True, slots=True)
class Words:
    """What the numbers are called, beside their symbols."""

    labels: Labels
    features: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    image_shape: tuple[int, int] | None = None
    last: int = 0
    """L + 1."""
    classes: bool = False
    """The outputs are classes."""
    target: str = ""
    """The sample's target in words."""
    style: NumberStyle = POINT
    """How numbers are read: their digits, and the decimal sign."""

    def brief(self, value: float, digits: int = 3) -> str:
        """A number with so many digits, however many the others have."""
        return replace(self.style, digits=digits).plain(value)


def entry_of(thing: Thing, cell: int, values: Array) -> int:
    """The flat index of the entry that a cell shows: the largest of a pooled block."""
    block = thing.cells.block(cell)
    if len(block) == 1:
        return int(block[0])
    return int(block[np.abs(values.reshape(-1)[block]).argmax()])


def describe(
    thing: Thing,
    cell: int,
    trace: Trace | None,
    words: Words,
    *,
    shown: Key | None = None,
    aloud: bool = False,
) -> str:
    """Say what a cell holds, exactly; or, without a cell, what a thing is.

    Args:
        thing: in whose place something stands.
        cell: one of it, or NOTHING.
        trace: None while there are no values, or while these have not been computed.
        words: the names.
        shown: what stands there, if it is not the thing itself: a parameter after the update.
        aloud: with symbols as they are spoken.
    """
    names = words.labels.said if aloud else words.labels.symbols
    symbol = names[shown or thing.key]
    if trace is None:
        return f"{_whole(thing, words, aloud)}: no values yet"
    values = values_of(trace, shown or thing.key)
    if thing.kind is Kind.LOSS:
        return f"{symbol} = {words.style.plain(trace.loss)}, the {words.labels.spoken[thing.key]}"
    if cell == NOTHING:
        return _summary(thing, values, words, aloud, shown)
    entry = entry_of(thing, cell, values)
    index = np.unravel_index(entry, values.shape)
    numbers = ", ".join(str(int(k) + 1) for k in index)
    text = f"{symbol}[{numbers}] = {words.style.plain(float(values.reshape(-1)[entry]))}"
    block = thing.cells.block(cell)
    parts = [text, *_places(thing.key, tuple(int(k) for k in index), words)]
    if len(block) > 1:
        parts.append(f"the largest of {len(block)} entries")
    return ", ".join(parts)


def speak(
    spot: Spot, thing: Thing, trace: Trace | None, words: Words, shown: Key | None = None
) -> str:
    """Say all of it to somebody who does not see the stage."""
    if spot.cell != NOTHING and thing.kind is not Kind.LOSS:
        text = describe(thing, spot.cell, trace, words, shown=shown, aloud=True)
        return f"{text}. {_whole(thing, words, True, shown)}."
    text = f"{describe(thing, NOTHING, trace, words, shown=shown, aloud=True)}."
    if trace is not None and thing.key == SENSITIVITY and is_image(thing.cells):
        text += (
            " More ink lowers the loss where it is negative, and raises it where it is positive."
        )
    if trace is not None and thing.kind is Kind.BARS:
        values = values_of(trace, thing.key)
        rows = zip(thing.names, values, strict=True)
        text += " " + ", ".join(f"{name}: {words.brief(float(v))}" for name, v in rows) + "."
        if thing.key == Key("z", words.last) and words.target:
            text += f" {words.target}."
    elif trace is not None and thing.kind is not Kind.LOSS and thing.cells.count <= 64:
        values = values_of(trace, shown or thing.key).reshape(-1)
        if values.size <= 64:
            text += " " + ", ".join(words.brief(float(v)) for v in values) + "."
    return text


def _whole(thing: Thing, words: Words, aloud: bool = False, shown: Key | None = None) -> str:
    key = shown or thing.key
    labels = words.labels
    plain = labels.symbols[key] if thing.kind is Kind.LOSS else labels.titles[key][0]
    title = labels.said[key] if aloud else plain
    spoken = labels.spoken[key]
    text = f"{title}, {spoken}"
    if thing.kind is not Kind.LOSS:
        text += f", {words.style.shape(thing.shape)}"
    if thing.cells.pooled:
        text += f", {thing.cells.pooling}: a cell shows the largest entry of its block"
    return text


def _summary(thing: Thing, values: Array, words: Words, aloud: bool, shown: Key | None) -> str:
    low, high = words.brief(float(values.min()), 4), words.brief(float(values.max()), 4)
    if aloud:
        return f"{_whole(thing, words, aloud, shown)}, from {low} to {high}"
    # The numbers first: where there is little room, the end of the line is cut.
    key, labels = shown or thing.key, words.labels
    text = f"{labels.symbols[key]} from {low} to {high}, {words.style.shape(thing.shape)}"
    if thing.cells.pooled:
        text += f", {thing.cells.pooling}"
    return f"{text}, {labels.spoken[key]}"


def _places(key: Key, index: tuple[int, ...], words: Words) -> list[str]:
    """Name what the indices stand for: a pixel, a feature, a class."""
    symbol, number = key
    parts = []
    of_layer = symbol in ("W", "b", "q_W", "q_b", "s", "p_s")
    row_is_output = of_layer and number + 1 == words.last
    row_is_output |= symbol in "zp" and number == words.last
    if row_is_output and index[0] < len(words.outputs):
        name = words.outputs[index[0]]
        parts.append(f"class {name}" if words.classes else name)
    column = index[-1]
    of_input = number == 1 and symbol in ("z", "p", "W", "q_W")
    if of_input and words.image_shape is not None:
        row, across = divmod(column, words.image_shape[1])
        parts.append(f"pixel in row {row + 1}, column {across + 1}")
    elif of_input and column < len(words.features):
        parts.append(words.features[column])
    return parts
