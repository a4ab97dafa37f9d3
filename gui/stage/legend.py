"""The legend under the stage: which way is which, and what the colours mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.formula import NumberStyle
from gui.drawing.numbers import MINUS
from gui.stage.scales import Family, Scale, Scales
from gui.theme import (
    FontRole,
    Theme,
    current_theme,
    font,
    rgba_image,
    signed_rgba,
    theme_source,
    unit_rgba,
)

BAR_WIDTH, BAR_HEIGHT = 72.0, 10.0
LEAST_BAR = 24.0
STEP, SPACE = 6.0, 18.0


@dataclass(frozen=True, slots=True)
class _Item:
    """An arrow or a bar of colours, with texts around it."""

    kind: str
    before: str
    after: str
    brief: str = ""
    """Written for `after` where there is less room; nothing if it cannot be shorter."""


class StageLegend(QWidget):
    """One line: forward and backward, the map of values, the map of signed values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scales: Scales | None = None
        self._shared = False
        self._style = NumberStyle()
        self._names = {family: family.value for family in Family}
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend of the network view")
        theme_source().changed.connect(self._on_theme)
        self._describe()

    def set_scales(self, scales: Scales | None, shared: bool) -> None:
        """Write down the scales: those that are shared, or that each thing has its own."""
        before = self.items()
        self._scales, self._shared = scales, shared
        if self.items() != before:  # each trace has other scales, and mostly the same legend
            self._describe()
            self.update()

    def set_names(self, names: Mapping[Family, str]) -> None:
        """Call the families by the symbols of a notation."""
        self._names = dict(names)
        self._describe()
        self.update()

    def set_style(self, style: NumberStyle) -> None:
        """Write the ends with the decimal sign of a style."""
        self._style = style
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        return QSize(480, int(QFontMetricsF(font(FontRole.SMALL)).height()) + 6)

    def minimumSizeHint(self) -> QSize:
        """Ask for one line."""
        return QSize(120, self.sizeHint().height())

    def items(self) -> tuple[_Item, ...]:
        """What is shown, the most important first: what does not fit is left out at the end."""
        values, signed = "0", "ends: ± beside each"
        before = MINUS
        top = "max"
        if self._shared and self._scales is not None:
            families = self._scales.families
            value = families[Family.VALUES]
            top = self._text_of(value).removeprefix("0 … ").removeprefix("±")
            shared = (Family.WEIGHTS, Family.ADJOINTS, Family.GRADIENTS)
            ends = (f"{self._names[family]} {self._text_of(families[family])}" for family in shared)
            signed = "   ".join(ends)
        return (
            _Item("signed", before, f"+   {signed}", "+"),
            _Item("unit", values, top),
            _Item("forward", "", "forward"),
            _Item("backward", "", "backward"),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as many items as there is room for."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, letters = current_theme(), font(FontRole.SMALL)
        painter.setFont(letters)
        metrics = QFontMetricsF(letters)
        x = 0.0
        for item in self.items():
            width = self._width(item, metrics)
            if x + width > self.width() and item.brief:
                item = replace(item, after=item.brief)
                width = self._width(item, metrics)
            bar = BAR_WIDTH
            if x == 0:
                # One map of colours is always there, as short as it must be.
                bar = max(LEAST_BAR, min(bar, self.width() - width + bar))
            elif x + width > self.width():
                break
            self._paint_item(painter, theme, metrics, x, item, bar)
            x += width + SPACE

    def _width(self, item: _Item, metrics: QFontMetricsF) -> float:
        width = 22.0 if item.kind in ("forward", "backward") else BAR_WIDTH
        for text in (item.before, item.after):
            width += metrics.horizontalAdvance(text) + STEP if text else 0.0
        return width

    def _paint_item(
        self,
        painter: QPainter,
        theme: Theme,
        metrics: QFontMetricsF,
        x: float,
        item: _Item,
        length: float,
    ) -> None:
        middle = self.height() / 2
        painter.setPen(theme.color("muted"))
        if item.kind in ("forward", "backward"):
            _paint_arrow(painter, theme, x, middle, item.kind)
            painter.setPen(theme.color(item.kind))
            x += 22.0
        else:
            if item.before:
                x = self._text(painter, metrics, x, item.before) + STEP
            bar = QRectF(x, middle - BAR_HEIGHT / 2, length, BAR_HEIGHT)
            painter.drawImage(bar, _gradient(theme, item.kind))
            painter.setPen(QPen(theme.color("line_strong"), 1))
            painter.drawRect(bar)
            if item.kind == "signed":
                painter.drawLine(
                    QPointF(bar.center().x(), bar.y()), QPointF(bar.center().x(), bar.bottom())
                )
            painter.setPen(theme.color("muted"))
            x = bar.right()
        self._text(painter, metrics, x + STEP, item.after)

    def _text(self, painter: QPainter, metrics: QFontMetricsF, x: float, text: str) -> float:
        width = metrics.horizontalAdvance(text)
        rect = QRectF(x, 0, width + 2, self.height())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)
        return x + width

    def _text_of(self, scale: Scale) -> str:
        return self._style.localized(scale.text)

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        text = (
            "Forward is blue, above; backward is orange, below. Signed values are blue below zero "
            "and orange above it; other values go from paper to ink. "
        )
        if self._shared and self._scales is not None:
            ends = (
                f"{self._names[f]}: {self._text_of(s)}" for f, s in self._scales.families.items()
            )
            text += f"One scale for each kind: {', '.join(ends)}."
        else:
            text += "Each thing has its own scale, written beside it."
        self.setAccessibleDescription(text)
        self.setToolTip(text)


def _paint_arrow(painter: QPainter, theme: Theme, x: float, y: float, kind: str) -> None:
    colour = theme.color(kind)
    painter.setPen(QPen(colour, 2))
    painter.drawLine(QPointF(x + 2, y), QPointF(x + 18, y))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    tip, base = (x + 21, x + 13) if kind == "forward" else (x - 1, x + 7)
    painter.drawPolygon(QPolygonF([QPointF(tip, y), QPointF(base, y - 4), QPointF(base, y + 4)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _gradient(theme: Theme, kind: str) -> QImage:
    if kind == "signed":
        return rgba_image(signed_rgba(np.linspace(-1, 1, 144)[None, :], 1.0, theme))
    return rgba_image(unit_rgba(np.linspace(0, 1, 144)[None, :], theme))
