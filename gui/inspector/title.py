"""The head of the inspector: which notation, and what is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from core.formula import NumberStyle
from core.key import LOSS
from core.notation import NOTATIONS, Notation
from gui.inspector.subject import Shown, found_values
from gui.resources import icon
from gui.theme import HALF, Look, set_look, theme_source
from gui.widgets.basics import ElidedLabel, WrappedLabel
from gui.widgets.steady import ChoiceBox

_BACK = "Back to the beat under the playhead"
_NOTHING = "Select nothing"
HINT = "Select anything on the stage, or play the step, to see how it comes about."


class NotationChoice(ChoiceBox):
    """The notations by the names of their texts."""

    chosen = Signal(object)
    """`Notation`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notation")
        self.setAccessibleName("Notation")
        for notation in NOTATIONS.values():
            self.addItem(notation.title.removesuffix(" edition"), notation.name)
        self.currentIndexChanged.connect(self._on_index)

    def show_notation(self, notation: Notation) -> None:
        """Take over what was chosen elsewhere."""
        self.setToolTip(f"Notation: {notation.title}")
        self.setCurrentIndex(self.findData(notation.name))

    def _on_index(self, index: int) -> None:
        self.chosen.emit(NOTATIONS[self.itemData(index)])


class Title(QWidget):
    """The symbol, its meaning and shape, and a way back to the playhead."""

    back_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._symbol = ElidedLabel()
        self._symbol.setObjectName("inspectorTitle")
        set_look(self._symbol, Look.HEADING)
        self._meaning = WrappedLabel()
        self._meaning.setObjectName("inspectorMeaning")
        set_look(self._meaning, Look.SMALL)
        self._hint = WrappedLabel(HINT)
        self._hint.setObjectName("inspectorHint")
        set_look(self._hint, Look.MUTED)
        self._hint.hide()
        self._back = QToolButton()
        self._back.setObjectName("backToPlayhead")
        set_look(self._back, Look.COMPACT)
        self._back.clicked.connect(self.back_asked)
        row = QHBoxLayout()
        row.addWidget(self._symbol, 1)
        row.addWidget(self._back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addLayout(row)
        column.addWidget(self._meaning)
        column.addWidget(self._hint)
        theme_source().changed.connect(self._dress)
        self._dress()

    def show_title(self, shown: Shown, selected: bool, resting: bool) -> None:
        """Say what is shown, and how to come to something else."""
        symbol = shown.formulas.symbols[shown.key]
        values = found_values(shown.trace, shown.key)
        meaning = symbol.meaning
        if shown.batch is not None and shown.key.symbol in ("q_W", "q_b"):
            count = shown.style.count(shown.batch.count)
            meaning = f"mean over {count} samples of the {meaning}"
        if values is not None and shown.key != LOSS:
            meaning += f", {_size(values.shape, shown.style)}"
        self._symbol.setText(symbol.plain)
        self._symbol.setAccessibleName(symbol.spoken)
        self._meaning.setText(meaning.replace("layer ", "layer\N{NO-BREAK SPACE}"))
        self._back.setVisible(selected)
        back = _NOTHING if resting else _BACK
        self._back.setToolTip(back)
        self._back.setAccessibleName(back)
        self._hint.setVisible(resting and not selected)

    def _dress(self) -> None:
        self._back.setIcon(icon("close", role="muted"))


def _size(shape: tuple[int, ...], style: NumberStyle) -> str:
    """Say how large a thing is; a bare number after a comma would read as one more number."""
    if len(shape) > 1:
        return style.shape(shape)
    entries = "entry" if shape[0] == 1 else "entries"
    return f"{style.count(shape[0])}\N{NO-BREAK SPACE}{entries}"
