"""Forward mode against reverse mode: counts, bars, words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.models import build_network
from core.recomputed import recomputed
from gui.inspector.mode_chart import ModeChart, scale_of
from gui.inspector.modes import Row, compare, folded
from gui.inspector.modes_part import ModesPart
from gui.theme import current_theme, theme_source
from tests.gui.inspector_cases import CONFIGS, shown_of, trace_of


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    theme_source().install(qapp)


@pytest.mark.parametrize(("layers", "m", "d", "k"), [(2, 5, 7, 3), (3, 128, 784, 10), (5, 9, 2, 4)])
def test_totals_are_those_of_the_text(layers: int, m: int, d: int, k: int) -> None:
    config = RunConfig(hidden=(HiddenLayer(m),) * (layers - 1))
    comparison = compare(build_network(config, d, k, k))
    # Seed 001: n l (2m - 1) operations for an n x m by m x l product.
    forward = (layers - 2) * m * (2 * m - 1) * d + k * (2 * m - 1) * d + (2 * k - 1) * d
    reverse = (2 * k - 1) * m + (layers - 2) * (2 * m - 1) * m + (2 * m - 1) * d
    assert (comparison.total.forward, comparison.total.reverse) == (forward, reverse)
    assert sum(row.forward for row in comparison.rows) == forward
    assert sum(row.reverse for row in comparison.rows) == reverse
    assert comparison.parameters == sum(
        (a + 1) * b for a, b in zip((d, *[m] * (layers - 1)), (*[m] * (layers - 1), k), strict=True)
    )


def test_each_layer_says_how_it_is_counted() -> None:
    network = build_network(RunConfig(hidden=(HiddenLayer(128), HiddenLayer(64))), 784, 10, 10)
    rows = compare(network).rows
    assert [(row.forward_product, row.reverse_product) for row in rows] == [
        ("", "784·(2·128−1)"),
        ("64·784·(2·128−1)", "128·(2·64−1)"),
        ("10·784·(2·64−1)", "64·(2·10−1)"),
        ("784·(2·10−1)", ""),
    ]
    for row in rows:
        for count, product in (
            (row.forward, row.forward_product),
            (row.reverse, row.reverse_product),
        ):
            assert count == (recomputed(product.replace("·", " · ")) or 0)


def test_of_many_layers_the_recursion_shows_the_first_and_the_last(qtbot: QtBot) -> None:
    part = ModesPart()
    qtbot.addWidget(part)
    with qtbot.waitExposed(part):
        part.show()
    config = RunConfig(hidden=(HiddenLayer(3, "tanh"),) * 9)
    part.set_shown(shown_of(trace_of(config), "z", 2))
    assert part.recursion.text().split("\n") == [
        "J_O₁ = B₁",
        "J_O₂ = (A₂ J_O₁  B₂)",
        "J_O₃ = (A₃ J_O₂  B₃)",
        "⋮",
        "J_O₁₀ = (A₁₀ˢ J_O₉  B₁₀ˢ)",
        "∇f = J_O₁₀ᵀ p₁₁",
    ]


def test_the_ratio_is_said_in_words() -> None:
    wide = RunConfig(hidden=(HiddenLayer(128), HiddenLayer(64)))
    assert compare(build_network(wide, 784, 10, 10)).sentence == (
        "Forward mode takes 64 times as many operations as reverse mode."
    )
    narrow = RunConfig(hidden=(HiddenLayer(50),))
    assert compare(build_network(narrow, 1, 40, 40)).sentence.startswith("Both ways take about")
    plain = RunConfig(hidden=(), output="identity", loss="squared error")
    assert compare(build_network(plain, 2, 1, 0)).sentence == "Both ways take 2 operations."


def test_equal_layers_are_written_once() -> None:
    rows = (
        Row("Layer 1", 0, 5),
        *(Row(f"Layer {k}", 8, 4) for k in range(2, 20)),
        Row("Loss", 3, 0),
    )
    assert [row.name for row in folded(rows)] == ["Layer 1", "Layers 2–19, each", "Loss"]


def test_bars_are_to_scale_or_say_that_they_are_not() -> None:
    linear = scale_of((Row("a", 10, 100), Row("b", 0, 50)))
    assert not linear.logarithmic
    assert linear.length(50) == 0.5
    assert linear.sentence == "Lengths are to scale."
    log = scale_of((Row("a", 10, 100_000),))
    assert log.logarithmic
    steps = [log.length(10**k) for k in range(1, 6)]
    gaps = [after - before for before, after in pairwise(steps)]
    assert gaps == pytest.approx([gaps[0]] * 4)
    assert log.length(0) == 0.0
    assert "logarithmic" in log.sentence


def test_the_bars_are_as_long_as_the_numbers_say(qtbot: QtBot) -> None:
    chart = ModeChart()
    qtbot.addWidget(chart)
    chart.resize(300, 100)
    network = build_network(RunConfig(hidden=(HiddenLayer(4),)), 6, 3, 3)
    chart.set_comparison(compare(network))
    with qtbot.waitExposed(chart):
        chart.show()
    image = chart.grab().toImage()
    theme = current_theme()
    colours = {theme.color("forward").rgb(): "forward", theme.color("backward").rgb(): "reverse"}
    bars: list[tuple[str, int]] = []
    before = ""
    for y in range(image.height()):
        kind = colours.get(image.pixelColor(1, y).rgb(), "")
        if kind and kind != before:
            row = [image.pixelColor(x, y).rgb() for x in range(image.width())]
            bars.append((kind, sum(colours.get(pixel) == kind for pixel in row)))
        before = kind
    counts = [
        (kind, count)
        for row in chart.rows
        for kind, count in (("forward", row.forward), ("reverse", row.reverse))
        if count
    ]
    assert [kind for kind, _ in bars] == [kind for kind, _ in counts]
    longest = max(length for _, length in bars)
    for (_, length), (_, count) in zip(bars, counts, strict=True):
        assert length == pytest.approx(longest * chart.scale.length(count), abs=1.5)


def test_everything_is_there_for_a_screen_reader(qtbot: QtBot) -> None:
    part = ModesPart()
    qtbot.addWidget(part)
    with qtbot.waitExposed(part):
        part.show()
    shown = shown_of(trace_of(CONFIGS["deep"]), "z", 2)
    part.set_shown(shown)
    total = part.chart.rows[-1]
    said = part.chart.accessibleDescription()
    assert said.endswith(f"Total: forward {total.forward:,}, reverse {total.reverse:,}")
    assert "J_O₁ = B₁" in part.recursion.accessibleName()
    assert part.recursion.text().count("\n") == 3  # one line for each layer, one for the gradient
