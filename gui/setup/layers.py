"""The hidden layers: a row for each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from core.config import HiddenLayer
from gui.resources import icon
from gui.setup.boxes import ChoiceList, explain, show_int, width_for
from gui.setup.choices import ACTIVATION_CHOICES
from gui.theme import HALF, SMALL_ICON, Look, set_icon_size, set_look, theme_source
from gui.widgets.focus import only_by_tab
from gui.widgets.note import FieldNote
from gui.widgets.ranged import IntSpinBox

MAX_WIDTH = 4096
_WIDTH_TIP = "The number of units: how many different features of its input the layer can learn."
_ACTIVATION_TIP = "What each unit does with its score. Without a bend, layers collapse into one."


class LayerRow(QWidget):
    """One hidden layer: its number, width, activation, and a button to take it out."""

    widthChanged = Signal(int, int)  # noqa: N815 (as Qt names its signals)
    """Index of the layer and its new width."""
    activationChanged = Signal(int, str)  # noqa: N815
    removed = Signal(int)

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = index
        name = f"hidden layer {index + 1}"
        number = QLabel(str(index + 1))
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_look(number, Look.MUTED)
        self._number = number
        self.units = IntSpinBox(1, 1, MAX_WIDTH)
        self.units.setAccessibleName(f"Width of {name}")
        explain(self.units, _WIDTH_TIP)
        self.activation = ChoiceList(f"Activation of {name}", _ACTIVATION_TIP, ACTIVATION_CHOICES)
        self.remove_button = QToolButton()
        only_by_tab(self.remove_button)
        set_icon_size(self.remove_button, SMALL_ICON)
        self.remove_button.setAccessibleName(f"Remove {name}")
        self.remove_button.setToolTip(f"Remove {name}")
        set_look(self.remove_button, Look.COMPACT)
        number.setBuddy(self.units)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        layout = QHBoxLayout()
        layout.setSpacing(HALF)
        column.addLayout(layout)
        column.addWidget(FieldNote().follow(self.units))
        layout.addWidget(number)
        layout.addSpacing(HALF)
        layout.addWidget(self.units)
        layout.addWidget(self.activation, 1)
        layout.addWidget(self.remove_button)
        self.units.valueChanged.connect(self._on_width)
        self.activation.chosen.connect(self._on_activation)
        self.remove_button.clicked.connect(self._on_remove)
        theme_source().changed.connect(self._dress)
        self._dress()

    def show_layer(self, layer: HiddenLayer) -> None:
        """Show a layer without telling anybody."""
        show_int(self.units, layer.width)
        self._fit()
        self.activation.show_key(layer.activation)

    def controls(self) -> tuple[QWidget, ...]:
        """What Tab goes through."""
        return self.units, self.activation, self.remove_button

    @Slot(int)
    def _on_width(self, width: int) -> None:
        self.widthChanged.emit(self._index, width)

    @Slot(str)
    def _on_activation(self, key: str) -> None:
        self.activationChanged.emit(self._index, key)

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit(self._index)

    def _dress(self) -> None:
        self.remove_button.setIcon(icon("close", role="muted"))
        self._fit()

    def _fit(self) -> None:
        """Make room for the numbers at the text size in force; a file may bring longer ones."""
        self._number.ensurePolished()
        self._number.setFixedWidth(self._number.fontMetrics().horizontalAdvance("00"))
        longest = str(max(self.units.value(), MAX_WIDTH))
        self.units.setFixedWidth(width_for(self.units, longest))


class LayerRows(QWidget):
    """All hidden layers, in the order of the forward pass."""

    widthChanged = Signal(int, int)  # noqa: N815 (as Qt names its signals)
    activationChanged = Signal(int, str)  # noqa: N815
    removed = Signal(int)

    def __init__(self, before: QWidget, parent: QWidget | None = None) -> None:
        """Make room for rows; Tab reaches them after the control `before`."""
        super().__init__(parent)
        self.rows: list[LayerRow] = []
        self._before = before
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(HALF)

    def show_layers(self, layers: tuple[HiddenLayer, ...]) -> None:
        """Show these layers; rows that are there already stay, with the keyboard focus."""
        while len(self.rows) > len(layers):
            self._drop_row()
        while len(self.rows) < len(layers):
            self._add_row()
        for row, layer in zip(self.rows, layers, strict=True):
            row.show_layer(layer)
        self.setVisible(bool(layers))

    def _add_row(self) -> None:
        row = LayerRow(len(self.rows))
        row.widthChanged.connect(self.widthChanged)
        row.activationChanged.connect(self.activationChanged)
        row.removed.connect(self.removed)
        self._layout.addWidget(row)
        previous = self.rows[-1].remove_button if self.rows else self._before
        for control in row.controls():
            QWidget.setTabOrder(previous, control)
            previous = control
        self.rows.append(row)

    def _drop_row(self) -> None:
        row = self.rows.pop()
        for at, control in enumerate(row.controls()):
            if control.hasFocus():
                # Or the keyboard would be left on something that is gone.
                (self.rows[-1].controls()[at] if self.rows else self._before).setFocus()
        self._layout.removeWidget(row)
        row.hide()
        row.deleteLater()
