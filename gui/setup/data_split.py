"""How the samples are cut into parts, and to which scale they are brought."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from core.data_config import DataConfig
from core.datasets.dataset import Dataset, Task
from gui.setup.boxes import ChoiceList, explain, show_int, wrapped
from gui.setup.choices import Choice
from gui.setup.data_boxes import ShareBox
from gui.theme import GRID, HALF
from gui.widgets.focus import only_by_tab
from gui.widgets.form import Form
from gui.widgets.ranged import IntSpinBox
from gui.widgets.section import INSET, CollapsibleSection
from gui.widgets.seed import LARGEST_SEED

_SHARE_TIP = (
    "The part that is kept apart to test by. Usual: the test part as it was published, or else a "
    "fifth. None: the training part tests as well, which says nothing about unseen samples."
)
_STRATIFIED_TIP = (
    "Every class has the same share in the training and in the test part. Off: cut at random. A "
    "published test part stays as it is."
)
_TARGET_TIP = (
    "The numbers to predict are shifted and divided so that their mean is 0 and their standard "
    "deviation 1 in the training part. Errors are then in standard deviations."
)
_SEED_TIP = (
    "Where the random numbers of the data begin: which points are made, which samples are tested "
    "by. The seed of the weights is another one, under Start."
)
_SCALING = (
    Choice("", "Usual", "What suits the data set."),
    Choice("off", "Off", "The numbers as they are."),
    Choice(
        "standard",
        "Standardise",
        "Each feature with mean 0 and standard deviation 1 in the training part.",
    ),
    Choice("min-max", "Min-max", "Each feature from 0 to 1 in the training part."),
)
_KINDS = {"off": "off", "standard": "standardise", "min-max": "min-max"}


class SplitKnobs(CollapsibleSection):
    """Test share, stratification, scaling, seed: folded at first, for mostly they are right."""

    changed = Signal(str, object)
    """A field of the data's configuration, and its new value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Split and scaling", False, parent)
        # A part of a part: lighter than its heading, and in line with what stands above it.
        self.header.setStyleSheet(f"font-weight: 500; margin-left: -{INSET}px;")
        self.body.setContentsMargins(0, HALF, 0, 0)
        self.form = Form()
        self.form.setHorizontalSpacing(GRID)
        self.body.addLayout(self.form)
        self.share = ShareBox()
        explain(self.share, _SHARE_TIP)
        self.stratified = _box("Stratified", _STRATIFIED_TIP)
        self.scaling = ChoiceList(
            "Scaling", "The scale that the features are brought to.", _SCALING
        )
        self.scale_target = _box("Standardised", _TARGET_TIP)
        self.seed = IntSpinBox(0, 0, LARGEST_SEED)
        explain(self.seed, _SEED_TIP)
        self.labels: list[QLabel] = [
            self.form.add_row("Test share", self.share),
            self.form.add_row("Parts", self.stratified),
            self.form.add_row("Scaling", self.scaling),
            self.form.add_row("Target", self.scale_target),
            self.form.add_row("Data seed", self.seed),
        ]
        for label, field in zip(self.labels, self._fields(), strict=True):
            label.setToolTip(field.toolTip())
        self.share.shareChanged.connect(self._on_share)
        self.stratified.clicked.connect(self._on_stratified)
        self.scaling.chosen.connect(self._on_scaling)
        self.scale_target.clicked.connect(self._on_target)
        self.seed.valueChanged.connect(self._on_seed)

    def show_data(self, data: DataConfig, dataset: Dataset | None, task: Task | None) -> None:
        """Show the settings; what is left open is known once the data set is loaded."""
        self.share.show_share(data.test_share)
        self.stratified.setChecked(data.stratified)
        self.scaling.show_key(data.scaling)
        if dataset is not None:
            self._show_usual(data, dataset)
        if data.scale_target is not None:
            self.scale_target.setChecked(data.scale_target)
        # Of the two only one has a meaning: they take each other's place, and nothing moves.
        regression = task is Task.REGRESSION
        for widget in (self.labels[1], self.stratified):
            widget.setVisible(not regression)
        for widget in (self.labels[3], self.scale_target):
            widget.setVisible(regression)
        show_int(self.seed, data.seed)

    def _show_usual(self, data: DataConfig, dataset: Dataset) -> None:
        if data.test_share is None:
            tests = len(dataset.test)
            self.share.show_usual(tests / (tests + len(dataset.train)))
        else:
            self.share.show_usual(None)
        kind = "" if dataset.scaling is None else dataset.scaling.kind
        usual = f"Usual: {_KINDS[kind]}" if kind and not data.scaling else "Usual"
        self.scaling.setItemText(0, usual)
        if data.scale_target is None:
            self.scale_target.setChecked(bool(dataset.target_scale))

    def _fields(self) -> tuple[QWidget, ...]:
        return self.share, self.stratified, self.scaling, self.scale_target, self.seed

    @Slot(object)
    def _on_share(self, share: float | None) -> None:
        self.changed.emit("test_share", share)

    @Slot(bool)
    def _on_stratified(self, checked: bool) -> None:
        self.changed.emit("stratified", checked)

    @Slot(str)
    def _on_scaling(self, key: str) -> None:
        self.changed.emit("scaling", key)

    @Slot(bool)
    def _on_target(self, checked: bool) -> None:
        self.changed.emit("scale_target", checked)

    @Slot(int)
    def _on_seed(self, seed: int) -> None:
        self.changed.emit("seed", seed)


def _box(text: str, tip: str) -> QCheckBox:
    box = QCheckBox(text)
    only_by_tab(box)
    box.setToolTip(wrapped(tip))
    box.setAccessibleName(text)
    box.setAccessibleDescription(tip)
    return box
