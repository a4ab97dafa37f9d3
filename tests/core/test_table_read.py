"""Tables that can be read: values, targets, features, gaps."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.data_config import DataConfig, FileOptions
from core.datasets.dataset import Task
from core.datasets.filling import means_of
from core.datasets.prepare import prepared, split
from core.datasets.raw import RawData
from core.datasets.tables.read import read_table
from core.errors import UserError

# Not part of the project: the files lie beside it where they are at hand.
ADVERTISING = Path(__file__).parents[3] / "shared" / "data" / "Advertising.csv"


def write(folder: Path, text: str | bytes, name: str = "table.csv") -> str:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def read(folder: Path, data: str | bytes, /, **options: Any) -> RawData:
    return read_table(FileOptions(write(folder, data), **options))


def has_notice(raw: RawData, *words: str) -> bool:
    return any(all(word in notice for word in words) for notice in raw.notices)


PLAIN = "a,b,y\n1.5,2,0.5\n3,4e-2,1.5\n-5,.25,3.5\n"
VALUES = [[1.5, 2.0], [3.0, 0.04], [-5.0, 0.25]]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-32"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", "|").encode(),
        PLAIN.replace(",", ";").replace(".", ",").encode(),
        PLAIN.replace(",", "\t").replace(".", ",").encode(),
        PLAIN.rstrip("\n").encode(),
        PLAIN.replace("\n", "\n\n").encode(),
        ("sep=;\r\n" + PLAIN.replace(",", ";")).encode(),
        b'"a","b","y"\n"1.5","2","0.5"\n"3","4e-2","1.5"\n"-5",".25","3.5"\n',
        b" a , b , y \n 1.5 , 2 , 0.5 \n3 ,4e-2, 1.5\n -5, .25,3.5\n",
    ],
)
def test_the_same_table_in_many_spellings(data: bytes, tmp_path: Path) -> None:
    raw = read(tmp_path, data)
    np.testing.assert_array_equal(raw.x, VALUES)
    np.testing.assert_array_equal(raw.y, [[0.5], [1.5], [3.5]])
    assert raw.feature_names == ("a", "b")
    assert raw.target_names == ("y",)
    assert raw.task is Task.REGRESSION
    assert raw.notices == ()
    assert (raw.name, raw.title) == ("file", "table.csv")
    assert raw.source == str(tmp_path / "table.csv")


def test_a_mark_before_bytes_in_a_named_order(tmp_path: Path) -> None:
    raw = read(tmp_path, ("\ufeff" + PLAIN).encode("utf-16-le"), encoding="utf-16-le")
    assert raw.feature_names == ("a", "b")
    np.testing.assert_array_equal(raw.x, VALUES)


@pytest.mark.skipif(not ADVERTISING.exists(), reason=f"{ADVERTISING} is not there")
def test_advertising_and_its_least_squares() -> None:
    raw = read_table(FileOptions(str(ADVERTISING), target="sales"))
    assert raw.x.shape == (200, 3)
    assert raw.feature_names == ("TV", "Radio", "Newspaper")
    assert raw.target_names == ("Sales",)
    assert raw.task is Task.REGRESSION
    with_one = np.hstack([np.ones((200, 1)), raw.x])
    found = np.linalg.lstsq(with_one, raw.y[:, 0], rcond=None)[0]
    # James et al., An Introduction to Statistical Learning, table 3.9 has four digits of these.
    np.testing.assert_allclose(
        found, [2.93888937, 0.0457646455, 0.188530017, -0.00103749304], rtol=1e-8
    )
    error = np.mean((with_one @ found - raw.y[:, 0]) ** 2)
    np.testing.assert_allclose(error, 2.784126314510936, rtol=1e-12)


def test_advertising_like_index_column_is_left_out(tmp_path: Path) -> None:
    raw = read(tmp_path, ",TV,Radio,Sales\n1,230.1,37.8,22.1\n2,44.5,39.3,10.4\n", target="sales")
    assert raw.feature_names == ("TV", "Radio")
    assert raw.target_names == ("Sales",)
    assert has_notice(raw, "column 1", "only numbers the rows")


def test_a_counting_column_with_a_name_is_kept_and_mentioned(tmp_path: Path) -> None:
    raw = read(tmp_path, "x,y\n1,2.5\n2,3.5\n3,9.5\n")
    assert raw.feature_names == ("x",)
    assert has_notice(raw, "“x” counts the rows")


def test_an_index_can_be_the_target(tmp_path: Path) -> None:
    raw = read(tmp_path, "id,x\n1,2.5\n2,3.5\n3,9.5\n", target="id", task="regression")
    np.testing.assert_array_equal(raw.y[:, 0], [1, 2, 3])


def test_quoted_line_breaks_and_separators(tmp_path: Path) -> None:
    raw = read(tmp_path, 'a,"b\nc",k\n1,2,"x, ""y"""\n3,4,"two\nlines"\n5,6,"two\r\nlines"\n')
    assert raw.feature_names == ("a", "b c")
    assert raw.class_names == ("two\nlines", 'x, "y"')
    np.testing.assert_array_equal(raw.y, [1, 0, 0])


def test_another_encoding_is_assumed_and_said(tmp_path: Path) -> None:
    data = "x,Größe\n1.5,süß\n2,sauer\n3,süß\n".encode("cp1252")
    raw = read(tmp_path, data)
    assert raw.class_names == ("sauer", "süß")
    assert has_notice(raw, "Windows-1252", "another encoding")
    chosen = read(tmp_path, data, encoding="latin-1")
    assert chosen.class_names == ("sauer", "süß")
    assert chosen.notices == ()


def test_a_foreign_letter_far_behind_the_head(tmp_path: Path) -> None:
    rows = "".join(f"{i},{'ab'[i % 2] * 20}\n" for i in range(20_000))
    raw = read(tmp_path, b"x,k\n" + rows.encode() + b"5,gr\xfcn\n")
    assert raw.class_names[-1] == "grün"
    assert has_notice(raw, "Windows-1252")


def test_duplicate_and_missing_names(tmp_path: Path) -> None:
    raw = read(tmp_path, "a,a,,a (2),y\n1,2,3,4,0.5\n1.5,2,3,4,0.7\n")
    assert raw.feature_names == ("a", "a (3)", "column 3", "a (2)")
    assert has_notice(raw, "same name", "a (3)")


def test_without_a_header(tmp_path: Path) -> None:
    raw = read(tmp_path, "5.1,3.5,setosa\n4.9,3.0,setosa\n6.3,2.9,virginica\n")
    assert raw.x.shape == (3, 2)
    assert raw.feature_names == ("column 1", "column 2")
    assert raw.class_names == ("setosa", "virginica")
    assert has_notice(raw, "no names")
    forced = read(tmp_path, "1,2\n3,4.5\n5,6.5\n", header=True)
    assert (forced.feature_names, forced.target_names) == (("1",), ("2",))


def test_years_as_names_are_a_header(tmp_path: Path) -> None:
    raw = read(tmp_path, "weight,1990,1991\n1,2.5,3.5\n4,5.5,6.5\n")
    assert raw.target_names == ("1991",)


def test_classes_named_na_and_none_stay(tmp_path: Path) -> None:
    raw = read(tmp_path, "x,k\n1,NA\n2,EU\n3,None\n4,NA\n")
    assert raw.class_names == ("EU", "NA", "None")
    np.testing.assert_array_equal(raw.y, [1, 0, 2, 1])
    only = read(tmp_path, "x,k\n1,NA\n2,None\n3,NA\n")
    assert only.class_names == ("NA", "None")
    signs = read(tmp_path, "x,k\n1,+\n2,-\n3,-\n")
    assert signs.class_names == ("+", "-")


def test_whole_numbers_as_classes_are_named_as_written(tmp_path: Path) -> None:
    raw = read(tmp_path, "x,k\n1.5,10\n2,02\n3,2\n4,10\n5,02\n6,10\n")
    assert raw.task is Task.CLASSIFICATION
    assert raw.class_names == ("02", "10")
    np.testing.assert_array_equal(raw.y, [1, 0, 0, 1, 0, 1])
    assert raw.y.dtype == np.int64
    numbers = read(tmp_path, "x,k\n1.5,10\n2,02\n3,2\n", task="regression")
    np.testing.assert_array_equal(numbers.y, [[10], [2], [2]])


def test_many_numbers_can_be_classes_on_request(tmp_path: Path) -> None:
    text = "x,k\n" + "".join(f"{i * 0.1:.1f},{i / 4}\n" for i in range(200))
    assert read(tmp_path, text).task is Task.REGRESSION
    raw = read(tmp_path, text, task="classification")
    assert len(raw.class_names) == 200
    assert raw.class_names[1] == "0.25"
    np.testing.assert_array_equal(raw.y, np.arange(200))


def test_words_become_one_column_each(tmp_path: Path) -> None:
    raw = read(tmp_path, "colour,size,y\nred,1,0.5\nblue,2,1.5\nred,3,2.5\n")
    assert raw.feature_names == ("colour = blue", "colour = red", "size")
    np.testing.assert_array_equal(raw.x, [[0, 1, 1], [1, 0, 2], [0, 1, 3]])
    without = read(tmp_path, "colour,size,y\nred,1,0.5\nblue,2,1.5\nred,3,2.5\n", text="leave out")
    assert without.feature_names == ("size",)
    assert has_notice(without, "colour", "words")


@pytest.mark.parametrize("count", [50, 51, 3000])
def test_too_many_words_are_left_out(count: int, tmp_path: Path) -> None:
    rows = 2 * count
    text = "name,x,y\n" + "".join(f"n{i % count},{i * i},0.{i}\n" for i in range(rows))
    raw = read(tmp_path, text)
    assert raw.x.shape == (rows, 51 if count == 50 else 1)
    assert has_notice(raw, "name", "50 different words") == (count > 50)


@pytest.mark.parametrize(("rows", "columns"), [(10, 11), (30, 1)])
def test_words_that_only_name_the_rows_are_left_out(
    rows: int, columns: int, tmp_path: Path
) -> None:
    text = "name,x,y\n" + "".join(f"n{i},{i * i},0.{i}\n" for i in range(rows))
    raw = read(tmp_path, text)
    assert raw.x.shape == (rows, columns)
    assert has_notice(raw, "name", "a word of its own") == (columns == 1)


@pytest.mark.parametrize("space", [" ", "    "])
@pytest.mark.parametrize("header", ["", "a b y"])
def test_spaces_separate_where_nothing_else_does(space: str, header: str, tmp_path: Path) -> None:
    lines = [header, *(f"{i}.5 -{i * i} {3 * i}.25" for i in range(9))]
    text = "".join(space + line.replace(" ", space) + "\n" for line in lines if line)
    raw = read(tmp_path, text)
    assert raw.x[2].tolist() == [2.5, -4.0]
    assert raw.y[2].tolist() == [6.25]


def test_words_between_commas_are_not_torn_apart_at_their_spaces(tmp_path: Path) -> None:
    raw = read(tmp_path, "the town,x y\n" + "New York,1.5\nLos Angeles,2.5\n" * 5)
    assert raw.feature_names == ("the town = Los Angeles", "the town = New York")


def test_classes_and_categories_are_counted_as_people_do(tmp_path: Path) -> None:
    rows = "".join(f"week {i % 12 + 1},{i}.5,group {i % 11}\n" for i in range(132))
    raw = read(tmp_path, "week,x,kind\n" + rows)
    assert raw.class_names[:4] == ("group 0", "group 1", "group 2", "group 3")
    assert raw.feature_names[1:3] == ("week = week 2", "week = week 3")
    assert raw.class_names[raw.y[10]] == "group 10"


def test_a_typeset_minus_is_a_minus(tmp_path: Path) -> None:
    raw = read(tmp_path, "x,y\n" + "".join(f"\u2212{i},\u2212{i}.5\n" for i in range(1, 9)))
    assert raw.x[:, 0].tolist() == [-float(i) for i in range(1, 9)]
    assert raw.y[0].tolist() == [-1.5]


def test_a_target_that_never_changes_is_told(tmp_path: Path) -> None:
    raw = read(tmp_path, "x,y\n" + "".join(f"{i}.5,3.5\n" for i in range(9)))
    assert has_notice(raw, "“y” is 3.5 in every row", "Choose another target")


def test_yes_or_no_is_one_or_nought(tmp_path: Path) -> None:
    raw = read(tmp_path, "b,x,y\ntrue,2,0.5\nFalse,3,1.5\nTRUE,4,2.5\n")
    np.testing.assert_array_equal(raw.x[:, 0], [1, 0, 1])
    target = read(tmp_path, "x,b\n2,true\n3,false\n4,true\n")
    assert target.class_names == ("false", "true")


def test_dates_are_words(tmp_path: Path) -> None:
    raw = read(tmp_path, "day,x,y\n2024-01-02,1,0.5\n2024-01-03,2,1.5\n")
    assert raw.feature_names == ("day = 2024-01-02", "day = 2024-01-03", "x")


def test_a_number_among_many_words_is_a_word(tmp_path: Path) -> None:
    titles = ["1917", *(f"title {i}" for i in range(60))]
    raw = read(tmp_path, "t,x,y\n" + "".join(f"{t},{i * i},0.{i}\n" for i, t in enumerate(titles)))
    assert raw.feature_names == ("x",)
    assert has_notice(raw, "“t” is left out")


def test_long_texts_are_no_categories(tmp_path: Path) -> None:
    raw = read(tmp_path, "t,x,y\n" + "".join(f"{'word ' * 40},{i}.5,{i / 3}\n" for i in range(9)))
    assert raw.feature_names == ("x",)
    assert has_notice(raw, "“t” is left out", "80 characters")
    with pytest.raises(UserError, match="no classes"):
        read(tmp_path, f"x,k\n1,{'a' * 201}\n2,b\n")


def test_long_names_are_shortened(tmp_path: Path) -> None:
    raw = read(tmp_path, f"{'n' * 500},y\n1.5,0.5\n2.5,1.5\n")
    assert raw.feature_names == ("n" * 99 + "…",)


def test_a_constant_column_is_kept(tmp_path: Path) -> None:
    raw = read(tmp_path, "a,b,y\n7,1,0.5\n7,2.5,1.5\n")
    np.testing.assert_array_equal(raw.x[:, 0], [7, 7])
    words = read(tmp_path, "a,b,y\nw,1,0.5\nw,2.5,1.5\n")
    assert words.feature_names == ("b",)
    assert has_notice(words, "“w” in every row")


def test_an_empty_column_is_left_out(tmp_path: Path) -> None:
    raw = read(tmp_path, "a,y,\n1,0.5,\n2,1.5,\n")
    assert raw.feature_names == ("a",)
    assert raw.target_names == ("y",)
    assert has_notice(raw, "nothing is in them", "column 3")


def test_columns_left_out(tmp_path: Path) -> None:
    raw = read(tmp_path, "a,b,c,y\n1,2,3,0.5\n4,5,6,1.5\n", leave_out=("B", "y"), target="c")
    assert raw.feature_names == ("a",)
    assert raw.target_names == ("c",)


GAPS = "a,b,y\n1,2,0.5\nNA,4,1.5\n3,1e400,2.5\n?,-,3.5\n5,6,4.5\n"


def test_gaps_are_counted_and_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        read(tmp_path, GAPS)
    text = str(error.value)
    for part in (
        "line 3", "3 cells are missing (“a”: 2, “b”: 1)", "1 cell is infinite (“b”: 1)", "3 of 5",
        "mean", "table.csv",
    ):  # fmt: skip
        assert part in text


def test_rows_with_gaps_are_dropped(tmp_path: Path) -> None:
    raw = read(tmp_path, GAPS, missing="drop")
    np.testing.assert_array_equal(raw.x, [[1, 2], [5, 6]])
    np.testing.assert_array_equal(raw.y, [[0.5], [4.5]])
    assert has_notice(raw, "3 of 5 rows are dropped")


def test_gaps_are_filled_with_the_mean(tmp_path: Path) -> None:
    raw = read(tmp_path, GAPS, missing="mean")
    np.testing.assert_array_equal(
        raw.x, [[1, 2], [np.nan, 4], [3, np.nan], [np.nan, np.nan], [5, 6]]
    )
    assert raw.fill_missing
    assert has_notice(raw, "mean", "training part only")
    data = prepared(raw, DataConfig(test_share=0, scaling="off"))
    np.testing.assert_array_equal(data.train.x, [[1, 2], [3, 4], [3, 4], [3, 4], [5, 6]])


def test_the_mean_of_huge_numbers_is_finite(tmp_path: Path) -> None:
    raw = read(tmp_path, "a,y\n1.7e308,0.5\n1.7e308,1.5\n,2.5\n", missing="mean")
    np.testing.assert_allclose(means_of(raw.x, raw.feature_names, ""), 1.7e308, rtol=1e-15)


def test_a_missing_word_becomes_the_shares(tmp_path: Path) -> None:
    text = "k,y\nred,0.5\nblue,1.5\nred,2.5\n,3.5\nred,4.5\n"
    raw = read(tmp_path, text, missing="mean")
    data = prepared(raw, DataConfig(test_share=0, scaling="off"))
    np.testing.assert_array_equal(data.train.x[3], [0.25, 0.75])


@pytest.mark.parametrize("seed", range(5))
def test_the_test_part_has_no_say_in_the_mean(tmp_path: Path, seed: int) -> None:
    """The rows of the test part could hold anything: what the others become stays the same."""
    lines = [f"{k * k},{'red' if k % 3 else 'blue'},{k}" for k in range(20)]
    lines[4], lines[9], lines[14] = ",red,4", "81,,9", ",,14"
    text = "a,k,y\n" + "\n".join(lines) + "\n"
    config = DataConfig(seed=seed, scaling="off", scale_target=False)
    data = prepared(read(tmp_path, text, missing="mean", target="y"), config)
    squares = np.array([k * k for k in range(20)], np.float64)
    train = data.train.y[:, 0].astype(int).tolist()
    mean = np.mean([squares[k] for k in train if k not in (4, 14)])
    red = np.mean([k % 3 > 0 for k in train if k not in (9, 14)])
    for part in (data.train, data.test):
        for x, y in zip(part.x, part.y[:, 0].astype(int).tolist(), strict=True):
            assert x[0] == pytest.approx(mean if y in (4, 14) else y * y)
            assert x[2] == pytest.approx(red if y in (9, 14) else float(y % 3 > 0))
            assert x[1] + x[2] == pytest.approx(1)


def test_a_set_with_gaps_stays_as_it_is_for_another_cut(tmp_path: Path) -> None:
    raw = read(tmp_path, GAPS, missing="mean")
    before = raw.x.copy()
    for share in (0.0, 0.2, 0.4):
        assert np.isfinite(prepared(raw, DataConfig(test_share=share, seed=1)).train.x).all()
        np.testing.assert_array_equal(raw.x, before)


def test_a_column_without_a_value_in_the_training_part(tmp_path: Path) -> None:
    raw = read(tmp_path, "a,b,y\n1,1,0.5\n,2,1.5\n,3,2.5\n,4,3.5\n", missing="mean")
    seed = next(s for s in range(50) if 0 in split(4, 0.25, s)[1])
    with pytest.raises(UserError, match=r"table.csv”: “a” has no value in the training part"):
        prepared(raw, DataConfig(test_share=0.25, seed=seed))


def test_a_row_without_answer_cannot_be_filled(tmp_path: Path) -> None:
    raw = read(tmp_path, "a,y\n1,0.5\n2,\n,1.5\n3,2.5\n", missing="mean")
    np.testing.assert_array_equal(raw.x[:, 0], [1, np.nan, 3])
    assert has_notice(raw, "dropped", "“y” has no value")
    assert has_notice(raw, "1 cell is missing (“a”: 1): there the mean")


def test_only_what_is_filled_is_said_to_be_filled(tmp_path: Path) -> None:
    raw = read(tmp_path, "a,b,y\n1,1,0.5\n,2,\n3,3,1.5\n,4,2.5\n", missing="mean")
    assert has_notice(raw, "1 cell is missing (“a”: 1): there the mean")
    raw = read(tmp_path, "a,b,y\n1,1,0.5\n,2,\n3,3,1.5\n", missing="mean")
    assert not has_notice(raw, "mean")


def test_a_class_that_loses_its_rows_is_gone(tmp_path: Path) -> None:
    raw = read(tmp_path, "a,k\n1,x\n2,y\n,z\n3,y\n", missing="drop")
    assert raw.class_names == ("x", "y")
    np.testing.assert_array_equal(raw.y, [0, 1, 1])


def test_decimal_comma_beside_quoted_commas(tmp_path: Path) -> None:
    raw = read(tmp_path, 'a,y\n"1,5","2,5"\n"3,25","4,5"\n')
    np.testing.assert_array_equal(raw.x[:, 0], [1.5, 3.25])


def test_thousands_are_never_guessed_silently(tmp_path: Path) -> None:
    doubtful = read(tmp_path, "a;y\n1,234;5,678\n2,345;6,789\n")
    np.testing.assert_array_equal(doubtful.x[:, 0], [1.234, 2.345])
    assert has_notice(doubtful, "1,234", "decimal mark")
    quoted = read(tmp_path, 'a,b,y\n"1,234",1,0.5\n"2,345",2,1.5\n')
    assert quoted.feature_names == ("a = 1,234", "a = 2,345", "b")
    assert has_notice(quoted, "1,234", "thousands")
    with pytest.raises(UserError, match="thousands"):
        read(tmp_path, "a;y\n1;1.234,5\n2;2.345,5\n", task="regression", decimal=",")


def test_underscores_and_foreign_digits_are_no_numbers(tmp_path: Path) -> None:
    raw = read(tmp_path, "a,y\n1_000,0.5\n2,1.5\n")
    assert raw.feature_names == ("a = 1_000", "a = 2")
    assert read(tmp_path, "a,y\n١,0.5\n2,1.5\n").feature_names == ("a = 2", "a = ١")


def test_clean_tables_as_csv_and_pandas_read_them(tmp_path: Path) -> None:
    random.seed(7)
    for case in range(12):
        width, count = random.randint(2, 30), random.randint(2, 400)
        table = [
            [random.uniform(-1, 1) * 10.0 ** random.randint(-300, 300) for _ in range(width)]
            for _ in range(count)
        ]
        text = io.StringIO()
        out = csv.writer(text, quoting=random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
        out.writerow([f"c{i}" for i in range(width)])
        out.writerows([[random.choice([repr(v), f"{v:.17e}"]) for v in row] for row in table])
        path = write(tmp_path, text.getvalue(), f"{case}.csv")
        raw = read_table(FileOptions(path, task="regression"))
        np.testing.assert_array_equal(np.hstack([raw.x, raw.y]), table)
        with open(path, newline="") as file:
            by_csv = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
        np.testing.assert_array_equal(np.hstack([raw.x, raw.y]), by_csv)
        by_pandas = pd.read_csv(path, dtype=str).astype(float).to_numpy()
        np.testing.assert_array_equal(np.hstack([raw.x, raw.y]), by_pandas)


@pytest.mark.parametrize(("repeated", "told"), [(0, True), (9, True), (10, False), (20, False)])
def test_classes_that_mostly_have_one_row_are_told(
    tmp_path: Path, repeated: int, told: bool
) -> None:
    classes = [f"c{i}" for i in range(20)] + [f"c{i}" for i in range(repeated)]
    raw = read(tmp_path, "x,y\n" + "".join(f"{i}.5,{name}\n" for i, name in enumerate(classes)))
    assert has_notice(raw, "Most classes have only one row") == told


def test_a_name_that_ends_in_a_mark_does_not_end_the_sentence(tmp_path: Path) -> None:
    raw = read(tmp_path, "How many?,y\n" + "".join(f"{i}.5,{i % 2}\n" for i in range(9)))
    assert raw.description == "9 rows of “table.csv”: “y” from “How many?”."
