"""The column to predict: as classes, or as numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.datasets.natural import by_number
from core.datasets.tables.cells import MISSING_AMONG_WORDS, Float64Array, number
from core.datasets.tables.choose import suggested_task
from core.datasets.tables.columns import LONGEST_WORD, BoolArray, Column
from core.errors import UserError
from core.quoting import quoted

MOST_CLASSES = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """Either `labels` and `class_names`, or `values`; bad rows are marked, not yet removed."""

    labels: NDArray[np.int64] | None
    """(N,), -1 where there is none."""
    class_names: tuple[str, ...]
    values: Float64Array | None
    """(N,), NaN or infinite where there is none."""
    missing: BoolArray
    infinite: BoolArray


def target_of(column: Column, task: str, place: str) -> Target:
    """Make the target of a column; `task` "" is recognised. Raises UserError if it cannot be."""
    if column.is_lost:
        word, line = column.first_word or ("", 0)
        if column.has_texts:
            raise UserError(
                f"{place}, line {line}: the target {quoted(column.name)} holds texts of more than "
                f"{LONGEST_WORD} characters, which are no classes. Choose another target."
            )
        if column.is_mostly_numbers:
            raise UserError(
                f"{place}, line {line}: {quoted(word[:40])} in the target {quoted(column.name)} is "
                "no number. Mend the cell, or choose another target."
            )
        raise _too_many_classes(column, place)
    words = column.is_words or column.is_odd
    if task == "regression" and words and not column.is_yes_or_no:
        raise _no_numbers(column, place)
    if not task:
        task = suggested_task(words, np.empty(0) if words else column.some_values())
    if task == "classification" and words:
        return _of_words(column, place)
    values = column.values()
    missing, infinite = np.isnan(values), np.isinf(values)
    if task == "classification":
        return _of_numbers(column, values, missing, infinite, place)
    return Target(None, (), values, missing, infinite)


def _of_words(column: Column, place: str) -> Target:
    codes = column.codes
    assert codes is not None
    words = (word for word in column.words if word not in MISSING_AMONG_WORDS)
    names = sorted(words, key=by_number)
    if len(names) > MOST_CLASSES:
        raise _too_many_classes(column, place)
    label = {name: index for index, name in enumerate(names)}
    labels = np.array([label.get(word, -1) for word in column.words], np.int64)[codes]
    return Target(labels, tuple(names), None, labels < 0, np.zeros(len(labels), bool))


def _of_numbers(
    column: Column, values: Float64Array, missing: BoolArray, infinite: BoolArray, place: str
) -> Target:
    usable = ~(missing | infinite)
    codes = column.codes
    # Of many rows with few words it is quicker to look at the words.
    known = values[usable] if codes is None else column.value_of_words()
    found = np.unique(known[np.isfinite(known)])
    if len(found) > MOST_CLASSES:
        raise _too_many_classes(column, place)
    labels = np.full(len(values), -1, np.int64)
    if codes is None:
        labels[usable] = np.searchsorted(found, known)
    else:
        labels[usable] = np.searchsorted(found, known)[codes[usable]]
    spelled: dict[float, str] = {}
    for word in column.words:
        value = number(word, column.decimal)
        if value is not None and math.isfinite(value):
            spelled.setdefault(value, word)
    names = tuple(spelled.get(value) or f"{value:.17g}" for value in found.tolist())
    return Target(labels, names, None, missing, infinite)


def _too_many_classes(column: Column, place: str) -> UserError:
    return UserError(
        f"{place}: the target {quoted(column.name)} has more than {MOST_CLASSES:,} classes. Choose "
        "another target, or regression if it holds numbers."
    )


def _no_numbers(column: Column, place: str) -> UserError:
    word, line = column.first_word or (column.words[0], 0)
    at = f", line {line}" if line else ""
    hint = " Remove the marks between thousands." if column.has_grouped else ""
    return UserError(
        f"{place}{at}: {quoted(word[:40])} in the target {quoted(column.name)} is no number, and "
        f"regression needs numbers.{hint} Mend the cell, or choose classification or another "
        "target."
    )
