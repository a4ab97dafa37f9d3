"""The widget that shows a small network as neurons: it paints, and answers the mouse and keys."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from core.arrays import Array
from core.formula import NumberStyle
from core.key import Key, values_of
from core.models import Network
from core.notation import PROGRESSIVE, Notation, symbols
from core.timeline import StageState
from core.trace import Trace
from gui.drawing.copied import copy_menu, copy_table
from gui.neurons.cache import Cache
from gui.neurons.context import Context, text_width
from gui.neurons.layout import Names, layout
from gui.neurons.moment import Edges, Moment, has, table_of
from gui.neurons.painter import paint_loss, paint_marks, paint_titles
from gui.neurons.pulses import paint_pulses
from gui.neurons.readout import Words, describe, speak
from gui.neurons.scene import Scene, Spot
from gui.neurons.walk import Move, hit, is_here, next_column, turn_over, walk
from gui.neurons.zoom import paint_zoom
from gui.theme import FontRole, current_theme, font, theme_source

_MOVES = {
    Qt.Key.Key_Left: Move.LEFT,
    Qt.Key.Key_Right: Move.RIGHT,
    Qt.Key.Key_Up: Move.UP,
    Qt.Key.Key_Down: Move.DOWN,
    Qt.Key.Key_Home: Move.FIRST,
    Qt.Key.Key_End: Move.LAST,
}
_TURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_UNSIGNED = ("sigmoid", "relu", "softmax", "modified softmax")
_HELP = (
    "Press Tab to go from layer to layer, the arrow keys to go from neuron to neuron, "
    "Enter for the neuron's bias and adjoint, Escape to leave."
)


class NeuronView(QWidget):
    """Shows the trace of one sample on a small network; see `gui.neurons.layout.fits`.

    Tab goes from layer to layer and on to the next widget, the arrow keys from neuron to neuron,
    Enter from a neuron's value to its bias and its adjoint, Escape out; Ctrl+C copies the number
    that is chosen. `reading` is what is under the mouse, or else what has the focus, in words; a
    key that goes elsewhere puts the focus first until the mouse moves.
    """

    reading_changed = Signal(str)
    spot_changed = Signal(object)
    """`Spot` that was chosen by mouse or keys, or None."""
    pointed = Signal(object, int)
    """`Key` of what is under the mouse, or None; and the entry of it, or -1."""
    edges_changed = Signal(object)
    """`Edges`: what the edges stand for on the way forward."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Neuron view")
        self.setAccessibleDescription(_HELP)
        self._network: Network | None = None
        self._names: Names | None = None
        self._notation = PROGRESSIVE
        self._style = NumberStyle()
        self._words: Words | None = None
        self._trace: Trace | None = None
        self._state: StageState | None = None
        self._edges = Edges.WEIGHTS
        self._shared = False
        self._context: Context | None = None
        self._cache: Cache | None = None
        self._reading = ""
        self._left = False
        self._told: tuple[object, ...] = ()
        theme_source().changed.connect(self._on_theme)

    # What is shown.

    @property
    def scene_shown(self) -> Scene | None:
        """The layout in force; None before there is a network."""
        return None if self._context is None else self._context.scene

    @property
    def context(self) -> Context | None:
        """What is painted."""
        return self._context

    @property
    def reading(self) -> str:
        """What is under the mouse or has the focus, in words."""
        return self._reading

    @property
    def spot(self) -> Spot | None:
        """What is chosen."""
        return None if self._context is None else self._context.focus

    @property
    def edges(self) -> Edges:
        """What the edges stand for on the way forward."""
        return self._edges

    def sizeHint(self) -> QSize:
        """Ask for the room in which most networks have their numbers written in."""
        return QSize(900, 560)

    def minimumSizeHint(self) -> QSize:
        """Make do with less; the units shrink."""
        return QSize(320, 220)

    def set_network(self, network: Network | None, names: Names) -> None:
        """Show another network, still without values; None for nothing."""
        chosen = self.spot is not None
        self._network, self._names = network, names
        self._trace, self._state = None, None
        self._context = self._cache = None
        if network is not None:
            table = symbols(self._notation, network)
            self._words = Words(table, names.features, names.outputs, style=self._style)
        self._lay_out()
        if chosen:
            self.spot_changed.emit(None)

    def set_trace(
        self, trace: Trace | None, target: int | None = None, target_text: str = ""
    ) -> None:
        """Show the values of a trace, or that there are none.

        Args:
            trace: of the network that was set last; another one's is not shown.
            target: the true class; without it, for classification, that of the trace's target.
            target_text: the target in words.
        """
        if trace is not None and trace.network is not self._network:
            trace = None
        self._trace = trace
        if self._context is None or self._words is None:
            return
        if trace is not None and target is None and trace.network.classes:
            target = int(trace.y.argmax())
        self._words = replace(self._words, target=target_text)
        self._context = replace(self._context, target=target, target_text=target_text)
        self._renew()

    @Slot(object)
    def set_state(self, state: StageState | None) -> None:
        """Show a moment of the animation; None for everything that the trace has, at rest."""
        self._state = state
        self._set_moment()

    @Slot(object)
    def set_edges(self, edges: Edges) -> None:
        """Let width and colour of the edges stand for weights or for contributions."""
        if edges is not self._edges:
            self._edges = edges
            self._set_moment()
            self.edges_changed.emit(edges)

    def set_shared(self, shared: bool) -> None:
        """Let all layers share a scale of the edges, or let each have its own."""
        self._shared = shared
        self._renew()

    @Slot(object)
    def set_notation(self, notation: Notation) -> None:
        """Write everything in other symbols."""
        self._notation = notation
        if self._network is not None and self._words is not None and self._context is not None:
            table = symbols(notation, self._network)
            self._words = replace(self._words, symbols=table)
            self._context = replace(self._context, symbols=_plain(self._words))
            self._tell()
            self.update()

    @Slot(object)
    def set_style(self, style: NumberStyle) -> None:
        """Write numbers with other digits, or with another decimal sign."""
        self._style = style
        if self._words is not None:
            self._words = replace(self._words, style=style)
        if self._context is not None:
            self._context = replace(self._context, style=style)
            if self._cache is not None:
                self._cache.forget()
            self._tell()
            self.update()

    def set_lit(self, keys: frozenset[Key], entry: int = -1) -> None:
        """Mark what is pointed at elsewhere, or the one entry of it."""
        if self._context is not None:
            self._context = replace(self._context, lit=keys, lit_entry=entry)
            self.update()

    def entry(self, spot: Spot) -> int:
        """The flat index of a spot's entry, for `Reading.select`."""
        return spot.cell

    def choose_entry(self, key: Key | None, entry: int = -1) -> None:
        """Choose an entry of a thing; nothing if it is not here, or if it is a whole thing."""
        self.choose(None if key is None or entry < 0 else Spot(key, entry))

    def choose(self, spot: Spot | None) -> None:
        """Choose a number: its unit gets the ring of the focus, and its sum is shown."""
        context = self._context
        if context is None:
            return
        if spot is not None and not is_here(context.scene, spot):
            spot = None
        changed = spot != context.focus
        self._context = replace(context, focus=spot)
        self._tell()
        self.update()
        if changed:
            self.spot_changed.emit(spot)

    def _set_moment(self) -> None:
        context = self._context
        if context is None:
            return
        trace = self._trace
        moment = None if trace is None else Moment(trace, self._state, self._edges)
        self._context = replace(context, moment=moment)
        self._tell()
        self.update()

    def _renew(self) -> None:
        """There are other numbers, or other scales."""
        if self._context is None:
            return
        trace = self._trace
        table = None if trace is None else table_of(trace, shared=self._shared)
        self._context = replace(self._context, table=table)
        if self._cache is not None:
            self._cache.forget()
        self._set_moment()

    def _lay_out(self) -> None:
        network, names, words = self._network, self._names, self._words
        if network is None or names is None or words is None:
            self._context = self._cache = None
            self.update()
            return
        size = float(max(self.width(), 1)), float(max(self.height(), 1))
        small = font(FontRole.SMALL).pixelSize()
        scene = layout(network, names, size, text_width, small)
        old = self._context
        if old is None:
            self._context = Context(
                scene,
                current_theme(),
                symbols=_plain(words),
                signed=_signed(network),
                style=self._style,
            )
        else:
            self._context = replace(old, scene=scene, theme=current_theme(), hover=None)
        ratio = self.devicePixelRatioF()
        self._context = replace(self._context, ratio=ratio)
        self._cache = Cache(scene, ratio)
        self._renew()

    @Slot()
    def _on_theme(self) -> None:
        text_width.cache_clear()
        self._lay_out()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint edges, what travels along them, and the units over both."""
        painter = QPainter(self)
        if self._context is None or self._cache is None:
            painter.fillRect(self.rect(), current_theme().color("background"))
            return
        if self._cache.ratio != self.devicePixelRatioF():
            self._lay_out()
        context = self._context
        self._cache.paint(painter, context)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_titles(painter, context)
        paint_pulses(painter, context, over=False)
        paint_zoom(painter, context)
        self._cache.paint_units(painter, context)
        paint_pulses(painter, context, over=True)
        paint_loss(painter, context)
        paint_marks(painter, context, active=self.hasFocus())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew for the new size."""
        super().resizeEvent(event)
        self._lay_out()

    # The mouse.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read out what is under the mouse."""
        self._set_hover(self._spot_at(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what is under the mouse."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.choose(self._spot_at(event))

    def leaveEvent(self, event: QEvent) -> None:
        """Forget what was under the mouse."""
        super().leaveEvent(event)
        self._set_hover(None)

    def _spot_at(self, event: QMouseEvent) -> Spot | None:
        place = event.position()
        return None if self._context is None else hit(self._context.scene, place.x(), place.y())

    def _set_hover(self, spot: Spot | None) -> None:
        if self._context is not None and spot != self._context.hover:
            self._context = replace(self._context, hover=spot)
            self.pointed.emit(*((None, -1) if spot is None else (spot.key, self.entry(spot))))
            self._tell()
            self.update()

    # The keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from neuron to neuron; with nothing chosen, all keys are left to the panel."""
        spot, key = self.spot, Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if spot is not None and event.matches(QKeySequence.StandardKey.Copy):
            values = self._values(spot.key)
            if values is not None:
                copy_table(values.reshape(-1)[spot.cell : spot.cell + 1], self._style)
        elif self._context is None or spot is None or not plain:
            event.ignore()
        elif key in _MOVES:
            self._go_to(walk(self._context.scene, spot, _MOVES[key]))
        elif key in _TURNS:
            self._go_to(turn_over(self._context.scene, spot))
        elif key == Qt.Key.Key_Escape:
            self._go_to(None)
            self._left = True
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go from layer to layer before the focus leaves the view."""
        spot, context = self.spot, self._context
        if spot is not None and context is not None and self.hasFocus():
            following = next_column(context.scene, spot, 1 if forward else -1)
            if following is not None:
                self._go_to(following)
                return True
        elif spot is None and context is not None and forward and not self._left:
            # Reached by a shortcut or the mouse. Who has left by Escape goes on.
            self._go_to(next_column(context.scene, None, 1))
            return True
        return super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the end from which the focus comes."""
        super().focusInEvent(event)
        self._left = False
        steps = {Qt.FocusReason.TabFocusReason: 1, Qt.FocusReason.BacktabFocusReason: -1}
        if event.reason() in steps and self._context is not None:
            self._go_to(next_column(self._context.scene, None, steps[event.reason()]))
        self._tell()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self._tell()
        self.update()

    def _go_to(self, spot: Spot | None) -> None:
        """Choose by a key: where the mouse rests counts no more, until it moves again."""
        self._set_hover(None)
        self.choose(spot)

    # Copying.

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy what is under the mouse, or what is chosen."""
        if event.reason() is QContextMenuEvent.Reason.Mouse and self._context is not None:
            place = event.pos()
            self.choose(hit(self._context.scene, place.x(), place.y()))
        menu = self.menu()
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(event.globalPos())

    def menu(self) -> QMenu | None:
        """Return the menu of what can be copied; None if nothing that is there is chosen."""
        spot, context = self.spot, self._context
        values = None if spot is None else self._values(spot.key)
        if spot is None or context is None or values is None:
            return None
        entry = values.reshape(-1)[spot.cell : spot.cell + 1]
        name = context.symbols.get(spot.key, "it")
        return copy_menu(self, self._style, name, entry, lambda: values)

    def _values(self, key: Key) -> Array | None:
        """The numbers of a thing; None while they are not all there."""
        moment = None if self._context is None else self._context.moment
        if moment is None or not has(moment.trace, key):
            return None
        given = key.symbol in ("W", "b")
        return values_of(moment.trace, key) if given or moment.share(key) >= 1 else None

    # In words.

    def _tell(self) -> None:
        context, words = self._context, self._words
        if context is None or words is None:
            return
        focus = context.focus if self.hasFocus() else None
        state = context.moment.state if context.moment is not None else None
        filled = () if state is None else tuple(state.filled.values())
        what = (context.hover, focus, context.focus, words, context.table, filled)
        if what == self._told:
            return  # most frames of an animation change nothing that is said
        self._told = what
        spot = context.hover or focus
        text = "" if spot is None else describe(spot, context.moment, words)
        if text != self._reading:
            self._reading = text
            self.reading_changed.emit(text)
        chosen = context.focus
        spoken = _HELP if chosen is None else speak(chosen, context.moment, words)
        if spoken != self.accessibleDescription():
            self.setAccessibleDescription(spoken)


def _plain(words: Words) -> dict[Key, str]:
    return {key: symbol.plain for key, symbol in words.symbols.table.items()}


def _signed(network: Network) -> dict[int, bool]:
    """By the number of z: whether its values can be negative."""
    after = {layer.number + 1: layer.activation not in _UNSIGNED for layer in network.layers}
    return {1: True, **after}
