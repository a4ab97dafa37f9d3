"""Colours and shapes of classes, and the map of values, for every kind of colour vision."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from gui.theme import (
    THEMES,
    Shape,
    Theme,
    class_colour,
    class_colours,
    class_shape,
    contrast,
    shape_path,
    values_lut,
    values_rgba,
)

# G. Machado, M. Oliveira, L. Fernandes (2009), severity 1, on linear sRGB.
VISION = {
    "normal": np.eye(3),
    "protan": [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]],
    "deutan": [[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]],
    "tritan": [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]],
}
each_theme = pytest.mark.parametrize("theme", THEMES, ids=[theme.name for theme in THEMES])


def _seen(colour: str, vision: str) -> NDArray[np.float64]:
    """CIE L*a*b* (D65) of a colour as somebody sees it."""
    value = QColor(colour)
    srgb = np.array([value.redF(), value.greenF(), value.blueF()])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.asarray(VISION[vision]) @ linear, 0.0, 1.0)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    ratio = np.asarray(to_xyz) @ linear / np.array([0.9505, 1.0, 1.089])
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _least_distance(colours: tuple[str, ...], vision: str) -> float:
    seen = [_seen(colour, vision) for colour in colours]
    return min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2))


@each_theme
@pytest.mark.parametrize("vision", VISION)
def test_classes_can_be_told_apart_by_every_eye(theme: Theme, vision: str) -> None:
    # 2.3 is what can just be noticed, side by side.
    assert _least_distance(class_colours(5, theme), vision) > 12
    assert _least_distance(class_colours(10, theme), vision) > 5


@each_theme
def test_the_colours_of_classes_stand_out_from_the_background(theme: Theme) -> None:
    for colour in class_colours(10, theme):
        assert contrast(colour, theme.background) >= 3.0


@each_theme
def test_ninety_classes_have_a_look_of_their_own(theme: Theme) -> None:
    looks = {(class_colour(k, theme).name(), class_shape(k)) for k in range(90)}
    assert len(looks) == 90


def test_shapes_have_nearly_the_area_of_their_circle() -> None:
    for shape in Shape:
        path = shape_path(shape, 20.0)
        polygon = path.toFillPolygon()
        x = np.array([point.x() for point in polygon.toList()])
        y = np.array([point.y() for point in polygon.toList()])
        area = 0.5 * abs(float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))))
        assert area == pytest.approx(np.pi * 100, rel=0.4), shape
        assert path.boundingRect().width() <= 30


@each_theme
def test_the_map_of_values_grows_evenly_lighter(theme: Theme) -> None:
    colours = [QColor(*map(int, row[:3])).name() for row in values_lut(theme)[::15]]
    light = np.array([_seen(colour, "normal")[0] for colour in colours])
    steps = np.diff(light)
    assert (steps > 0).all()
    assert steps.max() < 2.0 * steps.min()


@each_theme
def test_values_take_the_colours_between_their_ends(theme: Theme) -> None:
    lut = values_lut(theme)
    assert np.array_equal(values_rgba([-1.0, 3.0, 7.0], 3.0, 5.0, theme), lut[[0, 0, 255]])
    missing = QColor(theme.not_a_number)
    assert values_rgba([np.nan], 0.0, 1.0, theme)[0, 0] == missing.red()
