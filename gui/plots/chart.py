"""One quantity of a run: a line of values above its plot, and a range that stays calm."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.drawing.written import localized
from gui.plots.curve_plot import EPOCH_SERIES, CurvePlot
from gui.plots.marks import Series
from gui.plots.readout import WIDEST, Reading, ReadOut
from gui.plots.scales import four_digits, linear_top, log_range, steady_top, x_end
from gui.plots.series import Curves, least_positive, nearest


class Chart(QWidget):
    """Shows `Curves`. Its range follows them until somebody zooms, and again after `reset`."""

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.readout = ReadOut(title)
        self.readout.setObjectName(f"{name}_values")
        self.plot = CurvePlot()
        self.plot.setObjectName(f"{name}_plot")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.readout)
        layout.addWidget(self.plot, 1)
        self._title = title
        self._top_of_scale: float | None = None
        self._curves: Curves | None = None
        self._goal = 0
        self._log = False
        self._zoomed = False
        self._range: tuple[float, float] | None = None
        self.set_quantity(title)
        self.plot.zoomed.connect(self._on_zoom)

    def set_quantity(self, title: str, top: float | None = None) -> None:
        """Name the quantity; `top` is its largest value, if it has one."""
        self._title = title
        self._top_of_scale = top
        self._range = None
        self.readout.set_title(title, WIDEST if top is None else localized(f"{top:.1f}"))
        self.plot.setAccessibleName(f"{title} over the steps")

    @property
    def title(self) -> str:
        """The name of the quantity."""
        return self._title

    @property
    def log(self) -> bool:
        """Whether the values are on a logarithmic scale."""
        return self._log

    def set_log(self, log: bool) -> None:
        """Choose a logarithmic or a linear scale."""
        if log != self._log:
            self._log = log
            self.reset()
            self.plot.set_log(log)
            if self._curves is None:
                self._show_empty_range()

    @property
    def reached(self) -> float | None:
        """The step that the curves have come to."""
        if self._curves is None or not len(self._curves.steps.step):
            return None
        return float(self._curves.steps.step[-1])

    def show_curves(self, curves: Curves, goal: int) -> None:
        """Show a run that wants to go to the step `goal`."""
        self._curves = curves
        if not self._zoomed:
            self._range = self._calm_range(curves)
            self.plot.set_range(x_end(int(self.reached or 0), goal), *self._range)
        self.plot.set_data(curves)

    def clear(self, goal: int = 0) -> None:
        """Show nothing, at the beginning of a run."""
        self._curves = None
        self._zoomed = False
        self._range = None
        self.plot.set_data(None)
        self.plot.set_cursor(None)
        self._goal = goal
        self._show_empty_range()
        self.readout.set_reading(Reading())

    def reset(self) -> None:
        """Let the range follow the curves again."""
        self._zoomed = False
        self._range = None

    def show_part(self, left: float, right: float) -> None:
        """Show the steps that another chart has been zoomed to."""
        self._zoomed = True
        self.plot.set_x(left, right)

    def values_at(self, step: float, shown: set[Series]) -> tuple[tuple[Series, str], ...]:
        """The values of what is shown: of the bucket at `step`, and of the last epoch by then."""
        if self._curves is None:
            return ()
        found: list[tuple[Series, str]] = []
        points = self._curves.steps
        at = nearest(points.step, step)
        if Series.MINIBATCH in shown and at >= 0:
            found.append((Series.MINIBATCH, localized(four_digits(float(points.mean[at])))))
        for series in EPOCH_SERIES:
            steps, values = self._curves.epochs[series]
            if series in shown and len(steps):
                last = int((steps <= step).sum()) - 1
                found.append(
                    (series, localized(four_digits(float(values[last]))) if last >= 0 else "–")
                )
        return tuple(found)

    def _show_empty_range(self) -> None:
        ends = (-1.0, 0.0) if self._log else self._start()
        self.plot.set_range(x_end(0, self._goal), *ends)

    def _start(self) -> tuple[float, float]:
        return 0.0, self._top_of_scale or 1.0

    def _calm_range(self, curves: Curves) -> tuple[float, float]:
        """The range before, unless the curves have left it (or, linear, need less than half)."""
        if self._top_of_scale is not None and not self._log:
            return self._start()
        means = curves.steps.mean
        epochs = [values for _, values in curves.epochs.values()]
        top = linear_top(epochs, means)
        if not math.isfinite(top):
            return self._range or self._start()
        if not self._log:
            return 0.0, steady_top(None if self._range is None else self._range[1], top)
        low, high = log_range(least_positive(means, *epochs), max(top, 1e-300))
        if self._range is None:
            return low, high
        return min(low, self._range[0]), max(high, self._range[1])

    def _on_zoom(self) -> None:
        self._zoomed = True
