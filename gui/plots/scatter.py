"""Predicted over true values, for regression: right on the diagonal is right."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from core.arrays import Array
from gui.plots.axes import RoundAxis, TickLevels
from gui.plots.config import adopt_menu, pg
from gui.plots.scales import data_tick_texts, steady_range, ticks
from gui.theme import GRID, FontRole, current_theme, font, theme_source

DOT, RING = 6.0, 12.0
REACH = 12.0
"""How near, in pixels, a click must be to a point."""


class FittedAxis(RoundAxis):
    """Knows how much room its numbers need, as the values may be prices or fractions."""

    def tickValues(self, minVal: float, maxVal: float, size: float) -> TickLevels:
        """As many round numbers as stand beside each other without touching."""
        count = max(2, int(size / self._apart))
        while True:
            found = ticks(minVal, maxVal, count)
            apart = size * found[0] / max(maxVal - minVal, 1e-300)
            if self.orientation == "left" or count <= 1 or apart >= self.widest(*found) + GRID:
                return [found]
            count -= 1

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Write the numbers."""
        return data_tick_texts(values, spacing)

    def widest(self, spacing: float, values: list[float]) -> float:
        """How wide the longest number is, in pixels."""
        metrics = QFontMetricsF(font(FontRole.SMALL))
        texts = self.tickStrings(values, 1.0, spacing)
        return max((metrics.horizontalAdvance(text) for text in texts), default=0.0)

    def needs(self, low: float, high: float, size: float) -> float:
        """How wide its longest number is when it reaches from low to high, in pixels."""
        return max(self.widest(*level) for level in self.tickValues(low, high, size))


class PredictionScatter(pg.PlotWidget):
    """One point for each sample; the current one is ringed, a click chooses another."""

    chosen = Signal(int)
    """The number of the sample that was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        # Before pyqtgraph begins: it resizes itself while it is being made.
        self._range: tuple[float, float] | None = None
        self._left, self._bottom = FittedAxis("left", 32), FittedAxis("bottom", 32)
        super().__init__(
            parent, enableMenu=False, axisItems={"left": self._left, "bottom": self._bottom}
        )
        self.setObjectName("prediction_scatter")
        self.setAccessibleName("Predicted over true values")
        adopt_menu(self)
        self.hideButtons()
        self.setFrameShape(self.Shape.NoFrame)
        self.setMinimumSize(160, 140)
        plot = self.getPlotItem()
        self._margins = plot.layout.setContentsMargins
        self._margins(0, 8, 14, 0)
        self._box = plot.getViewBox()
        self._box.disableAutoRange()
        self._box.setMouseEnabled(x=False, y=False)
        self._diagonal = pg.PlotCurveItem()
        self._dots = pg.ScatterPlotItem(size=DOT, pen=None)
        self._ring = pg.ScatterPlotItem(size=RING)
        for item in (self._diagonal, self._dots, self._ring):
            plot.addItem(item, ignoreBounds=True)
        self._true, self._predicted = np.zeros(0), np.zeros(0)
        theme_source().changed.connect(self._dress)
        self._dress()

    def set_values(self, true: Array, predicted: Array | None) -> None:
        """Show samples (N,) in the target's own unit; without predictions no point."""
        known = np.isfinite(predicted) if predicted is not None else np.zeros(len(true), bool)
        self._true = np.asarray(true, np.float64)
        self._predicted = np.full(len(true), np.nan)
        if predicted is None:
            self._range = None
        else:
            self._predicted[known] = predicted[known]
        shown = np.concatenate([self._true, self._predicted[known]])
        self._range = low, high = steady_range(self._range, shown)
        self._box.setRange(xRange=(low, high), yRange=(low, high), padding=0.0)
        self._fit_axes()
        self._diagonal.setData([low, high], [low, high])
        self._dots.setData(x=self._true[known], y=self._predicted[known])

    def set_current(self, index: int) -> None:
        """Ring a sample."""
        there = index < len(self._true) and bool(np.isfinite(self._predicted[index]))
        at = slice(index, index + 1) if there else slice(0, 0)
        self._ring.setData(x=self._true[at], y=self._predicted[at])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the room that the numbers need."""
        super().resizeEvent(event)
        self._fit_axes()

    def _fit_axes(self) -> None:
        if self._range is None:
            return
        beside = self._left.needs(*self._range, float(self.height())) + GRID
        self._left.setWidth(round(beside))
        below = self._bottom.needs(*self._range, self.width() - beside)
        self._margins(0, 8, max(14, round(below / 2) + 2), 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the sample whose point is nearest."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        known = np.flatnonzero(np.isfinite(self._predicted))
        if event.button() is not Qt.MouseButton.LeftButton or not len(known):
            return
        place = self._box.mapSceneToView(self.mapToScene(event.position().toPoint()))
        width, height = self._box.viewPixelSize()
        across = (self._true[known] - place.x()) / width
        down = (self._predicted[known] - place.y()) / height
        distance = np.hypot(across, down)
        nearest = int(distance.argmin())
        if distance[nearest] <= REACH:
            self.chosen.emit(int(known[nearest]))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """There is nothing to offer."""
        event.ignore()

    def _dress(self) -> None:
        theme = current_theme()
        self.setBackground(theme.color("background"))
        self._left.dress()
        self._bottom.dress()
        self._diagonal.setPen(pg.mkPen(theme.color("line_strong"), width=1))
        self._dots.setBrush(theme.color("test", 0.75))
        self._ring.setPen(pg.mkPen(theme.color("text"), width=1))
        self._ring.setBrush(theme.color("test"))
        self._fit_axes()
