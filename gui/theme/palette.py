"""The QPalette of a theme, for everything that the style sheet does not reach."""

from __future__ import annotations

from PySide6.QtGui import QPalette

from gui.theme.roles import Theme

_Role = QPalette.ColorRole
_ROLES = {
    _Role.Window: "background",
    _Role.WindowText: "text",
    _Role.Base: "raised",
    _Role.AlternateBase: "surface",
    _Role.ToolTipBase: "raised",
    _Role.ToolTipText: "text",
    _Role.PlaceholderText: "muted",
    _Role.Text: "text",
    _Role.Button: "raised",
    _Role.ButtonText: "text",
    _Role.BrightText: "wrong",
    _Role.Light: "hover",
    _Role.Midlight: "hover",
    _Role.Mid: "line",
    _Role.Dark: "line_strong",
    _Role.Shadow: "line_strong",
    _Role.Highlight: "selection",
    _Role.HighlightedText: "text",
    _Role.Link: "accent",
    _Role.LinkVisited: "muted",
    _Role.Accent: "accent",
}
_DIMMED = (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText)


def palette(theme: Theme) -> QPalette:
    """All colour roles of Qt in the theme's colours; disabled text in its own."""
    result = QPalette()
    for role, name in _ROLES.items():
        result.setColor(role, theme.color(name))
    for role in _DIMMED:
        result.setColor(QPalette.ColorGroup.Disabled, role, theme.color("disabled"))
    return result
