"""One choice out of a few that are all visible."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from gui.theme import Look, set_look
from gui.widgets.focus import only_by_tab


class SegmentedControl(QWidget):
    """A row of joined buttons, exactly one of them pressed. Arrow keys move along it."""

    changed = Signal(str)
    """The key of the new choice; also after `set_current`, if that changes it."""

    def __init__(
        self, choices: Sequence[tuple[str, str]], current: str, parent: QWidget | None = None
    ) -> None:
        """Make one button for each (key, label) of `choices`."""
        super().__init__(parent)
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for index, (key, label) in enumerate(choices):
            button = QPushButton(label)
            button.setCheckable(True)
            button.setChecked(key == current)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            ends = (index == 0, index == len(choices) - 1)
            button.setProperty("segment", {(1, 0): "first", (0, 1): "last"}.get(ends, "inner"))
            only_by_tab(button)
            set_look(button, Look.SEGMENT)
            self._buttons[key] = button
            self._group.addButton(button, index)
            layout.addWidget(button)
        self._current = current
        self._group.idToggled.connect(self._on_toggled)
        if current not in self._buttons:
            raise KeyError(current)

    def current(self) -> str:
        """The key of the choice."""
        return self._current

    def set_current(self, key: str) -> None:
        """Choose by key.

        Raises:
            KeyError: when there is no such choice.
        """
        self._buttons[key].setChecked(True)

    def button(self, key: str) -> QPushButton:
        """The button of a choice, to enable it or to give it a tool tip."""
        return self._buttons[key]

    def _on_toggled(self, index: int, checked: bool) -> None:
        if checked:
            self._current = list(self._buttons)[index]
            self.changed.emit(self._current)
