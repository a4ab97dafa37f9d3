"""What an optimizer does to a layer's parameters, step by step. Definitions as in `optimizers`.

Each optimizer is written down once, in terms that may be symbols or numbers: `update_formulas` puts
in the symbols, `core.update_numbers` the numbers of one entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from core.notation import Symbol, Symbols, below
from core.optimizers import OPTIMIZERS

Terms = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class UpdateRule:
    """The optimizer of a run, as far as it is written in formulas."""

    optimizer: str = "sgd"
    learning_rate: float = 0.1
    weight_decay: float = 0.0
    hyperparameters: tuple[tuple[str, float], ...] = ()
    """The optimizer's own, by name; those that are missing have their default."""

    @classmethod
    def of(cls, config: RunConfig) -> UpdateRule:
        """Return the rule of a run."""
        return cls(
            config.optimizer, config.learning_rate, config.weight_decay, config.hyperparameters
        )

    @property
    def settings(self) -> Mapping[str, float]:
        """Return "lr", "decay", and the optimizer's hyperparameters by their names."""
        own = {each.name: each.default for each in OPTIMIZERS[self.optimizer].hyperparameters}
        own |= self.hyperparameters
        return {"lr": self.learning_rate, "decay": self.weight_decay, **own}

    @property
    def plain_descent(self) -> bool:
        """True if a step is the learning rate times the gradient, without memory."""
        return self.optimizer in ("gradient descent", "sgd")

    @property
    def coupled(self) -> bool:
        """True if weight decay is part of the gradient; AdamW's shrinks the parameter itself."""
        return bool(self.weight_decay) and self.optimizer != "adamw"

    @property
    def title(self) -> str:
        """The optimizer's name."""
        return OPTIMIZERS[self.optimizer].title

    @property
    def explanation(self) -> str:
        """What it does, in one sentence."""
        return OPTIMIZERS[self.optimizer].explanation


@dataclass(frozen=True, slots=True)
class Letters:
    """How the quantities of a step are written: as symbols, or as numbers."""

    theta: Term
    """The parameter before the step, as a factor."""
    shrunk: Term
    """The parameter that the step starts from: after AdamW's decay, if there is one."""
    q: Term
    """The gradient."""
    g: Term
    """That with the weight decay, where this is part of it; else q."""
    before: Mapping[str, Term]
    """What is remembered, by its letter: m, v, r."""
    after: Mapping[str, Term]
    corrected: Mapping[str, Term]
    """Adam's m and v, corrected for their start at zero: with a hat."""
    settings: Mapping[str, Term]
    """As those of the rule."""
    rest: Mapping[str, Term]
    """One minus each of them, and "shrink": one minus lr times decay."""
    correction: Mapping[str, Term]
    """One minus the power t of beta1 and beta2."""
    times: Term
    """What stands between the factors of a product."""
    squared: Terms
    """g times itself."""


def steps(rule: UpdateRule, write: Letters) -> Iterator[tuple[str, Terms]]:
    """Write down an update: what is computed, one after the other, and by what.

    That is "g", "shrunk", a letter of the memory, its corrected form ("m hat"), and last "theta".
    """
    eta, times = (write.settings["lr"], write.times), (write.times,)
    start = (write.shrunk, MINUS, *eta)
    decayed: Terms = ()
    if rule.coupled:
        decayed = (write.q, PLUS, write.settings["decay"], *times, write.theta)
    if rule.coupled and rule.plain_descent:
        yield "theta", (*start, OPEN, *decayed, CLOSE)
        return
    if rule.coupled:
        yield "g", decayed
    match rule.optimizer:
        case "gradient descent" | "sgd":
            yield "theta", (*start, write.g)
        case "momentum" | "nesterov":
            mu, v = write.settings["momentum"], write.after["v"]
            yield "v", (mu, *times, write.before["v"], PLUS, write.g)
            ahead = (OPEN, write.g, PLUS, mu, *times, v, CLOSE)
            yield "theta", (*start, *(ahead if rule.optimizer == "nesterov" else (v,)))
        case "adagrad":
            yield "r", (write.before["r"], PLUS, *write.squared)
            yield "theta", (*start, _over_root(write.g, write.after["r"], write.settings["eps"]))
        case "rmsprop":
            yield "r", _mean(write, "alpha", "r", write.squared)
            yield "theta", (*start, _over_root(write.g, write.after["r"], write.settings["eps"]))
        case "adam" | "adamw":
            if rule.weight_decay and not rule.coupled:
                yield "shrunk", (write.rest["shrink"], *times, write.theta)
            yield "m", _mean(write, "beta1", "m", (write.g,))
            yield "v", _mean(write, "beta2", "v", write.squared)
            m, v = write.corrected["m"], write.corrected["v"]
            yield "m hat", (_quotient(write.after["m"], write.correction["beta1"]),)
            yield "v hat", (_quotient(write.after["v"], write.correction["beta2"]),)
            yield "theta", (*start, _over_root(m, v, write.settings["eps"]))
        case _:
            raise ValueError(f"no formula for the optimizer {rule.optimizer!r}")


def update_formulas(symbols: Symbols, rule: UpdateRule, key: Key) -> tuple[Formula, ...]:
    """Return the lines of one step for W_after or b_after; the last is that of the parameter."""
    write = _symbolic(symbols, rule, key)
    left = {"theta": Term(key, write.theta.latex, write.theta.plain), "g": write.g}
    left |= {"shrunk": left["theta"], **write.after}
    left |= {f"{letter} hat": term for letter, term in write.corrected.items()}
    return tuple(Formula(key, (left[what], BECOMES, *terms)) for what, terms in steps(rule, write))


def state_symbol(name: str, key: Key) -> Symbol:
    """Return the symbol of what the optimizer remembers for W or b of a layer, or computes: g."""
    i = key.number
    if key.symbol.startswith("W"):
        return Symbol(f"{name}_{{{i}}}", f"{name}{below(i)}", f"{name} {i}")
    return Symbol(f"{name}_{{{i}}}^{{b}}", f"{name}{below(i)}ᵇ", f"{name} b {i}")


def with_hat(symbol: Symbol) -> Symbol:
    """Return the symbol of a corrected mean: that of the mean with a hat on its letter."""
    name, plain = symbol.latex[0], symbol.plain[1:]
    return Symbol(
        rf"\hat{{{name}}}{symbol.latex[1:]}",
        f"{name}\N{COMBINING CIRCUMFLEX ACCENT}{plain}",
        symbol.spoken.replace(name, f"{name} hat", 1),
    )


def _symbolic(symbols: Symbols, rule: UpdateRule, key: Key) -> Letters:
    letter, i = key.symbol[0], key.number
    parameter, slope = Key(letter, i), Key(f"q_{letter}", i)
    theta, q = of(symbols[parameter], parameter), of(symbols[slope], slope)
    g = of(state_symbol("g", key)) if rule.coupled and not rule.plain_descent else q
    memory = {name: state_symbol(name, key) for name in "mvr"}
    terms = {name: of(symbol) for name, symbol in memory.items()}
    eta = of(symbols.learning_rate)
    beta_1, beta_2 = sign(r"\beta_{1}", "β₁"), sign(r"\beta_{2}", "β₂")
    settings = {
        "lr": eta,
        "decay": sign(r"\lambda", "λ"),
        "momentum": sign(r"\mu", "μ"),
        # RMSprop's alpha, unless the notation calls the learning rate so.
        "alpha": sign(r"\rho", "ρ") if eta.plain == "α" else sign(r"\alpha", "α"),
        "eps": sign(r"\varepsilon", "ε"),
        "beta1": beta_1,
        "beta2": beta_2,
    }
    rest = {
        name: sign(f"(1 - {term.latex})", f"(1 − {term.plain})") for name, term in settings.items()
    }
    rest["shrink"] = sign(rf"(1 - {eta.latex} \lambda)", f"(1 − {eta.plain} λ)")
    return Letters(
        theta,
        theta,
        q,
        g,
        terms,
        terms,
        {name: of(with_hat(memory[name])) for name in "mv"},
        settings,
        rest,
        {
            name: sign(f"1 - {beta.latex}^{{t}}", f"1 − {beta.plain}ᵗ")
            for name, beta in (("beta1", beta_1), ("beta2", beta_2))
        },
        SPACE,
        (g, BY_ENTRY, g),
    )


def _mean(write: Letters, memory: str, letter: str, new: Terms) -> Terms:
    kept = (write.settings[memory], write.times, write.before[letter])
    return (*kept, PLUS, write.rest[memory], write.times, *new)


def _quotient(above: Term, under: Term) -> Term:
    # A fraction needs no brackets around a negative number above its line.
    bare = above.latex[1:-1] if above.latex.startswith("(") else above.latex
    latex = rf"\frac{{{bare}}}{{{under.latex}}}"
    return Term(above.key, latex, f"{above.plain}/({under.plain})", above.cell)


def _over_root(g: Term, squares: Term, eps: Term) -> Term:
    root = sign(rf"\sqrt{{{squares.latex}}} + {eps.latex}", f"√{squares.plain} + {eps.plain}")
    return _quotient(g, root)
