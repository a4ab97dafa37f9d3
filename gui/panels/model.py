"""What the model makes of the data: the plane, the curve, the coefficients, the rows of W."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.data_config import DataConfig
from core.datasets.catalog import PAINTED
from core.datasets.painted_start import points_of
from core.least_squares import Coefficients
from core.messages import Ready
from core.regions import LINE, SIDE, own_targets
from gui.model_view import words
from gui.model_view.coefficients import CoefficientTable
from gui.model_view.curve import CurveView
from gui.model_view.fit import Fit
from gui.model_view.legend import Legend
from gui.model_view.legends import legend_of, legend_of_weights
from gui.model_view.outlook import PAINTED_BOX, Outlook, outlook
from gui.model_view.paint_plane import PaintPlane
from gui.model_view.paint_tools import PaintTools
from gui.model_view.painting import Tool
from gui.model_view.points import describe, of_painting
from gui.model_view.points_view import PointsView
from gui.model_view.shown import Picture, is_linear_regression, picture_for
from gui.model_view.weight_images import WeightImages
from gui.session import Grid, Origin, Sample, Session
from gui.setup.scroll import VerticalScrollArea
from gui.theme import GRID, HALF, Look, set_look
from gui.widgets.basics import WrappedLabel

MOST_SIDE = 640
"""A plane is no larger than this, however wide the panel."""


class ModelPanel(QWidget):
    """Chooses the picture that suits the run; asks the engine only while it is shown."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("model")
        self.setAccessibleName("What the model makes of the data")
        self._session = session
        self._picture: Picture | None = None
        self._outlook: Outlook | None = None
        self._asked: np.ndarray[tuple[int, ...], np.dtype[np.float32]] | None = None
        self._shown_run: Ready | None = None
        self._fit: Fit | None = None
        self._applied: tuple[object, ...] | None = None

        self.title = QLabel()
        set_look(self.title, Look.TITLE)
        self.caption = WrappedLabel()
        set_look(self.caption, Look.SMALL)
        self.across, self.up = QComboBox(), QComboBox()
        self.tools = PaintTools()
        self.plane, self.curve = PaintPlane(), CurveView()
        self.weights = WeightImages()
        self.weights_area = VerticalScrollArea(self.weights)
        self.legend = Legend()
        self.readout = WrappedLabel()
        set_look(self.readout, Look.SMALL)
        self.table = CoefficientTable()
        self.edit = QPushButton("Paint on these points")
        self._lay_out()

        session.run_ready.connect(self._on_ready)
        session.sample_changed.connect(self._on_sample)
        session.grid_changed.connect(self.show_grid)
        session.model_changed.connect(self._on_model)
        for view in (self.plane, self.curve):
            view.chosen.connect(self._on_chosen)
            view.pointed.connect(self._on_pointed)
        self.weights.pointed.connect(self._on_pointed)
        self.weights.scale_changed.connect(self._on_scale)
        for box in (self.across, self.up):
            box.activated.connect(self._on_axes)
        self.tools.painted.connect(self._on_painted)
        self.tools.finished.connect(self._on_painting_done)
        self.tools.tool_changed.connect(self._hand_pen)
        self.edit.clicked.connect(self._on_edit)
        self._refresh()

    @property
    def picture(self) -> Picture | None:
        """Which picture is shown; None before the first run."""
        return self._picture

    # What happens.

    @Slot(object)
    def _on_ready(self, _record: Ready) -> None:
        self._drop()
        if self.isVisible():
            self._refresh()

    @Slot(object)
    def _on_sample(self, sample: Sample) -> None:
        if self._outlook is None or not self.isVisible():
            return
        self._mark(sample)
        if self._picture is Picture.SLICE:
            self._ask()

    @Slot(object)
    def show_grid(self, grid: Grid | None) -> None:
        """Show what the model makes of the places that were asked about; None for nothing."""
        if grid is None:
            self._drop()
        elif grid.x is self._asked and self._outlook is not None:
            self._show_answers(self._outlook, grid)

    @Slot()
    def _on_model(self) -> None:
        ready, parameters = self._session.ready, self._session.parameters
        if parameters is None or ready is None or not self.isVisible():
            return
        if ready is not self._shown_run:
            return
        if self._picture is Picture.IMAGES:
            self.weights.set_weights(parameters["W_1"])
        if self._fit is not None:
            weights = np.asarray(parameters["W_1"], np.float64)
            intercept = np.asarray(parameters["b_1"], np.float64)
            self.table.set_learned(Coefficients(intercept, weights))

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        """Trace a sample: its number is the one in its part, as the session counts."""
        if self._outlook is None:
            return
        points = self._outlook.points
        origin = Origin.TEST if points.test[row] else Origin.TRAIN
        self._session.show_sample(origin, int(points.index[row]))

    @Slot(str)
    def _on_pointed(self, text: str) -> None:
        self.readout.setText(text or self._hint())

    @Slot(float)
    def _on_scale(self, scale: float) -> None:
        self.legend.set_content(*legend_of_weights(scale))

    @Slot()
    def _on_axes(self) -> None:
        """Look at other features; two axes of the same would be a line."""
        first, second = self.across.currentIndex(), self.up.currentIndex()
        if first == second:
            box = self.up if self.sender() is self.across else self.across
            box.setCurrentIndex((first + 1) % box.count())
        if self._session.ready is not None:
            self._look(self._session.ready)

    # Painting.

    @Slot()
    def _on_edit(self) -> None:
        """Make the points that are shown one's own."""
        found = self._outlook
        if found is None or found.points.label is None:
            return
        points = points_of(found.points.place, found.points.label)
        if points is not None:
            config = self._session.config
            data = DataConfig(points=points, test_share=config.data.test_share)
            self._session.apply(replace(config, dataset=PAINTED, data=data))

    @Slot()
    def _on_painted(self) -> None:
        """Show the points as they are now, long before a network learns from them."""
        painting = self.tools.painting
        self.plane.set_points(of_painting(painting.points), words.painted_point(painting.points))
        self.plane.set_mark(None)
        self.plane.set_prompt(painting.problem if not painting.points else "")
        self.readout.setText(self._hint())
        if painting.problem and not painting.is_stroking:
            self._outlook = self._asked = None
            self._session.watch_grid(None)

    @Slot()
    def _on_painting_done(self) -> None:
        """Set up the run anew with these points, if something can be learned from them."""
        painting, config = self.tools.painting, self._session.config
        if painting.problem:
            return
        self._applied = painting.points
        data = replace(config.data, points=painting.points)
        if data != config.data or config.dataset != PAINTED:
            self._session.apply(replace(config, dataset=PAINTED, data=data))
        elif self._session.ready is not None:  # as it was before: taken back
            self._look(self._session.ready)

    @Slot()
    def _hand_pen(self) -> None:
        painting = self._is_painted() and self.tools.painting.tool is not Tool.TRACE
        keys = self.tools if self._is_painted() else None
        self.plane.set_pen(self.tools if painting else None, keys)
        self.readout.setText(self._hint())

    def _hint(self) -> str:
        """What can be done, or what is missing, while nothing is pointed at."""
        if not self._is_painted():
            return words.hint(self._picture)
        painting = self.tools.painting
        return painting.note or painting.problem or words.hint(self._picture, self.plane.paints)

    def _is_painted(self) -> bool:
        return self._session.dataset is not None and self._session.dataset.name == PAINTED

    # What is shown.

    def _drop(self) -> None:
        """Take away what is shown of a model that is gone."""
        self.plane.set_answers(None)
        self.plane.set_wrong(None)
        self.curve.set_curves(np.zeros(0), None)
        if self._session.ready is not self._shown_run:
            self.weights.set_weights(None)
            self.table.set_learned(None)

    def _refresh(self) -> None:
        """Choose the picture for the run that stands, and ask for what it shows."""
        ready = self._session.ready
        self._shown_run = ready
        self._picture = None if ready is None else picture_for(ready.dataset, ready.config)
        self._arrange()
        if ready is None:
            self.title.setText("")
            self.caption.setText(words.EMPTY)
            self.caption.setVisible(True)
            return
        linear = is_linear_regression(ready.dataset, ready.config)
        if not linear:
            self._fit = None
        elif self._fit is None or not self._fit.is_of(ready.dataset, ready.split.train):
            self._fit = Fit(ready.dataset, ready.split.train)
        self.table.set_fit(self._fit)
        if self._picture is Picture.SLICE:
            self._offer_axes(ready)
        if self._picture is Picture.IMAGES:
            titles, kind = words.unit_titles(ready)
            shape = ready.dataset.image_shape or (1, 1)
            self.weights.set_units(titles, shape, kind)
        if self._picture in (Picture.PLANE, Picture.CURVE, Picture.SLICE):
            self._look(ready)
        else:
            self._outlook = self._asked = None
        self.title.setText(words.title(self._picture, ready))
        self.caption.setText(words.caption(self._picture, ready, self._outlook))
        self.caption.setVisible(bool(self.caption.text()))
        self.readout.setText(self._hint())
        self._on_model()

    def _look(self, ready: Ready) -> None:
        """Show the points over the features that are chosen, and ask about the plane."""
        axes = self._axes(ready)
        painted = self._is_painted()
        found = outlook(ready, axes, PAINTED_BOX if painted else None)
        self._outlook = found
        view = self._view()
        view.set_plane(found.box, found.names, found.limits, found.values)
        self._keep_square()
        if painted and self._applied != ready.config.data.points:
            self._applied = ready.config.data.points
            self.tools.load(ready.config.data.points)
        if painted and self.tools.painting.points != ready.config.data.points:
            self._on_painted()  # what is being painted is newer
            if self.tools.painting.problem:
                return
        else:
            view.set_points(found.points, lambda row: describe(found.dataset, found.points, row))
            view.set_prompt("")
        names = ready.dataset.class_names
        self.plane.set_classes(names, "softmax" in ready.config.output)
        self.curve.set_classes(names)
        self.legend.set_content(*legend_of(found))
        self._hand_pen()
        self._mark(self._session.sample)
        self._ask()

    def _ask(self) -> None:
        """Ask the engine what it makes of the plane, from now on."""
        if self._outlook is None or not self.isVisible():
            return
        sample = self._session.sample
        held = sample.x if sample is not None and self._picture is Picture.SLICE else None
        self._asked = self._outlook.inputs(held)
        self._session.watch_grid(self._asked)

    def _show_answers(self, found: Outlook, grid: Grid) -> None:
        count = LINE if self._picture is Picture.CURVE else SIDE * SIDE
        picture, points = grid.values[:count], grid.values[count:]
        if not found.classes:
            picture = own_targets(found.dataset, picture)[:, 0]
        if self._picture is Picture.CURVE:
            places = np.linspace(found.box.left, found.box.right, LINE)
            self.curve.set_curves(places, picture.reshape(LINE, -1))
        else:
            self.plane.set_answers(picture)
        view = self._view()
        if view.points is found.points:
            view.set_wrong(found.wrong(points))

    def _mark(self, sample: Sample | None) -> None:
        if self._outlook is not None:
            place = None if sample is None else self._outlook.place_of(sample.x, sample.y)
            self._view().set_mark(place)

    def _view(self) -> PointsView:
        return self.curve if self._picture is Picture.CURVE else self.plane

    def _axes(self, ready: Ready) -> tuple[int, ...]:
        if self._picture is Picture.SLICE:
            return self.across.currentIndex(), self.up.currentIndex()
        return tuple(range(ready.dataset.inputs))

    def _offer_axes(self, ready: Ready) -> None:
        names = list(ready.dataset.feature_names)
        if names == [self.across.itemText(k) for k in range(self.across.count())]:
            return
        for number, box in enumerate((self.across, self.up)):
            box.clear()
            box.addItems(names)
            box.setCurrentIndex(number)

    # Looks.

    def _lay_out(self) -> None:
        self.across.setAccessibleName("Feature to the right")
        self.up.setAccessibleName("Feature upwards")
        self.edit.setToolTip("Take these points over as your own, to add, erase and move some")
        axes = QHBoxLayout()
        axes.setSpacing(GRID)
        for box in (self.across, self.up):
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(4)
            box.setMinimumWidth(96)
            axes.addWidget(box, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(HALF)
        column.addWidget(self.title)
        column.addWidget(self.caption)
        column.addLayout(axes)
        column.addWidget(self.tools)
        for view in (self.plane, self.curve, self.weights_area):
            column.addWidget(view, 4)
        column.addWidget(self.legend)
        column.addWidget(self.table)
        column.addWidget(self.edit)
        column.addWidget(self.readout)
        column.addStretch(0)

    def _arrange(self) -> None:
        """Show the widgets of the picture, and no others."""
        picture = self._picture
        plane = picture in (Picture.PLANE, Picture.SLICE)
        painted = self._is_painted() and picture is Picture.PLANE
        ready = self._session.ready
        linear = ready is not None and is_linear_regression(ready.dataset, ready.config)
        self.plane.setVisible(plane)
        self.curve.setVisible(picture is Picture.CURVE)
        self.weights_area.setVisible(picture is Picture.IMAGES)
        self.across.setVisible(picture is Picture.SLICE)
        self.up.setVisible(picture is Picture.SLICE)
        self.tools.setVisible(painted)
        self.table.setVisible(linear)
        self.legend.setVisible(picture not in (None, Picture.TABLE))
        self.readout.setVisible(picture not in (None, Picture.TABLE))
        paintable = ready is not None and words.is_paintable(ready)
        self.edit.setVisible(picture is Picture.PLANE and not painted and paintable)

    def _keep_square(self) -> None:
        """Give a plane no more height than its width can use: the rest is for what is below."""
        width = min(self.width() - 2 * GRID, MOST_SIDE)
        for view in (self.plane, self.curve):
            view.setMaximumHeight(view.fitting_height(width))

    def sizeHint(self) -> QSize:
        """Ask for the width of a side column."""
        return QSize(280, 560)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the plane square: what is left below is for the rest."""
        super().resizeEvent(event)
        self._keep_square()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask from now on."""
        super().showEvent(event)
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Spare the engine the work."""
        super().hideEvent(event)
        self._asked = None
        self._session.watch_grid(None)
