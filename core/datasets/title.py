"""What a file that somebody brought is called."""

from __future__ import annotations

import re
from pathlib import Path

_NAME = re.compile(r"pasted-[0-9a-f]{12}\.[ct]sv")
_OFFICIAL = re.compile(r"(train|t10k|test)-(images|labels)[-.]idx[13]-ubyte(\.gz)?", re.IGNORECASE)
"""All data sets in the format of MNIST have files of these names."""
PASTED = "Pasted table"


def title_of(path: Path) -> str:
    """Its file's name, unless `save_pasted` made that up, or its folder's name says more."""
    if _NAME.fullmatch(path.name):
        return PASTED
    folder = path.absolute().parent.name
    return folder if folder and _OFFICIAL.fullmatch(path.name) else path.name
