"""Writing the numbers into the cells, where these are large enough."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from core.key import values_of
from gui.stage.cells import Cells
from gui.stage.context import Context
from gui.stage.numbers import short
from gui.stage.scene import Thing, cell_rect
from gui.theme import signed_rgba, unit_rgba

LEAST_WIDTH, LEAST_HEIGHT = 34.0, 16.0


def has_figures(cells: Cells) -> bool:
    """True if the cells have room for numbers."""
    return cells.x.pitch >= LEAST_WIDTH and cells.y.pitch >= LEAST_HEIGHT and not cells.pooled


def paint_figures(painter: QPainter, thing: Thing, context: Context) -> None:
    """Write each cell's number in black or white, whichever stands out."""
    if not has_figures(thing.cells) or context.pictures is None or context.trace is None:
        return
    values = values_of(context.trace, thing.key).reshape(-1)
    scale = context.pictures.scales.of[thing.key]
    theme = context.theme
    colours = (
        signed_rgba(values, scale.end, theme)
        if scale.signed
        else unit_rgba(values, theme, 0.0, scale.end or 1.0)
    )
    light = colours[:, :3] @ np.array([0.2126, 0.7152, 0.0722]) > 118
    black, white = theme.color("background"), theme.color("text")
    if not theme.dark:
        black, white = white, black
    fonts = context.fonts
    large = thing.cells.y.pitch >= fonts.small_height * 1.7
    painter.setFont(fonts.large_number if large else fonts.number)
    for cell, value in enumerate(values.tolist()):
        rect = cell_rect(thing, cell)
        painter.setPen(black if light[cell] else white)
        painter.drawText(
            QRectF(rect.x, rect.y, rect.width, rect.height),
            Qt.AlignmentFlag.AlignCenter,
            short(value),
        )
