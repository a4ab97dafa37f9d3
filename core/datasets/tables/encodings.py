"""Encodings of text by the names that people read; Python's own are in the options."""

from __future__ import annotations

import codecs

ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1252", "Windows-1252"),
    ("cp1250", "Windows-1250"),
    ("cp1251", "Windows-1251"),
    ("latin-1", "Latin-1"),
    ("shift_jis", "Shift JIS"),
    ("gb18030", "GB 18030"),
)
"""Python's name and the title of those that are offered."""
_TITLES = {codecs.lookup(name).name: title for name, title in ENCODINGS}


def encoding_title(name: str) -> str:
    """Return what an encoding is called wherever a person reads it; `name` is any of Python's."""
    found = codecs.lookup(name).name.removesuffix("-sig")
    return _TITLES.get(found, found.upper())
