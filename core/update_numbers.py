"""The numbers of one entry's update: the optimizer's memory before and after, and the step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from core.arrays import Array
from core.formula import DOT, NumberStyle, Term, bracketed, sign
from core.key import Key, values_of
from core.notation import Symbol, above
from core.trace import Trace
from core.update import Update
from core.update_formulas import (
    Letters,
    Terms,
    UpdateRule,
    state_symbol,
    steps,
    with_hat,
)

EXACT = 15
"""Digits of settings: 0.999 is so near to 1 that rounding would take it away."""


@dataclass(frozen=True, slots=True)
class UpdateLine:
    """One line of an update in numbers."""

    symbol: Symbol
    """What is computed, as it is called before the step."""
    terms: Terms
    value: float


@dataclass(frozen=True, slots=True)
class Quantities:
    """The numbers of one entry of a parameter."""

    theta: float
    q: float
    g: float
    shrunk: float
    before: Mapping[str, float]
    after: Mapping[str, float]
    corrected: Mapping[str, float]
    result: float
    t: int


def quantities(trace: Trace, rule: UpdateRule, key: Key, cell: int) -> Quantities:
    """Return the numbers of an entry of W_after or b_after; KeyError if there was no update."""
    letter, i = key.symbol[0], key.number
    update = trace.update
    if update is None:
        raise KeyError(key)

    def number(array: Array) -> float:
        return float(array.reshape(-1)[cell])

    theta = number(values_of(trace, Key(letter, i)))
    q = number(values_of(trace, Key(f"q_{letter}", i)))
    name = f"{letter}_{i}"
    before = {each: number(kept.before(name)) for each, kept in update.memory.items()}
    after = {each: number(kept.after(name)) for each, kept in update.memory.items()}
    decay = rule.weight_decay
    return Quantities(
        theta,
        q,
        q + decay * theta if rule.coupled else q,
        theta * (1.0 - rule.learning_rate * decay) if decay and not rule.coupled else theta,
        before,
        after,
        _corrected(rule, update, after),
        number(values_of(trace, key)),
        update.t,
    )


def update_lines(
    trace: Trace,
    rule: UpdateRule,
    key: Key,
    cell: int,
    style: NumberStyle,
    indexed: Callable[[Symbol], Symbol],
    parameter: Symbol,
) -> tuple[UpdateLine, ...]:
    """Write down the update of one entry of W_after or b_after.

    Args:
        trace: with an update.
        rule: the optimizer that the update is of.
        key: the parameter after it.
        cell: the entry, a flat index.
        style: how numbers are written.
        indexed: gives the symbol of the entry for that of the whole.
        parameter: the symbol of the entry before the update.
    """
    found = quantities(trace, rule, key, cell)
    symbols = {"theta": parameter, "shrunk": parameter}
    values = {"theta": found.result, "shrunk": found.shrunk, "g": found.g, **found.after}
    for name in "gmvr":
        symbols[name] = indexed(state_symbol(name, key))
    for name, value in found.corrected.items():
        symbols[f"{name} hat"] = with_hat(indexed(state_symbol(name, key)))
        values[f"{name} hat"] = value
    write = _numeric(found, rule, key, cell, style)
    return tuple(
        UpdateLine(symbols[what], terms, values[what]) for what, terms in steps(rule, write)
    )


def _corrected(rule: UpdateRule, update: Update, after: Mapping[str, float]) -> Mapping[str, float]:
    if rule.optimizer not in ("adam", "adamw"):
        return {}
    return {
        letter: after[letter] / (1.0 - rule.settings[beta] ** update.t)
        for letter, beta in (("m", "beta1"), ("v", "beta2"))
    }


def _numeric(
    found: Quantities, rule: UpdateRule, key: Key, cell: int, style: NumberStyle
) -> Letters:
    letter, i = key.symbol[0], key.number
    parameter, slope = Key(letter, i), Key(f"q_{letter}", i)
    exact = replace(style, digits=EXACT)
    settings = {name: exact.factor(value) for name, value in rule.settings.items()}
    rest = {name: exact.factor(1.0 - value) for name, value in rule.settings.items()}
    rest["shrink"] = exact.factor(1.0 - rule.learning_rate * rule.weight_decay)
    q = style.factor(found.q, slope, cell)
    g = style.factor(found.g) if rule.coupled else q
    shrunk = style.term(found.shrunk, parameter if found.shrunk == found.theta else None, cell)
    return Letters(
        style.factor(found.theta, parameter, cell),
        shrunk,
        q,
        g,
        {name: style.factor(value) for name, value in found.before.items()},
        {name: style.factor(value) for name, value in found.after.items()},
        {name: style.factor(value) for name, value in found.corrected.items()},
        settings,
        rest,
        {
            name: sign(f"1 - {term.latex}^{{{found.t}}}", f"1 − {term.plain}{above(found.t)}")
            for name, term in settings.items()
        },
        DOT,
        _squared(g),
    )


def _squared(term: Term) -> Terms:
    bare = "×" in term.plain and not term.plain.startswith("(")
    return (*(bracketed((term,)) if bare else (term,)), sign("^{2}", "²"))
