"""The layout: whatever the network and the size of the view, nothing overlaps or is cut."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.key import Key
from core.notation import NOTATIONS, Notation
from gui.stage.cells import NOTHING
from gui.stage.figures import has_figures
from gui.stage.fit import fit_matrix
from gui.stage.layout import Names, layout
from gui.stage.motion import meeting_ways
from gui.stage.scene import Kind, Spot, bar_rect, cell_rect, hit
from gui.stage.text import FontMeasure, make_fonts
from gui.theme.fonts import register_fonts
from tests.gui.stage_scenes import Typewriter, check, network


@pytest.fixture(scope="module")
def letters(qapp: object) -> FontMeasure:
    """The program's own."""
    register_fonts()
    return FontMeasure(make_fonts())


widths = st.one_of(st.integers(1, 20), st.sampled_from([32, 64, 100, 128, 256, 512, 784]))


@settings(max_examples=120)
@given(
    inputs=widths,
    hidden=st.lists(widths, max_size=6),
    outputs=st.integers(1, 30),
    width=st.integers(200, 2600),
    height=st.integers(120, 1500),
    letters=st.sampled_from([11.0, 14.0, 22.0]),
    named=st.booleans(),
    regression=st.booleans(),
)
def test_nothing_overlaps_and_nothing_is_cut(
    inputs: int,
    hidden: list[int],
    outputs: int,
    width: int,
    height: int,
    letters: float,
    named: bool,
    regression: bool,
) -> None:
    outputs = outputs if regression else max(outputs, 2)
    names = Names()
    if named:
        features = tuple(f"feature number {k}" for k in range(inputs))
        names = Names(features, tuple(f"class {k}" for k in range(outputs)))
    net = network(inputs, tuple(hidden), outputs, regression=regression)
    scene = layout(net, None, names, (width, height), Typewriter(letters))
    check(scene, (width, height))


@settings(max_examples=60)
@given(
    shape=st.sampled_from([(8, 8), (28, 28), (1, 1), (3, 7), (32, 32)]),
    hidden=st.lists(widths, max_size=4),
    width=st.integers(200, 2600),
    height=st.integers(120, 1500),
    letters=st.sampled_from([11.0, 14.0, 22.0]),
)
def test_nothing_overlaps_with_images(
    shape: tuple[int, int], hidden: list[int], width: int, height: int, letters: float
) -> None:
    net = network(shape[0] * shape[1], tuple(hidden), 10, "sigmoid")
    names = Names((), tuple("0123456789"))
    check(layout(net, shape, names, (width, height), Typewriter(letters)), (width, height))


NAMED = [
    pytest.param(2, (), 1, None, id="2-1"),
    pytest.param(2, (4,), 2, None, id="2-4-2"),
    pytest.param(64, (32,), 10, (8, 8), id="64-32-10"),
    pytest.param(784, (128, 64), 10, (28, 28), id="784-128-64-10"),
    pytest.param(784, (512, 512, 512), 10, (28, 28), id="784-512-512-512-10"),
    pytest.param(64, (16,) * 19, 10, (8, 8), id="20 layers"),
]


@pytest.mark.parametrize(("inputs", "hidden", "outputs", "shape"), NAMED)
@pytest.mark.parametrize("size", [(560.0, 330.0), (900.0, 520.0), (1600.0, 820.0)])
def test_the_networks_of_the_lessons_fit(
    inputs: int,
    hidden: tuple[int, ...],
    outputs: int,
    shape: tuple[int, int] | None,
    size: tuple[float, float],
) -> None:
    net = network(inputs, hidden, outputs, regression=outputs == 1)
    names = Names((), tuple(str(k) for k in range(outputs)))
    scene = layout(net, shape, names, size, Typewriter())
    check(scene, size)
    layers = len(hidden) + 1
    keys = {(symbol, i) for symbol in ("W", "b", "q_W", "q_b") for i in range(1, layers + 1)}
    keys |= {(symbol, i) for symbol in "zp" for i in range(1, layers + 2)}
    assert {tuple(thing.key) for thing in scene.things} == keys | {("loss", 0)}


FLOWERS = Names(
    ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"),
    ("setosa", "versicolor", "virginica"),
)
DIGITS = Names((), tuple("0123456789"))
USUAL = [
    pytest.param(784, 32, 10, (28, 28), DIGITS, (800.0, 590.0), id="images"),
    pytest.param(4, 8, 3, None, FLOWERS, (800.0, 590.0), id="flowers, 8 hidden"),
    pytest.param(4, 32, 3, None, FLOWERS, (800.0, 590.0), id="flowers, 32 hidden"),
    pytest.param(64, 32, 10, (8, 8), DIGITS, (705.0, 330.0), id="digits"),
]


@pytest.mark.parametrize(("inputs", "hidden", "outputs", "shape", "names", "size"), USUAL)
def test_usual_networks_in_usual_windows_need_not_scroll(
    letters: FontMeasure,
    inputs: int,
    hidden: int,
    outputs: int,
    shape: tuple[int, int] | None,
    names: Names,
    size: tuple[float, float],
) -> None:
    net = network(inputs, (hidden,), outputs)
    scene = layout(net, shape, names, size, letters)
    check(scene, size)
    assert (scene.width, scene.height) == size


ANIMALS = Names(("height", "weight"), ("cat", "dog"))
POINTS = Names(("x₁", "x₂"), ("blue", "orange"))
DEEPER = [
    pytest.param(2, (8, 8), 2, None, ANIMALS, id="a table"),
    pytest.param(2, (8, 8), 2, None, POINTS, id="spirals"),
    pytest.param(4, (8, 8), 3, None, FLOWERS, id="flowers"),
    pytest.param(64, (32, 16), 10, (8, 8), DIGITS, id="digits 32-16"),
    pytest.param(64, (64, 32), 10, (8, 8), DIGITS, id="digits 64-32"),
    pytest.param(784, (128, 64), 10, (28, 28), DIGITS, id="mnist 128-64"),
]


@pytest.mark.parametrize(("inputs", "hidden", "outputs", "shape", "names"), DEEPER)
def test_two_hidden_layers_fit_beside_the_setup_and_the_side_column(
    letters: FontMeasure,
    inputs: int,
    hidden: tuple[int, ...],
    outputs: int,
    shape: tuple[int, int] | None,
    names: Names,
) -> None:
    """In windows of 1280 x 860 and 1024 x 768."""
    net = network(inputs, hidden, outputs)
    for size in ((688.0, 426.0), (721.0, 352.0)):
        scene = layout(net, shape, names, size, letters)
        check(scene, size)
        assert (scene.width, scene.height) == size


@pytest.mark.parametrize("inputs", [1500, 4000, 65_536])
@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)
def test_thousands_of_features_need_not_scroll(
    letters: FontMeasure, inputs: int, notation: Notation
) -> None:
    names = Names((), ("setosa", "versicolor", "virginica"))
    for size in ((688.0, 426.0), (721.0, 352.0)):
        scene = layout(network(inputs, (16,), 3), None, names, size, letters, notation)
        check(scene, size)
        assert (scene.width, scene.height) == size


@pytest.mark.parametrize("split", [False, True], ids=["merged", "split"])
@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)
@pytest.mark.parametrize(("inputs", "hidden", "outputs", "shape", "names"), DEEPER)
def test_what_must_scroll_is_hardly_wider_than_what_would_fit(
    letters: FontMeasure,
    inputs: int,
    hidden: tuple[int, ...],
    outputs: int,
    shape: tuple[int, int] | None,
    names: Names,
    notation: Notation,
    split: bool,
) -> None:
    net, height = network(inputs, hidden, outputs), 426.0

    def width(room: float) -> float:
        return layout(net, shape, names, (room, height), letters, notation, split=split).width

    fitting = next(room for room in np.arange(400.0, 2000.0, 20.0) if width(room) <= room)
    assert width(400.0) <= 1.25 * fitting


def test_names_stand_over_their_bars_where_there_is_no_room_beside_them(
    letters: FontMeasure,
) -> None:
    net = network(2, (8, 8), 2)
    narrow, wide = (layout(net, None, ANIMALS, (w, 426.0), letters) for w in (688.0, 1600.0))
    for key in (("z", 1), ("p", 1), ("z", 4), ("p", 4)):
        stacked, beside = narrow.thing(key), wide.thing(key)
        assert (stacked.stacked, beside.stacked) == (True, False)
        assert stacked.rect.width < beside.rect.width
        for thing in (stacked, beside):
            for row in range(2):
                bar, whole = bar_rect(thing, row), cell_rect(thing, row)
                assert whole.covers(bar)
                assert bar.height >= letters.small_height
        assert bar_rect(stacked, 0).y >= stacked.rect.y + letters.small_height - 2


WINE = Names(
    (
        "alcohol", "malic acid", "ash", "alcalinity of ash", "magnesium", "total phenols",
        "flavanoids", "nonflavanoid phenols", "proanthocyanins", "color intensity", "hue",
        "od280/od315 of diluted wines", "proline",
    ),
    ("class 0", "class 1", "class 2"),
)  # fmt: skip
PATIENTS = Names(
    ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"), ("disease progression",)
)
STAGES = [(688.0, 414.0), (721.0, 340.0), (1024.0, 555.0), (1280.0, 640.0), (1920.0, 939.0)]
"""What windows of 1280 x 860 and 1024 x 768 leave to the stage, beside the others and alone."""
FAMILY = [
    pytest.param(4, (4,), 3, None, FLOWERS, id="iris 4"),
    pytest.param(4, (16, 8), 3, None, FLOWERS, id="iris 16-8"),
    pytest.param(13, (8,), 3, None, WINE, id="wine 8"),
    pytest.param(10, (8,), 1, None, PATIENTS, id="diabetes 8"),
    pytest.param(64, (32,), 10, (8, 8), DIGITS, id="digits 32"),
    pytest.param(64, (64, 32), 10, (8, 8), DIGITS, id="digits 64-32"),
    pytest.param(784, (128, 64), 10, (28, 28), DIGITS, id="mnist 128-64"),
    pytest.param(784, (128, 64, 32), 10, (28, 28), DIGITS, id="mnist 128-64-32"),
]


@pytest.mark.parametrize("split", [False, True], ids=["merged", "split"])
@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)
@pytest.mark.parametrize(("inputs", "hidden", "outputs", "shape", "names"), FAMILY)
def test_no_text_touches_another_or_a_frame_in_any_notation(
    letters: FontMeasure,
    inputs: int,
    hidden: tuple[int, ...],
    outputs: int,
    shape: tuple[int, int] | None,
    names: Names,
    notation: Notation,
    split: bool,
) -> None:
    net = network(inputs, hidden, outputs, regression=outputs == 1)
    for size in STAGES:
        scene = layout(net, shape, names, size, letters, notation, split=split)
        check(scene, size)
        for thing in scene.things:
            if thing.kind is Kind.CELLS:
                assert thing.note.width, f"{thing.key} has no scale beside it"
            for lines in thing.name_lines:
                for line in lines:
                    assert letters.small(line) <= thing.name_width, f"{line!r} would be cut"
            names_shown = [" ".join(lines) for lines in thing.name_lines]
            assert len(set(names_shown)) == len(thing.names)


@pytest.mark.parametrize(("inputs", "hidden", "outputs", "shape", "names"), FAMILY)
def test_what_comes_together_as_q_crosses_no_scale(
    letters: FontMeasure,
    inputs: int,
    hidden: tuple[int, ...],
    outputs: int,
    shape: tuple[int, int] | None,
    names: Names,
) -> None:
    net = network(inputs, hidden, outputs, regression=outputs == 1)
    for size in STAGES:
        scene = layout(net, shape, names, size, letters)
        for i in range(1, len(hidden) + 2):
            parts = [scene.thing(key) for key in (("z", i), ("p", i + 1), ("q_W", i), ("q_b", i))]
            for way in meeting_ways(*parts):
                for x, y in way.points:
                    crossed = [each.key for each in scene.things if each.note.contains(x, y)]
                    assert not crossed, (size, i, x, y, crossed)


@pytest.mark.parametrize(("inputs", "hidden", "outputs", "shape", "names"), FAMILY)
def test_up_to_three_hidden_layers_fit_into_a_window_of_1280_pixels(
    letters: FontMeasure,
    inputs: int,
    hidden: tuple[int, ...],
    outputs: int,
    shape: tuple[int, int] | None,
    names: Names,
) -> None:
    net = network(inputs, hidden, outputs, regression=outputs == 1)
    for notation in NOTATIONS.values():
        for height in (560.0, 640.0, 720.0):
            scene = layout(net, shape, names, (1280.0, height), letters, notation)
            assert scene.width == 1280.0, f"{notation.name} at a height of {height}"


@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)
@pytest.mark.parametrize("size", STAGES[:2])
@pytest.mark.parametrize(("inputs", "hidden", "outputs", "shape", "names"), [FAMILY[0], FAMILY[4]])
def test_small_networks_fit_beside_the_other_panels_in_any_notation(
    letters: FontMeasure,
    inputs: int,
    hidden: tuple[int, ...],
    outputs: int,
    shape: tuple[int, int] | None,
    names: Names,
    size: tuple[float, float],
    notation: Notation,
) -> None:
    net = network(inputs, hidden, outputs)
    scene = layout(net, shape, names, size, letters, notation)
    assert scene.width == size[0]


@pytest.mark.parametrize("size", STAGES[:2])
def test_two_hidden_layers_of_digits_fit_beside_the_other_panels(
    letters: FontMeasure, size: tuple[float, float]
) -> None:
    scene = layout(network(64, (64, 32), 10), (8, 8), DIGITS, size, letters)
    check(scene, size)
    assert scene.width == size[0]


@pytest.mark.parametrize("size", [(1280.0, 719.0), (1920.0, 939.0)])
@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)
def test_a_small_network_has_its_numbers_in_all_cells_where_they_fit(
    letters: FontMeasure, notation: Notation, size: tuple[float, float]
) -> None:
    scene = layout(network(4, (4,), 3), None, FLOWERS, size, letters, notation)
    check(scene, size)
    assert scene.width == size[0]
    for thing in scene.things:
        if thing.kind is Kind.CELLS:
            assert has_figures(thing.cells), thing.key


def test_gradients_have_the_shape_and_the_cells_of_their_parameters() -> None:
    net = network(784, (128, 64), 10)
    scene = layout(net, (28, 28), Names(), (1600, 800), Typewriter())
    for i in (1, 2, 3):
        for symbol in ("W", "b"):
            parameter, gradient = scene.thing((symbol, i)), scene.thing((f"q_{symbol}", i))
            assert gradient.cells == parameter.cells
            assert gradient.rect.x == parameter.rect.x
            assert gradient.rect.y > parameter.rect.bottom


def test_halves_mirror_each_other() -> None:
    scene = layout(network(64, (32,), 10), (8, 8), Names(), (1400, 700), Typewriter())
    for upper, lower in (("z", "p"), ("W", "q_W"), ("b", "q_b")):
        for i in (1, 2):
            a, b = scene.thing((upper, i)), scene.thing((lower, i))
            assert b.rect.bottom == scene.height - a.rect.y
            assert b.label.bottom == scene.height - a.label.y


def test_titles_of_a_stave_stand_on_one_line() -> None:
    scene = layout(network(784, (64, 16), 10), (28, 28), Names(), (1400, 700), Typewriter())
    arrows = [arrow.label.y for arrow in scene.arrows if arrow.forward and arrow.text]
    lines = {thing.label.y for thing in scene.things if thing.key.symbol == "z"} | set(arrows)
    assert len(lines) == 1
    assert len({thing.label.y for thing in scene.things if thing.key.symbol in ("W", "b")}) == 1


def test_what_is_pooled_says_so() -> None:
    scene = layout(network(784, (512,) * 3, 10), (28, 28), Names(), (560, 330), Typewriter())
    pooled = [thing for thing in scene.things if thing.cells.pooled and len(thing.shape) == 2]
    assert pooled
    for thing in pooled:
        if thing.key.symbol == "W":
            assert "pooled" in thing.detail or "÷" in thing.detail


@pytest.mark.parametrize(("m", "n"), [(10, 512), (16, 300), (512, 10)])
def test_few_rows_or_columns_are_never_pooled_and_can_be_pointed_at(m: int, n: int) -> None:
    cells = fit_matrix(m, n, 300.0, 220.0, None)
    assert cells.y.length <= 300
    assert cells.x.length <= 220
    few, axis = (cells.pool_rows, cells.y) if m < n else (cells.pool_columns, cells.x)
    assert few == 1
    assert axis.pitch >= 8


@pytest.mark.parametrize("size", [(800.0, 450.0), (792.0, 440.0), (1280.0, 700.0)])
@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)
def test_formulas_stand_well_apart_from_titles(
    notation: Notation, size: tuple[float, float], letters: FontMeasure
) -> None:
    scene = layout(network(64, (32,), 10), (8, 8), DIGITS, size, letters, notation)
    assert scene.thing(("p", 1)).hint.width > 0
    for arrow in scene.arrows:
        for thing in scene.things:
            if arrow.label.overlaps(thing.label.grown(6)):
                assert len(arrow.text) < 20, arrow.text


@pytest.mark.parametrize("large", [14.0, 24.0])
def test_a_low_view_need_not_scroll_for_the_sake_of_large_letters(large: float) -> None:
    net, height = network(64, (32,), 10), 13.5 * 1.4 * large
    names = Names((), tuple("0123456789"))
    size = 1200.0, max(height, 349.0) + 1
    scene = layout(net, (8, 8), names, size, Typewriter(large))
    assert scene.height <= size[1] + 1
    check(scene, size)


def test_rows_of_the_first_layer_are_images_row_by_row() -> None:
    scene = layout(network(6, (4,), 2), (2, 3), Names(), (900, 500), Typewriter())
    weights = scene.thing(("W", 1))
    first, below = cell_rect(weights, 0), cell_rect(weights, 3)
    assert (below.x, below.y > first.y) == (first.x, True)
    entries = [weights.cells.block(cell).tolist() for cell in range(weights.cells.count)]
    assert entries == [[k] for k in range(24)]


def test_the_point_in_a_cell_finds_that_cell() -> None:
    scene = layout(
        network(64, (32,), 10), (8, 8), Names((), tuple("0123456789")), (900, 520), Typewriter()
    )
    for thing in scene.things:
        if thing.kind is Kind.LOSS:
            continue
        found = []
        for cell in range(thing.cells.count):
            box = cell_rect(thing, cell)
            found.append(hit(scene, box.x + box.width / 2, box.y + box.height / 2))
        assert found == [Spot(thing.key, cell) for cell in range(thing.cells.count)]


def test_beside_everything_there_is_nothing() -> None:
    scene = layout(network(64, (32,), 10), (8, 8), Names(), (900, 520), Typewriter())
    assert hit(scene, 1, 1) is None
    label = scene.thing(("W", 1)).label
    assert hit(scene, label.x + 1, label.y + 1) == Spot(Key("W", 1), NOTHING)


def test_pooling_shows_the_largest_magnitude_of_each_block() -> None:
    scene = layout(network(784, (512,) * 3, 10), (28, 28), Names(), (560, 330), Typewriter())
    random = np.random.default_rng(0)
    for key in (("W", 1), ("W", 2), ("b", 2), ("z", 2)):
        cells = scene.thing(key).cells
        values = random.normal(size=cells.shape)
        shown = cells.shown(values)
        flat = values.ravel()
        assert shown.shape == (cells.count,)
        seen = np.concatenate([cells.block(cell) for cell in range(cells.count)])
        assert sorted(seen.tolist()) == list(range(flat.size))
        for cell in range(0, cells.count, 7):
            block = flat[cells.block(cell)]
            assert shown[cell] == block[np.abs(block).argmax()]


def test_every_point_within_a_strip_is_a_cell(letters: FontMeasure) -> None:
    for shape, inputs in ((None, 64), ((8, 8), 64)):
        scene = layout(network(inputs, (32,), 10), shape, Names(), (1000, 600), letters)
        for key in (Key("z", 2), Key("p", 2), Key("b", 1), Key("W", 1), Key("q_W", 2)):
            thing = scene.thing(key)
            cells, missed = thing.cells, set()
            for y in np.arange(0.5, cells.y.length, 1.0):
                for x in np.arange(0.5, cells.x.length, 1.0):
                    cell = cells.cell_at(x, y)
                    if cell == NOTHING:
                        missed.add((x, y))
                        continue
                    left, top, wide, high = cells.box(cell)
                    # The line after a cell, at most the space between two images.
                    assert left <= x < left + wide + 6
                    assert top <= y < top + high + 6
            holes = (cells.slots() == NOTHING).sum()
            assert bool(missed) == bool(holes), key
