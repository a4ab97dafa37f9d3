"""Scroll bars around a scene that may be larger than its view."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar

from gui.stage.scene import Scene

STEP = 40


def scene_for(
    size: tuple[float, float], bar: float, lay_out: Callable[[tuple[float, float]], Scene]
) -> tuple[Scene, bool, bool]:
    """Lay out for a view of `size`; return the scene, and whether it must scroll across and down.

    A scroll bar, `bar` thick, takes room from the other direction: hence the further attempts.
    """
    width, height = size
    scene = lay_out(size)
    if scene.width > width:
        height -= bar
        scene = lay_out((width, height))
    high = scene.height > height
    if high:
        width -= bar
        scene = lay_out((width, height))
    return scene, scene.width > width, high


def set_scroll_bars(area: QAbstractScrollArea, scene: Scene, wide: bool, high: bool) -> None:
    """Show the scroll bars that are needed, with their ranges."""
    always, never = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    area.setHorizontalScrollBarPolicy(always if wide else never)
    area.setVerticalScrollBarPolicy(always if high else never)
    view = area.viewport().size()
    _set_range(area.horizontalScrollBar(), scene.width, view.width())
    _set_range(area.verticalScrollBar(), scene.height, view.height())


def _set_range(bar: QScrollBar, length: float, page: int) -> None:
    bar.setRange(0, max(0, int(length - page + 0.999)))
    bar.setPageStep(page)
    bar.setSingleStep(STEP)


def reveal(area: QAbstractScrollArea, rect: QRectF) -> None:
    """Scroll as little as it takes to see a rectangle; its left and upper edge if it is larger."""
    view = area.viewport().size()
    _reveal(area.horizontalScrollBar(), rect.left(), rect.right(), view.width())
    _reveal(area.verticalScrollBar(), rect.top(), rect.bottom(), view.height())


def _reveal(bar: QScrollBar, low: float, high: float, page: int) -> None:
    if high > bar.value() + page:
        bar.setValue(int(high - page + 1))
    if low < bar.value():
        bar.setValue(int(low))
