"""What somebody else wrote, within a sentence of the program: names, cells, paths."""

from __future__ import annotations

import re

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
