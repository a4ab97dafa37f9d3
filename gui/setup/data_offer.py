"""The offer to fetch a data set that is not on this computer."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.datasets.downloads.registry import REMOTE_SETS, RemoteSet
from gui.setup.boxes import wrapped
from gui.setup.data_wait import WaitRow
from gui.theme import GRID, HALF, Look, set_look
from gui.widgets.basics import WrappedLabel
from gui.widgets.focus import only_by_tab

_FOLDER_TIP = "Choose a folder that holds the files, or a folder of such folders."


class DownloadOffer(QWidget):
    """What would be fetched and from where; then how far it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = WrappedLabel()
        set_look(self.label, Look.SMALL)
        self.download_button = QPushButton("Download")
        set_look(self.download_button, Look.PRIMARY)
        self.folder_button = QPushButton("Choose folder…")
        self.folder_button.setToolTip(wrapped(_FOLDER_TIP))
        self.folder_button.setAccessibleDescription(_FOLDER_TIP)
        only_by_tab(self.download_button, self.folder_button)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.download_button)
        row.addWidget(self.folder_button)
        row.addStretch(1)
        self.wait = WaitRow()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, HALF)
        column.setSpacing(GRID)
        column.addWidget(self.label)
        column.addWidget(self._buttons)
        column.addWidget(self.wait)
        self.setVisible(False)
        self.wait.setVisible(False)

    def show_state(self, wanted: str, fetching: str, standing: str) -> None:
        """Offer the data set `wanted`, or show that `fetching` is under way; both may be empty.

        `standing` is the title of the data set that is shown and trained on until then.
        """
        if fetching in REMOTE_SETS:
            self.wait.show_text(f"Asking for {REMOTE_SETS[fetching].title}")
        elif wanted in REMOTE_SETS:
            until_then = f" Until then it is {standing} that is shown and trained on."
            offer = offer_text(REMOTE_SETS[wanted])
            self.label.setText(offer + until_then if standing else offer)
            tip = "\n".join(("Asked in turn:", *map(_host, REMOTE_SETS[wanted].mirrors)))
            self.download_button.setToolTip(tip)
            self.download_button.setAccessibleName(f"Download {REMOTE_SETS[wanted].title}")
        self.label.setVisible(not fetching)
        self._buttons.setVisible(not fetching)
        self.wait.setVisible(bool(fetching))
        self.setVisible(bool(fetching) or wanted in REMOTE_SETS)


def offer_text(remote: RemoteSet) -> str:
    """What would be fetched: its size, and who is asked first."""
    return f"Not on this computer yet: {size_text(remote.size)} from {_host(remote.mirrors[0])}."


def size_text(size: int) -> str:
    """As "12 MB" or "5 KB"."""
    return f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{max(round(size / 1e3), 1)} KB"


def _host(address: str) -> str:
    return urlsplit(address).netloc
