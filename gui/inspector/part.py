"""A part of the inspector: folded away it costs nothing."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.inspector.subject import Shown
from gui.theme import GRID


class Part(QWidget):
    """Takes what is to be shown at any time, and draws it only while it is visible."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GRID)
        self._shown: Shown | None = None
        self._stale = False

    @property
    def shown(self) -> Shown | None:
        """What was given last."""
        return self._shown

    def set_shown(self, shown: Shown | None) -> None:
        """Show something else, or its next state."""
        self._shown = shown
        if self.isVisible():
            self._stale = False
            self.refresh()
        else:
            self._stale = True

    def refresh(self) -> None:
        """Draw what is given."""
        raise NotImplementedError

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()
