"""The training part as points on the plane: two features, or one and its target."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.arrays import FloatArray
from core.datasets.dataset import Dataset
from core.training import Part
from gui.dataset_view.scatter_layout import Frame, Points, frame, nearest, points_of
from gui.dataset_view.shown import PartName, Shown
from gui.drawing.written import grouped
from gui.plots.scales import data_tick_texts, ticks
from gui.theme import (
    GRID,
    HALF,
    FontRole,
    class_colour,
    class_shape,
    current_theme,
    font,
    shape_path,
    theme_source,
    values_rgba,
)

DOT, SMALL_DOT, RING, REACH = 7.0, 5.0, 16.0, 10.0
ROOMY = 260.0
"""Pixels: in less, the points are smaller."""
MOST_POINTS = 5000
"""More cannot be told apart; painting them takes longer than a frame."""
_CENTRE = Qt.AlignmentFlag.AlignCenter


class FeatureScatter(QWidget):
    """A click chooses a point."""

    chosen = Signal(int)
    """The index of a sample of the training part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("feature_scatter")
        self.setAccessibleName("Scatter plot of the training part")
        self.setMouseTracking(True)
        self.setMinimumSize(160, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._dataset: Dataset | None = None
        self._points: Points | None = None
        self._part: Part | None = None
        self._traced: FloatArray | None = None
        self._picture: QPixmap | None = None
        self._places: FloatArray | None = None
        self._pointed: int | None = None
        theme_source().changed.connect(self._forget)

    @property
    def points(self) -> Points | None:
        """What is shown; None if the data set has no such plot."""
        return self._points

    def set_data(self, dataset: Dataset, part: Part) -> None:
        """Show the training part of a data set."""
        self._dataset, self._part = dataset, part
        cut = Part(part.x[:MOST_POINTS], part.y[:MOST_POINTS], part.labels)
        if part.labels is not None:
            cut = Part(cut.x, cut.y, part.labels[:MOST_POINTS])
        self._points = points_of(dataset, cut)
        if self._points is not None:
            self.setAccessibleDescription(
                f"{grouped(len(self._points.at))} points: {self._points.up} (up) "
                f"over {self._points.across} (across)"
            )
        self._traced = self._pointed = None
        self._forget()

    def set_traced(self, x: FloatArray | None, y: FloatArray | None) -> None:
        """Ring the sample on the stage, from whichever part: its features and its targets."""
        dataset, points = self._dataset, self._points
        self._traced = None
        if dataset is not None and points is not None and x is not None and y is not None:
            at = dataset.own_units(x)
            if dataset.inputs == 1:
                at = np.concatenate([at, dataset.own_targets(y)[:1]])
            self._traced = at[np.newaxis]
        self.update()

    def place_of(self, index: int) -> QPointF | None:
        """Where the point of a sample stands."""
        places = self._pixels()
        if places is None or index >= len(places):
            return None
        return QPointF(places[index, 0], places[index, 1])

    def sizeHint(self) -> QSize:
        """Ask for some room."""
        return QSize(420, 320)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture of all points, and the rings of two of them."""
        if self._points is None or not len(self._points.at):
            return
        if self._picture is None:
            self._picture = self._paint_picture(self._points)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, where = current_theme(), self._frame(self._points)
        if self._traced is not None:
            x, y = where.pixels(self._traced)[0]
            painter.setPen(QPen(theme.color("text"), 2))
            painter.drawEllipse(QPointF(x, y), RING / 2, RING / 2)
        place = None if self._pointed is None else self.place_of(self._pointed)
        if place is not None:
            painter.setPen(QPen(theme.color("focus"), 1))
            painter.drawEllipse(place, RING / 2, RING / 2)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is known of the point under the mouse."""
        pointed = self._at(event.position())
        self.setCursor(
            Qt.CursorShape.ArrowCursor if pointed is None else Qt.CursorShape.PointingHandCursor
        )
        if pointed != self._pointed:
            self._pointed = pointed
            self.update()
        if pointed is None or self._dataset is None or self._part is None:
            QToolTip.hideText()
            return
        everything = Shown(self._dataset, PartName.TRAIN, self._part, np.zeros(0, np.int64))
        QToolTip.showText(event.globalPosition().toPoint(), everything.tip(pointed), self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the point that is nearest."""
        found = self._at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and found is not None:
            self.chosen.emit(found)

    def leaveEvent(self, event: object) -> None:
        """Forget what was pointed at."""
        self._pointed = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint anew."""
        super().resizeEvent(event)
        self._forget()

    def _at(self, place: QPointF) -> int | None:
        places = self._pixels()
        return None if places is None else nearest(places, place.x(), place.y(), REACH)

    def _pixels(self) -> FloatArray | None:
        if self._points is None or not len(self._points.at):
            return None
        if self._places is None:
            self._places = self._frame(self._points).pixels(self._points.at)
        return self._places

    def _frame(self, points: Points) -> Frame:
        metrics = QFontMetricsF(font(FontRole.SMALL))
        bottom = 2 * metrics.height() + GRID
        height = max(20.0, self.height() - bottom - GRID)
        ends = frame(points, 0.0, GRID, float(self.width()), height).y  # nearly: room is lost
        distance, found = ticks(*ends, _upright_ticks(height))
        widest = max(metrics.horizontalAdvance(text) for text in data_tick_texts(found, distance))
        left = widest + metrics.height() + 2 * GRID
        return frame(points, left, GRID, max(20.0, self.width() - left - 2 * GRID), height)

    def _paint_picture(self, points: Points) -> QPixmap:
        ratio, theme = self.devicePixelRatioF(), current_theme()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(FontRole.SMALL))
        where = self._frame(points)
        _paint_axes(painter, where, points)
        places = where.pixels(points.at)
        # The least values are nearly as dark as a dark background, the largest ones nearly white.
        outline = "background" if points.values is None else "line_strong"
        painter.setPen(QPen(theme.color(outline), 0.8))
        dot = DOT if min(where.width, where.height) >= ROOMY else SMALL_DOT
        colours = self._colours(points)
        for (x, y), (colour, shape) in zip(places.tolist(), colours, strict=True):
            painter.setBrush(colour)
            painter.drawPath(shape_path(class_shape(shape), dot).translated(x, y))
        painter.end()
        return picture

    def _colours(self, points: Points) -> list[tuple[QColor, int]]:
        theme = current_theme()
        if points.labels is not None:
            return [(class_colour(k, theme), k) for k in points.labels.tolist()]
        if points.values is None:
            return [(theme.color("train"), 0)] * len(points.at)
        low, high = float(points.values.min()), float(points.values.max())
        rgba = values_rgba(points.values, low, high, theme)  # as on the plane of the model
        return [(QColor(*row), 0) for row in rgba.tolist()]

    @Slot()
    def _forget(self) -> None:
        self._picture = self._places = None
        self.update()


def _upright_ticks(height: float) -> int:
    return max(2, int(height / 48))


def _paint_axes(painter: QPainter, where: Frame, points: Points) -> None:
    theme, metrics = current_theme(), QFontMetricsF(painter.font())
    height = metrics.height()
    bottom, right = where.top + where.height, where.left + where.width
    distance, found = ticks(*where.x, max(2, int(where.width / 64)))
    for value, text in zip(found, data_tick_texts(found, distance), strict=True):
        x = where.pixels(np.array([[value, where.y[0]]]))[0, 0]
        painter.setPen(theme.color("grid"))
        painter.drawLine(QPointF(x, where.top), QPointF(x, bottom))
        painter.setPen(theme.color("muted"))
        painter.drawText(QRectF(x - 60, bottom + 2, 120, height), _CENTRE, text)
    distance, found = ticks(*where.y, _upright_ticks(where.height))
    aside = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for value, text in zip(found, data_tick_texts(found, distance), strict=True):
        y = where.pixels(np.array([[where.x[0], value]]))[0, 1]
        painter.setPen(theme.color("grid"))
        painter.drawLine(QPointF(where.left, y), QPointF(right, y))
        painter.setPen(theme.color("muted"))
        place = QRectF(0, y - height / 2, where.left - HALF, height)
        painter.drawText(place, aside, text)
    painter.setPen(theme.color("text"))
    below = QRectF(where.left, bottom + height + 2, where.width, height)
    middle = Qt.TextElideMode.ElideMiddle
    painter.drawText(below, _CENTRE, metrics.elidedText(points.across, middle, where.width))
    painter.save()
    painter.translate(height / 2 + 1, where.top + where.height / 2)
    painter.rotate(-90)
    half = where.height / 2
    beside = QRectF(-half, -height / 2, 2 * half, height)
    painter.drawText(beside, _CENTRE, metrics.elidedText(points.up, middle, where.height))
    painter.restore()
