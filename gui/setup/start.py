"""Where training starts: the initial weights, and the seed of all chance."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from core.config import RunConfig
from core.datasets.dataset import Dataset
from gui.session import Session
from gui.setup.boxes import ChoiceList, show_int, show_number
from gui.setup.choices import INITIALIZER_CHOICES
from gui.setup.fields import SetupSection
from gui.widgets.focus import only_by_tab
from gui.widgets.scientific import ScientificSpinBox
from gui.widgets.seed import SeedBox

_SEED_TIP = (
    "Where the random numbers begin: initial weights, order of the samples, split. "
    "The same seed gives the same run, bit for bit."
)


class StartSection(SetupSection):
    """Initialiser and seed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Start", session, parent)
        self.initializer = ChoiceList(
            "Initialiser",
            "How the weights start: different enough to part, small enough not to saturate.",
            INITIALIZER_CHOICES,
        )
        self.sigma = ScientificSpinBox(0.01, minimum=0.0, exclusive=False)
        self.seed = SeedBox()
        only_by_tab(self.seed.dice_button)
        self.keep_width(self.seed.spin_box)
        form = self.add_form()
        self.add_field(form, "Initialiser", self.initializer)
        self.add_note(form, "initializer")
        self._sigma_label = self.add_field(
            form, "Sigma σ", self.sigma, "The standard deviation of the initial weights."
        )
        self.add_note(form, "sigma")
        self.add_field(form, "Seed", self.seed, _SEED_TIP)
        self.add_note(form, "seed")
        self.initializer.chosen.connect(self._choose)
        self.sigma.valueChanged.connect(self._set_sigma)
        self.seed.valueChanged.connect(self._set_seed)

    def show_config(self, config: RunConfig, dataset: Dataset | None) -> None:
        """Show how it starts; sigma only where it matters."""
        self.initializer.show_key(config.initializer)
        show_number(self.sigma, config.sigma)
        for widget in (self._sigma_label, self.sigma):
            widget.setVisible(config.initializer == "normal")
        show_int(self.seed.spin_box, config.seed)

    @Slot(str)
    def _choose(self, key: str) -> None:
        self.session.apply(replace(self.session.config, initializer=key))

    @Slot(float)
    def _set_sigma(self, value: float) -> None:
        self.session.apply(replace(self.session.config, sigma=value))

    @Slot(int)
    def _set_seed(self, value: int) -> None:
        self.session.apply(replace(self.session.config, seed=value))
