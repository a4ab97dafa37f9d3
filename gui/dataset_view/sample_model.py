"""Samples as the rows of a table. Texts are made for the rows in sight only."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from core.arrays import Array, IntArray
from core.datasets.dataset import Task
from core.statistics import Columns
from gui.dataset_view.digits import digits_of
from gui.dataset_view.lettering import small_font
from gui.dataset_view.shown import Shown
from gui.dataset_view.words import number
from gui.drawing.written import grouped
from gui.theme import current_theme

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column:
    """What a column shows: "number", "truth", "guess", "error" or "feature", and which one."""

    kind: str
    title: str
    at: int = 0


def columns_of(shown: Shown) -> tuple[Column, ...]:
    """The columns of a table of samples."""
    dataset = shown.dataset
    first = [Column("number", "No.")]
    if dataset.task is Task.CLASSIFICATION:
        first += [Column("truth", "Class"), Column("guess", "Predicted")]
    else:
        several = dataset.outputs > 1
        for at, name in enumerate(dataset.target_names):
            first.append(Column("truth", name, at))
            first.append(Column("guess", f"predicted {name}" if several else "Predicted", at))
            first.append(Column("error", f"{name} off by" if several else "Off by", at))
    names = enumerate(dataset.feature_names)
    return (*first, *(Column("feature", name, at) for at, name in names))


class SampleModel(QAbstractTableModel):
    """Knows a `Shown`, in an order of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._given: Shown | None = None
        self._shown: Shown | None = None
        """The same in the order that is shown."""
        self._columns: tuple[Column, ...] = ()
        self._order: tuple[int, Qt.SortOrder] = (0, Qt.SortOrder.AscendingOrder)
        self._features: Columns | None = None
        self._targets: Columns | None = None
        self._traced: int | None = None

    @property
    def shown(self) -> Shown | None:
        """What is shown, in the order in which it is."""
        return self._shown

    @property
    def columns(self) -> tuple[Column, ...]:
        """What the columns show."""
        return self._columns

    def set_shown(self, shown: Shown | None) -> None:
        """Show other samples, in the order of before."""
        before = self._shown
        if shown is None or before is None or before.dataset is not shown.dataset:
            self._order = (0, Qt.SortOrder.AscendingOrder)
            self._features = self._targets = None
            columns = () if shown is None else columns_of(shown)
        else:
            columns = self._columns
        ordered = None if shown is None else self._ordered(shown, columns)
        self._given = shown
        alike = ordered is not None and before is not None and columns is self._columns
        if alike and before is not None and ordered is not None:
            alike = before.part is ordered.part and len(before) == len(ordered)
        if alike:  # the view keeps its place
            self._shown = ordered
            self._repaint()
            return
        self.beginResetModel()
        self._shown, self._columns = ordered, columns
        self.endResetModel()

    def set_columns(self, features: Columns | None, targets: Columns | None) -> None:
        """Say what is known of the columns, so that all of one are written alike."""
        self._features, self._targets = features, targets
        self._repaint()

    def set_traced(self, index: int | None) -> None:
        """Mark the sample on the stage."""
        if index != self._traced:
            self._traced = index
            self._repaint()

    def sample_at(self, row: int) -> int:
        """The index in the part of the sample in a row."""
        assert self._shown is not None
        return int(self._shown.members[row])

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the rows by a column; equal ones stay in the order of their numbers."""
        self._order = (column, order)
        if self._given is not None:
            self._shown = self._sorted(self._given, self._columns)
            self._repaint()
            last = len(self._columns) - 1
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def sort_further(self, column: int) -> None:
        """Sort by another column, or by the same one the other way round."""
        ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        again = self._order == (column, ascending)
        self.sort(column, descending if again else ascending)

    # What Qt asks.

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Count the samples."""
        return 0 if parent.isValid() or self._shown is None else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Count the columns."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> object:
        """Name the columns."""
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == _ROLE.DisplayRole:
            return f"{column.title} {self._arrow}" if section == self._order[0] else column.title
        if role == _ROLE.TextAlignmentRole:
            return _LEFT if self._is_text(column) else _RIGHT
        if role == _ROLE.ToolTipRole:
            return f"{column.title}\nClick to sort by it"
        if role == _ROLE.FontRole:
            return small_font()
        return None

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        """Make the text of a cell, and say how it looks."""
        shown = self._shown
        if shown is None or not index.isValid() or index.row() >= len(shown):
            return None
        column, sample = self._columns[index.column()], int(shown.members[index.row()])
        if role == _ROLE.DisplayRole:
            return self._text(shown, column, sample)
        if role == _ROLE.TextAlignmentRole:
            return _LEFT if self._is_text(column) else _RIGHT
        if role == _ROLE.ForegroundRole:
            return self._colour(shown, column, sample)
        if role == _ROLE.BackgroundRole and sample == self._traced:
            return current_theme().color("selection")
        if role == _ROLE.FontRole and sample == self._traced:
            return small_font(strong=True)  # the others have the table's own
        if role == _ROLE.ToolTipRole:
            return shown.tip(sample)
        return None

    # Behind the scenes.

    @property
    def _arrow(self) -> str:
        return "↑" if self._order[1] is Qt.SortOrder.AscendingOrder else "↓"

    def _text(self, shown: Shown, column: Column, sample: int) -> str:
        dataset = shown.dataset
        if column.kind == "number":
            return grouped(sample + 1)
        if column.kind == "feature":
            value, scaling = float(shown.part.x[sample, column.at]), dataset.scaling
            if scaling is not None:  # a single value: the whole row may have thousands
                value = value * scaling.scale[column.at] + scaling.offset[column.at]
            return _written(value, self._features, column.at)
        if shown.part.labels is not None:
            if column.kind == "truth":
                return shown.truth(sample)
            right = shown.right(sample)
            return "–" if right is None else f"{'✓' if right else '✗'} {shown.guess(sample)}"
        truth = float(dataset.own_targets(shown.part.y[sample])[column.at])
        if column.kind == "truth":
            return _written(truth, self._targets, column.at)
        if shown.values is None:
            return "–"
        guess = float(dataset.own_targets(shown.values[sample])[column.at])
        if column.kind == "guess":
            return _written(guess, self._targets, column.at, least=1)
        off = _written(guess - truth, self._targets, column.at, least=1)
        return off if off.startswith("−") or guess == truth else f"+{off}"

    def _colour(self, shown: Shown, column: Column, sample: int) -> QColor | None:
        if column.kind == "number":
            return current_theme().color("muted")
        right = shown.right(sample) if column.kind == "guess" else None
        return None if right is None else current_theme().color("right" if right else "wrong")

    def _is_text(self, column: Column) -> bool:
        shown = self._shown
        classes = shown is not None and shown.part.labels is not None
        return classes and column.kind in ("truth", "guess")

    def _ordered(self, shown: Shown, columns: tuple[Column, ...]) -> Shown:
        """As `_sorted`; the order of before, where only what is known has changed."""
        given, before = self._given, self._shown
        if given is not None and before is not None and columns is self._columns:
            same = given.part is shown.part and np.array_equal(given.members, shown.members)
            if same and columns[self._order[0]].kind not in ("guess", "error"):
                return replace(shown, members=before.members)
        return self._sorted(shown, columns)

    def _sorted(self, shown: Shown, columns: tuple[Column, ...]) -> Shown:
        at, order = self._order
        members = shown.members
        keys = _keys(shown, columns[at], members) if 0 <= at < len(columns) else None
        if keys is None:
            return shown
        if order is Qt.SortOrder.DescendingOrder:
            keys = -keys
        return replace(shown, members=members[np.argsort(keys, kind="stable")])

    def _repaint(self) -> None:
        if self._shown is not None and len(self._shown) and self._columns:
            last = self.index(len(self._shown) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)


def _keys(shown: Shown, column: Column, members: IntArray) -> Array | None:
    """What the members are sorted by; None: nothing is known."""
    part = shown.part
    if column.kind == "number":
        return members
    if column.kind == "feature":
        return np.asarray(part.x[members, column.at])
    if part.labels is not None:
        if column.kind == "truth":
            return np.asarray(part.labels[members])
        return None if shown.predicted is None else np.asarray(shown.predicted[members])
    if column.kind == "truth":
        return np.asarray(part.y[members, column.at])
    if shown.values is None:
        return None
    guesses = shown.values[members, column.at]
    if column.kind == "guess":
        return np.asarray(guesses)
    # By how far it is off: the worst ones together, whichever way they are.
    return np.asarray(np.abs(guesses - part.y[members, column.at]))


def _written(value: float, columns: Columns | None, at: int, least: int = 0) -> str:
    """A value in the manner of its column, with so many decimals at least."""
    if columns is None:
        return number(value)
    digits = digits_of(columns, at)
    return replace(digits, places=max(digits.places, least)).text(value)
