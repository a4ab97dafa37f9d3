"""From the texts of the command line to values, each with one clear sentence if it is none.

Every function raises argparse.ArgumentTypeError, to which argparse adds the option's name.
"""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Callable, Sequence
from pathlib import Path

LARGEST_INTEGER = 2**63 - 1
SMALLEST_PICTURE, LARGEST_PICTURE = 200, 8192


def one_of(kind: str, names: Sequence[str]) -> Callable[[str], str]:
    """Return the conversion to one of these names.

    Those of several words may be written with hyphens: gradient-descent.
    """
    by_key = {_key(name): name for name in names}

    def convert(text: str) -> str:
        key = _key(text)
        if key in by_key:
            return by_key[key]
        close = difflib.get_close_matches(key, by_key, n=1)
        guess = f"Did you mean {by_key[close[0]]!r}? " if close else ""
        raise argparse.ArgumentTypeError(
            f"there is no {kind} {text!r}. {guess}Choose from: {', '.join(names)}."
        )

    return convert


def dataset(names: Sequence[str]) -> Callable[[str], str | Path]:
    """Return the conversion to one of these names, or to the path of a file or a folder.

    What has a slash or an ending, or lies there, is a path; a misspelt name is not.
    """
    known = one_of("data set", names)

    def convert(text: str) -> str | Path:
        if _key(text) in map(_key, names):
            return known(text)
        place = path(text)
        if place.suffix or len(place.parts) > 1 or place.exists():
            return place
        return known(text)

    return convert


def list_of(kind: str, names: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    """Return the conversion of names with commas between them."""
    one = one_of(kind, names)
    return lambda text: tuple(one(part) for part in text.split(","))


def _key(text: str) -> str:
    return text.strip().lower().replace("-", " ").replace("_", " ")


def integer(text: str) -> int:
    """Return a whole number of at most 63 bits."""
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number.") from None
    if abs(value) > LARGEST_INTEGER:
        raise argparse.ArgumentTypeError(f"{text} is too large.")
    return value


def number(text: str) -> float:
    """Return a number, whatever its range; `core.checks` knows which make sense."""
    try:
        return float(text)
    except ValueError:
        hint = " Write a point, as in 0.01." if "," in text else ""
        raise argparse.ArgumentTypeError(f"{text!r} is no number.{hint}") from None


def widths(text: str) -> tuple[int, ...]:
    """Return the widths of hidden layers, from "128,64" or "none"."""
    if text.strip().lower() == "none":
        return ()
    try:
        return tuple(integer(part) for part in text.split(","))
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(
            f"{text!r} are no layers. Write widths with commas, as 128,64, or none."
        ) from None


def assignment(text: str) -> tuple[str, float]:
    """Return the name and the value of "momentum=0.9"."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is no setting. Write it as momentum=0.9.")
    return name.strip(), number(value)


def size(text: str) -> tuple[int, int]:
    """Return width and height in pixels, from "1600x1000"."""
    width, _, height = text.lower().replace("×", "x").partition("x")
    try:
        pixels = (integer(width), integer(height))
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(f"{text!r} is no size. Write it as 1600x1000.") from None
    if not SMALLEST_PICTURE <= min(pixels) <= max(pixels) <= LARGEST_PICTURE:
        raise argparse.ArgumentTypeError(
            f"{text} is out of range: {SMALLEST_PICTURE} to {LARGEST_PICTURE} pixels are possible."
        )
    return pixels


def path(text: str) -> Path:
    """Return a path, with ~ for the home folder."""
    if not text or "\0" in text:
        raise argparse.ArgumentTypeError("a name is needed here.")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise argparse.ArgumentTypeError(f"there is no home folder for {text!r}.") from None
