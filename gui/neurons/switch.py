"""The switch that says what the edges stand for."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from gui.neurons.moment import Edges
from gui.neurons.view import NeuronView
from gui.widgets.segmented import SegmentedControl


class EdgeSwitch(SegmentedControl):
    """Weights or contributions, for one view; it follows the view, too."""

    def __init__(self, view: NeuronView, parent: QWidget | None = None) -> None:
        choices = [("weights", "Weights"), ("contributions", "Contributions")]
        super().__init__(choices, view.edges.value, parent)
        self.setObjectName("edgeSwitch")
        self.setAccessibleName("What the edges show")
        self.setToolTip(
            "Weights: width and colour of an edge show W.\n"
            "Contributions: they show W times the value that comes along, for this sample; "
            "until it has come, W.\n"
            "On the way back both show the gradient q; the update then shows the new W, or what "
            "it contributes."
        )
        self._view = view
        self.changed.connect(self._on_changed)
        view.edges_changed.connect(self._on_edges)

    @Slot(str)
    def _on_changed(self, key: str) -> None:
        self._view.set_edges(Edges(key))

    @Slot(object)
    def _on_edges(self, edges: Edges) -> None:
        self.set_current(edges.value)
