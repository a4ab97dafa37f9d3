from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.data_config import DataConfig
from core.datasets import random_numbers
from core.datasets.dataset import Task
from core.datasets.made import BY_NAME, MADE, MadeSet, make
from core.datasets.prepare import prepared
from core.datasets.random_numbers import Stream
from core.datasets.raw import RawData
from core.errors import UserError

FloatArray = NDArray[np.float64]

CLASSIFICATION = [kind for kind in MADE if kind.task is Task.CLASSIFICATION]
REGRESSION = [kind for kind in MADE if kind.task is Task.REGRESSION]
COUNTS = (2, 3, 4, 5)

every = pytest.mark.parametrize("kind", MADE, ids=lambda kind: kind.name)
every_classification = pytest.mark.parametrize("kind", CLASSIFICATION, ids=lambda kind: kind.name)
every_regression = pytest.mark.parametrize("kind", REGRESSION, ids=lambda kind: kind.name)
each_count = pytest.mark.parametrize("classes", COUNTS)


def exact(name: str, classes: int | None = None, samples: int | None = None) -> RawData:
    """The set without noise."""
    return make(BY_NAME[name], DataConfig(noise=0.0, classes=classes, samples=samples, seed=3))


def polar(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Radius, and angle in turns."""
    radius = np.hypot(points[:, 0], points[:, 1])
    return radius, np.arctan2(points[:, 1], points[:, 0]) / math.tau


def turns_apart(a: FloatArray, b: FloatArray | float) -> FloatArray:
    """The distance of two angles, both in turns."""
    return np.abs((a - b + 0.5) % 1 - 0.5)


def smallest_gap(data: RawData) -> float:
    """Return the least distance between points of different classes."""
    offsets = data.x[:, np.newaxis] - data.x[np.newaxis]
    others = data.y[:, np.newaxis] != data.y[np.newaxis]
    return float(np.hypot(offsets[..., 0], offsets[..., 1])[others].min())


# ---- random numbers


def pcg64(state: int, increment: int, count: int) -> list[int]:
    """M. E. O'Neill's generator of 128 bits (XSL-RR), written down once more in plain integers."""
    found = []
    for _ in range(count):
        state = (state * 0x2360ED051FC65DA44385DF649FCCF645 + increment) % 2**128
        folded, turn = (state >> 64) ^ (state % 2**64), state >> 122
        found.append((folded >> turn | folded << (64 - turn)) % 2**64)
    return found


# Where PCG64 starts with SeedSequence(0, spawn_key=(1,)).
STATE = 274062950216661760324866166825095223283
INCREMENT = 329002041808208584022837328454739705169


def test_the_numbers_are_those_of_pcg64_whatever_numpy_makes_of_them() -> None:
    raw = pcg64(STATE, INCREMENT, 12)
    uniforms = [(number >> 11) / 2**53 for number in raw]
    assert random_numbers.raw(0, Stream.PLACES, 12).tolist() == raw
    found = random_numbers.uniforms(0, Stream.PLACES, 6, 2)
    assert found.ravel().tolist() == uniforms
    normals = [
        math.sqrt(-2 * math.log(1 - first)) * math.cos(2 * math.pi * second)
        for first, second in zip(uniforms[::2], uniforms[1::2], strict=True)
    ]
    found = random_numbers.normals(0, Stream.PLACES, 3, 2)
    np.testing.assert_allclose(found.ravel(), normals, rtol=1e-13, atol=1e-15)


def test_normal_numbers_have_the_moments_of_the_normal_distribution() -> None:
    numbers = random_numbers.normals(1, Stream.NOISE, 50_000, 2).ravel()
    error = 5 / math.sqrt(len(numbers))  # five standard errors, for deviations 1, √2, √15, √96
    assert abs(numbers.mean()) < error
    assert abs((numbers**2).mean() - 1) < error * math.sqrt(2)
    assert abs((numbers**3).mean()) < error * math.sqrt(15)
    assert abs((numbers**4).mean() - 3) < error * math.sqrt(96)
    inside = (np.abs(numbers) < 1).mean()
    assert abs(inside - math.erf(math.sqrt(0.5))) < error / 2


def test_streams_and_seeds_have_nothing_in_common() -> None:
    streams = [
        random_numbers.raw(seed, stream, 100).tolist() for seed in (0, 1, 2) for stream in Stream
    ]
    assert len(set().union(*streams)) == 100 * len(streams)


def test_the_test_part_is_not_chosen_by_the_place_of_a_point() -> None:
    # It would be, if the cut used the same random numbers as the places.
    for seed in (0, 1, 5):
        config = DataConfig(seed=seed, samples=2000)
        data = prepared(make(BY_NAME["sine"], config), config)
        assert abs(float(data.test.x.mean())) < 5 / math.sqrt(3 * len(data.test))


# ---- every set


def test_names_are_fit_for_the_command_line() -> None:
    assert [kind.name for kind in MADE] == list(BY_NAME)
    assert len(BY_NAME) == len(MADE)
    for name in BY_NAME:
        assert name == name.lower()
        assert name.replace("-", "").isalpha()
    assert {"gaussians", "circles", "xor", "spirals", "moons"} == {k.name for k in CLASSIFICATION}


@every
def test_it_says_what_it_is(kind: MadeSet) -> None:
    data = make(kind, DataConfig())
    assert (data.name, data.title, data.task) == (kind.name, kind.title, kind.task)
    assert data.description.endswith(".")
    assert data.source.endswith(".")
    assert data.licence
    assert "\n" not in kind.summary
    assert (data.scaling, data.scale_target, data.image_shape) == ("off", False, None)


@every
def test_shapes_and_types(kind: MadeSet) -> None:
    data = make(kind, DataConfig())
    rows = kind.samples.default + data.published_test
    assert data.x.shape == (rows, len(data.feature_names))
    assert data.x.dtype == np.float64
    assert np.isfinite(data.x).all()
    if kind.task is Task.CLASSIFICATION:
        assert kind.classes is not None
        assert data.y.shape == (rows,)
        assert data.y.dtype == np.int64
        assert len(data.class_names) == kind.classes.default
        assert data.target_names == ()
    else:
        assert data.y.shape == (rows, 1)
        assert data.y.dtype == np.float64
        assert np.isfinite(data.y).all()
        assert (data.class_names, data.target_names) == ((), ("y",))


@every
def test_the_same_seed_makes_the_same_points_and_another_seed_others(kind: MadeSet) -> None:
    one, again, other = (make(kind, DataConfig(seed=seed)) for seed in (4, 4, 5))
    assert one.is_drawn
    assert one.x.tobytes() == again.x.tobytes()
    assert one.y.tobytes() == again.y.tobytes()
    assert not np.isclose(one.x, other.x).all(axis=1).any()


@every
def test_with_more_noise_the_same_points_move_further(kind: MadeSet) -> None:
    most = kind.noise.high
    none, some, much = (
        make(kind, DataConfig(noise=noise)) for noise in (0.0, 0.25 * most, 0.75 * most)
    )
    moved = "x" if kind.task is Task.CLASSIFICATION else "y"
    kept = "y" if moved == "x" else "x"
    np.testing.assert_array_equal(getattr(none, kept), getattr(much, kept))
    first = getattr(some, moved) - getattr(none, moved)
    second = getattr(much, moved) - getattr(none, moved)
    np.testing.assert_allclose(second, 3 * first, rtol=1e-9, atol=1e-12)
    # The noise is what it says: a standard deviation, within five standard errors.
    assert first.std() == pytest.approx(0.25 * most, rel=5 / math.sqrt(2 * first.size))
    assert abs(first.mean()) < 5 * 0.25 * most / math.sqrt(first.size)


@every
def test_with_more_samples_the_earlier_ones_stay(kind: MadeSet) -> None:
    few, many = (make(kind, DataConfig(samples=samples)) for samples in (60, 90))

    def rows(data: RawData) -> set[tuple[float, ...]]:
        train = len(data.x) - data.published_test
        answers = data.y.reshape(len(data.x), -1)
        return set(map(tuple, np.hstack([data.x, answers])[:train].tolist()))

    if kind.task is Task.REGRESSION:
        np.testing.assert_allclose(few.y[:60], many.y[:60], rtol=1e-12, atol=1e-15)
        np.testing.assert_array_equal(few.x[:60], many.x[:60])
    else:
        assert len(rows(few)) == 60
        assert rows(few) < rows(many)


@given(data=st.data())
def test_whatever_is_within_the_limits_is_made_and_can_be_trained_on(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(MADE))
    classes = kind.classes
    config = DataConfig(
        noise=data.draw(st.floats(kind.noise.low, kind.noise.high)),
        samples=data.draw(st.integers(kind.samples.low, 300)),
        classes=data.draw(st.integers(classes.low, classes.high)) if classes else None,
        seed=data.draw(st.integers(0, 2**63 - 1)),
    )
    made = make(kind, config)
    assert config.samples is not None
    assert len(made.x) - made.published_test == config.samples
    assert np.isfinite(made.x).all()
    dataset = prepared(made, config)
    assert dataset.outputs == (config.classes or 1)
    assert len(dataset.train) > len(dataset.test) > 0
    if kind.task is Task.CLASSIFICATION:
        assert set(dataset.train.y.tolist()) == set(range(dataset.outputs))


@every
@pytest.mark.parametrize("setting", ["noise", "samples", "classes"])
def test_outside_the_limits_it_says_which_setting_and_what_is_possible(
    kind: MadeSet, setting: str
) -> None:
    limits = getattr(kind, setting)
    if limits is None:
        with pytest.raises(UserError, match=f"“{kind.name}” .* has no classes. Leave out"):
            make(kind, DataConfig(classes=2))
        return
    step = 1e-9 if setting == "noise" else 1

    def config(value: float) -> DataConfig:
        settings: dict[str, Any] = {setting: value}
        return replace(DataConfig(), **settings)

    for value in (limits.low, limits.high):
        assert len(make(kind, config(value)).x) >= kind.samples.low
    for value in (limits.low - step, limits.high + step, -(10**9), 10**9):
        with pytest.raises(UserError) as caught:
            make(kind, config(value))
        for part in (setting, kind.name, f"{limits.low:,g} to {limits.high:,g}", str(value)):
            assert part in str(caught.value)
        assert "Choose" in str(caught.value)


@every
@pytest.mark.parametrize("noise", [math.nan, math.inf, -math.inf])
def test_noise_that_is_no_number_is_refused(kind: MadeSet, noise: float) -> None:
    with pytest.raises(UserError, match=f"noise of “{kind.name}” can be 0 to"):
        make(kind, DataConfig(noise=noise))


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(UserError, match="seed of the data must be 0 or larger, not -1"):
        make(MADE[0], DataConfig(seed=-1))


# ---- classes


@every_classification
@each_count
@pytest.mark.parametrize("samples", [20, 499, 503])
def test_classes_differ_in_size_by_one_at_most(kind: MadeSet, classes: int, samples: int) -> None:
    counts = np.bincount(make(kind, DataConfig(samples=samples, classes=classes)).y)
    assert len(counts) == classes
    assert counts.max() - counts.min() <= 1


@every_classification
@each_count
def test_the_order_does_not_betray_the_class(kind: MadeSet, classes: int) -> None:
    labels = make(kind, DataConfig(classes=classes, samples=1000)).y
    for start in range(classes):  # as often by chance as the classes take turns
        hits = (labels == (np.arange(1000) + start) % classes).mean()
        assert abs(hits - 1 / classes) < 0.08
    first = np.bincount(labels[:200], minlength=classes) / 200
    assert np.abs(first - 1 / classes).max() < 0.12


@every_classification
@each_count
def test_without_noise_all_lies_in_the_square_and_classes_are_apart(
    kind: MadeSet, classes: int
) -> None:
    data = exact(kind.name, classes)
    assert np.abs(data.x).max() <= 0.98
    assert np.abs(data.x).max() > 0.4
    # Wider than the noise carries most points: at least three standard deviations.
    least = 0.16 / classes if kind.name == "xor" else 3 * kind.noise.default
    assert smallest_gap(data) > least * 0.999


@each_count
def test_gaussians_lie_round_centres_on_a_circle(classes: int) -> None:
    radius, angle = polar(exact("gaussians", classes).x)
    labels = exact("gaussians", classes).y
    np.testing.assert_allclose(radius, 0.6, rtol=1e-12)
    start = 1 / 4 if classes in (3, 5) else 1 / 8
    assert turns_apart(angle, start + labels / classes).max() < 1e-12

    noisy = make(BY_NAME["gaussians"], DataConfig(classes=classes, noise=0.2, samples=5000))
    for label in range(classes):
        cloud = noisy.x[noisy.y == label]
        turn = math.tau * (start + label / classes)
        centre = 0.6 * np.array([math.cos(turn), math.sin(turn)])
        assert np.abs(cloud.mean(axis=0) - centre).max() < 5 * 0.2 / math.sqrt(len(cloud))
        expected = 0.04 * np.eye(2)  # round: both directions alike, and independent
        np.testing.assert_allclose(np.cov(cloud.T), expected, atol=5 * 0.057 / len(cloud) ** 0.5)


@each_count
def test_circles_are_rings_with_equal_distances(classes: int) -> None:
    data = exact("circles", classes, 4000)
    radius, angle = polar(data.x)
    np.testing.assert_allclose(radius, 0.95 * (data.y + 1) / classes, rtol=1e-12)
    for label in range(classes):  # uniform in angle: a quarter in each quadrant
        share = np.histogram(angle[data.y == label], 4, (-0.5, 0.5))[0] * classes / 4000
        assert np.abs(share - 0.25).max() < 5 * math.sqrt(0.1875 * classes / 4000)


def test_exclusive_or_is_the_product_of_the_signs() -> None:
    data = exact("xor", 2)
    np.testing.assert_array_equal(data.y, np.where(data.x[:, 0] * data.x[:, 1] > 0, 0, 1))
    assert np.abs(data.x).min() >= 0.08 * (1 - 1e-9)  # a strip stays empty along the axes
    for signs in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        assert 90 < (np.sign(data.x) == signs).all(axis=1).sum() < 160


@each_count
def test_with_more_classes_exclusive_or_is_addition_modulo_their_number(classes: int) -> None:
    data = exact("xor", classes, 2000)
    cells = np.floor((data.x + 1) * classes / 2).astype(int)
    if classes == 2:
        np.testing.assert_array_equal(data.y, cells.sum(axis=1) % 2)
    np.testing.assert_array_equal(data.y, (cells[:, 0] + cells[:, 1]) % classes)
    assert len(np.unique(cells, axis=0)) == classes**2


@each_count
def test_along_an_arm_of_a_spiral_the_angle_grows_with_the_radius(classes: int) -> None:
    data = exact("spirals", classes, 3000)
    radius, angle = polar(data.x)
    along = (radius - 0.08) / 0.87
    assert turns_apart(angle, (3 * along + data.y) / classes).max() < 1e-9
    # Evenly along the arm: the outer half of the area has half of the points.
    np.testing.assert_allclose((along**2).mean(), 0.5, atol=5 * 0.29 / math.sqrt(3000))


@each_count
def test_moons_are_half_circles_turned_against_each_other(classes: int) -> None:
    data = exact("moons", classes)
    angle = -math.tau * data.y / classes
    x = np.cos(angle) * data.x[:, 0] - np.sin(angle) * data.x[:, 1]
    y = np.sin(angle) * data.x[:, 0] + np.cos(angle) * data.x[:, 1]
    # A circle through the turned points: x² + y² = 2 a x + 2 b y + c.
    columns = np.stack([2 * x, 2 * y, np.ones_like(x)], axis=1)
    a, b, c = np.linalg.lstsq(columns, x**2 + y**2, rcond=None)[0]
    radius = math.sqrt(c + a**2 + b**2)
    np.testing.assert_allclose(np.hypot(x - a, y - b), radius, rtol=1e-9)
    assert (y >= b - 1e-9).all()  # the upper half ...
    assert np.ptp(x) == pytest.approx(2 * radius, rel=0.01)  # ... and all of it


@each_count
def test_the_tip_of_each_moon_reaches_into_another(classes: int) -> None:
    data = exact("moons", classes, 2000)
    # Least squares for +-1 on classes A and B: no straight line has all on the right side.
    pair = data.y < 2
    columns = np.hstack([data.x[pair], np.ones((pair.sum(), 1))])
    side = 1.0 - 2.0 * data.y[pair]
    w = np.linalg.lstsq(columns, side, rcond=None)[0]
    right = (np.sign(columns @ w) == side).mean()
    assert 0.7 < right < 0.99


# ---- regression


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("sine", {0: 0, 1 / 3: 1, -1 / 3: -1, 1: -1, 2 / 3: 0}),
        ("sine-gap", {0: 0, 1 / 3: 1, -1 / 3: -1, 1: -1, 2 / 3: 0}),
        ("cubic", {0: 0, 1 / 2: -1, -1 / 2: 1, 1: 1, -1: -1}),
        ("step", {-1: -1, -0.1: -1, 0.1: 1, 1: 1}),
        ("absolute", {-1: 0.5, 0: -0.5, 0.5: 0, 1: 0.5}),
    ],
)
def test_curves_go_through_known_points(name: str, points: dict[float, float]) -> None:
    data = exact(name, samples=10_000)
    order = np.argsort(data.x[:, 0])
    x, y = data.x[order, 0], data.y[order, 0]
    found = np.interp(list(points), x, y)
    np.testing.assert_allclose(found, list(points.values()), atol=0.01)


@every_regression
def test_without_noise_one_place_has_one_value(kind: MadeSet) -> None:
    first, second = (make(kind, DataConfig(noise=0.0, seed=seed, samples=2000)) for seed in (1, 2))
    if kind.name == "step":
        assert set(first.y.ravel()) == {-1.0, 1.0}
    elif len(kind.feature_names) == 1:
        order = np.argsort(first.x[:, 0])
        expected = np.interp(second.x[:, 0], first.x[order, 0], first.y[order, 0])
        np.testing.assert_allclose(expected, second.y[:, 0], atol=0.02)
    else:
        columns = np.hstack([first.x, np.ones((len(first.x), 1))])
        w = np.linalg.lstsq(columns, first.y, rcond=None)[0]
        truth = {"plane": (0.8, -0.6, 0.3), "linear": (2, -3.4, 4.2)}[kind.name]
        np.testing.assert_allclose(w.ravel(), truth, atol=1e-12)


@every_regression
def test_features_are_centred_and_of_size_one(kind: MadeSet) -> None:
    x = make(kind, DataConfig(samples=5000)).x
    assert np.abs(x.mean(axis=0)).max() < 0.08
    if kind.name == "linear":
        assert np.abs(x.std(axis=0) - 1).max() < 0.05
    else:
        assert np.abs(x).max() <= 1


def test_the_gap_has_no_training_samples_but_a_share_of_the_test_samples() -> None:
    data = make(BY_NAME["sine-gap"], DataConfig(samples=2000))
    assert (len(data.x), data.published_test) == (2400, 400)
    dataset = prepared(data)
    assert np.abs(dataset.train.x).min() >= 0.5
    assert np.abs(dataset.train.x).min() < 0.51
    assert abs(float((np.abs(dataset.test.x) < 0.5).mean()) - 0.5) < 0.125
    left = float((dataset.train.x < 0).mean())
    assert abs(left - 0.5) < 0.06


def losses_as_in_the_text(seed: int) -> tuple[float, ...]:
    """Half the squared loss after three epochs of minibatch SGD, written down by hand."""
    config = DataConfig(seed=seed)
    train = prepared(make(BY_NAME["linear"], config), config).train
    x, y = train.x.astype(np.float64), train.y[:, 0].astype(np.float64)
    assert len(x) == 1000
    rng = np.random.default_rng(seed)
    w, b = rng.normal(0, 0.01, 2), 0.0
    losses = []
    for _ in range(3):
        for batch in rng.permutation(1000).reshape(100, 10):
            error = x[batch] @ w + b - y[batch]
            w, b = w - 0.03 * error @ x[batch] / 10, b - 0.03 * error.mean()
        losses.append(float(np.mean((x @ w + b - y) ** 2) / 2))
    np.testing.assert_allclose([*w, b], [2, -3.4, 4.2], atol=0.005)
    return tuple(losses)


PUBLISHED = (0.025, 0.00009, 0.00005)


def test_the_published_losses_of_the_synthetic_linear_data_come_out() -> None:
    found = losses_as_in_the_text(seed=0)
    np.testing.assert_allclose(found, PUBLISHED, rtol=0.4)
    assert found[2] == pytest.approx(0.00005, rel=0.03)


def test_the_published_losses_are_among_those_of_other_seeds() -> None:
    # How fast it learns depends on the 1000 points that happened to be drawn.
    losses = np.array([losses_as_in_the_text(seed) for seed in range(60)])
    assert (losses.min(axis=0) <= PUBLISHED).all()
    assert (losses.max(axis=0) >= PUBLISHED).all()
    # In the end half the variance of the noise is left.
    assert losses[:, 2].mean() == pytest.approx(0.01**2 / 2, rel=0.03)
