"""Probabilities of classes as horizontal bars."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.drawing.written import localized
from gui.theme import GRID, HALF, FontRole, Theme, current_theme, font, theme_source

_ROW, _LEAST_ROW, _MOST_ROW = 24, 14, 32
_MARK = 10
_DURATION = 120  # ms: below it a change looks like a jump, much above it lags behind the pen


class BarMode(StrEnum):
    """What the colour of the best bar says."""

    BEST = "best"
    """Nothing but that it is the best."""
    VERDICT = "verdict"
    """Whether the best is the target: blue when it is right, red when it is wrong."""


class ProbabilityBars(QWidget):
    """One row for each class: name, bar, value. The best is coloured, the target marked."""

    def __init__(
        self,
        classes: Sequence[str] = (),
        mode: BarMode = BarMode.BEST,
        prompt: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._classes = tuple(classes)
        self._mode = mode
        self._prompt = prompt
        self._values: NDArray[np.float64] | None = None
        self._shown: NDArray[np.float64] | None = None
        self._target: int | None = None
        self._before: NDArray[np.float64] | None = None
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(0)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self._glide)
        self._from: NDArray[np.float64] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("Probabilities")
        theme_source().changed.connect(self._on_theme)
        self._describe()

    def set_classes(self, classes: Sequence[str]) -> None:
        """Name the classes; what was shown is taken away if their number changes."""
        if len(classes) != len(self._classes):
            self._values = self._shown = self._target = self._before = None
            self._animation.stop()
        self._classes = tuple(classes)
        self._describe()
        self.updateGeometry()
        self.update()

    def set_animated(self, animated: bool) -> None:
        """Let the bars glide to new values, or (the default) jump to them."""
        self._animation.stop()
        self._from, self._shown = None, self._values
        self._animation.setDuration(_DURATION if animated else 0)

    def set_values(self, values: ArrayLike | None, target: int | None = None) -> None:
        """Show one value from 0 to 1 for each class, or nothing.

        Args:
            values: shape (classes,); copied. NaN is shown as "–".
            target: index of the true class, if it is known.

        Raises:
            ValueError: when the values do not fit the classes.
        """
        new = None if values is None else np.array(values, dtype=np.float64)
        if new is not None and new.shape != (len(self._classes),):
            raise ValueError(f"{len(self._classes)} classes cannot show values of {new.shape}")
        if target is not None and not 0 <= target < len(self._classes):
            raise ValueError(f"There is no class {target}")
        self._animation.stop()
        glide = self._animation.duration() > 0 and self.isVisible()
        glide = glide and new is not None and self._shown is not None
        self._from = self._shown if glide else None
        self._values, self._target = new, target
        if glide:
            self._animation.start()
        else:
            self._shown = new
        self._describe()
        self.update()

    @property
    def before(self) -> NDArray[np.float64] | None:
        """What is marked on the bars as the values before a change."""
        return self._before

    def set_before(self, values: ArrayLike | None) -> None:
        """Mark on each bar the value that it had before a change, or nothing.

        Args:
            values: shape (classes,); copied.

        Raises:
            ValueError: when the values do not fit the classes.
        """
        new = None if values is None else np.array(values, dtype=np.float64)
        if new is not None and new.shape != (len(self._classes),):
            raise ValueError(f"{len(self._classes)} classes cannot show values of {new.shape}")
        self._before = new
        self._describe()
        self.update()

    def best(self) -> int | None:
        """Index of the largest value; None when there is none."""
        if self._values is None or not np.isfinite(self._values).any():
            return None
        return int(np.nanargmax(np.where(np.isfinite(self._values), self._values, np.nan)))

    def best_role(self) -> str:
        """The colour role of the best bar."""
        if self._mode is BarMode.BEST or self._target is None:
            return "accent"
        return "right" if self.best() == self._target else "wrong"

    def sizeHint(self) -> QSize:
        """Ask for rows of 24 pixels."""
        return QSize(220, max(2, len(self._classes)) * _ROW)

    def minimumSizeHint(self) -> QSize:
        """Make do with rows of 14 pixels, in two columns beyond 13 classes."""
        count = max(2, len(self._classes))
        rows = count if count <= 13 else (count + 1) // 2
        return QSize(140 if count <= 13 else 220, rows * _LEAST_ROW)

    def row_rects(self) -> list[QRectF]:
        """Where each class stands, also for hit-testing."""
        count = len(self._classes)
        columns = 2 if count > 13 and self.height() / count < _LEAST_ROW else 1
        rows = -(-count // columns) or 1
        height = min(self.height() / rows, _MOST_ROW)
        width = (self.width() - (columns - 1) * 2 * GRID) / columns
        return [
            QRectF((k // rows) * (width + 2 * GRID), (k % rows) * height, width, height)
            for k in range(count)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all rows in one pass."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = current_theme()
        rects = self.row_rects()
        names = 0.0
        if rects:
            plain, strong = _fonts(rects[0].height())
            names = self._name_width(strong, rects[0].width())
            best = self.best()
            for index, rect in enumerate(rects):
                painter.setFont(strong if index in (best, self._target) else plain)
                self._paint_row(painter, theme, index, rect, names, index == best)
        if self._values is None and self._prompt:
            painter.setPen(theme.color("muted"))
            painter.setFont(font(FontRole.BODY))
            used = rects[-1].bottom() if rects else self.height()
            left = _MARK + names + GRID  # clear of the names, however long they are
            place = QRectF(left, 0, self.width() - left, used)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(place, flags, self._prompt)

    def _paint_row(
        self,
        painter: QPainter,
        theme: Theme,
        index: int,
        rect: QRectF,
        names: float,
        chosen: bool,
    ) -> None:
        metrics = QFontMetricsF(painter.font())
        number_width = metrics.horizontalAdvance("0.000") + HALF
        middle = Qt.AlignmentFlag.AlignVCenter
        if index == self._target:
            self._paint_mark(painter, theme, rect)
        name_rect = QRectF(rect.x() + _MARK, rect.y(), names, rect.height())
        painter.setPen(theme.color("text" if chosen or index == self._target else "muted"))
        name = metrics.elidedText(self._classes[index], Qt.TextElideMode.ElideMiddle, names)
        painter.drawText(name_rect, Qt.AlignmentFlag.AlignRight | middle, name)
        thickness = round(min(rect.height() * 0.6, 16))
        left = name_rect.right() + GRID
        bar = QRectF(
            left,
            round(rect.center().y() - thickness / 2),
            max(0.0, rect.right() - number_width - GRID / 2 - left),
            thickness,
        )
        if self._shown is None or self._values is None:
            if not self._prompt:
                painter.fillRect(bar, theme.color("track"))
            return
        painter.fillRect(bar, theme.color("track"))
        shown = self._shown[index]
        if np.isfinite(shown):
            length = bar.width() * float(np.clip(shown, 0, 1))
            colour = theme.color(self.best_role() if chosen else "muted")
            painter.fillRect(QRectF(bar.x(), bar.y(), length, thickness), colour)
        if self._before is not None and np.isfinite(self._before[index]):
            x = bar.x() + bar.width() * float(np.clip(self._before[index], 0, 1))
            line = QRectF(min(x, bar.right() - 2), bar.y() - 2, 2, thickness + 4)
            painter.fillRect(line.adjusted(-1, 0, 1, 0), theme.color("background"))
            painter.fillRect(line, theme.color("text"))
        painter.setPen(theme.color("text" if chosen else "muted"))
        number_rect = QRectF(bar.right(), rect.y(), rect.right() - bar.right(), rect.height())
        text = _number(float(self._values[index]))
        painter.drawText(number_rect, Qt.AlignmentFlag.AlignRight | middle, text)

    def _paint_mark(self, painter: QPainter, theme: Theme, rect: QRectF) -> None:
        y = rect.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("text"))
        x = rect.x() + 1
        corners = [QPointF(x, y - 4), QPointF(x + 6, y), QPointF(x, y + 4)]
        painter.drawPolygon(QPolygonF(corners))

    def _name_width(self, strong: QFont, width: float) -> float:
        metrics = QFontMetricsF(strong)
        widest = max(metrics.horizontalAdvance(name) for name in self._classes)
        return min(widest + 1, width * 0.4)

    def _glide(self, share: object) -> None:
        if self._from is not None and self._values is not None and isinstance(share, float):
            self._shown = self._from + share * (self._values - self._from)
            if share >= 1.0:
                self._shown = self._values
            self.update()

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self._spoken())

    def _spoken(self) -> str:
        if self._values is None:
            return self._prompt or "No values"
        order = [
            k for k in np.argsort(-self._values, kind="stable") if np.isfinite(self._values[k])
        ]
        parts = [f"{self._classes[k]} {_number(float(self._values[k]))}" for k in order[:3]]
        said = f"Most probable: {', '.join(parts)}." if parts else "No finite values."
        if self._target is not None:
            said += f" True: {self._classes[self._target]}."
        if self._before is not None:
            before = [f"{self._classes[k]} {_number(float(self._before[k]))}" for k in order[:3]]
            said += f" Before: {', '.join(before)}."
        return said


def _number(value: float) -> str:
    return localized(f"{value:.3f}") if np.isfinite(value) else "–"


def _fonts(row_height: float) -> tuple[QFont, QFont]:
    plain, strong = font(FontRole.NUMBER), font(FontRole.TITLE)
    size = min(plain.pixelSize(), max(10, int(row_height * 0.8)))
    plain.setPixelSize(size)
    strong.setPixelSize(size)
    return plain, strong
