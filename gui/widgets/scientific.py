"""Entry of numbers over many magnitudes, such as a learning rate."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

from core.errors import UserError
from gui.theme import Look, set_look
from gui.widgets.numbers import check_range, format_number, parse_number, step_number


class ScientificSpinBox(QAbstractSpinBox):
    """A positive number, typed as 1e-3, 0.001 or 0,001, or stepped 1, 2, 5, 10.

    Page keys, and the arrows with Ctrl, step by a factor of ten. A text takes effect with Enter or
    on leaving the box; one that cannot work is marked, and the tool tip and the accessible
    description say why. It never becomes a value: on leaving, the last good one returns.
    """

    valueChanged = Signal(float)  # noqa: N815 (as in Qt's own spin boxes)
    refused = Signal(str)
    """Why a text was not taken, as a sentence for the user."""

    def __init__(
        self,
        value: float,
        *,
        minimum: float = 0.0,
        exclusive: bool = True,
        maximum: float = math.inf,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        check_range(value, minimum, maximum, exclusive)
        self._value = float(value)
        self._minimum, self._maximum, self._exclusive = minimum, maximum, exclusive
        self._hint = hint
        self._problem = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._show_value()
        self.lineEdit().textEdited.connect(self._on_text_edited)

    def value(self) -> float:
        """The last good value."""
        return self._value

    def setValue(self, value: float) -> None:
        """Set the value and show it.

        Raises:
            UserError: when the value is not allowed here; the old one then stays.
        """
        if not math.isfinite(value):
            raise UserError(f"{value} is not a number to compute with. Enter a finite one.")
        check_range(value, self._minimum, self._maximum, self._exclusive)
        self._take(float(value))

    def problem(self) -> str:
        """Why the text that stands there is not taken; empty when it is fine."""
        return self._problem

    def set_hint(self, hint: str) -> None:
        """The tool tip while nothing is wrong."""
        self._hint = hint
        self._explain(self._problem)

    def stepBy(self, steps: int) -> None:
        """Step through 1, 2, 5, 10; ten steps are a factor of ten."""
        if not self._commit():
            return
        value = step_number(self._value, steps)
        if not self._exclusive and self._minimum == 0 and steps < 0 and value < 1e-8:
            value = 0.0
        low = self._value if self._exclusive and value <= self._minimum else self._minimum
        self._take(min(max(value, low), self._maximum))
        self.selectAll()

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
        """Take the text with Enter, drop it with Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._commit():
                self.selectAll()
            else:
                self.refused.emit(self._problem)
            self.editingFinished.emit()
        elif event.key() == Qt.Key.Key_Escape and self._text_differs():
            self._show_value()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the text, or return to the last good value."""
        if not self._commit():
            self.refused.emit(self._problem)
            self._show_value()
        super().focusOutEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step only when the box has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        """Show the decimal sign of a new locale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LocaleChange:
            self._show_value()

    def sizeHint(self) -> QSize:
        """Ask for room for six digits."""
        hint = super().sizeHint()
        hint.setWidth(self.fontMetrics().horizontalAdvance("0.000025") + 48)
        return hint

    def minimumSizeHint(self) -> QSize:
        """Need what `sizeHint` asks for."""
        return self.sizeHint()

    def _on_text_edited(self, text: str) -> None:
        try:
            self._checked(text)
        except UserError as error:
            self._explain(str(error))
        else:
            self._explain("")

    def _checked(self, text: str) -> float:
        value = parse_number(text)
        check_range(value, self._minimum, self._maximum, self._exclusive)
        return value

    def _commit(self) -> bool:
        try:
            value = self._checked(self.text())
        except UserError as error:
            self._explain(str(error))
            return False
        self._take(value)
        return True

    def _take(self, value: float) -> None:
        changed = value != self._value
        self._value = value
        self._show_value()
        if changed:
            self.valueChanged.emit(value)

    def _text_differs(self) -> bool:
        return self.text() != self._shown()

    def _shown(self) -> str:
        return format_number(self._value).replace(".", self.locale().decimalPoint())

    def _show_value(self) -> None:
        if self._text_differs():
            self.lineEdit().setText(self._shown())
        self._explain("")

    def _explain(self, problem: str) -> None:
        if bool(problem) != bool(self._problem):
            set_look(self, Look.WRONG if problem else None)
        self._problem = problem
        self.setToolTip(problem or self._hint)
        self.setAccessibleDescription(problem or self._hint)
