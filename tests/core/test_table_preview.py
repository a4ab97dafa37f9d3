"""The look at the head of a table, and pasted tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.data_config import FileOptions
from core.datasets.tables.paste import save_pasted
from core.datasets.tables.previews import Preview, preview
from core.datasets.tables.read import read_table
from core.errors import UserError
from core.work import CancelledError, Work


def look(folder: Path, text: str | bytes, **options: object) -> Preview:
    path = folder / "table.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return preview(path, FileOptions(str(path), **options))  # type: ignore[arg-type]


def test_everything_is_recognised(tmp_path: Path) -> None:
    text = "Größe;Farbe;voll;leer;fest;Klasse\r\n" + "".join(
        f"{i},5;{'rot' if i % 3 else ''};{'true' if i % 2 else 'false'};;7;k{i % 2}\r\n"
        for i in range(300)
    )
    seen = look(tmp_path, text.encode("cp1252"))
    assert (seen.encoding, seen.encoding_sure) == ("cp1252", False)
    assert (seen.separator, seen.decimal, seen.header, seen.line_ends) == (";", ",", True, "CRLF")
    assert len(seen.rows) == 200
    assert not seen.is_whole
    assert seen.rows[1] == ("1,5", "rot", "true", "", "7", "k1")
    kinds = {column.name: column.kind for column in seen.columns}
    assert kinds == {
        "Größe": "numbers", "Farbe": "words", "voll": "yes or no", "leer": "empty",
        "fest": "constant", "Klasse": "words",
    }  # fmt: skip
    assert seen.columns[0].examples == ("0,5", "1,5", "2,5")
    assert seen.columns[1].missing == 67
    assert (seen.target, seen.task, seen.index) == ("Klasse", "classification", "")
    assert seen.problem == ""
    assert any("Windows-1252" in notice for notice in seen.notices)
    assert any("fest" in notice and "second bias" in notice for notice in seen.notices)


def test_the_options_are_obeyed(tmp_path: Path) -> None:
    text = "1;2,5\n3;4,5\n"
    seen = look(tmp_path, text, separator=",", decimal=".", header=True, encoding="latin-1")
    assert (seen.separator, seen.decimal, seen.header) == (",", ".", True)
    assert [column.name for column in seen.columns] == ["1;2", "5"]
    assert (seen.encoding, seen.encoding_sure) == ("iso8859-1", True)
    assert seen.rows == (("3;4", "5"),)


def test_the_target_of_the_options_is_taken(tmp_path: Path) -> None:
    text = "a,b,y\n1.5,2,3.5\n2.5,3,4.5\n3.5,2,4.5\n4.5,3,4.5\n"
    assert (look(tmp_path, text, target="b").target, look(tmp_path, text).target) == ("b", "y")
    assert look(tmp_path, text, target="b").task == "classification"
    assert look(tmp_path, text, target="b", task="regression").task == "regression"
    assert look(tmp_path, text, leave_out=("y",)).target == "b"
    assert look(tmp_path, text, target="gone").target == "y"


@pytest.mark.parametrize(
    ("header", "target"),
    [("a,label,b", "label"), ("Y,a,b", "Y"), ("a,b,c", "c"), ("class,y,b", "class")],
)
def test_the_likely_target(header: str, target: str, tmp_path: Path) -> None:
    assert look(tmp_path, f"{header}\n1.5,2.5,3.5\n2.5,3.5,4.5\n").target == target


@pytest.mark.parametrize(
    ("cells", "task"),
    [
        (["0", "1", "0", "1"], "classification"),
        (["1", "2", "3", "1", "2", "3"], "classification"),
        (["1", "2", "3", "4", "5"], "regression"),
        (["0.5", "1", "0.5", "1"], "regression"),
        (["a", "b", "c", "d"], "classification"),
        (["true", "false", "true"], "classification"),
    ],
)
def test_the_likely_task(cells: list[str], task: str, tmp_path: Path) -> None:
    text = "x,t\n" + "".join(f"{i}.5,{cell}\n" for i, cell in enumerate(cells))
    assert look(tmp_path, text).task == task
    assert read_table(FileOptions(str(tmp_path / "table.csv"))).task.value == task


def test_a_problem_is_shown_beside_the_rows(tmp_path: Path) -> None:
    seen = look(tmp_path, "a,b\n1,2\n3,4,5\n6,7\n")
    assert "line 3" in seen.problem
    assert seen.rows == (("1", "2"),)
    assert "no rows" in look(tmp_path, "a,b\n").problem
    wide = look(tmp_path, ",".join("x" * 6000) + "\n1\n")
    assert "6,000 columns" in wide.problem
    assert len(wide.columns) == 100


def test_a_quoted_field_across_the_end_of_the_head(tmp_path: Path) -> None:
    long = "x" * 90_000
    text = "a,y\n" + f'"{long}\n{long}",1\n' * 5
    seen = look(tmp_path, text)
    assert "100,000" in seen.problem or seen.problem == ""


def test_the_index_column_is_named(tmp_path: Path) -> None:
    seen = look(tmp_path, ",TV,Sales\n1,2.5,3.5\n2,3.5,4.5\n")
    assert (seen.index, seen.target) == ("column 1", "Sales")


def test_only_the_head_is_read(tmp_path: Path) -> None:
    good = b"a,b\n" + b"1.25,2.5\n" * 100_000
    seen = look(tmp_path, good + b"broken\n\0")
    assert seen.problem == ""
    assert not seen.is_whole
    work = Work()
    work.cancel()
    with pytest.raises(CancelledError):
        preview(tmp_path / "table.csv", None, work)


@pytest.mark.parametrize("data", [b"", b"<html>", b"PK\x03\x04", b"a,b\n\0,1\n"])
def test_no_table_at_all(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        look(tmp_path, data)


def test_a_pasted_table_becomes_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "Tabellen"
    path = save_pasted("\nx\ty\r\n1,5\t2,5\r\n3,5\t4,5\r\n\r\n", folder)
    assert path.suffix == ".tsv"
    raw = read_table(FileOptions(str(path)))
    assert raw.x.tolist() == [[1.5], [3.5]]
    assert save_pasted("x\ty\n1,5\t2,5\n3,5\t4,5", folder) == path
    other = save_pasted("x,y\n1,2\n3,4\n", folder)
    assert other.suffix == ".csv"
    assert sorted(folder.iterdir()) == sorted([path, other])


@pytest.mark.parametrize(
    "text",
    [
        "", " \n\t\n", "hello", "one\ntwo\nthree\n", "a,b\n", "a\tb\n1\t2\n3\n",
        "<html><table>", "a,b\n1,\0\n", 'a,b\n1,"2\n', "a,b\n1,\ud800\n",
    ],
)  # fmt: skip
def test_what_is_no_table_is_not_pasted(text: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"The pasted text.*[.]$"):
        save_pasted(text, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="folder"):
        save_pasted("a,b\n1,2\n", tmp_path / "file")


LONG = "a,b,y\n" + ",".join(["1"] * 1_600_000) + "\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LONG, "line 2: it is longer than 1,048,576 characters"),
        ("a,y\n" + "x" * 3_500_000 + ",1\n", "line 2: it is longer"),
        ("a,y\n" + "\n" * 300_000 + "1,2\n", "lines without a row of data"),
        ("a,y\n", "a header and no rows"),
    ],
)
def test_why_there_is_no_row_to_see(tmp_path: Path, text: str, words: str) -> None:
    seen = look(tmp_path, text)
    assert words in seen.problem
    if "header" not in words:
        assert "header" not in seen.problem
    if "longer" in words:
        with pytest.raises(UserError) as error:
            read_table(FileOptions(str(seen.path)))
        assert str(error.value) == seen.problem


def test_a_long_row_that_is_allowed_is_shown(tmp_path: Path) -> None:
    """Longer than the head, and no longer than a line may be."""
    header = ",".join(f"c{k}" for k in range(4000))
    row = ",".join(["1." + "5" * 200] * 4000)
    seen = look(tmp_path, f"{header}\n{row}\n{row}\n{row}\n")
    assert not seen.problem
    assert len(seen.columns) == 4000
    assert seen.rows[0] == seen.rows[1] == tuple(["1." + "5" * 200] * 4000)


def test_a_constant_target_is_no_feature(tmp_path: Path) -> None:
    text = "a,b,label\n" + "".join(f"5,{i}.5,yes\n" for i in range(5))
    about = look(tmp_path, text).notices
    assert [notice.split()[0] for notice in about] == ["“a”"]
    about = look(tmp_path, text, target="b").notices
    assert [notice.split()[0] for notice in about] == ["“a”", "“label”"]


@pytest.mark.parametrize(
    ("words", "rows", "why"),
    [
        ([f"w{i}" for i in range(51)], 120, "more than 50 different words"),
        (["x" * 81, "y"], 60, "texts of more than 80 characters"),
        (["same"], 60, "it is “same” in every row"),
        ([f"w{i}" for i in range(40)], 41, "nearly every row has a word of its own"),
        (["a", "b"], 60, ""),
        # Of a file that goes on, only what more rows cannot change is a reason.
        ([f"w{i}" for i in range(51)], 500, "more than 50 different words"),
        (["same"], 500, ""),
    ],
)
def test_the_preview_foretells_which_words_the_reader_leaves_out(
    tmp_path: Path, words: list[str], rows: int, why: str
) -> None:
    text = "t,b,y\n" + "".join(f"{words[i % len(words)]},{i % 7}.5,{i}.25\n" for i in range(rows))
    first = look(tmp_path, text).columns[0]
    assert why in first.unusable
    assert bool(first.unusable) == bool(why)
    notices = read_table(FileOptions(str(tmp_path / "table.csv"))).notices
    if why:
        assert f"“t” is left out: {first.unusable}." in notices
