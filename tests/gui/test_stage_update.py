"""The update on the stage: its tag stands clear of every other text, its scale covers both ends."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.initializers import initialize
from core.key import Key, values_of
from core.models import Network, build_network
from core.notation import NOTATIONS, Notation
from core.optimizers import build_optimizer
from core.parameters import ParameterVector
from core.trace import Trace, take_trace
from gui.drawing.rect import Rect
from gui.stage.layout import Names
from gui.stage.scales import scales_of
from gui.stage.update import tag_of
from gui.stage.view import StageView

FLOWERS = Names(
    ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"),
    ("setosa", "versicolor", "virginica"),
)
DIGITS = Names((), tuple("0123456789"))
FAMILY = [
    pytest.param(4, (4,), 3, None, FLOWERS, id="iris"),
    pytest.param(64, (32,), 10, (8, 8), DIGITS, id="digits"),
    pytest.param(784, (128, 64), 10, (28, 28), DIGITS, id="mnist"),
]
STAGES = [(688, 426), (721, 352), (1024, 627), (1280, 719)]


def build(inputs: int, hidden: tuple[int, ...], outputs: int) -> Network:
    config = RunConfig(hidden=tuple(HiddenLayer(width, "relu") for width in hidden))
    return build_network(config, inputs, outputs, outputs)


def trace_of(network: Network, rate: float) -> Trace:
    random = np.random.default_rng(3)
    parameters = ParameterVector(network.graph)
    initialize(network.graph, parameters, "normal", random, 0.3)
    x = random.random(network.layers[0].inputs)
    y = np.eye(network.layers[-1].outputs)[1]
    gradient = parameters.like()
    optimizer = build_optimizer("sgd", parameters.flat, gradient.flat, rate)
    return take_trace(network, parameters, x, y, optimizer=optimizer)


@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)
@pytest.mark.parametrize(("inputs", "hidden", "outputs", "shape", "names"), FAMILY)
def test_the_tag_of_the_change_stands_clear_of_every_other_text(
    qtbot: QtBot,
    inputs: int,
    hidden: tuple[int, ...],
    outputs: int,
    shape: tuple[int, int] | None,
    names: Names,
    notation: Notation,
) -> None:
    network = build(inputs, hidden, outputs)
    view = StageView()
    qtbot.addWidget(view)
    view.set_network(network, shape, names)
    view.set_descent("η")
    view.set_notation(notation)
    for size in STAGES:
        view.resize(*size)
        view.set_trace(trace_of(network, 0.03), 1, "")
        scene = view.scene_shown
        for layer in network.layers:
            tag = tag_of(scene, layer.number, view.context)
            assert tag is not None, f"no room at {size}"
            box, text = tag
            assert "±" in text
            assert view.context.fonts.label_width(text) < box.width
            assert Rect(0, 0, scene.width, scene.height).covers(box)
            for thing in scene.things:
                own = thing.key.number == layer.number and thing.key.symbol not in ("z", "p")
                for other in (thing.label, *(() if own else (thing.rect, thing.note, thing.hint))):
                    assert not box.overlaps(other), f"{text} over {thing.key} at {size}"


@pytest.mark.parametrize("rate", [0.0, 0.01, 1000.0])
def test_the_scale_of_parameters_covers_them_before_and_after(rate: float) -> None:
    network = build(64, (32,), 10)
    trace = trace_of(network, rate)
    scales = scales_of(trace, image=True, shared=False)
    for layer in (1, 2):
        for symbol in ("W", "b"):
            keys = Key(symbol, layer), Key(f"{symbol}_after", layer)
            before, after = (float(np.abs(values_of(trace, key)).max()) for key in keys)
            end, end_after = (scales.of[key].end for key in keys)
            together = max(before, after) if after <= 2 * before else before
            assert together <= end <= 1.1 * together, "as they are they can be seen"
            assert after <= end_after, "nothing is clipped"
            assert end_after == end or after > 2 * before
