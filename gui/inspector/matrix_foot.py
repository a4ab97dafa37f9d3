"""Under the picture of a matrix: which part of it is seen, and the entry that is pointed at."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from core.formula import NumberStyle
from gui.inspector.matrix_view import MatrixView
from gui.resources import icon
from gui.theme import FontRole, Look, font, set_look, theme_source

_HINT = "Point at an entry. Colours reach ±"


class MatrixFoot(QWidget):
    """Two labels of a fixed height, so that nothing moves when the mouse does, and two buttons."""

    def __init__(self, view: MatrixView, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._where = _label(Qt.AlignmentFlag.AlignVCenter)
        self._where.setObjectName(f"{name}Where")
        set_look(self._where, Look.SMALL)
        self.value = _label(Qt.AlignmentFlag.AlignTop)
        self.value.setObjectName(f"{name}Value")
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._smaller = _button("Smaller cells")
        self._larger = _button("Larger cells")
        self._smaller.clicked.connect(lambda: view.zoom(-1))
        self._larger.clicked.connect(lambda: view.zoom(1))
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._where, 1)
        row.addWidget(self._smaller)
        row.addWidget(self._larger)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.value)
        self._style = NumberStyle()
        self._look: Look | None = None
        view.moved.connect(self.say_where)
        theme_source().changed.connect(self._dress)
        self._dress()

    def say(self, row: int, column: int, text: str) -> None:
        """Say what an entry is; `text` is its symbol and its number."""
        count = self._style.count
        where = f"Row {count(row + 1)}, column {count(column + 1)}"
        # One under the other, and broken before the number: both are read whole at any width.
        self._where.setText(where.replace(", ", "\n"))
        self.value.setText(text.replace(" = ", " =\N{NO-BREAK SPACE}"))
        self._tone(Look.STRONG)
        self._view.setAccessibleDescription(f"{where}: {text}")

    def set_style(self, style: NumberStyle) -> None:
        """Write numbers so from now on."""
        self._style = style

    def say_where(self) -> None:
        """Say which part of the matrix is seen, unless an entry is pointed at."""
        view = self._view
        if view.spot is not None:
            return
        view.setAccessibleDescription("")
        self._tone(Look.SMALL)
        hidden = view.linear_map is None or view.veiled
        end = replace(self._style, digits=2).plain(view.scale)
        self.value.setText("" if hidden else f"{_HINT}{end}.")
        window = view.window_shown
        if window.whole:
            self._where.setText("All entries")
            return
        rows, columns = window.row_range, window.column_range
        count = self._style.count
        self._where.setText(
            f"Rows {count(rows.start + 1)}–{count(rows.stop)}\n"
            f"columns {count(columns.start + 1)}–{count(columns.stop)}"
        )

    def _tone(self, look: Look) -> None:
        if look is not self._look:
            self._look = look
            set_look(self.value, look)

    def _dress(self) -> None:
        self._smaller.setIcon(icon("minus", role="muted"))
        self._larger.setIcon(icon("plus", role="muted"))
        for label, role in ((self._where, FontRole.SMALL), (self.value, FontRole.BODY)):
            label.setFixedHeight(2 * QFontMetrics(font(role)).lineSpacing() + 2)


def _label(alignment: Qt.AlignmentFlag) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(alignment | Qt.AlignmentFlag.AlignLeft)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return label


def _button(text: str) -> QToolButton:
    button = QToolButton()
    button.setToolTip(text)
    button.setAccessibleName(text)
    set_look(button, Look.COMPACT)
    return button
