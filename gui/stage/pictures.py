"""Heat maps as pictures in device pixels, made once for each trace.

For a thing's cells there is a map that says which cell each device pixel shows. It depends on the
layout only, so a new trace costs a look-up of colours and one of pixels, whatever the arrangement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF
from PySide6.QtGui import QImage, QPainter, QPen

from core.arrays import Array
from core.key import Key, values_of
from core.trace import Trace
from gui.drawing.numbers import round_up
from gui.stage.cells import NOTHING, Cells, is_image
from gui.stage.ink import outline
from gui.stage.scales import Scale, Scales
from gui.stage.scene import SENSITIVITY, Thing
from gui.theme import Theme, largest_magnitude, rgba_image, signed_rgba, unit_rgba

LARGE_PIXEL = 8.0


@dataclass(frozen=True, slots=True, eq=False)
class PixelMap:
    """Which cell each device pixel shows: in two steps, for all pixel rows of a cell are alike."""

    across: NDArray[np.intp]
    """The cell at each pixel column of each row of cells, (rows + 1, width); `count` for none, as
    everywhere in the last row."""
    down: NDArray[np.intp]
    """The row of cells at each pixel row, (height,)."""

    def spread(self, words: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """The picture of a colour for each cell and one for none, (count + 1,)."""
        # "clip" spares numpy a look at every index; none is out of range.
        rows = words.take(self.across, mode="clip")
        return rows.take(self.down, axis=0, mode="clip")


class PixelMaps:
    """What stays the same from trace to trace, for a layout at one device pixel ratio."""

    def __init__(self, ratio: float) -> None:
        self.ratio = ratio
        self._maps: dict[Cells, PixelMap] = {}
        self._inked: tuple[Cells, Array] | None = None
        self._lines: list[QLineF] = []

    def of(self, cells: Cells) -> PixelMap:
        """The map of these cells."""
        found = self._maps.get(cells)
        if found is None:
            found = self._maps[cells] = pixel_map(cells, self.ratio)
        return found

    def outline(self, cells: Cells, values: Array) -> list[QLineF]:
        """The edge of the ink: traced anew only for another sample."""
        known = self._inked
        if known is None or known[0] is not cells or not np.array_equal(known[1], values):
            self._inked = cells, values
            self._lines = [QLineF(*line) for line in outline(cells, values)]
        return self._lines


def pixel_map(cells: Cells, ratio: float) -> PixelMap:
    """Make the map of these cells at a device pixel ratio."""
    rows = cells.y.indices(_centres(cells.y.length, ratio))
    columns = cells.x.indices(_centres(cells.x.length, ratio))
    across = cells.slots()[:, np.maximum(columns, 0)]
    across[:, columns == NOTHING] = NOTHING
    across[across == NOTHING] = cells.count
    empty = np.full((1, len(columns)), cells.count)
    down = np.where(rows == NOTHING, cells.y.count, rows)
    return PixelMap(np.concatenate([across, empty]).astype(np.intp), down.astype(np.intp))


def _centres(length: float, ratio: float) -> NDArray[np.float64]:
    """The centres of the device pixels of a length, in logical pixels."""
    pixels = np.arange(max(1, round(length * ratio)), dtype=np.float64)
    return np.asarray((pixels + 0.5) / ratio)


class Part(Enum):
    """What can be shown of a thing beside its values."""

    VALUES = "values"
    CHANGE = "change"
    """After the update less before it."""
    ROWS = "rows"
    """Each row of q filled with the number that it is multiplied by: an adjoint."""
    COLUMNS = "columns"
    """Each column of q filled with its number: an input of the layer."""


class Pictures:
    """The pictures of one trace in one theme, made when they are first asked for."""

    def __init__(self, trace: Trace, scales: Scales, theme: Theme, maps: PixelMaps) -> None:
        self.trace = trace
        self.scales = scales
        self._theme = theme
        self._maps = maps
        self._images: dict[tuple[Key, Part], QImage] = {}

    def of(self, thing: Thing, key: Key | None = None, part: Part = Part.VALUES) -> QImage:
        """The picture of a thing, or of another one in its cells and colours (`key`)."""
        wanted = key or thing.key, part
        image = self._images.get(wanted)
        if image is None:
            values, scale = self._values(thing, *wanted)
            shown = thing.cells.shown(values)
            image = cell_picture(shown, scale, self._theme, self._maps.of(thing.cells))
            image.setDevicePixelRatio(self._maps.ratio)
            if thing.key == SENSITIVITY and is_image(thing.cells):
                lines = self._maps.outline(thing.cells, self.trace.layers[0].z)
                draw_outline(image, lines, thing.cells.x.pitch, self._theme)
            self._images[wanted] = image
        return image

    def colours(self, thing: Thing, cells: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The colours of some cells of a thing, (k, 4)."""
        shown = thing.cells.shown(values_of(self.trace, thing.key))[cells]
        return colours(shown, self.scales.of[thing.key], self._theme)

    def change_end(self, key: Key) -> float:
        """The end of the scale of a parameter's change."""
        return round_up(largest_magnitude(_change(self.trace, key)))

    def _values(self, thing: Thing, key: Key, part: Part) -> tuple[Array, Scale]:
        own = self.scales.of.get(key, self.scales.of[thing.key])
        match part:
            case Part.CHANGE:
                return _change(self.trace, thing.key), Scale(True, self.change_end(thing.key))
            case Part.ROWS:
                adjoint = self.trace.layers[key.number - 1].p_s
                scale = Scale(True, round_up(largest_magnitude(adjoint)))
                shape = (-1, 1) if len(thing.shape) == 2 else (-1,)
                return np.broadcast_to(adjoint.reshape(shape), thing.shape), scale
            case Part.COLUMNS:
                values = self.trace.layers[key.number - 1].z
                return np.broadcast_to(values, thing.shape), self.scales.of[Key("z", key.number)]
        return values_of(self.trace, key), own


def _change(trace: Trace, key: Key) -> Array:
    after: Array = values_of(trace, (f"{key.symbol}_after", key.number))
    change: Array = after - values_of(trace, key)
    return change


def colours(shown: Array, scale: Scale, theme: Theme) -> NDArray[np.uint8]:
    """The colours of values in a scale, (..., 4)."""
    if scale.signed:
        return signed_rgba(shown, scale.end, theme)
    return unit_rgba(shown, theme, 0.0, scale.end or 1.0)


def cell_picture(shown: Array, scale: Scale, theme: Theme, pixels: PixelMap) -> QImage:
    """Colour the values of cells, (count,), and spread them over their pixels."""
    rgba = colours(shown, scale, theme)
    words = np.append(rgba.view(np.uint32)[:, 0], np.uint32(0))  # the last one is transparent
    return rgba_image(pixels.spread(words)[..., None].view(np.uint8))


def draw_outline(image: QImage, lines: Sequence[QLineF], pitch: float, theme: Theme) -> None:
    """Draw the edge of the ink into a picture, once: a dark and a light line, for all colours."""
    painter = QPainter(image)
    large = pitch >= LARGE_PIXEL
    for role, alpha, width in (
        ("background", 0.9 if large else 0.55, 4.0 if large else 3.0),
        ("text", 1.0, 2.0 if large else 1.0),
    ):
        painter.setPen(QPen(theme.color(role, alpha), width))
        painter.drawLines(lines)
    painter.end()
