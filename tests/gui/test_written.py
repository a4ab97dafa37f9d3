"""Numbers in the words of the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

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
