"""A table of features with a histogram in each row; thousands of rows cost what is in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFocusEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from core.datasets.dataset import Dataset
from core.statistics import Summary
from gui.dataset_view.feature_model import HISTOGRAM, OFFSET, SCALE, FeatureModel
from gui.dataset_view.histogram import bin_at, bin_sentence, paint_histogram
from gui.theme import (
    GRID,
    HALF,
    FontRole,
    class_colour,
    current_theme,
    font,
    theme_source,
)
from gui.theme.classes import MOST_CLASSES

ROW, ROOMY, LOW_ROW = 46, 96, 36
"""Pixels: of a row, of one that may be as high as it likes, and of one that may not."""
WIDEST_NAME, LEAST_NUMBER = 220, 52
LEAST_HISTOGRAM, USUAL_HISTOGRAM = 90, 150
"""Pixels: what it can do with, and what it gets where the table has to scroll anyway."""


class FeatureTable(QTableView):
    """What is known of each feature."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("feature_table")
        self.setAccessibleName("Features")
        self.features = FeatureModel()
        self.features.setParent(self)
        self.setModel(self.features)
        self._roomy = True
        self._widths: dict[int, int] = {}
        """Pixels of the columns of words and numbers."""
        self.pointed: tuple[int, int] | None = None
        """The row and the bin under the mouse."""
        self.setItemDelegateForColumn(HISTOGRAM, _Histograms(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setMouseTracking(True)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        theme_source().changed.connect(self._dress)
        self._dress()

    def set_dataset(self, dataset: Dataset | None, summary: Summary | None) -> None:
        """Show another data set, or what is known of it by now."""
        same = dataset is self.features.dataset
        place = self.verticalScrollBar().value() if same else 0
        self.pointed = None
        self.features.set_dataset(dataset, summary)
        off = dataset is None or dataset.scaling is None or dataset.scaling.kind == "off"
        plain = off and (dataset is None or not dataset.target_scale)
        for column in (OFFSET, SCALE):
            self.setColumnHidden(column, plain)
        self._widths = self._number_widths()
        self._fit_columns()
        self._fit_rows()
        self.verticalScrollBar().setValue(place)

    def classes(self) -> tuple[str, ...]:
        """The classes that have colours of their own in the histograms; none if too many."""
        dataset = self.features.dataset
        names = () if dataset is None else dataset.class_names
        return names if len(names) <= MOST_CLASSES else ()

    def colours(self) -> list[QColor]:
        """One for each class, or one for all."""
        theme = current_theme()
        if self.classes():
            return [class_colour(k, theme) for k in range(len(self.classes()))]
        return [theme.color("train")]

    def histogram_rect(self, index: QModelIndex | QPersistentModelIndex) -> QRectF:
        """Where the histogram of a row stands in the viewport."""
        return QRectF(self.visualRect(index)).adjusted(GRID, HALF, -GRID, -HALF)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Frame a cell only for those who come by keyboard: there is nothing to choose here."""
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            super().focusInEvent(event)
        else:
            QAbstractScrollArea.focusInEvent(self, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what the bin under the mouse holds."""
        super().mouseMoveEvent(event)
        self._point(event.position().toPoint(), event.globalPosition().toPoint())

    def viewportEvent(self, event: QEvent) -> bool:
        """Forget the bin when the mouse leaves."""
        if event.type() is QEvent.Type.Leave and self.pointed is not None:
            self.pointed = None
            self.viewport().update()
        return bool(super().viewportEvent(event))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the histograms what the numbers leave."""
        super().resizeEvent(event)
        self._fit_columns()
        self._fit_rows()

    def set_roomy(self, roomy: bool) -> None:
        """Let a few rows take all of the height, or keep them low."""
        self._roomy = roomy
        self._fit_rows()

    def wanted_height(self) -> int:
        """All rows and the header."""
        rows = self.features.rowCount() * (ROW if self._roomy else LOW_ROW)
        return rows + self.horizontalHeader().sizeHint().height() + 2

    def wanted_width(self) -> int:
        """All columns, with a histogram that can be read."""
        bar = self.verticalScrollBar().sizeHint().width()
        return sum(self._widths.values()) + LEAST_HISTOGRAM + bar + 2

    def _point(self, place: QPoint, on_screen: QPoint) -> None:
        index = self.indexAt(place)
        pointed = None
        if index.isValid() and index.column() == HISTOGRAM:
            row = self.features.row(index.row())
            columns = self.features.columns_of(row)
            if columns is not None and columns.counts is not None:
                area = self.histogram_rect(index)
                found = bin_at(area, int(columns.bins[row.at]), place.x())
                if found is not None:
                    pointed = (index.row(), found)
                    names = () if row.target else self.classes()
                    QToolTip.showText(
                        on_screen, bin_sentence(columns, row.at, found, names), self.viewport()
                    )
        if pointed is None:
            QToolTip.hideText()
        if pointed != self.pointed:
            self.pointed = pointed
            self.viewport().update()

    def _fit_rows(self) -> None:
        room = self.viewport().height() // max(1, self.features.rowCount())
        height = min(max(ROW, room), ROOMY) if self._roomy else LOW_ROW
        self.verticalHeader().setDefaultSectionSize(height)

    def _fit_columns(self) -> None:
        header, left = self.horizontalHeader(), self.viewport().width()
        for column, width in self._widths.items():
            header.resizeSection(column, width)
            left -= width
        header.resizeSection(HISTOGRAM, left if left >= LEAST_HISTOGRAM else USUAL_HISTOGRAM)

    def _number_widths(self) -> dict[int, int]:
        metrics, model = self.fontMetrics(), self.features
        # The first rows stand for all: measuring thousands takes longer than it helps.
        rows = [model.row(k) for k in range(min(model.rowCount(), 200))]
        found = {}
        for column in range(model.columnCount()):
            if column == HISTOGRAM or self.isColumnHidden(column):
                continue
            title = str(model.headerData(column, Qt.Orientation.Horizontal))
            texts = [title, *(model.text(row, column) for row in rows)]
            width = max(metrics.horizontalAdvance(text) for text in texts) + 2 * GRID + HALF
            found[column] = max(LEAST_NUMBER, min(width, WIDEST_NAME))
        return found

    @Slot()
    def _dress(self) -> None:
        self.setFont(font(FontRole.SMALL))
        self.horizontalHeader().setFont(font(FontRole.SMALL))
        self._widths = self._number_widths()
        self._fit_columns()
        self.viewport().update()


class _Histograms(QStyledItemDelegate):
    """Paints the histograms."""

    def __init__(self, table: FeatureTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the histogram of a row."""
        table = self._table
        row = table.features.row(index.row())
        columns = table.features.columns_of(row)
        if columns is None or columns.counts is None:
            return
        counts = columns.histogram(row.at)
        colours = table.colours()
        if len(colours) != len(counts):  # targets, or more classes than colours
            counts, colours = counts.sum(axis=0, keepdims=True), [current_theme().color("train")]
        pointed = table.pointed
        at = pointed[1] if pointed is not None and pointed[0] == index.row() else None
        area = table.histogram_rect(index)
        paint_histogram(painter, area, counts, colours, current_theme(), at)
