"""Whatever bytes a file holds, it is read or refused with a message; nothing else happens."""

from __future__ import annotations

import contextlib
import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.datasets import idx
from core.errors import UserError

VALID = struct.pack(">4B3I", 0, 0, 8, 3, 2, 3, 4) + bytes(range(24))
VALID_GZ = gzip.compress(VALID, mtime=0)
READERS: list[Callable[[Path], idx.ByteArray]] = [idx.read_images, idx.read_labels]

fuzz = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
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
    assert len(arrays) == (0 if header_changed else 1)


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
    assert len(read(tmp_path / "whole", content)) == 1
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
