"""The line under the stage: the legend, and switches whose words get shorter where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from gui.theme import GRID
from gui.widgets.focus import only_by_tab


class Switch(QCheckBox):
    """A check box with a short form of its text; it is called by the whole one in any case."""

    def __init__(self, text: str, brief: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._forms = text, brief
        self.setAccessibleName(text)
        self.setToolTip(tip)
        only_by_tab(self)

    @property
    def saved(self) -> int:
        """Pixels by which the short form is shorter."""
        whole, brief = (self.fontMetrics().horizontalAdvance(text) for text in self._forms)
        return whole - brief

    def set_brief(self, brief: bool) -> None:
        """Write the short form, or the whole text."""
        self.setText(self._forms[brief])


class Foot(QWidget):
    """The legend takes what the switches leave, and they leave it its least."""

    def __init__(
        self, legend: QWidget, others: Sequence[QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._legend = legend
        self._brief = False
        self._switches = [each for each in others if isinstance(each, Switch)]
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(legend, 1)
        for each in others:
            row.addWidget(each)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the words for the width."""
        super().resizeEvent(event)
        self._write()

    def event(self, event: QEvent) -> bool:
        """Choose them anew when a part has come or gone, or letters have changed."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._write()
        return super().event(event)

    def _write(self) -> None:
        row = self.layout()
        assert row is not None
        # Measured without trying them: another text would ask for another layout, and so on.
        saved = sum(switch.saved for switch in self._switches) if self._brief else 0
        free = self.width() - self._legend.minimumSizeHint().width()
        brief = row.minimumSize().width() + saved > free
        if brief is not self._brief:
            self._brief = brief
            for switch in self._switches:
                switch.set_brief(brief)
