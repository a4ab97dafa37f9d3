"""What the controls of the setup do to a configuration."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from core.checks import LOSSES, OUTPUTS, Severity, check
from core.config import HiddenLayer, RunConfig
from core.data_config import DataConfig, FileOptions
from core.datasets import catalog
from core.initializers import INITIALIZERS
from core.ops import ACTIVATIONS
from core.optimizers import OPTIMIZERS
from core.presets import PRESETS, Preset
from gui.setup import choices, edits
from gui.setup.choices import Choice

DEFAULT = RunConfig()


@pytest.mark.parametrize(
    ("offered", "known"),
    [
        (choices.ACTIVATION_CHOICES, ACTIVATIONS),
        (choices.OUTPUT_CHOICES, OUTPUTS),
        (choices.LOSS_CHOICES, LOSSES),
        (choices.INITIALIZER_CHOICES, INITIALIZERS),
        (choices.OPTIMIZER_CHOICES, OPTIMIZERS),
        (choices.dataset_choices(), (*catalog.names(), catalog.PAINTED)),
    ],
)
def test_what_is_offered_is_what_the_engine_knows(
    offered: tuple[Choice, ...], known: tuple[str, ...]
) -> None:
    assert {choice.key for choice in offered} == set(known)
    assert all(choice.title and choice.tip.endswith(".") for choice in offered)


def test_a_new_layer_is_like_the_last() -> None:
    config = replace(DEFAULT, hidden=(HiddenLayer(8, "tanh"),))
    assert edits.add_layer(config).hidden == (HiddenLayer(8, "tanh"),) * 2
    assert edits.add_layer(replace(DEFAULT, hidden=())).hidden == (HiddenLayer(32),)


def test_a_layer_changes_alone() -> None:
    config = replace(DEFAULT, hidden=tuple(HiddenLayer(width) for width in (1, 2, 3)))
    changed = edits.change_layer(config, 1, width=9)
    assert [layer.width for layer in changed.hidden] == [1, 9, 3]
    changed = edits.change_layer(changed, 1, activation="tanh")
    assert changed.hidden[1] == HiddenLayer(9, "tanh")
    assert [layer.width for layer in edits.remove_layer(changed, 0).hidden] == [9, 3]


@pytest.mark.parametrize(("old", "new"), list(product(OUTPUTS, OUTPUTS)))
def test_whatever_output_is_chosen_the_loss_goes_with_it(old: str, new: str) -> None:
    digits = catalog.load("digits")
    for loss in LOSSES:
        config = replace(DEFAULT, output=old, loss=loss)
        chosen = edits.choose_output(config, new)
        assert chosen.output == new
        if not any(problem.severity is Severity.ERROR for problem in check(config, digits)):
            left = check(chosen, digits)
            assert not any(problem.severity is Severity.ERROR for problem in left)


def test_a_loss_that_works_is_left_alone() -> None:
    config = replace(DEFAULT, output="sigmoid", loss="half squared error")
    assert edits.choose_output(config, "identity").loss == "half squared error"


@pytest.mark.parametrize(("old", "new"), list(product(OPTIMIZERS, OPTIMIZERS)))
def test_the_rate_follows_only_if_it_was_the_usual_one(old: str, new: str) -> None:
    usual = OPTIMIZERS[old].default_learning_rate
    config = replace(DEFAULT, optimizer=old, learning_rate=usual)
    chosen = edits.choose_optimizer(config, new)
    assert chosen.learning_rate == OPTIMIZERS[new].default_learning_rate
    config = replace(config, learning_rate=0.0123)
    assert edits.choose_optimizer(config, new).learning_rate == 0.0123


def test_hyperparameters_that_both_have_are_kept() -> None:
    config = replace(DEFAULT, hyperparameters=(("beta1", 0.5), ("beta2", 0.9)))
    assert edits.choose_optimizer(config, "adamw").hyperparameters == config.hyperparameters
    assert edits.choose_optimizer(config, "sgd").hyperparameters == ()


def test_a_hyperparameter_is_its_default_until_it_is_changed() -> None:
    assert edits.hyperparameter(DEFAULT, "beta1") == 0.9
    changed = edits.change_hyperparameter(DEFAULT, "beta1", 0.5)
    assert changed.hyperparameters == (("beta1", 0.5),)
    assert edits.hyperparameter(changed, "beta1") == 0.5
    # Back at its default it is the run that it was before.
    assert edits.change_hyperparameter(changed, "beta1", 0.9) == DEFAULT
    with pytest.raises(KeyError):
        edits.hyperparameter(DEFAULT, "momentum")


def test_what_is_disabled_is_what_would_be_refused() -> None:
    digits, diabetes = catalog.load("digits"), catalog.load("diabetes")
    assert edits.refusals(DEFAULT, digits, "output", OUTPUTS) == {}
    assert edits.refusals(DEFAULT, digits, "loss", LOSSES) == {}
    sigmoid = replace(DEFAULT, output="sigmoid", loss="squared error")
    assert set(edits.refusals(sigmoid, digits, "loss", LOSSES)) == {"cross-entropy"}
    numbers = replace(DEFAULT, dataset="diabetes", output="identity", loss="squared error")
    outputs = edits.refusals(numbers, diabetes, "output", OUTPUTS)
    assert set(outputs) == {"softmax", "modified softmax", "sigmoid"}
    assert set(edits.refusals(numbers, diabetes, "loss", LOSSES)) == {"cross-entropy"}


def test_what_came_along_is_said() -> None:
    numbers = replace(DEFAULT, dataset="diabetes", output="identity", loss="mean squared error")
    assert "Numbers" in edits.consequences(DEFAULT, numbers)["output"]
    assert "Classes" in edits.consequences(numbers, DEFAULT)["output"]
    sigmoid = edits.choose_output(DEFAULT, "sigmoid")
    assert "cross-entropy" in edits.consequences(DEFAULT, sigmoid)["loss"]
    assert "softmax" in edits.consequences(sigmoid, DEFAULT)["loss"]
    sgd = edits.choose_optimizer(DEFAULT, "sgd")
    assert "SGD" in edits.consequences(DEFAULT, sgd)["learning_rate"]
    assert edits.consequences(DEFAULT, replace(DEFAULT, seed=1)) == {}
    assert edits.consequences(DEFAULT, replace(DEFAULT, loss="squared error")) == {}


@pytest.mark.parametrize("old", [DEFAULT, *(preset.config for preset in PRESETS)])
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_a_usual_start_is_the_usual_one(old: RunConfig, preset: Preset) -> None:
    new = preset.config
    said = edits.consequences(old, new).get("learning_rate", "")
    if said:
        assert new.learning_rate == OPTIMIZERS[new.optimizer].default_learning_rate
        assert OPTIMIZERS[new.optimizer].title in said


def test_nothing_is_said_of_an_output_that_is_left_to_the_data() -> None:
    file = replace(DEFAULT, dataset="file", output="", loss="")
    assert edits.consequences(DEFAULT, file) == {}


def test_another_file_may_ask_for_another_output() -> None:
    first, second = (DataConfig(file=FileOptions(f"{name}.csv")) for name in "ab")
    numbers = replace(
        DEFAULT, dataset="file", data=first, output="identity", loss="mean squared error"
    )
    classes = replace(DEFAULT, dataset="file", data=second)
    assert "Classes" in edits.consequences(numbers, classes)["output"]
