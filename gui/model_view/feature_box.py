"""A choice of a feature: a long name is cut in the middle, where names of one table are alike."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
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
        self._names: tuple[str, ...] = ()
        self._widest: int | None = None
        """Pixels of the widest name; None until they are measured."""
        self.currentTextChanged.connect(self._on_text)

    @property
    def names(self) -> tuple[str, ...]:
        """What there is to choose from."""
        return self._names

    def offer(self, names: tuple[str, ...], chosen: int) -> None:
        """Give these names to choose from, and choose one."""
        self._names, self._widest = names, None
        self.clear()
        self.addItems(names)
        self.setCurrentIndex(chosen)

    def whole_width(self) -> int:
        """The width at which every name is whole."""
        if self._widest is None:  # thousands of names take too long for each move of an edge
            metrics = self.fontMetrics()
            self._widest = max((metrics.horizontalAdvance(name) for name in self._names), default=0)
        return self._widest + self.width() - self.room()

    def changeEvent(self, event: QEvent) -> None:
        """Measure the names again in another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._widest = None

    def showPopup(self) -> None:
        """Make the list as wide as the names, within reason."""
        wanted = (
            self.view().sizeHintForColumn(0) + self.view().verticalScrollBar().sizeHint().width()
        )
        self.view().setMinimumWidth(min(wanted, WIDEST_LIST))
        QComboBox.showPopup(self)

    def _on_text(self, text: str) -> None:
        self.setToolTip(names_tip([text]) if text else "")
