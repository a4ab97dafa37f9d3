"""The tools for painting points: classes, brush, eraser, hand, taking back."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from core.datasets.made_set import CLASS_NAMES
from gui.model_view.painting import Painting, Points, Tool
from gui.model_view.points import Member
from gui.model_view.stamps import point_stamp
from gui.resources import icon
from gui.theme import (
    HALF,
    FontRole,
    class_colour,
    class_shape,
    current_theme,
    font,
    theme_source,
)
from gui.widgets.segmented import SegmentedControl

_TOOLS = ((Tool.ADD, "Add"), (Tool.ERASE, "Erase"), (Tool.MOVE, "Move"), (Tool.TRACE, "Trace"))
_TIPS = {
    Tool.ADD: "Click adds a point, dragging adds more (A); the right button erases",
    Tool.ERASE: "Take points away (E)",
    Tool.MOVE: "Drag a point elsewhere (M)",
    Tool.TRACE: "Click a point to show it on the stage (T)",
}
_KEYS = {
    Qt.Key.Key_A: Tool.ADD,
    Qt.Key.Key_E: Tool.ERASE,
    Qt.Key.Key_M: Tool.MOVE,
    Qt.Key.Key_T: Tool.TRACE,
}
_STAMP = 13.0


class PaintTools(QWidget):
    """Buttons, and the painting that they and the plane work on."""

    painted = Signal()
    """The points have changed, perhaps in the middle of a stroke."""
    finished = Signal()
    """A stroke, a clearing or a taking back is complete."""
    tool_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paint_tools")
        self.setAccessibleName("Painting tools")
        self.painting = Painting()
        self.tools = SegmentedControl([(str(tool), text) for tool, text in _TOOLS], Tool.ADD)
        self.tools.setAccessibleName("What the mouse does")
        for tool, tip in _TIPS.items():
            self.tools.button(tool).setToolTip(tip)
            # A click leaves the focus on the plane, where the keys are heard.
            self.tools.button(tool).setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.classes: list[QToolButton] = []
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(2)
        for label, name in enumerate(CLASS_NAMES):
            button = _button(f"Paint class {name} ({label + 1})", f"paint_class_{label}")
            button.setCheckable(True)
            self._group.addButton(button, label)
            self.classes.append(button)
            row.addWidget(button)
        self.classes[0].setChecked(True)
        self.undo_button = _button("Take back the last stroke (Ctrl+Z)", "paint_undo")
        self.clear_button = _button("Take all points away", "paint_clear")
        self.clear_button.setToolTip("Take all points away (Ctrl+Z brings them back)")
        row.addStretch(1)
        row.addWidget(self.undo_button)
        row.addWidget(self.clear_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HALF)
        layout.addWidget(self.tools)
        layout.addLayout(row)
        self.tools.changed.connect(self._on_tool)
        self._group.idClicked.connect(self._on_class)
        self.undo_button.clicked.connect(self.undo)
        self.clear_button.clicked.connect(self.clear)
        theme_source().changed.connect(self._dress)
        self._dress()
        self._enable()

    # What can be asked for.

    def load(self, points: Points) -> None:
        """Begin with these points."""
        self.painting.load(points)
        self._enable()
        self.painted.emit()

    @Slot()
    def undo(self) -> None:
        """Take back the last stroke or clearing."""
        if self.painting.undo():
            self._tell()

    @Slot()
    def clear(self) -> None:
        """Take all points away."""
        if self.painting.clear():
            self._tell()

    # The plane's side: places in own units.

    @property
    def is_holding(self) -> bool:
        """True while a point is being moved."""
        return self.painting.is_holding

    def press(self, x: float, y: float, reach: float, erase: bool) -> None:
        """Begin a stroke."""
        self.painting.press(x, y, reach, erase)
        self.painted.emit()

    def drag(self, x: float, y: float, reach: float) -> None:
        """Go on with it."""
        before = self.painting.points
        self.painting.drag(x, y, reach)
        if self.painting.points is not before:
            self.painted.emit()

    def release(self) -> None:
        """End it."""
        if self.painting.release():
            self._tell()

    def take_key(self, event: QKeyEvent, act: bool = True) -> bool:
        """Whether a key is one of ours: a class, a tool, taking back. With `act`, do it."""
        key = Qt.Key(event.key())
        number = event.key() - Qt.Key.Key_1
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Undo):
            if act:
                self.undo()
        elif plain and 0 <= number < len(self.classes):
            if act:
                self.classes[number].click()
        elif plain and key in _KEYS:
            if act:
                self.tools.set_current(_KEYS[key])
        else:
            return False
        return True

    def _tell(self) -> None:
        self._enable()
        self.painted.emit()
        self.finished.emit()

    @Slot(str)
    def _on_tool(self, key: str) -> None:
        self.painting.tool = Tool(key)
        self.tool_changed.emit()

    @Slot(int)
    def _on_class(self, label: int) -> None:
        """Whoever chooses a class wants to paint it."""
        self.painting.label = label
        self.tools.set_current(Tool.ADD)

    def _enable(self) -> None:
        self.undo_button.setEnabled(self.painting.can_undo)
        self.clear_button.setEnabled(bool(self.painting.points))

    @Slot()
    def _dress(self) -> None:
        theme, ratio = current_theme(), self.devicePixelRatioF()
        for label, button in enumerate(self.classes):
            colour = class_colour(label, theme).name()
            pixmap = point_stamp(class_shape(label), colour, Member.TRAINING, theme, _STAMP, ratio)
            button.setIcon(QIcon(pixmap))
            button.setIconSize(QSize(26, 26))
        self.undo_button.setIcon(icon("undo"))
        self.clear_button.setIcon(icon("trash"))
        for tool, _ in _TOOLS:
            self.tools.button(tool).setFont(font(FontRole.SMALL))


def _button(text: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setToolTip(text)
    button.setAccessibleName(text)
    return button
