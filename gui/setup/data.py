"""Which data set, its knobs, how it is cut and scaled, and the ways to get it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QToolButton,
    QWidget,
)

from core.config import RunConfig
from core.data_config import DataConfig
from core.datasets import catalog
from core.datasets.dataset import Dataset, Task
from core.datasets.made import BY_NAME
from core.datasets.title import title_of
from core.quoting import quoted
from core.work import Progress
from gui.drawing.written import localized
from gui.resources import icon
from gui.session import Session
from gui.setup import data_edits
from gui.setup.boxes import wrapped
from gui.setup.choices import dataset_choices
from gui.setup.data_knobs import MadeKnobs
from gui.setup.data_list import OPEN_FILE, DatasetList
from gui.setup.data_offer import DownloadOffer
from gui.setup.data_split import SplitKnobs
from gui.setup.data_summary import SummaryLabel
from gui.setup.data_wait import WaitRow
from gui.setup.fields import SetupSection
from gui.theme import set_icon_size, theme_source
from gui.widgets.focus import only_by_tab
from gui.widgets.note import FieldNote
from gui.widgets.notice import Level

LOADING_MS = 300
"""Below this nobody waits, and a bar would only flicker."""
_OPEN_TIP = "Open a file of your own: a table (CSV, TSV), images (IDX) or arrays (npz)."
_AGAIN_TIP = "How the file is read: its target, columns, separator, missing cells."


class DataSection(SetupSection):
    """The data set, a line about it, and what can be changed about it."""

    file_wanted = Signal()
    """Somebody wants to open a file."""
    folder_wanted = Signal()
    """Somebody wants to open a folder of images."""
    options_wanted = Signal()
    """Somebody wants to read the open file in another way."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Data", session, parent)
        self._summaries = {choice.key: choice.tip for choice in dataset_choices()}
        self._brought: dict[str, DataConfig] = {}
        """The file that stood last, and the painted points, to come back to."""
        self._offered = session.wanted
        """What is offered for download; less than the session's wish once it was declined."""
        self._progress: Progress | None = None
        """Of the loading that goes on."""
        self.dataset = DatasetList()
        self.open_button = _tool_button("Open a file…", _OPEN_TIP)
        self.options_button = _tool_button("How the file is read…", _AGAIN_TIP)
        self.summary = SummaryLabel()
        self.wait = WaitRow()
        self.offer = DownloadOffer()
        self.notices = FieldNote()
        self.knobs = MadeKnobs()
        self.split = SplitKnobs()
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(LOADING_MS)
        self._place()
        self._connect()
        self._dress_data()

    def _place(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.dataset, 1)
        row.addWidget(self.options_button)
        row.addWidget(self.open_button)
        # The bar takes the place of the summary, so that nothing moves.
        line = QGridLayout()
        line.addWidget(self.summary, 0, 0)
        line.addWidget(self.wait, 0, 0)
        self.wait.setVisible(False)
        self.notes["dataset"] = FieldNote()
        self.body.addLayout(row)
        self.body.addLayout(line)
        for widget in (
            self.offer,
            self.notices,
            self.notes["dataset"],
            self.knobs,
            self.split,
        ):
            self.body.addWidget(widget)
        for part in (self.knobs, self.split):
            self.forms.append(part.form)
            self.labels += part.labels
        self.keep_width(self.knobs.noise.box, text="0.125")
        self.keep_width(self.knobs.samples, self.knobs.classes, self.split.seed)
        self.keep_width(self.split.share, text="usual: 20 %")

    def _connect(self) -> None:
        session = self.session
        self.dataset.chosen.connect(self._choose)
        self.dataset.action_chosen.connect(self._on_action)
        self.open_button.clicked.connect(self.file_wanted)
        self.options_button.clicked.connect(self.options_wanted)
        self.knobs.changed.connect(self._change)
        self.knobs.new_points.connect(self._new_points)
        self.split.changed.connect(self._change)
        self.offer.download_button.clicked.connect(session.download)
        self.offer.folder_button.clicked.connect(self.choose_folder)
        self.offer.wait.cancelled.connect(session.downloads.cancel)
        self.wait.cancelled.connect(session.cancel_loading)
        self._waiting.timeout.connect(self._show_wait)
        session.loading_changed.connect(self._on_loading)
        session.progress_changed.connect(self._on_progress)
        session.wanted_changed.connect(self._on_wanted)
        session.downloads.busy_changed.connect(self._show_offer)
        session.downloads.progress_changed.connect(self.offer.wait.show_progress)
        theme_source().changed.connect(self._dress_data)

    def show_config(self, config: RunConfig, dataset: Dataset | None) -> None:
        """Show the data set and its settings; more is known once it is loaded."""
        entry = catalog.entry(config.dataset)
        # A file is one to come back to once it could be loaded.
        if config.dataset == catalog.PAINTED or (config.dataset == catalog.FILE and dataset):
            self._brought[config.dataset] = config.data
        self._show_set(config, dataset)
        kind = BY_NAME.get(config.dataset)
        # Beside an offer they would seem to belong to what is offered.
        self.knobs.setVisible(kind is not None and not self._offered)
        self.split.setVisible(not self._offered)
        if kind is not None:
            self.knobs.show_set(kind, config.data)
        task = dataset.task if dataset is not None else None if entry is None else entry.task
        self.split.show_data(config.data, dataset, task or Task.CLASSIFICATION)
        notices = () if dataset is None else dataset.notices
        self.notices.tell(Level.WARNING, [localized(notice) for notice in notices])

    @Slot()
    def choose_folder(self) -> None:
        """Ask where the files of the downloaded data sets lie."""
        title = "Folder with MNIST, Fashion-MNIST or Advertising"
        folder = QFileDialog.getExistingDirectory(self, title)
        if folder:
            self.session.set_data_dir(Path(folder))
            self.set_infos({"dataset": f"Downloaded sets are looked for in {quoted(folder)}."})

    def _show_set(self, config: RunConfig, dataset: Dataset | None) -> None:
        brought = self._brought.get(catalog.FILE)
        file = config.data.file or (None if brought is None else brought.file)
        path = "" if file is None else file.path
        self.dataset.show_file(title_of(Path(path)) if path else "", path)
        shown = self._offered or config.dataset
        self.dataset.show_key(shown)
        text = self._summaries.get(shown, "")
        if shown == catalog.FILE:
            loaded = dataset if self._dataset() is not None else None
            text = "Your file." if loaded is None else localized(loaded.description)
        self.summary.show_text(text)
        self.options_button.setVisible(shown == catalog.FILE and dataset is not None)

    @Slot(str)
    def _choose(self, key: str) -> None:
        self._offered = ""
        config = self.session.config
        if key != config.dataset:  # what stands keeps its knobs
            self.session.apply(data_edits.choose(config, key, self._brought.get(key)))
        self._show_offer()

    @Slot(str, object)
    def _change(self, field: str, value: object) -> None:
        self.session.apply(data_edits.change(self.session.config, field, value))

    @Slot()
    def _new_points(self) -> None:
        self.session.apply(data_edits.next_seed(self.session.config))

    @Slot(str)
    def _on_action(self, key: str) -> None:
        (self.file_wanted if key == OPEN_FILE else self.folder_wanted).emit()

    @Slot(str)
    def _on_wanted(self, name: str) -> None:
        self._offered = name
        self._show_offer()

    @Slot()
    def _show_offer(self) -> None:
        downloads = self.session.downloads
        dataset = self.session.dataset
        self.offer.show_state(
            self._offered,
            downloads.name if downloads.busy else "",
            "" if dataset is None else dataset.title,
        )
        self.show_config(self.session.config, self._dataset())

    def _dataset(self) -> Dataset | None:
        """The data of the settings as they stand; None while others are loaded."""
        ready, config = self.session.ready, self.session.config
        if ready is None or ready.dataset.name != config.dataset:
            return None
        return ready.dataset if ready.config.data.file == config.data.file else None

    @Slot(bool)
    def _on_loading(self, loading: bool) -> None:
        self._progress = None
        if not loading:
            self._waiting.stop()
            self._swap(waiting=False)
        elif self.wait.isHidden():
            self._waiting.start()  # anew, while somebody drags a knob: each set is made at once

    @Slot()
    def _show_wait(self) -> None:
        self._swap(waiting=True)
        if self._progress is None:
            self.wait.show_text("Setting up …" if self._stands() else "Loading …")
        else:
            self.wait.show_progress(self._progress)

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self._progress = progress
        if not self.wait.isHidden():
            self.wait.show_progress(progress)

    def _swap(self, waiting: bool) -> None:
        self.wait.setVisible(waiting)
        self.summary.setVisible(not waiting)
        self.dataset.show_loading(waiting and not self._stands())

    def _stands(self) -> bool:
        """Whether the data of the settings are those of the run that stands."""
        ready, config = self.session.ready, self.session.config
        ours = None if ready is None else (ready.config.dataset, ready.config.data)
        return ours == (config.dataset, config.data)

    @Slot()
    def _dress_data(self) -> None:
        self.open_button.setIcon(icon("folder"))
        self.options_button.setIcon(icon("settings"))


def _tool_button(name: str, tip: str) -> QToolButton:
    button = QToolButton()
    only_by_tab(button)
    set_icon_size(button)
    button.setAccessibleName(name)
    button.setToolTip(wrapped(f"{name}\n{tip}"))
    button.setAccessibleDescription(tip)
    return button
