"""An optimizer's step as it is shown: its memory and its numbers, against the texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from core.arrays import Array
from core.batch_trace import take_batch_trace, with_mean
from core.config import HiddenLayer, RunConfig
from core.formula import NumberStyle
from core.formulas import formulas
from core.key import Key, values_of
from core.notation import NOTATIONS
from core.number_formulas import number_formula
from core.optimizers import OPTIMIZERS, build_optimizer
from core.trace import Trace, take_trace
from core.update_formulas import UpdateRule
from tests.core.stage_cases import ANSWERS, INPUTS, network_of, random_parameters

CONFIG = RunConfig(hidden=(HiddenLayer(4, "tanh"),), learning_rate=0.05)
STEPS = 5
every_optimizer = pytest.mark.parametrize("name", OPTIMIZERS)
every_decay = pytest.mark.parametrize("decay", [0.0, 0.1])


def textbook(
    name: str, theta: float, g: float, memory: dict[str, float], t: int, decay: float
) -> tuple[float, dict[str, float]]:
    """One step of PyTorch's definitions for one parameter, in plain numbers."""
    lr, after = 0.05, dict(memory)
    if name == "adamw":
        theta = (1 - lr * decay) * theta
    else:
        g = g + decay * theta
    match name:
        case "gradient descent" | "sgd":
            return theta - lr * g, {}
        case "momentum" | "nesterov":
            v = after["v"] = g if t == 1 else 0.9 * memory["v"] + g
            return theta - lr * (g + 0.9 * v if name == "nesterov" else v), after
        case "adagrad":
            r = after["r"] = memory.get("r", 0.0) + g * g
            return theta - lr * g / (r**0.5 + 1e-10), after
        case "rmsprop":
            r = after["r"] = 0.99 * memory.get("r", 0.0) + 0.01 * g * g
            return theta - lr * g / (r**0.5 + 1e-8), after
    m = after["m"] = 0.9 * memory.get("m", 0.0) + 0.1 * g
    v = after["v"] = 0.999 * memory.get("v", 0.0) + 0.001 * g * g
    return theta - lr / (1 - 0.9**t) * m / (v**0.5 / (1 - 0.999**t) ** 0.5 + 1e-8), after


def watched(name: str, decay: float, precision: str = "float64") -> Iterator[Trace]:
    """Train for some steps on a sample each, and take a trace with the update before each."""
    config = replace(CONFIG, optimizer=name, weight_decay=decay)
    network = network_of(config)
    drawn = random_parameters(network, 1)
    parameters, gradient = drawn.copy(precision), drawn.like(precision)
    optimizer = build_optimizer(name, parameters.flat, gradient.flat, 0.05, decay)
    random = np.random.default_rng(2)
    for _ in range(STEPS):
        x, y = random.normal(size=INPUTS), np.eye(ANSWERS)[random.integers(ANSWERS)]
        trace = take_trace(network, parameters, x, y, optimizer=optimizer)
        yield trace
        for node in network.graph.parameters:
            gradient[node.name][...] = trace[node.index].p
        optimizer.step()


def entries(trace: Trace) -> Iterator[tuple[str, Key, int]]:
    for layer in trace.layers:
        i = layer.layer.number
        for letter in "Wb":
            for cell in range(values_of(trace, (letter, i)).size):
                yield f"{letter}_{i}", Key(f"{letter}_after", i), cell


def number(values: Array, cell: int) -> float:
    return float(values.reshape(-1)[cell])


@every_optimizer
@every_decay
def test_the_memory_before_and_after_each_step_is_that_of_the_texts(
    name: str, decay: float
) -> None:
    remembered: dict[tuple[str, int], dict[str, float]] = {}
    for t, trace in enumerate(watched(name, decay), 1):
        assert trace.update is not None
        assert trace.update.t == t
        for parameter, key, cell in entries(trace):
            theta = number(values_of(trace, (parameter[0], key.number)), cell)
            q = number(values_of(trace, (f"q_{parameter[0]}", key.number)), cell)
            before = remembered.get((parameter, cell), {})
            expected, after = textbook(name, theta, q, before, t, decay)
            assert number(values_of(trace, key), cell) == pytest.approx(expected, rel=1e-9)
            assert set(trace.update.memory) == set(after)
            for letter, kept in trace.update.memory.items():
                was, now = (number(each(parameter), cell) for each in (kept.before, kept.after))
                assert was == pytest.approx(before.get(letter, 0.0), rel=1e-12)
                assert now == pytest.approx(after[letter], rel=1e-12)
            remembered[parameter, cell] = after


@every_optimizer
def test_a_run_in_single_precision_is_shown_in_double(name: str) -> None:
    *_, trace = watched(name, 0.1, "float32")
    *_, exact = watched(name, 0.1)
    assert trace.update is not None
    assert exact.update is not None
    assert trace.update.after.flat.dtype == np.float64
    np.testing.assert_allclose(trace.update.after.flat, exact.update.after.flat, rtol=1e-3)
    for letter, kept in trace.update.memory.items():
        assert kept.after("W_1").dtype == np.float64
        expected = exact.update.memory[letter].after("W_1")
        np.testing.assert_allclose(kept.after("W_1"), expected, rtol=1e-3, atol=1e-6)


@every_optimizer
@every_decay
def test_the_lines_in_numbers_are_those_in_symbols(name: str, decay: float) -> None:
    rule = UpdateRule.of(replace(CONFIG, optimizer=name, weight_decay=decay))
    *_, trace = watched(name, decay)
    for notation in NOTATIONS.values():
        found = formulas(trace.network, notation, rule=rule)
        for key in (Key("W_after", 1), Key("b_after", 2)):
            symbols = [line.plain.split(" ← ")[0] for line in found.of(key)]
            lines = number_formula(found, trace, key, 1)
            numbers = [re.split(" [←=] ", line.plain)[0] for line in lines]
            numbers[-1] = numbers[-1].replace(found.symbols[key].plain, symbols[-1])
            assert [text.rpartition("[")[0] for text in numbers] == symbols


@pytest.mark.parametrize("name", ["adam", "adamw"])
def test_adam_is_written_with_its_corrections(name: str) -> None:
    rule = UpdateRule.of(replace(CONFIG, optimizer=name))
    *_, trace = watched(name, 0.0)
    found = formulas(trace.network, rule=rule)
    assert [line.plain for line in found.of(("W_after", 1))] == [
        "m₁ ← β₁ m₁ + (1 − β₁) q₁",
        "v₁ ← β₂ v₁ + (1 − β₂) q₁ ⊙ q₁",
        "m̂₁ ← m₁/(1 − β₁ᵗ)",
        "v̂₁ ← v₁/(1 − β₂ᵗ)",
        "W₁ ← W₁ − η m̂₁/(√v̂₁ + ε)",
    ]
    lines = number_formula(found, trace, ("W_after", 1), 1, NumberStyle(4))
    assert [line.plain.split(" ")[0] for line in lines] == [
        *("m₁[1,2]", "v₁[1,2]", "m̂₁[1,2]", "v̂₁[1,2]", "W₁⁺[1,2]")
    ]
    assert "← 0.9 · " in lines[0].plain
    assert "← 0.999 · " in lines[1].plain
    assert "² = " in lines[1].plain
    assert "/(1 − 0.9⁵) = " in lines[2].plain
    assert "/(1 − 0.999⁵) = " in lines[3].plain
    assert " + 1 × 10⁻⁸) = " in lines[4].plain


def test_decay_is_part_of_the_gradient_or_shrinks_the_parameter() -> None:
    for name, first in (("momentum", "g₁ ← q₁ + λ W₁"), ("adamw", "W₁ ← (1 − η λ) W₁")):
        rule = UpdateRule.of(replace(CONFIG, optimizer=name, weight_decay=0.1))
        *_, trace = watched(name, 0.1)
        found = formulas(trace.network, rule=rule)
        assert found.of(("W_after", 1))[0].plain == first
        (line, *_) = number_formula(found, trace, ("W_after", 1), 1)
        factor = "0.1 · " if name == "momentum" else "← 0.995 · "
        assert factor in line.plain


def test_hyperparameters_are_those_of_the_run() -> None:
    own = (("beta1", 0.5), ("eps", 0.25))
    config = replace(CONFIG, optimizer="adam", hyperparameters=own)
    network = network_of(config)
    parameters = random_parameters(network, 1)
    slope = parameters.like().flat
    optimizer = build_optimizer("adam", parameters.flat, slope, 0.05, 0.0, dict(own))
    x, y = np.ones(INPUTS), np.eye(ANSWERS)[0]
    trace = take_trace(network, parameters, x, y, optimizer=optimizer)
    found = formulas(network, rule=UpdateRule.of(config))
    lines = number_formula(found, trace, ("W_after", 1), 0)
    assert "← 0.5 · 0 + 0.5 · " in lines[0].plain
    assert " + 0.25) = " in lines[-1].plain


def test_the_mean_of_a_minibatch_is_what_is_remembered() -> None:
    config = replace(CONFIG, optimizer="adam")
    network = network_of(config)
    parameters = random_parameters(network, 1)
    optimizer = build_optimizer("adam", parameters.flat, parameters.like().flat, 0.05)
    random = np.random.default_rng(0)
    x, y = random.normal(size=(6, INPUTS)), np.eye(ANSWERS)[random.integers(ANSWERS, size=6)]
    alone = take_trace(network, parameters, x[0], y[0], optimizer=optimizer)
    batch = take_batch_trace(network, parameters, x, y, optimizer=optimizer)
    trace = with_mean(alone, batch)
    assert trace.update is not None
    m = trace.update.memory["m"]
    np.testing.assert_allclose(m.after("W_1"), 0.1 * trace.layers[0].q_W, rtol=1e-12)
    assert not np.array_equal(trace.layers[0].q_W, alone.layers[0].q_W)
    assert with_mean(alone, batch, 2).update is None


def test_an_update_is_read_only() -> None:
    *_, trace = watched("adam", 0.0)
    update = trace.update
    assert update is not None
    vectors = [update.after, *(v for m in update.memory.values() for v in (m.was, m.becomes))]
    for vector in vectors:
        assert not vector.flat.flags.writeable
        assert not vector["W_1"].flags.writeable
