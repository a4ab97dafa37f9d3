from __future__ import annotations

import gzip
import io
import os
import pickle
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data_config import FileOptions
from core.datasets import brought
from core.errors import UserError
from core.work import CancelledError, Work


def idx(*shape: int) -> bytes:
    values = (np.arange(int(np.prod(shape))) % 2).astype(np.uint8)
    return struct.pack(f">4B{len(shape)}I", 0, 0, 8, len(shape), *shape) + values.tobytes()


def npz() -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, x=np.arange(4.0), y=np.array([0, 1, 1, 0]))
    return buffer.getvalue()


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, b"something")
    return buffer.getvalue()


def encoded(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (2, 2)).save(buffer, kind)
    return buffer.getvalue()


def npy() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.arange(3))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"a,b\n1,2\n", brought.TABLE),
        ("größe;ja\n1,5;2\n".encode("latin-1"), brought.TABLE),
        (idx(2, 3, 3), brought.IDX),
        (gzip.compress(idx(2, 3, 3)), brought.IDX),
        (gzip.compress(idx(2)), brought.IDX),
        (npz(), brought.NPZ),
    ],
)
@pytest.mark.parametrize("name", ["data.csv", "data.gz", "data.npz", "data", "data.idx"])
def test_the_bytes_tell_and_not_the_name(
    tmp_path: Path, content: bytes, kind: str, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert brought.kind_of(path) == kind
    assert brought.kind_of(str(path)) == kind


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.npy", npy(), "a single numpy array"),
        ("a.csv", npy(), "a single numpy array"),
        ("a.csv", pickle.dumps([1], 2), "a Python pickle.*could run any program"),
        ("a.csv", pickle.dumps([1], 5), "a Python pickle.*could run any program"),
        ("a.pkl", pickle.dumps([1], 0), "a Python pickle.*could run any program"),
        ("a.pickle", pickle.dumps([1], 1), "a Python pickle"),
        ("a.npz", zipped("archive/data.pkl", "archive/data/0"), "a PyTorch file"),
        ("a.pt", b"old format", "a PyTorch file"),
        ("a.npz", b"\x89HDF\r\n\x1a\n...", "an HDF5 file"),
        ("a.h5", b"something", "a Keras or HDF5 file"),
        ("a.csv", b"PAR1....PAR1", "a Parquet file"),
        ("a.csv", b"ARROW1\0\0", "a Feather file"),
        ("a.csv", zipped("[Content_Types].xml", "xl/workbook.xml"), "an Excel spreadsheet"),
        ("a.xlsx", b"a,b", "called a spreadsheet"),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml"), "an Office document"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
        ("a.zip", zipped("one.csv"), "a zip archive without numpy arrays"),
        ("a.csv.gz", gzip.compress(b"a,b\n1,2\n"), "holds no IDX data. Unpack it"),
        ("a.png", encoded("PNG"), "a single image"),
        ("a.csv", encoded("JPEG"), "a single image"),
        ("a.webp", encoded("WEBP"), "a single image"),
        ("a.pdf", b"%PDF-1.7", "a PDF document"),
        ("a.db", b"SQLite format 3\0", "a database"),
        ("a.safetensors", b"\x40\0\0\0\0\0\0\0{", "a trained model"),
        ("a.xz", b"\xfd7zXZ\0", "an xz file"),
        ("a.csv", b"", "is empty"),
    ],
)
def test_other_files_are_refused_by_their_kind_with_a_remedy(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    for refusing in (
        lambda: brought.kind_of(path),
        lambda: brought.read(FileOptions(str(path))),
    ):
        with pytest.raises(UserError, match=words) as caught:
            refusing()
        message = str(caught.value)
        assert message.startswith(f"“{path}”")
        assert any(word in message for word in ("Save", "save", "Unpack", "Put", "Open", "Choose"))


def test_a_pickle_is_never_executed(tmp_path: Path) -> None:
    mark = tmp_path / "mark"

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(mark),)

    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        path = tmp_path / f"{protocol}.pkl"
        path.write_bytes(pickle.dumps(Trap(), protocol))
        with pytest.raises(UserError, match="a Python pickle"):
            brought.read(FileOptions(str(path)))
    assert not mark.exists()
    pickle.loads(path.read_bytes())
    assert mark.exists()  # the trap would have worked


def test_missing_files_and_pipes(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        brought.kind_of(tmp_path / "nothing.csv")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.csv")
        with pytest.raises(UserError, match="no ordinary file"):
            brought.kind_of(tmp_path / "pipe.csv")
    with pytest.raises(UserError):
        brought.kind_of("nul\0byte.csv")


def test_a_damaged_archive_is_refused_by_its_reader(tmp_path: Path) -> None:
    path = tmp_path / "half.npz"
    path.write_bytes(npz()[:200])
    assert brought.kind_of(path) == brought.NPZ
    with pytest.raises(UserError, match="cut off"):
        brought.read(FileOptions(str(path)))
    path = tmp_path / "half-images.gz"
    path.write_bytes(gzip.compress(idx(2, 3, 3))[:9])
    with pytest.raises(UserError, match="half-labels"):
        brought.read(FileOptions(str(path)))


def test_reads_a_table(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    rows = [f"{k},{k % 7},{'ab'[k % 2]}" for k in range(20)]
    path.write_text("one,two,kind\n" + "\n".join(rows) + "\n")
    raw = brought.read(FileOptions(str(path)))
    assert raw.feature_names == ("one", "two")
    assert raw.class_names == ("a", "b")
    assert raw.x[:, 0].tolist() == [float(k) for k in range(20)]
    assert len(brought.read(FileOptions(str(path)), samples=10, seed=3).x) == 10


def test_reads_idx_files_and_a_folder_of_them(tmp_path: Path) -> None:
    (tmp_path / "train-images-idx3-ubyte").write_bytes(idx(4, 3, 3))
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx(4))
    for path in (tmp_path / "train-images-idx3-ubyte", tmp_path):
        assert brought.kind_of(path) == brought.IDX
        raw = brought.read(FileOptions(str(path)))
        assert raw.x.shape == (4, 9)
        assert raw.y.tolist() == [0, 1, 0, 1]


def test_reads_an_archive_for_the_task(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(npz())
    assert brought.read(FileOptions(str(path))).y.tolist() == [0, 1, 1, 0]
    raw = brought.read(FileOptions(str(path), task="regression"))
    assert raw.y.tolist() == [[0], [1], [1], [0]]


def test_reads_a_folder_of_images(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for k in range(3):
            (tmp_path / name / f"{k}.png").write_bytes(encoded("PNG"))
    assert brought.kind_of(tmp_path) == brought.IMAGES
    assert len(brought.read(FileOptions(str(tmp_path))).x) == 6
    assert len(brought.read(FileOptions(str(tmp_path)), samples=2).x) == 2


def test_fewer_samples_are_drawn_by_seed(tmp_path: Path) -> None:
    for name, count in (("train", 40), ("t10k", 7)):
        (tmp_path / f"{name}-images-idx3-ubyte").write_bytes(idx(count, 3, 3))
        (tmp_path / f"{name}-labels-idx1-ubyte").write_bytes(idx(count))
    raw = brought.read(FileOptions(str(tmp_path)), samples=10, seed=1)
    assert (len(raw.x), raw.published_test) == (17, 7)
    assert any("10 of 40 samples" in notice for notice in raw.notices)
    path = tmp_path / "a.npz"
    x = np.arange(50.0)[:, np.newaxis]
    np.savez(path, x=x, y=x[:, 0] / 7)
    drawn = [brought.read(FileOptions(str(path)), samples=9, seed=seed) for seed in (1, 1, 2)]
    rows = [each.x[:, 0].tolist() for each in drawn]
    assert rows[0] == rows[1] != rows[2]
    assert rows[0] == sorted(set(rows[0]))
    np.testing.assert_array_equal(drawn[0].y[:, 0], drawn[0].x[:, 0] / 7)
    whole = brought.read(FileOptions(str(path)), samples=50)
    assert len(whole.x) == 50
    assert [each.is_drawn for each in (*drawn, whole)] == [True, True, True, False]
    with pytest.raises(UserError, match="at least 2"):
        brought.read(FileOptions(str(path)), samples=1)


def test_can_be_given_up(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(npz())
    work = Work()
    work.cancel()
    with pytest.raises(CancelledError):
        brought.read(FileOptions(str(path)), work=work)
