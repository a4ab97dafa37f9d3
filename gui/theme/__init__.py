"""Colours, fonts, colour maps and the application's style: the one place that owns them."""

from gui.theme.classes import Shape, class_colour, class_colours, class_shape, shape_path
from gui.theme.colormaps import (
    Rgba,
    largest_magnitude,
    rgba_image,
    sequential_lut,
    signed_lut,
    signed_rgba,
    unit_rgba,
    values_lut,
    values_rgba,
)
from gui.theme.fonts import FontRole, pixel_size, register_fonts
from gui.theme.icon_size import set_icon_size
from gui.theme.metrics import (
    CONTROL_HEIGHT,
    GRID,
    HAIRLINE,
    HALF,
    ICON_SIZE,
    MARGIN,
    RADIUS,
    SMALL_ICON,
)
from gui.theme.palette import palette
from gui.theme.roles import DARK, LIGHT, THEMES, Theme, colour_roles, contrast
from gui.theme.source import Appearance, ThemeSource, current_theme, font, theme_source
from gui.theme.stylesheet import Look, set_look, style_sheet

__all__ = [
    "CONTROL_HEIGHT",
    "DARK",
    "GRID",
    "HAIRLINE",
    "HALF",
    "ICON_SIZE",
    "LIGHT",
    "MARGIN",
    "RADIUS",
    "SMALL_ICON",
    "THEMES",
    "Appearance",
    "FontRole",
    "Look",
    "Rgba",
    "Shape",
    "Theme",
    "ThemeSource",
    "class_colour",
    "class_colours",
    "class_shape",
    "colour_roles",
    "contrast",
    "current_theme",
    "font",
    "largest_magnitude",
    "palette",
    "pixel_size",
    "register_fonts",
    "rgba_image",
    "sequential_lut",
    "set_icon_size",
    "set_look",
    "shape_path",
    "signed_lut",
    "signed_rgba",
    "style_sheet",
    "theme_source",
    "unit_rgba",
    "values_lut",
    "values_rgba",
]
