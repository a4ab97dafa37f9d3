"""A configuration as JSON: what is written comes back, and nothing wrong gets in."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import HiddenLayer, RunConfig, from_json, to_json
from core.data_config import DataConfig, FileOptions, Point
from core.errors import UserError

FINITE = st.floats(allow_nan=False, allow_infinity=False)
COUNTS = st.integers(-(2**80), 2**80)
LAYER = st.builds(HiddenLayer, COUNTS, st.text())
FILES = st.builds(
    FileOptions,
    path=st.text(),
    header=st.none() | st.booleans(),
    leave_out=st.lists(st.text(), max_size=3).map(tuple),
)
DATA = st.builds(
    DataConfig,
    noise=st.none() | FINITE,
    samples=st.none() | COUNTS,
    test_share=st.none() | FINITE,
    stratified=st.booleans(),
    scale_target=st.none() | st.booleans(),
    points=st.lists(st.builds(Point, FINITE, FINITE, COUNTS), max_size=4).map(tuple),
    file=st.none() | FILES,
)
CONFIGS = st.builds(
    RunConfig,
    dataset=st.text(),
    data=DATA,
    hidden=st.lists(LAYER, max_size=4).map(tuple),
    output=st.text(),
    loss=st.text(),
    initializer=st.text(),
    sigma=FINITE,
    optimizer=st.text(),
    learning_rate=FINITE,
    hyperparameters=st.lists(st.tuples(st.text(), FINITE), max_size=4).map(tuple),
    weight_decay=FINITE,
    batch_size=COUNTS,
    epochs=COUNTS,
    seed=COUNTS,
    development_fraction=FINITE,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
NAMES = [field.name for field in fields(RunConfig)]


def with_field(name: str, value: object) -> str:
    data = asdict(RunConfig())
    data[name] = value
    return json.dumps(data)


def refusal(text: str) -> str:
    """Return why a text is refused; it must name the file."""
    with pytest.raises(UserError) as caught:
        from_json(text, "run.json")
    message = str(caught.value)
    assert message.startswith("run.json")
    assert message.endswith(".")
    return message


@given(CONFIGS)
def test_what_is_written_comes_back(config: RunConfig) -> None:
    assert from_json(to_json(config)) == config


def test_the_first_start_comes_back_bit_for_bit() -> None:
    config = RunConfig(learning_rate=0.1 + 0.2, seed=2**31 - 1)
    assert from_json(to_json(config)) == config
    assert from_json(to_json(config)).learning_rate.hex() == (0.1 + 0.2).hex()


def test_it_is_plain_json_that_ends_in_a_line() -> None:
    text = to_json(RunConfig())
    assert text.endswith("}\n")
    assert set(json.loads(text)) == set(NAMES)


def test_missing_fields_have_their_defaults() -> None:
    assert from_json("{}") == RunConfig()
    assert from_json('{"seed": 3}') == replace(RunConfig(), seed=3)


def test_whole_numbers_may_be_written_either_way() -> None:
    config = from_json('{"epochs": 3.0, "learning_rate": 1, "batch_size": 1e2}')
    assert (config.epochs, config.batch_size) == (3, 100)
    assert isinstance(config.epochs, int)
    assert isinstance(config.learning_rate, float)


# What is refused


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("name", ["learning_rate", "sigma", "epochs"])
def test_what_is_no_number_in_json_is_refused(number: str, name: str) -> None:
    assert number in refusal(f'{{"{name}": {number}}}')


def test_a_key_that_stands_there_twice_is_refused() -> None:
    assert "twice" in refusal('{"seed": 1, "seed": 2}')
    assert "twice" in refusal('{"hidden": [{"width": 1, "width": 2, "activation": "relu"}]}')


def test_an_unknown_field_is_refused_and_named() -> None:
    message = refusal('{"learning_rat": 0.1}')
    assert "“learning_rat”" in message
    assert "learning_rate" in message.replace("“learning_rat”", "")


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_absurd_depth_is_refused(opening: str) -> None:
    assert "JSON" in refusal(opening * 100_000)
    closing = "]" if opening == "[" else "}"
    refusal(opening * 100_000 + "1" + closing * 100_000)


@pytest.mark.parametrize(
    "text", ["", " ", "{", "null", "[]", "1", '"text"', "{'seed': 1}", "\x00", "\ufeff{}", "{}{}"]
)
def test_what_is_no_object_is_refused(text: str) -> None:
    refusal(text)


@pytest.mark.parametrize("cut", range(0, len(to_json(RunConfig())) - 2, 7))
def test_a_truncated_file_is_refused(cut: int) -> None:
    refusal(to_json(RunConfig())[:cut])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [None, True, False, {}, {"width": 1}, [[]], [1], ["a"]])
def test_wrong_types_are_refused(name: str, value: object) -> None:
    if (name, value) == ("data", {}):
        assert from_json(with_field(name, value)) == RunConfig()
        return
    refusal(with_field(name, value))


@pytest.mark.parametrize("name", ["batch_size", "epochs", "seed"])
@pytest.mark.parametrize("value", [1.5, "1", -0.25])
def test_counts_must_be_whole(name: str, value: object) -> None:
    message = refusal(with_field(name, value))
    assert name in message
    assert "whole number" in message


@pytest.mark.parametrize("name", ["learning_rate", "sigma", "weight_decay"])
def test_a_number_as_text_is_refused(name: str) -> None:
    assert "must be a number" in refusal(with_field(name, "0,01"))


@pytest.mark.parametrize(
    "layer",
    [
        {},
        {"width": 3},
        {"width": 3, "activation": "relu", "bias": True},
        {"width": 3.5, "activation": "relu"},
        {"width": "3", "activation": "relu"},
        {"width": True, "activation": "relu"},
        {"width": 3, "activation": None},
        [3, "relu"],
        3,
    ],
)
def test_half_a_layer_is_refused(layer: object) -> None:
    refusal(with_field("hidden", [layer]))


@pytest.mark.parametrize("pair", [["beta1"], ["beta1", 0.9, 1], [0.9, "beta1"], ["a", None], "ab"])
def test_half_a_hyperparameter_is_refused(pair: object) -> None:
    refusal(with_field("hyperparameters", [pair]))


@pytest.mark.parametrize("name", ["learning_rate", "epochs", "seed", "sigma"])
def test_a_number_too_long_to_read_is_refused(name: str) -> None:
    refusal(f'{{"{name}": 1{"0" * 5000}}}')


@pytest.mark.parametrize("name", ["learning_rate", "epochs", "seed", "sigma"])
def test_a_number_beyond_floating_point_is_refused(name: str) -> None:
    refusal(f'{{"{name}": 1{"0" * 400}}}')


@given(JSON)
def test_any_json_is_read_or_refused(data: object) -> None:
    try:
        config = from_json(json.dumps(data))
    except UserError:
        return
    assert isinstance(config, RunConfig)


@given(st.sampled_from(NAMES), JSON)
def test_any_value_of_a_field_is_read_or_refused(name: str, value: object) -> None:
    try:
        config = from_json(with_field(name, value))
    except UserError:
        return
    assert from_json(to_json(config)) == config


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        config = from_json(text)
    except UserError:
        return
    assert isinstance(config, RunConfig)


@pytest.mark.parametrize(
    "data",
    [
        {"noise": "0.1"},
        {"stratified": 1},
        {"scale_target": 0},
        {"points": [{"x": 1, "y": 2}]},
        {"points": [[1, 2, 0]]},
        {"file": {}},
        {"file": {"path": 3}},
        {"file": {"path": "a.csv", "leave_out": "b"}},
        {"file": "a.csv"},
        {"sample": 3},
    ],
)
def test_a_wrong_description_of_the_data_is_refused(data: object) -> None:
    message = refusal(with_field("data", data))
    assert "data" in message
