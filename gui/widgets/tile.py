"""A small picture made of numbers, one crisp square for each."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import (
    FontRole,
    current_theme,
    font,
    largest_magnitude,
    rgba_image,
    signed_rgba,
    theme_source,
    unit_rgba,
)


class TileMap(StrEnum):
    """Which colour map a tile uses."""

    UNIT = "unit"
    SIGNED = "signed"


class ImageTile(QWidget):
    """Shows a 2-d array, undistorted, as large as it fits."""

    def __init__(self, prompt: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prompt = prompt
        self._values: NDArray[np.float32] | None = None
        self._map = TileMap.UNIT
        self._scale = 1.0
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme_source().changed.connect(self._forget)
        self._describe()

    def set_values(
        self, values: ArrayLike | None, kind: TileMap = TileMap.UNIT, scale: float | None = None
    ) -> None:
        """Show an array of shape (rows, columns), or nothing.

        Args:
            values: copied, so that the caller may go on writing into its own.
            kind: the sequential map, for 0 to `scale`, or the diverging one, for -scale to scale.
            scale: where the map ends; by default 1, and the largest magnitude for signed values.

        Raises:
            ValueError: when the array is not two-dimensional or has no entries.
        """
        if values is None:
            self._values = None
        else:
            array = np.array(values, dtype=np.float32)
            if array.ndim != 2 or array.size == 0:
                raise ValueError(f"A picture needs rows and columns, not shape {array.shape}")
            self._values = array
            default = largest_magnitude(array) if kind is TileMap.SIGNED else 1.0
            self._scale = default if scale is None else scale
            self._map = kind
        self._describe()
        self._forget()

    def sizeHint(self) -> QSize:
        """Say that 112 x 112 pixels would be fine: four for each of 28 rows."""
        return QSize(112, 112)

    def minimumSizeHint(self) -> QSize:
        """Say that 28 x 28 pixels is the least."""
        return QSize(28, 28)

    def picture_rect(self) -> QRectF:
        """Where the picture lies: squares of a whole number of device pixels, if there is room."""
        if self._values is None:
            side = min(self.width(), self.height()) - 2
            return QRectF((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        rows, columns = self._values.shape
        ratio = self.devicePixelRatioF()
        square = min(self.width() * ratio / columns, self.height() * ratio / rows)
        square = (int(square) if square >= 1 else square) / ratio
        width, height = columns * square, rows * square
        left = round((self.width() - width) / 2 * ratio) / ratio
        top = round((self.height() - height) / 2 * ratio) / ratio
        return QRectF(left, top, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, or the place where one will be."""
        painter = QPainter(self)
        theme = current_theme()
        area = self.picture_rect()
        if self._values is None:
            painter.setPen(QPen(theme.color("line_strong"), 1, Qt.PenStyle.DashLine))
            painter.drawRect(area)
            painter.setPen(theme.color("muted"))
            painter.setFont(font(FontRole.SMALL))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area.adjusted(4, 4, -4, -4), flags, self._prompt)
            return
        if self._image is None:
            if self._map is TileMap.SIGNED:
                rgba = signed_rgba(self._values, self._scale, theme)
            else:
                rgba = unit_rgba(self._values, theme, 0.0, self._scale)
            self._image = rgba_image(rgba)
        shrinks = area.width() < self._image.width()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrinks)
        painter.drawImage(area, self._image)

    def _forget(self) -> None:
        self._image = None
        self.update()

    def _describe(self) -> None:
        if self._values is None:
            self.setAccessibleDescription(self._prompt or "No picture")
        else:
            rows, columns = self._values.shape
            self.setAccessibleDescription(f"Picture of {rows} by {columns} values")
