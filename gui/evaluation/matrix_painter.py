"""Paints a confusion matrix: a function of what is to be seen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from gui.evaluation.matrix_layout import Cell, MatrixLayout
from gui.theme import HALF, FontRole, Theme, contrast, font, rgba_image

DECADES = 3.0
"""Shares from 0.1 % to 100 % of a row span the colours; linear ones would hide every error."""
FAINTEST = 0.10
SMALLEST, LEAST = 9, 5
"""Pixels: of a count, and of a share in its place."""
_CENTRE = Qt.AlignmentFlag.AlignCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True, eq=False)
class MatrixPicture:
    """Everything that is to be seen."""

    layout: MatrixLayout
    classes: tuple[str, ...]
    counts: NDArray[np.int64]
    """(K, K)."""
    colours: NDArray[np.uint8]
    """(K, K, 4) RGBA, by `cell_colours`."""
    pointed: Cell | None
    chosen: Cell | None
    theme: Theme


def strengths(shares: NDArray[np.floating]) -> NDArray[np.float64]:
    """Colour strength from 0 to 1 of shares of a row, logarithmic; only 0 itself gives 0."""
    share = np.asarray(shares, np.float64)
    with np.errstate(divide="ignore"):
        strength = 1.0 + np.log10(share) / DECADES
    return np.where(share > 0.0, np.clip(strength, FAINTEST, 1.0), 0.0)


def cell_colours(shares: NDArray[np.floating], theme: Theme) -> NDArray[np.uint8]:
    """Blue on the diagonal, red beside it, the stronger the larger the share of the row.

    Args:
        shares: (K, K), rows sum to 1 (or 0).
        theme: whose colours.

    Returns:
        (K, K, 4) uint8 RGBA.
    """
    strength = strengths(shares)[..., None]
    on_diagonal = np.eye(len(shares), dtype=bool)[..., None]
    full = np.where(on_diagonal, _rgb(theme.color("right")), _rgb(theme.color("wrong")))
    ground = 0.5 * (_rgb(theme.color("track")) + _rgb(theme.color("background")))
    rgba = np.full((*shares.shape, 4), 255, np.uint8)
    rgba[..., :3] = np.rint(ground + strength * (full - ground))
    return rgba


def paint_matrix(painter: QPainter, picture: MatrixPicture) -> None:
    """Paint cells, names, counts and frames."""
    layout, theme = picture.layout, picture.theme
    painter.drawImage(layout.area, rgba_image(picture.colours))
    _paint_gaps(painter, layout, theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font(FontRole.SMALL))
    _paint_titles(painter, layout, theme)
    if layout.side >= 0.8 * painter.fontMetrics().height():
        _paint_names(painter, picture)
    _paint_counts(painter, picture)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for cell, role, width in ((picture.chosen, "text", 2), (picture.pointed, "focus", 1)):
        if cell is not None:
            painter.setPen(QPen(theme.color(role), width))
            painter.drawRect(layout.rect(cell))


def _paint_gaps(painter: QPainter, layout: MatrixLayout, theme: Theme) -> None:
    area, side = layout.area, layout.side
    if side < 6:
        return
    painter.setPen(QPen(theme.color("background"), 1))
    for i in range(layout.count + 1):
        x, y = area.x() + i * side, area.y() + i * side
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))


def _paint_titles(painter: QPainter, layout: MatrixLayout, theme: Theme) -> None:
    area, height = layout.area, layout.title
    painter.setPen(theme.color("muted"))
    _turn(painter, QPointF(area.left() - layout.names - height / 2, area.center().y()))
    painter.drawText(QRectF(-100, -height / 2, 200, height), _CENTRE, "true")
    painter.restore()
    above = QRectF(area.left(), area.top() - layout.heads - height, area.width(), height)
    painter.drawText(above, _CENTRE, "predicted")


def _paint_names(painter: QPainter, picture: MatrixPicture) -> None:
    layout, theme = picture.layout, picture.theme
    metrics = QFontMetricsF(painter.font())
    room, side, height = layout.names - 2 * HALF, layout.side, metrics.height()
    area, pointed = layout.area, picture.pointed
    for i, name in enumerate(picture.classes):
        short = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room + 1)
        painter.setPen(theme.color("text" if pointed and pointed[0] == i else "muted"))
        y = area.y() + i * side
        painter.drawText(QRectF(area.left() - room - HALF, y, room, side), _RIGHT, short)
        painter.setPen(theme.color("text" if pointed and pointed[1] == i else "muted"))
        x = area.x() + (i + 0.5) * side
        if layout.upright:
            place = QRectF(x - side / 2, area.top() - height - 1, side, height)
            painter.drawText(place, _CENTRE, name)
        else:
            _turn(painter, QPointF(x, area.top() - HALF))
            painter.drawText(QRectF(0, -side / 2, room + 1, side), _LEFT, short)
            painter.restore()


def _paint_counts(painter: QPainter, picture: MatrixPicture) -> None:
    layout, theme = picture.layout, picture.theme
    choices = (theme.text, theme.background)
    for cell, (text, size) in cell_texts(picture.counts, layout.side).items():
        painter.setFont(_sized(size))
        ground = QColor(*picture.colours[cell][:3].tolist()).name()
        painter.setPen(QColor(max(choices, key=lambda c: contrast(c, ground))))
        painter.drawText(layout.rect(cell), _CENTRE, text)


def cell_texts(counts: NDArray[np.int64], side: float) -> dict[Cell, tuple[str, int]]:
    """What is written in cells of `side` pixels, and its size in pixels.

    A count as it is, in one size for all; where that would be smaller than 9 pixels, those that
    are too long give way to their share of the row, "96%", in smaller letters if need be: the
    largest counts are those that matter. Beside the diagonal cells that count nothing are empty.

    Args:
        counts: (K, K).
        side: of a cell, in logical pixels.
    """
    rows = counts.sum(axis=1)
    cells = [
        (int(i), int(j)) for i, j in np.argwhere((counts > 0) | np.eye(len(counts), dtype=bool))
    ]
    full = {cell: str(int(counts[cell])) for cell in cells if rows[cell[0]]}
    size = _size_for(full.values(), side, SMALLEST)
    if size:
        return {cell: (text, size) for cell, text in full.items()}
    found: dict[Cell, tuple[str, int]] = {}
    for cell, text in full.items():
        share = f"{100 * counts[cell] / rows[cell[0]]:.0f}%"
        if _fits(text, SMALLEST, side):
            found[cell] = text, SMALLEST
        elif least := _size_for([share], side, LEAST):
            found[cell] = share, min(least, SMALLEST)
    return found


def _size_for(texts: Collection[str], side: float, least: int) -> int:
    """The largest size, up to that of small text, at which all texts fit; 0 below `least`."""
    longest = sorted(texts, key=len)[-1:]
    sizes = range(font(FontRole.SMALL).pixelSize(), least - 1, -1)
    return next((size for size in sizes if all(_fits(t, size, side) for t in longest)), 0)


def _sized(size: int) -> QFont:
    letters = font(FontRole.SMALL)
    letters.setPixelSize(size)
    return letters


def _fits(text: str, size: int, side: float) -> bool:
    metrics = QFontMetricsF(_sized(size))
    # A pixel for the gap beside the cell, and one for the air between its edge and the text.
    return (
        metrics.horizontalAdvance(text) <= side - 2
        and metrics.tightBoundingRect(text).height() <= side - 2
    )


def _rgb(colour: QColor) -> NDArray[np.float64]:
    return np.array([colour.red(), colour.green(), colour.blue()], np.float64)


def _turn(painter: QPainter, origin: QPointF) -> None:
    """Write from bottom to top from the origin on; `restore` turns back."""
    painter.save()
    painter.translate(origin)
    painter.rotate(-90)
