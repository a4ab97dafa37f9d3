"""One feature: the fitted curve, or the probability of each class, over it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gui.model_view.frame import Frame
from gui.model_view.names import cut
from gui.model_view.numbers import percent, short
from gui.model_view.points_view import PointsView
from gui.theme import Theme, class_colour

HINT = (
    "The line is what the network predicts. Click a point to trace it; arrow keys go from point to "
    "point, Enter traces."
)

MOST_CLASSES = 5
"""The likeliest classes are told, no more of them."""


class CurveView(PointsView):
    """Predictions over the only feature, in front of the points."""

    hint = HINT
    square = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("model_curve")
        self.setAccessibleName("The fitted curve")
        self.setAccessibleDescription(HINT)
        self._classes: tuple[str, ...] = ()
        self._places: NDArray[np.float64] = np.zeros(0)
        self._curves: NDArray[np.float64] | None = None

    @property
    def curves(self) -> NDArray[np.float64] | None:
        """The predictions (G, m) that are drawn."""
        return self._curves

    def set_classes(self, names: Sequence[str]) -> None:
        """Name the classes, one curve each; none for regression. The old curves go."""
        self._classes = tuple(names)
        self.set_curves(self._places, None)

    def set_curves(self, places: NDArray[np.floating], curves: NDArray[np.floating] | None) -> None:
        """Show predictions (G, m) at places (G,), both in own units; None for none."""
        self._places = np.asarray(places, np.float64)
        self._curves = None if curves is None else np.asarray(curves, np.float64)
        self.update()

    def paint_over(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Draw the curves over the points, with a rim that keeps them apart."""
        if self._curves is None:
            return
        painter.setClipRect(frame.area)
        for number, curve in enumerate(self._curves.T):
            pixels = frame.to_pixels(np.stack([self._places, curve], axis=1))
            pixels = np.clip(np.nan_to_num(pixels, nan=-1e4), -1e4, 1e4)
            line = QPolygonF([QPointF(x, y) for x, y in pixels.tolist()])
            colour = class_colour(number, theme) if self._classes else theme.color("text")
            for shade, width in ((theme.color("background"), 4.0), (colour, 2.0)):
                pen = QPen(shade, width)
                pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                painter.setPen(pen)
                painter.drawPolyline(line)
        painter.setClipping(False)

    def describe_place(self, x: float, y: float) -> str:
        """The prediction above or below the mouse."""
        text = f"{cut(self._names[0])} {short(x)}"
        if self._curves is None:
            return text
        found = [float(np.interp(x, self._places, curve)) for curve in self._curves.T]
        if self._classes:
            pairs = sorted(zip(found, self._classes, strict=True), key=lambda pair: -pair[0])
            shares = [f"{cut(name)} {percent(share)}" for share, name in pairs[:MOST_CLASSES]]
            return f"{text}: " + ", ".join(shares) + (", …" if len(pairs) > MOST_CLASSES else "")
        return f"{text}: predicted {short(found[0])}"
