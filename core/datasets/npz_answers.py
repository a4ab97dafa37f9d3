"""From the array of answers in an npz archive to classes, or to numbers that are predicted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.datasets.brought_parts import check_classes
from core.datasets.dataset import Task
from core.datasets.npz_features import rows
from core.errors import UserError
from core.quoting import quoted

MOST_CLASSES = 1000
FEW = 20
"""Whole numbers in a float array are classes if there are no more different ones."""
LONGEST_NAME = 80
MOST_NAMES = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The answers as RawData wants them."""

    task: Task
    y: NDArray[Any]
    """(N,) int64 labels, or (N, k) float64 targets."""
    class_names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def answers(
    path: Path, name: str, values: NDArray[Any], names: tuple[str, ...] = (), task: str = ""
) -> Answers:
    """Classes or targets from an array (N,) or (N, k); `names` are those of the classes or targets.

    Words, booleans and whole numbers are classes, other numbers are predicted, unless `task` says
    otherwise. Raises UserError for what is neither, and where there is a single class.
    """
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim not in (1, 2) or (values.ndim == 2 and values.dtype.kind in "US"):
        raise UserError(
            f"{quoted(path)}: {quoted(name)} has the shape {values.shape}. Save one answer for "
            "each sample, (N,)."
        )
    if values.dtype.kind in "US":
        if task == Task.REGRESSION:
            raise UserError(
                f"{quoted(path)}: {quoted(name)} holds words, not numbers. Choose classification."
            )
        return _classes(path, values, names)
    finite = rows(path, name, values)  # (N, k) float64; says which value is not finite
    if values.ndim == 2:
        return _columns(path, name, finite, names, task)
    if task == Task.CLASSIFICATION or (not task and _is_label(values)):
        whole = bool(np.all(values == np.round(finite[:, 0])))
        labels = values.astype(np.int64) if values.dtype.kind in "bi" else values
        if whole and float(np.abs(finite).max()) < 2**53:
            labels = finite[:, 0].astype(np.int64)
        return _classes(path, labels, names)
    notice: tuple[str, ...] = ()
    if not task and values.dtype.kind in "biu":
        notice = (
            f"{quoted(name)} holds more than {MOST_CLASSES} different numbers, so they are "
            "predicted as numbers, not as classes.",
        )
    return _targets(name, finite, names, notice)


def words(path: Path, values: NDArray[Any]) -> tuple[str, ...]:
    """The entries of an array of any shape as text, one line each, shortened. Raises UserError."""
    if values.size > MOST_NAMES:
        raise UserError(
            f"{quoted(path)} holds {values.size:,} names; at most {MOST_NAMES:,} make sense."
        )
    if values.dtype.kind == "U":
        points = (
            np.ascontiguousarray(values)
            .reshape(-1)
            .view(np.uint8)
            .view(np.dtype(np.uint32).newbyteorder(values.dtype.byteorder))
        )
        if points.size and int(points.max()) > 0x10FFFF:
            raise UserError(
                f"{quoted(path)} holds words that are no text. Save them again with numpy."
            )
    flat = values.reshape(-1)
    if values.dtype.kind == "S":
        return tuple(_tidy(bytes(word).decode("utf-8", "replace")) for word in flat)
    return tuple(_tidy(str(word)) for word in flat.tolist())


def _tidy(word: str) -> str:
    # A lone surrogate is no text that could be shown or written.
    word = word.encode("utf-8", "replace").decode("utf-8")
    word = "".join(sign if sign.isprintable() else " " for sign in word[:LONGEST_NAME]).strip()
    return word or "(empty)"


def _is_label(values: NDArray[Any]) -> bool:
    if values.dtype.kind == "b":
        return True
    if values.dtype.kind in "iu":
        return len(np.unique(values)) <= MOST_CLASSES
    return bool(np.all(values == np.round(values))) and len(np.unique(values)) <= FEW


def _classes(path: Path, labels: NDArray[Any], names: tuple[str, ...]) -> Answers:
    found, counted = np.unique(labels, return_inverse=True)
    if len(found) > MOST_CLASSES:
        raise UserError(
            f"{quoted(path)} has {len(found):,} classes; at most {MOST_CLASSES:,} are possible. "
            "Choose regression, or bring labels that repeat."
        )
    own = words(path, found)
    check_classes(path, own)
    y = counted.reshape(-1).astype(np.int64)
    if labels.dtype.kind in "US" or not names:
        notices: tuple[str, ...] = ()
        if labels.dtype.kind == "i" and own != tuple(map(str, range(len(own)))):
            notices = (
                f"The labels of {quoted(path.name)} go from {quoted(own[0])} to {quoted(own[-1])}, "
                f"and {len(own):,} different ones occur: {len(own):,} classes, named by their "
                "labels.",
            )
        return Answers(Task.CLASSIFICATION, y, own, notices=notices)
    if labels.dtype.kind == "i" and found[0] >= 0 and found[-1] < len(names) <= MOST_CLASSES:
        return Answers(Task.CLASSIFICATION, labels.astype(np.int64), names)
    notice = (
        f"The {len(names)} class names do not fit labels from {quoted(own[0])} to "
        f"{quoted(own[-1])}: not used."
    )
    return Answers(Task.CLASSIFICATION, y, own, notices=(notice,))


def _columns(
    path: Path, name: str, finite: NDArray[Any], names: tuple[str, ...], task: str
) -> Answers:
    """k numbers for each sample: one-hot classes, or k targets."""
    one_hot = bool(np.all((finite == 0) | (finite == 1)) and np.all(finite.sum(axis=1) == 1))
    if one_hot and task != Task.REGRESSION:
        labels = finite.argmax(axis=1)
        given = names if len(names) == finite.shape[1] else ()
        found = _classes(path, labels, given)
        notice = f"Each row of {quoted(name)} has a single 1: its place is taken as the class."
        return Answers(found.task, found.y, found.class_names, notices=(notice, *found.notices))
    if task == Task.CLASSIFICATION:
        raise UserError(
            f"{quoted(path)}: {quoted(name)} has {finite.shape[1]} numbers for each sample, which "
            "are no classes. Choose regression, or save one label for each sample."
        )
    if finite.shape[1] > MOST_CLASSES:
        raise UserError(
            f"{quoted(path)}: {quoted(name)} has {finite.shape[1]} numbers to predict for each "
            f"sample; at most {MOST_CLASSES} are possible. Save fewer."
        )
    return _targets(name, finite, names)


def _targets(
    name: str, finite: NDArray[Any], names: tuple[str, ...], notices: tuple[str, ...] = ()
) -> Answers:
    count = finite.shape[1]
    if len(names) == count:
        own = names
    else:
        own = (name,) if count == 1 else tuple(f"{name}{k + 1}" for k in range(count))
    return Answers(Task.REGRESSION, finite.astype(np.float64), target_names=own, notices=notices)
