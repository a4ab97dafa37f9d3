"""What happens, in one plain sentence: with symbols for the screen, with words for the ear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.key import LOSS, TARGET, Key, has_activation, is_direct, is_fused
from core.models import Layer
from core.notation import Symbols
from core.update_formulas import UpdateRule

Name = Callable[[str, int], str]
_NAMES = ("Adam", "RMSprop", "AdaGrad", "Nesterov")


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """The sentences of a network in a notation."""

    symbols: Symbols
    split: bool
    rule: UpdateRule
    batch: int = 0
    """The samples that q is the mean over; 0 for the one."""

    def of(self, key: Key) -> tuple[str, str]:
        """Return the sentence about a thing, for the screen and for a screen reader."""

        def plain(symbol: str, number: int) -> str:
            return self.symbols[symbol, number].plain

        def spoken(symbol: str, number: int) -> str:
            return self.symbols[symbol, number].spoken

        return _capital(self._about(key, plain)), _capital(self._about(key, spoken))

    def _about(self, key: Key, name: Name) -> str:
        layers, i = self.symbols.network.layers, key.number
        me = name(*key)
        match key.symbol:
            case "z" if i == 1:
                return f"the sample is the input {me}: {_many(layers[0].inputs, 'value')}"
            case "z" if self.split and has_activation(layers[i - 2]):
                return self._activated(layers[i - 2], me, name)
            case "z":
                softmax = "softmax" in layers[i - 2].activation
                what = "probability" if softmax else "value"
                return self._affine(layers[i - 2], what, me, name)
            case "s":
                return self._affine(layers[i - 1], "score", me, name)
            case "y":
                return f"{me} is the target of this sample"
            case "loss":
                z, y = name("z", len(layers) + 1), name(*TARGET)
                return f"the prediction {z} is compared with the target {y}: {me} is the loss"
            case "p" if i == len(layers) + 1:
                return self._first(me, name)
            case "p_s" if is_direct(self.symbols.network, layers[i - 1]):
                return self._first(me, name)
            case "p_s":
                p, how = name("p", i + 1), self._carrier(layers[i - 1])
                return (
                    f"{how} carries {p} back through the activation: {me} says how the loss "
                    f"changes with each score of layer {i}"
                )
            case "p":
                return self._adjoint(layers[i - 1], me, name)
            case "W" | "b":
                return f"{me}: the {self.symbols[key].meaning}"
            case "q_W" | "q_b":
                return self._gradient(layers[i - 1], name)
            case "W_after" | "b_after":
                return self._update(layers[i - 1], name)
        raise KeyError(key)

    def _affine(self, layer: Layer, what: str, me: str, name: Name) -> str:
        i = layer.number
        source = "the input" if i == 1 else name("z", i)
        count = _scores(layer) if what == "score" else layer.outputs
        of = "of " if what == "value" else ""
        return f"{source} and the weights of layer {i} give {_many(count, what)} {of}{me}"

    def _activated(self, layer: Layer, me: str, name: Name) -> str:
        s, i = name("s", layer.number), layer.number
        if "softmax" in layer.activation:
            return f"the softmax turns the scores {s} into {layer.outputs} probabilities, {me}"
        scores = "the score" if layer.outputs == 1 else f"each of the {layer.outputs:,} scores"
        return f"{_spoken(layer)} is applied to {scores} of layer {i}, {s}: this gives {me}"

    def _carrier(self, layer: Layer) -> str:
        if "softmax" in layer.activation:
            return "the Jacobian of the softmax"
        return f"the slope of {_spoken(layer)}"

    def _first(self, me: str, name: Name) -> str:
        network = self.symbols.network
        z, y = name("z", len(network.layers) + 1), name(*TARGET)
        if is_fused(network):
            return (
                f"the way back begins: prediction {z} minus target {y} is {me}, the gradient "
                f"by the scores {name('s', len(network.layers))}, as the softmax is taken together "
                "with the loss"
            )
        return (
            f"the way back begins at {name(*LOSS)}: {me} says how the loss changes with each "
            f"entry of the prediction {z}"
        )

    def _source(self, layer: Layer, name: Name) -> tuple[str, str]:
        """Name what comes back to a layer, and the activation that it must pass, if any."""
        if self.split and has_activation(layer):
            return name("p_s", layer.number), ""
        p = name("p", layer.number + 1)
        if is_direct(self.symbols.network, layer):
            return p, ""
        return p, "the softmax" if "softmax" in layer.activation else _spoken(layer)

    def _adjoint(self, layer: Layer, me: str, name: Name) -> str:
        i = layer.number
        of = "the input" if i == 1 else name("z", i)
        p, activation = self._source(layer, name)
        way = f"{activation} and the weights" if activation else "the weights"
        return (
            f"{p} goes back through {way} of layer {i}: {me} says how the loss changes "
            f"with {_each(layer.inputs, 'value')} of {of}"
        )

    def _gradient(self, layer: Layer, name: Name) -> str:
        i, rows = layer.number, _scores(layer)
        p, activation = self._source(layer, name)
        product = (
            f"goes back through {activation} and is multiplied with" if activation else "times"
        )
        q, q_b, z = name("q_W", i), name("q_b", i), name("z", i)
        weights, biases = _each(rows * layer.inputs, "weight"), _each(rows, "bias")
        if self.batch:
            every = (
                f"for each of the {self.batch:,} samples" if self.batch > 1 else "for the sample"
            )
            return (
                f"{p} {product} {z}, {every}: {q} is the mean, how the mean loss changes with "
                f"{weights} of layer {i}; {q_b} says so for {biases}"
            )
        return (
            f"{p} {product} {z}{':' if activation else ' is'} {q}{' says' if activation else ','} "
            f"how the loss changes with {weights} of layer {i}; {q_b} says so for {biases}"
        )

    def _update(self, layer: Layer, name: Name) -> str:
        i = layer.number
        W, b = name("W", i), name("b", i)
        if self.rule.plain_descent:
            mean = (
                f"the mean gradients of {self.batch:,} samples" if self.batch else "their gradients"
            )
            return f"{W} and {b} take a small step against {mean}, down the loss"
        mean = f", by the mean gradients of {self.batch:,} samples" if self.batch else ""
        return (
            f"{self.rule.title} changes {W}, and {b} alike{mean}: {_small(self.rule.explanation)}"
        )


def _scores(layer: Layer) -> int:
    return layer.outputs - int(layer.activation == "modified softmax")


def _many(count: int, what: str) -> str:
    if count == 1:
        return f"the single {what}"
    plural = {"bias": "biases", "probability": "probabilities"}.get(what, f"{what}s")
    return f"the {count:,} {plural}"


def _each(count: int, what: str) -> str:
    return _many(count, what) if count == 1 else f"each of {_many(count, what)}"


def _spoken(layer: Layer) -> str:
    names = {"relu": "ReLU", "leaky relu": "leaky ReLU"}
    return names.get(layer.activation, layer.activation)


def _small(sentence: str) -> str:
    """Make a part of a sentence of it; a name keeps its capital."""
    first = sentence.split(" ", 1)[0]
    name = first in _NAMES
    return (first[0] if name else first[0].lower()) + sentence[1:].rstrip(".")


def _capital(sentence: str) -> str:
    """Make a sentence of it. A symbol at its beginning stays as it is: x.value, z₂."""
    head = sentence.split(" ", 1)[0].strip(",:")
    word = head.isascii() and head.isalpha() and len(head) > 1
    return f"{sentence[0].upper() + sentence[1:] if word else sentence}."
