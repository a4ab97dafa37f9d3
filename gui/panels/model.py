"""What the model makes of the data: the plane, the curve, the coefficients, the rows of W."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from core.least_squares import Coefficients
from core.messages import Ready
from gui.background import Background
from gui.model_view import words
from gui.model_view.coefficients import CoefficientTable
from gui.model_view.fit import Fit
from gui.model_view.legend import Legend
from gui.model_view.legends import legend_of_weights
from gui.model_view.plane_part import PlanePart
from gui.model_view.shown import Picture, is_linear_regression, picture_for
from gui.model_view.weight_images import WeightImages
from gui.session import Session
from gui.setup.scroll import VerticalScrollArea
from gui.theme import GRID, HALF, Look, set_look
from gui.widgets.basics import WrappedLabel

_PLANES = (Picture.PLANE, Picture.SLICE, Picture.CURVE)


class ModelPanel(QWidget):
    """Chooses the picture that suits the run; asks the engine only while it is shown."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("model")
        self.setAccessibleName("What the model makes of the data")
        self._session = session
        self._picture: Picture | None = None
        self._shown_run: Ready | None = None
        self._fit: Fit | None = None

        self.title = QLabel()
        set_look(self.title, Look.TITLE)
        self.caption = WrappedLabel()
        set_look(self.caption, Look.SMALL)
        self.part = PlanePart(session)
        self.weights = WeightImages()
        self.weights_area = VerticalScrollArea(self.weights)
        self.weights_legend = Legend()
        self.table = CoefficientTable()
        self.readout = WrappedLabel()
        set_look(self.readout, Look.SMALL)
        self._lay_out()

        self._solver = Background("least squares", self)
        self._solver.finished.connect(self._on_solved)
        session.run_ready.connect(self._on_ready)
        session.model_changed.connect(self._on_model)
        self.part.said.connect(self.readout.setText)
        self.weights.pointed.connect(self._on_pixel)
        self.weights.scale_changed.connect(self._on_scale)
        self._refresh()

    @property
    def picture(self) -> Picture | None:
        """Which picture is shown; None before the first run."""
        return self._picture

    # What happens.

    @Slot(object)
    def _on_ready(self, _record: Ready) -> None:
        """Take away at once what is shown of the run before."""
        self.part.drop()
        self.weights.set_weights(None)
        self.table.set_learned(None)
        if self.isVisible():
            self._refresh()

    @Slot()
    def _on_model(self) -> None:
        parameters = self._session.parameters
        if parameters is None or not self.isVisible():
            return
        if self._session.ready is not self._shown_run:
            return
        if self._picture is Picture.IMAGES:
            self.weights.set_weights(parameters["W_1"])
        if self._fit is not None:
            weights = np.asarray(parameters["W_1"], np.float64)
            intercept = np.asarray(parameters["b_1"], np.float64)
            self.table.set_learned(Coefficients(intercept, weights))

    @Slot(str)
    def _on_pixel(self, text: str) -> None:
        self.readout.setText(text or words.hint(self._picture))

    @Slot(float)
    def _on_scale(self, scale: float) -> None:
        self.weights_legend.set_content(*legend_of_weights(scale))

    # What is shown.

    def _refresh(self) -> None:
        """Choose the picture for the run that stands, and ask for what it shows."""
        ready = self._session.ready
        self._shown_run = ready
        self._picture = None if ready is None else picture_for(ready.dataset, ready.config)
        images = self._picture is Picture.IMAGES
        linear = ready is not None and is_linear_regression(ready.dataset, ready.config)
        self.part.setVisible(self._picture in _PLANES)
        self.weights_area.setVisible(images)
        self.weights_legend.setVisible(images)
        self.table.setVisible(linear)
        self.readout.setVisible(images or self._picture in _PLANES)
        self.readout.setText(words.hint(self._picture))
        if ready is None or self._picture is None:
            self.title.setText("")
            self._set_caption(words.EMPTY)
            return
        self._set_fit(ready if linear else None)
        if images:
            titles, kind = words.unit_titles(ready)
            self.weights.set_units(titles, ready.dataset.image_shape or (1, 1), kind)
        if self._picture in _PLANES:
            self.part.set_run(ready, self._picture)
        self.title.setText(words.title(self._picture, ready))
        self._set_caption(words.caption(self._picture, ready, self.part.outlook))
        self._on_model()

    def _set_fit(self, ready: Ready | None) -> None:
        """Solve the least squares, unless it has been done for these very data."""
        if ready is None:
            self._fit = None
        elif self._fit is None or not self._fit.is_of(ready.dataset, ready.split.train):
            dataset, part = ready.dataset, ready.split.train
            self._fit = Fit(dataset, part) if Fit.is_quick(part) else None
            if self._fit is None:
                self._solver.start(lambda _work: Fit(dataset, part))
        self.table.set_fit(self._fit)

    @Slot(object)
    def _on_solved(self, fit: Fit) -> None:
        """Take a solution that took a while, if it is still wanted."""
        ready = self._shown_run
        wanted = ready is not None and self._picture is not None and self.table.isVisibleTo(self)
        if wanted and ready is not None and fit.is_of(ready.dataset, ready.split.train):
            self._fit = fit
            self.table.set_fit(fit)
            self._on_model()

    def _set_caption(self, text: str) -> None:
        self.caption.setText(text)
        self.caption.setVisible(bool(text))

    # Looks.

    def _lay_out(self) -> None:
        # Scrolled where a low window has no room for all of it: the window never grows for it.
        content = QWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(VerticalScrollArea(content))
        column = QVBoxLayout(content)
        column.setContentsMargins(GRID, GRID, 0, GRID)  # on the right is the scroll bar's place
        column.setSpacing(HALF)
        rows = QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored
        self.weights_area.setSizePolicy(*rows)  # these scroll by themselves
        column.addWidget(self.title)
        column.addWidget(self.caption)
        column.addWidget(self.part, 4)
        column.addWidget(self.weights_area, 4)
        column.addWidget(self.weights_legend)
        column.addWidget(self.table)
        column.addWidget(self.readout)
        column.addStretch(0)

    def sizeHint(self) -> QSize:
        """Ask for the width of a side column."""
        return QSize(280, 560)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask from now on."""
        super().showEvent(event)
        self._refresh()
