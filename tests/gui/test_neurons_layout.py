"""The layout of the neuron view: everything is there, within the view, and nothing overlaps."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.config import HiddenLayer, RunConfig
from core.models import Network, build_network
from gui.drawing.numbers import fitted, round_up, significant
from gui.drawing.rect import Rect
from gui.neurons.layout import TARGET, elided, fits, layout
from gui.neurons.scene import Density, Scene
from gui.stage.layout import Names

SIZES = st.tuples(st.integers(560, 1920), st.integers(380, 1080))


def width(text: str, size: int) -> float:
    """A font whose letters are about as wide as those of the program."""
    return 0.62 * size * len(text)


def build(widths: tuple[int, ...], output: str = "softmax") -> Network:
    hidden = tuple(HiddenLayer(n, "tanh") for n in widths[1:-1])
    config = RunConfig(hidden=hidden, output=output)
    return build_network(config, widths[0], widths[-1], widths[-1])


def parts(scene: Scene) -> list[tuple[object, Rect]]:
    found: list[tuple[object, Rect]] = [("loss", scene.loss)]
    for unit in scene.units():
        found += [(unit.spot, rect) for rect in unit.parts()]
    titles = [(strip.title, strip.foot) for strip in scene.columns]
    titles += [(strip.title, strip.foot) for strip in scene.bands]
    for place, pair in enumerate(titles):
        found += [(("title", place), rect) for rect in pair]
    return [(owner, rect) for owner, rect in found if rect.width > 0]


@example([1, 1, 11], (560, 459), True)
@given(st.lists(st.integers(1, 16), min_size=2, max_size=7), SIZES, st.booleans())
@settings(max_examples=150, deadline=None)
def test_nothing_overlaps_and_all_is_within_the_view(
    widths: list[int], size: tuple[int, int], named: bool
) -> None:
    network = build(tuple(widths))
    names = Names()
    if named:
        features = tuple(f"feature number {k} (cm)" for k in range(widths[0]))
        names = Names(features, tuple(f"class {k}" for k in range(widths[-1])))
    scene = layout(network, names, size, width)
    assert [len(column.units) for column in scene.columns] == widths
    placed = parts(scene)
    for (owner, one), (other_owner, other) in combinations(placed, 2):
        # A bias sits on the corner of its own unit.
        assert owner == other_owner or not one.overlaps(other), (owner, other_owner)
    if scene.density in (Density.ROOMY, Density.MEDIUM):
        for unit in scene.columns[-1].units:
            ring = unit.body.grown(4)
            for text in (unit.bias_text, unit.adjoint, unit.name, unit.note):
                assert not (text.width and ring.overlaps(text)), (
                    "a text in the ring of the true class"
                )
    for _, rect in placed:
        assert rect.x >= 0
        assert rect.y >= 0
        assert rect.right <= size[0]
        assert rect.bottom <= size[1]


@given(st.lists(st.integers(1, 16), min_size=2, max_size=7), SIZES)
@settings(max_examples=50, deadline=None)
def test_every_unit_behind_the_input_has_its_bias(widths: list[int], size: tuple[int, int]) -> None:
    scene = layout(build(tuple(widths)), Names(), size, width)
    for column in scene.columns:
        assert all((unit.bias.width >= 1) == (column.number > 1) for unit in column.units)


@pytest.mark.parametrize(
    ("widths", "size", "density"),
    [
        ((2, 4, 2), (900, 560), Density.ROOMY),
        ((4, 3, 3), (560, 380), Density.MEDIUM),
        ((16, 16, 16, 16), (1920, 1080), Density.MEDIUM),
        ((13, 6, 3), (900, 560), Density.TIGHT),
        ((16, 16, 16, 16), (560, 380), Density.SINGLE),
    ],
)
def test_numbers_are_written_wherever_there_is_room(
    widths: tuple[int, ...], size: tuple[int, int], density: Density
) -> None:
    scene = layout(build(widths), Names(), size, width)
    assert scene.density is density
    assert all(unit.value.width > width("−0.123", 11) for unit in scene.units())


@pytest.mark.parametrize("size", [(560, 380), (688, 420), (1280, 700)])
def test_there_is_room_for_the_word_at_the_true_class_and_for_the_line_past_it(
    size: tuple[int, int],
) -> None:
    scene = layout(build((2, 4, 2)), Names((), ("A", "B")), size, width)
    for unit, start in zip(scene.columns[-1].units, scene.loss_starts, strict=True):
        assert unit.note.width >= width(TARGET, scene.small_size)
        assert start[0] >= unit.note.x + width(TARGET, scene.small_size)


@pytest.mark.parametrize("size", [(688, 426), (721, 352), (1280, 700)])
def test_no_name_is_cut_within_a_word(size: tuple[int, int]) -> None:
    names = Names(("od280/od315 of diluted wines", "nonflavanoid phenols", "hue"), ("a", "b"))
    scene = layout(build((3, 4, 2)), names, size, width)
    for unit in scene.columns[0].units:
        shown, name = unit.name_text.removesuffix(" …"), names.features[unit.index]
        assert name == shown or name.startswith(f"{shown} ")
        assert width(unit.name_text, scene.small_size) <= unit.name.width


def test_only_small_networks_are_drawn_as_neurons() -> None:
    assert fits(build((16, 16, 16)))
    assert not fits(build((64, 16, 10)))
    assert fits(build((2,) * 7))
    assert not fits(build((2,) * 8))


def test_a_long_name_loses_its_unit_first_and_then_its_end() -> None:
    name = "sepal length (cm)"
    assert elided(name, 17, len) == name
    assert elided(name, 14, len) == "sepal length"
    assert elided(name, 8, len) == "sepal l…"
    assert elided(name, 0, len) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.500"),
        (-0.0412345, "−0.0412"),
        (1234.5, "1234"),
        (12.345, "12.3"),
        (1.5e-5, "1.50e−5"),
        (-2.0e7, "−2.00e7"),
        (0.0, "0"),
        (float("nan"), "NaN"),
        (float("-inf"), "−∞"),
    ],
)
def test_three_significant_digits(value: float, text: str) -> None:
    assert significant(value, 3, full=True) == text


def test_fewer_digits_only_where_three_do_not_fit() -> None:
    assert fitted(-0.0412345, 7, len) == "−0.0412"
    assert fitted(-0.0412345, 6, len) == "−0.041"
    assert fitted(2.5, 9, len, sign=True) == "+2.50"


@given(st.floats(1e-300, 1e300))
def test_the_end_of_a_scale_can_be_written_down_and_clips_nothing(value: float) -> None:
    end = round_up(value)
    assert end == float(f"{end:.2g}")
    assert value <= end * (1 + 1e-9)
    assert end <= 1.11 * value
