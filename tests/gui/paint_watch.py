"""Watches a widget being painted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from core.right_of_way import RightOfWay


class PaintWatch(QObject):
    """Notes each time that a widget is painted, and whether training waits meanwhile."""

    def __init__(self, widget: QWidget, way: RightOfWay) -> None:
        super().__init__(widget)
        self.held: list[bool] = []
        self._way = way
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.held.append(self._way.is_taken)
        return False
