"""Formulas: what they claim holds for the numbers of a trace, and every one can be set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from math import exp, log, tanh

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.batch_trace import BatchTrace, take_batch_trace, with_mean
from core.config import HiddenLayer, RunConfig
from core.formula import Formula, NumberStyle
from core.formulas import Formulas, formulas
from core.jacobian_formulas import jacobian_formula, jacobian_of, operation_counts, recursion
from core.key import LOSS, Key, is_direct, values_of
from core.models import Network, build_network
from core.notation import NOTATIONS
from core.number_formulas import number_formula
from core.optimizers import OPTIMIZERS, build_optimizer
from core.parameters import ParameterVector
from core.timeline import timeline
from core.trace import Trace, take_trace
from core.update_formulas import UpdateRule
from tests.core.latex_rules import faults
from tests.core.stage_cases import (
    ANSWERS,
    CONFIGS,
    INPUTS,
    network_of,
    random_parameters,
    trace_of,
)

every_network = pytest.mark.parametrize("config", CONFIGS)
every_view = pytest.mark.parametrize("split", [False, True])
MLP = RunConfig(hidden=(HiddenLayer(32, "sigmoid"),))


def mlp() -> Network:
    return build_network(MLP, 64, 10, 10)


def plain_of(found: Formulas, *keys: tuple[str, int]) -> list[str]:
    return [line.plain for key in keys for line in found.of(key)]


# What is written.

KEYS = (("z", 2), ("z", 3), ("loss", 0), ("p", 3), ("q_W", 2), ("p", 2), ("q_W", 1))


def test_the_default_notation_writes_as_the_text_does() -> None:
    assert plain_of(formulas(mlp()), *KEYS, ("W_after", 1)) == [
        "z₂ = σ(W₁ z₁ + b₁)",
        "z₃ = γ(W₂ z₂ + b₂)",
        "ℓ = −yᵀ log z₃",
        "p₃ = z₃ − y",
        "s₂ = W₂ z₂ + b₂",
        "q₂ = p₃ ⊗ z₂",
        "p₂ = A₂ˢᵀ p₃ = W₂ᵀ p₃",
        "q₁ = (σ′(W₁ z₁ + b₁) ⊙ p₂) ⊗ z₁",
        "W₁ ← W₁ − η q₁",
    ]
    (first,) = formulas(mlp()).of(("z", 2))
    assert first.latex == r"z_{2} = \sigma(W_{1} \, z_{1} + b_{1})"
    assert first.keys == {("z", 2), ("W", 1), ("z", 1), ("b", 1)}


def test_the_other_notations_write_as_theirs_do() -> None:
    written = {name: plain_of(formulas(mlp(), n), *KEYS) for name, n in NOTATIONS.items()}
    exchange = str.maketrans("pqAB", "qpBA")
    assert written["2020"] == [line.translate(exchange) for line in written["progressive"]]
    assert written["edf"][3:7] == [
        "s2.grad += Q.value − y.value",
        "s2.value = W2.value L1.value + B2.value",
        "W2.grad += s2.grad ⊗ L1.value",
        "L1.grad += J₂ˢᵀ s2.grad = W2.valueᵀ s2.grad",
    ]
    assert written["d2l"][3:7] == [
        "∂l/∂o = ŷ − y",
        "o = W⁽²⁾ h⁽¹⁾ + b⁽²⁾",
        "∂l/∂W⁽²⁾ = ∂l/∂o ⊗ h⁽¹⁾",
        "∂l/∂h⁽¹⁾ = (∂o/∂h⁽¹⁾)ᵀ ∂l/∂o = W⁽²⁾ᵀ ∂l/∂o",
    ]
    # Row vectors: the Jacobian is on the right, and nothing is transposed.
    assert written["notes"][3] == "DJ(ẑ²) = (z³ − y)ᵀ"
    assert written["notes"][4] == "ẑ² = W² z² + b²"
    assert written["notes"][6] == "DJ(z²) = DJ(ẑ²) (Dₓ²)ˢ = DJ(ẑ²) W²"


@pytest.mark.parametrize("name", NOTATIONS)
@every_view
def test_past_a_softmax_the_jacobian_is_named_as_that_of_the_scores(name: str, split: bool) -> None:
    """W is the Jacobian of W z + b, not of softmax(W z + b): it must not bear the latter's name."""
    trace = trace_of(RunConfig(hidden=(HiddenLayer(5, "tanh"),)))
    last, whole = trace.layers[-1], trace.layers[-1].A.dense()
    assert not np.allclose(whole, last.W)
    np.testing.assert_allclose(
        whole, (np.diag(last.output) - np.outer(last.output, last.output)) @ last.W, atol=1e-14
    )
    np.testing.assert_array_equal(jacobian_of(trace, ("A", 2), split=split).dense(), last.W)
    found = formulas(trace.network, NOTATIONS[name], split=split)
    table = found.symbols
    scores = table["s", 2].plain
    for letter in "AB":
        line = jacobian_formula(found, (letter, 2))
        left = line.plain.split(" = ")[0]
        if name == "d2l":  # its name is a derivative, which says of what
            assert left.startswith("∂o/∂")
        else:
            assert left.endswith("ˢ")
            assert left != table[letter, 2].plain
        assert f"of the scores, {scores} = {table['W', 2].plain}" in line.sentence
        assert "together with the loss" in line.sentence
        # The softmax itself, and layers that the way back goes through as a whole, have no mark.
        assert "ˢ" not in jacobian_formula(formulas(trace.network), (letter, 1)).plain
    assert "ˢ" not in jacobian_formula(formulas(trace.network), ("D", 2)).plain
    first = Key("p_s", 2) if split else Key("p", 3)
    assert f"the gradient by the scores {scores}" in found.of(first)[0].sentence
    if not split:
        assert [line.key for line in found.of(first)] == [first, ("s", 2)]
        backward = found.of(("p", 2))[0].plain
        assert jacobian_formula(found, ("A", 2)).plain.split(" = ")[0] in backward


def test_split_goes_through_the_scores() -> None:
    keys = (("s", 1), ("z", 2), ("p_s", 2), ("p_s", 1), ("q_W", 1), ("q_b", 1), ("p", 1))
    assert plain_of(formulas(mlp(), split=True), *keys) == [
        "s₁ = W₁ z₁ + b₁",
        "z₂ = σ(s₁)",
        "p₂ˢ = z₃ − y",
        "p₁ˢ = σ′(s₁) ⊙ p₂",
        "q₁ = p₁ˢ ⊗ z₁",
        "q₁ᵇ = p₁ˢ",
        "p₁ = W₁ᵀ p₁ˢ",
    ]


def test_sentences_say_what_happens() -> None:
    network = mlp()
    found, line = formulas(network), timeline(network)
    assert found.sentence(line.beats[0]) == (
        "The input and the weights of layer 1 give the 32 values of z₂."
    )
    assert found.sentence(line.beats[1]).endswith("of layer 2 give the 10 probabilities z₃.")
    assert found.sentence(line.beats[3]).startswith("The way back begins: prediction z₃ minus")
    assert "each of the 320 weights of layer 2" in found.sentence(line.beats[4])
    assert found.spoken(line.beats[0]).endswith("the 32 values of z 2.")
    assert found.sentence(line.beats[4]).endswith("q₂ᵇ says so for each of the 10 biases.")


def test_the_name_of_an_optimizer_keeps_its_capital() -> None:
    found = formulas(mlp(), rule=UpdateRule("adamw", 0.1, 0.1))
    assert found.of(("W_after", 1))[0].sentence.startswith(
        "AdamW changes W₁, and b₁ alike: Adam whose"
    )
    found = formulas(mlp(), rule=UpdateRule("adam"))
    assert ": momentum and RMSprop together" in found.of(("W_after", 1))[0].sentence


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_every_optimizer_has_its_lines(name: str, decay: float) -> None:
    found = formulas(mlp(), rule=UpdateRule(name, 0.1, decay))
    for key in (Key("W_after", 1), Key("b_after", 2)):
        lines = found.of(key)
        assert lines[-1].terms[0].key == key
        assert "←" in lines[-1].plain
        written = " ".join(line.plain for line in lines)
        assert ("λ" in written) == bool(decay)
        assert ("√" in written) == (name in ("adagrad", "rmsprop", "adam", "adamw"))
        assert ("μ" in written) == (name in ("momentum", "nesterov"))
    config = RunConfig(optimizer=name, learning_rate=0.2, weight_decay=decay)
    assert UpdateRule.of(config) == UpdateRule(name, 0.2, decay)


# What is claimed.


def sigmoid(value: float) -> float:
    return 1.0 / (1.0 + exp(-value))


def value_of(text: str) -> float:
    """Compute what is written, in plain text, with numbers."""
    text = text.replace("−", "-").replace("½", "0.5")
    raised = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    text = re.sub(r" × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"e{m[1].translate(raised)}", text)
    text = re.sub(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"**{m[1].translate(raised)}", text)
    text = re.sub(r"√([\d.e-]+)", r"(\1)**0.5", text)
    text = re.sub(r"\([\d,]+ more, together ([^)]+)\)", r"(\1)", text)
    text = re.sub(r"log (\S+?)(?=[\s)]|$)", r"log(\1)", text).replace("e^(", "exp(")
    for name, function in (("LReLU′", "dl"), ("ReLU′", "dr"), ("σ′", "ds"), ("tanh′", "dt")):
        text = text.replace(name, function)
    text = text.replace("LReLU", "lrelu").replace("ReLU", "relu").replace("σ", "sigmoid")
    functions = {
        **{"exp": exp, "log": log, "tanh": tanh, "sigmoid": sigmoid},
        "relu": lambda s: max(s, 0.0),
        "lrelu": lambda s: s if s > 0 else 0.01 * s,
        "dr": lambda s: float(s > 0),
        "dl": lambda s: 1.0 if s > 0 else 0.01,
        "ds": lambda s: sigmoid(s) * (1 - sigmoid(s)),
        "dt": lambda s: 1 - tanh(s) ** 2,
    }
    return float(eval(text.replace("·", "*"), {"__builtins__": {}}, functions))


@cache
def traced(config: RunConfig) -> Trace:
    return trace_of(config)


def numbers_of(
    config: RunConfig, split: bool, style: NumberStyle, most: int = 2
) -> Iterator[tuple[Formula, float]]:
    """Every formula with numbers of a network, with the trace's own number."""
    trace = traced(config)
    found = formulas(trace.network, split=split, rule=UpdateRule.of(config))
    for key in timeline(trace.network, split=split).state_at(0).filled:
        for cell in range(values_of(trace, key).size):
            for line in number_formula(found, trace, key, cell, style, most):
                remembered = "←" in line.plain  # by the optimizer: held to the texts elsewhere
                value = float(values_of(trace, line.key).reshape(-1)[cell])
                yield line, line.value if remembered else value  # type: ignore[misc]


@every_network
@every_view
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_what_is_written_comes_to_the_number_of_the_trace(
    config: RunConfig, split: bool, optimizer: str
) -> None:
    decay = 0.1 * (config.seed % 2)
    config = replace(config, optimizer=optimizer, learning_rate=0.05, weight_decay=decay)
    checked = 0
    for line, value in numbers_of(config, split, NumberStyle(17)):
        _, *steps = re.split(" [=←] ", line.plain)
        assert line.value == value
        assert float(steps[-1].replace("−", "-").replace(" × 10", "e").translate(_LOWER)) == value
        for step in steps:
            if "[" in step:  # symbols, whose number follows
                continue
            assert value_of(step) == pytest.approx(value, rel=1e-9, abs=1e-12), line.plain
            checked += 1
    assert checked > 100


@every_network
@every_view
@pytest.mark.parametrize("digits", [2, 4, 6])
def test_the_numbers_that_are_written_lead_to_the_result_that_is_written(
    config: RunConfig, split: bool, digits: int
) -> None:
    checked = 0
    for line, value in numbers_of(config, split, NumberStyle(digits), 3):
        _, *steps, result = re.split(" [=←] ", line.plain)
        last = abs(value_of(result))
        unit = 10.0 ** (np.floor(np.log10(last)) - digits + 1) if last else 1e-12
        largest = max((abs(value_of(n)) for n in re.findall(r"[\d.]+", line.plain)), default=1.0)
        if abs(value) < 1e-6 * largest:  # a sum that cancels
            continue
        for step in steps:
            if "[" in step:
                continue
            assert abs(value_of(step) - value_of(result)) <= 1.01 * unit, line.plain
            checked += 1
    assert checked > 30


def test_the_loss_of_a_sure_prediction_can_be_computed_from_what_is_written() -> None:
    network = network_of(RunConfig(hidden=()))
    parameters = ParameterVector(network.graph, np.float64)
    parameters["b_1"][:] = [10.0, -1.0, 0.0]
    trace = take_trace(network, parameters, np.zeros(4), [1.0, 0.0, 0.0])
    for digits in (2, 4, 6):
        (line,) = number_formula(formulas(network), trace, LOSS, 0, NumberStyle(digits))
        _, step, result = line.plain.split(" = ")
        written = -log(float(step.removeprefix("−log ")))
        assert written == pytest.approx(value_of(result), rel=1.01 * 10.0 ** (1 - digits))
        assert value_of(result) == pytest.approx(trace.loss, rel=10.0 ** (1 - digits))
        (comma,) = number_formula(formulas(network), trace, LOSS, 0, NumberStyle(digits, True))
        assert comma.plain == line.plain.replace(".", ",")


def test_zeros_that_are_digits_stay() -> None:
    style = NumberStyle(6)
    assert style.plain(-0.29999999) == "−0.300000"
    assert style.latex(1.00000001) == "1.00000"
    assert NumberStyle(4).plain(1000.2) == "1000"
    assert NumberStyle(2).plain(1.00001e-7) == "1.0 × 10⁻⁷"
    # What is exactly so needs none: a learning rate, a target.
    assert [style.plain(value) for value in (0.3, 1.0, 0.0, 64.0, 1e-7)] == [
        *("0.3", "1", "0", "64"),
        "1 × 10⁻⁷",
    ]


_LOWER = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@every_network
@every_view
def test_each_term_with_a_key_is_the_number_of_its_entry(config: RunConfig, split: bool) -> None:
    trace, style = traced(config), NumberStyle(17)
    checked = 0
    for line, _ in numbers_of(config, split, style):
        for term in line.terms[1:]:
            if term.cell is None or term.key is None or "[" in term.plain or "/" in term.plain:
                continue
            if term.key.symbol in ("A", "D", "s"):  # a Jacobian's entries, a slope
                continue
            written = value_of(term.plain.strip("()"))
            value = float(values_of(trace, term.key).reshape(-1)[term.cell])
            # A negative bias is subtracted, so its number stands without the sign.
            assert written == value or (term.key.symbol == "b" and written == -value)
            checked += 1
    assert checked > 50


def batch_of(config: RunConfig, count: int = 6) -> tuple[Trace, BatchTrace]:
    """Return the trace of a sample with the mean gradients of a minibatch that it begins."""
    network = network_of(config)
    parameters = random_parameters(network, config.seed)
    rng = np.random.default_rng(config.seed + 2)
    x = rng.normal(size=(count, INPUTS))
    y = np.eye(ANSWERS)[rng.integers(ANSWERS, size=count)]
    optimizer = build_optimizer("sgd", parameters.flat, parameters.like().flat, 0.05, 0.0, {})
    batch = take_batch_trace(network, parameters, x, y, samples=4, optimizer=optimizer)
    return with_mean(take_trace(network, parameters, x[0], y[0]), batch), batch


@every_network
@every_view
def test_with_a_minibatch_both_lines_come_to_their_numbers(config: RunConfig, split: bool) -> None:
    trace, batch = batch_of(config)
    found = formulas(trace.network, split=split, rule=UpdateRule("sgd", 0.05), batch=batch.count)
    style = NumberStyle(17)
    for layer in trace.layers:
        for symbol in ("q_W", "q_b"):
            key = Key(symbol, layer.layer.number)
            for cell in range(values_of(trace, key).size):
                own, mean = number_formula(found, trace, key, cell, style, 3, batch)
                for line, value in (
                    (own, batch.q(0, key).reshape(-1)[cell]),
                    (mean, batch.means[key].reshape(-1)[cell]),
                ):
                    left, *steps = line.plain.split(" = ")
                    assert left.endswith("⁽¹⁾") == (line is own)
                    assert line.value == value
                    for step in steps:
                        if "[" not in step:
                            expected = pytest.approx(value, rel=1e-9, abs=1e-12)
                            assert value_of(step) == expected, line.plain
                assert "1/6 · (" in mean.plain
                assert "(3 more, together " in mean.plain
        key = Key("W_after", layer.layer.number)
        (line,) = number_formula(found, trace, key, 0, style, 3, batch)
        _, step, _ = line.plain.split(" = ")
        assert value_of(step) == pytest.approx(values_of(trace, key).reshape(-1)[0], rel=1e-12)


def test_a_mean_is_written_as_one() -> None:
    found = formulas(mlp(), batch=32)
    assert plain_of(found, ("q_W", 2), ("q_b", 2), ("q_W", 1), ("W_after", 1)) == [
        "q₂ = 1/32 Σₖ (p₃ ⊗ z₂)⁽ᵏ⁾",
        "q₂ᵇ = 1/32 Σₖ (p₃)⁽ᵏ⁾",
        "q₁ = 1/32 Σₖ ((σ′(W₁ z₁ + b₁) ⊙ p₂) ⊗ z₁)⁽ᵏ⁾",
        "W₁ ← W₁ − η q₁",
    ]
    (line,) = found.of(("q_W", 2))
    assert line.latex.startswith(r"q_{2} = \frac{1}{32} \, \sum_{k=1}^{32} \, (p_{3}")
    assert "for each of the 32 samples: q₂ is the mean" in line.sentence
    assert "q 2 is the mean" in line.spoken
    assert plain_of(found, ("p", 2)) == plain_of(formulas(mlp()), ("p", 2))


def test_a_minibatch_of_one_or_two_needs_no_rest() -> None:
    for count in (1, 2):
        trace, batch = batch_of(CONFIGS[0], count)
        found = formulas(trace.network, batch=count)
        _, line = number_formula(found, trace, ("q_b", 1), 0, NumberStyle(17), 1, batch)
        assert "more" not in line.plain
        step = line.plain.split(" = ")[1]
        assert value_of(step) == pytest.approx(trace.layers[0].q_b[0], rel=1e-9, abs=1e-15)


def test_a_long_sum_as_in_the_handbook() -> None:
    config = RunConfig(hidden=(HiddenLayer(4, "sigmoid"),), seed=3)
    trace = traced(config)
    (line,) = number_formula(formulas(trace.network, split=True), trace, ("s", 2), 1)
    pattern = r"s₂\[2\] = \S+ · \S+ \+ \S+ · \S+ \+ \(2 more, together \S+\) [+−] \S+ = −?[\d.]+"
    assert re.fullmatch(pattern, line.plain)
    assert r"s_{2,2} = " in line.latex
    assert r"\text{2 more, together }" in line.latex
    assert line.sentence.startswith("s₂[2] = ")
    assert line.spoken.startswith("s 2 entry 2 is ")


def test_digits_and_comma_are_as_chosen() -> None:
    trace = traced(MLP)
    found = formulas(trace.network)
    (line,) = number_formula(found, trace, ("W", 1), 0, NumberStyle(2, comma=True))
    assert re.fullmatch(r"W₁\[1,1\] = −?0,0?\d{2}", line.plain)
    assert "{,}" in line.latex
    assert NumberStyle(3).plain(-1.234e-7) == "−1.23 × 10⁻⁷"
    assert NumberStyle(3).latex(-1.234e-7) == r"{-}1.23 \times 10^{-7}"
    assert [NumberStyle().plain(v) for v in (-0.0, np.inf, -np.inf)] == ["0", "∞", "−∞"]


def test_thousands_never_look_like_decimals() -> None:
    point, comma = NumberStyle(4), NumberStyle(4, comma=True)
    assert (point.count(1234567), comma.count(1234567)) == ("1,234,567", "1\u202f234\u202f567")
    assert (point.exact(0.1), comma.exact(-1e-9)) == ("0.1", "-1e-09")
    assert comma.exact(0.1) == "0,1"
    assert point.shape((10, 1024)) == "10\xa0×\xa01,024"
    assert comma.sentence("each of the 2,048 weights, 12,345") == (
        "each of the 2\u202f048 weights, 12\u202f345"
    )
    assert comma.sentence("from 0.5 to 1,234.25, 1.2e-5 of it: 3.") == (
        "from 0,5 to 1\N{NARROW NO-BREAK SPACE}234,25, 1,2e-5 of it: 3."
    )
    names = "sales.2.csv, v1.2 and 1.2.3"
    assert comma.sentence(names) == names
    assert point.sentence("2,048 weights, 0.5") == "2,048 weights, 0.5"
    assert comma.sentence("z[1,12] is 3,5") == "z[1,12] is 3,5"
    assert comma.localized("+0.31") == "+0,31"


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 17), st.booleans())
@settings(deadline=None)
def test_numbers_can_be_read_back(value: float, digits: int, comma: bool) -> None:
    text = NumberStyle(digits, comma).plain(value)
    read = text.replace(",", ".").replace("−", "-").replace(" × 10", "e").translate(_LOWER)
    assert float(read) == float(f"{value:.{digits}g}")
    latex = NumberStyle(digits, comma).latex(value)
    assert faults(latex) == []
    read = (
        latex.replace("{,}", ".").replace("{-}", "-").replace(r" \times 10^{", "e").replace("}", "")
    )
    assert float(read) == float(f"{value:.{digits}g}")


def test_a_softmax_with_huge_scores_does_not_overflow() -> None:
    network = network_of(RunConfig(hidden=()))
    parameters = ParameterVector(network.graph, np.float64)
    parameters["b_1"][:] = [1000.0, -1000.0, 999.0]
    trace = take_trace(network, parameters, np.zeros(4), [0.0, 1.0, 0.0])
    *_, line = number_formula(formulas(network), trace, ("z", 2), 0, NumberStyle(17))
    assert value_of(line.plain.split(" = ")[1]) == pytest.approx(1 / (1 + exp(-1)), rel=1e-12)
    assert number_formula(formulas(network), trace, LOSS)[0].value == trace.loss


def test_what_the_trace_has_not_is_refused() -> None:
    trace = traced(MLP)
    found = formulas(trace.network)
    with pytest.raises(KeyError):
        found.of(("W", 9))
    with pytest.raises(KeyError):
        number_formula(found, trace, ("z", 9))
    with pytest.raises(IndexError):
        number_formula(found, trace, ("z", 2), 32)


# Jacobians, the recursion, and what both modes cost.


@every_network
@every_view
def test_jacobians_take_p_back_to_the_gradients_of_the_trace(
    config: RunConfig, split: bool
) -> None:
    trace = traced(config)
    for layer in trace.layers:
        i = layer.layer.number
        p = values_of(trace, ("p_s", i) if split else ("p", i + 1))
        if not split and is_direct(trace.network, layer.layer):
            p = layer.p_s
        for symbol, expected in (("A", layer.p), ("B", layer.q_W), ("B_b", layer.q_b)):
            back = jacobian_of(trace, (symbol, i), split=split).apply_transposed(p)
            np.testing.assert_allclose(back, expected.ravel(), rtol=1e-11, atol=1e-14)
        if layer.p_output is not None:
            back = jacobian_of(trace, ("D", i)).apply_transposed(layer.p_output)
            np.testing.assert_allclose(back, layer.p_s, rtol=1e-11, atol=1e-14)


def test_jacobians_name_their_structure() -> None:
    found = formulas(mlp())
    assert jacobian_formula(found, ("A", 1)).plain == "A₁ = diag(σ′(W₁ z₁ + b₁)) W₁"
    assert jacobian_formula(found, ("A", 2)).plain == "A₂ˢ = W₂"
    assert jacobian_formula(found, ("B", 2)).plain == "B₂ˢ = (I₁₀ ⊗ z₂ᵀ  I₁₀)"
    assert jacobian_formula(found, ("D", 2)).plain == "D₂ = (diag(z₃) − z₃ z₃ᵀ)"
    assert "dense" in jacobian_formula(found, ("A", 2)).sentence
    assert "Kronecker" in jacobian_formula(found, ("B", 1)).sentence
    assert "rank one" in jacobian_formula(found, ("D", 2)).sentence


def test_apart_the_jacobian_of_an_affine_map_is_not_that_of_its_layer() -> None:
    written = {
        name: [jacobian_formula(formulas(mlp(), n, split=True), (s, 1)).plain for s in "AB"]
        for name, n in NOTATIONS.items()
    }
    assert written["progressive"] == ["A₁ˢ = W₁", "B₁ˢ = (I₃₂ ⊗ z₁ᵀ  I₃₂)"]
    assert written["2020"] == ["B₁ˢ = W₁", "A₁ˢ = (I₃₂ ⊗ z₁ᵀ  I₃₂)"]
    assert written["d2l"][0] == "∂z⁽¹⁾/∂x = W⁽¹⁾"
    assert written["edf"][0] == "J₁ˢ = W1.value"
    # The last layer's p is the adjoint of the scores itself, in both views.
    assert jacobian_formula(formulas(mlp(), split=True), ("A", 2)).plain == "A₂ˢ = W₂"


@every_network
def test_the_recursion_gives_the_gradient_of_the_trace(config: RunConfig) -> None:
    trace = traced(config)
    outcome = np.zeros((0, 0))
    for layer in trace.layers:
        i = layer.layer.number
        a, b, c = (jacobian_of(trace, (k, i)).dense() for k in ("A", "B", "B_b"))
        outcome = np.hstack([a @ outcome, b, c]) if i > 1 else np.hstack([b, c])
    p = values_of(trace, ("p", len(trace.layers) + 1))
    q = [np.concatenate([layer.q_W.ravel(), layer.q_b]) for layer in trace.layers]
    np.testing.assert_allclose(outcome.T @ p, np.concatenate(q), rtol=1e-9, atol=1e-12)


def test_the_recursion_is_written_out() -> None:
    config = RunConfig(hidden=(HiddenLayer(5, "tanh"), HiddenLayer(4, "relu")))
    lines = [line.plain for line in recursion(formulas(network_of(config)))]
    assert lines == [
        "J_O₁ = B₁",
        "J_O₂ = (A₂ J_O₁  B₂)",
        "J_O₃ = (A₃ˢ J_O₂  B₃ˢ) = (A₃ˢ A₂ B₁  A₃ˢ B₂  B₃ˢ)",
        "∇f = J_O₃ᵀ p₄",
    ]


def test_operation_counts_are_those_of_the_text() -> None:
    d, m, layers, k = 784, 64, 5, 10
    network = build_network(RunConfig(hidden=(HiddenLayer(m),) * (layers - 1)), d, k, k)
    found = operation_counts(network)
    forward = (layers - 2) * m * (2 * m - 1) * d + k * (2 * m - 1) * d + (2 * k - 1) * d
    reverse = (2 * k - 1) * m + (layers - 2) * (2 * m - 1) * m + (2 * m - 1) * d
    assert (found.forward_total, found.reverse_total) == (forward, reverse)
    assert [cost.layer for cost in found.forward] == [1, 2, 3, 4, 5, 6]
    assert [cost.layer for cost in found.reverse] == [5, 4, 3, 2, 1]
    for cost in (*found.forward, *found.reverse):
        assert value_of(cost.plain) == cost.count
        assert faults(cost.latex) == []


# Setting.


def _written() -> Iterator[str]:
    """Every formula there is, whole, and each term that stands for something by itself."""
    for config in CONFIGS:
        rules = OPTIMIZERS if config is CONFIGS[0] else ["sgd"]
        runs = [
            replace(config, optimizer=name, weight_decay=decay)
            for name in rules
            for decay in (0, 0.1)
        ]
        for notation in NOTATIONS.values():
            for split in (False, True):
                for run in runs:
                    trace, rule = traced(run), UpdateRule.of(run)
                    found = formulas(trace.network, notation, split=split, rule=rule)
                    yield from _latex(trace, found)
                mean, batch = batch_of(config)
                found = formulas(mean.network, notation, split=split, batch=batch.count)
                yield from _latex(mean, found, batch)


@cache
def all_latex() -> frozenset[str]:
    return frozenset(_written())


def _latex(trace: Trace, found: Formulas, batch: BatchTrace | None = None) -> Iterator[str]:
    lines: list[Formula] = list(recursion(found))
    for layer in trace.layers:
        lines += [jacobian_formula(found, (s, layer.layer.number)) for s in ("A", "B", "D")]
    for key in timeline(trace.network, split=found.split).state_at(0).filled:
        lines += found.of(key)
        lines += number_formula(found, trace, key, 0, NumberStyle(4, comma=found.split), 2, batch)
    for line in lines:
        yield line.latex
        yield from (term.latex for term in line.terms if term.key is not None)


def test_formulas_use_only_commands_that_the_renderer_knows() -> None:
    written = all_latex()
    assert len(written) > 1000
    assert {latex: faults(latex) for latex in written if faults(latex)} == {}
    assert faults(r"\mathrel{x}") == [r"\mathrel"]
    assert faults(r"\frac{a}{b") == ["braces"]


def test_the_renderer_sets_every_formula() -> None:
    tex = pytest.importorskip("ziamath.tex", reason="ziamath sets the formulas; not installed")
    zmath = pytest.importorskip("ziamath.zmath")

    assert "\\" in tex.tex2mml(r"\foo{x}"), "an unknown command shows as a backslash"
    written = sorted(all_latex())
    for latex in written:
        assert "\\" not in tex.tex2mml(latex), latex
    for latex in written[:: max(len(written) // 60, 1)]:
        width, height = zmath.Latex(latex).getsize()
        assert width > 0
        assert height > 0
