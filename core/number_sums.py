"""Sums with numbers, of which the strongest terms are written out and the rest together."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from core.batch_trace import BatchTrace
from core.formula import CLOSE, DOT, OPEN, PLUS, NumberStyle, Term, bracketed, sign
from core.key import Key


def largest(terms: Array, counted: Array, most: int) -> tuple[list[int], list[int]]:
    """Return the places of the largest terms and of the rest; one alone is no rest."""
    order = counted[np.argsort(-np.abs(terms[counted]), kind="stable")].tolist()
    most += int(len(order) == most + 1)
    return order[:most], order[most:]


def together(style: NumberStyle, count: int, rest: float) -> list[tuple[Term, ...]]:
    """Return "(29 more, together 0.4)" as a part of a sum; nothing if none is left."""
    if not count:
        return []
    more = f"{style.count(count)} more, together "
    latex = rf"(\text{{{more}}} {style.latex(rest)})"
    return [(sign(latex, f"({more}{style.plain(rest)})"),)]


def joined(parts: list[tuple[Term, ...]]) -> tuple[Term, ...]:
    """Put a + between the parts."""
    terms: list[Term] = []
    for part in parts:
        terms += [PLUS, *part] if terms else part
    return tuple(terms)


def factor(step: tuple[Term, ...]) -> tuple[Term, ...]:
    """Put a sum in brackets, where it becomes a factor."""
    return (OPEN, *step, CLOSE) if PLUS in step else step


def mean_of(
    batch: BatchTrace, key: Key, cell: int, most: int, style: NumberStyle
) -> tuple[Term, ...]:
    """Write the mean of an entry of q over a minibatch: the first samples, the others together."""
    shown = min(most, batch.samples)
    if batch.count == shown + 1 == batch.samples:  # one alone is no rest
        shown += 1
    values = [float(batch.q(k, key).reshape(-1)[cell]) for k in range(shown)]
    parts: list[tuple[Term, ...]] = [(style.term(values[0]),)]
    parts += [(style.factor(value),) for value in values[1:]]
    total = batch.count * float(batch.means[key].reshape(-1)[cell])
    parts += together(style, batch.count - shown, total - sum(values))
    share = sign(rf"\frac{{1}}{{{batch.count}}}", f"1/{batch.count}")
    return (share, DOT, *bracketed(joined(parts)))
