"""A sentence right under a control: what is wrong with it, or what one should know."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from gui.resources import icon_pixmap
from gui.theme import HALF, FontRole, current_theme, font, theme_source
from gui.widgets.entry import NumberEntry
from gui.widgets.notice import Level

_ICON = 16
_ROLES = {Level.INFO: "muted", Level.WARNING: "warning", Level.ERROR: "wrong"}
_SPOKEN = {Level.INFO: "Note", Level.WARNING: "Warning", Level.ERROR: "Error"}


class FieldNote(QWidget):
    """Takes no room while there is nothing to say; what stands above it never moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = Level.INFO
        self._icon = QLabel()
        self._icon.setFixedSize(_ICON, _ICON + 2)
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setMinimumWidth(40)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, HALF)
        layout.setSpacing(HALF + 2)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._label, 1)
        theme_source().changed.connect(self._dress)
        self._dress()
        self.setVisible(False)

    def text(self) -> str:
        """What is said; empty when nothing is."""
        return self._label.text()

    def level(self) -> Level:
        """How serious it is."""
        return self._level

    def tell(self, level: Level, sentences: Sequence[str]) -> None:
        """Say these sentences, or nothing."""
        text = "\n".join(sentences)
        if text == self.text() and level is self._level:
            return
        self._level = level
        self._label.setText(text)
        self.setAccessibleName(f"{_SPOKEN[level]}: {text}" if text else "")
        self._dress()
        self.setVisible(bool(text))

    def follow(self, entry: NumberEntry) -> FieldNote:
        """Say why what was typed into a field was not taken, for as long as it stands there."""
        entry.refusal_changed.connect(self._on_refusal)
        return self

    @Slot(str)
    def _on_refusal(self, reason: str) -> None:
        self.tell(Level.ERROR, [reason] if reason else [])

    def _dress(self) -> None:
        role = _ROLES[self._level]
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icon_pixmap(str(self._level), _ICON, role=role, ratio=ratio))
        self._label.setFont(font(FontRole.SMALL))
        self._label.setStyleSheet(f"color: {current_theme().color(role).name()};")
