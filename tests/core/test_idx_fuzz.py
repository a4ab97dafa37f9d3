"""Whatever bytes a file holds, it is read or refused with a message; nothing else happens."""

from __future__ import annotations

import contextlib
import gzip
import math
import struct
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.datasets import idx
from core.errors import UserError

VALID = struct.pack(">4B3I", 0, 0, 8, 3, 2, 3, 4) + bytes(range(24))
VALID_GZ = gzip.compress(VALID, mtime=0)
READERS: list[Callable[[Path], idx.ByteArray]] = [idx.read_images, idx.read_labels, idx.read]

fuzz = settings(
    max_examples=300,
    deadline=timedelta(seconds=2),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def read(path: Path, content: bytes) -> list[idx.ByteArray]:
    path.write_bytes(content)
    arrays = []
    for reader in READERS:
        with contextlib.suppress(UserError):
            arrays.append(reader(path))
    return arrays


@fuzz
@given(content=st.binary(max_size=200))
def test_random_bytes(tmp_path: Path, content: bytes) -> None:
    for start in (b"", b"\0\0\x08", b"\x1f\x8b", b"\x1f\x8b\x08\0\0\0\0\0\0\xff"):
        for array in read(tmp_path / "random", start + content):
            assert array.dtype == np.uint8
            assert array.size > 0


@fuzz
@given(where=st.integers(0, len(VALID) - 1), value=st.integers(0, 255))
def test_one_byte_changed(tmp_path: Path, where: int, value: int) -> None:
    content = bytearray(VALID)
    content[where] = value
    arrays = read(tmp_path / "changed", bytes(content))
    header_changed = where < 16 and value != VALID[where]
    assert len(arrays) == (0 if header_changed else 2)


@fuzz
@given(where=st.integers(0, len(VALID_GZ) - 1), value=st.integers(0, 255))
def test_one_packed_byte_changed_is_noticed_or_harmless(
    tmp_path: Path, where: int, value: int
) -> None:
    content = bytearray(VALID_GZ)
    content[where] = value
    for array in read(tmp_path / "changed", bytes(content)):
        assert array.tobytes() == VALID[16:]


@pytest.mark.parametrize("content", [VALID, VALID_GZ])
def test_every_truncation_is_refused(tmp_path: Path, content: bytes) -> None:
    assert len(read(tmp_path / "whole", content)) == 2
    for length in range(len(content)):
        assert read(tmp_path / "part", content[:length]) == []


@fuzz
@given(tail=st.binary(min_size=1, max_size=20), packed=st.booleans())
def test_every_tail_is_refused(tmp_path: Path, tail: bytes, packed: bool) -> None:
    assert read(tmp_path / "tail", (VALID_GZ if packed else VALID) + tail) == []


@fuzz
@given(shape=st.tuples(*[st.integers(0, 2**32 - 1)] * 3))
def test_any_announced_shape(tmp_path: Path, shape: tuple[int, int, int]) -> None:
    content = struct.pack(">4B3I", 0, 0, 8, 3, *shape) + bytes(24)
    for array in read(tmp_path / "shape", content):
        assert array.shape == shape


DIMENSIONS = st.one_of(
    st.integers(0, 4), st.sampled_from([28, 2**16, 2**31, 2**32 - 1]), st.integers(0, 2**32 - 1)
)


@st.composite
def almost_idx(draw: st.DrawFn) -> bytes:
    """A header of any shape before a payload that fits, or nearly; bytes changed; packed or not."""
    shape = draw(st.lists(DIMENSIONS, max_size=4))
    rank = draw(st.one_of(st.just(len(shape)), st.integers(0, 255)))
    kind = draw(st.sampled_from([0x08, 0x08, 0x08, 0x09, 0x0D, 0x00, 0xFF]))
    fits = min(math.prod(shape), 1000)
    payload = bytes(max(fits + draw(st.sampled_from([0, 0, -1, 1, 50])), 0))
    content = struct.pack(f">4B{len(shape)}I", 0, 0, kind, rank, *shape) + payload
    return packed_or_not(draw, content)


def packed_or_not(draw: st.DrawFn, content: bytes) -> bytes:
    if draw(st.booleans()):
        content = gzip.compress(content, mtime=0)
    changed = bytearray(content)
    for where in draw(st.lists(st.integers(0, 10_000), max_size=2)):
        changed[where % len(changed)] = draw(st.integers(0, 255))
    return bytes(changed)


@fuzz
@given(content=almost_idx())
def test_nearly_right_files_give_an_array_or_a_message_and_take_little_memory(
    tmp_path: Path, content: bytes
) -> None:
    tracemalloc.start()
    try:
        arrays = read(tmp_path / "almost", content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # Never the memory that a header announces: a few pieces, and what such a file can unpack to.
    assert peak < 4 * idx.PIECE + 2 * 1100 * len(content)
    for array in arrays:
        assert array.dtype == np.uint8
        assert array.ndim in (1, 3)
        assert 0 < array.size <= 1050
