"""What is predicted, as what, and from which columns."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QPushButton, QVBoxLayout, QWidget

from core.data_config import FileOptions
from core.datasets.tables.previews import Preview
from gui.importing.auto_choice import AutoChoice
from gui.importing.preview_model import ColumnsModel
from gui.setup.boxes import wrapped
from gui.theme import GRID, HALF, Look, current_theme, set_look, theme_source
from gui.theme.stylesheet import CONTROL_ICONS
from gui.widgets.form import Form
from gui.widgets.steady import ChoiceBox

_BOX = 18
_TASKS = (("regression", "Numbers"), ("classification", "Classes"))
_TARGET_TIP = "The column that the network learns to predict from the others."
_TASK_TIP = (
    "Numbers: a regression, how much. Classes: a classification, which one. Few different whole "
    "numbers, or words, are taken for classes."
)
_COLUMNS_TIP = "Checked columns are learned from; Space changes one."


class ColumnList(QListView):
    """The columns with their boxes; some lines are enough."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUniformItemSizes(True)
        theme_source().changed.connect(self._dress)
        self._dress()

    def sizeHint(self) -> QSize:
        """Ask for a few lines."""
        return QSize(200, 5 * self._line())

    def minimumSizeHint(self) -> QSize:
        """Make do with three."""
        return QSize(140, 3 * self._line())

    def _line(self) -> int:
        return max(self.fontMetrics().lineSpacing(), _BOX) + HALF + 2

    @Slot()
    def _dress(self) -> None:
        theme = current_theme()
        muted, raised, accent = (theme.color(role).name() for role in ("muted", "raised", "accent"))
        check = (CONTROL_ICONS / f"check-{theme.name}.svg").as_posix()
        # The style sheet of the program has boxes for check boxes only.
        self.setStyleSheet(
            f"QListView::item {{ min-height: {_BOX + HALF}px; }}"
            f"QListView::indicator {{ width: {_BOX - 2}px; height: {_BOX - 2}px;"
            f" border: 1px solid {muted}; border-radius: {HALF}px; background: {raised}; }}"
            "QListView::indicator:checked {"
            f" background: {accent}; border-color: {accent}; image: url({check}); }}"
            "QListView::indicator:disabled { background: transparent; image: none; }"
        )


class ColumnsForm(QWidget):
    """Target, task and features."""

    changed = Signal(object)
    """`FileOptions` with one field changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = FileOptions("")
        self._found: Preview | None = None
        self.target = ChoiceBox()
        self.target.setToolTip(wrapped(_TARGET_TIP))
        self.target.setAccessibleDescription(_TARGET_TIP)
        self.task = AutoChoice("As", _TASK_TIP, _TASKS)
        self.model = ColumnsModel()
        self.list = ColumnList()
        self.list.setModel(self.model)
        self.list.setAccessibleName("Columns to learn from")
        self.list.setToolTip(wrapped(_COLUMNS_TIP))
        self.list.setAccessibleDescription(_COLUMNS_TIP)
        self.list.setTabKeyNavigation(False)
        self.all_button = QPushButton("All")
        self.all_button.setToolTip("Learn from every column but the target")
        self.none_button = QPushButton("None")
        self.none_button.setToolTip("Leave out every column, to check those that matter")
        form = Form()
        form.setHorizontalSpacing(GRID)
        form.add_row("&Predict", self.target)
        form.add_row("&As", self.task)
        heading = QLabel("Learn &from")
        heading.setBuddy(self.list)
        row = QHBoxLayout()
        row.addWidget(heading, 1)
        for button in (self.all_button, self.none_button):
            set_look(button, Look.COMPACT)
            button.setAutoDefault(False)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(form)
        column.addLayout(row)
        column.addWidget(self.list, 1)
        self.target.activated.connect(self._on_target)
        self.task.chosen.connect(self._on_task)
        self.model.toggled.connect(self._on_toggled)
        self.all_button.clicked.connect(self._take_all)
        self.none_button.clicked.connect(self._take_none)

    def show_options(
        self, options: FileOptions, found: Preview | None, is_known: bool = True
    ) -> None:
        """Show options, and the columns that were found.

        `is_known`: whether they were found with these options.
        """
        self._options, before, self._found = options, self._found, found
        self.setEnabled(found is not None)
        self.model.show_preview(found, options)
        names = [] if found is None else [column.name for column in found.columns]
        with QSignalBlocker(self.target):
            if before is None or names != [column.name for column in before.columns]:
                self.target.clear()
                self.target.addItems(names)
            # What was chosen shows at once; what was recognised comes with the preview.
            target = options.target or ("" if found is None else found.target)
            self.target.setCurrentIndex(names.index(target) if target in names else -1)
        self.task.show_key(options.task, found.task if found is not None and is_known else "")

    @Slot(int)
    def _on_target(self, index: int) -> None:
        name = self.target.itemText(index)
        kept = tuple(other for other in self._options.leave_out if other != name)
        # What was chosen for another target means nothing for this one.
        self.changed.emit(replace(self._options, target=name, leave_out=kept, task=""))

    @Slot(str)
    def _on_task(self, key: str) -> None:
        self.changed.emit(replace(self._options, task=key))

    @Slot(str, bool)
    def _on_toggled(self, name: str, wanted: bool) -> None:
        kept = tuple(other for other in self._options.leave_out if other != name)
        leave_out = kept if wanted else (*kept, name)
        self._leave_out(leave_out)

    @Slot()
    def _take_all(self) -> None:
        self._leave_out(())

    @Slot()
    def _take_none(self) -> None:
        if self._found is not None:
            names = (column.name for column in self._found.columns)
            self._leave_out(tuple(name for name in names if name != self._found.target))

    def _leave_out(self, names: tuple[str, ...]) -> None:
        # The target that is shown stays, also where it was only recognised.
        target = "" if self._found is None else self._found.target
        self.changed.emit(replace(self._options, leave_out=names, target=target))
