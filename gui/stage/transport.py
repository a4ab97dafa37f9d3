"""The controls of the animation in one row: buttons, the place in the step, speed, the end."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from core.formula import NumberStyle
from core.timeline import Timeline
from gui.player import FASTEST, SLOWEST, AtEnd, Player
from gui.resources import icon
from gui.stage.phases import name_of, role_of
from gui.theme import (
    GRID,
    HALF,
    FontRole,
    Look,
    font,
    set_icon_size,
    set_look,
    theme_source,
)
from gui.widgets.scrubber import Part, Scrubber

_PLAY = "Play this training step (Space, once you have moved within it; at rest Space trains)"
SPEEDS = (SLOWEST, 0.25, 0.5, 1.0, 2.0, 5.0, FASTEST)
_AT_END = {
    AtEnd.STOP: ("stop", "Stop", "Stop at the end", "The playhead stops there"),
    AtEnd.LOOP: ("loop", "Loop", "Loop this step", "Show the same training step again and again"),
    AtEnd.NEXT_SAMPLE: (
        "next",
        "Next",
        "Go on with the next sample",
        "Show the step of the next sample",
    ),
    AtEnd.WATCH: (
        "watch",
        "Watch",
        "Watch: train one step each time",
        "Train on one minibatch, and show what has become of this sample",
    ),
}
"""What happens at the end of the animation: as it is written on the button, alone where there is
less room, in the menu, and at length."""
_WIDE = 640
"""Pixels: a row of this width has room to say on the button what it is about."""


class StageTransport(QWidget):
    """Moves a `Player`, and shows where it is."""

    end_asked = Signal()
    """Somebody wants to see the end: at rest the playhead is there, and does not move."""

    def __init__(self, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stageTransport")
        self.setAccessibleName("Animation")
        self._player = player
        self._style = NumberStyle()
        self._wide = True
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
            ("play", "playStage", _PLAY, "toggle"),
            ("step", "stepOn", "One beat on (Right)", "step"),
            ("finish-phase", "finishPhase", "Finish this phase (Shift+Right)", "finish_phase"),
            ("to-end", "toEnd", "To the end: everything computed, and updated (End)", "to_end"),
        ):
            row.addWidget(self._button(name, key, tip, getattr(player, handler)))
        self._play = self._named("playStage")
        self._named("toEnd").clicked.connect(self.end_asked)
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
        player.speed_changed.connect(self._write_choices)
        player.at_end_changed.connect(self._write_choices)
        self.scrubber.scrubbed.connect(self._on_scrubbed)
        theme_source().changed.connect(self._dress)
        self._on_timeline(player.timeline)
        self._dress()
        self._write_choices()

    def set_resting(self, resting: bool) -> None:
        """Mark no place while nobody has moved the playhead: there is the whole pass at once."""
        self.scrubber.set_quiet(resting)

    def set_style(self, style: NumberStyle) -> None:
        """Write the speeds with the decimal sign of a style."""
        self._style = style
        for action in self._speed.menu().actions():
            action.setText(style.localized(f"{action.data():g} times"))
        self._write_choices()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say on the button what it is about where there is room for it."""
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        if wide is not self._wide:
            self._wide = wide
            self._write_choices()
            self._dress()

    # Building.

    def _button(self, name: str, key: str, tip: str, handler: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setObjectName(key)
        button.setAccessibleName(tip.split(" (")[0].split(":")[0])
        button.setToolTip(tip)
        set_icon_size(button)
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
        for at_end, (*_, text, tip) in _AT_END.items():
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
        name, tip = ("pause", "Pause (Space)") if playing else ("play", _PLAY)
        self._icons[self._play] = name
        self._play.setIcon(icon(name))
        self._play.setToolTip(tip)
        self._play.setAccessibleName(tip.split(" (")[0])

    # What is chosen.

    @Slot(float)
    def _on_scrubbed(self, t: float) -> None:
        self._player.pause()
        self._player.seek(t)
        if t >= self._player.end:
            self.end_asked.emit()

    @Slot(object)
    def _on_speed(self, action: QAction) -> None:
        self._player.set_speed(float(action.data()))

    @Slot(object)
    def _on_end(self, action: QAction) -> None:
        self._player.at_end = AtEnd(action.data())

    @Slot()
    def _write_choices(self) -> None:
        """Write down what the player does, by whomever it was chosen."""
        chosen = (self._player.speed, self._player.at_end.value)
        for button in (self._speed, self._end):
            for action in button.menu().actions():
                action.setChecked(action.data() in chosen)
        speed = self._style.localized(f"{self._player.speed:g}")
        *_, text, tip = _AT_END[self._player.at_end]
        self._speed.setText(f"{speed}×")
        self._speed.setAccessibleName(f"Speed: {speed} times")
        self._speed.setToolTip("Speed of the animation")
        self._end.setText(self._end_text(self._player.at_end))
        self._end.setAccessibleName(f"At the end of the animation: {text}")
        self._end.setToolTip(
            f"What happens at the end of the animation\nNow: {text[0].lower()}{text[1:]}. {tip}."
        )

    @Slot()
    def _dress(self) -> None:
        for button, name in self._icons.items():
            button.setIcon(icon(name))
        for button, texts in ((self._speed, ("0.25×",)), (self._end, self._end_texts())):
            button.setFont(font(FontRole.BODY))
            widest = max(button.fontMetrics().horizontalAdvance(text) for text in texts)
            button.setMinimumWidth(widest + 2 * GRID)

    def _end_texts(self) -> tuple[str, ...]:
        """What may be written on the button, so that it is as wide whatever is."""
        return tuple(self._end_text(at_end) for at_end in AtEnd)

    def _end_text(self, at_end: AtEnd) -> str:
        short, alone, *_ = _AT_END[at_end]
        return f"At end: {short}" if self._wide else alone


def _choice(group: QActionGroup, text: str, tip: str) -> QAction:
    action = QAction(text, group)
    action.setCheckable(True)
    if tip:
        action.setToolTip(tip)
    return action
