"""The files that were opened last: a pure list, and a menu of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from core.datasets.title import PASTED, title_of
from core.work import Work
from gui.background import Background

MOST = 8
_LONGEST = 60
_CLEAR = "clear-recent"


def added(paths: Sequence[str], path: str) -> tuple[str, ...]:
    """The list with a path at its head: no path twice, the oldest beyond MOST forgotten."""
    return (path, *(other for other in paths if other != path))[:MOST]


def usable(paths: Sequence[str]) -> tuple[str, ...]:
    """What is good of a list that comes from a file of settings."""
    return tuple(dict.fromkeys(path for path in paths if path))[:MOST]


def shown(path: str, others: Sequence[str]) -> str:
    """What a file is called; with its folder where another file has the same name."""
    name = title_of(Path(path)) or path
    alike = [other for other in others if other != path and title_of(Path(other)) == name]
    if name == PASTED:
        # Of several the made-up name tells which: the folder is the same.
        return f"{name} ({Path(path).stem})" if alike else name
    if alike:
        name = f"{name} ({Path(path).parent})"
    return name if len(name) <= _LONGEST else f"{name[:20]}…{name[21 - _LONGEST :]}"


class RecentMenu(QMenu):
    """The latest first; what is gone is grey."""

    chosen = Signal(str)
    """The path that somebody wants to open again."""
    cleared = Signal()
    """Somebody wants the list to be forgotten."""

    def __init__(self, paths: Callable[[], Sequence[str]], parent: QWidget | None = None) -> None:
        """`paths` gives the list as it is whenever the menu opens."""
        super().__init__("Open &recent", parent)
        self._paths = paths
        self._asking = Background("recent files", self)
        self._asking.finished.connect(self._on_answer)
        self.setToolTipsVisible(True)
        self.triggered.connect(self._on_triggered)
        self.aboutToShow.connect(self.fill)
        self.aboutToHide.connect(self._asking.cancel)

    @Slot()
    def fill(self) -> None:
        """Fill the menu with the list of now."""
        self.clear()
        paths = list(self._paths())
        for number, path in enumerate(paths, start=1):
            action = self.addAction(f"&{number}  {shown(path, paths).replace('&', '&&')}")
            action.setData(path)
            action.setToolTip(path)
        if not paths:
            self.addAction("Nothing was opened yet").setEnabled(False)
            return
        self.addSeparator()
        self.addAction("&Clear this list").setObjectName(_CLEAR)
        # Beside the window: a drive in the net may take its time to say what is there.
        self._asking.start(partial(_missing, tuple(paths)))

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        if action.objectName() == _CLEAR:
            self.cleared.emit()
        elif action.data():
            self.chosen.emit(str(action.data()))

    @Slot(object)
    def _on_answer(self, missing: frozenset[str]) -> None:
        for action in self.actions():
            if action.data() in missing:
                action.setEnabled(False)
                action.setToolTip(f"{action.data()} is not there any more.")


def _missing(paths: tuple[str, ...], work: Work) -> frozenset[str]:
    found = set()
    for path in paths:
        work.report("Looking for files", 0, 0)
        try:
            if not Path(path).exists():
                found.add(path)
        except OSError:
            found.add(path)
    return frozenset(found)
