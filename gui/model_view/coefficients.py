"""The coefficients of a linear regression beside the closed form, as a table."""

from __future__ import annotations

import re
from math import ceil

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QTableView, QVBoxLayout, QWidget

from core.least_squares import Coefficients
from gui.model_view.coefficient_model import (
    CLOSED,
    COLUMNS,
    DIFFERENCE,
    LEARNED,
    NAME,
    CoefficientModel,
    written,
)
from gui.model_view.columns import Plan, plan, steadied
from gui.model_view.fit import Fit
from gui.theme import HALF, FontRole, Look, font, set_look, theme_source
from gui.widgets.basics import WrappedLabel
from gui.widgets.segmented import SegmentedControl

PADDING = 15
"""Free on both sides of a number together: what the style leaves, and a pixel for rounding."""
MOST_ROWS = 14
"""More are scrolled to."""
OWN, SCALED = "own", "scaled"
_UNITS = {"standard": "Standardised", "min-max": "Scaled to 0–1", "off": "As the network"}
EXPLANATION = (
    "Closed form: the coefficients with the least mean squared error on the training part, by a QR "
    "decomposition: where gradient descent leads, if its steps are small enough and many enough."
)


class _Rows(QTableView):
    """As high as its rows where there is room, and scrolled where there is none."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.fitting = 0

    @property
    def room(self) -> float:
        """The width for columns, beside a scroll bar if there is one."""
        scrolls = self.height() < self.fitting or self.model().rowCount() > MOST_ROWS
        bar = self.verticalScrollBar().sizeHint().width() if scrolls else 0
        return float(self.width() - 2 * self.frameWidth() - bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell of it."""
        super().resizeEvent(event)
        self.resized.emit()

    def sizeHint(self) -> QSize:
        """Ask for all rows."""
        return QSize(200, self.fitting)

    def minimumSizeHint(self) -> QSize:
        """Need three of them."""
        line = self.verticalHeader().defaultSectionSize()
        head = self.horizontalHeader().sizeHint().height()
        return QSize(120, min(self.fitting, head + 3 * line + 4))


class CoefficientTable(QWidget):
    """The table, with a choice of units and the reason if there is no closed form."""

    units_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("coefficients")
        self._fit: Fit | None = None
        self._learned: Coefficients | None = None
        self._widest: Plan | None = None
        """The columns so far: while numbers change, they only grow."""
        self._name_width: float | None = None
        """Pixels of the longest name; None until the names are measured."""
        self.units = SegmentedControl([(OWN, "Own units"), (SCALED, _UNITS["standard"])], OWN)
        self.units.setAccessibleName("Units of the coefficients")
        self.model = CoefficientModel()
        self.view = _Rows()
        self.view.setModel(self.model)
        self.view.setAccessibleName("Coefficients")
        self.view.setShowGrid(False)
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.verticalHeader().hide()
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.view.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # of names: they may begin alike
        self.view.setWordWrap(False)
        header = self.view.horizontalHeader()
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
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
        self.units.changed.connect(self._show_units)
        self.view.resized.connect(self._on_resized)
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
        self._widest = self._name_width = None
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
        self._fit_columns()

    @Slot()
    def _show_units(self) -> None:
        self._widest = None
        self._show()

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
        self._widest = self._name_width = None
        self._fit_columns()

    def _fit_height(self) -> None:
        """Be as high as the rows, and scroll where there is less room."""
        rows = self.model.rowCount()
        line = self.view.verticalHeader().defaultSectionSize()
        header = self.view.horizontalHeader().sizeHint().height()
        self.view.fitting = header + min(rows, MOST_ROWS) * line + 4
        self.view.updateGeometry()

    @Slot()
    def _on_resized(self) -> None:
        """Write as many digits as there is room for; without room for two, leave a column out."""
        self._widest = None
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Give the numbers the width that they need, and the names the rest."""
        if not self.model.rows:
            return
        width = self.view.fontMetrics().horizontalAdvance
        digit = max("0123456789", key=width)
        if self._name_width is None:
            self._name_width = float(PADDING + max(width(row.name) for row in self.model.rows))
        values = {column: self.model.extremes(column) for column in (LEARNED, CLOSED, DIFFERENCE)}

        def widest(column: int, digits: int) -> float:
            texts = [written(value, column, digits) for value in values[column]]
            texts = [re.sub("[0-9]", digit, text) for text in texts]
            return float(PADDING + max(map(width, [*texts, *COLUMNS[column].split("\n")])))

        def needed(digits: int) -> tuple[float, float]:
            return widest(LEARNED, digits), widest(CLOSED, digits)

        found = plan(self.view.room, self._name_width, needed, widest(DIFFERENCE, 2))
        self._widest = found = steadied(self._widest, found, needed)
        self.view.setColumnHidden(DIFFERENCE, found.difference is None)
        self.model.set_digits(found.digits)
        for column, wide in ((LEARNED, found.numbers[0]), (CLOSED, found.numbers[1])):
            self._set_width(column, wide)
        if found.difference is not None:
            self._set_width(DIFFERENCE, found.difference)

    def _set_width(self, column: int, width: float) -> None:
        if self.view.columnWidth(column) != ceil(width):
            self.view.setColumnWidth(column, ceil(width))

    def sizeHint(self) -> QSize:
        """Ask for the width of a side column."""
        return QSize(260, super().sizeHint().height())
