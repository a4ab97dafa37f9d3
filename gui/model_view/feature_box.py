"""A choice of a feature: a long name is cut in the middle, where names of one table are alike."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from gui.model_view.names import names_tip
from gui.widgets.steady import ChoiceBox

WIDEST_LIST = 420


class FeatureBox(ChoiceBox):
    """Any number of names of any length; never wider for them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumContentsLength(4)
        self.setMinimumWidth(96)
        self.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.currentTextChanged.connect(self._on_text)

    def whole_width(self) -> int:
        """The width at which every name is whole."""
        metrics = self.fontMetrics()
        names = (self.itemText(row) for row in range(self.count()))
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        return widest + self.width() - self.room()

    def showPopup(self) -> None:
        """Make the list as wide as the names, within reason."""
        wanted = (
            self.view().sizeHintForColumn(0) + self.view().verticalScrollBar().sizeHint().width()
        )
        self.view().setMinimumWidth(min(wanted, WIDEST_LIST))
        QComboBox.showPopup(self)

    def _on_text(self, text: str) -> None:
        self.setToolTip(names_tip([text]) if text else "")
