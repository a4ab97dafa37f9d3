"""Entries: numbers over many magnitudes, seeds, choices, forms."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QLocale, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.errors import UserError
from gui.setup.boxes import PercentBox
from gui.theme import theme_source
from gui.widgets.form import Form
from gui.widgets.note import FieldNote
from gui.widgets.numbers import format_number, parse_number, step_number
from gui.widgets.ranged import IntSpinBox
from gui.widgets.scientific import ScientificSpinBox
from gui.widgets.seed import LARGEST_SEED, SeedBox
from gui.widgets.segmented import SegmentedControl
from gui.widgets.steady import ChoiceBox, SteadySlider

Key = Qt.Key
GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)


# Numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 1e-3),
        ("0.001", 1e-3),
        ("0,001", 1e-3),
        (" 1E-3 ", 1e-3),
        (".5", 0.5),
        ("5.", 5.0),
        (",5", 0.5),
        ("1e-7", 1e-7),
        ("1,5e-7", 1.5e-7),
        ("−3", -3.0),
        ("+2", 2.0),
        ("0", 0.0),
        ("0,00e5", 0.0),
        ("5e-324", 5e-324),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "abc",
        "1e",
        "e5",
        "1.2.3",
        "1.000,5",
        "1_0",
        "0x10",
        "nan",
        "inf",
        "-",
        ".",
        "1e5.5",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(UserError, match=r"Enter|Write"):
        parse_number(text)


def test_a_number_never_becomes_zero_or_infinite() -> None:
    with pytest.raises(UserError, match="too small"):
        parse_number("1e-400")
    with pytest.raises(UserError, match="too large"):
        parse_number("1e400")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_shown_reads_back_exactly(value: float) -> None:
    assert parse_number(format_number(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.001, "0.001"),
        (0.03, "0.03"),
        (0.00025, "0.00025"),
        (1e-5, "1e-5"),
        (1e-8, "1e-8"),
        (1e-9, "1e-9"),
        (2.5e-10, "2.5e-10"),
        (3.0, "3"),
        (-12.5, "-12.5"),
        (10_000.0, "10000"),
        (1e6, "1e6"),
        (1_234_567.0, "1234567"),
        (3.134e23, "3.134e23"),
        (0.0, "0"),
        (0.1, "0.1"),
    ],
)
def test_numbers_are_shown_short(value: float, text: str) -> None:
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("value", "steps", "expected"),
    [
        (0.001, 1, 0.002),
        (0.002, 1, 0.005),
        (0.005, 1, 0.01),
        (0.01, -1, 0.005),
        (1.0, -1, 0.5),
        (0.003, 1, 0.005),
        (0.003, -1, 0.002),
        (0.1, 3, 1.0),
        (0.001, 10, 0.01),
        (0.003, -10, 0.0003),
        (0.0, 1, 1e-8),
        (0.0, -1, 0.0),
    ],
)
def test_steps_go_one_two_five(value: float, steps: int, expected: float) -> None:
    assert step_number(value, steps) == expected


@given(st.floats(1e-250, 1e250), st.sampled_from([1, 3, 10]))
def test_steps_go_the_right_way_and_never_reach_zero(value: float, steps: int) -> None:
    up, down = step_number(value, steps), step_number(value, -steps)
    assert 0 < down < value < up < math.inf


@given(st.integers(-200, 200), st.sampled_from([1, 2, 5]))
def test_a_step_and_a_step_back_is_no_step(power: int, digit: int) -> None:
    value = float(f"{digit}e{power}")
    assert step_number(step_number(value, 1), -1) == value
    assume(-199 < power < 199)
    assert step_number(step_number(value, 10), -10) == value


# The scientific spin box


@pytest.fixture
def box(qtbot: QtBot) -> Iterator[ScientificSpinBox]:
    window = QWidget()
    layout = QVBoxLayout(window)
    result = ScientificSpinBox(1e-3, maximum=10.0, hint="Length of a step.")
    layout.addWidget(result)
    layout.addWidget(QLineEdit())
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    result.setFocus()
    qtbot.waitUntil(result.hasFocus)
    yield result
    window.close()


def _type(box: QAbstractSpinBox, text: str) -> None:
    box.selectAll()
    QTest.keyClicks(box, text)


@pytest.mark.parametrize("text", ["1e-7", "0.0000001", "0,0000001"])
def test_a_typed_number_counts_with_enter(qtbot: QtBot, box: ScientificSpinBox, text: str) -> None:
    with qtbot.assertNotEmitted(box.valueChanged):
        _type(box, text)
    with qtbot.waitSignal(box.valueChanged) as caught:
        QTest.keyClick(box, Key.Key_Return)
    assert caught.args == [1e-7]
    assert box.value() == 1e-7
    assert box.text() == "1e-7"


@pytest.mark.parametrize("text", ["0", "-1", "11", "abc", "nan", "inf", "1e-999", ""])
def test_what_cannot_work_is_explained_and_stays_until_escape(
    qtbot: QtBot, box: ScientificSpinBox, text: str
) -> None:
    box.selectAll()
    QTest.keyClick(box, Key.Key_Delete)
    QTest.keyClicks(box, text)
    assert box.problem() != ""
    assert box.toolTip() == box.accessibleDescription() == box.problem()
    assert box.property("look") == "wrong"
    assert box.refusal() == ""
    with qtbot.waitSignal(box.refusal_changed) as caught, qtbot.assertNotEmitted(box.valueChanged):
        QTest.keyClick(box, Key.Key_Return)
    assert caught.args == [box.refusal()] == [f"{box.problem()} In use: 0.001."]
    QTest.keyClick(box, Key.Key_Tab)
    assert (box.text(), box.value()) == (text, 1e-3)
    assert box.refusal() != ""
    QTest.keyClick(box, Key.Key_Escape)
    assert (box.text(), box.value()) == ("0.001", 1e-3)
    assert box.refusal() == box.problem() == ""
    assert box.toolTip() == "Length of a step."
    assert not box.property("look")


def test_a_number_counts_when_the_box_is_left(qtbot: QtBot, box: ScientificSpinBox) -> None:
    _type(box, "0.5")
    with qtbot.waitSignal(box.valueChanged):
        QTest.keyClick(box, Key.Key_Tab)
    assert box.value() == 0.5


def test_escape_returns_to_the_last_value(qtbot: QtBot, box: ScientificSpinBox) -> None:
    _type(box, "77")
    QTest.keyClick(box, Key.Key_Escape)
    assert (box.text(), box.problem(), box.value()) == ("0.001", "", 1e-3)


def test_arrows_and_page_keys_step(qtbot: QtBot, box: ScientificSpinBox) -> None:
    seen: list[float] = []
    box.valueChanged.connect(seen.append)
    for key in (Key.Key_Up, Key.Key_Up, Key.Key_Down, Key.Key_PageUp, Key.Key_PageDown):
        QTest.keyClick(box, key)
    assert seen == [0.002, 0.005, 0.002, 0.02, 0.002]
    box.setValue(5.0)
    for _ in range(3):
        QTest.keyClick(box, Key.Key_Up)
    assert box.value() == 10.0
    assert not box.stepEnabled() & QAbstractSpinBox.StepEnabledFlag.StepUpEnabled


def test_stepping_takes_what_was_typed(qtbot: QtBot, box: ScientificSpinBox) -> None:
    _type(box, "0.3")
    QTest.keyClick(box, Key.Key_Up)
    assert box.value() == 0.5
    _type(box, "zero")
    QTest.keyClick(box, Key.Key_Up)
    assert box.value() == 0.5


def test_the_buttons_can_be_clicked(qtbot: QtBot, box: ScientificSpinBox) -> None:
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(box.width() - 8, 6))
    assert box.value() == 0.002


def test_zero_can_be_allowed(qtbot: QtBot) -> None:
    box = ScientificSpinBox(1e-8, exclusive=False, maximum=1.0)
    qtbot.addWidget(box)
    box.stepBy(-1)
    assert box.value() == 0.0
    box.stepBy(-1)
    assert box.value() == 0.0
    box.stepBy(1)
    assert box.value() == 1e-8
    with pytest.raises(UserError):
        box.setValue(-0.5)
    with pytest.raises(UserError):
        box.setValue(math.nan)
    assert box.value() == 1e-8


def test_a_german_locale_shows_a_comma(qtbot: QtBot, box: ScientificSpinBox) -> None:
    box.setLocale(GERMAN)
    assert box.text() == "0,001"
    _type(box, "0,02")
    QTest.keyClick(box, Key.Key_Return)
    assert box.value() == 0.02
    _type(box, "0.03")
    QTest.keyClick(box, Key.Key_Return)
    assert (box.value(), box.text()) == (0.03, "0,03")


# Whole numbers, and what all fields have in common


@pytest.fixture
def units(qtbot: QtBot, box: ScientificSpinBox) -> IntSpinBox:
    """A whole number from 1 to 4,096 that has the focus."""
    result = IntSpinBox(32, 1, 4096)
    layout = box.window().layout()
    assert layout is not None
    layout.addWidget(result)
    result.setFocus()
    qtbot.waitUntil(result.hasFocus)
    return result


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("5000", "5,000 is too large. Enter 1 to 4,096."),
        ("10000000", "10,000,000 is too large. Enter 1 to 4,096."),
        ("0", "0 is too small. Enter 1 to 4,096."),
        ("-3", "-3 is too small. Enter 1 to 4,096."),
        ("2.5", "“2.5” is not a whole number. Enter 1 to 4,096."),
        ("abc", "“abc” is not a whole number. Enter 1 to 4,096."),
        ("nan", "“nan” is not a whole number. Enter 1 to 4,096."),
        ("1e999", "“1e999” is not a whole number. Enter 1 to 4,096."),
        ("", "Nothing is entered. Enter 1 to 4,096."),
    ],
)
def test_a_whole_number_that_cannot_work_stays_with_the_reason(
    qtbot: QtBot, units: IntSpinBox, text: str, reason: str
) -> None:
    units.selectAll()
    QTest.keyClick(units, Key.Key_Delete)
    QTest.keyClicks(units, text)
    with qtbot.assertNotEmitted(units.valueChanged):
        QTest.keyClick(units, Key.Key_Return)
    assert (units.text(), units.value()) == (text, 32)
    assert units.problem() == units.toolTip() == reason
    assert units.refusal() == f"{reason} In use: 32."
    assert units.property("look") == "wrong"
    QTest.keyClick(units, Key.Key_Escape)
    assert (units.text(), units.problem(), units.refusal()) == ("32", "", "")
    assert not units.property("look")


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e3", 1000), ("1,000", 1000), ("1 000", 1000), ("128", 128), ("+7", 7), ("8.0", 8)],
)
def test_whole_numbers_are_read_as_people_write_them(
    qtbot: QtBot, units: IntSpinBox, text: str, value: int
) -> None:
    units.selectAll()
    QTest.keyClicks(units.lineEdit(), text)  # a space too: pasted, for typed it takes the number
    with qtbot.waitSignal(units.valueChanged) as caught:
        QTest.keyClick(units, Key.Key_Return)
    assert caught.args == [value]
    assert units.text() == str(value)


def test_the_decimal_sign_of_a_language_does_not_set_thousands_apart(units: IntSpinBox) -> None:
    units.setLocale(GERMAN)
    _type(units, "1.000")
    QTest.keyClick(units, Key.Key_Return)
    assert units.value() == 1000
    _type(units, "1,5")
    assert units.problem() != ""


def test_setting_the_old_value_keeps_what_is_being_typed(units: IntSpinBox) -> None:
    _type(units, "12")
    units.setRange(1, 4096)
    units.show_value(32)
    assert units.text() == "12"
    units.show_value(64)
    assert units.text() == "64"


def test_a_reason_goes_when_the_value_shown_is_good_again(
    qtbot: QtBot, box: ScientificSpinBox
) -> None:
    note = FieldNote().follow(box)
    qtbot.addWidget(note)
    mends: tuple[Callable[[], None], ...] = (
        lambda: QTest.keyClick(box, Key.Key_Escape),
        lambda: _type(box, "1"),
        lambda: box.setValue(0.25),
        lambda: box.show_value(0.5),
        box.hide,
    )
    for mend in mends:
        box.setFocus()
        qtbot.waitUntil(box.hasFocus)
        _type(box, "0.0.1")
        QTest.keyClick(box, Key.Key_Tab)
        assert note.text().startswith("“0.0.1” is not a number.")
        mend()
        assert note.text() == box.problem() == ""


def test_space_takes_a_number_and_goes_on_to_the_window(
    qtbot: QtBot, box: ScientificSpinBox, units: IntSpinBox
) -> None:
    class Watch(QObject):
        spaces = 0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.KeyPress:
                self.spaces += 1
            return False

    watch = Watch()
    box.window().installEventFilter(watch)
    percent, shares = PercentBox(), list[float]()
    percent.shareChanged.connect(shares.append)
    layout = box.window().layout()
    assert layout is not None
    layout.addWidget(percent)
    for field in (box, units):
        field.setFocus()
        _type(field, "5")
        QTest.keyClick(field, Key.Key_Space)
        assert field.text() == "5"
        QTest.keyClick(field, Key.Key_Space)
        assert field.text() == "5"
    assert (box.value(), units.value()) == (5.0, 5)
    assert watch.spaces == 4
    percent.setFocus()
    _type(percent, "7.5 %")  # this one belongs to the number
    assert percent.text() == "7.5 %"
    assert watch.spaces == 4
    for _ in range(2):
        QTest.keyClick(percent, Key.Key_Space)
        assert percent.text() == "7.5 %"
    assert shares == [0.075]
    assert watch.spaces == 6


def test_a_double_click_selects_the_whole_number(box: ScientificSpinBox) -> None:
    box.setValue(0.05)
    line = box.lineEdit()
    place = QPoint(6, line.height() // 2)
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(line, Qt.MouseButton.LeftButton, pos=place)
    assert line.selectedText() == line.text() == "0.05"
    QTest.keyClicks(box, "0.1")
    assert box.text() == "0.1"


# The wheel


def _wheel(widget: QWidget) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(widget.rect().center())),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_changes_only_what_has_the_focus(qtbot: QtBot, box: ScientificSpinBox) -> None:
    window = box.window()
    layout = window.layout()
    assert layout is not None
    whole, slider, choice = IntSpinBox(5, 0, 9), SteadySlider(), ChoiceBox()
    choice.addItems(["a", "b", "c"])
    choice.setCurrentIndex(1)
    for widget in (whole, slider, choice):
        layout.addWidget(widget)
    _wheel(whole)
    _wheel(slider)
    _wheel(choice)
    _wheel(box)
    assert (whole.value(), slider.value(), choice.currentIndex(), box.value()) == (5, 0, 1, 0.002)
    for widget in (whole, slider, choice):
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        _wheel(widget)
    assert (whole.value(), choice.currentIndex()) == (6, 0)
    assert slider.value() > 0
    _wheel(box)
    assert box.value() == 0.002


# Seeds, choices, forms


def test_the_die_rolls_another_seed(qtbot: QtBot) -> None:
    box = SeedBox(7)
    qtbot.addWidget(box)
    box.show()
    for _ in range(20):
        before = box.value()
        with qtbot.waitSignal(box.valueChanged) as caught:
            QTest.mouseClick(box.dice_button, Qt.MouseButton.LeftButton)
        assert caught.args == [box.value()]
        assert box.value() != before
        assert 0 <= box.value() < 10_000


def test_a_seed_can_be_typed(qtbot: QtBot) -> None:
    box = SeedBox()
    qtbot.addWidget(box)
    _type(box.spin_box, str(LARGEST_SEED))
    QTest.keyClick(box.spin_box, Key.Key_Return)
    assert box.value() == LARGEST_SEED
    assert box.dice_button.accessibleName()


def test_segments_are_chosen_by_mouse_and_by_arrow_keys(qtbot: QtBot) -> None:
    control = SegmentedControl(
        [("loss", "Loss"), ("accuracy", "Accuracy"), ("both", "Both")], "loss"
    )
    qtbot.addWidget(control)
    control.show()
    with qtbot.waitSignal(control.changed) as caught:
        QTest.mouseClick(control.button("both"), Qt.MouseButton.LeftButton)
    assert caught.args == ["both"]
    control.activateWindow()
    control.button("both").setFocus()
    qtbot.waitUntil(control.button("both").hasFocus)
    with qtbot.waitSignal(control.changed) as caught:
        QTest.keyClick(control.button("both"), Key.Key_Left)
    assert caught.args == ["accuracy"]
    assert control.current() == "accuracy"
    with qtbot.assertNotEmitted(control.changed):
        control.set_current("accuracy")
    with pytest.raises(KeyError):
        control.set_current("neither")


def test_a_form_labels_its_fields(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    form = Form(window)
    field = IntSpinBox(32, 1, 1000)
    named = IntSpinBox(1, 0, 2)
    named.setAccessibleName("my own name")
    label = form.add_row("&Batch size", field, "Samples in one step.")
    form.add_row("Other", named)
    window.show()
    assert label.buddy() is field
    assert field.accessibleName() == "Batch size"
    assert named.accessibleName() == "my own name"
    assert label.toolTip() == field.toolTip() == "Samples in one step."
    assert abs(label.geometry().center().y() - field.geometry().center().y()) <= 1


def test_a_choice_that_is_too_long_is_shortened_and_keeps_its_end(
    qtbot: QtBot, qapp: QApplication
) -> None:
    """A style sheet alone would cut it: these two would look the same."""
    theme_source().install(qapp)
    shown = []
    for name in ("measurements of spring 2024", "measurements of spring 2025"):
        box = ChoiceBox()
        qtbot.addWidget(box)
        box.addItem(name)
        box.resize(120, 32)
        shown.append(box.grab().toImage())
    assert shown[0] != shown[1]
