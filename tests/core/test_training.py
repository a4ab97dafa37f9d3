"""Minibatch gradient descent: what an epoch visits, what a seed fixes, how a run ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from core.arrays import Array, IntArray
from core.config import HiddenLayer, RunConfig
from core.datasets import catalog
from core.datasets.dataset import Dataset
from core.optimizers import OPTIMIZERS
from core.program import Program
from core.training import Diverged, Epoch, Event, Learner, Step, one_hot, split, train
from tests.core.data_cases import blobs, plane

CONFIG = RunConfig(hidden=(HiddenLayer(6, "tanh"),), batch_size=16, seed=3)
LINEAR = RunConfig(
    hidden=(), output="identity", loss="squared error", optimizer="sgd", learning_rate=0.01
)


def run(config: RunConfig, dataset: Dataset, epochs: int = 2) -> tuple[Learner, list[Event]]:
    learner = Learner(config, dataset)
    return learner, list(train(learner, epochs))


def steps(events: list[Event]) -> list[Step]:
    return [event for event in events if isinstance(event, Step)]


def epochs(events: list[Event]) -> list[Epoch]:
    return [event for event in events if isinstance(event, Epoch)]


def timeless(events: list[Event]) -> list[Event]:
    """Leave the seconds out: they differ from run to run."""
    return [replace(e, seconds=0.0) if isinstance(e, Epoch) else e for e in events]


# What a seed fixes.


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_same_seed_gives_the_same_run_bit_for_bit(optimizer: str) -> None:
    config = replace(CONFIG, optimizer=optimizer, weight_decay=0.01, development_fraction=0.2)
    (first, one), (second, two) = run(config, blobs()), run(config, blobs())
    assert first.parameters.flat.tobytes() == second.parameters.flat.tobytes()
    assert timeless(one) == timeless(two)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_other_seed_gives_another_run(seed: int) -> None:
    this, other = (Learner(replace(CONFIG, seed=s), blobs()) for s in (seed, seed + 1))
    assert not np.array_equal(this.parameters.flat, other.parameters.flat)
    assert not np.array_equal(order(this), order(other))


def test_weights_order_and_split_do_not_hang_together() -> None:
    plain, wider = Learner(CONFIG, blobs()), Learner(replace(CONFIG, initializer="he"), blobs())
    assert np.array_equal(order(plain), order(wider))
    held_out = Learner(replace(CONFIG, development_fraction=0.2), blobs())
    assert np.array_equal(plain.parameters.flat, held_out.parameters.flat)


def test_reset_is_a_new_learner_with_the_same_weights() -> None:
    learner = Learner(CONFIG, blobs())
    start = learner.parameters.flat.copy()
    first = list(train(learner, 1))
    assert not np.array_equal(learner.parameters.flat, start)
    again = Learner(CONFIG, blobs())
    assert np.array_equal(again.parameters.flat, start)
    assert timeless(list(train(again, 1))) == timeless(first)


def test_training_in_two_halves_is_training_in_one() -> None:
    whole, events = run(CONFIG, blobs(), epochs=4)
    parts = Learner(CONFIG, blobs())
    pieces = [*train(parts, 1), *train(parts, 3)]
    assert whole.parameters.flat.tobytes() == parts.parameters.flat.tobytes()
    assert timeless(pieces) == timeless(events)


# What an epoch visits.


def order(learner: Learner) -> IntArray:
    return np.concatenate(list(learner.minibatches()))


def test_every_sample_is_visited_once_an_epoch_in_another_order_each_time() -> None:
    learner = Learner(CONFIG, blobs(70))
    first, second = order(learner), order(learner)
    assert sorted(first) == sorted(second) == list(range(70))
    assert not np.array_equal(first, second)
    assert not np.array_equal(first, np.arange(70))


def test_last_batch_may_be_smaller() -> None:
    learner = Learner(CONFIG, blobs(70))
    assert [len(batch) for batch in learner.minibatches()] == [16, 16, 16, 16, 6]
    assert learner.steps_per_epoch == 5
    sizes = [step.samples for step in steps(list(train(learner, 2)))]
    assert sizes == [16, 16, 16, 16, 6] * 2


def test_batch_larger_than_the_set_is_the_whole_set() -> None:
    learner = Learner(replace(CONFIG, batch_size=1000), blobs(70))
    assert learner.batch_size == 70
    assert learner.steps_per_epoch == 1


def test_gradient_descent_takes_the_whole_set_at_every_step() -> None:
    _, events = run(replace(CONFIG, optimizer="gradient descent"), blobs(70), epochs=3)
    assert [step.samples for step in steps(events)] == [70, 70, 70]


@pytest.mark.parametrize("batch", [16, 64])
def test_step_follows_the_mean_gradient_of_its_batch_even_if_it_is_smaller(batch: int) -> None:
    dataset = plane(70)
    learner = Learner(replace(LINEAR, batch_size=batch), dataset)
    batches = record_batches(learner)
    x = np.hstack([dataset.train.x, np.ones((70, 1))]).astype(np.float64)
    y = dataset.train.y.astype(np.float64)
    theta = learner.parameters.flat.astype(np.float64)[:, None]
    for event in train(learner, 1):
        if isinstance(event, Step):
            chosen = batches[-1]
            residual = x[chosen] @ theta - y[chosen]
            assert event.loss == pytest.approx(float(np.mean(residual**2)), rel=1e-5)
            theta -= 0.01 * 2 * x[chosen].T @ residual / len(chosen)
            np.testing.assert_allclose(learner.parameters.flat, theta[:, 0], rtol=1e-4, atol=1e-6)
    assert {len(chosen) for chosen in batches} == {batch, 70 % batch}


def record_batches(learner: Learner) -> list[IntArray]:
    """Note the indices of every minibatch that is handed out."""
    batches: list[IntArray] = []
    hand_out = learner.minibatches

    def noted() -> Iterator[IntArray]:
        for indices in hand_out():
            batches.append(indices)
            yield indices

    learner.minibatches = noted  # type: ignore[method-assign]
    return batches


# What is recorded.


def test_events_count_epochs_and_steps() -> None:
    _, events = run(CONFIG, blobs(70), epochs=3)
    assert [(e.epoch, e.step) for e in epochs(events)] == [(1, 5), (2, 10), (3, 15)]
    assert [e.step for e in steps(events)] == list(range(1, 16))
    assert [type(e) for e in events[4:6]] == [Step, Epoch]


def test_step_tells_loss_and_score_before_its_update() -> None:
    learner = Learner(replace(CONFIG, batch_size=70), blobs(70))
    before = learner.evaluate(learner.data.train)
    step = next(train(learner, 1))
    assert isinstance(step, Step)
    assert step.loss == pytest.approx(before.loss, rel=1e-5)
    assert step.score == pytest.approx(before.score)


def test_epoch_tells_metrics_of_the_parameters_as_they_stand() -> None:
    learner = Learner(replace(CONFIG, development_fraction=0.25), blobs(70))
    for event in train(learner, 2):
        if isinstance(event, Epoch):
            assert event.train == learner.evaluate(learner.data.train)
            assert event.test == learner.evaluate(learner.data.test)
            assert learner.data.development is not None
            assert event.development == learner.evaluate(learner.data.development)
            assert event.seconds > 0.0


def test_weight_decay_is_no_part_of_the_loss() -> None:
    plain, decayed = (
        next(train(Learner(replace(CONFIG, weight_decay=decay), blobs()), 1)) for decay in (0, 10)
    )
    assert plain == decayed


def test_regression_is_scored_by_its_root_mean_squared_error() -> None:
    learner = Learner(replace(LINEAR, batch_size=70), plane(70))
    event = next(train(learner, 1))
    assert isinstance(event, Step)
    assert event.score == pytest.approx(np.sqrt(event.loss), rel=1e-5)


@pytest.mark.parametrize("optimizer", list(OPTIMIZERS))
def test_learning_rate_of_zero_leaves_every_parameter_bit_identical(optimizer: str) -> None:
    config = replace(CONFIG, optimizer=optimizer, learning_rate=0.0, weight_decay=0.1)
    learner = Learner(config, blobs())
    before = learner.parameters.flat.tobytes()
    events = list(train(learner, 2))
    assert learner.parameters.flat.tobytes() == before
    assert epochs(events)[0].train == epochs(events)[1].train


# The end of a run that diverges.

WILD = replace(LINEAR, learning_rate=1e18, batch_size=7)


def diverging(config: RunConfig, dataset: Dataset, limit: int = 50) -> tuple[Learner, list[Event]]:
    with np.errstate(all="ignore"):  # as in the engine's thread
        return run(config, dataset, limit)


@pytest.mark.parametrize("batch", [7, 70])
@pytest.mark.parametrize("hidden", [(), (HiddenLayer(5, "relu"),), (HiddenLayer(5, "tanh"),)])
def test_divergence_ends_the_run_with_the_last_good_parameters(
    batch: int, hidden: tuple[HiddenLayer, ...]
) -> None:
    learner, events = diverging(replace(WILD, batch_size=batch, hidden=hidden), plane(70))
    assert isinstance(events[-1], Diverged)
    assert not np.isfinite(events[-1].loss)
    assert all(np.isfinite(step.loss) for step in steps(events))
    assert all(np.isfinite(epoch.train.loss) for epoch in epochs(events))
    assert np.isfinite(learner.parameters.flat).all()
    assert np.isfinite(learner.evaluate(learner.data.train).loss)


def test_training_stops_within_one_step_of_the_first_number_that_is_not_finite() -> None:
    learner = Learner(WILD, plane(70))
    broken = []
    with np.errstate(all="ignore"):
        for event in train(learner, 50):
            broken.append(not np.isfinite(learner.parameters.flat).all())
            if isinstance(event, Diverged):
                break
    assert sum(broken) <= 1
    assert broken[-1] is False


def test_run_whose_very_last_step_diverges_does_not_end_as_if_all_were_well() -> None:
    config = replace(WILD, optimizer="gradient descent", learning_rate=1e38)
    learner, events = diverging(config, plane(70), limit=1)
    assert [type(event) for event in events] == [Step, Diverged]
    start = Learner(config, plane(70)).parameters.flat
    assert np.array_equal(learner.parameters.flat, start)


def test_infinite_bias_that_an_activation_hides_is_found() -> None:
    config = replace(WILD, hidden=(HiddenLayer(5, "tanh"),), learning_rate=1e-3)
    learner = Learner(config, plane(70))
    training = train(learner, 2)
    assert isinstance(next(training), Step)
    with np.errstate(all="ignore"):
        learner.parameters["b_1"][0] = np.inf
        assert np.isfinite(learner.evaluate(learner.data.train).loss)
        event = next(training)
    assert isinstance(event, Diverged)
    assert np.isfinite(learner.parameters.flat).all()


def test_large_parameters_are_not_taken_for_infinite_ones() -> None:
    learner = Learner(CONFIG, blobs())
    learner.parameters.flat[:] = 1e30
    with np.errstate(over="ignore"):
        assert learner.is_finite(1.0)
        learner.parameters.flat[0] = np.nan
        assert not learner.is_finite(1.0)


# Splits.


def parts_of(dataset: Dataset, fraction: float, seed: int = 0) -> tuple[Array, Array]:
    """Return train and development rows, numbered by their first feature."""
    data = split(dataset, replace(CONFIG, development_fraction=fraction, seed=seed))
    held_out = np.empty(0) if data.development is None else data.development.x[:, 0]
    return data.train.x[:, 0], held_out


def numbered(count: int) -> Dataset:
    dataset = blobs(count)
    x = np.array(dataset.train.x)
    x[:, 0] = np.arange(count)
    return replace(dataset, train=replace(dataset.train, x=x))


@pytest.mark.parametrize("fraction", [0.0, 0.1, 0.25, 0.5])
def test_development_set_is_disjoint_from_the_training_set_and_nothing_is_lost(
    fraction: float,
) -> None:
    kept, held_out = parts_of(numbered(80), fraction)
    assert len(held_out) == round(80 * fraction)
    assert sorted([*kept, *held_out]) == list(range(80))


def test_development_set_is_drawn_by_the_seed() -> None:
    (_, one), (_, same), (_, other) = (parts_of(numbered(80), 0.25, seed) for seed in (0, 0, 1))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_answers_stay_with_their_samples() -> None:
    dataset = numbered(80)
    data = split(dataset, replace(CONFIG, development_fraction=0.25))
    assert data.development is not None
    for part in (data.train, data.development):
        rows = part.x[:, 0].astype(int)
        assert part.labels is not None
        assert np.array_equal(part.labels, dataset.train.y[rows])
        assert np.array_equal(part.y.argmax(axis=1), part.labels)
        assert len(part) == len(part.labels)


def test_test_set_is_never_trained_on() -> None:
    dataset = catalog.load("digits")
    data = split(dataset, RunConfig(development_fraction=0.2))
    assert data.test.x is dataset.test.x
    assert not {row.tobytes() for row in data.test.x} & {row.tobytes() for row in data.train.x}


def test_one_hot_marks_the_class() -> None:
    assert one_hot(np.array([2, 0]), 3).tolist() == [[0, 0, 1], [1, 0, 0]]


def test_learning_a_sample_that_cannot_be_learnt_keeps_the_parameters() -> None:
    config = RunConfig(optimizer="sgd", learning_rate=1e38)
    learner = Learner(config, catalog.load("digits"))
    before = learner.parameters.flat.copy()
    x, y = learner.data.train.x[0], learner.data.train.y[0]
    with np.errstate(over="ignore", invalid="ignore"):
        assert np.isfinite(learner.learn(x, y))
    np.testing.assert_array_equal(learner.parameters.flat, before)


# The minibatch that is looked at.


@pytest.mark.parametrize("steps", [0, 1, 2, 5, 9])
def test_the_upcoming_minibatch_is_the_one_that_is_trained(steps: int) -> None:
    config = RunConfig(dataset="iris", batch_size=32, seed=4)  # four minibatches in an epoch
    learner = Learner(config, catalog.load("iris"))
    events = train(learner, 5)
    while learner.step < steps:
        next(events)
    looked_at = learner.upcoming()
    assert np.array_equal(looked_at, learner.upcoming())
    loaded = []
    load = learner.load

    def remember(indices: IntArray) -> Program:
        loaded.append(indices)
        return load(indices)

    learner.load = remember  # type: ignore[method-assign]
    while learner.step == steps:
        next(events)
    assert np.array_equal(loaded[0], looked_at)


def test_looking_at_the_upcoming_minibatch_changes_no_run() -> None:
    config = RunConfig(dataset="iris", epochs=3)
    alone, looked = (Learner(config, catalog.load("iris")) for _ in range(2))
    for learner in (alone, looked):
        for _ in train(learner, 3):
            if learner is looked:
                looked.upcoming()
                looked.minibatch_with(looked.data.test.x[0], looked.data.test.y[0])
    assert alone.parameters.flat.tobytes() == looked.parameters.flat.tobytes()


def test_a_sample_of_the_upcoming_minibatch_brings_exactly_that() -> None:
    learner = Learner(RunConfig(dataset="iris"), catalog.load("iris"))
    indices, train_part = learner.upcoming(), learner.data.train
    x, y, is_next = learner.minibatch_with(train_part.x[indices[5]], train_part.y[indices[5]])
    assert is_next
    assert np.array_equal(x[0], train_part.x[indices[5]])
    assert sorted(map(tuple, x.tolist())) == sorted(map(tuple, train_part.x[indices].tolist()))
    assert len(y) == len(indices)


def test_any_other_sample_takes_the_place_of_one() -> None:
    learner = Learner(RunConfig(dataset="iris"), catalog.load("iris"))
    test, indices = learner.data.test, learner.upcoming()
    x, _, is_next = learner.minibatch_with(test.x[0], test.y[0])
    assert not is_next
    assert len(x) == len(indices)
    assert np.array_equal(x[0], test.x[0])
    assert np.array_equal(x[1:], learner.data.train.x[indices[1:]])
