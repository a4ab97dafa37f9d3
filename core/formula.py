"""A formula as a row of terms, each of which knows what it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import isclose, isfinite

from core.key import Key
from core.notation import Symbol
from core.quoting import QUOTED


@dataclass(frozen=True, slots=True)
class Term:
    """A piece of a formula. Its LaTeX can be set by itself, or with the others."""

    key: Key | None
    """What it stands for; None for signs and plain numbers."""
    latex: str
    plain: str
    cell: int | None = None
    """Its entry, where it stands for one."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, term by term, with one plain sentence about it."""

    key: Key
    """What it computes."""
    terms: tuple[Term, ...]
    sentence: str = ""
    """For the screen, with the symbols of the notation."""
    spoken: str = ""
    """For screen readers: the same with words for the symbols."""
    value: float | None = None
    """Of a formula with numbers: the trace's own number, which it comes to."""

    @property
    def latex(self) -> str:
        """The whole formula."""
        return "".join(term.latex for term in self.terms)

    @property
    def plain(self) -> str:
        """The whole formula in Unicode, to copy and where there is no LaTeX."""
        return "".join(term.plain for term in self.terms)

    @property
    def keys(self) -> frozenset[Key]:
        """Everything that occurs in it."""
        return frozenset(term.key for term in self.terms if term.key is not None)


_NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_POINT = re.compile(r"(?<![\w.])(\d+)\.(\d+)(?=e[-−]?\d|(?!\.?\w))")
"""Of a number that stands by itself: not of "1.2.3", "v1.2" or "2.csv"."""


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How numbers are written wherever they are read: the one place for digits and decimal sign."""

    digits: int = 3
    """Significant digits, 1 to 17."""
    comma: bool = False
    """A decimal comma instead of a point."""

    def plain(self, value: float) -> str:
        """Write −0.0412, 1.2 × 10⁻⁵; with a comma if that is the custom."""
        if not isfinite(value):
            return "not a number" if value != value else "∞" if value > 0 else "−∞"
        mantissa, exponent = self._parts(value)
        mantissa = self.localized(mantissa.replace("-", "−"))
        return f"{mantissa} × 10{exponent.translate(_RAISED)}" if exponent else mantissa

    def latex(self, value: float) -> str:
        """Write the same in LaTeX."""
        if not isfinite(value):
            return r"\text{not a number}" if value != value else "{-}" * (value < 0) + r"\infty"
        mantissa, exponent = self._parts(value)
        # In braces the minus is a sign: without, it is set with the spaces of a difference.
        mantissa = mantissa.replace("-", "{-}").replace(".", "{,}" if self.comma else ".")
        return rf"{mantissa} \times 10^{{{exponent}}}" if exponent else mantissa

    def exact(self, value: float) -> str:
        """Write a number so that it reads back as exactly this one: what is copied."""
        return self.localized(repr(float(value)))

    def count(self, count: int) -> str:
        """Write a whole number with its thousands apart: 1,230.

        Where the comma is the decimal sign, a narrow space stands in its place.
        """
        text = f"{count:,}"
        return text.replace(",", _NARROW_SPACE) if self.comma else text

    def shape(self, sides: tuple[int, ...]) -> str:
        """Write 32 × 64, which is never broken between two lines."""
        return "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}".join(self.count(side) for side in sides)

    def sentence(self, text: str) -> str:
        """Write the numbers of an English sentence in this style: of 2,048 weights 0.5.

        What it quotes stays as it is.
        """
        if not self.comma:
            return text
        parts = QUOTED.split(text)
        parts[::2] = (
            _POINT.sub(r"\1,\2", _THOUSANDS.sub(_NARROW_SPACE, own)) for own in parts[::2]
        )
        return "".join(parts)

    def localized(self, text: str) -> str:
        """Put the decimal sign into a number that has been written with a point, in any form."""
        return text.replace(".", ",") if self.comma else text

    def term(self, value: float, key: Key | None = None, cell: int | None = None) -> Term:
        """Return a number as a term."""
        return Term(key, self.latex(value), self.plain(value), cell)

    def factor(self, value: float, key: Key | None = None, cell: int | None = None) -> Term:
        """Return a number as a factor of a product: in brackets if it is negative."""
        term = self.term(value, key, cell)
        if term.plain.startswith("−"):
            return Term(key, f"({term.latex})", f"({term.plain})", cell)
        return term

    def _parts(self, value: float) -> tuple[str, str]:
        value += 0.0  # makes a plain zero of a negative one
        text = f"{value:.{self.digits}g}"
        if not isclose(float(text), value, rel_tol=1e-14):
            # Rounded: its zeros are digits like the others. Beside −0.300039 stands −0.3000.
            text = f"{value:#.{self.digits}g}"
        mantissa, _, exponent = text.partition("e")
        return mantissa.removesuffix("."), str(int(exponent)) if exponent else ""


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def sign(latex: str, plain: str) -> Term:
    """Return a term that stands for nothing: an operator, a bracket."""
    return Term(None, latex, plain)


EQUALS = sign(" = ", " = ")
PLUS = sign(" + ", " + ")
MINUS = sign(" - ", " − ")
DOT = sign(r" \cdot ", " · ")
OUTER = sign(r" \otimes ", " ⊗ ")
BY_ENTRY = sign(r" \odot ", " ⊙ ")
BECOMES = sign(r" \leftarrow ", " ← ")
SPACE = sign(r" \, ", " ")
OPEN = sign("(", "(")
CLOSE = sign(")", ")")
COMMA = sign(", ", ", ")


def word(text: str) -> Term:
    """Return words within a formula."""
    return Term(None, rf"\text{{{text}}}", text)


def of(symbol: Symbol, key: Key | None = None) -> Term:
    """Return a symbol as a term."""
    return Term(key, symbol.latex, symbol.plain)


def transposed(term: Term) -> Term:
    """Return a symbol with a T."""
    if r"\frac" in term.latex:
        return Term(term.key, rf"\left({term.latex}\right)^{{T}}", f"({term.plain})ᵀ")
    latex = f"{{{term.latex}}}^{{T}}" if "^" in term.latex else f"{term.latex}^{{T}}"
    return Term(term.key, latex, f"{term.plain}ᵀ")


def bracketed(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Put terms in brackets."""
    return (OPEN, *terms, CLOSE)


def entry(symbol: Symbol, index: tuple[int, ...]) -> Symbol:
    """Return the symbol of one entry; `index` counts from 0, what is written from 1, as in texts.

    z_{2} becomes z_{2,3}, a derivative the one by the entry, and in plain text z₂ becomes z₂[3].
    """
    places = ",".join(str(k + 1) for k in index)
    latex, plain, spoken = symbol.latex, f"{symbol.plain}[{places}]", f"{symbol.spoken} entry "
    spoken += ", ".join(str(k + 1) for k in index)
    letter, found = re.subn(
        r"^(\{?[A-Za-z]_\{)(\d+)(?=\})", rf"\g<1>\g<2>,{places}", latex, count=1
    )
    if found:
        return Symbol(letter, plain, spoken)
    if "mathrm" in latex:
        return Symbol(f"{latex}[{places}]", plain, spoken)
    if latex.startswith(r"\frac"):
        return Symbol(f"{latex[:-1]}_{{{places}}}}}", plain, spoken)
    return Symbol(f"{latex}_{{{places}}}", plain, spoken)
