from __future__ import annotations

import io
import pickle
import struct
import tracemalloc
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.arrays import Array
from core.datasets import npz_archive
from core.datasets.dataset import Task
from core.datasets.npz import read_npz
from core.datasets.raw import RawData
from core.errors import UserError
from core.work import CancelledError, Work

X = np.arange(12.0).reshape(4, 3) / 7
Y = np.array([0, 1, 1, 0])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mine.npz"


def read(
    path: Path, task: str = "", arrays: Mapping[str, Any] | None = None, **more: Any
) -> RawData:
    named: dict[str, Any] = {**(arrays or {}), **more}
    np.savez_compressed(path, **named)
    return read_npz(path, task=task)


def refused(path: Path, words: str) -> str:
    with pytest.raises(UserError, match=words) as caught:
        read_npz(path)
    message = str(caught.value)
    assert str(path) in message
    assert message.endswith(".")
    return message


def npy(array: Array) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def npy_with(header: str, data: bytes = b"") -> bytes:
    """A file in numpy's format with any header."""
    text = header.encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


def archive(path: Path, compression: int = zipfile.ZIP_STORED, **members: Any) -> None:
    with zipfile.ZipFile(path, "w", compression) as made:
        for name, content in members.items():
            made.writestr(f"{name}.npy", content)


@pytest.mark.parametrize("x_name", ["x", "X", "data", "images", "features"])
@pytest.mark.parametrize("y_name", ["y", "Y", "labels", "target", "targets"])
def test_a_table_with_classes(path: Path, x_name: str, y_name: str) -> None:
    raw = read(path, arrays={x_name: X, y_name: Y})
    assert (raw.name, raw.title, raw.task) == ("file", "mine", Task.CLASSIFICATION)
    assert np.array_equal(raw.x, X)
    assert raw.x.dtype == np.float64
    assert raw.y.tolist() == [0, 1, 1, 0]
    assert raw.class_names == ("0", "1")
    assert raw.feature_names == ("x1", "x2", "x3")
    assert (raw.image_shape, raw.notices, raw.scaling) == (None, (), "standard")


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize(
    "kind", ["f2", "f4", ">f4", "<f8", ">f8", "i1", ">i4", "i8", "u2", ">u8", "u1"]
)
def test_types_byte_orders_and_memory_orders(path: Path, save: Any, kind: str) -> None:
    x = np.arange(12).reshape(4, 3).astype(kind)
    for laid_out in (x, np.asfortranarray(x)):
        save(path, x=laid_out, y=Y)
        raw = read_npz(path)
        assert raw.x.dtype == np.float64
        assert raw.x.tolist() == np.arange(12.0).reshape(4, 3).tolist()


@pytest.mark.parametrize("shape", [(4, 2, 3), (4, 2, 3, 1)])
def test_bytes_are_pixels(path: Path, shape: tuple[int, ...]) -> None:
    x = np.arange(24, dtype=np.uint8).reshape(shape) * 10
    raw = read(path, x=x, y=Y)
    assert raw.x.dtype == np.uint8
    assert raw.x.tolist() == x.reshape(4, 6).tolist()
    assert (raw.image_shape, raw.scaling) == ((2, 3), "off")


@pytest.mark.parametrize(
    ("scale", "mapped"), [(1 / 23, False), (11.0, False), (0.7, True), (1000.0, True), (-1.0, True)]
)
def test_images_of_other_numbers_end_between_0_and_1(
    path: Path, scale: float, mapped: bool
) -> None:
    x = np.arange(24.0).reshape(4, 2, 3) * scale
    raw = read(path, x=x, y=Y)
    expected = x if scale == 1 / 23 else x / 255 if scale == 11 else (x - x.min()) / np.ptp(x)
    assert raw.x.dtype == np.float32
    assert np.allclose(raw.x, expected.reshape(4, 6), atol=1e-6)
    assert bool(raw.notices) == mapped


def test_flat_images_in_bytes_are_recognised(path: Path) -> None:
    x = np.arange(4 * 784).reshape(4, 784).astype(np.uint8)
    raw = read(path, x=x, y=Y)
    assert raw.image_shape == (28, 28)
    assert "28 x 28 pixels" in raw.notices[0]
    assert read(path, x=x.astype(float), y=Y).image_shape is None


def test_published_parts_as_keras_has_them(path: Path) -> None:
    x = np.arange(6 * 4, dtype=np.uint8).reshape(6, 2, 2) + 100
    raw = read(path, x_train=x[:4], y_train=Y, x_test=x[4:], y_test=np.array([1, 0]))
    assert raw.published_test == 2
    assert raw.x.tolist() == x.reshape(6, 4).tolist()
    assert raw.y.tolist() == [0, 1, 1, 0, 1, 0]


def test_parts_that_differ_are_refused(path: Path) -> None:
    np.savez(path, x_train=X, y_train=Y, x_test=X[:2, :2], y_test=Y[:2])
    refused(path, "Save both parts alike")
    np.savez(path, x_train=X, y_train=Y, x_test=X[:2], y_test=np.array(["a", "b"]))
    refused(path, "Save both parts alike")


@pytest.mark.parametrize(
    ("y", "names", "labels"),
    [
        (np.array(["dog", "cat", "dog", ""]), ("(empty)", "cat", "dog"), [2, 1, 2, 0]),
        (np.array([b"b", b"a", b"a", b"b"]), ("a", "b"), [1, 0, 0, 1]),
        (np.array([True, False, True, True]), ("0", "1"), [1, 0, 1, 1]),
        (np.array([[0.0], [2.0], [2.0], [1.0]]), ("0", "1", "2"), [0, 2, 2, 1]),
        (np.array([5, -3, 5, 900], np.int16), ("-3", "5", "900"), [1, 0, 1, 2]),
        (np.array([[0, 1], [1, 0], [1, 0], [0, 1]]), ("0", "1"), [1, 0, 0, 1]),
    ],
)
def test_classes(path: Path, y: Array, names: tuple[str, ...], labels: list[int]) -> None:
    raw = read(path, x=X, y=y)
    assert raw.task is Task.CLASSIFICATION
    assert raw.class_names == names
    assert raw.y.dtype == np.int64
    assert raw.y.tolist() == labels


def test_names_of_classes_and_features(path: Path) -> None:
    names = np.array(["no", "yes", "perhaps"])
    for y in (Y, Y.astype(np.uint8)):
        raw = read(path, x=X, y=y, class_names=names, feature_names=np.array(["a", "b", "c"]))
        assert raw.class_names == ("no", "yes", "perhaps")
        assert raw.feature_names == ("a", "b", "c")
        assert raw.notices == ()
    raw = read(path, x=X, y=Y * 7, target_names=names, feature_names=np.array(["a"]))
    assert raw.class_names == ("0", "7")
    assert raw.feature_names == ("x1", "x2", "x3")
    assert len(raw.notices) == 2


def test_names_are_made_fit_to_be_shown(path: Path) -> None:
    names = np.array(["line\nbreak", "x" * 500])
    raw = read(path, x=X, y=Y, class_names=names)
    assert raw.class_names == ("line break", "x" * 80)


@pytest.mark.parametrize(
    "y", [np.array([0.5, 1, 2, 3]), np.arange(4.0) + 0.25, np.array([[1.5], [2], [3], [4]])]
)
def test_other_numbers_are_predicted(path: Path, y: Array) -> None:
    raw = read(path, x=X, y=y)
    assert raw.task is Task.REGRESSION
    assert raw.y.tolist() == y.reshape(4, 1).tolist()
    assert (raw.target_names, raw.class_names) == (("y",), ())


def test_several_targets(path: Path) -> None:
    raw = read(path, x=X, y=X[:, :2], target_names=np.array(["height", "width"]))
    assert raw.y.tolist() == X[:, :2].tolist()
    assert raw.target_names == ("height", "width")


def test_the_task_can_be_chosen(path: Path) -> None:
    assert read(path, "regression", x=X, y=Y).y.tolist() == [[0], [1], [1], [0]]
    raw = read(path, "classification", x=X, y=np.array([0.5, 1.5, 0.5, 0.5]))
    assert (raw.class_names, raw.y.tolist()) == (("0.5", "1.5"), [0, 1, 0, 0])
    with pytest.raises(UserError, match="holds words, not numbers"):
        read(path, "regression", x=X, y=np.array(list("abab")))
    many = np.arange(30.0)
    assert read(path, x=many, y=many).task is Task.REGRESSION
    assert read(path, x=many, y=many.astype(int)).task is Task.CLASSIFICATION


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf, 1e300])
def test_the_first_value_that_is_not_finite_is_named(path: Path, wrong: float) -> None:
    x = X.copy()
    x[2, 1] = x[3, 0] = wrong
    np.savez(path, x=x, y=Y)
    refused(path, r"“x” at \[2, 1\] is")
    np.savez(path, x=X, y=np.array([0.5, 1, wrong, 0]))
    refused(path, r"“y” at \[2\] is")


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"x": X, "y": Y[:3]}, "“x” holds 4 samples, but “y” holds 3 answers"),
        ({"x": X, "y": np.array(1)}, "a single value"),
        ({"x": X, "y": np.zeros(4, int)}, "all of the class “0”"),
        ({"x": X}, r"holds the arrays “x”, but no answers"),
        ({"a": X, "b": Y}, r"holds the arrays “a”, “b”, but no features"),
        ({"x": X.astype(str), "y": Y}, "the features “x” are words"),
        ({"x": np.zeros((4, 2, 2, 3)), "y": Y}, "images with 3 channels"),
        ({"x": np.zeros((4, 1, 1, 1, 1)), "y": Y}, "has the shape"),
        ({"x": np.zeros((4, 70_000)), "y": Y}, "at most 65,536"),
        ({"x": np.zeros((0, 3)), "y": Y}, "is empty"),
        ({"x": X.astype(complex), "y": Y}, "“x.npy” holds values of numpy's type c16"),
        ({"x": X, "y": np.zeros(4, "M8[D]")}, "“y.npy” holds values of numpy's type M8"),
        ({"x": np.zeros(4, [("a", "f4")]), "y": Y}, "“x.npy” holds records"),
        ({"x": X, "y": np.zeros((4, 2, 2))}, "Save one answer for each sample"),
    ],
)
def test_what_does_not_fit_is_refused(path: Path, arrays: dict[str, Any], words: str) -> None:
    np.savez(path, **arrays)
    refused(path, words)


class Trap:
    """Unpickling it would be noticed."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return pytest.fail, ("it was unpickled",)


def test_pickles_are_refused_and_never_opened(path: Path) -> None:
    trap = np.array([Trap()], object)
    with pytest.raises(pytest.fail.Exception):
        pickle.loads(pickle.dumps(Trap()))  # the trap works
    for x, y in ((trap, Y), (X, trap)):
        np.savez(path, x=x, y=y)
        message = refused(path, "pickled Python objects")
        assert "allow_pickle" not in message
    raw = read(path, x=X, y=Y, other=trap)  # not looked at
    assert raw.notices == ("Left out of “mine.npz”: “other”.",)


def test_truncated_at_any_byte(path: Path) -> None:
    np.savez(path, x=X, y=Y)
    content = path.read_bytes()
    for keep in range(len(content)):
        path.write_bytes(content[:keep])
        refused(path, "cut off")
    path.write_bytes(content + b"\0")
    refused(path, "cut off, or more was written behind its end")


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_a_wrong_checksum(path: Path, save: Any) -> None:
    save(path, x=X, y=Y)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as made:
        member = made.infolist()[0]
    # The name in the local header and in the directory; the checksum lies before the latter.
    directory = content.rindex(b"PK\x01\x02", 0, content.rindex(b"PK\x01\x02"))
    assert content[directory + 16 : directory + 20] == struct.pack("<I", member.CRC)
    content[directory + 16] ^= 1
    path.write_bytes(content)
    refused(path, r"the member “x\.npy” is damaged \(Bad CRC-32")


def test_bombs_are_not_unpacked(path: Path) -> None:
    shape = (npz_archive.LIMIT // 8 + 1, 1)
    head = npy_with(f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}\n")
    tracemalloc.start()
    archive(path, zipfile.ZIP_DEFLATED, x=head + bytes(100), y=npy(Y))
    refused(path, "x.npy” announces 67108865 x 1 values, more than 512 MB")
    bomb = npy_with("{'descr': '|u1', 'fortran_order': False, 'shape': (200000000, 1), }\n")
    archive(path, zipfile.ZIP_DEFLATED, x=bomb + bytes(100), y=npy(Y))
    refused(path, "would take 1525 MB")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**21


def with_size(path: Path, size: int) -> None:
    """Give the first member in the directory another size when unpacked."""
    content = bytearray(path.read_bytes())
    where = content.index(b"PK\x01\x02") + 24
    content[where : where + 4] = struct.pack("<I", size)
    path.write_bytes(content)


def test_sizes_in_the_directory_are_checked_first(path: Path) -> None:
    np.savez(path, x=X, y=Y)
    with_size(path, npz_archive.LIMIT)
    refused(path, r"x\.npy” cannot be 536,870,912 bytes")
    np.savez_compressed(path, x=np.zeros((1000, 100)), y=np.arange(1000) % 2)
    with_size(path, 5000)
    refused(path, r"x\.npy” takes 5,000 bytes, but its header announces 800,128")
    # What packs badly could be that large, as far as the directory can tell.
    noise = np.random.default_rng(0).integers(0, 256, 600_000, np.uint8)
    np.savez_compressed(path, z=noise, x=X, y=Y)
    with_size(path, npz_archive.LIMIT)
    refused(path, "unpacks to 536,.* more than 512 MB")


def test_too_large_a_file_is_not_read(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(npz_archive.LIMIT + 1)  # sparse: takes no room
    refused(path, "is larger than 512 MB")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_duplicate_members(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as made:
        for array in (X, X, Y):
            made.writestr("x.npy", npy(array))
    refused(path, "two members named “x”")


@pytest.mark.parametrize(
    "name", ["../x.npy", "/x.npy", "a/x.npy", "..\\x.npy", "c:x.npy", "x.txt", ".npy", "x"]
)
def test_strange_members(path: Path, name: str) -> None:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(name, npy(X))
        made.writestr("y.npy", npy(Y))
    refused(path, "which is no array")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compression_is_refused_with_the_member(path: Path, method: int) -> None:
    archive(path, method, x=npy(X), y=npy(Y))
    refused(path, rf"the member “x\.npy” is compressed with method {method}")


def test_encrypted_empty_and_crowded_archives(path: Path) -> None:
    archive(path, x=npy(X), y=npy(Y))
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    refused(path, r"x\.npy” is encrypted")
    archive(path)
    refused(path, "holds no arrays")
    many: dict[str, Any] = {f"a{k}": b"" for k in range(201)}
    archive(path, **many)
    refused(path, "more than 200 members")


PLAIN = "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 3), }\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no array in numpy's format"),
        (b"PK\x03\x04 something else", "no array in numpy's format"),
        (b"\x93NUMPY\x09\x00" + bytes(20), "version 9"),
        (b"\x93NUMPY\x02\x00\xff\xff\xff\xff", "header of 4,294,967,295 bytes"),
        (npy_with("(" * 9000), "header that is not numpy's"),
        (npy_with("{'descr': __import__('os').abort(), }"), "header that is not numpy's"),
        (npy_with(PLAIN)[:-5], "ends within its header"),
        (npy_with(PLAIN, X.tobytes()[:-1]), "takes .* bytes, but its header announces"),
        (npy_with(PLAIN, X.tobytes() + b"\0"), "takes .* bytes, but its header announces"),
        (npy_with(PLAIN.replace("f8", "f16")), "type f16"),
        (npy_with(PLAIN.replace("f8", "V8")), "type V8"),
        (npy_with(PLAIN.replace("4, 3", "9" * 19 + ", 9")), "announces"),
        (npy_with(PLAIN.replace("4, 3", "-4, 3")), "header that is not numpy's"),
    ],
)
def test_strange_arrays_are_refused(path: Path, content: bytes, words: str) -> None:
    archive(path, x=content, y=npy(Y))
    refused(path, rf"the member “x\.npy” .*{words}")


def test_words_that_are_no_text(path: Path) -> None:
    head = npy_with("{'descr': '<U1', 'fortran_order': False, 'shape': (4,), }\n")
    archive(path, x=npy(X), y=head + b"\xff" * 16)
    refused(path, "no text")
    archive(path, x=npy(X), y=head + struct.pack("<4I", 0xD800, 65, 65, 65))
    assert read_npz(path).class_names == ("A", "?")


def test_says_how_far_it_is_and_can_be_given_up(path: Path) -> None:
    np.savez(path, x=np.zeros((1000, 1000)), y=np.arange(1000) % 2)
    work = Work()
    read_npz(path, work)
    assert work.progress is not None
    work.cancel()
    with pytest.raises(CancelledError):
        read_npz(path, work)
    assert work.progress is not None
    assert (work.progress.what, work.progress.done) == (
        "Reading x of mine.npz",
        npz_archive.PIECE,
    )


def valid_archive(compressed: bool) -> bytes:
    buffer = io.BytesIO()
    save = np.savez_compressed if compressed else np.savez
    save(buffer, x=X, y=np.array(list("abba")))
    return buffer.getvalue()


VALID = [valid_archive(False), valid_archive(True)]
fuzz = settings(
    max_examples=300,
    deadline=timedelta(seconds=2),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@fuzz
@given(
    which=st.integers(0, 1),
    changes=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_changed_bytes_give_data_or_a_message_and_take_little_memory(
    tmp_path: Path, which: int, changes: list[tuple[int, int]]
) -> None:
    content = bytearray(VALID[which])
    for where, value in changes:
        content[where % len(content)] = value
    path = tmp_path / "changed.npz"
    path.write_bytes(content)
    raw, message = None, ""
    tracemalloc.start()
    try:
        raw = read_npz(path)
    except UserError as error:
        message = str(error)
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 2**21
    if raw is None:
        assert str(path) in message
    else:
        assert len(raw.x) == len(raw.y) == 4
        assert np.isfinite(raw.x).all()


@fuzz
@given(header=st.text(max_size=200), data=st.binary(max_size=50))
def test_any_header(tmp_path: Path, header: str, data: bytes) -> None:
    path = tmp_path / "any.npz"
    archive(path, x=npy_with(header, data), y=npy(Y))
    with pytest.raises(UserError, match=r"the member “x\.npy"):
        read_npz(path)
