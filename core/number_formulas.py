"""The same formulas with one sample's numbers, for one entry: every number is the trace's own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from math import floor, log10

import numpy as np

from core.arrays import Array
from core.batch_trace import BatchTrace
from core.contributions import Contribution, Contributions, contributions
from core.formula import (
    BECOMES,
    DOT,
    EQUALS,
    MINUS,
    OPEN,
    PLUS,
    Formula,
    NumberStyle,
    Term,
    bracketed,
    entry,
    of,
    sign,
)
from core.formulas import Formulas
from core.key import TARGET, Key, has_activation, is_direct, values_of
from core.loss_factors import squared_factor, squared_slope
from core.notation import Symbol, to_the
from core.number_sums import factor, joined, largest, mean_of, together
from core.ops import SquaredError
from core.recomputed import recomputed
from core.trace import LayerTrace, Trace
from core.update_numbers import update_lines

_STEPS = re.compile(" [=←] ")
_SQUARED = sign(")^{2}", ")²")
MOST_MORE = 8
"""Digits beyond those asked for, at most: a sum that cancels to nothing would never have enough."""


def number_formula(
    formulas: Formulas,
    trace: Trace,
    key: tuple[str, int],
    cell: int = 0,
    style: NumberStyle | None = None,
    most: int = 2,
    batch: BatchTrace | None = None,
) -> tuple[Formula, ...]:
    """Write down how entry `cell` (a flat index) of a thing comes about.

    Of a sum the `most` strongest terms are written out, the rest together. A value past an
    activation that is not shown apart has two lines, that of its score first. What is computed
    with has as many digits as it takes to come to the result that is written, within one unit of
    its last digit. With a minibatch
    (and the trace `with_mean` of it) a q has two as well: this sample's own, then the mean.
    KeyError if the trace has no such thing, such as parameters after an update that was not taken;
    IndexError for an entry that there is not.
    """
    style = style or NumberStyle()
    point = replace(style, comma=False)
    writer = _Writer(formulas, trace, point, point, most, batch)
    counts = _digits_needed(writer, Key(*key), cell)

    def written(digits: int) -> tuple[Formula, ...]:
        finer = replace(writer, style=replace(style, digits=digits), result=style)
        return finer.lines(Key(*key), cell)

    found = {digits: written(digits) for digits in set(counts)}
    return tuple(found[digits][k] for k, digits in enumerate(counts))


def _digits_needed(writer: _Writer, key: Key, cell: int) -> list[int]:
    """Return for each line the digits of its operands, the fewest that lead to its result."""
    asked = writer.style.digits
    lines = writer.lines(key, cell)
    counts = [asked] * len(lines)
    left = [k for k, line in enumerate(lines) if not leads_to_its_result(line, asked)]
    for digits in range(asked + 1, min(asked + MOST_MORE, 17) + 1):
        if not left:
            break
        finer = replace(writer, style=replace(writer.style, digits=digits)).lines(key, cell)
        for k in left:
            counts[k] = digits
        left = [k for k in left if not leads_to_its_result(finer[k], asked)]
    return counts


def leads_to_its_result(line: Formula, digits: int) -> bool:
    """True if each step of a line, computed as written, comes to its last number.

    Within one unit of the last of its `digits`; steps with symbols are not counted. The line is
    written with decimal points.
    """
    _, *steps = _STEPS.split(line.plain)
    if line.value is None or not np.isfinite(line.value) or not steps:
        return True
    result = recomputed(steps[-1])
    if result is None:
        return True
    unit = 10.0 ** (floor(log10(abs(result))) - digits + 1) if result else 10.0**-300
    computed = (recomputed(step) for step in steps[:-1])
    return all(each is None or abs(each - result) <= 1.001 * unit for each in computed)


@dataclass(frozen=True, slots=True, eq=False)
class _Writer:
    formulas: Formulas
    trace: Trace
    style: NumberStyle
    """Of what is computed with."""
    result: NumberStyle
    """Of what it comes to."""
    most: int
    batch: BatchTrace | None

    def lines(self, key: Key, cell: int) -> tuple[Formula, ...]:
        values = values_of(self.trace, key)
        if not 0 <= cell < values.size:
            raise IndexError(f"{key} has no entry {cell}")
        layers, i = self.trace.layers, key.number
        if self.batch is not None and key.symbol in ("q_W", "q_b"):
            own = float(self.batch.q(0, key).reshape(-1)[cell])
            steps = self._computation(key, cell)
            first = self._line(key, cell, *steps, value=own, raised=("(1)", "⁽¹⁾", " of sample 1"))
            return (
                first,
                self._line(key, cell, mean_of(self.batch, key, cell, self.most, self.style)),
            )
        if key.symbol in ("W_after", "b_after"):
            return self._update(key, cell)
        if key.symbol == "z" and i > 1 and has_activation(layers[i - 2].layer):
            layer = layers[i - 2]
            result = self._line(key, cell, *self._activated(layer, cell))
            if self.formulas.split or cell >= layer.s.size:
                return (result,)
            return (*self.lines(Key("s", i - 1), cell), result)
        return (self._line(key, cell, *self._computation(key, cell)),)

    def _line(
        self,
        key: Key,
        cell: int,
        *steps: tuple[Term, ...],
        value: float | None = None,
        raised: tuple[str, str, str] | None = None,
    ) -> Formula:
        """Write the entry, each step of its computation, and the number that it comes to.

        Args:
            key: the thing.
            cell: its entry.
            steps: each a row of terms.
            value: the number, if it is not the one in the trace.
            raised: an exponent of the symbol in LaTeX, in plain text, and as it is spoken.
        """
        values = values_of(self.trace, key)
        value = float(values.reshape(-1)[cell]) if value is None else value
        symbol = self.formulas.symbols[key]
        if key.symbol != "loss":
            symbol = entry(symbol, tuple(int(k) for k in np.unravel_index(cell, values.shape)))
        if raised is not None:
            symbol = to_the(symbol, *raised)
        terms = [Term(key, symbol.latex, symbol.plain, cell)]
        for step in (*steps, (self.result.term(value),)):
            terms += [EQUALS, *step]
        number = self.result.plain(value)
        about = f"{symbol.plain} = {number}.", f"{symbol.spoken} is {number}."
        return Formula(key, tuple(terms), *about, value)

    def _computation(self, key: Key, cell: int) -> tuple[tuple[Term, ...], ...]:
        """Return the steps of a computation, each a row of terms; none for what is given."""
        layers, i = self.trace.layers, key.number
        match key.symbol:
            case "loss":
                return (self._loss(),)
            case "s":
                return (self._sum(key, cell),)
            case "z" if i > 1:
                return (self._sum(key, cell),)
            case "p" if i <= len(layers):
                return (self._sum(key, cell),)
            case "p":
                return (self._first_adjoint(cell),)
            case "p_s" if is_direct(self.trace.network, layers[i - 1].layer):
                return (self._first_adjoint(cell),)
            case "p_s":
                return self._through(layers[i - 1], cell)
            case "q_W":
                row, column = divmod(cell, layers[i - 1].z.size)
                z = self._number(Key("z", i), column)
                steps = self._score_adjoint(layers[i - 1], row)
                return tuple((*factor(step), DOT, z) for step in steps)
            case "q_b":
                steps = self._score_adjoint(layers[i - 1], cell)
                if len(steps) == len(steps[0]) == 1:  # a number that stands somewhere else
                    key = steps[0][0].key or key
                    return ((of(entry(self.formulas.symbols[key], (cell,)), key),),)
                return steps
        return ()

    def _number(self, key: Key, cell: int) -> Term:
        """Return a number of the trace as a factor."""
        value = float(values_of(self.trace, key).reshape(-1)[cell])
        return self.style.factor(value, key, cell)

    def _sum(self, key: Key, cell: int) -> tuple[Term, ...]:
        return self._written(self._taken_apart(key, cell))

    def _taken_apart(self, key: Key, cell: int) -> Contributions:
        split = self.formulas.split
        found = contributions(self.trace, key, cell, self.most, split=split)
        if found.rest_count == 1:  # one term is no longer than "1 more"
            found = contributions(self.trace, key, cell, self.most + 1, split=split)
        return found

    def _written(self, found: Contributions) -> tuple[Term, ...]:
        """Write a weighted sum."""
        parts = [self._product(term) for term in found.strongest]
        parts += together(self.style, found.rest_count, found.rest_sum)
        if found.bias is not None:
            b = Key("b", found.sum_key.number - int(found.sum_key.symbol == "z"))
            joint = MINUS if found.bias < 0 else PLUS
            bias = self.style.term(abs(found.bias), b, found.cell)
            return (*joined(parts), joint, bias)
        return joined(parts)

    def _product(self, term: Contribution) -> tuple[Term, ...]:
        row, column = term.weight_cell
        width = self.trace.layers[term.weight_key.number - 1].W.shape[1]
        cell = row * width + column if term.weight_key.symbol == "W" else None
        weight = self.style.factor(term.weight, term.weight_key, cell)
        return (weight, DOT, self.style.factor(term.value, term.source, term.cell))

    def _activated(self, layer: LayerTrace, cell: int) -> tuple[tuple[Term, ...], ...]:
        key = Key("s", layer.layer.number)
        if "softmax" in layer.layer.activation:
            reference = layer.layer.activation == "modified softmax"
            scores = np.append(layer.s, 0.0) if reference else layer.s
            largest = float(scores.max())
            total = float(np.exp(scores - largest).sum())
            # The largest score is taken out, as the program does: no exponential overflows.
            a, c = self.style.term(float(scores[cell])), self.style.factor(largest)
            below = self.style.term(total)
            latex = rf"\frac{{e^{{{a.latex} - {c.latex}}}}}{{{below.latex}}}"
            return ((Term(key, latex, f"e^({a.plain} − {c.plain})/{below.plain}", cell),),)
        function = self.formulas.symbols.function(layer.layer)
        name = sign("", "") if function is None else of(function)
        score = self.style.term(float(layer.s[cell]), key, cell)
        return ((name, *bracketed((score,))),)

    def _score_adjoint(self, layer: LayerTrace, cell: int) -> tuple[tuple[Term, ...], ...]:
        """Return the steps to an entry of the adjoint of the scores."""
        i = layer.layer.number
        if self.formulas.split and has_activation(layer.layer):
            return ((self._number(Key("p_s", i), cell),),)
        if is_direct(self.trace.network, layer.layer):
            return ((self._number(Key("p", i + 1), cell),),)
        return self._through(layer, cell)

    def _through(self, layer: LayerTrace, cell: int) -> tuple[tuple[Term, ...], ...]:
        """Return the steps through the activation: in symbols with the score, then in numbers."""
        i = layer.layer.number
        if "softmax" in layer.layer.activation:
            return (self._sum(Key("p_s", i), cell),)
        p = self._number(Key("p", i + 1), cell)
        function = self.formulas.symbols.function(layer.layer)
        latex, plain = ("", "") if function is None else (function.latex, function.plain)
        score = self.style.term(float(layer.s[cell]), Key("s", i), cell)
        slope = float(layer.activation.window([cell], [cell])[0, 0])
        named = (sign(f"{{{latex}}}'", f"{plain}′"), *bracketed((score,)), DOT, p)
        return (named, (self.style.factor(slope, Key("s", i), cell), DOT, p))

    def _difference(self, cell: int) -> tuple[Term, ...]:
        """Return prediction minus target."""
        z = float(self.trace.prediction[cell])
        term = self.style.term(z, Key("z", len(self.trace.layers) + 1), cell)
        return (term, MINUS, self._number(TARGET, cell))

    def _first_adjoint(self, cell: int) -> tuple[Term, ...]:
        difference = self._difference(cell)
        operation = self.trace.network.graph[self.trace.network.loss].operation
        if not isinstance(operation, SquaredError):
            return difference
        slope = squared_slope(operation, self.trace.prediction.size)
        return difference if slope is None else (slope, DOT, *bracketed(difference))

    def _loss(self) -> tuple[Term, ...]:
        operation = self.trace.network.graph[self.trace.network.loss].operation
        z, y = self.trace.prediction, self.trace.y
        if not isinstance(operation, SquaredError):
            return self._cross_entropy(z, y)
        squares = (z - y) ** 2
        chosen, rest = largest(squares, np.arange(z.size), self.most)
        parts: list[tuple[Term, ...]] = [(OPEN, *self._difference(k), _SQUARED) for k in chosen]
        parts += together(self.style, len(rest), float(squares[rest].sum()))
        factor, written = squared_factor(operation, z.size), joined(parts)
        if factor is None:
            return written
        return (factor, DOT, *(bracketed(written) if len(parts) > 1 else written))

    def _cross_entropy(self, z: Array, y: Array) -> tuple[Term, ...]:
        terms = y * np.log(np.maximum(z, np.finfo(np.float64).tiny))
        chosen, rest = largest(terms, np.flatnonzero(y), self.most)
        z_key, parts = Key("z", len(self.trace.layers) + 1), []
        for k in chosen:
            log: tuple[Term, ...] = (sign(r"\log \, ", "log "), self._number(z_key, k))
            parts.append(log if y[k] == 1 else (self._number(TARGET, k), DOT, *log))
        parts += together(self.style, len(rest), float(terms[rest].sum()))
        written, minus = joined(parts), sign("{-}", "−")
        return (minus, *written) if len(parts) == 1 else (minus, *bracketed(written))

    def _update(self, key: Key, cell: int) -> tuple[Formula, ...]:
        """Return the lines of an update: what is remembered, then the parameter."""
        values, symbols = values_of(self.trace, key), self.formulas.symbols
        index = tuple(int(k) for k in np.unravel_index(cell, values.shape))

        def indexed(symbol: Symbol) -> Symbol:
            return entry(symbol, index)

        parameter = indexed(symbols[key.symbol[0], key.number])
        found = update_lines(
            self.trace, self.formulas.rule, key, cell, self.style, indexed, parameter
        )
        *before, last = found
        lines = []
        for line in before:
            number = self.result.plain(line.value)
            terms = (of(line.symbol), BECOMES, *line.terms, EQUALS, self.result.term(line.value))
            about = f"{line.symbol.plain} = {number}.", f"{line.symbol.spoken} is {number}."
            lines.append(Formula(key, terms, *about, line.value))
        return (*lines, self._line(key, cell, last.terms))
