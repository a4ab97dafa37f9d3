"""The composition root: makes the parts, joins them, and takes them down again."""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from traceback import format_exception
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from core.checks import Severity
from core.command_line import Options
from core.config import RunConfig, from_json
from core.errors import UserError
from core.history import History
from core.model_file import load
from core.training import Trained
from core.version import VERSION
from gui.engine_client import EngineClient
from gui.loss_watch import LossWatch
from gui.main_window import MainWindow
from gui.session import Notice, Session, default_config
from gui.settings import Settings, load_settings, save_settings
from gui.theme import theme_source


class Chalkgrad:
    """Engine, session and window. Needs a QApplication; `close` ends everything that it began."""

    def __init__(
        self,
        settings: Settings,
        config: RunConfig | None = None,
        data_dir: Path | None = None,
    ) -> None:
        self.client = EngineClient()
        folder = data_dir or (Path(settings.data_folder) if settings.data_folder else None)
        self.session = Session(self.client, config, folder)
        self.window = MainWindow(self.session, settings)
        LossWatch(self.session)

    def start(self, trained: Trained | None = None, history: History | None = None) -> None:
        """Start the engine and set up the first run."""
        self.client.start()
        self.session.start(trained, history)

    def close(self) -> bool:
        """Close the window and stop the engine; True if it ended in time."""
        self.window.close()
        ended = all(
            [self.window.shut_down(), self.session.downloads.shut_down(), self.client.shut_down()]
        )
        self.window.deleteLater()
        return ended


def make_application(settings: Settings) -> QApplication:
    """Return the application, in the look that was chosen."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        application = existing
    else:
        QApplication.setHighDpiScaleFactorRoundingPolicy(
            Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
        )
        application = QApplication(sys.argv[:1])
    application.setApplicationName("chalkgrad")
    application.setApplicationDisplayName("Chalkgrad")
    application.setApplicationVersion(VERSION)
    source = theme_source()
    source.set_appearance(settings.appearance)
    source.set_text_scale(settings.text_scale)
    source.install(application)
    return application


def run(options: Options) -> int:
    """Show the window until it is closed; return the exit status.

    UserError if a model that was named on the command line cannot be opened.
    """
    trained, config = None, options.config
    if options.model is not None:
        model = load(options.model)
        config = model.config
        trained = Trained(model.parameters, model.epoch, model.step)
    loaded = load_settings()
    application = make_application(loaded.settings)
    notices = [loaded.notice] if loaded.notice else []
    if config is None:
        config, problem = remembered_config(loaded.settings)
        notices += [problem] if problem else []
    program = Chalkgrad(loaded.settings, config, options.data_dir)
    relay = ErrorRelay(lambda text, details: _tell(program.session, text, details))
    relay.install()
    program.window.show()
    # What is there now stays: without it in its searches, the collector never takes a frame.
    gc.freeze()
    program.start(trained)
    for sentence in notices:
        program.session.notice.emit(Notice(Severity.WARNING, sentence))
    status = application.exec()
    relay.remove()
    problem = save_settings(program.window.settings())
    if problem:
        print(f"chalkgrad: {problem}", file=sys.stderr)
    if not program.close():
        # A step on a very large batch is still under way, and Python cannot end beside a thread
        # that is inside a matrix product. Everything is saved: leave without waiting for it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return status


def remembered_config(settings: Settings) -> tuple[RunConfig, str]:
    """Return last time's run, and what has to be said about it: a sentence or nothing."""
    if not settings.config:
        return default_config(), ""
    try:
        return from_json(json.dumps(settings.config), "last time's run"), ""
    except UserError as error:
        return default_config(), f"{error} The program starts with its defaults."


def _tell(session: Session, text: str, details: str) -> None:
    session.notice.emit(Notice(Severity.ERROR, text, details))


class ErrorRelay(QObject):
    """Shows what nobody has caught, once for each text, always in the GUI thread."""

    _caught = Signal(str, str)

    def __init__(self, tell: Callable[[str, str], None]) -> None:
        super().__init__()
        self._tell = tell
        self._told: set[str] = set()
        # Queued: an error in another thread must not open anything there.
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Catch what escapes from slots and from threads."""
        sys.excepthook = self._on_error
        threading.excepthook = self._on_thread_error

    def remove(self) -> None:
        """Put Python's own hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _on_thread_error(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._on_error(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _on_error(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        details = "".join(format_exception(kind, error, trace))
        print(details, file=sys.stderr)
        self._caught.emit(f"{kind.__name__}: {error}", details)

    @Slot(str, str)
    def _show(self, text: str, details: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self._tell(
                f"Something went wrong inside the program ({text}). Your run goes on; if it looks "
                "wrong, reset it.",
                details,
            )
