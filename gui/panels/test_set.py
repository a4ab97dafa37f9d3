"""The test set: what the model makes of it, sample by sample and as a whole."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.confusion import Confusion, confusion
from core.datasets.dataset import Dataset, Task
from core.messages import Ready
from gui.drawing.written import grouped
from gui.evaluation.confusion_matrix import ConfusionMatrix
from gui.evaluation.matrix_layout import Cell
from gui.evaluation.overview import Overview
from gui.evaluation.sample_view import SampleView
from gui.evaluation.selection import Selection, Which, select
from gui.evaluation.words import (
    class_verdict,
    summary,
    summary_note,
    target_verdict,
)
from gui.resources import icon
from gui.session import Origin, Predictions, Session
from gui.theme import GRID, HALF, FontRole, Look, font, set_look, theme_source
from gui.widgets.basics import ElidedLabel
from gui.widgets.note import FieldNote
from gui.widgets.ranged import IntSpinBox
from gui.widgets.segmented import SegmentedControl

WIDE, FLAT_WIDTH, FLAT_HEIGHT = 560, 760, 400
"""Pixels from which the whole stands beside the sample, and its bars beside its picture."""
LOW = 720
"""Below this height a smaller picture leaves room for the matrix and its hint."""
_FILTERS = ((Which.ALL, "All"), (Which.RIGHT, "Right"), (Which.WRONG, "Wrong"))


class TestSetPanel(QWidget):
    """Steps through the samples; asks for predictions only while it is shown."""

    __test__ = False  # the name begins like a test's

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("test_set")
        self.setAccessibleName("Test set")
        self._session = session
        self._index = 0
        self._cell: Cell | None = None
        self._result: Confusion | None = None
        self._selection = Selection()

        self.summary = _Summary()
        set_look(self.summary, Look.MUTED)
        self.filter = SegmentedControl([(str(key), text) for key, text in _FILTERS], "all")
        self.filter.setAccessibleName("Which samples to step through")
        self.number = IntSpinBox(1, 1, 1)
        self.number.setAccessibleName("Number of the sample")
        self.number.set_hint("The number of the sample: enter one to go there")
        self.previous = _arrow("Previous sample", "test_previous")
        self.next = _arrow("Next sample", "test_next")
        self.position = ElidedLabel()
        set_look(self.position, Look.SMALL)
        self.clear_cell = _arrow("Step through all samples again", "test_clear_cell")
        set_look(self.clear_cell, Look.COMPACT)
        self.clear_cell.setSizePolicy(_keeps_its_room(self.clear_cell))
        self.stage = _arrow("Show this sample on the stage", "test_stage")
        self.stage.setText("Show on s&tage")  # not shown for want of room; Alt+T works
        self.sample = SampleView()
        self.overview = Overview()
        self._lay_out()

        session.run_ready.connect(self._on_ready)
        session.predictions_changed.connect(self._on_predictions)
        theme_source().changed.connect(self._dress)
        self.filter.changed.connect(self._on_filter)
        self.previous.clicked.connect(self._on_previous)
        self.next.clicked.connect(self._on_next)
        self.number.valueChanged.connect(self._on_number)
        self.clear_cell.clicked.connect(self._on_clear_cell)
        self.stage.clicked.connect(self._on_stage)
        self.sample.stepped.connect(self.step)
        self.matrix.cell_chosen.connect(self.show_cell)
        self.overview.sample_chosen.connect(self.go_to)
        self._dress()
        self._on_ready(session.ready)

    @property
    def matrix(self) -> ConfusionMatrix:
        """The confusion matrix."""
        return self.overview.matrix

    @property
    def index(self) -> int:
        """The sample that is shown, counted from 0."""
        return self._index

    @property
    def result(self) -> Confusion | None:
        """What the counts come from; None for regression, and while nothing is known."""
        return self._result

    # What can be asked for.

    @Slot(int)
    def step(self, steps: int) -> None:
        """Go so many samples further among the chosen ones, round the end."""
        self.go_to(self._selection.step(self._index, steps))

    @Slot(int)
    def go_to(self, index: int) -> None:
        """Show a sample, counted from 0."""
        count = self._count()
        if count:
            self._index = min(max(index, 0), count - 1)
            self._show_sample()

    @Slot(object)
    def show_cell(self, cell: Cell | None) -> None:
        """Step through the samples of a cell of the matrix only; None for all."""
        self._cell = cell
        with QSignalBlocker(self.filter):
            self.filter.set_current(Which.ALL)
        self._choose()
        self.go_to(self._selection.nearest(self._index))

    # What happens.

    @Slot(object)
    def _on_ready(self, record: Ready | None) -> None:
        """Take away everything of the run before."""
        self.setEnabled(record is not None)
        self._on_predictions(self._session.predictions)

    def _prepare(self, dataset: Dataset) -> None:
        """Begin anew with another data set; the same one keeps sample and filter."""
        if dataset is self.overview.dataset:
            return
        self._index, self._cell = 0, None
        with QSignalBlocker(self.filter):
            self.filter.set_current(Which.ALL)
            self.number.setMaximum(len(dataset.test))
        self.filter.setVisible(dataset.task is Task.CLASSIFICATION)
        self.sample.set_dataset(dataset)
        self.overview.set_dataset(dataset)
        self._share_height()

    @Slot(object)
    def _on_predictions(self, predictions: Predictions | None) -> None:
        ready = self._session.ready
        if ready is None:
            return
        dataset, labels = ready.dataset, ready.split.test.labels
        self._prepare(dataset)  # here too: the old predictions go before the new run is told
        self._result = None
        if predictions is not None and labels is not None:
            self._result = confusion(predictions.values, labels)
        self.overview.set_result(self._result, predictions)
        self.summary.note = summary_note(dataset, predictions)
        self.summary.setText(summary(dataset, self._result, predictions))
        self._count_filters()
        self._choose()
        self._show_sample()

    @Slot(str)
    def _on_filter(self, _key: str) -> None:
        self._cell = None
        self._choose()
        self.go_to(self._selection.nearest(self._index))

    @Slot()
    def _on_previous(self) -> None:
        self.step(-1)

    @Slot()
    def _on_next(self) -> None:
        self.step(1)

    @Slot(int)
    def _on_number(self, number: int) -> None:
        self.go_to(number - 1)

    @Slot()
    def _on_clear_cell(self) -> None:
        self.show_cell(None)

    @Slot()
    def _on_stage(self) -> None:
        self._session.show_sample(Origin.TEST, self._index)

    # What is shown.

    @property
    def _dataset(self) -> Dataset | None:
        return self._session.dataset

    def _count(self) -> int:
        return 0 if self._dataset is None else len(self._dataset.test)

    def _choose(self) -> None:
        """Make the selection anew: the filter or the predictions have changed."""
        classes = () if self._dataset is None else self._dataset.class_names
        which = Which(self.filter.current())
        self._selection = select(self._count(), which, self._cell, self._result, classes)
        self.matrix.set_chosen(self._cell)
        self.clear_cell.setVisible(self._cell is not None)
        for button in (self.previous, self.next):
            button.setEnabled(len(self._selection) > 0)

    def _count_filters(self) -> None:
        result = self._result
        right = "" if result is None else f" {grouped(result.correct)}"
        wrong = "" if result is None else f" {grouped(len(result.labels) - result.correct)}"
        for which, text in _FILTERS:
            counts = {Which.ALL: "", Which.RIGHT: right, Which.WRONG: wrong}
            self.filter.button(which).setText(text + counts[which])

    def _show_sample(self) -> None:
        dataset, predictions = self._dataset, self._session.predictions
        if dataset is None or not self._count():
            return
        index = self._index
        self.number.show_value(index + 1)
        self.position.setText(self._selection.place(index))
        self.sample.set_sample(dataset.test.x[index])
        values = None if predictions is None else predictions.values[index]
        if dataset.task is Task.CLASSIFICATION:
            true = int(dataset.test.y[index])
            self.sample.bars.set_values(values, true)
            chosen = None if self._result is None else int(self._result.predicted[index])
            output = self._session.ready.config.output if self._session.ready else ""
            verdict = class_verdict(dataset, true, chosen, values, output)
        else:
            true_values = dataset.own_targets(dataset.test.y[index])
            found = None if values is None else dataset.own_targets(values)
            verdict = target_verdict(dataset, true_values, found)
        self.sample.verdict.set_verdict(verdict)
        self.overview.set_current(index)

    # Looks.

    def _lay_out(self) -> None:
        stepper = QHBoxLayout()
        stepper.setSpacing(HALF)
        for widget in (self.previous, self.number, self.next):
            stepper.addWidget(widget)
        stepper.addStretch(1)
        stepper.addWidget(self.stage)
        refusal = FieldNote().follow(self.number)
        where = QHBoxLayout()
        where.addWidget(self.position, 1)
        where.addWidget(self.clear_cell)
        self.number.setMaximumWidth(112)
        single = self._single = QVBoxLayout()
        single.setSpacing(GRID)
        single.addWidget(self.summary)
        single.addWidget(self.filter)
        single.addLayout(stepper)
        single.addWidget(refusal)
        single.addLayout(where)
        single.addWidget(self.sample, 1)
        content = _Tight()
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom, content)
        self._columns.setContentsMargins(GRID, HALF, GRID, GRID)
        self._columns.setSpacing(GRID)
        self._columns.addLayout(single, 1)
        self._columns.addWidget(self.overview, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _share_height(self) -> None:
        """Give the matrix the height that its width asks for, and the sample all the rest."""
        dataset = self.overview.dataset
        classes = dataset is not None and dataset.task is Task.CLASSIFICATION
        down = self._columns.direction() is QBoxLayout.Direction.TopToBottom
        self._columns.setStretchFactor(self.overview, 0 if classes and down else 1)

    @Slot()
    def _dress(self) -> None:
        self.previous.setIcon(icon("chevron-left"))
        self.next.setIcon(icon("chevron-right"))
        self.clear_cell.setIcon(icon("close"))
        self.stage.setIcon(icon("eye"))
        for which, _ in _FILTERS:
            self.filter.button(which).setFont(font(FontRole.SMALL))

    def sizeHint(self) -> QSize:
        """Ask for the width of a dock."""
        return QSize(280, 560)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the whole beside the single sample where there is room."""
        super().resizeEvent(event)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        wide = self.width() >= WIDE
        self._columns.setDirection(across if wide else down)
        self._columns.setSpacing(3 * GRID if wide else GRID)
        self.matrix.set_square(not wide)
        self._share_height()
        low = not wide and self.height() < LOW
        self._single.setSpacing(HALF if low else GRID)
        self.sample.set_small(low)
        self.sample.set_flat(self.width() >= FLAT_WIDTH and self.height() < FLAT_HEIGHT)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for predictions from now on."""
        super().showEvent(event)
        self._session.watch_predictions(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Spare the engine the work."""
        super().hideEvent(event)
        self._session.watch_predictions(False)


class _Summary(ElidedLabel):
    """Has more to say in its tool tip."""

    note = ""

    def setToolTip(self, text: str) -> None:
        """Add the note to the full text, or to nothing."""
        super().setToolTip("\n".join(part for part in (text, self.note) if part))


class _Tight(QWidget):
    """Content that a scroll area squeezes as far as it goes before it scrolls."""

    def heightForWidth(self, width: int) -> int:
        """Return the least height, where a QWidget would return a comfortable one."""
        layout = self.layout()
        return -1 if layout is None else layout.minimumHeightForWidth(width)


def _arrow(text: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setToolTip(text)
    button.setAccessibleName(text)
    return button


def _keeps_its_room(widget: QWidget) -> QSizePolicy:
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    return policy
