"""How it learns: the optimizer, its settings, and how long."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from core.config import RunConfig
from core.datasets.dataset import Dataset
from core.optimizers import OPTIMIZERS
from gui.session import Session
from gui.setup import edits
from gui.setup.boxes import ChoiceList, PercentBox, explain, show_int, show_number
from gui.setup.choices import OPTIMIZER_CHOICES
from gui.setup.fields import SetupSection
from gui.setup.hyper import HyperparameterPage
from gui.widgets.ranged import IntSpinBox
from gui.widgets.scientific import ScientificSpinBox

_OPTIMIZER_TIP = "How the gradient changes the weights."
_RATE_TIP = (
    "How far a step goes along the gradient: too small crawls, too large diverges. Type 1e-3 or "
    "0.001; changes take effect at once, also during training."
)
_DECAY_TIP = "Pulls every weight towards 0 by this share, against overfitting. 0 switches it off."
_BATCH_TIP = "Samples in a minibatch. Small ones make many noisy steps, large ones few exact steps."
_WHOLE_TIP = (
    "Gradient descent takes the whole training set in every step. Choose SGD to use minibatches."
)
_WHOLE_INFO = "Every step takes the whole training set."
_EPOCHS_TIP = "How often training goes through all samples. It can be changed while it runs."
_SHARE_TIP = (
    "The part of the training data that is held out to choose settings by, so that the test set "
    "stays unseen."
)


class TrainingSection(SetupSection):
    """Optimizer, learning rate, decay, batch size, epochs, development set."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Training", session, parent)
        self.optimizer = ChoiceList("Optimizer", _OPTIMIZER_TIP, OPTIMIZER_CHOICES)
        self.learning_rate = ScientificSpinBox(1e-3, minimum=0.0, exclusive=False)
        self.pages = {
            name: HyperparameterPage(kind)
            for name, kind in OPTIMIZERS.items()
            if kind.hyperparameters
        }
        self.weight_decay = ScientificSpinBox(0.0, minimum=0.0, exclusive=False)
        self.batch_size = IntSpinBox(32, 1, 100_000)
        self.epochs = IntSpinBox(20, 1, 1_000_000)
        self.development = PercentBox()
        self.keep_width(self.batch_size, self.epochs)
        self.keep_width(self.development, text="12.25 %")
        self._place()
        self.optimizer.chosen.connect(self._choose)
        self.learning_rate.valueChanged.connect(self._set_rate)
        for page in self.pages.values():
            page.changed.connect(self._set_hyperparameter)
        self.weight_decay.valueChanged.connect(self._set_decay)
        self.batch_size.valueChanged.connect(self._set_batch)
        self.epochs.valueChanged.connect(self._set_epochs)
        self.development.shareChanged.connect(self._set_share)

    def _place(self) -> None:
        form = self.add_form()
        self.add_field(form, "Optimizer", self.optimizer)
        self.add_note(form, "optimizer")
        self.add_field(form, "Learning rate", self.learning_rate, _RATE_TIP)
        self.add_note(form, "learning_rate")
        for page in self.pages.values():
            form.add_wide(page)
            self.forms.append(page.form)
            self.labels += page.labels
        self.add_note(form, "hyperparameters")
        self.add_field(form, "Weight decay", self.weight_decay, _DECAY_TIP)
        self.add_note(form, "weight_decay")
        self._batch_label = self.add_field(form, "Batch size", self.batch_size, _BATCH_TIP)
        self.add_note(form, "batch_size")
        self.add_field(form, "Epochs", self.epochs, _EPOCHS_TIP)
        self.add_note(form, "epochs")
        self.add_field(form, "Development", self.development, _SHARE_TIP)
        self.add_note(form, "development_fraction")

    def show_config(self, config: RunConfig, dataset: Dataset | None) -> None:
        """Show how it learns; of the hyper-parameters those of the optimizer."""
        self.optimizer.show_key(config.optimizer)
        show_number(self.learning_rate, config.learning_rate)
        for name, page in self.pages.items():
            page.setVisible(name == config.optimizer)
        page_now = self.pages.get(config.optimizer)
        for name in page_now.boxes if page_now is not None else ():
            assert page_now is not None
            page_now.show_value(name, edits.hyperparameter(config, name))
        show_number(self.weight_decay, config.weight_decay)
        show_int(self.batch_size, config.batch_size)
        show_int(self.epochs, config.epochs)
        self.development.show_share(config.development_fraction)
        kind = OPTIMIZERS.get(config.optimizer)
        whole = kind is not None and kind.whole_set
        self.batch_size.setEnabled(not whole)
        self._batch_label.setEnabled(not whole)
        self.standing = {"batch_size": _WHOLE_INFO} if whole else {}
        explain(self.batch_size, _WHOLE_TIP if whole else _BATCH_TIP)
        self._batch_label.setToolTip(self.batch_size.toolTip())

    @Slot(str)
    def _choose(self, key: str) -> None:
        self.session.apply(edits.choose_optimizer(self.session.config, key))

    @Slot(float)
    def _set_rate(self, value: float) -> None:
        self.session.apply(replace(self.session.config, learning_rate=value))

    @Slot(str, float)
    def _set_hyperparameter(self, name: str, value: float) -> None:
        self.session.apply(edits.change_hyperparameter(self.session.config, name, value))

    @Slot(float)
    def _set_decay(self, value: float) -> None:
        self.session.apply(replace(self.session.config, weight_decay=value))

    @Slot(int)
    def _set_batch(self, value: int) -> None:
        self.session.apply(replace(self.session.config, batch_size=value))

    @Slot(int)
    def _set_epochs(self, value: int) -> None:
        self.session.apply(replace(self.session.config, epochs=value))

    @Slot(float)
    def _set_share(self, share: float) -> None:
        self.session.apply(replace(self.session.config, development_fraction=share))
