"""Jacobians with their structure, the fundamental recursion, and what both modes cost."""

from __future__ import annotations

from dataclasses import dataclass

from core.autodiff import forward_mode_counts, reverse_mode_counts
from core.formula import (
    CLOSE,
    EQUALS,
    OPEN,
    OUTER,
    SPACE,
    Formula,
    Term,
    bracketed,
    of,
    sign,
    transposed,
)
from core.formulas import Formulas
from core.key import Key, has_activation, is_direct
from core.linear_map import Dense, Identity, KroneckerRow, LinearMap, Product
from core.models import Layer, Network
from core.notation import below
from core.trace import Trace

_GAP = sign(r" \quad ", "  ")


def jacobian_of(trace: Trace, key: tuple[str, int], *, split: bool = False) -> LinearMap:
    """Return a Jacobian as a linear map, to draw and to apply.

    Keys: "A" by z_i; "B" by the weights, row by row; "B_b" by the bias; "D" of the activation
    alone. A, B and B_b are those of the step that p_{i+1} goes through: of the whole layer; of the
    affine map alone if that is shown apart (`split`), or if p_{i+1} is the adjoint of the scores.
    """
    symbol, number = key
    layer = trace.layers[number - 1]
    if symbol == "D":
        return layer.activation
    m = layer.s.size
    maps: dict[str, LinearMap] = {
        "A": Dense(layer.W, f"W_{{{number}}}"),
        "B": KroneckerRow(m, layer.z, f"z_{{{number}}}"),
        "B_b": Identity(m),
    }
    inner = maps[symbol]
    if split or is_direct(trace.network, layer.layer):
        return inner
    return layer.activation if symbol == "B_b" else Product((layer.activation, inner))


def jacobian_formula(formulas: Formulas, key: tuple[str, int]) -> Formula:
    """Write down A_i, B_i or D_i with its structure named. B_i has two parts, by W and by b."""
    key = Key(*key)
    layer = formulas.network.layers[key.number - 1]
    apart = formulas.split or is_direct(formulas.network, layer)
    outer = () if apart else _activation(formulas, layer)
    kind = _kind(layer)
    if key.symbol == "D":
        left = sign(rf"D_{{{key.number}}}", f"D{below(key.number)}")
        sentence = f"The Jacobian of the activation is {kind}."
        return Formula(key, (left, EQUALS, *_activation(formulas, layer)), sentence, sentence)
    fused = has_activation(layer) and is_direct(formulas.network, layer)
    left = formulas.term(*key)
    if apart and has_activation(layer):
        left = of(formulas.symbols.of_scores(key), key)
    W, z = formulas.term("W", layer.number), formulas.term("z", layer.number)
    rows = formulas.network.graph[layer.score].shape[0]
    identity = sign(rf"I_{{{rows}}}", f"I{below(rows)}")
    if key.symbol == "A":
        structure = "dense: the weights themselves" if apart else f"{kind}, times the weights"
        right: tuple[Term, ...] = (W,) if apart else (*outer, SPACE, W)
        sentence = f"The Jacobian by the input is {structure}."
    else:
        first = outer or (identity,)
        right = (OPEN, *first, OUTER, transposed(z), _GAP, *first, CLOSE)
        what = "the identity" if apart else kind
        sentence = (
            f"The Jacobian by the weights is the Kronecker product of {what} and the "
            f"input as a row: each row of W has its own block. By the biases it is {what}."
        )
    if fused:
        scores = formulas.of(("s", key.number))[0].plain
        sentence += (
            f" It is that of the scores, {scores}, as the softmax is taken together with the loss."
        )
    return Formula(key, (left, EQUALS, *right), sentence, sentence)


def _activation(formulas: Formulas, layer: Layer) -> tuple[Term, ...]:
    if not has_activation(layer):
        size = layer.outputs
        return (sign(rf"I_{{{size}}}", f"I{below(size)}"),)
    if "softmax" in layer.activation:
        return formulas.softmax_jacobian(layer)
    return (sign(r"\operatorname{diag}", "diag"), *bracketed(formulas.slope(layer)))


def _kind(layer: Layer) -> str:
    if not has_activation(layer):
        return "the identity"
    if "softmax" in layer.activation:
        return "a diagonal matrix minus one of rank one"
    return "a diagonal matrix"


def recursion(formulas: Formulas, most: int = 4) -> tuple[Formula, ...]:
    """Write out the fundamental recursion, one line for each layer, and the gradient from it.

    J_{O_1} = B_1, J_{O_i} = (A_i J_{O_{i-1}}  B_i). Networks of up to `most` layers have each line
    multiplied out as well.
    """
    count = len(formulas.network.layers)
    lines: list[Formula] = []
    expanded: list[tuple[Term, ...]] = []
    for i in range(1, count + 1):
        left, a, b = _outcome(i), formulas.jacobian("A", i), formulas.jacobian("B", i)
        expanded = [(a, SPACE, *part) for part in expanded] + [(b,)]
        if i == 1:
            lines.append(Formula(Key("J_O", 1), (left, EQUALS, b)))
            continue
        terms = [left, EQUALS, OPEN, a, SPACE, _outcome(i - 1), _GAP, b, CLOSE]
        if i > 2 and count <= most:
            parts = [term for part in expanded for term in (_GAP, *part)][1:]
            terms += [EQUALS, OPEN, *parts, CLOSE]
        lines.append(Formula(Key("J_O", i), tuple(terms)))
    last, p = _outcome(count), formulas.term("p", count + 1)
    nabla = sign(r"\nabla f", "∇f")
    rows = formulas.symbols.notation.rows
    product = (p, SPACE, last) if rows else (transposed(last), SPACE, p)
    return (*lines, Formula(Key("J_O", count + 1), (nabla, EQUALS, *product)))


def _outcome(i: int) -> Term:
    return Term(Key("J_O", i), rf"J_{{\mathcal{{O}}_{{{i}}}}}", f"J_O{below(i)}")


@dataclass(frozen=True, slots=True)
class Cost:
    """The operations of one matrix product: ``n l (2m - 1)`` for n x m times m x l (seed 001)."""

    layer: int
    """i; L + 1 for the loss."""
    latex: str
    plain: str
    count: int


@dataclass(frozen=True, slots=True)
class OperationCounts:
    """Multiplications and additions for the gradient by the input, in both modes.

    Forward mode multiplies matrices from the input on, F_i = A_i F_{i-1}; reverse mode a matrix
    and a vector from the loss back, p_i = A_i^T p_{i+1}. In the order in which they happen.
    """

    forward: tuple[Cost, ...]
    reverse: tuple[Cost, ...]

    @property
    def forward_total(self) -> int:
        """All of forward mode."""
        return sum(cost.count for cost in self.forward)

    @property
    def reverse_total(self) -> int:
        """All of reverse mode."""
        return sum(cost.count for cost in self.reverse)


def operation_counts(network: Network) -> OperationCounts:
    """Count both modes on this very network, with dense Jacobians as the text does."""
    widths = network.widths
    d, last = widths[0], len(network.layers)
    shapes = [(widths[i], widths[i - 1]) for i in range(1, last + 1)] + [(1, widths[-1])]
    forward = tuple(
        _cost(i, rows, columns, d, count) if count else Cost(i, "0", "0", 0)
        for i, ((rows, columns), count) in enumerate(
            zip(shapes, forward_mode_counts(widths), strict=True), 1
        )
    )
    reverse = tuple(
        _cost(i, columns, rows, 1, count)
        for i, ((rows, columns), count) in enumerate(
            zip(shapes[:-1], reverse_mode_counts(widths), strict=True), 1
        )
    )
    return OperationCounts(forward, reverse[::-1])


def _cost(layer: int, rows: int, inner: int, columns: int, count: int) -> Cost:
    factors = [str(number) for number in (rows, columns) if number != 1]
    inside = f"2 {{}} {inner} - 1"
    latex = r" \cdot ".join([*factors, f"({inside.format(chr(92) + 'cdot')})"])
    plain = " · ".join([*factors, f"({inside.format('·')})"]).replace("-", "−")
    return Cost(layer, latex, plain, count)
