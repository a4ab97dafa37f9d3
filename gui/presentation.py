"""Only the stage, in letters for the back of a classroom; and back to what stood before."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QWidget

from gui.panes import Panes
from gui.theme import theme_source

USUAL_SIZE = QSize(800, 520)
"""A window for which letters of the usual size are large enough."""
LARGEST = 2.0


class Presentation:
    """Switches between the window as it is used alone and as it is shown to many."""

    def __init__(self, window: QWidget, panes: Panes) -> None:
        self._window = window
        self._panes = panes
        self._before: tuple[bytes, float] | None = None

    @property
    def is_on(self) -> bool:
        """True while the window is shown to many."""
        return self._before is not None

    def toggle(self) -> None:
        """Begin, or go back."""
        if self.is_on:
            self.end()
        else:
            self._before = self._panes.state(), theme_source().text_scale
            self._panes.hide_all_but_stage()
            theme_source().set_text_scale(scale_for(self._window.size()))

    def end(self) -> None:
        """Show the panes and the letters that were there before, if it is on."""
        if self._before is not None:
            (arrangement, scale), self._before = self._before, None
            theme_source().set_text_scale(scale)
            self._panes.restore(arrangement)
            # Once more when all that is in the panes has become as small as its letters.
            QTimer.singleShot(0, self._panes, lambda: self._panes.restore(arrangement))


def scale_for(size: QSize) -> float:
    """How large text is to be in a window of this size, in tenths."""
    share = min(size.width() / USUAL_SIZE.width(), size.height() / USUAL_SIZE.height())
    return min(max(round(share, 1), 1.0), LARGEST)
