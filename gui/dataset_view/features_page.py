"""What the features are: a table with histograms, or for images one picture for all pixels."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from core.arrays import Array
from core.datasets.dataset import Dataset, Task
from core.messages import Ready
from core.statistics import Summary
from gui.dataset_view.class_legend import ClassLegend
from gui.dataset_view.feature_scatter import FeatureScatter
from gui.dataset_view.feature_table import FeatureTable
from gui.dataset_view.gallery import Gallery, Picture
from gui.dataset_view.words import counted, number
from gui.session import Origin, Sample
from gui.theme import GRID, HALF, MARGIN, Look, set_look
from gui.widgets.basics import ElidedLabel, WrappedLabel

SMALLEST_PIXELS, LARGEST_PIXELS = 140, 300
USUAL_PLANE, LEAST_PLANE = 280, 200
"""Pixels: the points stand beside the table where it leaves them so much."""
LOW = 400
"""Pixels: below this height there is hardly room under the table, and the least is enough."""
_NO_LIMIT = 16_777_215  # QWIDGETSIZE_MAX, which PySide6 does not name


class FeaturesPage(QWidget):
    """Follows the data set; the numbers come when they have been worked out."""

    chosen = Signal(object, int)
    """An `Origin` and an index: a sample to put on the stage."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_features")
        self.setAccessibleName("Features")
        self._ready: Ready | None = None
        self.words = WrappedLabel()
        set_look(self.words, Look.MUTED)
        self.legend = ClassLegend(shapes=False)
        self.table = FeatureTable()
        self.scatter_title = ElidedLabel()
        set_look(self.scatter_title, Look.TITLE)
        self.scatter_legend = ClassLegend(shapes=True)
        self.scatter = FeatureScatter()
        self.scatter.chosen.connect(self._on_chosen)
        self.pixels = Gallery(SMALLEST_PIXELS)
        self.pixels.setObjectName("pixel_pictures")
        self.pixels.setAccessibleName("Statistics of the pixels")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._table_page())
        self._pages.addWidget(self._pixel_page())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        words = QVBoxLayout()
        words.setContentsMargins(MARGIN, HALF, MARGIN, 0)
        words.addWidget(self.words)
        column.addLayout(words)
        column.addWidget(self._pages, 1)

    def set_ready(self, ready: Ready, summary: Summary | None) -> None:
        """Show another data set, or what is known of it by now."""
        dataset, before = ready.dataset, self._ready
        self._ready = ready
        pictures = dataset.image_shape is not None
        self._pages.setCurrentIndex(int(pictures))
        self.setFocusProxy(self._pages.currentWidget() if pictures else self.table)
        self.words.setText(_pixel_words(dataset, summary) if pictures else _words(dataset))
        self.table.set_dataset(None if pictures else dataset, summary)
        self.legend.set_classes(self.table.classes())
        found = _pixel_pictures(dataset, summary) if pictures and summary is not None else []
        self.pixels.set_pictures(found)
        self._fit_pictures()
        if before is None or before.split.train is not ready.split.train:
            self.scatter.set_data(dataset, ready.split.train)
        plane = self.scatter.points is not None
        self._plane.setVisible(plane)
        self.scatter_title.setText(_scatter_title(dataset) if plane else "")
        self.scatter_legend.set_classes(dataset.class_names if plane else ())
        if plane:
            self.legend.hide()  # the one beside the points says it already
        self._arrange()

    def set_sample(self, sample: Sample | None) -> None:
        """Mark the sample on the stage."""
        known = sample is not None and sample.origin is not Origin.DRAWN
        x: Array | None = sample.x if sample is not None and known else None
        self.scatter.set_traced(x, sample.y if sample is not None and known else None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the pictures use the room."""
        super().resizeEvent(event)
        self._fit_pictures()
        self._arrange()

    def _arrange(self) -> None:
        """Put the points beside the table where it keeps all its columns, else below it."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        plane = self.scatter.points is not None
        wanted = self.table.wanted_width()
        least = LEAST_PLANE if self.height() < LOW else USUAL_PLANE
        beside = self.width() >= wanted + least + 4 * GRID  # of margins
        self._halves.setDirection(across if beside else down)
        low = plane and not beside
        self.table.set_roomy(not low)
        self.table.setMaximumHeight(self.table.wanted_height() if low else _NO_LIMIT)
        # Shares and no least sizes: those would keep the window from becoming smaller.
        area = self._halves.geometry()
        whole = area.width() - 2 * GRID if beside else area.height()
        first = self.table.wanted_height() if low else max(wanted, 3 * whole // 5)
        self._halves.setStretch(0, first)
        self._halves.setStretch(1, max(whole - first, 1))

    def _fit_pictures(self) -> None:
        count = max(3, len(self.pixels.pictures))
        side = min((self.width() - 2 * MARGIN) // count - 2 * GRID, self.height() - 120)
        self.pixels.set_side(min(max(side, SMALLEST_PIXELS), LARGEST_PIXELS))

    def _on_chosen(self, index: int) -> None:
        self.chosen.emit(Origin.TRAIN, index)

    def _table_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(GRID, 0, GRID, GRID)
        column.setSpacing(GRID)
        legend = QVBoxLayout()
        legend.setContentsMargins(GRID, 0, GRID, 0)
        legend.addWidget(self.legend)
        column.addLayout(legend)
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._halves.addWidget(self.table, 3)
        column.addLayout(self._halves, 1)
        self._plane = QWidget()
        below = QVBoxLayout(self._plane)
        below.setContentsMargins(GRID, HALF, GRID, 0)
        below.setSpacing(HALF)
        for widget in (self.scatter_title, self.scatter_legend):
            below.addWidget(widget)
        below.addWidget(self.scatter, 1)
        self._halves.addWidget(self._plane, 2)
        return page

    def _pixel_page(self) -> QWidget:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(MARGIN, GRID, MARGIN, MARGIN)
        column.addWidget(self.pixels)
        column.addStretch(1)
        area.setWidget(content)
        return area


def _words(dataset: Dataset) -> str:
    kind = "off" if dataset.scaling is None else dataset.scaling.kind
    told = f"{counted(dataset.inputs, 'feature')} in the units of the data, in the training part."
    if kind == "off":
        return f"{told} They are used as they are."
    return f"{told} Each is used as (value − offset) / scale: {_HOW[kind]}."


_HOW = {
    "standard": "offset and scale are its mean and its deviation",
    "min-max": "the offset is its least value, the scale its range",
}


def _pixel_words(dataset: Dataset, summary: Summary | None) -> str:
    told = f"{counted(dataset.inputs, 'pixel')} in the training part."
    if summary is None:
        return told
    constant = int(summary.features.constant.sum())
    if not constant:
        return f"{told} None of them is the same in every image."
    what = "is" if constant == 1 else "are"
    return f"{told} {counted(constant, 'pixel')} {what} the same in every image."


def _pixel_pictures(dataset: Dataset, summary: Summary) -> list[Picture]:
    shape, features = dataset.image_shape, summary.features
    assert shape is not None

    def picture(values: Array, name: str, high: float, remark: str) -> Picture:
        table = np.asarray(values, np.float64).reshape(shape)
        return Picture(table, name, 0.0, high, remark)

    widest = float(features.deviation.max()) or 1.0
    found = [
        picture(features.mean, "Mean", 1.0, "0 to 1"),
        picture(features.deviation, "Deviation", widest, f"0 to {number(widest)}"),
    ]
    if features.constant.any():
        found.append(picture(features.constant, "Constant", 1.0, "marked: the same in all"))
    scaling = dataset.scaling
    if scaling is not None and scaling.kind != "off":
        offset, scale = float(scaling.offset.max()) or 1.0, float(scaling.scale.max()) or 1.0
        found.append(picture(scaling.offset, "Offset", offset, f"0 to {number(offset)}"))
        found.append(picture(scaling.scale, "Scale", scale, f"0 to {number(scale)}"))
    return found


def _scatter_title(dataset: Dataset) -> str:
    if dataset.task is Task.CLASSIFICATION:
        return "The training part by class"
    if dataset.inputs == 1:
        return "The training part: target over feature"
    low, high = (dataset.own_targets(f(dataset.train.y, axis=0)) for f in (np.min, np.max))
    ends = f"{number(float(low[0]))} (blue) to {number(float(high[0]))} (yellow)"
    return f"The training part by {dataset.target_names[0]}, {ends}"
