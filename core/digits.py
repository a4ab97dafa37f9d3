"""From strokes on the drawing pad to an image like those of the training set.

A drawing is "ink": (h, w) float32, 0 paper to 1 ink. Strokes are drawn into it, and it is
normalised as the digits of the training set were, so that a network sees what it knows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.datasets.scaling import FloatArray

Region = tuple[slice, slice]  # rows, columns

PAPER = 0.003  # less ink than this is none: not one of 255 grey levels

# The UCI digits, as their 1297 training images show: every one fills all 8 rows, and the widest
# class, 0, always the middle 6 columns: the NIST programs put the digit into 20 x 32 of 32 x 32
# pixels, squeezing what was wider. The share of ink is 0.25 to 0.39 (1 % to 99 %), a 1 having as
# much as an 8: they made thin strokes thicker and thick ones thinner. From 0.28 on drawn digits
# are recognised best, and training digits still come back as they were.
DIGITS_SHAPE = (8, 8)
BITMAP = 32
BITMAP_ASPECT = 20 / 32  # greatest width / height
BLOCK = BITMAP // DIGITS_SHAPE[0]
LEAST_INK, MOST_INK = 0.28, 0.39

# MNIST: all images have a box of 20 pixels in 28, and a centre of mass within half a pixel of
# (14.5, 14.5), counted from the corner: they were moved by whole pixels.
BOX_SHARE = 20 / 28

DOT = "This is only a dot: draw a whole digit."
THICK = "The strokes run together: choose a smaller brush, or draw larger."


@dataclass(frozen=True, slots=True, eq=False)
class Normalised:
    """What the network sees of a drawing, and what one should know about it."""

    image: FloatArray  # (h, w) of the training images, 0..1, read-only
    notices: tuple[str, ...] = ()


class Point(NamedTuple):
    """A point of a stroke: pixels, x to the right, y down, (0, 0) the corner; and the width."""

    x: float
    y: float
    width: float


def add_segment(ink: FloatArray, start: Point, end: Point) -> Region:
    """Draw a line with round caps into the ink; its width goes from start's to end's.

    The edges are anti-aliased. Only the pixels of the region that is returned are touched. Equal
    points give a dot; what lies outside the ink is not drawn.
    """
    reach = max(start.width, end.width) / 2 + 1
    rows = _span(start.y, end.y, reach, ink.shape[0])
    columns = _span(start.x, end.x, reach, ink.shape[1])
    # From the start of the segment to the middle of every pixel.
    x = np.arange(columns.start, columns.stop, dtype=np.float32) + np.float32(0.5 - start.x)
    y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] + np.float32(0.5 - start.y)
    dx, dy = end.x - start.x, end.y - start.y
    length2 = max(dx * dx + dy * dy, 1e-12)  # a dot: t is 0, whatever it is divided by
    # t in 0..1: where on the segment the point nearest to a pixel lies.
    t: FloatArray = np.clip(x * np.float32(dx / length2) + y * np.float32(dy / length2), 0, 1)
    radius = np.float32(start.width / 2) + t * np.float32((end.width - start.width) / 2)
    distance = np.hypot(x - t * np.float32(dx), y - t * np.float32(dy))
    cover = np.clip(radius - distance + np.float32(0.5), 0, 1)
    part = ink[rows, columns]
    np.maximum(part, cover, out=part)
    return rows, columns


def rasterise(strokes: Iterable[Sequence[Point]], shape: tuple[int, int]) -> FloatArray:
    """Ink of this shape with all strokes: points joined by segments, a single point a dot."""
    ink = np.zeros(shape, np.float32)
    for stroke in strokes:
        for start, end in zip(stroke, stroke[1:] or stroke, strict=False):
            add_segment(ink, start, end)
    return ink


def _span(a: float, b: float, reach: float, size: int) -> slice:
    """The pixels from reach before the lesser to reach after the greater, inside 0..size."""
    first = min(max(math.floor(min(a, b) - reach), 0), size)
    return slice(first, min(max(math.ceil(max(a, b) + reach), first), size))


def normalise(ink: FloatArray, image_shape: tuple[int, int]) -> Normalised | None:
    """The drawing as an image of the training set's shape and style; None if there is no ink.

    8 x 8 is made like the UCI digits, everything else like MNIST. Where the drawing lies and how
    large it is makes no difference.
    """
    drawing = _crop(ink)
    if drawing is None:
        return None
    image = _as_digits(drawing) if image_shape == DIGITS_SHAPE else _as_mnist(drawing, image_shape)
    np.clip(image, 0, 1, out=image)  # area weights may sum to a rounding error more than 1
    image.setflags(write=False)
    return Normalised(image, _notices(drawing, ink.shape))


def _as_digits(drawing: FloatArray) -> FloatArray:
    """(8, 8) sixteenths: ink fitted into the 32 x 32 bitmap, counted in blocks of 4 x 4 pixels."""
    bitmap = _even_strokes(_fit_bitmap(drawing))
    counts = bitmap.reshape(DIGITS_SHAPE[0], BLOCK, DIGITS_SHAPE[1], BLOCK).sum(axis=(1, 3))
    return np.asarray(np.rint(counts) / BLOCK**2, np.float32)


def _fit_bitmap(drawing: FloatArray) -> FloatArray:
    """The drawing in the middle of (32, 32), as high as that, squeezed if it is too wide."""
    height, width = drawing.shape
    scale_y = BITMAP / height
    scale_x = min(scale_y, BITMAP * BITMAP_ASPECT / width)
    if width > 4 * height:  # a dash stays one: stretched, it would fill the bitmap
        scale_y = scale_x
    rows = _area_weights(height, scale_y, BITMAP, (BITMAP - height * scale_y) / 2)
    columns = _area_weights(width, scale_x, BITMAP, (BITMAP - width * scale_x) / 2)
    return _resample(drawing, rows, columns)


def _even_strokes(bitmap: FloatArray) -> FloatArray:
    """Strokes grown or thinned until there is as much ink as in the digits.

    By whole pixels, of the last one only as much as is missing: else a hair's difference in the
    drawing would decide about a quarter of the ink.
    """
    bitmap = bitmap / bitmap.max()  # a line thinner than a pixel is pale, but a line
    one = np.float32(1)
    for _ in range(BITMAP // 2):
        share = bitmap.mean()
        missing = np.clip(share, LEAST_INK, MOST_INK) - share
        padded = np.pad(bitmap, 1)
        cropped = _crop(_grow(padded) if missing > 0 else one - _grow(one - padded))
        if missing == 0 or cropped is None:
            break
        fitted = _fit_bitmap(cropped)
        change = fitted.mean() - share
        if change * missing <= 0:
            break  # a solid shape stays as full as it was
        part = np.float32(min(missing / change, 1))
        bitmap = bitmap + part * (fitted - bitmap)
        if part < 1:
            break
    return bitmap


def _grow(image: FloatArray) -> FloatArray:
    """Every pixel takes the greatest value of itself and its four neighbours."""
    p = np.pad(image, 1, mode="edge")
    vertical = np.maximum(p[:-2, 1:-1], p[2:, 1:-1])
    horizontal = np.maximum(p[1:-1, :-2], p[1:-1, 2:])
    grown: FloatArray = np.maximum(image, np.maximum(vertical, horizontal))
    return grown


def _as_mnist(drawing: FloatArray, shape: tuple[int, int]) -> FloatArray:
    """The drawing with its greater side 20/28 of the image's, its centre of mass in the middle."""
    side = round(BOX_SHARE * min(shape))
    scale = side / max(drawing.shape)
    # A whisker less before rounding up: 20.000001 is 20.
    height, width = (math.ceil(n * scale - 1e-6) for n in drawing.shape)
    rows = _area_weights(drawing.shape[0], scale, height)
    columns = _area_weights(drawing.shape[1], scale, width)
    box = _resample(drawing, rows, columns)
    top = _centring_shift(box.sum(axis=1), shape[0])
    left = _centring_shift(box.sum(axis=0), shape[1])
    image = np.zeros(shape, np.float32)
    image[top : top + height, left : left + width] = box
    return image


def _centring_shift(mass: FloatArray, size: int) -> int:
    """Whole pixels that bring the centre of mass to the middle pixel, as far as there is room."""
    centre = float(mass @ np.arange(len(mass)) / mass.sum())
    # What is symmetric lies half-way between two pixels: a hair decides, not the rounding errors.
    return min(max(round(size // 2 - centre - 1e-5), 0), size - len(mass))


def _resample(drawing: FloatArray, rows: FloatArray, columns: FloatArray) -> FloatArray:
    return np.asarray(rows @ drawing @ columns.T, np.float32)


def _area_weights(n: int, scale: float, out: int, offset: float = 0.0) -> FloatArray:
    """(out, n): how much of every pixel of a line, scaled and moved, falls on each new pixel.

    Area resampling: anti-aliased when it shrinks, and a constant stays constant.
    """
    edges = (np.arange(out + 1) - offset) / scale  # of the new pixels, in the old line
    lower, upper = edges[:-1, None], edges[1:, None]
    old = np.arange(n)
    overlap = np.minimum(upper, old + 1) - np.maximum(lower, old)
    return np.asarray(np.maximum(overlap, 0) * scale, np.float32)


def _crop(ink: FloatArray) -> FloatArray | None:
    """The part of the ink inside its bounding box, or None if there is none."""
    marked = ink > PAPER
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    if len(rows) == 0:
        return None
    part: FloatArray = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return part


def _notices(drawing: FloatArray, canvas: tuple[int, ...]) -> tuple[str, ...]:
    """A drawing that fills its bounding box is no digit, unless it is a bar: that is a 1."""
    shorter, longer = sorted(drawing.shape)
    if drawing.mean() < 0.7 or shorter < 0.4 * longer:
        return ()
    return (DOT,) if longer < 0.15 * max(canvas) else (THICK,)
