"""How many samples of each class there are, part by part."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.arrays import FloatArray, IntArray
from core.statistics import class_counts
from core.training import Split
from gui.drawing.written import grouped, localized
from gui.theme import GRID, HALF, FontRole, current_theme, font, theme_source

BAR, GAP = 6, 2
MEANING = "bars: share of the part, numbers: samples"
NAMES, BARS = 0.32, 0.3
"""Shares of the width: what names may take in any case; of more, they leave that to the bars."""


@dataclass(frozen=True, slots=True, eq=False)
class PartCounts:
    """The samples of one part by class."""

    name: str
    role: str
    """Of the colour."""
    counts: IntArray

    @property
    def total(self) -> int:
        """All samples of the part."""
        return int(self.counts.sum())

    @property
    def shares(self) -> FloatArray:
        """Of each class, (K,)."""
        return self.counts / max(1, self.total)


def part_counts(split: Split, classes: int) -> tuple[PartCounts, ...]:
    """The parts that there are; none for regression."""
    named = (
        ("training", "train", split.train),
        ("development", "development", split.development),
        ("test", "test", split.test),
    )
    return tuple(
        PartCounts(name, role, class_counts(part.labels, classes))
        for name, role, part in named
        if part is not None and part.labels is not None
    )


class ClassBalance(QWidget):
    """For each class a bar for each part: its share of that part, so that parts compare."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("class_balance")
        self.setAccessibleName("Class balance")
        self._classes: tuple[str, ...] = ()
        self._parts: tuple[PartCounts, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme_source().changed.connect(self._on_theme)

    def set_parts(self, classes: tuple[str, ...], parts: tuple[PartCounts, ...]) -> None:
        """Show others."""
        self._classes, self._parts = classes, parts
        lines = [self._sentence(k) for k in range(len(classes))]
        self.setAccessibleDescription("; ".join(lines))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines for the legend, and all classes."""
        return QSize(260, round(self._top() + len(self._classes) * self._row()))

    def minimumSizeHint(self) -> QSize:
        """As high, and narrower."""
        return QSize(180, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Tell counts and shares of the class under the mouse."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = int((event.pos().y() - self._top()) // self._row())
            if 0 <= row < len(self._classes):
                QToolTip.showText(event.globalPos(), self._sentence(row), self)
            else:
                QToolTip.hideText()
            return True
        return bool(super().event(event))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint legend, names, bars and counts."""
        if not self._parts:
            return
        painter, theme = QPainter(self), current_theme()
        painter.setFont(font(FontRole.SMALL))
        metrics = QFontMetricsF(painter.font())
        self._paint_legend(painter, metrics)
        names = max(metrics.horizontalAdvance(name) for name in self._classes) + 1
        counts = max(metrics.horizontalAdvance(self._counts(k)) for k in range(len(self._classes)))
        left_over = (1 - BARS) * self.width() - counts - 2 * GRID
        names = min(names, max(NAMES * self.width(), left_over))
        left = names + GRID
        room = max(20.0, self.width() - left - counts - GRID)
        shares = [part.shares for part in self._parts]
        most = max(float(share.max()) for share in shares) or 1.0
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        for k, name in enumerate(self._classes):
            row = QRectF(0, self._top() + k * self._row(), self.width(), self._row())
            if not row.intersects(QRectF(event.rect())):
                continue
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, names)
            painter.setPen(theme.color("text"))
            painter.drawText(QRectF(0, row.y(), names, row.height()), right | middle, shown)
            painter.setPen(theme.color("muted"))
            painter.drawText(row, right | middle, self._counts(k))
            y = row.center().y() - (len(self._parts) * (BAR + GAP) - GAP) / 2
            for part, share in zip(self._parts, shares, strict=True):
                length = room * float(share[k]) / most
                painter.fillRect(QRectF(left, round(y), length, BAR), theme.color(part.role))
                y += BAR + GAP

    def _paint_legend(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        theme, x = current_theme(), 0.0
        for part in self._parts:
            box = QRectF(x, round((metrics.height() - GRID) / 2), GRID, GRID)
            painter.fillRect(box, theme.color(part.role))
            painter.setPen(theme.color("muted"))
            painter.drawText(QPointF(x + GRID + HALF, metrics.ascent()), part.name)
            x += GRID + HALF + metrics.horizontalAdvance(part.name) + 2 * GRID
        shown = metrics.elidedText(MEANING, Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(theme.color("muted"))
        painter.drawText(QPointF(0, metrics.height() + metrics.ascent()), shown)

    def _counts(self, k: int) -> str:
        return " · ".join(grouped(int(part.counts[k])) for part in self._parts)

    def _sentence(self, k: int) -> str:
        words = []
        for part in self._parts:
            count, total = int(part.counts[k]), part.total
            share = localized(f"{100 * count / max(1, total):.3g} %")
            words.append(f"{grouped(count)} of {grouped(total)} {part.name} samples ({share})")
        return f"{self._classes[k]}: {', '.join(words)}"

    def _top(self) -> float:
        return 2 * QFontMetricsF(font(FontRole.SMALL)).height() + GRID

    def _row(self) -> float:
        bars = len(self._parts) * (BAR + GAP) - GAP
        return max(bars, QFontMetricsF(font(FontRole.SMALL)).height()) + HALF + 2

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()
