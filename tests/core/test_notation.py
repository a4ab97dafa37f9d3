"""Five notations: each thing has its letter, and no two things share one."""

from __future__ import annotations

import re

import pytest

from core.config import HiddenLayer, RunConfig
from core.key import LOSS, Key
from core.models import Network
from core.notation import NOTATIONS, Notation, Symbols, above, below, symbols
from core.timeline import timeline
from tests.core.stage_cases import CONFIGS, network_of

every_notation = pytest.mark.parametrize("notation", NOTATIONS.values(), ids=list(NOTATIONS))
NETWORK = network_of(RunConfig(hidden=(HiddenLayer(5, "sigmoid"),)))

PLAIN = {
    # NOTATION of the texts: value, adjoint of a value, parameter gradient, Jacobians.
    "progressive": ("z₂", "p₂", "q₁", "q₁ᵇ", "A₁", "B₁", "s₁"),
    "2020": ("z₂", "q₂", "p₁", "p₁ᵇ", "B₁", "A₁", "s₁"),
    "edf": ("L1.value", "L1.grad", "W1.grad", "B1.grad", "J₁", "J₁ᶲ", "s1.value"),
    "d2l": ("h⁽¹⁾", "∂l/∂h⁽¹⁾", "∂l/∂W⁽¹⁾", "∂l/∂b⁽¹⁾", "∂h⁽¹⁾/∂x", "∂h⁽¹⁾/∂w⁽¹⁾", "z⁽¹⁾"),
    "notes": ("z²", "DJ(z²)", "∂J/∂W¹", "∂J/∂b¹", "Dₓ¹", "D_W,b¹", "ẑ¹"),
}


def of(notation: str, network: Network = NETWORK) -> Symbols:
    return symbols(NOTATIONS[notation], network)


@pytest.mark.parametrize("name", NOTATIONS)
def test_letters_are_those_of_the_texts(name: str) -> None:
    found = of(name)
    keys = [("z", 2), ("p", 2), ("q_W", 1), ("q_b", 1), ("A", 1), ("B", 1), ("s", 1)]
    assert tuple(found[key].plain for key in keys) == PLAIN[name]


def test_the_2020_edition_exchanges_two_pairs_of_letters() -> None:
    exchange = str.maketrans("pqAB", "qpBA")
    for key, symbol in of("progressive").table.items():
        assert of("2020")[key].plain == symbol.plain.translate(exchange)


def test_input_prediction_and_scores_have_names_of_their_own() -> None:
    assert [of("d2l")[key].plain for key in (("z", 1), ("s", 2), ("z", 3))] == ["x", "o", "ŷ"]
    assert [of("edf")[key].plain for key in (("z", 1), ("z", 3))] == ["x.value", "Q.value"]
    regression = network_of(RunConfig(hidden=(), output="identity", loss="squared error"))
    assert of("edf", regression)["z", 2].plain == "L1.value"
    assert of("d2l", regression)["p", 2].plain == "∂l/∂ŷ"


def test_past_a_softmax_the_last_adjoint_is_that_of_the_scores() -> None:
    assert of("d2l")["p", 3].plain == "∂l/∂o"
    assert of("edf")["p", 3].plain == "s2.grad"
    assert of("notes")["p", 3].plain == "DJ(ẑ²)"
    unfused = network_of(RunConfig(hidden=(), output="softmax", loss="squared error"))
    assert of("d2l", unfused)["p", 2].plain == "∂l/∂ŷ"


def test_the_default_comes_first_and_writes_as_the_stage_does() -> None:
    assert next(iter(NOTATIONS)) == "progressive"
    found = of("progressive")
    assert (found["z", 1].latex, found["z", 1].plain, found["z", 1].spoken) == (
        "z_{1}",
        "z₁",
        "z 1",
    )
    assert found[LOSS].plain == "ℓ"
    assert found["W", 1].meaning == "weights of layer 1"
    assert (below(12), above(30)) == ("₁₂", "³⁰")


@every_notation
@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("split", [False, True])
def test_everything_in_a_step_has_a_symbol_filled_in(
    notation: Notation, config: RunConfig, split: bool
) -> None:
    network = network_of(config)
    found = symbols(notation, network)
    keys = timeline(network, split=split).state_at(0).filled
    for key in keys:
        symbol = found[key]
        assert symbol.latex
        assert symbol.meaning
        assert not re.search(r"<|>", symbol.latex + symbol.plain + symbol.spoken)
        assert re.fullmatch(r"[A-Za-z0-9 ]+", symbol.spoken)
        assert symbol.latex.count("{") == symbol.latex.count("}")
    for form in ("latex", "plain", "spoken"):
        written = [getattr(found[key], form) for key in keys]
        assert len(set(written)) == len(written)
    with pytest.raises(KeyError):
        found[Key("W", 99)]


@every_notation
def test_twelve_layers_keep_their_numbers_apart(notation: Notation) -> None:
    network = network_of(RunConfig(hidden=(HiddenLayer(2, "tanh"),) * 11))
    found = symbols(notation, network)
    assert "12" in found["W", 12].latex
    assert re.search(r"12|₁₂|¹²", found["W", 12].plain)
    plain = [symbol.plain for key, symbol in found.table.items() if key.symbol == "W"]
    assert len(set(plain)) == 12
