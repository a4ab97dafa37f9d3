"""What an optimizer does to a layer's parameters, as formulas. Definitions as in `optimizers`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.config import RunConfig
from core.formula import (
    BECOMES,
    BY_ENTRY,
    CLOSE,
    MINUS,
    OPEN,
    PLUS,
    SPACE,
    Formula,
    Term,
    of,
    sign,
)
from core.key import Key
from core.notation import Symbols, below
from core.optimizers import OPTIMIZERS


@dataclass(frozen=True, slots=True)
class UpdateRule:
    """The optimizer of a run, as far as it is written in formulas."""

    optimizer: str = "sgd"
    learning_rate: float = 0.1
    weight_decay: float = 0.0

    @classmethod
    def of(cls, config: RunConfig) -> UpdateRule:
        """Return the rule of a run."""
        return cls(config.optimizer, config.learning_rate, config.weight_decay)

    @property
    def plain_descent(self) -> bool:
        """True if a step is the learning rate times the gradient, without memory."""
        return self.optimizer in ("gradient descent", "sgd")

    @property
    def title(self) -> str:
        """The optimizer's name."""
        return OPTIMIZERS[self.optimizer].title

    @property
    def explanation(self) -> str:
        """What it does, in one sentence."""
        return OPTIMIZERS[self.optimizer].explanation


def update_formulas(symbols: Symbols, rule: UpdateRule, key: Key) -> tuple[Formula, ...]:
    """Return the lines of one step for W_after or b_after; the last is that of the parameter."""
    return tuple(Formula(key, terms) for terms in _lines(symbols, rule, key))


def _lines(symbols: Symbols, rule: UpdateRule, key: Key) -> Iterator[tuple[Term, ...]]:
    letter, i = key.symbol[0], key.number
    parameter, slope = Key(letter, i), Key(f"q_{letter}", i)
    theta, q = of(symbols[parameter], parameter), of(symbols[slope], slope)
    result = Term(key, theta.latex, theta.plain)
    eta = of(symbols.learning_rate)
    # RMSprop's alpha, unless the notation calls the learning rate so.
    rho = sign(r"\rho", "ρ") if eta.plain == "α" else sign(r"\alpha", "α")
    mu, eps = sign(r"\mu", "μ"), sign(r"\varepsilon", "ε")
    beta_1, beta_2 = sign(r"\beta_{1}", "β₁"), sign(r"\beta_{2}", "β₂")
    # AdamW's decay is not in the gradient: it shrinks the parameter itself.
    coupled = rule.weight_decay and rule.optimizer != "adamw"
    decayed = (q, PLUS, sign(r"\lambda", "λ"), SPACE, theta)
    g = q
    if coupled and rule.plain_descent:
        yield (result, BECOMES, theta, MINUS, eta, SPACE, OPEN, *decayed, CLOSE)
        return
    if coupled:
        g = _state("g", letter, i)
        yield (g, BECOMES, *decayed)
    start = (result, BECOMES, theta, MINUS, eta, SPACE)
    first, second = _state("m", letter, i), _state("v", letter, i)
    squares = _state("s", letter, i)
    match rule.optimizer:
        case "gradient descent" | "sgd":
            yield (*start, g)
        case "momentum":
            yield (second, BECOMES, mu, SPACE, second, PLUS, g)
            yield (*start, second)
        case "nesterov":
            yield (second, BECOMES, mu, SPACE, second, PLUS, g)
            yield (*start, OPEN, g, PLUS, mu, SPACE, second, CLOSE)
        case "adagrad":
            yield (squares, BECOMES, squares, PLUS, g, BY_ENTRY, g)
            yield (*start, _over_root(g, squares, eps))
        case "rmsprop":
            yield (squares, BECOMES, *_mean(rho, squares, (g, BY_ENTRY, g)))
            yield (*start, _over_root(g, squares, eps))
        case "adam" | "adamw":
            if rule.optimizer == "adamw" and rule.weight_decay:
                shrink = sign(rf"(1 - {eta.latex} \lambda)", f"(1 − {eta.plain} λ)")
                yield (result, BECOMES, shrink, SPACE, theta)
            yield (first, BECOMES, *_mean(beta_1, first, (g,)))
            yield (second, BECOMES, *_mean(beta_2, second, (g, BY_ENTRY, g)))
            rate = sign(rf"\frac{{{eta.latex}}}{{1 - \beta_{{1}}^{{t}}}}", f"{eta.plain}/(1 − β₁ᵗ)")
            step = sign(
                rf"\frac{{{first.latex}}}"
                rf"{{\sqrt{{{second.latex}}} / \sqrt{{1 - \beta_{{2}}^{{t}}}} + \varepsilon}}",
                f"{first.plain}/(√{second.plain}/√(1 − β₂ᵗ) + ε)",
            )
            yield (result, BECOMES, theta, MINUS, rate, SPACE, step)
        case _:
            raise ValueError(f"no formula for the optimizer {rule.optimizer!r}")


def direction_of(rule: UpdateRule, symbols: Symbols, slope: Key) -> Term:
    """Return what the learning rate is multiplied with in a step, in symbols: m̂/(√v̂ + ε).

    `slope` is the key of the gradient. The hats are Adam's corrections for its start at zero.
    """
    letter, i = slope.symbol[-1], slope.number
    coupled = rule.weight_decay and rule.optimizer != "adamw"
    g = _state("g", letter, i) if coupled else of(symbols[slope], slope)
    v, s = _state("v", letter, i), _state("s", letter, i)
    eps = sign(r"\varepsilon", "ε")
    match rule.optimizer:
        case "gradient descent" | "sgd":
            return g
        case "momentum":
            return v
        case "nesterov":
            return sign(rf"({g.latex} + \mu {v.latex})", f"({g.plain} + μ {v.plain})")
        case "adagrad" | "rmsprop":
            return _over_root(g, s, eps)
    m, v = _state(r"\hat{m}", letter, i), _state(r"\hat{v}", letter, i)
    m = sign(m.latex, m.plain.replace(r"\hat{m}", "m\N{COMBINING CIRCUMFLEX ACCENT}"))
    v = sign(v.latex, v.plain.replace(r"\hat{v}", "v\N{COMBINING CIRCUMFLEX ACCENT}"))
    return _over_root(m, v, eps)


def _state(name: str, letter: str, i: int) -> Term:
    """What the optimizer remembers for one parameter."""
    if letter == "W":
        return sign(f"{name}_{{{i}}}", f"{name}{below(i)}")
    return sign(f"{name}_{{{i}}}^{{b}}", f"{name}{below(i)}ᵇ")


def _mean(memory: Term, mean: Term, new: tuple[Term, ...]) -> tuple[Term, ...]:
    rest = sign(f"(1 - {memory.latex})", f"(1 − {memory.plain})")
    return (memory, SPACE, mean, PLUS, rest, SPACE, *new)


def _over_root(g: Term, squares: Term, eps: Term) -> Term:
    latex = rf"\frac{{{g.latex}}}{{\sqrt{{{squares.latex}}} + {eps.latex}}}"
    return Term(g.key, latex, f"{g.plain}/(√{squares.plain} + {eps.plain})")
