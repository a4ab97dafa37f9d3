"""The check of a gradient: right gradients pass, wrong ones do not, kinks are named."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest

from core.config import HiddenLayer, RunConfig
from core.gradient_check import GradientCheck, relative_error
from core.key import Key, values_of
from core.models import build_network
from core.parameters import ParameterVector
from core.trace import Trace, take_trace
from tests.core.stage_cases import CONFIGS, trace_of

every_network = pytest.mark.parametrize("config", CONFIGS)


@every_network
def test_every_gradient_of_a_trace_passes(config: RunConfig) -> None:
    trace = trace_of(config)
    check = GradientCheck(trace)
    for key in [Key("z", 1)] + [Key(s, k.layer.number) for k in trace.layers for s in "Wb"]:
        entries = list(check.vector(key))
        assert len(entries) == values_of(trace, key).size
        assert not any(entry.kink for entry in entries)
        assert relative_error(entries) < 1e-7
        for entry in entries:
            assert entry.relative_error < 1e-5
            assert entry.numeric == pytest.approx(entry.exact, rel=1e-6, abs=1e-8)


def test_a_wrong_gradient_is_found() -> None:
    trace = trace_of(RunConfig(hidden=(HiddenLayer(4, "tanh"),)))
    first = trace.layers[0]
    wrong = replace(trace, layers=(replace(first, q_W=first.q_W * 1.001), *trace.layers[1:]))
    cell = int(np.abs(first.q_W).argmax())
    assert GradientCheck(trace).entry(("W", 1), cell).relative_error < 1e-9
    found = GradientCheck(wrong).entry(("W", 1), cell)
    assert found.relative_error == pytest.approx(1e-3, rel=1e-2)
    assert relative_error(GradientCheck(wrong).vector(("q_W", 1))) > 5e-4


def _one_unit(bias: float) -> Trace:
    network = build_network(
        RunConfig(hidden=(HiddenLayer(1, "relu"),), output="identity", loss="squared error"),
        1,
        1,
        0,
    )
    parameters = ParameterVector(network.graph, np.float64)
    parameters.assign({"W_1": [[1.0]], "b_1": [bias], "W_2": [[1.0]], "b_2": [0.0]})
    return take_trace(network, parameters, [1.0], [3.0])


def test_the_step_shrinks_beside_a_kink_and_on_it_there_is_no_derivative() -> None:
    far = GradientCheck(_one_unit(0.5)).entry(("b", 1), 0)
    beside = GradientCheck(_one_unit(-1.0 + 1e-4)).entry(("b", 1), 0)
    on = GradientCheck(_one_unit(-1.0)).entry(("b", 1), 0)
    assert (far.step, far.kink) == (1e-3, False)
    assert (beside.step, beside.kink) == (1e-5, False)
    assert beside.relative_error < 1e-8
    assert on.kink
    # d/db (relu(1 + b) - 3)^2 = -6 to the right, 0 to the left.
    assert on.numeric == pytest.approx(-3.0, abs=1e-3)
    assert relative_error([on]) == 0.0


def test_checking_leaves_trace_and_parameters_as_they_were() -> None:
    trace = trace_of(CONFIGS[0])
    check = GradientCheck(trace)
    first = [entry.numeric for entry in check.vector(("W", 2))]
    entries = check.vector(("b", 1))
    next(entries)
    entries.close()
    assert [entry.numeric for entry in check.vector(("q_W", 2), range(len(first)))] == first


def test_other_things_are_refused() -> None:
    check = GradientCheck(trace_of(CONFIGS[0]))
    for key in (("z", 2), ("p", 2), ("loss", 0), ("W", 9)):
        with pytest.raises(KeyError):
            check.entry(key, 0)
    with pytest.raises(IndexError):
        check.entry(("b", 1), 5)


def test_one_entry_of_a_network_for_mnist_takes_less_than_two_milliseconds() -> None:
    hidden = (HiddenLayer(128), HiddenLayer(64))
    network = build_network(RunConfig(hidden=hidden), 784, 10, 10)
    parameters = ParameterVector(network.graph, np.float64)
    rng = np.random.default_rng(0)
    parameters.flat[:] = rng.normal(scale=0.05, size=parameters.flat.size)
    trace = take_trace(network, parameters, rng.uniform(size=784), np.eye(10)[3])
    check = GradientCheck(trace)
    best = np.inf
    for cell in range(20):
        started = perf_counter()
        entry = check.entry(("W", 1), cell)
        best = min(best, perf_counter() - started)
        assert entry.relative_error < 1e-5
    assert best < 2e-3
