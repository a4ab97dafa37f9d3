"""From the array of features in an npz archive to samples: rows of numbers, or images."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.quoting import quoted
from core.work import Work

VALUES_AT_ONCE = 1 << 16  # values at a time: well under a millisecond each
SMALLEST_FLAT_IMAGE = 64
LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """The samples as RawData wants them."""

    x: NDArray[Any]
    """(N, d) float64, or images: float32 in 0..1, or uint8."""
    image_shape: tuple[int, int] | None
    notices: tuple[str, ...] = ()


def features(path: Path, name: str, values: NDArray[Any], work: Work | None = None) -> Features:
    """Samples from numbers of shape (N,), (N, d), (N, h, w) or (N, h, w, 1).

    Images may be uint8, or numbers from 0 to 1 or to 255; others are mapped to 0..1, with a notice.
    Rows of bytes whose number is a square (as 784) are taken as images, with a notice. Raises
    UserError at the first value that is not finite or too large for float32.
    """
    if values.ndim == 4:
        if values.shape[3] != 1:
            raise UserError(
                f"{quoted(path)}: {quoted(name)} has the shape {values.shape}, images with "
                f"{values.shape[3]} channels. Save grey ones, their mean over the last axis."
            )
        values = values[..., 0]
    if values.ndim == 1:
        values = values[:, np.newaxis]
    low, high = _range(path, name, values, work)
    if values.ndim == 3:
        return _images(name, values, (values.shape[1], values.shape[2]), low, high)
    if is_flat_image(values.dtype, values.shape[1]):
        side = math.isqrt(values.shape[1])
        found = _images(name, values, (side, side), low, high)
        notice = (
            f"The {side**2} bytes of each sample in {quoted(name)} are taken as an image of {side} "
            f"x {side} pixels."
        )
        return Features(found.x, found.image_shape, (notice, *found.notices))
    return Features(values.astype(np.float64), None)


def rows(path: Path, name: str, values: NDArray[Any]) -> NDArray[np.float64]:
    """Numbers (N,) or (N, k) as (N, k) float64. Raises UserError as `features` does."""
    _range(path, name, values, None)
    return values.reshape(len(values), -1).astype(np.float64)


def is_flat_image(dtype: np.dtype[Any], width: int) -> bool:
    """Whether rows of that type and length are taken as square images."""
    return dtype == np.uint8 and width >= SMALLEST_FLAT_IMAGE and math.isqrt(width) ** 2 == width


def _images(
    name: str, values: NDArray[Any], shape: tuple[int, int], low: float, high: float
) -> Features:
    flat = values.reshape(len(values), -1)
    if flat.dtype == np.uint8 and high > 1:
        return Features(flat, shape)
    if low >= 0 and high <= 1:
        return Features(flat.astype(np.float32), shape)
    if low >= 0 and 128 <= high <= 255:
        return Features(np.divide(flat, 255, dtype=np.float32, casting="unsafe"), shape)
    # In float32 the difference of the largest numbers would be infinite.
    span = (high - low) or 1.0
    x = np.empty(flat.shape, np.float32)
    for start in range(0, len(flat), 1024):
        rows = slice(start, start + 1024)
        x[rows] = (flat[rows].astype(np.float64) - low) / span
    notice = f"The pixels of {quoted(name)} go from {low:g} to {high:g}; they are mapped to 0 to 1."
    return Features(x, shape, (notice,))


def _range(path: Path, name: str, values: NDArray[Any], work: Work | None) -> tuple[float, float]:
    """The smallest and the largest value, once all are known to be finite."""
    flat = values.reshape(-1)
    low, high = math.inf, -math.inf
    for start in range(0, flat.size, VALUES_AT_ONCE):
        piece = flat[start : start + VALUES_AT_ONCE]
        if values.dtype.kind == "f":
            wrong = ~np.isfinite(piece)
            if values.dtype.itemsize == 8:
                wrong |= np.abs(piece) > LARGEST
            if wrong.any():
                raise _unusable(path, name, values, start + int(np.argmax(wrong)))
        low, high = min(low, float(piece.min())), max(high, float(piece.max()))
        if work is not None:
            work.report(f"Looking at {name}", start + piece.size, flat.size)
    return low, high


def _unusable(path: Path, name: str, values: NDArray[Any], index: int) -> UserError:
    place = ", ".join(str(int(k)) for k in np.unravel_index(index, values.shape))
    value = float(values.reshape(-1)[index])
    if math.isfinite(value):
        what = f"{value:g}, too large to compute with in float32"
    else:
        what = "not a number" if math.isnan(value) else f"{value}, not a finite number"
    return UserError(
        f"{quoted(path)}: {quoted(name)} at [{place}] is {what}. Leave such samples out, or fill "
        "in a number."
    )
