"""The line above a plot: what it is of, and its values at one step, in places that stay put."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.plots.marks import Series, paint_mark
from gui.theme import GRID, HALF, FontRole, current_theme, font, theme_source

_SWATCH = 9
WIDEST = "0.00000"


@dataclass(frozen=True, slots=True)
class Reading:
    """The values at one place."""

    place: str = ""
    """"step 1,234"."""
    values: tuple[tuple[Series, str], ...] = ()


class ReadOut(QWidget):
    """Paints a title and a `Reading`. What finds no room is left out, beginning on the left."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._widest = title, WIDEST
        self._reading = Reading()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme_source().changed.connect(self._on_theme)

    def set_title(self, title: str, widest: str = WIDEST) -> None:
        """Name the quantity; `widest` is as wide as any of its values can be."""
        self._title, self._widest = title, widest
        self.setAccessibleName(f"{title}, values")
        self.update()

    def reading(self) -> Reading:
        """What is shown."""
        return self._reading

    def set_reading(self, reading: Reading) -> None:
        """Show other values."""
        if reading == self._reading:
            return
        self._reading = reading
        spoken = [f"{series.label} {text}" for series, text in reading.values]
        self.setAccessibleDescription(", ".join([reading.place, *spoken]))
        self.update()

    def sizeHint(self) -> QSize:
        """One line of text."""
        return QSize(300, round(QFontMetricsF(font(FontRole.TITLE)).height()) + HALF)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint title and place on the left, the values on the right."""
        painter = QPainter(self)
        theme, height, middle = current_theme(), self.height(), Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(FontRole.TITLE))
        painter.setPen(theme.color("text"))
        used = painter.fontMetrics().horizontalAdvance(self._title) + GRID
        painter.drawText(QRectF(0, 0, self.width(), height), middle, self._title)

        painter.setFont(font(FontRole.SMALL))
        metrics = QFontMetricsF(painter.font())
        # Wide enough for every number, so that none moves when another gets longer.
        slot = _SWATCH + HALF + metrics.horizontalAdvance(self._widest) + GRID
        right = float(self.width())
        for series, text in reversed(self._reading.values):
            if right - slot < used:
                return
            right -= slot
            mark = QPointF(right + _SWATCH / 2, height / 2)
            paint_mark(painter, series, mark, theme.color(series.role), _SWATCH)
            painter.setPen(theme.color("text"))
            place = QRectF(right + _SWATCH + HALF, 0, slot, height)
            painter.drawText(place, middle, text)
        if right - used > metrics.horizontalAdvance(self._reading.place) + GRID:
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(used, 0, right - used, height), middle, self._reading.place)

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()
