"""Over the stage: which sample is shown, what is pointed at, and the ways to another sample."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from core.batch_trace import BatchTrace
from core.formula import NumberStyle
from gui.resources import icon
from gui.session import Origin, Sample, Session, part_of
from gui.theme import GRID, HALF, SMALL_ICON, Look, set_icon_size, set_look, theme_source
from gui.widgets.basics import ElidedLabel
from gui.widgets.segmented import SegmentedControl

POINT_AT = "Point at a number to read it"
TO_NEXT, TO_NEXT_BRIEF = "To the next minibatch", "Batch"
_KINDS = {Origin.TRAIN: "Training", Origin.DEVELOPMENT: "Development", Origin.TEST: "Test"}


class SampleChooser(QWidget):
    """Names the sample, and goes to others of the same part of the data."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._random = Random()
        self._style = NumberStyle()
        self._title = ElidedLabel("Network")
        self._title.setObjectName("stageTitle")
        set_look(self._title, Look.TITLE)
        self._reading = ElidedLabel(POINT_AT)
        self._reading.setObjectName("stageReading")
        set_look(self._reading, Look.SMALL)
        self._names = names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._title)
        names.addWidget(self._reading)
        self._origin = SegmentedControl([("train", "Train"), ("test", "Test")], "test")
        self._origin.setObjectName("origin")
        self._origin.setAccessibleName("Part of the data set")
        self._icons: dict[QToolButton, str] = {}
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, HALF, GRID, HALF)
        row.setSpacing(HALF)
        row.addLayout(names, 1)
        row.addSpacing(GRID)
        row.addWidget(self._origin)
        row.addSpacing(HALF)
        row.addWidget(self._button("chevron-left", "Previous sample", self._show_previous))
        row.addWidget(self._button("dice", "Random sample", self._show_random))
        row.addWidget(self._button("chevron-right", "Next sample", self._show_next))
        self._upcoming = QToolButton()
        self._upcoming.setObjectName("upcomingSample")
        self._upcoming.setText(TO_NEXT)
        self._upcoming.setAccessibleName("A sample of the run's next minibatch")
        self._upcoming.setToolTip(
            "Show a sample of the run's next minibatch: its means are those of the next step, "
            "and the update that is shown is the one that is made."
        )
        set_look(self._upcoming, Look.COMPACT)
        self._upcoming.clicked.connect(self._show_upcoming)
        self._upcoming.hide()
        row.addWidget(self._upcoming)
        session.sample_changed.connect(self._on_sample)
        session.trace_changed.connect(self._write_title)
        session.batch_changed.connect(self._on_batch)
        self._origin.changed.connect(self._on_origin)
        theme_source().changed.connect(self._set_icons)
        self._set_icons()
        self._on_sample(session.sample)

    def add(self, control: QWidget) -> None:
        """Put another control behind the name of the sample."""
        self._row.insertWidget(1, control)

    def read(self, text: str) -> None:
        """Write down what is pointed at, which has this line to itself; nothing for nothing."""
        self._reading.setText(text or POINT_AT)

    def set_style(self, style: NumberStyle) -> None:
        """Write numbers as the others do."""
        self._style = style
        self._write_title()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the words for the width."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Choose them anew when the title, the parts, or the letters have changed."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """Write the way to the next minibatch briefly where the title would be cut for it."""
        width = self._upcoming.fontMetrics().horizontalAdvance
        # Measured without trying it: another text would ask for another layout, and so on.
        longer = width(TO_NEXT) - width(self._upcoming.text())
        others = self._row.sizeHint().width() - self._names.sizeHint().width() + longer
        whole = self._title.sizeHint().width() <= self.width() - others
        text = TO_NEXT if whole else TO_NEXT_BRIEF
        if text != self._upcoming.text():
            self._upcoming.setText(text)

    def _button(self, name: str, text: str, handler: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setObjectName(text.split()[0].lower() + "Sample")
        button.setAccessibleName(text)
        button.setToolTip(text)
        set_icon_size(button, SMALL_ICON)
        set_look(button, Look.COMPACT)
        button.clicked.connect(handler)
        self._icons[button] = name
        return button

    @Slot()
    def _set_icons(self) -> None:
        for button, name in self._icons.items():
            button.setIcon(icon(name))

    @Slot(object)
    def _on_sample(self, sample: Sample | None) -> None:
        if sample is not None and sample.origin in (Origin.TRAIN, Origin.TEST):
            self._origin.blockSignals(True)
            self._origin.set_current(sample.origin.value)
            self._origin.blockSignals(False)
        self._write_title()

    @Slot()
    def _write_title(self) -> None:
        sample, dataset = self._session.sample, self._session.dataset
        if sample is None or dataset is None:
            self._title.setText("Network")
            return
        if sample.origin is Origin.DRAWN:
            parts = ["Your drawing"]
        else:
            parts = [f"{_KINDS[sample.origin]} sample {self._style.count(sample.index + 1)}"]
        if sample.label is not None and dataset.class_names:
            parts.append(f"true label {dataset.class_names[sample.label]}")
        if self._session.trace is not None:
            parts.append(f"step {self._style.count(self._session.trace.step)}")
        self._title.setText(", ".join(parts))

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

    @Slot(object)
    def _on_batch(self, batch: BatchTrace | None) -> None:
        """Offer a way into the run's next minibatch where the sample is none of it."""
        self._upcoming.setVisible(batch is not None and not batch.is_next and batch.count > 1)

    @Slot()
    def _show_upcoming(self) -> None:
        ready, batch = self._session.ready, self._session.batch
        if ready is not None and batch is not None and batch.count > 1:
            # The sample stands first, in the place of another; the others are the run's own.
            train = part_of(ready, Origin.TRAIN)
            same = (train.x == batch.x[1]).all(axis=1) & (train.y == batch.y[1]).all(axis=1)
            if same.any():
                self._session.show_sample(Origin.TRAIN, int(same.argmax()))

    @Slot()
    def _show_random(self) -> None:
        ready = self._session.ready
        if ready is None:
            return
        origin = Origin(self._origin.current())
        self._session.show_sample(origin, self._random.randrange(len(part_of(ready, origin))))
