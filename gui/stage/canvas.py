"""The picture of a scene as a widget: it lays out, paints and scrolls."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from PySide6.QtCore import QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from core.formula import NumberStyle
from core.key import Key, values_of
from core.models import Network
from core.notation import PROGRESSIVE, Notation
from core.timeline import Beat, StageState
from core.trace import Trace
from gui.drawing.qt import qrect
from gui.drawing.rect import Rect
from gui.stage.cells import NOTHING
from gui.stage.context import Context
from gui.stage.labels import labels_of
from gui.stage.layout import Names, layout
from gui.stage.lettering import Lettering
from gui.stage.motion import home_of, paint_beat
from gui.stage.painter import RING, paint, paint_marks
from gui.stage.pictures import Pictures, PixelMaps
from gui.stage.readout import Words, entry_of
from gui.stage.scales import Scales, scales_of
from gui.stage.scene import Kind, Scene, Spot, Thing
from gui.stage.scrolling import reveal, scene_for, set_scroll_bars
from gui.stage.still import StillLayer
from gui.stage.text import FontMeasure
from gui.stage.zoom_layer import ZoomLayer
from gui.theme import current_theme, theme_source

_EMPTY = Scene(0, 0, (), ())


class StageCanvas(QAbstractScrollArea):
    """Shows the trace of one sample, at a moment of its animation."""

    scales_changed = Signal(object)
    """`Scales` of the trace that is shown, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._network: Network | None = None
        self._names = Names()
        self._notation = PROGRESSIVE
        self._image_shape: tuple[int, int] | None = None
        self._words: Words | None = None
        self._trace: Trace | None = None
        self._shared = False
        self._split = False
        self._style = NumberStyle()
        self._scene = _EMPTY
        self._lettering = Lettering(theme_source().text_scale)
        self._context = Context(current_theme(), self._lettering.largest.fonts)
        self._maps = PixelMaps(1.0)
        self._still = StillLayer()
        self._zoom = ZoomLayer()
        theme_source().changed.connect(self._on_theme)

    # What is shown.

    @property
    def scene_shown(self) -> Scene:
        """The layout in force."""
        return self._scene

    @property
    def scales(self) -> Scales | None:
        """The scales of the trace that is shown."""
        pictures = self._context.pictures
        return None if pictures is None else pictures.scales

    @property
    def context(self) -> Context:
        """What the next painting depends on."""
        return self._context

    @property
    def spot(self) -> Spot | None:
        """What has the focus."""
        return self._context.focus

    def set_network(
        self, network: Network, image_shape: tuple[int, int] | None, names: Names
    ) -> None:
        """Show another network, still without values."""
        self._network, self._image_shape, self._names = network, image_shape, names
        last = len(network.layers) + 1
        self._words = Words(
            labels_of(network, self._notation, split=self._split),
            names.features,
            names.outputs,
            image_shape,
            last,
            classes=network.classes > 0,
            style=self._style,
        )
        self._trace = None
        self._still.forget()
        self._context = Context(
            current_theme(),
            self._context.fonts,
            outputs=names.outputs,
            classes=network.classes > 0,
            last=last,
            symbols=self._words.labels.symbols,
            descent=self._context.descent,
            lit=self._context.lit,
            lit_entry=self._context.lit_entry,
            style=self._style,
        )
        self._lay_out()

    @Slot(object)
    def set_notation(self, notation: Notation) -> None:
        """Write everything in other symbols."""
        self._notation = notation
        self._write_anew()

    @Slot(object)
    def set_style(self, style: NumberStyle) -> None:
        """Write numbers with other digits, or with another decimal sign."""
        if style == self._style:
            return
        signs = style.comma is not self._style.comma
        self._style = style
        self._context = replace(self._context, style=style)
        if self._words is not None:
            self._words = replace(self._words, style=style)
        if signs:
            self._lay_out()  # shapes are written with it
        self._tell()
        self.viewport().update()

    @property
    def split(self) -> bool:
        """True if affine maps and activations are shown apart."""
        return self._split

    @Slot(bool)
    def set_split(self, split: bool) -> None:
        """Show affine maps and activations apart, with the scores between them; or as one."""
        if split != self._split:
            self._split = split
            self._write_anew()

    def _write_anew(self) -> None:
        if self._network is not None and self._words is not None:
            labels = labels_of(self._network, self._notation, split=self._split)
            self._words = replace(self._words, labels=labels)
            self._context = replace(self._context, symbols=labels.symbols)
            self._lay_out()

    def set_trace(self, trace: Trace | None, target: int | None, target_text: str) -> None:
        """Show the values of a trace, or that there are none.

        Args:
            trace: of the network that was set last.
            target: the true class; None for regression.
            target_text: the target in words.
        """
        if self._words is None or (trace is not None and trace.network is not self._network):
            trace = None
        self._trace = trace
        self._context = replace(self._context, target=target, target_text=target_text)
        if self._words is not None:
            self._words = replace(self._words, target=target_text)
        self._renew()

    def set_shared(self, shared: bool) -> None:
        """Let things of one kind share a scale of colours, or each have its own."""
        self._shared = shared
        self._renew()

    def set_moment(self, state: StageState | None, beat: Beat | None) -> None:
        """Show a moment of the animation; None for everything that the trace has, at rest."""
        before = self._context.beat
        self._context = replace(self._context, state=state, beat=beat)
        if beat is not None and beat is not before:
            self._follow(beat)
        self._tell()
        self.viewport().update()

    def entry(self, spot: Spot) -> int:
        """The entry that a cell shows, by its flat index; -1 for a whole thing."""
        if spot.cell == NOTHING:
            return -1
        thing = self._scene.thing(spot.key)
        if self._trace is None or thing.kind is Kind.LOSS:
            return int(thing.cells.block(spot.cell)[0])
        return entry_of(thing, spot.cell, values_of(self._trace, spot.key))

    def _follow(self, beat: Beat) -> None:
        """Scroll to where a beat happens, texts included, if the scene is larger than the view."""
        bars = self.horizontalScrollBar(), self.verticalScrollBar()
        if not any(bar.maximum() for bar in bars):
            return
        keys = {home_of(key) for key in (*beat.reads, *beat.writes)}
        things = [each for each in self._scene.things if each.key in keys]
        if things:
            boxes = [box for each in things for box in (each.rect, *each.texts)]
            reveal(self, reduce(QRectF.united, (qrect(box, RING + 3) for box in boxes)))

    def set_descent(self, rate: str) -> None:
        """Say how the learning rate is written if updates are minus it times q; else nothing."""
        self._context = replace(self._context, descent=rate)
        self.viewport().update()

    def _tell(self) -> None:
        """Other things stand there now: whoever says what they are, says it anew."""

    def set_lit(self, keys: frozenset[Key], entry: int = -1) -> None:
        """Mark what is pointed at elsewhere, or the one entry of it."""
        if (keys, entry) != (self._context.lit, self._context.lit_entry):
            self._context = replace(self._context, lit=keys, lit_entry=entry)
            self.viewport().update()

    def _renew(self) -> None:
        """Make the pictures anew."""
        pictures = None
        if self._trace is not None:
            image = self._image_shape is not None
            scales = scales_of(self._trace, image=image, shared=self._shared, split=self._split)
            pictures = Pictures(self._trace, scales, self._context.theme, self._maps)
        self._context = replace(self._context, pictures=pictures)
        self.scales_changed.emit(self.scales)
        self._tell()
        self.viewport().update()

    def _lay_out(self) -> None:
        if self._network is None:
            return
        whole = self.contentsRect().size()
        width, height = float(whole.width()), float(whole.height())
        network, bar = self._network, self.horizontalScrollBar().sizeHint().height()

        def lay_out(size: tuple[float, float], measure: FontMeasure) -> Scene:
            names, notation = self._names, self._notation
            shape, split = self._image_shape, self._split
            style = self._style
            return layout(network, shape, names, size, measure, notation, split=split, style=style)

        (scene, wide, high), measure = self._lettering.choose(
            lambda measure: scene_for((width, height), bar, lambda size: lay_out(size, measure))
        )
        self._scene = scene
        self._context = replace(self._context, fonts=measure.fonts)
        # Cells are others in another layout: a strip may be folded or pooled in another way.
        focus = self._context.focus
        here = focus is not None and any(thing.key == focus.key for thing in scene.things)
        kept = Spot(focus.key) if focus is not None and here else None
        self._context = replace(self._context, hover=None, focus=kept)
        self._maps = PixelMaps(self.devicePixelRatioF())
        set_scroll_bars(self, scene, wide, high)
        self._still.forget()
        self._renew()

    @Slot()
    def _on_theme(self) -> None:
        self._lettering = Lettering(theme_source().text_scale)
        fonts = self._lettering.largest.fonts
        self._context = replace(self._context, theme=current_theme(), fonts=fonts)
        self._lay_out()
        self.viewport().update()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what the view shows of the scene."""
        if self._maps.ratio != self.devicePixelRatioF():
            self._lay_out()
        painter = QPainter(self.viewport())
        origin = self._origin()
        size, ratio = self.viewport().size(), self.devicePixelRatioF()
        picture = self._still.picture(self._scene, self._context, size, ratio, origin)
        painter.drawPixmap(0, 0, picture)
        painter.translate(-origin)
        for thing in self._scene.things:
            if self._is_visible(thing, origin):
                paint(painter, thing, self._context)
        paint_beat(painter, self._scene, self._context)
        focus = self._context.focus if self.hasFocus() else None
        paint_marks(painter, self._scene, replace(self._context, focus=focus))
        seen = Rect(origin.x(), origin.y(), size.width(), size.height())
        self._zoom.paint(painter, self._scene, self._context, seen, ratio)

    def _is_visible(self, thing: Thing, origin: QPoint) -> bool:
        left, right = origin.x(), origin.x() + self.viewport().width()
        note = thing.note
        low, high = min(thing.rect.x, note.x), max(thing.rect.right, note.right)
        return low < right and high > left

    def _origin(self) -> QPoint:
        return QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew for the new size."""
        super().resizeEvent(event)
        self._lay_out()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Show another part of the scene."""
        self._still.forget()
        self.viewport().update()
