"""The scrubber: the mouse and the keys move it, and it says where it is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.widgets.scrubber import PER_TICK, Part, Scrubber

PARTS = (
    Part("Forward", 0.0, 2.0, "forward"),
    Part("Loss", 2.0, 3.0, "text"),
    Part("Backward", 3.0, 8.0, "backward"),
)
NAMES = tuple(f"beat {k}" for k in range(8))


@pytest.fixture
def scrubber(qtbot: QtBot) -> Scrubber:
    scrubber = Scrubber()
    qtbot.addWidget(scrubber)
    scrubber.resize(416, scrubber.sizeHint().height())
    scrubber.set_parts(PARTS, NAMES)
    with qtbot.waitExposed(scrubber):
        scrubber.show()
    return scrubber


def at(scrubber: Scrubber, place: float) -> QPoint:
    return QPoint(round(scrubber.x_of(place)), scrubber.height() // 2)


def test_a_click_goes_there(scrubber: Scrubber) -> None:
    seen: list[float] = []
    scrubber.scrubbed.connect(seen.append)
    QTest.mouseClick(scrubber, Qt.MouseButton.LeftButton, pos=at(scrubber, 4.5))
    assert seen == [pytest.approx(4.5, abs=0.02)]
    assert scrubber.place == seen[0]


def test_quiet_it_marks_no_place_and_can_be_taken_all_the_same(scrubber: Scrubber) -> None:
    scrubber.set_place(8.0)
    marked = scrubber.grab().toImage()
    scrubber.set_quiet(True)
    quiet = scrubber.grab().toImage()
    assert quiet != marked
    scrubber.set_place(2.0)
    assert scrubber.grab().toImage() == quiet
    seen: list[float] = []
    scrubber.scrubbed.connect(seen.append)
    QTest.keyClick(scrubber, Qt.Key.Key_End)
    assert seen == [8.0]


def test_it_follows_the_mouse_that_is_pressed_and_stays_within_the_ends(
    scrubber: Scrubber,
) -> None:
    seen: list[float] = []
    scrubber.scrubbed.connect(seen.append)
    QTest.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=at(scrubber, 1.0))
    for place in (1.5, 3.25, 6.0):
        QTest.mouseMove(scrubber, at(scrubber, place))
    QTest.mouseMove(scrubber, QPoint(scrubber.width() + 200, 5))
    QTest.mouseRelease(scrubber, Qt.MouseButton.LeftButton)
    assert seen == [pytest.approx(place, abs=0.02) for place in (1.0, 1.5, 3.25, 6.0, 8.0)]


def test_the_mouse_that_is_not_pressed_only_asks_what_is_there(scrubber: Scrubber) -> None:
    QTest.mouseMove(scrubber, at(scrubber, 3.5))
    assert scrubber.place == 0.0
    assert scrubber.toolTip() == "4 of 8: beat 3"


def test_keys_go_from_tick_to_tick_and_from_part_to_part(scrubber: Scrubber) -> None:
    scrubber.set_place(2.3)
    for key, place in (
        (Qt.Key.Key_Right, 3.0),
        (Qt.Key.Key_Right, 4.0),
        (Qt.Key.Key_Left, 3.0),
        (Qt.Key.Key_PageUp, 8.0),
        (Qt.Key.Key_PageDown, 3.0),
        (Qt.Key.Key_PageDown, 2.0),
        (Qt.Key.Key_Home, 0.0),
        (Qt.Key.Key_Left, 0.0),
        (Qt.Key.Key_End, 8.0),
        (Qt.Key.Key_Right, 8.0),
    ):
        QTest.keyClick(scrubber, key)
        assert scrubber.place == place


def test_the_name_of_the_part_where_it_is_comes_first(scrubber: Scrubber) -> None:
    parts = (*PARTS, Part("Update", 8.0, 8.5, "development"))
    scrubber.set_parts(parts)
    scrubber.resize(180, scrubber.height())
    for part in parts:
        scrubber.set_place((part.start + part.end) / 2)
        spans = scrubber.written()
        assert part in spans
        assert all(0 <= left < right <= 180 for left, right in spans.values())
        in_order = sorted(spans.values())
        assert all(one[1] < other[0] for one, other in pairwise(in_order))
    scrubber.set_quiet(True)
    assert parts[-1] not in scrubber.written()


def test_being_shown_a_place_is_not_scrubbing(qtbot: QtBot, scrubber: Scrubber) -> None:
    with qtbot.assertNotEmitted(scrubber.scrubbed):
        scrubber.set_place(5.5)
    assert scrubber.value() == 5500 == 5.5 * PER_TICK


def test_it_looks_different_elsewhere(scrubber: Scrubber) -> None:
    first = scrubber.grab().toImage()
    scrubber.set_place(6.0)
    assert scrubber.grab().toImage() != first


def test_without_parts_it_is_off(scrubber: Scrubber) -> None:
    scrubber.set_parts(())
    assert not scrubber.isEnabled()
    assert scrubber.length == 0.0
    assert not scrubber.grab().isNull()


def test_a_screen_reader_finds_its_value(scrubber: Scrubber) -> None:
    scrubber.setAccessibleName("Place")
    scrubber.set_place(4.0)
    interface = QAccessible.queryAccessibleInterface(scrubber)
    assert interface.role() is QAccessible.Role.Slider
    assert interface.text(QAccessible.Text.Name) == "Place"


@given(place=st.floats(0.0, 8.0), width=st.integers(60, 1200))
def test_pixels_and_places_agree(qapp: object, place: float, width: int) -> None:
    scrubber = Scrubber()
    scrubber.resize(width, 30)
    scrubber.set_parts(PARTS)
    assert scrubber.place_at(scrubber.x_of(place)) == pytest.approx(place, abs=1e-9)
