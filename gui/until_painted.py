"""Keeps training waiting from a change in the window until it is painted."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from core.right_of_way import RightOfWay


class UntilPainted(QObject):
    """Holds the right of way through the turns of the event loop that a change takes.

    A change asks for its painting, and the painting may ask for more. In each gap between them the
    window would wait for the interpreter anew. A timer without delay fires when nothing is left.
    """

    def __init__(self, right_of_way: RightOfWay, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._right_of_way = right_of_way
        self._at_rest = QTimer(self)
        self._at_rest.setSingleShot(True)
        self._at_rest.timeout.connect(self._right_of_way.leave)

    def hold(self) -> None:
        """Go first from now on until everything is painted."""
        if not self._at_rest.isActive():
            self._right_of_way.enter()
        self._at_rest.start(0)

    def stop(self) -> None:
        """Let go at once: nothing will be painted any more."""
        if self._at_rest.isActive():
            self._at_rest.stop()
            self._right_of_way.leave()
