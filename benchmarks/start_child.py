"""A child of benchmarks.start: open a window, say when it was painted, and end.

Arguments: "bare" or "chalkgrad", and the time at which the parent began.
"""

from __future__ import annotations

import sys
from time import time

from core.blas import use_one_thread


def main(which: str, began: float) -> None:
    """Print the seconds from `began` to the end of the first paint."""
    use_one_thread()
    if which != "bare":
        # What main.py imports before it knows that there will be a window.
        import gui.launch  # noqa: F401
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    class FirstPaint(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                # The children are painted in the same pass: the next turn of the loop is after it.
                QTimer.singleShot(0, self._painted)
                application.removeEventFilter(self)
            return False

        def _painted(self) -> None:
            print(time() - began, flush=True)
            QApplication.quit()

    window: QMainWindow
    if which == "bare":
        import pyqtgraph as pg

        application = QApplication(sys.argv[:1])
        window = QMainWindow()
        window.setCentralWidget(pg.PlotWidget())
        close = window.close
    else:
        from gui.app import Chalkgrad, make_application
        from gui.settings import Settings

        application = make_application(Settings())
        program = Chalkgrad(Settings())
        window, close = program.window, program.close
    watcher = FirstPaint()
    # Of the whole program: a window that is covered by its children gets no event of its own.
    application.installEventFilter(watcher)
    window.show()
    if which != "bare":
        program.start()
    application.exec()
    close()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
