"""The middle of the window: the stage, or the data in its place."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from gui.widgets.segmented import SegmentedControl


class View(StrEnum):
    """What can be seen in the middle."""

    STAGE = "stage"
    DATA = "data"


class Centre(QStackedWidget):
    """Shows one of its views, and has the switch between them."""

    def __init__(self, views: Mapping[View, QWidget]) -> None:
        super().__init__()
        self._views = dict(views)
        self.switch = SegmentedControl([(view, view.capitalize()) for view in views], View.STAGE)
        self.switch.setAccessibleName("View")
        self.switch.button(View.STAGE).setToolTip("One sample on its way through the network")
        self.switch.button(View.DATA).setToolTip("What the data set is, and all of its samples")
        for widget in views.values():
            self.addWidget(widget)
        self.setFocusProxy(self._views[View.STAGE])
        self.switch.changed.connect(self._turn_to)

    def show_view(self, view: View) -> None:
        """Bring a view to the front, and the focus with it."""
        self.switch.set_current(view)
        self._views[view].setFocus()

    @Slot(str)
    def _turn_to(self, key: str) -> None:
        widget = self._views[View(key)]
        self.setFocusProxy(widget)
        self.setCurrentWidget(widget)
