"""From rectangles to Qt's."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from gui.drawing.rect import Rect


def qrect(rect: Rect, margin: float = 0.0) -> QRectF:
    """The rectangle as Qt's, grown by a margin."""
    return QRectF(*rect.grown(margin))
