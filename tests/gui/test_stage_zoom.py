"""The slip of a chosen cell: what it keeps between frames never shows."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.contributions import contributions
from core.initializers import initialize
from core.key import Key
from core.models import Network, build_network
from core.parameters import ParameterVector
from core.timeline import timeline
from core.trace import Trace, take_trace
from gui.stage.layout import Names
from gui.stage.view import StageView
from gui.stage.zoom import slip
from gui.theme import Appearance, theme_source

NETWORK = build_network(
    RunConfig(hidden=(HiddenLayer(24, "sigmoid"), HiddenLayer(12, "sigmoid"))), 64, 10, 10
)


def trace_of(network: Network, seed: int) -> Trace:
    random = np.random.default_rng(seed)
    parameters = ParameterVector(network.graph)
    initialize(network.graph, parameters, "normal", random, 0.5)
    return take_trace(network, parameters, random.random(64), np.eye(10)[3])


def show(qtbot: QtBot) -> StageView:
    view = StageView()
    qtbot.addWidget(view)
    view.resize(1000, 600)
    view.set_network(NETWORK, (8, 8), Names((), tuple("0123456789")))
    view.set_trace(trace_of(NETWORK, 0), 3, "true: 3")
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    view.setFocus()
    return view


def at(view: StageView, t: float) -> QImage:
    beats = timeline(NETWORK)
    state = beats.state_at(t)
    view.set_moment(state, beats.beats[state.beat])
    return view.viewport().grab().toImage()


@pytest.mark.parametrize("key", [Key("z", 2), Key("z", 3), Key("p", 2), Key("p", 3)])
def test_whatever_came_before_the_picture_of_a_moment_is_the_same(qtbot: QtBot, key: Key) -> None:
    view = show(qtbot)
    beat = timeline(NETWORK).beat_of(key)
    assert beat is not None
    # Forwards, backwards and in jumps; the second time as the first picture after a choice.
    moments = [beat.index + share for share in (0.0, 0.2, 0.45, 0.5, 0.8, 1.0, 0.3, 0.9, 0.1)]
    view.choose_entry(key, 5)
    after = [at(view, t) for t in moments]
    for t, picture in zip(moments, after, strict=True):
        view.choose(None)
        plain = at(view, t)
        view.choose_entry(key, 5)
        fresh = at(view, t)
        assert picture == fresh, t
        assert (fresh != plain) or t == beat.index


def read(text: str) -> float:
    return float(text.replace("−", "-"))


def test_the_terms_that_are_written_add_up_to_the_sum_and_name_their_classes() -> None:
    trace = trace_of(NETWORK, 0)
    found = contributions(trace, Key("p", 3), 4, 10)
    written = slip(found, {}, classes=tuple("0123456789"), last=4)
    for row in written.rows:
        # A half of the third digit.
        assert read(row.number) == pytest.approx(row.value, rel=5.1e-3)
        assert re.fullmatch(r"W3\[\d+, 5\] · p4\[(\d+)\], class (\d)", row.text), row.text
        assert row.source is not None
        assert row.text.endswith(f"p4[{row.source + 1}], class {row.source}")
    assert read(written.ends[-1][1]) == pytest.approx(float(trace.layers[2].p[4]), rel=5.1e-3)
    assert "class" not in slip(found, {}).rows[0].text


def test_threads_do_not_run_across_what_is_written(qtbot: QtBot) -> None:
    view = show(qtbot)
    end = timeline(NETWORK).duration
    plain = at(view, end)
    view.choose_entry(Key("p", 3), 5)
    chosen = at(view, end)
    for key in (Key("q_W", 3), Key("q_b", 3)):
        note = view.scene_shown.thing(key).note
        box = int(note.x), int(note.y), int(note.width), int(note.height)
        assert plain.copy(*box) == chosen.copy(*box)
    beside = view.scene_shown.thing(Key("q_W", 3)).rect
    box = int(beside.x), int(beside.y), int(beside.width), int(beside.height)
    assert plain.copy(*box) != chosen.copy(*box)


def test_another_trace_and_another_theme_make_other_pictures(qtbot: QtBot) -> None:
    view = show(qtbot)
    view.choose_entry(Key("z", 3), 2)
    beats = timeline(NETWORK)
    first = at(view, beats.duration)
    view.set_trace(trace_of(NETWORK, 1), 3, "true: 3")
    second = at(view, beats.duration)
    assert first != second
    theme_source().set_appearance(Appearance.DARK)
    try:
        dark = at(view, beats.duration)
    finally:
        theme_source().set_appearance(Appearance.LIGHT)
    fresh = show(qtbot)
    fresh.set_trace(trace_of(NETWORK, 1), 3, "true: 3")
    fresh.choose_entry(Key("z", 3), 2)
    assert at(fresh, beats.duration) == second
    assert dark != second
