"""Every name, shape and scale is written, whatever the network, the notation and the window."""

from __future__ import annotations

import pytest

from core.formula import NumberStyle
from core.models import Network
from core.notation import NOTATIONS, PROGRESSIVE, Notation
from gui.drawing.names import written
from gui.drawing.rect import Rect
from gui.stage.labels import labels_of
from gui.stage.layout import Names, layout
from gui.stage.scene import Kind, Scene, Spot, Thing, hit
from gui.stage.text import FontMeasure, make_fonts
from gui.theme.fonts import register_fonts
from tests.gui.stage_scenes import check, network

POINTS = Names(("x₁", "x₂"), ("blue", "orange"))
PLANE = Names(("x₁", "x₂"), ("y",))
DIGITS = Names((), tuple("0123456789"))
NETWORKS = [
    pytest.param((2, 1), None, PLANE, id="2-1"),
    pytest.param((2, 4, 2), None, POINTS, id="2-4-2"),
    pytest.param((64, 32, 10), (8, 8), DIGITS, id="64-32-10"),
    pytest.param((784, 32, 10), (28, 28), DIGITS, id="784-32-10"),
    pytest.param((784, 128, 64, 10), (28, 28), DIGITS, id="784-128-64-10"),
    pytest.param((784, 512, 512, 512, 10), (28, 28), DIGITS, id="784-512-512-512-10"),
    pytest.param((64, *(16,) * 19, 10), (8, 8), DIGITS, id="20 layers"),
]
WINDOWS = [(721.0, 334.0), (688.0, 414.0), (1008.0, 566.0)]
"""What windows of 1024 x 768, 1280 x 860 and 1600 x 1000 leave to the stage beside the others."""


@pytest.fixture(scope="module")
def letters(qapp: object) -> FontMeasure:
    """The program's own."""
    register_fonts()
    return FontMeasure(make_fonts())


def build(widths: tuple[int, ...]) -> Network:
    return network(widths[0], widths[1:-1], widths[-1], regression=widths[-1] == 1)


def shape_of(thing: Thing, image: tuple[int, int] | None, style: NumberStyle) -> str:
    """What is to be written at it: the sides of an image, not the number of its pixels."""
    if image is not None and thing.key in (("z", 1), ("p", 1)):
        return style.shape(image)
    return style.shape(thing.shape)


@pytest.mark.parametrize("split", [False, True], ids=["merged", "split"])
@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)
@pytest.mark.parametrize(("widths", "image", "names"), NETWORKS)
def test_everything_has_its_name_its_shape_and_its_scale(
    letters: FontMeasure,
    widths: tuple[int, ...],
    image: tuple[int, int] | None,
    names: Names,
    notation: Notation,
    split: bool,
) -> None:
    net, style = build(widths), NumberStyle()
    titles = labels_of(net, notation, split=split).titles
    for size in WINDOWS:
        scene = layout(net, image, names, size, letters, notation, split=split)
        check(scene, size)
        for thing in scene.things:
            if thing.kind is Kind.LOSS:
                continue
            assert thing.title in titles[thing.key]
            shape = shape_of(thing, image, style)
            parts = thing.shape_text or thing.detail
            assert parts.split(", ")[0] == shape, f"{thing.key} in {size}: {parts!r}"
            assert_is_not_cut(thing, letters)
            if thing.kind is Kind.CELLS:
                assert thing.note.width >= letters.small("±0.0048")
            else:
                assert_names_are_whole(thing, letters)


def assert_is_not_cut(thing: Thing, letters: FontMeasure) -> None:
    """Title, detail and shape have the room that they take."""
    wide = letters.label(thing.title)
    wide += 8 + letters.small(thing.detail) if thing.detail else 0.0
    assert wide <= thing.label.width
    assert thing.label.height >= letters.label_height
    if thing.shape_text:
        assert letters.small(thing.shape_text) <= thing.shape_at.width
        assert thing.shape_at.height >= letters.small_height


def assert_names_are_whole(thing: Thing, letters: FontMeasure) -> None:
    """Names of rows give way by the one rule there is for them, and then fit."""
    lines = max(map(len, thing.name_lines))
    assert thing.name_lines == written(thing.names, thing.name_width, lines, letters.small)
    assert all(
        letters.small(line) <= thing.name_width for each in thing.name_lines for line in each
    )


@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)
@pytest.mark.parametrize(("widths", "image", "names"), NETWORKS[:4])
def test_one_hidden_layer_never_scrolls(
    letters: FontMeasure,
    widths: tuple[int, ...],
    image: tuple[int, int] | None,
    names: Names,
    notation: Notation,
) -> None:
    for size in WINDOWS:
        scene = layout(build(widths), image, names, size, letters, notation)
        assert (scene.width, scene.height) == size
    scene = layout(build(widths), image, names, WINDOWS[-1], letters, notation, split=True)
    assert (scene.width, scene.height) == WINDOWS[-1]


@pytest.mark.parametrize(("widths", "image", "names"), NETWORKS[:5])
def test_two_hidden_layers_do_not_scroll_in_the_usual_notation(
    letters: FontMeasure,
    widths: tuple[int, ...],
    image: tuple[int, int] | None,
    names: Names,
) -> None:
    for size in WINDOWS:
        scene = layout(build(widths), image, names, size, letters, PROGRESSIVE)
        assert (scene.width, scene.height) == size
    scene = layout(build(widths), image, names, WINDOWS[-1], letters, PROGRESSIVE, split=True)
    assert (scene.width, scene.height) == WINDOWS[-1]


def lines_of(scene: Scene, below: bool) -> dict[str, set[float]]:
    """Where the shapes and the scales of one half stand, from the values on."""
    found: dict[str, set[float]] = {"shape": set(), "scale": set()}
    for thing in scene.things:
        if thing.kind is Kind.CELLS and (thing.rect.y > scene.height / 2) is below:
            for name, rect in (("shape", thing.shape_at), ("scale", thing.note)):
                found[name].add(_from_values(thing.rect, rect))
    return found


def _from_values(values: Rect, text: Rect) -> float:
    return text.y - values.bottom if text.y > values.y else values.y - text.bottom


def test_shapes_stand_between_the_values_and_their_scales_in_both_halves(
    letters: FontMeasure,
) -> None:
    net = build((784, 128, 64, 10))
    scene = layout(net, (28, 28), DIGITS, WINDOWS[1], letters)
    above, below = lines_of(scene, False), lines_of(scene, True)
    assert above == below
    assert len(above["shape"]) == 1
    assert max(above["shape"]) < min(above["scale"])


def test_pointing_at_a_shape_means_its_thing(letters: FontMeasure) -> None:
    scene = layout(build((784, 128, 64, 10)), (28, 28), DIGITS, WINDOWS[1], letters)
    apart = [thing for thing in scene.things if thing.shape_text]
    assert len(apart) > 10
    for thing in apart:
        assert hit(scene, *thing.shape_at.centre) == Spot(thing.key)
