"""Which theme is in force, and who is told when it changes."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication

from gui.theme.fonts import FontRole, make_font, register_fonts
from gui.theme.palette import palette
from gui.theme.roles import DARK, LIGHT, Theme
from gui.theme.stylesheet import style_sheet

SMALLEST_TEXT, LARGEST_TEXT = 0.8, 2.0


class Appearance(StrEnum):
    """What the user asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


_SCHEMES = {
    Appearance.SYSTEM: Qt.ColorScheme.Unknown,
    Appearance.LIGHT: Qt.ColorScheme.Light,
    Appearance.DARK: Qt.ColorScheme.Dark,
}


class ThemeSource(QObject):
    """Holds the theme in force; widgets read `theme` when they paint and repaint on `changed`.

    Use the one of `theme_source()`.
    """

    changed = Signal(object)
    """Emitted with the new Theme, after a change of colours or of text size."""

    def __init__(self) -> None:
        super().__init__()
        self._appearance = Appearance.SYSTEM
        self._text_scale = 1.0
        self._application: QApplication | None = None
        self._theme = LIGHT

    @property
    def theme(self) -> Theme:
        """The theme in force."""
        return self._theme

    @property
    def appearance(self) -> Appearance:
        """What the user asked for, which may be to follow the system."""
        return self._appearance

    @property
    def text_scale(self) -> float:
        """Size of all text, 1 for the usual one."""
        return self._text_scale

    def install(self, application: QApplication) -> None:
        """Dress the application: style, fonts, palette, style sheet; follow the system's scheme."""
        register_fonts()
        application.setStyle("Fusion")
        if self._application is None:
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self._application = application
        self._theme = self._wanted()
        self._dress()

    def set_appearance(self, appearance: Appearance) -> None:
        """Choose light, dark, or whatever the system has."""
        self._appearance = appearance
        if self._application is not None:
            # Asks the window system for a title bar that fits; it may not know how.
            QGuiApplication.styleHints().setColorScheme(_SCHEMES[appearance])
        self._follow()

    def set_text_scale(self, scale: float) -> None:
        """Enlarge or shrink all text, 0.8 to 2: a classroom is far from the projector."""
        scale = min(max(scale, SMALLEST_TEXT), LARGEST_TEXT)
        if scale != self._text_scale:
            self._text_scale = scale
            self._dress()

    def font(self, role: FontRole) -> QFont:
        """The font of a role at the text size in force."""
        return make_font(role, self._text_scale)

    @Slot()
    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted is not self._theme:
            self._theme = wanted
            self._dress()

    def _wanted(self) -> Theme:
        if self._appearance is Appearance.SYSTEM:
            dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        else:
            dark = self._appearance is Appearance.DARK
        return DARK if dark else LIGHT

    def _dress(self) -> None:
        if self._application is not None:
            self._application.setPalette(palette(self._theme))
            self._application.setFont(self.font(FontRole.BODY))
            self._application.setStyleSheet(style_sheet(self._theme, self._text_scale))
        self.changed.emit(self._theme)


_source: ThemeSource | None = None


def theme_source() -> ThemeSource:
    """The one theme source of the program, made at the first call."""
    global _source
    if _source is None:
        _source = ThemeSource()
    return _source


def current_theme() -> Theme:
    """The theme in force: read it when painting, do not keep it."""
    return theme_source().theme


def font(role: FontRole) -> QFont:
    """The font of a role at the text size in force."""
    return theme_source().font(role)
