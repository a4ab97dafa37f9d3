"""What painting depends on, beside the thing that is painted."""

from __future__ import annotations

from dataclasses import dataclass

from core.trace import Trace
from gui.stage.pictures import Pictures
from gui.stage.scene import Spot
from gui.stage.text import Fonts
from gui.theme import Theme


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """The state of the stage at one moment."""

    theme: Theme
    fonts: Fonts
    pictures: Pictures | None = None
    """Of the trace; None while there is none."""
    target_text: str = ""
    """The sample's target in words, to stand beside the prediction."""
    target: int | None = None
    """Its class."""
    last: int = 0
    """L + 1, the number of the prediction."""
    hover: Spot | None = None
    focus: Spot | None = None

    @property
    def trace(self) -> Trace | None:
        """The numbers."""
        return None if self.pictures is None else self.pictures.trace
