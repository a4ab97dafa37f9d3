"""What only shows: sections, labels, notices, bars, pictures."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from itertools import groupby, pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.theme import DARK, LIGHT, Appearance, Theme, current_theme, signed_lut, theme_source
from gui.widgets.bars import BarMode, ProbabilityBars
from gui.widgets.basics import ElidedLabel, HLine, WrappedLabel
from gui.widgets.canvas import DrawingCanvas
from gui.widgets.notice import Level, Notice, NoticeArea, NoticeBar
from gui.widgets.scientific import ScientificSpinBox
from gui.widgets.section import CollapsibleSection
from gui.widgets.seed import SeedBox
from gui.widgets.segmented import SegmentedControl
from gui.widgets.tile import ImageTile, TileMap

DIGITS = [str(digit) for digit in range(10)]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _installed(qapp: QApplication) -> Iterator[None]:
    source = theme_source()
    source.install(qapp)
    source.set_appearance(Appearance.LIGHT)
    yield
    source.set_appearance(Appearance.SYSTEM)
    source.set_text_scale(1.0)


def _image(widget: QWidget) -> QImage:
    """The widget alone, on transparent ground."""
    image = QImage(widget.size(), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    widget.render(image, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    return image


def _colours(image: QImage, y: int) -> list[str]:
    return [image.pixelColor(x, y).name() for x in range(image.width())]


@pytest.mark.parametrize(
    "make",
    [
        DrawingCanvas,
        ElidedLabel,
        HLine,
        ImageTile,
        ProbabilityBars,
        SeedBox,
        WrappedLabel,
        lambda: CollapsibleSection("Optimizer"),
        lambda: NoticeBar(Notice("text", Level.ERROR, "details")),
        lambda: ScientificSpinBox(1.0),
        lambda: SegmentedControl([("a", "A"), ("b", "B")], "a"),
    ],
)
def test_a_widget_that_is_no_longer_used_is_let_go(make: Callable[[], QWidget]) -> None:
    widget = make()
    widget.ensurePolished()
    gone = weakref.ref(widget)
    del widget
    gc.collect()
    assert gone() is None
    theme_source().set_appearance(Appearance.DARK)  # would reach what is left of it
    assert theme_source().theme is DARK


# Sections, lines, labels


def test_a_section_opens_and_closes_by_click_and_key(qtbot: QtBot) -> None:
    section = CollapsibleSection("Optimizer")
    field = QLineEdit()
    section.body.addWidget(field)
    qtbot.addWidget(section)
    section.show()
    assert field.isVisible()
    with qtbot.waitSignal(section.toggled) as caught:
        QTest.mouseClick(section.header, LEFT)
    assert caught.args == [False]
    assert not field.isVisible()
    assert section.header.accessibleDescription() == "collapsed"
    QTest.keyClick(section.header, Qt.Key.Key_Space)
    assert field.isVisible()
    assert section.is_expanded()
    assert section.title() == "Optimizer"


def test_a_wrapped_label_takes_the_room_of_its_lines_and_gives_it_back(qtbot: QtBot) -> None:
    label = WrappedLabel("one two three four five six seven eight nine ten " * 3)
    qtbot.addWidget(label)
    label.resize(150, 20)
    label.show()
    several, line = label.minimumHeight(), label.fontMetrics().height()
    assert several >= 5 * line
    label.setText("one")
    assert line <= label.minimumHeight() < 2 * line
    label.setText("one two three four five six seven eight nine ten " * 3)
    assert label.minimumHeight() == several
    label.resize(900, 20)
    assert label.minimumHeight() < several / 2


def test_closing_a_section_takes_the_focus_out_of_it(qtbot: QtBot) -> None:
    section = CollapsibleSection("Optimizer")
    field = QLineEdit()
    section.body.addWidget(field)
    qtbot.addWidget(section)
    section.show()
    section.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    section.set_expanded(False)
    assert section.header.hasFocus()


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_the_focus_frame_of_a_header_is_whole(
    qtbot: QtBot, qapp: QApplication, appearance: Appearance
) -> None:
    theme_source().install(qapp)
    theme_source().set_appearance(appearance)
    section = CollapsibleSection("Optimizer")
    qtbot.addWidget(section)
    section.resize(200, 60)
    section.show()
    section.activateWindow()
    section.header.setFocus()
    qtbot.waitUntil(section.header.hasFocus)
    image = section.header.grab().toImage()
    focus, middle = current_theme().color("focus").name(), image.height() // 2
    edges = [(0, middle), (image.width() - 1, middle), (100, 0), (100, image.height() - 1)]
    assert [image.pixelColor(*edge).name() for edge in edges] == [focus] * 4
    theme_source().set_appearance(Appearance.SYSTEM)


def test_a_closed_section_starts_closed(qtbot: QtBot) -> None:
    section = CollapsibleSection("Optimizer", expanded=False)
    field = QLineEdit()
    section.body.addWidget(field)
    qtbot.addWidget(section)
    section.show()
    assert not field.isVisible()


def test_a_label_shortens_its_text_and_tells_all_of_it(qtbot: QtBot) -> None:
    text = "64 → 32 relu → 10 softmax, 2,410 parameters"
    label = ElidedLabel(text)
    qtbot.addWidget(label)
    label.resize(100, 24)
    label.show()
    assert label.text().endswith("…")
    assert label.fontMetrics().horizontalAdvance(label.text()) <= 100
    assert label.toolTip() == label.accessibleName() == label.full_text() == text
    label.resize(label.sizeHint())
    assert label.text() == text
    assert label.toolTip() == ""
    assert label.minimumSizeHint().width() < 60


def test_a_line_is_one_pixel_in_the_colour_of_lines(qtbot: QtBot) -> None:
    line = HLine()
    qtbot.addWidget(line)
    line.resize(50, 9)
    assert line.height() == 1
    assert set(_colours(_image(line), 0)) == {LIGHT.line}
    theme_source().set_appearance(Appearance.DARK)
    assert set(_colours(_image(line), 0)) == {DARK.line}


# Notices


@pytest.fixture
def area(qtbot: QtBot) -> Iterator[NoticeArea]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    result = NoticeArea(most=3)
    layout = QVBoxLayout(window)
    layout.addWidget(result)
    layout.addStretch(1)
    window.show()
    yield result
    window.close()


def test_a_notice_stays_until_it_is_closed(qtbot: QtBot, area: NoticeArea) -> None:
    assert not area.isVisible()
    notice = Notice("The batch is larger than the set. One batch holds all samples.", Level.WARNING)
    area.show_notice(notice)
    assert area.isVisible()
    assert area.notices() == [notice]
    bar = area._bars[0]
    assert bar.accessibleName() == f"Warning: {notice.text}"
    assert not bar.details_button.isVisible()
    QTest.mouseClick(bar.close_button, LEFT)
    assert area.notices() == []
    assert not area.isVisible()


def test_a_long_notice_is_wrapped_and_not_cut(qtbot: QtBot, area: NoticeArea) -> None:
    area.show_notice(Notice("short"))
    qtbot.waitUntil(lambda: area.height() > 20)
    low = area.height()
    area.clear()
    area.show_notice(Notice("It goes on for a while, longer than one line can be. " * 4))
    qtbot.waitUntil(lambda: area.height() > low + 30)
    label = area._bars[0]._label
    assert label.height() >= label.heightForWidth(label.width())


def test_a_crowded_layout_does_not_cut_a_notice(qtbot: QtBot, area: NoticeArea) -> None:
    layout = area.window().layout()
    assert layout is not None
    pushy = QWidget()
    pushy.setMinimumHeight(280)
    layout.addWidget(pushy)
    area.show_notice(Notice("It goes on for a while, longer than one line can be. " * 4))
    label = area._bars[0]._label
    qtbot.waitUntil(lambda: label.height() > 60)
    assert label.height() >= label.heightForWidth(label.width())
    theme_source().set_text_scale(1.5)
    qtbot.waitUntil(lambda: label.height() > 90)


def test_escape_closes_the_notice_that_has_the_focus(qtbot: QtBot, area: NoticeArea) -> None:
    area.show_notice(Notice("one"))
    area.show_notice(Notice("two"))
    QTest.keyClick(area._bars[0].close_button, Qt.Key.Key_Escape)
    assert [notice.text for notice in area.notices()] == ["one"]


def test_details_are_shown_and_copied(qtbot: QtBot, area: NoticeArea) -> None:
    area.show_notice(Notice("Training stopped.", Level.ERROR, "FloatingPointError: step 412"))
    bar = area._bars[0]
    assert not bar.details_view.isVisible()
    QTest.mouseClick(bar.details_button, LEFT)
    assert bar.details_view.isVisible()
    assert bar.details_view.toPlainText() == "FloatingPointError: step 412"
    QTest.mouseClick(bar.copy_button, LEFT)
    copied = QGuiApplication.clipboard().text()
    assert copied == "Training stopped.\n\nFloatingPointError: step 412"


def test_the_same_notice_is_not_repeated_and_errors_are_the_last_to_go(area: NoticeArea) -> None:
    error = Notice("error", Level.ERROR)
    area.show_notice(error)
    for text in ("one", "two", "one", "three"):
        area.show_notice(Notice(text))
    assert [notice.text for notice in area.notices()] == ["three", "one", "error"]
    area.clear(Level.INFO)
    assert area.notices() == [error]


# Bars


@pytest.fixture
def bars(qtbot: QtBot) -> ProbabilityBars:
    result = ProbabilityBars(DIGITS, prompt="Draw a digit")
    qtbot.addWidget(result)
    result.resize(300, 240)
    result.show()
    return result


def _values(**chosen: float) -> list[float]:
    return [chosen.get(f"d{digit}", 0.0) for digit in DIGITS]


def test_a_mark_stands_where_the_bar_ended_before(bars: ProbabilityBars) -> None:
    bars.set_values(_values(d3=0.2, d4=0.8))
    plain = bars.grab().toImage()
    bars.set_before(_values(d3=0.6, d4=0.4))
    marked = bars.grab().toImage()
    row = bars.row_rects()[3]
    y = round(row.center().y())
    changed = [x for x in range(bars.width()) if plain.pixel(x, y) != marked.pixel(x, y)]
    first = min(changed)
    y_4 = round(bars.row_rects()[4].center().y())
    other = [x for x in range(bars.width()) if plain.pixel(x, y_4) != marked.pixel(x, y_4)]
    # 0.6 and 0.4 lie a fifth of the bar apart, whose left end is that of a mark at 0.
    y_0 = round(bars.row_rects()[0].center().y())
    zero = min(x for x in range(bars.width()) if plain.pixel(x, y_0) != marked.pixel(x, y_0))
    assert (first - zero) / (min(other) - zero) == pytest.approx(1.5, abs=0.05)
    assert "Before: 4 0.400, 3 0.600" in bars.accessibleDescription()
    bars.set_before(None)
    assert bars.grab().toImage() == plain
    with pytest.raises(ValueError, match="10 classes"):
        bars.set_before([0.5, 0.5])


def _length(bars: ProbabilityBars, row: int, colour: str) -> int:
    y = round(bars.row_rects()[row].center().y())
    runs = groupby(_colours(_image(bars), y))
    return max((len(list(run)) for name, run in runs if name == colour), default=0)


def test_the_best_bar_is_coloured_and_as_long_as_its_value(bars: ProbabilityBars) -> None:
    bars.set_values(_values(d6=1.0))
    full = _length(bars, 6, LIGHT.accent)
    assert full > 100
    bars.set_values(_values(d6=0.5, d1=0.25, d2=0.25))
    assert _length(bars, 6, LIGHT.accent) == pytest.approx(full / 2, abs=1.5)
    assert _length(bars, 1, LIGHT.accent) == 0
    assert _length(bars, 1, LIGHT.muted) == pytest.approx(full / 4, abs=1.5)


@pytest.mark.parametrize(("target", "colour"), [(6, LIGHT.right), (5, LIGHT.wrong)])
def test_right_is_blue_and_wrong_is_red(qtbot: QtBot, target: int, colour: str) -> None:
    bars = ProbabilityBars(DIGITS, BarMode.VERDICT)
    qtbot.addWidget(bars)
    bars.resize(300, 240)
    bars.set_values(_values(d6=0.9, d5=0.1), target)
    assert _length(bars, 6, colour) > 100
    marked = [row for row in range(10) if LIGHT.text in _colours(_image(bars), 24 * row + 12)[:7]]
    assert marked == [target]


def test_the_bars_say_the_three_most_probable(bars: ProbabilityBars) -> None:
    assert bars.accessibleDescription() == "Draw a digit"
    bars.set_values(_values(d6=0.9, d1=0.06, d4=0.03, d2=0.01), target=4)
    assert bars.accessibleDescription() == "Most probable: 6 0.900, 1 0.060, 4 0.030. True: 4."
    bars.set_values(None)
    assert bars.accessibleDescription() == "Draw a digit"
    assert bars.best() is None


def test_values_that_are_no_numbers_are_not_drawn_as_numbers(bars: ProbabilityBars) -> None:
    bars.set_values([np.nan] * 10)
    assert bars.best() is None
    assert bars.accessibleDescription() == "No finite values."
    bars.set_values([np.nan, np.inf, 0.3, *[0.0] * 7])
    assert bars.best() == 2
    assert not _image(bars).isNull()


def test_values_must_fit_the_classes(bars: ProbabilityBars) -> None:
    with pytest.raises(ValueError, match="10 classes"):
        bars.set_values([0.5, 0.5])
    with pytest.raises(ValueError, match="no class 10"):
        bars.set_values(_values(), target=10)


def test_the_values_are_copied(bars: ProbabilityBars) -> None:
    values = np.array(_values(d6=1.0))
    bars.set_values(values)
    values[:] = 0
    assert bars.best() == 6


def test_other_classes_take_the_old_values_away(bars: ProbabilityBars) -> None:
    bars.set_values(_values(d6=1.0), target=9)
    bars.set_classes(["malignant", "benign"])
    assert bars.best() is None
    bars.set_values([0.2, 0.8])
    assert bars.accessibleDescription() == "Most probable: benign 0.800, malignant 0.200."


@pytest.mark.parametrize("count", [2, 3, 10, 13, 26])
@pytest.mark.parametrize("width", [140, 220, 600])
def test_all_rows_stay_inside_and_apart(qtbot: QtBot, count: int, width: int) -> None:
    bars = ProbabilityBars([chr(97 + k) * (k % 3 + 1) for k in range(count)])
    qtbot.addWidget(bars)
    bars.set_values(np.full(count, 1 / count))
    least = bars.minimumSizeHint()
    for height in (least.height(), 500):
        bars.resize(max(width, least.width()), height)
        rows = bars.row_rects()
        assert len(rows) == count
        for row in rows:
            assert row.height() >= 13.9
            assert bars.rect().toRectF().adjusted(0, 0, 0.01, 0.01).contains(row)
        for one, other in pairwise(rows):
            assert not one.adjusted(0.01, 0.01, -0.01, -0.01).intersects(other)
        assert not _image(bars).isNull()


def test_without_classes_there_is_just_the_prompt(qtbot: QtBot) -> None:
    bars = ProbabilityBars(prompt="Nothing yet")
    qtbot.addWidget(bars)
    bars.resize(200, 60)
    assert LIGHT.muted in {name for y in range(60) for name in _colours(_image(bars), y)}


def test_bars_jump_unless_they_are_told_to_glide(qtbot: QtBot, bars: ProbabilityBars) -> None:
    bars.set_values(_values(d1=1.0))
    bars.set_values(_values(d6=1.0))
    full = _length(bars, 6, LIGHT.accent)
    assert full > 100
    bars.set_animated(True)
    bars.set_values(_values(d1=1.0))
    assert _length(bars, 1, LIGHT.accent) < full
    qtbot.waitUntil(lambda: _length(bars, 1, LIGHT.accent) == full)
    bars.set_values(_values(d6=1.0))
    bars.set_animated(False)
    assert _length(bars, 6, LIGHT.accent) == full


# Pictures


def test_a_picture_is_made_of_whole_squares(qtbot: QtBot) -> None:
    tile = ImageTile()
    qtbot.addWidget(tile)
    tile.resize(100, 60)
    tile.set_values([[0.0, 1.0, 0.0], [1.0, 0.0, 1.0]])
    area = tile.picture_rect()
    assert (area.width(), area.height()) == (90, 60)
    assert area.left() == 5
    row = _colours(_image(tile), 10)
    assert row[5:95] == [LIGHT.paper] * 30 + [LIGHT.ink] * 30 + [LIGHT.paper] * 30
    assert tile.accessibleDescription() == "Picture of 2 by 3 values"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_signed_picture_is_scaled_by_its_largest_value(qtbot: QtBot, theme: Theme) -> None:
    theme_source().set_appearance(Appearance(theme.name))
    tile = ImageTile()
    qtbot.addWidget(tile)
    tile.resize(30, 10)
    tile.set_values([[-4.0, 0.0, 2.0]], TileMap.SIGNED)
    row = _colours(_image(tile), 5)
    half = QColor(*(int(channel) for channel in signed_lut(theme)[128 + 64])).name()
    assert (row[5], row[15], row[25]) == (theme.signed_negative, theme.signed_zero, half)
    tile.set_values([[-4.0, 0.0, 2.0]], TileMap.SIGNED, scale=2.0)
    assert _colours(_image(tile), 5)[25] == theme.signed_positive


def test_a_picture_larger_than_its_place_is_scaled_down(qtbot: QtBot) -> None:
    tile = ImageTile()
    qtbot.addWidget(tile)
    tile.resize(40, 40)
    tile.set_values(np.ones((400, 100)))
    area = tile.picture_rect()
    assert (area.width(), area.height()) == (10, 40)
    assert _colours(_image(tile), 20)[20] == LIGHT.ink


def test_an_empty_tile_says_what_will_stand_there(qtbot: QtBot) -> None:
    tile = ImageTile("What the network sees")
    qtbot.addWidget(tile)
    tile.resize(120, 120)
    assert tile.accessibleDescription() == "What the network sees"
    tile.set_values(np.zeros((2, 2)))
    tile.set_values(None)
    assert tile.accessibleDescription() == "What the network sees"
    assert not _image(tile).isNull()


@pytest.mark.parametrize("values", [np.zeros(3), np.zeros((0, 3)), np.zeros((2, 2, 2))])
def test_what_is_no_picture_is_refused(qtbot: QtBot, values: object) -> None:
    tile = ImageTile()
    qtbot.addWidget(tile)
    with pytest.raises(ValueError, match="rows and columns"):
        tile.set_values(values)  # type: ignore[arg-type]
