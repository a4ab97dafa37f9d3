"""Formulas are set before somebody comes to them, one sign at a time, while nothing else happens.

Setting a sign takes some ten milliseconds, once: at the beginning of a beat that would be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject, QTimer, Slot

from core.formulas import Formulas
from core.jacobian_formulas import jacobian_formula
from core.timeline import Timeline
from gui.inspector.formula_view import set_piece
from gui.inspector.pieces import Piece, pieces_of

PAUSE_MS = 25
"""Between two signs, so that the window is never late by more than one."""

Sign = tuple[Piece, int]
"""A piece of a formula, and its size in logical pixels."""


class Warming(QObject):
    """Sets what it is given; something else takes the place of what is not set yet."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left: list[Sign] = []
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._on_timer)

    @property
    def left(self) -> int:
        """How many signs are to be set yet."""
        return len(self._left)

    def start(self, signs: Iterable[Sign]) -> None:
        """Set these signs, in their order."""
        self._left = list(dict.fromkeys(signs))[::-1]
        self._timer.start()

    def stop(self) -> None:
        """Set no more."""
        self._left.clear()
        self._timer.stop()

    @Slot()
    def _on_timer(self) -> None:
        if self._left:
            set_piece(*self._left.pop())
        else:
            self._timer.stop()


def signs_of(formulas: Formulas, timeline: Timeline, sizes: tuple[int, int]) -> Iterator[Sign]:
    """Return the signs of all beats, at the sizes of the formula and of the Jacobian."""
    for beat in timeline.beats:
        for line in formulas.of_beat(beat):
            yield from ((piece, sizes[0]) for piece in pieces_of(line))
    for layer in formulas.network.layers:
        for letter in "ABD":
            line = jacobian_formula(formulas, (letter, layer.number))
            yield from ((piece, sizes[1]) for piece in pieces_of(line))
