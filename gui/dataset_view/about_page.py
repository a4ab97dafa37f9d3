"""What a data set is: where it comes from, how large it is, what was done to it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.messages import Ready
from core.statistics import Summary
from gui.dataset_view.class_balance import ClassBalance, part_counts
from gui.dataset_view.gallery import Gallery, Picture
from gui.dataset_view.words import facts, linked
from gui.drawing.written import localized
from gui.theme import GRID, HALF, MARGIN, Look, set_look
from gui.widgets.basics import WrappedLabel

WIDE = 620
"""Pixels from which the class balance stands beside the facts."""
MEAN_SIDE = 84
_READABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse
    | Qt.TextInteractionFlag.LinksAccessibleByMouse
    | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
)


class AboutPage(QScrollArea):
    """Everything about the data set that can be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_about")
        self.setAccessibleName("About the data set")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.title = _text(Look.HEADING)
        self.description = _text()
        self.notices = QVBoxLayout()
        self.notices.setSpacing(HALF)
        self._facts = QWidget()
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(MARGIN)
        self._grid.setVerticalSpacing(GRID)
        self._grid.setColumnStretch(1, 1)
        self.balance = ClassBalance()
        self._balance = _under("Class balance", self.balance)
        self.means = Gallery(MEAN_SIDE)
        self.means.setObjectName("class_means")
        self.means.setAccessibleName("Mean image of each class")
        self._means = _under("Mean image of each class, in the training part", self.means)
        self._lay_out()

    def set_ready(self, ready: Ready) -> None:
        """Show another data set; what has to be computed comes later."""
        dataset = ready.dataset
        self.title.setText(dataset.title)
        self.description.setText(localized(dataset.description))
        self.description.setVisible(bool(dataset.description))
        _clear(self.notices)
        for sentence in dataset.notices:
            self.notices.addWidget(_notice(localized(sentence)))
        _clear(self._grid)
        rows = [(heading, linked(text)) for heading, text in facts(ready)]
        rows += [("Source", linked(dataset.source)), ("Licence", linked(dataset.licence))]
        for row, (heading, text) in enumerate(rows):
            if text:
                self._add(row, heading, text)
        parts = part_counts(ready.split, dataset.outputs)
        self.balance.set_parts(dataset.class_names, parts)
        self._balance.setVisible(bool(parts))
        self.set_summary(ready, None)
        self.verticalScrollBar().setValue(0)

    def set_summary(self, ready: Ready, summary: Summary | None) -> None:
        """Show the mean images, or take them away."""
        dataset, means = ready.dataset, None if summary is None else summary.class_means
        pictures = []
        if dataset.image_shape is not None and means is not None:
            for name, mean in zip(dataset.class_names, means, strict=True):
                pictures.append(Picture(np.reshape(mean, dataset.image_shape), name))
        self.means.set_pictures(pictures)
        self._means.setVisible(bool(pictures))

    def fact(self, heading: str) -> str:
        """What is said under a heading, as plain text with the marks of links."""
        for row in range(self._grid.rowCount()):
            first, second = (self._grid.itemAtPosition(row, column) for column in (0, 1))
            if first is None or second is None:
                continue
            name, label = first.widget(), second.widget()
            if isinstance(name, QLabel) and isinstance(label, QLabel) and name.text() == heading:
                return label.text()
        return ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the class balance beside the facts where there is room."""
        super().resizeEvent(event)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(across if self.width() >= WIDE else down)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(MARGIN, HALF, MARGIN, MARGIN)
        column.setSpacing(GRID)
        column.addWidget(self.title)
        column.addWidget(self.description)
        column.addLayout(self.notices)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(3 * GRID)
        top = Qt.AlignmentFlag.AlignTop
        self._columns.addWidget(self._facts, 3, top)
        self._columns.addWidget(self._balance, 2, top)
        column.addSpacing(HALF)
        column.addLayout(self._columns)
        column.addSpacing(HALF)
        column.addWidget(self._means)
        column.addStretch(1)
        self.setWidget(content)

    def _add(self, row: int, heading: str, text: str) -> None:
        name = QLabel(heading)
        set_look(name, Look.MUTED)
        name.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        label = _text()
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setOpenExternalLinks(True)
        label.setText(text)
        label.setAccessibleName(heading)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(label, row, 1)


def _text(look: Look | None = None) -> WrappedLabel:
    label = WrappedLabel()
    label.setTextInteractionFlags(_READABLE)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    if look is not None:
        set_look(label, look)
    return label


def _notice(sentence: str) -> QFrame:
    frame = QFrame()
    frame.setProperty("notice", "warning")
    row = QVBoxLayout(frame)
    row.setContentsMargins(GRID, HALF, GRID, HALF)
    label = _text()
    label.setText(sentence)
    row.addWidget(label)
    return frame


def _under(heading: str, widget: QWidget) -> QWidget:
    group = QWidget()
    group.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    column = QVBoxLayout(group)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID)
    label = QLabel(heading)
    set_look(label, Look.TITLE)
    column.addWidget(label)
    column.addWidget(widget)
    return group


def _clear(layout: QGridLayout | QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = None if item is None else item.widget()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
