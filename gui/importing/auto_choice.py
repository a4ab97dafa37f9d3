"""A choice that is recognised from the file until somebody makes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from gui.setup.boxes import wrapped
from gui.widgets.steady import ChoiceBox

_FRAME = 60
"""Padding, border and arrow of a combo box in the style sheet."""


class AutoChoice(ChoiceBox):
    """Its first entry says what was recognised, as "Comma (recognised)"."""

    chosen = Signal(str)
    """The key that somebody chose, empty for what is recognised."""

    def __init__(
        self, name: str, tip: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        """Offer (key, title) beside what is recognised."""
        super().__init__(parent)
        self._titles = dict(choices)
        self._keys = ["", *self._titles]
        self.addItem("Recognised")
        self.addItems(list(self._titles.values()))
        self.setMinimumContentsLength(1)
        self.setMaxVisibleItems(len(self._keys))
        self.setAccessibleName(name)
        self.setToolTip(wrapped(tip))
        self.setAccessibleDescription(tip)
        self.setItemData(0, wrapped("As it is found in the file."), Qt.ItemDataRole.ToolTipRole)
        self.activated.connect(self._on_activated)

    def key(self) -> str:
        """What is chosen; empty: what is recognised."""
        return self._keys[self.currentIndex()]

    def show_key(self, key: str, recognised: str = "") -> None:
        """Show a choice, and what was recognised, without telling anybody."""
        if key not in self._keys:
            self._keys.append(key)
            self._titles[key] = key
            self.addItem(key)
        title = self._titles.get(recognised, recognised)
        if not key:
            # While something is chosen nobody has looked for what would be recognised.
            self.setItemText(0, f"{title} (recognised)" if title else "Recognised")
        else:
            self.setItemText(0, "Recognised")
        self.setCurrentIndex(self._keys.index(key))

    def minimumSizeHint(self) -> QSize:
        """Need room for the longest title with its addition."""
        hint = super().minimumSizeHint()
        metrics = self.fontMetrics()
        longest = max(
            metrics.horizontalAdvance(f"{title} (recognised)") for title in self._titles.values()
        )
        hint.setWidth(longest + _FRAME)
        return hint

    def sizeHint(self) -> QSize:
        """Ask for no more than that."""
        return self.minimumSizeHint()

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self.chosen.emit(self._keys[index])
