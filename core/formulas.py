"""The formulas of a network: for everything that is computed, what it is computed by.

One table for the whole program, in every notation: what a formula says is decided here, how its
symbols look is decided by `notation`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.formula import (
    BY_ENTRY,
    CLOSE,
    EQUALS,
    MINUS,
    OPEN,
    OUTER,
    PLUS,
    SPACE,
    Formula,
    Term,
    bracketed,
    of,
    sign,
    transposed,
)
from core.formula_sentences import Sentences
from core.key import LOSS, TARGET, Key, has_activation, is_direct, is_fused
from core.loss_factors import squared_factor, squared_slope
from core.models import Layer, Network
from core.notation import PROGRESSIVE, Notation, Symbols, symbols
from core.ops import SquaredError
from core.timeline import Beat, BeatKind
from core.update_formulas import UpdateRule, update_formulas

_ADDS = sign(r" \, {+}{=} \, ", " += ")


@dataclass(frozen=True, slots=True, eq=False)
class Formulas:
    """The formulas of a network in a notation. Made by `formulas`."""

    symbols: Symbols
    split: bool
    rule: UpdateRule
    batch: int = 0
    """B, where q stands for the mean over a minibatch; 0 for the gradient of the one sample."""

    @property
    def network(self) -> Network:
        """The network they are of."""
        return self.symbols.network

    def of_beat(self, beat: Beat) -> tuple[Formula, ...]:
        """Return the formulas of everything that a beat writes.

        An optimizer with a memory is written down for W only: it treats b alike.
        """
        writes = beat.writes
        if beat.kind is BeatKind.UPDATE and not self.rule.plain_descent:
            writes = writes[:1]
        return tuple(formula for key in writes for formula in self.of(key))

    def sentence(self, beat: Beat) -> str:
        """Say what happens in a beat, for the screen."""
        return self._sentences.of(beat.writes[0])[0]

    def spoken(self, beat: Beat) -> str:
        """Say it for a screen reader."""
        return self._sentences.of(beat.writes[0])[1]

    def of(self, key: tuple[str, int]) -> tuple[Formula, ...]:
        """Return the formula of a thing; an optimizer with a memory has several lines.

        KeyError if the network has no such thing.
        """
        key = Key(*key)
        sentence, spoken = self._sentences.of(key)
        if key.symbol in ("W_after", "b_after"):
            found = update_formulas(self.symbols, self.rule, key)
        else:
            found = (Formula(key, self._terms(key)),)
            if is_fused(self.network) and key == Key("p", len(self.network.layers) + 1):
                # By the scores: what these are stands beside it.
                scores = Key("s", len(self.network.layers))
                found += (Formula(scores, self._terms(scores)),)
        return tuple(replace(formula, sentence=sentence, spoken=spoken) for formula in found)

    @property
    def _sentences(self) -> Sentences:
        return Sentences(self.symbols, self.split, self.rule, self.batch)

    def term(self, symbol: str, number: int) -> Term:
        """Return the symbol of a thing as a term."""
        key = Key(symbol, number)
        return of(self.symbols[key], key)

    def jacobian(self, letter: str, number: int) -> Term:
        """Return A_i or B_i as a term: of the scores (A_i^s), where the loss passes by the softmax.

        A_i by itself is the Jacobian of the whole layer, and p_{i+1} the gradient by its output;
        taken together with the loss, the softmax is part of neither.
        """
        key, layer = Key(letter, number), self.network.layers[number - 1]
        if has_activation(layer) and is_direct(self.network, layer):
            return of(self.symbols.of_scores(key), key)
        return self.term(*key)

    def _terms(self, key: Key) -> tuple[Term, ...]:
        left, i = self.term(*key), key.number
        layers = self.network.layers
        set_to = _ADDS if self.symbols.notation.adds_up else EQUALS
        match key.symbol:
            case "loss":
                return (left, EQUALS, *self._loss())
            case "y" | "W" | "b":
                return (left,)
            case "z" if i == 1:
                return (left,) if left.plain.startswith("x") else (left, EQUALS, sign("x", "x"))
            case "z":
                return (left, EQUALS, *self._output(layers[i - 2]))
            case "s":
                return (left, EQUALS, *self.affine(layers[i - 1]))
            case "p" if i == len(layers) + 1:
                return (left, set_to, *self._first_adjoint())
            case "p":
                return (left, set_to, *self._adjoint(layers[i - 1]))
            case "p_s" if is_direct(self.network, layers[i - 1]):
                return (left, set_to, *self._first_adjoint())
            case "p_s":
                return (left, set_to, *self.through_activation(layers[i - 1]))
            case "q_W":
                own = (*self.score_adjoint(layers[i - 1]), OUTER, self.term("z", i))
                return (left, set_to, *self._mean(own))
            case "q_b":
                return (left, set_to, *self._mean(_stripped(self.score_adjoint(layers[i - 1]))))
        raise KeyError(key)

    def _mean(self, own: tuple[Term, ...]) -> tuple[Term, ...]:
        """What a sample has; or the mean of it over the samples k of the minibatch."""
        if not self.batch:
            return own
        size = self.batch
        share = sign(rf"\frac{{1}}{{{size}}}", f"1/{size}")
        every = sign(rf"\sum_{{k=1}}^{{{size}}}", "Σₖ")
        return (share, SPACE, every, SPACE, OPEN, *own, sign(")^{(k)}", ")⁽ᵏ⁾"))

    def affine(self, layer: Layer) -> tuple[Term, ...]:
        """W z + b."""
        i = layer.number
        return (self.term("W", i), SPACE, self.term("z", i), PLUS, self.term("b", i))

    def argument(self, layer: Layer) -> tuple[Term, ...]:
        """What a layer's activation is applied to: s, or W z + b where s is not shown."""
        return (self.term("s", layer.number),) if self.split else self.affine(layer)

    def _output(self, layer: Layer) -> tuple[Term, ...]:
        function = self.symbols.function(layer)
        if function is None or not has_activation(layer):
            return self.affine(layer)
        return (of(function), *bracketed(self.argument(layer)))

    def _adjoint(self, layer: Layer) -> tuple[Term, ...]:
        """A^T p, and what that is: W^T times the adjoint of the scores."""
        i, rows = layer.number, self.symbols.notation.rows
        inner, weight = self.score_adjoint(layer), self.term("W", i)
        written = (*inner, SPACE, weight) if rows else (transposed(weight), SPACE, *inner)
        if self.split and has_activation(layer):
            return written
        jacobian, p = self.jacobian("A", i), self.term("p", i + 1)
        product = (p, SPACE, jacobian) if rows else (transposed(jacobian), SPACE, p)
        return (*product, EQUALS, *written)

    def score_adjoint(self, layer: Layer) -> tuple[Term, ...]:
        """Return the adjoint of W z + b: a symbol, or a product in brackets."""
        if self.split and has_activation(layer):
            return (self.term("p_s", layer.number),)
        if is_direct(self.network, layer):
            return (self.term("p", layer.number + 1),)
        return bracketed(self.through_activation(layer))

    def through_activation(self, layer: Layer) -> tuple[Term, ...]:
        """Return the Jacobian of an activation applied to p."""
        p, rows = self.term("p", layer.number + 1), self.symbols.notation.rows
        if layer.activation not in ("softmax", "modified softmax"):
            if rows:
                diagonal = sign(r"\operatorname{diag}", "diag")
                return (p, SPACE, diagonal, *bracketed(self.slope(layer)))
            return (*self.slope(layer), BY_ENTRY, p)
        jacobian = self.softmax_jacobian(layer, turned=not rows)
        return (p, SPACE, *jacobian) if rows else (*jacobian, SPACE, p)

    def slope(self, layer: Layer) -> tuple[Term, ...]:
        """Return s'(W z + b)."""
        function = self.symbols.function(layer)
        if function is None:
            raise ValueError("the identity has no slope to write down")
        prime = Term(None, f"{{{function.latex}}}'", f"{function.plain}′")
        return (prime, *bracketed(self.argument(layer)))

    def softmax_jacobian(self, layer: Layer, turned: bool = False) -> tuple[Term, ...]:
        """Return diag(gamma) - gamma gamma^T; with a reference class it is not square."""
        if layer.activation == "modified softmax":
            upper = r"^{T}" if turned else ""
            function = self.symbols.function(layer)
            latex, plain = ("", "") if function is None else (function.latex, function.plain)
            return (sign(f"J_{{{latex}}}{upper}", f"J_{plain}{'ᵀ' if turned else ''}"),)
        z = self.term("z", layer.number + 1)
        diagonal = (sign(r"\operatorname{diag}", "diag"), *bracketed((z,)))
        return bracketed((*diagonal, MINUS, z, SPACE, transposed(z)))

    def _loss(self) -> tuple[Term, ...]:
        network = self.network
        z, y = self.term("z", len(network.layers) + 1), of(self.symbols[TARGET], TARGET)
        operation = network.graph[network.loss].operation
        if isinstance(operation, SquaredError):
            factor = squared_factor(operation, network.layers[-1].outputs)
            scale = () if factor is None else (factor, SPACE)
            if network.layers[-1].outputs == 1:
                return (*scale, OPEN, z, MINUS, y, sign(")^{2}", ")²"))
            bars = sign(r"\lVert ", "‖"), sign(r" \rVert^{2}", "‖²")
            return (*scale, bars[0], z, MINUS, y, bars[1])
        log = sign(r" \, \log \, ", " log ")
        return (sign("{-}", "−"), transposed(y), log, z)

    def _first_adjoint(self) -> tuple[Term, ...]:
        found = self._loss_gradient()
        if not self.symbols.notation.rows:
            return found
        if is_fused(self.network) and self.network.layers[-1].activation != "softmax":
            return (OPEN, *found, sign(")^{T}", ")ᵀ"))
        turned = sign(")^{T}", ")ᵀ")
        return (*found[:-1], turned) if found[-1] == CLOSE else (OPEN, *found, turned)

    def _loss_gradient(self) -> tuple[Term, ...]:
        network = self.network
        z, y = self.term("z", len(network.layers) + 1), of(self.symbols[TARGET], TARGET)
        operation = network.graph[network.loss].operation
        if isinstance(operation, SquaredError):
            slope = squared_slope(operation, network.layers[-1].outputs)
            return (z, MINUS, y) if slope is None else (slope, SPACE, *bracketed((z, MINUS, y)))
        if is_fused(network):
            if network.layers[-1].activation == "modified softmax":
                # The last class has no score, so it has no part in this.
                return (OPEN, z, MINUS, y, sign(r")_{1, \ldots, K-1}", ")[1…K−1]"))
            return (z, MINUS, y)
        return (sign(r"\nabla", "∇"), of(self.symbols[LOSS], LOSS))


def _stripped(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Take off the brackets around a product that stands alone."""
    return terms[1:-1] if len(terms) > 1 else terms


def formulas(
    network: Network,
    notation: Notation = PROGRESSIVE,
    *,
    split: bool = False,
    rule: UpdateRule | None = None,
    batch: int = 0,
) -> Formulas:
    """Write down a network; `rule` is what its run does to the parameters.

    With `batch`, q is the mean over a minibatch of so many samples.
    """
    return Formulas(symbols(notation, network), split, rule or UpdateRule(), batch)
