"""The entries that only the data have: a number with a slider, a share that may be left open."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.errors import UserError
from gui.theme import GRID
from gui.widgets.ranged import DECIMALS, PlainNumberBox, RangedEntry
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
        self.box = PlainNumberBox(0.0, 0.0, 1.0)
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
        self.box.setRange(0.0, max(highest, value))
        self.box.setSingleStep(highest / 20)
        if not self.slider.isSliderDown():
            self.box.show_value(value)
            with QSignalBlocker(self.slider):
                self.slider.setValue(round(value / highest * _STEPS))

    @Slot(int)
    def _on_slider(self, place: int) -> None:
        value = round(self._highest * place / _STEPS, DECIMALS)
        self.box.show_value(value)
        self._latest.offer(value)

    @Slot(float)
    def _on_box(self, value: float) -> None:
        self._latest.offer(round(value, DECIMALS))


class ShareBox(RangedEntry):
    """A share from nothing to nine tenths, in percent; below nothing it is left to the data."""

    shareChanged = Signal(object)  # noqa: N815 (as Qt names its signals)
    """A share, or None."""

    _OPEN = -1.0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self._OPEN, self._OPEN, 90.0, parent)
        self.setSingleStep(5.0)
        self.setSuffix(" %")
        self.setSpecialValueText("usual")

    def show_share(self, share: float | None) -> None:
        """Show a share, or that none is chosen, without telling anybody."""
        self.show_value(self._OPEN if share is None else round(100.0 * share, DECIMALS))

    def show_usual(self, share: float | None) -> None:
        """Say what it is while none is chosen; None: not known yet."""
        usual = "usual" if share is None else f"usual: {round(100 * share)} %"
        self.setSpecialValueText(usual)

    def read(self, text: str) -> float:
        """Read "usual" or nothing, "none", or a number with or without the percent sign."""
        plain = text.strip()
        if plain in ("", "usual", self._word):
            return self._OPEN
        value = 0.0 if plain == "none" else super().read(plain)
        if value < 0.0:
            raise UserError(f"A share cannot be negative. {self.remedy()}")
        return value

    def remedy(self) -> str:
        """Return what can be entered."""
        return "Enter 0 to 90 %, or “usual”."

    def written(self, value: float) -> str:
        """Write nothing as "none"."""
        return "none" if value == 0 else super().written(value)

    def stepBy(self, steps: int) -> None:
        """Go through usual, none, 5, 10, ... percent."""
        if not self.commit():
            return
        if self._value < 0:
            self.setValue(5.0 * (steps - 1) if steps > 0 else self._OPEN)
        elif self._value == 0 and steps < 0:
            self.setValue(self._OPEN)
        else:
            self.setValue(max(self._value + 5.0 * steps, 0.0))
        self.selectAll()

    def announce(self) -> None:
        """Emit `shareChanged`."""
        self.shareChanged.emit(None if self._value < 0 else round(self._value / 100.0, 4))
