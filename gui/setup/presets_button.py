"""Ready-made runs in a menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from core.presets import PRESETS, Preset
from gui.resources import icon
from gui.setup.boxes import wrapped
from gui.theme import SMALL_ICON, set_icon_size, theme_source
from gui.widgets.focus import only_by_tab


class PresetsButton(QToolButton):
    """Opens the menu of presets."""

    chosen = Signal(object)
    """The `RunConfig` of the preset that somebody chose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        only_by_tab(self)
        self.setText("Presets")
        self.setAccessibleName("Presets")
        self.setToolTip(
            wrapped("Runs to start from: every setting is replaced by that of the run.")
        )
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow after the word
        set_icon_size(self, SMALL_ICON)
        self.menu_of_presets = QMenu(self)
        self.menu_of_presets.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.menu_of_presets.setToolTipsVisible(True)
        for preset in PRESETS:
            action = self.menu_of_presets.addAction(preset.title)
            action.setToolTip(wrapped(preset.explanation))
            action.triggered.connect(partial(self._choose, preset))
        self.setMenu(self.menu_of_presets)
        theme_source().changed.connect(self._dress)
        self._dress()

    def _choose(self, preset: Preset, checked: bool = False) -> None:
        self.chosen.emit(preset.config)

    def _dress(self) -> None:
        self.setIcon(icon("chevron-down", role="muted"))
