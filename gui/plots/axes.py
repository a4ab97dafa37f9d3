"""Axes with ticks at round numbers, in the theme's font and colours."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtGui import QFontMetricsF

from gui.plots.config import pg
from gui.plots.scales import log_tick_text, log_ticks, tick_text, ticks
from gui.theme import GRID, FontRole, current_theme, font


class XAxis(StrEnum):
    """In what the plots count."""

    STEP = "step"
    EPOCH = "epoch"


class ValueAxis(pg.AxisItem):
    """The left axis, linear or logarithmic (then its coordinates are exponents of 10)."""

    def __init__(self) -> None:
        super().__init__("left")
        self.log = False
        _prepare(self)

    def dress(self) -> None:
        """Take the theme's colours; reserve room for the numbers, so that the plot stays put."""
        _dress(self)
        self.setWidth(QFontMetricsF(font(FontRole.SMALL)).horizontalAdvance("0.0000") + 10)

    def set_log(self, log: bool) -> None:
        """Count in exponents, or plainly."""
        self.log = log
        self.picture = None
        self.update()

    def tickValues(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float, list[float]]]:
        """Ticks at least 22 pixels apart."""
        count = max(2, int(size / 22))
        if self.log:
            return [(0.0, log_ticks(minVal, maxVal, count))]
        return [ticks(minVal, maxVal, count)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Write the numbers."""
        if self.log:
            return [log_tick_text(value) for value in values]
        return [tick_text(value, spacing) for value in values]


class StepAxis(pg.AxisItem):
    """The bottom axis: its coordinates are steps, its ticks are steps or epochs."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.unit = 1.0
        """Steps of one tick unit: 1, or the steps of an epoch."""
        _prepare(self)

    def dress(self) -> None:
        """Take the theme's colours."""
        _dress(self)
        self.setHeight(QFontMetricsF(font(FontRole.SMALL)).height() + 5)

    def set_unit(self, steps: float) -> None:
        """Count in units of so many steps."""
        self.unit = steps
        self.picture = None
        self.update()

    def tickValues(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float, list[float]]]:
        """Ticks with room for their numbers."""
        metrics = QFontMetricsF(font(FontRole.SMALL))
        widest = metrics.horizontalAdvance(f"{maxVal / self.unit:,.0f}") + 3 * GRID
        count = max(2, int(size / widest))
        whole = self.unit == 1.0
        distance, places = ticks(minVal / self.unit, maxVal / self.unit, count, whole)
        return [(distance * self.unit, [place * self.unit for place in places])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Write the numbers."""
        return [tick_text(value / self.unit, spacing / self.unit) for value in values]


class PlainAxis(pg.AxisItem):
    """An axis of plain numbers, with ticks at least `apart` pixels from each other."""

    def __init__(self, orientation: str, apart: int) -> None:
        super().__init__(orientation)
        self._apart = apart
        _prepare(self)

    def dress(self) -> None:
        """Take the theme's colours."""
        _dress(self)
        metrics = QFontMetricsF(font(FontRole.SMALL))
        if self.orientation == "left":
            self.setWidth(metrics.horizontalAdvance("0.0000") + 10)
        else:
            self.setHeight(metrics.height() + 5)

    def tickValues(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float, list[float]]]:
        """Ticks at round numbers."""
        return [ticks(minVal, maxVal, max(2, int(size / self._apart)))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Write the numbers."""
        return [tick_text(value, spacing) for value in values]


def _prepare(axis: pg.AxisItem) -> None:
    axis.enableAutoSIPrefix(False)
    axis.setStyle(tickLength=0, tickTextOffset=4, autoExpandTextSpace=False, tickAlpha=255)
    axis.setStyle(hideOverlappingLabels=False)
    axis.setGrid(255)


def _dress(axis: pg.AxisItem) -> None:
    theme = current_theme()
    axis.setZValue(-1000)  # the grid lies behind the curves; PlotItem had put it in front
    axis.setStyle(tickFont=font(FontRole.SMALL))
    axis.setTextPen(theme.color("muted"))
    axis.setTickPen(pg.mkPen(theme.color("grid"), width=1))
    axis.setPen(pg.mkPen(theme.color("grid"), width=1))
