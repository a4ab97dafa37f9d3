"""A column that scrolls up and down, and never sideways."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class VerticalScrollArea(QScrollArea):
    """As wide as its content needs; only its height is free."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = content
        self.setWidget(content)
        self.verticalScrollBar().rangeChanged.connect(self._keep_width)

    def minimumSizeHint(self) -> QSize:
        """Need the content's width beside the scroll bar, and a few rows of height."""
        return QSize(self._content.minimumSizeHint().width() + self._bar_width(), 160)

    def sizeHint(self) -> QSize:
        """Ask for the whole content."""
        return QSize(self.minimumSizeHint().width(), self._content.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Pass on that the content needs more width or less; a scroll area would keep it."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the content clear of the place of the scroll bar."""
        super().resizeEvent(event)
        self._keep_width()

    def _bar_width(self) -> int:
        return self.verticalScrollBar().sizeHint().width()

    @Slot()
    def _keep_width(self) -> None:
        # The content has one width with and without the bar, or it would move sideways whenever a
        # note makes it longer than the panel.
        needed = self._content.height() > self.height()
        self.setViewportMargins(0, 0, 0 if needed else self._bar_width(), 0)
