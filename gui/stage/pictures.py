"""Heat maps as pictures in device pixels, made once for each trace.

For a thing's cells there is a map that says which cell each device pixel shows. It depends on the
layout only, so a new trace costs a look-up of colours and one of pixels, whatever the arrangement.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from core.key import Key, values_of
from core.trace import Trace
from gui.stage.cells import NOTHING, Cells
from gui.stage.scales import Scale, Scales
from gui.stage.scene import Thing
from gui.theme import Theme, rgba_image, signed_rgba, unit_rgba


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
    """The pixel maps of a layout at one device pixel ratio."""

    def __init__(self, ratio: float) -> None:
        self.ratio = ratio
        self._maps: dict[Cells, PixelMap] = {}

    def of(self, cells: Cells) -> PixelMap:
        """The map of these cells."""
        found = self._maps.get(cells)
        if found is None:
            found = self._maps[cells] = pixel_map(cells, self.ratio)
        return found


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


class Pictures:
    """The pictures of one trace in one theme, made when they are first asked for."""

    def __init__(self, trace: Trace, scales: Scales, theme: Theme, maps: PixelMaps) -> None:
        self.trace = trace
        self.scales = scales
        self._theme = theme
        self._maps = maps
        self._images: dict[Key, QImage] = {}

    def of(self, thing: Thing) -> QImage:
        """The picture of a thing."""
        image = self._images.get(thing.key)
        if image is None:
            image = self._images[thing.key] = self._make(thing)
        return image

    def _make(self, thing: Thing) -> QImage:
        values = values_of(self.trace, thing.key)
        shown = thing.cells.shown(values)
        scale = self.scales.of[thing.key]
        image = cell_picture(shown, scale, self._theme, self._maps.of(thing.cells))
        image.setDevicePixelRatio(self._maps.ratio)
        return image


def cell_picture(
    shown: NDArray[np.float64], scale: Scale, theme: Theme, pixels: PixelMap
) -> QImage:
    """Colour the values of cells, (count,), and spread them over their pixels."""
    if scale.signed:
        rgba = signed_rgba(shown, scale.end, theme)
    else:
        rgba = unit_rgba(shown, theme, 0.0, scale.end or 1.0)
    words = np.append(rgba.view(np.uint32)[:, 0], np.uint32(0))  # the last one is transparent
    return rgba_image(pixels.spread(words)[..., None].view(np.uint8))
