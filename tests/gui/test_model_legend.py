"""The legend of the Model panel, and names of any length and number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from gui.model_view.legend import TRACED, WRONG, Legend, of_classes
from gui.model_view.legend_lines import GAP, MOST_LINES, SIGN, Wish, arrange
from gui.model_view.names import cut, lines_tip, names_tip


def _measure(text: str) -> float:
    return 6.0 * len(text)


def _elide(text: str, room: float) -> str:
    return text[: max(0, int(room // 6) - 1)] + "…"


@given(st.lists(st.integers(1, 200), max_size=60), st.floats(150, 900), st.integers(0, 1))
def test_any_classes_keep_to_a_few_lines_and_inside(
    lengths: list[int], width: float, first: int
) -> None:
    needed = [Wish("training", False), Wish("test", False), Wish("wrong", False)]
    wishes = [*(Wish("n" * length, True) for length in lengths), *needed]
    spots = arrange(wishes, width, first, _measure, _elide)
    assert max(spot.line for spot in spots) < MOST_LINES
    for spot in spots:
        sign = 0 if spot.number is None else SIGN + GAP
        assert spot.left + sign + _measure(spot.text) <= width
    shown = {spot.number for spot in spots} - {None}
    assert shown >= set(range(len(lengths), len(wishes)))  # all but classes
    rest = [spot.text for spot in spots if spot.number is None]
    left_out = len(wishes) - len(shown)
    assert rest == ([f"… and {left_out:,} more"] if left_out else [])


def test_a_hundred_and_fifty_classes_take_four_lines(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.resize(270, 40)
    legend.set_content([*of_classes(("A", "B")), WRONG, TRACED])
    one = legend.height()
    assert legend.toolTip() == ""
    legend.set_content([*of_classes([f"name{k}" for k in range(150)]), WRONG, TRACED])
    assert legend.height() <= MOST_LINES * one
    texts = [spot.text for spot in legend.spots(270.0)]
    assert texts[0] == "name0"
    assert texts[-2:] == ["wrong", "traced"]
    assert texts[-3] == f"… and {150 - (len(texts) - 3)} more"
    assert "name149" in legend.toolTip()


def test_a_long_class_name_ends_inside_and_is_whole_in_the_tip(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.resize(270, 40)
    name = "<b>a name</b> " + "that goes on " * 10
    legend.set_content([*of_classes((name, "B")), TRACED])
    assert "…" in legend.spots(270.0)[0].text
    assert name.replace("<", "&lt;").replace(">", "&gt;") in legend.toolTip()


@pytest.mark.parametrize("longest", [5, 8, 33])
def test_a_cut_name_keeps_both_ends(longest: int) -> None:
    name = "feature_number_17_of_a_long_table_with_many"
    assert len(cut(name, longest)) == longest
    head, tail = cut(name, longest).split("…")
    assert name.startswith(head)
    assert name.endswith(tail)
    assert cut(name, 60) == name


def test_tips_hold_no_markup_of_others_and_not_without_end() -> None:
    assert "<img" not in lines_tip(["<img src=x>", "b"])
    tip = names_tip([f"class {k}" for k in range(1_000)])
    assert tip.count("class") == 200
    assert "… and 800 more" in tip
