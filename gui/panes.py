"""Where the panels stand: three columns, or two where there is no room for three."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QTabWidget, QWidget

from gui.theme import theme_source

NARROW = 1200
"""Below this width, at the usual text size, the setup is a tab beside the others, and the stage
gets its room. Larger text needs more of it."""
COLUMN, ROW = 288, 220
"""Usual width of a side column and height of the plots."""


class Pane(Enum):
    """What can be shown and hidden."""

    SETUP = "setup"
    PLOTS = "plots"
    SIDE = "side"


class Panes(QWidget):
    """Setup on the left, stage or data over the plots in the middle, tabs on the right."""

    changed = Signal()
    """Something is shown or hidden that was not."""

    def __init__(
        self, setup: QWidget, centre: QWidget, plots: QWidget, tabs: Mapping[str, QWidget]
    ) -> None:
        super().__init__()
        self._setup = setup
        self._centre = centre
        self._plots = plots
        self._hidden: set[Pane] = set()
        self._narrow = False
        self._widths = [COLUMN, 10 * COLUMN, COLUMN]
        self._tabs = QTabWidget()
        self._tabs.setObjectName("side")
        self._tabs.setAccessibleName("Side panels")
        self._tabs.tabBar().setAccessibleName("Side panels")
        self._tabs.setDocumentMode(True)
        for title, panel in tabs.items():
            self._tabs.addTab(panel, title)
        self._rows = _splitter(Qt.Orientation.Vertical, centre, plots)
        self._rows.setStretchFactor(0, 1)
        self._rows.setSizes([10 * ROW, ROW])
        self._columns = _splitter(Qt.Orientation.Horizontal, setup, self._rows, self._tabs)
        self._columns.setStretchFactor(1, 1)
        self._columns.setSizes(self._widths)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._columns)
        theme_source().changed.connect(self._choose_columns)

    def is_shown(self, pane: Pane) -> bool:
        """Return whether a pane is meant to be seen."""
        return pane not in self._hidden

    def toggle(self, pane: Pane) -> None:
        """Show or hide a pane. Where the setup is a tab, go to it."""
        if pane is Pane.SETUP and self._narrow:
            self.show_panel(self._setup)
        else:
            self._hidden ^= {pane}
            self._arrange()
        self.changed.emit()

    def hide_all_but_stage(self) -> None:
        """Leave nothing but the stage."""
        self._hidden = set(Pane)
        self._arrange()
        self.changed.emit()

    def show_panel(self, panel: QWidget) -> None:
        """Bring a panel of the tabs to the front."""
        if Pane.SIDE in self._hidden:
            self._hidden.discard(Pane.SIDE)
            self._arrange()
            self.changed.emit()
        self._tabs.setCurrentWidget(panel)

    def offer_panel(self, panel: QWidget, offered: bool, instead: QWidget) -> None:
        """Show or hide the tab of a panel; `instead` comes to the front for it while it is gone."""
        index = self._tabs.indexOf(panel)
        if self._tabs.isTabVisible(index) == offered:
            return
        leaving, coming = (instead, panel) if offered else (panel, instead)
        in_front = self._tabs.currentWidget() is leaving
        self._tabs.setTabVisible(index, offered)
        if in_front:
            self._tabs.setCurrentWidget(coming)

    def state(self) -> bytes:
        """Return the arrangement, for `restore`."""
        front = self._tabs.currentWidget()
        state = {
            "widths": self._widths if self._narrow else self._columns.sizes(),
            "heights": self._rows.sizes(),
            "tab": "" if front is None else front.objectName(),
            "hidden": sorted(pane.value for pane in self._hidden),
        }
        return json.dumps(state).encode()

    def restore(self, state: bytes) -> None:
        """Arrange as `state` says; what it does not say, or not clearly, stays as it is."""
        try:
            said = json.loads(state or b"{}")
            widths, heights = _sizes(said.get("widths"), 3), _sizes(said.get("heights"), 2)
            hidden = {Pane(str(name)) for name in said.get("hidden", ())}
            tab = str(said.get("tab", ""))
        except (ValueError, TypeError, AttributeError):
            return  # damaged: the usual arrangement
        self._widths = widths or self._widths
        if heights:
            self._rows.setSizes(heights)
        self._hidden = hidden
        self._arrange()
        for index in range(self._tabs.count()):
            panel = self._tabs.widget(index)
            if panel is not None and panel.objectName() == tab:
                self._tabs.setCurrentIndex(index)
        self.changed.emit()

    def minimumSizeHint(self) -> QSize:
        """Make do with the room of two columns: with less than three need, there are only two."""
        least = super().minimumSizeHint()
        middle, side = self._rows.minimumSizeHint(), self._tabs.minimumSizeHint()
        return QSize(min(least.width(), middle.width() + side.width() + 1), least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Change between three columns and two."""
        super().resizeEvent(event)
        self._choose_columns()

    @Slot()
    def _choose_columns(self) -> None:
        narrow = self.width() < NARROW * theme_source().text_scale
        if narrow != self._narrow:
            if narrow:
                self._widths = self._columns.sizes()
            self._narrow = narrow
            self._arrange()

    def _arrange(self) -> None:
        """Put every pane where it belongs, and the focus where it can be seen."""
        if self._narrow and self._tabs.indexOf(self._setup) < 0:
            front = self._tabs.currentIndex()
            self._tabs.insertTab(0, self._setup, "Setup")
            self._tabs.setCurrentIndex(front + 1)
        elif not self._narrow and self._columns.indexOf(self._setup) < 0:
            self._columns.insertWidget(0, self._setup)
        if not self._narrow:
            self._setup.setVisible(Pane.SETUP not in self._hidden)
            self._columns.setStretchFactor(0, 0)
            self._columns.setStretchFactor(1, 1)
            self._columns.setSizes(self._widths)
        self._plots.setVisible(Pane.PLOTS not in self._hidden)
        self._tabs.setVisible(Pane.SIDE not in self._hidden)
        focused = self.window().focusWidget()
        if focused is not None and not focused.isVisibleTo(self.window()):
            self._centre.setFocus()


def _sizes(said: object, count: int) -> list[int]:
    if not isinstance(said, list) or len(said) != count:
        return []
    return [max(int(size), 0) for size in said]


def _splitter(orientation: Qt.Orientation, *panes: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    splitter.setFrameShape(QFrame.Shape.NoFrame)
    for pane in panes:
        splitter.addWidget(pane)
    return splitter
