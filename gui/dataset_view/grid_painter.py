"""Paints the part of a grid of samples that is in sight."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from gui.dataset_view.grid_layout import GridLayout
from gui.dataset_view.shown import Shown
from gui.theme import (
    HALF,
    RADIUS,
    FontRole,
    current_theme,
    font,
    rgba_image,
    unit_rgba,
)


@dataclass(frozen=True, slots=True, eq=False)
class GridPicture:
    """Everything that is to be seen."""

    shown: Shown
    layout: GridLayout
    top: int
    """How far it is scrolled."""
    height: int
    traced: int | None
    """The index of the sample on the stage."""
    pointed: int | None
    """The cell under the mouse."""
    cursor: int | None
    """The cell where the keyboard is, if it is here."""


def paint_grid(painter: QPainter, picture: GridPicture) -> None:
    """Paint grounds, pictures and words: one look-up of colours for all pictures together."""
    shown, layout = picture.shown, picture.layout
    assert shown.dataset.image_shape is not None
    rows, columns = shown.dataset.image_shape
    positions = layout.in_sight(picture.top, picture.height)
    indices = shown.members[positions.start : positions.stop]
    values = shown.dataset.own_units(shown.part.x[indices])
    image = rgba_image(unit_rgba(values.reshape(-1, columns), current_theme()))
    shrinks = layout.tile.height() < rows
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrinks)
    painter.setFont(font(FontRole.SMALL))
    for number, (position, index) in enumerate(zip(positions, indices.tolist(), strict=True)):
        cell = layout.rect(position).translated(0, -picture.top)
        _paint_ground(painter, picture, cell, position, index)
        source = QRectF(0, number * rows, columns, rows)
        painter.drawImage(QRectF(layout.tile_in(cell)), image, source)
        _paint_words(painter, picture, cell, index)


def _paint_ground(
    painter: QPainter, picture: GridPicture, cell: QRect, position: int, index: int
) -> None:
    theme = current_theme()
    inside = QRectF(cell).adjusted(1, 1, -1, -1)
    painter.setPen(Qt.PenStyle.NoPen)
    if index == picture.traced:
        painter.setPen(QPen(theme.color("accent"), 1))
        painter.setBrush(theme.color("selection"))
        painter.drawRoundedRect(inside.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    elif position == picture.pointed:
        painter.setBrush(theme.color("hover"))
        painter.drawRoundedRect(inside, RADIUS, RADIUS)
    if position == picture.cursor:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("focus"), 2))
        painter.drawRoundedRect(inside, RADIUS, RADIUS)


def _paint_words(painter: QPainter, picture: GridPicture, cell: QRect, index: int) -> None:
    """The truth, and beside or below it what the model says."""
    shown, theme, metrics = picture.shown, current_theme(), QFontMetricsF(painter.font())
    width, height = cell.width() - HALF, metrics.height()
    top = picture.layout.tile_in(cell).bottom() + 2
    line = QRectF(cell.x() + HALF / 2, top, width, height)
    truth, right, guess = shown.truth(index), shown.right(index), shown.guess(index)
    said = f"✗ {guess}" if right is False else "✓" if right else guess and f"→ {guess}"
    role = {True: "right", False: "wrong", None: "muted"}[right]
    if picture.layout.lines == 2:
        for text, colour in ((truth, "text"), (said, role)):
            short = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
            painter.setPen(theme.color(colour))
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, short)
            line.translate(0, height)
        return
    first, second = f"{truth} " if said else truth, said
    whole = metrics.horizontalAdvance(first) + metrics.horizontalAdvance(second)
    start = QPointF(line.center().x() - whole / 2, line.y() + metrics.ascent())
    painter.setPen(theme.color("text"))
    painter.drawText(start, first)
    painter.setPen(theme.color(role))
    painter.drawText(start + QPointF(metrics.horizontalAdvance(first), 0), second)
