"""The first rows of a table: to look at, not to edit."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from core.data_config import FileOptions
from core.datasets.tables.previews import Preview
from gui.importing.preview_model import RowsModel
from gui.theme import GRID, theme_source

_NARROWEST, _WIDEST, _USUAL = 64, 220, 110
_MEASURED = 60
"""Columns whose width follows what is in them; of thousands only the first."""


class RowsView(QTableView):
    """Shows a `RowsModel`; arrows scroll through it, Tab goes on to what comes after."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = RowsModel()
        self.setModel(self._model)
        self.setAccessibleName("First rows")
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultSectionSize(_USUAL)
        self.horizontalHeader().setMinimumSectionSize(_NARROWEST)
        self._headers: list[tuple[str, ...]] = []
        theme_source().changed.connect(self._fit)
        self._fit()

    def show_preview(self, found: Preview | None, options: FileOptions) -> None:
        """Show these rows; None: there are none."""
        self._model.show_preview(found, options)
        headers = [self._model.header_texts(at) for at in range(self._model.columnCount())]
        if headers != self._headers:
            self._headers = headers
            self._fit_columns()

    def sizeHint(self) -> QSize:
        """Ask for a header and eight rows."""
        return QSize(480, 10 * self._row())

    def minimumSizeHint(self) -> QSize:
        """Make do with a header and two rows."""
        return QSize(240, 4 * self._row())

    def _row(self) -> int:
        return self.fontMetrics().lineSpacing() + GRID

    def _fit(self) -> None:
        self.ensurePolished()
        self.verticalHeader().setDefaultSectionSize(self._row())
        self.horizontalHeader().setFixedHeight(2 * self.fontMetrics().lineSpacing() + GRID)
        self._fit_columns()

    def _fit_columns(self) -> None:
        metrics = self.fontMetrics()
        rows = min(self._model.rowCount(), 30)
        for at in range(min(self._model.columnCount(), _MEASURED)):
            texts = [*self._model.header_texts(at)]
            texts += [str(self._model.index(row, at).data() or "") for row in range(rows)]
            width = max(metrics.horizontalAdvance(text) for text in texts) + 3 * GRID
            self.setColumnWidth(at, min(max(width, _NARROWEST), _WIDEST))
