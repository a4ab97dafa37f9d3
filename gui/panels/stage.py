"""The network view: one sample's way through the network, and its loss's way back."""

from __future__ import annotations

from random import Random

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from core.datasets.dataset import Task
from core.messages import Ready
from core.trace import Trace
from gui.resources import icon
from gui.session import Origin, Sample, Session
from gui.stage.layout import Names
from gui.stage.legend import StageLegend
from gui.stage.numbers import exact, grouped
from gui.stage.view import StageView
from gui.theme import GRID, HALF, Look, set_look, theme_source
from gui.widgets.basics import ElidedLabel
from gui.widgets.segmented import SegmentedControl

_HINT = "Point at a cell for its value"


class StagePanel(QWidget):
    """Title and choice of the sample above, the stage, and below it the read-out and the legend."""

    spot_changed = Signal(object)
    """The `Spot` that was chosen on the stage, or None."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stagePanel")
        self.setAccessibleName("Network view")
        self._session = session
        self._random = Random()
        self._title = ElidedLabel("Network")
        self._title.setObjectName("stageTitle")
        set_look(self._title, Look.TITLE)
        self._origin = SegmentedControl([("train", "Train"), ("test", "Test")], "test")
        self._origin.setAccessibleName("Part of the data set")
        self._previous = self._button("chevron-left", "Previous sample", self._show_previous)
        self._shuffle = self._button("dice", "Random sample", self._show_random)
        self._next = self._button("chevron-right", "Next sample", self._show_next)
        self.view = StageView()
        self.view.setObjectName("stageView")
        self.setFocusProxy(self.view)
        self._reading = ElidedLabel(_HINT)
        self._reading.setObjectName("stageReading")
        self._legend = StageLegend()
        self._shared = QCheckBox("Shared scales")
        self._shared.setToolTip(
            "Off: the colours of each thing have their own scale, written beside it.\n"
            "On: all weights share a scale, and so do all p, all q and all z, "
            "so that layers can be compared."
        )
        self._compose()
        self._connect()
        self._set_icons()
        if session.ready is not None:
            self._on_ready(session.ready)
        self._on_sample(session.sample)
        self._on_trace(session.trace)

    def _compose(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setContentsMargins(2 * GRID, HALF, GRID, HALF)
        head.setSpacing(HALF)
        head.addWidget(self._title, 1)
        head.addSpacing(GRID)
        head.addWidget(self._origin)
        head.addSpacing(HALF)
        for button in (self._previous, self._shuffle, self._next):
            head.addWidget(button)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(GRID)
        foot.addWidget(self._legend, 1)
        foot.addWidget(self._shared)
        below = QVBoxLayout()
        below.setContentsMargins(2 * GRID, 0, GRID, HALF)
        below.setSpacing(0)
        below.addWidget(self._reading)
        below.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addLayout(below)

    def _connect(self) -> None:
        session = self._session
        session.run_ready.connect(self._on_ready)
        session.sample_changed.connect(self._on_sample)
        session.trace_changed.connect(self._on_trace)
        self._origin.changed.connect(self._on_origin)
        self._shared.toggled.connect(self.view.set_shared)
        self.view.reading_changed.connect(self._on_reading)
        self.view.scales_changed.connect(self._on_scales)
        self.view.spot_changed.connect(self.spot_changed)
        theme_source().changed.connect(self._set_icons)

    def _button(self, name: str, text: str, handler: object) -> QToolButton:
        button = QToolButton()
        button.setObjectName(text.split()[0].lower() + "Sample")
        button.setProperty("iconName", name)
        button.setAccessibleName(text)
        button.setToolTip(text)
        set_look(button, Look.COMPACT)
        button.clicked.connect(handler)
        return button

    @Slot()
    def _set_icons(self) -> None:
        for button in (self._previous, self._shuffle, self._next):
            button.setIcon(icon(str(button.property("iconName"))))

    # The session.

    @Slot(object)
    def _on_ready(self, ready: Ready) -> None:
        dataset = ready.dataset
        outputs = dataset.class_names or dataset.target_names
        features = () if dataset.image_shape is not None else dataset.feature_names
        self.view.set_network(ready.network, dataset.image_shape, Names(features, outputs))

    @Slot(object)
    def _on_sample(self, sample: Sample | None) -> None:
        if sample is not None and sample.origin is not Origin.DRAWN:
            self._origin.blockSignals(True)
            self._origin.set_current(sample.origin.value)
            self._origin.blockSignals(False)
        self._write_title()

    @Slot(object)
    def _on_trace(self, trace: Trace | None) -> None:
        sample = self._session.sample
        target = None if sample is None else sample.label
        self.view.set_trace(trace, target, self._target_text())
        self._write_title()

    def _target_text(self) -> str:
        sample, dataset = self._session.sample, self._session.dataset
        if sample is None or dataset is None:
            return ""
        if dataset.task is Task.CLASSIFICATION and sample.label is not None:
            return f"true: {dataset.class_names[sample.label]}"
        if len(sample.y) == 1:
            return f"y = {exact(float(sample.y[0]), 3)}"
        return "line: y"

    def _write_title(self) -> None:
        sample, dataset = self._session.sample, self._session.dataset
        if sample is None or dataset is None:
            self._title.setText("Network")
            return
        if sample.origin is Origin.DRAWN:
            parts = ["Your drawing"]
        else:
            kind = "Training" if sample.origin is Origin.TRAIN else "Test"
            parts = [f"{kind} sample {grouped(sample.index + 1)}"]
        if sample.label is not None and dataset.class_names:
            parts.append(f"true label {dataset.class_names[sample.label]}")
        if self._session.trace is not None:
            parts.append(f"step {grouped(self._session.trace.step)}")
        self._title.setText(", ".join(parts))

    @Slot(str)
    def _on_reading(self, text: str) -> None:
        self._reading.setText(text or _HINT)

    @Slot(object)
    def _on_scales(self, scales: object) -> None:
        self._legend.set_scales(self.view.scales, self._shared.isChecked())

    # Choosing a sample.

    @Slot(str)
    def _on_origin(self, key: str) -> None:
        self._session.show_sample(Origin(key), 0)

    @Slot()
    def _show_previous(self) -> None:
        self._go(-1)

    @Slot()
    def _show_next(self) -> None:
        self._go(1)

    def _go(self, step: int) -> None:
        sample = self._session.sample
        if sample is None or sample.origin is Origin.DRAWN:
            self._session.show_sample(Origin(self._origin.current()), 0)
        else:
            self._session.show_sample(sample.origin, sample.index + step)

    @Slot()
    def _show_random(self) -> None:
        ready = self._session.ready
        if ready is None:
            return
        origin = Origin(self._origin.current())
        part = ready.split.train if origin is Origin.TRAIN else ready.split.test
        self._session.show_sample(origin, self._random.randrange(len(part)))
