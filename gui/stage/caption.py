"""The sentence under the stage: what happens in the beat, also for a screen reader."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import FontRole, current_theme, font, theme_source

MOST_LINES = 3
BAR = 3.0
INDENT = 10.0


class Caption(QWidget):
    """One sentence on a few lines; its height depends on `reserve`, never on the sentence.

    What does not fit ends in "…"; it is whole in the tool tip and for a screen reader.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stageCaption")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._text = ""
        self._shown: tuple[str, ...] = ()
        self._letters = FontRole.BODY
        self._lines = 1
        self._least = 1
        self._texts: tuple[str, ...] = ()
        self._role = "muted"
        theme_source().changed.connect(self._on_theme)

    @property
    def text(self) -> str:
        """The whole sentence."""
        return self._text

    @property
    def lines(self) -> int:
        """How many lines there is room for."""
        return self._lines

    @property
    def shown(self) -> tuple[str, ...]:
        """The lines as they are painted."""
        return self._shown

    def reserve(self, texts: Sequence[str]) -> None:
        """Take the room of the longest of the sentences that are to come."""
        self._texts = tuple(texts)
        self._make_room()

    def set_least(self, lines: int) -> None:
        """Take the room of so many lines in any case."""
        self._least = lines
        self._make_room()

    def _make_room(self) -> None:
        width = max(self.width() - INDENT, 1.0)
        needed = [len(_starts(text, font(FontRole.SMALL), width)) for text in self._texts]
        lines = min(max([self._least, *needed]), MOST_LINES)
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()
            self._break()

    def say(self, text: str, spoken: str, role: str, announce: bool) -> None:
        """Show a sentence with a bar in the colour of its phase; `spoken` is for screen readers."""
        if (text, role) == (self._text, self._role):
            return
        self._text, self._role = text, role
        self.setAccessibleName(spoken)
        self._break()
        if announce and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))

    def sizeHint(self) -> QSize:
        """Ask for the lines."""
        return QSize(400, int(self._lines * self._line_height()) + 4)

    def minimumSizeHint(self) -> QSize:
        """Make do with less width."""
        return QSize(100, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the sentence anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != self.width():
            self._make_room()
        self._break()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar and the lines."""
        if not self._shown:
            return
        painter = QPainter(self)
        theme = current_theme()
        quiet = self._role == "muted"
        if not quiet:
            bar = QRectF(0, 3, BAR, self.height() - 6)
            painter.fillRect(bar, theme.color(self._role))
        painter.setFont(font(self._letters))
        painter.setPen(theme.color("muted" if quiet else "text"))
        high = self._line_height()
        for k, line in enumerate(self._shown):
            rect = QRectF(INDENT, 2 + k * high, self.width() - INDENT, high)
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, line)

    def _line_height(self) -> float:
        return float(self.fontMetrics().height() + 1)

    def _break(self) -> None:
        """Break the sentence into lines; if it is too long in smaller letters, then shorten it."""
        width = max(self.width() - INDENT, 1.0)
        for self._letters in (FontRole.BODY, FontRole.SMALL):
            starts = _starts(self._text, font(self._letters), width)
            if len(starts) <= self._lines:
                break
        ends = [*starts[1:], len(self._text)]
        shown = [self._text[a:b].strip() for a, b in zip(starts, ends, strict=True)]
        whole = len(shown) <= self._lines
        if not whole:
            rest = self._text[starts[self._lines - 1] :]
            metrics, elide = QFontMetricsF(font(self._letters)), Qt.TextElideMode.ElideRight
            shown[self._lines - 1 :] = [metrics.elidedText(rest, elide, width)]
        self._shown = tuple(shown)
        self.setToolTip("" if whole else self._text)
        self.update()

    @Slot()
    def _on_theme(self) -> None:
        self._make_room()
        self.updateGeometry()
        self._break()


def _starts(text: str, letters: QFont, width: float) -> list[int]:
    """Where the lines of a text begin."""
    layout = QTextLayout(text, letters)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    starts: list[int] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    return starts
