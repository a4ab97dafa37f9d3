"""Whatever is in a file: a valid data set, or the program's own error, and soon."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.data_config import MISSING, TEXT_COLUMNS, FileOptions
from core.datasets.dataset import Task
from core.datasets.raw import RawData
from core.datasets.tables.cells import number, numbers
from core.datasets.tables.paste import save_pasted
from core.datasets.tables.previews import preview
from core.datasets.tables.read import read_table
from core.errors import UserError

LIMIT = timedelta(seconds=2)
FUZZ = settings(
    deadline=LIMIT,
    max_examples=150,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

CELLS = st.one_of(
    st.sampled_from(
        [
            "", "NA", "None", "nan", "?", "-", "inf", "-Infinity", "1e400", "-1e999", "1.7e308",
            "true", "False", "red", "blue", "1,5", "1.234,5", "1_000", " 2 ", "0", "1", "2", "é",
            '"a,b"', '"a\nb"', '"', '""""', "5e-324", "\u0663", "٣", "1" * 1200, "x" * 300,
            "0x10", "+.5", "1.", ".", "e5", "\ufeff", "\r", "\x0b", "\u2028", "2024-01-01",
        ]
    ),
    st.floats().map(repr),
    st.integers(-5, 5).map(str),
    st.text(max_size=6),
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """A table in some spelling, with a few bytes changed."""
    width = draw(st.integers(1, 5))
    kinds = [
        draw(
            st.sampled_from(
                [
                    CELLS,
                    st.integers(0, 3).map(str),
                    st.floats(allow_nan=False, allow_infinity=False).map(repr),
                    st.sampled_from(["red", "blue", "NA", ""]),
                ]
            )
        )
        for _ in range(width)
    ]
    rows = draw(st.lists(st.tuples(*kinds), max_size=20))
    separator = draw(st.sampled_from([",", ";", "\t", "|"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    header = draw(st.lists(CELLS, min_size=width, max_size=width))
    lines = [separator.join(row) for row in [header, *rows]]
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-le"]))
    data = bytearray(
        (end.join(lines) + draw(st.sampled_from(["", end]))).encode(encoding, "replace")
    )
    for _ in range(draw(st.integers(0, 2))):
        if data:
            place = draw(st.integers(0, len(data) - 1))
            change = draw(st.binary(max_size=3))
            data[place : place + draw(st.integers(0, 3))] = change
    return bytes(data)


OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "separator": st.sampled_from([",", ";", "\t", "|", " ", "x", "ab", "\n", '"']),
        "decimal": st.sampled_from([".", ",", ";"]),
        "encoding": st.sampled_from(["utf-8", "utf-16", "cp1252", "latin-1", "utf-7", "hex", "?"]),
        "header": st.booleans(),
        "target": st.sampled_from(["column 1", "column 2", "y", "red", ""]),
        "task": st.sampled_from(["classification", "regression"]),
        "leave_out": st.sampled_from([(), ("column 1",), ("red", "0")]),
        "missing": st.sampled_from(MISSING),
        "text": st.sampled_from(TEXT_COLUMNS),
    },
)


def check(raw: RawData) -> None:
    count, width = raw.x.shape
    assert count >= 2
    assert width >= 1
    assert raw.x.dtype == np.float64
    assert not np.isinf(raw.x).any()
    assert raw.fill_missing or not np.isnan(raw.x).any()
    assert len(raw.feature_names) == len(set(raw.feature_names)) == width
    if raw.task is Task.CLASSIFICATION:
        assert raw.y.shape == (count,)
        assert raw.y.dtype == np.int64
        assert set(raw.y.tolist()) == set(range(len(raw.class_names)))
        assert len(raw.class_names) == len(set(raw.class_names)) >= 2
        assert raw.target_names == ()
    else:
        assert raw.y.shape == (count, 1)
        assert np.isfinite(raw.y).all()
        assert len(raw.target_names) == 1
        assert raw.class_names == ()


def whole_sentences(error: UserError) -> None:
    assert str(error).endswith((".", "?"))


def attempt(data: bytes, options: dict[str, object]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(data)
        choice = FileOptions(str(path), **options)  # type: ignore[arg-type]
        try:
            seen = preview(path, choice)
        except UserError as error:
            whole_sentences(error)
        else:
            assert all(len(row) == len(seen.columns) for row in seen.rows)
        try:
            check(read_table(choice))
        except UserError as error:
            whole_sentences(error)


@FUZZ
@given(data=st.binary(max_size=400), options=OPTIONS)
def test_any_bytes(data: bytes, options: dict[str, object]) -> None:
    attempt(data, options)


@FUZZ
@given(data=tables())
def test_damaged_tables(data: bytes) -> None:
    attempt(data, {})


@FUZZ
@given(data=tables(), options=OPTIONS)
def test_damaged_tables_with_options(data: bytes, options: dict[str, object]) -> None:
    attempt(data, options)


@FUZZ
@given(data=tables())
def test_damaged_tables_without_gaps(data: bytes) -> None:
    attempt(data, {"missing": "mean"})
    attempt(data, {"missing": "drop"})


@FUZZ
@given(
    text=st.one_of(
        st.text(st.characters(exclude_categories=()), max_size=60),
        tables().map(lambda b: b.decode("latin-1")),
    )
)
def test_any_pasted_text(text: str) -> None:
    with TemporaryDirectory() as folder:
        try:
            path = save_pasted(text, Path(folder))
        except UserError as error:
            whole_sentences(error)
            return
        attempt(path.read_bytes(), {})


@FUZZ
@given(cells=st.lists(CELLS.map(lambda cell: cell.strip()), min_size=1, max_size=8))
def test_one_cell_at_a_time_or_all_together(cells: list[str]) -> None:
    for decimal in ".,":
        together = numbers(cells, decimal)
        single = [number(cell, decimal) for cell in cells]
        finite = all(value is not None and np.isfinite(value) for value in single)
        if together is None:
            # Rarely more careful than needed, never less: a cell may hold "_" or a line break.
            continue
        assert finite
        assert together.tolist() == single
