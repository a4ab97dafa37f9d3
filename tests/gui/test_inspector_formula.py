"""Formulas on screen: set, pointed at, chosen, copied."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from core.formula import DOT, PLUS, Formula, NumberStyle, Term, sign
from core.jacobian_formulas import jacobian_formula, recursion
from core.key import Key, values_of
from core.notation import NOTATIONS
from core.number_formulas import number_formula
from gui.inspector.formula_layout import Extent, arrange
from gui.inspector.formula_part import NumberPart, in_lines
from gui.inspector.formula_view import FormulaView
from gui.inspector.fraction import set_fraction
from gui.inspector.pieces import Joint, Piece, latex_of, pieces_of, text_of
from gui.inspector.typeset import set_math
from gui.theme import theme_source
from gui.theme.source import Appearance
from tests.gui.inspector_cases import CONFIGS, shown_of, trace_of, written


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    theme_source().install(qapp)


@pytest.fixture
def view(qtbot: QtBot) -> FormulaView:
    """Return the view of z_2 = ReLU(W_1 z_1 + b_1), 300 pixels wide."""
    view = FormulaView("Formula")
    qtbot.addWidget(view)
    view.resize(300, 40)
    view.set_pieces(pieces_of(written(trace_of(CONFIGS["softmax"])).of(("z", 2))[0]))
    with qtbot.waitExposed(view):
        view.show()
    return view


def centre(view: FormulaView, key: Key) -> QPoint:
    """Return the middle of the term that stands for a key."""
    index = next(k for k, piece in enumerate(view.pieces) if piece.key == key)
    return view.box(index).center().toPoint()


def all_formulas(config: str, notation: str, split: bool) -> list[Formula]:
    trace = trace_of(CONFIGS[config])
    found = written(trace, NOTATIONS[notation], split)
    result = list(recursion(found))
    for key in found.symbols.table:
        if key.symbol not in ("A", "B") and not key.symbol.endswith("_after"):
            result += found.of(key)
            result += number_formula(found, trace, key, 0)
    for layer in trace.network.layers:
        symbols = ("A", "B") if layer.output == layer.score else ("A", "B", "D")
        result += [jacobian_formula(found, (symbol, layer.number)) for symbol in symbols]
        for letter in "Wb":
            result += found.of((f"{letter}_after", layer.number))
    return result


@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("config", CONFIGS)
def test_every_piece_of_every_formula_is_set(
    qtbot: QtBot, config: str, notation: str, split: bool
) -> None:
    set_math("x", 16)  # imports ziamath in its own careful way
    from ziamath.tex import tex2mml

    found = all_formulas(config, notation, split)
    assert len(found) > 8
    for formula in found:
        for piece in pieces_of(formula):
            if piece.number or piece.words or not piece.text.strip():
                assert "\\" not in piece.text
                continue
            # What ziamath does not know, it prints: the backslash then stands in the MathML.
            assert "\\" not in tex2mml(piece.latex.strip()), piece.latex
            assert set_math(piece.latex.strip(), 16).advance > 0, piece.latex


def test_pieces_say_the_same_as_the_formula() -> None:
    for formula in all_formulas("deep", "progressive", split=False):
        pieces = pieces_of(formula)
        assert re.sub(r"\s", "", text_of(pieces)) == re.sub(r"\s", "", formula.plain)
        if "more, together" not in formula.plain and "e^" not in formula.plain:
            assert re.sub(r"\s", "", latex_of(pieces)) == re.sub(r"\s", "", formula.latex)


def test_pointing_at_a_term_lights_what_it_stands_for(qtbot: QtBot, view: FormulaView) -> None:
    seen: list[frozenset[Key]] = []
    view.pointed.connect(seen.append)
    QTest.mouseMove(view, centre(view, Key("W", 1)))
    QTest.mouseMove(view, centre(view, Key("b", 1)))
    QTest.mouseMove(view, QPoint(view.width() - 2, 2))
    assert seen == [frozenset({Key("W", 1)}), frozenset({Key("b", 1)}), frozenset()]


def test_what_is_lit_elsewhere_is_marked_here(view: FormulaView) -> None:
    before = picture(view)
    view.set_lit(frozenset({Key("z", 1)}))
    after = picture(view)
    changed = np.argwhere(before != after)
    index = next(k for k, piece in enumerate(view.pieces) if piece.key == Key("z", 1))
    box = view.box(index).adjusted(-3, -2, 3, 2)
    assert len(changed)
    assert all(box.contains(QRectF(x, y, 1, 1)) for y, x in changed)


def test_a_click_or_enter_chooses_a_term(view: FormulaView) -> None:
    chosen: list[tuple[Key, int]] = []
    view.chosen.connect(lambda key, cell: chosen.append((key, cell)))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=centre(view, Key("W", 1)))
    view.setFocus()
    QTest.mouseMove(view, QPoint(view.width() - 2, 2))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Left, Qt.Key.Key_Return):
        QTest.keyClick(view, key)
    assert chosen == [(Key("W", 1), -1), (Key("z", 2), -1), (Key("b", 1), -1)]


def test_escape_points_at_nothing_before_it_goes_on(view: FormulaView) -> None:
    seen: list[frozenset[Key]] = []
    view.pointed.connect(seen.append)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert seen == [frozenset({Key("z", 2)}), frozenset()]


def test_nothing_is_ever_cut_off(qtbot: QtBot, view: FormulaView) -> None:
    view.set_pieces(pieces_of(written(trace_of(CONFIGS["deep"])).of(("q_W", 1))[0]))
    for width in (40, 80, 150, 230, 288, 420, 900):
        view.resize(width, view.height())
        frame = QRectF(view.rect())
        assert all(frame.contains(view.box(k)) for k in range(len(view.pieces))), width


def test_pieces_do_not_overlap(view: FormulaView) -> None:
    for width in (120, 288):
        view.resize(width, view.height())
        boxes = [view.box(k).adjusted(0.2, 0.2, -0.2, -0.2) for k in range(len(view.pieces))]
        pairs = [(a, b) for k, a in enumerate(boxes) for b in boxes[:k] if a.intersects(b)]
        assert not pairs


def test_lines_break_before_signs() -> None:
    pieces = [
        Piece(text, text, joint=joint)
        for text, joint in (
            ("a", Joint.TERM),
            ("=", Joint.RELATION),
            ("b", Joint.TERM),
            ("+", Joint.SUM),
            ("c", Joint.TERM),
        )
    ]
    extents = [Extent(30.0, 10.0, 2.0)] * 5
    lines = sorted({round(p.baseline) for p in arrange(pieces, extents, 125.0, 10.0).placed})
    placed = arrange(pieces, extents, 125.0, 10.0).placed
    assert len(lines) == 2
    assert [p.piece for p in placed if round(p.baseline) == lines[1]] == [3, 4]


def lines_of(text: str, width: float) -> list[str]:
    """Break a formula of pieces parted by spaces, each as wide as its letters; ~ is a space."""
    joints = {"=": Joint.RELATION, "+": Joint.SUM, "·": Joint.PRODUCT}
    pieces = [
        Piece(word.replace("~", " "), word, joint=joints.get(word, Joint.TERM))
        for word in text.split()
    ]
    extents = [Extent(10.0 * len(piece.text), 8.0, 2.0) for piece in pieces]
    rows: dict[int, list[str]] = {}
    for placed in arrange(pieces, extents, width, 10.0, shrink=False).placed:
        rows.setdefault(round(placed.baseline), []).append(pieces[placed.piece].text.strip())
    return ["".join(row) for row in rows.values()]


def test_lines_break_outside_of_brackets_if_they_can() -> None:
    assert lines_of("q = ( f ( W z + b ) · p ) · z", 150.0) == ["q=(f(Wz+b)·p)", "·z"]
    assert lines_of("q = ( f ( W z + b ) · p ) · z", 115.0) == ["q=(f(Wz+b)", "·p)·z"]
    assert lines_of("B = ( d ( u ) · z ~~ d ( u ) )", 120.0) == ["B=(d(u)·z", "d(u))"]


def test_a_line_less_is_worth_being_a_little_smaller() -> None:
    pieces = [Piece(text, text, joint=Joint.SUM if text == "+" else Joint.TERM) for text in "a+b+c"]
    extents = [Extent(50.0, 10.0, 2.0)] * 5

    def lines(width: float, shrink: bool) -> tuple[int, float]:
        found = arrange(pieces, extents, width, 10.0, shrink)
        return len({round(p.baseline) for p in found.placed}), found.scale

    assert lines(160.0, False) == (2, 1.0)
    assert lines(140.0, False) == (3, 1.0)
    assert lines(140.0, True) == (2, 0.85)


def test_a_step_that_does_not_fit_begins_its_own_line() -> None:
    assert lines_of("q = aaaa · bbbb · c = dddd · bb · c = e", 140.0) == [
        "q=aaaa·bbbb",
        "·c",
        "=dddd·bb·c",
        "=e",
    ]
    assert lines_of("q = a · b = c", 300.0) == ["q=a·b=c"]


def test_another_notation_takes_no_more_room_than_it_needs(view: FormulaView) -> None:
    steady = FormulaView("Numbers", steady=True, parent=view.parentWidget())
    steady.resize(140, 40)
    steady.show()
    trace = trace_of(CONFIGS["softmax"])
    heights = {}
    for name in ("d2l", "progressive"):
        found = written(trace, NOTATIONS[name])
        steady.set_pieces(pieces_of(found.of(("q_W", 2))[0]))
        heights[name] = steady.height()
    fresh = FormulaView("Numbers", steady=True)
    fresh.resize(140, 40)
    fresh.show()
    fresh.set_pieces(steady.pieces)
    assert heights["progressive"] == fresh.height() < heights["d2l"]


@pytest.mark.parametrize("latex", [r"{\tanh}'", r"\tanh", r"{\operatorname{ReLU}}'", "W_{1}"])
def test_a_function_begins_where_its_piece_begins(latex: str) -> None:
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    set_math(latex, 40).draw(painter, QPointF(20.0, 60.0), 1.0, QColor("black"))
    painter.end()
    inked = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y).lightness() < 128 for y in range(image.height()))
    ]
    assert 20 <= inked[0] <= 24  # a space before an operator would be 7 pixels


def test_copying_gives_text_and_latex(view: FormulaView) -> None:
    clipboard = QGuiApplication.clipboard()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "z₂ = ReLU(W₁ z₁ + b₁)"
    menu = view.menu()
    actions = {action.text().replace("&", ""): action for action in menu.actions()}
    actions["Copy as LaTeX"].trigger()
    assert clipboard.text() == r"z_{2} = \operatorname{ReLU} ( W_{1} \, z_{1} + b_{1} )"
    menu.deleteLater()


def test_it_speaks_the_formula(view: FormulaView) -> None:
    assert view.accessibleName() == "Formula: z₂ = ReLU(W₁ z₁ + b₁)"


def test_another_theme_needs_no_typesetting(view: FormulaView) -> None:
    theme_source().set_appearance(Appearance.LIGHT)
    light = picture(view)
    misses = set_math.cache_info().misses
    theme_source().set_appearance(Appearance.DARK)
    dark = picture(view)
    theme_source().set_appearance(Appearance.SYSTEM)
    assert (light != dark).any()
    assert set_math.cache_info().misses == misses


def test_larger_text_makes_a_larger_formula(view: FormulaView) -> None:
    view.resize(900, 40)
    small = view.arrangement.width
    theme_source().set_text_scale(1.5)
    large = view.arrangement.width
    theme_source().set_text_scale(1.0)
    assert large == pytest.approx(1.5 * small, rel=0.05)


def test_changing_numbers_are_not_typeset(qtbot: QtBot) -> None:
    part = NumberPart()
    qtbot.addWidget(part)
    part.resize(280, 300)
    with qtbot.waitExposed(part):
        part.show()
    for key in (("z", 3), ("p", 2), ("q_W", 1), ("loss", 0)):
        part.set_shown(shown_of(trace_of(CONFIGS["softmax"], seed=1), *key))
        misses = set_math.cache_info().misses
        part.set_shown(shown_of(trace_of(CONFIGS["softmax"], seed=2), *key, cell=part_cell(part)))
        assert set_math.cache_info().misses == misses, key


def part_cell(part: NumberPart) -> int:
    assert part.shown is not None
    return part.shown.entry


@pytest.mark.parametrize("comma", [False, True])
def test_the_numbers_are_those_of_the_trace(qtbot: QtBot, comma: bool) -> None:
    part = NumberPart()
    qtbot.addWidget(part)
    with qtbot.waitExposed(part):
        part.show()
    trace = trace_of(CONFIGS["deep"])
    for key in (Key("z", 4), Key("p", 2), Key("q_W", 2), Key("q_b", 1), Key("loss", 0)):
        shown = shown_of(trace, *key, comma=comma)
        part.set_shown(shown)
        value = float(values_of(trace, key).reshape(-1)[shown.entry])
        assert part.view.text().endswith(f"= {NumberStyle(6, comma).plain(value)}")
        numbers = [piece for piece in part.view.pieces if piece.number]
        assert len(numbers) >= 2


def picture(view: FormulaView) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(bytes(image.constBits()), np.uint32)
    return data.reshape(image.height(), image.bytesPerLine() // 4)[:, : image.width()].copy()


def test_the_exact_number_can_be_copied(qtbot: QtBot) -> None:
    part = NumberPart()
    qtbot.addWidget(part)
    with qtbot.waitExposed(part):
        part.show()
    trace = trace_of(CONFIGS["softmax"])
    part.set_shown(shown_of(trace, "p", 2, 3))
    menu = part.view.menu()
    actions = {action.text().replace("&", ""): action for action in menu.actions()}
    actions["Copy exact value"].trigger()
    assert float(QGuiApplication.clipboard().text()) == trace.layers[1].p[3]
    menu.deleteLater()


def test_while_numbers_change_nothing_jumps(qtbot: QtBot) -> None:
    part = NumberPart()
    qtbot.addWidget(part)
    part.resize(244, 400)
    with qtbot.waitExposed(part):
        part.show()
    shown = shown_of(trace_of(CONFIGS["softmax"]), "z", 3, 1)
    part.set_shown(shown)
    before = part.view.height()
    long = NumberStyle(12)
    part.set_shown(replace(shown, style=long))
    high = part.view.height()
    assert high > before
    assert part.view.arrangement.scale == 1.0
    part.set_shown(shown)  # shorter numbers again
    assert part.view.height() == high
    part.set_shown(shown_of(shown.trace, "loss", 0))
    assert part.view.height() < high


def test_the_box_of_digits_shows_all_of_its_text(qtbot: QtBot) -> None:
    part = NumberPart()
    qtbot.addWidget(part)
    part.resize(244, 400)
    with qtbot.waitExposed(part):
        part.show()
    for scale in (1.0, 1.5):
        theme_source().set_text_scale(scale)
        line = part.digits.findChild(QLineEdit)
        assert line is not None
        for digits in (10, 12):
            part.digits.setValue(digits)
            margins = line.textMargins().left() + line.textMargins().right()
            room = line.width() - margins - 4  # QLineEdit keeps two pixels free on both sides
            assert QFontMetrics(line.font()).horizontalAdvance(line.text()) <= room
    theme_source().set_text_scale(1.0)


def test_numbers_of_a_fraction_are_drawn_and_not_set(view: FormulaView) -> None:
    terms = (
        Term(None, r"\frac{0.5}{1 - 0.9^{4}}", "0.5/(1 − 0.9⁴)"),
        PLUS,
        Term(None, r"\frac{-2}{\sqrt{0.25} + 0.1}", "(−2)/(√0.25 + 0.1)"),
        DOT,
        Term(None, "0.134", "0.134"),
        sign("^{2}", "²"),
    )
    pieces = in_lines((Formula(Key("W_after", 1), terms),))
    set_math.cache_clear()
    view.set_pieces(pieces)
    assert [piece.text for piece in pieces if piece.fraction] == [
        "0.5/(1 − 0.9⁴)",
        "(−2)/(√0.25 + 0.1)",
    ]
    assert view.text() == "0.5/(1 − 0.9⁴) + (−2)/(√0.25 + 0.1) · 0.134²"
    assert set_math.cache_info().misses == 2  # + and ·
    first, second = (set_fraction(piece.text, 20) for piece in pieces if piece.fraction)
    assert first.rooted is None
    assert (first.above.text, first.below.text) == ("0.5", "1 − 0.9⁴")
    assert second.rooted is not None
    assert (second.above.text, second.rooted.text, second.below.text) == ("−2", "0.25", " + 0.1")
    assert second.advance > second.under > second.above.advance
    assert second.descent > first.descent
