"""MNIST and Fashion-MNIST, from a folder that holds their four files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.datasets import folders, idx
from core.datasets.dataset import Task
from core.datasets.downloads.cache import VARIABLE, checked, find
from core.datasets.raw import RawData
from core.errors import UserError
from core.quoting import quoted
from core.work import Work

IMAGE_SHAPE = (28, 28)
TRAIN_IMAGES = "train-images-idx3-ubyte"
TRAIN_LABELS = "train-labels-idx1-ubyte"
TEST_IMAGES = "t10k-images-idx3-ubyte"
TEST_LABELS = "t10k-labels-idx1-ubyte"
FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)


@dataclass(frozen=True, slots=True)
class Family:
    """One of the data sets that come as these four files."""

    name: str
    title: str
    class_names: tuple[str, ...]
    test_labels_sha256: str  # of the 10,000 bytes: the files of the families have the same names
    source: str
    licence: str
    description: str


MNIST = Family(
    name="mnist",
    title="MNIST",
    class_names=tuple("0123456789"),
    test_labels_sha256="ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
    source="Y. LeCun, C. Cortes and C. J. C. Burges, The MNIST database of handwritten digits "
    "(http://yann.lecun.com/exdb/mnist/)",
    licence="CC BY-SA 3.0 (https://creativecommons.org/licenses/by-sa/3.0/)",
    description="Handwritten digits, fitted into 20 x 20 pixels, centred by their centre of mass "
    "in 28 x 28, divided by 255.",
)
FASHION = Family(
    name="fashion-mnist",
    title="Fashion-MNIST",
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    test_labels_sha256="3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9",
    source="H. Xiao, K. Rasul and R. Vollgraf (2017), Fashion-MNIST, arXiv:1708.07747 "
    "(https://github.com/zalandoresearch/fashion-mnist)",
    licence="MIT, Copyright (c) 2017 Zalando SE",
    description="Photographs of clothes, 28 x 28 grey values divided by 255.",
)
FAMILIES = (MNIST, FASHION)


def load(family: Family, data_dir: Path | None = None, work: Work | None = None) -> RawData:
    """The data set from data_dir, or from its sub-folder of the family's name.

    Without data_dir, from where `core.datasets.folders` looks. The training and the test part are
    the official ones. Raises UserError if a file is missing, damaged, or of another data set.
    """
    paths = _find(family, data_dir, work)
    train_x, train_y = idx.read_pair(paths[TRAIN_IMAGES], paths[TRAIN_LABELS], work)
    test_x, test_y = idx.read_pair(paths[TEST_IMAGES], paths[TEST_LABELS], work)
    for path, images in ((paths[TRAIN_IMAGES], train_x), (paths[TEST_IMAGES], test_x)):
        _check_size(path, images)
    _check_family(family, paths[TEST_LABELS], test_y)
    class_names, notices = _classes(family, int(max(train_y.max(), test_y.max())))
    rows, columns = IMAGE_SHAPE
    return RawData(
        name=family.name,
        title=family.title,
        task=Task.CLASSIFICATION,
        x=np.concatenate([train_x, test_x]).reshape(-1, rows * columns),
        y=np.concatenate([train_y, test_y]).astype(np.int64),
        feature_names=tuple(f"pixel {r} {c}" for r in range(rows) for c in range(columns)),
        class_names=class_names,
        target_names=(),
        image_shape=IMAGE_SHAPE,
        source=family.source,
        licence=family.licence,
        description=family.description,
        notices=notices,
        published_test=len(test_y),
        scaling="off",
    )


def _find(family: Family, data_dir: Path | None, work: Work | None) -> dict[str, Path]:
    """The path of each of the four files, all in one folder."""
    searched = folders.searched(data_dir)
    for folder in searched:
        if find(family.name, folder) is not None:
            return _files_in(checked(family.name, folder, work))
    # Perhaps files that only look like the published ones: other data in the same format.
    places = [place for folder in searched for place in (folder / family.name, folder)]
    if data_dir is None and not any(map(_files_in, places)):
        raise UserError(f"{family.title} does not come with the program. {_remedy(family)}")
    places = [place for place in places if place.is_dir()]
    if not places:
        raise UserError(f"The folder {quoted(searched[0])} does not exist. {_remedy(family)}")
    found = [_files_in(place) for place in places]
    best = max(found, key=len)  # the first of the fullest: the sub-folder if both are complete
    missing = [name for name in FILES if name not in best]
    if missing:
        names = ", ".join(f"{name}.gz" for name in missing)
        raise UserError(
            f"{names} not found in {quoted(places[found.index(best)])}. {_remedy(family)}"
        )
    return best


def _remedy(family: Family) -> str:
    names = ", ".join(f"{name}.gz" for name in FILES)
    return (
        f"Download {family.title} with the button under the data set or with --download, or choose "
        f"a folder with its four files ({names}), or with a sub-folder {family.name} that holds "
        f"them: with --data-dir, or in the environment variable {VARIABLE}."
    )


def _files_in(folder: Path) -> dict[str, Path]:
    """Those of the four files that the folder has, packed (they carry a checksum) or unpacked."""
    candidates = ((name, folder / f"{name}{end}") for end in ("", ".gz") for name in FILES)
    return {name: path for name, path in candidates if path.is_file()}


def _check_size(path: Path, images: idx.ByteArray) -> None:
    if images.shape[1:] != IMAGE_SHAPE:
        height, width = images.shape[1:]
        raise UserError(
            f"{quoted(path)} holds images of {height} x {width} pixels; 28 x 28 are expected. "
            "Choose files in the format of MNIST."
        )


def _check_family(family: Family, path: Path, test_labels: idx.ByteArray) -> None:
    digest = hashlib.sha256(test_labels.tobytes()).hexdigest()
    for other in FAMILIES:
        if other is not family and digest == other.test_labels_sha256:
            raise UserError(
                f"{quoted(path)} is a file of {other.title}, not of {family.title}. Choose the "
                f"data set {other.name}, or another folder."
            )


def _classes(family: Family, largest: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the classes, and notices: larger labels than expected make more classes."""
    expected = len(family.class_names)
    if largest < expected:
        return family.class_names, ()
    extra = tuple(str(label) for label in range(expected, largest + 1))
    notice = (
        f"The files hold labels up to {largest}, {family.title} has {expected} classes: "
        f"{largest + 1} classes are assumed."
    )
    return family.class_names + extra, (notice,)
