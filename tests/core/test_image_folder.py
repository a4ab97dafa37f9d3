from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.datasets.dataset import Task
from core.datasets.image_folder import read_image_folder
from core.datasets.raw import RawData
from core.errors import UserError
from core.work import CancelledError, Work


def put(path: Path, value: int = 0, size: tuple[int, int] = (6, 4), mode: str = "L") -> Path:
    """An image of one colour; size is width and height."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", size, value).convert(mode).save(path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two classes of three images each; every image has a grey value of its own."""
    path = tmp_path / "pets"
    for k in range(3):
        put(path / "cat" / f"{k}.png", 10 + k)
        put(path / "dog" / f"{k}.png", 20 + k)
    return path


def notices(raw: RawData) -> str:
    return " ".join(raw.notices)


def test_sub_folders_are_classes(folder: Path) -> None:
    raw = read_image_folder(folder)
    assert (raw.name, raw.title, raw.task) == ("file", "pets", Task.CLASSIFICATION)
    assert raw.class_names == ("cat", "dog")
    assert raw.image_shape == (4, 6)
    assert raw.x.dtype == np.uint8
    assert raw.x[:, 0].tolist() == [10, 11, 12, 20, 21, 22]
    assert raw.y.tolist() == [0, 0, 0, 1, 1, 1]
    assert len(raw.feature_names) == raw.x.shape[1] == 24
    assert raw.notices == ()


@pytest.mark.parametrize("end", ["png", "jpg", "gif", "bmp", "webp"])
def test_formats_and_their_pixels(folder: Path, end: str) -> None:
    pattern = np.zeros((4, 6), np.uint8)
    pattern[:, 3:] = 200
    image = Image.fromarray(pattern)
    options = {"lossless": True} if end == "webp" else {"quality": 100} if end == "jpg" else {}
    image.save(folder / "cat" / f"9.{end}", **options)
    raw = read_image_folder(folder)
    assert np.abs(raw.x[3].reshape(4, 6).astype(int) - pattern).max() <= (3 if end == "jpg" else 0)


@pytest.mark.parametrize("mode", ["1", "P", "RGB", "RGBA", "LA", "I;16"])
def test_modes_become_grey(folder: Path, mode: str) -> None:
    if mode == "I;16":
        Image.fromarray(np.full((4, 6), 0xFFFF, np.uint16)).save(folder / "cat" / "9.png")
    else:
        put(folder / "cat" / "9.png", 255, mode=mode)
    assert set(read_image_folder(folder).x[3].tolist()) == {255}


def test_sixteen_bits_keep_their_high_byte(folder: Path) -> None:
    Image.fromarray(np.full((4, 6), 0x8012, np.uint16)).save(folder / "cat" / "9.png")
    assert set(read_image_folder(folder).x[3].tolist()) == {0x80}


def test_what_is_transparent_is_white(folder: Path) -> None:
    Image.new("RGBA", (6, 4), (0, 0, 0, 0)).save(folder / "cat" / "9.png")
    assert set(read_image_folder(folder).x[3].tolist()) == {255}


def test_photographs_are_turned_upright(folder: Path) -> None:
    image = Image.fromarray(
        np.repeat(np.array([[0], [250]], np.uint8), 4, axis=1).repeat(3, axis=0)
    )
    assert image.size == (4, 6)
    exif = Image.Exif()
    exif[0x0112] = 8  # to be turned left by a quarter
    image.save(folder / "cat" / "9.png", exif=exif)
    raw = read_image_folder(folder)
    assert raw.x[3].reshape(4, 6)[0].tolist() == [0, 0, 0, 250, 250, 250]
    assert raw.notices == ()  # its size is the others' once it is upright


def test_other_sizes_are_scaled_to_the_most_common(folder: Path) -> None:
    put(folder / "cat" / "9.png", 77, size=(12, 12))
    put(folder / "dog" / "9.png", 88, size=(2, 1))
    raw = read_image_folder(folder)
    assert raw.image_shape == (4, 6)
    assert set(raw.x[3].tolist()) == {77}
    assert set(raw.x[7].tolist()) == {88}
    assert "2 images of other sizes are scaled to 6 x 4" in notices(raw)


def test_large_images_are_scaled_in_proportion(tmp_path: Path) -> None:
    for name, value in (("a", 50), ("b", 60)):
        put(tmp_path / name / "1.jpg", value, size=(640, 320))
    raw = read_image_folder(tmp_path)
    assert raw.image_shape == (32, 64)
    assert "scaled from 640 x 320 to 64 x 32" in notices(raw)
    assert "other sizes" not in notices(raw)
    assert raw.x.mean(axis=1).tolist() == pytest.approx([50, 60], abs=1)
    assert read_image_folder(tmp_path, largest=16).image_shape == (8, 16)


def test_the_order_is_that_of_names_with_numbers(tmp_path: Path) -> None:
    for name in ("10", "9", "1"):
        for file in ("img10.png", "img9.png"):
            put(tmp_path / name / file, int(name) * 10 + len(file))
    raw = read_image_folder(tmp_path)
    assert raw.class_names == ("1", "9", "10")
    assert raw.x[:, 0].tolist() == [18, 19, 98, 99, 108, 109]


def test_hidden_files_and_folders_are_not_looked_at(folder: Path) -> None:
    put(folder / ".cache" / "1.png")
    (folder / "cat" / ".DS_Store").write_bytes(b"rubbish")
    (folder / "readme.txt").write_text("not a class")
    put(folder / "cat" / "deeper" / "1.png")
    raw = read_image_folder(folder)
    assert (len(raw.x), raw.class_names, raw.notices) == (6, ("cat", "dog"), ())


def png_of(width: int, height: int) -> bytes:
    """A PNG whose header promises that size; its pixels are zeros, packed."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def truncated(end: str) -> bytes:
    noise = np.random.default_rng(0).integers(0, 256, (30, 30), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, end)
    return buffer.getvalue()[: len(buffer.getvalue()) // 2]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no image"),
        (b"plain text", "no image"),
        (png_of(30_000, 30_000), "too many"),
        (png_of(8_000, 8_000), "too many"),
        (png_of(10_000, 10_000), "too many"),
        (png_of(100, 100), "damaged"),
        (truncated("PNG"), "damaged"),
        (truncated("JPEG"), "damaged"),
        (truncated("BMP"), "damaged"),
        (truncated("GIF"), "damaged"),
    ],
)
def test_unreadable_files_are_named_and_left_out(folder: Path, content: bytes, reason: str) -> None:
    (folder / "cat" / "broken.png").write_bytes(content)
    raw = read_image_folder(folder)
    assert len(raw.x) == 6
    assert "1 of 7 files could not be read" in notices(raw)
    assert "cat/broken.png" in notices(raw)
    assert reason in notices(raw)


def test_a_webp_cut_anywhere_is_harmless(folder: Path) -> None:
    whole = folder / "cat" / "w.webp"
    put(whole, 100)
    content = whole.read_bytes()
    for keep in range(0, len(content), 7):
        whole.write_bytes(content[:keep])
        assert len(read_image_folder(folder).x) in (6, 7)


def test_many_unreadable_files_are_counted(folder: Path) -> None:
    for k in range(5):
        (folder / "dog" / f"x{k}.txt").write_text("text")
    raw = read_image_folder(folder)
    assert "5 of 11 files" in notices(raw)
    assert "and 2 more" in notices(raw)


def test_mostly_or_only_unreadable_files_are_refused(folder: Path) -> None:
    for k in range(7):
        (folder / "dog" / f"x{k}.txt").write_text("text")
    with pytest.raises(
        UserError, match=r"7 files in the sub-folders of .*“dog/x0\.txt” \(no image\)"
    ):
        read_image_folder(folder)
    for file in folder.glob("*/*.png"):
        file.unlink()
    with pytest.raises(UserError, match="Bring PNG, JPEG"):
        read_image_folder(folder)


def test_empty_classes_are_left_out_with_a_notice(folder: Path) -> None:
    (folder / "bird").mkdir()
    raw = read_image_folder(folder)
    assert raw.class_names == ("cat", "dog")
    assert raw.y.tolist() == [0, 0, 0, 1, 1, 1]
    assert "Classes without images are left out: “bird”" in notices(raw)


def test_fewer_than_two_classes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="has no sub-folders"):
        read_image_folder(tmp_path)
    (tmp_path / "a").mkdir()
    with pytest.raises(UserError, match="hold no files"):
        read_image_folder(tmp_path)
    put(tmp_path / "a" / "1.png")
    with pytest.raises(UserError, match="Only the sub-folder “a”"):
        read_image_folder(tmp_path)
    with pytest.raises(UserError, match="cannot be read"):
        read_image_folder(tmp_path / "nothing")


def test_links_that_lead_in_a_circle_are_harmless(folder: Path) -> None:
    (folder / "cat" / "loop").symlink_to(folder)
    (folder / "self").symlink_to(folder / "self")
    (folder / "cat" / "gone.png").symlink_to(folder / "nowhere.png")
    (folder / "again").symlink_to(folder)
    raw = read_image_folder(folder)
    assert raw.class_names == ("cat", "dog")
    assert len(raw.x) == 6


def test_too_many_images_are_sampled_by_seed(tmp_path: Path) -> None:
    for k in range(30):
        put(tmp_path / "many" / f"{k}.png", k)
    for k in range(10):
        put(tmp_path / "some" / f"{k}.png", 100 + k)
    raw = read_image_folder(tmp_path, most=8, seed=1)
    assert "8 of the 40 images are used" in notices(raw)
    assert np.bincount(raw.y).tolist() == [6, 2]
    again = read_image_folder(tmp_path, most=8, seed=1)
    other = read_image_folder(tmp_path, most=8, seed=2)
    assert (raw.is_drawn, read_image_folder(tmp_path).is_drawn) == (True, False)
    assert again.x.tolist() == raw.x.tolist()
    assert other.x.tolist() != raw.x.tolist()
    assert np.bincount(read_image_folder(tmp_path, most=2).y).tolist() == [1, 1]


def test_says_how_far_it_is_and_can_be_given_up(folder: Path) -> None:
    seen = []

    class Watched(Work):
        def report(self, what: str, done: int, total: int) -> None:
            seen.append((what, done, total))
            if len(seen) == stop:
                self.cancel()
            super().report(what, done, total)

    stop = 0
    read_image_folder(folder, Watched())
    count = len(seen)
    reading = [done for what, done, total in seen if total == 12]
    assert reading == list(range(12))
    for stop in range(1, count + 1):
        seen.clear()
        with pytest.raises(CancelledError):
            read_image_folder(folder, Watched())
        assert len(seen) == stop


def test_without_a_common_size_the_median_is_taken(tmp_path: Path) -> None:
    """Every image has a size of its own: neither the smallest nor the largest may win."""
    sizes = [(9, 55), (20, 30), (24, 36), (30, 48), (40, 60)]
    for name in ("a", "b"):
        for k, (width, height) in enumerate(sizes):
            put(tmp_path / name / f"{k}.png", 10 * k, (width, height + (name == "b")))
    raw = read_image_folder(tmp_path)
    # Heights: 30 31 36 37 48 49 55 56 60 61, and their median is 48.5.
    assert raw.image_shape == (48, 24)
    assert "many sizes" in notices(raw)
    assert "24 x 48 pixels (width x height)" in notices(raw)
    assert "24 x 48 grey values" in raw.description
    assert "other sizes" not in notices(raw)


def test_a_large_median_is_scaled_in_proportion(tmp_path: Path) -> None:
    for name in ("a", "b"):
        for k in range(4):
            put(tmp_path / name / f"{k}.png", 9, (200 + 2 * k + (name == "b"), 100 + k))
    assert read_image_folder(tmp_path).image_shape == (32, 64)


def test_of_two_sizes_the_larger_one(tmp_path: Path) -> None:
    for name in ("a", "b"):
        put(tmp_path / name / "1.png", 1, (4, 4))
        put(tmp_path / name / "2.png", 2, (8, 6))
    raw = read_image_folder(tmp_path)
    assert raw.image_shape == (6, 8)
    assert "2 images of other sizes are scaled to 8 x 6" in notices(raw)
