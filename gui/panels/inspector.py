"""The inspector: the formula, numbers, Jacobian and check of what is selected."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.formulas import Formulas
from core.key import Key
from core.timeline import Beat, Timeline
from core.trace import Trace
from gui.inspector.check_part import CheckPart
from gui.inspector.formula_part import FormulaPart, NumberPart
from gui.inspector.formula_view import FormulaView
from gui.inspector.jacobian_part import JacobianPart
from gui.inspector.looking import Looking
from gui.inspector.memory_part import MemoryPart
from gui.inspector.modes_part import ModesPart
from gui.inspector.part import Part
from gui.inspector.subject import (
    Subject,
)
from gui.inspector.title import NotationChoice, Title
from gui.inspector.warming import Warming, signs_of
from gui.player import Player
from gui.reading import Reading
from gui.session import Session
from gui.setup.scroll import VerticalScrollArea
from gui.theme import GRID, HALF, MARGIN, Look, set_look
from gui.widgets.basics import WrappedLabel
from gui.widgets.section import CollapsibleSection

_EMPTY = "No sample has been through the network yet. Its formulas and numbers come with the first."


class InspectorPanel(QWidget):
    """Choice of the notation and title; below them the parts, which can be folded away."""

    shown_changed = Signal()
    """Something else is shown, or its next state."""

    def __init__(
        self, session: Session, player: Player, reading: Reading, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("inspectorPanel")
        self.setAccessibleName("Inspector")
        self._session, self._player, self._reading = session, player, reading
        self._looking = Looking(session, player, reading)
        self._subject: Subject | None = None
        self._at: Beat | None = None
        self._stale = True
        self.notation = NotationChoice()
        self._title = Title()
        self.formula = FormulaPart()
        self.numbers = NumberPart()
        self.memory = MemoryPart()
        self.jacobian = JacobianPart()
        self.check = CheckPart()
        self.modes = ModesPart()
        self.warming = Warming(self)
        self._warmed: tuple[Formulas, Timeline] | None = None
        self.sections: dict[str, CollapsibleSection] = {}
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self._on_reading()

    @property
    def subject(self) -> Subject | None:
        """What is shown."""
        return self._subject

    def part(self, name: str) -> Part:
        """Return the part of a section, by its name."""
        parts: dict[str, Part] = {
            "formula": self.formula,
            "numbers": self.numbers,
            "memory": self.memory,
            "jacobian": self.jacobian,
            "check": self.check,
            "modes": self.modes,
        }
        return parts[name]

    # Building.

    def _build(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setSpacing(HALF)
        column.addWidget(self._title)
        for key, title, expanded in (
            ("formula", "Formula", True),
            ("numbers", "With numbers", True),
            ("memory", "Memory of the optimizer", True),
            ("jacobian", "Jacobian", True),
            ("check", "Gradient check", False),
            ("modes", "Forward or reverse", False),
        ):
            section = CollapsibleSection(title, expanded)
            section.setObjectName(f"section-{key}")
            section.body.addWidget(self.part(key))
            self.sections[key] = section
            column.addWidget(section)
        column.addStretch(1)
        # What the sections hold stands as far in as the title and the choice above.
        inset = section.body.contentsMargins().left()
        column.setContentsMargins(MARGIN - inset, HALF, MARGIN, MARGIN)
        self._title.setContentsMargins(inset, 0, 0, 0)
        scroll = VerticalScrollArea(content)
        empty = QWidget()
        inside = QVBoxLayout(empty)
        inside.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        words = WrappedLabel(_EMPTY)
        words.setObjectName("inspectorEmpty")
        set_look(words, Look.MUTED)
        inside.addWidget(words)
        inside.addStretch(1)
        self._stack.addWidget(empty)
        self._stack.addWidget(scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN, GRID, MARGIN, 0)
        head.addWidget(self.notation)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        session, player, reading = self._session, self._player, self._reading
        session.trace_changed.connect(self._on_trace)
        session.batch_changed.connect(self._refresh)
        session.config_changed.connect(self._refresh)
        player.moved.connect(self._on_moved)
        player.timeline_changed.connect(self._on_timeline)
        reading.selected.connect(self._refresh)
        reading.notation_changed.connect(self._on_reading)
        reading.style_changed.connect(self._on_reading)
        reading.mean_changed.connect(self.formula.mean.setChecked)
        self.formula.mean_asked.connect(reading.set_mean)
        self.formula.mean.setChecked(reading.mean)
        reading.lit_changed.connect(self._on_lit)
        self.notation.chosen.connect(reading.set_notation)
        self.numbers.digits.valueChanged.connect(reading.set_digits)
        self._title.back_asked.connect(lambda: reading.select(None))
        for part in (self.formula, self.jacobian, self.modes):
            part.pointed.connect(self._on_pointed)
            part.chosen.connect(reading.select)
        self.numbers.pointed.connect(self._on_number)
        self.numbers.chosen.connect(reading.select)
        self.memory.chosen.connect(reading.select)
        self.memory.pointed.connect(reading.light)

    # What happens.

    @Slot(object)
    def _on_trace(self, trace: Trace | None) -> None:
        if self._player.at_rest:
            self._looking.resting = True
        self._refresh()

    @Slot(object)
    def _on_timeline(self, timeline: Timeline | None) -> None:
        self._looking.resting = True
        self._refresh()

    @Slot(float)
    def _on_moved(self, t: float) -> None:
        """Follow the playhead from beat to beat, not from frame to frame."""
        if t < self._player.end:
            self._looking.resting = False
        if self._subject is None or self._looking.beat() is not self._at:
            self._refresh()
            return
        shown = self.numbers.shown
        if shown is None or not self.isVisible():
            return
        now = self._looking.at_playhead(shown)
        if now.absent != shown.absent:
            self._refresh()
        elif now.reached is not shown.reached:
            self.numbers.set_shown(now)

    @Slot()
    def _on_reading(self) -> None:
        """Take over notation and digits, by whomever they were chosen."""
        self.notation.show_notation(self._reading.notation)
        self.numbers.digits.setValue(self._reading.digits)
        self._refresh()

    @Slot(object)
    def _on_lit(self, keys: frozenset[Key]) -> None:
        for view in self._formula_views():
            view.set_lit(keys, self._reading.lit_cell)

    @Slot(object)
    def _on_pointed(self, keys: frozenset[Key]) -> None:
        self._reading.light(keys)

    @Slot(object)
    def _on_number(self, keys: frozenset[Key]) -> None:
        """Light the one entry that a number stands for."""
        self._reading.light(keys, self.numbers.view.pointed_cell)

    # Behind the scenes.

    def _formula_views(self) -> tuple[FormulaView, ...]:
        return (
            self.formula.view,
            self.numbers.view,
            self.jacobian.formula,
            self.modes.recursion,
        )

    def _refresh(self) -> None:
        """Show what is to be shown now; unseen, only once somebody looks."""
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        self._at = self._looking.beat()
        shown = self._looking.what()
        self._subject = None if shown is None else shown.subject
        self._stack.setCurrentIndex(0 if shown is None else 1)
        if shown is not None:
            self._warm(shown.formulas)
            selected = self._reading.selection[0] is not None
            self._title.show_title(shown, selected, self._looking.resting)
        for name, section in self.sections.items():
            section.setVisible(shown is not None and self.part(name).applies(shown))
            self.part(name).set_shown(shown)
        self.shown_changed.emit()

    def _warm(self, found: Formulas) -> None:
        """Set the formulas of the beats to come, so that the animation does not wait for them."""
        timeline = self._player.timeline
        if timeline is not None and (found, timeline) != self._warmed:
            self._warmed = found, timeline
            sizes = self.formula.view.size_of_type(), self.jacobian.formula.size_of_type()
            self.warming.start(signs_of(found, timeline, sizes))

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what has happened unseen."""
        super().showEvent(event)
        if self._stale:
            self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Set nothing ahead that nobody will see."""
        super().hideEvent(event)
        self.warming.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Write numbers anew where another language has been chosen."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LocaleChange:
            self._reading.set_locale(self.locale())
