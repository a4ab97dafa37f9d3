"""Five ways to write the same network: one table.

A notation is a record of templates. Its rows differ in letters, in what carries an index, and in
whether a gradient is a letter of its own (p_2) or is made of the name of what it belongs to
(h.grad, dl/dh). In a template stand ``<i>`` for the number of the key, ``<k>`` for the layer,
``<name>`` for the bare name of the thing meant, ``<in>`` and ``<out>`` for those of a layer's input
and output. In plain text ``_`` and ``^`` lower and raise the number or bracket that follows, which
is set in Unicode's own figures (z₂, W⁽¹⁾), so that every text can be copied and spoken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_ABOVE = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")


def below(number: int) -> str:
    """Return a number as an index: ₁₂."""
    return str(number).translate(_BELOW)


def above(number: int) -> str:
    """Return a number as an exponent: ¹²."""
    return str(number).translate(_ABOVE)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A sign in its three forms, and what it stands for."""

    latex: str
    plain: str
    spoken: str
    meaning: str = ""
    """In words, the same in every notation: "weights of layer 1"."""


@dataclass(frozen=True, slots=True)
class Template:
    """A symbol with places to fill in; see the head of this file."""

    latex: str
    plain: str
    spoken: str

    def fill(self, names: Mapping[str, Symbol], numbers: Mapping[str, int]) -> Symbol:
        """Put in names and numbers."""
        latex, plain, spoken = self.latex, self.plain, self.spoken
        for place, name in names.items():
            latex = latex.replace(f"<{place}>", name.latex)
            plain = plain.replace(f"<{place}>", name.plain)
            spoken = spoken.replace(f"<{place}>", name.spoken)
        for place, number in numbers.items():
            latex, plain, spoken = (
                text.replace(f"<{place}>", str(number)) for text in (latex, plain, spoken)
            )
        return Symbol(latex, _raised(plain), spoken)


def _raised(plain: str) -> str:
    plain = re.sub(r"_(\d+)", lambda match: match[1].translate(_BELOW), plain)
    return re.sub(r"\^(\d+|\(\d+\))", lambda match: match[1].translate(_ABOVE), plain)


@dataclass(frozen=True, slots=True)
class Notation:
    """The letters of one course."""

    name: str
    """What settings say."""
    title: str
    source: str
    input: Template
    """The bare name of z_1."""
    hidden: Template
    """Of z_i after a layer that is not the last."""
    prediction: Template
    """Of z_{L+1}."""
    probabilities: Template
    """Of z_{L+1} if it comes from a softmax."""
    score: Template
    """Of W z + b, before an activation."""
    last_score: Template
    weight: Template
    bias: Template
    value: Template
    """Of the number that a name stands for."""
    adjoint: Template
    score_adjoint: Template
    weight_gradient: Template
    bias_gradient: Template
    after: Template
    """A parameter after the update."""
    by_value: Template
    """A_i."""
    by_parameters: Template
    """B_i."""
    loss: Template
    target: Template
    learning_rate: Template
    functions: Mapping[str, Template]
    """By activation; the identity has none."""
    rows: bool = False
    """True if gradients are row vectors, multiplied from the right: p_i = p_{i+1} A_i."""
    adds_up: bool = False
    """True if gradients are added to what is there (+=) rather than set."""


_T = Template
_SIGMOID = _T(r"\sigma", "σ", "sigma")
_TANH = _T(r"\tanh", "tanh", "tanh")
_RELU = _T(r"\operatorname{ReLU}", "ReLU", "ReLU")
_LEAKY = _T(r"\operatorname{LReLU}", "LReLU", "leaky ReLU")


def _functions(softmax: Template, modified: Template) -> Mapping[str, Template]:
    return {
        "sigmoid": _SIGMOID,
        "tanh": _TANH,
        "relu": _RELU,
        "leaky relu": _LEAKY,
        "softmax": softmax,
        "modified softmax": modified,
    }


_GAMMA = _functions(
    _T(r"\gamma", "γ", "gamma"),
    _T(r"\tilde{\gamma}", "γ\N{COMBINING TILDE}", "gamma tilde"),
)
_SAME = _T("<name>", "<name>", "<name>")
_AFTER = _T("<name>^{+}", "<name>⁺", "<name> after")
_Z = _T("z_{<i>}", "z_<i>", "z <i>")
_S = _T("s_{<k>}", "s_<k>", "s <k>")
_ELL = _T(r"\ell", "ℓ", "the loss")
_Y = _T("y", "y", "y")
_ETA = _T(r"\eta", "η", "eta")
_H = _T("h^{(<k>)}", "h^(<k>)", "h <k>")
_HAT_Y = _T(r"\hat{y}", "ŷ", "y hat")
_NAMED_PRIME = _T("{<name>}'", "<name>′", "<name> after")


def _letters(
    name: str, title: str, source: str, adjoint: str, gradient: str, by_value: str, by_w: str
) -> Notation:
    """The progressive functions of seeds 001 and 000, which exchange two pairs of letters."""
    return Notation(
        name,
        title,
        source,
        input=_Z,
        hidden=_Z,
        prediction=_Z,
        probabilities=_Z,
        score=_S,
        last_score=_S,
        weight=_T("W_{<k>}", "W_<k>", "W <k>"),
        bias=_T("b_{<k>}", "b_<k>", "b <k>"),
        value=_SAME,
        adjoint=_T(f"{adjoint}_{{<i>}}", f"{adjoint}_<i>", f"{adjoint} <i>"),
        score_adjoint=_T(f"{adjoint}_{{<k>}}^{{s}}", f"{adjoint}_<k>ˢ", f"{adjoint} s <k>"),
        weight_gradient=_T(f"{gradient}_{{<k>}}", f"{gradient}_<k>", f"{gradient} <k>"),
        bias_gradient=_T(f"{gradient}_{{<k>}}^{{b}}", f"{gradient}_<k>ᵇ", f"{gradient} b <k>"),
        after=_AFTER,
        by_value=_T(f"{by_value}_{{<k>}}", f"{by_value}_<k>", f"{by_value} <k>"),
        by_parameters=_T(f"{by_w}_{{<k>}}", f"{by_w}_<k>", f"{by_w} <k>"),
        loss=_ELL,
        target=_Y,
        learning_rate=_ETA,
        functions=_GAMMA,
    )


def _code(name: str, spoken: str) -> Template:
    return _T(rf"\mathrm{{{name}}}", name, spoken)


_GRAD = _T(r"<name>\mathrm{.grad}", "<name>.grad", "<name> dot grad")
_PARTIAL = _T(r"\frac{\partial l}{\partial <name>}", "∂l/∂<name>", "d l by d <name>")
_COST = _T(r"\frac{\partial J}{\partial <name>}", "∂J/∂<name>", "d J by d <name>")
_DJ = _T("DJ(<name>)", "DJ(<name>)", "D J of <name>")

NOTATIONS: Mapping[str, Notation] = {
    notation.name: notation
    for notation in (
        _letters("progressive", "Progressive functions", "seed 001", "p", "q", "A", "B"),
        _letters("2020", "Progressive functions, 2020 edition", "seed 000", "q", "p", "B", "A"),
        Notation(
            "edf",
            "Computation graph (EDF)",
            "seed 003",
            input=_code("x", "x"),
            hidden=_code("L<k>", "L <k>"),
            prediction=_code("L<k>", "L <k>"),
            probabilities=_code("Q", "Q"),
            score=_code("s<k>", "s <k>"),
            last_score=_code("s<k>", "s <k>"),
            weight=_code("W<k>", "W <k>"),
            bias=_code("B<k>", "B <k>"),
            value=_T(r"<name>\mathrm{.value}", "<name>.value", "<name> dot value"),
            adjoint=_GRAD,
            score_adjoint=_GRAD,
            weight_gradient=_GRAD,
            bias_gradient=_GRAD,
            after=_T(r"<name>\mathrm{.value}'", "<name>.value′", "<name> dot value after"),
            by_value=_T(r"\mathcal{J}_{<k>}", "J_<k>", "J <k>"),
            by_parameters=_T(r"\mathcal{J}_{<k>}^{\Phi}", "J_<k>ᶲ", "J Phi <k>"),
            loss=_code("ell", "ell"),
            target=_code("y", "y"),
            learning_rate=_ETA,
            functions=_functions(
                _T(r"\operatorname{softmax}", "softmax", "softmax"),
                _T(r"\operatorname{softmax}_{0}", "softmax₀", "modified softmax"),
            ),
            adds_up=True,
        ),
        Notation(
            "d2l",
            "Dive into Deep Learning",
            "seed 004",
            input=_T("x", "x", "x"),
            hidden=_H,
            prediction=_HAT_Y,
            probabilities=_HAT_Y,
            score=_T("z^{(<k>)}", "z^(<k>)", "z <k>"),
            last_score=_T("o", "o", "o"),
            weight=_T("W^{(<k>)}", "W^(<k>)", "W <k>"),
            bias=_T("b^{(<k>)}", "b^(<k>)", "b <k>"),
            value=_SAME,
            adjoint=_PARTIAL,
            score_adjoint=_PARTIAL,
            weight_gradient=_PARTIAL,
            bias_gradient=_PARTIAL,
            after=_NAMED_PRIME,
            by_value=_T(
                r"\frac{\partial <out>}{\partial <in>}", "∂<out>/∂<in>", "d <out> by d <in>"
            ),
            by_parameters=_T(
                r"\frac{\partial <out>}{\partial w^{(<k>)}}",
                "∂<out>/∂w^(<k>)",
                "d <out> by d w <k>",
            ),
            loss=_T("l", "l", "l"),
            target=_Y,
            learning_rate=_ETA,
            functions=_functions(
                _T(r"\operatorname{softmax}", "softmax", "softmax"),
                _T(r"\operatorname{softmax}_{0}", "softmax₀", "modified softmax"),
            ),
        ),
        Notation(
            "notes",
            "Handwritten notes",
            "seed 002",
            # The notes write both z_hat^i = W^i z^i + b^i with z^1 = x and z^i = sigma(z_hat^i),
            # which cannot both hold; the first is kept, so z^{i+1} = sigma(z_hat^i).
            input=_T("z^{<i>}", "z^<i>", "z <i>"),
            hidden=_T("z^{<i>}", "z^<i>", "z <i>"),
            prediction=_T("z^{<i>}", "z^<i>", "z <i>"),
            probabilities=_T("z^{<i>}", "z^<i>", "z <i>"),
            score=_T(r"\hat{z}^{<k>}", "ẑ^<k>", "z hat <k>"),
            last_score=_T(r"\hat{z}^{<k>}", "ẑ^<k>", "z hat <k>"),
            weight=_T("W^{<k>}", "W^<k>", "W <k>"),
            bias=_T("b^{<k>}", "b^<k>", "b <k>"),
            value=_SAME,
            adjoint=_DJ,
            score_adjoint=_DJ,
            weight_gradient=_COST,
            bias_gradient=_COST,
            after=_NAMED_PRIME,
            by_value=_T("D_{x}^{<k>}", "Dₓ^<k>", "D x <k>"),
            by_parameters=_T("D_{W,b}^{<k>}", "D_W,b^<k>", "D W b <k>"),
            loss=_T("J", "J", "J"),
            target=_Y,
            learning_rate=_T(r"\alpha", "α", "alpha"),
            functions=_functions(
                _T(r"\operatorname{SM}", "SM", "softmax"),
                _T(r"\operatorname{SM}_{0}", "SM₀", "modified softmax"),
            ),
            rows=True,
        ),
    )
}
"""In the order in which they are offered; the first is the default."""

PROGRESSIVE = NOTATIONS["progressive"]
