"""What the latest model makes of a whole part, worked out beside the window.

The engine predicts the test part for whoever asks, but not the 60,000 samples of a training part.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.arrays import Array
from core.messages import Ready
from core.metrics import CHUNK, Evaluator
from core.models import Network
from core.parameters import ParameterVector
from core.training import Part
from core.work import Work
from gui.background import Background
from gui.session import Session

LEAST_PAUSE = 0.5
"""Seconds between two predictions while it trains."""
IDLE_SHARE = 9.0
"""And so many times as long as the last one took: at most a tenth of the time goes into this."""


class PartPredictions(QObject):
    """Predicts one part at a time, again whenever the model has changed, untrained ones too."""

    changed = Signal()
    """There are others, or none any more."""
    failed = Signal(str, str)
    """A bug: what to tell, and what to copy into a report."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._part: Part | None = None
        self._active = False
        self._values: Array | None = None
        self._parameters: ParameterVector | None = None
        """Those that the values come from, or that are being used."""
        self._untrained = True
        self._background = Background("predictions of a part", self)
        self._background.finished.connect(self._on_finished)
        self._background.failed.connect(self.failed)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._update)
        self._started = 0.0
        session.run_ready.connect(self._on_ready)
        session.model_changed.connect(self._update)

    @property
    def values(self) -> Array | None:
        """(N, K), of the part that is watched; None while nothing is known."""
        return self._values

    @property
    def untrained(self) -> bool:
        """Whether the values come from a network that has learnt nothing yet."""
        return self._untrained

    def watch(self, part: Part | None) -> None:
        """Predict this part from now on; None: nothing."""
        if part is not self._part:
            self._part = part
            self._drop()
            self._update()

    def set_active(self, active: bool) -> None:
        """Say whether somebody looks. What is known stays, so that nothing has moved later."""
        self._active = active
        if active:
            self._update()
        else:
            self._stop()

    def shut_down(self) -> bool:
        """End the thread, if there is one."""
        self._active = False
        self._stop()
        return self._background.shut_down()

    @Slot(object)
    def _on_ready(self, _ready: Ready) -> None:
        self._part = None  # of the run before; whoever watches says which it is now
        self._drop()

    def _stop(self) -> None:
        if self._background.busy:
            self._background.cancel()
            self._parameters = None
        self._pause.stop()

    def _drop(self) -> None:
        self._stop()
        self._parameters = None
        if self._values is not None:
            self._values = None
            self.changed.emit()

    @Slot()
    def _update(self) -> None:
        part, network = self._part, self._session.network
        parameters = self._session.parameters
        if not self._active or part is None or network is None or parameters is None:
            return
        if self._background.busy or self._pause.isActive():
            return
        known = self._parameters
        if known is not None and np.array_equal(known.flat, parameters.flat):
            return
        self._parameters = parameters
        place = self._session.place
        self._untrained = place is None or place.step == 0
        self._started = perf_counter()
        self._background.start(lambda work: predict(network, parameters, part.x, work))

    @Slot(object)
    def _on_finished(self, values: Array) -> None:
        took = perf_counter() - self._started
        self._values = values
        self._pause.start(round(1000 * max(LEAST_PAUSE, IDLE_SHARE * took)))
        self.changed.emit()


def predict(network: Network, parameters: ParameterVector, x: Array, work: Work) -> Array:
    """What a model makes of samples (N, d): (N, K). Raises CancelledError if `work` is."""
    evaluator = Evaluator(network, parameters)
    pieces = []
    # A model that has diverged overflows; that is told elsewhere.
    with np.errstate(all="ignore"):
        for start in range(0, len(x), CHUNK):
            work.report("Predictions", start, len(x))
            pieces.append(evaluator.predict(x[start : start + CHUNK]))
    return np.concatenate(pieces) if pieces else evaluator.predict(x)
