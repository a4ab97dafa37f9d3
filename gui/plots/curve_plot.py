"""A pyqtgraph plot of one quantity over the steps. Items are made once; afterwards only data."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from core.arrays import FloatArray
from gui.plots.axes import StepAxis, ValueAxis
from gui.plots.config import adopt_menu, pg
from gui.plots.marks import BAND, FAINT, MARK, PAST, Series, dashed, symbol
from gui.plots.series import Curves, Points, least_positive, smooth, thin, to_log
from gui.theme import HALF, Look, current_theme, set_look

EPOCH_SERIES = (Series.TRAIN, Series.DEVELOPMENT, Series.TEST)
PAST_SERIES = (Series.TRAIN, Series.TEST)
"""Of the run before: what every run has."""
MOST_MARKS = 40
FAR = 20.0
MARGIN_SHARE = 0.02
"""Room for the last marks beyond the end of the range."""
PIXELS_PER_POINT = 1.5
_CURSOR_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -20,
    Qt.Key.Key_PageDown: 20,
}
_NOTHING: tuple[FloatArray, FloatArray] = (np.zeros(0), np.zeros(0))
_ZOOM_KEYS = {Qt.Key.Key_Plus: 0.8, Qt.Key.Key_Minus: 1.25}
_KEYS = {*_CURSOR_KEYS, *_ZOOM_KEYS, Qt.Key.Key_0, Qt.Key.Key_Escape}


class CurvePlot(pg.PlotWidget):
    """Curves, marks and a crosshair. x is always counted in steps."""

    hovered = Signal(object)
    """The step under the mouse (float), or None when it has left."""
    moved = Signal(int)
    """The keyboard moves the crosshair by so many points."""
    zoomed = Signal()
    """Somebody has chosen a part of the plot."""
    reset_asked = Signal()
    """The whole plot is wanted again."""
    menu_asked = Signal(QPoint)
    """A context menu is wanted at this global place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.values, self.steps = ValueAxis(), StepAxis()
        super().__init__(
            parent, enableMenu=False, axisItems={"left": self.values, "bottom": self.steps}
        )
        adopt_menu(self)
        self.hideButtons()
        self.setFrameShape(self.Shape.NoFrame)
        self._end_text = ""
        self._log = False
        self._smoothing = 0.0
        self._curves: Curves | None = None
        self._shown = set(Series)
        self._band = self._add(pg.PlotCurveItem(fillLevel="enclosed", pen=None, antialias=False))
        self._raw = self._add(pg.PlotCurveItem())
        self._dot = self._add(pg.ScatterPlotItem(pen=None, size=MARK - 1))
        """A single step, of which a line would show nothing."""
        self._smooth = self._add(pg.PlotCurveItem())
        self._before = {series: self._add(pg.PlotCurveItem()) for series in PAST_SERIES}
        self._lines = {series: self._add(pg.PlotCurveItem()) for series in EPOCH_SERIES}
        self._marks = {
            series: self._add(pg.ScatterPlotItem(pen=None, size=MARK, symbol=symbol(series)))
            for series in EPOCH_SERIES
        }
        self._cursor = self._add(pg.InfiniteLine(angle=90, movable=False))
        self._cursor.hide()
        self._box = self.getPlotItem().getViewBox()
        self._box.disableAutoRange()
        self._box.setDefaultPadding(0.0)
        self._box.sigRangeChangedManually.connect(self._on_zoom)
        self.scene().sigMouseMoved.connect(self._on_mouse)
        self.setMinimumSize(120, 60)
        self.prompt = QLabel(self)
        self.prompt.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.prompt.hide()
        set_look(self.prompt, Look.MUTED)
        self.dress()

    # What is shown.

    def set_data(self, curves: Curves | None) -> None:
        """Show these curves, or none."""
        self._curves = curves
        self._draw_epochs()
        self.draw_steps()

    def set_log(self, log: bool) -> None:
        """Show logarithms; what is not positive is drawn at the least positive value."""
        self._log = log
        self.values.set_log(log)
        self.set_data(self._curves)

    def set_smoothing(self, weight: float) -> None:
        """Smooth the minibatches; see `series.smooth`."""
        self._smoothing = weight
        self._paint_pens()
        self.draw_steps()

    def set_shown(self, series: Series, shown: bool) -> None:
        """Show or hide the curve of a set."""
        (self._shown.add if shown else self._shown.discard)(series)
        self.set_data(self._curves)

    def set_range(self, x_end: float, bottom: float, top: float) -> None:
        """Show all steps up to `x_end`, and values from `bottom` to `top` (exponents, if log)."""
        margin = MARGIN_SHARE * (top - bottom)
        low = bottom - margin if self._log else bottom
        wanted = ((0.0, (1.0 + MARGIN_SHARE) * x_end), (low, top + margin))
        self._keep_room(self.steps.text_at(x_end))
        if self.view() != wanted:
            self._box.setRange(xRange=wanted[0], yRange=wanted[1], padding=0.0)
            # pyqtgraph moves its items when it paints, and would have to paint them once more.
            self.scene().prepareForPaint()

    def set_cursor(self, step: float | None) -> None:
        """Put the crosshair at a step, or away."""
        self._cursor.setVisible(step is not None)
        if step is not None:
            self._cursor.setPos(step)

    def set_x(self, left: float, right: float) -> None:
        """Show the steps from `left` to `right`."""
        self._box.setRange(xRange=(left, right), padding=0.0)

    def set_prompt(self, text: str) -> None:
        """Say something in the middle of an empty plot; nothing with an empty text."""
        self.prompt.setText(text)
        self.prompt.setVisible(bool(text))
        self._place_prompt()

    def view(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The range on view: ((left, right), (bottom, top))."""
        (left, right), (bottom, top) = self._box.viewRange()
        return (left, right), (bottom, top)

    def pixels_per_step(self) -> float:
        """How many pixels a step takes."""
        left, right = self.view()[0]
        return float(self._box.width()) / (right - left)

    def dress(self) -> None:
        """Take the theme's colours and fonts."""
        theme = current_theme()
        self.setBackground(theme.color("background"))
        self.values.dress()
        self.steps.dress()
        self._keep_room(self._end_text)
        self._band.setBrush(theme.color(Series.MINIBATCH.role, BAND))
        for series in EPOCH_SERIES:
            self._lines[series].setPen(pg.mkPen(theme.color(series.role), width=1))
            self._marks[series].setBrush(theme.color(series.role))
        for series, item in self._before.items():
            item.setPen(dashed(theme.color(series.role, PAST)))
        self._cursor.setPen(pg.mkPen(theme.color("muted"), width=1))
        self._paint_pens()
        self._paint_focus()

    # Drawing.

    def draw_steps(self) -> None:
        """Draw the minibatches at the resolution of the part on view."""
        points = self._points()
        if points is None:
            for item in (self._band, self._raw, self._dot, self._smooth):
                self._put(item, *_NOTHING)
            return
        floor = least_positive(points.mean, points.high, points.low)
        (left, right), _ = self.view()
        count = int(self._box.width() / PIXELS_PER_POINT)
        thinned = thin(points, left, right, count)
        mean = self._y(thinned.mean, floor)
        self._put(self._raw, thinned.step, mean)
        alone = slice(1 if len(thinned.step) == 1 else 0)
        self._put(self._dot, thinned.step[alone], mean[alone])
        if (thinned.high > thinned.low).any():
            high, low = self._y(thinned.high, floor), self._y(thinned.low, floor)
            round_trip = np.concatenate([thinned.step, thinned.step[::-1]])
            self._put(self._band, round_trip, np.concatenate([high, low[::-1]]))
        else:
            self._put(self._band, *_NOTHING)
        if self._smoothing > 0.0:
            mean = smooth(points.step, points.mean, self._smoothing)
            smoothed = thin(Points(points.step, mean, mean, mean), left, right, count)
            self._put(self._smooth, smoothed.step, self._y(smoothed.mean, floor))
        else:
            self._put(self._smooth, *_NOTHING)

    def _points(self) -> Points | None:
        if self._curves is None or not len(self._curves.steps.step):
            return None
        return self._curves.steps

    def _draw_epochs(self) -> None:
        for series in EPOCH_SERIES:
            step, value = _NOTHING if self._curves is None else self._curves.epochs[series]
            value = self._y(value, least_positive(value))
            self._put(self._lines[series], step, value, series)
            apart = -(-len(step) // MOST_MARKS) or 1
            chosen = slice((len(step) - 1) % apart, None, apart)  # the last has its mark
            self._put(self._marks[series], step[chosen], value[chosen], series)
        for series, item in self._before.items():
            past = {} if self._curves is None else self._curves.before
            step, value = past.get(series, _NOTHING) if series in self._shown else _NOTHING
            self._put(item, step, self._y(value, least_positive(value)), Series.BEFORE)

    def _y(self, values: FloatArray, floor: float) -> FloatArray:
        """Bring values to the scale; those far off (a run that diverges) come near the view.

        A painter cannot be trusted with lines to 1e30.
        """
        _, (bottom, top) = self.view()
        reach = FAR * (top - bottom)
        return np.clip(to_log(values, floor) if self._log else values, bottom - reach, top + reach)

    def _put(
        self,
        item: pg.GraphicsObject,
        x: FloatArray,
        y: FloatArray,
        series: Series = Series.MINIBATCH,
    ) -> None:
        """Show these points, if their series is shown.

        Most curves stay as they are until an epoch ends: pyqtgraph is spared those, and empty ones.
        """
        item.setVisible(len(x) > 0 and series in self._shown)
        old_x, old_y = item.getData()
        if not (np.array_equal(x, old_x) and np.array_equal(y, old_y)):
            item.setData(x=x, y=y)

    def _paint_pens(self) -> None:
        theme = current_theme()
        role = Series.MINIBATCH.role
        faint = FAINT if self._smoothing > 0.0 else 2 * FAINT
        self._raw.setPen(pg.mkPen(theme.color(role, faint), width=1))
        self._dot.setBrush(theme.color(role))
        self._smooth.setPen(pg.mkPen(theme.color("text"), width=1))

    def _keep_room(self, text: str) -> None:
        """Keep room at the right for half of the last tick's number: it is centred on its tick."""
        self._end_text = text
        self.getPlotItem().layout.setContentsMargins(0, 8, self.steps.overhang(text), 0)

    def _add(self, item: pg.GraphicsObject) -> pg.GraphicsObject:
        self.getPlotItem().addItem(item, ignoreBounds=True)
        return item

    # What the mouse and the keyboard do.

    def _on_zoom(self, _axes: object) -> None:
        self.zoomed.emit()

    def _on_mouse(self, place: QPointF) -> None:
        inside = self._box.sceneBoundingRect().contains(place)
        self.hovered.emit(float(self._box.mapSceneToView(place).x()) if inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the crosshair away."""
        super().leaveEvent(event)
        self.hovered.emit(None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show everything again."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.reset_asked.emit()
            event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for our own menu; pyqtgraph's offers what does not work."""
        self.menu_asked.emit(event.globalPos())
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Keep our keys from becoming shortcuts of the window while the plot has the focus."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() in _KEYS:
                event.accept()
                return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right move the crosshair, + and - zoom, 0 shows everything."""
        key = Qt.Key(event.key())
        if key in _CURSOR_KEYS:
            self.moved.emit(_CURSOR_KEYS[key])
        elif key in _ZOOM_KEYS:
            self._box.scaleBy(x=_ZOOM_KEYS[key])
            self.zoomed.emit()
        elif key == Qt.Key.Key_0:
            self.reset_asked.emit()
        elif key == Qt.Key.Key_Escape:
            self.hovered.emit(None)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self._paint_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard has left."""
        super().focusOutEvent(event)
        self._paint_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the prompt in the middle."""
        super().resizeEvent(event)
        if hasattr(self, "prompt"):  # pyqtgraph resizes before it is made
            self._place_prompt()

    def _place_prompt(self) -> None:
        area = self._box.sceneBoundingRect()
        self.prompt.setContentsMargins(HALF, 0, HALF, 0)
        self.prompt.adjustSize()
        self.prompt.move(area.center().toPoint() - self.prompt.rect().center())

    def _paint_focus(self) -> None:
        theme = current_theme()
        border = pg.mkPen(theme.color("focus"), width=1) if self.hasFocus() else None
        self._box.setBorder(border)
