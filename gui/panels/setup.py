"""The setup: everything that determines a run, in the order in which a run uses it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.checks import Severity
from core.config import RunConfig
from core.datasets.dataset import Dataset
from core.summary import summarize
from gui.drawing.written import grouped
from gui.session import Session
from gui.setup.data import DataSection
from gui.setup.edits import consequences
from gui.setup.fields import SetupSection, align
from gui.setup.footer import SummaryFooter
from gui.setup.network import NetworkSection
from gui.setup.presets_button import PresetsButton
from gui.setup.scroll import VerticalScrollArea
from gui.setup.start import StartSection
from gui.setup.training import TrainingSection
from gui.theme import GRID, HALF, theme_source
from gui.widgets.section import INSET

LOADING_MS = 200
"""Below this nobody waits, and a word about it would only flicker."""


class SetupPanel(QWidget):
    """Shows the session's settings and applies edits to them; owns no setting itself."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("setup")
        self.setAccessibleName("Setup")
        # The style reserves the room of the arrows by itself.
        self.setStyleSheet("QComboBox, QAbstractSpinBox { padding-right: 2px; }")
        self._session = session
        self._told = session.config
        """The last settings with an output: only to see what changed, never to go back to."""
        self.presets = PresetsButton()
        self.data = DataSection(session)
        self.network = NetworkSection(session)
        self.start = StartSection(session)
        self.training = TrainingSection(session)
        self.sections: tuple[SetupSection, ...] = (
            self.data,
            self.network,
            self.start,
            self.training,
        )
        self.footer = SummaryFooter()
        self._loading = QTimer(self)
        self._loading.setSingleShot(True)
        self._loading.setInterval(LOADING_MS)
        self._loading.timeout.connect(self._show_status)
        self._place()
        self.presets.chosen.connect(session.apply)
        self.footer.problemClicked.connect(self._go_to)
        session.config_changed.connect(self._on_config)
        session.problems_changed.connect(self._on_problems)
        session.run_ready.connect(self._on_ready)
        session.loading_changed.connect(self._on_loading)
        theme_source().changed.connect(self._align)
        self._refresh()

    def _place(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        # The place of the scroll bar is the rest of the right margin.
        column.setContentsMargins(GRID - INSET, GRID, HALF, GRID)
        column.setSpacing(HALF)
        top = QHBoxLayout()
        top.setContentsMargins(INSET, 0, 0, 0)
        top.addWidget(self.presets)
        top.addStretch(1)
        column.addLayout(top)
        for section in self.sections:
            column.addWidget(section)
        column.addStretch(1)
        self._scroll = VerticalScrollArea(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self.footer)
        self._align()

    @Slot(object)
    def _on_config(self, config: RunConfig) -> None:
        infos = consequences(self._told, config)
        if config.output:  # it may be left to data that are still loaded
            self._told = config
        self._refresh()
        for section in self.sections:
            section.set_infos(infos)

    @Slot(object)
    def _on_problems(self) -> None:
        for section in self.sections:
            section.tell_problems()
        self._show_status()

    @Slot(object)
    def _on_ready(self) -> None:
        self._refresh()

    @Slot(bool)
    def _on_loading(self, loading: bool) -> None:
        if loading:
            self._loading.start()
        else:
            self._loading.stop()
            self._show_status()

    def _refresh(self) -> None:
        config, dataset = self._session.config, self._dataset()
        for section in self.sections:
            section.show_config(config, dataset)
            section.tell_problems()
        if dataset is not None:
            self.footer.show_network(summarize(config, dataset.inputs, dataset.outputs))
        self._show_status()

    def _dataset(self) -> Dataset | None:
        """The data of the settings that are shown; None as long as others are loaded."""
        ready, shown = self._session.ready, self._session.config
        if ready is None:
            return None
        loaded = ready.config
        same = (loaded.dataset, loaded.data.file) == (shown.dataset, shown.data.file)
        return ready.dataset if same else None

    @Slot()
    def _show_status(self) -> None:
        problems = self._session.problems
        waiting = self._session.loading and not self._loading.isActive()
        if any(problem.severity is Severity.ERROR for problem in problems):
            self.footer.show_status("", problems)
        elif waiting:
            self.footer.show_status("Loading …")
        elif problems:
            self.footer.show_status("", problems)
        elif self._session.ready is not None and not self._session.loading:
            ready = self._session.ready
            count = len(ready.split.train)
            self.footer.show_status(
                f"{grouped(count)} samples, {grouped(ready.steps_per_epoch)} "
                f"step{'s' if ready.steps_per_epoch != 1 else ''} an epoch"
            )

    @Slot(str)
    def _go_to(self, field: str) -> None:
        for section in self.sections:
            if field in section.notes:
                section.set_expanded(True)
                self._scroll.ensureWidgetVisible(section.notes[field], 0, 6 * GRID)

    @Slot()
    def _align(self) -> None:
        align(self.sections)
