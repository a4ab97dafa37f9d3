"""Controls that the mouse wheel leaves alone until they are clicked.

In a panel that scrolls, the wheel would otherwise change whatever happens to be under the mouse.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSlider,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)


class ChoiceBox(QComboBox):
    """A combo box; what does not fit into it ends in "…", its list is as wide as need be.

    Who has opened the list with the mouse leaves the box with it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by_mouse = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel unless this has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list."""
        self._by_mouse = True
        super().mousePressEvent(event)

    def hidePopup(self) -> None:
        """Close the list."""
        super().hidePopup()
        if self._by_mouse:
            self._by_mouse = False
            self.clearFocus()

    def whole_text(self) -> str:
        """What the closed box says where there is room for it."""
        return self.currentText()

    def shown_text(self) -> str:
        """What there is room for: a style sheet would only cut it."""
        text, room, metrics = self.whole_text(), self.room(), self.fontMetrics()
        if metrics.horizontalAdvance(text) <= room:
            return text  # also where a fraction of a pixel is lacking
        return metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)

    def room(self) -> int:
        """The width of the place for the text."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        combo, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(combo, option, field, self).width()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text with an ellipsis if it is shortened."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.currentText = self.shown_text()
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:
        """Open the list, wide enough for its entries."""
        view = self.view()
        view.setMinimumWidth(max(self.width(), view.sizeHintForColumn(0) + 24))
        super().showPopup()


class SteadySlider(QSlider):
    """A horizontal slider."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel unless this has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
