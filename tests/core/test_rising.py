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
from core.history import EPOCH_COLUMNS, EpochCurve, History, StepCurve
from core.presets import PRESETS, default_config
from core.rising import about_rise, has_risen
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
                yield has_risen(history.steps(), history.epochs(), learner.batch_size)


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


def _curves(steps: list[float], train_loss: list[float]) -> tuple[StepCurve, EpochCurve]:
    loss, number = np.array(steps), np.arange(1.0, len(steps) + 1)
    columns = {name: np.array(train_loss) for name in EPOCH_COLUMNS}
    return StepCurve(number, loss, loss, loss, loss), EpochCurve(columns)


def test_a_peak_from_which_it_comes_down_again_is_none() -> None:
    assert not has_risen(*_curves([1.0] * 8, [1.0, 300.0, 90.0, 0.4, 0.3, 0.2, 0.1, 0.1]), 32)
    assert has_risen(*_curves([1.0] * 8, [1.0, 0.4, 0.3, 0.2, 0.1, 5.0, 11.0, 11.0]), 32)


def test_a_single_sample_does_not_make_the_start() -> None:
    assert not has_risen(*_curves([0.2, *[2.0] * 40], [3.0, 3.0]), 1)
    assert has_risen(*_curves([0.2, *[2.0] * 40], [3.0, 3.0]), 32)


def test_a_fit_that_is_lost_for_a_while_is_not_found() -> None:
    """A trained model goes on with an optimizer that has forgotten everything."""
    assert not has_risen(*_curves([1e-6, 1e-3], [0.02, 0.01]), 32)


def test_before_the_end_of_an_epoch_there_is_nothing_to_say() -> None:
    assert not has_risen(*_curves([1.0, 1e9], []), 32)


def test_only_features_that_are_unscaled_are_to_be_scaled() -> None:
    off = catalog.load("wine", DataConfig(scaling="off"))
    assert about_rise(off).endswith("a smaller learning rate, or scale the features.")
    assert about_rise(catalog.load("wine")).endswith("a smaller learning rate.")
