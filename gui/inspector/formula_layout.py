"""Where the pieces of a formula stand: on baselines, in as many lines as needed. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gui.inspector.pieces import Joint, Piece

INDENT = 1.2
"""Of lines after the first, in em."""
LEADING = 0.35
"""Between lines, in em."""
EMPTY = 0.4
"""Of the width: a line that is less full looks broken too early."""
WHOLE = (1.0, 0.92, 0.85)
"""Sizes at which a formula is tried without being broken."""
SMALLER = (1.0, 0.85, 0.76)
"""Sizes at which it is broken, if that takes a line less."""
BROKEN = (1.0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.1)
"""Sizes at which it is broken, until the widest piece fits: nothing is ever cut off."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The room that a piece takes around its origin."""

    advance: float
    ascent: float
    descent: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece at its place: `x` and `baseline` of its origin, and the lines that it touches."""

    piece: int
    x: float
    baseline: float
    width: float
    top: float
    height: float

    def contains(self, x: float, y: float) -> bool:
        """True for a point within."""
        return self.x <= x < self.x + self.width and self.top <= y < self.top + self.height


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A whole formula."""

    placed: tuple[Placed, ...]
    width: float
    height: float
    scale: float


def arrange(
    pieces: Sequence[Piece], extents: Sequence[Extent], width: float, em: float, shrink: bool = True
) -> Arrangement:
    """Put the pieces into lines no wider than `width`; scale down what cannot be broken.

    With `shrink`, what is a little too wide becomes a little smaller instead of being broken.
    A line is broken before a sign, outside of brackets if it can be, before = rather than before
    +, and else between terms.
    """
    scale, lines = _fitted(pieces, extents, width, em, WHOLE if shrink else ())
    placed: list[Placed] = []
    y = 0.0
    right = 0.0
    for number, (start, line) in enumerate(lines):
        ascent = max(extents[k].ascent for k in line)
        descent = max(extents[k].descent for k in line)
        y += 0.0 if number == 0 else LEADING * em
        x = start
        for position, k in enumerate(line):
            x += _space(pieces, line, position, em)
            extent = extents[k]
            placed.append(
                Placed(
                    k,
                    scale * x,
                    scale * (y + ascent),
                    scale * extent.advance,
                    scale * y,
                    scale * (ascent + descent),
                )
            )
            x += extent.advance
        right = max(right, x)
        y += ascent + descent
    return Arrangement(tuple(placed), scale * right, scale * y, scale)


_Line = tuple[float, list[int]]


def _fitted(
    pieces: Sequence[Piece],
    extents: Sequence[Extent],
    width: float,
    em: float,
    whole: tuple[float, ...],
) -> tuple[float, list[_Line]]:
    """Make it a little smaller rather than break it; break it rather than make it small."""

    def fits(lines: list[_Line], scale: float) -> bool:
        return all(_right(line, pieces, extents, em) <= width / scale for line in lines)

    for scale in whole:
        lines = _lines(pieces, extents, float("inf"), em)
        if fits(lines, scale):
            return scale, lines
    tried = [
        (max(len(lines), 2), -scale, lines)  # two lines are better than one that is small
        for scale in (SMALLER if whole else ())
        if fits(lines := _lines(pieces, extents, width / scale, em), scale)
    ]
    if tried:
        _, scale, lines = min(tried)
        return -scale, lines
    for scale in BROKEN:
        lines = _lines(pieces, extents, width / scale, em)
        if fits(lines, scale):
            break
    return scale, lines


def _lines(
    pieces: Sequence[Piece], extents: Sequence[Extent], width: float, em: float
) -> list[_Line]:
    lines: list[_Line] = []
    paragraph: list[int] = []
    for k, piece in enumerate(pieces):
        if piece.breaks and paragraph:
            lines += _broken(paragraph, pieces, extents, width, em)
            paragraph = []
        paragraph.append(k)
    if paragraph:
        lines += _broken(paragraph, pieces, extents, width, em)
    return lines


def _broken(
    paragraph: list[int],
    pieces: Sequence[Piece],
    extents: Sequence[Extent],
    width: float,
    em: float,
) -> list[_Line]:
    """Break a formula; a further step, "= ...", that does not fit into a line begins its own."""
    relations = [k for k in paragraph if pieces[k].joint is Joint.RELATION]
    steps = dict(zip(relations[1:], [*relations[2:], paragraph[-1] + 1], strict=False))
    lines: list[_Line] = []
    line: list[int] = []
    start = 0.0
    for k in paragraph:
        if k in steps:
            step = list(range(k, steps[k]))
            if line and _right((start, line + step), pieces, extents, em) > width:
                lines.append((start, line))
                line, start = [], INDENT * em
        line.append(k)
        while len(line) > 1 and _right((start, line), pieces, extents, em) > width:
            at = _break((start, line), pieces, extents, width, em)
            lines.append((start, line[:at]))
            line, start = line[at:], INDENT * em
    return [*lines, (start, line)]


_RANKS = {Joint.RELATION: 0, Joint.SUM: 1, Joint.PRODUCT: 2}
_GAP, _BLANK = 1, 3
"""Ranks of a wide space, between the blocks of a matrix, and of one between two factors."""


def _break(
    line: _Line, pieces: Sequence[Piece], extents: Sequence[Extent], width: float, em: float
) -> int:
    """Where to begin the next line: as far outside of brackets as can be.

    There at the last =, else +, else a product, else a space, else the last piece. A break that
    leaves a line nearly empty is taken only if there is no other.
    """
    start, members = line
    full: list[tuple[int, int, int]] = []
    empty: list[tuple[int, int, int]] = []
    depth = 0
    for at in range(1, len(members)):
        before, here = pieces[members[at - 1]], pieces[members[at]]
        depth += before.text.count("(") - before.text.count(")")
        rank = _rank(before, here)
        right = _right((start, members[:at]), pieces, extents, em)
        if rank is None or right > width:
            continue
        least = 0.6 * EMPTY if rank == _RANKS[Joint.SUM] else EMPTY
        (full if right >= least * width else empty).append((depth, rank, -at))
    found = min(full, default=None) or min(empty, default=None)
    return len(members) - 1 if found is None else -found[2]


def _rank(before: Piece, here: Piece) -> int | None:
    """Return how well a line can be broken between two pieces, 0 best; None for not at all."""
    if before.text.isspace():
        return _GAP if len(before.text) > 1 else _BLANK
    if here.joint is Joint.SUM and _opens(before):
        return None
    return _RANKS.get(here.joint)


def _right(line: _Line, pieces: Sequence[Piece], extents: Sequence[Extent], em: float) -> float:
    start, members = line
    return start + sum(
        _space(pieces, members, at, em) + extents[k].advance for at, k in enumerate(members)
    )


def _space(pieces: Sequence[Piece], line: list[int], position: int, em: float) -> float:
    """The space before a piece: what it or its left neighbour asks for."""
    if position == 0:
        return 0.0
    here, before = pieces[line[position]], pieces[line[position - 1]]
    alone = line[position - 1] == 0 or (position > 1 and _opens(pieces[line[position - 2]]))
    if before.joint is Joint.SUM and alone:
        return 1 / 18 * em  # the sign of a number, not an operation
    joint = max(here.joint, before.joint)
    if here.joint is Joint.SUM and _opens(before):
        joint = Joint(before.joint)
    if (here.words or before.words) and joint is Joint.TERM:
        return 0.0 if _opens(before) else 5 / 18 * em
    return int(joint) / 18 * em


def _opens(piece: Piece) -> bool:
    """True if a sign after it has no left operand."""
    return piece.joint is Joint.RELATION or piece.text.endswith("(")
