"""How large the letters of the stage are: mostly as everywhere else.

Nobody asks for large letters to see less: where with them the scene had to scroll, or formulas to
be shortened, and with the usual ones it does not, they are as large as it can be without. And a
small network with all its numbers grows into a large stage: it is looked at from far away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gui.stage.scene import Scene
from gui.stage.text import FontMeasure, make_fonts

USUAL = 1.0
STEP = 0.75
"""From one size that is tried to the next."""
GROWN = (1.6, 1.4, 1.2)
UNUSED = 0.25
"""Of the height: with more of it empty a small network grows."""

Found = tuple[Scene, bool, bool]
"""A scene, and whether it must scroll across and down."""


class Lettering:
    """The letters at the sizes that are tried, and what has been measured of them."""

    def __init__(self, scale: float) -> None:
        self._measures = [FontMeasure(make_fonts(share)) for share in _shares(scale)]
        self._grown: list[FontMeasure] = []

    @property
    def largest(self) -> FontMeasure:
        """The letters as they are elsewhere."""
        return self._measures[0]

    def choose(self, lay_out: Callable[[FontMeasure], Found]) -> tuple[Found, FontMeasure]:
        """Lay out with the largest letters that cost nothing; the largest if all cost the same."""
        chosen: tuple[Found, FontMeasure] | None = None
        for measure in self._measures:
            found = lay_out(measure)
            if chosen is None or _cost(found) < _cost(chosen[0]):
                chosen = found, measure
            if not any(_cost(found)):
                break
        assert chosen is not None
        (scene, *_), measure = chosen
        if measure is self.largest and scene.figures and scene.unused > UNUSED:
            return self._grow(lay_out, scene) or chosen
        return chosen

    def _grow(
        self, lay_out: Callable[[FontMeasure], Found], usual: Scene
    ) -> tuple[Found, FontMeasure] | None:
        """Lay out with letters as large as all numbers and formulas have room for."""
        self._grown = self._grown or [FontMeasure(make_fonts(share)) for share in GROWN]
        for measure in self._grown:
            found = lay_out(measure)
            if not any(_cost(found)) and found[0].figures and _texts(found[0]) == _texts(usual):
                return found, measure
        return None


def _texts(scene: Scene) -> list[str]:
    return [arrow.text for arrow in scene.arrows]


def _shares(scale: float) -> Iterator[float]:
    """Of the size in force, down to the usual one."""
    size = scale
    while size > USUAL:
        yield size / scale
        size *= STEP
    yield min(USUAL / scale, 1.0)


def _cost(found: Found) -> tuple[int, bool]:
    """In how many directions it scrolls, and whether formulas are shortened."""
    scene, wide, high = found
    return wide + high, scene.brief
