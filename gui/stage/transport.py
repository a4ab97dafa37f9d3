"""The controls of the animation in one row: buttons, the place in the step, speed, the end."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from core.timeline import Timeline
from gui.player import FASTEST, SLOWEST, AtEnd, Player
from gui.resources import icon
from gui.stage.phases import name_of, role_of
from gui.theme import GRID, HALF, ICON_SIZE, FontRole, Look, font, set_look, theme_source
from gui.widgets.scrubber import Part, Scrubber

SPEEDS = (SLOWEST, 0.25, 0.5, 1.0, 2.0, 5.0, FASTEST)
_AT_END = {
    AtEnd.STOP: ("Stop", "Stop at the end", "The playhead stops at the end"),
    AtEnd.LOOP: ("Loop", "Loop this step", "Show the same training step again and again"),
    AtEnd.NEXT_SAMPLE: ("Next", "Go on with the next sample", "Show the step of the next sample"),
    AtEnd.WATCH: (
        "Watch",
        "Watch: train one step each time",
        "Train on one minibatch after each animation, and show what has become of this sample",
    ),
}


class StageTransport(QWidget):
    """Moves a `Player`, and shows where it is."""

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stageTransport")
        self.setAccessibleName("Animation")
        self._player = player
        self._icons: dict[QToolButton, str] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 0, GRID, 0)
        row.setSpacing(0)
        for name, key, tip, handler in (
            (
                "to-start",
                "toStart",
                "To the start: only the sample and the weights (Home)",
                "to_start",
            ),
            ("step-back", "stepBack", "One beat back (Left)", "step_back"),
            ("play", "playStage", "Play this training step", "toggle"),
            ("step", "stepOn", "One beat on (Right)", "step"),
            ("finish-phase", "finishPhase", "Finish this phase (Shift+Right)", "finish_phase"),
            ("to-end", "toEnd", "To the end: everything computed (End)", "to_end"),
        ):
            row.addWidget(self._button(name, key, tip, getattr(player, handler)))
        self._play = self._named("playStage")
        self.scrubber = Scrubber()
        self.scrubber.setObjectName("stageScrubber")
        self.scrubber.setAccessibleName("Place in the training step")
        row.addSpacing(HALF)
        row.addWidget(self.scrubber, 1)
        row.addSpacing(HALF)
        self._speed = self._menu_button("stageSpeed", self._speed_menu())
        self._end = self._menu_button("stageAtEnd", self._end_menu())
        row.addWidget(self._speed)
        row.addWidget(self._end)

        player.moved.connect(self._on_moved)
        player.playing_changed.connect(self._on_playing)
        player.timeline_changed.connect(self._on_timeline)
        self.scrubber.scrubbed.connect(self._on_scrubbed)
        theme_source().changed.connect(self._dress)
        self._on_timeline(player.timeline)
        self._dress()
        self._write_choices()

    # Building.

    def _button(self, name: str, key: str, tip: str, handler: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setObjectName(key)
        button.setAccessibleName(tip.split(" (")[0].split(":")[0])
        button.setToolTip(tip)
        button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        # A click leaves the focus where it is: on the stage, whose keys do the same.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_look(button, Look.COMPACT)
        button.clicked.connect(handler)
        self._icons[button] = name
        return button

    def _named(self, key: str) -> QToolButton:
        return next(button for button in self._icons if button.objectName() == key)

    def _menu_button(self, key: str, menu: QMenu) -> QToolButton:
        button = QToolButton()
        button.setObjectName(key)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_look(button, Look.COMPACT)
        menu.setParent(button, menu.windowFlags())
        return button

    def _speed_menu(self) -> QMenu:
        menu = QMenu()
        group = QActionGroup(menu)
        for speed in reversed(SPEEDS):
            action = _choice(group, f"{speed:g} times", "")
            action.setData(speed)
            action.setChecked(speed == self._player.speed)
            menu.addAction(action)
        group.triggered.connect(self._on_speed)
        return menu

    def _end_menu(self) -> QMenu:
        menu = QMenu()
        menu.setToolTipsVisible(True)
        group = QActionGroup(menu)
        for at_end, (_, text, tip) in _AT_END.items():
            action = _choice(group, text, tip)
            action.setData(at_end.value)
            action.setChecked(at_end is self._player.at_end)
            menu.addAction(action)
        group.triggered.connect(self._on_end)
        return menu

    # Following the player.

    @Slot(object)
    def _on_timeline(self, timeline: Timeline | None) -> None:
        if timeline is None:
            self.scrubber.set_parts(())
        else:
            starts = list(timeline.phase_starts.items())
            ends = [*(start for _, start in starts[1:]), timeline.duration]
            parts = tuple(
                Part(name_of(phase), start, end, role_of(phase))
                for (phase, start), end in zip(starts, ends, strict=True)
            )
            names = tuple(
                f"{beat.kind.value} {beat.layer}" if beat.layer else beat.kind.value
                for beat in timeline.beats
            )
            self.scrubber.set_parts(parts, names)
        for button in self._icons:
            button.setEnabled(timeline is not None)
        self._on_moved(self._player.t)

    @Slot(float)
    def _on_moved(self, t: float) -> None:
        self.scrubber.set_place(t)

    @Slot(bool)
    def _on_playing(self, playing: bool) -> None:
        name, tip = ("pause", "Pause (Space)") if playing else ("play", "Play this training step")
        self._icons[self._play] = name
        self._play.setIcon(icon(name))
        self._play.setToolTip(tip)
        self._play.setAccessibleName(tip.split(" (")[0])

    # What is chosen.

    @Slot(float)
    def _on_scrubbed(self, t: float) -> None:
        self._player.pause()
        self._player.seek(t)

    @Slot(object)
    def _on_speed(self, action: QAction) -> None:
        self._player.set_speed(float(action.data()))
        self._write_choices()

    @Slot(object)
    def _on_end(self, action: QAction) -> None:
        self._player.at_end = AtEnd(action.data())
        self._write_choices()

    def _write_choices(self) -> None:
        speed = f"{self._player.speed:g}"
        short, text, tip = _AT_END[self._player.at_end]
        self._speed.setText(f"{speed}×")
        self._speed.setAccessibleName(f"Speed: {speed} times")
        self._speed.setToolTip("Speed of the animation")
        self._end.setText(short)
        self._end.setAccessibleName(f"At the end: {text}")
        self._end.setToolTip(f"At the end: {tip[0].lower()}{tip[1:]}")

    @Slot()
    def _dress(self) -> None:
        for button, name in self._icons.items():
            button.setIcon(icon(name))
        for button, widest in ((self._speed, "0.25×"), (self._end, "Watch")):
            button.setFont(font(FontRole.BODY))
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(widest) + 2 * GRID)


def _choice(group: QActionGroup, text: str, tip: str) -> QAction:
    action = QAction(text, group)
    action.setCheckable(True)
    if tip:
        action.setToolTip(tip)
    return action
