"""What was otherwise in another run is told in a few words, and nothing else is."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from core.config import HiddenLayer, RunConfig
from core.data_config import DataConfig
from core.differences import differences

NOW = RunConfig()


def vars_of(config: RunConfig) -> dict[str, Any]:
    return {field.name: getattr(config, field.name) for field in fields(config)}


def test_equal_settings_differ_in_nothing() -> None:
    assert differences(NOW, RunConfig()) == ()


@pytest.mark.parametrize(
    ("then", "words"),
    [
        (replace(NOW, learning_rate=0.03), ("learning rate 0.03",)),
        (replace(NOW, hidden=()), ("no hidden layer",)),
        (
            replace(NOW, hidden=(HiddenLayer(16, "tanh"), HiddenLayer(8))),
            ("hidden 16 tanh, 8 relu",),
        ),
        (replace(NOW, batch_size=1024, seed=7), ("batch size 1,024", "seed 7")),
        (replace(NOW, development_fraction=0.1), ("development share 10%",)),
        (replace(NOW, dataset="iris", data=DataConfig(samples=9)), ("data iris",)),
    ],
)
def test_what_differs_is_told(then: RunConfig, words: tuple[str, ...]) -> None:
    assert differences(then, NOW) == words


@pytest.mark.parametrize("name", [field.name for field in fields(RunConfig)])
def test_no_setting_is_forgotten(name: str) -> None:
    other: dict[str, Any] = {
        "dataset": "iris",
        "hidden": (),
        "output": "identity",
        "loss": "mean squared error",
        "initializer": "normal",
        "optimizer": "sgd",
        "hyperparameters": (("beta", 0.5),),
        "data": DataConfig(samples=9),
    }
    value = other[name] if name in other else getattr(NOW, name) + 1  # a number
    then = RunConfig(**{**vars_of(NOW), name: value})
    assert len(differences(then, NOW)) == 1
