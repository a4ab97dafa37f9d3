"""Numbers in the words of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from core.data_config import FileOptions
from core.datasets.prepare import prepared
from core.datasets.tables.previews import preview
from core.datasets.tables.read import read_table
from core.errors import UserError
from core.quoting import QUOTED
from gui.drawing.written import grouped, localized
from gui.evaluation.words import measured
from gui.model_view.numbers import compact, percent, short
from gui.plots.scales import log_tick_texts, tick_texts

SPACE = "\N{NARROW NO-BREAK SPACE}"


@pytest.fixture(params=[QLocale.Language.German, QLocale.Language.English])
def comma(request: pytest.FixtureRequest) -> Iterator[bool]:
    """Whether the language of the computer writes a decimal comma."""
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param is QLocale.Language.German
    QLocale.setDefault(before)


def test_counts_and_sentences_follow_the_language(comma: bool) -> None:
    assert grouped(2238) == (f"2{SPACE}238" if comma else "2,238")
    assert localized("step 2,238 of 1e4, 0.1353 left") == (
        f"step 2{SPACE}238 of 1e4, 0,1353 left" if comma else "step 2,238 of 1e4, 0.1353 left"
    )


def test_what_others_wrote_stays_as_it_is_in_every_message(comma: bool, tmp_path: Path) -> None:
    folder = tmp_path / "dir 1.5"
    folder.mkdir()
    path = folder / "lab 2.5 mg, 1,234.csv"
    names = ("dose 0.5 mg", "note 1,234", "same 3.5", "y 4.5 “odd” 5.5")
    doubled = [name.replace('"', '""') for name in names]
    rows = [f'"0,{k:03}";"zork {k}.5 own {k},250";7;"{k % 2}.5 quux"' for k in range(60)]
    header = ";".join(f'"{name}"' for name in doubled)
    path.write_text("\n".join((header, *rows)) + "\n", encoding="cp1252")
    options = FileOptions(str(path), target="y 4.5 “odd” 5.5", task="classification")
    found = preview(path, options)
    raw = read_table(options)
    said = [raw.description, *raw.notices, *found.notices, *prepared(raw).notices]
    for wrong in (
        replace(options, target="gone 1.5 and 2,345"),
        replace(options, target="note 1,234", task="regression"),
        replace(options, separator=","),
        FileOptions(str(folder / "no file 9.5.csv")),
    ):
        with pytest.raises(UserError) as refused:
            read_table(wrong)
        said.append(str(refused.value))
    shown = [localized(text) for text in said]
    assert [QUOTED.findall(text) for text in shown] == [QUOTED.findall(text) for text in said]
    left = [QUOTED.sub("", text) for text in said]
    foreign = ("dose", "mg", "odd", "zork", "quux", "dir", "0,0", "9.5", "1,234", "2,345", "same")
    assert [part for text in left for part in foreign if part in text] == []
    assert "“0,000” is read as “0.000”" in " ".join(shown)
    assert "“dose 0.5 mg”" in " ".join(shown)


def test_names_and_addresses_stay_as_they_are(comma: bool) -> None:
    for text in ("sales.2.csv", "v1.2", "1.2.3", "https://archive.ics.uci.edu/dataset/80"):
        assert localized(text) == text


def test_ticks_and_read_outs_have_the_same_sign(comma: bool) -> None:
    found = (
        *tick_texts([0.5], 0.5),
        *tick_texts([20_000.0], 1e4),
        *log_tick_texts([-1.0]),
        *tick_texts([2.5e-5], 2.5e-5),
        *(short(-12.5), short(1.25e-6), compact(0.046, 4), percent(0.9975)),
        *(measured(2238.5, 0.0), measured(12_345.0, 0.0)),
    )
    english = (
        *("0.5", "20,000", "0.1", "2.5e-5"),
        *("−12.5", "1.25e−6", "0.04600", "99.7 %"),
        *("2238.5", "12,345"),
    )
    swapped = tuple(text.replace(",", SPACE).replace(".", ",") for text in english)
    assert found == (swapped if comma else english)
