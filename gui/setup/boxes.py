"""The entries that only the setup panel has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QWidget

from core.errors import UserError
from gui.drawing.written import localized
from gui.setup.choices import Choice
from gui.widgets.entry import NumberEntry
from gui.widgets.numbers import step_number
from gui.widgets.ranged import DECIMALS, IntSpinBox, RangedEntry
from gui.widgets.scientific import ScientificSpinBox
from gui.widgets.steady import ChoiceBox

_TIP_COLUMNS = 56
_FRAME = 36
"""Padding, border and arrow of a combo box in the style sheet."""


def wrapped(text: str) -> str:
    """Break a tool tip into lines: Qt would show it in one."""
    return "\n".join(fill(line, _TIP_COLUMNS) for line in text.splitlines())


_ARROWS = 40
"""Padding, borders and arrow buttons of a spin box in the style sheet."""


def width_for(box: QWidget, text: str) -> int:
    """Return how wide a spin box must be to show a text in its font."""
    box.ensurePolished()
    return box.fontMetrics().horizontalAdvance(text) + _ARROWS


class ChoiceList(ChoiceBox):
    """A combo box of named choices, of which some may be impossible at the moment."""

    chosen = Signal(str)
    """The key that somebody chose; never emitted by `show_key`."""

    def __init__(
        self, name: str, tip: str, choices: Sequence[Choice], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tip = tip
        self._choices = tuple(choices)
        self._keys = [choice.key for choice in choices]
        self.setAccessibleName(name)
        for index, choice in enumerate(self._choices):
            self.addItem(choice.title)
            self.setItemData(index, wrapped(choice.tip), Qt.ItemDataRole.ToolTipRole)
        # `minimumSizeHint` asks for the titles themselves, whatever the font.
        self.setMinimumContentsLength(1)
        self.setMaxVisibleItems(len(self._choices))
        # `activated` and not `currentIndexChanged`: only what a person does counts.
        self.activated.connect(self._on_activated)
        self._describe()

    def minimumSizeHint(self) -> QSize:
        """Need room for the longest title: what is chosen is never cut."""
        hint = super().minimumSizeHint()
        metrics = self.fontMetrics()
        longest = max(metrics.horizontalAdvance(choice.title) for choice in self._choices)
        hint.setWidth(longest + _FRAME)
        return hint

    def sizeHint(self) -> QSize:
        """Ask for no more than that."""
        return self.minimumSizeHint()

    def key(self) -> str:
        """The key of the choice that is shown; empty when it is none of them."""
        index = self.currentIndex()
        return self._keys[index] if index >= 0 else ""

    def show_key(self, key: str) -> None:
        """Show a choice without telling anybody."""
        self.setCurrentIndex(self._keys.index(key) if key in self._keys else -1)
        self._describe()

    def set_refusals(self, reasons: Mapping[str, str]) -> None:
        """Disable the choices of these keys; the tool tip of each says why."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        for index, choice in enumerate(self._choices):
            reason = reasons.get(choice.key, "")
            model.item(index).setEnabled(not reason)
            self.setItemData(index, wrapped(reason or choice.tip), Qt.ItemDataRole.ToolTipRole)

    def is_possible(self, key: str) -> bool:
        """Whether a choice is enabled."""
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        return model.item(self._keys.index(key)).isEnabled()

    def _on_activated(self, index: int) -> None:
        self._describe()
        self.chosen.emit(self._keys[index])

    def _describe(self) -> None:
        index = self.currentIndex()
        about = self._tip
        if index >= 0:
            choice = self._choices[index]
            about += f"\n{choice.title}: {choice.tip}"
        self.setToolTip(wrapped(about))
        self.setAccessibleDescription(about)


class DecayBox(ScientificSpinBox):
    """How much of the past is kept, from 0 to almost 1.

    The arrows step through 0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, ...: what is forgotten goes 1, 0.5,
    0.2, 0.1, and that is what matters.
    """

    def stepBy(self, steps: int) -> None:
        """Step what is forgotten through 1, 0.5, 0.2, 0.1, ..."""
        if not self.commit():
            return
        kept = 1.0 - step_number(round(1.0 - self.value(), 12), -steps)
        try:
            self.setValue(max(round(kept, 12), 0.0))
        except UserError:
            return  # beyond the last step that is allowed
        self.selectAll()


class PercentBox(RangedEntry):
    """A share from nothing to half, entered in percent."""

    shareChanged = Signal(float)  # noqa: N815 (as Qt names its signals)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0.0, 0.0, 50.0, parent)
        self.setSingleStep(5.0)
        self.setSuffix(" %")
        self.setSpecialValueText("none")

    def show_share(self, share: float) -> None:
        """Show a share, 0 to 0.5, without telling anybody."""
        self.show_value(round(100.0 * share, DECIMALS))

    def announce(self) -> None:
        """Emit `shareChanged`."""
        self.shareChanged.emit(round(self._value / 100.0, 4))


def show_int(box: IntSpinBox, value: int) -> None:
    """Show a number without telling anybody, even one that could not have been typed here.

    A configuration from a file may go beyond the box's range; to show anything else would be a lie.
    """
    box.setRange(min(box.minimum(), value), max(box.maximum(), value))
    box.show_value(value)


def show_number(box: ScientificSpinBox, value: float) -> None:
    """Show a number without telling anybody; one that is impossible here is explained elsewhere."""
    try:
        box.require(value)
    except UserError:
        return
    box.show_value(value)


def explain(box: NumberEntry, tip: str) -> None:
    """Give a box its tool tip and the description that is read out."""
    box.set_hint(wrapped(localized(tip)))
