"""Data sets that are fetched on request: from several mirrors, held to their checksums, cached."""

from __future__ import annotations

from core.datasets.downloads.cache import (
    VARIABLE,
    cache_folder,
    cached,
    checked,
    find,
    verified,
)
from core.datasets.downloads.download import download, fetch_set
from core.datasets.downloads.fetch import Patience
from core.datasets.downloads.lines import download_with_lines
from core.datasets.downloads.registry import REMOTE_SETS, RemoteFile, RemoteSet, remote_set

__all__ = [
    "REMOTE_SETS",
    "VARIABLE",
    "Patience",
    "RemoteFile",
    "RemoteSet",
    "cache_folder",
    "cached",
    "checked",
    "download",
    "download_with_lines",
    "fetch_set",
    "find",
    "remote_set",
    "verified",
]
