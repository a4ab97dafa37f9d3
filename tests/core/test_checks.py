"""What a configuration cannot be: every row of the family "architecture and hyper-parameters"."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest

from core.checks import (
    LOSSES,
    MAX_LAYERS,
    OUTPUTS,
    Problem,
    Severity,
    check,
    parameter_count,
    require_valid,
)
from core.config import HiddenLayer, RunConfig
from core.datasets import catalog
from core.datasets.dataset import Dataset, Samples
from core.errors import UserError
from core.models import build_network
from core.optimizers import OPTIMIZERS
from core.training import Learner, split, train

DEFAULT = RunConfig()
REGRESSION = RunConfig(dataset="diabetes", output="identity", loss="mean squared error")


@pytest.fixture(scope="module")
def digits() -> Dataset:
    return catalog.load("digits")


@pytest.fixture(scope="module")
def diabetes() -> Dataset:
    return catalog.load("diabetes")


def only(problems: tuple[Problem, ...]) -> Problem:
    assert len(problems) == 1, problems
    return problems[0]


def is_a_sentence(message: str) -> bool:
    # A number or a Greek letter may begin one.
    return not "a" <= message[0] <= "z" and message.endswith(".") and "{" not in message


def refused(config: RunConfig, dataset: Dataset, field: str) -> str:
    """Return the message of the one error, which must be about `field`."""
    problem = only(check(config, dataset))
    assert (problem.field, problem.severity) == (field, Severity.ERROR)
    assert is_a_sentence(problem.message)
    with pytest.raises(UserError) as caught:
        require_valid(config, dataset)
    assert str(caught.value) == problem.message
    return problem.message


def warned(config: RunConfig, dataset: Dataset, field: str) -> str:
    """Return the message of the one warning, which must be about `field` and stop nothing."""
    problem = only(check(config, dataset))
    assert (problem.field, problem.severity) == (field, Severity.WARNING)
    assert is_a_sentence(problem.message)
    assert require_valid(config, dataset) == (problem,)
    return problem.message


def steps(config: RunConfig, dataset: Dataset) -> int:
    """Return how many steps an epoch of this run takes, and that it runs."""
    learner = Learner(config, dataset, split(dataset, config))
    next(iter(train(learner, 1)))
    return learner.steps_per_epoch


def test_the_first_start_is_without_problems(digits: Dataset) -> None:
    assert check(DEFAULT, digits) == ()


def test_regression_is_without_problems(diabetes: Dataset) -> None:
    assert check(REGRESSION, diabetes) == ()


# Architecture


@pytest.mark.parametrize("width", [0, -1, -(10**9)])
def test_a_layer_needs_a_unit(digits: Dataset, width: int) -> None:
    config = replace(DEFAULT, hidden=(HiddenLayer(8), HiddenLayer(width)))
    assert "Hidden layer 2" in refused(config, digits, "hidden")


def test_an_unknown_activation_is_refused_with_those_that_there_are(digits: Dataset) -> None:
    message = refused(replace(DEFAULT, hidden=(HiddenLayer(8, "swish"),)), digits, "hidden")
    assert "“swish”" in message
    assert "leaky relu" in message


@pytest.mark.parametrize("width", [10**6, 10**9, 10**30])
def test_a_network_beyond_memory_is_refused_and_says_how_much(digits: Dataset, width: int) -> None:
    config = replace(DEFAULT, hidden=(HiddenLayer(width), HiddenLayer(width)))
    message = refused(config, digits, "hidden")
    assert f"{64 * width + width + width * width + width + 10 * width + 10:,} parameters" in message
    assert "GB" in message


def test_even_a_network_beyond_counting_is_refused_in_words(digits: Dataset) -> None:
    width = 10**200
    refused(replace(DEFAULT, hidden=(HiddenLayer(width), HiddenLayer(width))), digits, "hidden")


def test_what_fits_into_memory_is_not_refused(digits: Dataset) -> None:
    config = replace(DEFAULT, hidden=(HiddenLayer(4096), HiddenLayer(4096)))
    assert check(config, digits) == ()


def test_fifty_layers_are_a_warning(digits: Dataset) -> None:
    config = replace(DEFAULT, hidden=(HiddenLayer(8),) * 50)
    assert "folds" in warned(config, digits, "hidden")


def test_nineteen_layers_are_nothing_to_speak_of(digits: Dataset) -> None:
    assert check(replace(DEFAULT, hidden=(HiddenLayer(8),) * 19), digits) == ()


def test_more_layers_than_possible_are_refused(digits: Dataset) -> None:
    config = replace(DEFAULT, hidden=(HiddenLayer(2),) * (MAX_LAYERS + 1))
    assert str(MAX_LAYERS) in refused(config, digits, "hidden")


@pytest.mark.parametrize("output", OUTPUTS)
def test_the_count_is_that_of_the_built_network(output: str) -> None:
    loss = "cross-entropy" if "softmax" in output else "squared error"
    config = RunConfig(hidden=(HiddenLayer(5), HiddenLayer(7)), output=output, loss=loss)
    network = build_network(config, 11, 4, 4)
    count = sum(int(np.prod(node.shape)) for node in network.graph.parameters)
    assert parameter_count(config, 11, 4) == count


# Output and loss


@pytest.mark.parametrize("output", ["sigmoid", "identity"])
def test_cross_entropy_without_probabilities_is_refused(digits: Dataset, output: str) -> None:
    message = refused(replace(DEFAULT, output=output), digits, "loss")
    assert f"{output} output" in message
    assert "softmax" in message


@pytest.mark.parametrize("output", ["softmax", "modified softmax"])
@pytest.mark.parametrize("loss", [loss for loss in LOSSES if loss != "cross-entropy"])
def test_softmax_with_a_squared_error_is_a_warning(digits: Dataset, output: str, loss: str) -> None:
    assert "exact" in warned(replace(DEFAULT, output=output, loss=loss), digits, "loss")


@pytest.mark.parametrize("output", ["sigmoid", "identity"])
@pytest.mark.parametrize("loss", [loss for loss in LOSSES if loss != "cross-entropy"])
def test_squared_errors_go_with_the_other_outputs(digits: Dataset, output: str, loss: str) -> None:
    assert check(replace(DEFAULT, output=output, loss=loss), digits) == ()


@pytest.mark.parametrize("output", ["softmax", "modified softmax", "sigmoid"])
def test_an_output_between_0_and_1_cannot_predict_numbers(diabetes: Dataset, output: str) -> None:
    assert "identity" in refused(replace(REGRESSION, output=output), diabetes, "output")


def test_cross_entropy_cannot_measure_numbers(diabetes: Dataset) -> None:
    message = refused(replace(REGRESSION, loss="cross-entropy"), diabetes, "loss")
    assert "squared error" in message


def test_the_settings_of_the_digits_on_numbers_name_both_faults(diabetes: Dataset) -> None:
    problems = check(replace(DEFAULT, dataset="diabetes"), diabetes)
    assert [problem.field for problem in problems] == ["output", "loss"]
    assert all(problem.severity is Severity.ERROR for problem in problems)


@pytest.mark.parametrize("field", ["output", "loss", "initializer", "optimizer"])
def test_unknown_names_are_refused_with_those_that_there_are(digits: Dataset, field: str) -> None:
    config = replace(DEFAULT, **{field: "nonsense"})  # type: ignore[arg-type]
    problems = [problem for problem in check(config, digits) if problem.field == field]
    assert problems[0].severity is Severity.ERROR
    assert "“nonsense”" in problems[0].message
    assert getattr(DEFAULT, field) in problems[0].message


# Numbers


@pytest.mark.parametrize("field", ["learning_rate", "weight_decay", "sigma"])
@pytest.mark.parametrize("value", [-1.0, -1e-300, nan, inf, -inf])
def test_rates_must_be_finite_and_not_negative(digits: Dataset, field: str, value: float) -> None:
    message = refused(replace(DEFAULT, **{field: value}), digits, field)  # type: ignore[arg-type]
    assert "finite" in message


@pytest.mark.parametrize("value", [5e-324, 1e-7, 1.0, 1e300])
def test_every_positive_rate_can_be_tried(digits: Dataset, value: float) -> None:
    assert check(replace(DEFAULT, learning_rate=value), digits) == ()


@pytest.mark.parametrize("rate", [0.0, -0.0])
def test_a_rate_of_zero_is_a_warning(digits: Dataset, rate: float) -> None:
    warned(replace(DEFAULT, learning_rate=rate), digits, "learning_rate")


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_rate_of_zero_leaves_the_parameters_bit_identical(
    digits: Dataset, optimizer: str
) -> None:
    config = replace(DEFAULT, learning_rate=0.0, optimizer=optimizer, weight_decay=0.1)
    learner = Learner(config, digits, split(digits, config))
    before = learner.parameters.flat.tobytes()
    for _ in train(learner, 1):
        pass
    assert learner.step > 0
    assert learner.parameters.flat.tobytes() == before


def test_zeros_are_a_warning_only_where_units_could_part(digits: Dataset) -> None:
    assert "alike" in warned(replace(DEFAULT, initializer="zeros"), digits, "initializer")
    assert check(replace(DEFAULT, initializer="zeros", hidden=()), digits) == ()


@pytest.mark.parametrize("value", [-0.1, 1.0, 2.0, nan, inf, -inf])
def test_a_hyperparameter_out_of_range_is_refused(digits: Dataset, value: float) -> None:
    config = replace(DEFAULT, hyperparameters=(("beta1", value),))
    assert "β₁" in refused(config, digits, "hyperparameters")


def test_a_hyperparameter_of_another_optimizer_is_refused(digits: Dataset) -> None:
    config = replace(DEFAULT, optimizer="sgd", hyperparameters=(("momentum", 0.9),))
    assert "“momentum”" in refused(config, digits, "hyperparameters")


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_ends_of_every_range_are_allowed(digits: Dataset, optimizer: str) -> None:
    for end in ("low", "high", "default"):
        pairs = tuple((p.name, getattr(p, end)) for p in OPTIMIZERS[optimizer].hyperparameters)
        config = replace(DEFAULT, optimizer=optimizer, hyperparameters=pairs)
        assert check(config, digits) == ()


# Schedule


@pytest.mark.parametrize(
    ("field", "value"),
    [("batch_size", 0), ("batch_size", -5), ("epochs", 0), ("epochs", -1), ("seed", -1)],
)
def test_counts_begin_at_one_and_seeds_at_zero(digits: Dataset, field: str, value: int) -> None:
    refused(replace(DEFAULT, **{field: value}), digits, field)  # type: ignore[arg-type]


def test_a_batch_larger_than_the_set_is_a_warning_and_takes_it_all(digits: Dataset) -> None:
    config = replace(DEFAULT, batch_size=len(digits.train) + 1)
    assert f"{len(digits.train):,}" in warned(config, digits, "batch_size")
    assert steps(config, digits) == 1


def test_a_batch_as_large_as_the_set_is_fine(digits: Dataset) -> None:
    config = replace(DEFAULT, batch_size=len(digits.train))
    assert check(config, digits) == ()
    assert steps(config, digits) == 1


def test_a_partial_last_batch_is_kept(digits: Dataset) -> None:
    config = replace(DEFAULT, batch_size=len(digits.train) - 1)
    assert check(config, digits) == ()
    assert steps(config, digits) == 2


@pytest.mark.parametrize("share", [-0.1, 0.51, 1.0, nan, inf])
def test_the_development_set_takes_at_most_half(digits: Dataset, share: float) -> None:
    refused(replace(DEFAULT, development_fraction=share), digits, "development_fraction")


def test_a_development_set_of_nobody_is_refused(digits: Dataset) -> None:
    config = replace(DEFAULT, development_fraction=1e-6)
    assert "empty" in refused(config, digits, "development_fraction")


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5])
def test_shares_up_to_half_are_fine(digits: Dataset, share: float) -> None:
    config = replace(DEFAULT, development_fraction=share)
    assert check(config, digits) == ()
    assert len(split(digits, config).train) == len(digits.train) - round(share * len(digits.train))


# Together


def test_errors_come_before_warnings(digits: Dataset) -> None:
    config = replace(DEFAULT, learning_rate=0.0, initializer="zeros", epochs=0)
    severities = [problem.severity for problem in check(config, digits)]
    assert severities == [Severity.ERROR, Severity.WARNING, Severity.WARNING]
    with pytest.raises(UserError, match="epoch"):
        require_valid(config, digits)


def test_every_message_is_a_sentence(digits: Dataset) -> None:
    config = RunConfig(
        hidden=(HiddenLayer(0, "?"),),
        output="?",
        loss="?",
        initializer="?",
        sigma=-1,
        optimizer="?",
        learning_rate=-1,
        weight_decay=-1,
        batch_size=0,
        epochs=0,
        seed=-1,
        development_fraction=2,
    )
    problems = check(config, digits)
    assert len(problems) >= 12
    assert all(is_a_sentence(problem.message) for problem in problems)


def test_a_batch_larger_than_a_single_sample(digits: Dataset) -> None:
    for count, words in ((1, "every step uses its only sample."), (2, "uses all 2 samples.")):
        part = Samples(digits.train.x[:count].copy(), digits.train.y[:count].copy())
        found = check(replace(DEFAULT, batch_size=50), replace(digits, train=part))
        assert any(words in problem.message for problem in found)
