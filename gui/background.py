"""Work in a thread of its own, watched from the window: reading a file, a download."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from traceback import format_exc

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.errors import UserError
from core.work import CancelledError, Progress, Work

POLL_MS = 30
JOIN_SECONDS = 1.0

Job = Callable[[Work], object]


class Background(QObject):
    """One job at a time; what becomes of it is emitted in the GUI thread.

    A job that is cancelled, or replaced by another, is not waited for: it ends at its next report,
    and whatever it still has to say is dropped.
    """

    progress_changed = Signal(object)
    """`Progress` of the job."""
    finished = Signal(object)
    """What the job returned."""
    failed = Signal(str, str)
    """One sentence for people, and for a bug what to copy into a report."""
    busy_changed = Signal(bool)
    """A job has begun, or the last one has ended."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._work: Work | None = None
        self._thread: Thread | None = None
        self._answers: SimpleQueue[tuple[Work, object]] = SimpleQueue()
        self._progress: Progress | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(POLL_MS)
        self._clock.timeout.connect(self.poll)

    @property
    def busy(self) -> bool:
        """True from the start of a job to its end."""
        return self._work is not None

    def start(self, job: Job) -> None:
        """Begin a job; one that is under way is cancelled."""
        if self._work is not None:
            self._work.cancel()
        work = self._work = Work()
        self._progress = None
        arguments = (job, work, self._answers)
        self._thread = Thread(target=_run, args=arguments, name=self._name, daemon=True)
        self._thread.start()
        self._clock.start()
        self.busy_changed.emit(True)

    @Slot()
    def cancel(self) -> None:
        """Give up the job; nothing more is heard of it."""
        if self._work is not None:
            self._work.cancel()
            self._end()

    def shut_down(self) -> bool:
        """Cancel and wait a moment; True if the thread has ended."""
        self.cancel()
        if self._thread is not None:
            self._thread.join(JOIN_SECONDS)
        return self._thread is None or not self._thread.is_alive()

    @Slot()
    def poll(self) -> None:
        """Look how far it is. Called by the clock."""
        while True:
            try:
                work, answer = self._answers.get_nowait()
            except Empty:
                break
            if work is self._work:
                self._end()
                self._tell(answer)
                return
        progress = None if self._work is None else self._work.progress
        if progress is not None and progress != self._progress:
            self._progress = progress
            self.progress_changed.emit(progress)

    def _end(self) -> None:
        self._work = None
        self._clock.stop()
        self.busy_changed.emit(False)

    def _tell(self, answer: object) -> None:
        if isinstance(answer, _Failure):
            self.failed.emit(answer.message, answer.details)
        else:
            self.finished.emit(answer)


class _Failure:
    """What went wrong, in place of an answer."""

    def __init__(self, message: str, details: str = "") -> None:
        self.message, self.details = message, details


def _run(job: Job, work: Work, answers: SimpleQueue[tuple[Work, object]]) -> None:
    """The whole of what happens in the other thread."""
    try:
        answer = job(work)
    except CancelledError:
        return
    except UserError as error:
        answer = _Failure(str(error))
    except Exception as error:  # a bug: told like every other
        message = f"Something went wrong inside the program ({type(error).__name__}: {error})."
        answer = _Failure(message, format_exc())
    answers.put((work, answer))
