"""The line above a plot: what it is of, and its values at one step, in places that stay put."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.plots.marks import Series, paint_mark
from gui.theme import GRID, HALF, FontRole, current_theme, font, theme_source

_SWATCH = 9
_APART = GRID
WIDEST = "0.00000"


@dataclass(frozen=True, slots=True)
class Reading:
    """The values at one place."""

    place: str = ""
    """"step 1,234"."""
    values: tuple[tuple[Series, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """Where the value of a series is painted."""

    series: Series
    text: str
    mark: QRectF
    words: QRectF


class ReadOut(QWidget):
    """Paints a title and a `Reading`.

    What finds no room is left out, beginning on the left; the tool tip has all of it.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._usual, self._widest = title, WIDEST, WIDEST
        self._reading = Reading()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme_source().changed.connect(self._on_theme)

    def set_title(self, title: str, widest: str = WIDEST) -> None:
        """Name the quantity; `widest` is as wide as its values usually are."""
        self._title, self._usual, self._widest = title, widest, widest
        self.setAccessibleName(f"{title}, values")
        self.update()

    def reading(self) -> Reading:
        """What is shown."""
        return self._reading

    def set_reading(self, reading: Reading) -> None:
        """Show other values; those of an empty reading are those of another run."""
        if reading == self._reading:
            return
        self._reading = reading
        # The slots grow for what is wider than usual, and never shrink: no value moves back and
        # forth with the length of another.
        texts = [text for _, text in reading.values]
        metrics = QFontMetricsF(font(FontRole.SMALL))
        least = self._widest if texts else self._usual
        self._widest = max([least, *texts], key=metrics.horizontalAdvance)
        spoken = [f"{series.label} {text}" for series, text in reading.values]
        self.setAccessibleDescription(", ".join([reading.place, *spoken]))
        self.setToolTip("\n".join([self._title, reading.place, *spoken]) if spoken else "")
        self.update()

    def slots(self) -> tuple[Slot, ...]:
        """Return the values that find room, from left to right, each with its place."""
        metrics = QFontMetricsF(font(FontRole.SMALL))
        words = metrics.horizontalAdvance(self._widest)
        width, height = _SWATCH + HALF + words, float(self.height())
        found: list[Slot] = []
        left = self.width() - width
        for series, text in reversed(self._reading.values):
            if left < self._title_width():
                break
            mark = QRectF(left, 0.0, _SWATCH, height)
            found.append(
                Slot(series, text, mark, QRectF(left + _SWATCH + HALF, 0.0, words, height))
            )
            left -= width + _APART
        return tuple(reversed(found))

    def sizeHint(self) -> QSize:
        """One line of text."""
        return QSize(300, round(QFontMetricsF(font(FontRole.TITLE)).height()) + HALF)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint title and place on the left, the values on the right."""
        painter = QPainter(self)
        theme, height, middle = current_theme(), self.height(), Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(FontRole.TITLE))
        painter.setPen(theme.color("text"))
        painter.drawText(QRectF(0, 0, self.width(), height), middle, self._title)
        painter.setFont(font(FontRole.SMALL))
        metrics = QFontMetricsF(painter.font())
        slots = self.slots()
        for slot in slots:
            paint_mark(
                painter, slot.series, slot.mark.center(), theme.color(slot.series.role), _SWATCH
            )
            painter.setPen(theme.color("text"))
            # A pixel more than its advance: a text is clipped at what it is painted into.
            painter.drawText(slot.words.adjusted(0, 0, 1, 0), middle, slot.text)
        used = self._title_width()
        right = slots[0].mark.left() if slots else float(self.width())
        everything = len(slots) == len(self._reading.values)
        if everything and right - used > metrics.horizontalAdvance(self._reading.place) + GRID:
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(used, 0, right - used, height), middle, self._reading.place)

    def _title_width(self) -> float:
        return QFontMetricsF(font(FontRole.TITLE)).horizontalAdvance(self._title) + GRID

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()
