"""An entry of the legend: a mark and a name, that switch a curve on and off."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gui.plots.marks import Series, paint_mark
from gui.theme import GRID, HALF, RADIUS, FontRole, current_theme, font, theme_source

_HEIGHT, _MARK = 24, 16


class LegendButton(QAbstractButton):
    """Checked while its curve is to be seen; grey and struck through while it is not."""

    def __init__(self, series: Series, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series = series
        self.setObjectName(f"plot_{series.value}")
        self.setText(series.label)
        self.setToolTip(series.tip)
        self.setAccessibleName(series.label)
        self.setAccessibleDescription(series.tip)
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme_source().changed.connect(self._on_theme)

    def sizeHint(self) -> QSize:
        """Room for the mark and the name."""
        width = QFontMetricsF(font(FontRole.SMALL)).horizontalAdvance(self.text())
        return QSize(round(HALF + _MARK + HALF + width + GRID), _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark in the curve's colour, or in grey."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, on = current_theme(), self.isChecked()
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.underMouse() or self.hasFocus():
            pen = QPen(theme.color("focus")) if self.hasFocus() else QPen(Qt.PenStyle.NoPen)
            painter.setPen(pen)
            painter.setBrush(theme.color("hover" if self.underMouse() else "background"))
            painter.drawRoundedRect(frame, RADIUS, RADIUS)
        colour = theme.color(self._series.role if on else "disabled")
        paint_mark(painter, self._series, QPointF(HALF + _MARK / 2, self.height() / 2), colour)
        letters = font(FontRole.SMALL)
        letters.setStrikeOut(not on)
        painter.setFont(letters)
        painter.setPen(theme.color("text" if on else "disabled"))
        place = QRectF(frame).adjusted(2 * HALF + _MARK, 0, 0, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.text())

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()
