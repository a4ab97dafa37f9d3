"""Numbers as they are copied: every digit, columns apart by tabs, as a table takes them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from core.arrays import Array
from core.formula import NumberStyle


def table_text(values: Array, style: NumberStyle) -> str:
    """Write a matrix row by row; of a vector one entry on each line."""
    rows = np.asarray(values, np.float64)
    rows = rows.reshape(len(rows), -1) if rows.ndim else rows.reshape(1, 1)
    return "\n".join("\t".join(style.exact(value) for value in row) for row in rows.tolist())


def copy_table(values: Array | None, style: NumberStyle) -> None:
    """Put numbers on the clipboard; without any, leave there what there is."""
    if values is not None:
        QGuiApplication.clipboard().setText(table_text(values, style))


def copy_menu(
    parent: QWidget, style: NumberStyle, name: str, entry: Array | None, whole: Callable[[], Array]
) -> QMenu:
    """Return the menu of what can be copied of a thing that has been computed.

    Args:
        parent: whose menu it is.
        style: how the numbers are written.
        name: of the thing.
        entry: the chosen one; None where the thing as a whole is chosen.
        whole: returns all numbers of the thing.
    """
    menu = QMenu(parent)
    if entry is not None:
        menu.addAction("Copy &value", lambda: copy_table(entry, style))
    menu.addAction(f"Copy &all of {name}", lambda: copy_table(whole(), style))
    return menu
