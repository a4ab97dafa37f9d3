"""Axes with ticks at round numbers, in the theme's font and colours, and a quiet grid."""

from __future__ import annotations

from enum import StrEnum
from math import ceil

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from gui.plots.config import pg
from gui.plots.scales import log_tick_texts, log_ticks, tick_texts, ticks
from gui.theme import GRID, HALF, FontRole, current_theme, font

_LONGEST = "9,999,999"
TickLevels = list[tuple[float, list[float]]]


class XAxis(StrEnum):
    """In what the plots count."""

    STEP = "step"
    EPOCH = "epoch"


class RoundAxis(pg.AxisItem):
    """A left or bottom axis whose room does not depend on its numbers, so that nothing jumps."""

    def __init__(self, orientation: str, apart: int = 22) -> None:
        super().__init__(orientation)
        self._apart = apart
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=0, tickTextOffset=4, autoExpandTextSpace=False, tickAlpha=255)
        self.setGrid(255)

    def dress(self) -> None:
        """Take the theme's colours and reserve room for its font."""
        theme, letters = current_theme(), font(FontRole.SMALL)
        metrics = QFontMetricsF(letters)
        self.setZValue(-1000)  # the grid lies behind the curves; PlotItem had put it in front
        self.setStyle(tickFont=letters)
        self.setTextPen(theme.color("muted"))
        self.setTickPen(pg.mkPen(theme.color("grid"), width=1))
        self.setPen(pg.mkPen(theme.color("grid"), width=1))
        if self.orientation == "left":
            self.setWidth(metrics.horizontalAdvance("0.0000") + GRID)
        else:
            self.setHeight(metrics.height() + 5)

    def boundingRect(self) -> QRectF:
        """Leave room for numbers that reach beyond the ends; with a grid, pyqtgraph does not."""
        beyond = self.overhang(_LONGEST)
        return QRectF(super().boundingRect()).adjusted(-beyond, -10, beyond, 10)

    def overhang(self, text: str) -> int:
        """How far a number at the end of the axis may reach beyond it, in pixels."""
        width = QFontMetricsF(font(FontRole.SMALL)).horizontalAdvance(text)
        return max(ceil(width / 2) + 2, GRID + HALF)

    def tickValues(self, minVal: float, maxVal: float, size: float) -> TickLevels:
        """Ticks at round numbers, with room for what is written at them."""
        return [ticks(minVal, maxVal, self.room(size, f"{maxVal:,.0f}"))]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Write the numbers."""
        return tick_texts(values, spacing)

    def room(self, size: float, longest: str) -> int:
        """How many numbers fit, none longer than `longest`."""
        if self.orientation == "left":
            apart = float(self._apart)
        else:
            metrics = QFontMetricsF(font(FontRole.SMALL))
            apart = metrics.horizontalAdvance(longest) + 3 * GRID
        return max(2, int(size / apart))

    def redraw(self) -> None:
        """Forget what was drawn."""
        self.picture = None
        self.update()


class ValueAxis(RoundAxis):
    """The left axis, linear or logarithmic (then its coordinates are exponents of 10)."""

    def __init__(self) -> None:
        super().__init__("left")
        self.log = False

    def set_log(self, log: bool) -> None:
        """Count in exponents, or plainly."""
        self.log = log
        self.redraw()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> TickLevels:
        """Ticks at round numbers, or round powers."""
        if self.log:
            return [(0.0, log_ticks(minVal, maxVal, self.room(size, "")))]
        return super().tickValues(minVal, maxVal, size)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Write the numbers."""
        if self.log:
            return log_tick_texts(values)
        return super().tickStrings(values, scale, spacing)


class StepAxis(RoundAxis):
    """The bottom axis: its coordinates are steps, its ticks are steps or epochs."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.unit = 1.0
        """Steps of one tick unit: 1, or the steps of an epoch."""

    def set_unit(self, steps: float) -> None:
        """Count in units of so many steps."""
        self.unit = steps
        self.redraw()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> TickLevels:
        """Ticks at round numbers of the unit, in coordinates."""
        low, high = minVal / self.unit, maxVal / self.unit
        whole = self.unit == 1.0 or high - low >= 2.0  # parts of an epoch only from near
        distance, places = ticks(low, high, self.room(size, f"{high:,.0f}"), whole)
        return [(distance * self.unit, [place * self.unit for place in places])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Write the numbers."""
        return tick_texts([value / self.unit for value in values], spacing / self.unit)

    def text_at(self, step: float) -> str:
        """As wide as the number of any tick up to a step."""
        return tick_texts([float(ceil(step / self.unit))], 1.0)[0]
