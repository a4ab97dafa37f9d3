"""Walking through a matrix by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from gui.inspector.matrix_window import Window


def walked(
    event: QKeyEvent, spot: tuple[int, int] | None, window: Window
) -> tuple[int, int] | None:
    """Return the entry that a key leads to from `spot`; None if it is no such key.

    Without an entry, the first step shows where one is: at the first that is seen.
    """
    row, column = spot or (window.row, window.column)
    shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    rows, columns = window.shape
    match event.key():
        case Qt.Key.Key_Home:
            return (0 if control else row), 0
        case Qt.Key.Key_End:
            return (rows - 1 if control else row), columns - 1
    steps = {
        Qt.Key.Key_Left: (0, -1),
        Qt.Key.Key_Right: (0, 1),
        Qt.Key.Key_Up: (-1, 0),
        Qt.Key.Key_Down: (1, 0),
        Qt.Key.Key_PageUp: (0, -window.columns) if shift else (-window.rows, 0),
        Qt.Key.Key_PageDown: (0, window.columns) if shift else (window.rows, 0),
    }
    step = next((step for key, step in steps.items() if key == event.key()), None)
    if step is None:
        return None
    if spot is not None:
        row, column = row + step[0], column + step[1]
    return min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)
