"""The network view: one sample's way through the network, and its loss's way back, beat by beat."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.batch_trace import BatchTrace, with_mean
from core.datasets.dataset import Task
from core.formula import NumberStyle
from core.formulas import Formulas, formulas
from core.key import Key
from core.messages import Ready, RunState
from core.timeline import Beat, Phase, timeline
from core.trace import Trace
from core.update_formulas import UpdateRule
from gui.neurons.layout import TARGET, fits
from gui.neurons.scene import Spot as NeuronSpot
from gui.neurons.switch import EdgeSwitch
from gui.neurons.view import NeuronView
from gui.player import AtEnd, Player
from gui.reading import Reading
from gui.session import Session
from gui.stage.caption import Caption
from gui.stage.chooser import SampleChooser
from gui.stage.conductor import Conductor
from gui.stage.foot import Foot, Switch
from gui.stage.layout import Names
from gui.stage.legend import StageLegend
from gui.stage.phases import role_of
from gui.stage.said import AT_START, IN_TRAINING, at_rest, averaging, of_next, with_step
from gui.stage.scales import family_names
from gui.stage.scene import Spot
from gui.stage.transport import StageTransport
from gui.stage.view import StageView
from gui.theme import GRID, HALF
from gui.widgets.segmented import SegmentedControl

AVERAGING_MS = 150
"""How long each sample takes to fade into the mean."""
_TALL = 560
"""Pixels: a panel of this height has room for a caption of two lines."""


class StagePanel(QWidget):
    """The sample above, the stage, and below it the animation's controls, its caption, the legend.

    With nothing chosen on the stage, Left and Right go from beat to beat, with Shift from phase to
    phase, Home and End to the ends; Space plays and pauses once somebody has moved the playhead.
    """

    spot_changed = Signal(object)
    """The `Spot` that was chosen on the stage, or None."""
    watching_changed = Signal(bool)
    """Steps are being played and trained in turns, or are no longer."""

    def __init__(
        self,
        session: Session,
        player: Player | None = None,
        reading: Reading | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("stagePanel")
        self.setAccessibleName("Stage")
        self._session = session
        self.player = player or Player(self)
        self._notes = reading or Reading(self)
        self._formulas: Formulas | None = None
        self._resting = True
        self._goes_on = False
        self._following = False
        self._conductor = Conductor(session, self.player, self)
        self._chooser = SampleChooser(session)
        self.view = StageView()
        self.view.setObjectName("stageView")
        self.neurons = NeuronView()
        self.neurons.setObjectName("neuronView")
        self._edges = EdgeSwitch(self.neurons)
        self._views = QStackedWidget()
        self._views.addWidget(self.view)
        self._views.addWidget(self.neurons)
        self._form = SegmentedControl([("score", "Layers"), ("neurons", "Neurons")], "score")
        self._form.setAccessibleName("Form of the picture")
        self._form.setToolTip("Vectors and matrices, or circles and edges")
        self._chooser.add(self._form)
        self.transport = StageTransport(self.player)
        self.caption = Caption()
        self._legend = StageLegend()
        self._shared = Switch(
            "Shared scales",
            "Scales",
            "Off: the colours of each thing have their own scale, written beside it.\n"
            "On: all weights share a scale, and so do all adjoints, all gradients and all values, "
            "so that layers can be compared.",
        )
        self._mean = Switch(
            "Minibatch mean",
            "Mean",
            "Off: the gradients are those of this sample's loss.\n"
            "On: they are means over a minibatch with this sample in it. You see how it comes "
            "about: one sample after the other fades into the average.\n"
            "With a sample of the run's next minibatch they are the means of that one, and the "
            "next step makes the very update that is shown.\n"
            "While it trains at full speed, they are this sample's.",
        )
        self._split = Switch(
            "Split layers",
            "Split",
            "Off: a layer is one function, the affine map and its activation together.\n"
            "On: they are apart, with the scores s = W z + b between them.",
        )
        self._averaged = 1
        self._batch: BatchTrace | None = None
        self._averaging = QTimer(self)
        self._averaging.setInterval(AVERAGING_MS)
        self._averaging.timeout.connect(self._average_one_more)
        self._compose()
        self._connect()
        self.view.set_notation(self._notes.notation)
        self._on_style(self._notes.style)
        if session.ready is not None:
            self._on_ready(session.ready)
        self._on_trace(session.trace)

    def _compose(self) -> None:
        foot = Foot(self._legend, (self._edges, self._mean, self._split, self._shared))
        below = QVBoxLayout()
        below.setContentsMargins(2 * GRID, 0, GRID, HALF)
        below.setSpacing(0)
        below.addWidget(self.caption)
        below.addWidget(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._chooser)
        column.addWidget(self._views, 1)
        column.addWidget(self.transport)
        column.addLayout(below)

    def _connect(self) -> None:
        session = self._session
        session.run_ready.connect(self._on_ready)
        session.trace_changed.connect(self._on_trace)
        session.state_changed.connect(self._on_state)
        self._conductor.watching_changed.connect(self.watching_changed)
        self._shared.toggled.connect(self.view.set_shared)
        self._mean.toggled.connect(self._notes.set_mean)
        self._notes.mean_changed.connect(self._mean.setChecked)
        self._notes.mean_changed.connect(session.watch_batch)
        self._split.toggled.connect(self._on_split)
        session.batch_changed.connect(self._on_batch)
        self.view.reading_changed.connect(self._chooser.read)
        self.view.scales_changed.connect(self._on_scales)
        self.view.spot_changed.connect(self.spot_changed)
        self.view.spot_changed.connect(self._on_spot)
        self.view.pointed.connect(self._on_pointed)
        self._form.changed.connect(self._on_form)
        self.neurons.reading_changed.connect(self._chooser.read)
        self.neurons.spot_changed.connect(self._on_neuron)
        self.neurons.pointed.connect(self._on_pointed)
        self.player.moved.connect(self._on_moved)
        self.player.timeline_changed.connect(self._on_timeline)
        self.player.playing_changed.connect(self._on_playing)
        self.player.reached_end.connect(self._on_end)
        self.transport.end_asked.connect(self._leave_rest)
        self._notes.lit_changed.connect(self._on_lit)
        self._notes.style_changed.connect(self._on_style)
        self._notes.notation_changed.connect(self._on_notation)
        self._notes.selected.connect(self._on_selected)

    # The session.

    @Slot(object)
    def _on_ready(self, ready: Ready) -> None:
        dataset = ready.dataset
        outputs = dataset.class_names or dataset.target_names
        features = () if dataset.image_shape is not None else dataset.feature_names
        names = Names(features, outputs)
        self.view.set_network(ready.network, dataset.image_shape, names)
        small = fits(ready.network) and dataset.image_shape is None
        self.neurons.set_network(ready.network if small else None, names)
        self._form.setVisible(small)
        if not small:
            self._form.set_current("score")
        self._on_form(self._form.current())
        self._write_formulas()

    @Slot(object)
    def _on_trace(self, trace: Trace | None) -> None:
        self._show_trace()
        if self.player.at_rest:
            self._resting = True
        self._show_moment()

    @Slot(object)
    def _on_state(self, state: RunState) -> None:
        """While it trains at full speed, every trace is another: there is nothing to play."""
        running = state is RunState.RUNNING
        self.transport.setEnabled(not running or self._conductor.watching)
        self._show_moment()

    def _show_trace(self) -> None:
        """Show the trace, with this sample's gradients or with the mean as far as it has come."""
        trace, batch, sample = self._session.trace, self._session.batch, self._session.sample
        if trace is not None and batch is not None:
            count = self._averaged if self._averaged <= batch.samples else None
            trace = with_mean(trace, batch, count)
        target = None if sample is None else sample.label
        self.view.set_trace(trace, target, self._target_text())
        self.neurons.set_trace(trace, target, TARGET if sample is not None else "")

    @Slot(object)
    def _on_batch(self, batch: BatchTrace | None) -> None:
        """Begin with the first sample's gradients, which are this sample's own.

        With other hyperparameters the samples are the same: then it goes on where it is.
        """
        before, self._batch = self._batch, batch
        if batch is None:
            self._averaging.stop()
        elif before is None or not _same_samples(before, batch):
            self._averaging.stop()
            self._averaged = 1 if self.player.motion else batch.samples + 1
            if self.player.motion:
                self._averaging.start()
        self._write_formulas()
        self._show_trace()
        self._show_moment()

    @Slot()
    def _average_one_more(self) -> None:
        batch = self._session.batch
        self._averaged += 1
        if batch is None or self._averaged > batch.samples:
            self._averaging.stop()
        self._show_trace()
        self._show_moment()

    def _at_rest_text(self) -> str:
        if self._session.state is RunState.RUNNING:
            return IN_TRAINING
        batch = self._session.batch
        if batch is not None and self._averaged <= batch.samples:
            return averaging(batch, self._averaged)
        return at_rest(batch)

    def _target_text(self) -> str:
        sample, dataset = self._session.sample, self._session.dataset
        if sample is None or dataset is None:
            return ""
        if dataset.task is Task.CLASSIFICATION and sample.label is not None:
            return f"true: {dataset.class_names[sample.label]}"
        if len(sample.y) == 1:
            return f"y = {replace(self._notes.style, digits=3).plain(float(sample.y[0]))}"
        return "line: y"

    @Slot(object)
    def _on_scales(self, scales: object) -> None:
        self._legend.set_scales(self.view.scales, self._shared.isChecked())

    # The animation.

    @Slot(object)
    def _on_timeline(self, timeline: object) -> None:
        self._resting = True
        self._show_moment()

    @Slot(float)
    def _on_moved(self, t: float) -> None:
        if t < self.player.end:
            self._resting = False
        if t > 0 and not self.player.playing:
            self._goes_on = False
        self._show_moment()

    @Slot(bool)
    def _on_playing(self, playing: bool) -> None:
        self._goes_on = self._goes_on and playing

    @Slot()
    def _on_end(self) -> None:
        """Remember that what is played next is the next sample's."""
        self._goes_on = self.player.at_end is AtEnd.NEXT_SAMPLE

    @Slot()
    def _leave_rest(self) -> None:
        """Show the end of the animation: the parameters after the update."""
        if self._session.trace is not None and self._session.state is not RunState.RUNNING:
            self._resting = False
            self._show_moment()

    def _show_moment(self) -> None:
        """Show where the playhead is.

        Before anybody has moved it, there is simply the trace, with the parameters that made it;
        at the end of an animation what the update has made of them.
        """
        timeline, state = self.player.timeline, self.player.state()
        self.transport.set_resting(self._resting or self._session.trace is None)
        if self._resting or timeline is None or state is None or self._session.trace is None:
            self.view.set_moment(None, None)
            self.neurons.set_state(None)
            text = self._at_rest_text() if timeline is not None else ""
            self._say(text, text, "muted", announce=False)
            return
        beat = timeline.beats[state.beat]
        self.view.set_moment(state, beat)
        self.neurons.set_state(state)
        if not state.active:
            self._say(AT_START, AT_START, "muted")
        elif self._formulas is not None:
            self._say(*self._sentences(self._formulas, beat), role_of(beat.phase))

    def _sentences(self, table: Formulas, beat: Beat) -> tuple[str, str]:
        """What happens in a beat: for the screen, and for a screen reader."""
        plain, spoken = table.sentence(beat), table.spoken(beat)
        if beat.index == 0 and self._goes_on:
            return of_next(plain), of_next(spoken)
        if beat.phase is not Phase.UPDATE:
            return plain, spoken
        batch = self._session.batch
        return with_step(plain, batch), with_step(spoken, batch)

    def _say(self, plain: str, spoken: str, role: str, *, announce: bool = True) -> None:
        style = self._notes.style
        self.caption.say(style.sentence(plain), style.sentence(spoken), role, announce)

    @Slot(object)
    def _on_notation(self, notation: object) -> None:
        self.view.set_notation(self._notes.notation)
        self.neurons.set_notation(self._notes.notation)
        self._write_formulas()
        self._show_moment()

    @Slot(object)
    def _on_style(self, style: NumberStyle) -> None:
        """Write all numbers with other digits, or with another decimal sign."""
        for part in (self.view, self.neurons, self._legend, self._chooser, self.transport):
            part.set_style(style)
        self._show_trace()  # the target's number is among its texts
        self._write_formulas()
        self._show_moment()

    @Slot(bool)
    def _on_split(self, split: bool) -> None:
        """Show affine map and activation apart; the words first, for they go with the beats."""
        self.view.set_split(split)
        self._write_formulas()
        self._conductor.set_split(split)

    def _write_formulas(self) -> None:
        ready, batch = self._session.ready, self._session.batch
        if ready is not None:
            rule = UpdateRule.of(self._session.config)
            split = self.view.split
            self._formulas = table = formulas(
                ready.network,
                self._notes.notation,
                split=split,
                rule=rule,
                batch=0 if batch is None else batch.count,
            )
            beats = timeline(ready.network, split=split).beats
            texts = [self._sentences(table, beat)[0] for beat in beats]
            texts += [at_rest(batch), of_next(table.sentence(beats[0]))]
            self.caption.reserve([self._notes.style.sentence(text) for text in texts])
            self._legend.set_names(family_names(table.symbols))
            plain = rule.plain_descent and not rule.weight_decay
            rate = self._formulas.symbols.learning_rate.plain
            self.view.set_descent(rate if plain else "")

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Give the focus to the view. With a focus proxy Tab would pass over the line above it."""
        self._views.currentWidget().setFocus(reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through time with the keys that the stage leaves."""
        player, key = self.player, event.key()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        handlers = {
            Qt.Key.Key_Left: player.phase_back if shift else player.step_back,
            Qt.Key.Key_Right: player.finish_phase if shift else player.step,
            Qt.Key.Key_Home: player.to_start,
            Qt.Key.Key_End: player.to_end,
        }
        if player.timeline is None:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space and not self._resting and not event.isAutoRepeat():
            player.toggle()  # at its end: once more, for somebody who is in the animation
        elif key in handlers:
            handlers[Qt.Key(key)]()
            if key == Qt.Key.Key_End:
                self._leave_rest()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the caption two lines where there is room for them."""
        super().resizeEvent(event)
        self.caption.set_least(2 if self.height() >= _TALL else 1)

    # What is pointed at and chosen.

    @Slot(object)
    def _on_spot(self, spot: Spot | None) -> None:
        if self._following:
            return  # a pooled cell shows another entry than the one that was asked for
        if spot is None:
            self._notes.select(None)
        else:
            self._notes.select(spot.key, self.view.entry(spot))

    @Slot(object)
    def _on_neuron(self, spot: NeuronSpot | None) -> None:
        if not self._following:
            self._notes.select(*((None,) if spot is None else (spot.key, self.neurons.entry(spot))))

    @Slot(str)
    def _on_form(self, form: str) -> None:
        """Show vectors and matrices, or circles and edges."""
        neurons = form == "neurons"
        self._views.setCurrentWidget(self.neurons if neurons else self.view)
        self._edges.setVisible(neurons)
        self._shared.setVisible(not neurons)

    @Slot(object, int)
    def _on_selected(self, key: Key | None, entry: int) -> None:
        spot = self.view.spot
        chosen = (None, -1) if spot is None else (spot.key, self.view.entry(spot))
        if chosen != (key, entry):
            self._following = True
            self.view.choose_entry(key, entry)
            self.neurons.choose_entry(key, entry)
            self._following = False

    @Slot(object, int)
    def _on_pointed(self, key: Key | None, entry: int) -> None:
        self._notes.light(frozenset() if key is None else frozenset({key}), entry)

    @Slot(object)
    def _on_lit(self, keys: frozenset[Key]) -> None:
        for view in (self.view, self.neurons):
            view.set_lit(keys, self._notes.lit_cell)


def _same_samples(one: BatchTrace, other: BatchTrace) -> bool:
    same = one.network is other.network and np.array_equal(one.y, other.y)
    return same and np.array_equal(one.x, other.x)
