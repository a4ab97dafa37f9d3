"""A loss that rises and stays finite: found in runs that go wrong, and in no others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from core.choosing import adapted
from core.config import RunConfig, fitted
from core.data_config import DataConfig
from core.datasets import catalog
from core.history import EPOCH_COLUMNS, EpochCurve, History
from core.presets import PRESETS, default_config
from core.rising import about_rise, guessing_loss, has_risen
from core.training import Diverged, Epoch, Learner, Step, train

HERE = [
    entry.name
    for entry in catalog.entries()
    if entry.kind is not catalog.Kind.BROUGHT and not entry.needs_folder
]


def _chosen(dataset: str, **changes: object) -> RunConfig:
    """What the window makes of it when a data set is chosen."""
    config = adapted(replace(default_config(), dataset=dataset), default_config())
    return replace(config, **changes)  # type: ignore[arg-type]


def _looks(config: RunConfig) -> Iterator[bool]:
    """What is found after each epoch."""
    dataset = catalog.load(config.dataset, config.data)
    learner, history = Learner(fitted(config, dataset.task), dataset), History()
    with np.errstate(all="ignore"):
        for event in train(learner, config.epochs):
            assert not isinstance(event, Diverged), "the engine tells of it"
            if isinstance(event, Step):
                history.add_step(event)
            elif isinstance(event, Epoch):
                history.add_epoch(event)
                yield has_risen(history.first_loss, guessing_loss(dataset), history.epochs())


@pytest.mark.parametrize("dataset", HERE)
@pytest.mark.parametrize("batch_size", [1, 4, 32])
def test_nothing_is_found_in_a_healthy_run(dataset: str, batch_size: int) -> None:
    epochs = 3 if batch_size < 32 else 20
    assert not any(_looks(_chosen(dataset, batch_size=batch_size, epochs=epochs)))


@pytest.mark.parametrize(
    "config",
    [each.config for each in PRESETS if each.config.dataset in HERE],
    ids=[each.title for each in PRESETS if each.config.dataset in HERE],
)
def test_nothing_is_found_in_a_preset(config: RunConfig) -> None:
    assert not any(_looks(replace(config, epochs=min(config.epochs, 60))))


@pytest.mark.parametrize(
    ("dataset", "optimizer", "rate"),
    [
        ("digits", "sgd", 1000.0),
        ("digits", "adam", 100.0),
        ("iris", "sgd", 10.0),
        ("breast-cancer", "sgd", 3.0),
        ("diabetes", "adam", 10.0),
        ("spirals", "sgd", 100.0),
        ("sine-gap", "sgd", 1.0),
        ("linear", "adam", 100.0),
    ],
)
def test_a_rate_far_too_large_is_found(dataset: str, optimizer: str, rate: float) -> None:
    config = _chosen(dataset, optimizer=optimizer, learning_rate=rate, epochs=20)
    assert any(_looks(config))


@pytest.mark.parametrize("dataset", ["spirals", "circles"])
def test_it_is_found_in_batches_of_one(dataset: str) -> None:
    config = _chosen(dataset, optimizer="sgd", learning_rate=100.0, batch_size=1, epochs=3)
    assert any(_looks(config))


def _epochs(*train_loss: float) -> EpochCurve:
    return EpochCurve({name: np.array(train_loss) for name in EPOCH_COLUMNS})


def test_a_peak_from_which_it_comes_down_again_is_none() -> None:
    assert not has_risen(1.0, 1.0, _epochs(1.0, 300.0, 90.0, 0.4, 0.3, 0.2, 0.1, 0.1))
    assert has_risen(1.0, 1.0, _epochs(1.0, 0.4, 0.3, 0.2, 0.1, 5.0, 11.0, 11.0))


def test_a_start_that_happens_to_be_good_is_not_what_counts() -> None:
    assert not has_risen(1e-6, 1.0, _epochs(3.0, 3.0))
    assert has_risen(1e-6, 0.2, _epochs(3.0, 3.0))


def test_a_start_far_off_may_stay_so_for_a_while() -> None:
    assert not has_risen(900.0, 1.0, _epochs(700.0, 500.0))


def test_before_the_end_of_an_epoch_there_is_nothing_to_say() -> None:
    assert not has_risen(1.0, 1.0, _epochs())
    assert not has_risen(None, 1.0, _epochs(1e9))


def test_guessing_is_what_a_network_loses_that_knows_nothing() -> None:
    assert guessing_loss(catalog.load("digits")) == pytest.approx(np.log(10))
    own = catalog.load("diabetes", DataConfig(scale_target=False))
    assert guessing_loss(own) == pytest.approx(np.var(own.train.y, dtype=np.float64))
    scaled = catalog.load("diabetes", DataConfig(scale_target=True))
    assert guessing_loss(scaled) == pytest.approx(1.0)


@pytest.mark.parametrize("at", [2, 100, 300])
def test_an_explosion_is_found_however_many_steps_an_epoch_has(at: int) -> None:
    history = History()
    for step in range(1, 60_001):  # batches of one: a bucket soon stands for many steps
        history.add_step(Step(1, step, 1.0 if step < at else 1000.0, 0.5, 1))
    assert history.first_loss == 1.0
    assert has_risen(history.first_loss, 1.0, _epochs(1000.0))


def test_only_features_that_are_unscaled_are_to_be_scaled() -> None:
    off = catalog.load("wine", DataConfig(scaling="off"))
    assert about_rise(off).endswith("a smaller learning rate, or scale the features.")
    assert about_rise(catalog.load("wine")).endswith("a smaller learning rate.")
