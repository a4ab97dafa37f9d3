"""Colour maps of numbers: a diverging one for signed values, a sequential one for 0 to 1.

Signed: negative is blue, zero is the theme's neutral, positive is orange, which stay apart for
every kind of colour vision. Both ends have the same lightness, and lightness changes evenly along
the map, measured in the Oklab space (B. Ottosson, 2020): twice the value looks twice as far from
zero, and a picture in grey still shows magnitudes.

Sequential: from paper to ink on light, from slate to chalk on dark.

Values of any range, a height over the plane say: from blue to yellow through green, lightness
rising evenly, so that it reads the same for every kind of colour vision and in grey.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtGui import QColor, QImage

from gui.theme.roles import Theme

Rgba = NDArray[np.uint8]

ENTRIES = 256
LARGE = 1e30
"""Beyond it, or below its inverse, float32 has no room left."""
SIGNED_CENTRE = 128
"""Entry of zero in the signed table; entries 1 and 255 are the ends, 0 repeats entry 1."""


@cache
def signed_lut(theme: Theme) -> Rgba:
    """The diverging map as a read-only table, shape (256, 4), uint8 RGBA.

    Entry 128 is exactly zero, and entries 128 - k and 128 + k stand for opposite values.
    """
    zero = _oklab(theme.signed_zero)
    arm = np.linspace(0.0, 1.0, SIGNED_CENTRE)[:, None]
    negative = zero + arm * (_oklab(theme.signed_negative) - zero)
    positive = zero + arm * (_oklab(theme.signed_positive) - zero)
    return _table(np.concatenate([negative[-1:], negative[:0:-1], positive]))


@cache
def sequential_lut(theme: Theme) -> Rgba:
    """The map of 0 to 1 as a read-only table, shape (256, 4), uint8 RGBA."""
    paper = _oklab(theme.paper)
    steps = np.linspace(0.0, 1.0, ENTRIES)[:, None]
    return _table(paper + steps * (_oklab(theme.ink) - paper))


_VALUE_STOPS = {
    True: ("#25306b", "#2f6f9f", "#48a894", "#e8dc6a"),
    False: ("#24337a", "#2c7fa6", "#6dbb94", "#f4e88a"),
}


@cache
def values_lut(theme: Theme) -> Rgba:
    """The map of values of any range as a read-only table, shape (256, 4), uint8 RGBA."""
    stops = np.stack([_oklab(colour) for colour in _VALUE_STOPS[theme.dark]])
    # As far along as light: then lightness is even, and hue follows.
    places = (stops[:, 0] - stops[0, 0]) / (stops[-1, 0] - stops[0, 0])
    steps = np.linspace(0.0, 1.0, ENTRIES)
    return _table(np.stack([np.interp(steps, places, column) for column in stops.T], axis=1))


def values_rgba(values: ArrayLike, low: float, high: float, theme: Theme) -> Rgba:
    """Colours of values from `low` to `high` in `values_lut`; NaN as in `signed_rgba`.

    Returns:
        uint8 array of shape values.shape + (4,).
    """
    return _look_up(values, low, 255.0 * _factor(high - low), 0, values_lut(theme), theme)


def signed_rgba(values: ArrayLike, scale: float, theme: Theme) -> Rgba:
    """Colours of signed values, where -scale and +scale are the ends of the map.

    What lies outside takes the colour of the end. NaN takes `theme.not_a_number`, so that it
    cannot be mistaken for a number. A scale of 0, or one that is not finite, stands for "nothing
    to see": every number takes the neutral.

    Returns:
        uint8 array of shape values.shape + (4,).
    """
    return _look_up(values, 0.0, 127.0 * _factor(scale), SIGNED_CENTRE, signed_lut(theme), theme)


def unit_rgba(values: ArrayLike, theme: Theme, low: float = 0.0, high: float = 1.0) -> Rgba:
    """Colours of values from `low` to `high` in the sequential map; NaN as in `signed_rgba`.

    Returns:
        uint8 array of shape values.shape + (4,).
    """
    return _look_up(values, low, 255.0 * _factor(high - low), 0, sequential_lut(theme), theme)


def largest_magnitude(values: ArrayLike) -> float:
    """The largest finite |value|: a scale for `signed_rgba`. 0 when there is none."""
    array = np.abs(np.asarray(values, dtype=np.float64))
    finite = array[np.isfinite(array)]
    return float(finite.max()) if finite.size else 0.0


def rgba_image(rgba: Rgba) -> QImage:
    """A QImage that owns its pixels, of a uint8 array of shape (height, width, 4).

    A QImage on numpy memory would die with the array, so the pixels are copied, and to the
    premultiplied format that QPainter draws fastest.

    Raises:
        ValueError: when the array is not of shape (height, width, 4) and type uint8.
    """
    if rgba.ndim != 3 or rgba.shape[2] != 4 or rgba.dtype != np.uint8:
        raise ValueError(f"Expected uint8 (height, width, 4), got {rgba.dtype} {rgba.shape}")
    height, width = rgba.shape[:2]
    if not rgba.size:
        return QImage()
    pixels = np.ascontiguousarray(rgba)
    view = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return view.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _factor(scale: float) -> float:
    """1 / scale, or 0 where that is of no use."""
    return min(1.0 / scale, 1e300) if np.isfinite(scale) and scale > 0 else 0.0


def _look_up(
    values: ArrayLike, low: float, factor: float, centre: int, lut: Rgba, theme: Theme
) -> Rgba:
    """Colours of the entries centre + factor (values - low), kept within the table."""
    # float32 is the quicker one, as long as it holds the numbers.
    fits = abs(low) < LARGE and (not factor or 1 / LARGE < factor < LARGE)
    kind = np.float32 if fits else np.float64
    with np.errstate(over="ignore"):  # what is too large for it takes the end of the map
        # A copy: the rest is done in place.
        position: NDArray[np.floating] = np.array(values, dtype=kind)
    missing = np.isnan(position) if position.size and np.isnan(position.max()) else None
    if missing is not None:
        position[missing] = 0.0
    lowest, highest = (1.0, 255.0) if centre else (0.0, 255.0)
    if factor:
        with np.errstate(over="ignore"):
            position -= kind(low)
            position *= kind(factor)
            position += kind(centre)
        np.clip(position, lowest, highest, out=position)
        np.rint(position, out=position)
    else:
        position[...] = centre
    # One 32-bit word a colour: a look-up of words is four times as fast as one of rows.
    words: NDArray[np.uint32] = np.take(lut.view(np.uint32)[:, 0], position.astype(np.uint8))
    rgba = words[..., None].view(np.uint8)
    if missing is not None:
        rgba[missing] = _bytes(theme.not_a_number)
    return rgba


def _bytes(colour: str) -> Rgba:
    value = QColor(colour)
    return np.array([value.red(), value.green(), value.blue(), 255], dtype=np.uint8)


_RGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LMS_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def _oklab(colour: str) -> NDArray[np.float64]:
    srgb = _bytes(colour)[:3] / 255.0
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    lab: NDArray[np.float64] = _LMS_TO_LAB @ np.cbrt(_RGB_TO_LMS @ linear)
    return lab


def _table(lab: NDArray[np.float64]) -> Rgba:
    """Oklab rows, shape (256, 3), as a read-only table of opaque sRGB."""
    lms = (lab @ np.linalg.inv(_LMS_TO_LAB).T) ** 3
    linear = np.clip(lms @ np.linalg.inv(_RGB_TO_LMS).T, 0.0, 1.0)
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    table = np.full((ENTRIES, 4), 255, dtype=np.uint8)
    table[:, :3] = np.rint(srgb * 255.0)
    table.flags.writeable = False
    return table
