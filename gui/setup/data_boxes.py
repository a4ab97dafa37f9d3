"""The entries that only the data have: a number with a slider, a share that may be left open."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QWidget

from gui.theme import GRID
from gui.widgets.steady import SteadySlider

LATEST_MS = 40
_STEPS = 100


class Latest(QObject):
    """Passes on values at most every LATEST_MS: the first at once, then whichever is the latest."""

    changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: float | None = None
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(LATEST_MS)
        self._clock.timeout.connect(self._pass_on)

    def offer(self, value: float) -> None:
        """Pass on a value, now or soon."""
        self._waiting = value
        if not self._clock.isActive():
            self._pass_on()

    @Slot()
    def _pass_on(self) -> None:
        if self._waiting is not None:
            value, self._waiting = self._waiting, None
            self._clock.start()
            self.changed.emit(value)


class PlainNumberBox(QDoubleSpinBox):
    """A number in plain digits, without zeros that say nothing: "0.18"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        self.setDecimals(4)

    def textFromValue(self, value: float) -> str:
        """Leave out the zeros at the end."""
        text = f"{value:.{self.decimals()}f}".rstrip("0").rstrip(".")
        return text.replace(".", self.locale().decimalPoint())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel unless this has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SlidingNumber(QWidget):
    """A number from 0 to some limit: dragged with live effect, or typed."""

    valueChanged = Signal(float)  # noqa: N815 (as in Qt's own spin boxes)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = SteadySlider()
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_STEPS // 10)
        self.slider.setMinimumWidth(56)
        self.slider.setAccessibleName(name)
        self.box = PlainNumberBox()
        self.box.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self.slider, 1)
        row.addWidget(self.box)
        self.setFocusProxy(self.slider)
        self._highest = 1.0
        self._latest = Latest(self)
        self._latest.changed.connect(self.valueChanged)
        self.slider.valueChanged.connect(self._on_slider)
        self.box.valueChanged.connect(self._on_box)

    def show_value(self, value: float, highest: float) -> None:
        """Show a number and its limit, without telling anybody.

        A slider that is being dragged stays under the mouse: what is shown here is what it said a
        moment ago.
        """
        self._highest = highest
        with QSignalBlocker(self.box), QSignalBlocker(self.slider):
            self.box.setRange(0.0, max(highest, value))
            self.box.setSingleStep(highest / 20)
            if not self.slider.isSliderDown():
                self.box.setValue(value)
                self.slider.setValue(round(value / highest * _STEPS))

    @Slot(int)
    def _on_slider(self, place: int) -> None:
        value = round(self._highest * place / _STEPS, self.box.decimals())
        with QSignalBlocker(self.box):
            self.box.setValue(value)
        self._latest.offer(value)

    @Slot(float)
    def _on_box(self, value: float) -> None:
        self._latest.offer(round(value, self.box.decimals()))


class ShareBox(PlainNumberBox):
    """A share from nothing to nine tenths, in percent; below nothing it is left to the data."""

    shareChanged = Signal(object)  # noqa: N815 (as in Qt's own spin boxes)
    """A share, or None."""

    _OPEN = -1.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._usual = ""
        self.setDecimals(2)
        self.setRange(self._OPEN, 90.0)
        self.setSingleStep(5.0)
        self.valueChanged.connect(self._on_value)

    def show_share(self, share: float | None) -> None:
        """Show a share, or that none is chosen, without telling anybody."""
        with QSignalBlocker(self):
            self.setValue(self._OPEN if share is None else 100.0 * share)

    def show_usual(self, share: float | None) -> None:
        """Say what it is while none is chosen; None: not known yet."""
        text = "usual" if share is None else f"usual: {round(100 * share)} %"
        if text != self._usual:
            self._usual = text
            with QSignalBlocker(self):
                self.setSpecialValueText(text)

    def textFromValue(self, value: float) -> str:
        """Say it in percent, and nothing as "none"."""
        return "none" if value == 0 else f"{super().textFromValue(value)} %"

    def valueFromText(self, text: str) -> float:
        """Read a number with or without the percent sign; "none" is nothing."""
        plain = text.replace("%", "").strip().replace(self.locale().decimalPoint(), ".")
        try:
            return float(plain)
        except ValueError:
            return 0.0 if plain == "none" else self._OPEN

    def validate(self, text: str, position: int) -> QValidator.State:
        """Let anything be typed; what is no number means that the share is left to the data."""
        return QValidator.State.Acceptable

    def stepBy(self, steps: int) -> None:
        """Go through usual, none, 5, 10, ... percent."""
        if self.value() < 0:
            self.setValue(5.0 * (steps - 1) if steps > 0 else self._OPEN)
        elif self.value() == 0 and steps < 0:
            self.setValue(self._OPEN)
        else:
            self.setValue(max(self.value() + 5.0 * steps, 0.0))
        self.selectAll()

    @Slot(float)
    def _on_value(self, value: float) -> None:
        self.shareChanged.emit(None if value < 0 else round(value / 100.0, 4))
