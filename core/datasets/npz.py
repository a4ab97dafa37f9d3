"""A data set that somebody brings along as an npz archive: features, and answers beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.datasets.brought_parts import LICENCE, check_features, pixel_names
from core.datasets.dataset import Task
from core.datasets.npz_answers import Answers, answers, words
from core.datasets.npz_archive import LIMIT, Archive
from core.datasets.npz_features import Features, features, is_flat_image
from core.datasets.raw import RawData
from core.errors import UserError
from core.quoting import quoted
from core.work import Work

FEATURES = ("x", "images", "data", "features", "inputs")
ANSWERS = ("y", "labels", "label", "targets", "target", "outputs")
TRAIN_FEATURES = ("x_train", "train_x", "train_images", "train_data")
TRAIN_ANSWERS = ("y_train", "train_y", "train_labels", "train_targets")
TEST_FEATURES = ("x_test", "test_x", "test_images", "test_data")
TEST_ANSWERS = ("y_test", "test_y", "test_labels", "test_targets")
CLASS_NAMES = ("class_names", "target_names", "classes", "label_names")
FEATURE_NAMES = ("feature_names", "columns")


@dataclass(frozen=True, slots=True)
class _Keys:
    """The names in the archive of what is read from it."""

    x: str
    y: str
    test_x: str = ""
    test_y: str = ""
    class_names: str = ""
    feature_names: str = ""

    @property
    def used(self) -> set[str]:
        return {
            self.x,
            self.y,
            self.test_x,
            self.test_y,
            self.class_names,
            self.feature_names,
        }


def read_npz(path: Path, work: Work | None = None, task: str = "") -> RawData:
    """The samples of an npz archive.

    Features are looked for under x, images, data or features, answers under y, labels or targets
    (capitals do not matter); or as training and test part under x_train, y_train, x_test, y_test.
    x is (N, d), or (N, h, w) or (N, h, w, 1) for images. y is (N,) or (N, 1): whole numbers, words
    and booleans are classes, other numbers are predicted; `task` ("classification" or
    "regression") decides where both are possible. (N, k) are k numbers to predict, or classes
    if every row has a single 1. Optional: class_names (or target_names) and feature_names.

    Nothing is unpickled, and nothing unpacked before its size is known: the arrays may take 512 MB
    as they are, and as much again in the types that are computed with.
    Raises UserError naming the file, the member and the place; CancelledError if `work` is.
    """
    with Archive(path) as archive:
        keys = _keys(archive)
        _check_sizes(archive, keys)
        x, y = archive.read(keys.x, work), archive.read(keys.y, work)
        _check_lengths(path, keys.x, x, keys.y, y)
        published = 0
        if keys.test_x:
            test_x, test_y = archive.read(keys.test_x, work), archive.read(keys.test_y, work)
            _check_lengths(path, keys.test_x, test_x, keys.test_y, test_y)
            published = len(test_x)
            x = _joined(path, keys.x, x, keys.test_x, test_x)
            y = _joined(path, keys.y, y, keys.test_y, test_y)
        class_names = words(path, archive.read(keys.class_names)) if keys.class_names else ()
        feature_names = words(path, archive.read(keys.feature_names)) if keys.feature_names else ()
        left_out = [name for name in archive.names if name not in keys.used]
    made = features(path, keys.x, x, work)
    about = answers(path, keys.y, y, class_names, task)
    notices = [*made.notices, *about.notices]
    if left_out:
        notices.append(f"Left out of {quoted(path.name)}: {', '.join(map(quoted, left_out[:10]))}.")
    names, notice = _feature_names(made, feature_names)
    notices.extend(notice)
    return _raw(path, made, about, names, tuple(notices), published)


def _raw(
    path: Path,
    made: Features,
    about: Answers,
    feature_names: tuple[str, ...],
    notices: tuple[str, ...],
    published: int,
) -> RawData:
    shape = made.image_shape
    what = f"images of {shape[1]} x {shape[0]} pixels" if shape else "rows of numbers"
    return RawData(
        name="file",
        title=path.stem,
        task=about.task,
        x=made.x,
        y=about.y,
        feature_names=feature_names,
        class_names=about.class_names,
        target_names=about.target_names,
        image_shape=shape,
        source=str(path),
        licence=LICENCE,
        description=f"{len(made.x):,} {what} from an npz archive.",
        notices=notices,
        published_test=published,
        scaling="standard" if shape is None else "off",
        scale_target=about.task is Task.REGRESSION,
    )


def _keys(archive: Archive) -> _Keys:
    def first(candidates: tuple[str, ...]) -> str:
        for wanted in candidates:
            for name in archive.names:
                if name.lower() == wanted:
                    return name
        return ""

    x, y = first(TRAIN_FEATURES), first(TRAIN_ANSWERS)
    test_x, test_y = first(TEST_FEATURES), first(TEST_ANSWERS)
    if not (x and y):
        x, y = first(FEATURES), first(ANSWERS)
    if not (x and y):
        there = ", ".join(map(quoted, archive.names[:10])) + (
            ", ..." if len(archive.names) > 10 else ""
        )
        missing = "features (under x, images, data or features)"
        if x:
            missing = "answers (under y, labels or targets)"
        raise UserError(
            f"{quoted(archive.path)} holds the arrays {there}, but no {missing}. Save it with "
            "numpy.savez(file, x=..., y=...)."
        )
    if not (test_x and test_y):
        test_x = test_y = ""
    return _Keys(x, y, test_x, test_y, first(CLASS_NAMES), first(FEATURE_NAMES))


def _check_sizes(archive: Archive, keys: _Keys) -> None:
    """Raises UserError if the features would be too large, before any of them is unpacked."""
    total = 0
    for name in filter(None, (keys.x, keys.test_x)):
        header = archive.header(name)
        if header.dtype.kind not in "biuf":
            raise UserError(
                f"{quoted(archive.path)}: the features {quoted(name)} are words. Save them as "
                "numbers."
            )
        if not 1 <= len(header.shape) <= 4:
            raise UserError(
                f"{quoted(archive.path)}: {quoted(name)} has the shape {header.shape}. Save "
                "features as (N, d), or grey images as (N, height, width)."
            )
        check_features(f"{quoted(archive.path)}: {quoted(name)}", header.shape[1:])
        # Images are kept as bytes or in float32, everything else in float64; the answers, too.
        image = len(header.shape) > 2 or is_flat_image(
            header.dtype, header.count // header.shape[0]
        )
        pixel = 1 if header.dtype == np.uint8 else 4
        total += header.count * (pixel if image else 8)
    total += sum(8 * archive.header(name).count for name in (keys.y, keys.test_y) if name)
    if total > LIMIT:
        raise UserError(
            f"The samples of {quoted(archive.path)} would take {total // 1024**2} MB, more than "
            f"{LIMIT // 1024**2} MB. Save fewer samples, or pixels as uint8."
        )


def _check_lengths(path: Path, x_name: str, x: NDArray[Any], y_name: str, y: NDArray[Any]) -> None:
    if y.ndim == 0 or len(x) != len(y):
        count = "a single value" if y.ndim == 0 else f"{len(y):,} answers"
        raise UserError(
            f"{quoted(path)}: {quoted(x_name)} holds {len(x):,} samples, but {quoted(y_name)} "
            f"holds {count}. Save one answer for each sample."
        )


def _joined(
    path: Path, name: str, train: NDArray[Any], test_name: str, test: NDArray[Any]
) -> NDArray[Any]:
    same_kind = train.dtype.kind == test.dtype.kind or {train.dtype.kind, test.dtype.kind} <= {
        *"biuf"
    }
    if train.shape[1:] != test.shape[1:] or not same_kind:
        raise UserError(
            f"{quoted(path)}: {quoted(name)} has the shape {train.shape} and the type "
            f"{train.dtype}, {quoted(test_name)} {test.shape} and {test.dtype}. Save both parts "
            "alike."
        )
    return np.concatenate([train, test])


def _feature_names(
    made: Features, given: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    count = made.x.shape[1]
    if made.image_shape is not None:
        return pixel_names(made.image_shape), ()
    if len(given) == count:
        return given, ()
    names = tuple(f"x{k + 1}" for k in range(count))
    if not given:
        return names, ()
    notice = f"There are {len(given):,} feature names for {count:,} features, so they are not used."
    return names, (notice,)
