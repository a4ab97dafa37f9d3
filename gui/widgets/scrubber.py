"""A slider along a stretch of time that has parts with names and colours, and ticks."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from gui.theme import HALF, FontRole, Theme, current_theme, font, theme_source

PER_TICK = 1000
"""The slider counts in thousandths of a tick, for those who read its value."""
BAR, THUMB = 6.0, 7.0
GAP = 2.0
"""Between two parts."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the time, from `start` to `end` in ticks."""

    name: str
    start: float
    end: float
    role: str
    """Its colour."""


class Scrubber(QAbstractSlider):
    """Shows a place in time, and lets it be moved by mouse and keys.

    Left and Right go to the tick before and after, Page up and Page down to the parts, Home and End
    to the ends. `scrubbed` comes only from these and from the mouse, not from `set_place`.
    """

    scrubbed = Signal(float)
    """The place, in ticks, that somebody has asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._parts: tuple[Part, ...] = ()
        self._names: tuple[str, ...] = ()
        self._place = 0.0
        self._quiet = False
        self.setEnabled(False)
        theme_source().changed.connect(self._on_theme)

    @property
    def place(self) -> float:
        """Where it is, in ticks."""
        return self._place

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts, in order."""
        return self._parts

    @property
    def length(self) -> float:
        """The last tick."""
        return self._parts[-1].end if self._parts else 0.0

    def set_parts(self, parts: tuple[Part, ...], names: tuple[str, ...] = ()) -> None:
        """Show other parts; `names` say what happens in each tick, for the tool tip."""
        self._parts, self._names = parts, names
        self.setRange(0, round(self.length * PER_TICK))
        self.setSingleStep(PER_TICK)
        self.setPageStep(PER_TICK)
        self.setEnabled(bool(parts))
        self.set_place(min(self._place, self.length))
        self.update()

    def set_place(self, place: float) -> None:
        """Show a place."""
        place = min(max(place, 0.0), self.length)
        if place == self._place:
            return
        self._place = place
        self.setValue(round(place * PER_TICK))
        self.update()

    @property
    def quiet(self) -> bool:
        """True while no place is marked."""
        return self._quiet

    def set_quiet(self, quiet: bool) -> None:
        """Mark no place, for as long as there is none; the slider can be taken all the same."""
        if quiet != self._quiet:
            self._quiet = quiet
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for a bar with a line of names under it."""
        height = 2 * THUMB + 5 + QFontMetricsF(font(FontRole.SMALL)).height()
        return QSize(320, int(height))

    def minimumSizeHint(self) -> QSize:
        """Make do with less width."""
        return QSize(120, self.sizeHint().height())

    # Geometry: pure functions of the width.

    def x_of(self, place: float) -> float:
        """Where a place lies, in pixels from the left."""
        inner = self.width() - 2 * (THUMB + 1)
        return THUMB + 1 + (inner * place / self.length if self.length else 0.0)

    def place_at(self, x: float) -> float:
        """The place at a pixel, held within the ends."""
        inner = max(self.width() - 2 * (THUMB + 1), 1.0)
        return min(max((x - THUMB - 1) / inner * self.length, 0.0), self.length)

    def written(self) -> dict[Part, tuple[float, float]]:
        """The parts whose names are written, and from where to where each goes, in pixels.

        That of the part where it is comes first, however narrow the part; the others follow if they
        have room over their own parts, and beside it.
        """
        metrics, here = QFontMetricsF(font(FontRole.SMALL)), self._part_here()
        spans: dict[Part, tuple[float, float]] = {}
        for part in sorted(self._parts, key=lambda part: part is not here):
            left, right = self._ends(part)
            width = metrics.horizontalAdvance(part.name)
            # A name under a narrow part may not leave the widget.
            x = max(min((left + right - width) / 2, self.width() - width), 0.0)
            apart = all(x + width + 2 * GAP <= a or b + 2 * GAP <= x for a, b in spans.values())
            if part is here or (apart and width <= right - left + 2 * GAP):
                spans[part] = x, x + width
        return spans

    def _ends(self, part: Part) -> tuple[float, float]:
        """From where to where the bar of a part goes."""
        return self.x_of(part.start) + GAP / 2, self.x_of(part.end) - GAP / 2

    # Events.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where the mouse is."""
        if event.button() is Qt.MouseButton.LeftButton and self._parts:
            self._ask(self.place_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse while it is pressed; otherwise say what is under it."""
        place = self.place_at(event.position().x())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(place)
        elif self._names:
            index = min(int(place), len(self._names) - 1)
            self.setToolTip(f"{index + 1} of {len(self._names)}: {self._names[index]}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing more to do; the moves have done it."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from tick to tick, from part to part, or to an end."""
        marks = [*(part.start for part in self._parts), self.length]
        place, key = self._place, event.key()
        match key:
            case Qt.Key.Key_Right | Qt.Key.Key_Up:
                self._ask(floor(place + 1e-9) + 1.0)
            case Qt.Key.Key_Left | Qt.Key.Key_Down:
                self._ask(ceil(place - 1e-9) - 1.0)
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                later = [mark for mark in marks if mark > place + 1e-9]
                before = [mark for mark in marks if mark < place - 1e-9]
                up = key == Qt.Key.Key_PageUp
                self._ask(min(later, default=self.length) if up else max(before, default=0.0))
            case Qt.Key.Key_Home:
                self._ask(0.0)
            case Qt.Key.Key_End:
                self._ask(self.length)
            case _:
                event.ignore()

    def _ask(self, place: float) -> None:
        self.set_place(place)
        self.scrubbed.emit(self._place)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the parts, the ticks, and the thumb in the colour of its part."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = current_theme()
        middle = THUMB + 2
        here = self._part_here()
        for part in self._parts:
            self._paint_part(painter, theme, part, middle)
        painter.setFont(font(FontRole.SMALL))
        base = middle + THUMB + 2 + QFontMetricsF(painter.font()).ascent()
        for part, (x, _) in self.written().items():
            painter.setPen(theme.color(part.role if part is here else "muted"))
            painter.drawText(QPointF(x, base), part.name)
        if not self.isEnabled():
            bar = QRectF(THUMB + 1, middle - BAR / 2, self.width() - 2 * THUMB - 2, BAR)
            painter.fillRect(bar, theme.color("track"))
            return
        self._paint_ticks(painter, theme, middle)
        if here is not None:
            self._paint_thumb(painter, theme, middle, here)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            rect = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
            painter.drawRoundedRect(rect, HALF, HALF)

    def _part_here(self) -> Part | None:
        """The part that is running; the earlier one where two meet, and none while it is quiet."""
        if self._quiet:
            return None
        return next((part for part in self._parts if self._place <= part.end), None)

    def _paint_part(self, painter: QPainter, theme: Theme, part: Part, middle: float) -> None:
        left, right = self._ends(part)
        bar = QRectF(left, middle - BAR / 2, right - left, BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(part.role, 0.26))
        painter.drawRoundedRect(bar, 2, 2)
        done = 0.0 if self._quiet else min(self.x_of(self._place), right) - left
        if done > 0:
            painter.setBrush(theme.color(part.role))
            painter.drawRoundedRect(QRectF(left, bar.y(), done, BAR), 2, 2)

    def _paint_ticks(self, painter: QPainter, theme: Theme, middle: float) -> None:
        count = int(self.length)
        if not count or self.width() / count < 5:
            return
        painter.setPen(QPen(theme.color("background"), 1.5))
        edges = {part.start for part in self._parts}
        for k in range(1, count):
            if k not in edges:
                x = self.x_of(k)
                painter.drawLine(QPointF(x, middle - BAR / 2), QPointF(x, middle + BAR / 2))

    def _paint_thumb(self, painter: QPainter, theme: Theme, middle: float, here: Part) -> None:
        centre = QPointF(self.x_of(self._place), middle)
        painter.setPen(QPen(theme.color("background"), 2))
        painter.setBrush(theme.color(here.role))
        painter.drawEllipse(centre, THUMB, THUMB)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, THUMB + 1, THUMB + 1)

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()
