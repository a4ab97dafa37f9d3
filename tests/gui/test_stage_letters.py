"""The size of the letters: large ones give way before formulas do; small networks grow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.stage.foot import Foot, Switch
from gui.stage.layout import Names
from gui.stage.legend import StageLegend
from gui.stage.text import LEAST_SIZE, make_fonts
from gui.stage.view import StageView
from gui.theme import theme_source
from tests.gui.stage_scenes import network

DIGITS = Names((), tuple("0123456789"))


@pytest.fixture
def large(qapp: object) -> Iterator[None]:
    """The largest letters but for one step."""
    theme_source().set_text_scale(1.7)
    yield
    theme_source().set_text_scale(1.0)


@pytest.fixture
def view(qtbot: QtBot, large: None) -> StageView:
    view = StageView()
    qtbot.addWidget(view)
    view.set_network(network(64, (32,), 10), (8, 8), DIGITS)
    view.show()
    return view


def size_of(view: StageView) -> int:
    return view.context.fonts.label.pixelSize()


def formulas(view: StageView) -> list[str]:
    return [arrow.text for arrow in view.scene_shown.arrows if arrow.key.symbol == "g"]


def scrolls(view: StageView) -> tuple[bool, bool]:
    across, down = view.horizontalScrollBar(), view.verticalScrollBar()
    return across.maximum() > 0, down.maximum() > 0


def test_letters_get_smaller_before_formulas_and_only_then(view: StageView) -> None:
    largest, usual = make_fonts().label.pixelSize(), make_fonts(1 / 1.7).label.pixelSize()
    view.resize(1367, 564)
    assert size_of(view) == largest
    view.resize(749, 439)
    assert usual <= size_of(view) < largest
    assert scrolls(view) == (False, False)
    assert [text[-11:] for text in formulas(view)] == ["W₁ z₁ + b₁)", "W₂ z₂ + b₂)"]
    view.resize(1367, 564)
    assert size_of(view) == largest


def test_they_never_get_smaller_than_usual(view: StageView) -> None:
    usual = make_fonts(1 / 1.7).label.pixelSize()
    for size in ((200, 150), (504, 287), (900, 300), (300, 900)):
        view.resize(*size)
        assert size_of(view) >= usual


def test_letters_of_the_usual_size_stay_as_they_are(qtbot: QtBot) -> None:
    view = StageView()
    qtbot.addWidget(view)
    view.set_network(network(64, (32,), 10), (8, 8), DIGITS)
    view.show()
    for size in ((504, 287), (1367, 564)):
        view.resize(*size)
        assert size_of(view) == make_fonts().label.pixelSize()


def test_a_small_network_with_all_its_numbers_grows_into_a_large_stage(qtbot: QtBot) -> None:
    view = StageView()
    qtbot.addWidget(view)
    view.set_network(network(2, (4,), 2), None, Names(("x", "y"), ("A", "B")))
    view.show()
    usual = make_fonts().label.pixelSize()
    sizes = []
    for size in ((688, 414), (1280, 719), (1600, 859)):
        view.resize(*size)
        sizes.append(size_of(view))
        assert scrolls(view) == (False, False)
        if size_of(view) > usual:
            assert view.scene_shown.figures
            assert formulas(view) == ["z₂ = ReLU(W₁ z₁ + b₁)", "z₃ = γ(W₂ z₂ + b₂)"]
    assert sizes == sorted(sizes)
    assert sizes[0] == usual
    assert sizes[-1] >= 1.3 * usual


def test_letters_of_a_row_are_as_large_as_it_lets_them(large: None) -> None:
    fonts = make_fonts()
    sizes = [fonts.fitted(fonts.small, height).pixelSize() for height in (40, 24, 18, 12, 3)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == fonts.small.pixelSize()
    assert sizes[1] > sizes[2] > LEAST_SIZE
    assert sizes[-1] == LEAST_SIZE


def test_switches_have_shorter_words_where_the_line_is_too_narrow(qtbot: QtBot) -> None:
    legend, other = StageLegend(), QWidget()
    other.setFixedWidth(90)
    other.hide()
    switches = [Switch("Minibatch mean", "Mean", "tip"), Switch("Split layers", "Split", "tip")]
    whole = QWidget()
    qtbot.addWidget(whole)
    foot = Foot(legend, (other, *switches))
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(foot)
    least = legend.minimumSizeHint().width() + sum(s.sizeHint().width() for s in switches) + 60
    whole.resize(least, 40)
    whole.show()
    assert [switch.text() for switch in switches] == ["Minibatch mean", "Split layers"]
    other.show()
    qtbot.waitUntil(lambda: [switch.text() for switch in switches] == ["Mean", "Split"])
    assert legend.width() >= legend.minimumSizeHint().width()
    assert [switch.accessibleName() for switch in switches] == ["Minibatch mean", "Split layers"]
    other.hide()
    qtbot.waitUntil(lambda: switches[0].text() == "Minibatch mean")
