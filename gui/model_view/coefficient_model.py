"""The coefficients of a linear regression beside the closed form, as the rows of a model."""

from __future__ import annotations

from math import isfinite

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from gui.model_view.columns import MOST_DIGITS
from gui.model_view.fit import MSE, Row
from gui.model_view.names import lines_tip
from gui.model_view.numbers import compact, extremes
from gui.theme import FontRole, font

COLUMNS = ("", "learned", "closed\nform", "diff.")
NAME, LEARNED, CLOSED, DIFFERENCE = range(4)
_SPOKEN = ("coefficient", "learned", "closed form", "difference")

Index = QModelIndex | QPersistentModelIndex


class CoefficientModel(QAbstractTableModel):
    """Rows of numbers; the last is the mean squared error."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._digits = MOST_DIGITS

    def set_digits(self, digits: int) -> None:
        """Write numbers with so many significant digits."""
        if digits != self._digits:
            self._digits = digits
            self.set_rows(self._rows)

    def extremes(self, column: int) -> list[float | None]:
        """The numbers of a column that take most room: thousands cannot all be measured."""
        values = np.array([_values(row)[column] for row in self._rows], np.float64)
        return [None, *extremes(values).tolist()]

    @property
    def rows(self) -> list[Row]:
        """What is shown."""
        return self._rows

    def set_rows(self, rows: list[Row]) -> None:
        """Show other numbers; the view keeps its place if the names stay."""
        same = [row.name for row in rows] == [row.name for row in self._rows]
        if same and rows:
            self._rows = rows
            self.dataChanged.emit(self.index(0, 1), self.index(len(rows) - 1, 3))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Count the coefficients."""
        return len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Count name, both numbers and their difference."""
        return len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Name the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role == Qt.ItemDataRole.FontRole:
            return font(FontRole.SMALL)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return _SPOKEN[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A number: short in the table, to the last digit in the tool tip."""
        row, column = self._rows[index.row()], index.column()
        value = _values(row)[column]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name if column == NAME else written(value, column, self._digits)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return lines_tip(_told(row))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, {_SPOKEN[column]}: {written(value, column, self._digits)}"
        return None


def _values(row: Row) -> tuple[float | None, ...]:
    return (None, row.learned, row.closed, row.difference)


def written(value: float | None, column: int, digits: int) -> str:
    """A number in a column; what is not known is a dash."""
    if value is None:
        return "–"
    return compact(value, 2 if column == DIFFERENCE else digits)


def _told(row: Row) -> list[str]:
    """A coefficient with its whole name, and its numbers to the last digit."""
    name = "mean squared error on the training part" if row.name == MSE else row.name
    lines = [name]
    for spoken, value in zip(_SPOKEN[LEARNED:], _values(row)[LEARNED:], strict=True):
        if value is not None:
            exact = f"{value!r}" if isfinite(value) else "no number that the computer can hold"
            lines.append(f"{spoken}: {exact}")
    return lines


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
