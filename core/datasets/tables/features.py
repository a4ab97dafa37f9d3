"""The columns that are learned from: numbers as they are, words one-hot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.datasets.dataset import IS_WORD
from core.datasets.natural import by_number
from core.datasets.tables.cells import MISSING_AMONG_WORDS, Float64Array
from core.datasets.tables.columns import Column
from core.errors import UserError
from core.quoting import listed_names, quoted

MOST_CATEGORIES = 50
LONGEST_CATEGORY = 80
MOST_OF_THEIR_OWN = 0.9
"""Share of rows with another word each, of FEW_ROWS or more: then words only name the rows."""
FEW_ROWS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """A column of the file, and how many columns of x it becomes."""

    column: Column
    categories: tuple[str, ...] = ()
    """One column of x for each; empty: it is one of numbers."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns of x."""
        name = self.column.name
        return tuple(f"{name}{IS_WORD}{word}" for word in self.categories) or (name,)

    def fill(self, x: Float64Array) -> None:
        """Write its values into the columns (N, len(names)) of x, NaN where they are missing."""
        if not self.categories:
            x[:, 0] = self.column.values()
            return
        for index, category in enumerate(self.categories):
            x[:, index] = self.column.is_word(category)
        x[self.column.missing_words()] = np.nan


def features_of(columns: list[Column], text: str, place: str) -> tuple[list[Feature], list[str]]:
    """Return what can be learned from, and the notices about what is left out.

    Raises UserError if a column of numbers holds a word.
    """
    found: list[Feature] = []
    empty: list[str] = []
    words: list[str] = []
    notices: list[str] = []
    for column in columns:
        if column.is_empty:
            empty.append(column.name)
        elif not column.is_words or column.is_yes_or_no:
            found.append(Feature(column))
        elif text == "leave out":
            words.append(column.name)
        else:
            _add_words(column, found, notices, place)
    if empty:
        notices.append(f"Left out, as nothing is in them: {listed_names(empty)}.")
    if words:
        notices.append(f"Left out, as they hold words: {listed_names(words)}.")
    return found, notices


def why_left_out(column: Column, is_whole: bool = True) -> str:
    """Why a column of words cannot be learned from, as the rest of a sentence; empty: it can.

    Or it is to be mended instead, for numbers are meant: then `features_of` raises. `is_whole`:
    whether these are all rows; if not, only what more rows cannot change is a reason.
    """
    word = "" if column.first_word is None else column.first_word[0]
    categories = _categories(column)
    if column.has_texts or any(len(each) > LONGEST_CATEGORY for each in categories):
        return f"it holds texts of more than {LONGEST_CATEGORY} characters, as {quoted(word[:40])}"
    if not column.is_lost and len(categories) == 1:
        return f"it is {quoted(word[:40])} in every row" if is_whole else ""
    if column.is_mostly_numbers or column.has_grouped:
        return ""
    return _why_too_different(column, is_whole)


def _why_too_different(column: Column, is_whole: bool = True) -> str:
    word = "" if column.first_word is None else column.first_word[0]
    count = len(_categories(column))
    if column.is_lost or count > MOST_CATEGORIES:
        return f"it has more than {MOST_CATEGORIES} different words, as {quoted(word[:40])}"
    rows = 0 if column.codes is None else len(column.codes)
    if is_whole and rows >= FEW_ROWS and count > MOST_OF_THEIR_OWN * rows:
        return f"nearly every row has a word of its own, as {quoted(word[:40])}"
    return ""


def _categories(column: Column) -> tuple[str, ...]:
    return tuple(sorted(set(column.words) - MISSING_AMONG_WORDS, key=by_number))


def _add_words(column: Column, found: list[Feature], notices: list[str], place: str) -> None:
    word, line = column.first_word or ("", 0)
    if why := why_left_out(column):
        notices.append(f"{quoted(column.name)} is left out: {why}.")
        return
    if _why_too_different(column):
        raise UserError(
            f"{place}, line {line}: {quoted(word[:40])} in the column {quoted(column.name)} is no "
            "number. Mend the cell (thousands must not be set apart), choose the right decimal "
            "mark, or leave the column out."
        )
    found.append(Feature(column, _categories(column)))
    if column.has_grouped or column.has_numbers:
        notices.append(
            f"{quoted(column.name)} is taken for words, because {quoted(word[:40])} (line "
            f"{line}) is no number. Mend the cell if numbers are meant; thousands must not be "
            "set apart."
        )
