from __future__ import annotations

import gzip
import math
import os
import struct
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest

from core.datasets import idx
from core.errors import UserError
from core.work import CancelledError, Work

IMAGES = np.arange(3 * 4 * 5, dtype=np.uint8).reshape(3, 4, 5)
LABELS = np.array([7, 0, 9], np.uint8)


def header(*shape: int, kind: int = 0x08, dimensions: int | None = None) -> bytes:
    rank = len(shape) if dimensions is None else dimensions
    return struct.pack(f">BBBB{len(shape)}I", 0, 0, kind, rank, *shape)


def idx_bytes(array: np.typing.NDArray[np.uint8]) -> bytes:
    return header(*array.shape) + array.tobytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "some-idx3-ubyte.gz"


def refused(path: Path, content: bytes, words: str, *, labels: bool = False) -> None:
    """The file is refused with a message that names it, has these words, and a remedy."""
    path.write_bytes(content)
    with pytest.raises(UserError, match=words) as caught:
        idx.read_labels(path) if labels else idx.read_images(path)
    message = str(caught.value)
    assert str(path) in message
    assert any(remedy in message for remedy in ("Download", "Choose", "Check", "Take"))
    assert message.endswith(".")


def test_reads_images_and_labels_gzipped(path: Path) -> None:
    path.write_bytes(gzip.compress(idx_bytes(IMAGES)))
    assert np.array_equal(idx.read_images(path), IMAGES)
    path.write_bytes(gzip.compress(idx_bytes(LABELS)))
    assert np.array_equal(idx.read_labels(path), LABELS)


def test_reads_what_is_not_gzipped_in_spite_of_its_name(path: Path) -> None:
    path.write_bytes(idx_bytes(IMAGES))
    assert np.array_equal(idx.read_images(path), IMAGES)


def test_what_was_read_is_read_only(path: Path) -> None:
    path.write_bytes(gzip.compress(idx_bytes(LABELS)))
    assert not idx.read_labels(path).flags.writeable


def test_empty(path: Path) -> None:
    refused(path, b"", "is empty")
    refused(path, gzip.compress(b""), "ends within its first four bytes")


def test_missing_and_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"cannot be read \(No such file"):
        idx.read_images(tmp_path / "nothing.gz")
    with pytest.raises(UserError, match="cannot be read"):
        idx.read_images(tmp_path)


@pytest.mark.parametrize(
    "content", [b"<!DOCTYPE html><html>", b"PK\x03\x04 an archive", b"\x93NUM"]
)
def test_bad_magic(path: Path, content: bytes) -> None:
    refused(path, content, "is not an IDX file: it begins with the bytes")
    refused(path, gzip.compress(content), "is not an IDX file: it begins with the bytes")


def test_other_types(path: Path) -> None:
    refused(path, header(3, 4, 5, kind=0x0D) + bytes(240), "values of type 0x0d")


@pytest.mark.parametrize("rank", [0, 2, 4, 255])
def test_wrong_number_of_dimensions(path: Path, rank: int) -> None:
    content = header(*[1] * rank, dimensions=rank) + bytes(1)
    refused(path, content, f"has {rank} dimensions .* images have 3")
    refused(path, content, f"has {rank} dimensions .* labels have 1", labels=True)


def test_images_given_as_labels_and_the_other_way_round(path: Path) -> None:
    refused(path, gzip.compress(idx_bytes(IMAGES)), "holds images, not labels", labels=True)
    refused(path, gzip.compress(idx_bytes(LABELS)), "holds labels, not images")


@pytest.mark.parametrize("shape", [(0, 28, 28), (3, 0, 5), (3, 4, 0)])
def test_nothing_in_it(path: Path, shape: tuple[int, ...]) -> None:
    refused(path, header(*shape), "holds no images")


@pytest.mark.parametrize("shape", [(2**32 - 1,) * 3, (2**16, 2**8, 2**6), (idx.LIMIT + 1, 1, 1)])
def test_too_large_is_refused_before_memory_is_taken(path: Path, shape: tuple[int, ...]) -> None:
    tracemalloc.start()
    refused(path, header(*shape) + bytes(100), "more than 512 MB")
    refused(path, gzip.compress(header(*shape) + bytes(100)), "more than 512 MB")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20


def test_too_large_a_file_is_not_even_read(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(idx.LIMIT + 1)  # sparse: takes no room
    with pytest.raises(UserError, match="larger than 512 MB"):
        idx.read_images(path)


def test_bomb_is_not_unpacked(path: Path) -> None:
    bomb = gzip.compress(header(3, 4, 5) + bytes(64 * 2**20))
    assert len(bomb) < 2**17
    tracemalloc.start()
    refused(path, bomb, "holds more than the 60 bytes")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20


@pytest.mark.parametrize("keep", [3, 9, 11, 20, -9, -8, -4, -1])
def test_truncated_gzip(path: Path, keep: int) -> None:
    refused(path, gzip.compress(idx_bytes(IMAGES))[:keep], "cut off")


def test_crc_error(path: Path) -> None:
    packed = bytearray(gzip.compress(idx_bytes(IMAGES)))
    packed[-8] ^= 1
    refused(path, bytes(packed), "is damaged: gzip says .*incorrect data check")


def test_length_error(path: Path) -> None:
    packed = bytearray(gzip.compress(idx_bytes(IMAGES)))
    packed[-1] ^= 1
    refused(path, bytes(packed), "is damaged: gzip says .*incorrect length check")


def test_damaged_in_the_middle(path: Path) -> None:
    packed = bytearray(gzip.compress(idx_bytes(IMAGES)))
    packed[10] = 0xFF  # a block of a type that there is not
    refused(path, bytes(packed), "is damaged: gzip says")


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("labels", [False, True])
def test_short_payload_and_trailing_bytes(path: Path, pack: type[bytes], labels: bool) -> None:
    content = idx_bytes(LABELS if labels else IMAGES)
    refused(path, pack(content[:-1]), r"is too short: .* are there", labels=labels)
    refused(path, pack(content + b"\0"), "holds more than the", labels=labels)


def test_short_header(path: Path) -> None:
    refused(path, header(3, 4, 5)[:-1], "ends within its header")


def test_bytes_after_the_compressed_data(path: Path) -> None:
    packed = gzip.compress(idx_bytes(IMAGES))
    refused(path, packed + b"junk", "4 bytes after the end of its compressed data")
    refused(path, packed + packed, f"{len(packed)} bytes after the end")


def test_counts_differ(tmp_path: Path) -> None:
    images, labels = tmp_path / "images", tmp_path / "labels"
    images.write_bytes(idx_bytes(IMAGES))
    labels.write_bytes(idx_bytes(LABELS[:2]))
    with pytest.raises(UserError, match=r"holds 3 images, but .*labels” holds 2 labels") as caught:
        idx.read_pair(images, labels)
    assert str(images) in str(caught.value)
    labels.write_bytes(idx_bytes(LABELS))
    x, y = idx.read_pair(images, labels)
    assert (x.shape, y.shape) == ((3, 4, 5), (3,))


def test_exactly_at_the_limit_the_header_is_accepted(path: Path) -> None:
    shape = (idx.LIMIT // 1024, 32, 32)
    assert math.prod(shape) == idx.LIMIT
    refused(path, header(*shape) + bytes(10), "is too short")


def test_zlib_without_gzip_is_not_taken_for_gzip(path: Path) -> None:
    refused(path, zlib.compress(idx_bytes(IMAGES)), "is not an IDX file")


def test_reads_whichever_of_the_two_it_is(path: Path) -> None:
    path.write_bytes(idx_bytes(IMAGES))
    assert np.array_equal(idx.read(path), IMAGES)
    path.write_bytes(gzip.compress(idx_bytes(LABELS)))
    assert np.array_equal(idx.read(path), LABELS)
    path.write_bytes(header(3, 4) + bytes(12))
    with pytest.raises(UserError, match="has 2 dimensions"):
        idx.read(path)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_announced_memory_is_not_taken_for_a_short_file(path: Path, pack: type[bytes]) -> None:
    content = pack(header(idx.LIMIT // 1024, 32, 32) + bytes(10))
    tracemalloc.start()
    refused(path, content, "is too short")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**20


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_takes_little_more_memory_than_the_values(path: Path, pack: type[bytes]) -> None:
    path.write_bytes(pack(header(8 * 1024, 32, 32) + bytes(8 * 2**20)))
    tracemalloc.start()
    idx.read_images(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 2**20 + 4 * idx.PIECE


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_says_how_far_it_is_and_can_be_given_up(path: Path, pack: type[bytes]) -> None:
    total = 64 * 128 * 128
    path.write_bytes(pack(header(64, 128, 128) + bytes(total)))
    reports = Reports()
    idx.read(path, reports)
    assert len(reports.done) == total // idx.PIECE
    assert reports.done == sorted(set(reports.done))
    assert reports.done[-1] == total

    work = Work()
    work.cancel()
    with pytest.raises(CancelledError):
        idx.read(path, work)
    assert work.progress is not None
    assert work.progress.done == idx.PIECE  # not a piece more
    assert work.progress.what == f"Reading {path.name}"


class Reports(Work):
    """Remembers every report."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[int] = []

    def report(self, what: str, done: int, total: int) -> None:
        super().report(what, done, total)
        self.done.append(done)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes in the file system are of Unix")
def test_a_pipe_is_refused_instead_of_waited_for(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(UserError, match="it is no ordinary file"):
        idx.read_images(path)
