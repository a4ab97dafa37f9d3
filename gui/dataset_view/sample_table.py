"""Samples as a table, in their own units, sorted by whichever column one likes."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from core.statistics import Columns
from gui.dataset_view.digits import digits_of
from gui.dataset_view.sample_model import Column, SampleModel
from gui.dataset_view.shown import Shown
from gui.theme import GRID, FontRole, font, theme_source

ROW = 26
WIDEST, USUAL = 190, 96
MOST_MEASURED = 200
"""Columns whose width follows their contents; what comes after has a usual width."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SampleTable(QTableView):
    """A click on a row, or Enter, chooses a sample."""

    chosen = Signal(int)
    """The index of a sample in its part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sample_table")
        self.setAccessibleName("Samples as a table")
        self.samples = SampleModel()
        self.samples.setParent(self)
        self.setModel(self.samples)
        self._features: Columns | None = None
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)  # Tab leads on, the arrow keys go from row to row
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names may begin alike
        # The arrow stands in the header's text: Qt paints its own over right-aligned ones.
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._on_header)
        self.clicked.connect(self._on_clicked)
        theme_source().changed.connect(self._dress)
        self._dress()

    def set_shown(self, shown: Shown | None) -> None:
        """Show these samples."""
        before = self.samples.shown
        other = before is None or shown is None or before.dataset is not shown.dataset
        if other:
            self._features = None
        self.samples.set_shown(shown)
        if other:
            self._fit_columns()
            self.scrollToTop()

    def set_columns(self, features: Columns | None, targets: Columns | None) -> None:
        """Say what is known of the columns: how they are written, and how wide they are."""
        self._features = features
        self.samples.set_columns(features, targets)
        self._fit_columns()

    def set_traced(self, index: int | None) -> None:
        """Mark the sample on the stage."""
        self.samples.set_traced(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by Enter."""
        current = self.currentIndex()
        if event.key() in _ENTER and current.isValid():
            self._on_clicked(current)
        elif event.key() == Qt.Key.Key_Space:
            event.ignore()  # it starts and stops the training
        else:
            super().keyPressEvent(event)

    @Slot(int)
    def _on_header(self, column: int) -> None:
        self.samples.sort_further(column)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.samples.sample_at(index.row()))

    def _fit_columns(self) -> None:
        header, columns = self.horizontalHeader(), self.samples.columns
        header.setDefaultSectionSize(USUAL)
        widths = [self._width(column) for column in columns[:MOST_MEASURED]]
        if len(widths) == len(columns) and widths:
            # What is left over goes to all but the number of the sample.
            more = max(0, self.viewport().width() - sum(widths)) // max(1, len(widths) - 1)
            widths = [widths[0], *(width + more for width in widths[1:])]
        for at, width in enumerate(widths):
            self.setColumnWidth(at, width)

    def _width(self, column: Column) -> int:
        shown = self.samples.shown
        texts = [f"{column.title} ↑"]
        if shown is not None and column.kind in ("truth", "guess") and shown.dataset.class_names:
            texts += [f"✓ {name}" for name in shown.dataset.class_names]
        if column.kind == "feature" and self._features is not None:
            digits = digits_of(self._features, column.at)
            ends = self._features.low[column.at], self._features.high[column.at]
            texts += [digits.text(float(end)) for end in ends]
        metrics = self.fontMetrics()
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        return max(56, min(widest + 3 * GRID, WIDEST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the whole width."""
        super().resizeEvent(event)
        self._fit_columns()

    @Slot()
    def _dress(self) -> None:
        self.setFont(font(FontRole.SMALL))
        self.horizontalHeader().setFont(font(FontRole.SMALL))
        height = max(ROW, self.fontMetrics().height() + GRID)
        self.verticalHeader().setDefaultSectionSize(height)
        self._fit_columns()
        self.viewport().update()
