"""The coefficients of a linear regression beside the closed form, as a table."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QTableView, QVBoxLayout, QWidget

from core.least_squares import Coefficients
from gui.model_view.fit import MSE, Fit, Row
from gui.model_view.numbers import compact
from gui.theme import HALF, FontRole, Look, font, set_look, theme_source
from gui.widgets.basics import WrappedLabel
from gui.widgets.segmented import SegmentedControl

COLUMNS = ("", "learned", "closed\nform", "differ-\nence")
DIFFERENCE = 3
_SPOKEN = ("coefficient", "learned", "closed form", "difference")
FEWEST_DIGITS, MOST_DIGITS = 3, 6
SIGNS = 3
"""What a number has besides its digits: a minus sign, a decimal point, a zero before it."""
MOST_ROWS = 14
"""More are scrolled to."""
OWN, SCALED = "own", "scaled"
_UNITS = {"standard": "Standardised", "min-max": "Scaled to 0–1", "off": "As the network"}
EXPLANATION = (
    "Closed form: the coefficients with the least mean squared error on the training part, by a QR "
    "decomposition. Gradient descent is on its way there."
)

Index = QModelIndex | QPersistentModelIndex


class CoefficientModel(QAbstractTableModel):
    """Rows of numbers; the last is the mean squared error."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._digits = FEWEST_DIGITS

    def set_digits(self, digits: int) -> None:
        """Write numbers with so many significant digits."""
        if digits != self._digits:
            self._digits = digits
            self.set_rows(self._rows)

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
        values = (None, row.learned, row.closed, row.difference)
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name if column == 0 else self._text(values[column], column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            value = values[column]
            name = "mean squared error on the training part" if row.name == MSE else row.name
            return name if value is None else f"{name}, {_SPOKEN[column]}: {value!r}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.name}, {_SPOKEN[column]}: {self._text(values[column], column)}"
        return None

    def _text(self, value: float | None, column: int) -> str:
        if value is None:
            return "–"
        return compact(value, 2 if column == DIFFERENCE else self._digits)


class CoefficientTable(QWidget):
    """The table, with a choice of units and the reason if there is no closed form."""

    units_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("coefficients")
        self._fit: Fit | None = None
        self._learned: Coefficients | None = None
        self.units = SegmentedControl([(OWN, "Own units"), (SCALED, _UNITS["standard"])], OWN)
        self.units.setAccessibleName("Units of the coefficients")
        self.model = CoefficientModel()
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setAccessibleName("Coefficients")
        self.view.setShowGrid(False)
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.verticalHeader().hide()
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        self.note = WrappedLabel(EXPLANATION)
        set_look(self.note, Look.SMALL)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HALF)
        layout.addWidget(self.units)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.note)
        layout.addStretch(0)
        self.units.changed.connect(self._show)
        theme_source().changed.connect(self._dress)
        self._dress()

    @property
    def own(self) -> bool:
        """True if the numbers are in own units."""
        return self.units.current() == OWN or not (self._fit and self._fit.has_units)

    def set_fit(self, fit: Fit | None) -> None:
        """Show another data set's closed form; nothing is learned yet."""
        self._fit, self._learned = fit, None
        if fit is not None:
            scaling = fit.dataset.scaling
            kind = "off" if scaling is None else scaling.kind
            self.units.button(SCALED).setText(_UNITS[kind])
            self.units.setVisible(fit.has_units)
            self.note.setText(fit.problem or EXPLANATION)
        self._show()
        self._fit_height()

    def set_learned(self, learned: Coefficients | None) -> None:
        """Show what has been learned so far."""
        self._learned = learned
        self._show()

    @Slot()
    def _show(self) -> None:
        if self._fit is None:
            self.model.set_rows([])
            return
        rows = self._fit.rows(self._learned, self.own)
        self.model.set_rows([*rows, self._fit.mean_squared_error(self._learned, self.own)])

    @Slot()
    def _dress(self) -> None:
        small = font(FontRole.SMALL)
        self.view.setFont(small)
        self.view.horizontalHeader().setFont(small)
        line = self.view.fontMetrics().height() + 8
        self.view.verticalHeader().setDefaultSectionSize(line)
        self.view.verticalHeader().setMinimumSectionSize(line)
        for key in (OWN, SCALED):
            self.units.button(key).setFont(small)
        self._fit_height()
        self._fit_digits()

    def _fit_height(self) -> None:
        """Be as high as the rows, and scroll where there is less room."""
        rows = self.model.rowCount()
        line = self.view.verticalHeader().defaultSectionSize()
        header = self.view.horizontalHeader().sizeHint().height()
        self.view.setFixedHeight(header + min(rows, MOST_ROWS) * line + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as many digits as the columns hold; without room for three, leave one out."""
        super().resizeEvent(event)
        self._fit_digits()

    def _fit_digits(self) -> None:
        width = self.view.fontMetrics().horizontalAdvance("0")
        room = [(self.width() / columns - 12) / width - SIGNS for columns in (4, 3)]
        narrow = room[0] < FEWEST_DIGITS
        self.view.setColumnHidden(DIFFERENCE, narrow)
        digits = int(room[1] if narrow else room[0])
        self.model.set_digits(min(max(digits, FEWEST_DIGITS), MOST_DIGITS))

    def sizeHint(self) -> QSize:
        """Ask for the width of a side column."""
        return QSize(260, super().sizeHint().height())


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
