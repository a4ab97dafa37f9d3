"""Downloads of data sets, beside everything else that goes on in the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from core.datasets.downloads.cache import cache_folder
from core.work import Work
from gui.background import Background


class Downloads(QObject):
    """One download at a time."""

    progress_changed = Signal(object)
    """`Progress`, in bytes."""
    busy_changed = Signal(bool)
    finished = Signal(str)
    """The name of the data set that is there now."""
    failed = Signal(str, str)
    """One sentence, and for a bug what to copy into a report."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("download", self)
        self._name = ""
        self._background.progress_changed.connect(self.progress_changed)
        self._background.busy_changed.connect(self.busy_changed)
        self._background.failed.connect(self.failed)
        self._background.finished.connect(self._finish)

    @property
    def busy(self) -> bool:
        """True while a download is under way."""
        return self._background.busy

    @property
    def name(self) -> str:
        """The data set of the download that is under way, or was last."""
        return self._name

    def start(self, name: str, data_dir: Path | None = None) -> None:
        """Fetch a data set into the chosen folder, or the user's own one for such files."""
        self._name = name
        folder = cache_folder(data_dir)

        def job(work: Work) -> str:
            from core.datasets.downloads.download import download  # loads a library for the net

            download(name, folder, work)
            return name

        self._background.start(job)

    @Slot()
    def cancel(self) -> None:
        """Give it up; nothing half-fetched stays."""
        self._background.cancel()

    def shut_down(self) -> bool:
        """Cancel, and wait a moment; True if it has ended."""
        return self._background.shut_down()

    @Slot(object)
    def _finish(self, name: object) -> None:
        self.finished.emit(str(name))
