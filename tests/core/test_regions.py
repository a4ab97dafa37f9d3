"""Regions and their boundaries, against geometry."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data_config import DataConfig
from core.datasets.catalog import load
from core.regions import (
    Box,
    boundary,
    box_around,
    region_colours,
    regions,
)


def test_a_box_holds_all_places_with_some_room() -> None:
    places = np.array([[0.0, 10.0], [4.0, 13.0], [1.0, 11.0]])
    box = box_around(places)
    assert box.left < 0 < 4 < box.right
    assert box.bottom < 10 < 13 < box.top
    assert box.width == pytest.approx(box.height)  # 4 to 3: one scale
    wide = box_around(places * [100.0, 1.0])
    assert wide.width > 100 * wide.height


@pytest.mark.parametrize("places", [np.zeros((0, 2)), np.full((1, 2), np.nan)])
def test_without_places_there_is_still_a_box(places: np.ndarray) -> None:
    assert box_around(places) == Box(-1.0, 1.0, -1.0, 1.0)


def test_a_single_place_stands_in_the_middle_of_its_box() -> None:
    box = box_around(np.array([[500.0, -3.0]]), square=False)
    assert (box.left + box.right) / 2 == pytest.approx(500)
    assert box.width > 0
    assert box.height > 0


def test_targets_come_back_in_their_own_units() -> None:
    scaled = load("sine", DataConfig(scale_target=True))
    plain = load("sine", DataConfig(scale_target=False))
    assert scaled.target_scale
    assert scaled.own_targets(scaled.train.y) == pytest.approx(plain.train.y, abs=1e-6)
    assert np.array_equal(plain.own_targets(plain.train.y), plain.train.y)


def test_the_winner_and_its_margin() -> None:
    found = regions(np.array([[0.7, 0.2, 0.1], [0.1, 0.4, 0.5], [9.0, 2.0, 1.0]]))
    assert found.winner.tolist() == [0, 2, 0]
    assert found.margin == pytest.approx([0.5, 0.1, 1.0])


def test_what_is_no_number_never_wins() -> None:
    found = regions(np.array([[np.nan, 0.2, 0.1], [np.nan, np.nan, np.nan]]))
    assert found.winner[0] == 1
    assert np.isfinite(found.margin).all()


def test_a_sure_region_has_more_of_its_colour() -> None:
    values = np.array([[[0.5, 0.5], [1.0, 0.0], [0.0, 1.0]]])
    colours = np.array([[0, 0, 255], [255, 0, 0]], np.uint8)
    rgba = region_colours(regions(values), colours, np.array([255, 255, 255], np.uint8))
    assert rgba.shape == (1, 3, 4)
    assert (rgba[..., 3] == 255).all()
    undecided, blue, red = rgba[0, :, :3].astype(int)
    assert blue[2] == 255
    assert blue[0] < undecided[0]
    assert red[0] == 255
    assert red[2] == blue[0]


@given(angle=st.floats(0, 2 * np.pi), offset=st.floats(-5, 5), rows=st.integers(4, 30))
def test_the_boundary_of_two_linear_classes_lies_on_their_line(
    angle: float, offset: float, rows: int
) -> None:
    nx, ny = np.cos(angle), np.sin(angle)
    y, x = np.indices((rows, 24)) + 0.5
    height = nx * (x - 12) + ny * (y - rows / 2) - offset
    lines = boundary(np.stack([height, np.zeros_like(height)], axis=-1))
    for end in (lines[:, :2], lines[:, 2:]):
        distance = nx * (end[:, 0] - 12) + ny * (end[:, 1] - rows / 2) - offset
        assert distance == pytest.approx(0, abs=1e-9)


def test_the_boundary_of_a_circle_has_its_length() -> None:
    y, x = np.indices((100, 100)) + 0.5
    height = 30.0 - np.hypot(x - 50, y - 50)
    lines = boundary(np.stack([height, np.zeros_like(height)], axis=-1))
    length = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]).sum()
    assert length == pytest.approx(2 * np.pi * 30, rel=0.005)


def test_three_classes_meet_in_one_star() -> None:
    y, x = np.indices((9, 9)) + 0.5
    angles = np.array([0.3, 0.3 + 2 * np.pi / 3, 0.3 + 4 * np.pi / 3])
    values = (x - 4.4)[..., None] * np.cos(angles) + (y - 4.6)[..., None] * np.sin(angles)
    lines = boundary(values)
    ends, counts = np.unique(lines[:, 2:].round(9), axis=0, return_counts=True)
    star = ends[counts == 3]
    assert len(star) == 1
    assert np.hypot(*(star[0] - [4.4, 4.6])) < 0.5


def test_one_class_alone_has_no_boundary() -> None:
    values = np.zeros((6, 7, 3))
    values[..., 1] = 1.0
    assert boundary(values).shape == (0, 4)
