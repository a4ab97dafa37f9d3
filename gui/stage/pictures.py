"""Heat maps as pictures in device pixels, made once for each trace.

For a thing's cells there is a map that says which cell each device pixel shows. It depends on the
layout only, so a new trace costs a look-up of colours and one of pixels, whatever the arrangement.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from core.arrays import IntArray
from core.trace import Trace
from gui.stage.cells import NOTHING, Cells
from gui.stage.scales import Scale, Scales
from gui.stage.scene import Key, Thing
from gui.stage.values import values_of
from gui.theme import Theme, rgba_image, signed_rgba, unit_rgba


class PixelMaps:
    """Which cell each device pixel shows, by thing; forgotten with the layout."""

    def __init__(self, ratio: float) -> None:
        self.ratio = ratio
        self._maps: dict[Cells, NDArray[np.intp]] = {}

    def of(self, cells: Cells) -> NDArray[np.intp]:
        """The cell at each pixel, (height, width); `cells.count` where there is none."""
        found = self._maps.get(cells)
        if found is None:
            found = self._maps[cells] = pixel_map(cells, self.ratio)
        return found


def pixel_map(cells: Cells, ratio: float) -> NDArray[np.intp]:
    """Make the map of `PixelMaps.of`."""
    rows = _along(cells.y.indices, cells.y.length, ratio)
    columns = _along(cells.x.indices, cells.x.length, ratio)
    slots = cells.slots()
    grid = slots[np.maximum(rows, 0)][:, np.maximum(columns, 0)]
    grid[rows == NOTHING] = NOTHING
    grid[:, columns == NOTHING] = NOTHING
    grid[grid == NOTHING] = cells.count
    return grid.astype(np.intp)


def _along(indices: object, length: float, ratio: float) -> IntArray:
    assert callable(indices)
    pixels = max(1, round(length * ratio))
    found: IntArray = indices((np.arange(pixels) + 0.5) / ratio)
    return found


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
    shown: NDArray[np.float64], scale: Scale, theme: Theme, pixels: NDArray[np.intp]
) -> QImage:
    """Colour the values of cells, (count,), and spread them over their pixels."""
    if scale.signed:
        rgba = signed_rgba(shown, scale.end, theme)
    else:
        rgba = unit_rgba(shown, theme, 0.0, scale.end or 1.0)
    words = np.append(rgba.view(np.uint32)[:, 0], np.uint32(0))  # the last one is transparent
    spread: NDArray[np.uint32] = np.take(words, pixels)
    return rgba_image(spread[..., None].view(np.uint8))
