"""Icons that grow with the text beside them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QAbstractButton

from gui.theme.metrics import ICON_SIZE
from gui.theme.source import theme_source


def set_icon_size(button: QAbstractButton, size: int = ICON_SIZE) -> None:
    """Give a button's icon `size` logical pixels at the usual text size, from now on."""
    _IconSize(button, size)


class _IconSize(QObject):
    """A child of the button, so that it goes with it."""

    def __init__(self, button: QAbstractButton, size: int) -> None:
        super().__init__(button)
        self._button = button
        self._size = size
        theme_source().changed.connect(self._fit)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        side = round(self._size * theme_source().text_scale)
        self._button.setIconSize(QSize(side, side))
