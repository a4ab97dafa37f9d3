"""The row above the plots: a legend that switches curves, smoothing, scale and axis."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from gui.drawing.written import grouped
from gui.plots.axes import XAxis
from gui.plots.legend import LegendButton
from gui.plots.marks import Series
from gui.theme import GRID, HALF, Look, set_look
from gui.widgets.steady import SteadySlider

SPANS = (1, 3, 10, 30, 100, 300)
"""Steps that an average reaches back, one for each position of the slider. One over more would lag
so far behind that it looks like another loss."""


def weight_of(span: int) -> float:
    """The weight of the past, for an average over about `span` steps."""
    return 1.0 - 1.0 / span


def position_of(weight: float) -> int:
    """The slider's position nearest to a weight."""
    return min(range(len(SPANS)), key=lambda i: abs(weight_of(SPANS[i]) - weight))


def span_text(span: int) -> str:
    """What a position of the slider means."""
    return "No smoothing" if span == 1 else f"Minibatches averaged over about {grouped(span)} steps"


class PlotControls(QWidget):
    """Buttons and a slider. What finds no room is also in the menu."""

    shown_changed = Signal(object, bool)
    """A `Series`, and whether it is to be seen."""
    log_changed = Signal(bool)
    smoothing_changed = Signal(float)
    axis_changed = Signal(object)
    """An `XAxis`."""

    def __init__(self, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self._legend = {series: self._make_legend(series) for series in Series}
        for entry in self._legend.values():
            row.addWidget(entry)
        row.addStretch(1)
        self._label = QLabel("Smoothing")
        set_look(self._label, Look.SMALL)
        self.slider = SteadySlider()
        self.slider.setObjectName("plot_smoothing")
        self.slider.setAccessibleName("Smoothing")
        self.slider.setRange(0, len(SPANS) - 1)
        self.slider.setFixedWidth(72)
        self.slider.valueChanged.connect(self._on_slider)
        self._label.setBuddy(self.slider)
        row.addWidget(self._label)
        row.addSpacing(HALF)
        row.addWidget(self.slider)
        row.addSpacing(GRID)
        self.log = _button("Log", "Logarithmic scale for the loss", "plot_log")
        self.log.toggled.connect(self.log_changed)
        row.addWidget(self.log)
        row.addSpacing(GRID)
        self._axis_group = QButtonGroup(self)
        self._axes = {
            XAxis.STEP: _button("Steps", "Count in steps: updates of the weights", "plot_steps"),
            XAxis.EPOCH: _button("Epochs", "Count in passes over the training set", "plot_epochs"),
        }
        for axis, button in self._axes.items():
            self._axis_group.addButton(button)
            button.setChecked(axis is XAxis.STEP)
            row.addWidget(button)
        self._axis_group.buttonClicked.connect(self._on_axis)
        self.more = QToolButton()
        self.more.setText("…")
        self.more.setToolTip("More for the plots")
        self.more.setAccessibleName("More for the plots")
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_look(self.more, Look.COMPACT)
        row.addSpacing(HALF)
        row.addWidget(self.more)
        self._describe_slider()

    def legend(self, series: Series) -> LegendButton:
        """The button that switches a curve."""
        return self._legend[series]

    def axis_button(self, axis: XAxis) -> QToolButton:
        """The button of a way to count."""
        return self._axes[axis]

    def shown(self) -> set[Series]:
        """The curves that are to be seen."""
        return {s for s, button in self._legend.items() if button.isChecked()}

    def set_available(self, series: Series, available: bool) -> None:
        """Show or hide the legend of a set that a run may lack."""
        self._legend[series].setVisible(available)
        self._fit()

    def describe(self, series: Series, tip: str) -> None:
        """Say what the curves of a series are, in this run."""
        self._legend[series].setToolTip(tip)
        self._legend[series].setAccessibleDescription(tip)

    def show_smoothing(self, weight: float) -> None:
        """Move the slider to where a weight is, without choosing the slider's own."""
        self.slider.blockSignals(True)
        self.slider.setValue(position_of(weight))
        self.slider.blockSignals(False)
        self._describe_slider()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what finds no room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Choose by the width there is: everything, without the label, or the legend only."""
        legend = sum(b.sizeHint().width() + 2 for b in self._legend.values() if not b.isHidden())
        options = sum(b.sizeHint().width() for b in (*self._axes.values(), self.log, self.more))
        room = self.width() - legend - options - 3 * GRID
        self._label.setVisible(room >= self._label.sizeHint().width() + 72 + 2 * GRID)
        self.slider.setVisible(room >= 72 + GRID)
        for button in (*self._axes.values(), self.log):
            button.setVisible(room >= 0)

    def minimumSizeHint(self) -> QSize:
        """The legend and the menu."""
        legend = sum(b.sizeHint().width() + 2 for b in self._legend.values() if not b.isHidden())
        return QSize(legend + 32, self.more.sizeHint().height())

    def _make_legend(self, series: Series) -> LegendButton:
        button = LegendButton(series)
        button.toggled.connect(lambda on: self.shown_changed.emit(series, on))
        return button

    def _describe_slider(self) -> None:
        text = span_text(SPANS[self.slider.value()])
        self.slider.setToolTip(text)
        self.slider.setAccessibleDescription(text)

    def _on_slider(self, position: int) -> None:
        self._describe_slider()
        self.smoothing_changed.emit(weight_of(SPANS[position]))

    def _on_axis(self) -> None:
        axis = next(axis for axis, button in self._axes.items() if button.isChecked())
        self.axis_changed.emit(axis)


def _button(text: str, tip: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(text)
    button.setAccessibleDescription(tip)
    button.setObjectName(name)
    button.setCheckable(True)
    set_look(button, Look.COMPACT)
    return button
