"""A browser of samples: which part, which class, right or wrong; as pictures or as a table."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from core.datasets.dataset import Task
from core.messages import Ready
from core.statistics import Summary
from gui.dataset_view.image_grid import ImageGrid
from gui.dataset_view.predicting import PartPredictions
from gui.dataset_view.sample_table import SampleTable
from gui.dataset_view.shown import PART_WORDS, PartName, Shown, Verdict, part_of, shown
from gui.drawing.written import grouped
from gui.session import Origin, Sample
from gui.theme import GRID, HALF, MARGIN, FontRole, Look, font, set_look, theme_source
from gui.widgets.basics import ElidedLabel
from gui.widgets.segmented import SegmentedControl
from gui.widgets.steady import ChoiceBox

ORIGINS = {
    PartName.TRAIN: Origin.TRAIN,
    PartName.DEVELOPMENT: Origin.DEVELOPMENT,
    PartName.TEST: Origin.TEST,
}
_PARTS = tuple((str(name), PART_WORDS[name].capitalize()) for name in PartName)
_VERDICTS = tuple((str(verdict), verdict.capitalize()) for verdict in Verdict)
_PROBABILITIES = ("softmax", "modified softmax")
WIDE = 720
"""Pixels from which there is room for a long word."""
_DEVELOPMENT = "The development part, to choose by"
_WAITING = "Known as soon as the part is predicted"


class SamplesPage(QWidget):
    """Predicts the part that is shown, as long as somebody looks at it."""

    chosen = Signal(object, int)
    """An `Origin` and an index: a sample to put on the stage."""

    def __init__(self, predictions: PartPredictions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_samples")
        self.setAccessibleName("Samples")
        self._predictions = predictions
        self._ready: Ready | None = None
        self._shown: Shown | None = None
        self._sample: Sample | None = None
        self.part = SegmentedControl(_PARTS, PartName.TRAIN)
        self.part.setAccessibleName("Which part of the data")
        self.part.button(PartName.DEVELOPMENT).hide()
        self.part.button(PartName.DEVELOPMENT).setToolTip(_DEVELOPMENT)
        self.label = ChoiceBox()
        self.label.setAccessibleName("Which class")
        self.label.setToolTip("Only the samples of one class")
        self.verdict = SegmentedControl(_VERDICTS, Verdict.ALL)
        self.verdict.setAccessibleName("Right or wrong")
        self.count = ElidedLabel()
        set_look(self.count, Look.SMALL)
        self.grid, self.table = ImageGrid(), SampleTable()
        self.nothing = QLabel()
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        set_look(self.nothing, Look.MUTED)
        self._pages = QStackedWidget()
        for page in (self.nothing, self.grid, self.table):
            self._pages.addWidget(page)
        self._lay_out()
        self.part.changed.connect(self._on_part)
        self.label.currentIndexChanged.connect(self._show)
        self.verdict.changed.connect(self._show)
        self.grid.chosen.connect(self._on_chosen)
        self.table.chosen.connect(self._on_chosen)
        predictions.changed.connect(self._show)
        theme_source().changed.connect(self._dress)
        self._dress()

    @property
    def shown(self) -> Shown | None:
        """What is shown."""
        return self._shown

    def set_ready(self, ready: Ready) -> None:
        """Show another run: another data set starts afresh, the same one keeps the filters."""
        before, self._ready = self._ready, ready
        if before is None or before.dataset is not ready.dataset:
            self._begin(ready)
        development = ready.split.development is not None
        self.part.button(PartName.DEVELOPMENT).setVisible(development)
        if not development and self.part.current() == PartName.DEVELOPMENT:
            with QSignalBlocker(self.part):
                self.part.set_current(PartName.TRAIN)
        self._watch()
        self._show()

    def set_summary(self, summary: Summary | None) -> None:
        """Say what is known of the columns."""
        features = None if summary is None else summary.features
        self.table.set_columns(features, None if summary is None else summary.targets)

    def set_sample(self, sample: Sample | None) -> None:
        """Mark the sample on the stage."""
        self._sample = sample
        origin = ORIGINS.get(PartName(self.part.current()))
        here = sample is not None and sample.origin is origin
        index = sample.index if here and sample is not None else None
        self.grid.set_traced(index)
        self.table.set_traced(index)

    def set_looked_at(self, looked_at: bool) -> None:
        """Say whether somebody can see this page: only then is anything predicted."""
        self._predictions.set_active(looked_at and self._ready is not None)

    # What happens.

    @Slot(str)
    def _on_part(self, _key: str) -> None:
        self._watch()
        self._show()

    @Slot(int)
    def _on_chosen(self, index: int) -> None:
        origin = ORIGINS.get(PartName(self.part.current()))
        if origin is not None:
            self.chosen.emit(origin, index)

    # Behind the scenes.

    def _begin(self, ready: Ready) -> None:
        dataset = ready.dataset
        classes = dataset.task is Task.CLASSIFICATION
        with QSignalBlocker(self.label), QSignalBlocker(self.verdict), QSignalBlocker(self.part):
            self.part.set_current(PartName.TRAIN)
            self.verdict.set_current(Verdict.ALL)
            self.label.clear()
            self.label.addItems(["All classes", *dataset.class_names])
        self.label.setVisible(classes)
        self.verdict.setVisible(classes)

    def _watch(self) -> None:
        ready, name = self._ready, PartName(self.part.current())
        self._predictions.watch(None if ready is None else part_of(ready.split, name))

    @Slot()
    def _show(self) -> None:
        ready, name = self._ready, PartName(self.part.current())
        part = None if ready is None else part_of(ready.split, name)
        if ready is None or part is None:
            return
        values = self._predictions.values
        self._allow_verdicts(values is not None)
        label = self.label.currentIndex() - 1
        self._shown = shown(
            ready.dataset,
            name,
            part,
            values if values is not None and len(values) == len(part) else None,
            label if label >= 0 else None,
            Verdict(self.verdict.current()),
            ready.config.output in _PROBABILITIES,
            self._predictions.untrained,
        )
        pictures = ready.dataset.image_shape is not None
        self.grid.set_shown(self._shown if pictures else None)
        self.table.set_shown(None if pictures else self._shown)
        untrained = ", untrained" if values is not None and self._predictions.untrained else ""
        self.count.setText(f"{grouped(len(self._shown))} of {grouped(len(part))}{untrained}")
        self.nothing.setText(self._why_nothing())
        page = self.grid if pictures else self.table
        self._pages.setCurrentWidget(page if len(self._shown) else self.nothing)
        self.setFocusProxy(page)
        self.set_sample(self._sample)

    def _allow_verdicts(self, known: bool) -> None:
        for verdict in (Verdict.RIGHT, Verdict.WRONG):
            button = self.verdict.button(verdict)
            button.setToolTip("" if known else _WAITING)

    def _why_nothing(self) -> str:
        if self.verdict.current() != Verdict.ALL and self._predictions.values is None:
            return "Being predicted …"
        if self.verdict.current() == Verdict.WRONG:
            return "Nothing is wrong here."
        return "No sample is like this."

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(MARGIN, 0, MARGIN, 0)
        bar.setSpacing(GRID)
        for widget in (self.part, self.label, self.verdict):
            bar.addWidget(widget)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        bar.addWidget(self.count, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addLayout(bar)
        pages = QVBoxLayout()
        pages.setContentsMargins(GRID, 0, 0, 0)
        pages.addWidget(self._pages)
        column.addLayout(pages, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the longest word where there is little room."""
        super().resizeEvent(event)
        word = "Development" if self.width() >= WIDE else "Dev."
        self.part.button(PartName.DEVELOPMENT).setText(word)

    @Slot()
    def _dress(self) -> None:
        small = font(FontRole.SMALL)
        for key, _ in _PARTS:
            self.part.button(key).setFont(small)
        for key, _ in _VERDICTS:
            self.verdict.button(key).setFont(small)
