"""What becomes of the columns of a table: target, feature, or left out and why. No Qt."""

from __future__ import annotations

from core.data_config import FileOptions
from core.datasets.tables.previews import ColumnPreview, Preview
from core.quoting import quoted

MOST_REASONS = 3
"""Columns whose reason is told where none is left."""


def role_of(at: int, options: FileOptions, found: Preview) -> str:
    """What becomes of a column: "target", "left out" or "feature"."""
    column = found.columns[at]
    if column.name == found.target:
        return "target"
    out = column.name in options.leave_out or why_unused(column, options, found)
    return "left out" if out else "feature"


def why_unused(column: ColumnPreview, options: FileOptions, found: Preview) -> str:
    """Why a column other than the target is left out whatever is chosen here; empty: it is not."""
    if column.name == found.index:
        return "It only numbers the rows."
    if column.kind == "empty":
        return "Nothing is in it."
    if column.unusable:
        return f"Left out: {column.unusable}."
    if column.kind == "words" and options.text == "leave out":
        return "Columns of words are left out."
    return ""


def features(options: FileOptions, found: Preview) -> tuple[ColumnPreview, ...]:
    """The columns that would be learned from."""
    return tuple(
        column
        for at, column in enumerate(found.columns)
        if role_of(at, options, found) == "feature"
    )


def about_no_features(options: FileOptions, found: Preview) -> str:
    """Why nothing is left to learn from, and what to do."""
    reasons = [
        f"{quoted(column.name)} is left out: {column.unusable}."
        for column in found.columns
        if column.unusable and column.name not in (*options.leave_out, found.target)
    ]
    if not reasons:
        return (
            "No column is left to learn from. Keep at least one beside the target, and check the "
            "separator."
        )
    return (
        f"No column is left to learn from. {' '.join(reasons[:MOST_REASONS])} Keep a column of "
        "numbers, or of few different words, beside the target."
    )
