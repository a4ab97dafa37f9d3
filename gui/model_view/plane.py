"""The plane of two features: decision regions, or the height of a regression."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from core.regions import SIDE, boundary, region_colours, regions
from gui.model_view.frame import Frame
from gui.model_view.names import cut
from gui.model_view.numbers import percent, short
from gui.model_view.points_view import PointsView
from gui.plots.config import pg
from gui.theme import Theme, class_colours, current_theme, rgba_image, values_rgba

HINT = (
    "Colour: what the network makes of each place. Click a point to trace it; arrow keys go from "
    "point to point, Enter traces."
)


class PlaneView(PointsView):
    """What the model makes of every place of the plane, behind the points."""

    hint = HINT

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("model_plane")
        self.setAccessibleName("What the network makes of the plane")
        self.setAccessibleDescription(HINT)
        self._classes: tuple[str, ...] = ()
        self._probabilities = True
        self._answers: NDArray[np.floating] | None = None
        self._image: QImage | None = None
        self._boundary = QPainterPath()

    @property
    def image(self) -> QImage | None:
        """The picture of the regions, one pixel a cell; None while nothing is known."""
        return self._image

    @property
    def boundary(self) -> QPainterPath:
        """The line between the regions, in cells."""
        return self._boundary

    def set_classes(self, names: Sequence[str], probabilities: bool) -> None:
        """Name the classes; none for regression. What is shown of the model goes."""
        self._classes, self._probabilities = tuple(names), probabilities
        self.set_answers(None)

    def set_answers(self, answers: NDArray[np.floating] | None) -> None:
        """Show outputs (SIDE * SIDE, K), or targets (SIDE * SIDE,) in own units; None for none."""
        if answers is None:
            self._answers, self._image, self._boundary = None, None, QPainterPath()
        else:
            grid = np.asarray(answers)
            self._answers = grid.reshape(SIDE, SIDE, *grid.shape[1:])
            self._draw()
        self.update()

    def forget(self) -> None:
        """Paint everything anew, the colours of the regions too."""
        if self._answers is not None:
            self._draw()
        super().forget()

    def _draw(self) -> None:
        assert self._answers is not None
        theme = current_theme()
        if self._answers.ndim == 2:
            low, high = self._values or (0.0, 1.0)
            self._image = rgba_image(values_rgba(self._answers, low, high, theme))
            return
        colours = _rgb(class_colours(len(self._classes), theme))
        ground = _rgb([theme.background])[0]
        found = regions(self._answers)
        self._image = rgba_image(region_colours(found, colours, ground))
        ends = boundary(self._answers, found.winner).reshape(-1, 2)
        self._boundary = pg.arrayToQPath(ends[:, 0], ends[:, 1], connect="pairs")

    def paint_model(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Paint the regions, smoothly enlarged, and the line between them."""
        if self._image is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(frame.area, self._image, QRectF(self._image.rect()))
        if not self._boundary.isEmpty():
            painter.translate(frame.area.topLeft())
            painter.scale(frame.area.width() / SIDE, frame.area.height() / SIDE)
            # One pixel: a thousand wider lines take 5 ms instead of 0.2.
            pen = QPen(theme.color("text"), 1.0)
            pen.setCosmetic(True)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawPath(self._boundary)

    def describe_place(self, x: float, y: float) -> str:
        """The answer of the nearest cell."""
        names = f"{cut(self._names[0])} {short(x)}, {cut(self._names[1])} {short(y)}"
        if self._answers is None:
            return names
        box = self._box
        column = min(max(int((x - box.left) / box.width * SIDE), 0), SIDE - 1)
        row = min(max(int((box.top - y) / box.height * SIDE), 0), SIDE - 1)
        answer = self._answers[row, column]
        if answer.ndim == 0:
            return f"{names}: predicted {short(float(answer))}"
        winner = int(regions(answer).winner)
        sure = percent(answer[winner]) if self._probabilities else short(float(answer[winner]))
        return f"{names}: {cut(self._classes[winner])}, {sure}"


def _rgb(colours: Sequence[str]) -> NDArray[np.uint8]:
    """Colours "#rrggbb" as (N, 3)."""
    return np.array([list(bytes.fromhex(colour[1:])) for colour in colours], np.uint8)
