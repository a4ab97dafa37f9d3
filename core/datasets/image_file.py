"""Grey pixels from an image file, whatever is in the file."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP")
MOST_PIXELS = 50_000_000
"""Of an image, when unpacked: four bytes each while it is read."""
LARGEST_FILE = 100 * 1024 * 1024
_ORIENTATION = 0x0112
_LYING = (5, 6, 7, 8)


class UnreadableError(Exception):
    """This file is no image that can be used; the text says why in a few words."""


def image_size(path: Path) -> tuple[int, int]:
    """Width and height, from the beginning of the file. Raises UnreadableError."""
    with _opened(path) as image:
        return _upright_size(image)


def grey_pixels(path: Path, size: tuple[int, int]) -> tuple[NDArray[np.uint8], tuple[int, int]]:
    """The image as (height, width) grey values, scaled to `size` (width, height); its own size.

    Transparent parts are white, sixteen bits become eight, photographs are turned upright.
    Raises UnreadableError.
    """
    from PIL import Image, ImageOps

    with _opened(path) as image:
        own = _upright_size(image)
        # A JPEG can be unpacked at a half or less: photographs would take a second each.
        image.draft("L", (2 * max(size), 2 * max(size)))
        upright = ImageOps.exif_transpose(image)
        grey = _grey(upright)
        if grey.size != size:
            grey = grey.resize(size, Image.Resampling.BOX if _shrinks(grey, size) else None)
        return np.asarray(grey, np.uint8), own


def _shrinks(image: Image.Image, size: tuple[int, int]) -> bool:
    return image.width >= size[0] and image.height >= size[1]


def _grey(image: Image.Image) -> Image.Image:
    from PIL import Image

    if image.mode.startswith("I"):  # 16 bits, which convert() would cut off at 255
        values = np.asarray(image).astype(np.int64) >> 8
        return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        image = Image.alpha_composite(paper, layer)
    return image.convert("L")


def _upright_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    return (height, width) if image.getexif().get(_ORIENTATION) in _LYING else (width, height)


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """An image whose size is known and small enough; its pixels are not unpacked yet."""
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError as error:
        raise UserError(
            "Images can only be read with the package pillow, which is not installed. "
            "Install it with: pip install pillow"
        ) from error

    # The size is looked at below, before anything is unpacked.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableError(f"larger than {LARGEST_FILE // 1024**2} MB")
        with Image.open(path, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise UnreadableError(f"{image.width:,} x {image.height:,} pixels are too many")
            yield image
    except UnreadableError:
        raise
    except Image.DecompressionBombError as error:
        raise UnreadableError("too many pixels") from error
    except UnidentifiedImageError as error:
        raise UnreadableError("no image") from error
    except Exception as error:
        # Decoders meet whatever a file holds, and there is no list of what they raise.
        raise UnreadableError("damaged") from error
