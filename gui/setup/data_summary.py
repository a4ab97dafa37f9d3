"""Two lines about a data set, neither more nor less: nothing moves while one looks for a set."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from gui.setup.boxes import wrapped
from gui.theme import Look, set_look

_LINES = 2


class SummaryLabel(QLabel):
    """A text on two lines; the tool tip has all of what is longer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = ""
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        # It has not, but a column with such a label gets the height that it asks for, and one
        # without only what it needs: every note that comes or goes would move all of it.
        policy.setHeightForWidth(True)
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        set_look(self, Look.SMALL)

    def show_text(self, text: str) -> None:
        """Show a text, shortened to what there is room for."""
        if text != self._full:
            self._full = text
            self.setAccessibleName(text)
            self._fit()

    def full_text(self) -> str:
        """The text without shortening; `text()` is what is shown."""
        return self._full

    def sizeHint(self) -> QSize:
        """Ask for two lines."""
        self.ensurePolished()
        return QSize(120, self._height_of("\n".join("X" * _LINES)))

    def minimumSizeHint(self) -> QSize:
        """Need two lines."""
        return QSize(60, self.sizeHint().height())

    def heightForWidth(self, width: int) -> int:
        """Be of one height at every width."""
        return self.sizeHint().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the text to the new width."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Shorten the text for a new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        room = self.sizeHint().height()
        shown, words = self._full, self._full.split(" ")
        while words and self._height_of(shown) > room:
            words.pop()
            shown = " ".join(words) + " …"
        self.setText(shown)
        self.setToolTip("" if shown == self._full else wrapped(self._full))

    def _height_of(self, text: str) -> int:
        flags = Qt.TextFlag.TextWordWrap
        return self.fontMetrics().boundingRect(0, 0, self.width(), 10_000, flags, text).height()
