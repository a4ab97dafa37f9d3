"""Features (and for regression first the targets) as the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from core.datasets.dataset import Dataset
from core.statistics import Columns, Summary
from gui.dataset_view.digits import Digits, digits_of, statistic_digits
from gui.dataset_view.lettering import small_font
from gui.theme import current_theme

Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
NAME, HISTOGRAM, RANGE, MEAN, DEVIATION, OFFSET, SCALE = range(7)
TITLES = ("Feature", "Distribution", "Range", "Mean", "Deviation", "Offset", "Scale")
_TIPS = (
    "",
    "How often values occur in the training part; point at a bar to read it",
    "From the least to the largest value of the training part",
    "In the training part",
    "Standard deviation in the training part (over N, not N − 1)",
    "What is subtracted from each value before it is used",
    "What each value is divided by after that",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A feature, or a target, and its number among them."""

    name: str
    target: bool
    at: int


class FeatureModel(QAbstractTableModel):
    """What is known of each feature; empty cells until it is."""

    def __init__(self) -> None:
        super().__init__()
        self.dataset: Dataset | None = None
        self._summary: Summary | None = None
        self._rows: tuple[Row, ...] = ()

    def set_dataset(self, dataset: Dataset | None, summary: Summary | None = None) -> None:
        """Show another data set, or what is known of it by now."""
        self.beginResetModel()
        self.dataset, self._summary = dataset, summary
        rows: list[Row] = []
        if dataset is not None:
            rows += [Row(name, True, at) for at, name in enumerate(dataset.target_names)]
            rows += [Row(name, False, at) for at, name in enumerate(dataset.feature_names)]
        self._rows = tuple(rows)
        self.endResetModel()

    def row(self, row: int) -> Row:
        """What a row is about."""
        return self._rows[row]

    def columns_of(self, row: Row) -> Columns | None:
        """The numbers that a row is made of; None until they are known."""
        if self._summary is None:
            return None
        return self._summary.targets if row.target else self._summary.features

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Count features and targets."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Count what is told of each."""
        return 0 if parent.isValid() else len(TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> object:
        """Name the columns."""
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == _ROLE.DisplayRole:
            return TITLES[section]
        if role == _ROLE.ToolTipRole:
            return _TIPS[section]
        if role == _ROLE.TextAlignmentRole:
            return _LEFT if section <= HISTOGRAM else _RIGHT
        if role == _ROLE.FontRole:
            return small_font()
        return None

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        """Make the text of a cell, and say how it looks."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return self.text(row, column)
        if role == _ROLE.ToolTipRole and column == NAME:
            return f"Target: {row.name}" if row.target else row.name
        if role == _ROLE.TextAlignmentRole:
            return _LEFT if column <= HISTOGRAM else _RIGHT
        if role == _ROLE.FontRole:
            return small_font(strong=row.target and column == NAME)
        if role == _ROLE.ForegroundRole:
            strong = column in (NAME, RANGE, MEAN, DEVIATION)
            return current_theme().color("text" if strong else "muted")
        return None

    def text(self, row: Row, column: int) -> str:
        """What stands in a cell."""
        if column == NAME:
            return f"{row.name} (target)" if row.target else row.name
        known, at = self.columns_of(row), row.at
        if known is None or column == HISTOGRAM:
            return ""
        values, statistics = digits_of(known, at), statistic_digits(known, at)
        low, high = float(known.low[at]), float(known.high[at])
        if column == RANGE:
            ends = values.text(low), values.text(high)
            return ends[0] if low == high else " … ".join(ends)
        if column == MEAN:
            return statistics.text(float(known.mean[at]))
        if column == DEVIATION:
            return "constant" if low == high else statistics.text(float(known.deviation[at]))
        return self._scaling(row, column, statistics)

    def _scaling(self, row: Row, column: int, digits: Digits) -> str:
        dataset = self.dataset
        assert dataset is not None
        if row.target:
            values = dataset.target_offset if column == OFFSET else dataset.target_scale
            return digits.text(values[row.at]) if values else "–"
        if dataset.scaling is None or dataset.scaling.kind == "off":
            return "–"
        used = dataset.scaling.offset if column == OFFSET else dataset.scaling.scale
        return digits.text(float(used[row.at]))
