"""Where the keyboard goes after a click: Space is to go on meaning run and pause."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QWidget


def only_by_tab(*widgets: QWidget) -> None:
    """Let a click leave the keyboard focus where it is; Tab still reaches the widgets.

    Space would press the button again, and a second click is what the mouse is for.
    """
    for widget in widgets:
        widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)


def take_over_typing() -> None:
    """Let the number that is being typed count, as if its field had been left."""
    field = QApplication.focusWidget()
    if isinstance(field, QAbstractSpinBox):
        field.clearFocus()
