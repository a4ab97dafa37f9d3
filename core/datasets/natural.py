"""Names in the order in which people count: img2 before img10."""

from __future__ import annotations

import re

_PARTS = re.compile(r"[0-9]+|[^0-9]+")


def by_number(name: str) -> tuple[list[tuple[int, str]], str]:
    """A key to sort by: numbers within names by their size, and before letters."""
    # A number by its digits, so that one of any length will do.
    key = [
        (len(part.lstrip("0")), part.lstrip("0")) if part[0] in "0123456789" else (1 << 30, part)
        for part in _PARTS.findall(name)
    ]
    return key, name
