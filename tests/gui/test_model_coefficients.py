"""The table of coefficients: numbers are never cut, whatever they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.config import RunConfig
from core.data_config import DataConfig
from core.datasets.catalog import load
from core.least_squares import Coefficients
from core.training import split
from gui.app import make_application
from gui.model_view.coefficient_model import CLOSED, DIFFERENCE, LEARNED, NAME
from gui.model_view.coefficients import CoefficientTable
from gui.model_view.columns import LEAST_NAME, plan, steadied
from gui.model_view.fit import Fit, Row
from gui.settings import Settings


@given(st.floats(200, 900), st.floats(20, 400), st.floats(4, 8), st.floats(30, 70))
def test_what_is_planned_fits(width: float, name: float, digit: float, difference: float) -> None:
    def needed(digits: int) -> tuple[float, float]:
        return 18 + digit * (digits + 5), 18 + digit * (digits + 4)

    found = plan(width, name, needed, difference)
    used = sum(found.numbers) + (found.difference or 0.0) + found.name
    assert found.numbers == needed(found.digits)
    assert used == pytest.approx(width)
    if width > 270:
        assert found.name >= min(name, LEAST_NAME)
    if found.difference is None:
        least = sum(needed(2)) + difference + min(name, LEAST_NAME)
        assert least > width, "the differences go last of all"


def test_columns_do_not_jump_while_numbers_change() -> None:
    def wide(digits: int) -> tuple[float, float]:
        return 20.0 + 8 * digits, 20.0 + 8 * digits

    def slim(digits: int) -> tuple[float, float]:
        return 10.0 + 8 * digits, 10.0 + 8 * digits

    before = plan(300.0, 90.0, wide, 60.0)
    after = steadied(before, plan(300.0, 90.0, slim, 40.0), slim)
    assert (after.digits, after.numbers, after.difference) == (
        before.digits,
        before.numbers,
        before.difference,
    )
    assert after.name == before.name


@pytest.mark.parametrize("width", [272, 360, 700])
@pytest.mark.parametrize("size", [1.0, -4.677e5, 1e-300, -4.25e-290, 3.4e8, -2.02e18])
def test_no_number_is_cut(qtbot: QtBot, width: int, size: float) -> None:
    make_application(Settings())  # its style leaves room around numbers
    dataset = load("diabetes", DataConfig(scale_target=True))
    fit = Fit(dataset, split(dataset, RunConfig(dataset="diabetes")).train)
    table = CoefficientTable()
    qtbot.addWidget(table)
    table.resize(width, 500)
    table.show()
    qtbot.waitExposed(table)
    table.set_fit(fit)
    for factor in (1.0, -0.37, 123.456):  # as numbers change during training
        weights = size * factor * np.linspace(-1.0, 1.0, 10)[np.newaxis]
        table.set_learned(Coefficients(np.array([size * factor]), weights))
        for column in (LEARNED, CLOSED, DIFFERENCE):
            if not table.view.isColumnHidden(column):
                assert table.view.columnWidth(column) >= table.view.sizeHintForColumn(column)
        header = table.view.horizontalHeader()
        assert header.length() <= table.view.viewport().width()
        assert table.view.columnWidth(NAME) >= 40


def test_a_tip_has_the_whole_name_and_the_exact_numbers(qtbot: QtBot) -> None:
    table = CoefficientTable()
    qtbot.addWidget(table)
    name = "a <b>name</b> that goes on and on for more than there is room"
    table.model.set_rows([Row(name, -467736.1234567, 0.1), Row("b", float("inf"), None)])
    tip = str(table.model.index(0, NAME).data(Qt.ItemDataRole.ToolTipRole))
    assert name.replace("<", "&lt;").replace(">", "&gt;") in tip
    assert "learned: -467736.1234567" in tip
    assert "closed form: 0.1" in tip
    assert "no number" in str(table.model.index(1, LEARNED).data(Qt.ItemDataRole.ToolTipRole))
    assert table.model.index(1, LEARNED).data() == "–"
    head = Qt.Orientation.Horizontal
    assert table.model.headerData(DIFFERENCE, head) == "diff."
    assert table.model.headerData(DIFFERENCE, head, Qt.ItemDataRole.ToolTipRole) == "difference"


@pytest.mark.parametrize("width", [268, 272])  # the panel at its narrowest, and at 1024 x 768
def test_all_columns_stay_when_a_run_diverges(qtbot: QtBot, width: int) -> None:
    make_application(Settings())
    dataset = load("diabetes", DataConfig(scale_target=True))
    table = CoefficientTable()
    qtbot.addWidget(table)
    table.resize(width, 500)
    table.show()
    qtbot.waitExposed(table)
    table.set_fit(Fit(dataset, split(dataset, RunConfig(dataset="diabetes")).train))
    for size in (1.0, 1e3, 1e9, 1e18):
        weights = -2.02 * size * np.linspace(0.4, 1.0, 10)[np.newaxis]
        table.set_learned(Coefficients(np.array([size]), weights))
        assert not table.view.isColumnHidden(DIFFERENCE)
        header = table.view.horizontalHeader()
        assert header.length() <= table.view.viewport().width()
