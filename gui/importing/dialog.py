"""The dialogue in which a table is looked at before it is opened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.data_config import DataConfig, FileOptions
from core.datasets import brought
from core.datasets.tables.previews import Preview
from core.datasets.title import PASTED, title_of
from core.quoting import quoted
from core.work import Progress
from gui.background import Background
from gui.drawing.written import localized
from gui.importing.columns_form import ColumnsForm
from gui.importing.looking import (
    SMALL,
    Found,
    Outcome,
    Pasted,
    about_missing,
    about_rows,
    facts_text,
    look,
    objection,
    pruned,
    resolved,
    try_out,
)
from gui.importing.reading_form import ReadingForm
from gui.importing.rows_view import RowsView
from gui.setup.scroll import VerticalScrollArea
from gui.theme import GRID, MARGIN, Look, set_look
from gui.widgets.basics import ElidedLabel, WrappedLabel
from gui.widgets.note import FieldNote
from gui.widgets.notice import Level

_SIZE = QSize(820, 680)
_NOTICE_LINES = 3
_KINDS = {
    brought.IDX: "Images and labels (IDX)",
    brought.NPZ: "Arrays (npz)",
    brought.IMAGES: "Images, a folder for each class",
}


class ImportDialog(QDialog):
    """Looks at a file beside the window, shows what it found, and gives the options to read it by.

    Whatever is changed is looked at again; the latest wins.
    """

    looked = Signal()
    """Something was found or refused: there is something to see."""
    chosen = Signal(object)
    """`DataConfig` with the file, when it is accepted."""

    def __init__(
        self,
        source: Path | str | Pasted,
        data: DataConfig | None = None,
        refusal: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Look at a file, from none or from options that it was opened with before.

        `data`: with the file's options; the rest of it stays, but for the number of rows.

        `refusal`: why it could not be loaded with them, shown until something is changed.
        """
        super().__init__(parent)
        self._source = source if isinstance(source, Pasted) else Path(source)
        self._data = data or DataConfig()
        self._options = self._data.file or FileOptions(
            "" if isinstance(source, Pasted) else str(source)
        )
        self._found: Found | None = None
        self._is_again = data is not None
        self._told = refusal
        self._refusal = ""
        self._objection = ""
        self._outcome: Outcome | None = None
        self._opens_next = False
        self._looking = Background("look at a file", self)
        self._trying = Background("read a file", self)
        self._make()
        self._place()
        self.resize(_SIZE)
        self._looking.finished.connect(self._on_found)
        self._looking.failed.connect(self._on_refused)
        self._trying.finished.connect(self._on_outcome)
        self._trying.failed.connect(self._on_failed)
        self._trying.progress_changed.connect(self._on_progress)
        self.finished.connect(self._stop)
        self._show()
        self._look()

    def _make(self) -> None:
        source = self._source
        title = PASTED if isinstance(source, Pasted) else title_of(source)
        pasted = title == PASTED
        self.setObjectName("import-dialog")
        self.setWindowTitle("Open the pasted table" if pasted else f"Open {title}")
        self.title = ElidedLabel(PASTED if pasted else str(source), Qt.TextElideMode.ElideMiddle)
        set_look(self.title, Look.STRONG)
        self.facts = ElidedLabel("Looking at it …")
        set_look(self.facts, Look.SMALL)
        self.rows = RowsView()
        self.status = FieldNote()
        self.reading = ReadingForm()
        self.columns = ColumnsForm()
        self.notices = WrappedLabel()
        set_look(self.notices, Look.SMALL)
        self.buttons = QDialogButtonBox()
        self.open_button = QPushButton("&Open")
        self.open_button.setDefault(True)
        set_look(self.open_button, Look.PRIMARY)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        self.buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self.reading.changed.connect(self._change)
        self.reading.rows.limit_chosen.connect(self._limit)
        self.columns.changed.connect(self._change)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _place(self) -> None:
        controls = QWidget()
        row = QHBoxLayout(controls)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * GRID)
        row.addWidget(self.reading, 1)
        row.addWidget(self.columns, 1)
        self.notice_area = QScrollArea()
        self.notice_area.setWidgetResizable(True)
        self.notice_area.setAccessibleName("What was assumed")
        self.notice_area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.notice_area.setWidget(self.notices)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GRID)
        column.addWidget(self.title)
        column.addWidget(self.facts)
        column.addWidget(self.rows, 1)
        column.addWidget(self.status)
        column.addWidget(VerticalScrollArea(controls))
        column.addWidget(self.notice_area)
        column.addWidget(self.buttons)

    @property
    def options(self) -> FileOptions:
        """What was chosen so far; what was recognised is not in it."""
        return self._options

    @property
    def found(self) -> Preview | None:
        """The preview that is shown."""
        return None if self._found is None else self._found.preview

    @property
    def problem(self) -> str:
        """Why it cannot be opened; empty if it can, as far as is known."""
        return self._refusal or self._objection

    @Slot()
    def accept(self) -> None:
        """Open it as it is shown; while a change is being looked at, as soon as that is done."""
        if self._looking.busy:
            self._opens_next = True
            return
        if self._found is None or self.problem:
            return
        preview = self._found.preview
        path = str(self._found.path)
        chosen = FileOptions(path) if preview is None else resolved(self._options, preview)
        self.chosen.emit(replace(self._data, file=chosen))
        super().accept()

    @Slot(object)
    def _change(self, options: FileOptions) -> None:
        self._options = options
        self._opens_next, self._told = False, ""
        found = self.found
        if found is not None:
            # What was clicked shows at once; the rows follow.
            self.columns.show_options(options, found, is_known=False)
        self.reading.options = options
        self._look()

    @Slot(object)
    def _limit(self, rows: int | None) -> None:
        self._data = replace(self._data, samples=rows)
        self._change(self._options)

    def _look(self) -> None:
        self._trying.cancel()
        self._looking.start(look(self._source, self._options))

    @Slot(object)
    def _on_found(self, found: Found) -> None:
        self._found, self._refusal, self._outcome = found, "", None
        if found.preview is None:
            self._show_other(found.kind)
            return
        self._source = found.path  # a pasted table is a file from now on
        self._options = pruned(self._options, found.preview)
        wrong = objection(self._options, found.preview)
        self._objection = wrong or self._told or about_missing(self._options, found.preview)
        self._show()
        self.looked.emit()
        if self._opens_next:
            self._opens_next = False
            self.accept()
        elif not wrong and found.preview.size <= SMALL:
            options = resolved(self._options, found.preview)
            self._trying.start(try_out(replace(self._data, file=options)))

    def _show_other(self, kind: str) -> None:
        """What is no table is opened at once, unless somebody came back to see it."""
        self._objection = self._told
        if not (self._is_again or self._told):
            self.accept()
            return
        self._show()
        self.facts.setText(f"{_KINDS[kind]}: there is nothing to choose.")
        self.looked.emit()

    @Slot(str, str)
    def _on_refused(self, message: str, _details: str) -> None:
        self._found, self._refusal, self._objection = None, message, ""
        self._outcome, self._opens_next = None, False
        self._show()
        self.looked.emit()

    @Slot(object)
    def _on_outcome(self, outcome: Outcome) -> None:
        self._outcome, self._objection = outcome, ""
        self._show_status()

    @Slot(str, str)
    def _on_failed(self, message: str, _details: str) -> None:
        self._objection = message
        self._show_status()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        if progress.total > 0 and self._outcome is None and not self.problem:
            share = 100 * min(progress.done / progress.total, 1.0)
            self.status.tell(Level.INFO, [f"{progress.what}: {share:.0f} %"])

    def _show(self) -> None:
        found = self.found
        self.rows.show_preview(found, self._options)
        self.reading.show_options(self._options, found)
        self.reading.rows.show_limit(self._data.samples)
        self.columns.show_options(self._options, found)
        if found is not None:
            self.facts.setText(facts_text(found))
        elif self._refusal:
            self.facts.setText("It cannot be opened.")
        self._show_status()

    def _show_status(self) -> None:
        found, problem = self.found, self.problem
        notices = list(found.notices) if found is not None else []
        if found is not None and found.index:
            notices.append(f"{quoted(found.index)} only numbers the rows: it is left out.")
        if self._outcome is not None:
            notices += [notice for notice in self._outcome.notices if notice not in notices]
        if problem:
            self.status.tell(Level.ERROR, [localized(problem)])
        elif self._outcome is not None:
            warning = self._outcome.warning
            lines = [line for line in (self._outcome.text, warning) if line]
            self.status.tell(Level.WARNING if warning else Level.INFO, lines)
        elif found is not None and found.size > SMALL:
            self.status.tell(Level.INFO, [about_rows(self._data.samples)])
        elif self.status.level() is Level.ERROR:
            self.status.tell(Level.INFO, ["Reading it to the end …"])
        self.notices.setText(localized("\n".join(notices)))
        # The room is there in any case, so that nothing moves while one looks for what to choose.
        self.notices.ensurePolished()
        self.notice_area.setFixedHeight(_NOTICE_LINES * self.notices.fontMetrics().lineSpacing())
        self.open_button.setEnabled(self._found is not None and not problem)
        self.open_button.setToolTip(problem)
        self.open_button.setAccessibleDescription(problem)

    @Slot(int)
    def _stop(self) -> None:
        self._looking.cancel()
        self._trying.cancel()
