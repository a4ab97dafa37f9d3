"""The inspector with a session behind it: real engine, real data, real clicks and keys."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QToolButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from core.config import HiddenLayer, RunConfig
from core.formula import NumberStyle
from core.key import Key, values_of
from core.notation import NOTATIONS
from core.timeline import BeatKind, timeline
from gui.engine_client import EngineClient
from gui.inspector.subject import Subject
from gui.inspector.typeset import set_math
from gui.panels.inspector import InspectorPanel
from gui.panels.stage import StagePanel
from gui.player import SLOWEST, Player
from gui.reading import Reading
from gui.screenshot import settle
from gui.session import Session
from gui.stage.conductor import Conductor
from gui.theme import theme_source
from gui.theme.source import Appearance


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    theme_source().install(qapp)


@pytest.fixture
def session() -> Iterator[Session]:
    client = EngineClient()
    client.start()
    yield Session(client, RunConfig(hidden=(HiddenLayer(12, "sigmoid"),), optimizer="sgd"))
    assert client.shut_down()


@pytest.fixture
def player() -> Player:
    return Player()


@pytest.fixture
def reading() -> Reading:
    return Reading()


@pytest.fixture
def empty(qtbot: QtBot, session: Session, player: Player, reading: Reading) -> InspectorPanel:
    """Return the panel before anything has been through a network."""
    panel = InspectorPanel(session, player, reading)
    qtbot.addWidget(panel)
    panel.resize(288, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


@pytest.fixture
def panel(qtbot: QtBot, empty: InspectorPanel, session: Session, player: Player) -> InspectorPanel:
    session.start()
    qtbot.waitUntil(lambda: session.trace is not None)
    assert session.network is not None
    player.set_timeline(timeline(session.network))
    return empty


def label(panel: InspectorPanel, name: str) -> str:
    found = panel.findChild(QLabel, name)
    assert found is not None
    return found.text()


def click_section(panel: InspectorPanel, name: str) -> None:
    QTest.mouseClick(panel.sections[name].header, Qt.MouseButton.LeftButton)


def test_without_a_trace_it_says_so(empty: InspectorPanel) -> None:
    words = empty.findChild(QLabel, "inspectorEmpty")
    assert words is not None
    assert words.isVisible()
    assert empty.subject is None
    assert not empty.formula.isVisible()


def test_with_nothing_selected_it_follows_the_playhead(
    panel: InspectorPanel, player: Player
) -> None:
    assert player.timeline is not None
    seen = []
    for beat in player.timeline.beats:
        player.seek(beat.index + 0.5)
        assert panel.subject is not None
        assert panel.subject.beat is beat
        seen.append(panel.formula.view.text().partition("\n")[0])
    kinds = [beat.kind for beat in player.timeline.beats]
    assert seen[0] == "z₂ = σ(W₁ z₁ + b₁)"
    assert seen[kinds.index(BeatKind.LOSS_GRADIENT)] == "p₃ = z₃ − y"
    assert seen[kinds.index(BeatKind.PARAMETERS)] == "q₂ = p₃ ⊗ z₂"
    assert seen[-1].startswith("W₂ ← W₂ − η q₂")


def test_within_a_beat_nothing_is_done_anew(panel: InspectorPanel, player: Player) -> None:
    player.seek(1.2)
    seen: list[int] = []
    panel.shown_changed.connect(lambda: seen.append(1))
    player.seek(1.5)
    player.seek(1.9)
    assert not seen
    player.seek(2.5)
    assert len(seen) == 1


def test_a_selected_entry_is_written_with_the_numbers_of_the_trace(
    panel: InspectorPanel, session: Session, reading: Reading
) -> None:
    trace = session.trace
    assert trace is not None
    style = NumberStyle(reading.digits, QLocale().decimalPoint() == ",")
    for key, cell in ((Key("z", 2), 5), (Key("p", 2), 3), (Key("q_W", 1), 200), (Key("b", 2), 9)):
        reading.select(key, cell)
        value = float(values_of(trace, key).reshape(-1)[cell])
        assert panel.numbers.view.text().endswith(f"= {style.plain(value)}")
        assert (
            label(panel, "inspectorMeaning")
            .replace("\xa0", " ")
            .startswith(
                panel.numbers.shown.formulas.symbols[key].meaning if panel.numbers.shown else "?"
            )
        )


def test_at_rest_it_shows_the_loss_and_says_how_to_go_on(
    panel: InspectorPanel, player: Player, reading: Reading
) -> None:
    hint = panel.findChild(QLabel, "inspectorHint")
    assert hint is not None
    assert panel.subject == Subject(Key("loss", 0))
    assert hint.isVisible()
    reading.select(Key("p", 2))
    assert not hint.isVisible()
    reading.select(None)
    assert hint.isVisible()
    player.step_back()
    player.step()  # at its end, an animation shows what it has come to
    assert player.at_rest
    assert panel.subject is not None
    assert panel.subject.key == Key("W_after", 2)
    assert not hint.isVisible()


def test_with_something_selected_playing_does_nothing_anew_within_a_beat(
    panel: InspectorPanel, player: Player, reading: Reading
) -> None:
    reading.select(Key("z", 2), 3)
    player.seek(1.2)
    seen: list[int] = []
    panel.shown_changed.connect(lambda: seen.append(1))
    player.seek(1.5)
    player.seek(1.9)
    assert not seen


def test_the_mean_over_a_minibatch_is_written_everywhere(
    qtbot: QtBot, panel: InspectorPanel, reading: Reading, session: Session
) -> None:
    reading.mean_changed.connect(session.watch_batch)
    reading.select(Key("q_W", 2), 7)
    own = panel.numbers.view.text()
    box = panel.formula.mean
    assert box.isVisible()
    with qtbot.waitSignal(session.batch_changed):
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert reading.mean
    batch, trace = session.batch, session.trace
    assert batch is not None
    assert trace is not None
    assert panel.formula.view.text() == f"q₂ = 1/{batch.count} Σₖ (p₃ ⊗ z₂)⁽ᵏ⁾"
    first, mean = panel.numbers.view.text().split("\nq")
    assert first.startswith("q₂[1,8]⁽¹⁾ = ")
    assert first.split(" = ")[1:] == own.split(" = ")[1:]
    value = float(batch.means[Key("q_W", 2)].reshape(-1)[7])
    assert mean.endswith(f"= {reading.style.plain(value)}")
    assert f"{batch.count - 3} more, together" in mean
    assert label(panel, "inspectorMeaning").startswith(f"mean over {batch.count} samples of the ")
    reading.select(Key("z", 2))
    assert not box.isVisible()
    reading.select(Key("q_W", 2), 7)
    reading.set_mean(False)  # as the stage does
    assert not box.isChecked()
    assert panel.numbers.view.text() == own


def test_the_switch_of_the_stage_is_that_of_the_inspector(
    qtbot: QtBot, panel: InspectorPanel, player: Player, reading: Reading, session: Session
) -> None:
    stage = StagePanel(session, player, reading)
    qtbot.addWidget(stage)
    with qtbot.waitExposed(stage):
        stage.show()
    reading.select(Key("q_b", 1), 2)
    theirs = next(b for b in stage.findChildren(QCheckBox) if b.text() == "Minibatch mean")
    mine = panel.formula.mean
    with qtbot.waitSignal(session.batch_changed):
        QTest.mouseClick(theirs, Qt.MouseButton.LeftButton, pos=QPoint(8, theirs.height() // 2))
    assert mine.isChecked()
    assert "Σₖ" in panel.formula.view.text()
    with qtbot.waitSignal(session.batch_changed):
        QTest.mouseClick(mine, Qt.MouseButton.LeftButton, pos=QPoint(8, mine.height() // 2))
    assert not theirs.isChecked()
    assert session.batch is None
    assert "Σₖ" not in panel.formula.view.text()


def test_the_cross_leads_back_to_the_playhead(
    panel: InspectorPanel, player: Player, reading: Reading
) -> None:
    button = panel.findChild(QToolButton, "backToPlayhead")
    assert button is not None
    assert not button.isVisible()
    reading.select(Key("z", 2))
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert reading.selection == (None, -1)
    assert panel.subject is not None
    assert panel.subject.key == Key("loss", 0)
    player.step_back()
    assert panel.subject.beat is not None
    reading.select(Key("z", 2))
    assert panel.subject.beat is None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert panel.subject.beat is not None


def test_what_is_gone_with_an_old_network_is_not_shown(
    panel: InspectorPanel, reading: Reading
) -> None:
    reading.select(Key("z", 9))
    assert panel.subject == Subject(Key("loss", 0))
    reading.select(Key("s", 1))  # not shown apart, but a thing of the network all the same
    assert panel.subject.key != Key("z", 9)


def test_an_arrow_of_the_stage_shows_what_it_leads_to(
    panel: InspectorPanel, reading: Reading
) -> None:
    for arrow, key in (
        (Key("g", 1), Key("z", 2)),
        (Key("A", 2), Key("p", 2)),
        (Key("forward loss", 0), Key("loss", 0)),
        (Key("backward loss", 0), Key("p", 3)),
    ):
        reading.select(arrow)
        assert panel.subject is not None
        assert panel.subject.key == key


def test_the_notation_is_chosen_by_keys_and_changes_everything(
    panel: InspectorPanel, reading: Reading
) -> None:
    reading.select(Key("p", 2))
    panel.notation.setFocus()
    written = set()
    for notation in NOTATIONS.values():
        assert reading.notation is notation
        written.add(panel.formula.view.text())
        QTest.keyClick(panel.notation, Qt.Key.Key_Down)
    assert len(written) == len(NOTATIONS)
    reading.set_notation(NOTATIONS["2020"])
    assert panel.notation.currentData() == "2020"
    assert panel.formula.view.text().startswith("q₂ = B₂ˢᵀ q₃")
    assert panel.jacobian.formula.text() == "B₂ˢ = W₂"


def test_digits_are_set_by_keys(panel: InspectorPanel, reading: Reading, session: Session) -> None:
    reading.select(Key("loss", 0))
    spin = panel.numbers.digits
    spin.setFocus()
    for _ in range(4):
        QTest.keyClick(spin, Qt.Key.Key_Up)
    assert reading.digits == 8
    assert session.trace is not None
    style = NumberStyle(8, QLocale().decimalPoint() == ",")
    assert panel.numbers.view.text().endswith(style.plain(session.trace.loss))
    reading.set_digits(3)
    assert spin.value() == 3


def test_a_german_reads_commas(panel: InspectorPanel, reading: Reading, session: Session) -> None:
    reading.select(Key("loss", 0))
    panel.setLocale(QLocale(QLocale.Language.German))
    assert session.trace is not None
    assert panel.numbers.view.text().endswith(
        NumberStyle(reading.digits, comma=True).plain(session.trace.loss)
    )
    assert "," in panel.numbers.view.text()
    assert reading.style.comma
    reading.select(Key("q_W", 1))
    narrow = "\N{NARROW NO-BREAK SPACE}"
    assert label(panel, "inspectorMeaning").endswith("12\xa0×\xa064")
    assert f"{(12 + 1) * 64 - 64} weights" in label(panel, "inspectorSentence")
    click_section(panel, "modes")
    count = f"{panel.modes.chart.rows[-1].reverse:,}".replace(",", narrow)
    assert count in panel.modes.chart.accessibleDescription()
    panel.setLocale(QLocale(QLocale.Language.English))
    assert not reading.style.comma
    assert narrow not in panel.modes.chart.accessibleDescription()


def test_pointing_lights_both_ways(panel: InspectorPanel, reading: Reading) -> None:
    reading.select(Key("z", 2), 5)
    view = panel.formula.view
    index = next(k for k, piece in enumerate(view.pieces) if piece.key == Key("W", 1))
    QTest.mouseMove(view, view.box(index).center().toPoint())
    assert reading.lit == {Key("W", 1)}
    QTest.mouseMove(view, QPoint(view.width() - 2, 2))
    assert reading.lit == frozenset()
    before = view.grab().toImage()
    reading.light(frozenset({Key("z", 1)}))
    assert view.grab().toImage() != before


def test_a_click_on_a_term_selects_it(panel: InspectorPanel, reading: Reading) -> None:
    reading.select(Key("z", 2), 5)
    view = panel.numbers.view
    index, piece = next((k, p) for k, p in enumerate(view.pieces) if p.key == Key("W", 1))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.box(index).center().toPoint())
    assert reading.selection == (Key("W", 1), piece.cell)
    assert 5 * 64 <= piece.cell < 6 * 64


def test_training_changes_the_numbers_and_not_the_formula(
    qtbot: QtBot, panel: InspectorPanel, reading: Reading, session: Session
) -> None:
    reading.select(Key("z", 3))
    formula, numbers = panel.formula.view.text(), panel.numbers.view.text()
    entry = panel.numbers.shown.entry if panel.numbers.shown else -1
    with qtbot.waitSignal(session.trace_changed):
        session.step()
    assert panel.formula.view.text() == formula
    assert panel.numbers.view.text() != numbers
    assert panel.numbers.shown is not None
    assert panel.numbers.shown.entry == entry  # the largest may be another one by now


def test_a_new_network_drops_everything_at_once(
    qtbot: QtBot, panel: InspectorPanel, session: Session, player: Player
) -> None:
    player.set_timeline(None)
    session._drop_trace()
    assert panel.subject is None
    assert not panel.formula.isVisible()


def test_what_is_folded_away_costs_nothing(
    panel: InspectorPanel, reading: Reading, session: Session
) -> None:
    reading.select(Key("z", 2), 1)
    click_section(panel, "numbers")
    before = panel.numbers.view.text()
    reading.select(Key("z", 2), 2)
    assert panel.numbers.view.text() == before
    click_section(panel, "numbers")
    assert panel.numbers.view.text() != before


def test_unseen_it_waits(panel: InspectorPanel, reading: Reading) -> None:
    panel.hide()
    seen: list[int] = []
    panel.shown_changed.connect(lambda: seen.append(1))
    reading.select(Key("z", 2))
    reading.select(Key("p", 2))
    assert not seen
    panel.show()
    assert len(seen) == 1
    assert panel.subject is not None
    assert panel.subject.key == Key("p", 2)


def test_a_gradient_is_checked_by_one_click(panel: InspectorPanel, reading: Reading) -> None:
    reading.select(Key("q_W", 2), 7)
    click_section(panel, "check")
    QTest.mouseClick(panel.check.button, Qt.MouseButton.LeftButton)
    assert panel.check.result.text().startswith("This entry is right")


@pytest.mark.parametrize("size", [(288, 600), (288, 900), (420, 900)])
def test_nothing_sticks_out(
    qtbot: QtBot, panel: InspectorPanel, reading: Reading, size: tuple[int, int]
) -> None:
    for section in panel.sections.values():
        section.set_expanded(True)
    panel.resize(*size)
    for key in (Key("W", 1), Key("z", 3), Key("loss", 0), Key("p", 2), Key("q_W", 1)):
        reading.select(key)
        QCoreApplication.processEvents()
        for view in (panel.formula.view, panel.numbers.view, panel.jacobian.formula):
            for k in range(len(view.pieces)):
                assert view.rect().contains(view.box(k).toAlignedRect().adjusted(1, 1, -1, -1))
            assert view.mapTo(panel, view.rect().topRight()).x() < size[0]
        picture = panel.jacobian.view.picture().toAlignedRect()
        assert panel.jacobian.view.rect().contains(picture)


def test_it_follows_the_theme_and_the_size_of_text(panel: InspectorPanel, reading: Reading) -> None:
    reading.select(Key("z", 2), 5)
    theme_source().set_appearance(Appearance.LIGHT)
    light = panel.grab().toImage()
    theme_source().set_appearance(Appearance.DARK)
    dark = panel.grab().toImage()
    theme_source().set_appearance(Appearance.SYSTEM)
    assert light != dark
    height = panel.formula.view.height()
    theme_source().set_text_scale(1.5)
    taller = panel.formula.view.height()
    theme_source().set_text_scale(1.0)
    assert taller > height


def test_nothing_of_it_stays_behind(
    qtbot: QtBot, session: Session, player: Player, reading: Reading
) -> None:
    panel = InspectorPanel(session, player, reading)
    alive = weakref.ref(panel)
    panel.show()
    panel.deleteLater()
    del panel
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    found = alive()
    assert found is None or not isValid(found)
    reading.select(Key("z", 1))  # nobody answers, and nothing breaks
    theme_source().changed.emit(theme_source().theme)


def test_another_learning_rate_is_that_of_the_update_at_once(
    qtbot: QtBot, panel: InspectorPanel, player: Player, reading: Reading, session: Session
) -> None:
    conductor = Conductor(session, player, panel)
    qtbot.waitUntil(
        lambda: session.trace is not None and session.trace.layers[0].b_after is not None
    )
    player.to_start()
    player.set_speed(SLOWEST)
    player.play()
    reading.select(Key("b_after", 1), 3)
    with qtbot.waitSignal(session.trace_changed):
        session.apply(replace(session.config, learning_rate=0.25))
    trace = session.trace
    assert trace is not None
    first = trace.layers[0]
    assert first.b_after is not None
    assert first.b_after == pytest.approx(first.b - 0.25 * first.q_b, rel=1e-6, abs=1e-9)
    style = NumberStyle(reading.digits, QLocale().decimalPoint() == ",")
    assert player.playing  # the animation goes on where it was
    assert 0.0 < player.t < 1.0
    assert panel.numbers.view.text() == ""  # its beat has not come
    player.to_end()
    assert panel.numbers.view.text().endswith(style.plain(float(first.b_after[3])))
    conductor.deleteLater()


def test_the_update_is_that_of_the_run_that_stands(
    qtbot: QtBot, panel: InspectorPanel, reading: Reading, session: Session
) -> None:
    reading.select(Key("W_after", 1), 0)
    assert panel.numbers.shown is not None
    session.apply(replace(session.config, learning_rate=0.25))
    assert panel.numbers.shown.formulas.rule.learning_rate == 0.25
    session.apply(replace(session.config, optimizer="adam"))  # a new run, on its way
    assert panel.numbers.shown.formulas.rule.optimizer == "sgd"
    qtbot.waitUntil(lambda: session.trace is not None and not session.loading)
    assert panel.numbers.shown.formulas.rule.optimizer == "adam"


def test_what_the_playhead_has_not_reached_is_held_back(
    panel: InspectorPanel, player: Player, reading: Reading, session: Session
) -> None:
    trace = session.trace
    assert trace is not None
    player.seek(0.3)  # the first beat: z_2 is on its way
    assert panel.subject is not None
    assert panel.subject.key == Key("z", 2)
    assert panel.numbers.view.text() == ""
    assert panel.numbers.waiting.isVisible()
    assert panel.numbers.waiting.text() == said("z₂", 1, player)
    assert "Copy exact value" not in {a.text().replace("&", "") for a in _menu(panel)}
    player.seek(1.0)
    assert not panel.numbers.waiting.isVisible()
    assert panel.numbers.view.text().startswith("s₁[")
    for key in (Key("loss", 0), Key("p", 3), Key("q_W", 1), Key("z", 3), Key("W_after", 1)):
        reading.select(key)
        assert panel.numbers.view.text() == "", key
    reading.select(Key("W", 2), 3)  # parameters are there from the start
    assert panel.numbers.view.text() != ""
    reading.select(Key("loss", 0))
    player.seek(2.9)
    assert panel.numbers.view.text() == ""
    player.seek(3.0)
    assert panel.numbers.view.text().endswith(reading.style.plain(trace.loss))
    player.to_start()
    assert panel.numbers.view.text() == ""


def said(symbol: str, beat: int, player: Player) -> str:
    """What stands in the place of numbers that are not there yet."""
    text = f"Not computed yet: {symbol} comes in beat_{beat} of_{player.end:g}."
    return text.replace("_", "\N{NO-BREAK SPACE}")


def test_a_jacobian_shows_only_its_structure_until_its_numbers_are_there(
    panel: InspectorPanel, player: Player, reading: Reading
) -> None:
    view = panel.jacobian.view
    middle = view.picture().center().toPoint()
    player.seek(0.3)
    reading.select(Key("W", 1))  # B_1 is made of z_1 and of the slope at z_2
    assert view.veiled
    assert panel.jacobian.waiting.text() == said("z₂", 1, player)
    assert panel.jacobian.formula.isVisible()
    assert "Kronecker" in panel.jacobian.structure.text()
    veiled = view.grab().toImage()
    QTest.mouseMove(view, middle)
    assert view.spot is None
    assert panel.jacobian.foot.value.text() == ""
    player.seek(1.0)
    assert not view.veiled
    assert not panel.jacobian.waiting.isVisible()
    assert view.grab().toImage() != veiled
    # What has said that it waits is gone: the picture may have moved.
    settle()
    QTest.mouseMove(view, view.picture().center().toPoint() + QPoint(1, 1))
    assert view.spot is not None
    player.seek(0.9)
    assert view.grab().toImage() == veiled
    assert view.spot is None
    reading.select(Key("p", 2))  # A_2 is W_2 alone, as the softmax goes with the loss
    assert not view.veiled
    reading.select(Key("loss", 0))  # this row is p_3
    for t, veil in ((2.9, True), (3.0, True), (3.9, True), (4.0, False)):
        player.seek(t)
        assert view.veiled is veil, t


def test_a_gradient_is_checked_once_it_is_there(
    panel: InspectorPanel, player: Player, reading: Reading
) -> None:
    click_section(panel, "check")
    assert panel.check.button.isEnabled()  # at rest everything is there
    reading.select(Key("q_W", 1), 0)
    player.seek(6.5)
    assert not panel.check.button.isEnabled()
    assert panel.check.waiting.text() == said("q₁", 7, player)
    player.seek(7.0)
    QTest.mouseClick(panel.check.button, Qt.MouseButton.LeftButton)
    assert panel.check.result.isVisible()
    player.seek(6.9)
    assert not panel.check.result.isVisible()
    assert not panel.check.button.isEnabled()


def test_after_its_update_a_parameter_is_shown_as_it_then_is(
    panel: InspectorPanel, player: Player, reading: Reading, session: Session
) -> None:
    reading.select(Key("W", 1), 3)
    for t, key in ((8.9, Key("W", 1)), (9.0, Key("W_after", 1)), (8.0, Key("W", 1))):
        player.seek(t)
        assert panel.subject is not None
        assert panel.subject.key == key
        assert panel.subject.cell == 3


def test_formulas_of_the_beats_to_come_are_set_ahead(
    panel: InspectorPanel, player: Player, qtbot: QtBot
) -> None:
    assert panel.warming.left
    assert panel.numbers.shown is not None
    panel.hide()  # nobody will see them
    assert not panel.warming.left
    panel.show()
    player.set_timeline(timeline(panel.numbers.shown.trace.network, split=True))
    assert panel.warming.left
    qtbot.waitUntil(lambda: not panel.warming.left)
    known = set_math.cache_info().misses
    assert player.timeline is not None
    for beat in player.timeline.beats:
        player.seek(beat.index + 0.1)  # its numbers are not there yet
        assert panel.formula.view.text()
    assert set_math.cache_info().misses == known


def _menu(panel: InspectorPanel) -> list[QAction]:
    return panel.numbers.view.menu().actions()


def test_entries_arrive_one_after_the_other(
    panel: InspectorPanel, player: Player, reading: Reading
) -> None:
    reading.select(Key("z", 2), 0)
    state = player.state()
    assert state is not None
    for t in (0.65, 0.7, 0.8, 0.9, 0.97, 1.0):
        player.seek(t)
        state = player.state()
        assert state is not None
        there = int(state.filled[Key("z", 2)] * 12)
        for cell in (0, 5, 11):
            reading.select(Key("z", 2), cell)
            assert bool(panel.numbers.view.text()) == (cell < there)


def test_an_entry_is_said_with_its_class(panel: InspectorPanel, reading: Reading) -> None:
    for key, cell, said in (
        (Key("p", 3), 2, "p₃[3], class 2"),
        (Key("z", 3), 0, "z₃[1], class 0"),
        (Key("q_W", 2), 25, "q₂[3,2], class 2"),
        (Key("b", 2), 9, "b₂[10], class 9"),
        (Key("z", 2), 3, ""),
        (Key("W", 1), 3, ""),
        (Key("loss", 0), 0, ""),
    ):
        reading.select(key, cell)
        assert label(panel, "inspectorNote").replace("\xa0", " ") == said
    reading.select(Key("p", 3))
    assert label(panel, "inspectorNote").startswith("Its largest entry, class\xa0")


def test_pointing_at_the_number_of_a_cell_lights_no_other(
    panel: InspectorPanel, reading: Reading
) -> None:
    reading.select(Key("p", 2), 1)
    view = panel.numbers.view
    weights = [k for k, piece in enumerate(view.pieces) if piece.key == Key("W", 2)]
    assert len({view.pieces[k].cell for k in weights}) >= 2
    first = view.pieces[weights[0]]
    QTest.mouseMove(view, view.box(weights[0]).center().toPoint())
    assert reading.lit == {Key("W", 2)}
    assert reading.lit_cell == first.cell
    assert [view.is_lit(view.pieces[k]) for k in weights] == [True] + [False] * (len(weights) - 1)
    # A whole thing lights all of its entries, and an entry the whole where that is written.
    reading.light(frozenset({Key("W", 2)}))
    assert all(view.is_lit(view.pieces[k]) for k in weights)
    reading.light(frozenset({Key("W", 2)}), first.cell)
    general = panel.formula.view
    assert any(general.is_lit(piece) for piece in general.pieces if piece.key == Key("W", 2))


def test_how_large_a_thing_is_reads_as_no_number_of_its_own(
    panel: InspectorPanel, reading: Reading
) -> None:
    reading.select(Key("p", 3))
    assert label(panel, "inspectorMeaning").endswith("before the softmax, 10\xa0entries")
    reading.select(Key("W", 2))
    assert label(panel, "inspectorMeaning").endswith(", 10\xa0×\xa012")
    reading.select(Key("loss", 0))
    assert panel.numbers.view.text().startswith("ℓ = − log 0.")
