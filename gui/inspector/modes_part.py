"""Forward mode against reverse mode on this very network."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.formula import Formula
from core.jacobian_formulas import recursion
from gui.inspector.formula_part import in_lines
from gui.inspector.formula_view import FormulaView
from gui.inspector.mode_chart import ModeChart
from gui.inspector.modes import compare
from gui.inspector.part import Part
from gui.inspector.pieces import Piece
from gui.theme import GRID, FontRole, Look, current_theme, font, set_look, theme_source
from gui.widgets.basics import WrappedLabel

MOST_LAYERS = 2
"""Up to so many layers the recursion is multiplied out: more does not fit beside the stage."""
MOST_LINES = 6


class ModesPart(Part):
    """The ratio in words, the bars, and the recursion that forward mode is."""

    pointed = Signal(object)
    chosen = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = WrappedLabel()
        self.sentence.setObjectName("modesSentence")
        set_look(self.sentence, Look.STRONG)
        self.chart = ModeChart()
        self.chart.setObjectName("modesChart")
        self._scale = WrappedLabel()
        self._reason = WrappedLabel()
        self._title = WrappedLabel("Fundamental recursion (forward mode)")
        set_look(self._title, Look.STRONG)
        self.recursion = FormulaView("Fundamental recursion")
        self.recursion.setObjectName("modesRecursion")
        self.recursion.pointed.connect(self.pointed)
        self.recursion.chosen.connect(self.chosen)
        for label in (self._scale, self._reason):
            set_look(label, Look.SMALL)
        self._legend = Legend()
        for widget in (
            self.sentence,
            self._legend,
            self.chart,
            self._scale,
            self._reason,
            self._title,
            self.recursion,
        ):
            self.column.addWidget(widget)
        self._drawn: object = None

    def refresh(self) -> None:
        """Count, if it is another network; write, if it is another notation."""
        shown = self.shown
        drawn = None if shown is None else (shown.formulas, shown.style)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        if shown is None:
            self.chart.set_comparison(None)
            self.recursion.set_pieces(())
            return
        comparison = compare(shown.formulas.network, shown.style)
        self.sentence.setText(comparison.sentence)
        self.chart.set_comparison(comparison)
        self._scale.setText(self.chart.scale.sentence)
        self._reason.setText(comparison.reason)
        self.recursion.set_pieces(_abridged(recursion(shown.formulas, MOST_LAYERS)))


def _abridged(lines: tuple[Formula, ...]) -> tuple[Piece, ...]:
    """Put the lines under each other; of many the first, and the last two."""
    if len(lines) <= MOST_LINES:
        return in_lines(lines)
    dots = Piece("⋮", r"\vdots").on_a_new_line()
    first, *last = in_lines(lines[-2:])
    return (*in_lines(lines[: MOST_LINES - 3]), dots, first.on_a_new_line(), *last)


class Legend(QWidget):
    """Which bar is which."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Upper bar: forward mode. Lower bar: reverse mode.")
        theme_source().changed.connect(self._on_theme)

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        return QSize(160, round(QFontMetricsF(font(FontRole.SMALL)).height()) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a sample of each with its name."""
        theme = current_theme()
        painter = QPainter(self)
        small = font(FontRole.SMALL)
        painter.setFont(small)
        x, side = 0.0, 10.0
        for text, role in (("forward mode", "forward"), ("reverse mode", "backward")):
            painter.fillRect(QRectF(x, (self.height() - side) / 2, side, side), theme.color(role))
            width = QFontMetricsF(small).horizontalAdvance(text)
            painter.setPen(theme.color("muted"))
            x += side + 6.0
            box = QRectF(x, 0.0, width + 2, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
            x += width + 2 * GRID

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()
