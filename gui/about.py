"""The two help windows: every shortcut, and what the program is."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from core.version import VERSION
from gui.actions import TABLE
from gui.theme import MARGIN

CANVAS_KEYS = (
    ("Arrow keys", "Drawing pad: move the pen, with Shift further"),
    ("Space", "Drawing pad: put the pen down, and lift it"),
    ("Delete", "Drawing pad: clear"),
    ("Ctrl+Z", "Drawing pad: take back the last stroke"),
)


def show_shortcuts(parent: QWidget) -> None:
    """List every key."""
    known = [
        (_native(spec.shortcut), f"{spec.text.replace('&', '').rstrip('…')}: {spec.tip.lower()}")
        for spec in TABLE
        if spec.shortcut
    ]
    rows = "".join(
        f"<tr><td style='padding: 2px 24px 2px 0'><b>{escape(keys)}</b></td>"
        f"<td style='padding: 2px 0'>{escape(what)}</td></tr>"
        for keys, what in (*known, *CANVAS_KEYS)
    )
    _show(parent, "Keyboard", f"<table>{rows}</table>")


def show_about(parent: QWidget) -> None:
    """Say what the program is, and what it is made with."""
    _show(
        parent,
        "About Chalkgrad",
        f"<h3>Chalkgrad {VERSION}</h3>"
        "<p>Makes gradient descent and backpropagation visible: values travel forward, the loss "
        "travels backward, and every number can be checked.</p>"
        "<p>Free software under the MIT licence. Made with Qt for Python, pyqtgraph and numpy; "
        "set in Inter (SIL Open Font License). Data sets and their licences: "
        "assets/data/MANIFEST.toml; fonts and icons: assets/LICENCES.md.</p>",
    )


def _native(shortcut: str) -> str:
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


def _show(parent: QWidget, title: str, html: str) -> None:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setObjectName("help")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    label = QLabel(html)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setMinimumWidth(420)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    column.setSpacing(MARGIN)
    column.addWidget(label)
    column.addWidget(buttons)
    dialog.open()
