"""The memory of the optimizer: its numbers as pictures, before and after the step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.formula import NumberStyle
from core.formulas import formulas
from core.key import Key
from core.models import build_network
from core.optimizers import OPTIMIZERS, build_optimizer
from core.parameters import ParameterVector
from core.timeline import timeline
from core.trace import take_trace
from core.update_formulas import UpdateRule
from gui.inspector.memory_part import AFTER, BEFORE, STEP, MemoryPart
from gui.inspector.subject import Shown, Subject, absent
from gui.theme import theme_source

Make = Callable[..., Shown]


def shown_of(name: str, key: Key, steps: int = 3) -> Shown:
    """Return an entry of a parameter, with the update of an optimizer that has made some steps."""
    config = RunConfig(hidden=(HiddenLayer(5, "tanh"),), optimizer=name, learning_rate=0.05)
    network = build_network(config, 6, 3, 3)
    random = np.random.default_rng(0)
    theta = ParameterVector(network.graph, np.float64)
    theta.flat[:] = random.normal(size=theta.flat.size)
    gradient = theta.like()
    optimizer = build_optimizer(name, theta.flat, gradient.flat, 0.05)
    for _ in range(steps):
        gradient.flat[:] = random.normal(size=theta.flat.size)
        optimizer.step()
    trace = take_trace(network, theta, random.random(6), np.eye(3)[1], optimizer=optimizer)
    found = formulas(network, rule=UpdateRule.of(config))
    return Shown(found, trace, Subject(key, 7), 7, NumberStyle(12))


@pytest.fixture
def part(qtbot: QtBot, qapp: QApplication) -> MemoryPart:
    theme_source().install(qapp)
    part = MemoryPart()
    qtbot.addWidget(part)
    part.resize(270, 600)
    with qtbot.waitActive(part):
        part.show()
        part.activateWindow()
    return part


def click(part: MemoryPart, choice: str) -> None:
    control = part.moment if choice in (BEFORE, AFTER) else part.what
    QTest.mouseClick(control.button(choice), Qt.MouseButton.LeftButton)


def at(part: MemoryPart, row: int, column: int) -> QPoint:
    side = part.view.cell
    corner = part.view.picture().topLeft().toPoint()
    return corner + QPoint(side * column + side // 2, side * row + side // 2)


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("key", [Key("W_after", 1), Key("W", 2), Key("b_after", 1)])
def test_every_number_is_that_of_the_update(part: MemoryPart, name: str, key: Key) -> None:
    shown = shown_of(name, key)
    update = shown.trace.update
    assert update is not None
    assert part.applies(shown) == bool(OPTIMIZERS[name].memory)
    if not part.applies(shown):
        return
    part.set_shown(shown)
    parameter = f"{key.symbol[0]}_{key.number}"
    for letter, kept in update.memory.items():
        click(part, letter)
        for moment, values in (
            (BEFORE, kept.before(parameter)),
            (AFTER, kept.after(parameter)),
        ):
            click(part, moment)
            for (row, column), value in np.ndenumerate(np.atleast_2d(values)):
                assert part.view.value_at(row, column) == value
    click(part, STEP)
    layer = shown.trace.layers[key.number - 1]
    change = getattr(layer, f"{key.symbol[0]}_after") - getattr(layer, key.symbol[0])
    assert part.view.value_at(0, 1) == np.atleast_2d(change)[0, 1]


def test_before_and_after_have_one_scale(part: MemoryPart) -> None:
    part.set_shown(shown_of("adam", Key("W_after", 1)))
    click(part, AFTER)
    scale = part.view.scale
    click(part, BEFORE)
    assert part.view.scale == scale


def test_pointing_names_row_column_and_value(part: MemoryPart) -> None:
    shown = shown_of("adam", Key("W_after", 1))
    part.set_shown(shown)
    assert shown.trace.update is not None
    m = shown.trace.update.memory["m"]
    click(part, BEFORE)
    QApplication.processEvents()  # everything is at its place
    lit: list[tuple[object, int]] = []
    part.pointed.connect(lambda *what: lit.append(what))
    QTest.mouseMove(part.view, at(part, 2, 3))
    assert lit == [(frozenset((Key("W", 1), Key("q_W", 1))), 2 * 6 + 3)]
    number = shown.style.plain(m.before("W_1")[2, 3])
    said = f"Row 3, column 4: m₁[3,4] = {number} before the step"
    assert part.view.accessibleDescription() == said
    click(part, STEP)
    part.view.setFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right):
        QTest.keyClick(part.view, key)
    assert "W₁⁺[1,2] − W₁[1,2] = " in part.view.accessibleDescription()
    QTest.keyClick(part.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = float(QGuiApplication.clipboard().text())
    layer = shown.trace.layers[0]
    assert layer.W_after is not None
    assert copied == layer.W_after[0, 1] - layer.W[0, 1]


def test_a_click_or_return_selects_the_entry(part: MemoryPart, qtbot: QtBot) -> None:
    part.set_shown(shown_of("momentum", Key("W_after", 1)))
    with qtbot.waitSignal(part.chosen) as chosen:
        QTest.mouseClick(part.view, Qt.MouseButton.LeftButton, pos=at(part, 2, 3))
    assert chosen.args == [Key("W", 1), 2 * 6 + 3]
    part.view.setFocus()
    QTest.keyClick(part.view, Qt.Key.Key_Right)
    with qtbot.waitSignal(part.chosen) as chosen:
        QTest.keyClick(part.view, Qt.Key.Key_Return)
    assert chosen.args == [Key("W", 1), 2 * 6 + 4]


def test_what_the_step_makes_is_held_back_and_what_was_there_is_shown(part: MemoryPart) -> None:
    shown = shown_of("adam", Key("W", 1))
    line = timeline(shown.trace.network)
    early = replace(shown, absent=absent(line, line.state_at(1.0)), beats=len(line.beats))
    part.set_shown(early)
    for choice, veiled in ((AFTER, True), (BEFORE, False), (STEP, True)):
        click(part, choice)
        assert part.view.veiled is veiled
        assert part.waiting.isVisible() is veiled
    click(part, BEFORE)
    click(part, "v")
    assert shown.trace.update is not None
    v = shown.trace.update.memory["v"]
    assert part.view.scale == np.abs(v.before("W_1")).max() < np.abs(v.after("W_1")).max()
    part.set_shown(shown)
    click(part, STEP)
    assert not part.view.veiled


def test_another_optimizer_has_other_letters(part: MemoryPart) -> None:
    for name, letters in (("adam", "mv"), ("momentum", "v"), ("rmsprop", "r"), ("adamw", "mv")):
        part.set_shown(shown_of(name, Key("W_after", 1)))
        assert part.what.current() == letters[0]
        for letter in letters:
            assert part.what.button(letter).text() == f"{letter}₁"
            click(part, letter)
            assert "at step\xa0t\xa0=\xa04" in part.view.accessibleName()
            assert OPTIMIZERS[name].memory[letter] in part.view.accessibleName()
