from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from core.datasets.dataset import Task
from core.datasets.idx_pair import read_idx_pair
from core.errors import UserError
from core.work import CancelledError, Work


def put(path: Path, values: np.typing.ArrayLike) -> Path:
    array = np.array(values, np.uint8)
    head = struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    content = head + array.tobytes()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def images(count: int, start: int = 0) -> np.typing.NDArray[np.int64]:
    return (start + np.arange(count * 6)).reshape(count, 2, 3) % 256


@pytest.mark.parametrize(
    ("images_name", "labels_name"),
    [
        ("mine-images-idx3-ubyte.gz", "mine-labels-idx1-ubyte.gz"),
        ("mine-images-idx3-ubyte.gz", "mine-labels-idx1-ubyte"),
        ("mine-images-idx3-ubyte", "mine-labels-idx1-ubyte.gz"),
        ("mine-images.idx3-ubyte", "mine-labels.idx1-ubyte"),
        ("mine-images.idx3-ubyte", "mine-labels-idx1-ubyte"),
        ("Images of cats", "Labels of cats"),
        ("IMAGES.IDX3", "LABELS.IDX1"),
    ],
)
def test_finds_the_other_file_from_either(
    tmp_path: Path, images_name: str, labels_name: str
) -> None:
    put(tmp_path / images_name, images(3))
    put(tmp_path / labels_name, [1, 0, 1])
    for name in (images_name, labels_name):
        raw = read_idx_pair(tmp_path / name)
        assert raw.x.dtype == np.uint8
        assert raw.x.tolist() == images(3).reshape(3, 6).tolist()
        assert raw.y.tolist() == [1, 0, 1]
        assert (raw.task, raw.image_shape, raw.published_test) == (
            Task.CLASSIFICATION,
            (2, 3),
            0,
        )
        assert len(raw.feature_names) == 6
        assert raw.class_names == ("0", "1")
        assert raw.title == images_name.removesuffix(".gz")
        assert raw.notices == ()


def official(folder: Path, test: str = "t10k") -> None:
    put(folder / "train-images-idx3-ubyte", images(4))
    put(folder / "train-labels-idx1-ubyte", [0, 1, 1, 2])
    put(folder / f"{test}-images-idx3-ubyte.gz", images(2, 100))
    put(folder / f"{test}-labels-idx1-ubyte.gz", [2, 0])


@pytest.mark.parametrize("test", ["t10k", "test"])
@pytest.mark.parametrize("part", ["train", "test"])
@pytest.mark.parametrize("what", ["images-idx3", "labels-idx1"])
def test_takes_the_official_test_part_too(tmp_path: Path, test: str, part: str, what: str) -> None:
    official(tmp_path, test)
    prefix, end = ("train", "") if part == "train" else (test, ".gz")
    raw = read_idx_pair(tmp_path / f"{prefix}-{what}-ubyte{end}")
    assert raw.published_test == 2
    # All such sets have the same names of files: the folder says which it is.
    assert raw.title == tmp_path.name
    assert raw.y.tolist() == [0, 1, 1, 2, 2, 0]
    assert raw.x[4:].tolist() == images(2, 100).reshape(2, 6).tolist()
    assert f"The 2 images of “{test}-images-idx3-ubyte.gz” are the test part." in raw.description
    assert raw.notices == ()
    assert "6 images of 3 x 2 grey values" in raw.description  # width x height


def test_a_test_part_without_labels_is_told(tmp_path: Path) -> None:
    official(tmp_path)
    (tmp_path / "t10k-labels-idx1-ubyte.gz").unlink()
    raw = read_idx_pair(tmp_path / "train-images-idx3-ubyte")
    assert raw.published_test == 0
    assert "“t10k-labels-idx1-ubyte” is missing" in raw.notices[0]


def test_a_test_part_of_another_size_is_refused(tmp_path: Path) -> None:
    official(tmp_path)
    put(tmp_path / "t10k-images-idx3-ubyte.gz", np.zeros((2, 5, 5)))
    with pytest.raises(UserError, match=r"t10k-images.* 5 x 5 pixels, but .* 3 x 2"):
        read_idx_pair(tmp_path / "train-images-idx3-ubyte")


def test_missing_partner_names_the_file_that_was_looked_for(tmp_path: Path) -> None:
    path = put(tmp_path / "a-images-idx3-ubyte.gz", images(2))
    with pytest.raises(UserError, match=r"looked for “a-labels-idx1-ubyte\.gz” beside it"):
        read_idx_pair(path)
    path.unlink()
    path = put(tmp_path / "a-labels-idx1-ubyte", [0, 1])
    with pytest.raises(UserError, match="looked for “a-images-idx3-ubyte” beside it"):
        read_idx_pair(path)


def test_a_name_that_says_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Rename the two"):
        read_idx_pair(put(tmp_path / "digits.idx", images(2)))


def test_exchanged_files_and_different_counts_are_refused(tmp_path: Path) -> None:
    put(tmp_path / "labels", images(3))
    path = put(tmp_path / "images", [0, 1, 0])
    with pytest.raises(UserError, match="holds labels, not images"):
        read_idx_pair(path)
    put(tmp_path / "images", images(3))
    put(tmp_path / "labels", [0, 1])
    with pytest.raises(UserError, match=r"holds 3 images, but .* holds 2 labels"):
        read_idx_pair(path)


@pytest.mark.parametrize(
    ("labels", "names", "y"),
    [
        ([0, 10, 200], ("0", "10", "200"), [0, 1, 2]),
        ([5, 3, 5], ("3", "5"), [1, 0, 1]),
        ([1, 2, 3], ("1", "2", "3"), [0, 1, 2]),
    ],
)
def test_strange_labels_are_recounted_with_a_notice(
    tmp_path: Path, labels: list[int], names: tuple[str, ...], y: list[int]
) -> None:
    put(tmp_path / "labels", labels)
    raw = read_idx_pair(put(tmp_path / "images", images(3)))
    assert (raw.class_names, raw.y.tolist()) == (names, y)
    assert f"{len(names)} classes, named by their labels" in raw.notices[0]


def test_one_class_only_and_huge_images_are_refused(tmp_path: Path) -> None:
    put(tmp_path / "labels", [7, 7])
    path = put(tmp_path / "images", images(2))
    with pytest.raises(UserError, match="all of the class “7”"):
        read_idx_pair(path)
    put(tmp_path / "labels", [0, 1])
    put(path, np.zeros((2, 400, 400)))
    with pytest.raises(UserError, match="400 x 400 values in each sample"):
        read_idx_pair(path)


def test_can_be_given_up(tmp_path: Path) -> None:
    put(tmp_path / "labels", [0, 1])
    work = Work()
    work.cancel()
    with pytest.raises(CancelledError):
        read_idx_pair(put(tmp_path / "images", images(2)), work)
