"""What others wrote within the program's own sentences."""

from __future__ import annotations

from core.formula import NumberStyle
from core.quoting import QUOTED, quoted


def test_quotation_marks_inside_cannot_end_the_quotation() -> None:
    assert quoted("a “b” 0.5") == '“a "b" 0.5”'
    assert QUOTED.split(f"Of {quoted('x” 0.5 “y')} 0.5") == ["Of ", '“x" 0.5 "y”', " 0.5"]


def test_what_has_no_shape_is_written_as_an_escape() -> None:
    assert quoted("two\nlines") == r"“two\nlines”"


def test_only_numbers_of_the_sentence_itself_get_a_decimal_comma() -> None:
    text = f"{quoted('dose 0.5 mg')} is {quoted('1,234')} in 1,234 rows, 0.5 of all."
    wanted = "“dose 0.5 mg” is “1,234” in 1\N{NARROW NO-BREAK SPACE}234 rows, 0,5 of all."
    assert NumberStyle(comma=True).sentence(text) == wanted
    assert NumberStyle().sentence(text) == text
