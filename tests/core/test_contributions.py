"""The weighted sums behind single numbers add up to the numbers of the trace."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.config import HiddenLayer, RunConfig
from core.contributions import Contributions, contributions
from core.key import Key, values_of
from core.trace import Trace
from tests.core.stage_cases import CONFIGS, trace_of

every_network = pytest.mark.parametrize("config", CONFIGS)


def sums_of(trace: Trace, split: bool, most: int) -> list[Contributions]:
    """Every number of the trace that is a weighted sum, taken apart."""
    found = []
    for number in range(1, len(trace.layers) + 2):
        for symbol in ("z", "s", "p", "p_s"):
            key = Key(symbol, number)
            try:
                size = values_of(trace, key).size
            except KeyError:
                continue
            for cell in range(size):
                try:
                    found.append(contributions(trace, key, cell, most, split=split))
                except ValueError:
                    continue
    return found


@every_network
@pytest.mark.parametrize("split", [False, True])
def test_terms_rest_and_bias_add_up_to_the_trace(config: RunConfig, split: bool) -> None:
    trace = trace_of(config)
    sums = sums_of(trace, split, 2)
    assert {each.key.symbol for each in sums} >= {"z", "s", "p"}
    for each in sums:
        parts = [term.product for term in each.strongest] + [each.rest_sum, each.bias or 0.0]
        assert sum(parts) == pytest.approx(each.total, rel=1e-12, abs=1e-14)
        assert each.result == values_of(trace, each.key).ravel()[each.cell]
        where = values_of(trace, each.sum_key).ravel()
        assert each.total == where[each.cell]
        for term in each.strongest:
            assert term.value == values_of(trace, term.source).ravel()[term.cell]
            assert term.product == term.weight * term.value
            layer = trace.layers[term.weight_key.number - 1]
            matrix = {"W": layer.W, "A": layer.A.dense(), "D": layer.activation.dense()}
            weight = matrix[term.weight_key.symbol][term.weight_cell]
            assert term.weight == pytest.approx(weight, rel=1e-12, abs=1e-14)


@given(st.integers(0, 12), st.integers(0, 3))
@settings(deadline=None)
def test_the_strongest_are_the_strongest_and_the_sums_run(most: int, cell: int) -> None:
    trace = trace_of(RunConfig(hidden=(HiddenLayer(9, "tanh"), HiddenLayer(4, "sigmoid"))))
    key = Key("s", 2)
    found = contributions(trace, key, cell, most)
    layer = trace.layers[1]
    products = layer.W[cell] * layer.z
    assert len(found.strongest) == min(most, 9)
    assert found.rest_count == 9 - len(found.strongest)
    sizes = [abs(term.product) for term in found.strongest]
    assert sizes == sorted(np.abs(products).tolist(), reverse=True)[: len(sizes)]
    running = np.cumsum([term.product for term in found.strongest])
    assert [term.running for term in found.strongest] == running.tolist()
    assert found.bias == layer.b[cell]


def test_what_is_no_weighted_sum_is_refused() -> None:
    trace = trace_of(RunConfig(hidden=(HiddenLayer(4, "tanh"),)))
    for key in (Key("z", 1), Key("p", 3), Key("p_s", 1), Key("W", 1)):
        with pytest.raises(ValueError, match="weighted sum"):
            contributions(trace, key, 0)
    with pytest.raises(IndexError):
        contributions(trace, Key("z", 2), 4)
    with pytest.raises(KeyError):
        contributions(trace, Key("z", 9), 0)
    reference = trace_of(RunConfig(hidden=(), output="modified softmax"))
    with pytest.raises(ValueError, match="reference"):
        contributions(reference, Key("z", 2), 2)
