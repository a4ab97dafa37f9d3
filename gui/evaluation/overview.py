"""The whole test set at a glance: a confusion matrix, or predicted over true values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.confusion import Confusion
from core.datasets.dataset import Dataset, Task
from gui.evaluation.confusion_matrix import ConfusionMatrix
from gui.session import Predictions
from gui.theme import HALF, Look, set_look
from gui.widgets.steady import ChoiceBox

if TYPE_CHECKING:
    from gui.plots.scatter import PredictionScatter

_MATRIX_HINT = "Point at a cell to read it, click to step through it."
_SCATTER_HINT = "Predicted (up) over true (across); on the line both agree."


class TwoLines(QLabel):
    """Room for two lines, whatever they say: the matrix must not move while one points at it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_look(self, Look.SMALL)

    def hasHeightForWidth(self) -> bool:
        """Say no: a label that wraps would make the whole panel as high as it likes to be."""
        return False

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(200, 2 * self.fontMetrics().height() + HALF)

    def minimumSizeHint(self) -> QSize:
        """Two lines."""
        return QSize(80, self.sizeHint().height())


class Overview(QWidget):
    """Shows what fits the data set, with a line of words under it."""

    sample_chosen = Signal(int)
    """A sample was clicked in the scatter plot, counted from 0."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dataset: Dataset | None = None
        self._predictions: Predictions | None = None
        self.matrix = ConfusionMatrix()
        self.scatter: PredictionScatter | None = None
        self.target = ChoiceBox()
        self.target.setAccessibleName("Which target")
        self._hint = _MATRIX_HINT
        self.words = TwoLines(self._hint)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(HALF)
        self._layout.addWidget(self.target)
        self._layout.addWidget(self.matrix, 1)
        self._layout.addWidget(self.words)
        self.target.hide()
        self.target.currentIndexChanged.connect(self._show_scatter)
        self.matrix.cell_pointed.connect(self._on_pointed)

    def set_dataset(self, dataset: Dataset) -> None:
        """Prepare for a data set."""
        self.dataset = dataset
        self._predictions = None
        regression = dataset.task is Task.REGRESSION
        self.matrix.setVisible(not regression)
        self.matrix.set_classes(dataset.class_names)
        self._hint = _SCATTER_HINT if regression else _MATRIX_HINT
        self.words.setText(self._hint)
        if regression and self.scatter is None:
            self.scatter = self._make_scatter()
        if self.scatter is not None:
            self.scatter.setVisible(regression)
        self.target.blockSignals(True)
        self.target.clear()
        self.target.addItems(list(dataset.target_names))
        self.target.blockSignals(False)
        self.target.setVisible(len(dataset.target_names) > 1)

    def set_result(self, result: Confusion | None, predictions: Predictions | None) -> None:
        """Show other predictions, or none."""
        self._predictions = predictions
        self.matrix.set_confusion(result)
        self._show_scatter()

    def set_current(self, index: int) -> None:
        """Mark the sample that is shown."""
        if self.scatter is not None:
            self.scatter.set_current(index)

    def _make_scatter(self) -> PredictionScatter:
        from gui.plots.scatter import PredictionScatter  # pyqtgraph: only if somebody needs it

        scatter = PredictionScatter()
        scatter.chosen.connect(self.sample_chosen)
        self._layout.insertWidget(1, scatter, 1)
        return scatter

    @Slot()
    def _show_scatter(self) -> None:
        dataset, predictions = self.dataset, self._predictions
        if dataset is None or self.scatter is None or dataset.task is not Task.REGRESSION:
            return
        column = max(0, self.target.currentIndex())
        true = dataset.own_targets(dataset.test.y)[:, column]
        found = None if predictions is None else dataset.own_targets(predictions.values)
        self.scatter.set_values(true, None if found is None else found[:, column])

    @Slot(str)
    def _on_pointed(self, text: str) -> None:
        self.words.setText(text or self._hint)
