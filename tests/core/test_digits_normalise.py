"""A drawing is normalised as the training images were: they are the measure."""

from __future__ import annotations

import importlib.util
import itertools
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from core.datasets import catalog, folders
from core.datasets.scaling import FloatArray
from core.digits import DOT, THICK, Normalised, Point, normalise, rasterise

SHAPES = [(8, 8), (28, 28)]
CANVAS = 256
Strokes = list[list[tuple[float, float]]]

real = pytest.mark.skipif(
    not folders.SHARED.is_dir(), reason=f"the real files are not there: {folders.SHARED}"
)


def load_stroke_digits() -> ModuleType:
    """The file beside this one; tests are no package, so it cannot simply be imported."""
    path = Path(__file__).with_name("stroke_digits.py")
    spec = importlib.util.spec_from_file_location("stroke_digits", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


stroke_digits = load_stroke_digits()
STROKES: dict[int, Strokes] = stroke_digits.STROKES
OTHER_STROKES: dict[int, Strokes] = stroke_digits.OTHER_STROKES


def draw(
    strokes: Strokes, *, width: float = 18, size: float = 230, dx: float = 0, dy: float = 0
) -> FloatArray:
    """Ink of a digit drawn in the middle of the pad, or (dx, dy) pixels beside it."""
    corner = (CANVAS - size) / 2
    return rasterise(
        [
            [Point(corner + dx + x * size, corner + dy + y * size, width) for x, y in stroke]
            for stroke in strokes
        ],
        (CANVAS, CANVAS),
    )


def seen(ink: NDArray[np.float32], shape: tuple[int, int]) -> FloatArray:
    result = normalise(ink, shape)
    assert isinstance(result, Normalised)
    return result.image


def on_canvas(image: NDArray[np.float32], zoom: int, top: int, left: int) -> FloatArray:
    canvas = np.zeros((400, 400), np.float32)
    height, width = image.shape
    canvas[top : top + height * zoom, left : left + width * zoom] = np.kron(
        image, np.ones((zoom, zoom), np.float32)
    )
    return canvas


def bitmap_of(sixteenths: FloatArray) -> FloatArray:
    """A (32, 32) bitmap with exactly these counts in its 4 x 4 blocks.

    Which pixels of a block are on is not known any more: here those nearest to the ink around.
    """
    places = (np.arange(32) + 0.5) / 4 - 0.5
    hats = np.clip(1 - np.abs(places[:, None] - np.arange(8)), 0, 1)
    smooth = (hats @ sixteenths @ hats.T).reshape(8, 4, 8, 4).swapaxes(1, 2).reshape(8, 8, 16)
    ranks = np.argsort(np.argsort(-smooth, axis=2, kind="stable"), axis=2)
    on = ranks < np.rint(sixteenths * 16)[:, :, None]
    return on.reshape(8, 8, 4, 4).swapaxes(1, 2).reshape(32, 32).astype(np.float32)


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_drawn_is_no_image(shape: tuple[int, int]) -> None:
    assert normalise(np.zeros((CANVAS, CANVAS), np.float32), shape) is None
    assert normalise(np.full((CANVAS, CANVAS), 0.002, np.float32), shape) is None


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("digit", range(10))
def test_an_image_is_float32_from_0_to_1_and_read_only(digit: int, shape: tuple[int, int]) -> None:
    image = seen(draw(STROKES[digit]), shape)
    assert image.shape == shape
    assert image.dtype == np.float32
    assert image.flags.c_contiguous
    assert not image.flags.writeable
    assert 0 == image.min() < 0.8 < image.max() <= 1


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("digit", range(10))
def test_where_it_is_drawn_makes_no_difference(digit: int, shape: tuple[int, int]) -> None:
    middle = seen(draw(STROKES[digit], size=120), shape)
    for dx, dy in ((-60, -50), (61, 40), (-33, 57)):
        aside = seen(draw(STROKES[digit], size=120, dx=dx, dy=dy), shape)
        assert np.allclose(aside, middle, atol=1e-5)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("digit", range(10))
def test_how_large_it_is_drawn_makes_little_difference(digit: int, shape: tuple[int, int]) -> None:
    large = seen(draw(STROKES[digit], size=230, width=23), shape)
    tiny = seen(draw(STROKES[digit], size=46, width=4.6), shape)
    # Whole pixels are moved, grown and thinned: a hair may decide about one more or less.
    shifted = [np.roll(tiny, by, (0, 1)) for by in itertools.product((-1, 0, 1), repeat=2)]
    best = max(np.corrcoef(large.ravel(), image.ravel())[0, 1] for image in shifted)
    assert best > 0.95


@pytest.mark.parametrize("digit", range(10))
def test_eight_by_eight_has_the_marks_of_the_training_set(digit: int) -> None:
    image = seen(draw(STROKES[digit]), (8, 8))
    assert np.array_equal(image * 16, np.rint(image * 16))  # counts of 16 pixels
    assert image.max(axis=1).min() > 0  # all rows have ink
    assert image[:, [0, 7]].max() == 0  # 20 of 32 columns: never the outer blocks
    assert 0.22 <= image.mean() <= 0.43  # least and greatest of the training images


@pytest.mark.parametrize("digit", range(10))
def test_mnist_style_is_a_box_of_20_with_its_mass_in_the_middle(digit: int) -> None:
    image = seen(draw(STROKES[digit]), (28, 28))
    rows, columns = (np.flatnonzero(image.max(axis=axis) > 0) for axis in (1, 0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    for axis in (0, 1):
        centre = image.sum(axis=1 - axis) @ (np.arange(28) + 0.5) / image.sum()
        assert centre == pytest.approx(14.5, abs=0.502)


def test_mnist_style_keeps_the_aspect() -> None:
    ink = np.zeros((CANVAS, CANVAS), np.float32)
    ink[20:220, 50:100] = 1  # 200 x 50 become 20 x 5
    assert seen(ink, (28, 28)).sum() == pytest.approx(100, abs=1e-3)


@pytest.mark.parametrize("digit", range(10))
def test_the_width_of_the_stroke_survives_in_mnist_style(digit: int) -> None:
    """The ink grows with the brush about as the drawing itself does."""
    for width in (10, 20, 30):
        ink = draw(STROKES[digit], width=width)
        rows, columns = (np.flatnonzero(ink.max(axis=axis) > 0.003) for axis in (1, 0))
        scale = 20 / (max(np.ptp(rows), np.ptp(columns)) + 1)
        assert seen(ink, (28, 28)).sum() == pytest.approx(ink.sum() * scale**2, rel=0.01)


@pytest.mark.parametrize("digit", range(10))
def test_eight_by_eight_has_strokes_of_its_own_width(digit: int) -> None:
    """Thin strokes are made thicker, as in the training set: the brush hardly matters."""
    thin = seen(draw(STROKES[digit], width=8), (8, 8))
    thick = seen(draw(STROKES[digit], width=26), (8, 8))
    assert abs(thin.mean() - thick.mean()) < 0.13
    assert min(thin.mean(), thick.mean()) > 0.22


def test_mnist_normalised_again_is_itself() -> None:
    image = seen(draw(STROKES[3]), (28, 28))
    again = seen(on_canvas(image, 10, 60, 90), (28, 28))
    assert np.allclose(again, image, atol=1e-4)


@real
def test_mnist_images_come_back() -> None:
    test = catalog.load("mnist", data_dir=folders.SHARED).test
    for image in test.x[:300].reshape(-1, 28, 28):
        again = seen(on_canvas(image, 10, 100, 20), (28, 28))
        assert np.abs(again - image).max() < 1e-3


def test_digits_come_back() -> None:
    """As near as what is lost in counting allows: the answers of a model stay the same."""
    data = catalog.load("digits")
    images = data.test.x.reshape(-1, 8, 8)
    again = np.stack([seen(on_canvas(bitmap_of(i), 8, 90, 30), (8, 8)) for i in images])
    model = LogisticRegression(max_iter=500).fit(data.train.x, data.train.y)
    assert np.abs(again - images).mean() < 0.07
    assert model.score(data.test.x, data.test.y) == pytest.approx(0.918)
    assert model.score(again.reshape(-1, 64), data.test.y) > 0.908


@pytest.fixture(scope="module")
def eight_by_eight() -> LogisticRegression:
    data = catalog.load("digits")
    return LogisticRegression(max_iter=500).fit(data.train.x, data.train.y)


@pytest.mark.parametrize("templates", [STROKES, OTHER_STROKES])
@pytest.mark.parametrize("width", [8, 14, 18, 26])
def test_drawn_digits_are_recognised(
    eight_by_eight: LogisticRegression, templates: dict[int, Strokes], width: float
) -> None:
    images = [seen(draw(templates[d], width=width), (8, 8)).ravel() for d in range(10)]
    right = int((eight_by_eight.predict(images) == np.arange(10)).sum())
    assert right >= 9


@real
@pytest.mark.parametrize("templates", [STROKES, OTHER_STROKES])
def test_drawn_digits_are_recognised_by_a_model_of_mnist(templates: dict[int, Strokes]) -> None:
    train = catalog.load("mnist", data_dir=folders.SHARED).train
    model = LogisticRegression(max_iter=200, tol=0.01).fit(train.x[:4000], train.y[:4000])
    images = [seen(draw(templates[d]), (28, 28)).ravel() for d in range(10)]
    right = int((model.predict(images) == np.arange(10)).sum())
    assert right >= 8


@pytest.mark.parametrize("shape", SHAPES)
def test_a_dot_is_said_to_be_one(shape: tuple[int, int]) -> None:
    result = normalise(draw([[(0.3, 0.3)]]), shape)
    assert result is not None
    assert result.notices == (DOT,)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_huge_brush_is_noticed(shape: tuple[int, int]) -> None:
    result = normalise(draw(STROKES[8], width=90), shape)
    assert result is not None
    assert result.notices == (THICK,)


@pytest.mark.parametrize("templates", [STROKES, OTHER_STROKES])
@pytest.mark.parametrize("digit", range(10))
def test_digits_give_no_notices(templates: dict[int, Strokes], digit: int) -> None:
    for width, size in ((8, 230), (18, 230), (34, 230), (18, 120)):
        result = normalise(draw(templates[digit], width=width, size=size), (8, 8))
        assert result is not None
        assert result.notices == ()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "where",
    [
        (slice(7, 8), slice(9, 10)),
        (slice(0, 256), slice(128, 129)),
        (slice(128, 129), slice(0, 256)),
        (slice(0, 256), slice(0, 256)),
        (slice(0, 1), slice(0, 30)),
    ],
)
def test_odd_drawings_are_images_too(where: tuple[slice, slice], shape: tuple[int, int]) -> None:
    ink = np.zeros((CANVAS, CANVAS), np.float32)
    ink[where] = 1
    image = seen(ink, shape)
    assert np.isfinite(image).all()
    assert image.max() > 0
