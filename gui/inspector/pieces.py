"""A formula in pieces that stand side by side: terms that can be pointed at, and what joins them.

Pieces know no place yet. No Qt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum

from core.formula import Formula, Term
from core.key import Key


class Joint(IntEnum):
    """How a piece stands among the others: the space on both sides, in eighteenths of an em."""

    TERM = 0
    PRODUCT = 3
    """·, ⊗"""
    SUM = 4
    """+, −: a line can be broken before it."""
    RELATION = 5
    """=: a line is broken here rather than anywhere else."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that is set as one: a term, a sign, a number, a few words."""

    text: str
    """As it is spoken, and copied as text."""
    latex: str
    key: Key | None = None
    """The thing on the stage that it stands for."""
    cell: int = -1
    """The entry of that thing; -1 for the whole."""
    joint: Joint = Joint.TERM
    breaks: bool = False
    """True if it begins a new line whatever the width."""
    number: bool = False
    """True if it is drawn from `text`, in the type of formulas: it changes too often to be set."""
    words: bool = False
    """True if it is drawn from `text`, as text is."""
    raised: bool = False
    """True for a number that is an exponent."""
    fraction: bool = False
    """True for numbers above and under a line: `text` is a/(b)."""

    def on_a_new_line(self) -> Piece:
        """Return the same piece at the beginning of a line."""
        return replace(self, breaks=True)


_RELATIONS = frozenset({"=", "←", "≈", "+="})
_SUMS = frozenset({"+", "−"})
_PRODUCTS = frozenset({"·", "⊗", "⊙", "×"})
_NUMBER = re.compile(r"\(?−?(\d+([.,]\d+)?( × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|∞)\)?")
_REST = re.compile(r"\((\d[\d,\u202f]* more, together) (.+)\)")
_SHARE = re.compile(r"e\^\((.+)\)/(.+)")
_FRACTION = re.compile(r"\(?−?\d[^/]*/\(.+\)")
_BRACKETS = (Piece("(", "("), Piece(")", ")"))
_WORDS = re.compile(r"\\text\{[^{}\\]*\}")


def pieces_of(formula: Formula) -> tuple[Piece, ...]:
    """Return a formula in pieces.

    What is only raised or lowered, a T after a bracket, stays with what it is raised from.
    """
    found: list[Piece] = []
    for piece in (piece for term in formula.terms for piece in _parts(term)):
        if found and piece.latex.startswith(("^", "_")) and not piece.raised:
            before = found[-1]
            if before.number and piece.latex.startswith("^{"):
                found.append(replace(piece, number=True, raised=True))
                continue
            latex = f"{before.latex.rstrip()}{piece.latex}"
            found[-1] = replace(before, text=before.text + piece.text, latex=latex, number=False)
        else:
            found.append(piece)
    return tuple(found)


def _parts(term: Term) -> tuple[Piece, ...]:
    """Take apart the terms that hold numbers among other things.

    Set as a whole they would have to be set anew with every step of the training.
    """
    rest = _REST.fullmatch(term.plain)
    if rest is not None:
        number = Piece(rest[2], rest[2], number=True)
        return (_BRACKETS[0], words(rest[1]), number, _BRACKETS[1])
    share = _SHARE.fullmatch(term.plain)
    if share is not None:
        exponent, total = share[1], share[2]
        return (
            Piece("e", "e", term.key, -1 if term.cell is None else term.cell),
            Piece(f"^({exponent})", f"^{{{exponent}}}", number=True, raised=True),
            Piece("/", "/"),
            Piece(total, total, number=True),
        )
    return (piece_of(term),)


def piece_of(term: Term) -> Piece:
    """Return a term as a piece: what is a sign stands apart from its neighbours."""
    text = term.plain.strip()
    if text == "log":
        text = "log "  # stands before its number, without brackets
    return Piece(
        text or term.plain,
        term.latex,
        term.key,
        -1 if term.cell is None else term.cell,
        _joint(text),
        number=_NUMBER.fullmatch(text) is not None,
        fraction=_FRACTION.fullmatch(text) is not None,
        words=_WORDS.fullmatch(term.latex.strip()) is not None,
    )


def _joint(text: str) -> Joint:
    if text in _RELATIONS:
        return Joint.RELATION
    if text in _SUMS:
        return Joint.SUM
    return Joint.PRODUCT if text in _PRODUCTS else Joint.TERM


def words(text: str) -> Piece:
    """Return a remark between formulas."""
    return Piece(text, rf"\text{{{text}}}", words=True)


def text_of(pieces: Iterable[Piece]) -> str:
    """Write a formula in plain text."""
    text = ""
    for piece in pieces:
        if piece.breaks and text:
            text = f"{text.rstrip()}\n"
        spaced = piece.joint is not Joint.TERM or piece.words
        if spaced and text and not text.endswith((" ", "\n")):
            text += " "
        text += f"{piece.text} " if spaced else piece.text
    return text.rstrip()


def latex_of(pieces: Iterable[Piece]) -> str:
    """Write a formula in LaTeX."""
    text = ""
    for piece in pieces:
        if piece.breaks and text:
            text = f"{text.rstrip()} \\\\\n"
        text += piece.latex if piece.latex.startswith(" ") or not text else f" {piece.latex}"
    return re.sub(r" +", " ", text).strip()
