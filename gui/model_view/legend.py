"""What colours, shapes and rings mean, on as many lines as it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.model_view.numbers import short
from gui.model_view.points import Member
from gui.model_view.stamps import (
    DIAMETER,
    PART_SHAPES,
    class_stamp,
    mark_stamp,
    part_stamp,
    point_stamp,
    wrong_stamp,
)
from gui.theme import (
    FontRole,
    Rgba,
    Shape,
    Theme,
    current_theme,
    font,
    rgba_image,
    theme_source,
)

GAP, BETWEEN, SIGN = 4.0, 14.0, 16.0
BAR = QSize(72, 10)

Stamp = Callable[[Theme, float], QPixmap]


@dataclass(frozen=True, slots=True)
class Entry:
    """A sign and its meaning."""

    text: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Scale:
    """A bar of colours between two numbers."""

    low: float
    high: float
    colours: Callable[[Theme], Rgba]
    """A table (256, 4)."""
    name: str = ""


def of_classes(names: Sequence[str]) -> list[Entry]:
    """One entry for each class."""

    def stamp_of(label: int) -> Stamp:
        return lambda theme, ratio: class_stamp(label, Member.TRAINING, theme, ratio, False)

    return [Entry(name, stamp_of(label)) for label, name in enumerate(names)]


def of_parts(members: Sequence[Member], shades: bool) -> list[Entry]:
    """What tells points of the parts apart: how they are filled, or with `shades` their shape."""

    def point(member: Member) -> Stamp:
        def draw(theme: Theme, ratio: float) -> QPixmap:
            if shades:
                return point_stamp(
                    PART_SHAPES[member], theme.muted, Member.TEST, theme, DIAMETER, ratio
                )
            return point_stamp(Shape.CIRCLE, theme.muted, member, theme, DIAMETER, ratio)

        return draw

    return [Entry(member.name.lower(), point(member)) for member in members]


def of_coloured_parts(members: Sequence[Member]) -> list[Entry]:
    """The parts in the colours that they have in the plots."""

    def point(member: Member) -> Stamp:
        return lambda theme, ratio: part_stamp(member, theme, ratio, False)

    return [Entry(member.name.lower(), point(member)) for member in members]


WRONG = Entry("wrong", lambda theme, ratio: wrong_stamp(theme, ratio))
TRACED = Entry("traced", lambda theme, ratio: mark_stamp(theme, ratio, 11.0))


class Legend(QWidget):
    """Signs with their meanings, and perhaps a scale of colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Legend")
        self._entries: tuple[Entry, ...] = ()
        self._scale: Scale | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme_source().changed.connect(self._on_theme)

    @property
    def scale(self) -> Scale | None:
        """The scale of colours that is shown."""
        return self._scale

    def set_content(self, entries: Sequence[Entry], scale: Scale | None = None) -> None:
        """Show other signs."""
        self._entries, self._scale = tuple(entries), scale
        texts = [entry.text for entry in entries]
        if scale is not None:
            texts.insert(0, f"{scale.name} from {short(scale.low)} to {short(scale.high)}")
        self.setAccessibleDescription(", ".join(texts))
        self._fit()

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        return QSize(240, self.heightForWidth(max(self.width(), 240)))

    def minimumSizeHint(self) -> QSize:
        """Take what lines it needs."""
        return QSize(40, self.heightForWidth(max(self.width(), 240)))

    def hasHeightForWidth(self) -> bool:
        """A narrower legend has more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """So many lines of text."""
        return round(self._lines(float(width)) * self._line_height())

    def resizeEvent(self, event: object) -> None:
        """Take the height that the new width asks for."""
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint sign after sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small, theme, line = font(FontRole.SMALL), current_theme(), self._line_height()
        metrics = QFontMetricsF(small)
        painter.setFont(small)
        ratio = self.devicePixelRatioF()
        if self._scale is not None:
            self._paint_scale(painter, self._scale, theme, metrics)
        places = self._places(float(self.width()))
        for entry, (x, row) in zip(self._entries, places, strict=True):
            pixmap = entry.stamp(theme, ratio)
            size = pixmap.deviceIndependentSize()
            top = row * line + (line - size.height()) / 2
            painter.drawPixmap(QPointF(x + (SIGN - size.width()) / 2, top), pixmap)
            painter.setPen(theme.color("muted"))
            base = row * line + (line + metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(x + SIGN + GAP, base), entry.text)
        painter.end()

    def _paint_scale(
        self, painter: QPainter, scale: Scale, theme: Theme, metrics: QFontMetricsF
    ) -> None:
        line = self._line_height()
        base = (line + metrics.ascent() - metrics.descent()) / 2
        painter.setPen(theme.color("muted"))
        low, high = short(scale.low), short(scale.high)
        x = 0.0
        text = f"{scale.name}  {low}" if scale.name else low
        painter.drawText(QPointF(x, base), text)
        x += metrics.horizontalAdvance(text) + GAP
        area = QRectF(x, (line - BAR.height()) / 2, BAR.width(), BAR.height())
        table = scale.colours(theme)
        image: QImage = rgba_image(np.ascontiguousarray(table[np.newaxis]))
        painter.drawImage(area, image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.color("line_strong"))
        painter.drawRect(area)
        painter.setPen(theme.color("muted"))
        painter.drawText(QPointF(area.right() + GAP, base), high)

    def _line_height(self) -> float:
        return max(QFontMetricsF(font(FontRole.SMALL)).height() + 4, 20.0)

    def _places(self, width: float) -> list[tuple[float, int]]:
        """Left end and line of each entry."""
        metrics = QFontMetricsF(font(FontRole.SMALL))
        x, row, places = 0.0, int(self._scale is not None), []
        for entry in self._entries:
            needed = SIGN + GAP + metrics.horizontalAdvance(entry.text)
            if x and x + needed > width:
                x, row = 0.0, row + 1
            places.append((x, row))
            x += needed + BETWEEN
        return places

    def _lines(self, width: float) -> int:
        places = self._places(width)
        return places[-1][1] + 1 if places else int(self._scale is not None)

    def _fit(self) -> None:
        height = self.heightForWidth(self.width())
        if height != self.minimumHeight():
            self.setFixedHeight(height)
        self.update()

    def _on_theme(self) -> None:
        self._fit()
