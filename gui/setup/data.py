"""Which data set, and where the large ones lie."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QToolButton, QWidget

from core.config import RunConfig
from core.datasets.dataset import Dataset
from gui.resources import icon
from gui.session import Session
from gui.setup.boxes import ChoiceList, only_by_tab, wrapped
from gui.setup.choices import dataset_choices
from gui.setup.fields import SetupSection
from gui.setup.note import FieldNote
from gui.theme import ICON_SIZE, Look, set_look, theme_source
from gui.widgets.notice import Level


class DataSection(SetupSection):
    """The data set, a line about it, and the folder of those that do not come along."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Data", session, parent)
        choices = dataset_choices()
        self._summaries = {choice.key: choice.tip for choice in choices}
        self.dataset = ChoiceList("Data set", "What is learned from.", choices)
        self.folder_button = QToolButton()
        only_by_tab(self.folder_button)
        self.folder_button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.folder_button.setAccessibleName("Folder…")
        about = "Choose the folder that holds MNIST or Fashion-MNIST, or a folder of both."
        self.folder_button.setToolTip(wrapped(f"Folder…\n{about}"))
        self.folder_button.setAccessibleDescription(about)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        set_look(self.summary, Look.SMALL)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.dataset, 1)
        row.addWidget(self.folder_button)
        self.body.addLayout(row)
        self.body.addWidget(self.summary)
        self.notices = FieldNote()
        self.body.addWidget(self.notices)
        self.notes["dataset"] = FieldNote()
        self.body.addWidget(self.notes["dataset"])
        self.dataset.chosen.connect(self._choose)
        self.folder_button.clicked.connect(self.choose_folder)
        theme_source().changed.connect(self._dress_data)
        self._dress_data()

    def show_config(self, config: RunConfig, dataset: Dataset | None) -> None:
        """Show the data set; what is to be known about it once it is loaded."""
        self.dataset.show_key(config.dataset)
        self.summary.setText(self._summaries.get(config.dataset, ""))
        self.notices.tell(Level.WARNING, dataset.notices if dataset is not None else ())

    @Slot()
    def choose_folder(self) -> None:
        """Ask where the files lie."""
        folder = QFileDialog.getExistingDirectory(self, "Folder with MNIST or Fashion-MNIST")
        if folder:
            self.session.set_data_dir(Path(folder))
            self.set_infos({"dataset": f"MNIST and Fashion-MNIST are looked for in {folder}."})

    @Slot(str)
    def _choose(self, key: str) -> None:
        self.session.apply(replace(self.session.config, dataset=key))

    def _dress_data(self) -> None:
        self.folder_button.setIcon(icon("folder"))
        # Two lines in any case, so that the panel stands still while data sets are looked through.
        self.summary.ensurePolished()
        self.summary.setMinimumHeight(2 * self.summary.fontMetrics().lineSpacing())
