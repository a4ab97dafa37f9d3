"""A part of the inspector: folded away it costs nothing."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.key import Key
from gui.inspector.subject import Shown
from gui.theme import GRID, Look, set_look
from gui.widgets.basics import WrappedLabel


class Part(QWidget):
    """Takes what is to be shown at any time, and draws it only while it is visible."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GRID)
        self._shown: Shown | None = None
        self._stale = False
        self.waiting = WrappedLabel()
        self.waiting.setParent(self)
        self.waiting.setObjectName(f"{type(self).__name__}Waiting")
        set_look(self.waiting, Look.MUTED)
        self.waiting.hide()

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

    def applies(self, shown: Shown) -> bool:
        """Return False where there is nothing to show: the section is then not offered."""
        return True

    def refresh(self) -> None:
        """Draw what is given."""
        raise NotImplementedError

    def hold_back(self, *needs: Key) -> bool:
        """Return True while numbers must not be shown, and say when they come.

        They are made of `needs`: what of these the playhead has not come to is not given away.
        """
        words = "" if self._shown is None else self._shown.waits_for(*needs)
        if words != self.waiting.text():
            self.waiting.setText(words)
        self.waiting.setVisible(bool(words))
        return bool(words)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()
