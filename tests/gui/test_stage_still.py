"""The layer that stands still: redrawn in part, it is the picture that would be drawn anew."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.initializers import initialize
from core.models import build_network
from core.optimizers import build_optimizer
from core.parameters import ParameterVector
from core.timeline import timeline
from core.trace import take_trace
from gui.stage.layout import Names
from gui.stage.view import StageView

NETWORK = build_network(
    RunConfig(hidden=(HiddenLayer(24, "relu"), HiddenLayer(12, "relu"))), 64, 10, 10
)


def show(qtbot: QtBot, size: tuple[int, int], split: bool) -> StageView:
    random = np.random.default_rng(0)
    parameters = ParameterVector(NETWORK.graph)
    initialize(NETWORK.graph, parameters, "normal", random, 0.5)
    optimizer = build_optimizer("sgd", parameters.flat, parameters.like().flat, 0.1)
    trace = take_trace(NETWORK, parameters, random.random(64), np.eye(10)[3], optimizer=optimizer)
    view = StageView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.set_network(NETWORK, (8, 8), Names((), tuple("0123456789")))
    view.set_split(split)
    view.set_trace(trace, 3, "true: 3")
    with qtbot.waitExposed(view):
        view.show()
    return view


def at(view: StageView, t: float, split: bool) -> QImage:
    beats = timeline(NETWORK, split=split)
    state = beats.state_at(t)
    view.set_moment(state, beats.beats[state.beat])
    return view.viewport().grab().toImage()


@pytest.mark.parametrize(
    ("size", "split"), [((700, 420), False), ((1280, 700), False), ((1280, 700), True)]
)
def test_a_picture_redrawn_in_part_is_the_picture_drawn_anew(
    qtbot: QtBot, size: tuple[int, int], split: bool
) -> None:
    view = show(qtbot, size, split)
    assert view.horizontalScrollBar().maximum() == 0
    end = timeline(NETWORK, split=split).duration
    moments = [*np.arange(0.0, end + 0.01, 0.5), *np.random.default_rng(1).uniform(0, end, 12)]
    in_part = [at(view, float(t), split) for t in moments]
    view.set_moment(None, None)
    at_rest = view.viewport().grab().toImage()
    for t, shown in zip(moments, in_part, strict=True):
        view.resize(size[0] + 1, size[1])
        view.resize(*size)  # lays out and draws anew
        assert at(view, float(t), split) == shown, t
    assert at_rest == show(qtbot, size, split).viewport().grab().toImage()
