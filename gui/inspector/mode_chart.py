"""Forward mode beside reverse mode, as bars drawn to scale."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.formula import NumberStyle
from gui.inspector.modes import Comparison, Row, folded
from gui.theme import GRID, HALF, FontRole, current_theme, font, theme_source

LINEAR_UP_TO = 40.0
"""Where the longest bar is more than so many times the shortest, the scale is logarithmic."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How long a bar is, from 0 to 1."""

    largest: int
    logarithmic: bool

    def length(self, count: int) -> float:
        """Return the share of the longest bar."""
        if count <= 0:
            return 0.0
        if not self.logarithmic:
            return count / self.largest
        return (log10(count) + 1.0) / (log10(self.largest) + 1.0)

    @property
    def sentence(self) -> str:
        """What must be said of it."""
        if self.logarithmic:
            return "Lengths are logarithmic: each further step is ten times as much."
        return "Lengths are to scale."


def scale_of(rows: tuple[Row, ...]) -> Scale:
    """Choose a scale on which the shortest bar can still be seen."""
    counts = [count for row in rows for count in (row.forward, row.reverse) if count > 0]
    if not counts:
        return Scale(1, False)
    return Scale(max(counts), max(counts) > LINEAR_UP_TO * min(counts))


class ModeChart(QWidget):
    """For each layer two bars: forward mode above, reverse mode under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._scale = Scale(1, False)
        self._style = NumberStyle()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme_source().changed.connect(self._fit)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown, the total last."""
        return self._rows

    @property
    def scale(self) -> Scale:
        """How long the bars are."""
        return self._scale

    def set_comparison(self, comparison: Comparison | None) -> None:
        """Show the operations of a network."""
        rows = () if comparison is None else (*folded(comparison.rows), comparison.total)
        style = self._style if comparison is None else comparison.style
        if (rows, style) == (self._rows, self._style):
            return
        self._rows, self._style = rows, style
        self._scale = scale_of(rows)
        said = [
            f"{row.name}: forward {_said(row.forward, row.forward_product, style)}, "
            f"reverse {_said(row.reverse, row.reverse_product, style)}"
            for row in rows
        ]
        self.setAccessibleName("Operations of forward and reverse mode")
        self.setAccessibleDescription(". ".join(said))
        self._fit()

    def sizeHint(self) -> QSize:
        """Ask for all rows."""
        return QSize(220, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, and a line above the total."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small, strong = font(FontRole.SMALL), font(FontRole.STRONG)
        strong.setPixelSize(small.pixelSize())
        line = self._line()
        number_width = max(
            (
                QFontMetricsF(strong).horizontalAdvance(self._style.count(count))
                for row in self._rows
                for count in (row.forward, row.reverse)
            ),
            default=0.0,
        )
        room = self.width() - number_width - HALF - 1
        y = 0.0
        for index, row in enumerate(self._rows):
            last = index == len(self._rows) - 1
            if last:
                painter.setPen(QPen(theme.color("line"), 1))
                painter.drawLine(QPointF(0.0, y + 0.5), QPointF(self.width(), y + 0.5))
                y += GRID
            painter.setFont(strong if last else small)
            painter.setPen(theme.color("text" if last else "muted"))
            painter.drawText(QRectF(0.0, y, self.width(), line), _LEFT, row.name)
            self._paint_products(painter, row, y, line)
            y += line
            for count, role in ((row.forward, "forward"), (row.reverse, "backward")):
                bar = QRectF(0.0, y + 0.22 * line, room * self._scale.length(count), 0.56 * line)
                painter.fillRect(bar, theme.color(role))
                painter.setPen(theme.color("text"))
                beside = QRectF(bar.right() + HALF, y, number_width + 2, line)
                painter.drawText(beside, _LEFT, self._style.count(count))
                y += line
            y += HALF

    def _paint_products(self, painter: QPainter, row: Row, y: float, line: float) -> None:
        """Write how the operations are counted beside the name, where there is room for both."""
        metrics = QFontMetricsF(painter.font())
        right = float(self.width())
        left = metrics.horizontalAdvance(row.name) + GRID
        both = ((row.reverse_product, "backward"), (row.forward_product, "forward"))
        wide = sum(metrics.horizontalAdvance(text) + GRID for text, _ in both if text)
        if wide > right - left:
            return
        for text, role in both:
            painter.setPen(current_theme().color(role))
            width = metrics.horizontalAdvance(text)
            painter.drawText(QRectF(right - width - 1, y, width + 2, line), _LEFT, text)
            right -= width + GRID if text else 0.0

    def _line(self) -> float:
        return float(ceil(QFontMetricsF(font(FontRole.SMALL)).height()))

    def _fit(self) -> None:
        count = len(self._rows)
        height = count * (3 * self._line() + HALF) + (GRID if count else 0)
        self.setFixedHeight(ceil(height))
        self.update()


def _said(count: int, product: str, style: NumberStyle) -> str:
    return f"{product} = {style.count(count)}" if product else style.count(count)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
