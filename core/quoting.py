"""What somebody else wrote, within a sentence of the program: names, cells, paths."""

from __future__ import annotations

import re
from collections.abc import Sequence

QUOTED = re.compile("(“[^”]*”)")
"""Splits a sentence into the program's own words and what it quotes, in turns."""
_INNER = str.maketrans("“”", '""')


def quoted(text: object) -> str:
    """Set foreign text in quotation marks, which tell it from the sentence around it.

    What stands between them is never rewritten, a number in it neither: so there are no other such
    marks inside. Characters without a shape, as a line end, are written as escapes.
    """
    shown = (c if c.isprintable() else repr(c)[1:-1] for c in str(text).translate(_INNER))
    return f"“{''.join(shown)}”"


def listed(texts: Sequence[str], most: int = 5) -> str:
    """Return the texts as a list in a sentence, the first ones only if there are many."""
    return ", ".join(texts[:most]) + (" and others" if len(texts) > most else "")


def listed_names(names: Sequence[str], most: int = 5) -> str:
    """Return names that others gave as such a list, each in quotation marks."""
    return listed([quoted(name) for name in names], most)
