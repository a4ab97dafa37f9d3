"""What stage and inspector share: whoever changes it, everybody hears of it, once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from core.formula import NumberStyle
from core.key import Key
from core.notation import NOTATIONS
from gui.reading import FEWEST_DIGITS, MOST_DIGITS, Reading

GERMAN, ENGLISH = QLocale(QLocale.Language.German), QLocale(QLocale.Language.English)


@pytest.fixture
def english(qapp: object) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(ENGLISH)
    yield
    QLocale.setDefault(before)


@pytest.fixture
def reading(english: None) -> Reading:
    return Reading()


def test_it_begins_with_the_decimal_sign_of_the_language(english: None) -> None:
    assert Reading().style == NumberStyle(4, comma=False)
    QLocale.setDefault(GERMAN)
    assert Reading().style == NumberStyle(4, comma=True)


def test_digits_and_language_make_the_style(reading: Reading) -> None:
    styles: list[NumberStyle] = []
    digits: list[int] = []
    reading.style_changed.connect(styles.append)
    reading.digits_changed.connect(digits.append)
    reading.set_digits(6)
    reading.set_digits(6)
    reading.set_locale(GERMAN)
    reading.set_locale(GERMAN)
    assert styles == [NumberStyle(6), NumberStyle(6, comma=True)]
    assert digits == [6]
    assert reading.style.plain(-0.25) == "−0,25"


def test_digits_stay_within_their_limits(reading: Reading) -> None:
    reading.set_digits(99)
    assert reading.digits == MOST_DIGITS
    reading.set_digits(0)
    assert reading.digits == FEWEST_DIGITS


def test_what_is_set_again_is_not_said_again(reading: Reading) -> None:
    heard: list[object] = []
    reading.mean_changed.connect(heard.append)
    reading.lit_changed.connect(heard.append)
    reading.notation_changed.connect(heard.append)
    reading.selected.connect(lambda key, cell: heard.append((key, cell)))
    other = NOTATIONS["edf"]
    for _ in range(2):
        reading.set_mean(True)
        reading.light(frozenset({Key("z", 1)}))
        reading.set_notation(other)
        reading.select(Key("p", 2), 3)
    assert heard == [True, frozenset({Key("z", 1)}), other, (Key("p", 2), 3)]
    assert (reading.mean, reading.selection) == (True, (Key("p", 2), 3))
