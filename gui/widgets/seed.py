"""Choice of the seed that makes a run repeatable."""

from __future__ import annotations

import secrets

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from gui.resources import icon
from gui.theme import HALF, set_icon_size, theme_source
from gui.widgets.ranged import IntSpinBox

LARGEST_SEED = 2**31 - 1
_LARGEST_ROLL = 10_000
"""Rolled seeds have at most four digits, so that they can be read out in a classroom."""


class SeedBox(QWidget):
    """A seed from 0 to 2147483647, and a die that rolls another one."""

    valueChanged = Signal(int)  # noqa: N815 (as in Qt's own spin boxes)

    def __init__(self, value: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spin_box = IntSpinBox(value, 0, LARGEST_SEED)
        self.spin_box.setAccessibleName("Seed")
        self.spin_box.set_hint("The same seed gives the same run, bit for bit.")
        self.dice_button = QToolButton()
        self.dice_button.setAccessibleName("Roll a new seed")
        self.dice_button.setToolTip("Roll a new seed")
        set_icon_size(self.dice_button)
        # As high as the box beside it, whatever its own idea is.
        self.dice_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HALF)
        layout.addWidget(self.spin_box, 1)
        layout.addWidget(self.dice_button)
        self.setFocusProxy(self.spin_box)
        self.spin_box.valueChanged.connect(self.valueChanged)
        self.dice_button.clicked.connect(self.roll)
        theme_source().changed.connect(self._dress)
        self._dress()

    def value(self) -> int:
        """The seed."""
        return self.spin_box.value()

    def setValue(self, value: int) -> None:
        """Set the seed."""
        self.spin_box.setValue(value)

    def roll(self) -> None:
        """Take a new seed, never the one that stands there."""
        seed = secrets.randbelow(_LARGEST_ROLL - 1)
        self.setValue(seed + (seed >= self.value()))

    def _dress(self) -> None:
        self.dice_button.setIcon(icon("dice"))
