"""What the layout must know of fonts: widths and heights of texts. No Qt in here."""

from __future__ import annotations

from typing import Protocol


class Measure(Protocol):
    """Widths and heights in logical pixels, each enough for the text with all its overhang."""

    @property
    def label_height(self) -> float:
        """Of a title or a formula."""

    @property
    def small_height(self) -> float:
        """Of a note, a row's name, a number."""

    def label(self, text: str) -> float:
        """Width of a title or a formula."""

    def small(self, text: str) -> float:
        """Width of a note, a row's name, a number."""
