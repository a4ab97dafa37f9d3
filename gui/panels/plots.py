"""The plots of a run: loss and accuracy over the steps, live."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QStandardPaths, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QVBoxLayout, QWidget

from core.checks import Severity
from core.datasets.dataset import Task
from core.errors import UserError
from core.files import write_file
from core.history import EpochCurve, StepCurve
from core.messages import Ready
from gui.drawing.written import localized
from gui.plots.axes import XAxis
from gui.plots.before import by_epoch, epochs_before
from gui.plots.chart import Chart
from gui.plots.controls import SPANS, PlotControls, weight_of
from gui.plots.export import epochs_as_csv, picture_of
from gui.plots.marks import Series
from gui.plots.menu import PlotMenu
from gui.plots.readout import Reading
from gui.plots.series import Curves, loss_curves, nearest, score_curves
from gui.run_before import legend_tip
from gui.session import Notice, Session
from gui.theme import GRID, HALF, theme_source

REDRAW_MS = 400
"""Five times in two seconds: the curves are seen to grow, and training keeps its time."""
TURN_MS = 16
"""A frame, from drawing the loss to drawing the score: both at once would hold up a click."""
MOST_EPOCHS = 2048
"""Points of a curve: more than there are pixels."""
PROMPT = "Press Space to train"
SNAP_PIXELS = 6.0
NARROW, LOW = 520, 300


class PlotsPanel(QWidget):
    """Loss and accuracy (for regression the error) side by side, or stacked where it is narrow."""

    options_changed = Signal()
    """Scale, smoothing or axis have been changed, by whatever way."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plots")
        self.setAccessibleName("Plots of loss and accuracy")
        self._session = session
        self._axis = XAxis.STEP
        self._smoothing = 0.0
        self._drawn = -1
        self._stale = False
        self._cursor: float | None = None
        self._steps: StepCurve | None = None
        self._epochs: EpochCurve | None = None
        self._before: EpochCurve | None = None
        """Of the run before, if both can be compared."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REDRAW_MS)
        self._timer.timeout.connect(self._redraw)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(TURN_MS)
        self._turn.timeout.connect(self._show_score)

        self.loss = Chart("Loss", "loss")
        self.score = Chart("Accuracy, %", "score")
        self._charts = (self.loss, self.score)
        self.menu = PlotMenu(self)
        self.controls = PlotControls(self.menu)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(2 * GRID)
        self._box.setContentsMargins(0, 0, 0, 0)
        for chart in self._charts:
            self._box.addWidget(chart, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, HALF, GRID, HALF)
        layout.setSpacing(HALF)
        layout.addWidget(self.controls)
        layout.addLayout(self._box, 1)

        self._connect(session)
        if session.ready is not None:
            self._on_ready(session.ready)
        else:
            self._show_development(False)
            self.controls.set_available(Series.BEFORE, False)

    def _connect(self, session: Session) -> None:
        session.run_ready.connect(self._on_ready)
        session.config_changed.connect(self._describe_before)
        session.place_changed.connect(self._schedule)
        session.state_changed.connect(self._schedule)
        theme_source().changed.connect(self._dress)
        self.controls.shown_changed.connect(self._on_shown)
        self.controls.log_changed.connect(self.set_log)
        self.controls.smoothing_changed.connect(self.set_smoothing)
        self.controls.axis_changed.connect(self.set_axis)
        self.menu.aboutToShow.connect(self._tick_menu)
        self.menu.log_asked.connect(self.set_log)
        self.menu.smoothing_asked.connect(self.set_smoothing)
        self.menu.axis_asked.connect(self.set_axis)
        self.menu.reset_asked.connect(self.reset_view)
        self.menu.copy_asked.connect(self.copy_values)
        self.menu.save_asked.connect(self.ask_where_to_save)
        for chart in self._charts:
            plot = chart.plot
            plot.hovered.connect(self._on_hover)
            plot.moved.connect(self._on_moved)
            plot.reset_asked.connect(self.reset_view)
            plot.menu_asked.connect(self._open_menu)
        self.loss.plot.zoomed.connect(self._on_loss_zoom)
        self.score.plot.zoomed.connect(self._on_score_zoom)

    # What can be asked for.

    @property
    def log(self) -> bool:
        """Whether the loss is on a logarithmic scale."""
        return self.loss.log

    @property
    def smoothing(self) -> float:
        """The weight of the past in the minibatches' average, 0 for none."""
        return self._smoothing

    @property
    def axis(self) -> XAxis:
        """In what the plots count."""
        return self._axis

    @Slot(bool)
    def set_log(self, log: bool) -> None:
        """Choose a logarithmic or a linear scale for the loss."""
        if log != self.loss.log:
            self.loss.set_log(log)
            self.controls.log.setChecked(log)
            self.reset_view()  # of both: their steps are one axis
            self.options_changed.emit()

    @Slot(float)
    def set_smoothing(self, weight: float) -> None:
        """Smooth the minibatches: from 0 (not at all) to just below 1."""
        weight = min(max(weight, 0.0), weight_of(SPANS[-1]))
        if weight == self._smoothing:
            return
        self._smoothing = weight
        self.controls.show_smoothing(weight)
        for chart in self._charts:
            chart.plot.set_smoothing(weight)
        self.options_changed.emit()

    @Slot(object)
    def set_axis(self, axis: XAxis) -> None:
        """Count in steps or in epochs."""
        if axis == self._axis:
            return
        self._axis = XAxis(axis)
        self.controls.axis_button(self._axis).setChecked(True)
        self._apply_axis()
        self._redraw_all()
        self.options_changed.emit()

    @Slot()
    def reset_view(self) -> None:
        """Show all of the run again, and let the range follow it."""
        for chart in self._charts:
            chart.reset()
        self._redraw_all()

    @Slot()
    def copy_values(self) -> None:
        """Copy the epochs to the clipboard, as CSV."""
        history, dataset = self._session.history, self._session.dataset
        if history is not None and dataset is not None:
            QGuiApplication.clipboard().setText(epochs_as_csv(history.epochs(), dataset.task))

    @Slot()
    def ask_where_to_save(self) -> None:
        """Ask for a file, then save the picture there."""
        places = QStandardPaths.StandardLocation.PicturesLocation
        folder = Path(QStandardPaths.writableLocation(places) or Path.home())
        dialog = QFileDialog(self, "Save picture of the plots", str(folder / "plots.png"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PNG picture (*.png)")
        dialog.setDefaultSuffix("png")
        dialog.fileSelected.connect(self.save_picture)
        dialog.open()

    @Slot(str)
    def save_picture(self, path: str) -> None:
        """Write the plots as they are shown to a PNG file."""
        try:
            write_file(Path(path), picture_of(self))
        except UserError as error:
            self._session.notice.emit(Notice(Severity.ERROR, str(error)))

    # What happens.

    @Slot(object)
    def _on_ready(self, record: Ready) -> None:
        """Take away everything of the run before, at once."""
        regression = record.dataset.task is Task.REGRESSION
        if regression:
            standardised = bool(record.dataset.target_scale)
            self.score.set_quantity("RMS error, standardised" if standardised else "RMS error")
        else:
            self.score.set_quantity("Accuracy, %", top=100.0)
        self._show_development(record.split.development is not None)
        self._before = epochs_before(record, MOST_EPOCHS)
        self.controls.set_available(Series.BEFORE, self._before is not None)
        self._describe_before()
        self._steps = self._epochs = self._cursor = None
        self._turn.stop()
        self._drawn = -1
        for chart in self._charts:
            chart.clear(record.config.epochs * record.steps_per_epoch)
        self.loss.plot.set_prompt(PROMPT)
        self._apply_axis()
        self._schedule()

    @Slot()
    def _describe_before(self) -> None:
        """Say what was otherwise: the settings of now may have changed in the middle of the run."""
        ready = self._session.ready
        if ready is not None and ready.before is not None:
            tip = legend_tip(ready.before, self._session.config)
            self.controls.describe(Series.BEFORE, tip)

    @Slot()
    def _schedule(self) -> None:
        if not self._timer.isActive() and self.isVisible():
            self._timer.start()

    @Slot()
    def _redraw(self) -> None:
        """Draw the loss now and the score a moment later, both of the same steps."""
        if self._take_curves():
            self._show_loss()
            self._turn.start()

    def _redraw_all(self) -> None:
        """Draw both at once: somebody has asked, and waits."""
        self._turn.stop()
        self._stale = True
        if self._take_curves():
            self._show_loss()
            self._show_score()

    def _take_curves(self) -> bool:
        """Take what there is to draw; False if nothing is new, or nobody looks."""
        history = self._session.history
        if history is None or self._session.place is None or not self.isVisible():
            return False
        if history.version == self._drawn and not self._stale:
            return False
        self._drawn, self._stale = history.version, False
        steps, epochs = history.steps(), history.epochs(MOST_EPOCHS)
        self.loss.plot.set_prompt("" if len(steps.step) else PROMPT)
        if not len(steps.step):
            return False
        self._steps, self._epochs = steps, epochs
        return True

    def _show_loss(self) -> None:
        if self._steps is not None and self._epochs is not None:
            past = self._past()
            self._show_in(self.loss, loss_curves(self._steps, self._epochs, past))

    @Slot()
    def _show_score(self) -> None:
        ready = self._session.ready
        if ready is not None and self._steps is not None and self._epochs is not None:
            factor = 100.0 if ready.dataset.task is Task.CLASSIFICATION else 1.0
            past = self._past()
            self._show_in(self.score, score_curves(self._steps, self._epochs, factor, past))

    def _past(self) -> EpochCurve | None:
        ready, before = self._session.ready, self._before
        if before is None or ready is None or self._axis is XAxis.STEP:
            return before
        return by_epoch(before, ready.steps_per_epoch)

    def _show_in(self, chart: Chart, curves: Curves) -> None:
        place = self._session.place
        if place is not None:
            self._session.hold_until_painted()
            chart.show_curves(curves, place.goal)
            self._show_reading(chart)

    @Slot(object, bool)
    def _on_shown(self, series: Series, shown: bool) -> None:
        for chart in self._charts:
            chart.plot.set_shown(series, shown)
        self._show_readings()

    def _on_loss_zoom(self) -> None:
        self._follow(self.loss, self.score)

    def _on_score_zoom(self) -> None:
        self._follow(self.score, self.loss)

    def _follow(self, leader: Chart, other: Chart) -> None:
        other.show_part(*leader.plot.view()[0])
        self._stale = True
        self._schedule()

    # The crosshair.

    @Slot(object)
    def _on_hover(self, step: float | None) -> None:
        self._set_cursor(None if step is None else self._snapped(step))

    @Slot(int)
    def _on_moved(self, points: int) -> None:
        if self._steps is None:
            return
        steps = self._steps.step
        at = len(steps) - 1 if self._cursor is None else nearest(steps, self._cursor) + points
        self._set_cursor(float(steps[min(max(at, 0), len(steps) - 1)]))

    def _set_cursor(self, step: float | None) -> None:
        self._cursor = step if self._steps is not None else None
        for chart in self._charts:
            chart.plot.set_cursor(self._cursor)
        self._show_readings()

    def _snapped(self, step: float) -> float | None:
        """The end of an epoch if one is near, else the nearest bucket."""
        if self._steps is None or self._epochs is None:
            return None
        ends = self._epochs["step"]
        at = nearest(ends, step)
        if at >= 0 and abs(ends[at] - step) * self.loss.plot.pixels_per_step() <= SNAP_PIXELS:
            return float(ends[at])
        return float(self._steps.step[nearest(self._steps.step, step)])

    def _show_readings(self) -> None:
        for chart in self._charts:
            self._show_reading(chart)

    def _show_reading(self, chart: Chart) -> None:
        """Read at the crosshair, or at the chart's own end: each is drawn in its turn."""
        step = chart.reached if self._cursor is None else self._cursor
        if step is not None:
            values = chart.values_at(step, self.controls.shown())
            chart.readout.set_reading(Reading(self._in_words(step), values))

    def _in_words(self, step: float) -> str:
        ready = self._session.ready
        if self._axis is XAxis.STEP or ready is None:
            return localized(f"step {step:,.0f}")
        epoch = step / ready.steps_per_epoch
        return localized(f"epoch {epoch:,.{0 if epoch.is_integer() else 2}f}")

    # Looks.

    def _apply_axis(self) -> None:
        ready = self._session.ready
        per_epoch = 1 if ready is None else ready.steps_per_epoch
        for chart in self._charts:
            chart.plot.steps.set_unit(1.0 if self._axis is XAxis.STEP else float(per_epoch))

    def _show_development(self, there: bool) -> None:
        self.controls.set_available(Series.DEVELOPMENT, there)

    @Slot()
    def _dress(self) -> None:
        for chart in self._charts:
            chart.plot.dress()

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        self.menu.popup(place)

    @Slot()
    def _tick_menu(self) -> None:
        self.menu.show_options(self.log, self._smoothing, self._axis)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the plots' own menu, also by its key."""
        self._open_menu(event.globalPos())

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what has happened while nobody looked."""
        super().showEvent(event)
        self._redraw_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the plots side by side or on top of each other."""
        super().resizeEvent(event)
        stacked = self.width() < NARROW and self.height() >= LOW
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._box.setDirection(down if stacked else across)
        self._stale = True
        self._schedule()
