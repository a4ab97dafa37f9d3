"""The drawing's outline in the picture of p_1, and what both signs of it mean."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.initializers import initialize
from core.key import Key
from core.models import Network, build_network
from core.parameters import ParameterVector
from core.trace import Trace, take_trace
from gui.stage.fit import fit_image
from gui.stage.ink import outline
from gui.stage.layout import Names
from gui.stage.pictures import PixelMaps
from gui.stage.scene import SENSITIVITY, Spot
from gui.stage.view import StageView
from gui.theme import Appearance, current_theme, theme_source

DIGITS = tuple("0123456789")


def a_seven(side: int) -> np.ndarray:
    image = np.zeros((side, side))
    image[side // 4, side // 4 : 3 * side // 4] = 1.0
    image[side // 4 : 3 * side // 4, 3 * side // 4 - 1] = 0.9
    return image


def trace_of(side: int) -> tuple[Network, Trace]:
    config = RunConfig(hidden=(HiddenLayer(6, "sigmoid"),))
    network = build_network(config, side * side, 10, 10)
    parameters = ParameterVector(network.graph)
    initialize(network.graph, parameters, "normal", np.random.default_rng(1), 0.4)
    return network, take_trace(network, parameters, a_seven(side).ravel(), np.eye(10)[7])


def grabbed(qtbot: QtBot, side: int, target: int | None) -> tuple[StageView, QImage]:
    network, trace = trace_of(side)
    view = StageView()
    qtbot.addWidget(view)
    view.resize(1100, 640)
    view.set_network(network, (side, side), Names((), DIGITS))
    view.set_trace(trace, target, "true: 7")
    view.show()
    return view, view.viewport().grab().toImage()


def test_the_border_of_one_pixel_is_a_square() -> None:
    image = np.zeros((4, 4))
    image[1, 2] = 0.7
    cells = fit_image((4, 4), 40.0, 40.0)
    lines = {tuple(line) for line in outline(cells, image.ravel())}
    # Cells of ten pixels, of which the last is a gap; the line runs in its middle.
    assert lines == {
        (19.5, 9.5, 29.5, 9.5),
        (19.5, 19.5, 29.5, 19.5),
        (19.5, 9.5, 19.5, 19.5),
        (29.5, 9.5, 29.5, 19.5),
    }


def test_a_line_goes_on_as_long_as_the_border_does() -> None:
    cells = fit_image((8, 8), 80.0, 80.0)
    lines = outline(cells, np.kron([[1, 0], [1, 0]], np.ones((4, 4))).ravel())
    upright = [line for line in lines if line.x1 == line.x2]
    assert {line.x1 for line in upright} == {0.0, 39.5}
    assert all((line.y1, line.y2) == (0.0, cells.y.length) for line in upright)
    assert len(lines) == 4


def test_what_is_weaker_than_a_third_of_the_strongest_is_paper() -> None:
    cells = fit_image((1, 3), 30.0, 90.0)
    assert outline(cells, np.array([0.21, 0.9, 0.29])) == outline(cells, np.array([0.0, 1.0, 0.0]))
    assert outline(cells, np.zeros(3)) == ()


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
@pytest.mark.parametrize("side", [8, 28])
def test_the_drawing_is_seen_in_the_sensitivity(
    qtbot: QtBot, side: int, appearance: Appearance
) -> None:
    theme_source().set_appearance(appearance)
    try:
        view, shown = grabbed(qtbot, side, 7)
        thing, text = view.scene_shown.thing(SENSITIVITY), current_theme().color("text")
        lines = outline(thing.cells, a_seven(side).ravel())
        assert lines
        for line in lines:
            x = thing.rect.x + (line.x1 + line.x2) / 2
            y = thing.rect.y + (line.y1 + line.y2) / 2
            near = [shown.pixelColor(int(x) + i, int(y) + j) for i in (-1, 0) for j in (-1, 0)]
            assert text in near, line
    finally:
        theme_source().set_appearance(Appearance.LIGHT)


def test_both_signs_are_explained_where_there_is_a_true_class(qtbot: QtBot) -> None:
    view, with_target = grabbed(qtbot, 8, 7)
    hint = view.scene_shown.thing(SENSITIVITY).hint
    assert hint.width > 0
    _, without = grabbed(qtbot, 8, None)
    box = [int(part) for part in hint]
    assert with_target.copy(*box) != without.copy(*box)
    ground = current_theme().color("background")
    assert all(
        without.pixelColor(x, y) == ground
        for x in range(box[0], box[0] + box[2], 3)
        for y in range(box[1], box[1] + box[3], 3)
    )


def test_it_is_said_aloud_as_well(qtbot: QtBot) -> None:
    view, _ = grabbed(qtbot, 8, 7)
    view.choose(Spot(SENSITIVITY))
    assert "More ink lowers the loss where it is negative" in view.accessibleDescription()
    view.choose(Spot(Key("p", 2)))
    assert "ink" not in view.accessibleDescription()


def test_the_sensitivity_is_as_large_as_the_drawing(qtbot: QtBot) -> None:
    view, _ = grabbed(qtbot, 8, 7)
    scene = view.scene_shown
    assert scene.thing(SENSITIVITY).cells == scene.thing(("z", 1)).cells


def test_the_sign_of_the_hint_is_that_of_the_loss() -> None:
    """Where p_1 is negative, more ink makes the true class more probable."""
    network, trace = trace_of(8)
    pixel = int(trace.layers[0].p.argmin())
    assert trace.layers[0].p[pixel] < 0
    x = a_seven(8).ravel()
    x[pixel] += 1e-4
    parameters = ParameterVector(network.graph)
    initialize(network.graph, parameters, "normal", np.random.default_rng(1), 0.4)
    more = take_trace(network, parameters, x, np.eye(10)[7])
    assert more.layers[-1].output[7] > trace.layers[-1].output[7]


def test_the_edge_is_traced_anew_for_another_sample_only(qtbot: QtBot) -> None:
    view, _ = grabbed(qtbot, 8, 7)
    cells = view.scene_shown.thing(SENSITIVITY).cells
    maps = PixelMaps(1.0)
    lines = maps.outline(cells, a_seven(8).ravel())
    assert maps.outline(cells, a_seven(8).ravel()) is lines
    turned = a_seven(8).T.ravel()
    assert [
        (line.x1(), line.y1(), line.x2(), line.y2()) for line in maps.outline(cells, turned)
    ] == [tuple(line) for line in outline(cells, turned)]
