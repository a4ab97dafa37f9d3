"""The plots' own menu, instead of pyqtgraph's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from gui.drawing.written import grouped
from gui.plots.axes import XAxis
from gui.plots.controls import SPANS, position_of, weight_of


class PlotMenu(QMenu):
    """What can be done with the plots; everything of the row above them is here as well."""

    reset_asked = Signal()
    copy_asked = Signal()
    save_asked = Signal()
    log_asked = Signal(bool)
    smoothing_asked = Signal(float)
    axis_asked = Signal(object)
    """An `XAxis`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reset = self._action("&Reset view", self.reset_asked.emit)
        self.copy = self._action("&Copy values", self.copy_asked.emit)
        self.copy.setToolTip("The values of all epochs as CSV")
        self.save = self._action("&Save picture…", self.save_asked.emit)
        self.addSeparator()
        self.log = self._action("&Logarithmic loss", self._on_log)
        self.log.setCheckable(True)
        smoothing = self.addMenu("S&moothing")
        self._smoothing = self._choices(smoothing)
        for span in SPANS:
            text = "None" if span == 1 else f"About {grouped(span)} steps"
            action = smoothing.addAction(text, partial(self.smoothing_asked.emit, weight_of(span)))
            self._choose(action, self._smoothing)
        axis = self.addMenu("&Count in")
        self._axes = self._choices(axis)
        for which, text in ((XAxis.STEP, "&Steps"), (XAxis.EPOCH, "&Epochs")):
            self._choose(axis.addAction(text, partial(self.axis_asked.emit, which)), self._axes)

    def show_options(self, log: bool, smoothing: float, axis: XAxis) -> None:
        """Tick what holds."""
        self.log.setChecked(log)
        self._smoothing.actions()[position_of(smoothing)].setChecked(True)
        self._axes.actions()[list(XAxis).index(axis)].setChecked(True)

    def _action(self, text: str, then: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _checked: then())
        self.addAction(action)
        return action

    def _choices(self, menu: QMenu) -> QActionGroup:
        group = QActionGroup(menu)
        group.setExclusive(True)
        return group

    def _choose(self, action: QAction, group: QActionGroup) -> None:
        action.setCheckable(True)
        group.addAction(action)

    def _on_log(self) -> None:
        self.log_asked.emit(self.log.isChecked())
