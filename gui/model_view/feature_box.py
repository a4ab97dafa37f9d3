"""A choice of a feature: a long name is cut in the middle, where names of one table are alike."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from gui.model_view.names import names_tip

MARGIN = 2
"""What a style keeps free inside the frame."""
WIDEST_LIST = 420


class FeatureBox(QComboBox):
    """Any number of names of any length; never wider for them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMinimumWidth(96)
        self.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.currentTextChanged.connect(self._on_text)

    def whole_width(self) -> int:
        """The width at which every name is whole."""
        metrics = self.fontMetrics()
        names = (self.itemText(row) for row in range(self.count()))
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        return widest + MARGIN + self.width() - self._field()

    def shown_text(self) -> str:
        """What there is room for."""
        middle, room = Qt.TextElideMode.ElideMiddle, self._field() - MARGIN
        return self.fontMetrics().elidedText(self.currentText(), middle, room)

    def _field(self) -> int:
        """The width of the place for the name."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        combo, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(combo, option, field, self).width()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the name, with an ellipsis if it is cut."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.currentText = self.shown_text()
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def showPopup(self) -> None:
        """Make the list as wide as the names, within reason."""
        wanted = (
            self.view().sizeHintForColumn(0) + self.view().verticalScrollBar().sizeHint().width()
        )
        self.view().setMinimumWidth(min(wanted, WIDEST_LIST))
        super().showPopup()

    def _on_text(self, text: str) -> None:
        self.setToolTip(names_tip([text]) if text else "")
