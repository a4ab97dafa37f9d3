"""What is written on the stage, in the notation of seed 001. No Qt.

One table for a network: everything that carries a symbol or a formula looks it up here, so that
another notation is another table. Formulas come in versions, the longest first; the layout takes
the first one that fits. Letters below and above the line are Unicode's own (z₂, Aᵀ), so that every
text can also be copied and spoken; `gui.stage.text` sets them as what they are.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.key import Key
from core.models import Layer, Network
from core.ops import SquaredError
from core.ops.losses import Factor

Versions = tuple[str, ...]

_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_FUNCTIONS = {
    "sigmoid": "σ",
    "tanh": "tanh",
    "relu": "ReLU",
    "leaky relu": "leaky ReLU",
    "softmax": "γ",
    "modified softmax": "γ",
}


@dataclass(frozen=True, slots=True)
class Labels:
    """The texts of a network, by key."""

    symbols: dict[Key, str]
    """The bare symbol: z₂."""
    titles: dict[Key, Versions]
    """What is written at a thing: the symbol with its formula."""
    arrows: dict[Key, Versions]
    spoken: dict[Key, str]
    """What it is, in words."""


def below(number: int) -> str:
    """A number as an index: ₁₂."""
    return str(number).translate(_BELOW)


def is_fused(network: Network) -> bool:
    """True if the loss is computed from the scores, past the softmax."""
    last = network.layers[-1]
    return last.output != last.score and network.graph[network.loss].parents[0] == last.score


def labels_of(network: Network) -> Labels:
    """Write down everything for a network."""
    symbols: dict[Key, str] = {}
    titles: dict[Key, Versions] = {}
    arrows: dict[Key, Versions] = {}
    spoken: dict[Key, str] = {}
    count = len(network.layers)
    for i in range(1, count + 2):
        symbols[Key("z", i)], symbols[Key("p", i)] = f"z{below(i)}", f"p{below(i)}"
        titles[Key("z", i)] = (symbols[Key("z", i)],)
        titles[Key("p", i)] = (symbols[Key("p", i)],)
        spoken[Key("z", i)] = "input" if i == 1 else f"output of layer {i - 1}"
        spoken[Key("p", i)] = f"gradient of the loss by z {i}"
    titles[Key("z", 1)] = ("z₁ = x", "z₁")
    spoken[Key("z", count + 1)] = "prediction"
    titles[Key("p", count + 1)] = _first_adjoint(network)
    if is_fused(network):
        spoken[Key("p", count + 1)] = "gradient of the loss by the scores, before the softmax"
    for layer in network.layers:
        _add_layer(layer, network, symbols, titles, arrows, spoken)
    loss = Key("loss", 0)
    symbols[loss], titles[loss], spoken[loss] = "ℓ", ("loss",), "loss of this sample"
    arrows[Key("forward loss", 0)] = _loss(network)
    arrows[Key("backward loss", 0)] = ()
    return Labels(symbols, titles, arrows, spoken)


def _add_layer(
    layer: Layer,
    network: Network,
    symbols: dict[Key, str],
    titles: dict[Key, Versions],
    arrows: dict[Key, Versions],
    spoken: dict[Key, str],
) -> None:
    i, after = below(layer.number), below(layer.number + 1)
    names = {"W": f"W{i}", "b": f"b{i}", "q_W": f"q{i}", "q_b": f"q{i}ᵇ"}
    words = {
        "W": f"weights of layer {layer.number}",
        "b": f"biases of layer {layer.number}",
        "q_W": f"gradient of the loss by W {layer.number}",
        "q_b": f"gradient of the loss by b {layer.number}",
    }
    for symbol, name in names.items():
        key = Key(symbol, layer.number)
        symbols[key], titles[key], spoken[key] = name, (name,), words[symbol]
    # The factor of q: the adjoint of W z + b. It is p itself where no activation comes between.
    last = layer is network.layers[-1]
    direct = layer.output == layer.score or (last and is_fused(network))
    function = _FUNCTIONS.get(layer.activation, layer.activation)
    if direct:
        s = f"p{after}"
    elif last and "softmax" in layer.activation:
        s = f"(γ′ᵀ p{after})"
    else:
        s = f"({function}′ ⊙ p{after})"
    titles[Key("q_W", layer.number)] = (f"q{i} = {s} ⊗ z{i}", f"q{i}")
    affine = f"W{i}z{i} + b{i}"
    value = affine if layer.output == layer.score else f"{function}({affine})"
    arrows[Key("g", layer.number)] = (f"z{after} = {value}", value)
    jacobian = f"W{i}" if direct else f"A{i}"
    arrows[Key("A", layer.number)] = (f"p{i} = {jacobian}ᵀ p{after}",)


def _first_adjoint(network: Network) -> Versions:
    after = below(len(network.layers) + 1)
    p, z = f"p{after}", f"z{after}"
    if is_fused(network):
        return f"{p} = γ − y", p
    operation = network.graph[network.loss].operation
    if isinstance(operation, SquaredError):
        entries = network.layers[-1].outputs
        difference = f"{z} − y"
        factor = _slope(operation.factor, entries)
        return f"{p} = {factor} ({difference})" if factor else f"{p} = {difference}", p
    return f"{p} = ∇ℓ", p


def _slope(factor: Factor, entries: int) -> str:
    """The derivative of c u² has the factor 2 c."""
    if factor == "1/2":
        return ""
    return f"2⁄{entries}" if factor == "mean" and entries > 1 else "2"


def _loss(network: Network) -> Versions:
    count = len(network.layers)
    z, entries = f"z{below(count + 1)}", network.layers[-1].outputs
    operation = network.graph[network.loss].operation
    if isinstance(operation, SquaredError):
        many = entries > 1
        factor = {"1": "", "1/2": "½ ", "mean": f"1⁄{entries} " if many else ""}[operation.factor]
        return f"ℓ = {factor}‖{z} − y‖²" if many else f"ℓ = {factor}({z} − y)²", "ℓ"
    return f"ℓ = −Σ y log {z}", "ℓ"
