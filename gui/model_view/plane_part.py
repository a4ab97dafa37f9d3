"""The plane of two features or the curve over one, with all that belongs to it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from core.messages import Ready
from core.regions import LINE, SIDE
from core.slice_inputs import SliceInputs
from core.statistics import telling_pair
from gui.model_view import words
from gui.model_view.curve import CurveView
from gui.model_view.easel import Easel
from gui.model_view.feature_box import FeatureBox
from gui.model_view.legend import Legend
from gui.model_view.legends import legend_of
from gui.model_view.outlook import PAINTED_BOX, Outlook, outlook
from gui.model_view.paint_plane import PaintPlane
from gui.model_view.paint_tools import PaintTools
from gui.model_view.points import Member, describe
from gui.model_view.points_view import PointsView
from gui.model_view.shown import Picture
from gui.session import Grid, Origin, Sample, Session
from gui.theme import GRID, HALF
from gui.widgets.focus import only_by_tab

_ORIGINS = {
    Member.TRAINING: Origin.TRAIN,
    Member.DEVELOPMENT: Origin.DEVELOPMENT,
    Member.TEST: Origin.TEST,
}
_MEMBERS = {origin: member for member, origin in _ORIGINS.items()}
MOST_SIDE = 640
"""A plane is no larger than this, however wide the panel."""


class PlanePart(QWidget):
    """Asks the engine what it makes of the plane as long as it is shown."""

    said = Signal(str)
    """What is under the mouse, or what can be done."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._picture: Picture | None = None
        self._outlook: Outlook | None = None
        self._asked: SliceInputs | None = None
        self.across, self.up = FeatureBox(), FeatureBox()
        self.tools = PaintTools()
        self.plane, self.curve = PaintPlane(), CurveView()
        self.legend = Legend()
        self.edit = QPushButton("Paint on these points")
        only_by_tab(self.edit)
        self.easel = Easel(session, self.tools, self.plane)
        self._lay_out()
        session.sample_changed.connect(self._on_sample)
        session.grid_changed.connect(self.show_grid)
        for view in (self.plane, self.curve):
            view.chosen.connect(self._on_chosen)
            view.pointed.connect(self._on_pointed)
        for box in (self.across, self.up):
            box.activated.connect(self._on_axes)
        self.edit.clicked.connect(self._on_edit)
        self.easel.changed.connect(self._on_own_points)
        self.easel.taken_back.connect(self._on_taken_back)
        self.easel.hint_changed.connect(self._on_hint)

    @property
    def outlook(self) -> Outlook | None:
        """What is shown of the run; None while there is nothing to ask about."""
        return self._outlook

    def set_run(self, ready: Ready, picture: Picture) -> None:
        """Show a run as this picture, and ask for what it shows."""
        self._picture = picture
        plane, curve = picture is not Picture.CURVE, picture is Picture.CURVE
        self.plane.setVisible(plane)
        self.curve.setVisible(curve)
        self._axes_row.setVisible(picture is Picture.SLICE)
        painted = self.easel.in_use and picture is Picture.PLANE
        self.tools.setVisible(painted)
        paintable = picture is Picture.PLANE and words.is_paintable(ready)
        self.edit.setVisible(paintable and not painted)
        if picture is Picture.SLICE:
            self._offer_axes(ready)
        self._look(ready)

    def drop(self) -> None:
        """Take away what is shown of a model that is gone."""
        self.plane.set_answers(None)
        self.plane.set_wrong(None)
        self.curve.set_curves(np.zeros(0), None)
        self.curve.set_wrong(None)

    def stop(self) -> None:
        """Ask for nothing any more."""
        self._outlook = self._asked = None
        self._session.watch_grid(None)

    @Slot(object)
    def show_grid(self, grid: Grid | None) -> None:
        """Show what the model makes of the places that were asked about; None for nothing."""
        if grid is None:
            self.drop()
        elif grid.x is self._asked and self._outlook is not None:
            self._show_answers(self._outlook, grid)

    # What happens.

    @Slot(object)
    def _on_sample(self, sample: Sample) -> None:
        if self._outlook is not None and self.isVisible():
            self._mark(sample)
            if self._picture is Picture.SLICE:
                self._ask()

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        """Trace a sample: its number is the one in its part, as the session counts."""
        if self._outlook is not None:
            points = self._outlook.points
            origin = _ORIGINS[Member(points.part[row])]
            self._session.show_sample(origin, int(points.index[row]))

    @Slot()
    def _on_hint(self) -> None:
        self._on_pointed("")

    @Slot(str)
    def _on_pointed(self, text: str) -> None:
        painted = self.easel.in_use and self._picture is Picture.PLANE
        self.said.emit(text or (self.easel.hint if painted else words.hint(self._picture)))

    @Slot(int)
    def _on_axes(self, chosen: int) -> None:
        """Look at other features; two axes of the same would be a line."""
        if self.across.currentIndex() == self.up.currentIndex():
            other = self.up if self.sender() is self.across else self.across
            other.setCurrentIndex((chosen + 1) % other.count())
        if self._session.ready is not None:
            self._look(self._session.ready)

    @Slot()
    def _on_edit(self) -> None:
        if self._outlook is not None:
            self.easel.begin_with(self._outlook.points)

    @Slot()
    def _on_own_points(self) -> None:
        """Nothing can be learned from what is on the plane: the old regions say nothing of it."""
        self.stop()

    @Slot()
    def _on_taken_back(self) -> None:
        if self._session.ready is not None:
            self._look(self._session.ready)

    # What is shown.

    def _look(self, ready: Ready) -> None:
        """Show the points over the features that are chosen, and ask about the plane."""
        painted = self.easel.in_use and self._picture is Picture.PLANE
        found = outlook(ready, self._axes(ready), PAINTED_BOX if painted else None)
        self._outlook = found
        view = self._view()
        view.set_plane(found.box, found.names, found.limits, found.values)
        self._keep_square()
        if not painted or self.easel.take_over(ready):
            view.set_points(found.points, lambda row: describe(found.dataset, found.points, row))
            view.set_prompt("")
        self.plane.set_classes(ready.dataset.class_names, "softmax" in ready.config.output)
        self.curve.set_classes(ready.dataset.class_names)
        self.legend.set_content(*legend_of(found))
        self.easel.hand_pen()
        if view.points is found.points:
            self._mark(self._session.sample)
        if self._outlook is not None and not (painted and self.tools.painting.problem):
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
            picture = found.dataset.own_targets(picture)[:, 0]
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
            view, found = self._view(), self._outlook
            if sample is None:
                view.set_mark(None)
                return
            place = found.place_of(sample.x, sample.y)
            # Of many points some are left out: the one that is traced is there all the same.
            there = view.points is not None and view.points.has(place)
            part = _MEMBERS.get(sample.origin, Member.TRAINING)
            alone = None if there else found.lone_point(sample.x, sample.y, part, sample.index)
            view.set_mark(place, alone)

    def _view(self) -> PointsView:
        return self.curve if self._picture is Picture.CURVE else self.plane

    def _axes(self, ready: Ready) -> tuple[int, ...]:
        if self._picture is Picture.SLICE:
            return self.across.currentIndex(), self.up.currentIndex()
        return tuple(range(ready.dataset.inputs))

    def _offer_axes(self, ready: Ready) -> None:
        names = ready.dataset.feature_names
        if names != self.across.names:
            pair = telling_pair(ready.dataset) if len(names) > 1 else (0, 0)
            for feature, box in zip(pair, (self.across, self.up), strict=True):
                box.offer(names, feature)
            self._stack_axes()

    def _stack_axes(self) -> None:
        """Put the choices of features below each other where their names need the width."""
        half = (self.width() - GRID) // 2
        stacked = self.across.whole_width() > half  # both have the same names
        way = QBoxLayout.Direction
        self._choices.setDirection(way.TopToBottom if stacked else way.LeftToRight)
        self._choices.setSpacing(HALF if stacked else GRID)

    # Looks.

    def _lay_out(self) -> None:
        self.across.setAccessibleName("Feature to the right")
        self.up.setAccessibleName("Feature upwards")
        self.edit.setToolTip("Take these points over as your own, to add, erase and move some")
        self._axes_row = QWidget()
        self._choices = axes = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._axes_row)
        axes.setContentsMargins(0, 0, 0, 0)
        axes.setSpacing(GRID)
        for box in (self.across, self.up):
            axes.addWidget(box, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        # No higher than its parts can be: what stands below follows at once.
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetMinAndMaxSize)
        for row in (self._axes_row, self.tools):
            row.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column.addWidget(self._axes_row)
        column.addWidget(self.tools)
        column.addWidget(self.plane, 1)
        column.addWidget(self.curve, 1)
        column.addWidget(self.legend)
        column.addWidget(self.edit)

    def _keep_square(self) -> None:
        """Give a plane no more height than its width can use: the rest is for what is below."""
        for view in (self.plane, self.curve):
            view.setMaximumHeight(view.fitting_height(min(self.width(), MOST_SIDE)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the plane square."""
        super().resizeEvent(event)
        self._keep_square()
        self._stack_axes()

    def hideEvent(self, event: QHideEvent) -> None:
        """Spare the engine the work."""
        super().hideEvent(event)
        self.stop()
