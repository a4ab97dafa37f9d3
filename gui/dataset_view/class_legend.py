"""Which colour (and shape) belongs to which class, in one line."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import (
    GRID,
    HALF,
    FontRole,
    class_colour,
    class_shape,
    current_theme,
    font,
    shape_path,
    theme_source,
)

MARK = 9


class ClassLegend(QWidget):
    """Ends in "…" where there is no room."""

    def __init__(self, shapes: bool, parent: QWidget | None = None) -> None:
        """Show the shapes of the classes, or squares where only colours are used."""
        super().__init__(parent)
        self.setAccessibleName("Colours of the classes")
        self._shapes = shapes
        self._classes: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme_source().changed.connect(self._on_theme)

    def set_classes(self, classes: tuple[str, ...]) -> None:
        """Name the classes."""
        self._classes = classes
        self.setToolTip(", ".join(classes))
        self.setVisible(bool(classes))
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(120, round(QFontMetricsF(font(FontRole.SMALL)).height()) + HALF)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint marks and names."""
        painter, theme, x = QPainter(self), current_theme(), 0.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(FontRole.SMALL))
        metrics = QFontMetricsF(painter.font())
        middle = self.height() / 2
        base = middle + (metrics.ascent() - metrics.descent()) / 2
        for label, name in enumerate(self._classes):
            width = MARK + HALF + metrics.horizontalAdvance(name)
            if x + width > self.width() - 2 * GRID and label:
                painter.setPen(theme.color("muted"))
                painter.drawText(QPointF(x, base), "…")
                return
            colour = class_colour(label, theme)
            if self._shapes:
                path = shape_path(class_shape(label), MARK)
                painter.fillPath(path.translated(x + MARK / 2, middle), colour)
            else:
                painter.fillRect(QRectF(x, round(middle - MARK / 2), MARK, MARK), colour)
            painter.setPen(theme.color("muted"))
            painter.drawText(QPointF(x + MARK + HALF, base), name)
            x += width + 2 * GRID

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()
