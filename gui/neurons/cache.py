"""Pictures of what stands still, so that a frame repaints only what moves.

The edges of all layers lie on one opaque picture, band beside band; a band is painted anew when
what its edges show has changed. Each unit has a picture of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QLineF, QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from gui.drawing.qt import qrect
from gui.neurons.context import Context
from gui.neurons.edges import count_shown, lines_of, paint_edges
from gui.neurons.moment import Sort, Turn
from gui.neurons.painter import paint_loss_lines
from gui.neurons.scene import Band, Scene, Unit
from gui.neurons.units import paint_unit, shown

_MARGIN = 6.0


@dataclass(slots=True)
class Cache:
    """Of one scene, one theme and one trace, at one pixel ratio."""

    scene: Scene
    ratio: float
    ground: QPixmap | None = None
    bands: dict[int, object] = field(default_factory=dict)
    """What each band on the ground shows."""
    lines: dict[int, list[list[QLineF]]] = field(default_factory=dict)
    units: dict[tuple[int, int], tuple[object, QPoint, QPixmap]] = field(default_factory=dict)
    """By column and index: what each shows, where its picture stands, and the picture."""

    def forget(self) -> None:
        """Paint everything anew: there are other numbers or other colours."""
        self.ground = None
        self.bands.clear()
        self.units.clear()

    def paint(self, painter: QPainter, context: Context) -> None:
        """Draw edges and units."""
        self._renew_ground(context)
        if self.ground is not None:
            painter.drawPixmap(0, 0, self.ground)

    def paint_units(self, painter: QPainter, context: Context) -> None:
        """Draw the units."""
        for column in self.scene.columns:
            state = None if context.moment is None else context.moment.column(column.number)
            for unit in column.units:
                place = column.number, unit.index
                what = shown(unit, state, context)
                known = self.units.get(place)
                if known is None or known[0] != what:
                    known = (what, *self._picture(unit, context))
                    self.units[place] = known
                painter.drawPixmap(known[1], known[2])

    def _picture(self, unit: Unit, context: Context) -> tuple[QPoint, QPixmap]:
        parts = list(unit.parts())
        x = int(min(part.x for part in parts) - _MARGIN)
        y = int(min(part.y for part in parts) - _MARGIN)
        wide = max(part.right for part in parts) + _MARGIN - x
        high = max(part.bottom for part in parts) + _MARGIN - y
        picture = QPixmap(int(wide * self.ratio) + 1, int(high * self.ratio) + 1)
        picture.setDevicePixelRatio(self.ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-x, -y)
        paint_unit(painter, unit, context)
        painter.end()
        return QPoint(x, y), picture

    def _renew_ground(self, context: Context) -> None:
        ground, whole = self.ground, False
        if ground is None:
            scene = self.scene
            ground = QPixmap(
                max(int(scene.width * self.ratio), 1), max(int(scene.height * self.ratio), 1)
            )
            ground.setDevicePixelRatio(self.ratio)
            ground.fill(context.theme.color("background"))
            self.ground, whole = ground, True
        stale = [
            (band, turn)
            for band in self.scene.bands
            for turn in [None if context.moment is None else context.moment.turn(band.number)]
            if whole or self.bands.get(band.number, self) != _shown(turn, band)
        ]
        if not stale and not whole:
            return
        painter = QPainter(ground)
        for band, turn in stale:
            if band.number not in self.lines:
                self.lines[band.number] = lines_of(band)
            box = qrect(band.rect)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setClipRect(QRectF(box.x(), 0, box.width(), self.scene.height))
            painter.fillRect(box, context.theme.color("background"))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_edges(painter, band, self.lines[band.number], turn, context)
            self.bands[band.number] = _shown(turn, band)
        if whole:
            painter.setClipping(False)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_loss_lines(painter, context)
        painter.end()


def _shown(turn: Turn | None, band: Band) -> tuple[Sort, Sort, int] | None:
    """What decides how a band looks: not the exact moment, but how many of its targets changed."""
    if turn is None:
        return None
    return turn.before, turn.after, count_shown(turn, band)
