"""Which Jacobians a thing has, and what their rows, columns and entries are called. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.formula import Formula, NumberStyle, entry
from core.formulas import Formulas
from core.jacobian_formulas import jacobian_formula, jacobian_of
from core.key import LOSS, Key, has_activation, is_direct, is_fused
from core.linear_map import LinearMap
from core.trace import Trace
from gui.inspector.matrix_window import block_width

BY_VALUE, BY_WEIGHTS, BY_BIASES, ACTIVATION = "A", "B", "B_b", "D"
_TITLES = {
    BY_VALUE: "By the input",
    BY_WEIGHTS: "By the weights, row by row",
    BY_BIASES: "By the biases",
    ACTIVATION: "Of the activation alone",
}
SYMBOLS = (BY_VALUE, BY_WEIGHTS, BY_BIASES, ACTIVATION)


@dataclass(frozen=True, slots=True, eq=False)
class Jacobian:
    """A Jacobian with its names."""

    linear_map: LinearMap
    formula: Formula | None
    row: Key
    """What is differentiated."""
    column: Key
    """By what."""
    shape: tuple[int, ...]
    """Of that: (n,) or (m, n), whose entries are the columns, row by row."""
    structure: str
    needs: tuple[Key, ...] = ()
    """What its entries are made of, as far as that is computed."""

    def name(self, formulas: Formulas, row: int, column: int) -> str:
        """Write an entry as a derivative: ∂z₂[5]/∂W₁[5,17]."""
        symbols = formulas.symbols
        upper = symbols[self.row]
        above = upper.plain if self.row == LOSS else entry(upper, (row,)).plain
        index = tuple(int(k) for k in np.unravel_index(column, self.shape))
        return f"∂{above} / ∂{entry(symbols[self.column], index).plain}"

    def say(
        self, formulas: Formulas, row: int, column: int, value: float, style: NumberStyle
    ) -> str:
        """Say what an entry is."""
        return f"{self.name(formulas, row, column)} = {style.plain(value)}"


def choice_for(key: Key, split: bool = False) -> str:
    """Return the Jacobian that belongs to a thing at first sight."""
    if split and key.symbol == "z" and key.number > 1:
        return ACTIVATION  # it comes from the scores
    if key.symbol in ("W", "q_W", "W_after"):
        return BY_WEIGHTS
    if key.symbol in ("b", "q_b", "b_after"):
        return BY_BIASES
    return ACTIVATION if key.symbol == "p_s" else BY_VALUE


def jacobian(
    formulas: Formulas, trace: Trace, layer: int, symbol: str, style: NumberStyle | None = None
) -> Jacobian:
    """Return one of a layer's Jacobians; of layer 0, the loss, its gradient as a row."""
    style = style or NumberStyle()
    if not layer:
        return _of_loss(formulas, trace, style)
    record = trace.layers[layer - 1]
    linear_map = jacobian_of(trace, (symbol, layer), split=formulas.split)
    key = Key(BY_WEIGHTS if symbol == BY_BIASES else symbol, layer)
    formula = jacobian_formula(formulas, key)
    scores = Key("s", layer) if has_activation(record.layer) else Key("z", layer + 1)
    apart = formulas.split or is_direct(trace.network, record.layer)
    row = scores if apart and symbol != ACTIVATION else Key("z", layer + 1)
    columns: dict[str, tuple[Key, tuple[int, ...]]] = {
        BY_VALUE: (Key("z", layer), record.z.shape),
        BY_WEIGHTS: (Key("W", layer), record.W.shape),
        BY_BIASES: (Key("b", layer), record.b.shape),
        ACTIVATION: (scores, record.s.shape),
    }
    column, shape = columns[symbol]
    title = _TITLES[symbol]
    structure = f"{title}: {describe(linear_map, style)}"
    if row == Key("s", layer) and not formulas.split:
        # Beside z = γ(W z + b) the matrix W alone would be no Jacobian of this layer.
        name = formulas.symbols[row].plain
        structure = f"{name} {title[0].lower()}{title[1:]}: {describe(linear_map, style)}"
        structure += " The softmax is taken together with the loss."
    needs = () if apart and symbol != ACTIVATION else (Key("z", layer + 1),)
    if symbol == BY_WEIGHTS:
        needs = (Key("z", layer), *needs)
    return Jacobian(linear_map, formula, row, column, shape, structure, needs)


def _of_loss(formulas: Formulas, trace: Trace, style: NumberStyle) -> Jacobian:
    network = trace.network
    count = len(trace.layers)
    column = Key("s", count) if is_fused(network) else Key("z", count + 1)
    linear_map = trace.jacobian(network.loss, 0)
    shape = (linear_map.shape[1],)
    what = "scores" if is_fused(network) else "prediction"
    structure = f"The loss by the {what}: {describe(linear_map, style)}"
    # Its entries are those of the first adjoint.
    first = Key("p_s", count) if formulas.split and is_fused(network) else Key("p", count + 1)
    return Jacobian(linear_map, None, LOSS, column, shape, structure, (first,))


def describe(linear_map: LinearMap, style: NumberStyle) -> str:
    """Say how large a matrix is, and what its structure is."""
    rows, columns = linear_map.shape
    text = f"{style.shape((rows, columns))}, {linear_map.structure}"
    width = block_width(linear_map)
    if width and rows > 1:
        text += f". At most 1 entry in {style.count(rows)} is not 0"
    return f"{text}."
