"""Dropping a file, a folder or a table as text onto the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRect, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from gui.theme import GRID, MARGIN, FontRole, current_theme, font

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Offer:
    """What dropping something would do."""

    text: str
    is_refusal: bool = False
    """Nothing: the text says why, and what to do instead."""


_SEVERAL = Offer(
    "One file at a time: drop one table, one folder, or IDX files of one folder.", is_refusal=True
)
_ADDRESS = Offer(
    "A web address cannot be opened: download the file, and drop that.", is_refusal=True
)


class DropOverlay(QWidget):
    """Lies over the window while something is held over it, and says what would happen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = ""
        self._frame = "accent"
        # What lies under it, as an entry that takes text, is not to take the file.
        self.setAcceptDrops(True)
        self.hide()

    def tell(self, offer: Offer) -> None:
        """Cover the window with what would happen."""
        self.text = offer.text
        self._frame = "warning" if offer.is_refusal else "accent"
        self.setAccessibleName(offer.text)
        parent = self.parentWidget()
        assert parent is not None
        self.setGeometry(parent.rect())
        self.raise_()
        self.show()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go away: nothing is dragged any more."""
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a veil, a frame and the text."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("background", 0.86))
        frame = self.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        pen = QPen(theme.color(self._frame), 2)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(frame, GRID, GRID)
        painter.setPen(theme.color("text"))
        painter.setFont(font(FontRole.TITLE))
        room = QRect(frame).adjusted(MARGIN, 0, -MARGIN, 0)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, flags, self.text)


class DropTarget(QObject):
    """Lets a window take one local file or folder, or text."""

    path_dropped = Signal(str)
    text_dropped = Signal(str)
    refused = Signal(str)
    """Something was dropped that cannot be opened, and why."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.overlay = DropOverlay(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self.overlay.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at what is dragged over the window, and take what is dropped."""
        kind = event.type()
        if kind in (QEvent.Type.DragEnter, QEvent.Type.DragMove):
            assert isinstance(event, QDragEnterEvent | QDragMoveEvent)
            return self._hold(event)
        if kind == QEvent.Type.DragLeave:
            self.overlay.hide()
            return True
        if kind == QEvent.Type.Drop:
            assert isinstance(event, QDropEvent)
            return self._take(event)
        return False

    def _hold(self, event: QDragMoveEvent) -> bool:
        found = offer(event.mimeData())
        if found is None:
            event.ignore()
            return True
        # A refusal is held as well: who lets go of it is told once more, in a notice that stays.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if not self.overlay.isVisible() or self.overlay.text != found.text:
            self.overlay.tell(found)
        return True

    def _take(self, event: QDropEvent) -> bool:
        self.overlay.hide()
        mime = event.mimeData()
        path, found = local_path(mime), offer(mime)
        if found is None:
            event.ignore()
            return True
        if found.is_refusal:
            event.ignore()
            self.refused.emit(found.text)
            return True
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if path is not None:
            self.path_dropped.emit(str(path))
        else:
            self.text_dropped.emit(mime.text())
        return True


def local_path(mime: QMimeData) -> Path | None:
    """The one file or folder of this computer that is dragged; None if it is anything else.

    Images and labels that belong together may be dragged together: one of them leads to the other.
    """
    urls = mime.urls()
    if not urls or not all(url.isLocalFile() for url in urls):
        return None
    paths = [Path(url.toLocalFile()) for url in urls]
    if len(paths) == 1:
        return paths[0]
    from core.datasets.brought import is_called_idx  # not needed before the first paint

    together = len({path.parent for path in paths}) == 1 and all(map(is_called_idx, paths))
    return paths[0] if together else None


def offer(mime: QMimeData) -> Offer | None:
    """What dropping it would do; None: it is nothing that is meant for this window."""
    path = local_path(mime)
    if path is not None:
        name = path.name or str(path)
        shown = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
        return Offer(f"Drop to open {shown}")
    if mime.hasUrls():
        return _SEVERAL if all(url.isLocalFile() for url in mime.urls()) else _ADDRESS
    # One word is no table; a drag that nobody meant for the window must not cover it.
    return Offer("Drop to open this table") if "\n" in mime.text().strip() else None
