"""One sample: its picture or its features, the verdict on it, and the probabilities as bars."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from core.arrays import Array
from core.datasets.dataset import Dataset, Task
from gui.evaluation.sample_features import SCALED, SampleFeatures, features_table
from gui.evaluation.verdict import VerdictLabel
from gui.theme import GRID, HALF, RADIUS, current_theme, theme_source
from gui.widgets.bars import BarMode, ProbabilityBars
from gui.widgets.tile import ImageTile

TILE, SMALL_TILE, TABLE_HEIGHT = 112, 64, 120
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
        self.features = SampleFeatures()
        self.table = features_table(self.features)
        self.table.setMinimumHeight(TABLE_HEIGHT)
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
            self.features.set_dataset(dataset)

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
        self.features.set_sample(x)

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
