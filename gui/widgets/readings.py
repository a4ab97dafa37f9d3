"""Numbers in a row that change and do not move; where there is no room the least of them go."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui.theme import GRID, HALF

SPACE = 2 * HALF + GRID


class Readings(QWidget):
    """Labels from left to right, each as wide as its longest text."""

    def __init__(
        self,
        labels: Sequence[QLabel],
        by_importance: Sequence[QLabel],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._by_importance = tuple(by_importance)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for label in labels:
            row.addWidget(label)
        row.addStretch(1)

    def reserve(self, longest: Sequence[str]) -> None:
        """Give the labels, in the order of their importance, the width of these texts."""
        for label, text in zip(self._by_importance, longest, strict=True):
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(text))
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        """Ask for room for all of them."""
        widths = [label.minimumWidth() for label in self._by_importance]
        return QSize(sum(widths) + SPACE * (len(widths) - 1), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Make do with room for the most important one."""
        width = self._by_importance[0].minimumWidth()
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        needed = 0
        for label in self._by_importance:
            needed += label.minimumWidth() + (SPACE if needed else 0)
            label.setVisible(needed <= self.width())
