"""Tables that are refused: the file, the place in it and the remedy."""

from __future__ import annotations

import gzip
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from core.data_config import FileOptions
from core.datasets.tables.previews import preview
from core.datasets.tables.read import read_table
from core.errors import UserError


def refused(path: Path, data: bytes | str | None = None, **options: Any) -> str:
    if data is not None:
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    with pytest.raises(UserError) as error:
        read_table(FileOptions(str(path), **options))
    text = str(error.value)
    assert str(path) in text
    return text


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


@pytest.mark.parametrize(
    ("data", "line", "found", "expected"),
    [
        ("a,b,y\n1,2,3\n4,5,6,7\n8,9,1\n", 3, 4, 3),
        ("a,b,y\n1,2,3,4\n4,5,6\n", 2, 4, 3),
        ("a,b,y\n1,2,3\n4,5\n", 3, 2, 3),
        ("a,b,y\r1,2,3\r4,5\r", 3, 2, 3),
        ('a,b,y\n1,"x\ny\nz",3\n\n1,"a\nb",3\n4,5\n', 8, 2, 3),
        ("sep=,\na,b,y\n1,2,3\n4,5\n", 4, 2, 3),
        ("x,y\n" + "1,2\n" * 50_000 + "3\n", 50_002, 1, 2),
    ],
)
def test_uneven_rows(path: Path, data: str, line: int, found: int, expected: int) -> None:
    text = refused(path, data)
    assert f"line {line}:" in text
    assert f"{found} field" in text
    assert f"{expected} are expected" in text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n\n \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"a,b,y\n", "no rows"),
        (b"a,b,y", "no rows"),
        (b"<!DOCTYPE html>\n<html><body>404</body></html>", "web page"),
        (b"\n  <html>\n", "web page"),
        (b'<?xml version="1.0"?>\n<a/>', "web page"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "spreadsheet"),
        (gzip.compress(b"a,b\n1,2\n"), "gzip"),
        (b"a,b\n1,2\n3,\x004\n", "line 3: a NUL byte"),
        ("a,b\n1,2\n".encode("utf-16-le"), "NUL byte"),
        (b"a,b\n1,2\n" * 50_000 + b"1,\0\n", "line 100001: a NUL byte"),
        (b"a,y\n1," + b"2" * 3_000_000 + b"\n1,2\n", "longer than"),
        (b"1," * 1_500_000, "longer than"),
        (b'a,y\n1,"2\n' + b"3,4\n" * 100, "never closed"),
        (b'a,y\n1,"2\n' + b"3,4\n" * 100_000, "line 2: "),
        (b'a,y\n1,"2"3\n4,5\n', "line 2: something follows"),
        (",".join("a" * 5001).encode() + b"\n", "5,001 columns"),
        (b"a\n1\n2\n", "no column to learn from"),
        (b"a,y\n1,2\n", "has 1 row that"),
        (b"a,k\n1,x\n2,x\n3,x\n", "all rows are of the class “x”"),
        (b"a,k\n1,0\n2,0\n3,0\n", "all rows are of the class “0”"),
    ],
)
def test_no_tables(path: Path, data: bytes, words: str) -> None:
    assert words in refused(path, data)


def test_a_renamed_spreadsheet(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "save it as CSV" in refused(path)


def test_places_that_are_no_file(tmp_path: Path) -> None:
    assert "no file" in refused(tmp_path / "missing.csv")
    assert "folder" in refused(tmp_path)
    for read in (preview, lambda path: read_table(FileOptions(str(path)))):
        with pytest.raises(UserError, match="cannot be read"):
            read(Path("a\0b.csv"))


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in the file system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "no ordinary file" in refused(tmp_path / "pipe")


def test_no_permission(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text("a,b\n1,2\n")

    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", closed)
    assert "Permission denied" in refused(path)


TWO = "alpha,beta,y\n1,2,0.5\n3,4,1.5\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"target": "bta"}, "Do you mean “beta”?"),
        ({"target": "zzz"}, "It has “alpha”, “beta”, “y”"),
        ({"leave_out": ("alpa",)}, "Do you mean “alpha”?"),
        ({"leave_out": ("alpha", "beta", "y")}, "every column is left out"),
        ({"leave_out": ("alpha", "beta")}, "no column to learn from"),
        ({"leave_out": ("y",), "target": "y"}, "cannot be left out"),
        ({"separator": ";"}, "no column to learn from"),
        ({"encoding": "utf-16"}, "not in the encoding UTF-16"),
        ({"encoding": "ascii", "header": False}, "all rows"),
    ],
)
def test_options_that_do_not_fit(path: Path, options: dict[str, Any], words: str) -> None:
    if words == "all rows":
        path.write_bytes(b"\xff,1\n2,3\n")
        with pytest.raises(UserError, match="not in the encoding ASCII"):
            read_table(FileOptions(str(path), **options))
        return
    assert words in refused(path, TWO, **options)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"separator": "ab"}, "cannot separate"),
        ({"separator": "\n"}, "cannot separate"),
        ({"separator": '"'}, "cannot separate"),
        ({"decimal": "x"}, "decimal mark"),
        ({"encoding": "klingon"}, "no encoding “klingon”"),
        ({"encoding": "base64"}, "no encoding “base64”"),
        ({"encoding": "a\0"}, "no encoding"),
        ({"missing": "guess"}, "refuse, drop, mean"),
        ({"text": "guess"}, "one-hot, leave out"),
        ({"task": "guess"}, "classification, regression"),
    ],
)
def test_options_that_do_not_exist(path: Path, options: dict[str, Any], words: str) -> None:
    path.write_text(TWO)
    with pytest.raises(UserError) as error:
        read_table(FileOptions(str(path), **options))
    assert words in str(error.value)


def test_words_cannot_be_regressed(path: Path) -> None:
    text = refused(path, "x,k\n1,5\n2,six\n3,7\n", task="regression")
    assert "line 3" in text
    assert "“six”" in text


def test_too_many_classes(path: Path) -> None:
    words = "x,k\n" + "".join(f"{i},w{i}\n" for i in range(1001))
    assert "1,000 classes" in refused(path, words)
    numbers = "x,k\n" + "".join(f"{i * i},{i}\n" for i in range(1001))
    assert "1,000 classes" in refused(path, numbers, task="classification")


@pytest.mark.parametrize("at", [10, 90_000])
def test_one_word_among_numbers_is_not_lost(path: Path, at: int) -> None:
    lines = [f"{i}.5,{i % 7}.25\n" for i in range(100_000)]
    lines[at] = "oops,1\n"
    text = refused(path, "x,y\n" + "".join(lines))
    assert f"line {at + 2}:" in text
    assert "“oops”" in text
    lines[at] = "1,oops\n"
    assert f"line {at + 2}:" in refused(
        path, "y,x\n" + "".join(lines), target="x", task="regression"
    )


def test_a_mean_of_nothing(path: Path) -> None:
    text = refused(path, "a,b,y\ninf,1,0.5\ninf,2,1.5\n", missing="mean")
    assert "“a” has no value" in text


def test_nothing_is_left_after_dropping(path: Path) -> None:
    assert "0 rows" in refused(path, "a,b,y\ninf,1,0.5\ninf,2,1.5\n", missing="drop")


@pytest.mark.parametrize("text", ['{"a": [1, 2]}', '[{"a": 1}]', '\n [\n["a", "b"]]'])
def test_json_is_no_table(path: Path, text: str) -> None:
    assert "is JSON, not a table. Save it as CSV" in refused(path, text)


def test_a_title_above_the_table_is_named_as_what_is_in_the_way(path: Path) -> None:
    text = refused(path, "Measurements of spring\n\na,b\n1,2\n3,4\n")
    assert "line 3: 2 fields, where 1 is expected, as in line 1" in text
    assert "Take away what is above the table" in text


def test_why_there_is_nothing_to_learn_from(path: Path) -> None:
    words = "name,street\n" + "".join(f"n{i},s{i}\n" for i in range(60))
    text = refused(path, words)
    assert "“name” is left out: it has more than 50 different words" in text
    assert "separator" not in text
    assert "hold words: “k”" in refused(path, "k,y\nred,1.5\nblue,2.5\n", text="leave out")
    assert "separator" in refused(path, "y\n1.5\n2.5\n")


def test_a_refused_file_is_closed_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without waiting for the collector: on some systems an open file cannot be mended."""
    path = tmp_path / "uneven.csv"
    path.write_text("a,b\n" + "1,2\n" * 50 + "1,2,3\n")
    opened = []
    real_open = Path.open

    def remember(self: Path, *arguments: Any, **named: Any) -> Any:
        file = real_open(self, *arguments, **named)
        opened.append(file)
        return file

    monkeypatch.setattr(Path, "open", remember)
    with pytest.raises(UserError) as caught:
        read_table(FileOptions(str(path)))
    assert "line 52" in str(caught.value)
    assert opened
    assert all(file.closed for file in opened)
