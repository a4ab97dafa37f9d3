from __future__ import annotations

import gzip
import hashlib
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.datasets import catalog, folders, idx, mnist
from core.errors import UserError

real = pytest.mark.skipif(
    not folders.SHARED.is_dir(), reason=f"the real files are not there: {folders.SHARED}"
)
Pack = Callable[[bytes], bytes]


def idx_bytes(array: NDArray[np.uint8]) -> bytes:
    return struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def small_files(
    folder: Path, *, labels: int = 9, shape: tuple[int, int] = (28, 28), pack: Pack = gzip.compress
) -> None:
    """The four files, with 20 training and 10 test images."""
    folder.mkdir(parents=True, exist_ok=True)
    end = ".gz" if pack is gzip.compress else ""
    rng = np.random.default_rng(5)
    for n, images, answers in (
        (20, mnist.TRAIN_IMAGES, mnist.TRAIN_LABELS),
        (10, mnist.TEST_IMAGES, mnist.TEST_LABELS),
    ):
        pixels = rng.integers(0, 256, (n, *shape), np.uint8)
        (folder / (images + end)).write_bytes(pack(idx_bytes(pixels)))
        y = (np.arange(n) % (labels + 1)).astype(np.uint8)
        y[-1] = labels
        (folder / (answers + end)).write_bytes(pack(idx_bytes(y)))


@pytest.fixture
def no_known_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(folders.VARIABLE, raising=False)
    monkeypatch.setattr(folders, "SHARED", tmp_path / "nowhere")
    monkeypatch.setattr(folders, "cache", lambda: tmp_path / "cache")


@pytest.mark.parametrize("sub", ["", "mnist"])
@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_from_a_folder_or_its_sub_folder_packed_or_not(
    tmp_path: Path, sub: str, pack: Pack
) -> None:
    small_files(tmp_path / sub, pack=pack)
    data = catalog.load("mnist", data_dir=tmp_path)
    assert (len(data.train), len(data.test)) == (20, 10)
    assert data.image_shape == (28, 28)
    assert data.class_names == tuple("0123456789")
    end = "" if pack is bytes else ".gz"
    pixels = idx.read_images(tmp_path / sub / f"{mnist.TRAIN_IMAGES}{end}")
    assert np.array_equal(data.train.x, pixels.reshape(20, 784) / np.float32(255))
    assert data.train.x.max() == 1.0


def test_the_sub_folder_wins(tmp_path: Path) -> None:
    small_files(tmp_path)
    small_files(tmp_path / "fashion-mnist", labels=12)
    assert catalog.load("fashion-mnist", data_dir=tmp_path).outputs == 13


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_files(tmp_path)
    monkeypatch.setenv(folders.VARIABLE, str(tmp_path))
    assert len(catalog.load("mnist").train) == 20


@pytest.mark.usefixtures("no_known_folder")
def test_without_a_folder_the_message_says_what_to_do() -> None:
    with pytest.raises(UserError, match="does not come with the program") as caught:
        catalog.load("mnist")
    message = str(caught.value)
    assert all(f"{name}.gz" in message for name in mnist.FILES)
    assert "--data-dir" in message
    assert folders.VARIABLE in message


def test_the_shared_folder_is_the_last_resort(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_files(tmp_path / "fashion-mnist")
    monkeypatch.delenv(folders.VARIABLE, raising=False)
    monkeypatch.setattr(folders, "SHARED", tmp_path)
    assert len(catalog.load("fashion-mnist").train) == 20


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere” does not exist\. Download MNIST .*--data-dir"):
        catalog.load("mnist", data_dir=tmp_path / "nowhere")


def test_missing_files_are_named(tmp_path: Path) -> None:
    small_files(tmp_path / "mnist")
    (tmp_path / "mnist" / f"{mnist.TEST_LABELS}.gz").unlink()
    with pytest.raises(UserError, match=f"^{mnist.TEST_LABELS}.gz not found in .*mnist"):
        catalog.load("mnist", data_dir=tmp_path)


def test_labels_over_nine_are_more_classes_and_a_notice(tmp_path: Path) -> None:
    small_files(tmp_path, labels=11)
    data = catalog.load("mnist", data_dir=tmp_path)
    assert data.class_names == (*"0123456789", "10", "11")
    assert "labels up to 11" in data.notices[0]


def test_fewer_labels_are_still_ten_classes(tmp_path: Path) -> None:
    small_files(tmp_path, labels=4)
    data = catalog.load("mnist", data_dir=tmp_path)
    assert (data.outputs, data.notices) == (10, ())


def test_images_of_another_size(tmp_path: Path) -> None:
    small_files(tmp_path, shape=(32, 32))
    with pytest.raises(UserError, match="32 x 32 pixels; 28 x 28 are expected"):
        catalog.load("mnist", data_dir=tmp_path)


@real
@pytest.mark.parametrize(
    ("name", "other"), [("mnist", "fashion-mnist"), ("fashion-mnist", "mnist")]
)
def test_the_files_of_the_other_set_are_noticed(name: str, other: str) -> None:
    with pytest.raises(UserError, match=f"Choose the data set {other}"):
        catalog.load(name, data_dir=folders.SHARED / other)


@real
@pytest.mark.parametrize(
    ("name", "sum_of_pixels", "first_labels"),
    [
        # Known of the official files: mean pixels 0.1307 and 0.2860, and the first labels.
        ("mnist", 0.1307, [5, 0, 4, 1, 9]),
        ("fashion-mnist", 0.2860, [9, 0, 0, 3, 0]),
    ],
)
def test_the_official_files(name: str, sum_of_pixels: float, first_labels: list[int]) -> None:
    data = catalog.load(name, data_dir=folders.SHARED)
    assert (len(data.train), len(data.test)) == (60_000, 10_000)
    assert data.train.x.mean(dtype=np.float64) == pytest.approx(sum_of_pixels, abs=5e-5)
    assert data.train.y[:5].tolist() == first_labels
    assert np.bincount(data.test.y, minlength=10).sum() == 10_000
    family = {family.name: family for family in mnist.FAMILIES}[name]
    labels = data.test.y.astype(np.uint8).tobytes()
    assert hashlib.sha256(labels).hexdigest() == family.test_labels_sha256
