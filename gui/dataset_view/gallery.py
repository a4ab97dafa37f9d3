"""Pictures with names, in even rows: mean images, and what else there is for each pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.dataset_view.words import number
from gui.theme import (
    GRID,
    HALF,
    FontRole,
    current_theme,
    font,
    rgba_image,
    theme_source,
    unit_rgba,
)

LEAST = 0.6
"""Of the wanted side: rather than in two rows, pictures stand a little smaller in one."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Values (rows, columns), where the map of their colours begins and ends, and a name."""

    values: NDArray[np.float64]
    name: str
    low: float = 0.0
    high: float = 1.0
    remark: str = ""
    """A second line."""


class Gallery(QWidget):
    """As high as its pictures need at its width."""

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        """Make it empty; each picture will be about `side` pixels high."""
        super().__init__(parent)
        self._side = side
        self._pictures: tuple[Picture, ...] = ()
        self._images: list[QImage] = []
        self._widest = 0.0
        """Of the names, in pixels."""
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme_source().changed.connect(self._on_theme)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """What is shown."""
        return self._pictures

    def set_pictures(self, pictures: Sequence[Picture]) -> None:
        """Show others, or none."""
        self._pictures, self._images = tuple(pictures), []
        names = (f"{p.name} {p.remark}".strip() for p in pictures)
        self.setAccessibleDescription(", ".join(names))
        self._measure()
        self._fit()
        self.update()

    def set_side(self, side: int) -> None:
        """Make the pictures about so high."""
        if side != self._side:
            self._side = side
            self._fit()
            self.update()

    def picture_rect(self, index: int) -> QRectF:
        """Where a picture stands, without its name."""
        square = self._square(self.width())
        cell, size = self._cell(square), self._size(square)
        row, column = divmod(index, self._columns(self.width()))
        left = column * cell.width() + (cell.width() - GRID - size.width()) / 2
        return QRectF(QPointF(round(left), row * cell.height()), size)

    def hasHeightForWidth(self) -> bool:
        """Say yes."""
        return True

    def heightForWidth(self, width: int) -> int:
        """So many rows of pictures."""
        if not self._pictures:
            return 0
        rows = -(-len(self._pictures) // self._columns(width))
        return round(rows * self._cell(self._square(width)).height())

    def sizeHint(self) -> QSize:
        """All in one row."""
        width = round(max(1, len(self._pictures)) * self._cell(self._whole()).width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """One picture wide."""
        return QSize(round(self._cell(self._whole()).width()), 0)

    def resizeEvent(self, event: object) -> None:
        """Take the height that the rows need."""
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Tell the value of a pixel."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.text_at(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return bool(super().event(event))

    def text_at(self, place: QPointF) -> str:
        """The value of the pixel there, in words; empty where there is none."""
        for index, picture in enumerate(self._pictures):
            area = self.picture_rect(index)
            if area.contains(place):
                rows, columns = picture.values.shape
                r = min(int((place.y() - area.y()) / area.height() * rows), rows - 1)
                c = min(int((place.x() - area.x()) / area.width() * columns), columns - 1)
                value = number(float(picture.values[r, c]))
                return f"{picture.name}, row {r + 1}, column {c + 1}: {value}"
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint pictures and names."""
        painter, theme = QPainter(self), current_theme()
        if len(self._images) != len(self._pictures):
            self._images = [
                rgba_image(unit_rgba(p.values, theme, p.low, p.high)) for p in self._pictures
            ]
        painter.setFont(font(FontRole.SMALL))
        metrics = QFontMetricsF(painter.font())
        cell = self._cell(self._square(self.width()))
        for index, (picture, image) in enumerate(zip(self._pictures, self._images, strict=True)):
            area = self.picture_rect(index)
            if not area.adjusted(0, 0, 0, cell.height()).intersects(QRectF(event.rect())):
                continue
            painter.setPen(theme.color("line"))
            painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))
            painter.drawImage(area, image)
            middle = area.center().x()
            for line, role in ((picture.name, "text"), (picture.remark, "muted")):
                top = area.bottom() + HALF + (metrics.height() if role == "muted" else 0)
                width = cell.width() - GRID
                place = QRectF(middle - width / 2, top, width, metrics.height())
                shown = metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, width)
                painter.setPen(theme.color(role))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)

    def _shape(self) -> tuple[int, int]:
        return self._pictures[0].values.shape if self._pictures else (1, 1)

    def _whole(self) -> int:
        """The side of a value where there is room enough: whole pixels."""
        return max(1, self._side // max(self._shape()))

    def _square(self, width: int) -> int:
        """The side of a value: smaller if all pictures then stand in one row."""
        whole = self._whole()
        for square in range(whole, 0, -1):
            if square < LEAST * whole:
                break
            if len(self._pictures) * self._cell(square).width() <= width + GRID:
                return square
        return whole

    def _size(self, square: int) -> QSize:
        rows, columns = self._shape()
        return QSize(columns * square, rows * square)

    def _cell(self, square: int) -> QRectF:
        """The room of a picture with its name."""
        size, metrics = self._size(square), QFontMetricsF(font(FontRole.SMALL))
        width = max(float(size.width()), min(self._widest + 1, 1.6 * size.width())) + GRID
        lines = 2 if any(p.remark for p in self._pictures) else 1
        return QRectF(0, 0, width, size.height() + HALF + lines * metrics.height() + GRID)

    def _columns(self, width: int) -> int:
        """So many that the rows are as even as can be."""
        most = max(1, int((width + GRID) / self._cell(self._square(width)).width()))
        count = max(1, len(self._pictures))
        return -(-count // -(-count // most))

    def _measure(self) -> None:
        metrics = QFontMetricsF(font(FontRole.SMALL))
        lines = (line for p in self._pictures for line in (p.name, p.remark))
        self._widest = max(map(metrics.horizontalAdvance, lines), default=0.0)

    def _fit(self) -> None:
        self.setMinimumHeight(self.heightForWidth(max(1, self.width())))
        self.updateGeometry()

    def _on_theme(self) -> None:
        self._images = []
        self._measure()
        self._fit()
        self.update()
