"""How the text of a file is understood: separator, decimal mark, encoding, header, gaps, words."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.data_config import FileOptions
from core.datasets.tables.encodings import ENCODINGS, encoding_title
from core.datasets.tables.previews import Preview
from gui.importing.auto_choice import AutoChoice
from gui.importing.looking import missing
from gui.importing.row_limit import RowLimitBox
from gui.setup.boxes import ChoiceList
from gui.setup.choices import Choice
from gui.theme import GRID
from gui.widgets.form import Form

_SEPARATORS = (
    (",", "Comma"),
    (";", "Semicolon"),
    ("\t", "Tab"),
    ("|", "Vertical bar"),
    (" ", "Space"),
)
_DECIMALS = ((".", "Point"), (",", "Comma"))
_HEADERS = (("names", "Names"), ("values", "Values"))
_MISSING = (
    Choice("refuse", "Are not expected", "A file with cells without a value is not opened."),
    Choice("drop", "Drop their rows", "Rows with a cell without a value are left out."),
    Choice("mean", "Column's mean", "The mean of the training part stands for what is missing."),
)
_WORDS = (
    Choice("one-hot", "One-hot", "Each word becomes a column of its own, which is 0 or 1."),
    Choice("leave out", "Leave out", "Columns of words are not learned from."),
)


class ReadingForm(QWidget):
    """Shows options and what was recognised; says what somebody wants instead."""

    changed = Signal(object)
    """`FileOptions` with one field changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.options = FileOptions("")
        """What a change starts from."""
        self.separator = AutoChoice("Separator", "What stands between two cells.", _SEPARATORS)
        self.decimal = AutoChoice(
            "Decimal mark", "What stands before the decimals: 1.5 or 1,5.", _DECIMALS
        )
        self.encoding = AutoChoice(
            "Encoding",
            "How letters are written as bytes. Change it if they look wrong.",
            ENCODINGS,
        )
        self.header = AutoChoice(
            "First line", "Whether it names the columns or has values already.", _HEADERS
        )
        self.missing = ChoiceList(
            "Missing cells", "Cells that are empty, NA, ? or infinite.", _MISSING
        )
        self.words = ChoiceList("Words", "What becomes of columns of words.", _WORDS)
        self.rows = RowLimitBox()
        form = Form(self)
        form.setHorizontalSpacing(GRID)
        form.add_row("&Separator", self.separator)
        form.add_row("&Decimal mark", self.decimal)
        form.add_row("&Encoding", self.encoding)
        form.add_row("First &line", self.header)
        self._missing_label = form.add_row("&Missing cells", self.missing)
        self._words_label = form.add_row("&Words", self.words)
        form.add_row("&Rows", self.rows)
        form.setRowStretch(form.rowCount(), 1)
        self.separator.chosen.connect(self._on_separator)
        self.decimal.chosen.connect(self._on_decimal)
        self.encoding.chosen.connect(self._on_encoding)
        self.header.chosen.connect(self._on_header)
        self.missing.chosen.connect(self._on_missing)
        self.words.chosen.connect(self._on_words)

    def show_options(self, options: FileOptions, found: Preview | None) -> None:
        """Show options, and what was recognised; None: nothing was, but the encoding may help."""
        self.options = options
        for widget in (
            self.separator,
            self.decimal,
            self.header,
            self.missing,
            self.words,
            self.rows,
        ):
            widget.setEnabled(found is not None)
        header = {None: "", True: "names", False: "values"}
        if found is None:
            self.encoding.show_key(options.encoding)
            return
        self.separator.show_key(options.separator, found.separator)
        self.decimal.show_key(options.decimal, found.decimal)
        self.encoding.show_key(options.encoding, encoding_title(found.encoding))
        self.header.show_key(header[options.header], header[found.header])
        self.missing.show_key(options.missing)
        self.words.show_key(options.text)
        count = missing(options, found)
        # Further down there may be some in any case.
        self._enable(self.missing, self._missing_label, bool(count) or not found.is_whole)
        has_words = any(
            column.kind == "words" and column.name != found.target for column in found.columns
        )
        self._enable(self.words, self._words_label, has_words)

    @staticmethod
    def _enable(field: QWidget, label: QWidget, enabled: bool) -> None:
        field.setEnabled(enabled)
        label.setEnabled(enabled)

    def _on_separator(self, key: str) -> None:
        self.changed.emit(replace(self.options, separator=key))

    def _on_decimal(self, key: str) -> None:
        self.changed.emit(replace(self.options, decimal=key))

    def _on_encoding(self, key: str) -> None:
        self.changed.emit(replace(self.options, encoding=key))

    def _on_header(self, key: str) -> None:
        header = {"": None, "names": True, "values": False}[key]
        self.changed.emit(replace(self.options, header=header))

    def _on_missing(self, key: str) -> None:
        self.changed.emit(replace(self.options, missing=key))

    def _on_words(self, key: str) -> None:
        self.changed.emit(replace(self.options, text=key))
