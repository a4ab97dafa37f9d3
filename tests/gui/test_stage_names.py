"""Names of rows in little room: never cut within a word, never taken for another."""

from __future__ import annotations

from gui.drawing.names import least_width, written

FLOWERS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")


def letters(text: str) -> float:
    """Ten pixels each."""
    return 10.0 * len(text)


def test_whole_where_there_is_room() -> None:
    assert written(FLOWERS, 170.0, 1, letters)[0] == ("sepal length (cm)",)


def test_units_go_first_from_all_names() -> None:
    assert written(FLOWERS, 169.0, 2, letters) == (
        ("sepal length",), ("sepal width",), ("petal length",), ("petal width",),
    )  # fmt: skip


def test_units_stay_where_they_tell_names_apart() -> None:
    names = ("height (cm)", "height (in)")
    assert written(names, 60.0, 2, letters) == (("height", "(cm)"), ("height", "(in)"))


def test_then_they_take_two_lines() -> None:
    assert written(FLOWERS, 60.0, 2, letters)[:2] == (("sepal", "length"), ("sepal", "width"))
    assert least_width(FLOWERS, 2, letters) == 60.0


def test_then_last_words_go_unless_the_rest_is_another_name() -> None:
    names = ("od280 of diluted wines", "total phenols", "total acid", "hue")
    assert written(names, 130.0, 1, letters) == (
        ("od280 of …",), ("total phenols",), ("total acid",), ("hue",),
    )  # fmt: skip
    assert least_width(names, 1, letters) == 130.0


def test_a_name_that_begins_another_stays_whole() -> None:
    names = ("mean area", "mean area error")
    assert written(names, 90.0, 1, letters) == (("mean area",), ("mean area error",))
