"""The rows of the first W as pictures: what each unit looks for."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.model_view.names import cut
from gui.model_view.numbers import short
from gui.plots.scales import steady_top
from gui.theme import (
    FontRole,
    current_theme,
    font,
    largest_magnitude,
    rgba_image,
    signed_rgba,
    theme_source,
)

SMALLEST, LARGEST, GAP = 52.0, 200.0, 8.0
HINT = (
    "Each picture is a row of W: orange pixels speak for the unit or class, blue ones against it. "
    "Arrow keys go from picture to picture."
)
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class WeightImages(QWidget):
    """Tiles with titles, all on one scale of colours."""

    pointed = Signal(str)
    """The weight under the mouse, or the picture of the keyboard's cursor, in words."""
    scale_changed = Signal(float)
    """The magnitude that has the fullest colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("weight_images")
        self.setAccessibleName("Rows of W as images")
        self.setAccessibleDescription(HINT)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._titles: tuple[str, ...] = ()
        self._shape = (1, 1)
        self._kind = "unit"
        self._weights: NDArray[np.float32] | None = None
        self._scale: float | None = None
        self._images: dict[int, QImage] = {}
        self._cursor: int | None = None
        theme_source().changed.connect(self._repaint_all)

    def image(self, number: int) -> QImage | None:
        """A picture, one pixel a weight; made when it comes into sight. None before there is W."""
        if self._weights is None or self._scale is None:
            return None
        if number not in self._images:
            pixels = self._weights[number].reshape(self._shape)
            self._images[number] = rgba_image(signed_rgba(pixels, self._scale, current_theme()))
        return self._images[number]

    @property
    def scale(self) -> float | None:
        """The magnitude that has the fullest colour."""
        return self._scale

    def set_units(self, titles: Sequence[str], shape: tuple[int, int], kind: str) -> None:
        """Name the units, which are a `kind` ("class", "unit"); the old pictures go."""
        self._titles, self._shape, self._kind = tuple(titles), shape, kind
        self._scale, self._cursor = None, None
        self.set_weights(None)
        self._fit()

    def set_weights(self, weights: NDArray[np.floating] | None) -> None:
        """Show W (units, pixels), or nothing."""
        shown = len(self._titles)
        self._weights = None if weights is None else np.asarray(weights[:shown], np.float32)
        self._draw()
        self.update()

    def tile(self, number: int) -> QRectF:
        """Where a picture stands."""
        columns, side = self._grid(self.width(), self.height())
        row, column = divmod(number, columns)
        rows, wide = self._shape
        height = side * rows / wide
        step = height + self._line() + GAP
        return QRectF(column * (side + GAP), self._line() + row * step, side, height)

    def describe(self, number: int, pixel: tuple[int, int] | None = None) -> str:
        """A picture, or one of its weights, in words."""
        name = f"{self._kind} {cut(self._titles[number])}"
        if self._weights is None:
            return name
        row = self._weights[number]
        if pixel is None:
            return f"{name}: weights from {short(float(row.min()))} to {short(float(row.max()))}"
        y, x = pixel
        weight = float(row[y * self._shape[1] + x])
        return f"{name}, row {y + 1}, column {x + 1}: {short(weight)}"

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tiles that are in sight."""
        painter, theme = QPainter(self), current_theme()
        small = font(FontRole.SMALL)
        painter.setFont(small)
        metrics = QFontMetricsF(small)
        for number, title in enumerate(self._titles):
            area = self.tile(number)
            if not area.adjusted(0, -self._line(), 0, 0).intersects(QRectF(event.rect())):
                continue
            painter.setPen(theme.color("text" if number == self._cursor else "muted"))
            text = metrics.elidedText(title, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(QPointF(area.left(), area.top() - metrics.descent() - 1), text)
            picture = self.image(number)
            if picture is not None:
                painter.drawImage(area, picture)
            cursor = number == self._cursor
            painter.setPen(QPen(theme.color("focus" if cursor else "line"), 2.0 if cursor else 1))
            painter.drawRect(area)
        painter.end()

    def _draw(self) -> None:
        """Forget the pictures, and choose the scale for the next ones."""
        self._images = {}
        if self._weights is None:
            return
        scale = steady_top(self._scale, largest_magnitude(self._weights) / 1.04)
        if scale != self._scale:
            self._scale = scale
            self.scale_changed.emit(scale)

    def _repaint_all(self) -> None:
        self._draw()
        self._fit()
        self.update()

    def _line(self) -> float:
        return QFontMetricsF(font(FontRole.SMALL)).height() + 2

    def _grid(self, width: float, height: float) -> tuple[int, float]:
        """Columns and width of a tile: as large as the place allows, but not too small."""
        count = max(1, len(self._titles))
        most = max(1, int((width + GAP) // (SMALLEST + GAP)))
        for columns in range(1, most + 1):
            side = min((width - (columns - 1) * GAP) / columns - 1, LARGEST)
            if self._height(columns, side, count) <= height:
                return columns, side
        return most, min((width - (most - 1) * GAP) / most - 1, LARGEST)

    def _height(self, columns: int, side: float, count: int) -> float:
        rows, wide = self._shape
        return ceil(count / columns) * (side * rows / wide + self._line() + GAP)

    def _fit(self) -> None:
        """Need the height of the smallest tiles."""
        columns, side = self._grid(self.width(), 0.0)
        needed = self._height(columns, side, max(1, len(self._titles)))
        self.setMinimumHeight(round(needed))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the height that the width makes necessary."""
        super().resizeEvent(event)
        self._fit()

    # Mouse and keyboard.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Name the weight under the mouse."""
        place = event.position()
        for number in range(len(self._titles)):
            area = self.tile(number)
            if area.contains(place):
                rows, columns = self._shape
                y = min(int((place.y() - area.top()) / area.height() * rows), rows - 1)
                x = min(int((place.x() - area.left()) / area.width() * columns), columns - 1)
                self._tell(self.describe(number, (y, x)))
                return
        self._tell("")

    def leaveEvent(self, event: QEvent) -> None:
        """Say no more."""
        super().leaveEvent(event)
        self._tell("")

    def event(self, event: QEvent) -> bool:
        """Keep the arrows from becoming shortcuts of the window."""
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and _is_arrow(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from picture to picture."""
        if not _is_arrow(event) or not self._titles:
            event.ignore()
            return
        across, down = _ARROWS[Qt.Key(event.key())]
        columns, _ = self._grid(self.width(), self.height())
        wanted = (self._cursor or 0) + across + down * columns
        self._go_to(min(max(wanted, 0), len(self._titles) - 1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the keyboard's cursor."""
        super().focusInEvent(event)
        if self._titles:
            self._go_to(self._cursor or 0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the keyboard's cursor."""
        super().focusOutEvent(event)
        self._cursor = None
        self._tell("")
        self.update()

    def _go_to(self, number: int) -> None:
        self._cursor = number
        self._tell(self.describe(number))
        self.update()

    def _tell(self, text: str) -> None:
        self.setAccessibleDescription(text or HINT)
        self.pointed.emit(text)


def _is_arrow(event: QKeyEvent) -> bool:
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return not plain and event.key() in _ARROWS
