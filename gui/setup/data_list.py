"""The combo box of the data sets, in groups, with the ways to one's own data at its end."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QWidget

from core.datasets.catalog import FILE, Kind
from gui.setup.boxes import wrapped
from gui.setup.choices import Choice, dataset_groups
from gui.theme import FontRole, current_theme, font, theme_source
from gui.widgets.steady import ChoiceBox

OPEN_FILE, OPEN_FOLDER = "open-file", "open-folder"
_ACTIONS = (
    Choice(OPEN_FILE, "Open a file…", "A table (CSV, TSV), images (IDX) or arrays (npz)."),
    Choice(OPEN_FOLDER, "Open a folder…", "Images, each class in a sub-folder of its own."),
)
_TIP = "What is learned from."
_SHOWN = 20
_FRAME = 36
"""Padding, border and arrow of a combo box in the style sheet."""
_LONGEST = 26
"""Characters of a file's name; the tool tip has all of it."""


@dataclass(frozen=True, slots=True)
class _Row:
    choice: Choice
    is_heading: bool = False
    is_action: bool = False


class DatasetList(ChoiceBox):
    """Data sets by where they come from; headings cannot be chosen, by no key and no click."""

    chosen = Signal(str)
    """The name of a data set that somebody chose; never emitted by `show_key`."""
    action_chosen = Signal(str)
    """OPEN_FILE or OPEN_FOLDER: what is shown has gone back to the data set that stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        self._file: Choice | None = None
        self._by_key = False
        self._loads = False
        self.setModel(QStandardItemModel(self))
        self.setAccessibleName("Data set")
        self.setMinimumContentsLength(1)
        self.setMaxVisibleItems(_SHOWN)
        self._fill()
        self._shown = self._rows[1].choice.key
        self.show_key(self._shown)
        # `activated` and not `currentIndexChanged`: only what a person does counts.
        self.activated.connect(self._on_activated)
        self.view().installEventFilter(self)
        theme_source().changed.connect(self._dress)

    def key(self) -> str:
        """The name of the data set that is shown."""
        return self._shown

    def show_key(self, key: str) -> None:
        """Show a data set without telling anybody."""
        self._shown = key
        self.setCurrentIndex(self._index_of(key))
        row = self._rows[self.currentIndex()].choice if self.currentIndex() >= 0 else None
        about = _TIP if row is None else f"{_TIP}\n{row.title}: {row.tip}"
        self.setToolTip(wrapped(about))
        self._about = about
        self._say()

    def show_loading(self, loads: bool) -> None:
        """Say that what is shown is still being loaded, or not any more."""
        if loads != self._loads:
            self._loads = loads
            self._say()
            self.update()

    def whole_text(self) -> str:
        """Say "Loading Wine …" while it is; the list only names the sets."""
        return f"Loading {self.currentText()} …" if self._loads else self.currentText()

    def show_file(self, name: str, tip: str) -> None:
        """Offer a file that was opened as an entry of its own; no name: there is none."""
        shown = name if len(name) <= _LONGEST else f"{name[:12]}…{name[-(_LONGEST - 13) :]}"
        file = Choice(FILE, shown, tip) if name else None
        if file != self._file:
            self._file = file
            self._fill()
            self.show_key(self._shown)

    def titles(self) -> list[str]:
        """What can be chosen, in order, without headings."""
        return [row.choice.title for row in self._rows if not row.is_heading]

    def minimumSizeHint(self) -> QSize:
        """Need room for the longest title: what is chosen is never cut."""
        hint = super().minimumSizeHint()
        metrics = self.fontMetrics()
        longest = max(metrics.horizontalAdvance(title) for title in self.titles())
        hint.setWidth(min(longest, metrics.averageCharWidth() * _LONGEST) + _FRAME)
        return hint

    def sizeHint(self) -> QSize:
        """Ask for no more than that."""
        return self.minimumSizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let keys on the closed box only choose among data sets."""
        # Who looks through the sets with the arrows does not want a dialogue at the end of them.
        self._by_key = True
        if event.key() == Qt.Key.Key_End:
            self._choose_last()
        else:
            super().keyPressEvent(event)
        self._by_key = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Home and End in the open list find an entry: its first row is a heading."""
        if watched is self.view() and isinstance(event, QKeyEvent):
            rows = [at for at, row in enumerate(self._rows) if not row.is_heading]
            place = {Qt.Key.Key_Home: rows[0], Qt.Key.Key_End: rows[-1]}.get(Qt.Key(event.key()))
            if place is not None:
                if event.type() == QEvent.Type.KeyPress:
                    self.view().setCurrentIndex(self.model().index(place, 0))
                return True
        return super().eventFilter(watched, event)

    def _say(self) -> None:
        self.setAccessibleDescription(
            f"{self.whole_text()}\n{self._about}" if self._loads else self._about
        )

    def _choose_last(self) -> None:
        """Go to the last data set: behind it there are only the ways to others."""
        last = max(
            at for at, row in enumerate(self._rows) if not row.is_heading and not row.is_action
        )
        if last != self.currentIndex():
            self.setCurrentIndex(last)
            self.activated.emit(last)

    def _index_of(self, key: str) -> int:
        return next((at for at, row in enumerate(self._rows) if row.choice.key == key), -1)

    def _fill(self) -> None:
        self._rows = []
        for title, choices in dataset_groups():
            self._rows.append(_Row(Choice("", title, ""), is_heading=True))
            self._rows += [_Row(choice) for choice in choices]
            if title == Kind.BROUGHT.value:
                self._rows += [_Row(self._file)] if self._file is not None else []
                self._rows += [_Row(choice, is_action=True) for choice in _ACTIONS]
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        with QSignalBlocker(self):
            model.clear()
            for row in self._rows:
                item = QStandardItem(row.choice.title)
                item.setToolTip(wrapped(row.choice.tip))
                if row.is_heading:
                    item.setFlags(Qt.ItemFlag.NoItemFlags)
                model.appendRow(item)
        self._dress()
        self.updateGeometry()

    @Slot()
    def _dress(self) -> None:
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        for at, row in enumerate(self._rows):
            if row.is_heading:
                heading = font(FontRole.SMALL)
                heading.setWeight(heading.Weight.DemiBold)
                model.item(at).setFont(heading)
                model.item(at).setForeground(current_theme().color("muted"))

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        row = self._rows[index]
        if row.is_action:
            self.show_key(self._shown)
            if not self._by_key:
                self.action_chosen.emit(row.choice.key)
        else:
            self.show_key(row.choice.key)
            self.chosen.emit(row.choice.key)
