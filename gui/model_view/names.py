"""Names that others have chosen, of any length: cut for a sentence, whole in a tool tip."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gui.drawing.written import grouped

LONGEST = 32
"""A name of so many letters is no wider than a side column, even without a gap to break it at."""
LONGEST_TIP = 300
MOST_NAMES = 200


def cut(name: str, longest: int = LONGEST) -> str:
    """The name, without its middle if it is long: names of one table often begin alike."""
    if len(name) <= longest:
        return name
    head = longest // 2
    return f"{name[:head]}…{name[len(name) - (longest - head - 1) :]}"


def lines_tip(lines: Sequence[str]) -> str:
    """Lines of plain text as a tool tip; a file's "<b>" stays what it is."""
    return "<br>".join(f"<span>{escape(cut(line, LONGEST_TIP))}</span>" for line in lines)


def names_tip(names: Sequence[str]) -> str:
    """Names with commas between them, as a tool tip."""
    shown = [escape(cut(name, LONGEST_TIP)) for name in names[:MOST_NAMES]]
    if len(names) > MOST_NAMES:
        shown.append(f"… and {grouped(len(names) - MOST_NAMES)} more")
    return f"<span>{', '.join(shown)}</span>"
