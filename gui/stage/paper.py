"""Where lines may be drawn across the stage: everywhere but over what is written."""

from __future__ import annotations

from PySide6.QtGui import QRegion

from gui.drawing.qt import qrect
from gui.drawing.rect import Rect
from gui.stage.scene import Scene


def beside_texts(scene: Scene, area: Rect) -> QRegion:
    """A part of the scene without its texts."""
    texts = [rect for thing in scene.things for rect in thing.texts]
    texts += [arrow.label for arrow in scene.arrows if arrow.text]
    region = QRegion(qrect(area, 1).toAlignedRect())
    for rect in texts:
        if rect.overlaps(area):
            region -= QRegion(qrect(rect, 1).toAlignedRect())
    return region
