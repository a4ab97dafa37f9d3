"""What all fields for a number have in common: everything can be typed, nothing is swallowed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QWidget

from core.errors import UserError
from gui.drawing.written import localized
from gui.theme import Look, set_look


class NumberEntry(QAbstractSpinBox):
    """A number that is typed, or stepped with the arrows.

    A text takes effect with Enter or Space, or on leaving the field. One that cannot work is marked
    and stays there to be mended; the tool tip and the accessible description say why. Until then
    the last good value counts, and Escape brings it back. Space, no part of any number, goes on to
    the window, which runs and pauses with it. The wheel is left to the panel unless this has the
    focus.

    A field announces a change with its signal `valueChanged`.
    """

    refusal_changed = Signal(str)
    """What `refusal` says now: to be shown under the field."""

    def __init__(
        self,
        value: float,
        minimum: float,
        maximum: float,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._value = value
        self._minimum, self._maximum = minimum, maximum
        self._hint = hint
        self._problem = ""
        self._refusal = ""
        self._typed = False
        self.setLineEdit(_Line())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().textEdited.connect(self._on_text_edited)

    def read(self, text: str) -> float:
        """Return the number that a text stands for; UserError, saying why, if it cannot be."""
        raise NotImplementedError

    def written(self, value: float) -> str:
        """Return how a value is shown."""
        raise NotImplementedError

    def announce(self) -> None:
        """Emit `valueChanged`."""
        raise NotImplementedError

    def problem(self) -> str:
        """Why the text that stands there will not be taken; empty when it is fine."""
        return self._problem

    def refusal(self) -> str:
        """Why the text that stands there was not taken, and what counts; empty when all is well."""
        return self._refusal

    def set_hint(self, hint: str) -> None:
        """The tool tip while nothing is wrong."""
        self._hint = hint
        self._explain(self._problem)

    def show_value(self, value: float) -> None:
        """Show a value without announcing it. What is being typed stays if the value is the old."""
        if value != self._value or not self._typed:
            self._value = value
            self.show_last()

    def show_last(self) -> None:
        """Show the last good value, whatever was typed."""
        self._typed = False
        text = self.written(self._value)
        if self.text() != text:
            self.lineEdit().setText(text)
        self._explain("")
        self._refuse("")

    def take(self, value: float) -> None:
        """Make a value the one that counts, and announce it if it is another one."""
        changed = value != self._value
        self._value = value
        self.show_last()
        if changed:
            self.announce()

    def commit(self) -> bool:
        """Take what stands there, and say whether that was possible."""
        if not self._typed:
            return True
        try:
            value = self.read(self.text())
        except UserError as error:
            self._explain(localized(str(error)))
            self._refuse(f"{self._problem} In use: {self.written(self._value)}.")
            return False
        self.take(value)
        return True

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Allow steps inside the range."""
        result = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self._value < self._maximum:
            result |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if self._value > self._minimum:
            result |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return result

    def validate(self, text: str, position: int) -> QValidator.State:
        """Accept all keys."""
        # Everything may be typed, and is explained: a key that does nothing explains nothing.
        return QValidator.State.Acceptable

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the text with Enter or Space, drop it with Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.commit():
                self.selectAll()
                event.ignore()  # a dialog may go on with it
            self.editingFinished.emit()
        elif event.key() == Qt.Key.Key_Space and not (self._typed and self.takes_space()):
            if self.commit():
                self.selectAll()
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape and self._typed:
            self.show_last()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def takes_space(self) -> bool:
        """True while Space belongs to what is being typed, as before the sign in "25 %"."""
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the text."""
        self.commit()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave nothing to be mended where nobody sees it."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.show_last()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step only when the field has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        """Show the decimal sign of a new locale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LocaleChange:
            self.show_last()

    def longest(self) -> str:
        """Return a text that there is to be room for."""
        return "0.000025"

    def sizeHint(self) -> QSize:
        """Ask for room for the longest text."""
        hint = super().sizeHint()
        hint.setWidth(hint.width() + self.fontMetrics().horizontalAdvance(self.longest()))
        return hint

    def minimumSizeHint(self) -> QSize:
        """Need what `sizeHint` asks for."""
        return self.sizeHint()

    def _on_text_edited(self, text: str) -> None:
        self._typed = True
        self._refuse("")
        try:
            self.read(text)
        except UserError as error:
            self._explain(localized(str(error)))
        else:
            self._explain("")

    def _refuse(self, refusal: str) -> None:
        if refusal != self._refusal:
            self._refusal = refusal
            self.refusal_changed.emit(refusal)

    def _explain(self, problem: str) -> None:
        if bool(problem) != bool(self._problem):
            set_look(self, Look.WRONG if problem else None)
        self._problem = problem
        self.setToolTip(problem or self._hint)
        self.setAccessibleDescription(problem or self._hint)


class _Line(QLineEdit):
    """A double-click selects all of a number; Qt alone takes 0.05 for two words."""

    def __init__(self) -> None:
        super().__init__()
        self._held = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the number."""
        self.selectAll()
        self._held = True

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let no trembling hand take back a part of it."""
        if not self._held:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a double-click."""
        self._held = False
        super().mouseReleaseEvent(event)
