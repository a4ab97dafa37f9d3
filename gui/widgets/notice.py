"""Messages that stay until they were read: what happened, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.resources import icon, icon_pixmap
from gui.theme import (
    GRID,
    HALF,
    ICON_SIZE,
    SMALL_ICON,
    FontRole,
    Look,
    font,
    set_icon_size,
    set_look,
    theme_source,
)
from gui.widgets.basics import WrappedLabel
from gui.widgets.focus import only_by_tab


class Level(StrEnum):
    """How serious a notice is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


_LINE = 28
_MOST_LINES = 10
_ROLES = {Level.INFO: "accent", Level.WARNING: "warning", Level.ERROR: "wrong"}
_SPOKEN = {Level.INFO: "Note", Level.WARNING: "Warning", Level.ERROR: "Error"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One message. `details` is what a person would send along when asking for help."""

    text: str
    level: Level = Level.INFO
    details: str = ""


class NoticeBar(QFrame):
    """Shows one notice, with its details on demand, until it is closed (also with Escape)."""

    closed = Signal()

    def __init__(self, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = notice
        self.setProperty("notice", str(notice.level))
        self.setAccessibleName(f"{_SPOKEN[notice.level]}: {notice.text}")
        self._icon = QLabel()
        self._icon.setFixedSize(ICON_SIZE, _LINE)
        self._label = WrappedLabel(notice.text)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setContentsMargins(0, HALF, 0, HALF)
        self.details_button = _small_button("Details", "Show what is known about this")
        self.details_button.setCheckable(True)
        self.copy_button = _small_button("Copy", "Copy this message and its details")
        self.close_button = QToolButton()
        self.close_button.setAccessibleName("Close this message")
        self.close_button.setToolTip("Close this message")
        set_icon_size(self.close_button, SMALL_ICON)
        set_look(self.close_button, Look.COMPACT)
        self.details_view = QPlainTextEdit(notice.details)
        self.details_view.setReadOnly(True)
        self.details_view.setAccessibleName("Details")
        self._place()
        # Only now that they have a parent: a widget without one would open as a window.
        for button in (self.details_button, self.copy_button):
            button.setVisible(bool(notice.details))
        self.details_view.hide()
        self.details_button.toggled.connect(self.details_view.setVisible)
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.closed)
        theme_source().changed.connect(self._dress)
        self._dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _place(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._icon, 0, top)
        row.addWidget(self._label, 1)
        for button in (self.details_button, self.copy_button, self.close_button):
            button.setFixedHeight(_LINE)
            row.addWidget(button, 0, top)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID + HALF, HALF, HALF, HALF)
        layout.setSpacing(HALF)
        layout.addLayout(row)
        layout.addWidget(self.details_view)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.notice.text}\n\n{self.notice.details}".strip())

    def _dress(self) -> None:
        level = self.notice.level
        ratio = self.devicePixelRatioF()
        picture = icon_pixmap(str(level), ICON_SIZE, role=_ROLES[level], ratio=ratio)
        self._icon.setPixmap(picture)
        self.close_button.setIcon(icon("close"))
        self.details_view.setFont(font(FontRole.SMALL))
        lines = min(self.notice.details.count("\n") + 2, _MOST_LINES)
        self.details_view.setFixedHeight(lines * self.details_view.fontMetrics().lineSpacing() + 12)


class NoticeArea(QWidget):
    """The place for notices at the head of a window: the newest first, the same text once only."""

    def __init__(self, most: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = most
        self._bars: list[NoticeBar] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)
        self.setVisible(False)

    def notices(self) -> list[Notice]:
        """What is shown, the newest first."""
        return [bar.notice for bar in self._bars]

    def show_notice(self, notice: Notice) -> None:
        """Show a notice; beyond the most that fit, the oldest of the least serious goes."""
        for bar in list(self._bars):
            if bar.notice == notice:
                self._remove(bar)
        bar = NoticeBar(notice)
        bar.closed.connect(self._on_closed)
        self._bars.insert(0, bar)
        self._layout.insertWidget(0, bar)
        while len(self._bars) > self._most:
            self._remove(
                min(reversed(self._bars), key=lambda old: list(Level).index(old.notice.level))
            )
        self.setVisible(True)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(bar, QAccessible.Event.Alert))

    def clear(self, level: Level | None = None) -> None:
        """Take away all notices, or those of one level."""
        for bar in list(self._bars):
            if level is None or bar.notice.level is level:
                self._remove(bar)

    def _on_closed(self) -> None:
        bar = self.sender()
        if isinstance(bar, NoticeBar):
            self._remove(bar)

    def _remove(self, bar: NoticeBar) -> None:
        self._bars.remove(bar)
        self._layout.removeWidget(bar)
        bar.hide()
        bar.deleteLater()
        self.setVisible(bool(self._bars))


def _small_button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    set_look(button, Look.COMPACT)
    only_by_tab(button)
    return button
