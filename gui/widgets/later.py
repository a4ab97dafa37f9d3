"""A place for a widget that takes time to make: it comes after the first paint of the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

W = TypeVar("W", bound=QWidget)


class Later(QWidget, Generic[W]):
    """Empty until it has been painted once, or until somebody asks for its content."""

    built = Signal()

    def __init__(self, build: Callable[[], W], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._build = build
        self._content: W | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def is_built(self) -> bool:
        """True once the content is there."""
        return self._content is not None

    @property
    def content(self) -> W:
        """The widget itself; made now if it is not there yet."""
        if self._content is None:
            self._content = self._build()
            self._column.addWidget(self._content)
            self.setFocusProxy(self._content)
            self.built.emit()
        return self._content

    def paintEvent(self, event: QPaintEvent) -> None:
        """Make the content as soon as the window is on the screen."""
        super().paintEvent(event)
        if self._content is None:
            QTimer.singleShot(0, self._make)

    @Slot()
    def _make(self) -> None:
        self.content  # noqa: B018 - asking for it makes it
