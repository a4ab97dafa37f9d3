"""Rows of a label and a field, aligned on one edge."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from gui.theme import GRID
from gui.widgets.entry import NumberEntry
from gui.widgets.note import FieldNote


class Form(QGridLayout):
    """A two-column layout. Unlike QFormLayout it centres each label on its field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(GRID + GRID // 2)
        self.setVerticalSpacing(GRID)
        self.setColumnStretch(1, 1)

    def add_row(self, text: str, field: QWidget, tip: str = "") -> QLabel:
        """Append a row and return its label, which speaks for the field and passes on the focus.

        Under a number there is room for why what was typed was not taken.

        Args:
            text: the label; an "&" before a letter makes Alt with this letter jump to the field.
            field: its accessible name becomes the text, unless it has one.
            tip: the tool tip of both.
        """
        label = QLabel(text)
        label.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(text.replace("&", ""))
        if tip:
            label.setToolTip(tip)
            if isinstance(field, NumberEntry):
                field.set_hint(tip)
            else:
                field.setToolTip(tip)
        row = self.rowCount()
        self.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
        self.addWidget(field, row, 1)
        entry = field if isinstance(field, NumberEntry) else field.findChild(NumberEntry)
        if entry is not None:
            self.add_wide(FieldNote().follow(entry))
        return label

    def add_wide(self, field: QWidget) -> None:
        """Append a row that takes both columns."""
        self.addWidget(field, self.rowCount(), 0, 1, 2)
