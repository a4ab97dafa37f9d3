"""Writing the numbers into the cells, where these are large enough."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from gui.drawing.numbers import short
from gui.stage.cells import Cells
from gui.stage.context import Context
from gui.stage.pictures import colours
from gui.stage.reveal import first_units, unit_count
from gui.stage.scene import Thing, cell_rect

LEAST_WIDTH, LEAST_HEIGHT = 34.0, 16.0
USUAL = 6
"""Characters that every cell with a number has room for: −0.000."""


def has_figures(cells: Cells) -> bool:
    """True if the cells have room for numbers."""
    return cells.x.pitch >= LEAST_WIDTH and cells.y.pitch >= LEAST_HEIGHT and not cells.pooled


def paint_figures(painter: QPainter, thing: Thing, context: Context) -> None:
    """Write each cell's number in black or white, whichever stands out."""
    if not has_figures(thing.cells) or context.pictures is None or context.trace is None:
        return
    values = context.values(thing.key).reshape(-1)
    scale = context.pictures.scales.of[context.shown(thing.key)]
    theme = context.theme
    light = colours(values, scale, theme)[:, :3] @ np.array([0.2126, 0.7152, 0.0722]) > 118
    black, white = theme.color("background"), theme.color("text")
    if not theme.dark:
        black, white = white, black
    fonts = context.fonts
    large = thing.cells.y.pitch >= fonts.small_height * 1.7
    painter.setFont(fonts.large_number if large else fonts.number)
    units = unit_count(thing.cells)
    there = int(context.fill(thing.key) * units)
    regions = first_units(thing.cells, there) if there < units else ()
    metrics = QFontMetricsF(painter.font())
    wide = thing.cells.x.pitch - 3
    texts = [short(value) for value in values.tolist()]
    # Most are as short as what the cells were made for, and need not be measured.
    if any(len(text) > USUAL and metrics.horizontalAdvance(text) > wide for text in texts):
        texts = [short(value, brief=True) for value in values.tolist()]
    for cell, text in enumerate(texts):
        rect = cell_rect(thing, cell)
        middle = rect.x - thing.rect.x + rect.width / 2, rect.y - thing.rect.y + rect.height / 2
        if there < units and not any(region.contains(*middle) for region in regions):
            continue
        painter.setPen(black if light[cell] else white)
        painter.drawText(
            QRectF(rect.x, rect.y, rect.width, rect.height),
            Qt.AlignmentFlag.AlignCenter,
            context.style.localized(text),
        )
