"""A data set that somebody brings along as a folder of images, with a sub-folder for each class."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from core.datasets.brought_parts import LICENCE, pixel_names
from core.datasets.dataset import Task
from core.datasets.image_file import UnreadableError, grey_pixels, image_size
from core.datasets.natural import by_number
from core.datasets.prepare import shuffled
from core.datasets.raw import RawData
from core.errors import UserError
from core.files import cannot
from core.quoting import quoted
from core.work import Work

LARGEST = 64
"""Pixels: larger images are scaled down to at most that width and height."""
MOST = 20_000
"""Images that are read unless another number is asked for."""
LIMIT = 512 * 1024 * 1024
MOST_CLASSES = 1000
NAMED = 3
"""So many files are named in a notice, the rest are counted."""


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    label: int


@dataclass(slots=True)
class _Unreadable:
    """What could not be read, to be told in the end."""

    reasons: list[str] = field(default_factory=list)

    def add(self, path: Path, error: UnreadableError) -> None:
        self.reasons.append(f"{quoted(Path(path.parent.name, path.name))} ({error})")

    def told(self) -> str:
        """The first few, and how many more."""
        more = len(self.reasons) - NAMED
        shown = ", ".join(self.reasons[:NAMED])
        return f"{shown} and {more} more" if more > 0 else shown


def read_image_folder(
    path: Path,
    work: Work | None = None,
    *,
    largest: int = LARGEST,
    most: int | None = None,
    seed: int = 0,
) -> RawData:
    """The images in the sub-folders of a folder; each sub-folder is a class and names it.

    Files are PNG, JPEG, GIF (the first picture), BMP or WebP. They are made grey; what is
    transparent becomes white, as on paper. All are brought to the most common size, or to the
    median width and height if fewer than a quarter have it; if that is larger than `largest` in
    either direction, to that in proportion. Of more than `most` images
    (20,000 unless said) so many are drawn, from every class its share, by `seed`. Hidden files,
    and folders within the classes, are not looked at; files that are no images are left out with a
    notice.

    Grey values stay as they are, dark or light: MNIST has light ink on dark, a drawing on paper is
    the other way round, and a network that was trained on one of them does not know the other.

    x is uint8 (N, h * w); names are sorted (2 before 10), so two readings are the same. Raises
    UserError if there are fewer than two classes with images, or most files are unreadable;
    CancelledError if `work` is.
    """
    classes = _classes(path, work)
    files = [_File(file, label) for label, (_, found) in enumerate(classes) for file in found]
    notices: list[str] = []
    allowed = min(MOST if most is None else max(most, 2), LIMIT // largest**2)
    is_drawn = len(files) > allowed
    if is_drawn:
        notices.append(
            f"{allowed:,} of the {len(files):,} images are used, drawn from all classes."
        )
        files = _sample(files, allowed, seed)
    total = len(files)
    unreadable = _Unreadable()
    common, is_common = _usual_size(files, unreadable, work)
    _check_readable(path, unreadable, total)
    width, height = _within(common, largest)
    if not is_common:
        notices.append(
            f"The images are of many sizes. All are scaled to {width} x {height} pixels (width x "
            "height), after their median width and height, without keeping their proportions."
        )
    elif (width, height) != common:
        notices.append(
            f"The images are scaled from {common[0]} x {common[1]} to {width} x {height} pixels "
            "(width x height)."
        )
    read = _read(files, (width, height), common, unreadable, work)
    _check_readable(path, unreadable, total)
    if unreadable.reasons:
        notices.append(
            f"{len(unreadable.reasons):,} of {total:,} files could not be read and are left out: "
            f"{unreadable.told()}."
        )
    if read.scaled and is_common:
        images = f"{read.scaled:,} images of other sizes are"
        if read.scaled == 1:
            images = "1 image of another size is"
        notices.append(
            f"{images} scaled to {width} x {height} pixels, without keeping proportions."
        )
    labels, names, empty = _used_classes(path, read.labels, [name for name, _ in classes])
    if empty:
        notices.append(
            f"Classes without images are left out: {', '.join(map(quoted, empty[:10]))}."
        )
    return RawData(
        name="file",
        title=path.resolve().name,
        task=Task.CLASSIFICATION,
        x=read.x,
        y=labels,
        feature_names=pixel_names((height, width)),
        class_names=names,
        target_names=(),
        image_shape=(height, width),
        source=str(path),
        licence=LICENCE,
        description=f"{len(labels):,} images of {width} x {height} grey values divided by 255, "
        f"from {len(names):,} sub-folders.",
        notices=tuple(notices),
        scaling="off",
        is_drawn=is_drawn,
    )


def _classes(path: Path, work: Work | None) -> list[tuple[str, list[Path]]]:
    """The names of the sub-folders, each with its files, in the order of their names."""
    folders = [Path(entry.path) for entry in _entries(path, work) if _is_folder(entry)]
    if len(folders) > MOST_CLASSES:
        raise UserError(
            f"{quoted(path)} has {len(folders):,} sub-folders; each would be a class, and at most "
            f"{MOST_CLASSES:,} are possible. Choose another folder."
        )
    found = []
    for folder in sorted(folders, key=_by_name):
        files = [Path(entry.path) for entry in _entries(folder, work) if _is_file(entry)]
        found.append((folder.name, sorted(files, key=_by_name)))
    if not any(files for _, files in found):
        raise UserError(_nothing(path, folders))
    return found


def _nothing(path: Path, folders: list[Path]) -> str:
    if not folders:
        return (
            f"{quoted(path)} has no sub-folders. Put the images of each class into a sub-folder of "
            "its own, named as the class."
        )
    names = ", ".join(quoted(folder.name) for folder in sorted(folders, key=_by_name)[:3])
    return (
        f"The sub-folders of {quoted(path)} ({names}) hold no files. Choose the folder whose "
        "sub-folders are the classes and hold the images."
    )


def _entries(folder: Path, work: Work | None) -> Iterator[os.DirEntry[str]]:
    """What is in a folder and not hidden."""
    try:
        with os.scandir(folder) as entries:
            for count, entry in enumerate(entries):
                if work is not None and count % 100 == 0:
                    work.report(f"Looking into {folder.name}", count, 0)
                if not entry.name.startswith((".", "__MACOSX")):
                    yield entry
    except (OSError, ValueError) as error:
        raise cannot("read", folder, error) from error


def _is_folder(entry: os.DirEntry[str]) -> bool:
    # A link to a folder will do; one that leads round in a circle is never followed twice, for
    # folders within the classes are not looked into.
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def _by_name(path: Path) -> tuple[list[tuple[int, str]], str]:
    return by_number(path.name)


def _sample(files: list[_File], most: int, seed: int) -> list[_File]:
    """About `most` of the files in their order, from each class its share and at least one."""
    labels = np.array([file.label for file in files])
    order = shuffled(len(files), seed)
    chosen = np.zeros(len(files), bool)
    for label in np.unique(labels):
        members = order[labels[order] == label]
        chosen[members[: max(len(members) * most // len(files), 1)]] = True
    return [file for file, used in zip(files, chosen, strict=True) if used]


def _usual_size(
    files: list[_File], unreadable: _Unreadable, work: Work | None
) -> tuple[tuple[int, int], bool]:
    """Width and height, and whether many have just these, from the beginnings of the files.

    The unreadable ones are taken out.
    """
    sizes: Counter[tuple[int, int]] = Counter()
    readable = []
    for done, file in enumerate(files):
        if work is not None:
            work.report("Looking at the images", done, 2 * len(files))
        try:
            sizes[image_size(file.path)] += 1
            readable.append(file)
        except UnreadableError as error:
            unreadable.add(file.path, error)
    files[:] = readable
    if not sizes:
        return (0, 0), True
    # Of sizes that are equally common the largest: nothing is lost, and the order does not matter.
    common = max(sizes, key=lambda size: (sizes[size], size[0] * size[1], size))
    if 4 * sizes[common] >= len(files) and (sizes[common] > 1 or len(sizes) == 1):
        return common, True
    each = np.repeat(np.array(list(sizes)), list(sizes.values()), axis=0)
    width, height = np.median(each, axis=0).tolist()
    return (round(width), round(height)), False


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    x: np.typing.NDArray[np.uint8]
    labels: np.typing.NDArray[np.int64]
    scaled: int


def _read(
    files: list[_File],
    size: tuple[int, int],
    common: tuple[int, int],
    unreadable: _Unreadable,
    work: Work | None,
) -> _Read:
    x = np.empty((len(files), size[0] * size[1]), np.uint8)
    labels: list[int] = []
    scaled = 0
    for done, file in enumerate(files):
        if work is not None:
            work.report("Reading the images", len(files) + done, 2 * len(files))
        try:
            pixels, own_size = grey_pixels(file.path, size)
        except UnreadableError as error:
            unreadable.add(file.path, error)
            continue
        x[len(labels)] = pixels.reshape(-1)
        labels.append(file.label)
        scaled += own_size not in (size, common)
    return _Read(x[: len(labels)], np.array(labels, np.int64), scaled)


def _within(size: tuple[int, int], largest: int) -> tuple[int, int]:
    """The size in proportion, with neither side larger than that."""
    longest = max(size)
    if longest <= largest:
        return size
    width, height = (max(round(side * largest / longest), 1) for side in size)
    return width, height


def _check_readable(path: Path, unreadable: _Unreadable, total: int) -> None:
    count = len(unreadable.reasons)
    if 2 * count > total:
        raise UserError(
            f"{count:,} files in the sub-folders of {quoted(path)} cannot be read as images: "
            f"{unreadable.told()}. Bring PNG, JPEG, GIF, BMP or WebP files."
        )


def _used_classes(
    path: Path, labels: np.typing.NDArray[np.int64], names: list[str]
) -> tuple[np.typing.NDArray[np.int64], tuple[str, ...], list[str]]:
    """Labels 0..K-1 of the classes that have images, their names, and those of the others."""
    used, counted = np.unique(labels, return_inverse=True)
    if len(used) < 2:
        raise UserError(
            f"Only the sub-folder {quoted(names[int(used[0])])} of {quoted(path)} holds images. "
            "Bring at least two classes, each in a sub-folder of its own."
        )
    empty = [name for label, name in enumerate(names) if label not in used]
    return counted.reshape(-1).astype(np.int64), tuple(names[k] for k in used.tolist()), empty
