"""The optimizers' own settings: one page of rows for each that has any."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from core.optimizers import Hyperparameter, OptimizerKind
from gui.setup.boxes import DecayBox, explain, show_number
from gui.theme import GRID
from gui.widgets.form import Form
from gui.widgets.numbers import format_number
from gui.widgets.scientific import ScientificSpinBox


class HyperparameterPage(QWidget):
    """The settings of one optimizer."""

    changed = Signal(str, float)
    """Name and new value."""

    def __init__(self, kind: OptimizerKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Form(self)
        self.form.setHorizontalSpacing(GRID)
        self.labels: list[QLabel] = []
        self.boxes: dict[str, ScientificSpinBox] = {}
        for item in kind.hyperparameters:
            box = _box(item)
            box.setObjectName(item.name)
            about = f"{item.explanation} {kind.title}'s default is {format_number(item.default)}."
            explain(box, about)
            label = self.form.add_row(item.label, box)
            label.setToolTip(box.toolTip())
            self.labels.append(label)
            self.boxes[item.name] = box
            box.valueChanged.connect(self._on_value)

    def show_value(self, name: str, value: float) -> None:
        """Show a value without telling anybody."""
        show_number(self.boxes[name], value)

    @Slot(float)
    def _on_value(self, value: float) -> None:
        self.changed.emit(self.sender().objectName(), value)


def _box(item: Hyperparameter) -> ScientificSpinBox:
    # From 0 to almost 1: a memory. What counts there is the distance from 1.
    kind = DecayBox if item.low == 0.0 and item.high < 1.0 else ScientificSpinBox
    return kind(item.default, minimum=item.low, exclusive=False, maximum=item.high)
