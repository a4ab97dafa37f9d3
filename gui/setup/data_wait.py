"""How far something is that takes its time, with a way out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from core.work import Progress
from gui.theme import HALF, Look, set_look
from gui.widgets.basics import ElidedLabel
from gui.widgets.focus import only_by_tab

_PARTS = 1000
_MB = 1_000_000


class WaitRow(QWidget):
    """A line of text and a thin bar, and beside them a button to cancel."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = ElidedLabel("", Qt.TextElideMode.ElideMiddle)
        set_look(self.label, Look.SMALL)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.cancel_button = QPushButton("Cancel")
        self.cancel_button.setToolTip("Give it up; what stands stays")
        only_by_tab(self.cancel_button)
        set_look(self.cancel_button, Look.COMPACT)
        column = QVBoxLayout()
        column.setSpacing(HALF)
        column.addWidget(self.label)
        column.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(column, 1)
        row.addWidget(self.cancel_button)
        self.cancel_button.clicked.connect(self.cancelled)
        self.show_text("")

    def show_text(self, text: str) -> None:
        """Say what is being done while nobody knows how far it is."""
        self.label.setText(text)
        self.bar.setRange(0, 0)

    def show_progress(self, progress: Progress) -> None:
        """Show how far it is."""
        if progress.total <= 0:
            self.show_text(progress.what)
            return
        self.label.setText(progress_text(progress))
        self.bar.setRange(0, _PARTS)
        self.bar.setValue(round(_PARTS * min(progress.done / progress.total, 1.0)))


def progress_text(progress: Progress) -> str:
    """As "Reading sales.csv: 12 of 100 MB"; small things only in percent."""
    if progress.total < _MB:
        return f"{progress.what}: {100 * progress.done // max(progress.total, 1)} %"
    return f"{progress.what}: {progress.done / _MB:.0f} of {progress.total / _MB:.0f} MB"
