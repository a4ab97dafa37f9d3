"""Named colours of the two themes: the only place where a colour is written down."""

from __future__ import annotations

from dataclasses import dataclass, fields

from PySide6.QtGui import QColor


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by role, as "#rrggbb" strings; `color` turns one into a QColor.

    Forward and backward are blue and orange, which stay apart for every kind of colour vision.
    A text role reaches a contrast of 4.5 to 1 on `background`, `surface` and `raised`.
    """

    name: str
    dark: bool

    # surfaces, from the back to the front
    background: str
    surface: str
    raised: str
    hover: str
    pressed: str
    track: str
    line: str
    line_strong: str

    # text
    text: str
    muted: str
    disabled: str
    on_accent: str

    # meaning
    accent: str
    accent_hover: str
    forward: str
    backward: str
    right: str
    wrong: str
    warning: str
    focus: str
    selection: str

    # tinted grounds of notices
    info_surface: str
    warning_surface: str
    error_surface: str

    # plots and pictures
    grid: str
    signed_negative: str
    signed_zero: str
    signed_positive: str
    not_a_number: str
    ink: str
    paper: str
    train: str
    development: str
    test: str
    series: tuple[str, ...]

    def color(self, role: str, alpha: float = 1.0) -> QColor:
        """The colour of `role`, with an opacity of 0 to 1.

        Raises:
            KeyError: when there is no such role.
        """
        value = _colour_of(self, role)
        result = QColor(value)
        result.setAlphaF(alpha)
        return result

    def with_alpha(self, role: str, alpha: float) -> str:
        """The colour of `role` as an "rgba(...)" string for style sheets."""
        value = self.color(role)
        return f"rgba({value.red()}, {value.green()}, {value.blue()}, {round(255 * alpha)})"


def _colour_of(theme: Theme, role: str) -> str:
    value = getattr(theme, role, None)
    if role in NOT_COLOURS or not isinstance(value, str) or not value.startswith("#"):
        raise KeyError(f"No colour role is called {role!r}")
    return value


NOT_COLOURS = frozenset({"name", "dark", "series"})


def colour_roles() -> tuple[str, ...]:
    """The names of all roles that hold one colour."""
    return tuple(field.name for field in fields(Theme) if field.name not in NOT_COLOURS)


DARK = Theme(
    name="dark",
    dark=True,
    background="#15171b",
    surface="#1a1d22",
    raised="#23272e",
    hover="#2b3038",
    pressed="#343a44",
    track="#2a2e35",
    line="#2d3138",
    line_strong="#5f656f",
    text="#ece8df",
    muted="#a2a5ab",
    disabled="#686d76",
    on_accent="#0d1420",
    accent="#6ea4ec",
    accent_hover="#8ab6f1",
    forward="#6ea4ec",
    backward="#e8935a",
    right="#6ea4ec",
    wrong="#f4717f",
    warning="#e0b252",
    focus="#8ab6f1",
    selection="#2b4a75",
    info_surface="#1c2735",
    warning_surface="#2c2619",
    error_surface="#321f23",
    grid="#2a2e35",
    signed_negative="#5fa1f3",
    signed_zero="#22262c",
    signed_positive="#e28247",
    not_a_number="#e14fd0",
    ink="#f2eee4",
    paper="#202328",
    train="#6ea4ec",
    development="#5cc0a0",
    test="#e8935a",
    series=("#6ea4ec", "#e8935a", "#5cc0a0", "#c796e0", "#e0b252", "#a2a5ab"),
)

LIGHT = Theme(
    name="light",
    dark=False,
    background="#fbfaf7",
    surface="#f5f3ee",
    raised="#ffffff",
    hover="#edeae3",
    pressed="#e2ded4",
    track="#e6e3db",
    line="#e1ddd4",
    line_strong="#928d83",
    text="#1b1d21",
    muted="#5c6068",
    disabled="#9b9d9f",
    on_accent="#ffffff",
    accent="#1f62b5",
    accent_hover="#2a72ca",
    forward="#1f62b5",
    backward="#ac4a11",
    right="#1f62b5",
    wrong="#bf1f3c",
    warning="#855800",
    focus="#1f62b5",
    selection="#c5daf5",
    info_surface="#e7eff9",
    warning_surface="#f9efd8",
    error_surface="#fae6e7",
    grid="#e6e3db",
    signed_negative="#2a6fc1",
    signed_zero="#f3f1ec",
    signed_positive="#ac5107",
    not_a_number="#c026a8",
    ink="#1b1d21",
    paper="#f2f0eb",
    train="#1f62b5",
    development="#18775a",
    test="#ac4a11",
    series=("#1f62b5", "#ac4a11", "#18775a", "#7d3f9e", "#855800", "#5c6068"),
)

THEMES = (DARK, LIGHT)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 to 21, by WCAG 2.1 (relative luminance)."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(value: str) -> float:
    color = QColor(value)
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
