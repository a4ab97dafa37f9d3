"""Strokes into ink: areas and distances of the plane, known without the program."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.digits import Point, add_segment, rasterise

SHAPE = (64, 80)


def test_a_dot_is_a_disc() -> None:
    ink = rasterise([[Point(40, 30, 21)]], SHAPE)
    assert ink.dtype == np.float32
    assert ink.shape == SHAPE
    assert ink.sum() == pytest.approx(math.pi * 10.5**2, rel=0.01)
    assert ink[30, 40] == 1
    y, x = np.nonzero(ink)
    assert np.hypot(x + 0.5 - 40, y + 0.5 - 30).max() <= 11


def test_a_segment_is_a_bar_with_round_caps() -> None:
    ink = rasterise([[Point(20, 20, 8), Point(60, 40, 8)]], SHAPE)
    area = math.hypot(40, 20) * 8 + math.pi * 4**2
    assert ink.sum() == pytest.approx(area, rel=0.01)


def test_the_width_may_change_along_a_segment() -> None:
    ink = rasterise([[Point(20, 32, 4), Point(60, 32, 20)]], SHAPE)
    widths = ink.sum(axis=0)
    assert widths[20] == pytest.approx(4, abs=0.5)
    assert widths[40] == pytest.approx(12, abs=0.5)
    assert widths[59] == pytest.approx(20, abs=0.5)


def test_edges_are_anti_aliased() -> None:
    ink = rasterise([[Point(10, 30.25, 10), Point(70, 30.25, 10)]], SHAPE)
    column = ink[:, 40]
    assert column.sum() == pytest.approx(10, abs=1e-4)
    assert column[25] == pytest.approx(0.75, abs=1e-4)
    assert column[35] == pytest.approx(0.25, abs=1e-4)


def test_joined_segments_have_no_gaps() -> None:
    """However fast the hand, the points are joined."""
    ink = rasterise([[Point(5, 5, 6), Point(75, 20, 6), Point(10, 60, 6)]], SHAPE)
    for start, end in (((5, 5), (75, 20)), ((75, 20), (10, 60))):
        for t in np.linspace(0, 1, 200):
            x, y = (a + t * (b - a) for a, b in zip(start, end, strict=True))
            assert ink[int(y), int(x)] > 0.9


def test_only_the_region_is_touched() -> None:
    ink = np.zeros(SHAPE, np.float32)
    rows, columns = add_segment(ink, Point(20, 20, 6), Point(30, 24, 6))
    marked = np.argwhere(ink > 0)
    assert (rows.start, rows.stop) <= (marked[:, 0].min(), marked[:, 0].max() + 8)
    assert rows.stop - rows.start < 16
    assert columns.stop - columns.start < 22
    inside = ink[rows, columns].sum()
    assert inside == ink.sum()
    assert inside > 0


def test_bit_by_bit_is_the_same_as_at_once() -> None:
    points = [Point(10 + 3 * i, 30 + 10 * math.sin(i), 5) for i in range(20)]
    ink = np.zeros(SHAPE, np.float32)
    for start, end in itertools.pairwise(points):
        add_segment(ink, start, end)
    assert np.array_equal(ink, rasterise([points], SHAPE))


def test_no_strokes_no_ink() -> None:
    assert rasterise([], SHAPE).max() == 0
    assert rasterise([[]], SHAPE).max() == 0


def test_outside_nothing_is_drawn() -> None:
    for x, y in ((-500, 30), (500, 30), (40, -500), (40, 500)):
        ink = np.zeros(SHAPE, np.float32)
        rows, columns = add_segment(ink, Point(x, y, 9), Point(x + 3, y + 3, 9))
        assert ink.max() == 0
        assert ink[rows, columns].size == 0


coordinate = st.floats(-200, 200)
point = st.builds(Point, coordinate, coordinate, st.floats(0.5, 60))


@settings(deadline=None)
@given(start=point, end=point)
def test_any_segment_gives_the_same_from_both_ends(start: Point, end: Point) -> None:
    there, back = np.zeros(SHAPE, np.float32), np.zeros(SHAPE, np.float32)
    add_segment(there, start, end)
    add_segment(back, end, start)
    assert there.min() >= 0
    assert there.max() <= 1
    if math.dist(start[:2], end[:2]) > 1:
        assert np.allclose(there, back, atol=0.02)
