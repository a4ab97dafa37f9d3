"""Numbers of the stage have the digits and the decimal sign that the reading has."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QToolButton
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.contributions import contributions
from core.data_config import DataConfig
from core.formula import NumberStyle
from core.key import Key
from core.notation import NOTATIONS
from core.trace import Trace
from gui.engine_client import EngineClient
from gui.neurons.scene import Spot as NeuronSpot
from gui.panels.stage import StagePanel
from gui.player import Player
from gui.reading import Reading
from gui.session import Origin, Session
from gui.stage.legend import StageLegend
from gui.stage.scene import Spot
from gui.stage.zoom import slip
from gui.widgets.basics import ElidedLabel

HIDDEN = (HiddenLayer(4, "tanh"),)
GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)
BRITISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
POINTED = re.compile(r"\d\.\d")


@pytest.fixture
def session() -> Iterator[Session]:
    client = EngineClient()
    client.start()
    yield Session(
        client, RunConfig(dataset="spirals", data=DataConfig(samples=4000), hidden=HIDDEN)
    )
    assert client.shut_down()


@pytest.fixture
def reading() -> Reading:
    reading = Reading()
    reading.set_locale(BRITISH)
    return reading


@pytest.fixture
def panel(qtbot: QtBot, session: Session, reading: Reading) -> StagePanel:
    panel = StagePanel(session, Player(), reading)
    qtbot.addWidget(panel)
    panel.resize(1000, 620)
    with qtbot.waitExposed(panel):
        panel.show()
    session.start()
    qtbot.waitUntil(lambda: session.trace is not None)
    return panel


def trace_of(session: Session) -> Trace:
    assert session.trace is not None
    return session.trace


def number_in(text: str, sign: str) -> float:
    """The number after the first equality sign, with or without a power of ten."""
    found = re.search(rf"= (−?\d+(?:{re.escape(sign)}\d+)?)(?: × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", text)
    assert found is not None, text
    power = (found[2] or "⁰").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(found[1].replace("−", "-").replace(sign, ".")) * 10.0 ** int(power)


def share_scales(panel: StagePanel) -> None:
    box = next(each for each in panel.findChildren(QCheckBox) if each.text() == "Shared scales")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)


@pytest.mark.parametrize("digits", [2, 8])
@pytest.mark.parametrize(("locale", "sign"), [(GERMAN, ","), (BRITISH, ".")])
def test_the_read_out_follows_digits_and_decimal_sign(
    panel: StagePanel, session: Session, reading: Reading, digits: int, locale: QLocale, sign: str
) -> None:
    reading.set_digits(digits)
    reading.set_locale(locale)
    panel.view.setFocus()
    values = trace_of(session).layers[0].W
    for cell in range(values.size):
        panel.view.choose(Spot(Key("W", 1), cell))
        value = values.reshape(-1)[cell]
        read = number_in(panel.view.reading, sign)
        assert read == pytest.approx(value, rel=0.5 * 10 ** (1 - digits))
        if digits == 8:
            assert read != pytest.approx(value, rel=1e-12)  # rounded, not the float itself


def test_neurons_are_read_in_the_same_way(
    panel: StagePanel, session: Session, reading: Reading
) -> None:
    reading.set_digits(8)
    reading.set_locale(GERMAN)
    panel.neurons.choose(NeuronSpot(Key("W", 1), 3))
    text = panel.neurons.accessibleDescription()
    value = float(trace_of(session).layers[0].W.reshape(-1)[3])
    assert number_in(text, ",") == pytest.approx(value, rel=1e-7)
    assert not POINTED.search(text)


def test_what_is_spoken_has_no_point_where_a_comma_is_the_custom(
    panel: StagePanel, reading: Reading
) -> None:
    panel.view.setFocus()
    for style, pointed in ((BRITISH, True), (GERMAN, False)):
        reading.set_locale(style)
        for thing in panel.view.scene_shown.things:
            panel.view.choose(Spot(thing.key))
            spoken = panel.view.accessibleDescription()
            assert bool(POINTED.search(spoken)) is pointed, spoken


def test_what_is_painted_changes_with_the_sign(panel: StagePanel, reading: Reading) -> None:
    for part in (panel.view.viewport(), panel.neurons):
        part.resize(900, 480)
        reading.set_locale(BRITISH)
        points = part.grab().toImage()
        reading.set_locale(GERMAN)
        commas = part.grab().toImage()
        assert points != commas
        reading.set_locale(BRITISH)
        assert part.grab().toImage() == points


def test_the_slip_adds_up_in_the_same_signs(session: Session, panel: StagePanel) -> None:
    trace = trace_of(session)
    found = contributions(trace, Key("z", 2), 0)
    symbols = {Key("z", 2): "z₂"}
    plain = slip(found, symbols)
    comma = slip(found, symbols, NumberStyle(comma=True))
    numbers = [*(row.number for row in plain.rows), *(number for _, number in plain.ends)]
    theirs = [*(row.number for row in comma.rows), *(number for _, number in comma.ends)]
    assert [number.replace(".", ",") for number in numbers] == theirs
    assert any("," in number for number in theirs)
    total = float(plain.ends[0][1].replace("−", "-"))
    assert total == pytest.approx(float(np.sum([row.value for row in plain.rows])), abs=2e-3)


def test_shared_scales_and_speeds_too(panel: StagePanel, reading: Reading) -> None:
    share_scales(panel)
    panel.player.set_speed(0.25)
    legend = panel.findChild(StageLegend)
    button = panel.findChild(QToolButton, "stageSpeed")
    assert legend is not None
    assert button is not None
    assert POINTED.search(legend.accessibleDescription())
    reading.set_locale(GERMAN)
    assert not POINTED.search(legend.accessibleDescription())
    assert button.text() == "0,25×"
    assert "0,25 times" in [action.text() for action in button.menu().actions()]


def test_thousands_stand_apart_by_a_space(
    panel: StagePanel, session: Session, reading: Reading
) -> None:
    for style, text in ((BRITISH, "sample 1,235"), (GERMAN, "sample 1\u202f235")):
        reading.set_locale(style)
        session.show_sample(Origin.TRAIN, 1234)
        label = panel.findChild(ElidedLabel, "stageTitle")
        assert label is not None
        assert text in label.full_text()


def test_the_legend_shows_its_colours_however_little_room_there_is(qtbot: QtBot) -> None:
    legend = StageLegend()
    qtbot.addWidget(legend)
    for width, least in ((60, 12), (90, 12), (130, 40), (240, 40), (600, 40)):
        legend.resize(width, 24)
        image = legend.grab().toImage()
        colours = {image.pixel(x, 12) for x in range(image.width())}
        assert len(colours) > least, f"no map of colours in {width} pixels"


def test_shared_scales_are_named_in_the_notation(panel: StagePanel, reading: Reading) -> None:
    legend = panel.findChild(StageLegend)
    assert legend is not None
    share_scales(panel)
    spoken = []
    for notation in NOTATIONS.values():
        reading.set_notation(notation)
        spoken.append(legend.accessibleDescription())
    assert "q: ±" in spoken[0]
    assert "W.grad: ±" in spoken[list(NOTATIONS).index("edf")]
    # Seed 000 exchanges p and q: so do their scales.
    ends = [dict(re.findall(r"\b([pq]): (±[\d.e−]*\d)", text)) for text in spoken[:2]]
    assert ends[0] == {"p": ends[1]["q"], "q": ends[1]["p"]}
