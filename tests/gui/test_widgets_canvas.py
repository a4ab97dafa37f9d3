"""The drawing pad, with the mouse, a tablet and the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QEventPoint,
    QFocusEvent,
    QInputDevice,
    QKeyEvent,
    QKeySequence,
    QPointingDevice,
    QPointingDeviceUniqueId,
    QTabletEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from core.digits import Point, rasterise
from gui.theme import DARK, Appearance, theme_source
from gui.widgets.canvas import DrawingCanvas
from gui.widgets.strokes import INK_SIZE, Drawing, Stroke, ink_of

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
Key = Qt.Key
LINE = Stroke((Point(0.2, 0.5, 0.1), Point(0.8, 0.5, 0.1)))
DOT = Stroke((Point(0.5, 0.2, 0.1),))


@pytest.fixture
def canvas(qtbot: QtBot, qapp: QApplication) -> Iterator[DrawingCanvas]:
    theme_source().install(qapp)
    theme_source().set_appearance(Appearance.DARK)
    result = DrawingCanvas()
    qtbot.addWidget(result)
    result.resize(260, 204)  # not square: the pad is, 200 pixels wide, and starts at (30, 2)
    result.show()
    result.activateWindow()
    qtbot.waitUntil(result.isActiveWindow)
    result.clearFocus()  # which it may have got with the window
    result.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(result.hasFocus)
    QTest.mouseMove(result, _at(0.5, 0.5))  # where an earlier test has left it, the pen would be
    yield result
    theme_source().set_appearance(Appearance.SYSTEM)


def _at(x: float, y: float) -> QPoint:
    return QPoint(round(30 + 200 * x), round(2 + 200 * y))


def _draw(
    canvas: DrawingCanvas, *points: tuple[float, float], button: Qt.MouseButton = LEFT
) -> None:
    QTest.mousePress(canvas, button, pos=_at(*points[0]))
    for point in points[1:]:
        QTest.mouseMove(canvas, _at(*point))
    QTest.mouseRelease(canvas, button, pos=_at(*points[-1]))


# Strokes, without a window


def test_ink_is_what_the_strokes_say() -> None:
    scaled = [[Point(p.x * 256, p.y * 256, p.width * 256) for p in s.points] for s in (LINE, DOT)]
    np.testing.assert_array_equal(ink_of([LINE, DOT]), rasterise(scaled, (256, 256)))


def test_drawing_point_by_point_gives_the_ink_of_the_strokes() -> None:
    drawing = Drawing()
    for stroke in (LINE, DOT):
        drawing.begin(stroke.points[0])
        for point in stroke.points[1:]:
            drawing.extend(point)
        drawing.end()
    assert drawing.strokes == (LINE, DOT)
    np.testing.assert_array_equal(drawing.ink, ink_of([LINE, DOT]))


def test_erasing_takes_ink_away_where_it_goes_and_nowhere_else() -> None:
    rubber = Stroke((Point(0.5, 0.3, 0.2), Point(0.5, 0.7, 0.2)), erases=True)
    before, after = ink_of([LINE]), ink_of([LINE, rubber])
    assert after[128, 128] == 0
    assert (after <= before).all()
    np.testing.assert_array_equal(after[:, :100], before[:, :100])
    assert not ink_of([rubber]).any()


def test_undo_goes_back_through_strokes_and_clearings() -> None:
    drawing = Drawing()
    assert not drawing.undo()
    for stroke in (LINE, DOT):
        drawing.begin(stroke.points[0])
        for point in stroke.points[1:]:
            drawing.extend(point)
        drawing.end()
    assert drawing.replace(())
    assert drawing.is_empty
    assert not drawing.replace(())
    for expected in ((LINE, DOT), (LINE,), ()):
        assert drawing.undo()
        assert drawing.strokes == expected
        np.testing.assert_array_equal(drawing.ink, ink_of(expected))
    assert not drawing.can_undo


# The mouse


def test_a_stroke_is_drawn_where_the_mouse_goes(qtbot: QtBot, canvas: DrawingCanvas) -> None:
    seen: list[NDArray[np.float32]] = []
    canvas.inkChanged.connect(seen.append)
    with qtbot.waitSignal(canvas.strokeFinished):
        _draw(canvas, (0.2, 0.5), (0.8, 0.5))
    (stroke,) = canvas.strokes()
    np.testing.assert_allclose(stroke.points[0], (0.2, 0.5, canvas.brush_size()), atol=1e-9)
    np.testing.assert_allclose(stroke.points[-1], (0.8, 0.5, canvas.brush_size()), atol=1e-9)
    assert len(seen) == 2
    assert seen[-1].shape == (INK_SIZE, INK_SIZE)
    assert seen[-1].dtype == np.float32
    assert not seen[-1].flags.writeable
    np.testing.assert_array_equal(seen[-1], ink_of(canvas.strokes()))
    # Two far points, as a fast mouse gives them, are joined without a gap.
    assert (seen[-1][128, 52:204] == 1).all()
    assert seen[0][128, 128] == 0, "an ink that was sent out must not change any more"


def test_the_picture_shows_the_ink(canvas: DrawingCanvas) -> None:
    _draw(canvas, (0.2, 0.5), (0.8, 0.5))
    image = canvas.grab().toImage()
    assert image.pixelColor(_at(0.5, 0.5)).name() == DARK.ink
    assert image.pixelColor(_at(0.5, 0.8)).name() == DARK.paper
    canvas.resize(404, 404)
    assert canvas.grab().toImage().pixelColor(202, 202).name() == DARK.ink


def test_a_click_is_a_dot(canvas: DrawingCanvas) -> None:
    QTest.mouseClick(canvas, LEFT, pos=_at(0.5, 0.5))
    ink = canvas.ink()
    assert ink[128, 128] == 1
    assert ink.sum() == pytest.approx(np.pi * (0.09 * 256 / 2) ** 2, rel=0.02)


def test_a_release_outside_ends_the_stroke(qtbot: QtBot, canvas: DrawingCanvas) -> None:
    QTest.mousePress(canvas, LEFT, pos=_at(0.9, 0.5))
    QTest.mouseMove(canvas, QPoint(600, 100))
    with qtbot.waitSignal(canvas.strokeFinished):
        QTest.mouseRelease(canvas, LEFT, pos=QPoint(600, 100))
    assert canvas.ink()[:, -1].max() == 1  # up to the edge
    QTest.mouseMove(canvas, _at(0.1, 0.1))
    assert len(canvas.strokes()) == 1
    assert canvas.ink()[30, 30] == 0


def test_a_second_button_does_not_disturb_a_stroke(canvas: DrawingCanvas) -> None:
    QTest.mousePress(canvas, LEFT, pos=_at(0.2, 0.2))
    QTest.mousePress(canvas, RIGHT, pos=_at(0.2, 0.2))
    QTest.mouseRelease(canvas, RIGHT, pos=_at(0.2, 0.2))
    QTest.mouseMove(canvas, _at(0.8, 0.2))
    QTest.mouseRelease(canvas, LEFT, pos=_at(0.8, 0.2))
    assert len(canvas.strokes()) == 1
    assert canvas.ink()[51, 128] == 1


def test_hiding_the_pad_in_the_middle_of_a_stroke_ends_it(canvas: DrawingCanvas) -> None:
    QTest.mousePress(canvas, LEFT, pos=_at(0.2, 0.2))
    canvas.hide()
    canvas.show()
    QTest.mouseMove(canvas, _at(0.8, 0.2))
    assert canvas.ink()[51, 128] == 0


def test_the_right_button_erases(canvas: DrawingCanvas) -> None:
    _draw(canvas, (0.2, 0.5), (0.8, 0.5))
    _draw(canvas, (0.5, 0.4), (0.5, 0.6), button=RIGHT)
    assert canvas.ink()[128, 128] == 0
    assert canvas.ink()[128, 64] == 1
    assert canvas.strokes()[1].erases
    QTest.mouseMove(canvas, _at(0.1, 0.9))
    assert canvas.grab().toImage().pixelColor(_at(0.5, 0.5)).name() == DARK.paper


def test_the_brush_has_a_size_within_reason(canvas: DrawingCanvas) -> None:
    canvas.set_brush_size(0.2)
    QTest.mouseClick(canvas, LEFT, pos=_at(0.5, 0.5))
    assert canvas.ink().sum() == pytest.approx(np.pi * (0.1 * 256) ** 2, rel=0.02)
    for asked, given in ((0.0, 0.01), (-1.0, 0.01), (9.0, 0.5)):
        canvas.set_brush_size(asked)
        assert canvas.brush_size() == given


# Undo and clear


def test_undo_and_clear_by_keys(qtbot: QtBot, canvas: DrawingCanvas) -> None:
    _draw(canvas, (0.2, 0.5), (0.8, 0.5))
    first = canvas.ink()
    _draw(canvas, (0.5, 0.2), (0.5, 0.8))
    second = canvas.ink()
    with qtbot.waitSignal(canvas.inkChanged) as caught:
        QTest.keyClick(canvas, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    np.testing.assert_array_equal(caught.args[0], first)
    _draw(canvas, (0.5, 0.2), (0.5, 0.8))
    QTest.keyClick(canvas, Key.Key_Delete)
    assert canvas.is_empty()
    assert canvas.accessibleDescription().startswith("Empty.")
    QTest.keyClick(canvas, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    np.testing.assert_array_equal(canvas.ink(), second)
    assert canvas.accessibleDescription().startswith("2 strokes.")
    canvas.undo()
    canvas.undo()
    assert canvas.is_empty()
    assert not canvas.can_undo()
    with qtbot.assertNotEmitted(canvas.inkChanged):
        canvas.undo()
        canvas.clear()


def test_strokes_can_be_put_back(canvas: DrawingCanvas) -> None:
    canvas.set_strokes([LINE, DOT])
    assert canvas.strokes() == (LINE, DOT)
    np.testing.assert_array_equal(canvas.ink(), ink_of([LINE, DOT]))
    assert canvas.grab().toImage().pixelColor(_at(0.5, 0.5)).name() == DARK.ink


# The keyboard


def test_a_line_can_be_drawn_with_the_keyboard_alone(canvas: DrawingCanvas) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier
    for _ in range(4):
        QTest.keyClick(canvas, Key.Key_Left, shift)
    assert canvas.is_empty()
    QTest.keyClick(canvas, Key.Key_Space)
    for _ in range(8):
        QTest.keyClick(canvas, Key.Key_Right, shift)
    for _ in range(4):
        QTest.keyClick(canvas, Key.Key_Down)
    QTest.keyClick(canvas, Key.Key_Space)
    QTest.keyClick(canvas, Key.Key_Up, shift)
    (stroke,) = canvas.strokes()
    assert len(stroke.points) == 13
    np.testing.assert_allclose(stroke.points[0][:2], (0.25, 0.5))
    np.testing.assert_allclose(stroke.points[-1][:2], (0.75, 0.5625))
    assert (canvas.ink()[128, 66:190] == 1).all()


def test_the_keyboard_pen_stays_on_the_pad(canvas: DrawingCanvas) -> None:
    QTest.keyClick(canvas, Key.Key_Space)
    for _ in range(100):
        QTest.keyClick(canvas, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(canvas, Key.Key_Space)
    assert canvas.strokes()[0].points[-1].x == 1.0
    assert len(canvas.strokes()[0].points) == 9


def test_undo_reaches_the_pad_though_the_window_has_that_shortcut_too(
    qtbot: QtBot, canvas: DrawingCanvas
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    action = window.addAction("Undo")
    action.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
    window.setCentralWidget(canvas)
    window.show()
    window.activateWindow()
    canvas.setFocus()
    qtbot.waitUntil(canvas.hasFocus)
    canvas.set_strokes([LINE])
    with qtbot.assertNotEmitted(action.triggered):
        QTest.keyClick(window.windowHandle(), Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert canvas.is_empty()
    window.takeCentralWidget()  # the fixture closes it


@pytest.mark.parametrize("erases", [False, True])
def test_after_the_mouse_space_is_the_windows_until_the_keyboard_has_the_pen(
    qtbot: QtBot, canvas: DrawingCanvas, erases: bool
) -> None:
    _draw(canvas, (0.2, 0.2), (0.8, 0.2), button=RIGHT if erases else LEFT)
    before = canvas.strokes()
    event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)
    assert not event.isAccepted(), "the window may run and pause with it"
    override = QKeyEvent(
        QEvent.Type.ShortcutOverride, Key.Key_Space, Qt.KeyboardModifier.NoModifier
    )
    override.ignore()
    QApplication.sendEvent(canvas, override)
    assert not override.isAccepted()
    QTest.mouseMove(canvas, _at(0.5, 0.9))
    assert canvas.strokes() == before, "the pen is up"
    QTest.keyClick(canvas, Key.Key_Left)
    QTest.keyClick(canvas, Key.Key_Space)
    QTest.keyClick(canvas, Key.Key_Space)
    assert len(canvas.strokes()) == len(before) + 1
    QTest.keyClick(canvas, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    _draw(canvas, (0.5, 0.5))
    QTest.keyClick(canvas, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert canvas.strokes() == before
    QTest.keyClick(canvas, Key.Key_Delete)
    assert canvas.is_empty()


@pytest.mark.parametrize(
    ("reason", "draws"),
    [
        (Qt.FocusReason.TabFocusReason, True),
        (Qt.FocusReason.BacktabFocusReason, True),
        (Qt.FocusReason.ShortcutFocusReason, True),
        (Qt.FocusReason.MouseFocusReason, False),
        (Qt.FocusReason.OtherFocusReason, False),
    ],
)
def test_how_the_focus_came_decides_what_space_does(
    canvas: DrawingCanvas, reason: Qt.FocusReason, draws: bool
) -> None:
    canvas.clearFocus()
    canvas.setFocus(reason)
    away, back = QEvent.Type.FocusOut, QEvent.Type.FocusIn
    for kind in (away, back):  # another window was in front meanwhile
        event = QFocusEvent(kind, Qt.FocusReason.ActiveWindowFocusReason)
        QApplication.sendEvent(canvas, event)
    QTest.keyClick(canvas, Key.Key_Space)
    QTest.keyClick(canvas, Key.Key_Space)
    assert canvas.is_empty() is not draws


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_Left, Key.Key_Delete])
def test_the_pad_keeps_its_keys_from_the_shortcuts_of_the_window(
    canvas: DrawingCanvas, key: Qt.Key
) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted()
    other = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_R, Qt.KeyboardModifier.NoModifier)
    other.ignore()
    QApplication.sendEvent(canvas, other)
    assert not other.isAccepted()


# A tablet


def _tablet(
    canvas: DrawingCanvas,
    kind: QEvent.Type,
    x: float,
    y: float,
    pressure: float,
    eraser: bool = False,
) -> None:
    pointer = QPointingDevice.PointerType.Eraser if eraser else QPointingDevice.PointerType.Pen
    device = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        pointer,
        QInputDevice.Capability.Pressure,
        1,
        1,
        "",
        QPointingDeviceUniqueId(),
    )
    position = QPointF(_at(x, y))
    none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    button = none if kind == QEvent.Type.TabletMove else left
    buttons = none if kind == QEvent.Type.TabletRelease else left
    event = QTabletEvent(
        kind,
        device,
        position,
        QPointF(canvas.mapToGlobal(position.toPoint())),
        pressure,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        Qt.KeyboardModifier.NoModifier,
        button,
        buttons,
    )
    assert isinstance(event.points()[0], QEventPoint)
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted()


def test_pressure_makes_the_stroke_wider(canvas: DrawingCanvas) -> None:
    _tablet(canvas, QEvent.Type.TabletMove, 0.1, 0.1, 0.0)
    assert canvas.is_empty()
    _tablet(canvas, QEvent.Type.TabletPress, 0.2, 0.5, 0.0)
    _tablet(canvas, QEvent.Type.TabletMove, 0.8, 0.5, 1.0)
    _tablet(canvas, QEvent.Type.TabletRelease, 0.8, 0.5, 0.0)
    (stroke,) = canvas.strokes()
    assert stroke.points[0].width == pytest.approx(canvas.brush_size() / 3)
    assert stroke.points[1].width == pytest.approx(canvas.brush_size())
    ink = canvas.ink()
    assert ink[:, 200].sum() > 2 * ink[:, 56].sum()


def test_the_other_end_of_the_pen_erases(canvas: DrawingCanvas) -> None:
    canvas.set_strokes([LINE])
    _tablet(canvas, QEvent.Type.TabletPress, 0.5, 0.5, 1.0, eraser=True)
    _tablet(canvas, QEvent.Type.TabletRelease, 0.5, 0.5, 0.0, eraser=True)
    assert canvas.ink()[128, 128] == 0
