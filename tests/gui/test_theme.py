"""Colours, colour maps, fonts and icons."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetrics, QIcon, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gui import resources
from gui.resources import app_icon, icon, icon_names, icon_pixmap
from gui.theme import (
    DARK,
    LIGHT,
    THEMES,
    Appearance,
    FontRole,
    Look,
    Theme,
    colour_roles,
    contrast,
    current_theme,
    font,
    largest_magnitude,
    palette,
    rgba_image,
    sequential_lut,
    set_look,
    signed_lut,
    signed_rgba,
    style_sheet,
    theme_source,
    unit_rgba,
    values_rgba,
)
from gui.theme.fonts import FONT_FILES, FONT_FOLDER
from gui.theme.stylesheet import CONTROL_ICONS

TEXT_ROLES = ("text", "muted", "accent", "forward", "backward", "right", "wrong", "warning")
CURVE_ROLES = ("train", "development", "test")
GROUNDS = ("background", "surface", "raised", "hover")
THEME_NAMES = [theme.name for theme in THEMES]

each_theme = pytest.mark.parametrize("theme", THEMES, ids=THEME_NAMES)


@pytest.fixture
def installed(qapp: QApplication) -> Iterator[None]:
    source = theme_source()
    source.install(qapp)
    yield
    source.set_appearance(Appearance.SYSTEM)
    source.set_text_scale(1.0)


# Contrast


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    # Published values: WCAG's extremes, and #777777 and #767676 on white, just below and above AA.
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
    ],
)
def test_contrast_gives_the_published_ratios(first: str, second: str, ratio: float) -> None:
    assert contrast(first, second) == pytest.approx(ratio, abs=0.005)
    assert contrast(second, first) == contrast(first, second)


@each_theme
@pytest.mark.parametrize(("role", "ground"), list(product(TEXT_ROLES + CURVE_ROLES, GROUNDS)))
def test_every_text_is_readable_on_every_ground(theme: Theme, role: str, ground: str) -> None:
    assert contrast(getattr(theme, role), getattr(theme, ground)) >= 4.5


@each_theme
@pytest.mark.parametrize(
    ("role", "ground"),
    [
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("text", "selection"),
        ("text", "pressed"),
        ("text", "info_surface"),
        ("text", "warning_surface"),
        ("text", "error_surface"),
        ("muted", "paper"),
        ("ink", "paper"),
    ],
)
def test_text_on_coloured_grounds_is_readable(theme: Theme, role: str, ground: str) -> None:
    assert contrast(getattr(theme, role), getattr(theme, ground)) >= 4.5


@each_theme
def test_what_is_not_text_is_visible(theme: Theme) -> None:
    pairs = [("focus", ground) for ground in GROUNDS]
    pairs += [("accent", "track"), ("wrong", "track"), ("warning", "warning_surface")]
    pairs += [("wrong", "error_surface"), ("accent", "info_surface"), ("line_strong", "background")]
    for role, ground in pairs:
        assert contrast(getattr(theme, role), getattr(theme, ground)) >= 3.0, (role, ground)
    for colour in theme.series:
        assert contrast(colour, theme.background) >= 3.0


@each_theme
def test_all_roles_are_colours(theme: Theme) -> None:
    for role in colour_roles():
        assert re.fullmatch("#[0-9a-f]{6}", getattr(theme, role)), role
        assert theme.color(role).name() == getattr(theme, role)


@pytest.mark.parametrize("role", ["no such", "name", "dark", "series", "color"])
def test_an_unknown_role_is_refused(role: str) -> None:
    with pytest.raises(KeyError):
        LIGHT.color(role)


# Colour maps


@each_theme
def test_the_ends_and_the_middle_of_the_maps_are_the_roles(theme: Theme) -> None:
    def name(rgba: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> str:
        return QColor(*(int(channel) for channel in rgba)).name()

    signed = signed_rgba([-3.0, 0.0, 3.0], 3.0, theme)
    assert [name(colour) for colour in signed] == [
        theme.signed_negative,
        theme.signed_zero,
        theme.signed_positive,
    ]
    assert [name(colour) for colour in unit_rgba([0.0, 1.0], theme)] == [theme.paper, theme.ink]


def _lightness(rgba: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> list[float]:
    """CIE L* of sRGB colours, another measure than the one that the maps were made with."""
    srgb = rgba[:, :3] / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    luminance = linear @ np.array([0.2126, 0.7152, 0.0722])
    cubic = 116 * np.cbrt(luminance) - 16
    return list(np.where(luminance > 0.008856, cubic, 903.3 * luminance))


@each_theme
def test_lightness_tells_magnitude_without_hue(theme: Theme) -> None:
    table = signed_lut(theme)
    positive = np.array(_lightness(table[128:]))
    negative = np.array(_lightness(table[128:0:-1]))
    sign = 1 if theme.dark else -1
    assert (np.diff(positive) * sign > -0.35).all()  # steps of 8-bit rounding are allowed
    assert (np.diff(negative) * sign > -0.35).all()
    assert np.abs(positive - negative).max() < 5  # opposite values are about equally light
    assert abs(positive[-1] - positive[0]) > 35
    sequential = np.array(_lightness(sequential_lut(theme)))
    assert (np.diff(sequential) * sign > -0.35).all()
    assert abs(sequential[-1] - sequential[0]) > 75


# Machado, Oliveira and Fernandes (2009), severity 1: linear RGB as seen with one kind of cone less.
DEFICIENCIES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


@each_theme
@pytest.mark.parametrize("kind", DEFICIENCIES)
def test_signs_stay_apart_for_every_kind_of_colour_vision(theme: Theme, kind: str) -> None:
    def seen(colour: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        value = QColor(colour)
        srgb = np.array([value.redF(), value.greenF(), value.blueF()])
        linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
        mixed = np.clip(np.array(DEFICIENCIES[kind]) @ linear, 0, 1)
        xyz = mixed @ np.array(
            [[0.4124, 0.2126, 0.0193], [0.3576, 0.7152, 0.1192], [0.1805, 0.0722, 0.9505]]
        )
        f = np.cbrt(xyz / [0.9505, 1.0, 1.089])
        return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])

    for one, other in (
        (theme.signed_negative, theme.signed_positive),
        (theme.forward, theme.backward),
        (theme.right, theme.wrong),
        (theme.train, theme.test),
    ):
        assert np.linalg.norm(seen(one) - seen(other)) > 30  # a difference of 2.3 is just seen


@each_theme
@given(value=st.floats(-1, 1, width=32), scale=st.floats(1e-6, 1e6))
def test_the_signed_map_is_symmetric(theme: Theme, value: float, scale: float) -> None:
    up, down = signed_rgba([value * scale, -value * scale], scale, theme).astype(int)
    entries = signed_lut(theme).astype(int)
    mirrored = {tuple(entries[128 + k]): tuple(entries[128 - k]) for k in range(-127, 128)}
    assert mirrored[tuple(up)] == tuple(down)


@each_theme
def test_values_outside_take_the_ends_and_nan_its_own_colour(theme: Theme) -> None:
    inf, nan = np.inf, np.nan
    rgba = signed_rgba([-inf, -9, -1, 1, 9, inf, nan], 1.0, theme)
    assert (rgba[0] == rgba[2]).all()
    assert (rgba[1] == rgba[2]).all()
    assert (rgba[3:6] == rgba[3]).all()
    assert tuple(rgba[6]) == theme.color("not_a_number").getRgb()
    rgba = unit_rgba([-inf, 0, 1, inf, nan], theme)
    assert (rgba[0] == rgba[1]).all()
    assert (rgba[2] == rgba[3]).all()
    assert tuple(rgba[4]) == theme.color("not_a_number").getRgb()


@pytest.mark.parametrize("scale", [0.0, -1.0, np.inf, np.nan])
def test_a_useless_scale_shows_the_neutral(scale: float) -> None:
    rgba = signed_rgba([[-1.0, 0.0, 2.0]], scale, DARK)
    assert rgba.shape == (1, 3, 4)
    assert (rgba == signed_lut(DARK)[128]).all()


def test_the_maps_take_any_shape_and_leave_the_values_alone() -> None:
    values = np.linspace(-1, 1, 24, dtype=np.float32).reshape(2, 3, 4)
    before = values.copy()
    assert signed_rgba(values, 1, LIGHT).shape == (2, 3, 4, 4)
    assert (values == before).all()
    assert signed_rgba(0.5, 1, LIGHT).shape == (4,)
    assert unit_rgba(np.zeros((0, 3)), LIGHT).shape == (0, 3, 4)
    assert (
        unit_rgba(np.array([0, 16]), LIGHT, 0, 16).tolist()
        == sequential_lut(LIGHT)[[0, 255]].tolist()
    )
    with pytest.raises(ValueError, match="read-only"):
        signed_lut(LIGHT)[0, 0] = 1


def test_largest_magnitude_looks_at_finite_numbers() -> None:
    assert largest_magnitude([[1.0, -3.0], [np.nan, -np.inf]]) == 3.0
    assert largest_magnitude([np.nan]) == 0.0
    assert largest_magnitude([]) == 0.0


def test_an_image_owns_its_pixels(qapp: QApplication) -> None:
    rgba = np.zeros((2, 3, 4), np.uint8)
    rgba[..., 3] = 255
    rgba[1, 2] = (10, 20, 30, 255)
    image = rgba_image(rgba)
    rgba[:] = 99
    del rgba
    assert image.size() == QSize(3, 2)
    assert image.pixelColor(2, 1).getRgb() == (10, 20, 30, 255)
    assert image.pixelColor(0, 0).getRgb() == (0, 0, 0, 255)
    strided = np.full((4, 4, 4), 255, np.uint8)[::2, ::-1]
    assert rgba_image(strided).size() == QSize(4, 2)
    assert rgba_image(np.zeros((0, 3, 4), np.uint8)).isNull()


@pytest.mark.parametrize(
    "array", [np.zeros((2, 2), np.uint8), np.zeros((2, 2, 3), np.uint8), np.zeros((2, 2, 4))]
)
def test_an_image_of_the_wrong_shape_is_refused(
    array: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
) -> None:
    with pytest.raises(ValueError, match="Expected uint8"):
        rgba_image(array)


# The source of the theme


@pytest.mark.usefixtures("installed")
def test_a_change_of_appearance_reaches_the_application_and_the_listeners(
    qapp: QApplication, qtbot: QtBot
) -> None:
    source = theme_source()
    source.set_appearance(Appearance.LIGHT)
    with qtbot.waitSignal(source.changed) as caught:
        source.set_appearance(Appearance.DARK)
    assert caught.args == [DARK]
    assert current_theme() is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.background
    assert DARK.accent in qapp.styleSheet()
    with qtbot.assertNotEmitted(source.changed):
        source.set_appearance(Appearance.DARK)
    with qtbot.waitSignal(source.changed):
        source.set_appearance(Appearance.LIGHT)
    assert LIGHT.accent in qapp.styleSheet()


@pytest.mark.usefixtures("installed")
def test_system_follows_what_qt_reports(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    scheme = Qt.ColorScheme.Dark

    class Hints:
        def colorScheme(self) -> Qt.ColorScheme:
            return scheme

        def setColorScheme(self, wanted: Qt.ColorScheme) -> None:
            pass

    source = theme_source()
    source.set_appearance(Appearance.SYSTEM)
    monkeypatch.setattr("gui.theme.source.QGuiApplication.styleHints", lambda: Hints())
    source._follow()
    assert current_theme() is DARK
    scheme = Qt.ColorScheme.Unknown
    source._follow()
    assert current_theme() is LIGHT
    scheme = Qt.ColorScheme.Dark
    source.set_appearance(Appearance.LIGHT)
    assert current_theme() is LIGHT


@pytest.mark.usefixtures("installed")
def test_text_grows_with_its_scale(qapp: QApplication, qtbot: QtBot) -> None:
    label = QLabel("0.981")
    set_look(label, Look.NUMBER)
    qtbot.addWidget(label)
    label.ensurePolished()
    small = label.sizeHint().height()
    theme_source().set_text_scale(1.5)
    label.ensurePolished()
    assert font(FontRole.BODY).pixelSize() == 21
    assert label.sizeHint().height() > small
    theme_source().set_text_scale(99)
    assert theme_source().text_scale == 2.0


@each_theme
def test_the_style_sheet_has_only_colours_of_the_theme(theme: Theme) -> None:
    used = set(re.findall("#[0-9a-f]{6}", style_sheet(theme)))
    assert used
    assert used <= {getattr(theme, role) for role in colour_roles()}
    assert "$" not in style_sheet(theme)
    for path in re.findall(r'url\("(.*?)"\)', style_sheet(theme)):
        assert Path(path).is_file()


@pytest.mark.usefixtures("installed")
def test_a_look_is_seen_at_once(qtbot: QtBot) -> None:
    theme_source().set_appearance(Appearance.LIGHT)
    button = QPushButton()
    button.resize(80, 32)
    qtbot.addWidget(button)
    button.show()

    def ground() -> str:
        return button.grab().toImage().pixelColor(20, 16).name()

    assert ground() == LIGHT.raised
    set_look(button, Look.PRIMARY)
    assert ground() == LIGHT.accent
    set_look(button, None)
    assert ground() == LIGHT.raised


@each_theme
def test_the_palette_dims_what_is_disabled(theme: Theme) -> None:
    result = palette(theme)
    role = QPalette.ColorRole.Text
    assert result.color(QPalette.ColorGroup.Active, role).name() == theme.text
    assert result.color(QPalette.ColorGroup.Disabled, role).name() == theme.disabled


# Fonts


@pytest.mark.usefixtures("installed")
def test_the_shipped_fonts_are_in_use() -> None:
    assert all((FONT_FOLDER / name).is_file() for name in FONT_FILES)
    for role in FontRole:
        assert QFontInfo(font(role)).family() == "Inter", role
    assert QFontInfo(font(FontRole.TITLE)).weight() == 600


@pytest.mark.usefixtures("installed")
def test_figures_have_equal_widths() -> None:
    for role in FontRole:
        metrics = QFontMetrics(font(role))
        widths = [metrics.horizontalAdvance(digit * 10) for digit in "0123456789"]
        assert max(widths) - min(widths) <= 1, role  # rounding; without the feature it is a third


def test_every_sign_of_the_formulas_has_a_glyph() -> None:
    fonts = [QRawFont(str(FONT_FOLDER / name), 16) for name in FONT_FILES]
    signs = "σγ⊗⊙∂∇ληβεμδθΔΣ₀₁₂₃₄₅₆₇₈₉₊ᵢⱼₖᵀ⊤·×−±≤≥→←↑↓…√∞‖∈ℓ²³"
    missing = [s for s in signs if not any(raw.supportsCharacter(ord(s)) for raw in fonts)]
    assert missing == []


# Icons


@pytest.mark.usefixtures("qapp")
@each_theme
def test_every_icon_is_drawn_in_the_colour_asked_for(theme: Theme) -> None:
    assert {"play", "pause", "step", "epoch", "reset", "shuffle", "undo"} <= set(icon_names())
    for name in icon_names():
        if name == "chalkgrad":
            continue
        image = icon_pixmap(name, 48, theme, "backward").toImage()
        opaque = [
            image.pixelColor(x, y)
            for x in range(48)
            for y in range(48)
            if image.pixelColor(x, y).alpha() == 255
        ]
        assert len(opaque) > 20, name
        wanted = np.array(theme.color("backward").getRgb())
        for colour in opaque:
            assert np.abs(wanted - colour.getRgb()).max() <= 2, name  # rounding of the blending
        edge = [image.pixelColor(k, 0).alpha() for k in range(48)]
        assert max(edge) == 0, f"{name} touches the edge"


@pytest.mark.usefixtures("qapp")
def test_icons_are_crisp_grey_out_and_are_kept() -> None:
    play = icon("play", DARK)
    assert icon("play", DARK) is play
    assert play.pixmap(QSize(24, 24), 2.0).size() == QSize(48, 48)
    pixel = {
        mode: play.pixmap(24, mode).toImage().pixelColor(11, 12).name()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Disabled)
    }
    assert pixel[QIcon.Mode.Normal] == pixel[QIcon.Mode.Active] == DARK.text
    assert pixel[QIcon.Mode.Disabled] == DARK.disabled


@pytest.mark.usefixtures("qapp")
def test_unknown_icons_and_roles_are_refused() -> None:
    with pytest.raises(KeyError):
        icon("no such icon", DARK)
    with pytest.raises(KeyError):
        icon("play", DARK, "no such role")


@pytest.mark.usefixtures("qapp")
def test_the_app_icon_has_all_sizes() -> None:
    sizes = {size.width() for size in app_icon().availableSizes()}
    assert {16, 32, 48, 256} <= sizes


@each_theme
@pytest.mark.parametrize(
    ("name", "role"),
    [("up", "muted"), ("down", "muted"), ("check", "on_accent"), ("dot", "on_accent")],
)
def test_the_control_icons_have_the_colours_of_the_theme(
    theme: Theme, name: str, role: str
) -> None:
    # The style sheet takes these as files, so their colours stand in them.
    text = (CONTROL_ICONS / f"{name}-{theme.name}.svg").read_text()
    assert re.findall("#[0-9a-f]{6}", text) == [getattr(theme, role)]


def test_every_asset_folder_is_named_in_the_licences() -> None:
    text = (resources.ICON_FOLDER.parent / "LICENCES.md").read_text()
    for name in FONT_FILES:
        assert name in text
    for name in ("Inter-LICENCE.txt", "DejaVu-LICENCE.txt"):
        assert name in text
        assert (FONT_FOLDER / name).stat().st_size > 1000


@pytest.mark.parametrize("unit", [1e-300, 1e-45, 1e-20, 1e35, 1e300])
def test_numbers_of_any_size_have_the_colours_of_their_shares(unit: float) -> None:
    shares = np.random.default_rng(0).uniform(-1.0, 1.0, 200)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        signed = signed_rgba(unit * shares, unit, DARK)
        ranged = values_rgba(unit * shares, -unit, unit, LIGHT)
    # The colour beside it is just as good: where an entry ends is a matter of rounding.
    for found, expected in (
        (signed, signed_rgba(shares, 1.0, DARK)),
        (ranged, values_rgba(shares, -1.0, 1.0, LIGHT)),
    ):
        assert np.abs(found.astype(int) - expected).max() <= 3
