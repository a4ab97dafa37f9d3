"""What leads to the dialogue, and what comes of it: one place for menus, drops and the keyboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from core.data_config import DataConfig
from core.datasets.catalog import FILE
from core.messages import Ready
from core.quoting import quoted
from gui.session import Notice, Session

if TYPE_CHECKING:
    from gui.importing.dialog import ImportDialog
    from gui.importing.looking import Pasted

_SOON_MS = 150
"""Until then most files have been looked at, and the dialogue opens with something in it."""
_FILTER = "Data (*.csv *.tsv *.txt *.tab *.dat *.npz *.gz *idx1-ubyte *idx3-ubyte);;All files (*)"


def open_file(session: Session, data: DataConfig) -> None:
    """Make a file the session's data. What stands stays if it cannot be loaded."""
    session.apply(replace(session.config, dataset=FILE, data=data, output="", loss=""))


def pasted_folder() -> Path:
    """Where pasted tables are kept, so that a run that was saved finds its data again."""
    return platformdirs.user_data_path("chalkgrad", appauthor=False) / "pasted"


class Importer(QObject):
    """Opens files for a window, one dialogue at a time."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._dialog: ImportDialog | None = None
        self._awaited: DataConfig | None = None
        """What was chosen and is being loaded."""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._show)
        session.notice.connect(self._on_notice)
        session.run_ready.connect(self._on_ready)

    @property
    def dialog(self) -> ImportDialog | None:
        """The dialogue that is open, or about to be."""
        return self._dialog

    @Slot()
    def choose_file(self) -> None:
        """Ask for a file, and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open data", self._folder(), _FILTER)
        if name:
            self.open_path(name)

    @Slot()
    def choose_folder(self) -> None:
        """Ask for a folder of images, and open it."""
        title = "Open a folder of images, or one with IDX files"
        name = QFileDialog.getExistingDirectory(self._window, title, self._folder())
        if name:
            self.open_path(name)

    @Slot(str)
    def open_path(self, path: str) -> None:
        """Open a file or a folder."""
        self._begin(Path(path))

    @Slot()
    def paste(self) -> None:
        """Open the table that is in the clipboard, or the file."""
        mime = QGuiApplication.clipboard().mimeData()
        urls = mime.urls() if mime is not None and mime.hasUrls() else []
        if len(urls) == 1 and urls[0].isLocalFile():
            self.open_path(urls[0].toLocalFile())
        else:
            self.open_text(QGuiApplication.clipboard().text())

    @Slot(str)
    def open_text(self, text: str) -> None:
        """Open a table that is given as text."""
        from gui.importing.looking import Pasted

        self._begin(Pasted(text, pasted_folder()))

    @Slot()
    def open_again(self) -> None:
        """Show how the file that stands is read, to read it in another way."""
        data = self._session.config.data
        if data.file is not None:
            self._begin(Path(data.file.path), data)

    def shut_down(self) -> None:
        """Close the dialogue that is open, and stop its work."""
        if self._dialog is not None:
            self._dialog.reject()

    def _begin(
        self, source: Path | Pasted, data: DataConfig | None = None, refusal: str = ""
    ) -> None:
        # Imported here: a dialogue that nobody has asked for need not delay the first paint.
        from gui.importing.dialog import ImportDialog

        dialog = ImportDialog(source, data, refusal, self._window)
        self.shut_down()
        self._dialog = dialog
        dialog.chosen.connect(self._on_chosen)
        dialog.finished.connect(self._on_finished)
        dialog.looked.connect(self._show)
        self._soon.start()

    @Slot()
    def _show(self) -> None:
        self._soon.stop()
        if self._dialog is not None and not self._dialog.isVisible():
            self._dialog.open()

    @Slot(object)
    def _on_chosen(self, data: DataConfig) -> None:
        # What is no table has nothing to choose: then the banner says what is wrong.
        is_table = self._dialog is not None and self._dialog.found is not None
        self._awaited = data if is_table else None
        open_file(self._session, data)

    @Slot(object)
    def _on_ready(self, ready: Ready) -> None:
        if ready.config.data == self._awaited:
            self._awaited = None

    @Slot(object)
    def _on_notice(self, notice: Notice | None) -> None:
        """Come back if what was chosen could not be loaded: nobody chooses all that twice."""
        data = self._awaited
        file = None if data is None else data.file
        if file is None or notice is None or quoted(file.path) not in notice.message:
            return
        self._awaited = None
        self._begin(Path(file.path), data, notice.message)

    @Slot()
    def _on_finished(self) -> None:
        dialog = self.sender()
        if isinstance(dialog, QDialog):
            dialog.deleteLater()
            if dialog is self._dialog:
                self._dialog = None
                self._soon.stop()

    def _folder(self) -> str:
        """Where to begin: beside the file that stands."""
        options = self._session.config.data.file
        return "" if options is None else str(Path(options.path).parent)
