"""The bar above the stage: run, pause, step, reset, and how far the run is."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.datasets.dataset import Task
from core.messages import Place, Ready, RunState
from core.rate import RateMeter, in_words
from gui.drawing.written import grouped, localized
from gui.plots.scales import four_digits
from gui.session import Session
from gui.theme import GRID, HALF, ICON_SIZE, Look, set_icon_size, set_look
from gui.theme.source import theme_source
from gui.widgets.readings import Readings

REFRESH_SECONDS = 0.1
"""Numbers that change more often than this cannot be read."""


class TransportBar(QWidget):
    """Buttons for the actions it is given, the place of the current run, and a switch of views."""

    def __init__(
        self,
        session: Session,
        run: QAction,
        others: tuple[QAction, ...],
        switch: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self.setAccessibleName("Training")
        self._session = session
        self._rate = RateMeter()
        self._shown_at = 0.0
        self._watching = False

        self._run = _button(run, Look.PRIMARY)
        row = QHBoxLayout()
        row.setContentsMargins(GRID, HALF, GRID, HALF)
        row.setSpacing(HALF)
        # The width is held by a frame: the style sheet's own minimum overrides that of a button.
        self._run.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._run_place = QWidget()
        place = QHBoxLayout(self._run_place)
        place.setContentsMargins(0, 0, 0, 0)
        place.addWidget(self._run)
        row.addWidget(self._run_place)
        row.addSpacing(HALF)
        for action in others:
            row.addWidget(_button(action, Look.QUIET))
        row.addSpacing(GRID)
        self._epoch = _reading("Epoch")
        self._step = _reading("Step")
        self._speed = _reading("Samples per second")
        self._left = _reading("Remaining time")
        self._score = _reading("Score on the test set after the last epoch")
        self._score.setObjectName("testScore")
        set_look(self._score, Look.STRONG)
        self._readings = Readings(
            (self._epoch, self._step, self._score, self._speed, self._left),
            by_importance=(self._speed, self._score, self._epoch, self._left, self._step),
        )
        row.addWidget(self._readings, 1)
        if switch is not None:
            row.addWidget(switch)

        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.setAccessibleName("Progress of the run")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._bar)

        session.run_ready.connect(self._on_ready)
        session.place_changed.connect(self._on_place)
        session.state_changed.connect(self._on_state)
        theme_source().changed.connect(self._reserve_room)
        self._reserve_room()

    @Slot(bool)
    def set_watching(self, watching: bool) -> None:
        """Say that steps are played and trained in turns: between two of them the run pauses."""
        self._watching = watching
        self._show(self._session.place)

    @Slot(object)
    def _on_ready(self, record: Ready) -> None:
        self._rate.clear()

    @Slot(object)
    def _on_state(self, state: RunState) -> None:
        if state is not RunState.RUNNING:
            self._rate.clear()
        self._show(self._session.place)

    @Slot(object)
    def _on_place(self, place: Place) -> None:
        now = monotonic()
        if self._session.state is RunState.RUNNING:
            self._rate.add(now, place.step)
        if now - self._shown_at >= REFRESH_SECONDS or self._session.state is not RunState.RUNNING:
            self._show(place)

    def _show(self, place: Place | None) -> None:
        self._shown_at = monotonic()
        ready = self._session.ready
        if place is None or ready is None:
            return
        epochs = max(place.goal // ready.steps_per_epoch, 1)
        self._epoch.setText(f"Epoch {grouped(place.epoch)} of {grouped(epochs)}")
        self._step.setText(f"Step {grouped(place.step)}")
        self._score.setText(_score_text(ready))
        self._bar.setValue(round(1000 * place.step / max(place.goal, 1)))
        rate = self._rate.per_second
        state = self._session.state
        if self._watching or state is not RunState.RUNNING:
            self._speed.setText("Watching" if self._watching else _STATE_WORDS[state])
            self._left.setText("")
        elif rate:
            per_epoch = len(ready.split.train) / ready.steps_per_epoch
            self._speed.setText(f"{grouped(_rounded(rate * per_epoch))} samples/s")
            self._left.setText(f"{in_words((place.goal - place.step) / rate)} left")

    @Slot()
    def _reserve_room(self) -> None:
        """Give each reading the width of its longest text: nothing moves while numbers change."""
        self._readings.reserve(
            (
                "9,999,999 samples/s",
                "Test error 0.9999",
                "Epoch 9,999 of 9,999",
                "under 1 s left",
                "Step 9,999,999",
            )
        )
        faces = (self._run.fontMetrics().horizontalAdvance(f) for f in ("Run on", "Pausing"))
        icon = round(ICON_SIZE * theme_source().text_scale)
        self._run_place.setFixedWidth(max(faces) + icon + 5 * GRID)


_STATE_WORDS = {
    RunState.READY: "Untrained",
    RunState.RUNNING: "",
    RunState.PAUSED: "Paused",
    RunState.FINISHED: "Finished",
    RunState.DIVERGED: "Diverged",
    RunState.FAILED: "Stopped",
}


def _button(action: QAction, look: Look) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    set_icon_size(button)
    primary = look is Look.PRIMARY
    style = Qt.ToolButtonStyle
    button.setToolButtonStyle(
        style.ToolButtonTextBesideIcon if primary else style.ToolButtonIconOnly
    )
    # A click leaves the focus where it is, so that Space goes on to mean run and pause.
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setObjectName(f"button-{action.objectName()}")
    button.setAccessibleName(action.iconText())
    set_look(button, look)
    return button


def _reading(name: str) -> QLabel:
    label = QLabel()
    label.setAccessibleName(name)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return label


def _score_text(ready: Ready) -> str:
    """The score as the plots have it; nothing before the first epoch has ended."""
    score = ready.history.latest("test_score")
    if score is None:
        return ""
    if ready.dataset.task is Task.CLASSIFICATION:
        return localized(f"Test {100 * score:.1f} %")
    return localized(f"Test error {four_digits(score)}")


def _rounded(value: float) -> int:
    """Round to two digits: more of them only flicker."""
    if value < 100:
        return round(value)
    digits = len(str(int(value))) - 2
    unit = int(10**digits)
    return round(value / unit) * unit
