"""A data set that somebody brings along as IDX files: images, and labels beside them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np

from core.datasets import idx
from core.datasets.brought_parts import LICENCE, check_features, pixel_names, recounted
from core.datasets.dataset import Task
from core.datasets.mnist import FAMILIES
from core.datasets.raw import RawData
from core.datasets.title import title_of
from core.errors import UserError
from core.quoting import quoted
from core.work import Work

_TEST_NAMES = ("t10k", "test")
_PACKED = ".gz"


def read_idx_pair(path: Path, work: Work | None = None) -> RawData:
    """The images and labels that belong to `path`, which names either file.

    Names are those of MNIST: the labels of train-images-idx3-ubyte.gz are in
    train-labels-idx1-ubyte.gz, with .gz or without. Any other name will do that says "images" in
    one and "labels" in the other. Beside train-... the official test part t10k-... (or test-...)
    is taken too. x is uint8 (N, h * w).

    Raises UserError naming the file that is missing, damaged, or does not fit the others;
    CancelledError if `work` is.
    """
    images, labels = _pair(path)
    trained = _train_of(images)
    if trained is not None:
        images, labels = trained
    x, y = idx.read_pair(images, labels, work)
    check_features(quoted(images), x.shape[1:])
    test, notices = _test_of(images)
    published, told = 0, ""
    class_names: tuple[str, ...] = ()
    if test is not None:
        test_x, test_y = idx.read_pair(*test, work)
        if test_x.shape[1:] != x.shape[1:]:
            raise UserError(
                f"{quoted(test[0])} holds images of {_size(test_x)} pixels, but {quoted(images)} "
                f"of {_size(x)}. Move the files that do not belong together into folders of their "
                "own."
            )
        published, class_names = len(test_y), _known_names(test_y)
        x, y = np.concatenate([x, test_x]), np.concatenate([y, test_y])
        told = f" The {published:,} images of {quoted(test[0].name)} are the test part."
    answers, names, about_labels = recounted(labels, y)
    height, width = x.shape[1:]
    return RawData(
        name="file",
        title=title_of(images).removesuffix(_PACKED),
        task=Task.CLASSIFICATION,
        x=x.reshape(len(x), -1),
        y=answers,
        feature_names=pixel_names((height, width)),
        class_names=class_names if len(class_names) == len(names) else names,
        target_names=(),
        image_shape=(height, width),
        source=str(images),
        licence=LICENCE,
        description=f"{len(x):,} images of {width} x {height} grey values divided by 255, with "
        f"their labels.{told}",
        notices=(*notices, *about_labels),
        published_test=published,
        scaling="off",
    )


def _pair(path: Path) -> tuple[Path, Path]:
    """The file of images and the file of labels, one of which is `path`."""
    has_images, has_labels = ("images" in path.name.lower(), "labels" in path.name.lower())
    if has_images == has_labels:
        raise UserError(
            f"{quoted(path)} does not say in its name whether it holds images or labels, so the "
            'other file cannot be found. Rename the two so that they differ only in "images" and '
            '"labels".'
        )
    other, what = ("labels", "labels") if has_images else ("images", "images")
    wanted = _exchanged(path.name, other)
    found = _existing(path, wanted)
    if found is None:
        raise UserError(
            f"The {what} that belong to {quoted(path)} were not found: looked for {quoted(wanted)} "
            f"beside it, with and without {_PACKED}. Put the file there."
        )
    return (path, found) if has_images else (found, path)


def _exchanged(name: str, to: str) -> str:
    """The name of the other file, in the same case: images-idx3 and labels-idx1."""
    here, digit = ("images", "1") if to == "labels" else ("labels", "3")
    name = re.sub(here, lambda found: _in_case_of(found[0], to), name, flags=re.IGNORECASE)
    return re.sub(r"(idx)[13]", rf"\g<1>{digit}", name, flags=re.IGNORECASE)


def _in_case_of(model: str, word: str) -> str:
    if model.isupper():
        return word.upper()
    return word.capitalize() if model[0].isupper() else word


def _existing(beside: Path, name: str) -> Path | None:
    """The file of that name in the same folder, packed or not, or None."""
    bare = name.removesuffix(_PACKED)
    for candidate in (name, bare, bare + _PACKED):
        # MNIST's own archive writes "images-idx3", some unpackers "images.idx3".
        for spelt in (
            candidate,
            candidate.replace("-idx", ".idx"),
            candidate.replace(".idx", "-idx"),
        ):
            if (path := beside.with_name(spelt)).is_file():
                return path
    return None


def _train_of(images: Path) -> tuple[Path, Path] | None:
    """The training pair, if `images` are the official test images and both files are there."""
    for word in _TEST_NAMES:
        if images.name.lower().startswith(word):
            return _both(images, "train" + images.name[len(word) :])
    return None


def _test_of(images: Path) -> tuple[tuple[Path, Path] | None, tuple[str, ...]]:
    """The official test pair, if `images` are the training images; a notice if one file lacks."""
    if not images.name.lower().startswith("train"):
        return None, ()
    rest = images.name[len("train") :]
    for word in _TEST_NAMES:
        if (both := _both(images, word + rest)) is not None:
            return both, ()
    for word in _TEST_NAMES:
        if _existing(images, word + rest) is not None:
            labels = _exchanged(word + rest, "labels")
            return None, (
                f"{quoted(word + rest)} is not used as the test part: {quoted(labels)} is missing.",
            )
    return None, ()


def _both(beside: Path, name: str) -> tuple[Path, Path] | None:
    images = _existing(beside, name)
    labels = _existing(beside, _exchanged(name, "labels"))
    return None if images is None or labels is None else (images, labels)


def _known_names(test_labels: idx.ByteArray) -> tuple[str, ...]:
    """The class names, if these are the published test labels of a data set that we know."""
    digest = hashlib.sha256(test_labels.tobytes()).hexdigest()
    for family in FAMILIES:
        if family.test_labels_sha256 == digest:
            return family.class_names
    return ()


def _size(images: idx.ByteArray) -> str:
    """Width and height."""
    return " x ".join(map(str, reversed(images.shape[1:])))
