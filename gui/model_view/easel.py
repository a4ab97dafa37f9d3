"""Painting and the session: strokes become points at once, and a run when they are complete."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from core.data_config import DataConfig
from core.datasets.catalog import PAINTED
from core.datasets.painted_from import points_of
from core.messages import Ready
from gui.model_view import words
from gui.model_view.paint_plane import PaintPlane
from gui.model_view.paint_tools import PaintTools
from gui.model_view.painting import Tool
from gui.model_view.points import Points, of_painting
from gui.session import Session


class Easel(QObject):
    """Holds tools and plane together while the points of the run are painted ones."""

    changed = Signal()
    """Other points are on the plane than those that the network knows."""
    taken_back = Signal()
    """They are those that the network knows again."""
    hint_changed = Signal()

    def __init__(self, session: Session, tools: PaintTools, plane: PaintPlane) -> None:
        super().__init__(plane)
        self._session = session
        self._tools = tools
        self._plane = plane
        self._applied: tuple[object, ...] | None = None
        """The points of the latest run that was asked for: others come from elsewhere."""
        tools.painted.connect(self._on_painted)
        tools.finished.connect(self._on_finished)
        tools.tool_changed.connect(self.hand_pen)

    @property
    def in_use(self) -> bool:
        """True if the points of the run that stands are painted ones."""
        return self._session.dataset is not None and self._session.dataset.name == PAINTED

    @property
    def hint(self) -> str:
        """What is missing before anything can be learned, or what can be done."""
        painting = self._tools.painting
        return painting.note or painting.problem or words.painting_hint(self._plane.paints)

    def take_over(self, ready: Ready) -> bool:
        """Begin with the points of a run, unless they are ours and we are further already.

        True if what is on the plane is what the network knows.
        """
        wished, known = self._session.config, ready.config.data.points
        # With too few points there is no run of them: what is wished is further than what stands.
        points = wished.data.points if wished.dataset == PAINTED else known
        if self._applied != points:
            self._applied = points
            self._tools.load(points)
        if self._tools.painting.points == known:
            self._plane.set_prompt("")
            return True
        self._on_painted()
        return False

    def begin_with(self, points: Points) -> None:
        """Make the points of another data set one's own."""
        found = None if points.label is None else points_of(points.place, points.label)
        if found is not None:
            config = self._session.config
            data = DataConfig(points=found, test_share=config.data.test_share)
            self._session.apply(replace(config, dataset=PAINTED, data=data))

    @Slot()
    def hand_pen(self) -> None:
        """Let the mouse paint, or choose points."""
        if self.in_use:
            paints = self._tools.painting.tool is not Tool.TRACE
            self._plane.set_pen(self._tools if paints else None, self._tools)
        else:
            self._plane.set_pen(None)
        self.hint_changed.emit()

    @Slot()
    def _on_painted(self) -> None:
        """Show the points as they are now, long before a network learns from them."""
        painting = self._tools.painting
        self._plane.set_points(of_painting(painting.points), words.painted_point(painting.points))
        self._plane.set_mark(None)
        self._plane.set_prompt("" if painting.points else painting.problem)
        self.hint_changed.emit()
        if painting.problem and not painting.is_stroking:
            self.changed.emit()

    @Slot()
    def _on_finished(self) -> None:
        """Set up the run anew with these points, and say so if it is the one that stands.

        Points from which nothing can be learned are the run's too: the session then trains on no
        others.
        """
        points, config = self._tools.painting.points, self._session.config
        self._applied = points
        data = replace(config.data, points=points)
        if data != config.data or config.dataset != PAINTED:
            self._session.apply(replace(config, dataset=PAINTED, data=data))
        ready = self._session.ready
        known = ready is not None and ready.config.data.points == points
        if known and self.in_use and not self._session.loading:
            self.taken_back.emit()
