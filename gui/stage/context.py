"""What painting depends on, beside the thing that is painted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.arrays import Array
from core.formula import NumberStyle
from core.key import Key, values_of
from core.timeline import Beat, StageState
from core.trace import Trace
from gui.drawing.numbers import POINT
from gui.stage.pictures import Pictures
from gui.stage.scene import Spot
from gui.stage.text import Fonts
from gui.theme import Theme

_AFTER = {"W": "W_after", "b": "b_after"}


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """The state of the stage at one moment."""

    theme: Theme
    fonts: Fonts
    pictures: Pictures | None = None
    """Of the trace; None while there is none."""
    state: StageState | None = None
    """Where the animation is; None at rest, where everything is there and nothing moves."""
    beat: Beat | None = None
    """The beat that it is in."""
    target_text: str = ""
    """The sample's target in words, to stand beside the prediction."""
    target: int | None = None
    """Its class."""
    outputs: tuple[str, ...] = ()
    """The names of the classes, or of the targets of a regression."""
    classes: bool = False
    """They are classes."""
    last: int = 0
    """L + 1, the number of the prediction."""
    hover: Spot | None = None
    focus: Spot | None = None
    symbols: Mapping[Key, str] = field(default_factory=dict)
    """What things are called."""
    descent: str = ""
    """The sign of the learning rate, if the update is nothing but minus that times q."""
    lit: frozenset[Key] = frozenset()
    """What is pointed at elsewhere, in a formula."""
    lit_entry: int = -1
    """The one entry of it that is meant, by its flat index; -1 for the whole."""
    style: NumberStyle = POINT
    """How numbers are written."""

    @property
    def trace(self) -> Trace | None:
        """The numbers."""
        return None if self.pictures is None else self.pictures.trace

    def fill(self, key: Key) -> float:
        """How much of a thing is there, 0 to 1."""
        if self.pictures is None:
            return 0.0
        return 1.0 if self.state is None else self.state.filled.get(key, 0.0)

    def shown(self, key: Key) -> Key:
        """The key of what stands in the place of `key`: a parameter, or what has become of it."""
        after = after_of(key)
        if after is None or self.state is None or self.state.filled.get(after, 0.0) < 1.0:
            return key
        trace = self.trace
        return after if trace is not None and has(trace, after) else key

    def values(self, key: Key) -> Array:
        """The numbers of what stands in the place of `key`; KeyError without a trace."""
        if self.trace is None:
            raise KeyError(key)
        return values_of(self.trace, self.shown(key))


def after_of(key: Key) -> Key | None:
    """The key of a parameter after the update; None for what is no parameter."""
    symbol = _AFTER.get(key.symbol)
    return None if symbol is None else Key(symbol, key.number)


def has(trace: Trace, key: Key) -> bool:
    """True if the trace has this thing: parameters after the update it may not have."""
    try:
        values_of(trace, key)
    except KeyError:
        return False
    return True
