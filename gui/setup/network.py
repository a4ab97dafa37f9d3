"""The network: input, hidden layers, output and loss."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from core.checks import LOSSES, MAX_LAYERS, OUTPUTS
from core.config import RunConfig
from core.datasets.dataset import Dataset
from gui.drawing.written import grouped
from gui.resources import icon
from gui.session import Session
from gui.setup import edits
from gui.setup.boxes import ChoiceList, wrapped
from gui.setup.choices import LOSS_CHOICES, OUTPUT_CHOICES
from gui.setup.fields import SetupSection
from gui.setup.layers import LayerRows
from gui.theme import SMALL_ICON, Look, set_icon_size, set_look, theme_source
from gui.widgets.basics import ElidedLabel
from gui.widgets.focus import only_by_tab

_ADD_TIP = "Add a hidden layer before the output, like the last one."
_FULL_TIP = f"{MAX_LAYERS} hidden layers are the most that are possible."
_INPUT_TIP = "What a sample consists of. The data set decides it."
_HIDDEN_TIP = "Layers between input and output. Without any, this is a linear model."


class NetworkSection(SetupSection):
    """From the input to the loss, in the order of the forward pass."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Network", session, parent)
        self.input = ElidedLabel()
        self.add_button = QPushButton("Add layer")
        only_by_tab(self.add_button)
        set_icon_size(self.add_button, SMALL_ICON)
        set_look(self.add_button, Look.COMPACT)
        self.output = ChoiceList(
            "Output", "What the last layer makes of its scores.", OUTPUT_CHOICES
        )
        self.loss = ChoiceList(
            "Loss", "How wrong an answer is: what training makes small.", LOSS_CHOICES
        )
        top = self.add_form()
        self.adopt_label(top.add_row("Input", self.input))
        heading = QLabel("Hidden layers")
        heading.setToolTip(wrapped(_HIDDEN_TIP))
        heading.setBuddy(self.add_button)
        row = QHBoxLayout()
        row.addWidget(heading, 1)
        row.addWidget(self.add_button)
        self.body.addLayout(row)
        self.layers = LayerRows(self.add_button)
        self.body.addWidget(self.layers)
        form = self.add_form()
        self.add_note(form, "hidden")
        self.add_field(form, "Output", self.output)
        self.add_note(form, "output")
        self.add_field(form, "Loss", self.loss)
        self.add_note(form, "loss")
        self.add_button.clicked.connect(self._add)
        self.layers.widthChanged.connect(self._set_width)
        self.layers.activationChanged.connect(self._set_activation)
        self.layers.removed.connect(self._remove)
        self.output.chosen.connect(self._choose_output)
        self.loss.chosen.connect(self._choose_loss)
        theme_source().changed.connect(self._dress_button)
        self._dress_button()

    def show_config(self, config: RunConfig, dataset: Dataset | None) -> None:
        """Show the layers; disable what does not fit the data or the other settings."""
        self.layers.show_layers(config.hidden)
        full = len(config.hidden) >= MAX_LAYERS
        self.add_button.setEnabled(not full)
        self.add_button.setToolTip(_FULL_TIP if full else _ADD_TIP)
        # While a file loads nobody knows what fits it: what stands is shown until then.
        stands = config if self.session.ready is None else self.session.ready.config
        self.output.show_key(config.output or stands.output)
        self.loss.show_key(config.loss or stands.loss)
        if dataset is None:
            return  # what fits is known as soon as the data set is loaded
        self.input.setText(input_text(dataset))
        if self.input.text() == self.input.full_text():
            self.input.setToolTip(wrapped(_INPUT_TIP))
        self.output.set_refusals(edits.refusals(config, dataset, "output", OUTPUTS))
        self.loss.set_refusals(edits.refusals(config, dataset, "loss", LOSSES))

    @Slot()
    def _add(self) -> None:
        self.session.apply(edits.add_layer(self.session.config))

    @Slot(int)
    def _remove(self, index: int) -> None:
        self.session.apply(edits.remove_layer(self.session.config, index))

    @Slot(int, int)
    def _set_width(self, index: int, width: int) -> None:
        self.session.apply(edits.change_layer(self.session.config, index, width=width))

    @Slot(int, str)
    def _set_activation(self, index: int, key: str) -> None:
        self.session.apply(edits.change_layer(self.session.config, index, activation=key))

    @Slot(str)
    def _choose_output(self, key: str) -> None:
        self.session.apply(edits.choose_output(self.session.config, key))

    @Slot(str)
    def _choose_loss(self, key: str) -> None:
        self.session.apply(replace(self.session.config, loss=key))

    def _dress_button(self) -> None:
        self.add_button.setIcon(icon("plus"))


def input_text(dataset: Dataset) -> str:
    """Return what a sample consists of: "64 = 8 × 8 pixels", or "4 features"."""
    if dataset.image_shape is None:
        return f"{grouped(dataset.inputs)} feature{'s' if dataset.inputs != 1 else ''}"
    rows, columns = dataset.image_shape
    return f"{grouped(dataset.inputs)} = {columns} × {rows} pixels"
