"""What a table is called."""

from __future__ import annotations

import re
from pathlib import Path

_NAME = re.compile(r"pasted-[0-9a-f]{12}\.[ct]sv")
PASTED = "Pasted table"


def title_of(path: Path) -> str:
    """What a table is called: its file's name, unless `save_pasted` made that up."""
    return PASTED if _NAME.fullmatch(path.name) else path.name
