"""The features of one sample as the rows of a table. Texts are made for the rows in sight only."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from core.arrays import Array
from core.datasets.dataset import Dataset
from gui.drawing.written import localized
from gui.evaluation.words import feature_in_own_units
from gui.theme import FontRole, font

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
NAME, VALUE, SCALED = range(3)
_TITLES = ("Feature", "Value", "Scaled")
_TIPS = ("", "In the units of the data", "What the network sees")
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ROW, MEASURED_ROWS = 22, 100
"""Pixels; and how many rows around those in sight say how wide a column is."""


class SampleFeatures(QAbstractTableModel):
    """Knows a data set and one sample of it."""

    def __init__(self) -> None:
        super().__init__()
        self._dataset: Dataset | None = None
        self._x: Array | None = None

    def set_dataset(self, dataset: Dataset) -> None:
        """Show the features of another data set, without their values."""
        self.beginResetModel()
        self._dataset, self._x = dataset, None
        self.endResetModel()

    def set_sample(self, x: Array) -> None:
        """Show a sample (d,) of this data set."""
        self._x = x
        self.dataChanged.emit(self.index(0, VALUE), self.index(self.rowCount() - 1, SCALED))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Count the features."""
        return 0 if parent.isValid() or self._dataset is None else self._dataset.inputs

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Count what is told of each."""
        return 0 if parent.isValid() else len(_TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> object:
        """Name the columns."""
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == _ROLE.DisplayRole:
            return _TITLES[section]
        if role == _ROLE.ToolTipRole:
            return _TIPS[section]
        if role == _ROLE.TextAlignmentRole:
            return _LEFT if section == NAME else _RIGHT
        return None

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        """Make the text of a cell, and say how it looks."""
        if self._dataset is None or not index.isValid():
            return None
        feature, column = index.row(), index.column()
        if role == _ROLE.DisplayRole or (role == _ROLE.ToolTipRole and column == NAME):
            return self._text(self._dataset, feature, column)
        if role == _ROLE.TextAlignmentRole:
            return _LEFT if column == NAME else _RIGHT
        return None

    def _text(self, dataset: Dataset, feature: int, column: int) -> str:
        if column == NAME:
            return dataset.feature_names[feature]
        if self._x is None:
            return ""
        if column == VALUE:
            return feature_in_own_units(dataset, self._x, feature)
        return localized(f"{self._x[feature]:.3f}".replace("-", "−"))


def features_table(features: SampleFeatures) -> QTableView:
    """Return a table of them; the names have what width the numbers leave."""
    table = QTableView()
    table.setObjectName("test_features")
    table.setAccessibleName("Features of the sample")
    features.setParent(table)
    table.setModel(features)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW)
    header = table.horizontalHeader()
    header.setResizeContentsPrecision(MEASURED_ROWS)
    header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
    for column in (VALUE, SCALED):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    table.setTabKeyNavigation(False)  # Tab leads on, the arrow keys scroll
    table.setShowGrid(False)
    table.setFont(font(FontRole.SMALL))
    return table
