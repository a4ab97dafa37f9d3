"""The cells of one column, taken in block by block in little memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.datasets.tables.cells import (
    MISSING_AMONG_WORDS,
    YES_OR_NO,
    Float64Array,
    is_grouped,
    is_number,
    number,
    numbers,
)

MOST_SPELLINGS = 1000
"""A column with more different cells is one of numbers, or of no use."""
MOST_ROWS_OF_A_BLOCK = 8192
"""With this and MOST_SPELLINGS the codes fit into 16 bits."""

LONGEST_WORD = 200
MOST_REPEATS = 50
"""So often a number has to be seen at most to tell whether it is one of few."""

BoolArray = NDArray[np.bool_]


class _Codes(dict[str, int]):
    """From a cell to the number of its word; the words are numbered as they come."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __missing__(self, cell: str) -> int:
        word = cell.strip()
        code = self.get(word)
        if code is None:
            code = self[word] = len(self.words)
            self.words.append(word)
        self[cell] = code
        return code


class Column:
    """Codes while there are few different cells, then numbers; nothing if they are no numbers.

    The first way keeps how cells are written ("01", "NA"), which only classes and categories need.
    """

    def __init__(self, name: str, decimal: str) -> None:
        self.name = name
        self.decimal = decimal
        self.first_word: tuple[str, int] | None = None
        """The first cell that is neither a number nor missing, and its line."""
        self.has_numbers = False
        self.is_lost = False
        """Too many different words, or long texts: nothing is kept but `first_word`."""
        self.has_texts = False
        """There are cells that are too long for a category or a class."""
        self._mostly_numbers = True
        self._codes: _Codes | None = _Codes()
        self._blocks: list[NDArray[Any]] = []

    def add(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        """Take in the next cells; `lines` says where their rows begin."""
        if self.is_lost:
            return
        if self._codes is None:
            self._add_numbers(cells, lines)
            return
        if not self._blocks and len(cells) >= 64 and len(set(cells)) * 2 > len(cells):
            values = numbers(cells, self.decimal)
            if values is not None:
                self._codes, self.has_numbers = None, True
                self._blocks.append(values)
                return
        self._add_codes(self._codes, cells, lines)

    def keep(self, rows: BoolArray) -> None:
        """Forget the other rows."""
        if not self.is_lost:
            self._blocks = [self._joined()[rows]]

    @property
    def words(self) -> list[str]:
        """The different cells as they are written, if they are known."""
        return [] if self._codes is None else self._codes.words

    @property
    def codes(self) -> NDArray[np.int16] | None:
        """For each row its index in `words`; None if the words are not known."""
        return None if self._codes is None or self.is_lost else self._joined()

    @property
    def is_yes_or_no(self) -> bool:
        """Whether all cells are true or false, or missing."""
        found = {word.lower() for word in self.words}
        return bool(found & set(YES_OR_NO)) and found <= {*YES_OR_NO, "", "na", "nan", "n/a", "?"}

    @property
    def is_words(self) -> bool:
        """Whether there are cells that are neither numbers nor missing."""
        return self.first_word is not None

    @property
    def is_mostly_numbers(self) -> bool:
        """Whether numbers are meant, and a word among them is likely a slip."""
        if self.is_lost or self._codes is None:
            return self._mostly_numbers
        return bool(np.mean(self.table(lambda word: is_number(word, self.decimal))) > 0.5)

    @property
    def is_empty(self) -> bool:
        """Whether there is neither a number nor a word."""
        return not self.is_words and not self.has_numbers

    @property
    def is_odd(self) -> bool:
        """Whether there are only spellings of "missing", but different ones: "NA" and "None".

        As features they say nothing, as the target they may be classes.
        """
        return self.is_empty and len(set(self.words) - MISSING_AMONG_WORDS) > 1

    @property
    def has_grouped(self) -> bool:
        """Whether its first word looks like a number with its thousands set apart."""
        return self.first_word is not None and is_grouped(self.first_word[0])

    def table(self, of_word: Callable[[str], float]) -> Float64Array:
        """One value for each row, made from its word."""
        codes = self.codes
        if codes is None:
            return np.empty(0)
        by_word = np.array([of_word(word) for word in self.words], np.float64)
        return by_word[codes] if len(by_word) else np.empty(0)

    def values(self) -> Float64Array:
        """The numbers; NaN where they are missing. Only if it is no column of words."""
        codes = self.codes
        return self._joined() if codes is None else self.value_of_words()[codes]

    def value_of_words(self) -> Float64Array:
        """The number that each word stands for, NaN for none; only if the words are known."""
        if self.is_yes_or_no:
            return np.array([YES_OR_NO.get(word.lower(), math.nan) for word in self.words])
        return np.array([self._value(word) for word in self.words], np.float64)

    def some_values(self) -> Float64Array:
        """Every different number, but a common one no more than MOST_REPEATS times."""
        codes = self.codes
        if codes is None:
            return self.values()
        counts = np.bincount(codes, minlength=len(self.words))
        return np.repeat(self.value_of_words(), np.minimum(counts, MOST_REPEATS))

    def is_word(self, word: str) -> BoolArray:
        """Which rows hold this word."""
        codes = self.codes
        return np.empty(0, bool) if codes is None else codes == self.words.index(word)

    def missing_words(self) -> BoolArray:
        """Which rows of a column of words have none."""
        return self.table(lambda word: float(word in MISSING_AMONG_WORDS)) > 0

    def _joined(self) -> NDArray[Any]:
        if not self._blocks:
            kind = np.float64 if self._codes is None else np.int16
            return np.empty(0, kind)
        if len(self._blocks) > 1:
            self._blocks = [np.concatenate(self._blocks)]
        return self._blocks[0]

    def _value(self, word: str) -> float:
        value = number(word, self.decimal)
        return math.nan if value is None else value

    def _add_codes(self, codes: _Codes, cells: Sequence[str], lines: Sequence[int]) -> None:
        known = len(codes.words)
        block = np.fromiter(map(codes.__getitem__, cells), np.int16, len(cells))
        self._blocks.append(block)
        for code in range(known, len(codes.words)):
            value = number(codes.words[code], self.decimal)
            if value is None:
                if self.first_word is None:
                    row = int(np.flatnonzero(block == code)[0])
                    self.first_word = codes.words[code], lines[row]
            elif not math.isnan(value):
                self.has_numbers = True
            if self.first_word is not None and self.has_numbers:
                break
        if any(len(word) > LONGEST_WORD for word in codes.words[known:]):
            self.has_texts = True
            self._lose()
            return
        if len(codes.words) <= MOST_SPELLINGS:
            return
        if self.first_word is not None:
            self._lose()
            return
        values = self.values()
        self._codes = None
        self._blocks = [values]

    def _add_numbers(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        values = numbers(cells, self.decimal)
        if values is None:
            found = [number(cell, self.decimal) for cell in cells]
            if None in found:
                row = found.index(None)
                self.first_word = cells[row].strip(), lines[row]
                self._lose()
                return
            values = np.array(found, np.float64)
        self._blocks.append(values)

    def _lose(self) -> None:
        self._mostly_numbers = self.is_mostly_numbers
        self.is_lost = True
        self._blocks = []
