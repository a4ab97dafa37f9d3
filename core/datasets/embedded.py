"""The data sets that come with the program: small tables in assets/data."""

from __future__ import annotations

import hashlib
import io
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.datasets.dataset import Task
from core.datasets.raw import RawData
from core.errors import UserError
from core.quoting import quoted

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "data"
DIGITS_TEST = 500

_REPAIR = "Restore it from the program's package, or run assets/data/make.py."


def digits(folder: Path = FOLDER) -> RawData:
    """1,797 handwritten digits of 8 x 8 pixels; the last 500 are the test part.

    Raises UserError if the file is missing or damaged.
    """
    arrays, about = _read("digits", folder)
    return RawData(
        name="digits",
        title="Digits 8 x 8",
        task=Task.CLASSIFICATION,
        x=np.divide(arrays["x"], np.float32(16), dtype=np.float32),
        y=arrays["y"].astype(np.int64),
        feature_names=_names(arrays["feature_names"]),
        class_names=_names(arrays["class_names"]),
        target_names=(),
        image_shape=(8, 8),
        source=about["source"],
        licence=about["licence"],
        description="Handwritten digits: bitmaps of 32 x 32, the ink counted in blocks of 4 x 4 "
        "(0 to 16) and divided by 16. The last 500, by other hands, are the test part.",
        published_test=DIGITS_TEST,
        scaling="off",
    )


def classes(name: str, title: str, description: str, folder: Path = FOLDER) -> RawData:
    """A table with one class for each row. Raises UserError if the file is missing or damaged."""
    arrays, about = _read(name, folder)
    return RawData(
        name=name,
        title=title,
        task=Task.CLASSIFICATION,
        x=arrays["x"],
        y=arrays["y"].astype(np.int64),
        feature_names=_names(arrays["feature_names"]),
        class_names=_names(arrays["class_names"]),
        target_names=(),
        image_shape=None,
        source=about["source"],
        licence=about["licence"],
        description=description,
    )


def diabetes(folder: Path = FOLDER) -> RawData:
    """442 patients: ten measurements, and how far the disease went in the year that followed.

    The target is usually standardised: its mean is 152, and Adam with steps of 0.001 would spend
    some hundred thousand of them on the way there.
    Raises UserError if the file is missing or damaged.
    """
    arrays, about = _read("diabetes", folder)
    return RawData(
        name="diabetes",
        title="Diabetes",
        task=Task.REGRESSION,
        x=arrays["x"],
        y=arrays["y"][:, np.newaxis],
        feature_names=_names(arrays["feature_names"]),
        class_names=(),
        target_names=("disease progression",),
        image_shape=None,
        source=about["source"],
        licence=about["licence"],
        description="Progression of the disease in a year, from ten measurements: age, sex, body "
        "mass index (bmi), blood pressure (bp) and six blood values (s1 to s6: total "
        "cholesterol, LDL, HDL, total cholesterol / HDL, logarithm of triglycerides, blood "
        "sugar).",
        scale_target=True,
    )


def _read(name: str, folder: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The arrays of one file and its entry in the manifest."""
    about = _manifest(folder)[name]
    path = folder / about["file"]
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{quoted(path)} cannot be read ({error.strerror}). {_REPAIR}") from error
    if hashlib.sha256(data).hexdigest() != about["sha256"]:
        raise UserError(f"{quoted(path)} is damaged: its checksum is not the manifest's. {_REPAIR}")
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        return dict(archive), about


@cache
def _manifest(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / "MANIFEST.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{quoted(path)} cannot be read. {_REPAIR}") from error


def _names(array: NDArray[Any]) -> tuple[str, ...]:
    return tuple(str(name).replace("_", " ") for name in array)
