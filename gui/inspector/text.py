"""Text that takes the height of its lines, and gives it back."""

from __future__ import annotations

from gui.widgets.basics import WrappedLabel


class Text(WrappedLabel):
    """A wrapped label whose text changes, to a shorter one as well; an empty one takes no room."""

    def setText(self, text: str) -> None:
        """Set the text, unless it is there already."""
        if text != self.text():
            super().setText(text)

    def _fit(self) -> None:
        # The height that a QLabel asks for is never below its minimum: the old one must go first.
        self.setMinimumHeight(0)
        super()._fit()
