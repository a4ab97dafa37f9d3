"""One sample: its picture or its features, the verdict on it, and the probabilities as bars."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from core.arrays import Array
from core.datasets.dataset import Dataset, Task
from gui.drawing.written import localized
from gui.evaluation.verdict import VerdictLabel
from gui.evaluation.words import features_in_own_units
from gui.theme import GRID, HALF, RADIUS, FontRole, current_theme, font, theme_source
from gui.widgets.bars import BarMode, ProbabilityBars
from gui.widgets.tile import ImageTile

TILE, SMALL_TILE, TABLE_HEIGHT = 112, 64, 120
VALUE, SCALED = 1, 2
"""Columns of the table of features."""
KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
}


class SampleView(QWidget):
    """Shows a sample. With the focus, Left and Right ask for its neighbours."""

    stepped = Signal(int)
    """So many samples further, or back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("test_sample")
        self.setAccessibleName("Sample of the test set")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip("Left and Right step through the samples")
        self._dataset: Dataset | None = None
        self.tile = ImageTile()
        self.tile.setFixedSize(TILE, TILE)
        self.tile.setAccessibleName("Picture of the sample")
        self.verdict = VerdictLabel()
        self.bars = ProbabilityBars(mode=BarMode.VERDICT)
        self.table = _feature_table()
        top = QHBoxLayout()
        top.setSpacing(GRID + HALF)
        top.addWidget(self.tile)
        top.addWidget(self.verdict, 1)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, HALF, 0, HALF)
        self._box.setSpacing(GRID)
        self._box.addLayout(top)
        self._box.addWidget(self.bars, 1)
        self._box.addWidget(self.table, 1)
        theme_source().changed.connect(self.update)

    def set_dataset(self, dataset: Dataset) -> None:
        """Prepare for the samples of a data set."""
        self._dataset = dataset
        pictures = dataset.image_shape is not None
        self.tile.setVisible(pictures)
        self.table.setVisible(not pictures)
        self.bars.setVisible(dataset.task is Task.CLASSIFICATION)
        self.bars.set_classes(dataset.class_names)
        if not pictures:
            plain = dataset.scaling is None or dataset.scaling.kind == "off"
            self.table.setColumnHidden(SCALED, plain)
            self.table.setRowCount(dataset.inputs)
            for row, name in enumerate(dataset.feature_names):
                title = QTableWidgetItem(name)
                title.setToolTip(name)
                self.table.setItem(row, 0, title)
                for column in (VALUE, SCALED):
                    value = QTableWidgetItem()
                    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    value.setTextAlignment(right)
                    self.table.setItem(row, column, value)

    def set_flat(self, flat: bool) -> None:
        """Put the bars beside the picture, where there is more width than height."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(across if flat else down)

    def set_small(self, small: bool) -> None:
        """Show a smaller picture, where there is little height."""
        side = SMALL_TILE if small else TILE
        self.tile.setFixedSize(side, side)
        self._box.setSpacing(HALF if small else GRID)

    def set_sample(self, x: Array) -> None:
        """Show the features (d,) of a sample."""
        dataset = self._dataset
        if dataset is None:
            return
        if dataset.image_shape is not None:
            self.tile.set_values(np.reshape(x, dataset.image_shape))
            return
        own = features_in_own_units(dataset, x)
        scaled = [localized(f"{value:.3f}".replace("-", "−")) for value in x.tolist()]
        for column, texts in ((VALUE, own), (SCALED, scaled)):
            for row, text in enumerate(texts):
                item = self.table.item(row, column)
                if item is not None:
                    item.setText(text)

    def event(self, event: QEvent) -> bool:
        """Keep our keys from becoming shortcuts of the window while this has the focus."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() in KEYS:
                event.accept()
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by keys."""
        steps = KEYS.get(Qt.Key(event.key()))
        if steps is None:
            event.ignore()
        else:
            self.stepped.emit(steps)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the focus."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard has left."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame the view while it has the focus."""
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(current_theme().color("focus"), 1))
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, RADIUS, RADIUS)


def _feature_table() -> QTableWidget:
    table = QTableWidget(0, 3)
    table.setObjectName("test_features")
    table.setAccessibleName("Features of the sample")
    table.setHorizontalHeaderLabels(["Feature", "Value", "Scaled"])
    for column, tip in ((VALUE, "In the units of the data"), (SCALED, "What the network sees")):
        title = table.horizontalHeaderItem(column)
        if title is not None:
            title.setToolTip(tip)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(22)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for column in (VALUE, SCALED):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    table.setTabKeyNavigation(False)  # Tab leads on, the arrow keys scroll
    table.setShowGrid(False)
    table.setFont(font(FontRole.SMALL))
    table.setMinimumHeight(TABLE_HEIGHT)
    return table
