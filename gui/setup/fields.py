"""What the sections of the setup panel have in common: aligned rows, each with room for a note."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QWidget

from core.checks import Severity
from core.config import RunConfig
from core.datasets.dataset import Dataset
from gui.drawing.written import localized
from gui.session import Session
from gui.setup.boxes import explain, width_for, wrapped
from gui.theme import GRID, theme_source
from gui.widgets.entry import NumberEntry
from gui.widgets.form import Form
from gui.widgets.note import FieldNote
from gui.widgets.notice import Level
from gui.widgets.section import CollapsibleSection

_ERROR = Severity.ERROR
WIDEST_NUMBER = "000000"
"""Enough for what people type; the whole range of a seed or an epoch count is wider than that."""


class SetupSection(CollapsibleSection):
    """A part of the setup: shows what it is given, and applies edits to the session's settings.

    It keeps no configuration. Every edit starts from `session.config` as it stands at that moment,
    so nothing that was on the screen earlier can come back.
    """

    def __init__(self, title: str, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(title, True, parent)
        self.session = session
        self.notes: dict[str, FieldNote] = {}
        """By field of the configuration, as `Problem.field` names it."""
        self._infos: Mapping[str, str] = {}
        self.standing: Mapping[str, str] = {}
        """What is to be known as long as the settings are as they are, by field."""
        self.forms: list[Form] = []
        self.labels: list[QLabel] = []
        self._numbers: list[tuple[NumberEntry, str]] = []
        theme_source().changed.connect(self._fit_numbers)

    @abstractmethod
    def show_config(self, config: RunConfig, dataset: Dataset | None) -> None:
        """Show these settings; `dataset` is None while theirs is not loaded."""

    def add_form(self) -> Form:
        """Append a form whose label column is aligned with all others."""
        form = Form()
        form.setHorizontalSpacing(GRID)
        self.forms.append(form)
        self.body.addLayout(form)
        return form

    def add_field(self, form: Form, text: str, field: QWidget, tip: str = "") -> QLabel:
        """Append a labelled control; without `tip` it explains itself."""
        label = form.add_row(text, field)
        self.adopt_label(label)
        if tip and isinstance(field, NumberEntry):
            explain(field, tip)
        label.setToolTip(wrapped(localized(tip)) if tip else field.toolTip())
        return label

    def keep_width(self, *boxes: NumberEntry, text: str = WIDEST_NUMBER) -> None:
        """Let spin boxes be wide enough for a text at any text size, and need no more."""
        self._numbers += [(box, text) for box in boxes]
        self._fit_numbers()

    @Slot()
    def _fit_numbers(self) -> None:
        for box, text in self._numbers:
            box.setMinimumWidth(width_for(box, text))

    def adopt_label(self, label: QLabel) -> None:
        """Let a label take part in the alignment."""
        self.labels.append(label)

    def add_note(self, form: Form, *fields: str) -> None:
        """Append room for what is to be said about these fields."""
        note = FieldNote()
        form.add_wide(note)
        for field in fields:
            self.notes[field] = note

    def set_infos(self, infos: Mapping[str, str]) -> None:
        """Say what changed along with something else, by field, unless there is worse to say."""
        self._infos = infos
        self.tell_problems()

    @Slot()
    def tell_problems(self) -> None:
        """Put the session's problems under the controls that they belong to."""
        problems = self.session.problems
        for field, note in self.notes.items():
            errors = [p.message for p in problems if p.field == field and p.severity is _ERROR]
            others = [p.message for p in problems if p.field == field and p.severity is not _ERROR]
            if errors or others:
                told = [localized(message) for message in (*errors, *others)]
                note.tell(Level.ERROR if errors else Level.WARNING, told)
            else:
                info = self._infos.get(field, self.standing.get(field, ""))
                note.tell(Level.INFO, [info] if info else [])


def align(sections: Iterable[SetupSection]) -> None:
    """Give the label columns of all sections one width."""
    parts = list(sections)
    labels = [label for section in parts for label in section.labels]
    for label in labels:
        label.ensurePolished()
    width = max(label.sizeHint().width() for label in labels)
    for section in parts:
        for form in section.forms:
            form.setColumnMinimumWidth(0, width)
