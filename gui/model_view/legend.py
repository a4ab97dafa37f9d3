"""What colours, shapes and rings mean, on a few lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.model_view.legend_lines import GAP, SIGN, Spot, Wish, arrange
from gui.model_view.names import names_tip
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

BAR = QSize(72, 10)

Stamp = Callable[[Theme, float], QPixmap]


@dataclass(frozen=True, slots=True)
class Entry:
    """A sign and its meaning."""

    text: str
    stamp: Stamp
    optional: bool = False
    """One of many of its kind: may be left out where there are too many."""


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
        return lambda theme, ratio: class_stamp(label, Member.TRAINING, theme, ratio)

    return [Entry(name, stamp_of(label), True) for label, name in enumerate(names)]


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
        return lambda theme, ratio: part_stamp(member, theme, ratio)

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
        self._arranged: tuple[float, list[Spot]] | None = None
        """The width that the lines were made for, and the lines."""
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
        self._arranged = None
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
        for spot in self.spots(float(self.width())):
            left = spot.left
            if spot.number is not None:
                pixmap = self._entries[spot.number].stamp(theme, ratio)
                size = pixmap.deviceIndependentSize()
                top = spot.line * line + (line - size.height()) / 2
                painter.drawPixmap(QPointF(left + (SIGN - size.width()) / 2, top), pixmap)
                left += SIGN + GAP
            painter.setPen(theme.color("muted"))
            base = spot.line * line + (line + metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(left, base), spot.text)
        painter.end()

    def _paint_scale(
        self, painter: QPainter, scale: Scale, theme: Theme, metrics: QFontMetricsF
    ) -> None:
        line = self._line_height()
        base = (line + metrics.ascent() - metrics.descent()) / 2
        painter.setPen(theme.color("muted"))
        low, high = short(scale.low), short(scale.high)
        x = 0.0
        room = self.width() - BAR.width() - 2 * GAP - metrics.horizontalAdvance(low + high)
        name = metrics.elidedText(scale.name, Qt.TextElideMode.ElideMiddle, room - 2 * GAP)
        text = f"{name}  {low}" if name else low
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

    def spots(self, width: float) -> list[Spot]:
        """What stands where at this width."""
        if self._arranged is None or self._arranged[0] != width:
            metrics = QFontMetricsF(font(FontRole.SMALL))

            def elided(text: str, room: float) -> str:
                return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)

            wishes = [Wish(entry.text, entry.optional) for entry in self._entries]
            first = int(self._scale is not None)
            found = arrange(wishes, width, first, metrics.horizontalAdvance, elided)
            self._arranged = (width, found)
        return self._arranged[1]

    def _lines(self, width: float) -> int:
        spots = self.spots(width)
        return spots[-1].line + 1 if spots else int(self._scale is not None)

    def _fit(self) -> None:
        height = self.heightForWidth(self.width())
        if height != self.minimumHeight():
            self.setFixedHeight(height)
        whole = [spot.text for spot in self.spots(float(self.width()))]
        names = [entry.text for entry in self._entries if entry.optional]
        self.setToolTip("" if set(names) <= set(whole) else names_tip(names))
        self.update()

    def _on_theme(self) -> None:
        self._arranged = None
        self._fit()
