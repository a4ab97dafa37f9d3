"""The first rows of a table, and what becomes of its columns, as Qt's models."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtCore import QPersistentModelIndex as Persistent

from core.data_config import FileOptions
from core.datasets.tables.previews import Preview
from gui.importing.roles import role_of, why_unused
from gui.theme import current_theme

_Index = QModelIndex | Persistent
_ROOT = QModelIndex()
_Role = Qt.ItemDataRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_LONGEST = 80


class RowsModel(QAbstractTableModel):
    """The first rows as they are written; what is left out is grey."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Preview | None = None
        self._options = FileOptions("")

    def show_preview(self, found: Preview | None, options: FileOptions) -> None:
        """Show other rows, or the same ones in other roles."""
        same = found is not None and self._found is not None and found.rows == self._found.rows
        same = same and found is not None and self._found is not None
        if same and found is not None and self._found is not None:
            same = [c.name for c in found.columns] == [c.name for c in self._found.columns]
        if same:
            self._found, self._options = found, options
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
            return
        self.beginResetModel()
        self._found, self._options = found, options
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many rows are shown."""
        return 0 if self._found is None or parent.isValid() else len(self._found.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """How many columns there are."""
        return 0 if self._found is None or parent.isValid() else len(self._found.columns)

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> object:
        """A cell as it is written."""
        if self._found is None or not index.isValid():
            return None
        row = self._found.rows[index.row()]
        at = index.column()
        cell = row[at] if at < len(row) else ""
        if role == _Role.DisplayRole:
            return cell if len(cell) <= _LONGEST else cell[:_LONGEST] + "…"
        if role == _Role.ToolTipRole and len(cell) > 12:
            return cell[:1000]
        if role == _Role.TextAlignmentRole:
            return self._alignment(at)
        if role == _Role.ForegroundRole:
            what = role_of(at, self._options, self._found)
            colour = {"left out": "disabled", "target": "accent"}.get(what, "text")
            return current_theme().color(colour)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> object:
        """The name of a column, and under it what it holds or what becomes of it."""
        if self._found is None or orientation is not Qt.Orientation.Horizontal:
            return None
        if not 0 <= section < len(self._found.columns):
            return None
        column = self._found.columns[section]
        what = role_of(section, self._options, self._found)
        if role == _Role.DisplayRole:
            name, kind, *_ = self.header_texts(section)
            return f"{name}\n{kind if what == 'feature' else what}"
        if role == _Role.ToolTipRole:
            why = "" if what == "target" else why_unused(column, self._options, self._found)
            return "\n".join(
                part for part in (f"{column.name}: {column.kind}, {what}", why) if part
            )
        if role == _Role.TextAlignmentRole:
            return self._alignment(section)
        return None

    def header_texts(self, at: int) -> tuple[str, ...]:
        """Every line that a header can have: its width is not to follow what is chosen."""
        assert self._found is not None
        column = self._found.columns[at]
        name = column.name if len(column.name) <= 24 else column.name[:23] + "…"
        return name, column.kind, "target", "left out"

    def _alignment(self, at: int) -> Qt.AlignmentFlag:
        assert self._found is not None
        return _RIGHT if self._found.columns[at].kind == "numbers" else _LEFT


class ColumnsModel(QAbstractListModel):
    """The columns with a box each: checked if it is learned from."""

    toggled = Signal(str, bool)
    """A column, and whether somebody wants it."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Preview | None = None
        self._options = FileOptions("")

    def show_preview(self, found: Preview | None, options: FileOptions) -> None:
        """Show the columns of a preview; the same ones keep their places."""
        before = 0 if self._found is None else len(self._found.columns)
        if found is not None and before == len(found.columns):
            self._found, self._options = found, options
            self.dataChanged.emit(self.index(0), self.index(before - 1))
            return
        self.beginResetModel()
        self._found, self._options = found, options
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many columns there are."""
        return 0 if self._found is None or parent.isValid() else len(self._found.columns)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Some cannot be learned from in any case."""
        base = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        if self._found is None or not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return base if self._why_fixed(index.row()) else base | Qt.ItemFlag.ItemIsEnabled

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> object:
        """The name, what is in it, and whether it is used."""
        if self._found is None or not index.isValid():
            return None
        column = self._found.columns[index.row()]
        what = role_of(index.row(), self._options, self._found)
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            missing = f", {column.missing} missing" if column.missing else ""
            kind = "target" if what == "target" else column.kind
            return f"{column.name}: {kind}{missing}"
        if role == _Role.CheckStateRole:
            if what == "target":
                return None
            return Qt.CheckState.Unchecked if what == "left out" else Qt.CheckState.Checked
        if role == _Role.ToolTipRole:
            examples = ", ".join(example[:40] for example in column.examples)
            why = self._why_fixed(index.row())
            return "\n".join(part for part in (f"As: {examples}" if examples else "", why) if part)
        return None

    def setData(self, index: _Index, value: object, role: int = _Role.EditRole) -> bool:
        """Tell that a box was clicked; what is shown follows from the options."""
        if role != _Role.CheckStateRole or self._found is None or self._why_fixed(index.row()):
            return False
        checked = value in (Qt.CheckState.Checked, Qt.CheckState.Checked.value)
        self.toggled.emit(self._found.columns[index.row()].name, checked)
        return True

    def _why_fixed(self, at: int) -> str:
        assert self._found is not None
        column = self._found.columns[at]
        if column.name == self._found.target:
            return "The column to predict."
        return why_unused(column, self._options, self._found)
