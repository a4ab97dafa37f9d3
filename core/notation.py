"""The symbols of a network in one of five notations, looked up by `Key`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.key import LOSS, TARGET, Key, has_activation, is_direct, is_fused
from core.models import Layer, Network
from core.notation_table import (
    NOTATIONS,
    PROGRESSIVE,
    Notation,
    Symbol,
    Template,
    above,
    below,
)

__all__ = [
    "NOTATIONS",
    "PROGRESSIVE",
    "Notation",
    "Symbol",
    "Symbols",
    "above",
    "below",
    "symbols",
    "to_the",
]


@dataclass(frozen=True, slots=True, eq=False)
class Symbols:
    """The symbols of a network in a notation, by key. Made by `symbols`."""

    notation: Notation
    network: Network
    table: Mapping[Key, Symbol]
    learning_rate: Symbol

    def __getitem__(self, key: tuple[str, int]) -> Symbol:
        """Return the symbol of a thing; KeyError if the network has no such thing."""
        return self.table[Key(*key)]

    def function(self, layer: Layer) -> Symbol | None:
        """Return the symbol of a layer's activation; None for the identity."""
        template = self.notation.functions.get(layer.activation)
        return None if template is None else template.fill({}, {})

    def of_scores(self, key: tuple[str, int]) -> Symbol:
        """Return the symbol of A or B of a layer's affine map alone, where s is shown apart.

        A notation that writes Jacobians as derivatives names what is differentiated; in the others
        an s is added. KeyError if the network has no such thing.
        """
        whole, (letter, number) = self[key], key
        template = self.notation.by_value if letter == "A" else self.notation.by_parameters
        if "<out>" not in template.latex:
            return to_the(whole, "s", "ˢ", " s")
        layer = self.network.layers[number - 1]
        names = {
            "in": _name(self.notation, self.network, number),
            "out": _score(self.notation, self.network, layer),
        }
        return _meaning(template.fill(names, {"k": number}), whole.meaning)


def symbols(notation: Notation, network: Network) -> Symbols:
    """Write down every symbol of a network."""
    empty = notation.learning_rate.fill({}, {})
    return Symbols(notation, network, dict(_table(notation, network)), empty)


def to_the(symbol: Symbol, latex: str, plain: str, spoken: str) -> Symbol:
    """Return a symbol with an exponent, in its three forms; what has one already in brackets."""
    if "^" in symbol.latex or r"\frac" in symbol.latex:
        raised = rf"\left({symbol.latex}\right)^{{{latex}}}"
        return Symbol(raised, f"({symbol.plain}){plain}", symbol.spoken + spoken, symbol.meaning)
    raised = f"{symbol.latex}^{{{latex}}}"
    return Symbol(raised, f"{symbol.plain}{plain}", symbol.spoken + spoken, symbol.meaning)


def _table(notation: Notation, network: Network) -> Iterator[tuple[Key, Symbol]]:
    names = [_name(notation, network, number) for number in range(1, len(network.layers) + 2)]
    yield LOSS, _meaning(notation.loss.fill({}, {}), "loss of this sample")
    target = notation.target.fill({}, {})
    yield TARGET, _meaning(_of(notation.value, target, 0), "target")
    for number, name in enumerate(names, 1):
        last = number == len(names)
        words = "input" if number == 1 else f"output of layer {number - 1}"
        words = "prediction" if last else words
        yield Key("z", number), _meaning(_of(notation.value, name, number), words)
        meant, words = name, f"gradient of the loss by the {words}"
        if last and is_fused(network):
            # What is shown as p_{L+1} is then the adjoint of the scores.
            meant = _score(notation, network, network.layers[-1])
            words = "gradient of the loss by the scores, before the softmax"
        yield Key("p", number), _meaning(_of(notation.adjoint, meant, number), words)
    for layer in network.layers:
        yield from _layer(notation, network, layer, names[layer.number - 1 : layer.number + 1])


def _layer(
    notation: Notation, network: Network, layer: Layer, ends: list[Symbol]
) -> Iterator[tuple[Key, Symbol]]:
    k = layer.number
    what = f"of layer {k}"
    if has_activation(layer):
        score = _score(notation, network, layer)
        yield Key("s", k), _meaning(_of(notation.value, score, k), f"scores {what}")
        adjoint = _of(notation.score_adjoint, score, k)
        yield Key("p_s", k), _meaning(adjoint, f"gradient of the loss by the scores {what}")
        if is_direct(network, layer):
            ends = [ends[0], score]
    for letter, template, gradient, words in (
        ("W", notation.weight, notation.weight_gradient, "weights"),
        ("b", notation.bias, notation.bias_gradient, "biases"),
    ):
        name = template.fill({}, {"k": k})
        yield Key(letter, k), _meaning(_of(notation.value, name, k), f"{words} {what}")
        slope = _of(gradient, name, k)
        yield Key(f"q_{letter}", k), _meaning(slope, f"gradient of the loss by the {words} {what}")
        after = _of(notation.after, name, k)
        yield Key(f"{letter}_after", k), _meaning(after, f"{words} {what} after the update")
    names = {"in": ends[0], "out": ends[1]}
    by_value = notation.by_value.fill(names, {"k": k})
    yield Key("A", k), _meaning(by_value, f"Jacobian {what} by its input")
    by_parameters = notation.by_parameters.fill(names, {"k": k})
    yield Key("B", k), _meaning(by_parameters, f"Jacobian {what} by its parameters")


def _name(notation: Notation, network: Network, number: int) -> Symbol:
    if number == 1:
        template = notation.input
    elif number <= len(network.layers):
        template = notation.hidden
    elif "softmax" in network.layers[-1].activation:
        template = notation.probabilities
    else:
        template = notation.prediction
    return template.fill({}, {"i": number, "k": number - 1})


def _score(notation: Notation, network: Network, layer: Layer) -> Symbol:
    last = layer is network.layers[-1]
    return (notation.last_score if last else notation.score).fill({}, {"k": layer.number})


def _of(template: Template, name: Symbol, number: int) -> Symbol:
    return template.fill({"name": name}, {"i": number, "k": number})


def _meaning(symbol: Symbol, words: str) -> Symbol:
    return Symbol(symbol.latex, symbol.plain, symbol.spoken, words)
