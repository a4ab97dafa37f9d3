"""The knobs of the data sets that are made here."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from core.data_config import DataConfig
from core.datasets.made_set import MadeSet
from gui.resources import icon
from gui.setup.boxes import explain, show_int, wrapped
from gui.setup.data_boxes import SlidingNumber
from gui.theme import GRID, HALF, set_icon_size, theme_source
from gui.widgets.focus import only_by_tab
from gui.widgets.form import Form
from gui.widgets.ranged import IntSpinBox

_NOISE_TIP = (
    "How far the points are strewn: a standard deviation, in the units of the axes. With numbers "
    "to predict it is added to these."
)
_SAMPLES_TIP = "How many points are made. With more of them the first ones stay."
_CLASSES_TIP = "How many classes there are to tell apart."
_NO_CLASSES = "This set has numbers to predict, and no classes."
_NEW_TIP = "New points: the same kind from the next random numbers."


class MadeKnobs(QWidget):
    """Noise, size, classes, and other points of the same kind."""

    changed = Signal(str, object)
    """A field of the data's configuration, and its new value."""
    new_points = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Form(self)
        self.form.setHorizontalSpacing(GRID)
        self.noise = SlidingNumber("Noise")
        self.noise.slider.setToolTip(wrapped(_NOISE_TIP))
        self.noise.slider.setAccessibleDescription(_NOISE_TIP)
        explain(self.noise.box, _NOISE_TIP)
        self.samples = IntSpinBox(500, 2, 100_000)
        self.samples.setSingleStep(50)
        explain(self.samples, _SAMPLES_TIP)
        self.classes = IntSpinBox(2, 0, 10)
        self.dice = QToolButton()
        set_icon_size(self.dice)
        self.dice.setAccessibleName("New points")
        self.dice.setToolTip(wrapped(_NEW_TIP))
        self.dice.setAccessibleDescription(_NEW_TIP)
        only_by_tab(self.dice)
        points = QWidget()
        row = QHBoxLayout(points)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(HALF)
        row.addWidget(self.samples, 1)
        row.addWidget(self.dice)
        points.setFocusProxy(self.samples)
        self.samples.setAccessibleName("Samples")
        self.labels: list[QLabel] = [
            self.form.add_row("Noise", self.noise),
            self.form.add_row("Samples", points),
            self.form.add_row("Classes", self.classes),
        ]
        self.labels[0].setToolTip(wrapped(_NOISE_TIP))
        self.labels[1].setToolTip(wrapped(_SAMPLES_TIP))
        self.noise.valueChanged.connect(self._on_noise)
        self.samples.valueChanged.connect(self._on_samples)
        self.classes.valueChanged.connect(self._on_classes)
        self.dice.clicked.connect(self.new_points)
        theme_source().changed.connect(self._dress)
        self._dress()

    def show_set(self, kind: MadeSet, data: DataConfig) -> None:
        """Show the settings of a set, without telling anybody."""
        noise = kind.noise.default if data.noise is None else data.noise
        self.noise.show_value(noise, kind.noise.high)
        self.samples.setRange(kind.samples.low, kind.samples.high)
        show_int(self.samples, kind.samples.default if data.samples is None else data.samples)
        self._show_classes(kind, data)

    def _show_classes(self, kind: MadeSet, data: DataConfig) -> None:
        # A row that is always there: the panel stands still while sets are looked through.
        limits = kind.classes
        self.classes.setEnabled(limits is not None)
        self.labels[2].setEnabled(limits is not None)
        if limits is None:
            self.classes.setSpecialValueText("none")
            self.classes.setRange(0, 0)
        else:
            self.classes.setSpecialValueText("")
            self.classes.setRange(limits.low, limits.high)
            show_int(self.classes, limits.default if data.classes is None else data.classes)
        tip = _NO_CLASSES if kind.classes is None else _CLASSES_TIP
        explain(self.classes, tip)
        self.labels[2].setToolTip(wrapped(tip))

    @Slot(float)
    def _on_noise(self, value: float) -> None:
        self.changed.emit("noise", value)

    @Slot(int)
    def _on_samples(self, value: int) -> None:
        self.changed.emit("samples", value)

    @Slot(int)
    def _on_classes(self, value: int) -> None:
        self.changed.emit("classes", value)

    @Slot()
    def _dress(self) -> None:
        self.dice.setIcon(icon("dice"))
