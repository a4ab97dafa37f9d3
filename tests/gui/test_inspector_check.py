"""Check this gradient: real clicks, finite differences, progress and cancelling."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.gradient_check import EntryCheck, GradientCheck, error_beyond_rounding
from core.key import Key, values_of
from gui.inspector.check_part import CheckPart
from gui.inspector.checking import Tally, gradient_for, verdict
from gui.theme import theme_source
from tests.gui.inspector_cases import CONFIGS, next_trace, shown_of, trace_of, with_batch

WIDE = RunConfig(hidden=(HiddenLayer(64, "tanh"), HiddenLayer(32, "tanh")))


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    theme_source().install(qapp)


@pytest.fixture
def part(qtbot: QtBot) -> CheckPart:
    part = CheckPart()
    qtbot.addWidget(part)
    part.resize(260, 400)
    with qtbot.waitExposed(part):
        part.show()
    return part


def click(part: CheckPart) -> None:
    QTest.mouseClick(part.button, Qt.MouseButton.LeftButton)


def choose_all(part: CheckPart) -> None:
    QTest.mouseClick(part.which.button("vector"), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("symbol", ["q_W", "q_b", "W", "b", "p"])
def test_one_entry_agrees(part: CheckPart, config: str, symbol: str) -> None:
    trace = trace_of(CONFIGS[config])
    shown = shown_of(trace, symbol, 1)
    part.set_shown(shown)
    click(part)
    gradient = gradient_for(shown.key, len(trace.layers))
    value = float(values_of(trace, gradient).reshape(-1)[shown.entry])
    assert float(part.value("exact").replace("−", "-").replace(" × 10⁻", "e-")) == pytest.approx(
        value, rel=1e-6
    )
    assert part.value("exact")[:6] == part.value("numeric")[:6]
    assert part.result.text().startswith("This entry is right")


@pytest.mark.parametrize("config", CONFIGS)
def test_all_entries_agree(qtbot: QtBot, part: CheckPart, config: str) -> None:
    trace = trace_of(CONFIGS[config])
    part.set_shown(shown_of(trace, "q_W", 1))
    choose_all(part)
    with qtbot.waitSignal(part.checked):
        click(part)
    expected = error_beyond_rounding(GradientCheck(trace).vector(("q_W", 1)))
    assert expected < 1e-6
    assert part.result.text().startswith("The gradient is right")
    length = float(np.linalg.norm(trace.layers[0].q_W))
    assert float(part.value("exact")) == pytest.approx(length, rel=1e-6)


def test_the_window_answers_while_it_checks(qtbot: QtBot, part: CheckPart) -> None:
    part.set_shown(shown_of(trace_of(WIDE, inputs=64), "q_W", 1))
    choose_all(part)
    ticks: list[int] = []
    timer = QTimer(part)
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(0)
    steps: list[tuple[int, int]] = []
    part.run.progressed.connect(lambda done, count: steps.append((done, count)))
    with qtbot.waitSignal(part.checked, timeout=30_000):
        click(part)
    timer.stop()
    assert len(steps) >= 5
    assert len(ticks) >= len(steps)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert steps[0][1] == 64 * 64
    progress = part.findChild(QProgressBar)
    assert progress is not None
    assert not progress.isVisible()


def test_it_can_be_stopped(qtbot: QtBot, part: CheckPart) -> None:
    part.set_shown(shown_of(trace_of(WIDE, inputs=64), "q_W", 1))
    choose_all(part)
    with qtbot.waitSignal(part.run.progressed):
        click(part)
    assert part.button.text() == "Stop"
    qtbot.waitUntil(lambda: part.run.running and part.run.tally.entries > 0)
    with qtbot.waitSignal(part.checked):
        click(part)
    assert not part.run.running
    assert part.button.text() == "Check this gradient"
    assert part.result.text().startswith("What was checked is right")
    assert part.counted.text().startswith("Stopped after ")
    assert part.counted.text().endswith(" of 4,096.")


def test_another_selection_stops_it_and_drops_the_result(qtbot: QtBot, part: CheckPart) -> None:
    trace = trace_of(WIDE, inputs=64)
    part.set_shown(shown_of(trace, "q_W", 1))
    choose_all(part)
    with qtbot.waitSignal(part.run.progressed):
        click(part)
    part.set_shown(shown_of(trace, "q_W", 2))
    assert not part.run.running
    assert not part.result.isVisible()
    part.set_shown(None)
    assert not part.button.isEnabled()


def test_a_result_says_when_the_network_has_moved_on(part: CheckPart) -> None:
    shown = shown_of(trace_of(CONFIGS["softmax"]), "q_b", 1)
    part.set_shown(shown)
    click(part)
    before = part.value("exact")
    part.set_shown(replace(shown, trace=next_trace(shown.trace)))
    assert part.value("exact") == before
    assert part.counted.text() == "Of step 120; the network has changed since."
    click(part)
    assert part.value("exact") != before
    assert not part.counted.isVisible()


def test_a_check_goes_on_with_its_own_trace_while_training(qtbot: QtBot, part: CheckPart) -> None:
    shown = shown_of(trace_of(WIDE, inputs=64), "q_W", 1)
    part.set_shown(shown)
    choose_all(part)
    with qtbot.waitSignal(part.run.progressed):
        click(part)
    part.set_shown(replace(shown, trace=next_trace(shown.trace)))
    with qtbot.waitSignal(part.checked, timeout=30_000):
        assert part.run.running
    assert part.result.text().startswith("The gradient is right")
    assert float(part.value("exact")) == pytest.approx(
        float(np.linalg.norm(shown.trace.layers[0].q_W)), rel=1e-6
    )


@pytest.mark.parametrize("config", CONFIGS)
def test_an_adjoint_is_checked_where_it_is(part: CheckPart, config: str) -> None:
    trace = trace_of(CONFIGS[config])
    last = len(trace.layers) + 1
    for number in range(1, last + 1):
        shown = shown_of(trace, "p", number)
        part.set_shown(shown)
        click(part)
        value = float(values_of(trace, shown.key).reshape(-1)[shown.entry])
        written = float(part.value("exact").replace("−", "-").replace(" × 10⁻", "e-"))
        assert written == pytest.approx(value, rel=1e-6)
        assert part.result.text().startswith("This entry is right")
    about = part.findChild(QLabel, "checkAbout")
    assert about is not None
    name = f"p{'₀₁₂₃₄'[last]}[{shown.entry + 1}]: "
    assert about.text().startswith(name)
    assert about.text().endswith("is moved a little, and what follows is computed anew.")


def test_the_relative_error_is_the_plain_one(part: CheckPart) -> None:
    part.set_shown(shown_of(trace_of(CONFIGS["deep"]), "q_b", 2))
    click(part)
    apart, rounding, error, exact = (
        _number(part.value(name)) for name in ("difference", "noise", "error", "exact")
    )
    assert 0.0 < apart <= rounding < 1e-11
    assert error == pytest.approx(apart / abs(exact), rel=0.1)  # both with two digits
    error_text = part.value("error")
    assert part.result.text() == f"This entry is right: relative error {error_text}, below 10⁻⁶."
    texts = {label.text() for label in part.findChildren(QLabel)}
    assert {"Relative error", "Finite difference"} <= texts


def test_a_whole_gradient_has_a_norm(qtbot: QtBot, part: CheckPart) -> None:
    part.set_shown(shown_of(trace_of(CONFIGS["deep"]), "q_b", 2))
    choose_all(part)
    with qtbot.waitSignal(part.checked):
        click(part)
    assert {"Exact norm", "Numeric norm"} <= {label.text() for label in part.findChildren(QLabel)}


def test_rounding_is_no_fault_of_a_small_number() -> None:
    tally = Tally()
    tally.add(EntryCheck(Key("W", 1), 0, 1e-9, 1.1e-9, 1e-3, 2e-10, kink=False))
    said = verdict(tally, 1, "0.01")
    assert said.startswith("This entry is right: relative error 0.01, but")
    assert "rounding" in said


def _number(text: str) -> float:
    raised = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
    return float(text.replace(" × 10", "e").translate(raised))


@pytest.mark.parametrize("config", CONFIGS)
def test_with_a_minibatch_the_mean_is_checked(qtbot: QtBot, part: CheckPart, config: str) -> None:
    shown = with_batch(shown_of(trace_of(CONFIGS[config]), "q_W", 1))
    assert shown.batch is not None
    part.set_shown(shown)
    click(part)
    mean = shown.batch.means[Key("q_W", 1)].reshape(-1)
    assert _number(part.value("exact")) == pytest.approx(mean[shown.entry], rel=1e-6, abs=1e-12)
    assert part.result.text().startswith("This entry is right")
    about = part.findChild(QLabel, "checkAbout")
    assert about is not None
    assert about.text().endswith("and the mean loss of the 5 samples is computed anew.")
    choose_all(part)
    with qtbot.waitSignal(part.checked):
        click(part)
    assert _number(part.value("exact")) == pytest.approx(float(np.linalg.norm(mean)), rel=1e-6)
    assert part.result.text().startswith("The gradient is right")


def test_a_check_of_the_sample_goes_when_the_mean_is_asked_for(part: CheckPart) -> None:
    shown = shown_of(trace_of(CONFIGS["deep"]), "q_b", 1)
    part.set_shown(shown)
    click(part)
    assert part.result.isVisible()
    part.set_shown(with_batch(shown))
    assert not part.result.isVisible()


def test_numbers_follow_the_language(part: CheckPart) -> None:
    part.set_shown(shown_of(trace_of(CONFIGS["softmax"]), "q_b", 1, comma=True))
    click(part)
    assert "," in part.value("exact")
    assert "." not in part.value("exact")


def test_a_tally_is_the_relative_error_of_the_whole() -> None:
    trace = trace_of(CONFIGS["deep"])
    checks = [
        replace(check, numeric=check.numeric * 1.01, noise=0.0)
        for check in GradientCheck(trace).vector(("q_W", 2))
    ]
    tally = Tally()
    for check in checks:
        tally.add(check)
    assert tally.beyond_rounding == pytest.approx(error_beyond_rounding(checks), rel=1e-12)
    assert tally.relative_error == pytest.approx(tally.beyond_rounding, rel=1e-12)  # no noise
    assert not tally.right
    assert verdict(tally, tally.entries, "0.0099").startswith("The gradient differs")


def test_what_rounding_could_make_up_is_neither_right_nor_wrong() -> None:
    tally = Tally()
    tally.add(EntryCheck(Key("z", 2), 0, 2.7e-18, 0.0, 1e-3, 1.8e-12, kink=False))
    assert tally.too_small
    assert "too small to check" in verdict(tally, 1, "1")
    nothing = Tally()
    nothing.add(EntryCheck(Key("z", 2), 0, 0.0, 0.0, 1e-3, 1.8e-12, kink=False))
    assert not nothing.too_small, "a dead unit's gradient is 0, and is right"
    assert "is right" in verdict(nothing, 1, "0")


def test_at_a_bend_there_is_nothing_to_compare() -> None:
    tally = Tally()
    tally.add(EntryCheck(Key("W", 1), 0, 1.0, 0.5, 1e-6, 0.0, kink=True))
    assert not tally.right
    assert "no derivative" in verdict(tally, 1, "0")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Key("W_after", 2), Key("q_W", 2)),
        (Key("b", 2), Key("q_b", 2)),
        (Key("p", 1), Key("p", 1)),
        (Key("p", 3), Key("p", 3)),
        (Key("z", 2), Key("p", 2)),
        (Key("s", 2), Key("p_s", 2)),
        (Key("loss", 0), Key("p", 4)),
    ],
)
def test_everything_leads_to_a_gradient_that_can_be_checked(key: Key, expected: Key) -> None:
    assert gradient_for(key, 3) == expected
