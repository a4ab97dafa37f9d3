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

from core.datasets.dataset import Dataset, Samples, Task
from core.datasets.prepare import Standardiser, split, stratified_split
from core.errors import UserError

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "data"
DIGITS_TRAINING = 1297

_REPAIR = "Restore it from the program's package, or run assets/data/make.py."
_PARTS = (
    "A fixed fifth of the rows is the test part. The features are standardised "
    "with the mean and the standard deviation of the training part only."
)


def digits(folder: Path = FOLDER) -> Dataset:
    """1797 handwritten digits of 8 x 8 pixels: the first 1297 to train, the last 500 to test.

    Raises UserError if the file is missing or damaged.
    """
    arrays, about = _read("digits", folder)
    x = np.divide(arrays["x"], np.float32(16), dtype=np.float32)
    y = arrays["y"].astype(np.int64)
    return Dataset(
        name="digits",
        title="Digits 8 x 8",
        task=Task.CLASSIFICATION,
        train=Samples(x[:DIGITS_TRAINING].copy(), y[:DIGITS_TRAINING].copy()),
        test=Samples(x[DIGITS_TRAINING:].copy(), y[DIGITS_TRAINING:].copy()),
        feature_names=_names(arrays["feature_names"]),
        class_names=_names(arrays["class_names"]),
        target_names=(),
        image_shape=(8, 8),
        source=about["source"],
        licence=about["licence"],
        description="Handwritten digits: bitmaps of 32 x 32, the ink counted in blocks of 4 x 4 "
        "(0 to 16) and divided by 16. The first 1297 train, the last 500, by other hands, test.",
    )


def classes(name: str, title: str, description: str, folder: Path = FOLDER) -> Dataset:
    """A table with one class for each row, split by classes and standardised.

    Raises UserError if the file is missing or damaged.
    """
    arrays, about = _read(name, folder)
    x, y = arrays["x"], arrays["y"].astype(np.int64)
    train, test = stratified_split(y)
    standardise = Standardiser.fit(x[train])
    return Dataset(
        name=name,
        title=title,
        task=Task.CLASSIFICATION,
        train=Samples(standardise(x[train]), y[train]),
        test=Samples(standardise(x[test]), y[test]),
        feature_names=_names(arrays["feature_names"]),
        class_names=_names(arrays["class_names"]),
        target_names=(),
        image_shape=None,
        source=about["source"],
        licence=about["licence"],
        description=f"{description} {_PARTS} It has the same share of every class.",
    )


def diabetes(folder: Path = FOLDER) -> Dataset:
    """442 patients: ten measurements, and how far the disease went in the year that followed.

    The target is standardised too: its mean is 152, and Adam with steps of 0.001 would spend some
    hundred thousand of them on the way there. target_offset and target_scale lead back.
    Raises UserError if the file is missing or damaged.
    """
    arrays, about = _read("diabetes", folder)
    x, y = arrays["x"], arrays["y"][:, np.newaxis]
    train, test = split(len(x))
    standardise, of_target = Standardiser.fit(x[train]), Standardiser.fit(y[train])
    return Dataset(
        name="diabetes",
        title="Diabetes",
        task=Task.REGRESSION,
        train=Samples(standardise(x[train]), of_target(y[train])),
        test=Samples(standardise(x[test]), of_target(y[test])),
        feature_names=_names(arrays["feature_names"]),
        class_names=(),
        target_names=("disease progression",),
        image_shape=None,
        source=about["source"],
        licence=about["licence"],
        description="Progression of the disease in a year, from ten measurements: age, sex, body "
        "mass index (bmi), blood pressure (bp) and six blood values (s1 to s6: total "
        "cholesterol, LDL, HDL, total cholesterol / HDL, logarithm of triglycerides, blood "
        f"sugar). {_PARTS} So is the target; shown values are in its own units.",
        target_offset=tuple(of_target.offset.tolist()),
        target_scale=tuple(of_target.scale.tolist()),
    )


def _read(name: str, folder: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The arrays of one file and its entry in the manifest."""
    about = _manifest(folder)[name]
    path = folder / about["file"]
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}). {_REPAIR}") from error
    if hashlib.sha256(data).hexdigest() != about["sha256"]:
        raise UserError(f"{path} is damaged: its checksum is not the manifest's. {_REPAIR}")
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        return dict(archive), about


@cache
def _manifest(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / "MANIFEST.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read. {_REPAIR}") from error


def _names(array: NDArray[Any]) -> tuple[str, ...]:
    return tuple(str(name).replace("_", " ") for name in array)
