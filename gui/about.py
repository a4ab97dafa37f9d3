"""The two help windows: every key, and what the program is."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QKeySequence
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.version import VERSION
from gui.actions import TABLE
from gui.theme import GRID, MARGIN, FontRole, font

_BOLD = "font-weight: 600"
"""The boldest letters that come along; <b> would thicken them by machine."""
Rows = tuple[tuple[str, str], ...]

STAGE_KEYS: Rows = (
    ("Tab, Shift+Tab", "To the next thing, and back"),
    ("Arrow keys", "From entry to entry of what is chosen"),
    ("Home, End", "To its first and last entry"),
    ("Esc", "Out of the entry, then out of the thing"),
    ("Ctrl+C", "Copy the numbers of what is chosen"),
)
TIME_KEYS: Rows = (
    ("Left, Right", "A beat back or on"),
    ("Shift+Left, Shift+Right", "A phase back or on"),
    ("Home, End", "To the start and to the end"),
    ("Space", "Play, pause, play again; at rest it trains"),
    ("Page Up, Page Down", "On the time slider: a phase on or back"),
)
INSPECTOR_KEYS: Rows = (
    ("Arrow keys", "From term to term, from entry to entry"),
    ("Enter, Ctrl+C", "Choose it, copy it"),
)
PLOT_KEYS: Rows = (
    ("Left, Right", "Read the values a point further"),
    ("Page Up, Page Down", "Read them 20 points further"),
    ("+, −", "Zoom in and out"),
    ("0", "Show the whole run"),
    ("Esc", "Back to the latest values"),
)
SAMPLE_KEYS: Rows = (
    ("Left, Right", "The sample before, the next one"),
    ("Page Up, Page Down", "Ten samples back or on"),
    ("Alt+T", "Show the sample on the stage"),
)
MATRIX_KEYS: Rows = (
    ("Arrow keys", "From cell to cell"),
    ("Enter", "Step through the samples of the cell"),
    ("Esc", "Through all samples again"),
)
CANVAS_KEYS: Rows = (
    ("Arrow keys", "Move the pen, with Shift further"),
    ("Space", "Pen down and up, after Tab or an arrow key"),
    ("Delete, Ctrl+Z", "Clear, take back the last stroke"),
)
NUMBER_KEYS: Rows = (
    ("Up, Down", "The next round number"),
    ("Page Up, Page Down", "Ten steps at once"),
    ("Enter, Esc", "Take what is typed, or drop it"),
)


def show_shortcuts(parent: QWidget) -> None:
    """List every key: those of the whole window, then those of what has the focus."""
    window = tuple((_native(spec.shortcut), spec.tip) for spec in TABLE if spec.shortcut)
    left = (("Everywhere", window), ("Drawing pad", CANVAS_KEYS), ("Inspector", INSPECTOR_KEYS))
    right = (
        ("Stage", STAGE_KEYS),
        ("Stage, while nothing is chosen", TIME_KEYS),
        ("Plots", PLOT_KEYS),
        ("Sample of the test set", SAMPLE_KEYS),
        ("Confusion matrix", MATRIX_KEYS),
        ("Numbers", NUMBER_KEYS),
    )
    measure = QFontMetrics(font(FontRole.STRONG))
    columns = []
    for groups in (left, right):
        # One width for all groups of a column: what the keys do begins on one line.
        widest = max(measure.horizontalAdvance(keys) for _, rows in groups for keys, _ in rows)
        columns.append("".join(_group(title, rows, widest + 2 * MARGIN) for title, rows in groups))
    _show(parent, "Keyboard", *columns)


def show_about(parent: QWidget) -> None:
    """Say what the program is, and what it is made with."""
    _show(
        parent,
        "About Chalkgrad",
        f"<h3 style='{_BOLD}'>Chalkgrad {VERSION}</h3>"
        "<p>Makes gradient descent and backpropagation visible: values travel forward, the loss "
        "travels backward, and every number can be checked.</p>"
        "<p>Free software under the MIT licence. Made with Qt for Python, pyqtgraph and numpy; "
        "set in Inter (SIL Open Font License). Data sets and their licences: "
        "assets/data/MANIFEST.toml; fonts and icons: assets/LICENCES.md.</p>",
    )


def _native(shortcut: str) -> str:
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


def _group(title: str, rows: Rows, width: int) -> str:
    lines = "".join(
        f"<tr><td width='{width}' style='white-space: nowrap; {_BOLD}'>{escape(keys)}</td>"
        f"<td style='padding: 0'>{escape(what)}</td></tr>"
        for keys, what in rows
    )
    return f"<h4 style='margin: 8px 0 2px 0; {_BOLD}'>{escape(title)}</h4><table>{lines}</table>"


class _HelpArea(QScrollArea):
    """As large as its text, but never larger than the screen: then it scrolls."""

    def __init__(self, columns: tuple[str, ...], room: QSize) -> None:
        super().__init__()
        self._room = room
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        content = QWidget()
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        row.setContentsMargins(0, 0, GRID, 0)
        row.setSpacing(2 * MARGIN)
        for html in columns:
            label = QLabel(html)
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            label.setWordWrap(len(columns) == 1)
            if label.wordWrap():
                label.setMinimumWidth(420)
            row.addWidget(label, 1)
        bar = self.verticalScrollBar().sizeHint().width()
        if row.sizeHint().width() + bar > room.width():
            row.setDirection(QBoxLayout.Direction.TopToBottom)
            row.setSpacing(GRID)
        self._content = content
        self.setWidget(content)

    def sizeHint(self) -> QSize:
        """Ask for all of the text, within the room there is."""
        content = self._content
        wanted = content.sizeHint()
        if content.hasHeightForWidth():
            wanted.setHeight(content.heightForWidth(wanted.width()))
        bar = self.verticalScrollBar().sizeHint().width()
        return (wanted + QSize(bar, 2)).boundedTo(self._room)


def _show(parent: QWidget, title: str, *columns: str) -> None:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setObjectName("help")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    close = buttons.button(QDialogButtonBox.StandardButton.Close)
    close.setIcon(QIcon())  # the style's own is not in our hand
    buttons.rejected.connect(dialog.reject)
    # Beside the text: margins, the button, and the frame that the window system adds.
    room = parent.screen().availableSize() - QSize(4 * MARGIN, 2 * close.sizeHint().height() + 60)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    column.setSpacing(MARGIN)
    column.addWidget(_HelpArea(columns, room), 1)
    column.addWidget(buttons)
    dialog.resize(dialog.sizeHint())  # left alone, it takes two thirds of the screen at most
    dialog.open()
    close.setFocus()
