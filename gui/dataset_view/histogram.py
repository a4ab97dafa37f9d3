"""A small histogram: bars from below, the classes on top of each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from core.arrays import IntArray
from core.statistics import Columns
from gui.dataset_view.digits import digits_of
from gui.drawing.written import grouped
from gui.theme import Theme

LEAST = 1.0
"""Pixels: a bin with a single value must not look empty."""


def paint_histogram(
    painter: QPainter,
    area: QRectF,
    counts: IntArray,
    colours: Sequence[QColor],
    theme: Theme,
    pointed: int | None = None,
) -> None:
    """Paint counts (K, B): K colours, B bars. The tallest fills the height."""
    bins = counts.shape[1]
    tallest = int(counts.sum(axis=0).max()) or 1
    for bin_number in range(bins):
        # On whole pixels: bars of different widths with blurred edges look like noise.
        left = round(area.x() + area.width() * bin_number / bins)
        right = round(area.x() + area.width() * (bin_number + 1) / bins)
        if bin_number == pointed:
            column = QRectF(left, area.y(), right - left, area.height())
            painter.fillRect(column, theme.color("pressed"))
        bottom = area.bottom()
        for kind, colour in enumerate(colours):
            count = int(counts[kind, bin_number])
            if count:
                height = max(LEAST, area.height() * count / tallest)
                bar = QRectF(left, bottom - height, max(1, right - left - 1), height)
                painter.fillRect(bar, colour)
                bottom -= height
    base = QRectF(area.x(), area.bottom(), area.width(), 1)
    painter.fillRect(base, theme.color("line_strong"))


def bin_at(area: QRectF, bins: int, x: float) -> int | None:
    """The bin at a place; None beside the histogram."""
    if not area.left() <= x < area.right():
        return None
    return min(int((x - area.left()) / area.width() * bins), bins - 1)


def bin_sentence(
    columns: Columns, column: int, bin_number: int, classes: Sequence[str] = ()
) -> str:
    """What a bin holds: "4.3 to 4.66: 9 (setosa 9)", or "3: 9" if that is all it stands for."""
    edges, counts = columns.edges(column), columns.histogram(column)[:, bin_number]
    low, high = float(edges[bin_number]), float(edges[bin_number + 1])
    digits = digits_of(columns, column)
    per_bin = int(columns.values_per_bin[column])
    if per_bin:  # from the first value to the last one
        step = (high - low) / per_bin
        low, high = low + step / 2, min(high - step / 2, float(columns.high[column]))
    first, last = digits.text(low), digits.text(high)
    span = first if first == last else f"{first} to {last}"
    told = f"{span}: {grouped(int(counts.sum()))}"
    if len(classes) < 2:
        return told
    parts = [f"{name} {grouped(int(c))}" for name, c in zip(classes, counts, strict=True) if c]
    return f"{told} ({', '.join(parts)})" if parts else told
