"""A titled part of a panel that can be folded away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.resources import icon
from gui.theme import GRID, HALF, SMALL_ICON, Look, set_icon_size, set_look, theme_source

INSET = 5
"""From the header's frame to its icon; the content begins there too."""


class _Header(QToolButton):
    """Knows whether it is the mouse that toggles it."""

    by_mouse = False

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Toggle."""
        self.by_mouse = True
        super().mouseReleaseEvent(event)
        self.by_mouse = False


class CollapsibleSection(QWidget):
    """A header that opens and closes what is added to `body`."""

    toggled = Signal(bool)
    """True when the section was opened."""

    def __init__(self, title: str, expanded: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = _Header()
        self.header.setText(title)
        self.header.setCheckable(True)
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        set_icon_size(self.header, SMALL_ICON)
        self.header.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # A click leaves the focus where it is, so that Space goes on to mean what it meant there.
        self.header.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_look(self.header, Look.SECTION)
        self.content = QWidget()
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(INSET, HALF, 0, GRID)
        self.body.setSpacing(GRID)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.content)
        self.header.toggled.connect(self._show)
        theme_source().changed.connect(self._dress)
        self.header.setChecked(expanded)
        self._dress()
        self.content.setVisible(expanded)

    def title(self) -> str:
        """The text of the header."""
        return self.header.text()

    def is_expanded(self) -> bool:
        """Whether the content is shown."""
        return self.header.isChecked()

    def set_expanded(self, expanded: bool) -> None:
        """Open or close the section."""
        self.header.setChecked(expanded)

    def _show(self, expanded: bool) -> None:
        focused = QApplication.focusWidget()
        if not expanded and focused is not None and self.content.isAncestorOf(focused):
            # Or the keyboard would go on inside what cannot be seen.
            if self.header.by_mouse:
                focused.clearFocus()
            else:
                self.header.setFocus()
        self.content.setVisible(expanded)
        self._dress()
        self.toggled.emit(expanded)

    def _dress(self) -> None:
        expanded = self.header.isChecked()
        self.header.setIcon(icon("chevron-down" if expanded else "chevron-right", role="muted"))
        self.header.setAccessibleDescription("expanded" if expanded else "collapsed")
