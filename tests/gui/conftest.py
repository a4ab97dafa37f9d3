"""Every test of the window must leave the room as it found it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

# Time for a thread that was told to stop, in seconds.
PATIENCE = 2.0


@pytest.fixture(scope="session", autouse=True)
def _frozen_start() -> None:
    """Keep the leak check cheap: what modules made on import is left out of its searches."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _fresh_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start every test as the first start on a new machine: without remembered settings."""
    monkeypatch.setenv("CHALKGRAD_CONFIG_DIR", str(tmp_path / "settings"))


@pytest.fixture(autouse=True)
def _no_leftovers(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves behind a window, a running thread or an active timer.

    Autouse fixtures start first and so end last: when this one looks, qtbot has closed its widgets
    and the test's own fixtures have cleaned up.
    """
    windows, threads, objects = _windows(), set(threading.enumerate()), _active_objects()
    yield
    for thread in set(threading.enumerate()) - threads:
        thread.join(PATIENCE)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if _windows() - windows or _active_objects() - objects:
        # Perhaps only garbage: a cycle that Python has not yet looked at.
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [
        *(f"the window {_name(window)}" for window in _windows() - windows),
        *(f"the thread {thread.name}" for thread in set(threading.enumerate()) - threads),
        *(f"the running {_name(thing)}" for thing in _active_objects() - objects),
    ]
    if left:
        pytest.fail(f"The test left behind {', '.join(left)}.", pytrace=False)


def _windows() -> set[QWidget]:
    # Qt keeps one label for all tool tips, for as long as the program runs.
    widgets = QApplication.topLevelWidgets()
    return {widget for widget in widgets if widget.metaObject().className() != "QTipLabel"}


def _active_objects() -> set[QObject]:
    # type() and not isinstance(), which would ask strange objects for their __class__.
    found = [thing for thing in gc.get_objects() if issubclass(type(thing), (QThread, QTimer))]
    return {thing for thing in found if isValid(thing) and _is_active(thing)}


def _is_active(thing: QThread | QTimer) -> bool:
    return thing.isRunning() if isinstance(thing, QThread) else thing.isActive()


def _name(thing: QObject) -> str:
    return f"{type(thing).__name__} {thing.objectName()!r}"
