"""Rows many at a time are the rows one by one, in their lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.datasets.tables import blocks as module
from core.datasets.tables.blocks import blocks
from core.datasets.tables.records import records
from core.errors import UserError

PATH = Path("table.csv")
Rows = list[tuple[int, list[str]]]

tables = st.lists(
    st.sampled_from(["1,2", "a,b", "", " ", '"x\ny",2', '"a ""b""",c', ",", "1", "1,2,3", '"open']),
    max_size=60,
)


def one_by_one(text: str) -> tuple[Rows, str]:
    found: Rows = []
    try:
        for record in records(PATH, text.splitlines(keepends=True), ",", 3):
            found.append(record)
    except UserError as error:
        return found, str(error)
    return found, ""


def many_at_a_time(text: str) -> tuple[Rows, str]:
    found: Rows = []
    try:
        for where, rows in blocks(PATH, iter(text.splitlines(keepends=True)), ",", 3):
            assert len(where) == len(rows)
            found += zip(where, rows, strict=True)
    except UserError as error:
        return found, str(error)
    return found, ""


@settings(derandomize=True, max_examples=300)
@given(st.lists(tables, min_size=1, max_size=3))
def test_blocks_are_the_records_or_the_same_refusal(parts: list[list[str]]) -> None:
    text = "".join(line + "\n" for part in parts for line in part)
    expected, refusal = one_by_one(text)
    found, said = many_at_a_time(text)
    assert said == refusal
    assert found == expected[: len(found)]
    assert said or found == expected


@pytest.mark.parametrize("odd", ['"x\ny",2\n', "\n", "1,2\n"])
def test_what_comes_late_in_a_table_is_read_the_same_way(
    odd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BLOCK_CELLS", 64)
    text = "".join(f"{n},{n % 7}\n" for n in range(500)) + odd + "8,9\n" * 100
    assert many_at_a_time(text) == one_by_one(text)


def test_a_fault_is_named_by_its_line_and_by_that_of_the_header(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "BLOCK_CELLS", 64)
    text = "a,b\n" + "1,2\n" * 500 + "1,2,3\n"
    said = many_at_a_time(text)[1]
    assert "line 504: 3 fields, where 2 are expected, as in line 3" in said


def test_few_long_rows_make_a_block() -> None:
    line = "x" * 100_000 + ",1\n"
    sizes = [len(rows) for _, rows in blocks(PATH, iter([line] * 200), ",", 1)]
    assert sum(sizes) == 200
    assert max(sizes) <= 32
